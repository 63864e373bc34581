using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Rejects objects that have no text of their own, such as files and table rows, for a text parameter.</summary>
/// <param name="names">The property names that the pipeline may bind instead of the object, to this or to another parameter.</param>
internal sealed class RequireTextAttribute(params string[] names) : ArgumentTransformationAttribute
{
    private const string Formatted = "Microsoft.PowerShell.Commands.Internal.Format";

    /// <summary>Whether another parameter accepts piped files.</summary>
    public bool LeavesFiles { get; init; }

    /// <summary>Whether the parameter accepts a list of texts. Nested lists are flattened. Otherwise a list is refused, because PowerShell would join its items.</summary>
    public bool Flattens { get; init; }

    /// <summary>A property that is taken in place of an object that has none of the names; null to refuse such an object.</summary>
    public string? Property { get; init; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object plain = PSValue.Unwrap(inputData)!;
        if (plain is IDictionary)
        {
            throw new ArgumentTransformationMetadataException("A hashtable can't be used as text. Convert it with ConvertTo-Json first.");
        }

        if (plain?.GetType().Namespace == Formatted)
        {
            throw new ArgumentTransformationMetadataException("The output of Format-Table and the like is for the console only. Convert it with Out-String first.");
        }

        if (ObjectText.FindXml(inputData) is { } xml)
        {
            return xml;
        }

        if (plain is IList && !Flattens)
        {
            throw new ArgumentTransformationMetadataException("A list can't be used as one text. Pipe its items one by one, or join them first: $list -join ' '.");
        }

        object?[] items = plain is IList list ? [.. list.Cast<object?>()] : [inputData];
        if (items.Any(i => PSValue.Unwrap(i!) is IList))
        {
            inputData = items = [.. Flatten(items)];
        }

        if (Property is not null && items.Length == 1 && items[0] is PSObject holder && !names.Any(n => holder.Properties[n] is not null) && holder.Properties[Property]?.Value is { } text)
        {
            return Transform(engineIntrinsics, text);
        }

        if (items.FirstOrDefault(IsRecord) is PSObject record)
        {
            // After an invalid cast, PowerShell tries to bind the next parameter. Other exceptions end the pipeline.
            throw new ArgumentTransformationMetadataException(
                "An object can't be used as text. Convert it with ConvertTo-Json first, or pipe one of its properties, as with ForEach-Object -MemberName Name.",
                names.Any(n => record.Properties[n] is not null) ? new PSInvalidCastException() : null);
        }

        if (items.FirstOrDefault(i => ObjectText.FindTypeName(i) is not null) is { } other)
        {
            throw new ArgumentTransformationMetadataException(
                $"An object of type {ObjectText.FindTypeName(other)} can't be used as text. Convert it with ConvertTo-Json, or with Out-String, first.",
                names.Any(n => PSObject.AsPSObject(other).Properties[n] is not null) ? new PSInvalidCastException() : null);
        }

        FileSystemInfo? file = items.Select(PSValue.Unwrap).OfType<FileSystemInfo>().FirstOrDefault();
        if (file is null)
        {
            return inputData;
        }

        throw LeavesFiles
            ? new ArgumentTransformationMetadataException($"'{file.Name}' is a file, not text. Pipe it, or give -Path.", new PSInvalidCastException())
            : new ArgumentTransformationMetadataException($"'{file.Name}' is a file, not text. Pipe its text with Get-Content -Raw.");
    }

    private static IEnumerable<object?> Flatten(IEnumerable<object?> items) =>
        items.SelectMany(i => PSValue.Unwrap(i!) is IList list ? Flatten(list.Cast<object?>()) : [i]);

    // PowerShell writes a custom object as a list of its properties. A deserialized object keeps the text of the original.
    private static bool IsRecord(object? value) =>
        value is PSObject { BaseObject: PSCustomObject } custom && custom.ToString().StartsWith("@{", StringComparison.Ordinal);
}
