using System.Management.Automation;
using System.Security;
using Mistral.Client.Authentication;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Lets a key parameter take plain text, and has it remembered, so that the cmdlet can warn.</summary>
internal sealed class PlainTextKeyAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // Binding text to a SecureString fails with an error that, in Windows PowerShell, quotes the text.
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text)
        {
            return inputData;
        }

        SecureString key = SecureStringConverter.FromText(text);
        MistralSession.Current.PlainTextKeys.Add(key);
        return key;
    }
}
