using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>A line of the results.</summary>
/// <param name="Result">The result; null if the line isn't valid.</param>
/// <param name="Input">Its request; null if it isn't known.</param>
/// <param name="Problem">What is wrong with the line itself; null if it is a result.</param>
internal readonly record struct BatchResultLine(BatchResult? Result, BatchInput? Input, ErrorRecord? Problem);
