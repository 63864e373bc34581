using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Prompts;

/// <summary>The placeholders such as <c>{{product}}</c> in the text of a prompt. The caller replaces them, not the API.</summary>
internal static class PromptTemplate
{
    private static readonly Regex s_placeholder = new(@"\{\{\s*([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*\}\}", RegexOptions.CultureInvariant);

    /// <summary>Gets the names of the variables: the declared ones, or else those of the placeholders in their order.</summary>
    public static string[] GetVariables(string content, string[]? declared) =>
        declared ?? [.. s_placeholder.Matches(content).Cast<Match>().Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>Adds the variables to the definition in a request.</summary>
    /// <param name="body">The body with the definition.</param>
    /// <param name="content">The text.</param>
    /// <param name="declared">The names; null for those of the placeholders.</param>
    public static Dictionary<string, object?> AddVariables(Dictionary<string, object?> body, string content, string[]? declared)
    {
        string[] names = GetVariables(content, declared);
        if (names.Length > 0 || declared is not null)
        {
            ((Dictionary<string, object?>)body["definition"]!)["variables"] = names.Select(n => new Dictionary<string, object?> { ["name"] = n }).ToArray();
        }

        return body;
    }

    /// <summary>Replaces the placeholders. Values are inserted as they are, and placeholders in them are kept.</summary>
    /// <param name="prompt">The name of the prompt, for errors.</param>
    /// <param name="content">The text.</param>
    /// <param name="declared">The names of its variables; empty if it declares none, so that each placeholder is one.</param>
    /// <param name="values">The values by their names.</param>
    /// <exception cref="MistralApiException">A variable has no value, or a value belongs to no variable.</exception>
    public static string Fill(string prompt, string content, string[] declared, IDictionary? values)
    {
        HashSet<string> names = new(GetVariables(content, declared.Length > 0 ? declared : null), StringComparer.Ordinal);
        Dictionary<string, string> texts = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry value in values ?? new Hashtable())
        {
            texts[InvariantFormatter.Of(value.Key)] = InvariantFormatter.Of(value.Value);
        }

        if (texts.Keys.Where(n => !names.Contains(n, StringComparer.OrdinalIgnoreCase)).OrderBy(n => n, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw MistralApiException.InvalidArgument(names.Count == 0
                ? $"The prompt '{prompt}' has no variables, so -PromptVariable can't set '{unknown}'."
                : $"The prompt '{prompt}' has no variable '{unknown}'. Its variables: {string.Join(", ", names)}.");
        }

        string[] missing = [.. names.Where(n => !texts.ContainsKey(n))];
        return missing.Length > 0
            ? throw MistralApiException.InvalidArgument($"The prompt '{prompt}' needs values for {string.Join(", ", missing)}. Specify them with -PromptVariable @{{ {missing[0]} = '...' }}.")
            : s_placeholder.Replace(content, m => names.Contains(m.Groups[1].Value) ? texts[m.Groups[1].Value] : m.Value);
    }
}
