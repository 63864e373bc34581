#if NET
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Added certificate authorities and client certificates, with servers that have real certificates.</summary>
public sealed class AuthorityTests : ClientTests
{
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private static readonly X509Certificate2 s_root = TestCertificates.CreateAuthority("Contoso Root");
    private static readonly X509Certificate2 s_issuing = TestCertificates.CreateAuthority("Contoso Issuing", s_root);
    private static readonly X509Certificate2 s_other = TestCertificates.CreateAuthority("Fabrikam Root");

    [Theory(Timeout = Limits.Test)]
    [InlineData("127.0.0.1", -2, 2, "root", null)]
    [InlineData("127.0.0.1", -2, 2, "other, root", null)]
    [InlineData("127.0.0.1", -2, 2, "", "its issuer isn't trusted ('Contoso Root')")]
    [InlineData("127.0.0.1", -2, 2, "other", "its issuer isn't trusted ('Contoso Root')")]
    [InlineData("other.example", -2, 2, "root", "it was issued for another host ('other.example')")]
    [InlineData("127.0.0.1", -3, -1, "root", "it expired on")]
    [InlineData("127.0.0.1", 1, 3, "root", "it isn't valid before")]
    public async Task An_added_authority_is_trusted_and_all_other_checks_stay(string name, int from, int to, string added, string? problem)
    {
        using X509Certificate2 certificate = TestCertificates.Create(s_root, name, from, to);
        using TlsServer server = new(certificate);
        using MistralClient client = Connect(server, o => o with { CertificateAuthorities = Named(added) });

        await AssertAsync(client, problem, MistralErrorKind.Certificate);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("root, issuing", false, null)]
    [InlineData("root", true, null)]
    [InlineData("root", false, "its issuer isn't trusted")]
    [InlineData("issuing", false, "its issuer isn't trusted")]
    public async Task An_intermediate_certificate_comes_from_the_server_or_from_the_file(string added, bool isSent, string? problem)
    {
        using X509Certificate2 certificate = TestCertificates.Create(s_issuing, "127.0.0.1");
        using TlsServer server = new(certificate) { Chain = isSent ? [s_issuing] : [] };
        using MistralClient client = Connect(server, o => o with { CertificateAuthorities = Named(added) });

        await AssertAsync(client, problem, MistralErrorKind.Certificate);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_certificate_for_clients_is_not_accepted_from_a_server()
    {
        using X509Certificate2 certificate = TestCertificates.Create(s_root, "127.0.0.1", usage: ClientUsage);
        using TlsServer server = new(certificate);
        using MistralClient client = Connect(server, o => o with { CertificateAuthorities = [s_root] });

        await AssertAsync(client, "NotValidForUsage", MistralErrorKind.Certificate);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_client_certificate_is_sent_with_its_chain_to_a_server_that_asks(SslProtocols protocol)
    {
        using X509Certificate2 certificate = TestCertificates.Create(s_root, "127.0.0.1");
        using X509Certificate2 mine = TestCertificates.Create(s_issuing, "runner", usage: ClientUsage);
        using TlsServer server = new(certificate) { Protocols = protocol, ClientRoot = s_root };
        using MistralClient client = Connect(server, o => o with { CertificateAuthorities = [s_root], ClientCertificate = mine, ClientCertificateChain = [s_issuing] });

        await AssertAsync(client, problem: null, MistralErrorKind.Certificate);

        Assert.Equal("CN=runner", Assert.Single(server.Clients));
    }

    private static List<X509Certificate2> Named(string names) =>
        [.. names.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(n => n switch { "root" => s_root, "issuing" => s_issuing, _ => s_other })];

    private static MistralClient Connect(TlsServer server, Func<MistralClientOptions, MistralClientOptions> change) =>
        new(change(TestClient.Options(server.BaseUri, TestKey.New()) with { UseProxy = false, Retry = TestClient.NoRetry }));

    private static async Task AssertAsync(MistralClient client, string? problem, MistralErrorKind kind)
    {
        if (problem is null)
        {
            Assert.Empty(await client.Models.ListAsync(cancellationToken: Cancellation));
            return;
        }

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));
        Assert.Equal(kind, e.Kind);
        Assert.Contains(problem, e.Message);
    }

    /// <summary>A server with TLS that responds to each request with an empty list.</summary>
    private sealed class TlsServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;
        private readonly List<string> _clients = [];

        public TlsServer(X509Certificate2 certificate)
        {
            _certificate = certificate;
            _listener.Start();
            _ = ServeAsync();
        }

        public Uri BaseUri => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}");

        public X509Certificate2[] Chain { get; init; } = [];

        public SslProtocols Protocols { get; init; }

        /// <summary>The root of the required client certificates; null to require none.</summary>
        public X509Certificate2? ClientRoot { get; init; }

        public IReadOnlyList<string> Clients => _clients;

        public void Dispose() => _listener.Stop();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using TcpClient connection = await _listener.AcceptTcpClientAsync();
                    await using SslStream secure = new(connection.GetStream());
                    await RespondAsync(secure);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The listener was stopped.
            }
        }

        private async Task RespondAsync(SslStream secure)
        {
            try
            {
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, [.. Chain], offline: true),
                    EnabledSslProtocols = Protocols,
                    ClientCertificateRequired = ClientRoot is not null,
                    RemoteCertificateValidationCallback = (_, client, chain, _) => ClientRoot is null || IsTrusted(client as X509Certificate2, chain),
                });
                using StreamReader reader = new(secure, Encoding.ASCII, leaveOpen: true);
                while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
                {
                }

                await secure.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{\"data\":[]}"));
            }
            catch (Exception e) when (e is AuthenticationException or IOException)
            {
                // The client has refused the certificate.
            }
        }

        private bool IsTrusted(X509Certificate2? client, X509Chain? sent)
        {
            if (client is null)
            {
                return false;
            }

            _clients.Add(client.Subject);
            using X509Chain chain = new();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            _ = chain.ChainPolicy.CustomTrustStore.Add(ClientRoot!);
            chain.ChainPolicy.ExtraStore.AddRange(sent!.ChainPolicy.ExtraStore);
            return chain.Build(client);
        }
    }
}
#endif
