using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;
using System.Threading;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>
/// Reads messages from the keyboard, with the usual keys for editing, a history of this chat, several lines, and pasted text.
/// Ctrl+C clears the message. PSReadLine can't read prose: Enter would not send a message with an apostrophe, which is
/// incomplete as code, and the messages would be in the history file of the shell.
/// </summary>
/// <param name="host">The console, which must understand escape sequences.</param>
/// <param name="stopToken">Signalled when the pipeline is stopped.</param>
internal sealed class ChatEditor(PSHost host, CancellationToken stopToken)
{
    private const string PasteStart = "[200~";
    private const string PasteEnd = "[201~";
    private const string ReportPaste = "\u001b[?2004h";
    private const string DoNotReportPaste = "\u001b[?2004l";

    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    // The rest of an escape sequence follows at once.
    private static readonly TimeSpan s_sequenceTimeout = TimeSpan.FromMilliseconds(30);

    // A large text may come in several parts.
    private static readonly TimeSpan s_pasteTimeout = TimeSpan.FromSeconds(2);

    private readonly EditBuffer _buffer = new();
    private readonly EditView _view = new(host.UI.Write, text => Measure(host, text), () => GetSize(host));
    private readonly List<string> _history = [];
    private string _draft = string.Empty;
    private int _entry;

    // Whether the console has reported a paste. Then lines that come fast were typed.
    private bool _reportsPaste;

    private enum Outcome
    {
        Edited,
        Sent,
        Cleared,
        Ended,
    }

    /// <summary>Adds a message to the history.</summary>
    public void Remember(string message)
    {
        if (_history.Count == 0 || _history[_history.Count - 1] != message)
        {
            _history.Add(message);
        }
    }

    /// <summary>Reads a message.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="typed">What the user has typed before.</param>
    /// <returns>Null if the user ends the chat with Ctrl+D.</returns>
    /// <exception cref="PipelineStoppedException">The pipeline was stopped.</exception>
    public string? Read(string prompt, string typed)
    {
        _buffer.Set(typed);
        (_entry, _draft) = (_history.Count, string.Empty);
        bool wasInput = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        host.UI.Write(ReportPaste);
        try
        {
            while (true)
            {
                _view.Draw(prompt, _buffer);
                Outcome outcome = ApplyKeys();
                if (outcome is Outcome.Sent or Outcome.Ended)
                {
                    _view.End(prompt, _buffer);
                    return outcome is Outcome.Sent ? _buffer.Text.TrimEnd('\n') : null;
                }

                if (outcome is Outcome.Cleared)
                {
                    bool isEmpty = _buffer.Text.Length == 0;
                    _view.End(prompt, _buffer, "^C");
                    if (isEmpty)
                    {
                        host.UI.WriteLine("/exit ends the chat.");
                    }

                    _buffer.Set(string.Empty);
                    _entry = _history.Count;
                }
            }
        }
        finally
        {
            host.UI.Write(DoNotReportPaste);
            Console.TreatControlCAsInput = wasInput;
        }
    }

    // Applies all keys that have come, so that a pasted text is drawn once.
    private Outcome ApplyKeys()
    {
        Outcome outcome;
        do
        {
            outcome = Apply(ReadKey());
        }
        while (outcome is Outcome.Edited && host.UI.RawUI.KeyAvailable);

        return outcome;
    }

    private Outcome Apply(KeyInfo key)
    {
        switch (key.Character)
        {
            case '\u0003':
                return Outcome.Cleared;
            case '\u0004' when _buffer.Text.Length == 0:
                return Outcome.Ended;
            case '\u001b':
                ApplyEscape();
                return Outcome.Edited;
            case '\r' when !Has(key, ControlKeyStates.ShiftPressed) && !IsPastedLine():
                return Outcome.Sent;
            case '\r' or '\n':
                _buffer.Insert("\n");
                return Outcome.Edited;
        }

        if (key.Character >= ' ' && key.Character != '\u007f')
        {
            _buffer.Insert(key.Character.ToString());
        }
        else
        {
            Edit(key);
        }

        return Outcome.Edited;
    }

