namespace Mistral.Client;

/// <summary>How an operation divides a list into pages.</summary>
public enum PageStyle
{
    /// <summary>One page with all items.</summary>
    None,

    /// <summary><c>page</c> from 0 and <c>page_size</c>.</summary>
    Page,

    /// <summary><c>page</c> from 1 and <c>page_size</c>.</summary>
    PageFromOne,

    /// <summary><c>offset</c> and <c>limit</c>.</summary>
    Offset,

    /// <summary><c>page_token</c>, from <c>next_page_token</c> of the response.</summary>
    PageToken,

    /// <summary><c>pageToken</c>, from <c>nextPageToken</c> of the response, as in version 2 of the API.</summary>
    CamelPageToken,

    /// <summary><c>cursor</c>, from <c>pagination.next_cursor</c> of the response.</summary>
    Cursor,

    /// <summary><c>cursor</c> and <c>limit</c>, from <c>next_cursor</c> of the response, as for workflows.</summary>
    LimitCursor,

    /// <summary><c>next_page_token</c> and <c>page_size</c>, from <c>next_page_token</c> of the response, as for runs of workflows.</summary>
    NextPageToken,

    /// <summary><c>before</c>, the time of the last entry. Entries are identified by <c>log_id</c>.</summary>
    Before,
}
