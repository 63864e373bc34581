namespace Mistral.HelpBuilder;

/// <summary>A related link. The address is empty when the link is to another page of the module.</summary>
internal sealed record RelatedLink(string Text, string Uri);
