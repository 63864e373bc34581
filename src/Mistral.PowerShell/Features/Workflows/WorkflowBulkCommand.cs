using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>The base of cmdlets that change one object, or several in one request. The operation for several supplies the field of the ids.</summary>
public abstract class WorkflowBulkCommand : OperationCommand
{
    // The limit of the API.
    private const int MaxItems = 100;

    private readonly List<string> _ids = [];

    private protected WorkflowBulkCommand()
    {
    }

    /// <summary>Whether an id can be one of several. The API wants some by themselves.</summary>
    private protected virtual bool CanBeOfMany(string id) => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PropertyInfo property = Shape.Fields.First(f => f.Field is PathAttribute).Property;
        ResourceAttribute resource = property.GetCustomAttribute<IdAttribute>()!.Resource;
        foreach (string id in (string[])property.GetValue(this)!)
        {
            if (!_ids.Contains(id) && ShouldProcess(Describe(resource, id, new Dictionary<string, string>()), One.Action))
            {
                _ids.Add(id);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string[] many = [.. _ids.Where(CanBeOfMany)];
        string[] single = many.Length > 1 ? [.. _ids.Except(many)] : [.. _ids];
        foreach (string id in single)
        {
            RunAsync(token => ChangeAsync(id, token), id);
        }

        for (int start = 0; many.Length > 1 && start < many.Length; start += MaxItems)
        {
            string[] pack = [.. many.Skip(start).Take(MaxItems)];
            RunAsync(token => ChangeAsync(pack, token), pack);
        }

        base.EndProcessing();
    }

    private OperationAttribute One => Find(isOne: true);

    private OperationAttribute Find(bool isOne) =>
        Shape.Operations.First(o => (o.Case is null || o.Case == OperationCase) && OperationMetadata.GetPathNames(o.Path).Any() == isOne);

    private async Task ChangeAsync(string id, CancellationToken cancellationToken)
    {
        Dictionary<string, string> path = new() { [OperationMetadata.GetPathNames(One.Path).Last()] = id };
        _ = await Client.SendAsync(CreateRequest(One, path, body: null), this, cancellationToken).ConfigureAwait(false);
    }

    private async Task ChangeAsync(string[] ids, CancellationToken cancellationToken)
    {
        OperationAttribute many = Find(isOne: false);
        MistralRequest request = CreateRequest(many, new Dictionary<string, string>(), new Dictionary<string, object?> { [many.Supplies[0]] = ids });
        JsonElement reply = (await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false)).ReadJson();
        foreach (WorkflowException problem in WorkflowException.ReadAll(reply))
        {
            PostOrdered(() => WriteError(problem.ToRecord()));
        }
    }
}
