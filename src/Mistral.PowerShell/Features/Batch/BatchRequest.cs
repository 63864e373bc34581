using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell;

/// <summary>A request of a batch. It can be piped to Start-MistralBatch to run it again. As a string it is its input, or else its custom id.</summary>
public sealed class BatchRequest
{
    /// <summary>The custom id, which ties the result to the request.</summary>
    public required string CustomId { get; init; }

    /// <summary>The row in the input of the batch, from 1; 0 if the input is unknown.</summary>
    public int Row { get; init; }

    /// <summary>The batch.</summary>
    public string? BatchId { get; init; }

    /// <summary>The path of the operation, such as <c>/v1/chat/completions</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The model of the batch; null if the body has it.</summary>
    public string? Model { get; init; }

    /// <summary>The body as JSON; null if the input is unknown.</summary>
    public string? Body { get; init; }

    /// <summary>The input as it was given, or its text; null if it is unknown.</summary>
    public object? Input { get; init; }

    /// <summary>Finds a request in an input, also in a copy from a file of Export-Clixml or from another process.</summary>
    internal static BatchRequest? Find(PSObject? input)
    {
        if (input?.BaseObject is BatchRequest request)
        {
            return request;
        }

        string? Get(string name) => PSValue.Unwrap(input.Properties[name]?.Value) as string;
        return input?.TypeNames.Contains("Deserialized." + typeof(BatchRequest).FullName) is true && Get(nameof(CustomId)) is { } id && Get(nameof(Endpoint)) is { } endpoint
            ? new BatchRequest { CustomId = id, Endpoint = endpoint, Model = Get(nameof(Model)), Body = Get(nameof(Body)) }
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Input as string ?? CustomId;
}
