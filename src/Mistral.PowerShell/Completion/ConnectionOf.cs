using System;
using System.Collections;
using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>Finds the connection that a command being typed would use; a completer must not fail for want of one.</summary>
internal static class ConnectionOf
{
    public static MistralConnection? Find(IDictionary typedParameters)
    {
        object? named = typedParameters["Connection"];
        try
        {
            return (named is PSObject wrapped ? wrapped.BaseObject : named) switch
            {
                MistralConnection connection => connection,
                string name => NamedConnections.Get(name),
                _ => CurrentConnection.Find(),
            };
        }
        catch (Exception e) when (e is MistralApiException or RecordedException)
        {
            return null;
        }
    }
}
