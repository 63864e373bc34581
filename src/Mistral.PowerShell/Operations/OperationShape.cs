using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Mistral.PowerShell;

/// <summary>What a declarative cmdlet says of itself, read once for each type.</summary>
internal sealed class OperationShape
{
    private static readonly ConcurrentDictionary<Type, OperationShape> s_known = new();

    private OperationShape(Type command)
    {
        Operations = [.. command.GetCustomAttributes<OperationAttribute>()];
        Fields = [.. command.GetProperties().SelectMany(p => p.GetCustomAttributes<FieldAttribute>().Select(f => (p, f)))];
    }

    public IReadOnlyList<OperationAttribute> Operations { get; }

    public IReadOnlyList<(PropertyInfo Property, FieldAttribute Field)> Fields { get; }

    public static OperationShape Of(Type command) => s_known.GetOrAdd(command, static type => new OperationShape(type));

    /// <summary>The names in braces in a path.</summary>
    public static IEnumerable<string> GetPathNames(string path) =>
        path.Split('/').Where(s => s.Length > 2 && s[0] == '{').Select(s => s.Substring(1, s.Length - 2));
}
