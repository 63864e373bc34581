using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using Mistral.Client.Authentication;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Lets a key parameter take plain text, and remembers that it did, so that the cmdlet can warn.</summary>
internal sealed class PlainTextKeyAttribute : ArgumentTransformationAttribute
{
    private static readonly ConditionalWeakTable<SecureString, object> s_plain = new();

    /// <summary>Whether a key came as plain text.</summary>
    public static bool WasPlainText(SecureString key) => s_plain.TryGetValue(key, out _);

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // Binding text to a SecureString fails with an error that, in Windows PowerShell, quotes the text.
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text)
        {
            return inputData;
        }

        SecureString key = SecureStringConverter.FromText(text);
        s_plain.Add(key, text.Length);
        return key;
    }
}
