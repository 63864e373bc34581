namespace Mistral.Client.Streaming;

/// <summary>How the streams of one feature report errors, in addition to the event <c>error</c> that all streams have.</summary>
/// <param name="Type">The type of an event that is an error.</param>
/// <param name="ExemptPrefix">The prefix of event types whose errors don't end the stream.</param>
internal sealed record EventErrors(string Type, string ExemptPrefix);
