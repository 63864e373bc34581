using System;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>For requests that a cmdlet sends on the side: shows nobody what happens on the wire, and still lets a key be read again.</summary>
/// <param name="thread">The pipeline thread that waits.</param>
internal sealed class QuietProgress(IPipelineThread thread) : IProgress<TransportEvent>, IPipelineThread
{
    public void Report(TransportEvent value)
    {
    }

    public Task<T> InvokeAsync<T>(Func<T> function, CancellationToken cancellationToken) => thread.InvokeAsync(function, cancellationToken);
}
