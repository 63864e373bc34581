using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Turns a chat request into choices: tool calls, structured output or text, within the request's limits.</summary>
internal static class ChatEngine
{
    private const string IdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int IdLength = 9;

    public static IReadOnlyList<ChatChoice> Answer(ChatRequest request, bool thinks) =>
        [.. Enumerable.Range(0, request.Choices).Select(choice => Answer(request, thinks, choice))];

    /// <summary>Creates an id in the form that the API requires: nine letters or digits.</summary>
    public static string ToolCallId(string from)
    {
        var hash = Fnv.Hash(from);
        var id = new char[IdLength];
        for (var i = 0; i < IdLength; i++)
        {
            id[i] = IdLetters[(int)(hash % (ulong)IdLetters.Length)];
            hash /= (ulong)IdLetters.Length;
        }

        return new string(id);
    }

    /// <summary>Truncates a text at a stop sequence or at the token limit.</summary>
    public static (string Text, string FinishReason) Limit(string text, ChatRequest request)
    {
        foreach (var stop in request.Stops.Where(stop => stop.Length > 0))
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            text = at < 0 ? text : text[..at];
        }

        if (request.MaxTokens is not { } most || TextWords.Tokens(text) <= most)
        {
            return (text, "stop");
        }

        return (string.Concat(TextWords.Pieces(text).Take(TextWords.WordsWithin(most))), "length");
    }

    private static ChatChoice Answer(ChatRequest request, bool thinks, int choice)
    {
        if (ToolToCall(request) is { } tool)
        {
            return Call(tool, request, choice);
        }

        var answer = Answerer.Answer(request, choice);
        if (request.Messages[^1] is { Role: "assistant", Prefix: true } start)
        {
            answer = start.Text + answer;
        }

        answer = request.Format switch
        {
            "json_object" => new JsonObject { ["answer"] = answer }.ToJsonString(EmulatorJson.Wire),
            "json_schema" => new SchemaFiller(request.Schema, request.LastUserText, answer).Fill()?.ToJsonString(EmulatorJson.Wire) ?? "null",
            _ => answer,
        };
        var (text, finish) = Limit(answer, request);
        return ChatChoice.Of(thinks ? Chunks(Answerer.Thought(request), text) : text, finish);
    }

    private static JsonArray Chunks(string thought, string text) => new(
        new JsonObject
        {
            ["type"] = "thinking",
            ["thinking"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = thought }),
            ["closed"] = true,
        },
        new JsonObject { ["type"] = "text", ["text"] = text });

    private static ChatTool? ToolToCall(ChatRequest request)
    {
        // A tool result is answered with text. Another tool call would make the loop endless.
        if (request.Tools.Count == 0 || request.ToolChoice == "none" || request.Messages[^1].Role == "tool")
        {
            return null;
        }

        if (request.ForcedTool is { } name)
        {
            return request.Tools.FirstOrDefault(tool => tool.Name == name);
        }

        var asked = TextWords.Subjects(request.LastUserText).Select(TextWords.Stem).ToHashSet(StringComparer.Ordinal);
        var best = request.Tools.MaxBy(tool => Shared(tool, asked));
        return request.ToolChoice is "any" or "required" || Shared(best!, asked) > 0 ? best : null;
    }

    /// <summary>Counts the words that a question shares with the name and the description of a tool. The name has more weight.</summary>
    private static int Shared(ChatTool tool, HashSet<string> asked)
    {
        var name = string.Concat(tool.Name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? " " + letter : letter is '_' or '-' ? " " : letter.ToString()));
        return (2 * TextWords.Subjects(name).Select(TextWords.Stem).Count(asked.Contains))
            + TextWords.Subjects(tool.Description).Select(TextWords.Stem).Count(asked.Contains);
    }

    private static ChatChoice Call(ChatTool tool, ChatRequest request, int choice)
    {
        var arguments = tool.Parameters.ValueKind == JsonValueKind.Object
            ? new SchemaFiller(tool.Parameters, request.LastUserText, request.LastUserText).Fill() ?? new JsonObject()
            : new JsonObject();
        var call = new JsonObject
        {
            ["id"] = ToolCallId($"{tool.Name}/{request.Messages.Count}/{choice}"),
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = arguments.ToJsonString(EmulatorJson.Wire) },
            ["index"] = 0,
        };
        return new ChatChoice(
            new JsonObject { ["role"] = "assistant", ["tool_calls"] = new JsonArray(call), ["content"] = "" },
            "tool_calls");
    }
}
