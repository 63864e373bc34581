using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.Emulator;

internal sealed class ClassifierRoutes(ModelCatalogue models)
{
    private const double Low = 0.0001;
    private const double High = 0.97;
    private const double Threshold = 0.5;

    // A category and the words that indicate it.
    private static readonly Dictionary<string, string[]> _categories = new()
    {
        ["sexual"] = ["sex", "porn"],
        ["hate_and_discrimination"] = ["hate"],
        ["violence_and_threats"] = ["kill", "murder", "attack"],
        ["dangerous"] = ["bomb", "explosive"],
        ["criminal"] = ["steal", "fraud"],
        ["selfharm"] = ["suicide"],
        ["health"] = ["diagnose", "medicine"],
        ["financial"] = ["invest", "stocks"],
        ["law"] = ["lawsuit", "lawyer"],
        ["pii"] = ["passport", "iban"],
        ["jailbreaking"] = ["jailbreak"],
    };

    private static readonly string[] _labels = ["billing", "technical", "other"];

    public IEnumerable<Route> All =>
    [
        new("POST", "/v1/moderations", call => Answer(call.Body, "moderation", TextInput.Read(call.Body), Moderate)),
        new("POST", "/v1/chat/moderations", call => Answer(call.Body, "moderation", Conversations(call.Body), Moderate)),
        new("POST", "/v1/classifications", call => Answer(call.Body, "classification", TextInput.Read(call.Body), Classify)),
        new("POST", "/v1/chat/classifications", call => Answer(call.Body, "classification", Conversations(call.Body), Classify)),
    ];

    private static object Moderate(string text)
    {
        var stems = Stems(text);
        var scores = _categories.ToDictionary(
            category => category.Key,
            category => category.Value.Any(word => stems.Contains(TextWords.Stem(word))) ? High : Low);
        return new { categories = scores.ToDictionary(score => score.Key, score => score.Value > Threshold), category_scores = scores };
    }

    private static object Classify(string text)
    {
        var stems = Stems(text);
        var chosen = Array.FindIndex(_labels, label => stems.Contains(TextWords.Stem(label)));
        var best = chosen < 0 ? _labels[^1] : _labels[chosen];
        var rest = (1 - High) / (_labels.Length - 1);
        return new { topic = new { scores = _labels.ToDictionary(label => label, label => label == best ? High : rest) } };
    }

    private static HashSet<string> Stems(string text) => TextWords.All(text).Select(TextWords.Stem).ToHashSet(StringComparer.Ordinal);

    // The last message of each conversation: a list of messages, or an object that contains one.
    private static string[] Conversations(JsonElement body)
    {
        var input = body.GetProperty("input");
        var many = input.ValueKind == JsonValueKind.Array
            && input.GetArrayLength() > 0
            && (input[0].ValueKind == JsonValueKind.Array || input[0].TryGetProperty("messages", out _));
        return [.. (many ? input.EnumerateArray().ToArray() : [input]).Select(LastText)];
    }

    private static string LastText(JsonElement conversation)
    {
        var messages = conversation.ValueKind == JsonValueKind.Array ? conversation : conversation.GetProperty("messages");
        var content = messages[messages.GetArrayLength() - 1].GetProperty("content");
        return content.ValueKind == JsonValueKind.Array
            ? string.Concat(content.EnumerateArray().Select(chunk => chunk.TryGetProperty("text", out var text) ? text.GetString() : ""))
            : content.GetString() ?? "";
    }

    private Reply Answer(JsonElement body, string capability, IReadOnlyList<string> inputs, Func<string, object> judge)
    {
        var model = body.GetProperty("model").GetString()!;
        if (models.Find(model) is not { Archived: false } card || !card.Can(capability))
        {
            return ErrorReply.Live(400, "invalid_model", "1500", "Invalid model: " + model);
        }

        if (inputs.Any(string.IsNullOrWhiteSpace))
        {
            return ErrorReply.Live(400, "invalid_request_error", "1400", "Input must not be empty");
        }

        var tokens = inputs.Sum(TextWords.Tokens);
        return Reply.Json(new
        {
            id = Seed.Uuid(string.Concat(inputs), inputs.Count).Replace("-", "", StringComparison.Ordinal),
            model,
            results = inputs.Select(judge),
            usage = new { prompt_tokens = tokens, total_tokens = tokens, completion_tokens = 0, request_count = 1 },
        });
    }
}
