using System;
using System.Collections;
using System.Management.Automation;
using System.Threading;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Finds the connection that the command on the command line would use. Completion must not fail without one.</summary>
internal static class CompletionConnection
{
    public static MistralConnection? Find(IDictionary typedParameters)
    {
        using CancellationTokenSource timeout = VaultCompletion.StartTimeout();
        object? named = typedParameters["Connection"];
        try
        {
            return PSValue.Unwrap(named) switch
            {
                MistralConnection connection => connection,
                string name => MistralSession.Current.NamedConnections.Get(name, timeout.Token),
                _ => MistralSession.Current.Connection.Find(timeout.Token),
            };
        }
        catch (Exception e) when (e is MistralApiException or ErrorRecordException or RuntimeException)
        {
            return null;
        }
    }
}
