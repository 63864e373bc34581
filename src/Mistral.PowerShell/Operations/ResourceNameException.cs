using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.Operations;

/// <summary>A name in place of an id doesn't identify one object.</summary>
internal sealed class ResourceNameException : ErrorRecordException
{
    // More ids don't help the reader.
    private const int MaxIds = 20;

    private ResourceNameException(string id, string name, string message, string hint)
        : base(id, ErrorCategory.InvalidArgument, name, message, hint)
    {
    }

    /// <summary>Several objects have the name.</summary>
    public static ResourceNameException Ambiguous(ResourceAttribute resource, string name, IReadOnlyCollection<string> ids) => new(
        "MistralAmbiguousName",
        name,
        $"The name '{name}' isn't unique: {ids.Count} objects of the kind {resource.Noun} have it. Their ids: {string.Join(", ", ids.Take(MaxIds))}{(ids.Count > MaxIds ? ", ..." : string.Empty)}.",
        $"Use one of the ids. {resource.GetListName()} shows the objects.");

    /// <summary>The name has wildcards, and no object has exactly this name.</summary>
    public static ResourceNameException Pattern(ResourceAttribute resource, string name) => new(
        "MistralInvalidArgument",
        name,
        $"Wildcards aren't allowed here, and no {resource.Noun} has the name '{name}'.",
        $"Pipe the objects to the cmdlet: {resource.GetListName()} '{name}' | ...");
}
