using System.Collections.Generic;
using System.IO;

namespace Mistral.Emulator;

/// <summary>Usage, spend limits and rate limits.</summary>
internal sealed class BillingRoutes(Billing billing)
{
    private const string SpendLimit = "/v1/admin/spend-limit";

    public IEnumerable<Route> All =>
    [
        new("GET", "/v1/admin/usage", _ => Usage()),
        new("GET", "/v1/admin/rate-limit", _ => RateLimit()),
        new("GET", SpendLimit, _ => Limits()),
        new("POST", SpendLimit, SetLimit),
    ];

    // Records as the live API returns them, because the OpenAPI document does not define their structure.
    private static Reply Usage()
    {
        using var stream = typeof(BillingRoutes).Assembly.GetManifestResourceStream("usage.json")!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return new Reply { Body = buffer.ToArray() };
    }

    private static Reply RateLimit() => Reply.Json(new
    {
        requests_per_second = 6,
        tokens_limits_by_model = new Dictionary<string, object>
        {
            ["mistral-small-latest"] = new { tokens_per_minute = 500_000, tokens_per_month = 10_000_000_000 },
            ["mistral-large-latest"] = new { tokens_per_minute = 200_000, tokens_per_month = 1_000_000_000 },
        },
    });

    private Reply SetLimit(ApiCall call)
    {
        var body = call.Body;
        billing.Limit = body.TryGetProperty("no_monthly_limit", out var none) && none.GetBoolean() ? null : body.GetProperty("amount").GetInt64();
        return Limits();
    }

    private Reply Limits() => Reply.Json(new
    {
        limits = new
        {
            completion = new
            {
                no_monthly_limit = billing.Limit is null,
                monthly_limit_reached = false,
                usage = 12.5,
                vibe_usage = 0,
                total_usage = 12.5,
                usage_limit = billing.Limit,
            },
            last_payment_failure = false,
            last_payment_failure_protection = false,
            currency = "EUR",
        },
    });
}
