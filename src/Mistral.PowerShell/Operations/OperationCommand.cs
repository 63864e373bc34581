using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Operations;

/// <summary>
/// A cmdlet that is defined by attributes only. They determine the request, the paging, the confirmation and the output
/// objects.
/// </summary>
public abstract partial class OperationCommand : ConnectedCmdlet
{
    private ResourceNames? _names;
    private ResourceIds? _ids;

    private protected OperationCommand()
    {
    }

    /// <summary>The selected variant of the cmdlet's operations.</summary>
    private protected virtual string OperationCase => ParameterSetName;

    /// <summary>The attributes of the cmdlet.</summary>
    private protected OperationMetadata Shape => OperationMetadata.Of(GetType());

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ResourceIds ids = _ids ??= new(this);
        if (!ids.Replace(Shape.Fields.Select(f => f.Property).Distinct().Where(IsBound)))
        {
            return;
        }

        Dictionary<string, string> path = [];
        NameFilters filters = new();
        foreach ((PropertyInfo property, FieldAttribute field) in Shape.Fields.Where(f => IsBound(f.Property)))
        {
            object? given = FieldValue.Spell(property, property.GetValue(this));
            string[] names = given as string[] ?? [InvariantFormatter.Of(given)];
            string value = names.Length == 1 ? names[0] : string.Empty;
            if (field is SelectAttribute && Shape.FindById(value) is { } item)
            {
                path.Add(OperationMetadata.GetPathNames(item.Path).Last(), value);
            }
            else if (field is SelectAttribute or QueryAttribute { IsPattern: true } || (field is PathAttribute && WildcardPattern.ContainsWildcardCharacters(value) && !AcceptsName(property)))
            {
                filters.Add(property, names);
            }
            else if (field is PathAttribute)
            {
                path.Add(field.Name, value);
            }
        }

        OperationAttribute operation = SelectOperation(path);
        string[] said = [.. GetShouldProcessTarget(operation, path)];

