namespace Mistral.Client.Streaming;

/// <summary>How the streams of one feature report errors, beyond the event named <c>error</c> that all streams have.</summary>
/// <param name="Type">The type of an event that is an error.</param>
/// <param name="ExemptPrefix">What the types of events begin with whose errors don't end the stream.</param>
internal sealed record EventErrors(string Type, string ExemptPrefix);
