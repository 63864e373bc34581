using System;
using System.Diagnostics;
using System.Management.Automation.Host;
using System.Text;
using System.Threading;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The console of a conversation: lines in, text out, through the host, so that it works wherever the host does.</summary>
/// <param name="host">The host.</param>
/// <param name="markdown">Shows replies as Markdown; null if they are shown unchanged.</param>
/// <param name="editor">Reads messages with editing keys; null if the host reads them line by line.</param>
internal sealed class ChatScreen(PSHost host, MarkdownLines? markdown, ChatEditor? editor)
{
    private const string Block = "\"\"\"";
    private const char Continuation = '`';

    // Nobody types the next line so soon after the one before: it was pasted with it.
    private static readonly TimeSpan s_pasteInterval = TimeSpan.FromMilliseconds(30);

    private string _typed = string.Empty;

    /// <summary>Keeps what was typed while a reply was written, for the next message.</summary>
    public void Keep(string typed) => _typed += typed;

    /// <summary>Reads a message: a line, or the lines that were pasted together; with a backtick at its end the next one too; between lines of three quotes, all there is.</summary>
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

    /// <summary>Asks for a yes.</summary>
    public bool Confirm(string question) => ReadLine(question + " [y/N] ")?.Trim() is { Length: > 0 } said && char.ToUpperInvariant(said[0]) == 'Y';

    /// <summary>Writes a piece of text as it comes, free of what steers a console. The two parts of a line end may come in two pieces.</summary>
    public void Write(string text) => host.UI.Write(DisplayText.Clean(text.Replace("\r", string.Empty)));

    /// <summary>Writes a piece of a reply: as it comes, or as Markdown once its line is complete.</summary>
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

    // The rest of what was pasted, which the host would give as lines of their own. It is shown here, since nobody else does.
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
            // A host without keys gives each line by itself.
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
