using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>
/// Holds back the errors of the first rows if these may be errors of all rows, such as a misspelt name of a property, or a file in
/// another format. Rows of different kinds, of which only some are wrong, are reported one by one.
/// </summary>
/// <param name="write">Writes the error of a row.</param>
/// <param name="ids">The ids of such errors.</param>
internal sealed class BatchRowErrors(Action<ErrorRecord> write, params string[] ids)
{
    private const int MaxHeld = 10;

    private readonly List<ErrorRecord> _held = [];
    private bool _isMixed;

    /// <summary>Counts a row that can be used.</summary>
    public void AddUsable() => Release();

    /// <summary>Adds the error of a row.</summary>
    /// <returns>The error that ends the command, if all rows so far had such an error; otherwise null.</returns>
    public ErrorRecord? Add(ErrorRecord problem)
    {
        if (_isMixed || Array.IndexOf(ids, problem.FullyQualifiedErrorId) < 0)
        {
            Release();
            write(problem);
            return null;
        }

        _held.Add(problem);
        return _held.Count == MaxHeld ? Join() : null;
    }

    /// <summary>Reports what is held back at the end of the input.</summary>
    public void Complete()
    {
        if (_held.Count > 0)
        {
            write(_held.Count == 1 ? _held[0] : Join());
        }
    }

    private void Release()
    {
        _isMixed = true;
        _held.ForEach(write);
        _held.Clear();
    }

    private ErrorRecord Join()
    {
        ErrorRecord first = _held[0];
        return new ErrorRecord(first.Exception, first.FullyQualifiedErrorId, first.CategoryInfo.Category, first.TargetObject)
        {
            ErrorDetails = new ErrorDetails($"None of the first {_held.Count} rows can be used. {first.ErrorDetails.Message}") { RecommendedAction = first.ErrorDetails.RecommendedAction },
        };
    }
}
