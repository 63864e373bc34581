namespace Mistral.Emulator;

/// <summary>Whether a request is authorized.</summary>
/// <param name="Refusal">The error response for a request that is not authorized.</param>
/// <param name="Key">The regular key of the request; null for an admin key.</param>
internal readonly record struct Admission(Reply? Refusal, KeyRecord? Key);
