using System;
using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>The user and the password in an address.</summary>
/// <param name="Start">The index of the user name.</param>
/// <param name="Colon">The index of the colon before the password; -1 without a password.</param>
/// <param name="End">The index of the @.</param>
internal readonly record struct UserInfo(int Start, int Colon, int End)
{
    private const string Mark = "://";

    /// <summary>Finds the users in all addresses of a text.</summary>
    public static IEnumerable<UserInfo> Find(string text)
    {
        for (int at = text.IndexOf(Mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Mark, at + 1, StringComparison.Ordinal))
        {
            int start = at + Mark.Length;
            int colon = -1;
            int last = -1;
            for (int i = start; i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('/' or '?' or '#' or '"' or '\'' or '<' or '>'); i++)
            {
                colon = text[i] == ':' && colon < 0 ? i : colon;
                last = text[i] == '@' ? i : last;
            }

            if (last > start)
            {
                yield return new UserInfo(start, colon < last ? colon : -1, last);
            }
        }
    }
}
