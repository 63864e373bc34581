using System;
using System.IO;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Authentication;

namespace Mistral.Client;

/// <summary>An API key in a file, such as the token of a workload identity. The file is read for each request, because another program replaces it.</summary>
public sealed class FileKeySource : ApiKeySource
{
    // Tokens with many claims have a few thousand characters. A longer file isn't a key.
    private const int MaxLength = 64 * 1024;

    private readonly string _description;
    private SecureString? _lastKey;

    /// <param name="path">The full path of the file.</param>
    /// <param name="variable">The environment variable that contains the path; null if the caller specified it.</param>
    public FileKeySource(string path, string? variable = null)
    {
        Path = path;
        _description = variable is null ? $"file '{path}'" : $"file '{path}' (environment variable {variable})";
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override string Description => _description;

    /// <inheritdoc/>
    public override SecureString? LastKey => Volatile.Read(ref _lastKey);

    /// <inheritdoc/>
    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) => new(ReadAsync(cancellationToken));

    // A pipe, or a file on a lost network drive, may block. The caller can still be cancelled.
    private async Task<SecureString?> ReadAsync(CancellationToken cancellationToken)
    {
        Task<SecureString> read = Task.Run(Read, CancellationToken.None);
        TaskCompletionSource<bool> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetResult(true)))
        {
            _ = await Task.WhenAny(read, cancelled.Task).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        SecureString key = await read.ConfigureAwait(false);
        Volatile.Write(ref _lastKey, key);
        return key;
    }

    private SecureString Read()
    {
        string text;
        try
        {
            // The program that replaces the file must not be blocked.
            using FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(file);
            char[] start = new char[MaxLength + 1];
            int length = reader.ReadBlock(start, 0, start.Length);
            text = length <= MaxLength ? new string(start, 0, length).Trim() : throw MistralApiException.NoApiKey($"The key file '{Path}' is too long for an API key. The limit is {MaxLength} characters.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw MistralApiException.NoApiKey($"The key file '{Path}' was not found.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw MistralApiException.NoApiKey($"The key file '{Path}' can't be read: {e.Message}");
        }

        return text.Length > 0 ? SecureStringConverter.FromText(text) : throw MistralApiException.NoApiKey($"The key file '{Path}' is empty.");
    }
}
