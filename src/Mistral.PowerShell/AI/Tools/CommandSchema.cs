using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mistral.PowerShell.AI.Schemas;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>Creates the JSON Schema of a command: its parameters, their types, and the rules of their attributes.</summary>
internal sealed class CommandSchema
{
    private const int MaxNesting = 8;

    private readonly Dictionary<string, Type> _types = new(StringComparer.OrdinalIgnoreCase);

    public CommandSchema(IEnumerable<ParameterMetadata> parameters, IReadOnlyCollection<CommandParameterSetInfo> sets, ToolHelp help, ParameterDefaults defaults, string command)
    {
        JsonObject schema = SchemaNode.Object();
        foreach (ParameterMetadata parameter in parameters.Where(p => !IsCommon(p.Name) && !IsHidden(p)).OrderBy(p => GetPosition(p, sets)))
        {
            bool isRequired = IsRequired(parameter.Name, sets);
            if (Make(parameter) is { } node)
            {
                if (defaults.Find(parameter.Name, node) is { } known)
                {
                    node["default"] = known;
                }

                if ((help.GetParameter(parameter.Name) ?? GetHelpMessage(parameter)) is { Length: > 0 } told)
                {
                    node["description"] = told;
                }

                SchemaNode.AddProperty(schema, parameter.Name, node, isRequired);
            }
            else if (isRequired)
            {
                throw new ToolException($"'{command}' can't be a tool: a model can't provide a value for its parameter -{parameter.Name} of type [{parameter.ParameterType.Name}].", command);
            }
        }

        Parameters = SchemaNode.ToElement(schema);
    }

    /// <summary>The schema.</summary>
    public JsonElement Parameters { get; }

    /// <summary>The types of the parameters.</summary>
    public IReadOnlyDictionary<string, Type> Types => _types;

    private JsonObject? Make(ParameterMetadata parameter)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        JsonObject? node = MakeValue(type);
        if (node is not null)
        {
            ValidationSchema.Apply(node, parameter.Attributes);
            _types[parameter.Name] = type;
        }

        return node;
    }

    // A model can't provide secrets, code, or values without an end, such as a list that contains itself.
    private static JsonObject? MakeValue(Type type, int depth = 0) =>
        depth > MaxNesting || type == typeof(ScriptBlock) || type == typeof(SecureString) || type == typeof(PSCredential) ? null
        : TypeSchema.IsOpen(type) ? []
        : TypeSchema.TryGetScalar(type)
        ?? (TypeSchema.GetValueType(type) is { } value ? MakeValue(value, depth + 1) is { } values ? SchemaNode.MapOf(values) : null
            : TypeSchema.GetItemType(type) is { } item && MakeValue(item, depth + 1) is { } items ? SchemaNode.ListOf(items)
            : null);

    private static bool IsCommon(string name) =>
        Cmdlet.CommonParameters.Contains(name) || Cmdlet.OptionalCommonParameters.Contains(name);

    private static bool IsHidden(ParameterMetadata parameter) => parameter.Attributes.OfType<ParameterAttribute>().Any(a => a.DontShow);

    private static bool IsRequired(string name, IReadOnlyCollection<CommandParameterSetInfo> sets) =>
        sets.Count > 0 && sets.All(s => s.Parameters.Any(p => p.Name == name && p.IsMandatory));

    private static int GetPosition(ParameterMetadata parameter, IReadOnlyCollection<CommandParameterSetInfo> sets) =>
        sets.SelectMany(s => s.Parameters).Where(p => p.Name == parameter.Name && p.Position >= 0).Select(p => p.Position).DefaultIfEmpty(int.MaxValue).Min();

    private static string? GetHelpMessage(ParameterMetadata parameter) =>
        parameter.Attributes.OfType<ParameterAttribute>().Select(a => a.HelpMessage).FirstOrDefault(m => !string.IsNullOrEmpty(m));
}
