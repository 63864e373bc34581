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
    private const int UsualDays = 90;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    // The secrets that this command is done with. Several connections may share one.
    private readonly HashSet<(string, string?, string?)> _done = [];

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

    // Each saved connection brings its own keys; the session's is asked for an Admin API key only where one has none.
    protected override void BeginProcessing() => InvokeOrTerminate(() =>
    {
        CheckSpan(nameof(ExpiringWithin), ExpiringWithin);
        CheckSpan(nameof(GracePeriod), GracePeriod);
        NewApiKey.CheckExpiry(ExpiresOn);
    });

    // PowerShell reads a bare number as ticks, of which nobody wants a few.
    private static void CheckSpan(string parameter, TimeSpan span)
    {
        if (span < TimeSpan.Zero || (span > TimeSpan.Zero && span < TimeSpan.FromMilliseconds(1)))
        {
            throw MistralApiException.InvalidArgument($"-{parameter} is {span.Ticks} ten-millionths of a second. For days write 30.00:00:00, or (New-TimeSpan -Days 30).");
        }
    }

    protected override void ProcessRecord()
    {
        IReadOnlyList<SavedConnection> chosen = All
            ? [.. InvokeOrTerminate(SavedConnections.GetAll).Where(c => c.SecretName is not null)]
            : [.. Name.Select(Find).OfType<SavedConnection>()];
        foreach (SavedConnection saved in Order(chosen))
        {
            if (saved.GetSecret() is { } secret && _done.Contains(secret.Identity) && !RotationJournal.Exists(saved.Name))
            {
                WriteVerbose($"The key of '{saved.Name}' is in the {secret}, as is that of another connection that was rotated.");
                continue;
            }

            RunAsync(token => RotateAsync(saved, token), target: saved.Name, ofFile: ErrorCategory.WriteError);
        }
    }

    // Of those that share a secret, the first is the one whose rotation was begun, or that has an Admin API key to rotate it with.
    private static IEnumerable<SavedConnection> Order(IReadOnlyList<SavedConnection> chosen) => chosen
        .GroupBy(c => c.GetSecret()?.Identity)
        .SelectMany(shared => shared.OrderByDescending(c => RotationJournal.Exists(c.Name)).ThenByDescending(c => c.AdminSecretName is not null));

    Task<T> IRotationHost.InvokeAsync<T>(Func<T> function) => InvokeAsync(function);

    void IRotationHost.Warn(string message) => WriteWarning(message);

    void IRotationHost.NoteExpiry(SecretReference secret, DateTimeOffset expiresOn) =>
        new ConnectionStore(WriteWarning, StopToken).NoteExpiry(secret, expiresOn);

    // What an earlier run left is due at any time. The vault is asked as well, for another machine may have rotated the key in it.
    private bool IsDue(SavedConnection saved) =>
        ExpiringWithin == TimeSpan.MaxValue
        || RotationJournal.Exists(saved.Name)
        || (EndsSoon(saved.ExpiresOn) && EndsSoon(GetVaultExpiry(saved) ?? saved.ExpiresOn));

    private bool EndsSoon(DateTimeOffset? end) => end - DateTimeOffset.Now <= ExpiringWithin;

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
        // One connection that fails does not keep the others from their turn.
        IDisposable turn = Lock(saved.Name, cancellationToken);
        try
        {
            // Whoever waits for a turn finds another key than before: nothing known of the connection until now counts.
            saved = SavedConnections.Get(saved.Name);
            if (!await InvokeAsync(() => IsDue(saved)).ConfigureAwait(false))
            {
                Post(() => WriteVerbose($"The key of '{saved.Name}' is not due."));
                return;
            }

            MistralConnection connection = await InvokeAsync(() => Open(saved)).ConfigureAwait(false);
            using MistralClient client = connection.Client;
            RotationPlan plan = await CreatePlanAsync(saved, connection, cancellationToken).ConfigureAwait(false);
            if (AsksFirst)
            {
                // A person may take hours to answer, and nobody else has to wait that long.
                turn.Dispose();
            }

            if (!await InvokeAsync(() => IsConfirmed(plan)).ConfigureAwait(false))
            {
                _ = _done.Add(saved.GetSecret()!.Identity);
                return;
            }

            if (AsksFirst)
            {
                turn = Lock(saved.Name, cancellationToken);
                if (SavedConnections.Find(saved.Name) != saved)
                {
                    throw RotationException.Changed(saved.Name);
                }
            }

            KeyRotation done = await new KeyRotator(plan, client.ApiKeys, this).RunAsync(cancellationToken).ConfigureAwait(false);
            _ = _done.Add(saved.GetSecret()!.Identity);
            await InvokeAsync(() => Reopen(saved.GetSecret()!)).ConfigureAwait(false);
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

    // The impact of a rotation is high, so that any preference but None has it confirmed.
    private bool AsksFirst => !IsWhatIf && (IsConfirmGiven || !Force) && ConfirmThreshold is not null;

    // The old key may be in use elsewhere, where it stops working: who is asked knows.
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
            description += $". The old key is also that of {list}, where it stops working";
            WriteWarning($"The key of '{name}' is also that of {list}, where it stops working once it is revoked. Store the new key there as well.");
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

    // With the Admin API key of the connection, else of the session.
    private MistralConnection Open(SavedConnection saved)
    {
        if (saved.SecretName is null)
        {
            throw RotationException.NoVaultKey(saved.Name);
        }

        ApiKeySource adminKeys = ConnectionFactory.GetAdminKeySource(saved, StopToken)
            ?? (Connection?.Open(StopToken) ?? MistralSession.Current.Connection.Find())?.AdminKeys
            ?? throw MistralApiException.AdminKeyNeeded(ApiKeyOperations.Path, $"neither the saved connection '{saved.Name}' nor this session has one");
        return ConnectionFactory.Open(saved, GetKeySource(saved), adminKeys, ConnectionFactory.GetProxyCredential(saved, StopToken), headers: null);
    }

    // A vault that was stopped in the middle of the switch may have lost the old key and not got the new one, which lies beside.
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
            // The key has expired or is gone: what was noted when it was saved has to do.
        }

        return new RotationPlan
        {
            Saved = saved,
            KeyName = identity?.ApiKeyName,
            OldKey = await connection.Keys.GetAsync(cancellationToken).ConfigureAwait(false),
            OldKeyId = identity?.ApiKeyId ?? saved.ApiKeyId,
            WorkspaceId = identity?.WorkspaceId ?? saved.WorkspaceId ?? throw RotationException.UnknownOwner(saved.Name),
            UserId = identity?.UserId ?? saved.UserId ?? throw RotationException.UnknownOwner(saved.Name),
            ExpiresOn = ExpiresOn ?? (saved.ExpiresOn is null ? null : DateTimeOffset.Now.AddDays(UsualDays)),
            GracePeriod = GracePeriod,
            ProofTimeout = TimeSpan.FromSeconds(TimeoutSeconds),
        };
    }

    // The session goes on with the new key, and knows its end.
    private bool Reopen(SecretReference secret)
    {
        if (MistralSession.Current.Connection.Find() is { Name: { } name } current && SavedConnections.Find(name) is { } saved && saved.GetSecret()?.Identity == secret.Identity)
        {
            MistralSession.Current.Connection.Set(current.Renew(saved, StopToken));
        }

        return true;
    }
}
