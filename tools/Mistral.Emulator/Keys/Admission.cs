namespace Mistral.Emulator;

/// <summary>Whether a request may pass.</summary>
/// <param name="Refusal">The reply to one that may not.</param>
/// <param name="Key">The ordinary key that opened it; null for an admin key.</param>
internal readonly record struct Admission(Reply? Refusal, KeyRecord? Key);
