namespace Mistral.Conformance.Tests.Architecture;

/// <summary>A top-level type and its source folder.</summary>
internal sealed record DeclaredType(string Namespace, string Name, bool IsPublic, string Folder);
