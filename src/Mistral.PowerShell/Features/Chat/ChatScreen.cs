using System;
using System.Diagnostics;
using System.Management.Automation.Host;
using System.Text;
using System.Threading;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Reads the lines of a chat from the host, and writes its text to the host.</summary>
/// <param name="host">The host.</param>
/// <param name="markdown">Shows replies as Markdown; null if they are shown unchanged.</param>
/// <param name="editor">Reads messages with editing keys; null if the host reads them line by line.</param>
internal sealed class ChatScreen(PSHost host, MarkdownLines? markdown, ChatEditor? editor)
{
    private const string Block = "\"\"\"";
    private const char Continuation = '`';

    // A line that comes sooner after the previous one was pasted, not typed.
    private static readonly TimeSpan s_pasteInterval = TimeSpan.FromMilliseconds(30);

    private string _typed = string.Empty;

    /// <summary>Keeps text that was typed during a reply for the next message.</summary>
    public void Keep(string typed) => _typed += typed;

    /// <summary>Reads a message: a line, lines that were pasted at once, lines joined by backticks, or all lines between two lines of three quotation marks.</summary>
    /// <returns>Null at the end of the input.</returns>
    public string? Read()
    {
        string? message = ReadMessage();
        if (!string.IsNullOrWhiteSpace(message))
        {
            editor?.Remember(message!);
        }

        return message;
    }

    private string? ReadMessage()
    {
        if (ReadLine("> ") is not { } line)
        {
            return null;
        }

        if (line.Trim() == Block)
        {
            string block = string.Empty;
            while (ReadLine(string.Empty) is { } inner && inner.Trim() != Block)
            {
                block += block.Length > 0 ? "\n" + inner : inner;
            }

            return block;
        }

        string text = string.Empty;
        while (line.Length > 0 && line[line.Length - 1] == Continuation)
        {
            text += line.Remove(line.Length - 1) + '\n';
            line = ReadLine("  ") ?? string.Empty;
        }

        string pasted = ReadPasted();
        return pasted.Length == 0 ? text + line
            : pasted[pasted.Length - 1] == '\n' ? $"{text}{line}\n{pasted.TrimEnd('\n')}"
            : $"{text}{line}\n{pasted}{host.UI.ReadLine()}";
    }

    /// <summary>Asks a question.</summary>
    /// <returns>Whether the user typed yes.</returns>
    public bool Confirm(string question) => ReadLine(question + " [y/N] ")?.Trim() is { Length: > 0 } said && char.ToUpperInvariant(said[0]) == 'Y';

    /// <summary>Writes a piece of text without control characters. A line end may be split between two pieces.</summary>
    public void Write(string text) => host.UI.Write(DisplayText.Clean(text.Replace("\r", string.Empty)));

    /// <summary>Writes a piece of a reply: unchanged at once, or as Markdown when its line is complete.</summary>
    public void WriteReply(string text)
    {
        if (markdown is null)
        {
            Write(text);
        }
        else
        {
            host.UI.Write(markdown.Add(DisplayText.Clean(text.Replace("\r", string.Empty))));
        }
    }

    /// <summary>Ends a reply.</summary>
    public void EndReply(string text = "")
    {
        host.UI.Write(markdown?.End() ?? string.Empty);
        WriteLine(text);
    }

    public void WriteLine(string text = "")
    {
        Write(text);
        host.UI.WriteLine();
    }

    private string? ReadLine(string prompt)
    {
        int end = _typed.IndexOf('\n');
        string before = end < 0 ? _typed : _typed.Substring(0, end);
        _typed = end < 0 ? string.Empty : _typed.Substring(end + 1);
        if (editor is not null && end < 0)
        {
            return editor.Read(prompt, before);
        }

        host.UI.Write(prompt);
        Write(before);
        if (end >= 0)
        {
            host.UI.WriteLine();
            return before;
        }

        return host.UI.ReadLine() is { } line ? before + line : null;
    }

    // The host would return the other pasted lines as separate messages. They are read and shown here.
    private string ReadPasted()
    {
        StringBuilder pasted = new();
        try
        {
            while (editor is null && HostInteractivity.IsAttended && IsKeyComing(host.UI.RawUI))
            {
                char key = host.UI.RawUI.ReadKey(ReadKeyOptions.AllowCtrlC | ReadKeyOptions.NoEcho | ReadKeyOptions.IncludeKeyDown).Character;
                key = key == '\r' ? '\n' : key;
                if (key is '\n' or '\t' or >= ' ')
                {
                    _ = pasted.Append(key);
                    Write(key.ToString());
                }
            }
        }
        catch (Exception e) when (e is HostException or NotImplementedException or InvalidOperationException)
        {
            // A host that reads no keys returns each line separately.
        }

        return pasted.ToString();
    }

    private static bool IsKeyComing(PSHostRawUserInterface console)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!console.KeyAvailable)
        {
            if (watch.Elapsed > s_pasteInterval)
            {
                return false;
            }

            Thread.Sleep(1);
        }

        return true;
    }
}
