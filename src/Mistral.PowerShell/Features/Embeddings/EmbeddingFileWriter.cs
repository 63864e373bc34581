using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>Writes embeddings one after the other. All must have the kind of the first.</summary>
/// <param name="file">The output file.</param>
internal sealed class EmbeddingFileWriter(PartialFile file) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private EmbeddingKind? _kind;
    private long _count;
    private byte[] _buffer = [];

    /// <summary>Writes an embedding.</summary>
    /// <exception cref="EmbeddingException">The kind differs from that of the first embedding, or a number isn't valid for the data type. The embedding is skipped.</exception>
    public void Write(Embedding embedding)
    {
        EmbeddingKind kind = EmbeddingKind.Of(embedding);
        string? difference = (_kind?.Model, kind.Model) switch
        {
            // The file has one model for all embeddings.
            (null, not null) when _kind is not null => $"has the model {kind.Model}, but the model of the first one is unknown",
            (not null, null) => $"has an unknown model, but the first one has the model {_kind?.Model}",
            _ => _kind?.FindDifference(kind),
        };
        if (difference is not null)
        {
            throw EmbeddingException.Mismatch(difference, embedding);
        }

        CheckNumbers(embedding);
        if (_kind is null)
        {
            WriteHeader(kind);
        }

        int vectorLength = kind.Length * EmbeddingFileFormat.SizeOf(kind.DataType);
        int textLength = Encoding.UTF8.GetByteCount(embedding.Text);
        int pathLength = embedding.Path is null ? 0 : Encoding.UTF8.GetByteCount(embedding.Path);
        int head = EmbeddingFileFormat.RecordNumbers * sizeof(int);
        Span<byte> record = Take(checked(head + vectorLength + textLength + pathLength));
        WriteNumbers(record, [embedding.Index, textLength, embedding.Path is null ? EmbeddingFileFormat.Absent : pathLength]);
        WriteVector(record.Slice(head, vectorLength), embedding);
        _ = Encoding.UTF8.GetBytes(embedding.Text, 0, embedding.Text.Length, _buffer, head + vectorLength);
        if (embedding.Path is { } path)
        {
            _ = Encoding.UTF8.GetBytes(path, 0, path.Length, _buffer, head + vectorLength + textLength);
        }

        Put(record.Length);
        _count++;
    }

    /// <summary>Whether no embedding has been written yet.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Writes the end of the file, unless it is empty.</summary>
    public void Finish()
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), _count);
        Put(sizeof(long));
        byte[] checksum = _hash.GetHashAndReset();
        file.Write(stream => stream.Write(checksum, 0, checksum.Length));
    }

    public void Dispose() => _hash.Dispose();

    private static void CheckNumbers(Embedding embedding)
    {
        if (embedding.DataType is EmbeddingDataType.Float)
        {
            if (Array.Exists(embedding.Vector, n => float.IsNaN(n) || float.IsInfinity(n)))
            {
                throw EmbeddingException.NotFinite(embedding);
            }

            return;
        }

        bool isSigned = EmbeddingFileFormat.IsSigned(embedding.DataType);
        foreach (float number in embedding.Vector)
        {
            if (isSigned ? number != (sbyte)number : number != (byte)number)
            {
                throw EmbeddingException.OutOfRange(embedding);
            }
        }
    }

    private static void WriteVector(Span<byte> target, Embedding embedding)
    {
        if (embedding.DataType is EmbeddingDataType.Float)
        {
            MemoryMarshal.AsBytes(embedding.Vector.AsSpan()).CopyTo(target);
            EmbeddingFileFormat.Order(target);
            return;
        }

        for (int i = 0; i < target.Length; i++)
        {
            target[i] = unchecked((byte)(int)embedding.Vector[i]);
        }
    }

    private static void WriteNumbers(Span<byte> target, ReadOnlySpan<int> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(target.Slice(i * sizeof(int)), numbers[i]);
        }
    }

    private void WriteHeader(EmbeddingKind kind)
    {
        _kind = kind;
        byte[] model = Encoding.UTF8.GetBytes(kind.Model ?? string.Empty);
        ReadOnlySpan<byte> magic = EmbeddingFileFormat.Magic;
        int numbers = EmbeddingFileFormat.HeaderNumbers * sizeof(int);
        Span<byte> header = Take(magic.Length + numbers + model.Length);
        magic.CopyTo(header);
        WriteNumbers(
            header.Slice(magic.Length),
            [EmbeddingFileFormat.Version, (int)kind.DataType, kind.Length, kind.Model is null ? EmbeddingFileFormat.Absent : model.Length]);
        model.CopyTo(header.Slice(magic.Length + numbers));
        Put(header.Length);
    }

    private Span<byte> Take(int length)
    {
        if (_buffer.Length < length)
        {
            _buffer = new byte[length];
        }

        return _buffer.AsSpan(0, length);
    }

    private void Put(int length)
    {
        _hash.AppendData(_buffer, 0, length);
        file.Write(stream => stream.Write(_buffer, 0, length));
    }
}
