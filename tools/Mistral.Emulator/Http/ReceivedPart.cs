namespace Mistral.Emulator;

/// <summary>A part of a form that was too large to buffer.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="FileName">The file's name, or null.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="Sha256">The SHA-256 of the bytes in hexadecimal digits.</param>
public sealed record ReceivedPart(string Name, string? FileName, long Length, string Sha256);
