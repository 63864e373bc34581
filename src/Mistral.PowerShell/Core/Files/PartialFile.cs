using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Files;

/// <summary>
/// A file that appears under its name only when it is complete. Until then it has a temporary name, and it is deleted if it
/// is never completed. It remains only if the process is killed.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly string _partial;
    private readonly FileStream _stream;

    /// <param name="path">The file's full path.</param>
    /// <param name="ownerOnly">Whether only the owner may read it. On Windows the permissions of the folder apply.</param>
    public PartialFile(string path, bool ownerOnly = false)
    {
#if NETFRAMEWORK
        _path = path;
        _partial = $"{_path}.{Guid.NewGuid():N}.partial";
        _ = ownerOnly;
        _stream = Name(() => new FileStream(_partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 81920, useAsync: true));
#else
        // A link is kept, and its target is replaced.
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

        // The new file keeps the permissions of the old one.
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

    /// <summary>Deletes temporary files of killed processes, unless they may still be in use.</summary>
    public static void RemoveLeftovers(string path)
    {
        foreach (string leftover in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*.partial"))
        {
            File.Delete(leftover);
        }
    }

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="IOException">The file can't be written, for example because the disk is full.</exception>
    public static void WriteAll(string path, byte[] content)
    {
        using PartialFile target = new(path);
        target.Write(stream => stream.Write(content, 0, content.Length));
        target.Commit();
    }

    /// <summary>Writes to the file.</summary>
    /// <exception cref="IOException">The file can't be written, for example because the disk is full.</exception>
    public void Write(Action<Stream> write) => _ = Name(() =>
    {
        write(_stream);
        return true;
    });

    /// <summary>Writes to the file.</summary>
    /// <exception cref="IOException">The file can't be written, for example because the disk is full.</exception>
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

    /// <summary>Moves the file to its final path.</summary>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="IOException">The file can't be written, for example because the disk is full.</exception>
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

    // An error must show the final name, because the user doesn't know the temporary one.
    private Exception? GetNamed(Exception failure) => failure switch
    {
        // The system reports this for a special folder, such as /proc.
        FileNotFoundException => new IOException($"The file '{_path}' can't be created, because its folder accepts no files.", failure),
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
            // On a full disk, the rest of the buffer can't be written, but it isn't needed any more.
        }

        try
        {
            File.Delete(_partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The earlier error is the important one.
        }
    }
}
