using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Features.ApiKeys;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Cmdlets;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Update, "MistralApiKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = NameSet)]
[OutputType(typeof(KeyRotation))]
public sealed class UpdateMistralApiKeyCommand : ConnectedCmdlet, IRotationHost
{
    private const string NameSet = "Name";
    private const string AllSet = "All";
    private const int DefaultDays = 90;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    // The secrets that this command has processed. Several connections may share one.
    private readonly HashSet<(string, string?, string?)> _done = [];
    private SecretPlaces? _places;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    [Parameter]
    public TimeSpan ExpiringWithin { get; set; } = TimeSpan.MaxValue;

    [Parameter]
    public DateTimeOffset? ExpiresOn { get; set; }

    [Parameter]
    public TimeSpan GracePeriod { get; set; }

    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSeconds { get; set; } = 120;

    [Parameter]
    public SwitchParameter Force { get; set; }

    IProgress<TransportEvent> IRotationHost.Progress => this;

    // Each saved connection has its own keys. The session's Admin API key is used only for connections without one.
    protected override void BeginProcessing() => InvokeOrTerminate(() =>
    {
        CheckSpan(nameof(ExpiringWithin), ExpiringWithin);
        CheckSpan(nameof(GracePeriod), GracePeriod);
        NewApiKey.CheckExpiry(ExpiresOn);
    });

    // PowerShell converts a number to ticks, which is never intended.
    private static void CheckSpan(string parameter, TimeSpan span)
    {
        if (span < TimeSpan.Zero || (span > TimeSpan.Zero && span < TimeSpan.FromMilliseconds(1)))
        {
            throw MistralApiException.InvalidArgument($"-{parameter} is only {span.Ticks} ticks. For 30 days, specify 30.00:00:00 or (New-TimeSpan -Days 30).");
        }
    }

    protected override void ProcessRecord()
    {
        IReadOnlyList<SavedConnection> chosen = All
            ? [.. InvokeOrTerminate(SavedConnections.GetAll).Where(c => c.SecretName is not null)]
            : [.. Name.Select(Find).OfType<SavedConnection>()];
        foreach (SavedConnection saved in Order(chosen))
        {
            if (IsDone(saved) && !RotationJournal.Exists(saved.Name))
            {
                WriteVerbose($"The key of '{saved.Name}' is in the {saved.GetSecret()}, which was already rotated for another connection.");
                continue;
            }

            RunAsync(token => RotateAsync(saved, token), target: saved.Name, ofFile: ErrorCategory.WriteError);
        }
    }

    // Of connections with the same secret, the first is the one whose unfinished rotation has come furthest, or one with an Admin API key.
    private IEnumerable<SavedConnection> Order(IReadOnlyList<SavedConnection> chosen) => chosen
        .GroupBy(GetIdentity)
        .SelectMany(shared => shared.OrderByDescending(c => GetProgress(c.Name)).ThenByDescending(c => c.AdminSecretName is not null));

    private static int GetProgress(string connection)
    {
        try
        {
            return RotationJournal.Find(connection)?.Step switch
            {
                null => 0,
                RotationStep.Switched => 3,
                RotationStep.Stored => 2,
                _ => 1,
            };
        }
        catch (SavedConnectionException)
        {
            // The rotation itself reports a damaged journal.
            return 1;
        }
    }

    private SecretPlaces Places => _places ??= new(StopToken);

    // A connection that names no vault may share its secret with one that does.
    private (string, string?, string?)? GetIdentity(SavedConnection saved) => saved.GetSecret() is { } secret ? Places.Resolve(secret).Identity : null;

    private bool IsDone(SavedConnection saved) => GetIdentity(saved) is { } identity && _done.Contains(identity);

    private bool SetDone(SavedConnection saved) => GetIdentity(saved) is { } identity && _done.Add(identity);

    Task<T> IRotationHost.InvokeAsync<T>(Func<T> function) => InvokeAsync(function);

    void IRotationHost.Warn(string message) => WriteWarning(message);

    void IRotationHost.NoteExpiry(SecretReference secret, DateTimeOffset expiresOn) =>
        new ConnectionStore(WriteWarning, StopToken).NoteExpiry(secret, expiresOn);

