using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.AI.Prompts;

/// <summary>A prompt that is stored in the workspace. A request can't refer to one, so its text is sent as a message.</summary>
internal sealed class StoredPrompt
{
    private const string NamePrefix = "prompt:";

    private readonly string _content;
    private readonly string[] _variables;

    private StoredPrompt(string name, JsonElement definition)
    {
        Name = name;
        _content = JsonFields.GetText(definition, "content") ?? string.Empty;
        JsonElement variables = JsonFields.GetMember(definition, "variables");
        _variables = variables.ValueKind is JsonValueKind.Array ? [.. variables.EnumerateArray().Select(v => JsonFields.GetText(v, "name")).OfType<string>()] : [];
    }

    /// <summary>The name or the id with which it was read.</summary>
    public string Name { get; }

    /// <summary>Reads a prompt.</summary>
    /// <param name="client">The client.</param>
    /// <param name="prompt">The name or the id.</param>
    /// <param name="version">A version or an alias; null for the latest version.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The prompt was not found.</exception>
    public static async Task<StoredPrompt> ReadAsync(
        MistralClient client, string prompt, string? version, IProgress<TransportEvent> progress, CancellationToken cancellationToken)
    {
        JsonElement found = await FindAsync(client, prompt, version, progress, cancellationToken).ConfigureAwait(false);
        return new(prompt, JsonFields.GetMember(found, "definition"));
    }

    /// <summary>Gets its text with values in place of the placeholders.</summary>
    /// <param name="values">The values of its variables.</param>
    /// <exception cref="MistralApiException">The values don't match its variables.</exception>
    public string Fill(IDictionary? values) => PromptTemplate.Fill(Name, _content, _variables, values);

    // The documentation has names with a prefix; an earlier edition of it has them without.
    private static async Task<JsonElement> FindAsync(
        MistralClient client, string prompt, string? version, IProgress<TransportEvent> progress, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(prompt, out _) || prompt.StartsWith(NamePrefix, StringComparison.Ordinal))
        {
            return await GetAsync(client, prompt, version, progress, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await GetAsync(client, NamePrefix + prompt, version, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.NotFound or MistralErrorKind.InvalidRequest)
        {
            return await GetAsync(client, prompt, version, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<JsonElement> GetAsync(
        MistralClient client, string id, string? version, IProgress<TransportEvent> progress, CancellationToken cancellationToken)
    {
        MistralRequest request = new("GET", $"/v2/prompts/{MistralRequest.EscapeSegment(id)}");
        if (version is not null)
        {
            request.Query.Add(new(int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "version" : "alias", version));
        }

        return (await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false)).ReadJson();
    }
}
