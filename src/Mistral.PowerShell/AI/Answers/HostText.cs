using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Shows text in the host while it is written.</summary>
internal static class HostText
{
    /// <summary>From asynchronous code: has the host show a piece of text, without control characters.</summary>
    public static void Show(MistralCmdlet cmdlet, string text) => cmdlet.PostOrdered(() =>
    {
        try
        {
            // The two parts of a line end may come in two pieces.
            cmdlet.Host.UI?.Write(DisplayText.Clean(text.Replace("\r", string.Empty)));
        }
        catch (Exception e) when (e is HostException or NotImplementedException or PSInvalidOperationException)
        {
            // Without a console the answer is still written to the pipeline.
        }
    });
}
