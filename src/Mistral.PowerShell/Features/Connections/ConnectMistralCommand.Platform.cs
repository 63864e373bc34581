using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Security;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.Client.Transport;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Connections;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.Commands;

/// <content>Where the model runs: the address, and the form of requests.</content>
public sealed partial class ConnectMistralCommand
{
    private static readonly string[] s_keyHeaders = ["Authorization", "x-api-key", "api-key"];

    [Parameter]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    [Parameter]
    public MistralRegion Region { get; set; }

    [Parameter]
    public MistralPlatform Platform { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApiKeyHeaderCompleter))]
    public string? ApiKeyHeader { get; set; }

    [Parameter]
    [ValidateNotNull]
    [AllowEmptyString]
    public string? ApiVersion { get; set; }

    [Parameter]
    [ValidateNotNull]
    [AllowEmptyString]
    public string? PathPrefix { get; set; }

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Query { get; set; }

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Header { get; set; }

    private string? FindPlatformMistake() =>
        BaseUri is not null && IsBound(nameof(Region)) ? "Use -BaseUri or -Region, not both."
        : IsBound(nameof(Region)) && Platform is not MistralPlatform.Mistral ? "Use -Platform or -Region, not both. The regions are those of the Mistral API."
        : Save && Header is not null ? "A connection with -Header can't be saved, because headers may contain secrets."
        : null;

    private SavedConnection ApplyPlatform(SavedConnection settings)
    {
        if (IsBound(nameof(Platform)) && Platform != (settings.Platform ?? MistralPlatform.Mistral))
        {
            // The other saved settings are those of the previous platform.
            bool isSaved = settings.Name.Length > 0;
            settings = settings with { BaseUri = isSaved ? null : settings.BaseUri, ApiKeyHeader = null, PathPrefix = null, ApiVersion = null };
        }

        MistralPlatform? platform = IsBound(nameof(Platform)) ? Platform : settings.Platform;
        Uri? given = BaseUri ?? (IsBound(nameof(Region)) ? GetBaseUri(Region) : settings.BaseUri);
        return settings with
        {
            Platform = platform,
            BaseUri = UsesPlatformAddress(given, platform) ? PlatformPreset.Of(platform!.Value).BaseUri : given,
            ApiKeyHeader = ApiKeyHeader ?? settings.ApiKeyHeader,
            PathPrefix = PathPrefix ?? settings.PathPrefix,
            ApiVersion = ApiVersion ?? settings.ApiVersion,
            QuerySecretName = Query is null ? settings.QuerySecretName : null,
            QueryVaultName = Query is null ? settings.QueryVaultName : null,
        };
    }

    private static bool UsesPlatformAddress(Uri? given, MistralPlatform? platform) =>
        (given is null || given == MistralClientOptions.DefaultBaseUri) && platform is { } found && PlatformPreset.Of(found).BaseUri is not null;

    // Such servers usually run without a key, and the key of another server must not be sent to them.
    private bool IsKeyless(SavedConnection settings) =>
        ParameterSetName == AutomaticSet
        && IsBound(nameof(Platform))
        && PlatformPreset.Of(Platform).NeedsNoKey
        && settings is { SecretName: null, ApiKeyScript: null, ApiKeyPath: null };

    // Null if the source is the saved connection.
    private string? GetBaseUriSource(SavedConnection? saved, SavedConnection settings) =>
        BaseUri is not null ? "-BaseUri"
        : IsBound(nameof(Region)) ? "-Region"
        : IsBound(nameof(Platform)) && IsOfPlatform(saved, settings) ? "-Platform"
        : saved is null ? CurrentConnection.BaseUriSource
        : null;

    private bool IsOfPlatform(SavedConnection? saved, SavedConnection settings) => saved is null
        ? UsesPlatformAddress(CurrentConnection.GetBaseUri(), Platform)
        : saved.BaseUri != settings.BaseUri && settings.BaseUri == PlatformPreset.Of(Platform).BaseUri;

    private static Uri GetBaseUri(MistralRegion region) => region switch
    {
        MistralRegion.EU => new Uri("https://api.eu.mistral.ai"),
        MistralRegion.US => new Uri("https://api.us.mistral.ai"),
        _ => MistralClientOptions.DefaultBaseUri,
    };

    // Some platforms have no free operation that could verify the key.
    private bool CanValidate(MistralClient client)
    {
        if (!client.Models.IsAvailable)
        {
            Post(() => WriteVerbose($"{PlatformPreset.Of(client.Address.Platform).Name} has no free operation, so the first request checks the key."));
        }

        return client.Models.IsAvailable;
    }

    private List<KeyValuePair<string, string>> GetQuery()
    {
        List<KeyValuePair<string, string>> query = [];
        foreach (DictionaryEntry entry in Query ?? new Hashtable())
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty;
            string value = PSValue.Unwrap(entry.Value) switch
            {
                SecureString secret => RevealText(secret),
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                string text => text,
                _ => throw MistralApiException.InvalidArgument($"The value of '{name}' in -Query must be a string, a number or a SecureString."),
            };
            query.Add(new(name.Length > 0 ? name : throw MistralApiException.InvalidArgument("A name in -Query must not be empty."), value));
        }

        return [.. query.OrderBy(p => p.Key, StringComparer.Ordinal)];
    }

    private static string RevealText(SecureString secret)
    {
        string text = string.Empty;
        SecureStringConverter.Reveal(secret, characters => text = new string(characters));
        return text;
    }

    private Dictionary<string, string> GetHeaders()
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in Header ?? new Hashtable())
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty;
            if (s_keyHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw MistralApiException.InvalidArgument("Specify the key with -ApiKey, -Credential or -SecretName, not as a header.");
            }

            headers[name] = Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? string.Empty;
        }

        return headers;
    }
}
