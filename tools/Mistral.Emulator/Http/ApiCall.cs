using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Mistral.Emulator;

/// <summary>What an operation sees of a request that passed the checks.</summary>
internal sealed class ApiCall(
    string[] template,
    string[] path,
    IReadOnlyDictionary<string, StringValues> query,
    JsonElement body,
    IReadOnlyList<FormPart> form,
    KeyRecord? key)
{
    /// <summary>The ordinary key of the request; null on admin paths.</summary>
    public KeyRecord? Key { get; } = key;

    /// <summary>The body; undefined where there was none.</summary>
    public JsonElement Body { get; } = body;

    /// <summary>The parts of a multipart body; none where it is another one.</summary>
    public IReadOnlyList<FormPart> Form { get; } = form;

    /// <summary>A variable part of the path, decoded.</summary>
    public string PathValue(string name) => path[Array.IndexOf(template, "{" + name + "}")];

    public string? Text(string name) => query.TryGetValue(name, out var values) ? values.LastOrDefault() : null;

    public string[] Texts(string name) =>
        query.TryGetValue(name, out var values) ? [.. values.Select(value => value ?? "")] : [];

    public int Number(string name, int otherwise) =>
        int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    public bool Flag(string name, bool otherwise) => bool.TryParse(Text(name), out var flag) ? flag : otherwise;
}
