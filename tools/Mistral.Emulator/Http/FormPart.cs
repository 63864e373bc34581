namespace Mistral.Emulator;

/// <summary>One part of a multipart form.</summary>
internal sealed record FormPart(string Name, string? FileName, string? ContentType, byte[] Content);
