using System;
using System.Collections.Generic;
using System.Linq;
using Mistral.Client.Errors;

namespace Mistral.Client.Transport;

/// <summary>Validates the caller's own headers. The framework would send a line break, and so another header.</summary>
internal static class HeaderValidator
{
    private const string NameSigns = "!#$%&'*+-.^_`|~";

    // Only the transport sets these headers.
    private static readonly HashSet<string> s_reservedNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Expect", "Upgrade", "TE", "Trailer",
        "Proxy-Authorization", "Proxy-Authenticate", "Proxy-Connection",
    };

    /// <summary>Checks headers before they are sent.</summary>
    /// <exception cref="MistralApiException">A header can't be sent.</exception>
    public static void Check(IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (KeyValuePair<string, string> header in headers)
        {
            Check(header.Key, header.Value);
        }
    }

    /// <summary>Checks one header. The value may be a secret, so no error contains it.</summary>
    /// <exception cref="MistralApiException">The header can't be sent.</exception>
    public static void Check(string name, string value)
    {
        if (name.Length == 0 || !name.All(IsNameCharacter))
        {
            throw MistralApiException.InvalidArgument("The name of a header may contain only letters, digits and hyphens.");
        }

        if (s_reservedNames.Contains(name))
        {
            throw MistralApiException.InvalidArgument(
                $"The header '{name}' can't be set, because the module sets it for each request.",
                name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) ? ErrorCause.ProxyHeader : ErrorCause.Unspecified);
        }

        if (value.Any(c => char.IsControl(c) && c != '\t'))
        {
            throw MistralApiException.InvalidArgument($"The value of the header '{name}' contains a line break or another character that isn't allowed in a header.");
        }

        if (value.Any(c => c > '~'))
        {
            throw MistralApiException.InvalidArgument($"The value of the header '{name}' contains a character that isn't ASCII. Encode the value as the gateway expects it.");
        }
    }

    private static bool IsNameCharacter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || NameSigns.Contains(c);
}
