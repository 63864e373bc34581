using System.Globalization;
using Mistral.PowerShell.Features.Batch;
using Xunit;

namespace Mistral.PowerShell.UnitTests.Batch;

public sealed class BatchRowIdsTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("2147483648", null)]
    [InlineData("01", null)]
    [InlineData("+1", null)]
    [InlineData("-1", null)]
    [InlineData(" 1", null)]
    [InlineData("1 ", null)]
    [InlineData("", null)]
    [InlineData("a", null)]
    public void FindNumber_reads_only_the_form_in_which_rows_are_numbered(string id, int? expected)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
            Assert.Equal(expected, BatchRowIds.FindNumber(id));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Find_keeps_a_number_apart_from_the_same_number_in_another_form()
    {
        BatchRowIds ids = new();
        ids.Add("1", 1);
        ids.Add("3", 2);
        ids.Add("03", 3);
        Assert.Equal(1, ids.Find("1"));
        Assert.Equal(2, ids.Find("3"));
        Assert.Equal(3, ids.Find("03"));
        Assert.Null(ids.Find("2"));
        Assert.Null(ids.Find("+1"));
    }
}
