using System;
using System.Collections.Generic;
using Microsoft.AspNetCore.Http;

namespace Mistral.Emulator;

/// <summary>Refuses requests without a valid key and keeps keys out of the log.</summary>
internal sealed class Authorizer(KeyStore keys)
{
    private const string Scheme = "Bearer ";
    private const string Authorization = "Authorization";
    private const string KeyHeader = "x-api-key";

    /// <summary>Whether a path requires an admin key.</summary>
    public static bool IsAdmin(string path) => path.StartsWith("/v1/admin/", StringComparison.Ordinal);

    /// <summary>Checks the key of a request and counts the request.</summary>
    public Admission Admit(string path, IHeaderDictionary headers)
    {
        var admin = IsAdmin(path);
        var (verdict, record) = Key(path, headers, admin) is { } key ? keys.Admit(key, admin) : (KeyVerdict.Unknown, null);
        return verdict switch
        {
            KeyVerdict.Valid => new Admission(null, record),
            KeyVerdict.OtherKind => new Admission(ErrorReply.WrongKind(), null),
            _ => new Admission(ErrorReply.Unauthorized(), null),
        };
    }

    /// <summary>Returns the headers with every key replaced by a note of its validity.</summary>
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

    private string? Key(string path, IHeaderDictionary headers, bool admin)
    {
        var bearer = Bearer(headers[Authorization].ToString());
        var named = headers.TryGetValue(KeyHeader, out var given) ? given.ToString() : null;
        if (!admin)
        {
            return bearer ?? (path.StartsWith("/v1/users/me", StringComparison.Ordinal) ? named : null);
        }

        return keys.AdminHeader switch
        {
            AdminHeader.Bearer => bearer,
            AdminHeader.XApiKey => named,
            _ => bearer ?? named,
        };
    }

    private string Mask(string? key)
    {
        var valid = key is not null
            && (keys.Judge(key, admin: false) == KeyVerdict.Valid || keys.Judge(key, admin: true) == KeyVerdict.Valid);
        return valid ? "Bearer <valid key>" : "Bearer <other>";
    }
}
