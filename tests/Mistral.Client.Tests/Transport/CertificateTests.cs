#if NET
using System;
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
    [Fact(Timeout = Limits.Test)]
    public async Task A_server_whose_certificate_nobody_vouches_for_gets_nothing()
    {
        using RSA rsa = RSA.Create(2048);
        CertificateRequest request = new("CN=127.0.0.1", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<int> received = ServeOnceAsync(listener, certificate);
        MistralClientOptions options = TestClient.Options(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), TestKey.New());
        using MistralClient client = new(options with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.StartsWith("Can't connect to 127.0.0.1: ", e.Message, StringComparison.Ordinal);
        Assert.Null(e.InnerException);
        Assert.Equal(0, await received.Within(Limits.Patience));
    }

    // Gives how many bytes of a request came.
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
