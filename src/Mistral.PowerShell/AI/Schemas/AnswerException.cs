using System.Collections.Generic;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>A model's answer doesn't match the requested schema.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
public sealed class AnswerException : ErrorRecordException
#pragma warning restore CA1032
{
    internal AnswerException(string answer, IReadOnlyList<string> problems, object? target, string? hint = null)
        : base(
            "MistralInvalidAnswer",
            ErrorCategory.InvalidData,
            target,
            $"The answer doesn't match the schema: {string.Join("; ", problems)}.",
            hint ?? "Try again with -RetryInvalid, explain the fields in the message or with -System, or raise -MaximumTokenCount if the answer was truncated. The exception's Answer property contains the text.")
    {
        Answer = answer;

        // PowerShell can't index the list type that the compiler would create.
        Problems = (string[])[.. problems];
    }

    /// <summary>The text of the model, unchanged.</summary>
    public string Answer { get; }

    /// <summary>The mismatches, each with its position.</summary>
    public IReadOnlyList<string> Problems { get; }
}
