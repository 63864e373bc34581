using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.Client.Errors;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>
/// Rotates the key of a saved connection. The vault always contains a key that works, and another run can finish or undo a
/// rotation that was interrupted at any time. Steps: create, store under a temporary name, verify, switch, revoke.
/// </summary>
internal sealed class KeyRotator
{
    private static readonly TimeSpan s_minWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(5);

    private readonly RotationPlan _plan;
    private readonly ApiKeyOperations _keys;
    private readonly IRotationHost _host;
    private readonly SecretReference _secret;
    private TimeSpan? _verifiedAfter;

    public KeyRotator(RotationPlan plan, ApiKeyOperations keys, IRotationHost host)
    {
        _plan = plan;
        _keys = keys;
        _host = host;
        _secret = plan.Saved.GetSecret()!;
    }

    private string Name => _plan.Saved.Name;

    /// <summary>Finishes or undoes an earlier run, or rotates the key. The caller must hold the lock of the connection.</summary>
    /// <returns>The result; null if an earlier run was undone and no new key is due.</returns>
    public async Task<KeyRotation?> RunAsync(CancellationToken cancellationToken)
    {
        RotationJournal? journal = RotationJournal.Find(Name);
        if (journal is { Step: RotationStep.Switched, OldKeyId: { } old } && old == _plan.OldKeyId)
        {
            // The old key was restored in the vault. It is in use and must not be revoked.
            journal.Delete();
            throw RotationException.Unfinished(
                Name, "the previous key has been restored in the vault.", $"It was not revoked. Revoke the new key, {journal.NewKeyId}, if it isn't used.");
        }

        if (journal?.Step is RotationStep.Creating or RotationStep.RollingBack || (journal?.Step is RotationStep.Stored && !MatchesConnection(journal)))
        {
            journal = await RecoverAsync(journal, cancellationToken).ConfigureAwait(false);
            if (journal is null && !_plan.IsNewKeyDue)
            {
                return null;
            }
        }

        journal ??= await CreateAsync(cancellationToken).ConfigureAwait(false);
        if (journal.Step is RotationStep.Stored)
        {
            journal = await SwitchAsync(journal, cancellationToken).ConfigureAwait(false);
        }

        return await FinishAsync(journal, cancellationToken).ConfigureAwait(false);
    }

    // An earlier run ended while it created a key or undid that. If the key is in the vault, it is used. Otherwise it is revoked.
    private async Task<RotationJournal?> RecoverAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        List<(string Id, DateTimeOffset? ExpiresOn)> made = await FindNewKeyAsync(journal, cancellationToken).ConfigureAwait(false);
        if (made.Count == 1)
        {
            RotationJournal known = journal with { NewKeyId = made[0].Id, NewExpiresOn = made[0].ExpiresOn };
            if (known.NewKeyId == _plan.OldKeyId)
            {
                // A slow vault stored the key after the earlier run ended.
                return (known with { Step = RotationStep.Switched }).Write();
            }

            if (journal.Step is RotationStep.Creating && MatchesConnection(journal) && await _host.InvokeAsync(() => MistralSession.Current.Secrets.Exists(journal.GetNext(), cancellationToken)).ConfigureAwait(false))
            {
                return (known with { Step = RotationStep.Stored }).Write();
            }
        }

