using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Skills;

/// <summary>A file of a skill, as the API takes it: text, or bytes in Base64.</summary>
internal static class SkillAsset
{
    /// <summary>Replaces text and bytes in the assets of a definition by the objects that the API takes.</summary>
    public static Dictionary<string, object?> AddTo(Dictionary<string, object?> body, IDictionary? assets)
    {
        Dictionary<string, object?> definition = (Dictionary<string, object?>)body["definition"]!;
        if (assets is null)
        {
            _ = definition.Remove("assets");
            return body;
        }

        Dictionary<string, object?> made = [];
        foreach (DictionaryEntry asset in assets)
        {
            made.Add(InvariantFormatter.Of(asset.Key), Create(InvariantFormatter.Of(asset.Key), asset.Value));
        }

        definition["assets"] = made;
        return body;
    }

    private static object Create(string name, object? value) => (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value) switch
    {
        string text => new Dictionary<string, object?> { ["textContent"] = text },
        byte[] bytes => new Dictionary<string, object?> { ["rawContent"] = bytes },
        IDictionary fields => fields,
        PSObject fields => fields,
        _ => throw MistralApiException.InvalidArgument($"The asset '{name}' must be text, a byte array or a hashtable with textContent or rawContent."),
    };
}
