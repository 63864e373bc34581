using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Files;

/// <summary>
/// A file that appears under its name only when it is whole; until then it lies beside it, and is gone if it never is. Only a
/// process that is killed leaves it there.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly string _partial;
    private readonly FileStream _stream;

    /// <param name="path">The file's full path.</param>
    /// <param name="ownerOnly">Whether nobody but its owner may read it. Windows keeps to the folder's own rules.</param>
    public PartialFile(string path, bool ownerOnly = false)
    {
#if NETFRAMEWORK
        _path = path;
        _partial = $"{_path}.{Guid.NewGuid():N}.partial";
        _ = ownerOnly;
        _stream = Name(() => new FileStream(_partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 81920, useAsync: true));
#else
        // A link stays, and what it leads to is written anew.
        FileInfo given = new(path);
        _path = given.LinkTarget is null ? path : given.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        _partial = $"{_path}.{Guid.NewGuid():N}.partial";
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 81920,
            Options = FileOptions.Asynchronous,
        };
        if (OperatingSystem.IsWindows())
        {
            _stream = Name(() => new FileStream(_partial, options));
            return;
        }

        // Who may read the older one may read the new one, and nobody else.
        UnixFileMode? mode = ownerOnly ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.Exists(_path) ? File.GetUnixFileMode(_path) : null;
        options.UnixCreateMode = mode;
        _stream = Name(() => new FileStream(_partial, options));
        if (mode is { } kept)
        {
            try
            {
                File.SetUnixFileMode(_stream.SafeFileHandle, kept);
            }
            catch (Exception e) when (GetNamed(e) is { } named)
            {
                Dispose();
                throw named;
            }
        }
#endif
    }

    /// <summary>Removes what writers of a file left that were killed in the middle; only where nobody can be writing it now.</summary>
    public static void RemoveLeftovers(string path)
    {
        foreach (string leftover in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*.partial"))
        {
            File.Delete(leftover);
        }
    }

    /// <summary>Writes to it.</summary>
    /// <exception cref="IOException">It can't be written, as on a full disk.</exception>
    public void Write(Action<Stream> write) => _ = Name(() =>
    {
        write(_stream);
        return true;
    });

    /// <summary>Writes to it.</summary>
    /// <exception cref="IOException">It can't be written, as on a full disk.</exception>
    public async Task WriteAsync(Func<Stream, Task> write)
    {
        try
        {
            await write(_stream).ConfigureAwait(false);
        }
        catch (Exception e) when (GetNamed(e) is { } named)
        {
            throw named;
        }
    }

    /// <summary>Writes all that a stream brings.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="follow">Receives how many bytes have been written.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="IOException">It can't be written, as on a full disk.</exception>
    public Task CopyFromAsync(Stream source, Action<long>? follow, CancellationToken cancellationToken) => WriteAsync(async stream =>
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(81920);
        try
        {
            long done = 0;
#if NETFRAMEWORK
            for (int count; (count = await source.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                await stream.WriteAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
#else
            for (int count; (count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
#endif
                follow?.Invoke(done += count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    });

    /// <summary>Puts the file in its place.</summary>
    /// <param name="overwrite">Whether it may take the place of an older one.</param>
    /// <exception cref="IOException">It can't be written, as on a full disk.</exception>
    public void Commit(bool overwrite = true) => _ = Name(() =>
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
#if NETFRAMEWORK
        if (overwrite && File.Exists(_path))
        {
            File.Replace(_partial, _path, destinationBackupFileName: null);
        }
        else
        {
            File.Move(_partial, _path);
        }
#else
        File.Move(_partial, _path, overwrite);
#endif
        return true;
    });

    private T Name<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (GetNamed(e) is { } named)
        {
            throw named;
        }
    }

    // Who reads of a failure knows the file's own name, and not that of this one.
    private Exception? GetNamed(Exception failure) => failure switch
    {
        // The system says so of a folder that is no real one, such as /proc.
        FileNotFoundException => new IOException($"'{_path}' can't be made: no file can be made in its folder.", failure),
        DirectoryNotFoundException => new DirectoryNotFoundException(failure.Message.Replace(_partial, _path), failure),
        IOException => new IOException(failure.Message.Replace(_partial, _path), failure),
        UnauthorizedAccessException => new UnauthorizedAccessException(failure.Message.Replace(_partial, _path), failure),
        _ => null,
    };

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // On a full disk it can't write what it still holds, which is not wanted any more.
        }

        try
        {
            File.Delete(_partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What failed before is what the user must know.
        }
    }
}
