using System;
using Mistral.Client;

namespace Mistral.PowerShell.Operations;

/// <summary>States an operation of the API that a cmdlet stands for.</summary>
/// <param name="method">The HTTP method.</param>
/// <param name="path">The path as the API's document writes it, such as <c>/v1/models/{model_id}</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OperationAttribute(string method, string path) : Attribute
{
    /// <summary>The HTTP method.</summary>
    public string Method { get; } = method;

    /// <summary>The path with its parameters in braces.</summary>
    public string Path { get; } = path;

    /// <summary>Which of the connection's keys it takes. Default: the ordinary one.</summary>
    public KeyKind Key { get; init; }

    /// <summary>The class of the <see cref="ResourceAttribute"/> whose objects it gives; null where it gives none.</summary>
    public Type? Output { get; init; }

    /// <summary>What it gives; null where it gives no objects of the API.</summary>
    internal ResourceAttribute? Resource => Output is null ? null : ResourceAttribute.Of(Output);

    /// <summary>Which case it is for, where a cmdlet has several; by itself the name of the parameter set. Null for all.</summary>
    public string? Case { get; init; }

    /// <summary>Whether another cmdlet stands for it and this one only reads something out of its reply.</summary>
    public bool IsSecondary { get; init; }

    /// <summary>The reply's field that holds a list; null where the reply is one object or a bare array.</summary>
    public string? Items { get; init; }

    /// <summary>How a list comes in pages.</summary>
    public PageStyle Paging { get; init; }

    /// <summary>Whether its reply says nothing worth writing, as those of deletions do.</summary>
    public bool SuppressOutput { get; init; }

    /// <summary>Required fields that the cmdlet fills in by itself, so that no parameter for them need be mandatory.</summary>
    public string[] Supplies { get; init; } = [];

    /// <summary>What it does to its target, in words for <c>-WhatIf</c> and <c>-Confirm</c>; needed for all but GET.</summary>
    public string? Action { get; init; }
}
