using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.AspNetCore.Http;

namespace Mistral.Emulator;

/// <summary>Files at signed addresses. Like the storage of a cloud, it refuses a request with a key.</summary>
internal sealed class SignedStore
{
    /// <summary>The beginning of each path.</summary>
    public const string Root = "/storage/";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _contents = [];

    /// <summary>Adds a file and returns its path with the signature.</summary>
    public string Add(string name, byte[] content)
    {
        var path = Root + name + "?signature=" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        lock (_lock)
        {
            _contents[path] = content;
        }

        return path;
    }

    public Reply Answer(IHeaderDictionary headers, RequestTarget target)
    {
        if (headers.ContainsKey("Authorization") || headers.ContainsKey("x-api-key"))
        {
            return ErrorReply.Live(400, "invalid_request_error", "1400", "Only one authentication mechanism is allowed");
        }

        lock (_lock)
        {
            return _contents.TryGetValue(target.Path + "?" + target.Query.TrimStart('?'), out var content)
                ? new Reply { ContentType = "application/jsonl", Body = content }
                : ErrorReply.Live(403, "invalid_request_error", "1403", "The signature is not valid");
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _contents.Clear();
        }
    }
}
