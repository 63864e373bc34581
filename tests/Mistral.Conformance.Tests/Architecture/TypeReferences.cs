using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Mistral.Conformance.Tests.Architecture;

/// <summary>Reads all that a compiled type refers to: in its declaration, its members, their attributes and their code.</summary>
internal static class TypeReferences
{
    /// <summary>Gets the types that a type and its nested types refer to. Generic types and arrays are split into their parts.</summary>
    public static IEnumerable<TypeReference> Of(TypeDefinition type) => All(type).SelectMany(Split);

    private static IEnumerable<TypeReference?> All(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(i => i.InterfaceType),
        .. Of(type.GenericParameters),
        .. Of((ICustomAttributeProvider)type),
        .. type.Fields.SelectMany(f => (IEnumerable<TypeReference?>)[f.FieldType, .. Of(f)]),
        .. type.Properties.SelectMany(Of),
        .. type.Events.SelectMany(Of),
        .. type.Methods.SelectMany(Of),
        .. type.NestedTypes.SelectMany(All),
    ];

    private static IEnumerable<TypeReference?> Of(MethodDefinition method) =>
    [
        method.ReturnType,
        .. Of(method.MethodReturnType),
        .. method.Parameters.SelectMany(p => (IEnumerable<TypeReference?>)[p.ParameterType, .. Of(p)]),
        .. Of(method.GenericParameters),
        .. Of((ICustomAttributeProvider)method),
        .. method.HasBody ? Of(method.Body) : [],
    ];

    private static IEnumerable<TypeReference?> Of(MethodBody body) =>
    [
        .. body.Variables.Select(v => v.VariableType),
        .. body.ExceptionHandlers.Select(h => h.CatchType),
        .. body.Instructions.SelectMany(i => OfOperand(i.Operand)),
    ];

    private static IEnumerable<TypeReference?> OfOperand(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        MethodReference method =>
        [
            method.DeclaringType,
            method.ReturnType,
            .. method.Parameters.Select(p => p.ParameterType),
            .. method is GenericInstanceMethod made ? made.GenericArguments : [],
        ],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Of(IEnumerable<GenericParameter> parameters) =>
        parameters.SelectMany(p => (IEnumerable<TypeReference?>)[.. p.Constraints.Select(c => c.ConstraintType), .. Of((ICustomAttributeProvider)p)]);

    private static IEnumerable<TypeReference?> Of(ICustomAttributeProvider holder) => holder.CustomAttributes.SelectMany(a => (IEnumerable<TypeReference?>)
    [
        a.AttributeType,
        .. a.ConstructorArguments.SelectMany(Of),
        .. a.Fields.SelectMany(f => Of(f.Argument)),
        .. a.Properties.SelectMany(p => Of(p.Argument)),
    ]);

    private static IEnumerable<TypeReference?> Of(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [argument.Type, type],
        CustomAttributeArgument boxed => Of(boxed),
        CustomAttributeArgument[] many => many.SelectMany(Of),
        _ => [argument.Type],
    };

    private static IEnumerable<TypeReference> Split(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType made => [.. Split(made.ElementType), .. made.GenericArguments.SelectMany(Split)],
        IModifierType modified => [.. Split(modified.ElementType), .. Split(modified.ModifierType)],
        FunctionPointerType pointer => [.. Split(pointer.ReturnType), .. pointer.Parameters.SelectMany(p => Split(p.ParameterType))],
        TypeSpecification other => Split(other.ElementType),
        { DeclaringType: { } outer } => Split(outer),
        _ => [type],
    };
}
