using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>Completes what the server knows about the fields of a cmdlet's traces, spans, evaluations or logs.</summary>
internal abstract class TelemetryCompleter : IArgumentCompleter
{
    private const string Root = "/v1/observability/";

    // A slow server must not block typing.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        Type? cmdlet = FindCmdlet(commandName);
        PropertyInfo? parameter = cmdlet?.GetProperty(parameterName);
        if (parameter is null || GetPath(cmdlet!, parameter, fakeBoundParameters) is not { } path || CompletionConnection.Find(fakeBoundParameters) is not { } connection)
        {
            return [];
        }

        try
        {
            using CancellationTokenSource limit = new(s_timeout);
            MistralResponse response = Task.Run(() => connection.Client.SendAsync(new MistralRequest("GET", Root + path), progress: null, limit.Token), limit.Token).GetAwaiter().GetResult();
            return Complete(response.ReadJson(), wordToComplete);
        }
        catch (Exception e) when (e is MistralApiException or OperationCanceledException or ErrorRecordException)
        {
            return [];
        }
    }

    /// <summary>Gets the path of the request after <c>/v1/observability/</c>; null if there is nothing to complete.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="parameter">The parameter to complete.</param>
    /// <param name="given">The other parameters.</param>
    private protected virtual string? GetPath(Type cmdlet, PropertyInfo parameter, IDictionary given) => FindSource(cmdlet, given) is { } source ? $"{source}/fields" : null;

    /// <summary>Completes the typed text from the response.</summary>
    private protected abstract IEnumerable<CompletionResult> Complete(JsonElement reply, string typed);

    /// <summary>Gets the part of the path that names the kind of telemetry, such as <c>spans/evaluations</c>; null if it isn't known yet.</summary>
    private protected static string? FindSource(Type cmdlet, IDictionary given)
    {
        OperationAttribute[] operations = [.. cmdlet.GetCustomAttributes<OperationAttribute>()];
        string? source = given.Contains("Source") ? given["Source"]?.ToString() : null;
        string path = operations.Length == 1 || operations[0].Case is null || source is null
            ? operations[0].Path
            : operations.FirstOrDefault(o => string.Equals(o.Case, source, StringComparison.OrdinalIgnoreCase))?.Path ?? operations[0].Path;
        return source is not null || cmdlet.GetProperty("Source") is null ? TelemetryFields.GetSource(path) : null;
    }

    private static Type? FindCmdlet(string name) => typeof(TelemetryCompleter).Assembly.GetExportedTypes()
        .FirstOrDefault(t => t.GetCustomAttribute<CmdletAttribute>() is { } cmdlet && string.Equals($"{cmdlet.VerbName}-{cmdlet.NounName}", name, StringComparison.OrdinalIgnoreCase));
}
