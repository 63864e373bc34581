using System;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>Makes a parameter a condition of the search: the field has one of the values.</summary>
/// <param name="field">The field, as <c>Get-MistralTelemetryField</c> lists it.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConditionAttribute(string field) : Attribute
{
    /// <summary>The field.</summary>
    public string Field { get; } = field;

    /// <summary>The operator of the search language.</summary>
    public string Operator { get; init; } = SearchExpression.EqualTo;
}
