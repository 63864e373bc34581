namespace Mistral.Client.Chat;

/// <summary>Finds the end of a JSON object that comes in pieces. Each piece is read once.</summary>
internal sealed class JsonObjectExtent
{
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;
    private bool _hasEnded;
    private bool _isOther;

    /// <summary>Whether the text so far is exactly one object, judged by its brackets.</summary>
    public bool IsComplete => _hasEnded && !_isOther;

    /// <summary>Adds the next piece.</summary>
    public void Add(string piece)
    {
        foreach (char c in piece)
        {
            if (_isOther)
            {
                return;
            }

            Add(c);
        }
    }

    private void Add(char c)
    {
        if (_isInString)
        {
            _isInString = _isEscaped || c != '"';
            _isEscaped = !_isEscaped && c == '\\';
        }
        else if (_depth == 0)
        {
            _isOther = !char.IsWhiteSpace(c) && (_hasEnded || c != '{');
            _depth = c == '{' ? 1 : 0;
        }
        else
        {
            _isInString = c == '"';
            _depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            _hasEnded = _depth == 0;
        }
    }
}
