using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.Conformance.Tests;

/// <summary>One operation of the API as its document has it.</summary>
internal sealed class ApiOperation
{
    private static readonly string[] s_methods = ["get", "post", "put", "patch", "delete"];

    private readonly JsonElement _root;
    private readonly JsonElement _operation;

    private ApiOperation(JsonElement root, string rawPath, string method, JsonElement operation)
    {
        _root = root;
        _operation = operation;
        Key = $"{method.ToUpperInvariant()} {rawPath}";
        Method = method.ToUpperInvariant();
        Path = rawPath.Split('#')[0];
    }

    /// <summary>The method and the path with its fragment, which identify the operation.</summary>
    public string Key { get; }

    public string Method { get; }

    public string Path { get; }

    /// <summary>The part of the API it belongs to.</summary>
    public string Area =>
        _operation.TryGetProperty("tags", out JsonElement tags) && tags.GetArrayLength() > 0 ? tags[0].GetString()! : "(none)";

    public bool IsDeprecated => _operation.TryGetProperty("deprecated", out JsonElement flag) && flag.GetBoolean();

    public static IEnumerable<ApiOperation> ReadAll(JsonElement root) =>
        from path in root.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        where s_methods.Contains(method.Name)
        select new ApiOperation(root, path.Name, method.Name, method.Value);

    /// <summary>Gets the parameters in a location: <c>path</c> or <c>query</c>.</summary>
    public IEnumerable<ApiField> GetParameters(string place)
    {
        if (!_operation.TryGetProperty("parameters", out JsonElement parameters))
        {
            yield break;
        }

        foreach (JsonElement parameter in parameters.EnumerateArray().Select(p => new ApiSchema(_root, p).Element))
        {
            if (parameter.GetProperty("in").GetString() == place)
            {
                bool required = parameter.TryGetProperty("required", out JsonElement flag) && flag.GetBoolean();
                ApiSchema schema = new(_root, GetSchema(parameter));
                yield return new ApiField(parameter.GetProperty("name").GetString()!, schema, required);

                // An object is spread over the query, with one parameter for each property.
                foreach (ApiField field in schema.Type == "object" && parameter.TryGetProperty("schema", out _) ? schema.GetFields() : [])
                {
                    yield return field with { IsRequired = false };
                }
            }
        }
    }

    // Some parameters are JSON themselves.
    private static JsonElement GetSchema(JsonElement parameter) =>
        parameter.TryGetProperty("schema", out JsonElement schema) ? schema : parameter.GetProperty("content").GetProperty("application/json").GetProperty("schema");

    /// <summary>The fields of the JSON body, or of its items if it is a list.</summary>
    public IEnumerable<ApiField> GetBodyFields() =>
        _operation.TryGetProperty("requestBody", out JsonElement body)
        && body.GetProperty("content") is var content
        && (content.TryGetProperty("application/json", out JsonElement media) || content.TryGetProperty("multipart/form-data", out media))
            ? new ApiSchema(_root, media.GetProperty("schema")).GetItemFields()
            : [];

    /// <summary>The schema of the JSON response, or null without one.</summary>
    public ApiSchema? GetReply() =>
        _operation.GetProperty("responses").EnumerateObject()
            .Where(r => r.Name.StartsWith('2') && r.Value.TryGetProperty("content", out JsonElement content) && content.TryGetProperty("application/json", out _))
            .Select(r => new ApiSchema(_root, r.Value.GetProperty("content").GetProperty("application/json").GetProperty("schema")))
            .FirstOrDefault();
}
