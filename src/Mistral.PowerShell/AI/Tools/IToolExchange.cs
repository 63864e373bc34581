using System.Collections.Generic;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>The steps of a tool loop that depend on the API operation.</summary>
/// <typeparam name="TRequest">The type of the request.</typeparam>
/// <typeparam name="TReply">The type of the response.</typeparam>
internal interface IToolExchange<TRequest, TReply>
{
    /// <summary>Sends a request and returns the complete response.</summary>
    Task<TReply> SendAsync(TRequest request);

    /// <summary>Gets the tool calls of a response.</summary>
    IReadOnlyList<ToolCall> GetCalls(TReply reply);

    /// <summary>Creates the request with the results of the calls. It doesn't force a call, because the model would then never answer.</summary>
    TRequest Continue(TRequest request, TReply reply, IReadOnlyList<ToolResult> results);
}
