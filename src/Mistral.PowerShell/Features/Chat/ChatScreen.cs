using System.Management.Automation.Host;
using Mistral.Client.Errors;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The console of a conversation: lines in, text out, through the host, so that it works wherever the host does.</summary>
internal sealed class ChatScreen(PSHost host)
{
    private const string Block = "\"\"\"";
    private const char Continuation = '`';

    /// <summary>Reads a message: a line; with a backtick at its end the next one too; between lines of three quotes, all there is.</summary>
    /// <returns>Null at the end of the input.</returns>
    public string? Read()
    {
        host.UI.Write("> ");
        if (host.UI.ReadLine() is not { } line)
        {
            return null;
        }

        if (line.Trim() == Block)
        {
            string block = string.Empty;
            while (host.UI.ReadLine() is { } inner && inner.Trim() != Block)
            {
                block += block.Length > 0 ? "\n" + inner : inner;
            }

            return block;
        }

        string text = string.Empty;
        while (line.Length > 0 && line[line.Length - 1] == Continuation)
        {
            text += line.Remove(line.Length - 1) + '\n';
            host.UI.Write("  ");
            line = host.UI.ReadLine() ?? string.Empty;
        }

        return text + line;
    }

    /// <summary>Writes a piece of text as it comes, free of what steers a console. The two parts of a line end may come in two pieces.</summary>
    public void Write(string text) => host.UI.Write(DisplayText.Clean(text.Replace("\r", string.Empty)));

    public void WriteLine(string text = "")
    {
        Write(text);
        host.UI.WriteLine();
    }
}
