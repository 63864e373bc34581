using System.Management.Automation;

namespace Mistral.PowerShell.Operations;

/// <summary>Applies <c>-First</c> and <c>-Skip</c> to items, if a cmdlet has these parameters.</summary>
internal sealed class Selection(PagingParameters? paging, bool skipsHere)
{
    private ulong _skip = skipsHere ? paging?.Skip ?? 0 : 0;
    private ulong _left = paging?.First ?? ulong.MaxValue;

    public bool IsFull => _left == 0;

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
