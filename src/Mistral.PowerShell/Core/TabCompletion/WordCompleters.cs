using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mistral.PowerShell.Core.TabCompletion;

/// <summary>Completes words that the API knows today; others stay possible, for it may learn more.</summary>
internal abstract class WordCompleter(params string[] words) : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        words
            .Where(word => CompletionText.Matches(word, wordToComplete))
            .Select(word => CompletionText.Create(word, wordToComplete));
}

/// <summary>Completes forms of a reply that need no schema.</summary>
internal sealed class ResponseFormatCompleter() : WordCompleter("text", "json_object");

/// <summary>Completes choices of tools but for the names of functions.</summary>
internal sealed class ToolChoiceCompleter() : WordCompleter("auto", "none", "any", "required");

/// <summary>Completes prompt modes.</summary>
internal sealed class PromptModeCompleter() : WordCompleter("reasoning", "none");

/// <summary>Completes efforts of reasoning.</summary>
internal sealed class ReasoningEffortCompleter() : WordCompleter("none", "minimal", "low", "medium", "high", "xhigh");

/// <summary>Completes service tiers.</summary>
internal sealed class ServiceTierCompleter() : WordCompleter("auto", "standard_only");

/// <summary>Completes fields that documents of a library are sorted by.</summary>
internal sealed class DocumentSortCompleter() : WordCompleter("created_at", "last_processed_at", "name", "number_of_pages", "size");

/// <summary>Completes directions of sorting.</summary>
internal sealed class SortOrderCompleter() : WordCompleter("asc", "desc");

/// <summary>Completes purposes of files.</summary>
internal sealed class FilePurposeCompleter() : WordCompleter("ocr", "batch", "audio", "fine-tune");
