using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>A piped object can't be used in a message. No request was sent.</summary>
internal sealed class InputException : ErrorRecordException
{
    private InputException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static InputException MissingProperty(string name, IEnumerable<string> known, object target) => new(
        "MistralPropertyNotFound", ErrorCategory.InvalidArgument, target,
        $"The input has no property '{name}'.",
        known.Any() ? $"Its properties are {string.Join(", ", known.Take(20))}." : "It has no properties: pipe objects, as Import-Csv gives them.");

    public static InputException Empty(IEnumerable<string> names, object target) => new(
        "MistralInputEmpty", ErrorCategory.InvalidData, target,
        $"The input has no text in {string.Join(", ", names.Select(n => $"'{n}'"))}.",
        "Filter out empty inputs with Where-Object.");

    public static InputException TooLong(long length, long count, int most) => new(
        "MistralInputTooLong", ErrorCategory.LimitsExceeded, null,
        string.Format(CultureInfo.InvariantCulture, count == 1 ? "The input has {1:N0} characters, and the limit is {2:N0}." : "The first {0:N0} items of the input have {1:N0} characters together, and the limit is {2:N0}.", count, length, most),
        "Send less, for example only some properties with -Property, or raise -MaximumInputLength if the model accepts more.");

    public static InputException NothingCollected() => new(
        "MistralInputEmpty", ErrorCategory.InvalidData, null,
        "The pipeline had no input to collect.",
        "Check the command before it. No request was sent.");
}
