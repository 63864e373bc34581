using System.Collections.Generic;
using System.Linq;
using System.Text;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;
using Xunit;

namespace Mistral.Conformance.Tests;

/// <summary>How parameters are written into queries and bodies, in the forms that some operations want.</summary>
public sealed class OperationFormTests
{
    private static readonly string[] s_texts = ["1", "2"];

    private static readonly Dictionary<string, string> s_map = new() { ["team"] = "a & b", ["stage"] = "test" };

    public static TheoryData<QueryAttribute, object, string> Queries => new()
    {
        { new QueryAttribute("status"), "RUNNING", "status=RUNNING" },
        { new QueryAttribute("status"), s_texts, "status=1;status=2" },
        { new QueryAttribute("archived"), true, "archived=true" },
        { new QueryAttribute("metadata") { Form = QueryForm.Json }, s_map, """metadata={"team":"a & b","stage":"test"}""" },
        { new QueryAttribute("metadata") { Form = QueryForm.Exploded }, s_map, "team=a & b;stage=test" },
        { new QueryAttribute("search") { IsPattern = true }, "*long?x", "search=long" },
        { new QueryAttribute("search") { IsPattern = true }, "*", "" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_query_has_the_form_of_the_operation(QueryAttribute field, object value, string query) =>
        Assert.Equal(query, string.Join(';', OperationQuery.Get(field, value).Select(p => $"{p.Key}={p.Value}")));

    [Fact]
    public void A_body_is_nested_by_its_field_names()
    {
        Dictionary<string, object?> body = [];
        OperationBody.Set(body, new BodyAttribute("name"), null);
        OperationBody.Set(body, new BodyAttribute("config.users"), true);
        OperationBody.Set(body, new BodyAttribute("config.groups"), false);
        OperationBody.Set(body, new BodyAttribute("members.id") { IsEach = true }, s_texts);
        OperationBody.Set(body, new BodyAttribute("members.roles"), s_texts);

        Assert.Equal(
            """{"name":null,"config":{"users":true,"groups":false},"members":[{"id":"1","roles":["1","2"]},{"id":"2","roles":["1","2"]}]}""",
            Encoding.UTF8.GetString(PSJsonWriter.Write(body)));
    }
}
