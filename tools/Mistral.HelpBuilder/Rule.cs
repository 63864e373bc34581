namespace Mistral.HelpBuilder;

/// <summary>The kinds of mistakes. The number is part of the code MHnnn and must not change.</summary>
internal enum Rule
{
    // The run.
    Usage = 1,
    DocsFolderMissing = 2,
    FileAccess = 3,
    PageMissing = 4,
    CommandUnknown = 5,

    // Any page.
    ControlCharacter = 10,
    BrokenLink = 11,

    // Generated parts.
    PageStale = 26,

    // Headings.
    TitleDiffers = 30,
    HeadingUnknown = 31,
    SectionTwice = 32,
    SectionMissing = 33,
    SectionEmpty = 34,
    TextMisplaced = 35,
    SynopsisTooLong = 36,

    // EXAMPLES.
    ExamplesMissing = 50,
    ExampleTitleInvalid = 51,
    ExampleCodeMissing = 52,
    ExamplePrompt = 53,

    // PARAMETERS.
    ParameterUndocumented = 60,
    ParameterUnknown = 61,
    ParameterHeadingInvalid = 62,
    ParameterTwice = 63,
    ParameterDescriptionMissing = 64,

    // INPUTS, OUTPUTS and RELATED LINKS.
    TypeMissing = 80,
    RelatedLinkInvalid = 81,
    OutputUnknown = 82,
    InputsDiffer = 83,

    // About topics.
    TopicTitleMissing = 90,
    TopicShortDescriptionMissing = 91,
    TopicLongDescriptionMissing = 92,
    TopicNotAscii = 93,
}
