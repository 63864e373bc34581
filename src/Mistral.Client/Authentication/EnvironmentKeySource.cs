using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Authentication;

namespace Mistral.Client;

/// <summary>An API key in an environment variable of this process. The variable is read for each request.</summary>
public sealed class EnvironmentKeySource : ApiKeySource
{
    /// <summary>The variable that every Mistral tool reads: <c>MISTRAL_API_KEY</c>.</summary>
    public const string DefaultVariable = "MISTRAL_API_KEY";

    private readonly string _variable;

    /// <param name="variable">The variable's name.</param>
    public EnvironmentKeySource(string variable = DefaultVariable)
    {
        _variable = variable;
    }

    /// <summary>Whether the variable has a value now.</summary>
    public bool IsSet => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(_variable));

    /// <inheritdoc/>
    public override string Description => $"environment variable {_variable}";

    /// <inheritdoc/>
    public override SecureString? LastKey => Find();

    /// <inheritdoc/>
    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) =>
        new(Find() ?? throw MistralApiException.NoApiKey($"The environment variable {_variable} is not set."));

    private SecureString? Find() =>
        Environment.GetEnvironmentVariable(_variable)?.Trim() is { Length: > 0 } value ? SecureStringConverter.FromText(value) : null;
}
