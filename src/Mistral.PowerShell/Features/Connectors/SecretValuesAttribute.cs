using System.Collections;
using System.Management.Automation;
using System.Security;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>Converts text in a hashtable to SecureStrings. Otherwise it would stay readable among the bound parameters.</summary>
internal sealed class SecretValuesAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (PSValue.Unwrap(inputData) is not IDictionary given)
        {
            return inputData;
        }

        Hashtable made = [];
        foreach (DictionaryEntry entry in given)
        {
            object? value = PSValue.Unwrap(entry.Value);
            made.Add(entry.Key, value as SecureString ?? SecureStringConverter.FromText(InvariantFormatter.Of(value)));
        }

        return made;
    }
}
