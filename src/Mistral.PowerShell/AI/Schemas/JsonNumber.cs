using System;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Reads JSON numbers with all of their digits.</summary>
internal static class JsonNumber
{
    /// <summary>Whether a number is in the range of Double.</summary>
    public static bool IsInRange(JsonElement number) => number.TryGetDouble(out double value) && !double.IsInfinity(value);

    /// <summary>Whether a number has no fraction, in any notation. False if it is out of range.</summary>
    public static bool IsWhole(JsonElement number) =>
        !IsInRange(number)
        || (number.GetDouble() is var value && Math.Floor(value) == value && (!number.TryGetDecimal(out decimal exact) || decimal.Truncate(exact) == exact));

    /// <summary>Whether Double, or Single, can store all digits of a number.</summary>
    public static bool IsExact(JsonElement number, bool isSingle)
    {
        if (!IsInRange(number) || (isSingle && float.IsInfinity((float)number.GetDouble())))
        {
            return false;
        }

        string shortest = isSingle
            ? ((float)number.GetDouble()).ToString("R", CultureInfo.InvariantCulture)
            : number.GetDouble().ToString("R", CultureInfo.InvariantCulture);
        return GetDigits(number.GetRawText()) == GetDigits(shortest);
    }

    // Returns the significant digits, and the power of ten of the first one.
    private static (string Digits, long Power) GetDigits(string text)
    {
        string[] parts = text.TrimStart('-').Split('e', 'E');
        string[] sides = parts[0].Split('.');
        string all = string.Concat(sides);
        string significant = all.TrimStart('0');
        long exponent = parts.Length > 1 && long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long given) ? given : 0;
        return significant.Length == 0 ? (string.Empty, 0) : (significant.TrimEnd('0'), exponent + sides[0].Length - (all.Length - significant.Length));
    }

    /// <summary>Compares two numbers that are in range.</summary>
    public static int Compare(JsonElement left, JsonElement right)
    {
        // Only numbers that are equal as Double need a comparison of more digits.
        int order = left.GetDouble().CompareTo(right.GetDouble());
        return order == 0 && left.TryGetDecimal(out decimal exactLeft) && right.TryGetDecimal(out decimal exactRight)
            ? exactLeft.CompareTo(exactRight)
            : order;
    }

    /// <summary>Whether a number is a multiple of another, both in range. Every number counts as a multiple of zero.</summary>
    public static bool IsMultiple(JsonElement number, JsonElement unit)
    {
        if (number.TryGetInt64(out long whole) && unit.TryGetInt64(out long wholeUnit) && wholeUnit > 0)
        {
            return whole % wholeUnit == 0;
        }

        double size = unit.GetDouble();
        double count = number.GetDouble() / size;
        return size == 0 || Math.Abs(count - Math.Round(count)) < 1e-9;
    }

    /// <summary>Reads an integer of any size; null if the number has a fraction or is out of range.</summary>
    public static BigInteger? ReadWhole(JsonElement number) =>
        !IsInRange(number) || !IsWhole(number) ? null
        : number.TryGetDecimal(out decimal exact) ? new BigInteger(exact)
        : BigInteger.TryParse(number.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out BigInteger large) ? large
        : null;
}