        // With several ids, the last one is the target. The others are its parents.
        string target = OperationMetadata.GetPathNames(operation.Path).Where(n => !IsChoice(n)).Select(n => path[n]).LastOrDefault() ?? said.FirstOrDefault() ?? MyInvocation.MyCommand.Name;
        if (operation.Method == "GET" || operation.IsRead || ShouldProcess(string.Join(": ", [.. DescribePath(path), .. said]) is { Length: > 0 } known ? known : target, operation.Action))
        {
            RunAsync(token => SendAsync(operation, path, filters, token), ids.GetGiven(target));
        }
    }

    // Such a parameter has an id by now, whatever its characters are.
    private static bool AcceptsName(PropertyInfo property) => property.GetCustomAttribute<IdAttribute>()?.Resource.AcceptsName ?? false;

    // One of a few fixed words in a path identifies nothing.
    private bool IsChoice(string pathName) => Shape.Fields.Any(f => f.Field is PathAttribute && f.Field.Name == pathName && f.Property.IsDefined(typeof(ValidateSetAttribute)));

    // A text besides the ids that identifies the target, such as a name: the added member, or the first field of the body.
    private protected virtual IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => Shape.Fields
        .Where(f => (f.Field is BodyAttribute || (f.Field is QueryAttribute && operation.Method != "GET")) && IsBound(f.Property))
        .OrderByDescending(f => path.Count > 0 && f.Property.Name.EndsWith("Id", StringComparison.Ordinal))
        .Select(f => (f.Property, Value: f.Property.GetValue(this)))
        .Where(f => f.Value is string or string[] or (ValueType and not SwitchParameter))
        .Select(f => Describe(f.Property, f.Value, path))
        .Where(t => t.Length > 0)
        .Take(1);

    // The id of a parent comes after the id of the object.
    private IEnumerable<string> DescribePath(Dictionary<string, string> path) => Shape.Fields
        .Where(f => f.Field is PathAttribute && path.ContainsKey(f.Field.Name))
        .OrderBy(f => IsChoice(f.Field.Name))
        .Select(f => Describe(f.Property, path[f.Field.Name], path));

    private string Describe(PropertyInfo property, object? value, IReadOnlyDictionary<string, string> path) =>
        property.GetCustomAttribute<IdAttribute>()?.Resource is { } resource
            ? string.Join(", ", (value is string[] many ? many : [InvariantFormatter.Of(value)]).Select(id => Describe(resource, id, path)))
            : value is IEnumerable several and not string ? string.Join(", ", several.Cast<object?>().Select(InvariantFormatter.Of)) : InvariantFormatter.Of(value);

    /// <summary>Describes an object of the API for a prompt. If the prompt is shown, the name of the object is read from the server.</summary>
    private protected string Describe(ResourceAttribute resource, string id, IReadOnlyDictionary<string, string> path)
    {
        string? name = null;
        if (IsQuestionShown)
        {
            ResourceNames names = _names ??= new(Client, CreateQuietProgress());
            RunAsync(async token => { name = await names.FindAsync(resource, id, path, token).ConfigureAwait(false); }, target: id);
        }

        return resource.Describe(id, name);
    }

    /// <summary>Gets the output objects of an item of the list, or of the complete response.</summary>
    /// <param name="reply">The item or the response.</param>
    /// <param name="operation">The operation of the response.</param>
    private protected virtual IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [operation.Resource is { } resource ? resource.Read(reply) : JsonObjects.Convert(reply)];

    /// <summary>Whether requests have a body.</summary>
    private protected virtual bool HasBody => Shape.Fields.Any(f => f.Field is BodyAttribute);

    /// <summary>Creates the body from the specified parameters.</summary>
    private protected virtual Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = [];

        // Fields that create the objects of a list must come before fields that are set on each object.
        foreach ((PropertyInfo property, FieldAttribute field) in Shape.Fields.Where(f => f.Field is BodyAttribute && IsSent(f)).OrderBy(f => f.Field is BodyAttribute { IsEach: true } ? 0 : 1))
        {
            BodyAttribute place = (BodyAttribute)field;
            OperationBody.Set(body, place, place.IsNegated ? !((SwitchParameter)property.GetValue(this)!).ToBool() : GetValue(property, field));
        }

        return body;
    }

    /// <summary>Completes the body with data of the server, such as the current values of an object that the API replaces as a whole.</summary>
    private protected virtual Task<Dictionary<string, object?>?> CompleteBodyAsync(
        Dictionary<string, object?>? body, IReadOnlyDictionary<string, string> path, CancellationToken cancellationToken) => Task.FromResult(body);

    /// <summary>Whether the body may contain secrets, as SecureString.</summary>
    private protected virtual bool AcceptsSecrets => false;

    /// <summary>Whether a parameter was specified.</summary>
    private protected bool IsBound(PropertyInfo property) => MyInvocation.BoundParameters.ContainsKey(property.Name);

    /// <summary>Creates the request of an operation.</summary>
    private protected MistralRequest CreateRequest(OperationAttribute operation, IReadOnlyDictionary<string, string> path, object? body)
    {
        List<SecureString>? secrets = AcceptsSecrets ? [] : null;
        MistralRequest request = new(operation.Method, OperationMetadata.FillIn(operation.Path, path))
        {
            Body = body is null ? null : RequestBody.Json(PSJsonWriter.Write(body, secrets)),
            Key = operation.Key,
            IsRepeatable = operation.IsRead || operation.Method is not ("POST" or "PATCH"),
            Accept = operation.IsStream ? "text/event-stream" : "application/json",
            Secrets = secrets ?? [],
        };
        foreach ((PropertyInfo property, FieldAttribute field) in Shape.Fields.Where(f => f.Field is QueryAttribute && IsSent(f)))
        {
            foreach (KeyValuePair<string, string> pair in OperationQuery.Get((QueryAttribute)field, GetValue(property, field)))
            {
                request.Query.Add(pair);
            }
        }

        return request;
    }

    private object? GetValue(PropertyInfo property, FieldAttribute field) => FieldValue.Of(property, field, property.GetValue(this));

    private bool IsSent((PropertyInfo Property, FieldAttribute Field) parameter) =>
        (parameter.Field.IsAlways || IsBound(parameter.Property)) && IsOfCase(parameter.Field);

    private bool IsOfCase(FieldAttribute field) => IsCase(field.Case);

    // The case can be a text that the user typed.
    private bool IsCase(string? name) => name is null || string.Equals(name, OperationCase, StringComparison.OrdinalIgnoreCase);

    // Of the operations whose path parameters are all specified, the one with the most.
    private OperationAttribute SelectOperation(Dictionary<string, string> path)
    {
        foreach ((PropertyInfo property, FieldAttribute field) in Shape.Fields.Where(f => !IsOfCase(f.Field) && IsBound(f.Property) && !Shape.Fields.Any(o => o.Property == f.Property && IsOfCase(o.Field))))
        {
            throw Terminate(MistralApiException.InvalidArgument($"-{property.Name} can be used only with {field.Case}, not with {OperationCase}."));
        }

        return Shape.Operations
            .Where(o => IsCase(o.Case) && OperationMetadata.GetPathNames(o.Path).All(path.ContainsKey))
            .OrderByDescending(o => OperationMetadata.GetPathNames(o.Path).Count())
            .FirstOrDefault()
            ?? throw Terminate(MistralApiException.InvalidArgument(DescribeWildcard()));
    }

    private string DescribeWildcard()
    {
        PropertyInfo property = Shape.Fields.First(f => f.Field is PathAttribute && IsBound(f.Property) && WildcardPattern.ContainsWildcardCharacters(InvariantFormatter.Of(f.Property.GetValue(this)))).Property;
        return $"-{property.Name} doesn't accept wildcards. Got '{property.GetValue(this)}'. Pipe the objects to {MyInvocation.MyCommand.Name}, or run it for each name.";
    }

    private MistralApiException Terminate(MistralApiException failure)
    {
        ThrowTerminatingError(ErrorRecords.From(failure, target: null));
        return failure;
    }

    private async Task SendAsync(OperationAttribute operation, Dictionary<string, string> path, NameFilters filters, CancellationToken cancellationToken)
    {
        MistralRequest request = CreateRequest(operation, path, await CompleteBodyAsync(GetBody(operation), path, cancellationToken).ConfigureAwait(false));
        if (operation.Paging is not PageStyle.None || operation.Items is not null)
        {
            await WriteListAsync(new PageReader(Client, request, operation.Paging, operation.Items), operation, path, filters, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (operation.IsStream)
        {
            await WriteStreamAsync(request, operation, cancellationToken).ConfigureAwait(false);
            return;
        }

        MistralResponse reply = await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false);
        if (reply.Body.IsEmpty || operation.SuppressOutput)
        {
            return;
        }

        JsonElement json = operation.Unwrap(reply.ReadJson());
        IEnumerable<JsonElement> items = json.ValueKind is JsonValueKind.Array ? json.EnumerateArray() : [json];
        foreach (object? value in items.SelectMany(i => GetObjects(i, operation)).Where(v => IsWanted(v, filters, operation)))
        {
            await WriteAsync(GetParentIds(operation).AddTo(value)).ConfigureAwait(false);
        }

        foreach (string missing in filters.Missing)
        {
            PostNotFound(missing, operation);
        }
    }

    private Dictionary<string, object?>? GetBody(OperationAttribute operation)
    {
        if (!HasBody || operation.Method == "GET")
        {
            return null;
        }

        Dictionary<string, object?> body = CreateBody();
        return body.Count == 0 && operation.Method is "PATCH" or "PUT"
            ? throw MistralApiException.InvalidArgument("Specify at least one property to change.")
            : body;
    }
}
