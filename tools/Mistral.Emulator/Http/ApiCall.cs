using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Mistral.Emulator;

/// <summary>A request that passed the checks, as an operation sees it.</summary>
internal sealed class ApiCall(
    string[] template,
    string[] path,
    IReadOnlyDictionary<string, StringValues> query,
    JsonElement body,
    IReadOnlyList<FormPart> form,
    KeyRecord? key)
{
    /// <summary>The regular key of the request; null on admin paths.</summary>
    public KeyRecord? Key { get; } = key;

    /// <summary>The JSON body; undefined without a body.</summary>
    public JsonElement Body { get; } = body;

    /// <summary>The parts of a multipart body; empty for another body.</summary>
    public IReadOnlyList<FormPart> Form { get; } = form;

    /// <summary>Returns a variable part of the path, decoded.</summary>
    public string PathValue(string name) => path[Array.IndexOf(template, "{" + name + "}")];

    /// <summary>The names of the query parameters.</summary>
    public IEnumerable<string> Names => query.Keys;

    public string? Text(string name) => query.TryGetValue(name, out var values) ? values.LastOrDefault() : null;

    public string[] Texts(string name) =>
        query.TryGetValue(name, out var values) ? [.. values.Select(value => value ?? "")] : [];

    public int Number(string name, int otherwise) =>
        int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    public bool Flag(string name, bool otherwise) => bool.TryParse(Text(name), out var flag) ? flag : otherwise;
}
