using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.Client.Chat;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Reads the value of -ResponseFormat: a name such as json_object, or the complete field of the API.</summary>
internal static class ResponseFormatReader
{
    /// <exception cref="MistralApiException">The value isn't valid.</exception>
    public static ResponseFormat Read(object value)
    {
        object plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            ResponseFormat format => format,
            string type => new ResponseFormat { Type = type },
            IDictionary or PSObject => ReadWhole(PSJsonWriter.ToElement(plain)),
            _ => throw MistralApiException.InvalidArgument("-ResponseFormat must be a name such as json_object, or a hashtable with type and json_schema."),
        };
    }

    private static ResponseFormat ReadWhole(JsonElement format)
    {
        try
        {
            // Unlike the format in a response, a format that a user writes is validated.
            return format.TryGetProperty("type", out JsonElement type) && type.ValueKind is JsonValueKind.String
                ? format.Deserialize(ChatJson.Context.ResponseFormat)!
                : throw new JsonException();
        }
        catch (JsonException)
        {
            throw MistralApiException.InvalidArgument("A hashtable for -ResponseFormat must have a type, and for json_schema also a json_schema with name and schema.");
        }
    }
}
