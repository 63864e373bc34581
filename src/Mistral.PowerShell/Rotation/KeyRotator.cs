using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>
/// Rotates the key of a saved connection so that at every moment a key that works is in the vault, and whatever
/// moment it is killed at, another run finishes it or undoes it: make, store beside, prove, switch, revoke.
/// </summary>
internal sealed class KeyRotator
{
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);

    private readonly RotationPlan _plan;
    private readonly ApiKeyService _service;
    private readonly IRotationHost _host;
    private readonly SecretReference _secret;
    private readonly SecretReference _next;
    private TimeSpan? _provedAfter;

    public KeyRotator(RotationPlan plan, ApiKeyService service, IRotationHost host)
    {
        _plan = plan;
        _service = service;
        _host = host;
        _secret = new SecretReference(plan.Saved.SecretName!, plan.Saved.VaultName);
        _next = _secret with { Name = _secret.Name + ".next" };
    }

    private string Name => _plan.Saved.Name;

    /// <summary>Finishes or undoes what an earlier run left, or rotates.</summary>
    public async Task<KeyRotation> RunAsync(CancellationToken cancellationToken)
    {
        using IDisposable taken = SettingsFolder.Lock(RotationJournal.GetPath(Name), cancellationToken);
        RotationJournal? journal = RotationJournal.Find(Name);
        if (journal?.Step is RotationStep.RollingBack)
        {
            await UndoAsync(journal, cancellationToken).ConfigureAwait(false);
            journal = null;
        }

        if (journal?.Step is RotationStep.Creating)
        {
            journal = await RecoverAsync(journal, cancellationToken).ConfigureAwait(false);
        }

        journal ??= await CreateAsync(cancellationToken).ConfigureAwait(false);
        if (journal.Step is RotationStep.Stored)
        {
            journal = await SwitchAsync(journal, cancellationToken).ConfigureAwait(false);
        }

        return await FinishAsync(journal, cancellationToken).ConfigureAwait(false);
    }

    // The run before died around the making of a key. Where the key got into the vault it serves; where not, it is nobody's.
    private async Task<RotationJournal?> RecoverAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        List<string> made = await FindMadeAsync(journal, cancellationToken).ConfigureAwait(false);
        if (made.Count == 1 && await _host.InvokeAsync(() => SecretVault.Exists(_next)).ConfigureAwait(false))
        {
            return (journal with { Step = RotationStep.Stored, NewKeyId = made[0] }).Write();
        }

        await UndoAsync(journal, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<RotationJournal> CreateAsync(CancellationToken cancellationToken)
    {
        await RemoveNextAsync().ConfigureAwait(false);
        RotationJournal journal = new RotationJournal
        {
            Connection = Name,
            Step = RotationStep.Creating,
            NewKeyName = GetNewName(_plan.KeyName ?? Name),
            OldKeyId = _plan.OldKeyId,
            StartedAt = DateTimeOffset.Now,
        }.Write();

        NewApiKey made;
        try
        {
            made = await _service.CreateAsync(journal.NewKeyName, _plan.WorkspaceId, _plan.UserId, _plan.ExpiresOn, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e)
        {
            // A refusal made nothing; a broken connection may have.
            throw await GiveUpAsync(journal, e.Message, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            _ = await _host.InvokeAsync(() => Store(_next, made.Key, made.ExpiresOn)).ConfigureAwait(false);
        }
        catch (RecordedException e)
        {
            throw await GiveUpAsync(journal with { NewKeyId = made.Id }, e.Message, cancellationToken).ConfigureAwait(false);
        }

        return (journal with { Step = RotationStep.Stored, NewKeyId = made.Id, NewExpiresOn = made.ExpiresOn }).Write();
    }

    private async Task<RotationJournal> SwitchAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            SecureString key = await _host.InvokeAsync(() => SecretVault.GetKey(_next)).ConfigureAwait(false);
            await ProveAsync(key, journal, cancellationToken).ConfigureAwait(false);
            _ = await _host.InvokeAsync(() => Store(_secret, key, journal.NewExpiresOn)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MistralApiException or RecordedException)
        {
            throw await GiveUpAsync(journal, e.Message, cancellationToken).ConfigureAwait(false);
        }

        SavedConnections.Save(
            _plan.Saved with { ApiKeyId = journal.NewKeyId, ExpiresOn = journal.NewExpiresOn, WorkspaceId = _plan.WorkspaceId, UserId = _plan.UserId },
            _plan.Saved.IsDefault,
            cancellationToken);
        return (journal with { Step = RotationStep.Switched, RevokeAfter = _plan.GracePeriod > TimeSpan.Zero ? DateTimeOffset.Now + _plan.GracePeriod : null }).Write();
    }

    private async Task<KeyRotation> FinishAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        await RemoveNextAsync().ConfigureAwait(false);
        KeyRotationState state = KeyRotationState.Completed;
        if (journal.OldKeyId is null)
        {
            state = KeyRotationState.OldKeyUnknown;
        }
        else if (journal.RevokeAfter > DateTimeOffset.Now)
        {
            state = KeyRotationState.RevocationPending;
        }
        else
        {
            try
            {
                await _service.RevokeAsync(journal.OldKeyId, cancellationToken).ConfigureAwait(false);
            }
            catch (MistralApiException e)
            {
                throw RotationException.Unfinished(Name, e.Message, $"The new key is in use; the old one, {journal.OldKeyId}, is still to be revoked.");
            }
        }

        if (state is not KeyRotationState.RevocationPending)
        {
            journal.Delete();
        }

        return new KeyRotation
        {
            Connection = Name,
            State = state,
            OldKeyId = journal.OldKeyId,
            NewKeyId = journal.NewKeyId,
            ExpiresOn = journal.NewExpiresOn,
            VaultName = _secret.Vault,
            SecretName = _secret.Name,
            RevokeAfter = journal.RevokeAfter,
            ProvedAfter = _provedAfter,
            Duration = DateTimeOffset.Now - journal.StartedAt,
        };
    }

    // A new key may take a while to be known everywhere.
    private async Task ProveAsync(SecureString key, RotationJournal journal, CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using MistralClient client = ConnectionFactory.Open(
            _plan.Saved, new SecureStringKeySource(key, "the new key"), adminKeySource: null, proxyCredential: null, headers: null).Client;
        for (TimeSpan wait = s_shortestWait; ; wait = Min(s_longestWait, wait + wait))
        {
            try
            {
                if (await KeyIdentity.FindAsync(client, _host.Progress, cancellationToken).ConfigureAwait(false) is not { } identity)
                {
                    _ = await client.Models.ListAsync(_host.Progress, cancellationToken).ConfigureAwait(false);
                }
                else if (identity.ApiKeyId is { } id && id != journal.NewKeyId)
                {
                    throw MistralApiException.InvalidArgument("The vault gave back another key than the new one.");
                }

                _provedAfter = watch.Elapsed;
                return;
            }
            catch (MistralApiException e) when (e.Kind is MistralErrorKind.Authentication && watch.Elapsed + wait < _plan.ProofTimeout)
            {
                await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
            }
            catch (MistralApiException e) when (e.Kind is MistralErrorKind.Authentication)
            {
                throw MistralApiException.InvalidArgument(string.Format(
                    CultureInfo.InvariantCulture, "The server has not accepted the new key within {0:0} seconds.", _plan.ProofTimeout.TotalSeconds));
            }
        }
    }

    private async Task<Exception> GiveUpAsync(RotationJournal journal, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await UndoAsync((journal with { Step = RotationStep.RollingBack }).Write(), cancellationToken).ConfigureAwait(false);
            return RotationException.RolledBack(Name, reason);
        }
        catch (Exception e) when (e is MistralApiException or RecordedException)
        {
            return RotationException.Unfinished(Name, reason, $"The old key works as before. The new one, '{journal.NewKeyName}', could not be revoked: {e.Message}");
        }
    }

    private async Task UndoAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        foreach (string id in await FindMadeAsync(journal, cancellationToken).ConfigureAwait(false))
        {
            await _service.RevokeAsync(id, cancellationToken).ConfigureAwait(false);
        }

        await RemoveNextAsync().ConfigureAwait(false);
        journal.Delete();
    }

    private async Task<List<string>> FindMadeAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        List<string> ids = [];
        await foreach ((string id, string? name) in _service.FindAsync(journal.NewKeyName, cancellationToken).ConfigureAwait(false))
        {
            if (name == journal.NewKeyName)
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    private bool Store(SecretReference secret, SecureString key, DateTimeOffset? expiresOn)
    {
        SecretVault.SetKey(secret, key);
        if (expiresOn is { } end && secret == _secret)
        {
            _host.NoteExpiry(secret, end);
        }

        return true;
    }

    private Task<bool> RemoveNextAsync() => _host.InvokeAsync(() =>
    {
        if (SecretVault.Exists(_next))
        {
            SecretVault.RemoveKey(_next);
        }

        return true;
    });

    // The name says what it is to whoever looks at the console, and the end makes it the only one.
    private static string GetNewName(string name)
    {
        string plain = Regex.Replace(name, @" \(rotated [^)]*\)$", string.Empty);
        string end = string.Format(CultureInfo.InvariantCulture, " (rotated {0:yyyyMMdd'T'HHmmss'Z'} {1})", DateTime.UtcNow, Guid.NewGuid().ToString("N").Substring(0, 8));
        return (plain.Length + end.Length <= 255 ? plain : plain.Substring(0, 255 - end.Length)) + end;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
