using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsSecurity.Revoke, "MistralLibraryAccess", SupportsShouldProcess = true)]
[Operation("DELETE", "/v1/libraries/{library_id}/share", Supplies = ["share_with_type"], Action = "Take the access to the library", SuppressOutput = true)]
public sealed class RevokeMistralLibraryAccessCommand : LibraryAccessCommand;
