using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Collects the inputs of a pipeline as one text: lines unchanged, objects as JSON, CSV or a table.</summary>
/// <param name="text">Converts objects to text.</param>
/// <param name="format">The format of objects.</param>
/// <param name="properties">The properties of each object, or null for all.</param>
/// <param name="limit">The maximum length of the text in characters.</param>
internal sealed class InputCollector(InputText text, InputFormat format, IReadOnlyList<string>? properties, int limit)
{
    private readonly List<PSObject> _inputs = [];
    private readonly List<string> _parts = [];
    private long _length;
    private bool _hasObjects;

    /// <summary>The inputs so far.</summary>
    public object[] Inputs => [.. _inputs.Select(i => i.BaseObject is string line ? line : (object)i)];

    /// <summary>Adds an input.</summary>
    /// <exception cref="InputException">The inputs exceed the limit.</exception>
    public void Add(PSObject input)
    {
        string? line = properties is null ? InputText.FindText(input) : null;
        _hasObjects |= line is null;
        _inputs.Add(input);
        if (line is null && format is not InputFormat.Json)
        {
            return;
        }

        // Counted on arrival, so that too much input ends the pipeline early.
        string part = line ?? text.GetJson(InputText.Select(input, properties));
        _parts.Add(part);
        Count(part.Length + 1);
    }

    /// <summary>Writes all inputs.</summary>
    /// <exception cref="InputException">There are no inputs, or they exceed the limit.</exception>
    public string GetText()
    {
        if (_inputs.Count == 0)
        {
            throw InputException.NothingCollected();
        }

        if (!_hasObjects)
        {
            return string.Join("\n", _parts);
        }

        string whole = format is InputFormat.Json
            ? $"[{string.Join(",\n", _inputs.Zip(_parts, (input, part) => properties is null && InputText.FindText(input) is not null ? text.GetJson(part) : part))}]"
            : text.Format(_inputs.Select(i => InputText.Select(i, properties)), format);
        return whole.Length > limit ? throw InputException.TooLong(whole.Length, _inputs.Count, limit) : whole;
    }

    private void Count(int length)
    {
        _length += length;
        if (_length - 1 > limit)
        {
            throw InputException.TooLong(_length - 1, _inputs.Count, limit);
        }
    }
}
