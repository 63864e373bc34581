using System;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Judges;

/// <summary>Accepts a span with its messages. PowerShell then binds other objects by their properties.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SpanAttribute : ArgumentTransformationAttribute
{
    private static readonly string s_typeName = ResourceAttribute.Of(typeof(SpanResource)).TypeName;

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject item && item.TypeNames.Any(n => n == s_typeName || n.EndsWith("." + s_typeName, StringComparison.Ordinal))
            ? inputData
            : throw new ArgumentTransformationMetadataException(Expected, new PSInvalidCastException(Expected));

    private static string Expected => $"Expected a {s_typeName} from Search-MistralSpan or Get-MistralSpan.";
}
