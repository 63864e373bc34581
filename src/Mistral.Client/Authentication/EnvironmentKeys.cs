using System;

namespace Mistral.Client;

/// <summary>Finds the API key that environment variables provide.</summary>
public static class EnvironmentKeys
{
    /// <summary>The variable with the path of a token file, as for a workload identity: <c>MISTRAL_SA_TOKEN_PATH</c>.</summary>
    public const string TokenPathVariable = "MISTRAL_SA_TOKEN_PATH";

    /// <summary>Gets the source of the key: <c>MISTRAL_API_KEY</c>, or else the file of <c>MISTRAL_SA_TOKEN_PATH</c>; null if neither is set.</summary>
    public static ApiKeySource? Find()
    {
        EnvironmentKeySource variable = new();
        string? path = Environment.GetEnvironmentVariable(TokenPathVariable);
        return variable.IsSet ? variable
            : string.IsNullOrWhiteSpace(path) ? null
            : new FileKeySource(path!, TokenPathVariable);
    }
}
