using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client.Authentication;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Stores query parameters as the password of a credential, because their values may be secrets.</summary>
internal static class QueryCredential
{
    private const string UserName = "query";

    /// <summary>Encodes query parameters; null without any.</summary>
    public static PSCredential? Create(IReadOnlyList<KeyValuePair<string, string>> query) => query.Count == 0
        ? null
        : new PSCredential(UserName, SecureStringConverter.FromText(string.Join("&", query.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"))));

    /// <summary>Decodes query parameters.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(PSCredential credential) =>
    [
        .. credential.GetNetworkCredential().Password.Split('&')
            .Select(part => part.Split(['='], 2))
            .Where(pair => pair.Length == 2 && pair[0].Length > 0)
            .Select(pair => new KeyValuePair<string, string>(Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1]))),
    ];
}
