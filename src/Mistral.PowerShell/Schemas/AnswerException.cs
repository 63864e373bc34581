using System.Collections.Generic;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>A model's answer does not hold against the schema it was asked for in.</summary>
#pragma warning disable CA1032 // It is made here alone, always with its record's parts.
public sealed class AnswerException : ErrorRecordException
#pragma warning restore CA1032
{
    internal AnswerException(string answer, IReadOnlyList<string> problems, object? target)
        : base(
            "MistralInvalidAnswer",
            ErrorCategory.InvalidData,
            target,
            $"The answer does not hold: {string.Join("; ", problems)}.",
            "Ask again with -RetryInvalid, say in the message or with -System what is meant, or raise -MaximumTokenCount where the answer was cut off. The exception's Answer has the text.")
    {
        Answer = answer;

        // PowerShell can't index the list that the compiler would make of its own.
        Problems = (string[])[.. problems];
    }

    /// <summary>The model's text as it came.</summary>
    public string Answer { get; }

    /// <summary>What does not hold, with the place of each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
