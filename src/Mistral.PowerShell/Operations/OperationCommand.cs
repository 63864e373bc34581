using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>
/// A cmdlet that states its operation by attributes and has nothing more to say: the request, pages, confirmation and
/// objects follow from them.
/// </summary>
public abstract class OperationCommand : ConnectedCmdlet
{
    private protected OperationCommand()
    {
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        OperationShape shape = OperationShape.Of(GetType());
        Dictionary<string, string> path = [];
        Dictionary<string, WildcardPattern> filters = [];
        foreach ((PropertyInfo property, FieldAttribute field) in shape.Fields.Where(f => f.Field is PathAttribute && IsBound(f.Property)))
        {
            string value = ParameterText.Of(property.GetValue(this));
            if (WildcardPattern.ContainsWildcardCharacters(value))
            {
                filters.Add(property.Name, WildcardPattern.Get(value, WildcardOptions.IgnoreCase));
            }
            else
            {
                path.Add(field.Name, value);
            }
        }

        foreach ((PropertyInfo property, FieldAttribute _) in shape.Fields.Where(f => f.Field is QueryAttribute { IsPattern: true } && IsBound(f.Property)))
        {
            filters.Add(property.Name, WildcardPattern.Get(ParameterText.Of(property.GetValue(this)), WildcardOptions.IgnoreCase));
        }

        OperationAttribute operation = Choose(shape, path);
        object? target = path.Count > 0 ? string.Join("/", path.Values) : MyInvocation.MyCommand.Name;
        if (operation.Method != "GET" && !ShouldProcess(target.ToString(), operation.Action))
        {
            return;
        }

        RunAsync(token => SendAsync(shape, operation, path, filters, token), target);
    }

    private bool IsBound(PropertyInfo property) => MyInvocation.BoundParameters.ContainsKey(property.Name);

    // The one with the most path parameters of those that have all of theirs.
    private static OperationAttribute Choose(OperationShape shape, Dictionary<string, string> path) =>
        shape.Operations
            .Where(o => OperationShape.GetPathNames(o.Path).All(path.ContainsKey))
            .OrderByDescending(o => OperationShape.GetPathNames(o.Path).Count())
            .FirstOrDefault()
        ?? throw new PSInvalidOperationException("No wildcard is allowed here: there is no list to select from.");

    private async Task SendAsync(
        OperationShape shape,
        OperationAttribute operation,
        Dictionary<string, string> path,
        Dictionary<string, WildcardPattern> filters,
        CancellationToken cancellationToken)
    {
        MistralRequest request = CreateRequest(shape, operation, path);
        if (operation.Paging is PageStyle.None && operation.Items is null)
        {
            MistralReply reply = await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false);
            if (!reply.Body.IsEmpty && !operation.IsSilent)
            {
                await WriteAsync(JsonObjects.Convert(reply.ReadJson(), operation.Output)).ConfigureAwait(false);
            }

            return;
        }

        PageReader pages = new(Client, request, operation.Paging, operation.Items);
        Selection selection = new(PagingParameters);
        await foreach (JsonElement item in pages.ReadAsync(this, cancellationToken).ConfigureAwait(false))
        {
            // What is not asked for is not counted either.
            object? value = JsonObjects.Convert(item, operation.Output);
            if (IsWanted(value, filters) && selection.Takes())
            {
                await WriteAsync(value).ConfigureAwait(false);
            }

            if (selection.IsFull)
            {
                break;
            }
        }
    }

    private MistralRequest CreateRequest(OperationShape shape, OperationAttribute operation, Dictionary<string, string> path)
    {
        StringBuilder text = new(operation.Path);
        foreach (KeyValuePair<string, string> pair in path)
        {
            _ = text.Replace($"{{{pair.Key}}}", MistralRequest.EscapeSegment(pair.Value));
        }

        Dictionary<string, object?> body = [];
        List<KeyValuePair<string, string>> query = [];
        foreach ((PropertyInfo property, FieldAttribute field) in shape.Fields.Where(f => IsBound(f.Property)))
        {
            object? value = property.GetValue(this);
            switch (field)
            {
                case QueryAttribute when value is IEnumerable many and not string:
                    query.AddRange(many.Cast<object?>().Select(v => new KeyValuePair<string, string>(field.Name, ParameterText.Of(v))));
                    break;
                case QueryAttribute { IsPattern: true }:
                    if (GetLiteral(ParameterText.Of(value)) is { Length: > 0 } literal)
                    {
                        query.Add(new(field.Name, literal));
                    }

                    break;
                case QueryAttribute:
                    query.Add(new(field.Name, ParameterText.Of(value)));
                    break;
                case BodyAttribute:
                    body.Add(field.Name, value);
                    break;
            }
        }

        MistralRequest request = new(operation.Method, text.ToString())
        {
            Body = body.Count > 0 ? RequestBody.Json(PSJsonWriter.Write(body)) : null,
            IsRepeatable = operation.Method != "POST",
            Key = operation.Key,
        };
        foreach (KeyValuePair<string, string> pair in query)
        {
            request.Query.Add(pair);
        }

        return request;
    }

    // The longest part of a pattern that stands for itself.
    private static string GetLiteral(string pattern) =>
        pattern.Split('*', '?', '[', ']', '`').OrderByDescending(p => p.Length).First();

    private static bool IsWanted(object? value, Dictionary<string, WildcardPattern> filters) =>
        filters.All(f => value is PSObject found && f.Value.IsMatch(ParameterText.Of(found.Properties[f.Key]?.Value)));

    /// <summary>Counts items against <c>-First</c> and <c>-Skip</c>, where a cmdlet has them.</summary>
    private sealed class Selection(PagingParameters? paging)
    {
        private ulong _skip = paging?.Skip ?? 0;
        private ulong _left = paging?.First ?? ulong.MaxValue;

        public bool IsFull => _left == 0;

        public bool Takes()
        {
            if (_skip > 0)
            {
                _skip--;
                return false;
            }

            if (_left == 0)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
