using System;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Operations;

/// <summary>Declares an API operation of a cmdlet.</summary>
/// <param name="method">The HTTP method.</param>
/// <param name="path">The path as in the API's specification, such as <c>/v1/models/{model_id}</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OperationAttribute(string method, string path) : Attribute
{
    /// <summary>The HTTP method.</summary>
    public string Method { get; } = method;

    /// <summary>The path with its parameters in braces.</summary>
    public string Path { get; } = path;

    /// <summary>The kind of key that it needs. Default: the regular API key.</summary>
    public KeyKind Key { get; init; }

    /// <summary>The class with the <see cref="ResourceAttribute"/> of the returned objects; null if it returns none.</summary>
    public Type? Output { get; init; }

    /// <summary>The resource that it returns; null if it returns no objects of the API.</summary>
    internal ResourceAttribute? Resource => Output is null ? null : ResourceAttribute.Of(Output);

    /// <summary>The variant of the cmdlet that uses it, usually the name of a parameter set. Null for all.</summary>
    public string? Case { get; init; }

    /// <summary>Whether this cmdlet only uses a part of the response, and another cmdlet is the main one for the operation.</summary>
    public bool IsSecondary { get; init; }

    /// <summary>Whether it only reads, although its method isn't GET, such as a search. It needs no confirmation, and may be retried.</summary>
    public bool IsRead { get; init; }

    /// <summary>Whether the response is a stream of events, each with one object.</summary>
    public bool IsStream { get; init; }

    /// <summary>The field of the response that holds the object; null if the response is the object.</summary>
    public string? Inner { get; init; }

    /// <summary>The field of the response that holds the list, such as <c>data</c> or <c>traces.results</c>; null for one object or a bare array.</summary>
    public string? Items { get; init; }

    /// <summary>The paging style of a list.</summary>
    public PageStyle Paging { get; init; }

    /// <summary>Whether the response isn't written to the pipeline, as for deletions.</summary>
    public bool SuppressOutput { get; init; }

    /// <summary>Required fields that the cmdlet sets itself, so that they need no mandatory parameter.</summary>
    public string[] Supplies { get; init; } = [];

    /// <summary>The action for <c>-WhatIf</c> and <c>-Confirm</c>. Required for each operation that changes state.</summary>
    public string? Action { get; init; }

    /// <summary>Gets the object of a response.</summary>
    internal JsonElement Unwrap(JsonElement reply) =>
        Inner is not null && JsonFields.GetMember(reply, Inner) is { ValueKind: JsonValueKind.Object } inner ? inner : reply;
}
