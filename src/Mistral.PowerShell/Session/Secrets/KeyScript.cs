using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using System.Threading;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>A script that returns an API key, such as a call of another program. Runs on the pipeline thread only.</summary>
internal sealed class KeyScript
{
    private static readonly string[] s_keyNames = ["Token", "AccessToken"];

    private readonly ScriptBlock _script;
    private readonly Guid _runspace;

    /// <param name="script">The script block of the user. It keeps its variables in the runspace that created it.</param>
    public KeyScript(ScriptBlock script)
    {
        _script = script;
        _runspace = Runspace.DefaultRunspace.InstanceId;
    }

    /// <param name="text">The text of a saved script.</param>
    public KeyScript(string text)
        : this(ScriptBlock.Create(text))
    {
    }

    /// <summary>The text of the script.</summary>
    public string Text => _script.ToString();

    /// <summary>Runs the script.</summary>
    /// <param name="lastKey">The key of the last run, which an error of the script may contain; null at the first run.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    /// <exception cref="KeyScriptException">The script failed, or didn't return one key.</exception>
    /// <exception cref="PipelineStoppedException">The caller was stopped.</exception>
    public ScriptKey Run(SecureString? lastKey, CancellationToken cancellationToken)
    {
        // Another runspace must not run code in the session of the first one.
        ScriptBlock script = Runspace.DefaultRunspace.InstanceId == _runspace ? _script : ScriptBlock.Create(Text);
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        _ = shell.AddScript("param($__script) & $__script", useLocalScope: true).AddParameter("__script", script);
        List<object?> output = [];
        try
        {
            NestedPipeline.Invoke(shell, output, cancellationToken);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw KeyScriptException.Failed(GetReason(e.Message, lastKey));
        }

        cancellationToken.ThrowIfCancellationRequested();
        NestedPipeline.ThrowIfStopped(shell, cancellationToken);

        // Programs may end their output with an empty line.
        object[] values = [.. output.OfType<object>().Where(o => !(PSValue.Unwrap(o) is string text && string.IsNullOrWhiteSpace(text)))];
        return values.Length == 1 ? Read(values[0])
            : values.Length == 0 && shell.Streams.Error.Count > 0 ? throw KeyScriptException.Failed(GetReason(shell.Streams.Error[0].ToString(), lastKey))
            : throw KeyScriptException.InvalidOutput(values.Length == 0 ? "nothing" : $"{values.Length} values");
    }

    // Programs may print their arguments or a token after the first line.
    private static string GetReason(string message, SecureString? lastKey) =>
        new KeyRedactor(lastKey).Hide(message.Split('\r', '\n').FirstOrDefault(l => !string.IsNullOrWhiteSpace(l)) ?? "no reason was given.")!;

    private static ScriptKey Read(object value) => FindKey(value) is { } key
        ? new ScriptKey(key, ExpiresOn: null)
        : s_keyNames.Select(n => FindKey(GetField(value, n))).FirstOrDefault(k => k is not null) is { } inner
        ? new ScriptKey(inner, GetExpiry(GetField(value, "ExpiresOn")))
        : throw KeyScriptException.InvalidOutput($"a value of type {PSValue.Unwrap(value)!.GetType().Name}");

    private static SecureString? FindKey(object? value) => PSValue.Unwrap(value) switch
    {
        string text when !string.IsNullOrWhiteSpace(text) => SecureStringConverter.FromText(text.Trim()),
        SecureString { Length: > 0 } key => key,
        PSCredential { Password: { Length: > 0 } password } => password,
        _ => null,
    };

    private static object? GetField(object value, string name) =>
        PSValue.Unwrap(value) is IDictionary table ? table[name] : PSObject.AsPSObject(value).Properties[name]?.Value;

    private static DateTimeOffset? GetExpiry(object? value) => PSValue.Unwrap(value) switch
    {
        null => null,
        DateTimeOffset time => time,
        DateTime time => time,
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time) => time,
        _ => throw KeyScriptException.InvalidOutput("an object whose ExpiresOn isn't a date"),
    };
}
