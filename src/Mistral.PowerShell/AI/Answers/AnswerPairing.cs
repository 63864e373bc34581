using System.Management.Automation;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Writes answers together with their inputs, as <c>-IncludeInput</c> and <c>-Merge</c> ask for.</summary>
internal sealed class AnswerPairing
{
    private readonly MistralCmdlet _cmdlet;
    private readonly bool _isMerge;

    /// <param name="cmdlet">The cmdlet that writes the answers.</param>
    /// <param name="includeInput">Whether each answer has its input in it.</param>
    /// <param name="merge">Whether each answer becomes one object with the properties of its input.</param>
    /// <param name="isStream">Whether answers come in pieces.</param>
    /// <exception cref="MistralApiException">The options contradict each other.</exception>
    public AnswerPairing(MistralCmdlet cmdlet, bool includeInput, bool merge, bool isStream = false)
    {
        if (merge && isStream)
        {
            throw MistralApiException.InvalidArgument("-Merge can't be combined with -Stream. Use -IncludeInput to get the input with each piece.");
        }

        if (merge && includeInput)
        {
            throw MistralApiException.InvalidArgument("-Merge can't be combined with -IncludeInput: it returns the properties of the input, not the input.");
        }

        _cmdlet = cmdlet;
        _isMerge = merge;
        IsPaired = includeInput || merge;
    }

    /// <summary>Whether answers are written together with their inputs.</summary>
    public bool IsPaired { get; }

    /// <summary>From asynchronous code: writes an answer or a piece of one, with its input if -IncludeInput or -Merge was given.</summary>
    /// <param name="answer">A result, a text, or an object of a schema.</param>
    /// <param name="input">The input of the answer.</param>
    /// <param name="usage">The Usage object, if the answer itself doesn't contain it; null if the server sent none.</param>
    public ValueTask WriteAsync(object? answer, object input, PSObject? usage) =>
        IsPaired ? WritePairedAsync(answer, input, usage) : _cmdlet.WriteAsync(answer);

    private async ValueTask WritePairedAsync(object? answer, object input, PSObject? usage) => await _cmdlet.WriteAsync(_isMerge
        ? await _cmdlet.InvokeAsync(() => PairedAnswer.Merge(answer, input, ("Usage", usage))).ConfigureAwait(false)
        : PairedAnswer.Attach(answer, input, usage)).ConfigureAwait(false);
}
