using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>GUIDs with hyphens.</summary>
internal sealed class GuidRule() : RedactionRule("Guid")
{
    private const string Form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    public override void Find(string text, List<FoundValue> found)
    {
        for (int dash = text.IndexOf('-'); dash >= 0; dash = text.IndexOf('-', dash + 1))
        {
            int start = dash - 8;
            if (start >= 0 && IsGuid(text, start))
            {
                Add(found, start, start + Form.Length);
                dash = start + Form.Length - 1;
            }
        }
    }

    private static bool IsGuid(string text, int start)
    {
        if (start + Form.Length > text.Length || Ascii.IsWordAt(text, start - 1) || Ascii.IsWordAt(text, start + Form.Length))
        {
            return false;
        }

        for (int i = 0; i < Form.Length; i++)
        {
            if (Form[i] == '-' ? text[start + i] != '-' : !Ascii.IsHex(text[start + i]))
            {
                return false;
            }
        }

        return true;
    }
}
