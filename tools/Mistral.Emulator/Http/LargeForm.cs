using System;
using System.Buffers;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Mistral.Emulator;

/// <summary>Reads forms that are too large to buffer. Of each part it keeps the length and the hash.</summary>
internal static class LargeForm
{
    private const int MaxKept = 64 << 20;

    /// <summary>The response when no fault defines one: operations can't process a form that is not buffered.</summary>
    public static Reply Refusal => ErrorReply.Live(413, "invalid_request_error", "1413", "The emulator keeps no form of more than 64 MiB: a fault has to answer it.");

    public static bool Is(HttpRequest request) => request.ContentLength > MaxKept && FormReader.FindBoundary(request.ContentType) is not null;

    public static async Task<IReadOnlyList<ReceivedPart>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parts = new List<ReceivedPart>();
        var reader = new MultipartReader(FormReader.FindBoundary(request.ContentType)!, request.Body);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                long length = 0;
                for (int count; (count = await section.Body.ReadAsync(buffer, cancellationToken)) > 0; length += count)
                {
                    hash.AppendData(buffer, 0, count);
                }

                var (name, fileName) = FormReader.GetNames(section);
                parts.Add(new ReceivedPart(name, fileName, length, Convert.ToHexStringLower(hash.GetHashAndReset())));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return parts;
    }
}
