using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.Emulator;

internal sealed class Router(IEnumerable<Route> routes)
{
    private readonly Route[] _routes = [.. routes];

    public Route? Find(string method, string[] path)
    {
        return _routes
            .Where(route => string.Equals(route.Method, method, StringComparison.Ordinal))
            .Select(route => (route, score: PathTemplate.Score(route.Segments, path)))
            .Where(found => found.score >= 0)
            .OrderByDescending(found => found.score)
            .Select(found => found.route)
            .FirstOrDefault();
    }
}
