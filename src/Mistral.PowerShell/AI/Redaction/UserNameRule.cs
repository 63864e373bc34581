using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>User names: <c>DOMAIN\name</c>, the name in <c>C:\Users\name</c> and <c>/home/name</c>, and in connection strings and addresses.</summary>
internal sealed class UserNameRule() : RedactionRule("UserName")
{
    private const int MaxDomain = 64;

    private static readonly string[] s_endings = ["userid", "username"];
    private static readonly string[] s_names = ["user", "uid", "login"];
    private static readonly string[] s_parents = ["Users", "home", "Documents and Settings"];
    private static readonly string[] s_shared = ["Public", "Default", "Shared", "All Users"];
    private static readonly string[] s_noDomains = ["HKLM", "HKCU", "HKCR", "HKU", "HKCC", "AUTHORITY", "BUILTIN", "SERVICE"];

    public override bool IsNameOfValue(string name) => KeyValue.IsName(name, s_endings, s_names);

    public override void Find(string text, List<FoundValue> found)
    {
        foreach ((int start, int end) in KeyValue.Find(text, s_endings, s_names))
        {
            Add(found, start, end);
        }

        foreach (UserInfo user in UserInfo.Find(text))
        {
            Add(found, user.Start, user.Colon >= 0 ? user.Colon : user.End);
        }

        HashSet<int> folders = [];
        foreach (string parent in s_parents)
        {
            FindFolders(text, parent, found, folders);
        }

        FindAccounts(text, found, folders);
    }

    private void FindFolders(string text, string folder, List<FoundValue> found, HashSet<int> ends)
    {
        for (int at = text.IndexOf(folder, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(folder, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int start = Ascii.EndOf(text, at + folder.Length, static c => c is '\\' or '/');
            if (at == 0 || text[at - 1] is not ('\\' or '/') || start == at + folder.Length)
            {
                continue;
            }

            // Only before another folder, a name may contain a space.
            int end = Ascii.EndOf(text, start, IsFolder);
            if (end == text.Length || text[end] is not ('\\' or '/'))
            {
                end = Ascii.EndOf(text, start, static c => IsFolder(c) && !char.IsWhiteSpace(c));
            }

            if (end > start && !s_shared.Contains(text.Substring(start, Math.Min(end - start, MaxDomain)), StringComparer.OrdinalIgnoreCase))
            {
                Add(found, start, end);
                _ = ends.Add(end);
            }

            at = Math.Max(at, end - 1);
        }
    }

    private static bool IsFolder(char c) => c >= ' ' && c is not ('\\' or '/' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or '\'' or ',' or ';');

    // A path has more than one backslash, or a drive before it.
    private void FindAccounts(string text, List<FoundValue> found, HashSet<int> folders)
    {
        int floor = 0;
        for (int at = text.IndexOf('\\'); at >= 0; at = text.IndexOf('\\', floor))
        {
            int start = at;
            while (start > floor && at - start < MaxDomain && IsAccount(text[start - 1]))
            {
                start--;
            }

            int user = Ascii.EndOf(text, at, static c => c == '\\');
            int end = Ascii.EndOf(text, user, static c => IsAccount(c) || c is '$');
            while (end > user && text[end - 1] is '.' or '-')
            {
                end--;
            }

            floor = Math.Max(user, end);
            bool isPath = Ascii.Is(text, floor, '\\') || folders.Contains(at) || (start > 0 && text[start - 1] is '\\' or '/' or ':');
            if (at - start >= 2 && user - at <= 2 && end > user && !isPath && !s_noDomains.Contains(text.Substring(start, at - start), StringComparer.OrdinalIgnoreCase))
            {
                Add(found, start, end);
            }
        }
    }

    private static bool IsAccount(char c) => char.IsLetterOrDigit(c) || c is '.' or '-' or '_';
}
