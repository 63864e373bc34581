using System;
using System.Globalization;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>Reads a price in the same way in every culture.</summary>
internal static class PriceNumber
{
    /// <summary>Reads a price; null if it is empty.</summary>
    /// <param name="value">A number or its text.</param>
    /// <param name="fail">Creates the exception from a reason, such as <c>is negative.</c></param>
    public static decimal? Read(object? value, Func<string, Exception> fail)
    {
        switch (PSValue.Unwrap(value))
        {
            case null:
                return null;
            case string text when string.IsNullOrWhiteSpace(text):
                return null;
            case string text:
                return decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal parsed)
                    ? Check(parsed, fail)
                    : throw fail(text.Split(',').Length > 1 ? $"is '{text}'. Write numbers with a point, such as 0.4, and without separators of thousands." : $"is '{text}', which isn't a number.");
            case IConvertible number and not (bool or char or DateTime):
                try
                {
                    return Check(number.ToDecimal(CultureInfo.InvariantCulture), fail);
                }
                catch (OverflowException)
                {
                    throw fail("isn't a finite number.");
                }

            default:
                throw fail("isn't a number.");
        }
    }

    private static decimal Check(decimal price, Func<string, Exception> fail) =>
        ModelPrice.IsAllowed(price) ? price : throw fail(price < 0 ? "is negative." : "is too high.");
}
