using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Requests;

/// <summary>Completes the paths of the API, segment by segment. A segment such as <c>{model_id}</c> takes any value.</summary>
internal sealed class RequestPathCompleter : IArgumentCompleter
{
    // The operations that no cmdlet states: lines such as "GET /v1/agents".
    private const string Unclaimed = "operations-without-cmdlet.txt";

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"');
        string? method = fakeBoundParameters["Method"] as string;
        return GetOperations()
            .Where(o => method is null || string.Equals(o.Method, method, StringComparison.OrdinalIgnoreCase))
            .Select(o => (o.Method, o.Cmdlet, Path: Fill(o.Path, typed)))
            .Where(o => o.Path is not null)
            .GroupBy(o => o.Path!, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => CompletionText.CreateQuoted(Quote(g.Key, wordToComplete), g.Key, Describe(g.Select(o => (o.Method, o.Cmdlet)))));
    }

    private static IEnumerable<(string Method, string Path, string? Cmdlet)> GetOperations() =>
        typeof(RequestPathCompleter).Assembly.GetTypes()
            .Select(t => (Cmdlet: t.GetCustomAttribute<CmdletAttribute>(), Operations: t.GetCustomAttributes<OperationAttribute>()))
            .Where(t => t.Cmdlet is not null)
            .SelectMany(t => t.Operations.Select(o => (o.Method, o.Path, (string?)$"{t.Cmdlet!.VerbName}-{t.Cmdlet.NounName}")))
            .Concat(ReadUnclaimed());

    private static IEnumerable<(string Method, string Path, string? Cmdlet)> ReadUnclaimed()
    {
        using StreamReader reader = new(typeof(RequestPathCompleter).Assembly.GetManifestResourceStream(Unclaimed)!);
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            if (parts.Length == 2 && parts[0] != "#")
            {
                yield return (parts[0], parts[1], null);
            }
        }
    }

    // The path with the values that were typed for its placeholders; null if it doesn't match.
    private static string? Fill(string path, string typed)
    {
        string[] segments = path.Split('/');
        string[] given = typed.Split('/');
        if (given.Length > segments.Length)
        {
            return null;
        }

        for (int i = 0; i < given.Length; i++)
        {
            bool isLast = i == given.Length - 1;
            if (IsPlaceholder(segments[i]) && given[i].Length > 0 && !IsPlaceholder(given[i]))
            {
                segments[i] = given[i];
            }
            else if (isLast ? !segments[i].StartsWith(given[i], StringComparison.OrdinalIgnoreCase) : segments[i] != given[i])
            {
                return null;
            }
        }

        return string.Join("/", segments);
    }

    private static bool IsPlaceholder(string segment) => segment.Length > 0 && segment[0] == '{';

    // A path without placeholders needs no quotation marks.
    private static string Quote(string path, string typed) =>
        typed.Length > 0 && typed[0] is '\'' or '"' || path.Any(c => !char.IsLetterOrDigit(c) && c is not ('/' or '-' or '_' or '.')) ? CompletionText.Quote(path, typed) : path;

    private static string Describe(IEnumerable<(string Method, string? Cmdlet)> operations) =>
        string.Join("\n", operations.GroupBy(o => o.Method).Select(g => g.Any(o => o.Cmdlet is not null) ? $"{g.Key}: {string.Join(", ", g.Select(o => o.Cmdlet).OfType<string>().Distinct())}" : g.Key));
}
