namespace Mistral.Client;

/// <summary>How an operation gives a long list in pages.</summary>
public enum PageStyle
{
    /// <summary>All at once.</summary>
    None,

    /// <summary><c>page</c> from 0 and <c>page_size</c>.</summary>
    Page,

    /// <summary><c>page</c> from 1 and <c>page_size</c>.</summary>
    PageFromOne,

    /// <summary><c>offset</c> and <c>limit</c>.</summary>
    Offset,

    /// <summary><c>page_token</c>, from the reply's <c>next_page_token</c>.</summary>
    PageToken,

    /// <summary><c>pageToken</c>, from the reply's <c>nextPageToken</c>, as version 2 of the API writes it.</summary>
    CamelPageToken,

    /// <summary><c>cursor</c>, from the reply's <c>pagination.next_cursor</c>.</summary>
    Cursor,

    /// <summary><c>before</c>, the time of the last entry; entries are told apart by <c>log_id</c>.</summary>
    Before,
}
