using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class IdentityOperationsTests : ClientTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task The_owner_of_a_key_is_read()
    {
        using RawServer server = RawServer.Start(RawReply.Json(
            """{"id":"u1","email":"ada@example.com","api_key":{"id":"k1","name":"ci"},"workspace":{"id":"w1","name":"Default"},"organization":{"id":"o1","name":"Example"}}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        KeyIdentity identity = await client.Identity.GetAsync(cancellationToken: Cancellation);

        Assert.Equal(
            new KeyIdentity
            {
                ApiKeyId = "k1",
                ApiKeyName = "ci",
                UserId = "u1",
                Email = "ada@example.com",
                WorkspaceId = "w1",
                WorkspaceName = "Default",
                OrganizationName = "Example",
            },
            identity);
        Assert.Equal("GET /v1/users/me HTTP/1.1", Assert.Single(server.Requests).Line);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"id":1,"email":null,"api_key":"k1","workspace":[],"organization":{"name":{}}}""")]
    public async Task Missing_fields_are_null(string response)
    {
        using RawServer server = RawServer.Start(RawReply.Json(response));
        using MistralClient client = TestClient.For(server.BaseUri);

        Assert.Equal(new KeyIdentity(), await client.Identity.GetAsync(cancellationToken: Cancellation));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(401, true)]
    public async Task An_unknown_owner_is_null(int status, bool isProvedOtherwise)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, "{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        Assert.Null(await client.Identity.FindAsync(isProvedOtherwise: isProvedOtherwise, cancellationToken: Cancellation));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(401, false, MistralErrorKind.Authentication)]
    [InlineData(400, true, MistralErrorKind.InvalidRequest)]
    public async Task Any_other_error_status_throws(int status, bool isProvedOtherwise, MistralErrorKind kind)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, "{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(
            () => client.Identity.FindAsync(isProvedOtherwise: isProvedOtherwise, cancellationToken: Cancellation));

        Assert.Equal(kind, e.Kind);
    }
}
