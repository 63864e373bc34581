using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>The base of cmdlets that search traces, spans, evaluations or logs.</summary>
public abstract class TelemetrySearchCommand : OperationCommand
{
    [Parameter]
    [Query("from")]
    public DateTimeOffset? After { get; set; }

    [Parameter]
    [Query("to")]
    public DateTimeOffset? Before { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public IDictionary? Filter { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExpressionCompleter))]
    [Alias("SearchExpression")]
    [Body("search_expression")]
    public string? Expression { get; set; }

    private protected override Dictionary<string, object?> CreateBody()
    {
        TelemetryPeriod.Check(After, Before);
        Dictionary<string, object?> body = base.CreateBody();
        if (SearchExpression.Join([.. GetConditions(), .. SearchExpression.Read(Filter), Expression is null ? null : SearchExpression.Check(Expression)]) is { } expression)
        {
            body["search_expression"] = expression;
        }

        return body;
    }

    private protected override async Task<Dictionary<string, object?>?> CompleteBodyAsync(
        Dictionary<string, object?>? body, IReadOnlyDictionary<string, string> path, CancellationToken cancellationToken)
    {
        foreach (string warning in await new TelemetryFields(Client, this).CheckAsync(Shape.Operations[0].Path, body!, cancellationToken).ConfigureAwait(false))
        {
            Post(() => WriteWarning(warning));
        }

        return body;
    }

    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [];

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => [TelemetryObjects.Read(reply, operation)];

    private IEnumerable<string> GetConditions() =>
        from property in GetType().GetProperties()
        let condition = property.GetCustomAttribute<ConditionAttribute>()
        where condition is not null && IsBound(property)
        select SearchExpression.Write(condition.Field, condition.Operator, FieldValue.Spell(property, property.GetValue(this)));
}
