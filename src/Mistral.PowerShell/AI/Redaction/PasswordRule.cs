using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Passwords in connection strings, settings and addresses: <c>Password=value</c>, <c>https://user:value@host</c>.</summary>
internal sealed class PasswordRule() : RedactionRule("Password")
{
    private static readonly string[] s_endings = ["password", "passwd", "pwd", "passphrase", "passwort", "kennwort"];
    private static readonly string[] s_names = ["pass"];

    public override bool IsNameOfValue(string name) => KeyValue.IsName(name, s_endings, s_names);

    public override void Find(string text, List<FoundValue> found)
    {
        foreach ((int start, int end) in KeyValue.Find(text, s_endings, s_names))
        {
            Add(found, start, end);
        }

        foreach (UserInfo user in UserInfo.Find(text))
        {
            if (user.Colon >= 0 && user.End > user.Colon + 1)
            {
                Add(found, user.Colon + 1, user.End);
            }
        }
    }
}
