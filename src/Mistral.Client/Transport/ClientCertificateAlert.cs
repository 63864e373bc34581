using System;
using System.ComponentModel;
using System.Text.RegularExpressions;

namespace Mistral.Client.Transport;

/// <summary>Recognizes the TLS alerts by which a server refuses a client certificate.</summary>
internal static partial class ClientCertificateAlert
{
    // SEC_E_UNTRUSTED_ROOT, SEC_E_CERT_UNKNOWN, SEC_E_CERT_EXPIRED and SEC_I_INCOMPLETE_CREDENTIALS of Windows.
    private static readonly uint[] s_codes = [0x80090325, 0x80090327, 0x80090328, 0x00090320];

    /// <summary>Whether an exception or an inner one is such an alert.</summary>
    public static bool IsIn(Exception cause)
    {
        for (Exception? e = cause; e is not null; e = e.InnerException)
        {
            if (Alert().IsMatch(e.Message) || (e is Win32Exception native && Array.IndexOf(s_codes, unchecked((uint)native.NativeErrorCode)) >= 0))
            {
                return true;
            }
        }

        return false;
    }

    // OpenSSL names the alerts that it received.
    private const string Pattern = "alert (certificate (required|expired|revoked|unknown)|bad certificate|unsupported certificate|unknown ca|access denied)";

#if NETFRAMEWORK
    private static Regex Alert() => new(Pattern, RegexOptions.CultureInvariant);
#else
    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Alert();
#endif
}
