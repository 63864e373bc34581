using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Mistral.Emulator;

/// <summary>Checks the key, the syntax and the schema of a request and calls its operation.</summary>
internal sealed class Dispatcher(Authorizer authorizer, RequestValidator validator, Router router, SignedStore storage)
{
    public Reply Answer(HttpRequest request, RequestTarget target, byte[] body)
    {
        if (target.Path.StartsWith(SignedStore.Root, StringComparison.Ordinal))
        {
            return storage.Answer(request.Headers, target);
        }

        if (!target.Path.StartsWith("/v1/", StringComparison.Ordinal) && !target.Path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            return ErrorReply.NotFound();
        }

        var admission = authorizer.Admit(target.Path, request.Headers);
        if (admission.Refusal is { } refused)
        {
            return refused;
        }

        var path = target.Path.Split('/').Select(Uri.UnescapeDataString).ToArray();
        var query = QueryHelpers.ParseQuery(target.Query);
        var json = default(JsonElement);
        if (body.Length > 0 && request.HasJsonContentType())
        {
            try
            {
                using var document = JsonDocument.Parse(body);
                json = document.RootElement.Clone();
            }
            catch (JsonException e)
            {
                return ErrorReply.Live(400, "invalid_request_error", "1400", "The request body is not valid JSON: " + e.Message);
            }
        }

        IReadOnlyList<FormPart>? form;
        try
        {
            form = FormReader.Read(request.ContentType, body);
        }
        catch (InvalidDataException e)
        {
            return ErrorReply.Live(400, "invalid_request_error", "1400", e.Message);
        }

        var problems = validator.Check(request.Method, path, query, json, body);
        if (problems.Count > 0)
        {
            return ErrorReply.Invalid(problems);
        }

        return router.Find(request.Method, path) is { } route
            ? route.Answer(new ApiCall(route.Segments, path, query, json, form ?? [], admission.Key))
            : ErrorReply.NotFound();
    }
}
