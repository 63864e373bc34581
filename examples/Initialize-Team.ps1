#Requires -Version 5.1

<#
.SYNOPSIS
    Sets a team up: a workspace, a user group with access to it, its members, and an API key in a vault.
.DESCRIPTION
    Creates missing parts and keeps existing ones, so it can be run again at any time: after a failure, or for new members.
    -WhatIf shows the parts that it would create. It removes nothing. It starts only if the administrator, the role and the vault
    exist, and the vault can be read and written.

    - The workspace and the user group have the name of the team, and the group has the role in the workspace.
      If the group already has another role there, the role is kept, and the script writes a warning.
    - Members who are users of the organization are added to the group. The others are invited. Run the script again after they
      have accepted to add them to the group.
    - The API key belongs to the administrator and the workspace. It is stored in the vault, and created only if the vault has no
      secret with its name. If a key with the name exists without the secret, for example because the secret is on another
      machine, the script writes a warning and creates no key.

    It needs an Admin API key: that of the saved connection in -Connection, else that of the current connection. It also needs
    a vault: register one with Register-SecretVault of Microsoft.PowerShell.SecretManagement.
.PARAMETER Name
    The name of the team.
.PARAMETER Administrator
    The email address of a user of the organization, who administers the workspace and owns the key.
.PARAMETER Member
    The email addresses of the members.
.PARAMETER Role
    The role that the members have in the workspace. Get-MistralRole -Scope Workspace lists the roles.
.PARAMETER SecretName
    The name of the secret for the key. Default: Mistral- and the name of the team.
.PARAMETER VaultName
    The vault. Default: the default vault of SecretManagement, or the only one.
.PARAMETER KeyDays
    The lifetime of the key in days. The organization may limit it.
.PARAMETER Connection
    The name of a saved connection that has an Admin API key. Default: the current connection.
.OUTPUTS
    An object for each part: Part (Workspace, UserGroup, Access, Member or ApiKey), Name, State (Created, Present, Added,
    Invited, AlreadyInvited, OtherRole or KeyWithoutSecret) and Id.
.EXAMPLE
    ./Initialize-Team.ps1 -Name Search -Administrator ada@example.com -Member grace@example.com, alan@example.com -WhatIf

    Shows the parts that would be created.
.EXAMPLE
    ./Initialize-Team.ps1 Search ada@example.com (Get-Content -Path ./search-team.txt) -Connection admin -VaultName TeamVault

    Sets up the team with the members in a file, one address in a line.
.EXAMPLE
    Connect-Mistral -SecretName Mistral-Search

    The team uses the key with this command.
#>
[CmdletBinding(SupportsShouldProcess)]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateLength(1, 255)]
    [string] $Name,

    [Parameter(Mandatory, Position = 1)]
    [ValidatePattern('^[^@\s]+@[^@\s]+$')]
    [string] $Administrator,

    [Parameter(Position = 2)]
    [ValidatePattern('^[^@\s]+@[^@\s]+$')]
    [string[]] $Member = @(),

    [ValidateNotNullOrEmpty()]
    [string] $Role = 'workspace_contributor',

    [ValidateNotNullOrEmpty()]
    [string] $SecretName = "Mistral-$Name",

    [ValidateNotNullOrEmpty()]
    [string] $VaultName,

    [ValidateRange(2, 3650)]
    [int] $KeyDays = 90,

    [ValidateNotNullOrEmpty()]
    [string] $Connection
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral, Microsoft.PowerShell.SecretManagement

$with = @{}
if ($Connection) { $with.Connection = $Connection }

function Get-Part([string] $Part, [string] $Name, [string] $State, [string] $Id) {
    [pscustomobject]@{ Part = $Part; Name = $Name; State = $State; Id = $Id }
}

# The object with exactly this name. Several objects with the name are ambiguous.
function Select-One([string] $What, [object[]] $Found) {
    $same = @($Found | Where-Object { $_ -and $_.Name -eq $Name })
    if ($same.Count -gt 1) { throw "$($same.Count) items have the name '$Name': $What. Rename all but one." }
    $same
}

# All checks come before the first change.
$owner = @(Get-MistralUser -Email $Administrator @with)
if ($owner.Count -ne 1) { throw "'$Administrator' isn't a user of the organization. Invite the administrator first: Send-MistralInvitation." }
$roles = @(Get-MistralRole -Scope Workspace @with).Name
if ($roles -notcontains $Role) { throw "'$Role' isn't a workspace role. Use one of: $($roles -join ', ')." }
$vaults = @(Get-SecretVault)
$vault = @($vaults | Where-Object { if ($VaultName) { $_.Name -eq $VaultName } else { $_.IsDefault -or $vaults.Count -eq 1 } })
if (-not $vault) { throw 'The vault was not found. Run Get-SecretVault to list the registered vaults, and name one with -VaultName.' }
$VaultName = $vault[0].Name
# This also detects a locked vault. The name is compared exactly, because Get-SecretInfo accepts wildcards.
try {
    if (-not (Test-SecretVault -Name $VaultName)) { throw 'Test-SecretVault failed.' }
    $secret = Get-SecretInfo -Name ([WildcardPattern]::Escape($SecretName)) -Vault $VaultName | Where-Object Name -EQ $SecretName
}
catch {
    throw "The vault '$VaultName' can't be used: $_ If it is locked, unlock it first, for example with Unlock-SecretStore."
}
$like = "*$([WildcardPattern]::Escape($Name))*"
$workspace = Select-One -What workspace -Found @(Get-MistralWorkspace $like @with)
$group = Select-One -What 'user group' -Found @(Get-MistralUserGroup $like @with)

