using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class FormBodyTests : ClientTests, IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "mistral-" + Guid.NewGuid().ToString("N"));

    public FormBodyTests() => _ = Directory.CreateDirectory(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = Limits.Test)]
    public async Task Fields_and_files_are_sent_as_parts_and_again_on_a_retry()
    {
        string path = Path.Combine(_folder, "größe.txt");
        File.WriteAllText(path, "line 1\nline 2\n");
        FormBody form = new();
        form.AddField("purpose", "größe");
        form.AddFile("file", path);
        using RawServer server = RawServer.Start(RawReply.Of(503, "{}"), RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(new MistralRequest("POST", "/v1/files") { Body = form, IsRepeatable = true }, cancellationToken: Cancellation);

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, sent =>
        {
            string boundary = Regex.Match(sent.Header("Content-Type")!, "^multipart/form-data; boundary=\"?(mistral-[0-9a-f]{32})\"?$").Groups[1].Value;
            Assert.NotEmpty(boundary);
            string body = sent.BodyText.Replace(boundary, "B");
            Assert.StartsWith("--B\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\ngröße\r\n--B\r\n", body, StringComparison.Ordinal);
            Assert.Contains("Content-Disposition: form-data; name=\"file\"; filename=\"größe.txt\"\r\n", body);
            Assert.Contains("Content-Type: application/octet-stream\r\n", body);
            Assert.EndsWith("\r\n\r\nline 1\nline 2\n\r\n--B--\r\n", body, StringComparison.Ordinal);
        });
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Upload_progress_is_reported_and_restarts_on_a_retry()
    {
        string path = Path.Combine(_folder, "large.bin");
        File.WriteAllBytes(path, new byte[300_000]);
        List<long> told = [];
        FormBody form = new();
        form.AddFile("file", path, told.Add);
        using RawServer server = RawServer.Start(RawReply.Of(503, "{}"), RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(new MistralRequest("POST", "/v1/files") { Body = form, IsRepeatable = true }, cancellationToken: Cancellation);

        int again = told.LastIndexOf(0);
        Assert.True(again > 0);
        Assert.Equal(300_000, told[again - 1]);
        Assert.Equal(300_000, told[told.Count - 1]);
        Assert.Equal(told.Skip(again).OrderBy(t => t), told.Skip(again));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_file_that_cannot_be_read_is_an_error_before_anything_is_sent()
    {
        string path = Path.Combine(_folder, "nothing.txt");
        FormBody form = new();
        form.AddFile("file", path);
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);
        ProgressLog progress = new();

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(
            () => client.SendAsync(new MistralRequest("POST", "/v1/files") { Body = form, IsRepeatable = true }, progress, Cancellation));

        Assert.Equal(MistralErrorKind.InvalidArgument, e.Kind);
        Assert.Contains(path, e.Message);
        Assert.Empty(progress.Events);
        Assert.Equal(0, server.Connections);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_field_name_cannot_end_its_header()
    {
        FormBody form = new();
        form.AddField("a\"\r\nX-Injected: yes", "1");
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(new MistralRequest("POST", "/v1/files") { Body = form, IsRepeatable = true }, cancellationToken: Cancellation);

        Assert.Contains("name=\"a%22%0D%0AX-Injected: yes\"\r\n\r\n1\r\n", Encoding.UTF8.GetString(Assert.Single(server.Requests).Body));
    }
}
