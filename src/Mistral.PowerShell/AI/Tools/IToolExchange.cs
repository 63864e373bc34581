using System.Collections.Generic;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>What a round of calls is in one of the model's operations.</summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <typeparam name="TReply">What the model replies.</typeparam>
internal interface IToolExchange<TRequest, TReply>
{
    /// <summary>Sends a request and gives the whole reply.</summary>
    Task<TReply> SendAsync(TRequest request);

    /// <summary>Gets the calls that a reply asks for.</summary>
    IReadOnlyList<ToolCall> GetCalls(TReply reply);

    /// <summary>Makes the request that goes on with what the calls gave. It forces no call: the model would never come to an answer.</summary>
    TRequest Continue(TRequest request, TReply reply, IReadOnlyList<ToolResult> results);
}
