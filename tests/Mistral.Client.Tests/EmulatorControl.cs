using System;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

/// <summary>The emulator's test controls, over HTTP so that the same tests drive it from another process.</summary>
public sealed class EmulatorControl(Uri baseUri) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = baseUri };

    /// <param name="faultJson">A fault, or an array of faults, in the emulator's JSON format.</param>
    public Task AddFaultAsync(string faultJson, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "_emulator/faults", faultJson, cancellationToken);

    public Task ClearFaultsAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, "_emulator/faults", null, cancellationToken);

    /// <param name="filter">A query such as <c>path=/v1/chat&amp;aborted=1&amp;count=1&amp;wait=5</c>; empty for all entries.</param>
    public async Task<JsonElement> GetRequestsAsync(string filter, CancellationToken cancellationToken)
    {
        var body = await SendAsync(HttpMethod.Get, $"_emulator/requests?{filter}", null, cancellationToken);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    public Task ClearRequestsAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, "_emulator/requests", null, cancellationToken);

    /// <summary>Continues responses that a fault holds.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "_emulator/release", null, cancellationToken);

    public Task ResetAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "_emulator/reset", null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<string> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request, cancellationToken);
#if NET
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
#else
        var body = await response.Content.ReadAsStringAsync();
#endif
        return response.IsSuccessStatusCode
            ? body
            : throw new HttpRequestException($"{method} {path} gave {(int)response.StatusCode}: {body}");
    }
}
