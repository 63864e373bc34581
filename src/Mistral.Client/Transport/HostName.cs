using System;
using System.Globalization;

namespace Mistral.Client.Transport;

/// <summary>Shows hosts in ASCII, so that letters that look like others become visible.</summary>
internal static class HostName
{
    private static readonly IdnMapping s_mapping = new();

    /// <summary>Gets the host in ASCII, followed by its Unicode form if that differs.</summary>
    public static string Of(Uri uri) => Describe(uri, string.Empty);

    /// <summary>Gets the same with the port, if it isn't the default port of the scheme.</summary>
    public static string WithPort(Uri uri) => Describe(uri, GetPort(uri));

    /// <summary>Gets the scheme, the host and the port in ASCII.</summary>
    public static string ToAuthority(Uri uri) =>
        $"{uri.Scheme}://{ToAscii(uri)}{GetPort(uri)}";

    private static string Describe(Uri uri, string port)
    {
        string ascii = ToAscii(uri);
        return ToUnicode(ascii) is { } unicode && unicode != ascii ? $"{ascii}{port} ('{unicode}')" : ascii + port;
    }

    private static string GetPort(Uri uri) => uri.IsDefaultPort ? string.Empty : ":" + uri.Port.ToString(CultureInfo.InvariantCulture);

    private static string ToAscii(Uri uri) => uri.HostNameType is UriHostNameType.Dns ? uri.IdnHost : uri.Host;

    private static string? ToUnicode(string ascii)
    {
        try
        {
            return s_mapping.GetUnicode(ascii);
        }
        catch (ArgumentException)
        {
            // An IP address or another host without a Unicode form.
            return null;
        }
    }
}
