using System;
using System.Diagnostics;
using System.Management.Automation.Host;
using System.Threading;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The console of a conversation: lines in, text out, through the host, so that it works wherever the host does.</summary>
/// <param name="host">The host.</param>
/// <param name="markdown">Shows replies as Markdown; null where they are shown as they are.</param>
internal sealed class ChatScreen(PSHost host, MarkdownLines? markdown)
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
        while (true)
        {
            bool isContinued = line.Length > 0 && line[line.Length - 1] == Continuation;
            if (!isContinued && !IsMorePasted())
            {
                return text + line;
            }

            text += (isContinued ? line.Remove(line.Length - 1) : line) + '\n';
            line = ReadLine(isContinued ? "  " : string.Empty) ?? string.Empty;
        }
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
        host.UI.Write(prompt);
        int end = _typed.IndexOf('\n');
        string before = end < 0 ? _typed : _typed.Substring(0, end);
        _typed = end < 0 ? string.Empty : _typed.Substring(end + 1);
        Write(before);
        if (end >= 0)
        {
            host.UI.WriteLine();
            return before;
        }

        return host.UI.ReadLine() is { } line ? before + line : null;
    }

    private bool IsMorePasted()
    {
        if (!HostInteractivity.IsAttended)
        {
            return false;
        }

        try
        {
            Stopwatch watch = Stopwatch.StartNew();
            while (!host.UI.RawUI.KeyAvailable)
            {
                if (watch.Elapsed > s_pasteInterval)
                {
                    return false;
                }

                Thread.Sleep(1);
            }

            return true;
        }
        catch (Exception e) when (e is HostException or NotImplementedException or InvalidOperationException)
        {
            return false;
        }
    }
}
