using System.Collections.Generic;
using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsSecurity.Revoke, "MistralLibraryAccess", SupportsShouldProcess = true, DefaultParameterSetName = UserSet)]
[Operation("DELETE", "/v1/libraries/{library_id}/share", Supplies = ["share_with_type", "level"], Action = "Take the access to the library", IsSilent = true)]
public sealed class RevokeMistralLibraryAccessCommand : LibraryAccessCommand
{
    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();

        // The document requires the field without having it. Access goes as a whole, whatever it says.
        body["level"] = "Viewer";
        return body;
    }
}
