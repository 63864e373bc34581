using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Completes types that an answer becomes; any other stays possible, such as a class of the user's.</summary>
internal sealed class TypeNameCompleter() : WordCompleter(
    "int", "long", "decimal", "double", "bool", "string", "datetime", "guid", "uri",
    "int[]", "decimal[]", "string[]", "datetime[]", "uri[]", "hashtable", "hashtable[]", "pscustomobject");
