using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.Operations;

/// <summary>
/// Completes from the list of a resource. A list inside another object, such as the documents of a library, needs the id of
/// that object on the command line.
/// </summary>
/// <typeparam name="TResource">The resource.</typeparam>
internal abstract class ListCompleter<TResource> : IArgumentCompleter
    where TResource : class
{
    // A few pages. More typed characters find the rest.
    private const int MaxItems = 1000;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (CompletionConnection.Find(fakeBoundParameters) is not { } connection)
        {
            return [];
        }

        List<CompletionResult> found = [];
        try
        {
            // A slow server must not block typing.
            using CancellationTokenSource limit = new(s_timeout);
            Task.Run(() => FindAsync(connection, fakeBoundParameters, wordToComplete, found, limit.Token), limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is MistralApiException or OperationCanceledException or ErrorRecordException or ArgumentTransformationMetadataException)
        {
            // The items so far are still useful.
        }

        return found;
    }

    /// <summary>The resource.</summary>
    private protected ResourceAttribute Resource { get; } = ResourceAttribute.Of(typeof(TResource));

    /// <summary>Completes the typed text with an item of the list. Returns null if the item doesn't match.</summary>
    private protected abstract CompletionResult? Complete(JsonElement item, string typed);

    private async Task FindAsync(MistralConnection connection, IDictionary given, string typed, List<CompletionResult> found, CancellationToken cancellationToken)
    {
        OperationMetadata shape = OperationMetadata.Of(Resource.List!);
        OperationAttribute operation = shape.GetList();
        Dictionary<string, string> path = [];
        foreach (string name in OperationMetadata.GetPathNames(operation.Path))
        {
            PropertyInfo parameter = shape.Fields.First(f => f.Field is PathAttribute && f.Field.Name == name).Property;
            if (!given.Contains(parameter.Name))
            {
                return;
            }

            object value = given[parameter.Name]!;
            path.Add(name, InvariantFormatter.Of(parameter.GetCustomAttribute<IdAttribute>()?.Transform(engineIntrinsics: null!, value) ?? value));
        }

        ResourceList list = new(connection.Client, operation, progress: null);

        // The server searches names in a long list. A text that it doesn't find may be the beginning of an id.
        string text = typed.Trim('\'', '"');
        string? search = text.Length == 0 ? null : shape.Fields.Select(f => f.Field).OfType<QueryAttribute>().FirstOrDefault(f => f.IsPattern)?.Name;
        foreach (string? key in search is null ? [null] : new[] { search, null })
        {
            int left = MaxItems;
            await foreach (JsonElement item in list.ReadAsync(path, key is null ? null : new(key, text), cancellationToken).ConfigureAwait(false))
            {
                if (Complete(item, typed) is { } result && found.TrueForAll(f => f.CompletionText != result.CompletionText))
                {
                    found.Add(result);
                }

                if (--left == 0)
                {
                    break;
                }
            }

            if (found.Count > 0)
            {
                return;
            }
        }
    }
}
