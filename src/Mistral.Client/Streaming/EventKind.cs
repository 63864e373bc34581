namespace Mistral.Client.Streaming;

/// <summary>What an event of a stream is, whatever the stream is about.</summary>
internal enum EventKind
{
    /// <summary>Something that was asked for.</summary>
    Data,

    /// <summary>Text that is not JSON, in an event that has a name.</summary>
    NamedText,

    /// <summary>Nothing: it only keeps the connection open.</summary>
    KeepAlive,

    /// <summary>The end of the stream.</summary>
    End,
}
