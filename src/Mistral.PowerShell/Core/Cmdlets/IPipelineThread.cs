using System;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>The pipeline thread of a cmdlet that waits for asynchronous code.</summary>
internal interface IPipelineThread
{
    /// <summary>Runs a function on the thread and waits for its result.</summary>
    Task<T> InvokeAsync<T>(Func<T> function, CancellationToken cancellationToken);
}
