using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

internal sealed class EmbeddingRoutes(ModelCatalogue models)
{
    private const int CharactersPerToken = 4;
    private const int MaxTokensPerInput = 8192;
    private const int MaxTokens = 16_384;

    // Usual and largest length by model.
    private static readonly Dictionary<string, (int Usual, int Most)> _dimensions = new()
    {
        ["mistral-embed"] = (1024, 1024),
        ["codestral-embed"] = (1536, 3072),
    };

    public IEnumerable<Route> All => [new("POST", "/v1/embeddings", call => Embed(call.Body))];

    private Reply Embed(JsonElement body)
    {
        var model = body.GetProperty("model").GetString()!;
        if (models.Find(model) is not { } card || !_dimensions.TryGetValue(card.Id, out var dimensions))
        {
            return ErrorReply.Live(400, "invalid_model", "1500", "Invalid model: " + model);
        }

        var inputs = TextInput.Read(body);
        if (inputs.Count == 0)
        {
            return ErrorReply.Invalid(
            [
                new ValidationProblem("too_short", ["body", "input"], "List should have at least 1 item after validation, not 0")
                {
                    Input = new JsonArray(),
                    Context = new JsonObject { ["field_type"] = "List", ["min_length"] = 1, ["actual_length"] = 0 },
                },
            ]);
        }

        var tokens = inputs.Select(Tokens).ToArray();
        var over = Array.FindIndex(tokens, count => count > MaxTokensPerInput);
        if (over >= 0)
        {
            return TooMany($"Too many tokens: input id {over} has {tokens[over]} tokens, exceeding max {MaxTokensPerInput} tokens.");
        }

        if (tokens.Sum() > MaxTokens)
        {
            return TooMany("Too many tokens overall, split into more batches.");
        }

        var dimension = body.TryGetProperty("output_dimension", out var asked) && asked.ValueKind == JsonValueKind.Number ? asked.GetInt32() : dimensions.Usual;
        if (dimension > dimensions.Most)
        {
            return ErrorReply.Live(400, "invalid_request_error", "3051", $"output_dimension must be at most {dimensions.Most} for this model");
        }

        var type = Option(body, "output_dtype", "float");
        var encoding = Option(body, "encoding_format", "float");
        return Reply.Json(new
        {
            id = Seed.Uuid(string.Concat(inputs), inputs.Count).Replace("-", "", StringComparison.Ordinal),
            @object = "list",
            data = inputs.Select((input, index) => new
            {
                @object = "embedding",
                embedding = VectorFormat.Write(TextVector.Of(input, dimension), type, encoding),
                index,
            }),
            model,
            usage = new { prompt_tokens = tokens.Sum(), total_tokens = tokens.Sum(), completion_tokens = 0, request_count = 1, prompt_tokens_details = (object?)null },
        });
    }

    private static int Tokens(string text) => (text.Length + CharactersPerToken - 1) / CharactersPerToken;

    private static Reply TooMany(string message) => ErrorReply.Live(400, "invalid_request_prompt", "3210", message);

    private static string Option(JsonElement body, string name, string otherwise) =>
        body.TryGetProperty(name, out var option) && option.ValueKind == JsonValueKind.String ? option.GetString()! : otherwise;
}
