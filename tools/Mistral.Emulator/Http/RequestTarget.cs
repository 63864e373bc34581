using System;

namespace Mistral.Emulator;

/// <summary>The path and query exactly as the client sent them.</summary>
internal readonly record struct RequestTarget(string Path, string Query)
{
    public static RequestTarget Parse(string rawTarget)
    {
        var rest = rawTarget;
        if (!rest.StartsWith('/'))
        {
            // A client that uses the emulator as a proxy sends an absolute URL.
            var host = rest.IndexOf("://", StringComparison.Ordinal);
            var slash = host < 0 ? -1 : rest.IndexOf('/', host + 3);
            rest = slash < 0 ? "/" : rest[slash..];
        }

        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? new RequestTarget(rest, "") : new RequestTarget(rest[..mark], rest[(mark + 1)..]);
    }
}
