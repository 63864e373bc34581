using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>What is asked of a document and of each of its images, and what becomes of the answers.</summary>
internal sealed class OcrAnnotations
{
    private readonly AnswerSchema? _document;
    private readonly AnswerSchema? _image;

    private OcrAnnotations(AnswerSchema? document, AnswerSchema? image)
    {
        _document = document;
        _image = image;
    }

    /// <summary>How the API is asked about the document; null if it isn't.</summary>
    public ResponseFormat? Document => _document?.Format;

    /// <summary>How the API is asked about each image; null if it isn't.</summary>
    public ResponseFormat? Image => _image?.Format;

    /// <exception cref="SchemaException">A schema isn't valid.</exception>
    /// <exception cref="MistralApiException">The API can't be asked so.</exception>
    public static OcrAnnotations Create(object? schema, Type? type, object? imageSchema, string? prompt, Func<string, string> getPath)
    {
        AnswerSchema? document = AnswerSchema.Create(schema, type, getPath);
        return document is { Schema: null } ? throw MistralApiException.InvalidArgument("-As needs a type that has properties here, because the API annotates documents by a schema only.")
            : document is null && prompt is not null ? throw MistralApiException.InvalidArgument("-AnnotationPrompt needs -Schema or -As.")
            : new OcrAnnotations(document, AnswerSchema.Create(imageSchema, type: null, getPath));
    }

    /// <summary>Turns what was said of the document into objects; null if nothing was asked.</summary>
    /// <exception cref="AnswerException">It doesn't match the schema.</exception>
    public object? Convert(string? text, string target)
    {
        if (_document is null)
        {
            return null;
        }

        IReadOnlyList<string> problems = _document.TryConvert(text ?? string.Empty, out object?[] answers);
        return problems.Count > 0 ? throw new AnswerException(text ?? string.Empty, problems, target)
            : answers.Length == 1 ? answers[0] : answers;
    }

    /// <summary>Turns what was said of the images of a page into objects. What doesn't match the schema stays text.</summary>
    public void AnnotateImages(PSObject page)
    {
        foreach (PSObject image in page.Properties["Images"]?.Value is object?[] items ? items.OfType<PSObject>() : [])
        {
            if (_image is not null && image.Properties["ImageAnnotation"]?.Value is string text && _image.TryConvert(text, out object?[] answers).Count == 0)
            {
                JsonObjects.Set(image, "ImageAnnotation", answers.Length == 1 ? answers[0] : answers);
            }
        }
    }
}
