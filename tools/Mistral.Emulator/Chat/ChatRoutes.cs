using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.Emulator;

internal sealed class ChatRoutes(ModelCatalogue models, ReplyScript script, CompletionWriter writer)
{
    private const string AgentModel = "mistral-medium-latest";

    public IEnumerable<Route> All =>
    [
        new("POST", "/v1/chat/completions", call => Chat(new ChatRequest(call.Body))),
        new("POST", "/v1/agents/completions", call => Agent(new ChatRequest(call.Body))),
        new("POST", "/v1/fim/completions", call => Fill(new ChatRequest(call.Body))),
    ];

    private Reply Chat(ChatRequest request) =>
        Model(request.Model, "completion_chat") is { } card ? Complete(request, card) : UnknownModel(request.Model);

    private Reply Agent(ChatRequest request) => request.AgentId.StartsWith("ag", StringComparison.Ordinal)
        ? Complete(request, models.Find(AgentModel)!)
        : ErrorReply.Live(404, "invalid_request_error", "1404", "Agent not found: " + request.AgentId);

    private Reply Fill(ChatRequest request)
    {
        if (Model(request.Model, "completion_fim") is null)
        {
            return UnknownModel(request.Model);
        }

        var (text, finish) = ChatEngine.Limit(CodeCompleter.Complete(request.Prompt, request.Suffix), request);
        return writer.Write(request.Model, [ChatChoice.Of(text, finish)], request.Prompt + " " + request.Suffix, request);
    }

    private Reply Complete(ChatRequest request, ModelCard card)
    {
        if (OrderProblem(request.Messages) is { } problem)
        {
            return ErrorReply.Live(400, "invalid_request_message_order", "3230", problem);
        }

        var thinks = card.Can("reasoning") && (card.Id.Contains("magistral", StringComparison.Ordinal) || request.WantsReasoning);
        var choices = script.Next() is { } scripted ? [scripted] : ChatEngine.Answer(request, thinks);
        var prompt = string.Join(' ', request.Messages.Select(message => message.Text));
        var reply = writer.Write(request.Model.Length > 0 ? request.Model : card.Id, choices, prompt, request);
        if (card.Deprecation is not null)
        {
            reply.Headers["x-model-deprecation-timestamp"] = card.Deprecation;
        }

        return reply;
    }

    private ModelCard? Model(string name, string capability) =>
        models.Find(name) is { Archived: false } card && card.Can(capability) ? card : null;

    private static Reply UnknownModel(string name) => ErrorReply.Live(400, "invalid_model", "1500", "Invalid model: " + name);

    private static string? OrderProblem(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.Count == 0 || messages[^1] is { Role: "system" } or { Role: "assistant", Prefix: false })
        {
            var last = messages.Count == 0 ? "nothing" : messages[^1].Role;
            return $"Expected last role User or Tool (or Assistant with prefix True) for serving but got {last}";
        }

        for (var i = 0; i < messages.Count; i++)
        {
            var results = messages.Skip(i + 1).TakeWhile(message => message.Role == "tool").Count();
            if (messages[i].Role == "assistant" && messages[i].ToolCalls != results)
            {
                return "Not the same number of function calls and responses";
            }
        }

        return null;
    }
}
