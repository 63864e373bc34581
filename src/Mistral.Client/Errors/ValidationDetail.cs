namespace Mistral.Client;

/// <summary>One part of a request that the server refused.</summary>
/// <param name="Location">The position, such as <c>body.temperature</c>.</param>
/// <param name="Message">The reason.</param>
/// <param name="Type">The server's type of the error, such as <c>extra_forbidden</c>.</param>
public sealed record ValidationDetail(string Location, string Message, string? Type)
{
    /// <inheritdoc/>
    public override string ToString() => Location.Length == 0 ? Message : $"{Location}: {Message}";
}
