using System.Collections.Generic;
using System.Linq;

namespace Mistral.Client;

/// <summary>What a caller's own headers may be. The framework would send a line break along, and with it a header nobody asked for.</summary>
internal static class HeaderRules
{
    private const string NameSigns = "!#$%&'*+-.^_`|~";

    /// <summary>Checks headers before anything is sent with them.</summary>
    /// <exception cref="MistralApiException">One of them can't be sent.</exception>
    public static void Check(IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (KeyValuePair<string, string> header in headers)
        {
            Check(header.Key, header.Value);
        }
    }

    /// <summary>Checks one header. Its value may be a secret, so it is in no error.</summary>
    /// <exception cref="MistralApiException">It can't be sent.</exception>
    public static void Check(string name, string value)
    {
        if (name.Length == 0 || !name.All(IsOfName))
        {
            throw MistralApiException.InvalidArgument("The name of a header is letters, digits and hyphens.");
        }

        if (value.Any(c => char.IsControl(c) && c != '\t'))
        {
            throw MistralApiException.InvalidArgument($"The value of the header '{name}' holds a line break or another character that no header may.");
        }
    }

    private static bool IsOfName(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || NameSigns.Contains(c);
}
