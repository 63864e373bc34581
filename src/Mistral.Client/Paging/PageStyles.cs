using System;

namespace Mistral.Client;

/// <summary>Tells which style a list has by where it is, for callers that only have a path.</summary>
public static class PageStyles
{
    // The longest prefix wins; so the narrower ones stand first.
    private static readonly (string Prefix, PageStyle Style)[] s_byPrefix =
    [
        ("/v2/audio/voices", PageStyle.PageToken),
        ("/v2/", PageStyle.CamelPageToken),
        ("/v1/admin/audit-logs", PageStyle.Before),
        ("/v1/admin/api-keys", PageStyle.Offset),
        ("/v1/admin/", PageStyle.PageFromOne),
        ("/v1/observability/", PageStyle.PageFromOne),
        ("/v1/users/me/", PageStyle.Offset),
        ("/v1/audio/voices", PageStyle.Offset),
        ("/v1/service-accounts", PageStyle.Offset),
        ("/v1/connectors/", PageStyle.PageFromOne),
        ("/v1/connectors", PageStyle.Cursor),
        ("/v1/agents/pages", PageStyle.PageToken),
        ("/v1/libraries/", PageStyle.Page),
        ("/v1/libraries", PageStyle.PageToken),
        ("/v1/models", PageStyle.None),
    ];

    // There the parameter has the name of the field.
    private const string WorkflowsPrefix = "/v1/workflows/";

    /// <summary>Gets the style of the list at a path.</summary>
    /// <param name="path">The path, such as <c>/v1/files</c>.</param>
    public static PageStyle Of(string path)
    {
        foreach ((string prefix, PageStyle style) in s_byPrefix)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal))
            {
                return style;
            }
        }

        return PageStyle.Page;
    }

    /// <summary>Gets the name of the parameter that takes a response's <c>next_page_token</c>.</summary>
    /// <param name="path">The path, such as <c>/v1/files</c>.</param>
    public static string GetTokenParameter(string path) =>
        path.StartsWith(WorkflowsPrefix, StringComparison.Ordinal) ? "next_page_token" : "page_token";
}
