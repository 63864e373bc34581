using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Test, "MistralConnection")]
[OutputType(typeof(ConnectionTest), typeof(bool))]
[Operation("GET", "/v1/users/me")]
public sealed class TestMistralConnectionCommand : ConnectedCmdlet
{
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override void BeginProcessing()
    {
        // Without a key the question still has an answer: no.
        if (Quiet && Connection is null && CurrentConnection.Find() is null)
        {
            return;
        }

        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        if (Connection is null && CurrentConnection.Find() is null)
        {
            WriteObject(false);
            return;
        }

        RunAsync(TestAsync, target: null);
    }

    private async Task TestAsync(CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        ConnectionTest result;
        try
        {
            JsonElement identity = await WhoAmIAsync(cancellationToken).ConfigureAwait(false);
            result = new ConnectionTest
            {
                BaseUri = ActiveConnection.BaseUri,
                KeySource = ActiveConnection.KeySource,
                IsReachable = true,
                IsAuthenticated = true,
                Identity = Text(identity, "email") ?? Text(identity, "id"),
                Workspace = Text(Member(identity, "workspace"), "name"),
                Organization = Text(Member(identity, "organization"), "name"),
                ApiKeyId = Text(Member(identity, "api_key"), "id"),
                Latency = watch.Elapsed,
            };
        }
        catch (MistralApiException e)
        {
            result = new ConnectionTest
            {
                BaseUri = ActiveConnection.BaseUri,
                KeySource = ActiveConnection.KeySource,
                IsReachable = e.StatusCode is not null,
                Latency = watch.Elapsed,
                Problem = e.Message,
            };
        }

        await WriteAsync(Quiet ? result.IsAuthenticated : result).ConfigureAwait(false);
    }

    // Gateways and regional hosts may not know who the key belongs to; that they list models is proof enough of the key.
    private async Task<JsonElement> WhoAmIAsync(CancellationToken cancellationToken)
    {
        try
        {
            MistralReply reply = await Client.SendAsync(new MistralRequest("GET", "/v1/users/me"), this, cancellationToken).ConfigureAwait(false);
            return reply.ReadJson();
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.NotFound or MistralErrorKind.PermissionDenied)
        {
            _ = await Client.Models.ListAsync(this, cancellationToken).ConfigureAwait(false);
            return default;
        }
    }

    private static JsonElement Member(JsonElement holder, string name) =>
        holder.ValueKind is JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement value) ? value : default;

    private static string? Text(JsonElement holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
