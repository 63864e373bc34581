using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Shows text in the host while it is received.</summary>
internal static class HostText
{
    /// <summary>From asynchronous code: shows a piece of text in the host, without control characters.</summary>
    public static void Show(MistralCmdlet cmdlet, string text) => cmdlet.PostOrdered(() =>
    {
        try
        {
            // The carriage return and the line feed of a line end may be in different pieces.
            cmdlet.Host.UI?.Write(DisplayText.Clean(text.Replace("\r", string.Empty)));
        }
        catch (Exception e) when (e is HostException or NotImplementedException or PSInvalidOperationException)
        {
            // A host without a console shows nothing. The answer is still written to the pipeline.
        }
    });
}
