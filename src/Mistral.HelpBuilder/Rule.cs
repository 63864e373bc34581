namespace Mistral.HelpBuilder;

/// <summary>What can be wrong. The number is the one in the code MHnnn, and stays with its rule.</summary>
internal enum Rule
{
    // The run.
    Usage = 1,
    DocsFolderMissing = 2,
    FileAccess = 3,

    // Any page.
    ControlCharacter = 10,
    BrokenLink = 11,

    // Front matter.
    FrontMatterMissing = 20,
    FrontMatterInvalid = 21,
    SchemaUnknown = 22,
    HelpFileDiffers = 23,
    ModuleNameMissing = 24,
    OnlineVersionInvalid = 25,

    // Headings.
    TitleDiffers = 30,
    HeadingUnknown = 31,
    SectionTwice = 32,
    SectionMissing = 33,
    SectionEmpty = 34,
    TextMisplaced = 35,
    SynopsisTooLong = 36,

    // SYNTAX.
    SyntaxMissing = 40,
    SyntaxInvalid = 41,
    SyntaxOfOtherCommand = 42,
    SyntaxSetTwice = 43,
    SyntaxDefaultTwice = 44,
    SyntaxParameterTwice = 45,
    SyntaxCommonParametersMissing = 46,

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
    ParameterTableMissing = 65,
    ParameterTableInvalid = 66,
    ParameterSetsDiffer = 67,
    ParameterRequiredDiffers = 68,
    ParameterPositionDiffers = 69,
    ParameterTypeDiffers = 70,
    ParameterPositionInvalid = 71,
    ParameterPipelineInvalid = 72,

    // INPUTS, OUTPUTS and RELATED LINKS.
    TypeMissing = 80,
    RelatedLinkInvalid = 81,

    // About topics.
    TopicTitleMissing = 90,
    TopicShortDescriptionMissing = 91,
    TopicLongDescriptionMissing = 92,
    TopicNotAscii = 93,
}
