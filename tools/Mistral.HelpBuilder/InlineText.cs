using System;
using System.Text;
using Markdig.Syntax.Inlines;

namespace Mistral.HelpBuilder;

/// <summary>Removes the Markdown from a paragraph. Only hard line breaks are kept.</summary>
internal static class InlineText
{
    public static string Flatten(ContainerInline? container)
    {
        var text = new StringBuilder();
        Append(text, container);
        return text.ToString().Trim();
    }

    private static void Append(StringBuilder text, ContainerInline? container)
    {
        foreach (Inline inline in container ?? [])
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                // A type in angle brackets looks like HTML, so only comments are removed.
                case HtmlInline html when !html.Tag.StartsWith("<!--", StringComparison.Ordinal):
                    text.Append(html.Tag);
                    break;
                case AutolinkInline autolink:
                    text.Append(autolink.Url);
                    break;
                case LineBreakInline lineBreak:
                    text.Append(lineBreak.IsHard ? '\n' : ' ');
                    break;
                case LinkInline link:
                    AppendLink(text, link);
                    break;
                case ContainerInline inner:
                    Append(text, inner);
                    break;
            }
        }
    }

    private static void AppendLink(StringBuilder text, LinkInline link)
    {
        string label = Flatten(link);
        text.Append(label);

        // A path within the documentation has no meaning in a console.
        bool isWeb = Uri.TryCreate(link.Url, UriKind.Absolute, out Uri? uri) && !uri.IsFile;
        if (isWeb && !link.IsImage && label != link.Url)
        {
            text.Append(" (").Append(link.Url).Append(')');
        }
    }
}
