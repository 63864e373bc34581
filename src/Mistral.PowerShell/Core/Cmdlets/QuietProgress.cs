using System;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>The progress of a cmdlet's secondary requests. It shows nothing, but lets a key be read again.</summary>
/// <param name="thread">The pipeline thread, which waits for the request.</param>
internal sealed class QuietProgress(IPipelineThread thread) : IProgress<TransportEvent>, IPipelineThread
{
    public void Report(TransportEvent value)
    {
    }

    public Task<T> InvokeAsync<T>(Func<T> function, CancellationToken cancellationToken) => thread.InvokeAsync(function, cancellationToken);
}
