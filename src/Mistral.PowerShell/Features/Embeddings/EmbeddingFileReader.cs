using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>Reads saved embeddings one after the other. Each read reuses the same buffers.</summary>
internal sealed class EmbeddingFileReader : IDisposable
{
    private const int ChunkLength = 81920;

    private readonly FileStream _stream;
    private readonly string _path;
    private readonly CancellationToken _cancellationToken;
    private readonly byte[] _head = new byte[EmbeddingFileFormat.RecordNumbers * sizeof(int)];
    private byte[] _body = [];
    private float[] _numbers = [];
    private long _end;
    private long _read;
    private int _index;
    private int _textLength;
    private int _pathLength;

    private EmbeddingFileReader(string path, CancellationToken cancellationToken)
    {
        _path = path;
        _cancellationToken = cancellationToken;

        // Other processes must not write to the file between the check and the reads.
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, ChunkLength, FileOptions.SequentialScan);
    }

    /// <summary>The kind of all embeddings in the file.</summary>
    public EmbeddingKind Kind { get; private set; }

    /// <summary>The number of embeddings.</summary>
    public long Count { get; private set; }

    /// <summary>The vector of the last read embedding. It is valid until the next read.</summary>
    public ReadOnlySpan<float> Vector => Kind.DataType is EmbeddingDataType.Float
        ? MemoryMarshal.Cast<byte, float>(_body.AsSpan(0, VectorLength))
        : _numbers;

    private int VectorLength => Kind.Length * EmbeddingFileFormat.SizeOf(Kind.DataType);

    /// <summary>Opens a file and validates it completely before the first read.</summary>
    /// <exception cref="EmbeddingFileException">The file isn't a file of embeddings, or is damaged.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static EmbeddingFileReader Open(string path, CancellationToken cancellationToken)
    {
        EmbeddingFileReader reader = new(path, cancellationToken);
        try
        {
            reader.ReadHeader();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next embedding.</summary>
    /// <returns>False after the last one.</returns>
    public bool Read()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_read == Count)
        {
            return _stream.Position == _end ? false : throw EmbeddingFileException.Damaged(_path);
        }

        Fill(_head, _head.Length);
        _index = ReadNumber(_head, 0);
        _textLength = ReadNumber(_head, 1);
        _pathLength = ReadNumber(_head, 2);
        long length = (long)VectorLength + _textLength + Math.Max(_pathLength, 0);
        if (_textLength < 0 || _pathLength < EmbeddingFileFormat.Absent || length > Math.Min(_end - _stream.Position, int.MaxValue))
        {
            throw EmbeddingFileException.Damaged(_path);
        }

        if (_body.Length < length)
        {
            _body = new byte[length];
        }

        Fill(_body, (int)length);
        ReadVector();
        _read++;
        return true;
    }

    /// <summary>Creates an object from the last read embedding.</summary>
    public Embedding ToEmbedding() => new()
    {
        Text = Encoding.UTF8.GetString(_body, VectorLength, _textLength),
        Path = _pathLength == EmbeddingFileFormat.Absent ? null : Encoding.UTF8.GetString(_body, VectorLength + _textLength, _pathLength),
        Vector = Vector.ToArray(),
        Index = _index,
        DataType = Kind.DataType,
        Model = Kind.Model,
    };

    public void Dispose() => _stream.Dispose();

    private static int ReadNumber(byte[] numbers, int place) => BinaryPrimitives.ReadInt32LittleEndian(numbers.AsSpan(place * sizeof(int)));

    private void ReadHeader()
    {
        byte[] magic = new byte[EmbeddingFileFormat.Magic.Length];
        byte[] numbers = new byte[EmbeddingFileFormat.HeaderNumbers * sizeof(int)];
        if (_stream.Length < magic.Length)
        {
            throw EmbeddingFileException.Foreign(_path);
        }

        Fill(magic, magic.Length);
        if (!magic.AsSpan().SequenceEqual(EmbeddingFileFormat.Magic))
        {
            throw EmbeddingFileException.Foreign(_path);
        }

        _end = _stream.Length - EmbeddingFileFormat.ChecksumLength - sizeof(long);
        if (_end < magic.Length + numbers.Length)
        {
            throw EmbeddingFileException.Damaged(_path);
        }

        Fill(numbers, numbers.Length);
        if (ReadNumber(numbers, 0) is var version && version > EmbeddingFileFormat.Version)
        {
            throw EmbeddingFileException.Newer(_path, version);
        }

        CheckSum();
        EmbeddingDataType type = (EmbeddingDataType)ReadNumber(numbers, 1);
        int length = ReadNumber(numbers, 2);
        int modelLength = ReadNumber(numbers, 3);
        long records = _end - magic.Length - numbers.Length - Math.Max(modelLength, 0);
        if (version < 1 || type is < EmbeddingDataType.Float or > EmbeddingDataType.UBinary || modelLength < EmbeddingFileFormat.Absent || records < 0)
        {
            throw EmbeddingFileException.Damaged(_path);
        }

        long least = _head.Length + ((long)length * EmbeddingFileFormat.SizeOf(type));
        if (length < 0 || least > int.MaxValue || Count < 0 || Count > records / least)
        {
            throw EmbeddingFileException.Damaged(_path);
        }

        _stream.Position = magic.Length + numbers.Length;
        byte[] model = new byte[Math.Max(modelLength, 0)];
        Fill(model, model.Length);
        Kind = new EmbeddingKind(modelLength == EmbeddingFileFormat.Absent ? null : Encoding.UTF8.GetString(model), type, length);

        // In a file without records, nothing proves the length in the header.
        _numbers = type is EmbeddingDataType.Float || Count == 0 ? [] : new float[length];
    }

    // The count is at the end, because it is known only then.
    private void CheckSum()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[ChunkLength];
        _stream.Position = 0;
        while (_end - _stream.Position is > 0 and var left)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            int length = (int)Math.Min(left, chunk.Length);
            Fill(chunk, length);
            hash.AppendData(chunk, 0, length);
        }

        Fill(chunk, sizeof(long));
        hash.AppendData(chunk, 0, sizeof(long));
        Count = BinaryPrimitives.ReadInt64LittleEndian(chunk);
        Fill(chunk, EmbeddingFileFormat.ChecksumLength);
        if (!chunk.Take(EmbeddingFileFormat.ChecksumLength).SequenceEqual(hash.GetHashAndReset()))
        {
            throw EmbeddingFileException.Damaged(_path);
        }
    }

    private void ReadVector()
    {
        if (Kind.DataType is EmbeddingDataType.Float)
        {
            EmbeddingFileFormat.Order(_body.AsSpan(0, VectorLength));
            return;
        }

        bool isSigned = EmbeddingFileFormat.IsSigned(Kind.DataType);
        for (int i = 0; i < _numbers.Length; i++)
        {
            _numbers[i] = isSigned ? (sbyte)_body[i] : _body[i];
        }
    }

    private void Fill(byte[] target, int length)
    {
        int filled = 0;
        while (filled < length)
        {
            int got = _stream.Read(target, filled, length - filled);
            filled += got > 0 ? got : throw EmbeddingFileException.Damaged(_path);
        }
    }
}