    // An unfinished rotation is always due. The expiry is also read from the vault, because another machine may have rotated the key.
    private bool IsDue(SavedConnection saved) =>
        RotationJournal.Exists(saved.Name) || IsExpiryDue(saved);

    private bool IsExpiryDue(SavedConnection saved) =>
        ExpiringWithin == TimeSpan.MaxValue
        || (ExpiresSoon(saved.ExpiresOn) && ExpiresSoon(GetVaultExpiry(saved) ?? saved.ExpiresOn));

    private bool ExpiresSoon(DateTimeOffset? end) => end - DateTimeOffset.Now <= ExpiringWithin;

    private DateTimeOffset? GetVaultExpiry(SavedConnection saved) =>
        saved.GetSecret() is { } secret ? MistralSession.Current.SecretExpiry.Get(secret, StopToken) : null;

    private SavedConnection? Find(string name)
    {
        SavedConnection? saved = null;
        _ = InvokeOrWriteError(() => saved = SavedConnections.Get(name), name);
        return saved;
    }

    private async Task RotateAsync(SavedConnection saved, CancellationToken cancellationToken)
    {
        // An error of one connection doesn't affect the others.
        IDisposable turn = Lock(saved.Name, cancellationToken);
        try
        {
            // Another process may have changed the connection during the wait, so it is read again.
            saved = SavedConnections.Get(saved.Name);
            if (!await InvokeAsync(() => IsDue(saved)).ConfigureAwait(false))
            {
                Post(() => WriteVerbose($"The key of '{saved.Name}' is not due."));
                return;
            }

            MistralConnection connection = await InvokeAsync(() => Open(saved)).ConfigureAwait(false);
            using MistralClient client = connection.Client;
            RotationPlan plan = await CreatePlanAsync(saved, connection, cancellationToken).ConfigureAwait(false);
            if (NeedsConfirmation)
            {
                // The lock is released while the user is asked, because that may take hours.
                turn.Dispose();
            }

            if (!await InvokeAsync(() => IsConfirmed(plan)).ConfigureAwait(false))
            {
                _ = await InvokeAsync(() => SetDone(saved)).ConfigureAwait(false);
                return;
            }

            if (NeedsConfirmation)
            {
                turn = Lock(saved.Name, cancellationToken);
                if (SavedConnections.Find(saved.Name) != saved)
                {
                    throw RotationException.Changed(saved.Name);
                }
            }

            KeyRotation? done = await new KeyRotator(plan, client.ApiKeys, this).RunAsync(cancellationToken).ConfigureAwait(false);
            if (done is null)
            {
                Post(() => WriteVerbose($"The unfinished rotation of '{saved.Name}' was undone. Its key has been rotated since."));
                return;
            }

            _ = await InvokeAsync(() => SetDone(saved) | Reopen(saved)).ConfigureAwait(false);
            await WriteAsync(done).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ErrorRecordException or MistralApiException)
        {
            await InvokeAsync(() =>
            {
                WriteError(e is MistralApiException failure ? ErrorRecords.From(failure, saved.Name) : ((ErrorRecordException)e).ToRecord(saved.Name));
                return true;
            }).ConfigureAwait(false);
        }
        finally
        {
            turn.Dispose();
        }
    }

    private IDisposable Lock(string name, CancellationToken cancellationToken) =>
        RotationJournal.Lock(name, s_timeout + TimeSpan.FromSeconds(TimeoutSeconds), cancellationToken);

    private bool IsConfirmGiven => MyInvocation.BoundParameters.ContainsKey("Confirm");

    // A rotation has a high impact, so every $ConfirmPreference except None asks for confirmation.
    private bool NeedsConfirmation => !IsWhatIf && (IsConfirmGiven || !Force) && ConfirmThreshold is not null;

