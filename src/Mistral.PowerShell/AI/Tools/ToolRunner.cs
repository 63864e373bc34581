using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>Runs the tool calls of a model in the caller's session, after approval. Call it on the pipeline thread only.</summary>
/// <param name="tools">The tools.</param>
/// <param name="host">Asks the user.</param>
/// <param name="hide">Removes keys from a text, because a command's output may contain them and the model must not get them.</param>
/// <param name="resultLimit">The approximate limit of a result, in bytes.</param>
/// <param name="cancellationToken">Stops a running command.</param>
internal sealed class ToolRunner(IReadOnlyList<Tool> tools, IToolHost host, Func<string, string> hide, int resultLimit, CancellationToken cancellationToken)
{
    // A command with more output is stopped, because a result has no room for it.
    private const int MaxObjects = 10_000;
    private const int MaxErrors = 10;
    private const string EndedEarly = "The tool ended early by exit, or by break or continue outside of a loop. Its work and its output may be incomplete.";

    // After the user has approved a call, the commands inside don't ask again. PowerShell reports no error if a script ends
    // early by exit, or by break or continue outside of a loop, so the script sets a mark at its end.
    private static readonly string s_script = $"param($__command, $__arguments, $__given, $__end) if ($__given) {{ $ConfirmPreference = 'None' }}; & $__command @__arguments | Microsoft.PowerShell.Utility\\Select-Object -First {MaxObjects + 1}; $__end";

    // Tools of the server run on the server.
    private readonly Tool[] _functions = [.. tools.Where(t => t.BuiltIn is null)];

    /// <summary>Whether each call can run here or only needs approval. Otherwise the caller must answer the calls.</summary>
    public bool CanRun(IEnumerable<ToolCall> calls) => calls.All(c => IsPending(c) || (_functions.Length > 0 && Find(c.Function.Name) is not { Command: null }));

    /// <summary>Runs a call, or returns the reason why it can't run. Throws only if the pipeline is stopped.</summary>
    public ToolResult Run(ToolCall call, int round)
    {
        string name = call.Function.Name ?? string.Empty;
        Stopwatch watch = Stopwatch.StartNew();
        (ToolState state, string content) =
            IsPending(call) ? Confirm(call)
            : Find(name) is { } tool ? Run(tool, call.Function.Arguments)
            : (ToolState.Unknown, CreateContent($"The tool '{name}' doesn't exist. The tools are: {string.Join(", ", _functions.Select(t => t.Name))}."));
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

    /// <summary>Creates the result of a call that was not run.</summary>
    public static ToolResult Refuse(ToolCall call, int round, string reason) => new()
    {
        Id = call.Id,
        Name = call.Function.Name ?? string.Empty,
        Arguments = call.Function.Arguments,
        State = ToolState.Declined,
        Content = CreateContent(reason),
        Round = round,
    };

    // Only the exact name is accepted, and only the specified tools can run.
    private Tool? Find(string? name) => _functions.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal));

    private static bool IsPending(ToolCall call) => call.ConfirmationStatus == ToolCall.Pending;

    // The user has set that this server tool needs approval, so it has a high impact.
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
            return (ToolState.Failed, CreateContent(e.Message));
        }

        ToolApproval leave = host.Ask(ToolCallText.Of(tool, arguments), tool.Impact);
        if (leave is ToolApproval.Refused)
        {
            return (ToolState.Declined, CreateContent("The user did not approve this call."));
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
        try
        {
            NestedPipeline.Invoke(shell, output, cancellationToken);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            errors.Add(e.Message);
        }

        cancellationToken.ThrowIfCancellationRequested();
        NestedPipeline.ThrowIfStopped(shell, cancellationToken);
        if (output.Count > 0 && output[output.Count - 1] is { } last && PSObject.AsPSObject(last).BaseObject == end)
        {
            output.RemoveAt(output.Count - 1);
        }
        else if (errors.Count == 0)
        {
            errors.Add(EndedEarly);
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

    private static string CreateContent(string error) => ToolResultWriter.Write([], [error], int.MaxValue, isMore: false, hide: static text => text);
}
