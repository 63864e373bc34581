#if NET
using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Only where a certificate can be made on the spot.</summary>
public sealed class CertificateTests : ClientTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("127.0.0.1", -1, 1, "its issuer isn't trusted ('127.0.0.1')")]
    [InlineData("127.0.0.1", -3, -1, "it expired on DATE")]
    [InlineData("127.0.0.1", 1, 3, "it isn't valid before DATE")]
    [InlineData("other.example", -1, 1, "it was issued for another host ('other.example')")]
    [InlineData("other.example", -3, -1, "it was issued for another host ('other.example')")]
    public async Task An_invalid_server_certificate_is_refused_before_anything_is_sent_and_the_error_names_the_cause(string name, int from, int to, string reason)
    {
        DateTimeOffset now = DateTimeOffset.Now;
        using X509Certificate2 certificate = Create(name, now.AddDays(from), now.AddDays(to));
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<int> received = ServeOnceAsync(listener, certificate);
        ProgressLog progress = new();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using MistralClient client = TestClient.For(new Uri($"https://127.0.0.1:{port}"));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(progress, Cancellation));

        Assert.Equal(MistralErrorKind.Certificate, e.Kind);
        Assert.StartsWith($"The certificate of 127.0.0.1:{port} was refused: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason.Replace("DATE", now.AddDays(from > 0 ? from : to).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), e.Message);
        Assert.Null(e.InnerException);
        Assert.Empty(progress.Retries);
        Assert.Equal(0, await received.Within(Limits.Patience));
    }

    private static X509Certificate2 Create(string name, DateTimeOffset from, DateTimeOffset to)
    {
        using RSA rsa = RSA.Create(2048);
        CertificateRequest request = new($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(from, to);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    // Returns the number of received bytes.
    private static async Task<int> ServeOnceAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using TcpClient connection = await listener.AcceptTcpClientAsync(Cancellation);
        await using SslStream secure = new(connection.GetStream());
        try
        {
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, Cancellation);
            return await secure.ReadAsync(new byte[100], Cancellation);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return 0;
        }
    }
}
#endif
