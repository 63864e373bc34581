using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Traces of three applications in the last days, with the spans, evaluations and log entries of each.</summary>
internal static class TelemetryLists
{
    private const string Root = "/v1/observability/";
    private const int SpansOfTrace = 3;
    private const int HoursBetween = 4;
    private const long Nanoseconds = 1_000_000_000;

    private static readonly DateTimeOffset _newest = DateTimeOffset.UtcNow.AddMinutes(-5);
    private static readonly string[] _services = ["support-bot", "billing-agent", "search"];
    private static readonly string[] _models = ["mistral-small-latest", "mistral-large-latest"];
    private static readonly string[] _operations = ["invoke_agent", "chat", "execute_tool"];

    public static ListResource Traces { get; } = Feed("traces/search", "traces", Trace, 60);

    public static ListResource Spans { get; } = Feed("spans/search", "spans", Span, 60 * SpansOfTrace);

    /// <summary>The spans of one trace. An item only has its number.</summary>
    public static ListResource TraceSpans { get; } = Feed("traces/{trace_id}/spans", "spans", index => new JsonObject { ["number"] = index }, SpansOfTrace);

    public static ListResource Evaluations { get; } = Feed("spans/evaluations/search", "span_evaluations", Evaluation, 30);

    public static ListResource Logs { get; } = Feed("logs/search", "logs", Log, 60);

    public static IReadOnlyList<ListResource> All { get; } = [Traces, Spans, TraceSpans, Evaluations, Logs];

    /// <summary>Returns the span with a number in the trace at a position.</summary>
    public static JsonObject SpanOf(JsonObject trace, int position, int number)
    {
        var span = Span((position * SpansOfTrace) + (number % SpansOfTrace));
        span["trace_id"] = (string)trace["trace_id"]!;
        if (number >= SpansOfTrace)
        {
            span["span_id"] = Hex("span of " + (string)trace["trace_id"]!, number)[..16];
        }

        return span;
    }

    private static ListResource Feed(string path, string name, Func<int, JsonObject> item, int count) => new(Root + path, item, Paging.Token("page_size", "cursor", 50), page => new JsonObject
    {
        [name] = new JsonObject { ["results"] = page.ToArray(), ["next"] = page.Next, ["cursor"] = page.Next },
    })
    {
        Count = count,
        HasOwnRoutes = true,
    };

    private static string Hex(string what, int index) => Seed.Uuid(what, index).Replace("-", "", StringComparison.Ordinal);

    private static string Time(int index, int seconds = 0) =>
        _newest.AddHours(-HoursBetween * index).AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static bool Failed(int index) => index % 7 == 3;

    private static JsonObject Trace(int index) => new()
    {
        ["customer_id"] = Tenant.Id,
        ["organization_id"] = Tenant.Id,
        ["workspace_id"] = Tenant.Workspace(0).Id,
        ["user_id"] = Tenant.Users[0].Id,
        ["trace_id"] = Hex("trace", index),
        ["root_span_id"] = Hex("span", index * SpansOfTrace)[..16],
        ["root_span_name"] = "invoke_agent " + _services[index % _services.Length],
        ["start_time"] = Time(index),
        ["end_time"] = Time(index, 1 + (index % 9)),
        ["duration_ns"] = (1 + (index % 9)) * Nanoseconds,
        ["service_name"] = _services[index % _services.Length],
        ["environment"] = "production",
        ["conversation_id"] = "",
        ["workflow_name"] = "",
        ["agent_id"] = "",
        ["agent_name"] = "helper",
        ["status_code"] = Failed(index) ? "Error" : "Unset",
        ["error_count"] = Failed(index) ? 1 : 0,
        ["span_count"] = SpansOfTrace,
        ["gen_ai_span_count"] = SpansOfTrace,
        ["llm_call_count"] = 1,
        ["tool_call_count"] = 1,
        ["retrieval_count"] = 0,
        ["evaluation_count"] = index % 2,
        ["input_tokens"] = 100 + index,
        ["output_tokens"] = 20 + index,
        ["cache_read_input_tokens"] = 0,
        ["cache_creation_input_tokens"] = 0,
        ["models_used"] = new JsonArray(_models[index % _models.Length]),
        ["tools_used"] = new JsonArray("find_order"),
        ["first_turn_last_input_message"] = "Where is my order?",
        ["first_turn_last_output_message"] = "It arrives tomorrow.",
        ["last_turn_last_input_message"] = "Thanks, that's all.",
        ["last_turn_last_output_message"] = "You are welcome.",
    };

