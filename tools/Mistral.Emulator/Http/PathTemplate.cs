using System;

namespace Mistral.Emulator;

internal static class PathTemplate
{
    public static bool IsVariable(string segment) => segment.StartsWith('{') && segment.EndsWith('}');

    /// <summary>Returns the number of literal segments that match, or -1 if the path does not match.</summary>
    public static int Score(string[] template, string[] path)
    {
        if (template.Length != path.Length)
        {
            return -1;
        }

        var literal = 0;
        for (var i = 0; i < path.Length; i++)
        {
            if (IsVariable(template[i]))
            {
                if (path[i].Length == 0)
                {
                    return -1;
                }
            }
            else if (string.Equals(template[i], path[i], StringComparison.Ordinal))
            {
                literal++;
            }
            else
            {
                return -1;
            }
        }

        return literal;
    }
}
