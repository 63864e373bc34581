namespace Mistral.Emulator;

/// <summary>A part of a form that was too large to be kept.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="FileName">The file's name, or null.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Sha256">Their SHA-256 in hexadecimal digits.</param>
public sealed record ReceivedPart(string Name, string? FileName, long Length, string Sha256);
