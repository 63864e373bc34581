using System;
using System.Collections.Generic;
using Microsoft.AspNetCore.Http;

namespace Mistral.Emulator;

/// <summary>Refuses requests without the right key and keeps keys out of the log.</summary>
internal sealed class Authorizer(KeyStore keys)
{
    private const string Scheme = "Bearer ";
    private const string Authorization = "Authorization";
    private const string KeyHeader = "x-api-key";

    /// <summary>The refusal, or null where the key is good.</summary>
    public Reply? Refuse(string path, IHeaderDictionary headers)
    {
        var admin = path.StartsWith("/v1/admin/", StringComparison.Ordinal);
        var byHeader = admin || path.StartsWith("/v1/users/me", StringComparison.Ordinal);
        var key = Bearer(headers[Authorization].ToString())
            ?? (byHeader && headers.TryGetValue(KeyHeader, out var given) ? given.ToString() : null);
        return (key is null ? KeyVerdict.Unknown : keys.Judge(key, admin)) switch
        {
            KeyVerdict.Valid => null,
            KeyVerdict.OtherKind => ErrorReply.WrongKind(),
            _ => ErrorReply.Unauthorized(),
        };
    }

    /// <summary>The headers with every key replaced by whether it is a valid one.</summary>
    public IReadOnlyDictionary<string, string> Masked(IHeaderDictionary headers)
    {
        var masked = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            var value = header.Value.ToString();
            masked[header.Key] = header.Key switch
            {
                _ when Is(header.Key, Authorization) => Mask(Bearer(value)),
                _ when Is(header.Key, KeyHeader) => Mask(value),
                _ => value,
            };
        }

        return masked;
    }

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static string? Bearer(string value) =>
        value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;

    private string Mask(string? key)
    {
        var valid = key is not null
            && (keys.Judge(key, admin: false) == KeyVerdict.Valid || keys.Judge(key, admin: true) == KeyVerdict.Valid);
        return valid ? "Bearer <valid key>" : "Bearer <other>";
    }
}
