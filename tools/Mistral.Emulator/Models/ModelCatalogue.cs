using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Mistral.Emulator;

internal sealed class ModelCatalogue
{
    private static readonly string[] _chat = ["completion_chat", "function_calling", "unified_resources"];
    private static readonly string[] _vision = [.. _chat, "vision"];
    private static readonly string[] _reasoning = [.. _vision, "reasoning"];

    private readonly Lock _lock = new();
    private List<ModelCard> _cards = [];

    public ModelCatalogue() => Reset();

    public IReadOnlyList<ModelCard> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _cards];
            }
        }
    }

    public ModelCard? Find(string name) => All.FirstOrDefault(card => card.IsCalled(name));

    public void Remove(ModelCard card)
    {
        lock (_lock)
        {
            _cards.Remove(card);
        }
    }

    public void Replace(ModelCard card, ModelCard by)
    {
        lock (_lock)
        {
            _cards[_cards.IndexOf(card)] = by;
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _cards = Seeded();
        }
    }

    private static List<ModelCard> Seeded() =>
    [
        new("mistral-small-latest", "Small general model.", 262_144, 0.3, _reasoning) { Aliases = ["mistral-small-2603"] },
        new("mistral-medium-latest", "Medium general model.", 262_144, 0.3, _reasoning) { Aliases = ["mistral-medium-3-5", "mistral-medium"] },
        new("mistral-large-latest", "Large general model.", 262_144, 0.3, _vision) { Aliases = ["mistral-large-2512"] },
        new("ministral-3b-latest", "Edge model.", 262_144, 0.3, _vision) { Aliases = ["ministral-3b-2512"] },
        new("ministral-8b-latest", "Edge model.", 262_144, 0.3, _vision) { Aliases = ["ministral-8b-2512"] },
        new("magistral-medium-latest", "Reasoning model.", 131_072, 0.7, _reasoning) { Aliases = ["magistral-medium-2509"] },
        new("magistral-small-latest", "Small reasoning model.", 131_072, 0.7, _reasoning) { Aliases = ["magistral-small-2509"] },
        new("codestral-latest", "Code model.", 131_072, 0.3, [.. _chat, "completion_fim"]) { Aliases = ["codestral-2508"] },
        new("devstral-medium-latest", "Model for software engineering agents.", 262_144, 0.15, _chat) { Aliases = ["devstral-2512"] },
        new("pixtral-large-2411", "Vision model.", 131_072, 0.7, _vision)
        {
            Deprecation = "2026-12-31T12:00:00Z",
            Replacement = "mistral-large-latest",
        },
        new("voxtral-mini-latest", "Transcription model.", 32_768, 0, ["audio", "audio_transcription"]) { Aliases = ["voxtral-mini-2602"] },
        new("voxtral-mini-tts-latest", "Speech model.", 4_096, null, ["audio_speech"]) { Aliases = ["voxtral-mini-tts-2603"] },
        new("mistral-ocr-latest", "Document model.", 16_384, 0, ["ocr", "vision"]) { Aliases = ["mistral-ocr-2512"] },
        new("mistral-moderation-latest", "Moderation model.", 131_072, null, ["moderation"]) { Aliases = ["mistral-moderation-2603"] },
        new("mistral-embed", "Text embedding model.", 8_192, null, []) { Aliases = ["mistral-embed-2312"] },
        new("codestral-embed", "Code embedding model.", 8_192, null, []) { Aliases = ["codestral-embed-2505"] },
        new("ft:mistral-small:acme:20260101:abcd1234", "Answers in the voice of the help desk.", 131_072, 0.3, _chat)
        {
            Name = "help-desk",
            Root = "mistral-small-2603",
        },
        new("ft:classifier:ministral-3b:acme:20260102:beef5678", "Sorts tickets.", 32_768, null, ["classification"])
        {
            Name = "ticket-sorter",
            Root = "ministral-3b-2512",
        },
    ];
}
