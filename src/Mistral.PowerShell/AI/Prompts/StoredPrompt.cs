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

/// <summary>Reads prompts that are stored in the workspace. A request can't refer to one, so its text is sent as a message.</summary>
internal static class StoredPrompt
{
    private const string NamePrefix = "prompt:";

    /// <summary>Reads a prompt and replaces its placeholders.</summary>
    /// <param name="client">The client.</param>
    /// <param name="prompt">The name or the id.</param>
    /// <param name="version">A version or an alias; null for the latest version.</param>
    /// <param name="values">The values of its variables.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The prompt was not found, or the values don't match its variables.</exception>
    public static async Task<string> ReadAsync(
        MistralClient client, string prompt, string? version, IDictionary? values, IProgress<TransportEvent> progress, CancellationToken cancellationToken)
    {
        JsonElement found = await FindAsync(client, prompt, version, progress, cancellationToken).ConfigureAwait(false);
        JsonElement definition = JsonFields.GetMember(found, "definition");
        JsonElement variables = JsonFields.GetMember(definition, "variables");
        string[] names = variables.ValueKind is JsonValueKind.Array ? [.. variables.EnumerateArray().Select(v => JsonFields.GetText(v, "name")).OfType<string>()] : [];
        return PromptTemplate.Fill(prompt, JsonFields.GetText(definition, "content") ?? string.Empty, names, values);
    }

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
