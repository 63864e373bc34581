using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class FileOperationsTests : ClientTests, IDisposable
{
    private const string Uploaded = """{"id":"f1","object":"file","filename":"a"}""";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "mistral-" + Guid.NewGuid().ToString("N"));

    public FileOperationsTests() => _ = Directory.CreateDirectory(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What Windows allows in no name is left out there.
    public static TheoryData<string> Names =>
    [
        "report.pdf",
        "größe 中文 \U0001F600.txt",
        "a;b=c, d'e%41.txt",
        "..report 报告 \U0001F468\u200D\U0001F4BB.txt",
        .. Path.DirectorySeparatorChar == '/'
            ? (string[])["CON", "a\";\r\nX: y", "quote\"name=\"x.txt", "line\r\nX-Injected: yes\r\n\r\nbody.txt", "tab\tbell\aescape\u001b[31m.txt", "back\\slash\\", "--mistral.txt"]
            : [],
    ];

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Names))]
    public async Task An_upload_is_one_valid_form_for_any_name_and_content(string name)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes("\r\n--mistral-\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"), 0, 255, .. new byte[100_000]];
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        using RawServer server = RawServer.Start(RawReply.Json(Uploaded));
        using MistralClient client = TestClient.For(server.BaseUri);

        UploadedFile uploaded = await client.Files.UploadAsync(
            new FileUploadRequest { Path = path, Purpose = "ocr", Visibility = "user", Expiry = 24 }, cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal("POST /v1/files HTTP/1.1", sent.Line);
        FormParser.Part[] parts = [.. FormParser.Parse(sent)];
        Assert.Equal(["purpose", "visibility", "expiry", "file"], parts.Select(p => p.Name));
        Assert.Equal(["ocr", "user", "24"], parts.Take(3).Select(p => Encoding.UTF8.GetString(p.Content)));
        Assert.Equal(name, Decode(parts[3].FileName!, name));
        Assert.Equal(2, parts[3].Headers.Length);
        Assert.Equal(content, parts[3].Content);
        Assert.Equal(("f1", Hash(content)), (uploaded.Id, uploaded.Sha256));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_hash_is_that_of_the_accepted_upload()
    {
        byte[] content = new byte[300_000];
        new Random(1).NextBytes(content);
        string path = Path.Combine(_folder, "a.bin");
        File.WriteAllBytes(path, content);
        using RawServer server = RawServer.Start(RawReply.Of(429, "{}"), RawReply.Json(Uploaded));
        using MistralClient client = TestClient.For(server.BaseUri);

        UploadedFile uploaded = await client.Files.UploadAsync(new FileUploadRequest { Path = path }, cancellationToken: Cancellation);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(Hash(content), uploaded.Sha256);
        Assert.Equal(content, Assert.Single(FormParser.Parse(server.Requests[1])).Content);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_file_can_get_another_name_on_the_server()
    {
        string path = Path.Combine(_folder, "a.txt");
        File.WriteAllText(path, "a");
        using RawServer server = RawServer.Start(RawReply.Json(Uploaded));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.Files.UploadAsync(new FileUploadRequest { Path = path, FileName = "b\"\r\n.txt" }, cancellationToken: Cancellation);

        FormParser.Part part = Assert.Single(FormParser.Parse(Assert.Single(server.Requests)));
        Assert.Equal("b%22%0D%0A.txt", part.FileName);
        Assert.Equal("a", Encoding.UTF8.GetString(part.Content));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_response_without_a_file_is_an_error(string body)
    {
        string path = Path.Combine(_folder, "a.txt");
        File.WriteAllText(path, "a");
        using RawServer server = RawServer.Start(RawReply.Json(body), RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException ofUpload = await Assert.ThrowsAsync<MistralApiException>(() => client.Files.UploadAsync(new FileUploadRequest { Path = path }, cancellationToken: Cancellation));
        MistralApiException ofFile = await Assert.ThrowsAsync<MistralApiException>(() => client.Files.GetAsync("a/b", cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.InvalidResponse, "POST /v1/files"), (ofUpload.Kind, ofUpload.Operation));
        Assert.Equal((MistralErrorKind.InvalidResponse, "GET /v1/files/a%2Fb"), (ofFile.Kind, ofFile.Operation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_content_is_read_as_it_arrives_and_a_truncated_content_is_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.CutOff(200, "abc", "application/octet-stream"), RawReply.Json("""{"id":"f1","deleted":true}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        using (StreamingResponse response = await client.Files.OpenAsync("f1", cancellationToken: Cancellation))
        {
            MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => response.Body.CopyToAsync(Stream.Null, 81920, Cancellation));
            Assert.Equal(MistralErrorKind.Connection, e.Kind);
        }

        await client.Files.DeleteAsync("f1", cancellationToken: Cancellation);
        Assert.Equal(["GET /v1/files/f1/content HTTP/1.1", "DELETE /v1/files/f1 HTTP/1.1"], server.Requests.Select(r => r.Line));
    }

    // Percent-encoded is what would end the header or be taken for an escape; a percent sign itself stays, as browsers have it.
    private static string Decode(string sent, string name) =>
        name.Any(c => c < ' ' || c is '"' or '\\') ? Uri.UnescapeDataString(sent) : sent;

    private static string Hash(byte[] content)
    {
#if NET
        return Convert.ToHexStringLower(SHA256.HashData(content));
#else
        using SHA256 hash = SHA256.Create();
        return BitConverter.ToString(hash.ComputeHash(content)).Replace("-", string.Empty).ToLowerInvariant();
#endif
    }
}
