using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.PowerShell.Operations;

/// <summary>Builds a JSON body field by field.</summary>
internal static class OperationBody
{
    /// <summary>Sets a field. A dot in the name leads into an object, or into each object of an existing list.</summary>
    public static void Set(Dictionary<string, object?> body, BodyAttribute field, object? value)
    {
        string[] steps = field.Name.Split('.');
        if (steps.Length == 1)
        {
            body[steps[0]] = value;
            return;
        }

        if (field.IsEach)
        {
            body[steps[0]] = ((IEnumerable)value!).Cast<object?>().Select(v => new Dictionary<string, object?> { [steps[1]] = v }).ToArray();
            return;
        }

        if (!body.TryGetValue(steps[0], out object? held))
        {
            body[steps[0]] = held = new Dictionary<string, object?>();
        }

        foreach (Dictionary<string, object?> holder in held as Dictionary<string, object?>[] ?? [(Dictionary<string, object?>)held!])
        {
            holder[steps[1]] = value;
        }
    }
}
