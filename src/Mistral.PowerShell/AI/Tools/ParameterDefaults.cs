using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.Json.Nodes;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>The constant default values of a function's or a script's parameters. No code is executed.</summary>
internal sealed class ParameterDefaults
{
    private readonly Dictionary<string, object> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="command">The command. A cmdlet's default values are unknown.</param>
    public ParameterDefaults(CommandInfo command)
    {
        Ast? ast = command switch
        {
            FunctionInfo function => function.ScriptBlock.Ast,
            ExternalScriptInfo script => script.ScriptBlock.Ast,
            _ => null,
        };
        ScriptBlockAst? body = (ast as FunctionDefinitionAst)?.Body ?? ast as ScriptBlockAst;

        // In the parentheses after a function's name, or in its param block.
        IEnumerable<Ast> parameters = ast?.FindAll(p => p is ParameterAst && (p.Parent == ast || p.Parent == body?.ParamBlock), searchNestedScriptBlocks: true) ?? [];
        foreach (ParameterAst parameter in parameters.Cast<ParameterAst>())
        {
            try
            {
                if (parameter.DefaultValue?.SafeGetValue() is { } value)
                {
                    _values[parameter.Name.VariablePath.UserPath] = value;
                }
            }
            catch (InvalidOperationException)
            {
                // The default isn't a constant.
            }
        }
    }

    /// <summary>Gets a default value that a schema can contain, or null.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="schema">The schema of the parameter.</param>
    public JsonNode? Find(string name, JsonObject schema) =>
        _values.TryGetValue(name, out object? value) ? Make(value, schema) : null;

    private static JsonNode? Make(object value, JsonObject schema)
    {
        object plain = PSValue.Unwrap(value)!;
        return schema["type"]?.ToString() switch
        {
            "string" => plain is string or char or ValueType ? JsonValue.Create(InvariantFormatter.Of(plain)) : null,
            "boolean" => plain is bool flag ? JsonValue.Create(flag) : null,
            "integer" or "number" => LanguagePrimitives.TryConvertTo(plain, CultureInfo.InvariantCulture, out decimal number) ? JsonValue.Create(number) : null,
            "array" when schema["items"] is JsonObject items => MakeList(plain as object[] ?? [plain], items),
            _ => null,
        };
    }

    private static JsonArray? MakeList(object[] values, JsonObject items)
    {
        JsonNode?[] made = [.. values.Select(v => Make(v, items))];
        return Array.TrueForAll(made, m => m is not null) ? new JsonArray(made) : null;
    }
}
