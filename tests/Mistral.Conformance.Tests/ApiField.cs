namespace Mistral.Conformance.Tests;

/// <summary>A named value of a request or a reply.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Schema">What it may hold.</param>
/// <param name="IsRequired">Whether it has to be there.</param>
internal sealed record ApiField(string Name, ApiSchema Schema, bool IsRequired);
