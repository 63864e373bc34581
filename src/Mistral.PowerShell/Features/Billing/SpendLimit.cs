using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Billing;

/// <summary>Converts a spending limit, which the API nests twice, to one flat object.</summary>
internal static class SpendLimit
{
    public static PSObject Read(JsonElement reply, ResourceAttribute resource)
    {
        JsonElement limits = reply.TryGetProperty("limits", out JsonElement wrapped) ? wrapped : reply;
        PSObject made = (PSObject)resource.Read(limits)!;
        if (made.Properties["Completion"]?.Value is PSObject completion)
        {
            made.Properties.Remove("Completion");
            foreach (PSPropertyInfo property in completion.Properties.ToArray())
            {
                JsonObjects.Set(made, property.Name, property.Value);
            }
        }

        return made;
    }
}
