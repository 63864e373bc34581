using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Mistral.Emulator;

internal static class Capitals
{
    private static readonly Dictionary<string, string> _byCountry = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Argentina"] = "Buenos Aires",
        ["Australia"] = "Canberra",
        ["Austria"] = "Vienna",
        ["Belgium"] = "Brussels",
        ["Brazil"] = "Brasília",
        ["Canada"] = "Ottawa",
        ["Chile"] = "Santiago",
        ["China"] = "Beijing",
        ["Czechia"] = "Prague",
        ["Denmark"] = "Copenhagen",
        ["Egypt"] = "Cairo",
        ["Finland"] = "Helsinki",
        ["France"] = "Paris",
        ["Germany"] = "Berlin",
        ["Greece"] = "Athens",
        ["Hungary"] = "Budapest",
        ["India"] = "New Delhi",
        ["Ireland"] = "Dublin",
        ["Italy"] = "Rome",
        ["Japan"] = "Tokyo",
        ["Kenya"] = "Nairobi",
        ["Mexico"] = "Mexico City",
        ["Morocco"] = "Rabat",
        ["Netherlands"] = "Amsterdam",
        ["Norway"] = "Oslo",
        ["Peru"] = "Lima",
        ["Poland"] = "Warsaw",
        ["Portugal"] = "Lisbon",
        ["Romania"] = "Bucharest",
        ["South Korea"] = "Seoul",
        ["Spain"] = "Madrid",
        ["Sweden"] = "Stockholm",
        ["Switzerland"] = "Bern",
        ["Turkey"] = "Ankara",
        ["United Kingdom"] = "London",
        ["United States"] = "Washington, D.C.",
    };

    /// <summary>The country a text names last, and its capital.</summary>
    public static (string Country, string Capital)? InText(string text)
    {
        var last = _byCountry.Keys
            .Select(country => (country, at: Position(text, country)))
            .Where(found => found.at >= 0)
            .OrderByDescending(found => found.at)
            .FirstOrDefault();
        return last.country is null ? null : (last.country, _byCountry[last.country]);
    }

    private static int Position(string text, string country)
    {
        var match = Regex.Match(text, $@"\b{country}\b", RegexOptions.IgnoreCase | RegexOptions.RightToLeft);
        return match.Success ? match.Index : -1;
    }
}
