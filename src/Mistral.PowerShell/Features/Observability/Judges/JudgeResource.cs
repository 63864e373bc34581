using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Judges;

/// <summary>A judge: a model that classifies or scores answers.</summary>
[Resource(
    "Mistral.Judge",
    "JudgeId", "Name", "Description", "ModelName", "Output", "Instructions", "Tools", "OwnerId", "WorkspaceId",
    "UpRevision", "DownRevision", "BaseRevision", "CreatedAt", "UpdatedAt", "DeletedAt",
    IdName = "JudgeId", AcceptsName = true, List = typeof(GetMistralJudgeCommand))]
internal sealed class JudgeResource;
