namespace Mistral.PowerShell;

/// <summary>The type of the numbers in a vector, as in the API.</summary>
public enum EmbeddingDataType
{
    /// <summary>32-bit floating point.</summary>
    Float,

    /// <summary>Integers from -128 to 127.</summary>
    Int8,

    /// <summary>Integers from 0 to 255.</summary>
    UInt8,

    /// <summary>Bits, eight of them packed in an integer from -128 to 127.</summary>
    Binary,

    /// <summary>Bits, eight of them packed in an integer from 0 to 255.</summary>
    UBinary,
}
