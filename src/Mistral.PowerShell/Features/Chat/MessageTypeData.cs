using System.Management.Automation.Runspaces;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Serializes messages completely for Start-Job and Export-Clixml, with chunks and calls, so that a copy can continue a chat.</summary>
internal static class MessageTypeData
{
    private const int Depth = 5;

    /// <summary>Adds the type data to a session.</summary>
    public static void AddTo(Runspace runspace) =>
        RunspaceTypes.Change(runspace, types => types.AddType(new TypeData(typeof(ChatMessage)) { SerializationDepth = Depth, IsOverride = true }));

    /// <summary>Removes the type data from a session.</summary>
    public static void RemoveFrom(Runspace runspace) => RunspaceTypes.Change(runspace, types => types.RemoveType(typeof(ChatMessage).FullName));
}
