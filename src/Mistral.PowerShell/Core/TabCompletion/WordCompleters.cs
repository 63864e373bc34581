using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mistral.PowerShell.Core.TabCompletion;

/// <summary>Completes the words that the API accepts today. Other words are allowed, because the API may add some.</summary>
internal abstract class WordCompleter(params string[] words) : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        words
            .Where(word => CompletionText.Matches(word, wordToComplete))
            .Select(word => CompletionText.Create(word, wordToComplete));
}

/// <summary>Completes response formats without a schema.</summary>
internal sealed class ResponseFormatCompleter() : WordCompleter("text", "json_object");

/// <summary>Completes tool choices, except names of functions.</summary>
internal sealed class ToolChoiceCompleter() : WordCompleter("auto", "none", "any", "required");

/// <summary>Completes prompt modes.</summary>
internal sealed class PromptModeCompleter() : WordCompleter("reasoning", "none");

/// <summary>Completes reasoning efforts.</summary>
internal sealed class ReasoningEffortCompleter() : WordCompleter("none", "minimal", "low", "medium", "high", "xhigh");

/// <summary>Completes service tiers.</summary>
internal sealed class ServiceTierCompleter() : WordCompleter("auto", "standard_only");

/// <summary>Completes the fields by which documents of a library can be sorted.</summary>
internal sealed class DocumentSortCompleter() : WordCompleter("created_at", "last_processed_at", "name", "number_of_pages", "size");

/// <summary>Completes sort orders.</summary>
internal sealed class SortOrderCompleter() : WordCompleter("asc", "desc");

/// <summary>Completes purposes of files.</summary>
internal sealed class FilePurposeCompleter() : WordCompleter("ocr", "batch", "audio", "fine-tune");
