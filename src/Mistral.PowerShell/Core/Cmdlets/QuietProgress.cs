using System;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>The progress of a cmdlet's secondary requests. It shows only debug messages, and lets a key be read again.</summary>
/// <param name="thread">The pipeline thread, which waits for the request.</param>
/// <param name="debug">Writes a debug message; null if it isn't shown.</param>
internal sealed class QuietProgress(IPipelineThread thread, Action<string>? debug = null) : IProgress<TransportEvent>, IPipelineThread
{
    public void Report(TransportEvent value) => debug?.Invoke(value.ToString());

    public Task<T> InvokeAsync<T>(Func<T> function, CancellationToken cancellationToken) => thread.InvokeAsync(function, cancellationToken);
}
