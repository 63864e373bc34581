using System.Collections;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.AI.Prompts;

/// <summary>The text of a stored prompt in a cmdlet. The prompt is read once; its variables can have other values for each input.</summary>
/// <param name="cmdlet">The cmdlet.</param>
internal sealed class PromptInput(ConnectedCmdlet cmdlet)
{
    private static readonly RequireTextAttribute s_requireText = new();

    private StoredPrompt? _stored;
    private bool _isFixed;

    /// <summary>The text with values; null without a prompt.</summary>
    public string? Text { get; private set; }

    /// <summary>Reads the prompt before the first input. Errors end the cmdlet.</summary>
    /// <param name="prompt">The name or the id; null if no prompt or a piped one is used.</param>
    /// <param name="version">A version or an alias; null for the latest version.</param>
    /// <param name="values">The values of its variables; null if each input may have its own.</param>
    /// <param name="isFixed">Whether the values can't change with the input.</param>
    public void Begin(string? prompt, string? version, IDictionary? values, bool isFixed)
    {
        _isFixed = isFixed && prompt is not null;
        if (prompt is not null)
        {
            Read(prompt, version, isOfConnection: true);
        }

        if (_isFixed && !TryFill(values, out ErrorRecord? problem))
        {
            cmdlet.ThrowTerminatingError(problem!);
        }
    }

    /// <summary>Prepares the text for an input.</summary>
    /// <param name="prompt">The name or the id; null without a prompt.</param>
    /// <param name="version">A version or an alias; null for the latest version.</param>
    /// <param name="values">The values for this input.</param>
    /// <returns>Whether the input can be processed. If not, an error was written.</returns>
    public bool Next(string? prompt, string? version, IDictionary? values)
    {
        if (_isFixed || prompt is null)
        {
            return true;
        }

        bool isPiped = _stored?.Name != prompt;
        if (isPiped)
        {
            _stored = null;
            Read(prompt, version, isOfConnection: false);
        }

        if (_stored is null)
        {
            return false;
        }

        if (TryFill(values, out ErrorRecord? problem))
        {
            return true;
        }

        // Without values, each other input would fail too.
        if (values is null && !isPiped)
        {
            cmdlet.ThrowTerminatingError(problem!);
        }

        cmdlet.WriteError(problem!);
        return false;
    }

    /// <summary>Gets the message of a piped input: its text, or null if it is the prompt or has only the values for it.</summary>
    /// <param name="input">The input.</param>
    /// <param name="values">The values for this input.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether the input can be processed. If not, an error was written.</returns>
    public bool TryGetMessage(PSObject input, IDictionary? values, out string? message)
    {
        message = null;
        if (input.Properties["PromptId"] is not null || (input.BaseObject is PSCustomObject && values is not null && !_isFixed))
        {
            return true;
        }

        try
        {
            message = (string)s_requireText.Transform(engineIntrinsics: null!, input).ToString()!;
        }
        catch (ArgumentTransformationMetadataException e)
        {
            Refuse(e.Message, input);
            return false;
        }

        if (message.Length == 0)
        {
            Refuse("An empty text can't be a message.", input);
        }

        return message.Length > 0;
    }

    private void Refuse(string message, PSObject input) => cmdlet.WriteError(ErrorRecords.From(MistralApiException.InvalidArgument(message), input));

    private void Read(string prompt, string? version, bool isOfConnection) => cmdlet.RunAsync(
        async token => { _stored = await StoredPrompt.ReadAsync(cmdlet.Client, prompt, version, cmdlet, token).ConfigureAwait(false); },
        target: prompt,
        isOfConnection);

    private bool TryFill(IDictionary? values, out ErrorRecord? problem)
    {
        problem = null;
        try
        {
            Text = _stored!.Fill(values);
            return true;
        }
        catch (MistralApiException e)
        {
            problem = ErrorRecords.From(e, _stored!.Name);
            return false;
        }
    }
}
