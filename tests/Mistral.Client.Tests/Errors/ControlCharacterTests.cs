using System.Linq;
using System.Threading.Tasks;
using Mistral.Client.Errors;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>A server must not steer the console that an error is shown on.</summary>
public sealed class ControlCharacterTests : ClientTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData(@"\u001b]52;c;aGk=\u0007")]
    [InlineData(@"\u009b2J")]
    [InlineData(@"\u202Egnp.exe")]
    [InlineData(@"a\u2028b\u2029c")]
    [InlineData(@"a\rb")]
    [InlineData(@"\u2066a\u2069\u200F")]
    public async Task An_error_message_contains_no_control_characters(string text)
    {
        using RawServer server = RawServer.Start(RawReply.Of(422, $$"""{"detail":[{"loc":["{{text}}"],"msg":"{{text}}","type":"{{text}}"}],"code":"{{text}}","type":"{{text}}"}"""));

        AssertClean(await FailAsync(server));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("HTTP/1.1 400 Bad Request\r\nmistral-correlation-id: a\u001b]52;c;aGk=\u0007b\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\u001b]0;title\u0007\r\n\r\n")]
    [InlineData("HTTP/1.1 \u001b[2J\r\n\r\n")]
    public async Task Header_values_in_an_error_contain_no_control_characters(string reply)
    {
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync(reply);
            exchange.Cut();
        });

        AssertClean(await FailAsync(server));
    }

    [Fact]
    public void Line_breaks_and_tabs_are_kept() => Assert.Equal("a\tb\r\nc\nd", DisplayText.Clean("a\tb\r\nc\nd"));

    [Fact]
    public void A_control_character_is_replaced_with_a_visible_one() => Assert.Equal("a\uFFFDb\uFFFD\uFFFDc", DisplayText.Clean("a\u001bb\u202E\rc"));

    private static async Task<MistralApiException> FailAsync(RawServer server)
    {
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });
        return await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));
    }

    private static void AssertClean(MistralApiException e)
    {
        string[] shown = [e.Message, e.CorrelationId ?? "", e.ErrorCode ?? "", e.ErrorType ?? "", .. e.ValidationErrors.Select(d => $"{d}{d.Type}")];
        Assert.DoesNotContain(string.Concat(shown), c => char.IsControl(c) || c is '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
    }
}
