using System;
using System.Collections.Generic;
using System.Linq;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;
using Xunit;

namespace Mistral.Conformance.Tests;

/// <summary>Holds every cmdlet against the API's own document.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const int OperationsInAll = 294;

    public static TheoryData<string> Cmdlets => [.. CmdletShape.All.Where(c => c.Operations.Count > 0).Select(c => c.Name)];

    [Fact]
    public void The_documents_contain_all_operations() => Assert.Equal(OperationsInAll, ApiDocument.Get().Operations.Count);

    [Fact]
    public void Each_operation_is_claimed_by_one_cmdlet_or_is_on_the_list_with_a_reason()
    {
        ApiDocument document = ApiDocument.Get();
        var claims = CmdletShape.All.SelectMany(c => c.Operations.Where(o => !o.IsSecondary).Select(o => (Cmdlet: c.Name, Operation: $"{o.Method} {o.Path}"))).ToArray();
        Assert.Empty(claims.GroupBy(c => c.Operation).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(c => c.Cmdlet))}"));

        HashSet<string> claimed = [.. claims.Select(c => c.Operation)];
        bool IsClaimed(ApiOperation operation) => claimed.Contains($"{operation.Method} {operation.Path}");
        foreach (IGrouping<string, ApiOperation> area in document.Operations.GroupBy(o => o.Area).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{area.Key,-40} {area.Count(IsClaimed),4} of {area.Count(),4}");
        }

        output.WriteLine($"{"all",-40} {document.Operations.Count(IsClaimed),4} of {document.Operations.Count,4}");

        UnclaimedOperations list = UnclaimedOperations.Read();
        Assert.Empty(document.Operations.Where(o => IsClaimed(o) && list.Has(o)).Select(o => $"{o.Key} is claimed: take it off {UnclaimedOperations.FileName}."));
        Assert.Empty(document.Operations.Where(o => !IsClaimed(o) && !list.Has(o)).Select(o => $"{o.Key} ({o.Area}) is claimed by no cmdlet: write one, or put it on {UnclaimedOperations.FileName} with a reason."));
        Assert.Empty(list.Keys.Except(document.Operations.Select(o => o.Key)).Select(k => $"{k} on {UnclaimedOperations.FileName} is no operation of the API."));
        Assert.Empty(list.WithoutReason.Select(k => $"{k} on {UnclaimedOperations.FileName} has no reason."));
    }

    [Theory]
    [InlineData("audio")]
    [InlineData("batch")]
    [InlineData("beta.admin")]
    [InlineData("beta.agents")]
    [InlineData("beta.conversations")]
    [InlineData("beta.connectors")]
    [InlineData("beta.libraries")]
    [InlineData("beta.observability.datasets.records")]
    [InlineData("beta.observability.judges")]
    [InlineData("beta.observability.logs")]
    [InlineData("beta.observability.spans")]
    [InlineData("beta.observability.traces")]
    [InlineData("beta.prompts")]
    [InlineData("beta.skills")]
    [InlineData("beta.users")]
    [InlineData("beta.workflows")]
    [InlineData("chat")]
    [InlineData("classifiers")]
    [InlineData("embeddings")]
    [InlineData("events")]
    [InlineData("files")]
    [InlineData("fim")]
    [InlineData("models")]
    [InlineData("ocr")]
    [InlineData("workflows")]
    public void Every_operation_of_a_finished_area_is_claimed(string area)
    {
        HashSet<string> claimed = [.. CmdletShape.All.SelectMany(c => c.Operations).Where(o => !o.IsSecondary).Select(o => $"{o.Method} {o.Path}")];
        UnclaimedOperations list = UnclaimedOperations.Read();
        ApiOperation[] operations =
            [.. ApiDocument.Get().Operations.Where(o => (o.Area == area || o.Area.StartsWith(area + ".", StringComparison.Ordinal)) && !list.IsDeprecated(o))];
        Assert.NotEmpty(operations);
        Assert.Empty(operations.Select(o => $"{o.Method} {o.Path}").Except(claimed));
    }

    [Fact]
    public void A_secondary_operation_is_claimed_by_another_cmdlet()
    {
        HashSet<string> claimed = [.. CmdletShape.All.SelectMany(c => c.Operations).Where(o => !o.IsSecondary).Select(o => $"{o.Method} {o.Path}")];
        Assert.All(CmdletShape.All.SelectMany(c => c.Operations).Where(o => o.IsSecondary), o => Assert.Contains($"{o.Method} {o.Path}", claimed));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_operations_of_a_cmdlet_exist(string cmdlet)
    {
        ApiDocument document = ApiDocument.Get();
        Assert.All(Shape(cmdlet).Operations, o => Assert.True(document.Find(o.Method, o.Path).Count > 0 || document.IsAdded(o.Method, o.Path), $"{o.Method} {o.Path}"));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_fields_of_a_cmdlet_exist_with_matching_types_and_limits(string cmdlet)
    {
        ApiDocument document = ApiDocument.Get();
        CmdletShape shape = Shape(cmdlet);
        bool hasAdded = shape.Operations.Any(o => document.IsAdded(o.Method, o.Path));
        Assert.All(shape.Fields.Where(f => f.Field is not SelectAttribute), field =>
        {
            IEnumerable<ApiOperation> operations = shape.Operations.Where(o => field.Field.Case is null || field.Field.Case == o.Case).SelectMany(o => document.Find(o.Method, o.Path));
            ApiField[] declared = [.. operations.SelectMany(o => FieldsOf(o, field.Field)).Where(f => f.Name == field.Name)];
            Assert.True(declared.Length > 0 || hasAdded, $"-{field.ParameterName}: the API has no field '{field.Name}' there.");
            Assert.All(declared, f =>
            {
                Assert.True(field.Fits(f.Schema), $"-{field.ParameterName} is {field.ValueType.Name}, which does not fit '{f.Name}': {f.Schema.Element}");
                CheckRange(field, f);
                CheckValues(field, f);
                Assert.True(!field.IsClearable || f.Schema.IsNullable, $"-{field.ParameterName} can be $null, and '{f.Name}' can't.");
            });
        });
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Required_fields_are_mandatory_or_supplied(string cmdlet)
    {
        ApiDocument document = ApiDocument.Get();
        CmdletShape shape = Shape(cmdlet);
        foreach (OperationAttribute operation in shape.Operations)
        {
            // If a cmdlet has several operations, its path parameters select one.
            bool chooses = shape.Operations.Count > 1;
            string[] mandatory = [.. shape.Fields.Where(f => f.IsMandatory || f.Field.IsAlways || (chooses && f.Field is PathAttribute)).Select(f => f.Name.Split('.')[0])];
            IEnumerable<ApiField> required = document.Find(operation.Method, operation.Path)
                .SelectMany(o => o.GetParameters("path").Concat(o.GetParameters("query")).Concat(o.GetBodyFields()))
                .Where(f => f.IsRequired);
            Assert.All(required, f => Assert.True(
                mandatory.Contains(f.Name) || operation.Supplies.Contains(f.Name),
                $"{operation.Method} {operation.Path} requires '{f.Name}'."));
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_lists_and_pages_of_a_cmdlet_exist_in_the_responses(string cmdlet)
    {
        ApiDocument document = ApiDocument.Get();
        foreach (OperationAttribute operation in Shape(cmdlet).Operations.Where(o => !document.IsAdded(o.Method, o.Path)))
        {
            ApiOperation declared = document.Find(operation.Method, operation.Path)[0];
            if (operation.Items is not null)
            {
                Assert.NotNull(declared.GetReply()!.Find(operation.Items));
            }

            string[] query = [.. declared.GetParameters("query").Select(p => p.Name)];
            (string? size, string? position) = operation.Paging switch
            {
                PageStyle.None => (null, null),
                PageStyle.Page or PageStyle.PageFromOne => ("page_size", "page"),
                PageStyle.Offset => ("limit", "offset"),
                PageStyle.PageToken => ("page_size", "page_token"),
                PageStyle.CamelPageToken => ("pageSize", "pageToken"),
                PageStyle.Cursor => ("page_size", "cursor"),
                PageStyle.LimitCursor => ("limit", "cursor"),
                PageStyle.NextPageToken => ("page_size", "next_page_token"),
                PageStyle.Before => ("limit", "before"),
                _ => throw new InvalidOperationException($"A test for {operation.Paging} is missing."),
            };
            if (position is not null)
            {
                Assert.Contains(size, query);
                Assert.Contains(position, query);
            }
            else
            {
                Assert.DoesNotContain("page", query);
                Assert.DoesNotContain("offset", query);
            }
        }
    }

    [Fact]
    public void A_declarative_cmdlet_that_changes_state_supports_ShouldProcess()
    {
        foreach (CmdletShape shape in CmdletShape.All.Where(c => c.IsDeclarative))
        {
            Assert.All(shape.Operations.Where(o => o.Method != "GET" && !o.IsRead), o => Assert.True(shape.SupportsShouldProcess && o.Action is not null, $"{shape.Name}: {o.Method} {o.Path}"));
        }
    }

    [Fact]
    public void The_dates_of_responses_become_DateTimeOffset()
    {
        ApiDocument document = ApiDocument.Get();
        foreach (OperationAttribute operation in CmdletShape.All.Where(c => c.IsDeclarative).SelectMany(c => c.Operations).Where(o => !document.IsAdded(o.Method, o.Path)))
        {
            // Some operations have an empty response.
            ApiSchema? reply = document.Find(operation.Method, operation.Path)[0].GetReply();
            ApiSchema? item = operation.Items is null ? reply : reply!.Find(operation.Items);
            Assert.All(
                (item?.GetItemFields() ?? []).Where(f => f.Schema.Alternatives.Any(a => a.Format is "date" or "date-time")),
                f => Assert.True(JsonObjects.IsDate(f.Name), $"{operation.Path}: '{f.Name}' is a date."));
        }
    }

    [Fact]
    public void Resources_have_the_properties_of_the_responses()
    {
        // The type name of an object replaces its "object" field, and no list contains a key.
        string[] left = ["object", "key"];
        ApiDocument document = ApiDocument.Get();
        foreach (CmdletShape shape in CmdletShape.All.Where(c => c.IsDeclarative && !c.MakesObjects))
        {
            foreach (OperationAttribute operation in shape.Operations.Where(o => o is { Method: "GET", Resource: not null } && !document.IsAdded(o.Method, o.Path)))
            {
                ApiSchema? reply = document.Find(operation.Method, operation.Path)[0].GetReply();
                ApiSchema? item = (operation.Items ?? operation.Inner) is { } holder ? reply!.Find(holder) : reply;
                string[] names = [.. (item?.GetItemFields() ?? []).Select(f => f.Name).Except(left)
                    .Select(n => operation.Resource!.IdName is { } id && JsonObjects.IsId(n) ? id : JsonObjects.GetName(n))];
                Assert.Empty(names.Except(operation.Resource!.Properties).Select(n => $"{operation.Resource.TypeName} has no {n}, which {operation.Path} tells."));
            }
        }
    }

    private static CmdletShape Shape(string name) => CmdletShape.All.Single(c => c.Name == name);

    private static IEnumerable<ApiField> FieldsOf(ApiOperation operation, FieldAttribute field) => field switch
    {
        PathAttribute => operation.GetParameters("path"),
        QueryAttribute => operation.GetParameters("query"),
        _ => operation.GetBodyFields().SelectMany(f => f.Schema.GetItemFields().Select(inner => inner with { Name = $"{f.Name}.{inner.Name}" }).Prepend(f)),
    };

    // PowerShell must accept exactly the values that the API accepts.
    private static void CheckValues(CmdletField field, ApiField declared)
    {
        if (field.Values.Count > 0)
        {
            IEnumerable<ApiSchema> schemas = declared.Schema.Alternatives.SelectMany(a => a.Items?.Alternatives ?? [a]);

            // The zero value of Protocol Buffers stands for a field that isn't given.
            IEnumerable<string> values = schemas.SelectMany(s => s.Values).Where(v => !v.EndsWith("_unspecified", StringComparison.Ordinal));
            Assert.Equal(values.Distinct().Order(StringComparer.Ordinal), field.Values.Order(StringComparer.Ordinal));
        }
    }

    private static void CheckRange(CmdletField field, ApiField declared)
    {
        ApiSchema? limited = declared.Schema.Alternatives.FirstOrDefault(a => a.Minimum is not null || a.Maximum is not null);
        if (limited is null)
        {
            return;
        }

        Assert.True(field.Range is not null, $"-{field.ParameterName}: the API limits '{declared.Name}' to {limited.Minimum} to {limited.Maximum}.");
        Assert.True(limited.Minimum is not { } minimum || field.Range!.Value.Minimum >= minimum, $"-{field.ParameterName} goes below {limited.Minimum}.");
        Assert.True(limited.Maximum is not { } maximum || field.Range!.Value.Maximum <= maximum, $"-{field.ParameterName} goes above {limited.Maximum}.");
    }
}
