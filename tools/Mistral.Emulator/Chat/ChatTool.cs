using System.Text.Json;

namespace Mistral.Emulator;

internal sealed record ChatTool(string Name, string Description, JsonElement Parameters);
