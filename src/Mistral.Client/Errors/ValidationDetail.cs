namespace Mistral.Client;

/// <summary>One thing that the server refused in a request.</summary>
/// <param name="Location">Where, such as <c>body.temperature</c>.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="Type">The server's name for the kind of mistake, such as <c>extra_forbidden</c>.</param>
public sealed record ValidationDetail(string Location, string Message, string? Type)
{
    /// <inheritdoc/>
    public override string ToString() => Location.Length == 0 ? Message : $"{Location}: {Message}";
}
