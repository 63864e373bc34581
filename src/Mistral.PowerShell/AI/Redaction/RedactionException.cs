using System;
using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>A text can't be redacted. It was not sent.</summary>
internal sealed class RedactionException : ErrorRecordException
{
    private RedactionException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    /// <inheritdoc/>
    internal override bool IsOfInput => ErrorRecord.CategoryInfo.Category is ErrorCategory.OperationTimeout;

    public static RedactionException Timeout(string name, string pattern, TimeSpan limit) => new(
        "MistralRedactionTimeout", ErrorCategory.OperationTimeout, pattern,
        string.Format(CultureInfo.InvariantCulture, "The pattern '{0}' of the rule '{1}' took longer than {2} seconds. The text was not sent.", pattern, name, limit.TotalSeconds),
        "Simplify the pattern: avoid nested repetitions such as (a+)+, lookarounds and backreferences.");

    public static RedactionException InvalidRule(object? rule, string problem) => new(
        "MistralRedactionRuleInvalid", ErrorCategory.InvalidArgument, rule,
        problem,
        $"Use All, one of {string.Join(", ", RedactionRules.Names)}, or a hashtable with names and regular expressions, such as @{{ Ticket = 'INC\\d{{7}}' }}.");
}
