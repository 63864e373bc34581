using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>Counts requests and tokens of the current minute for the rate-limit headers.</summary>
internal sealed class RateWindow(TimeProvider clock)
{
    private const int RequestLimit = 6000;
    private const int TokenLimit = 2_000_000;
    private const int BytesPerToken = 4;

    private readonly Lock _lock = new();
    private long _minute;
    private int _requests;
    private int _tokens;

    public IEnumerable<KeyValuePair<string, string>> Next(int bytes)
    {
        var cost = bytes / BytesPerToken;
        int requests;
        int tokens;
        lock (_lock)
        {
            var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
            if (minute != _minute)
            {
                (_minute, _requests, _tokens) = (minute, 0, 0);
            }

            requests = ++_requests;
            tokens = _tokens += cost;
        }

        return
        [
            Header("x-ratelimit-limit-req-minute", RequestLimit),
            Header("x-ratelimit-remaining-req-minute", Math.Max(0, RequestLimit - requests)),
            Header("x-ratelimit-limit-tokens-minute", TokenLimit),
            Header("x-ratelimit-remaining-tokens-minute", Math.Max(0, TokenLimit - tokens)),
            Header("x-ratelimit-tokens-query-cost", cost),
        ];
    }

    public void Reset()
    {
        lock (_lock)
        {
            _minute = 0;
        }
    }

    private static KeyValuePair<string, string> Header(string name, int value) =>
        new(name, value.ToString(CultureInfo.InvariantCulture));
}
