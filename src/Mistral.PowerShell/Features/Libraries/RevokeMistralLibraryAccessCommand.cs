using System.Management.Automation;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsSecurity.Revoke, "MistralLibraryAccess", SupportsShouldProcess = true)]
[Operation("DELETE", "/v1/libraries/{library_id}/share", Supplies = ["share_with_type"], Action = "Revoke the access to the library", SuppressOutput = true)]
public sealed class RevokeMistralLibraryAccessCommand : LibraryAccessCommand;
