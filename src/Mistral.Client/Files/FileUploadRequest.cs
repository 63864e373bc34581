namespace Mistral.Client;

/// <summary>A file to upload: <c>POST /v1/files</c>.</summary>
public sealed class FileUploadRequest
{
    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The name that the file gets on the server; null for its own.</summary>
    public string? FileName { get; init; }

    /// <summary>The purpose, such as <c>ocr</c>, <c>batch</c> or <c>audio</c>; null for the server's default.</summary>
    public string? Purpose { get; init; }

    /// <summary>Who can access the file: <c>workspace</c> or <c>user</c>; null for the server's default.</summary>
    public string? Visibility { get; init; }

    /// <summary>The time until the file expires. The API doesn't document the unit. Null for the server's default.</summary>
    public int? Expiry { get; init; }
}
