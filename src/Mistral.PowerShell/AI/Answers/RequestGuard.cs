using System;
using System.Collections.Generic;
using System.Threading;
using Mistral.Client;
using Mistral.PowerShell.AI.Cache;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>What <c>-Redact</c> and <c>-CacheFor</c> mean for the requests of one cmdlet.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="redact">The value of -Redact; null without it.</param>
/// <param name="cacheFor">The value of -CacheFor; null without it.</param>
/// <exception cref="RedactionException">A value of -Redact isn't a rule.</exception>
internal sealed class RequestGuard(ConnectedCmdlet cmdlet, IReadOnlyCollection<object?>? redact, TimeSpan? cacheFor)
{
    private readonly RedactionRules? _rules = redact is { Count: > 0 } ? RedactionRules.Read(redact) : null;
    private int _hasWarnedOfMedia;
    private int _hasWarnedOfCache;

    /// <summary>What this session remembers about earlier redaction.</summary>
    public static RedactionMemory Memory => MistralSession.Current.GetState<RedactionMemory>();

    /// <summary>The rules; null without -Redact.</summary>
    public RedactionRules? Rules => _rules;

    /// <summary>Gets the redactor of a new exchange; null if nothing is redacted.</summary>
    /// <param name="earlier">The redactor of the conversation so far; null for a new one. It continues also without -Redact.</param>
    public Redactor? CreateRedactor(Redactor? earlier = null) => _rules is null ? earlier : new Redactor(_rules, earlier?.Map ?? new RedactionMap());

    /// <summary>Redacts a text with marks of its own, so that the same text is always sent in the same way.</summary>
    /// <exception cref="RedactionException">A user's expression exceeds the time limit.</exception>
    public string Redact(string text, RedactionCount count) => CreateRedactor()?.Redact(text, count) ?? text;

    /// <summary>Creates the route of the requests of an exchange; null if they are sent directly.</summary>
    public ExchangeRoute? CreateRoute(Redactor? redactor)
    {
        if (redactor is null && cacheFor is null)
        {
            return null;
        }

        IRequestSender sender = cmdlet.Client;
        CachingSender? cache = cacheFor is { } age
            ? new CachingSender(sender, cmdlet.Client.Address.GetUri, MistralSession.Current.GetState<ResponseCache>(), age, WarnOfCache)
            : null;
        sender = cache ?? sender;
        return new ExchangeRoute(redactor is null ? sender : new RedactingSender(sender, redactor, (request, count) => Report($"{request.Method} {request.Path}", count)), cache, redactor);
    }

    /// <summary>From asynchronous code: writes what was replaced to the verbose stream, and warns once of media.</summary>
    /// <param name="what">What was redacted.</param>
    /// <param name="count">What was replaced.</param>
    public void Report(string what, RedactionCount count)
    {
        if (cmdlet.IsVerbose)
        {
            string counts = count.IsEmpty ? "nothing to replace" : count.ToString();
            cmdlet.Post(() => cmdlet.WriteVerbose($"Redacted {what}: {counts}."));
        }

        if (count.HasUnseenMedia && Interlocked.Exchange(ref _hasWarnedOfMedia, 1) == 0)
        {
            cmdlet.Post(() => cmdlet.WriteWarning("-Redact replaces values in text only. An image, a sound, a PDF or another document is sent as it is."));
        }
    }

    private void WarnOfCache(string reason)
    {
        if (Interlocked.Exchange(ref _hasWarnedOfCache, 1) == 0)
        {
            cmdlet.Post(() => cmdlet.WriteWarning($"The response wasn't kept in the cache: {reason}"));
        }
    }
}
