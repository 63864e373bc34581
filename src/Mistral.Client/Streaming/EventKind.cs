namespace Mistral.Client.Streaming;

/// <summary>The kind of an event, common to all streams.</summary>
internal enum EventKind
{
    /// <summary>Data of the stream.</summary>
    Data,

    /// <summary>Text that isn't JSON, in an event with a name.</summary>
    NamedText,

    /// <summary>An empty event that keeps the connection open.</summary>
    KeepAlive,

    /// <summary>The end of the stream.</summary>
    End,
}
