namespace Mistral.Client.Transport;

/// <summary>Decides whether a request may be sent. Thread-safe.</summary>
internal interface IRequestGuard
{
    /// <summary>Throws if a request must not be sent. Called before each try, after the wait for the rate limit.</summary>
    /// <param name="request">The request.</param>
    void Check(MistralRequest request);
}
