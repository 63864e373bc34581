using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class ModelListTests(EmulatorFixture emulator) : EmulatorTests(emulator)
{
    [Fact(Timeout = Limits.Test)]
    public async Task The_models_are_listed_with_their_capabilities()
    {
        using MistralClient client = CreateClient();

        IReadOnlyList<ModelCard> models = await client.Models.ListAsync(cancellationToken: Cancellation);

        ModelCard small = models.Single(m => m.Id == "mistral-small-latest");
        Assert.Equal("Small general model.", small.Description);
        Assert.True(small.Capabilities!["completion_chat"]);
        Assert.False(small.Capabilities["ocr"]);
        Assert.Null(small.Deprecation);
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 12, 0, 0, TimeSpan.Zero), models.Single(m => m.Id == "pixtral-large-2411").Deprecation);
        JsonElement sent = Assert.Single(await GetLogAsync("path=/v1/models"));
        Assert.Equal(("GET", "/v1/models", ""), (sent.GetProperty("method").GetString(), sent.GetProperty("path").GetString(), sent.GetProperty("query").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Another_key_is_refused()
    {
        using MistralClient client = TestClient.For(Emulator.BaseUri, TestKey.New());

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.Authentication, (int?)401, "Unauthorized"), (e.Kind, e.StatusCode, e.Message));
        Assert.NotNull(e.CorrelationId);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_model_card_needs_only_an_id()
    {
        using RawServer server = RawServer.Start(RawReply.Json("""{"object":"list","data":[{"id":"m","description":null,"capabilities":null,"new":{"a":1}}]}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        ModelCard card = Assert.Single(await client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(("m", null, null, null), (card.Id, card.Description, card.Capabilities, card.Deprecation));
    }
}
