using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;

namespace Mistral.Client.Tests;

/// <summary>A request as it came over the wire.</summary>
internal sealed class RawRequest(int connection, string head, byte[] body)
{
    private readonly string[] _lines = head.Split(["\r\n"], StringSplitOptions.None);

    /// <summary>The number of the connection, counted from 1.</summary>
    public int Connection { get; } = connection;

    public string Line => _lines[0];

    public string Method => Line.Split(' ')[0];

    /// <summary>Path and query.</summary>
    public string Target => Line.Split(' ')[1];

    /// <summary>Everything before the body.</summary>
    public string Head { get; } = head;

    public byte[] Body { get; } = body;

    public string BodyText => Encoding.UTF8.GetString(Body);

    public long ArrivedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>Gets all values of a header in order.</summary>
    public IReadOnlyList<string> Headers(string name) =>
    [
        .. _lines.Skip(1)
            .Select(line => line.Split([':'], 2))
            .Where(pair => pair.Length == 2 && string.Equals(pair[0], name, StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair[1].Trim()),
    ];

    /// <summary>Gets the value of a header that occurs once, or null without the header.</summary>
    public string? Header(string name) => Headers(name).SingleOrDefault();

    /// <summary>Excludes the headers, because a failing test must not print the key.</summary>
    public override string ToString() => Line;

    public static TimeSpan Between(RawRequest first, RawRequest second) =>
        TimeSpan.FromSeconds((double)(second.ArrivedAt - first.ArrivedAt) / Stopwatch.Frequency);
}
