using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>A model can't be asked for the schema or type; the error record says why.</summary>
#pragma warning disable CA1032 // It is made here alone, always with its record's parts.
public sealed class SchemaException : ErrorRecordException
#pragma warning restore CA1032
{
    internal SchemaException(string reason, object? target)
        : base("MistralInvalidSchema", ErrorCategory.InvalidArgument, target, $"The schema can't be used: {reason}", Hint)
    {
    }

    private const string Hint =
        "Give -Schema as a list of fields ('name, age int, tags string[], address.city'), as a hashtable or JSON text that is a JSON Schema, or as the path of a .json file; or give -As a type.";
}
