using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>The rules of -Redact: the names of built-in rules, and a user's own rules.</summary>
internal sealed class RedactionRules
{
    /// <summary>The name that stands for all built-in rules.</summary>
    public const string All = "All";

    // Of two rules that find the same text, the earlier one names it.
    private static readonly RedactionRule[] s_builtIn =
    [
        new PemRule(), new PasswordRule(), new TokenRule(), new IbanRule(), new CreditCardRule(), new EmailRule(),
        new UncPathRule(), new UserNameRule(), new GuidRule(), new MacRule(), new IPv6Rule(), new IPv4Rule(),
    ];

    private readonly RedactionRule[] _rules;

    private RedactionRules(IReadOnlyCollection<RedactionRule> rules)
    {
        _rules = [.. rules, new MarkRule(rules.Select(r => r.MarkName))];
    }

    /// <summary>The names of the built-in rules, sorted.</summary>
    public static string[] Names { get; } = [.. s_builtIn.Select(r => r.Name).OrderBy(n => n, StringComparer.Ordinal)];

    /// <summary>The names of the rules.</summary>
    public IEnumerable<string> RuleNames => _rules.Take(_rules.Length - 1).Select(r => r.Name);

    /// <summary>Reads the value of -Redact.</summary>
    /// <exception cref="RedactionException">A value isn't a rule.</exception>
    public static RedactionRules Read(IEnumerable<object?> values)
    {
        List<RedactionRule> own = [];
        HashSet<RedactionRule> builtIn = [];
        foreach (object? value in values)
        {
            switch (PSValue.Unwrap(value!))
            {
                case string name:
                    builtIn.UnionWith(GetBuiltIn(name));
                    break;
                case IDictionary map:
                    foreach (DictionaryEntry entry in map)
                    {
                        own.Add(ReadOwn(InvariantFormatter.Of(entry.Key), entry.Value, own));
                    }

                    break;
                default:
                    throw RedactionException.InvalidRule(value, $"'{value}' isn't a rule for -Redact.");
            }
        }

        return new RedactionRules([.. own, .. s_builtIn.Where(builtIn.Contains)]);
    }

    /// <summary>Finds all values in a text, sorted and without overlaps.</summary>
    /// <exception cref="RedactionException">A user's expression exceeds the time limit.</exception>
    public List<FoundValue> Find(string text)
    {
        List<FoundValue> found = [];
        foreach (RedactionRule rule in _rules)
        {
            rule.Find(text, found);
        }

        FoundValue.Join(found);
        return found;
    }

    /// <summary>Finds the rule for the value of a property, such as <c>password</c>. Null if the name says nothing.</summary>
    public RedactionRule? FindForName(string name) => Array.Find(_rules, r => r.IsNameOfValue(name));

    private static RedactionRule[] GetBuiltIn(string name) =>
        string.Equals(name, All, StringComparison.OrdinalIgnoreCase) ? s_builtIn
        : Array.Find(s_builtIn, r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase)) is { } rule ? [rule]
        : throw RedactionException.InvalidRule(name, $"'{name}' isn't the name of a built-in rule for -Redact.");

    private static PatternRule ReadOwn(string name, object? value, List<RedactionRule> others)
    {
        if (name.Length is 0 or > RedactionMark.MaxName || !Ascii.IsLetter(name[0]) || !name.All(c => RedactionMark.IsInner(char.ToUpperInvariant(c)) && c < 128))
        {
            throw RedactionException.InvalidRule(name, $"'{name}' can't be the name of a rule. It must have 1 to {RedactionMark.MaxName} letters, digits or underscores, and begin with a letter.");
        }

        if (name.Equals(All, StringComparison.OrdinalIgnoreCase) || name.Equals("Mark", StringComparison.OrdinalIgnoreCase)
            || s_builtIn.Concat(others).Any(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw RedactionException.InvalidRule(name, $"The name '{name}' is used by another rule.");
        }

        object? plain = PSValue.Unwrap(value!);
        object?[] patterns = plain is IList list ? [.. list.Cast<object?>().Select(p => PSValue.Unwrap(p!))] : [plain];
        if (patterns.Length == 0)
        {
            throw RedactionException.InvalidRule(name, $"The rule '{name}' has no pattern.");
        }

        return new PatternRule(name, [.. patterns.Select(p => ReadPattern(name, p))]);
    }

    private static Regex ReadPattern(string name, object? pattern)
    {
        try
        {
            return pattern switch
            {
                string { Length: > 0 } text => PatternRule.Create(text),
                Regex regex => PatternRule.Create(regex.ToString(), regex.Options),
                _ => throw RedactionException.InvalidRule(pattern, $"The pattern of the rule '{name}' must be text or a [regex]."),
            };
        }
        catch (ArgumentException e)
        {
            throw RedactionException.InvalidRule(pattern, $"The pattern '{pattern}' of the rule '{name}' isn't valid: {e.Message}");
        }
    }
}
