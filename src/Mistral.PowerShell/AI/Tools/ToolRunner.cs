using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>Runs the calls that a model asks for in the caller's session, each with his leave. Call it on the pipeline thread only.</summary>
/// <param name="tools">The tools.</param>
/// <param name="host">Asks the user.</param>
/// <param name="hide">Takes the keys out of a text: a command may tell of them, and a model is not to know.</param>
/// <param name="resultLimit">The most bytes of a result, about.</param>
/// <param name="cancellationToken">Stops what runs.</param>
internal sealed class ToolRunner(IReadOnlyList<Tool> tools, IToolHost host, Func<string, string> hide, int resultLimit, CancellationToken cancellationToken)
{
    // Whatever gives more is stopped: nothing of it would fit into a result.
    private const int MaxObjects = 10_000;
    private const int MaxErrors = 10;
    private const string EndedItself = "The tool ended itself by exit, or by break or continue outside of a loop. What it did and gave until then may not be all.";

    // What the user has been asked about once is not asked about again, whatever the command calls.
    // What ends the script before its own end, as exit does and break and continue outside of a loop, is no failure to PowerShell.
    private static readonly string s_script = $"param($__command, $__arguments, $__given, $__end) if ($__given) {{ $ConfirmPreference = 'None' }}; & $__command @__arguments | Microsoft.PowerShell.Utility\\Select-Object -First {MaxObjects + 1}; $__end";

    // Those of the server run there.
    private readonly Tool[] _functions = [.. tools.Where(t => t.BuiltIn is null)];

    /// <summary>Whether each of the calls can be run here, or only waits for leave; else they are for the caller to answer.</summary>
    public bool CanRun(IEnumerable<ToolCall> calls) => calls.All(c => IsPending(c) || (_functions.Length > 0 && Find(c.Function.Name) is not { Command: null }));

    /// <summary>Runs one call, or says why not. It throws only where the pipeline is stopped.</summary>
    public ToolResult Run(ToolCall call, int round)
    {
        string name = call.Function.Name ?? string.Empty;
        Stopwatch watch = Stopwatch.StartNew();
        (ToolState state, string content) =
            IsPending(call) ? Confirm(call)
            : Find(name) is { } tool ? Run(tool, call.Function.Arguments)
            : (ToolState.Unknown, Tell($"There is no tool '{name}'. The tools are: {string.Join(", ", _functions.Select(t => t.Name))}."));
        return new ToolResult
        {
            Id = call.Id,
            Name = name,
            Arguments = call.Function.Arguments,
            State = state,
            Content = hide(content),
            Duration = watch.Elapsed,
            Round = round,
        };
    }

    /// <summary>Says that a call has not run, without trying.</summary>
    public static ToolResult Refuse(ToolCall call, int round, string reason) => new()
    {
        Id = call.Id,
        Name = call.Function.Name ?? string.Empty,
        Arguments = call.Function.Arguments,
        State = ToolState.Declined,
        Content = Tell(reason),
        Round = round,
    };

    // By its exact name: what was not passed is never looked for elsewhere.
    private Tool? Find(string? name) => _functions.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal));

    private static bool IsPending(ToolCall call) => call.ConfirmationStatus == ToolCall.Pending;

    // Somebody has set that this tool of the server asks first, so it counts as one that changes much.
    private (ToolState State, string Content) Confirm(ToolCall call) =>
        (host.Ask(ToolCallText.Of(call), ConfirmImpact.High) is ToolApproval.Refused ? ToolState.Declined : ToolState.Allowed, string.Empty);

    private (ToolState State, string Content) Run(Tool tool, string? json)
    {
        Hashtable arguments;
        try
        {
            arguments = new ToolArguments(tool).Read(json);
        }
        catch (Exception e) when (e is ArgumentException or PSInvalidCastException)
        {
            return (ToolState.Failed, Tell(e.Message));
        }

        ToolApproval leave = host.Ask(ToolCallText.Of(tool, arguments), tool.Impact);
        if (leave is ToolApproval.Refused)
        {
            return (ToolState.Declined, Tell("The user did not let this call run."));
        }

        if (leave is ToolApproval.Given && tool.AsksItself)
        {
            arguments["Confirm"] = false;
        }

        return Invoke(tool, arguments, isGiven: leave is ToolApproval.Given);
    }

    private (ToolState State, string Content) Invoke(Tool tool, Hashtable arguments, bool isGiven)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        object end = new();
        _ = shell.AddScript(s_script, useLocalScope: true).AddParameter("__command", tool.Command).AddParameter("__arguments", arguments).AddParameter("__given", isGiven).AddParameter("__end", end);
        List<string> errors = [];
        List<object?> output = [];
        cancellationToken.ThrowIfCancellationRequested();

        // Not BeginStop: PowerShell 7.6 may fail to stop a pipeline that is just ending, which would crash the process there.
        using (cancellationToken.Register(() => Task.Run(shell.Stop)))
        {
            try
            {
                shell.Invoke(input: null, output);
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                errors.Add(e.Message);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        NestedPipeline.ThrowIfStopped(shell, cancellationToken);
        if (output.Count > 0 && output[output.Count - 1] is { } last && PSObject.AsPSObject(last).BaseObject == end)
        {
            output.RemoveAt(output.Count - 1);
        }
        else if (errors.Count == 0)
        {
            errors.Add(EndedItself);
        }

        errors.InsertRange(0, shell.Streams.Error.Select(e => e.ToString()).Take(MaxErrors));
        host.Forward(shell.Streams);
        bool isMore = output.Count > MaxObjects;
        if (isMore)
        {
            output.RemoveAt(MaxObjects);
        }

        return (errors.Count > 0 ? ToolState.Failed : ToolState.Completed, ToolResultWriter.Write(output, errors, resultLimit, isMore, hide));
    }

    private static string Tell(string error) => ToolResultWriter.Write([], [error], int.MaxValue, isMore: false, hide: static text => text);
}
