using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>
/// Completes ids from the list of a cmdlet, by the beginning of the name, the e-mail address or the id. A list that lies in
/// something, such as the documents of a library, needs what that is to be given already.
/// </summary>
/// <typeparam name="TList">The cmdlet, which states how its objects are listed and what their id is called.</typeparam>
internal sealed class IdCompleter<TList> : IArgumentCompleter
    where TList : OperationCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (ConnectionOf.Find(fakeBoundParameters) is not { } connection)
        {
            return [];
        }

        try
        {
            // A slow server must not hold up somebody's typing.
            using CancellationTokenSource limit = new(s_patience);
            return Task.Run(() => FindAsync(connection, fakeBoundParameters, wordToComplete, limit.Token), limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is MistralApiException or OperationCanceledException or RecordedException)
        {
            return [];
        }
    }

    private static async Task<List<CompletionResult>> FindAsync(MistralConnection connection, IDictionary given, string typed, CancellationToken cancellationToken)
    {
        OperationShape shape = OperationShape.Of(typeof(TList));
        OperationAttribute operation = shape.Operations.OrderBy(o => OperationShape.GetPathNames(o.Path).Count()).First();
        string path = operation.Path;
        foreach (string name in OperationShape.GetPathNames(operation.Path))
        {
            string parameter = shape.Fields.First(f => f.Field is PathAttribute && f.Field.Name == name).Property.Name;
            if (!given.Contains(parameter))
            {
                return [];
            }

            path = path.Replace($"{{{name}}}", MistralRequest.EscapeSegment(ParameterText.Of(given[parameter])));
        }

        MistralRequest request = new(operation.Method, path) { Key = operation.Key };
        MistralReply reply = await connection.Client.SendAsync(request, progress: null, cancellationToken).ConfigureAwait(false);
        List<CompletionResult> found = [];
        foreach (JsonElement item in GetItems(reply.ReadJson(), operation))
        {
            string? id = JsonFields.GetText(item, "uuid") ?? JsonFields.GetText(item, "id");
            string[] names = [.. new[] { JsonFields.GetText(item, "name"), JsonFields.GetText(item, "email"), id }.OfType<string>()];
            if (id is not null && names.Any(n => CompletionText.Matches(n, typed)))
            {
                found.Add(new CompletionResult(CompletionText.Quote(id, typed), names[0], CompletionResultType.ParameterValue, string.Join(", ", names)));
            }
        }

        return found;
    }

    // Where no field is named, the reply is a list, or each list of it counts: roles come in two.
    private static IEnumerable<JsonElement> GetItems(JsonElement reply, OperationAttribute operation) => reply.ValueKind is JsonValueKind.Array
        ? reply.EnumerateArray()
        : reply.EnumerateObject()
            .Where(p => p.Value.ValueKind is JsonValueKind.Array && (operation.Items is null || p.Name == operation.Items))
            .SelectMany(p => p.Value.EnumerateArray());
}