    // The old key may be used elsewhere, so the user must know that it stops working.
    private bool IsConfirmed(RotationPlan plan)
    {
        string name = plan.Saved.Name;
        RotationJournal? journal = RotationJournal.Find(name);
        bool isSwitched = journal?.Step is RotationStep.Switched;
        IReadOnlyList<string> holders = KeyHolders.Find(
            plan.Saved,
            isSwitched ? journal!.OldKeyId : plan.OldKeyId,
            isSwitched ? null : plan.OldKey,
            StopToken);
        string description = plan.Describe(journal);
        if (holders.Count > 0)
        {
            string list = string.Join(", ", holders);
            description += $". The old key is also used by {list}, where it stops working";
            WriteWarning($"The key of '{name}' is also used by {list}, where it stops working after it is revoked. Store the new key there as well.");
        }

        if (Force && !IsWhatIf && !IsConfirmGiven)
        {
            return true;
        }

        try
        {
            return ShouldProcess(name, description);
        }
        catch (Exception e) when (HostInteractivity.IsUnavailable(e))
        {
            throw RotationException.NotConfirmed(name);
        }
    }

    // With the Admin API key of the connection, or else of the session.
    private MistralConnection Open(SavedConnection saved)
    {
        if (saved.SecretName is null)
        {
            throw RotationException.NoVaultKey(saved.Name);
        }

        ApiKeySource adminKeys = ConnectionFactory.GetAdminKeySource(saved, StopToken)
            ?? (Connection?.Open(StopToken) ?? MistralSession.Current.Connection.Find(StopToken))?.AdminKeys
            ?? throw MistralApiException.AdminKeyNeeded(ApiKeyOperations.Path, $"neither the saved connection '{saved.Name}' nor this session has one");
        return ConnectionFactory.Open(saved, GetKeySource(saved), adminKeys, ConnectionNetwork.Read(saved, StopToken));
    }

    // If a vault was stopped during the switch, it may have lost the old key, but the new one is in the temporary secret.
    private ApiKeySource GetKeySource(SavedConnection saved)
    {
        try
        {
            return ConnectionFactory.GetKeySource(saved, StopToken);
        }
        catch (SecretVaultException e) when (e.IsNotFound && RotationJournal.Find(saved.Name) is { Step: RotationStep.Stored } journal)
        {
            return new VaultKeySource(journal.GetNext(), StopToken);
        }
    }

    private async Task<RotationPlan> CreatePlanAsync(SavedConnection saved, MistralConnection connection, CancellationToken cancellationToken)
    {
        KeyIdentity? identity = null;
        try
        {
            identity = await connection.Client.Identity.FindAsync(this, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.Authentication)
        {
            // The key has expired or was revoked, so the owner in the saved connection is used.
        }

        return new RotationPlan
        {
            // A secret can be read without its vault, but not be replaced.
            Saved = await InvokeAsync(() => saved with { VaultName = Places.Resolve(saved.GetSecret()!).Vault }).ConfigureAwait(false),
            IsSecret = secret => Places.Resolve(secret).Identity == GetIdentity(saved),
            IsNewKeyDue = await InvokeAsync(() => !IsDone(saved) && IsExpiryDue(saved)).ConfigureAwait(false),
            KeyName = identity?.ApiKeyName,
            OldKey = await connection.Keys.GetAsync(cancellationToken).ConfigureAwait(false),
            OldKeyId = identity?.ApiKeyId ?? saved.ApiKeyId,
            WorkspaceId = identity?.WorkspaceId ?? saved.WorkspaceId ?? throw RotationException.UnknownOwner(saved.Name),
            UserId = identity?.UserId ?? saved.UserId ?? throw RotationException.UnknownOwner(saved.Name),
            ExpiresOn = ExpiresOn ?? (saved.ExpiresOn is null ? null : DateTimeOffset.Now.AddDays(DefaultDays)),
            GracePeriod = GracePeriod,
            ProofTimeout = TimeSpan.FromSeconds(TimeoutSeconds),
        };
    }

    // The session's connection gets the new key and its expiry.
    private bool Reopen(SavedConnection rotated)
    {
        if (MistralSession.Current.Connection.FindConnected() is { Name: { } name } current && SavedConnections.Find(name) is { } saved && GetIdentity(saved) == GetIdentity(rotated))
        {
            MistralSession.Current.Connection.Set(current.Renew(saved, StopToken));
        }

        return true;
    }
}
