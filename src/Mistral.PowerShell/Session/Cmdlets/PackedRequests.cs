using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>
/// Sends requests that have many inputs. Where the server refuses one, it is halved until the inputs that are at fault stand
/// alone. What is refused for the same reason as two others before, since when nothing has gone well, is not halved: the fault
/// lies in what all have in common.
/// </summary>
/// <param name="send">Sends one request.</param>
/// <param name="write">Writes what came of its inputs.</param>
/// <param name="report">Reports inputs that nothing came of. It may be half of those that were sent together.</param>
internal sealed class PackedRequests<TInput, TResult>(
    Func<IReadOnlyList<TInput>, CancellationToken, Task<TResult>> send,
    Func<IReadOnlyList<TInput>, TResult, Task> write,
    Action<MistralApiException, IReadOnlyList<TInput>> report)
{
    private volatile bool _anyMade;

    // What all inputs of a request were refused for, where nothing has gone well yet: the next ones will be as well.
    private volatile string? _refusedAll;

    /// <summary>Sends the inputs, in as many requests as it takes.</summary>
    public async Task RunAsync(IReadOnlyList<TInput> inputs, CancellationToken cancellationToken)
    {
        Stack<IReadOnlyList<TInput>> parts = new([inputs]);
        List<FailedPart> lost = [];
        while (parts.Count > 0)
        {
            IReadOnlyList<TInput> part = parts.Pop();
            try
            {
                TResult result = await send(part, cancellationToken).ConfigureAwait(false);
                (_refusedAll, _anyMade) = (null, true);
                Report(lost);
                await write(part, result).ConfigureAwait(false);
            }
            catch (MistralApiException e) when (part.Count > 1 && (IsTooLarge(e) || (IsRefusal(e) && e.Message != _refusedAll && lost.Count(l => l.Failure.Message == e.Message) < 2)))
            {
                int half = part.Count / 2;
                parts.Push([.. part.Skip(half)]);
                parts.Push([.. part.Take(half)]);
            }
            catch (MistralApiException e)
            {
                lost.Add(new FailedPart(e, part));
                if (!IsRefusal(e))
                {
                    Report(lost);
                }
            }
        }

        if (lost.Count > 1 && lost.Sum(l => l.Inputs.Count) == inputs.Count && lost.TrueForAll(l => l.Failure.Message == lost[0].Failure.Message))
        {
            lost = [new FailedPart(lost[0].Failure, inputs)];
            _refusedAll = _anyMade ? null : lost[0].Failure.Message;
        }

        Report(lost);
    }

    private void Report(List<FailedPart> lost)
    {
        foreach (FailedPart part in lost)
        {
            report(part.Failure, part.Inputs);
        }

        lost.Clear();
    }

    private static bool IsRefusal(MistralApiException failure) => failure.StatusCode is 400 or 413 or 422;

    // How many tokens an input has only the server knows, so that a request that holds more than it may has nothing wrong with it.
    private static bool IsTooLarge(MistralApiException failure) =>
        failure.StatusCode == 413
        || (IsRefusal(failure) && Regex.IsMatch(failure.Message, "too (many|large|long|big)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    private readonly record struct FailedPart(MistralApiException Failure, IReadOnlyList<TInput> Inputs);
}
