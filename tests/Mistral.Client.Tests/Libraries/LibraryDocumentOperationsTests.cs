using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class LibraryDocumentOperationsTests : ClientTests
{
    private const string Documents = "/v1/libraries/a%2Fb/documents";

    [Theory(Timeout = Limits.Test)]
    [InlineData(200, false)]
    [InlineData(201, true)]
    public async Task An_upload_returns_whether_the_document_is_new(int status, bool isNew)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, """{"id":"d1","name":"notes.txt"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "some text");

            LibraryDocumentUpload upload = await client.LibraryDocuments.AddAsync("a/b", file, cancellationToken: Cancellation);

            Assert.Equal(("d1", isNew), (upload.Document.GetProperty("id").GetString(), upload.IsNew));
            RawRequest sent = Assert.Single(server.Requests);
            Assert.Equal($"POST {Documents} HTTP/1.1", sent.Line);
            Assert.Contains("name=\"file\"", sent.BodyText);
            Assert.Contains("some text", sent.BodyText);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_document_and_its_status_are_read()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"id":"d/1","name":"notes.txt"}"""), RawReply.Json("""{"process_status":"running"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        Assert.Equal("notes.txt", (await client.LibraryDocuments.GetAsync("a/b", "d/1", cancellationToken: Cancellation)).GetProperty("name").GetString());
        Assert.Equal("running", await client.LibraryDocuments.GetStatusAsync("a/b", "d/1", cancellationToken: Cancellation));

        Assert.Equal([$"GET {Documents}/d%2F1 HTTP/1.1", $"GET {Documents}/d%2F1/status HTTP/1.1"], server.Requests.Select(r => r.Line));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_response_without_a_document_or_a_status_is_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"name":"notes.txt"}"""), RawReply.Json("""{"id":"d1"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException ofDocument = await Assert.ThrowsAsync<MistralApiException>(() => client.LibraryDocuments.GetAsync("l1", "d1", cancellationToken: Cancellation));
        MistralApiException ofStatus = await Assert.ThrowsAsync<MistralApiException>(() => client.LibraryDocuments.GetStatusAsync("l1", "d1", cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.InvalidResponse, "GET /v1/libraries/l1/documents/d1"), (ofDocument.Kind, ofDocument.Operation));
        Assert.Equal((MistralErrorKind.InvalidResponse, "GET /v1/libraries/l1/documents/d1/status"), (ofStatus.Kind, ofStatus.Operation));
    }
}
