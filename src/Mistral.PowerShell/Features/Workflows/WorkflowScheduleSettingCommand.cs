using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Xml;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>The settings of a schedule of a workflow, to create and to change it.</summary>
public abstract class WorkflowScheduleSettingCommand : OperationCommand
{
    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [Body("schedule.cron_expressions")]
    public string[]? Cron { get; set; }

    // Its field is a list of objects.
    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [Seconds]
    public TimeSpan[]? Every { get; set; }

    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [Body("schedule.calendars")]
    [ObjectToDictionary]
    public IDictionary[]? Calendar { get; set; }

    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [Body("schedule.skip")]
    [ObjectToDictionary]
    public IDictionary[]? SkipCalendar { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [Body("schedule.time_zone_name")]
    public string? TimeZone { get; set; }

    [Parameter]
    [Body("schedule.start_at")]
    public DateTimeOffset StartAt { get; set; }

    [Parameter]
    [Body("schedule.end_at")]
    public DateTimeOffset EndAt { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [Body("schedule.max_executions")]
    public int MaximumExecutionCount { get; set; }

    // The API writes durations as ISO 8601.
    [Parameter]
    [Seconds]
    public TimeSpan Jitter { get; set; }

    // These are fields of an object in the schedule.
    [Parameter]
    public ScheduleOverlap Overlap { get; set; }

    [Parameter]
    public bool PauseOnFailure { get; set; }

    [Parameter]
    [Seconds]
    public TimeSpan CatchupWindow { get; set; }

    /// <summary>Checks that the schedule has times.</summary>
    /// <exception cref="MistralApiException">It would never start the workflow.</exception>
    private protected virtual void CheckTimes()
    {
        if (EndAt <= StartAt && MyInvocation.BoundParameters.ContainsKey(nameof(StartAt)) && MyInvocation.BoundParameters.ContainsKey(nameof(EndAt)))
        {
            throw MistralApiException.InvalidArgument($"-StartAt ({StartAt:yyyy-MM-dd HH:mm:ss zzz}) must be earlier than -EndAt ({EndAt:yyyy-MM-dd HH:mm:ss zzz}).");
        }
    }

    private protected override Dictionary<string, object?> CreateBody()
    {
        CheckTimes();
        Dictionary<string, object?> body = base.CreateBody();
        Dictionary<string, object?> policy = [];
        void Set(string parameter, Dictionary<string, object?> holder, string field, object? value)
        {
            if (MyInvocation.BoundParameters.ContainsKey(parameter))
            {
                holder[field] = value;
            }
        }

        if (Every?.Any(e => e < TimeSpan.FromSeconds(1)) is true)
        {
            throw MistralApiException.InvalidArgument("-Every must be at least one second.");
        }

        Dictionary<string, object?> schedule = body.TryGetValue("schedule", out object? given) ? (Dictionary<string, object?>)given! : [];
        Set(nameof(Every), schedule, "intervals", Every?.Select(e => new Dictionary<string, object?> { ["every"] = XmlConvert.ToString(e) }).ToArray());
        Set(nameof(Jitter), schedule, "jitter", XmlConvert.ToString(Jitter));
        Set(nameof(Overlap), policy, "overlap", (int)Overlap);
        Set(nameof(PauseOnFailure), policy, "pause_on_failure", PauseOnFailure);
        Set(nameof(CatchupWindow), policy, "catchup_window_seconds", (long)CatchupWindow.TotalSeconds);
        if (policy.Count > 0)
        {
            schedule["policy"] = policy;
        }

        if (schedule.Count > 0)
        {
            body["schedule"] = schedule;
        }

        return body;
    }
}
