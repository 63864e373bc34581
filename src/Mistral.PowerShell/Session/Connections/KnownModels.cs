using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Caches the models of a connection, so that a second Tab is fast.</summary>
internal sealed class KnownModels(MistralClient client)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_freshness = TimeSpan.FromMinutes(10);

    private Answer? _known;

    /// <summary>Gets the models. If the server doesn't respond in time, returns the cached ones or none.</summary>
    public IReadOnlyList<ModelCard> Get()
    {
        Answer? known = Volatile.Read(ref _known);
        if (known is not null && DateTime.UtcNow - known.At < s_freshness)
        {
            return known.Models;
        }

        try
        {
            // A slow server must not block typing.
            using CancellationTokenSource limit = new(s_timeout);
            IReadOnlyList<ModelCard> models = Task.Run(() => client.Models.ListAsync(progress: null, limit.Token), limit.Token).GetAwaiter().GetResult();
            Volatile.Write(ref _known, new Answer(models, DateTime.UtcNow));
            return models;
        }
        catch (Exception e) when (e is MistralApiException or OperationCanceledException or ErrorRecordException)
        {
            return known?.Models ?? [];
        }
    }

    private sealed record Answer(IReadOnlyList<ModelCard> Models, DateTime At);
}
