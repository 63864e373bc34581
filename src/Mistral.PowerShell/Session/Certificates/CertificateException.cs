using System;
using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>A certificate of a connection can't be used. The error record contains the reason and a recommended action.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
public sealed class CertificateException : ErrorRecordException
#pragma warning restore CA1032
{
    private CertificateException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    internal static CertificateException FileNotFound(string path) => new(
        "MistralCertificateNotFound",
        ErrorCategory.ObjectNotFound,
        path,
        $"The certificate file '{path}' was not found.",
        "Check the path.");

    internal static CertificateException ThumbprintNotFound(string thumbprint) => new(
        "MistralCertificateNotFound",
        ErrorCategory.ObjectNotFound,
        thumbprint,
        $"No certificate with the thumbprint '{thumbprint}' was found in the personal store of the user or of the computer.",
        "On Windows, Get-ChildItem Cert:\\CurrentUser\\My, Cert:\\LocalMachine\\My lists the certificates. Or specify the path of a file.");

    internal static CertificateException Invalid(string path, string expected) => new(
        "MistralCertificateInvalid",
        ErrorCategory.InvalidData,
        path,
        $"The file '{path}' isn't a certificate. Expected {expected}.",
        "Check the path and the format of the file.");

    internal static CertificateException PemNotSupported(string path) => new(
        "MistralCertificateInvalid",
        ErrorCategory.InvalidType,
        path,
        $"Windows PowerShell can't read the private key in the PEM file '{path}'.",
        "Convert it to a PFX file: openssl pkcs12 -export -in <file> -out <file>.pfx. Or use PowerShell 7.");

    internal static CertificateException NoPrivateKey(string source) => new(
        "MistralCertificateNoPrivateKey",
        ErrorCategory.InvalidArgument,
        source,
        $"The client certificate '{source}' has no private key.",
        "Use a PFX file, or a PEM file that also contains the private key. A certificate in a store needs its key there, and the permission to use it.");

    internal static CertificateException WrongPassword(string path, bool isGiven) => new(
        "MistralCertificatePasswordWrong",
        ErrorCategory.AuthenticationError,
        path,
        isGiven ? $"The password doesn't open the certificate file '{path}'." : $"The certificate file '{path}' needs a password.",
        "Specify the password with -ClientCertificateCredential (Get-Credential). The user name can be anything.");

    internal static CertificateException Expired(string source, DateTime end) => new(
        "MistralCertificateExpired",
        ErrorCategory.SecurityError,
        source,
        $"The client certificate '{source}' expired on {Date(end)}.",
        "Use a renewed certificate.");

    internal static CertificateException NotYetValid(string source, DateTime begin) => new(
        "MistralCertificateNotYetValid",
        ErrorCategory.SecurityError,
        source,
        $"The client certificate '{source}' isn't valid before {Date(begin)}.",
        "Check the clock of this computer, or use another certificate.");

    private static string Date(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