# With -WhatIf, a new object and its contents do not exist.
if ($workspace) { Get-Part -Part Workspace -Name $Name -State Present -Id $workspace.WorkspaceId }
elseif ($PSCmdlet.ShouldProcess($Name, 'Create the workspace')) {
    $workspace = New-MistralWorkspace $Name -AdminUserId $owner[0].UserId -Confirm:$false @with
    Get-Part -Part Workspace -Name $Name -State Created -Id $workspace.WorkspaceId
}

if ($group) { Get-Part -Part UserGroup -Name $Name -State Present -Id $group.UserGroupId }
elseif ($PSCmdlet.ShouldProcess($Name, 'Create the user group')) {
    $group = New-MistralUserGroup $Name -TargetType W -Confirm:$false @with
    Get-Part -Part UserGroup -Name $Name -State Created -Id $group.UserGroupId
}

$access = if ($workspace -and $group) {
    Get-MistralUserGroupWorkspace $group.UserGroupId @with | Where-Object WorkspaceUuid -EQ $workspace.WorkspaceId
}
if ($access) {
    $has = @($access.Roles.Name)
    if ($has -notcontains $Role) {
        Write-Warning "The user group has the role $($has -join ', ') in the workspace, not $Role. To change it: Set-MistralUserGroupWorkspace $($group.UserGroupId) $($workspace.WorkspaceId) -Role '$Role'"
    }
    Get-Part -Part Access -Name ($has -join ', ') -State $(if ($has -contains $Role) { 'Present' } else { 'OtherRole' }) -Id $workspace.WorkspaceId
}
elseif ($PSCmdlet.ShouldProcess($Name, "Give the user group access to the workspace, as $Role")) {
    Add-MistralUserGroupWorkspace $group.UserGroupId $workspace.WorkspaceId -Role $Role -Confirm:$false @with
    Get-Part -Part Access -Name $Role -State Created -Id $workspace.WorkspaceId
}

$inGroup = @(if ($group) { Get-MistralUserGroupMember $group.UserGroupId @with })
$invited = @(Get-MistralInvitation @with)
foreach ($email in $Member | Select-Object -Unique) {
    $user = Get-MistralUser -Email $email @with
    if (-not $user) {
        if ($invited.Email -contains $email) { Get-Part -Part Member -Name $email -State AlreadyInvited }
        elseif ($PSCmdlet.ShouldProcess($email, 'Invite to the organization')) {
            # A refused address must not stop the other invitations.
            $sent = Send-MistralInvitation $email -Role member -Confirm:$false -ErrorAction Continue @with
            if ($sent) { Get-Part -Part Member -Name $email -State Invited }
        }
    }
    elseif ($inGroup.UserUuid -contains $user.UserId) { Get-Part -Part Member -Name $email -State Present -Id $user.UserId }
    elseif ($PSCmdlet.ShouldProcess($email, "Add to the user group $Name")) {
        Add-MistralUserGroupMember $group.UserGroupId $user.UserId -Confirm:$false @with
        Get-Part -Part Member -Name $email -State Added -Id $user.UserId
    }
}

$key = if ($workspace) {
    Get-MistralApiKey -Search $SecretName @with | Where-Object { $_.Name -eq $SecretName -and $_.WorkspaceName -eq $Name } | Select-Object -First 1
}
if ($secret) { Get-Part -Part ApiKey -Name $SecretName -State Present -Id $key.KeyId }
elseif ($key) {
    Write-Warning "The workspace has a key '$SecretName', but the vault has no secret with that name. Copy the secret from the vault that has it, or remove the key and run this script again: Remove-MistralApiKey -Id $($key.KeyId)"
    Get-Part -Part ApiKey -Name $SecretName -State KeyWithoutSecret -Id $key.KeyId
}
elseif ($PSCmdlet.ShouldProcess($SecretName, 'Create an API key and store it in the vault')) {
    $new = @{
        Name        = $SecretName
        WorkspaceId = $workspace.WorkspaceId
        UserId      = $owner[0].UserId
        ExpiresOn   = [datetimeoffset]::UtcNow.AddDays($KeyDays)
        SecretName  = $SecretName
        VaultName   = $VaultName
        Confirm     = $false
    }
    $made = New-MistralApiKey @new @with
    Get-Part -Part ApiKey -Name $SecretName -State Created -Id $made.KeyId
}
