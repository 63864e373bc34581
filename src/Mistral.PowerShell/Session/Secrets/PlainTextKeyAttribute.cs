using System.Management.Automation;
using System.Security;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Lets a key parameter accept plain text, and remembers it so that the cmdlet can warn.</summary>
internal sealed class PlainTextKeyAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // Without this, plain text fails with an error that quotes the text in Windows PowerShell.
        if (PSValue.Unwrap(inputData) is not string text)
        {
            return inputData;
        }

        SecureString key = SecureStringConverter.FromText(text);
        MistralSession.Current.PlainTextKeys.Add(key);
        return key;
    }
}
