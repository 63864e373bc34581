using System;
using System.Management.Automation;
using Mistral.Client.Errors;

namespace Mistral.PowerShell.Core.Errors;

/// <summary>What a user reads of an error: what happened, and what to do.</summary>
internal static class ErrorText
{
    // Earlier versions show no recommended action.
    private static readonly Version s_firstToShowAction = new(7, 5);
    private static readonly Version s_engine = typeof(PSObject).Assembly.GetName().Version!;

    /// <summary>Makes the details of an error record.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="action">What to do.</param>
    public static ErrorDetails Create(string message, string action) => Create(message, action, s_engine);

    /// <summary>Gets the target of an error as it may be shown: a text is cleaned where it steers the console, anything else stays as it is.</summary>
    public static object? CleanTarget(object? target) =>
        (target is PSObject wrapped ? wrapped.BaseObject : target) is string text && DisplayText.IsUnsafe(text) ? DisplayText.Clean(text) : target;

    /// <summary>Makes the details as a version of PowerShell needs them.</summary>
    internal static ErrorDetails Create(string message, string action, Version engine) =>
        new(DisplayText.Clean(engine < s_firstToShowAction ? Sentences.Join(message, action) : message)) { RecommendedAction = DisplayText.Clean(action) };
}
