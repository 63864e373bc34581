using System;
using System.Collections.Generic;
using System.Linq;
using Mistral.Client.Errors;

namespace Mistral.Client.Transport;

/// <summary>What a caller's own headers may be. The framework would send a line break along, and with it a header nobody asked for.</summary>
internal static class HeaderValidator
{
    private const string NameSigns = "!#$%&'*+-.^_`|~";

    // They say how a request is sent and where to, which is the transport's to decide.
    private static readonly HashSet<string> s_ofTransport = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Expect", "Upgrade", "TE", "Trailer",
        "Proxy-Authorization", "Proxy-Authenticate", "Proxy-Connection",
    };

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

        if (s_ofTransport.Contains(name))
        {
            throw MistralApiException.InvalidArgument(
                $"The header '{name}' can't be set: it is part of how a request is sent.",
                name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) ? ErrorCause.ProxyHeader : ErrorCause.Unspecified);
        }

        if (value.Any(c => char.IsControl(c) && c != '\t'))
        {
            throw MistralApiException.InvalidArgument($"The value of the header '{name}' holds a line break or another character that no header may.");
        }

        if (value.Any(c => c > '~'))
        {
            throw MistralApiException.InvalidArgument($"The value of the header '{name}' holds a character that isn't ASCII. Encode it as the gateway expects it.");
        }
    }

    private static bool IsOfName(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || NameSigns.Contains(c);
}