        await UndoAsync(journal, cancellationToken).ConfigureAwait(false);
        return null;
    }

    // The connection may have been saved with another key since. The new key of the earlier run doesn't fit it.
    private bool MatchesConnection(RotationJournal journal) =>
        _plan.OldKeyId is null || _plan.OldKeyId == journal.OldKeyId || _plan.OldKeyId == journal.NewKeyId;

    private async Task<RotationJournal> CreateAsync(CancellationToken cancellationToken)
    {
        string mark = Guid.NewGuid().ToString("N").Substring(0, 8);
        RotationJournal journal = new RotationJournal
        {
            Connection = Name,
            Step = RotationStep.Creating,
            NewKeyName = NewApiKey.GetName(_plan.KeyName ?? Name, mark),
            NextSecretName = _secret.GetNextName(mark),
            NextVaultName = _secret.Vault,
            OldKeyId = _plan.OldKeyId,
            StartedAt = DateTimeOffset.Now,
            GracePeriod = _plan.GracePeriod,
        }.Write();

        NewApiKey made;
        try
        {
            ApiKeyRequest request = new() { WorkspaceId = _plan.WorkspaceId, UserId = _plan.UserId, Name = journal.NewKeyName, ExpiresOn = _plan.ExpiresOn };
            made = NewApiKey.From(await _keys.CreateAsync(request, _host.Progress, cancellationToken).ConfigureAwait(false));
        }
        catch (MistralApiException e) when (e.StatusCode is 401 or 403 or 404 or 422)
        {
            // The server refused the request, so it created no key.
            journal.Delete();
            throw RotationException.RolledBack(Name, e.Message);
        }
        catch (MistralApiException e)
        {
            // After a broken connection or a server error, the server may still have created a key.
            throw await RollBackAsync(journal, e.Message, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            _ = await _host.InvokeAsync(() => StoreNext(journal, made.Key, cancellationToken)).ConfigureAwait(false);
        }
        catch (ErrorRecordException e)
        {
            throw await RollBackAsync(journal with { NewKeyId = made.Id }, e.Message, cancellationToken).ConfigureAwait(false);
        }

        if (made.FindExpiryWarning(_plan.ExpiresOn) is { } warning)
        {
            await _host.InvokeAsync(() => { _host.Warn(warning); return true; }).ConfigureAwait(false);
        }

        return (journal with { Step = RotationStep.Stored, NewKeyId = made.Id, NewExpiresOn = made.ExpiresOn }).Write();
    }

    private async Task<RotationJournal> SwitchAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        SecureString? key = null;
        try
        {
            key = await _host.InvokeAsync(() => MistralSession.Current.Secrets.GetKey(journal.GetNext(), cancellationToken)).ConfigureAwait(false);
            await VerifyAsync(key, journal, cancellationToken).ConfigureAwait(false);
            _ = await _host.InvokeAsync(() => Switch(key, journal, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MistralApiException or ErrorRecordException)
        {
            throw await _host.InvokeAsync(() => IsOldKeyKept(key, journal, cancellationToken)).ConfigureAwait(false)
                ? await RollBackAsync(journal, e.Message, cancellationToken).ConfigureAwait(false)
                : RotationException.Unfinished(Name, e.Message, $"The vault no longer contains the old key, so the new key '{journal.NewKeyName}' was not revoked.");
        }

        // Other connections may use the same secret, and so the new key.
        _ = await _host.InvokeAsync(() =>
        {
            SavedConnections.UpdateUsersOf(
                _plan.IsSecret,
                saved => saved with { ApiKeyId = journal.NewKeyId, ExpiresOn = journal.NewExpiresOn, WorkspaceId = _plan.WorkspaceId, UserId = _plan.UserId },
                cancellationToken);
            return true;
        }).ConfigureAwait(false);
        TimeSpan grace = journal.GracePeriod > _plan.GracePeriod ? journal.GracePeriod : _plan.GracePeriod;
        return (journal with { Step = RotationStep.Switched, RevokeAfter = grace > TimeSpan.Zero ? DateTimeOffset.Now + grace : null }).Write();
    }

    private async Task<KeyRotation> FinishAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
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
                await _keys.RevokeAsync(journal.OldKeyId, _host.Progress, cancellationToken).ConfigureAwait(false);
            }
            catch (MistralApiException e)
            {
                throw RotationException.Unfinished(Name, e.Message, $"The new key is in use. The old key {journal.OldKeyId} must still be revoked.");
            }
        }

        await RemoveNextAsync(journal, cancellationToken).ConfigureAwait(false);
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
            ProvedAfter = _verifiedAfter,
            Duration = DateTimeOffset.Now - journal.StartedAt,
        };
    }

    // It may take a while until all servers know a new key.
    private async Task VerifyAsync(SecureString key, RotationJournal journal, CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        ConnectionNetwork network = await _host.InvokeAsync(() => ConnectionNetwork.Read(_plan.Saved, cancellationToken)).ConfigureAwait(false);
        using MistralClient client = ConnectionFactory.Open(
            _plan.Saved, new SecureStringKeySource(key, "the new key"), adminKeySource: null, network).Client;
        for (TimeSpan wait = s_minWait; ; wait = Min(s_maxWait, wait + wait))
        {
            try
            {
                if (await client.Identity.FindAsync(_host.Progress, cancellationToken: cancellationToken).ConfigureAwait(false) is not { } identity)
                {
                    _ = await client.Models.ListAsync(_host.Progress, cancellationToken).ConfigureAwait(false);
                }
                else if (identity.ApiKeyId is { } id && id != journal.NewKeyId)
                {
                    throw MistralApiException.InvalidArgument("The vault returned another key than the new one.");
                }

                _verifiedAfter = watch.Elapsed;
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

    private async Task<Exception> RollBackAsync(RotationJournal journal, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await UndoAsync((journal with { Step = RotationStep.RollingBack }).Write(), cancellationToken).ConfigureAwait(false);
            return RotationException.RolledBack(Name, reason);
        }
        catch (Exception e) when (e is MistralApiException or ErrorRecordException)
        {
            return RotationException.Unfinished(Name, reason, $"The old key still works. The new key '{journal.NewKeyName}' could not be revoked: {Sentences.End(e.Message)}");
        }
    }

    private async Task UndoAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        foreach ((string id, _) in await FindNewKeyAsync(journal, cancellationToken).ConfigureAwait(false))
        {
            await _keys.RevokeAsync(id, _host.Progress, cancellationToken).ConfigureAwait(false);
        }

        await RemoveNextAsync(journal, cancellationToken).ConfigureAwait(false);
        journal.Delete();
    }

    private async Task<List<(string Id, DateTimeOffset? ExpiresOn)>> FindNewKeyAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        List<(string, DateTimeOffset?)> made = [];
        await foreach (ApiKeyInfo key in _keys.FindAsync(journal.NewKeyName, _host.Progress, cancellationToken).ConfigureAwait(false))
        {
            if (key.Name == journal.NewKeyName)
            {
                made.Add((key.KeyId, key.ExpirationDate));
            }
        }

        return made;
    }

    private static bool StoreNext(RotationJournal journal, SecureString key, CancellationToken cancellationToken)
    {
        MistralSession.Current.Secrets.SetKey(journal.GetNext(), key, cancellationToken);
        return true;
    }

    // The old key is revoked after this, so the new key is read back from the vault to verify it.
    private bool Switch(SecureString key, RotationJournal journal, CancellationToken cancellationToken)
    {
        if (!MistralSession.Current.Secrets.TryReplaceKey(_secret, _plan.OldKey, key, cancellationToken))
        {
            throw MistralApiException.InvalidArgument($"The {_secret} was changed during the rotation.");
        }

        if (journal.NewExpiresOn is { } end)
        {
            _host.NoteExpiry(_secret, end);
        }

        return SecureStringConverter.AreEqual(key, MistralSession.Current.Secrets.GetKey(_secret, cancellationToken))
            ? true
            : throw SecretVaultException.NotStored(_secret);
    }

    // The last known key is never revoked: a vault may have stored the new key and still reported an error.
    private bool IsOldKeyKept(SecureString? newKey, RotationJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            return _plan.OldKeyId != journal.NewKeyId && !SecureStringConverter.AreEqual(newKey, MistralSession.Current.Secrets.GetKey(_secret, cancellationToken));
        }
        catch (Exception e) when (e is ErrorRecordException or MistralApiException)
        {
            return false;
        }
    }

    // The temporary secret isn't needed any more, so an error must not stop the rotation.
    private Task<bool> RemoveNextAsync(RotationJournal journal, CancellationToken cancellationToken) => _host.InvokeAsync(() =>
    {
        SecretReference next = journal.GetNext();
        try
        {
            MistralSession.Current.Secrets.Remove(next, cancellationToken);
            return true;
        }
        catch (SecretVaultException e)
        {
            _host.Warn($"The temporary {next} was not removed. {Sentences.End(e.Message)} Remove it with Remove-Secret -Name '{next.Name}'{(next.Vault is null ? string.Empty : $" -Vault '{next.Vault}'")}.");
            return false;
        }
    });

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
