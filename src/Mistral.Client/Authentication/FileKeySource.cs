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
    // Tokens with many claims have a few kilobytes. A longer file isn't a key.
    private const int MaxSize = 64 * 1024;

    private readonly string _description;

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
    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken)
    {
        string text;
        try
        {
            // The program that replaces the file must not be blocked.
            using FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxSize)
            {
                throw MistralApiException.NoApiKey($"The key file '{Path}' is too long for an API key: {file.Length} bytes, and the limit is {MaxSize}.");
            }

            using StreamReader reader = new(file);
            text = reader.ReadToEnd().Trim();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw MistralApiException.NoApiKey($"The key file '{Path}' was not found.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw MistralApiException.NoApiKey($"The key file '{Path}' can't be read: {e.Message}");
        }

        return text.Length == 0
            ? throw MistralApiException.NoApiKey($"The key file '{Path}' is empty.")
            : new(SecureStringConverter.FromText(text));
    }
}
