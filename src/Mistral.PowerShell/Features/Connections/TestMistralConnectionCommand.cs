using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Test, "MistralConnection")]
[OutputType(typeof(ConnectionTest), typeof(bool))]
[Operation("GET", "/v1/users/me", IsSecondary = true)]
public sealed class TestMistralConnectionCommand : ConnectedCmdlet
{
    private bool _isConnected = true;

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override void BeginProcessing()
    {
        // Without a key, the result of -Quiet is false.
        if (Quiet && Connection is null && InvokeOrTerminate(() => MistralSession.Current.Connection.Find(StopToken)) is null)
        {
            _isConnected = false;
            return;
        }

        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        if (_isConnected)
        {
            RunAsync(TestAsync, target: null);
        }
        else
        {
            WriteObject(false);
        }
    }

    private async Task TestAsync(CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        ConnectionTest result;
        try
        {
            KeyIdentity? identity = !Client.Identity.IsAvailable ? null : await Client.Identity.FindAsync(this, isProvedOtherwise: true, cancellationToken).ConfigureAwait(false);
            if (identity is null)
            {
                // If the server doesn't return the owner of the key, the list of models verifies the key.
                _ = await Client.Models.ListAsync(this, cancellationToken).ConfigureAwait(false);
            }

            result = new ConnectionTest
            {
                BaseUri = ActiveConnection.BaseUri,
                KeySource = ActiveConnection.KeySource,
                IsReachable = true,
                IsAuthenticated = true,
                Identity = identity?.Email ?? identity?.UserId,
                Workspace = identity?.WorkspaceName,
                Organization = identity?.OrganizationName,
                ApiKeyId = identity?.ApiKeyId,
                Latency = watch.Elapsed,
            };
        }
        catch (MistralApiException e) when (e.Kind is not MistralErrorKind.NotOnPlatform)
        {
            result = new ConnectionTest
            {
                BaseUri = ActiveConnection.BaseUri,
                KeySource = ActiveConnection.KeySource,
                IsReachable = e.StatusCode is not null,
                Latency = watch.Elapsed,
                Problem = ErrorRecords.FindAddressHint(e) is { } hint ? Sentences.Join(e.Message, hint) : e.Message,
            };
        }

        await WriteAsync(Quiet ? result.IsAuthenticated : result).ConfigureAwait(false);
    }
}
