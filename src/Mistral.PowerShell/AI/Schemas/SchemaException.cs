using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>A schema or a type can't be used for answers. The error record contains the reason.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
public sealed class SchemaException : ErrorRecordException
#pragma warning restore CA1032
{
    internal SchemaException(string reason, object? target)
        : base("MistralInvalidSchema", ErrorCategory.InvalidArgument, target, $"The schema can't be used: {reason}", Hint)
    {
    }

    private const string Hint =
        "Specify -Schema as a list of fields ('name, age int, tags string[], address.city'), as a hashtable or JSON text that is a JSON Schema, or as the path of a .json file. Or specify a type with -As.";
}