    private void Edit(KeyInfo key)
    {
        bool isWord = Has(key, ControlKeyStates.LeftCtrlPressed | ControlKeyStates.RightCtrlPressed);
        Action? edit = (key.Character, key.VirtualKeyCode) switch
        {
            ('\u0001', _) or (_, 36) => _buffer.MoveToLineStart,
            ('\u0005', _) or (_, 35) => _buffer.MoveToLineEnd,
            ('\u0004', _) or (_, 46) => _buffer.Delete,
            ('\u000b', _) => _buffer.DeleteToLineEnd,
            ('\u0015', _) => _buffer.DeleteToLineStart,
            ('\u0017', _) => _buffer.DeleteWord,
            ('\b' or '\u007f', _) => _buffer.DeleteBack,
            (_, 37) => isWord ? _buffer.MoveWordLeft : _buffer.MoveLeft,
            (_, 39) => isWord ? _buffer.MoveWordRight : _buffer.MoveRight,
            (_, 38) => MoveUp,
            (_, 40) => MoveDown,
            _ => null,
        };
        edit?.Invoke();
    }

    private void MoveUp()
    {
        if (!_buffer.MoveUp() && _entry > 0)
        {
            _draft = _entry == _history.Count ? _buffer.Text : _draft;
            _buffer.Set(_history[--_entry]);
        }
    }

    private void MoveDown()
    {
        if (!_buffer.MoveDown() && _entry < _history.Count)
        {
            _entry++;
            _buffer.Set(_entry == _history.Count ? _draft : _history[_entry]);
        }
    }

    // The Escape key clears the message. Otherwise it begins a sequence.
    private void ApplyEscape()
    {
        StringBuilder sequence = new();
        while (IsKeyComing(s_sequenceTimeout))
        {
            _ = sequence.Append(ReadKey().Character);
            if (sequence.Length > 1 ? sequence[sequence.Length - 1] is '~' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') : sequence[0] != '[')
            {
                break;
            }
        }

        if (sequence.Length == 0)
        {
            _buffer.Set(string.Empty);
        }
        else if (sequence.ToString() == PasteStart)
        {
            _reportsPaste = true;
            _buffer.Insert(ReadPasted());
        }
    }

    private string ReadPasted()
    {
        StringBuilder text = new();
        while (IsKeyComing(s_pasteTimeout))
        {
            _ = text.Append(ReadKey().Character);
            if (text.Length > PasteEnd.Length && text[text.Length - 1] == '~' && text.ToString(text.Length - PasteEnd.Length, PasteEnd.Length) == PasteEnd && text[text.Length - PasteEnd.Length - 1] == '\u001b')
            {
                text.Length -= PasteEnd.Length + 1;
                break;
            }
        }

        return KeepText(text.ToString().Replace("\r\n", "\n").Replace('\r', '\n'));
    }

    private static string KeepText(string pasted)
    {
        StringBuilder text = new();
        foreach (char c in pasted)
        {
            if (c is '\n' or '\t' || !char.IsControl(c))
            {
                _ = text.Append(c);
            }
        }

        return text.ToString();
    }

    // A console that doesn't report a paste sends its lines faster than anyone types.
    private bool IsPastedLine() => !_reportsPaste && IsKeyComing(s_sequenceTimeout);

    private bool IsKeyComing(TimeSpan limit)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!host.UI.RawUI.KeyAvailable)
        {
            if (watch.Elapsed > limit)
            {
                return false;
            }

            Thread.Sleep(1);
        }

        return true;
    }

    private KeyInfo ReadKey()
    {
        while (!host.UI.RawUI.KeyAvailable)
        {
            if (stopToken.WaitHandle.WaitOne(s_interval))
            {
                throw new PipelineStoppedException();
            }
        }

        return host.UI.RawUI.ReadKey(ReadKeyOptions.AllowCtrlC | ReadKeyOptions.NoEcho | ReadKeyOptions.IncludeKeyDown);
    }

    private static int Measure(PSHost host, string text)
    {
        try
        {
            return host.UI.RawUI.LengthInBufferCells(text);
        }
        catch (Exception e) when (e is HostException or NotImplementedException)
        {
            return text.Length;
        }
    }

    // A console without a size, as in some containers, says 0.
    private static (int Width, int Height) GetSize(PSHost host)
    {
        Size size = host.UI.RawUI.WindowSize;
        return (size.Width > 0 ? size.Width : UsualWidth, size.Height > 1 ? size.Height - 1 : UsualHeight);
    }

    private static bool Has(KeyInfo key, ControlKeyStates states) => (key.ControlKeyState & states) != 0;
}
