using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The commands of Enter-MistralChat: lines that begin with a slash.</summary>
/// <param name="screen">The console.</param>
/// <param name="session">The conversation.</param>
/// <param name="tools">The tools of the model.</param>
internal sealed class ChatOrders(ChatScreen screen, ChatSession session, IReadOnlyList<Tool> tools)
{
    private const string Commands = "/model [name]  /system [text or -]  /retry  /undo  /clear  /save <path>  /load <path>  /tools  /usage  /help  /exit; // begins a message with a slash";

    /// <summary>Gets the names of the models; empty if the server has no list.</summary>
    public required Func<IReadOnlyList<string>> GetModels { get; init; }

    /// <summary>Converts a PowerShell path to a path of the file system.</summary>
    public required Func<string, string> GetPath { get; init; }

    /// <summary>Accesses a file, and reports a failure as an error.</summary>
    public required Action<Action, string, ErrorCategory> Try { get; init; }

    /// <summary>Sends a question to the model.</summary>
    public required Action<string> Ask { get; init; }

    /// <summary>Runs a command.</summary>
    /// <returns>False if the command ends the chat.</returns>
    public bool Run(string line)
    {
        string[] parts = line.Split([' '], 2);
        string argument = parts.Length > 1 ? parts[1].Trim() : string.Empty;
        switch (parts[0].ToLowerInvariant())
        {
            case "/exit" or "/quit":
                return false;
            case "/model":
                SelectModel(argument);
                break;
            case "/retry":
                Retry();
                break;
            case "/undo":
                screen.WriteLine(session.Undo() ? $"The last question is forgotten. {Count.Of(session.Messages.Count, "message")} left." : "This chat has no question to forget.");
                break;
            case "/system":
                session.System = argument == "-" ? null : argument.Length > 0 ? argument : session.System;
                screen.WriteLine(session.System ?? "(none)");
                break;
            case "/clear":
                session.Clear();
                break;
            case "/save" or "/load" when argument.Length == 0:
                screen.WriteLine($"{parts[0]} needs a path: {parts[0]} <path>");
                break;
            case "/save":
                Try(() => Save(GetPath(argument)), argument, ErrorCategory.WriteError);
                break;
            case "/load":
                Try(() => Load(GetPath(argument)), argument, ErrorCategory.ReadError);
                break;
            case "/tools":
                screen.WriteLine(tools.Count > 0 ? string.Join(", ", tools.Select(t => t.Name)) : "(none)");
                break;
            case "/usage":
                screen.WriteLine(session.Usage);
                break;
            case "/help":
                screen.WriteLine(Commands);
                break;
            default:
                screen.WriteLine($"'{parts[0]}' is not a command. {Commands}");
                break;
        }

        return true;
    }

    private void Retry()
    {
        if (session.Question is not { } question)
        {
            screen.WriteLine("This chat has no question to ask again.");
            return;
        }

        if (session.IsAnswered)
        {
            _ = session.Undo();
        }

        Ask(question);
    }

    // A wrong name is reported now, not with the next question.
    private void SelectModel(string name)
    {
        IReadOnlyList<string> known = name.Length > 0 ? GetModels() : [];
        if (known.Count > 0 && !known.Contains(name, StringComparer.Ordinal))
        {
            string[] alike = [.. known.Where(m => m.Contains(name) || name.Contains(m)).Take(5)];
            screen.WriteLine($"No model '{name}' was found; it is still {session.Model}.{(alike.Length > 0 ? $" There is {string.Join(", ", alike)}." : " Get-MistralModel lists them.")}");
            return;
        }

        session.Model = name.Length > 0 ? name : session.Model;
        screen.WriteLine(session.Model);
    }

    private void Save(string path)
    {
        if (File.Exists(path) && !screen.Confirm($"'{path}' exists. Overwrite it?"))
        {
            screen.WriteLine("The conversation was not saved.");
            return;
        }

        HistoryFile.Write(path, session.GetAll());
        screen.WriteLine($"Saved {Count.Of(session.GetAll().Length, "message")} to {path}");
    }

    private void Load(string path)
    {
        session.Load(HistoryFile.Read(path));
        screen.WriteLine($"Loaded {Count.Of(session.GetAll().Length, "message")} from {path}");
    }
}