    private static JsonObject Span(int index)
    {
        var (trace, kind) = (index / SpansOfTrace, index % SpansOfTrace);
        var span = new JsonObject
        {
            ["customer_id"] = Tenant.Id,
            ["organization_id"] = Tenant.Id,
            ["workspace_id"] = Tenant.Workspace(0).Id,
            ["user_id"] = Tenant.Users[0].Id,
            ["trace_id"] = Hex("trace", trace),
            ["span_id"] = Hex("span", index)[..16],
            ["parent_span_id"] = kind == 0 ? "" : Hex("span", trace * SpansOfTrace)[..16],
            ["start_time"] = Time(trace, kind),
            ["end_time"] = Time(trace, kind + 1),
            ["duration_ns"] = kind == 0 ? (1 + (trace % 9)) * Nanoseconds : Nanoseconds,
            ["span_name"] = _operations[kind],
            ["span_kind"] = kind == 1 ? "Client" : "Internal",
            ["service_name"] = _services[trace % _services.Length],
            ["status_code"] = kind == 2 && Failed(trace) ? "Error" : "Unset",
            ["status_message"] = kind == 2 && Failed(trace) ? "The order was not found." : "",
            ["error_type"] = kind == 2 && Failed(trace) ? "NotFound" : "",
            ["operation_name"] = _operations[kind],
            ["provider_name"] = "mistral_ai",
            ["request_model"] = kind == 1 ? _models[trace % _models.Length] : "",
            ["response_model"] = kind == 1 ? _models[trace % _models.Length] : "",
            ["agent_name"] = "helper",
            ["tool_name"] = kind == 2 ? "find_order" : "",
            ["input_messages"] = kind == 1 ? "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Where is my order?\"}]}]" : "",
            ["output_messages"] = "",
            ["request_max_tokens"] = 0,
            ["request_temperature"] = null,
            ["request_stop_sequences"] = new JsonArray(),
            ["response_finish_reasons"] = kind == 1 ? new JsonArray("stop") : [],
            ["usage_input_tokens"] = kind == 1 ? 100 + trace : 0,
            ["usage_output_tokens"] = kind == 1 ? 20 + trace : 0,
            ["resource_attributes"] = new JsonObject { ["service.name"] = _services[trace % _services.Length] },
            ["span_attributes"] = new JsonObject { ["gen_ai.operation.name"] = _operations[kind], ["custom.tag"] = "it's " + kind.ToString(CultureInfo.InvariantCulture) },
            ["scope_name"] = "mistralai",
            ["scope_version"] = "1",
        };
        foreach (var name in _emptyFields)
        {
            span[name] = "";
        }

        return span;
    }

    private static readonly string[] _emptyFields =
    [
        "trace_state", "response_id", "output_type", "conversation_id", "data_source_id", "agent_id", "agent_version", "agent_description",
        "workflow_name", "prompt_name", "tool_type", "tool_call_id", "system_instructions", "tool_definitions", "tool_call_arguments", "tool_call_result",
    ];

    private static JsonObject Evaluation(int index) => new()
    {
        ["customer_id"] = Tenant.Id,
        ["organization_id"] = Tenant.Id,
        ["workspace_id"] = Tenant.Workspace(0).Id,
        ["user_id"] = Tenant.Users[0].Id,
        ["trace_id"] = Hex("trace", index),
        ["span_id"] = Hex("span", (index * SpansOfTrace) + 1)[..16],
        ["response_id"] = "",
        ["conversation_id"] = "",
        ["timestamp"] = Time(index),
        ["evaluation_name"] = index % 2 == 0 ? "helpfulness" : "tone",
        ["score_value"] = (index % 5) / 4.0,
        ["score_label"] = index % 5 < 2 ? "bad" : "good",
        ["explanation"] = "The answer " + (index % 5 < 2 ? "misses the question." : "is short and correct."),
        ["metadata"] = new JsonObject { ["judge"] = "support judge" },
    };

    private static JsonObject Log(int index) => new()
    {
        ["customer_id"] = Tenant.Id,
        ["organization_id"] = Tenant.Id,
        ["workspace_id"] = Tenant.Workspace(0).Id,
        ["user_id"] = Tenant.Users[0].Id,
        ["timestamp"] = Time(index),
        ["trace_id"] = Hex("trace", index),
        ["span_id"] = Hex("span", index * SpansOfTrace)[..16],
        ["trace_flags"] = 1,
        ["severity_text"] = Failed(index) ? "ERROR" : "INFO",
        ["severity_number"] = Failed(index) ? 17 : 9,
        ["service_name"] = _services[index % _services.Length],
        ["body"] = Failed(index) ? "The order was not found." : "The order was found.",
        ["event_name"] = "",
        ["resource_schema_url"] = "",
        ["resource_attributes"] = new JsonObject { ["host.name"] = "web01" },
        ["scope_schema_url"] = "",
        ["scope_name"] = "app",
        ["scope_version"] = "1",
        ["scope_attributes"] = new JsonObject(),
        ["log_attributes"] = new JsonObject { ["order.id"] = index.ToString(CultureInfo.InvariantCulture) },
    };
}
