using System.Collections;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>Converts text to a SecureString where its name says that it is a secret, such as <c>Authorization</c> or <c>client_secret</c>.</summary>
internal sealed class SecretNamesAttribute : ArgumentTransformationAttribute
{
    private static readonly Regex s_secret = new(
        "^((.+-)?authorization|(.+-)?cookie|(.*[-_.])?(api)?(keys?|tokens?|secrets?|passwords?))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Convert(inputData, isSecret: false);

    private static object? Convert(object? value, bool isSecret) => value switch
    {
        PSObject { BaseObject: PSCustomObject } fields => Convert(ToTable(fields), isSecret),
        PSObject wrapped => Convert(wrapped.BaseObject, isSecret),
        IDictionary fields => Convert(fields, isSecret),
        object[] many => many.Select(one => Convert(one, isSecret)).ToArray(),
        string text when isSecret => SecureStringConverter.FromText(text),
        _ => value,
    };

    private static OrderedDictionary Convert(IDictionary fields, bool isSecret)
    {
        OrderedDictionary made = [];
        foreach (DictionaryEntry field in fields)
        {
            made.Add(field.Key, Convert(field.Value, isSecret || s_secret.IsMatch(InvariantFormatter.Of(field.Key))));
        }

        return made;
    }

    private static OrderedDictionary ToTable(PSObject fields)
    {
        OrderedDictionary table = [];
        foreach (PSPropertyInfo property in fields.Properties)
        {
            table.Add(property.Name, property.Value);
        }

        return table;
    }
}
