using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>
/// Sends requests that have many inputs. A request that is refused is split in half until the invalid inputs stand alone. After
/// three refusals for the same reason without a success in between, the splitting ends, because the reason concerns all inputs.
/// </summary>
/// <param name="send">Sends one request.</param>
/// <param name="write">Writes the results of its inputs.</param>
/// <param name="report">Reports inputs without a result. They may be a part of those that were sent together.</param>
internal sealed class PackedRequests<TInput, TResult>(
    Func<IReadOnlyList<TInput>, CancellationToken, Task<TResult>> send,
    Func<IReadOnlyList<TInput>, TResult, Task> write,
    Action<MistralApiException, IReadOnlyList<TInput>> report)
{
    private volatile bool _hasSucceeded;

    // The error of a request whose inputs were all refused, if no request has succeeded. The next inputs would fail too.
    private volatile string? _commonError;

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
                (_commonError, _hasSucceeded) = (null, true);
                Report(lost);
                await write(part, result).ConfigureAwait(false);
            }
            catch (MistralApiException e) when (part.Count > 1 && (IsTooLarge(e) || (IsRefusal(e) && e.Message != _commonError && lost.Count(l => l.Failure.Message == e.Message) < 2)))
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
            _commonError = _hasSucceeded ? null : lost[0].Failure.Message;
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

    // Only the server knows the number of tokens, so a request that is too large isn't an error of the user.
    private static bool IsTooLarge(MistralApiException failure) =>
        failure.StatusCode == 413
        || (IsRefusal(failure) && Regex.IsMatch(failure.Message, "too (many|large|long|big)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    private readonly record struct FailedPart(MistralApiException Failure, IReadOnlyList<TInput> Inputs);
}
