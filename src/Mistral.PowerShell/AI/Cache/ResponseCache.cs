using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.AI.Cache;

/// <summary>
/// Keeps responses in files of the user. The name of a file is a hash of the request, its content is the response, and its time is
/// when it expires. Processes may share the folder: a file is complete as soon as it has its name.
/// </summary>
internal sealed class ResponseCache
{
    /// <summary>The extension of the files.</summary>
    public const string Extension = ".response";

    /// <summary>The maximum size of a response in bytes. A longer one isn't kept.</summary>
    public const int MaxLength = 16 << 20;

    private const string TemporaryExtension = ".partial";
    private const long MaxTotalLength = 256L << 20;
    private const int MaxFiles = 10_000;

    // The folder is cleaned up with the first file and then with each of these.
    private const int FilesUntilCleanup = 64;

    private static readonly TimeSpan s_longestWrite = TimeSpan.FromHours(1);

    // A file gets its name first and then its time, perhaps in another process.
    private static readonly TimeSpan s_longestCommit = TimeSpan.FromMinutes(1);

    private int _added;

    /// <summary>Finds a response that isn't older than a time.</summary>
    public static CachedResponse? Find(string key, TimeSpan age)
    {
        if (CacheFolder.Find() is not { } folder)
        {
            return null;
        }

        string path = Path.Combine(folder, key + Extension);
        try
        {
            // Another user who could write to the file could answer in place of the server.
            if (!File.Exists(path) || !CacheFolder.IsOwn(path) || !CacheFolder.IsOwn(folder))
            {
                return null;
            }

            DateTimeOffset now = DateTimeOffset.UtcNow;
            if (new FileInfo(path).Length <= MaxLength + 1024 && CachedResponse.Read(File.ReadAllBytes(path)) is { } found)
            {
                // A time in the future is that of another clock.
                return found.Created <= now && now - found.Created < age ? found : null;
            }

            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }

        return null;
    }

    /// <summary>Keeps a response.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be written.</exception>
    public void Add(string key, CachedResponse response, TimeSpan age)
    {
        string folder = CacheFolder.Create();
        string path = Path.Combine(folder, key + Extension);
        byte[] bytes = response.Write();
        using (PartialFile file = new(path, ownerOnly: true))
        {
            file.Write(stream => stream.Write(bytes, 0, bytes.Length));
            file.Commit();
        }

        File.SetLastWriteTimeUtc(path, (response.Created + age).UtcDateTime);
        if (Interlocked.Increment(ref _added) % FilesUntilCleanup == 1)
        {
            CleanUp(folder);
        }
    }

    /// <summary>Gets the files that were added before a time, with those of broken-off writes.</summary>
    /// <param name="before">The time; null for all files.</param>
    public static IReadOnlyList<FileInfo> GetFiles(DateTimeOffset? before)
    {
        if (CacheFolder.Find() is not { } folder || !Directory.Exists(folder))
        {
            return [];
        }

        return [.. new DirectoryInfo(folder).EnumerateFiles()
            .Where(f => f.Extension is Extension or TemporaryExtension)
            .Where(f => before is null || GetCreated(f) < before)];
    }

    private static DateTimeOffset GetCreated(FileInfo file)
    {
        try
        {
            return CachedResponse.Read(File.ReadAllBytes(file.FullName))?.Created ?? DateTimeOffset.MinValue;
        }
        catch (IOException)
        {
            return DateTimeOffset.MaxValue;
        }
    }

    // Removes expired files, and the first to expire if there are too many.
    private static void CleanUp(string folder)
    {
        DateTime now = DateTime.UtcNow;
        List<FileInfo> kept = [];
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (file.Extension == TemporaryExtension ? file.LastWriteTimeUtc < now - s_longestWrite : file.Extension == Extension && file.LastWriteTimeUtc <= now - s_longestCommit)
            {
                TryDelete(file.FullName);
            }
            else if (file.Extension == Extension)
            {
                kept.Add(file);
            }
        }

        long total = 0;
        int count = 0;
        foreach (FileInfo file in kept.OrderByDescending(f => f.LastWriteTimeUtc))
        {
            total += file.Length;
            if (++count > MaxFiles || total > MaxTotalLength)
            {
                TryDelete(file.FullName);
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process reads it, or has deleted it.
        }
    }
}
