using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.Emulator;

internal sealed class ModelRoutes(ModelCatalogue models)
{
    private const string ModelPath = "/v1/models/{model_id}";
    private const string TunedPath = "/v1/fine_tuning/models/{model_id}";

    public IEnumerable<Route> All =>
    [
        new("GET", "/v1/models", List),
        new("GET", ModelPath, call => With(call, card => Reply.Json(card.ToCard()))),
        new("DELETE", ModelPath, call => WithTuned(call, Delete)),
        new("PATCH", TunedPath, call => WithTuned(call, card => Update(card, call.Body))),
        new("POST", TunedPath + "/archive", call => WithTuned(call, card => Archive(card, archived: true))),
        new("DELETE", TunedPath + "/archive", call => WithTuned(call, card => Archive(card, archived: false))),
    ];

    private Reply List(ApiCall call)
    {
        var provider = call.Text("provider");
        var model = call.Text("model");
        var cards = models.All
            .Where(card => provider is null || string.Equals(card.Owner, provider, StringComparison.OrdinalIgnoreCase))
            .Where(card => model is null || card.IsCalled(model));
        return Reply.Json(new { @object = "list", data = cards.Select(card => card.ToCard()) });
    }

    private Reply With(ApiCall call, Func<ModelCard, Reply> answer)
    {
        var id = call.PathValue("model_id");
        return models.Find(id) is { } card ? answer(card) : ErrorReply.Documented(404, "model", "unknown_model", "Model not found: " + id);
    }

    private Reply WithTuned(ApiCall call, Func<ModelCard, Reply> answer) => With(call, card => card.Root is null
        ? ErrorReply.Documented(403, "model", "model_not_owned", "Only fine-tuned models of your organization can be changed.")
        : answer(card));

    private Reply Delete(ModelCard card)
    {
        models.Remove(card);
        return Reply.Json(new { id = card.Id, @object = "model", deleted = true });
    }

    private Reply Update(ModelCard card, JsonElement body)
    {
        var changed = card with
        {
            Name = body.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : card.Name,
            Description = body.TryGetProperty("description", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : card.Description,
        };
        models.Replace(card, changed);
        return Reply.Json(changed.ToFineTuned());
    }

    private Reply Archive(ModelCard card, bool archived)
    {
        models.Replace(card, card with { Archived = archived });
        return Reply.Json(new { id = card.Id, @object = "model", archived });
    }
}
