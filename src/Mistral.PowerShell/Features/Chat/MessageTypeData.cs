using System.Management.Automation.Runspaces;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Has messages copied whole, as by Start-Job and Export-Clixml, so that a chat goes on from a copy: chunks, calls and what is in them.</summary>
internal static class MessageTypeData
{
    private const int Depth = 5;

    /// <summary>Adds it to a session.</summary>
    public static void AddTo(Runspace runspace) =>
        RunspaceTypes.Change(runspace, types => types.AddType(new TypeData(typeof(ChatMessage)) { SerializationDepth = Depth, IsOverride = true }));

    /// <summary>Removes it from a session.</summary>
    public static void RemoveFrom(Runspace runspace) => RunspaceTypes.Change(runspace, types => types.RemoveType(typeof(ChatMessage).FullName));
}
