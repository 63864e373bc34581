using System.Collections.Generic;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>A model's answer doesn't match the requested schema.</summary>
#pragma warning disable CA1032 // It is made here alone, always with its record's parts.
public sealed class AnswerException : ErrorRecordException
#pragma warning restore CA1032
{
    internal AnswerException(string answer, IReadOnlyList<string> problems, object? target)
        : base(
            "MistralInvalidAnswer",
            ErrorCategory.InvalidData,
            target,
            $"The answer doesn't match the schema: {string.Join("; ", problems)}.",
            "Ask again with -RetryInvalid, say in the message or with -System what is meant, or raise -MaximumTokenCount where the answer was cut off. The exception's Answer has the text.")
    {
        Answer = answer;

        // PowerShell can't index the list that the compiler would make of its own.
        Problems = (string[])[.. problems];
    }

    /// <summary>The model's text as it came.</summary>
    public string Answer { get; }

    /// <summary>The mismatches, each with its place.</summary>
    public IReadOnlyList<string> Problems { get; }
}
