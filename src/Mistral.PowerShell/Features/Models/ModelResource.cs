using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Models;

/// <summary>A model.</summary>
[Resource(
    "Mistral.Model",
    "Id", "Created", "OwnedBy", "Name", "Description", "Type", "Capabilities", "MaxContextLength", "Aliases", "Deprecation",
    "DeprecationReplacementModel", "DefaultModelTemperature", "Internal", "Job", "Root", "Archived",
    List = typeof(GetMistralModelCommand))]
internal sealed class ModelResource;
