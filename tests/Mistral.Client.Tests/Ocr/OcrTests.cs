using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class OcrTests : ClientTests
{
    public static TheoryData<OcrDocument, string> Documents => new()
    {
        { OcrDocument.OfFile("f1"), """{"type":"file","file_id":"f1"}""" },
        { OcrDocument.OfDocumentUrl("https://example.com/a?b=\"c\""), """{"type":"document_url","document_url":"https://example.com/a?b=\"c\""}""" },
        { OcrDocument.OfDocumentUrl("data:application/pdf;base64,AQID", "报告.pdf"), """{"type":"document_url","document_url":"data:application/pdf;base64,AQID","document_name":"报告.pdf"}""" },
        { OcrDocument.OfImageUrl("https://example.com/a.png"), """{"type":"image_url","image_url":"https://example.com/a.png"}""" },
        { OcrDocument.OfImage([1, 2, 3, 4], "image/png"), """{"type":"image_url","image_url":"data:image/png;base64,AQIDBA=="}""" },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Documents))]
    public async Task A_document_is_sent_with_its_type(OcrDocument document, string sent)
    {
        using RawServer server = RawServer.Start(RawReply.Json(
            """{"pages":[{"index":0,"markdown":"# A","images":[],"dimensions":null}],"model":"m","document_annotation":"{\"a\":1}","usage_info":{"pages_processed":1}}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        OcrResponse response = await client.Ocr.ProcessAsync(new OcrRequest { Model = "m", Document = document }, cancellationToken: Cancellation);

        RawRequest request = Assert.Single(server.Requests);
        Assert.Equal("POST /v1/ocr HTTP/1.1", request.Line);
        Assert.Equal($$"""{"model":"m","document":{{sent}}}""", request.BodyText);
        Assert.Equal("# A", Assert.Single(response.Pages).GetProperty("markdown").GetString());
        Assert.Equal(("""{"a":1}""", "m", 1), (response.DocumentAnnotation, response.Model, response.PagesProcessed));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task All_options_are_sent_with_the_names_of_the_API()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"pages":[],"document_annotation":{"a":1}}"""));
        using MistralClient client = TestClient.For(server.BaseUri);
        OcrRequest request = new()
        {
            Model = "m",
            Document = OcrDocument.OfFile("f1"),
            Pages = "0,2-4",
            IncludeImageBase64 = true,
            ImageLimit = 1,
            ImageMinSize = 2,
            DocumentAnnotationPrompt = "p",
            TableFormat = "html",
            ExtractHeader = true,
            ExtractFooter = true,
            IncludeBlocks = false,
            ConfidenceScoresGranularity = "block",
        };

        OcrResponse response = await client.Ocr.ProcessAsync(request, cancellationToken: Cancellation);

        Assert.Equal(
            """{"model":"m","document":{"type":"file","file_id":"f1"},"pages":"0,2-4","include_image_base64":true,"image_limit":1,"image_min_size":2,"document_annotation_prompt":"p","table_format":"html","extract_header":true,"extract_footer":true,"include_blocks":false,"confidence_scores_granularity":"block"}""",
            Assert.Single(server.Requests).BodyText);
        Assert.Equal(1, JsonDocument.Parse(response.DocumentAnnotation!).RootElement.GetProperty("a").GetInt32());
        Assert.Null(response.PagesProcessed);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"pages":null}""")]
    [InlineData("""{"pages":[null]}""")]
    [InlineData("""{"pages":[{"index":0}]}""")]
    [InlineData("""{"pages":[{"index":0,"markdown":1}]}""")]
    public async Task A_response_without_text_is_an_error(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(
            () => client.Ocr.ProcessAsync(new OcrRequest { Model = "m", Document = OcrDocument.OfFile("f1") }, cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
    }
}
