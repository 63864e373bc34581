using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>The questions about a document and about each of its images, and the conversion of the answers to objects.</summary>
internal sealed class OcrAnnotations
{
    private readonly AnswerSchema? _document;
    private readonly AnswerSchema? _image;

    /// <param name="document">The schema of the document's annotation; null without one.</param>
    /// <param name="image">The schema of each image's annotation; null without one.</param>
    public OcrAnnotations(AnswerSchema? document, AnswerSchema? image)
    {
        _document = document;
        _image = image;
    }

    /// <summary>The format of the document's annotation; null without one.</summary>
    public ResponseFormat? Document => _document?.Format;

    /// <summary>The format of each image's annotation; null without one.</summary>
    public ResponseFormat? Image => _image?.Format;

    /// <exception cref="SchemaException">A schema isn't valid.</exception>
    /// <exception cref="MistralApiException">The API doesn't support this combination.</exception>
    public static OcrAnnotations Create(object? schema, Type? type, object? imageSchema, string? prompt, Func<string, string> getPath)
    {
        AnswerSchema? document = AnswerSchema.Create(schema, type, getPath);
        return document is { Schema: null } ? throw MistralApiException.InvalidArgument("-As needs a type with properties, because the API annotates documents only by a schema.")
            : document is null && prompt is not null ? throw MistralApiException.InvalidArgument("-AnnotationPrompt needs -Schema or -As.")
            : new OcrAnnotations(document, AnswerSchema.Create(imageSchema, type: null, getPath));
    }

    /// <summary>Whether the document is annotated.</summary>
    public bool IsDocument => _document is not null;

    /// <summary>Converts the document's annotation to objects; none if no annotation was asked for. Runs on the pipeline thread only.</summary>
    /// <param name="text">The annotation as JSON.</param>
    /// <param name="target">The target of an error record.</param>
    /// <param name="hint">The recommended action if the annotation doesn't match the schema.</param>
    /// <exception cref="AnswerException">The annotation doesn't match the schema.</exception>
    public object?[] Convert(string? text, object target, string hint)
    {
        if (_document is null)
        {
            return [];
        }

        IReadOnlyList<string> problems = _document.TryConvert(text ?? string.Empty, out object?[] answers);
        return problems.Count == 0 ? answers
            : throw new AnswerException(text ?? string.Empty, problems, target, hint);
    }

    /// <summary>Creates the objects of the pages, with the annotations of their images as objects. An annotation that doesn't match the schema stays text.</summary>
    public PSObject[] CreatePages(OcrResponse response)
    {
        PSObject[] pages = [.. response.Pages.Select(p => (PSObject)ResourceAttribute.Of(typeof(OcrPageResource)).Read(p)!)];
        foreach (PSObject image in pages.SelectMany(p => p.Properties["Images"]?.Value is object?[] items ? items.OfType<PSObject>() : []))
        {
            if (_image is not null && image.Properties["ImageAnnotation"]?.Value is string text && _image.TryConvert(text, out object?[] answers).Count == 0)
            {
                JsonObjects.Set(image, "ImageAnnotation", answers.Length == 1 ? answers[0] : answers);
            }
        }

        return pages;
    }
}
