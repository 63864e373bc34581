using System;

namespace Mistral.PowerShell.AI.Registry;

/// <summary>What the export of a prompt or a skill will do.</summary>
/// <param name="File">The file that is returned.</param>
/// <param name="Target">What is written or replaced.</param>
/// <param name="Action">The action in questions to the user.</param>
/// <param name="Write">Writes it, unless it has this content already.</param>
internal sealed record ExportPlan(string File, string Target, string Action, Action Write);
