using System.Management.Automation;

namespace Mistral.PowerShell.Operations;

/// <summary>Applies <c>-First</c> and <c>-Skip</c> to items, if a cmdlet has these parameters.</summary>
internal sealed class Selection(PagingParameters? paging, bool skipsHere)
{
    private ulong _skip = skipsHere ? paging?.Skip ?? 0 : 0;
    private ulong _left = paging?.First ?? ulong.MaxValue;
    private bool _owesTotal = paging?.IncludeTotalCount ?? false;

    public bool IsFull => _left == 0;

    /// <summary>Creates the object of <c>-IncludeTotalCount</c>, once. Returns null later and without the parameter.</summary>
    /// <param name="total">The total; null if it isn't known.</param>
    public object? TakeTotal(long? total)
    {
        bool owesTotal = _owesTotal;
        _owesTotal = false;
        return owesTotal ? paging!.NewTotalCount((ulong)(total ?? 0), total is null ? 0.0 : 1.0) : null;
    }

    public bool Takes()
    {
        if (_skip > 0)
        {
            _skip--;
            return false;
        }

        if (_left == 0)
        {
            return false;
        }

        _left--;
        return true;
    }
}
