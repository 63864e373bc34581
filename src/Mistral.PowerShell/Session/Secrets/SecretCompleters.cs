using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Completes names of secret vaults.</summary>
internal sealed class VaultNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        VaultCompletion.Complete(MistralSession.Current.SecretNames.GetVaults, wordToComplete);
}

/// <summary>Completes names of secrets, of the specified vault or of all vaults.</summary>
internal sealed class SecretNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        VaultCompletion.Complete(token => MistralSession.Current.SecretNames.GetAll(fakeBoundParameters["VaultName"] as string, token), wordToComplete);
}

/// <summary>Completes names that the vaults return in time.</summary>
internal static class VaultCompletion
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>Creates a token source that cancels the wait for a vault, because typing must not be blocked.</summary>
    public static CancellationTokenSource StartTimeout() => new(s_timeout);

    public static IEnumerable<CompletionResult> Complete(Func<CancellationToken, IEnumerable<string>> list, string wordToComplete)
    {
        using CancellationTokenSource timeout = StartTimeout();
        try
        {
            return [.. list(timeout.Token)
                .Where(n => CompletionText.Matches(n, wordToComplete))
                .Select(n => CompletionText.Create(n, wordToComplete))];
        }
        catch (Exception e) when (e is RuntimeException or ErrorRecordException)
        {
            // A vault that is busy, locked or broken has no names to complete.
            return [];
        }
    }
}
