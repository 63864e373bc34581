using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace Mistral.HelpBuilder;

/// <summary>
/// Reads the attributes of a cmdlet. They are read as data, because their properties have no values in PowerShell's reference
/// assembly.
/// </summary>
internal sealed class CmdletReader
{
    private readonly Type _type;
    private readonly CustomAttributeData _cmdlet;
    private readonly IReadOnlyList<CmdletParameter> _parameters;
    private readonly string[] _setNames;

    private CmdletReader(Type type, CustomAttributeData cmdlet)
    {
        _type = type;
        _cmdlet = cmdlet;
        _parameters = [.. CmdletParameter.Of(type), .. CmdletParameter.OfPowerShell(IsSet(nameof(CmdletAttribute.SupportsShouldProcess)), IsSet(nameof(CmdletAttribute.SupportsPaging)))];

        // The default set exists even if no parameter names it.
        string?[] named = [DefaultSet, .. _parameters.SelectMany(parameter => parameter.Uses).Select(use => use.SetName)];
        _setNames = [.. named.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).DefaultIfEmpty(ParameterGroup.AllSets)];
    }

    private string? DefaultSet => Named(nameof(CmdletAttribute.DefaultParameterSetName)) as string;

    /// <summary>Reads all cmdlets among some types, in the order of their names.</summary>
    public static IReadOnlyList<CmdletFacts> ReadAll(IEnumerable<Type> types) =>
    [
        .. types.Where(type => !type.IsAbstract)
            .Select(type => (Type: type, Cmdlet: type.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType == typeof(CmdletAttribute))))
            .Where(type => type.Cmdlet is not null)
            .Select(type => new CmdletReader(type.Type, type.Cmdlet!).Read())
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal),
    ];

    private CmdletFacts Read()
    {
        var defaults = new DefaultValues(_type);
        ParameterFacts[] facts = [.. _parameters.Select(parameter => Facts(parameter, defaults))];
        SyntaxSet[] sets = [.. _setNames.Select(name => Set(name, facts))];
        ParameterFacts[] shown = [.. sets.SelectMany(set => set.Parameters).Select(parameter => parameter.Facts).Distinct()];
        return new CmdletFacts(
            $"{_cmdlet.ConstructorArguments[0].Value}-{_cmdlet.ConstructorArguments[1].Value}",
            sets,
            shown,
            _parameters.SelectMany(parameter => parameter.Uses).Any(use => use.ByValue || use.ByPropertyName),
            [.. _parameters.Where(parameter => parameter.Uses.Any(use => use.ByValue)).Select(parameter => parameter.ElementTypeName).Distinct()],
            ReadOutputTypes());
    }

    private SyntaxSet Set(string name, IEnumerable<ParameterFacts> facts)
    {
        SyntaxParameter[] parameters =
        [
            .. from parameter in facts
               let @group = parameter.Groups.FirstOrDefault(g => g.SetNames.Contains(ParameterGroup.AllSets) || g.SetNames.Contains(name))
               where @group is not null
               select new SyntaxParameter(parameter, @group),
        ];
        bool isDefault = _setNames.Length == 1 || string.Equals(name, DefaultSet, StringComparison.OrdinalIgnoreCase);
        return new SyntaxSet(name, isDefault,
        [
            .. parameters.OrderBy(parameter => parameter.Group.Position ?? int.MaxValue)
                .ThenByDescending(parameter => parameter.Group.IsMandatory),
        ]);
    }

    private ParameterFacts Facts(CmdletParameter parameter, DefaultValues defaults)
    {
        ParameterGroup[] groups =
        [
            .. _setNames.Select(name => (Name: name, Use: parameter.UseIn(name)))
                .Where(set => set.Use is not null)
                .GroupBy(set => (set.Use!.IsMandatory, set.Use.Position, set.Use.PipelineInput), set => set.Name)
                .Select(alike => new ParameterGroup(
                    alike.Count() == _setNames.Length ? [ParameterGroup.AllSets] : [.. alike],
                    alike.Key.IsMandatory,
                    alike.Key.Position,
                    alike.Key.PipelineInput)),
        ];

        // A mandatory parameter has no default, whatever the initial value of its property is.
        string? defaultValue = groups.All(g => g.IsMandatory) ? ParameterFacts.NoDefault
            : parameter.TypeName == nameof(SwitchParameter) ? bool.FalseString
            : defaults.Of(parameter.Property);
        return new ParameterFacts(
            parameter.Name, parameter.TypeName, parameter.Aliases, parameter.Values, parameter.Limits, parameter.AcceptsWildcards, defaultValue, groups);
    }

    private string[] ReadOutputTypes() =>
    [
        .. _type.GetCustomAttributesData().Where(a => a.AttributeType == typeof(OutputTypeAttribute))
            .SelectMany(a => a.ConstructorArguments)
            .SelectMany(argument => argument.Value is IEnumerable<CustomAttributeTypedArgument> many ? many : [argument])
            .Select(argument => argument.Value is Type type ? type.FullName! : Convert.ToString(argument.Value, CultureInfo.InvariantCulture)!)
            .Distinct(),
    ];

    private object? Named(string name) =>
        _cmdlet.NamedArguments.Where(a => a.MemberName == name).Select(a => a.TypedValue.Value).FirstOrDefault();

    private bool IsSet(string name) => Named(name) is true;
}
