using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The state of a conversation in the console: the model, the messages, and the tokens used.</summary>
internal sealed class ChatSession
{
    private readonly Stack<IReadOnlyList<ChatMessage>> _earlier = [];
    private long _requests;
    private long _tokens;

    /// <summary>The name of the model.</summary>
    public required string Model { get; set; }

    /// <summary>The system message; null without one.</summary>
    public string? System { get; set; }

    /// <summary>The messages, without the system message.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; private set; } = [];

    /// <summary>The last question, or null.</summary>
    public string? Question { get; private set; }

    /// <summary>Whether the last question was answered.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The tokens used, as text.</summary>
    public string Usage => $"{Core.Text.Count.Of(_requests, "request")}, {Core.Text.Count.Of(_tokens, "token")}";

    /// <summary>Continues another conversation.</summary>
    public void Load(IReadOnlyList<ChatMessage> messages)
    {
        Forget();
        Take(messages);
    }

    private void Take(IReadOnlyList<ChatMessage> messages)
    {
        string[] system = [.. messages.Where(m => m.Role == "system").Select(m => m.ToString())];
        System = system.Length > 0 ? string.Join("\n\n", system) : System;
        Messages = [.. messages.Where(m => m.Role != "system")];
    }

    /// <summary>Adds the answer to the last question.</summary>
    public void Add(IReadOnlyList<ChatMessage> asked, ChatChoice choice)
    {
        _earlier.Push(Messages);
        IsAnswered = true;
        Take([.. asked, .. choice.GetMessages()]);
    }

    /// <summary>Removes the last question and its answer.</summary>
    /// <returns>False if the chat has no question.</returns>
    public bool Undo()
    {
        if (_earlier.Count == 0)
        {
            return false;
        }

        Messages = _earlier.Pop();
        IsAnswered = false;
        Question = null;
        return true;
    }

    /// <summary>Counts a request.</summary>
    public void Count(TokenUsage? usage)
    {
        _requests++;
        _tokens += usage?.TotalTokens ?? 0;
    }

    public void Clear()
    {
        Messages = [];
        Forget();
    }

    /// <summary>Creates the messages of the next request.</summary>
    public ChatMessage[] Ask(string question)
    {
        (Question, IsAnswered) = (question, false);
        return new ChatConversation { System = System, History = Messages, Question = question }.GetMessages();
    }

    private void Forget()
    {
        _earlier.Clear();
        (Question, IsAnswered) = (null, false);
    }

    /// <summary>The whole conversation, for a file.</summary>
    public ChatMessage[] GetAll() => System is null ? [.. Messages] : [ChatMessage.System(System), .. Messages];
}
