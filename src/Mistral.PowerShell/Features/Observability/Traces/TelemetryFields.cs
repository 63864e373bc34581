using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>Finds misspelled fields in searches. The API finds nothing then, and gives no error.</summary>
/// <param name="client">The client.</param>
/// <param name="progress">Receives what happens on the wire.</param>
internal sealed class TelemetryFields(MistralClient client, IProgress<TransportEvent> progress)
{
    private const string Root = "/v1/observability/";
    private const string Operators = @"=|!=|<|>|\b(?:NOT|I?LIKE|IN|EXISTS|CONTAINS|REGEXP)\b";

    private static readonly string[] s_words = ["AND", "OR", "NOT"];

    private static readonly Regex s_field = new(
        $@"\bhas(?:any|all)?\(\s*(?<field>[a-z_]\w*)|\b(?<field>[a-z_]\w*)\s*(?:{Operators})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Regex s_text = new("'(?:[^']|'')*'", RegexOptions.CultureInvariant);

    // The properties of objects are the fields that each workspace has. A duration is added by this module.
    private static readonly Dictionary<string, HashSet<string>> s_known = new[]
    {
        ("traces", typeof(TraceResource)), ("spans", typeof(SpanResource)), ("spans/evaluations", typeof(SpanEvaluationResource)), ("logs", typeof(LogResource)),
    }.ToDictionary(s => s.Item1, s => new HashSet<string>(ResourceAttribute.Of(s.Item2).Properties.Where(p => p != "Duration"), StringComparer.OrdinalIgnoreCase));

    /// <summary>Gets the part of a path that names the kind of telemetry, such as <c>spans/evaluations</c>.</summary>
    public static string GetSource(string path)
    {
        string[] steps = path.Substring(Root.Length).Split('/');
        return string.Join("/", steps.TakeWhile(s => s is not ("search" or "aggregate" or "fields")));
    }

    /// <summary>Gets the warnings about fields that don't exist, with a similar one.</summary>
    /// <param name="path">The path of the search.</param>
    /// <param name="body">The body of the search.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<IReadOnlyList<string>> CheckAsync(string path, IReadOnlyDictionary<string, object?> body, CancellationToken cancellationToken)
    {
        string source = GetSource(path);
        string[] unknown = [.. GetFields(body).Distinct(StringComparer.OrdinalIgnoreCase).Where(f => !s_known[source].Contains(JsonObjects.GetName(f)))];
        if (unknown.Length == 0)
        {
            return [];
        }

        string[] listed;
        try
        {
            MistralResponse response = await client.SendAsync(new MistralRequest("GET", $"{Root}{source}/fields"), progress, cancellationToken).ConfigureAwait(false);
            listed = [.. FieldNameCompleter.GetFields(response.ReadJson()).Select(f => f.Name)];
        }
        catch (MistralApiException)
        {
            // The search itself shows whether the server can be used.
            return [];
        }

        return listed.Length == 0 ? [] :
        [
            .. from field in unknown
               where !listed.Contains(field, StringComparer.OrdinalIgnoreCase)
               let similar = SimilarText.Find(field, listed)
               select $"'{field}' isn't a field of {source}{(similar is null ? "." : $". Did you mean '{similar}'?")} Get-MistralTelemetryField lists the fields.",
        ];
    }

    private static IEnumerable<string> GetFields(IReadOnlyDictionary<string, object?> body)
    {
        string expression = s_text.Replace(body.TryGetValue("search_expression", out object? given) ? (string)given! : string.Empty, string.Empty);
        IEnumerable<string> compared = s_field.Matches(expression).Cast<Match>().Select(m => m.Groups["field"].Value).Where(f => !s_words.Contains(f, StringComparer.OrdinalIgnoreCase));
        IEnumerable<string> grouped = body.TryGetValue("dimensions", out object? dimensions) ? ((IEnumerable)dimensions!).Cast<object?>().Select(InvariantFormatter.Of) : [];
        IEnumerable<string> measured = body.TryGetValue("metric", out object? metric) && ((IDictionary)metric!)["measure"] is { } measure ? [InvariantFormatter.Of(measure)] : [];

        // The entries of a map, such as span_attributes['custom.tag'], aren't in the list.
        return compared.Concat(grouped.Concat(measured).Where(f => !f.Contains('[')));
    }
}
