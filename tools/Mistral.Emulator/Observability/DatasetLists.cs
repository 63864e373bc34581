using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The lists of datasets, with records and import tasks, and of judges and pipelines.</summary>
internal static class DatasetLists
{
    private const string DatasetPath = "/v1/observability/datasets";
    private const string RecordPath = DatasetPath + "/{dataset_id}/records";
    private const string TaskPath = DatasetPath + "/{dataset_id}/tasks";
    private const string JudgePath = "/v1/observability/judges";
    private const string PipelinePath = "/v1/observability/pipelines";

    private static readonly string[] _datasetNames = ["Support questions", "Billing questions"];
    private static readonly string[] _judgeNames = ["Helpfulness", "Politeness"];
    private static readonly string[] _questions = ["Where is my order?", "How do I reset my password?", "Can I pay later?"];

    public static ListResource Datasets { get; } = new(DatasetPath, Dataset, Paging.Numbered(1, 50), page => Wrap("datasets", page))
    {
        Count = 2,
        Created = dataset => Reply.Json(dataset, 201),
        Changed = dataset => Reply.Json(dataset),
        Removed = _ => Reply.Empty(204),
        Containing = new Dictionary<string, string> { ["q"] = "name" },
    };

    public static ListResource Records { get; } = new(RecordPath, Record, Paging.Numbered(1, 50), page => Wrap("records", page))
    {
        Count = 3,
        SeededPath = Of(RecordPath, Seed.Uuid(DatasetPath, 0)),
        HasOwnRoutes = true,
    };

    public static ListResource Tasks { get; } = new(TaskPath, Task, Paging.Numbered(1, 50), page => Wrap("tasks", page))
    {
        Count = 1,
        SeededPath = Of(TaskPath, Seed.Uuid(DatasetPath, 0)),
        HasOwnRoutes = true,
    };

    public static ListResource Judges { get; } = new(JudgePath, Judge, Paging.Numbered(1, 50), page => Wrap("judges", page))
    {
        Count = 2,
        Created = judge => Reply.Json(judge, 201),
        Removed = _ => Reply.Empty(204),
        Containing = new Dictionary<string, string> { ["q"] = "name" },
        EqualTo = new Dictionary<string, string> { ["model_filter"] = "model_name" },
    };

    public static ListResource Pipelines { get; } = new(PipelinePath, Pipeline, Paging.Numbered(1, 50), page => Wrap("pipelines", page))
    {
        Count = 1,
        Created = pipeline => Reply.Json(pipeline, 201),
        Removed = _ => Reply.Empty(204),
        EqualTo = new Dictionary<string, string> { ["enabled"] = "enabled" },
    };

    public static IReadOnlyList<ListResource> All { get; } = [Datasets, Records, Tasks, Judges, Pipelines];

    /// <summary>Returns the path of a list in one dataset.</summary>
    public static string Of(string path, string dataset) => path.Replace("{dataset_id}", dataset, System.StringComparison.Ordinal);

    private static JsonObject Wrap(string name, ListPage page) => new()
    {
        [name] = new JsonObject
        {
            ["results"] = page.ToArray(),
            ["count"] = page.Total,
            ["next"] = page.Next is null ? null : "?page=" + (page.Page + 1).ToString(CultureInfo.InvariantCulture),
            ["previous"] = null,
        },
    };

    private static JsonObject Begin(string path, int index) => new()
    {
        ["id"] = Seed.Uuid(path, index),
        ["created_at"] = Seed.Stamp(index),
        ["updated_at"] = Seed.Stamp(index),
        ["deleted_at"] = null,
        ["workspace_id"] = Tenant.Workspace(0).Id,
    };

    private static JsonObject Dataset(int index)
    {
        var dataset = Begin(DatasetPath, index);
        dataset["owner_id"] = Tenant.Users[0].Id;
        dataset["name"] = _datasetNames.ElementAtOrDefault(index) ?? "dataset-" + index.ToString("D4", CultureInfo.InvariantCulture);
        dataset["description"] = "";
        return dataset;
    }

    private static JsonObject Record(int index)
    {
        var record = Begin(RecordPath, index);
        record.Remove("workspace_id");
        record["dataset_id"] = Seed.Uuid(DatasetPath, 0);
        record["payload"] = new JsonObject
        {
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "user", ["content"] = _questions[index % _questions.Length] },
                new JsonObject { ["role"] = "assistant", ["content"] = "I will find out." }),
        };
        record["properties"] = new JsonObject { ["expected_output"] = "A clear answer" };
        record["source"] = "DIRECT_INPUT";
        return record;
    }

    private static JsonObject Task(int index)
    {
        var task = Begin(TaskPath, index);
        task["creator_id"] = Tenant.Users[0].Id;
        task["dataset_id"] = Seed.Uuid(DatasetPath, 0);
        task["status"] = "COMPLETED";
        task["progress"] = 100;
        task["message"] = null;
        return task;
    }

    private static JsonObject Judge(int index)
    {
        var judge = Begin(JudgePath, index);
        judge["owner_id"] = Tenant.Users[0].Id;
        judge["name"] = _judgeNames.ElementAtOrDefault(index) ?? "judge-" + index.ToString("D4", CultureInfo.InvariantCulture);
        judge["description"] = "";
        judge["model_name"] = "mistral-large-latest";
        judge["output"] = index % 2 == 0
            ? new JsonObject
            {
                ["type"] = "CLASSIFICATION",
                ["options"] = new JsonArray(
                    new JsonObject { ["value"] = "good", ["description"] = "Answers the question" },
                    new JsonObject { ["value"] = "bad", ["description"] = "Does not" }),
            }
            : new JsonObject { ["type"] = "REGRESSION", ["min"] = 0, ["min_description"] = "Rude", ["max"] = 1, ["max_description"] = "Polite" };
        judge["instructions"] = "Judge the last answer.";
        judge["tools"] = new JsonArray();
        judge["up_revision"] = null;
        judge["down_revision"] = null;
        judge["base_revision"] = null;
        return judge;
    }

    private static JsonObject Pipeline(int index)
    {
        var pipeline = Begin(PipelinePath, index);
        pipeline["scope"] = "workspace";
        pipeline["name"] = index == 0 ? "Judge support" : "pipeline-" + index.ToString("D4", CultureInfo.InvariantCulture);
        pipeline["description"] = null;
        pipeline["selectors"] = new JsonArray(new JsonObject { ["source_kind"] = "span", ["filter"] = "service_name = 'support-bot'" });
        pipeline["enabled"] = true;
        pipeline["definitions"] = new JsonArray(new JsonObject { ["slug"] = "helpfulness", ["model"] = "mistral-large-latest", ["prompt"] = "Is the answer helpful?" });
        return pipeline;
    }
}
