using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Mistral.Emulator;

/// <summary>The error bodies of the API, which differ by the layer that reports the error.</summary>
internal static class ErrorReply
{
    public static Reply Unauthorized() => Reply.Json(new { detail = "Unauthorized" }, 401);

    public static Reply WrongKind() =>
        Reply.Json(new { message = "Unauthorized", request_id = Guid.NewGuid().ToString("N") }, 401);

    public static Reply NotFound() => Reply.Json(new { detail = "Not Found" }, 404);

    public static Reply Invalid(IReadOnlyCollection<ValidationProblem> problems) =>
        Reply.Json(new { detail = problems }, 422);

    /// <summary>The form of the live API: the code is a number in a string, and the status is repeated.</summary>
    public static Reply Live(int status, string type, string code, string message) => Reply.Json(
        new { @object = "error", message, type, param = (string?)null, code, raw_status_code = status },
        status);

    /// <summary>The form of the documentation, which names the parameter.</summary>
    public static Reply Documented(int status, string param, string code, string message) => Reply.Json(
        new { @object = "error", message, type = "invalid_request_error", param, code },
        status);

    /// <summary>The body of the live API for a status, for a fault without a body.</summary>
    public static Reply ForStatus(int status) => status switch
    {
        204 or 304 => Reply.Empty(status),
        < 400 => Reply.Json(new { }, status),
        401 => Unauthorized(),
        402 => Reply.Json(new { message = "Payment required" }, 402),
        403 => Live(403, "tier_not_allowed", "1910", "Your plan does not allow this."),
        404 => NotFound(),
        409 => Live(409, "conflict", "1409", "The resource is in another state."),
        422 => Invalid([new ValidationProblem("value_error", ["body"], "Value error")]),
        429 => Live(429, "rate_limited", "1300", "Rate limit exceeded"),
        500 => Live(500, "internal_server_error", "1000", "Internal server error"),
        503 => Live(503, "service_unavailable", "1020", "Service unavailable"),
        502 or 504 => Html(status, status == 502 ? "Bad Gateway" : "Gateway Time-out"),
        _ => Live(status, status < 500 ? "invalid_request_error" : "server_error", "1000", "Request failed with status " + status.ToString(CultureInfo.InvariantCulture)),
    };

    private static Reply Html(int status, string title) => new()
    {
        Status = status,
        ContentType = "text/html",
        Body = Encoding.UTF8.GetBytes($"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1></center>\r\n</body>\r\n</html>\r\n"),
    };
}
