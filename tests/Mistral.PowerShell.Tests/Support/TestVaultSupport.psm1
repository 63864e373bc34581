#requires -Version 5.1
# Registers test vaults, sets their behavior, and reads their contents directly.
Set-StrictMode -Version Latest
$script:Vaults = @{}
$script:HasSecretManagement = [bool](Get-Module -Name Microsoft.PowerShell.SecretManagement -ListAvailable)

# Tests without a vault also run without SecretManagement.
function Skip-WithoutVault {
    if (-not $script:HasSecretManagement) { Set-ItResult -Skipped -Because "Microsoft.PowerShell.SecretManagement isn't installed" }
}

function Get-Folder([string] $Name) { $script:Vaults[$Name] }

function Get-Path([string] $Vault, [string] $Secret, [string] $Kind) {
    [IO.Path]::Combine((Get-Folder $Vault), [BitConverter]::ToString([Text.Encoding]::UTF8.GetBytes($Secret)).Replace('-', '') + ".$Kind")
}

<#
.SYNOPSIS
    Registers an empty vault in this home folder and replaces an existing one. Child processes with the same home folder see it.
#>
function Register-OwnVault {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Name,
        # Without metadata, like Az.KeyVault.
        [switch] $Plain,
        [switch] $Default,
        # See TestVault/Store.ps1.
        [hashtable] $Behavior = @{}
    )
    Unregister-OwnVault $Name
    $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "mistral-vault-$([guid]::NewGuid().ToString('N'))")
    $null = [IO.Directory]::CreateDirectory($folder)
    $script:Vaults[$Name] = $folder
    $module = if ($Plain) { 'TestVault/TestVaultPlain' } else { 'TestVault' }
    $with = @{
        Name            = $Name
        ModuleName      = [IO.Path]::Combine($PSScriptRoot, $module)
        VaultParameters = @{ Folder = $folder }
        DefaultVault    = $Default
    }
    if ($script:HasSecretManagement) { Microsoft.PowerShell.SecretManagement\Register-SecretVault @with }
    if ($Behavior.Count) { Set-OwnVault $Name $Behavior }
}

function Unregister-OwnVault {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string[]] $Name)
    foreach ($one in $Name | Where-Object { $script:Vaults.ContainsKey($_) }) {
        if ($script:HasSecretManagement) { Microsoft.PowerShell.SecretManagement\Unregister-SecretVault -Name $one }
        Remove-Item -LiteralPath (Get-Folder $one) -Recurse -Force
        $script:Vaults.Remove($one)
    }
}

<#
.SYNOPSIS
    Sets the behavior of a vault in every process, and resets its calls. Without -Behavior, it works normally.
#>
function Set-OwnVault {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Name,
        [hashtable] $Behavior = @{}
    )
    $folder = Get-Folder $Name
    [IO.File]::Delete([IO.Path]::Combine($folder, 'calls'))
    [IO.File]::WriteAllText([IO.Path]::Combine($folder, 'behavior.json'), (ConvertTo-Json -InputObject $Behavior -Compress))
}

<#
.SYNOPSIS
    Writes a secret of any type directly into a vault, with or without metadata.
#>
function Set-OwnSecret {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Vault,
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [object] $Secret,
        [hashtable] $Metadata
    )
    Skip-WithoutVault
    Export-Clixml -InputObject @{ Value = $Secret } -LiteralPath (Get-Path $Vault $Name secret) -Depth 5
    if ($Metadata) { Export-Clixml -InputObject $Metadata -LiteralPath (Get-Path $Vault $Name metadata) }
    else { [IO.File]::Delete((Get-Path $Vault $Name metadata)) }
}

<#
.SYNOPSIS
    Removes a secret directly from a vault.
#>
function Remove-OwnSecret {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Vault, [Parameter(Mandatory)] [string] $Name)
    foreach ($kind in 'secret', 'metadata') { [IO.File]::Delete((Get-Path $Vault $Name $kind)) }
}

<#
.SYNOPSIS
    Returns the secret with a name from a vault, or nothing.
#>
function Get-OwnSecret {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Vault, [Parameter(Mandatory)] [string] $Name)
    Skip-WithoutVault
    $path = Get-Path $Vault $Name secret
    if ([IO.File]::Exists($path)) { Write-Output -InputObject (Import-Clixml -LiteralPath $path)['Value'] -NoEnumerate }
}

function Get-OwnMetadata {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Vault, [Parameter(Mandatory)] [string] $Name)
    Skip-WithoutVault
    $path = Get-Path $Vault $Name metadata
    if ([IO.File]::Exists($path)) { Import-Clixml -LiteralPath $path }
}

<#
.SYNOPSIS
    Removes every secret from a vault, and resets its behavior.
#>
function Clear-OwnVault {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Vault)
    foreach ($path in [IO.Directory]::GetFiles((Get-Folder $Vault))) { [IO.File]::Delete($path) }
    Set-OwnVault $Vault
}

<#
.SYNOPSIS
    Returns the names of the secrets in a vault.
#>
function Get-OwnSecretName {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Vault)
    Skip-WithoutVault
    foreach ($path in [IO.Directory]::GetFiles((Get-Folder $Vault), '*.secret')) {
        $hex = [IO.Path]::GetFileNameWithoutExtension($path)
        [Text.Encoding]::UTF8.GetString([byte[]] @(for ($i = 0; $i -lt $hex.Length; $i += 2) { [Convert]::ToByte($hex.Substring($i, 2), 16) }))
    }
}

<#
.SYNOPSIS
    Returns the calls of a vault since its behavior was set: Get, Set, SetInfo, Info or Remove, and the name of the secret.
#>
function Get-OwnVaultCall {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Vault, [string] $Like = '*')
    Skip-WithoutVault
    $path = [IO.Path]::Combine((Get-Folder $Vault), 'calls')
    if ([IO.File]::Exists($path)) { [IO.File]::ReadAllLines($path) -like $Like }
}

function Get-OwnVaultFolder {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Vault)
    Get-Folder $Vault
}

if ($script:HasSecretManagement) { Import-Module -Name Microsoft.PowerShell.SecretManagement -Global }
Export-ModuleMember -Function @(
    'Register-OwnVault'
    'Unregister-OwnVault'
    'Set-OwnVault'
    'Clear-OwnVault'
    'Set-OwnSecret'
    'Remove-OwnSecret'
    'Get-OwnSecret'
    'Get-OwnSecretName'
    'Get-OwnMetadata'
    'Get-OwnVaultCall'
    'Get-OwnVaultFolder'
)
