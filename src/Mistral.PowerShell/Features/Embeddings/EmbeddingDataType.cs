namespace Mistral.PowerShell;

/// <summary>The type of the numbers in a vector, as the API knows them.</summary>
public enum EmbeddingDataType
{
    /// <summary>32-bit floating point.</summary>
    Float,

    /// <summary>Whole numbers from -128 to 127.</summary>
    Int8,

    /// <summary>Whole numbers from 0 to 255.</summary>
    UInt8,

    /// <summary>Bits, eight packed in a whole number from -128 to 127.</summary>
    Binary,

    /// <summary>Bits, eight packed in a whole number from 0 to 255.</summary>
    UBinary,
}
