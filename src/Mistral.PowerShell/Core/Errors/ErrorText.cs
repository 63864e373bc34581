using System;
using System.Management.Automation;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Core.Errors;

/// <summary>The texts of an error record: the message and the recommended action.</summary>
internal static class ErrorText
{
    // Earlier versions don't show the recommended action.
    private static readonly Version s_firstToShowAction = new(7, 5);
    private static readonly Version s_engine = typeof(PSObject).Assembly.GetName().Version!;

    /// <summary>Creates the details of an error record.</summary>
    /// <param name="message">The message.</param>
    /// <param name="action">The recommended action.</param>
    public static ErrorDetails Create(string message, string action) => Create(message, action, s_engine);

    /// <summary>Gets the target of an error without control characters, if it is text. Other targets are not changed.</summary>
    public static object? CleanTarget(object? target) =>
        PSValue.Unwrap(target) is string text && DisplayText.IsUnsafe(text) ? DisplayText.Clean(text) : target;

    /// <summary>Creates the details for a version of PowerShell.</summary>
    internal static ErrorDetails Create(string message, string action, Version engine) =>
        new(DisplayText.Clean(engine < s_firstToShowAction ? Sentences.Join(message, action) : message)) { RecommendedAction = DisplayText.Clean(action) };
}
