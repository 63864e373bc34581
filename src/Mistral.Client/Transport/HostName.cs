using System;
using System.Globalization;

namespace Mistral.Client.Transport;

/// <summary>Shows a host as the network knows it, so that letters that only look like others show.</summary>
internal static class HostName
{
    private static readonly IdnMapping s_mapping = new();

    /// <summary>Gets the host in ASCII, with its Unicode form beside it where there is another.</summary>
    public static string Of(Uri uri) => Describe(uri, string.Empty);

    /// <summary>Gets the same with the port, where it isn't the scheme's default.</summary>
    public static string WithPort(Uri uri) => Describe(uri, GetPort(uri));

    /// <summary>Gets the scheme, the host and the port, in ASCII alone.</summary>
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
            // Not a name that has another form, such as an address.
            return null;
        }
    }
}
