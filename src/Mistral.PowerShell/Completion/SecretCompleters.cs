using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mistral.PowerShell;

/// <summary>Completes names of secret vaults.</summary>
internal sealed class VaultNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SecretVault.GetVaultNames()
            .Where(n => CompletionText.Matches(n, wordToComplete))
            .Select(n => new CompletionResult(CompletionText.Quote(n, wordToComplete), n, CompletionResultType.ParameterValue, n));
}

/// <summary>Completes names of secrets, of the vault that is named or of all.</summary>
internal sealed class SecretNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SecretVault.GetSecretNames(fakeBoundParameters["VaultName"] as string)
            .Where(n => CompletionText.Matches(n, wordToComplete))
            .Select(n => new CompletionResult(CompletionText.Quote(n, wordToComplete), n, CompletionResultType.ParameterValue, n));
}
