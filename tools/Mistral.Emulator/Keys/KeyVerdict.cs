namespace Mistral.Emulator;

internal enum KeyVerdict
{
    Unknown,
    OtherKind,
    Valid,
}
