#requires -Version 5.1
. "$PSScriptRoot/../Store.ps1"

function Set-Secret {
    [CmdletBinding()]
    param([string] $Name, [object] $Secret, [string] $VaultName, [hashtable] $AdditionalParameters, [hashtable] $Metadata)
    Write-StoredSecret $Name $Secret $AdditionalParameters
    if ($Metadata) { Write-StoredMetadata $Name $Metadata $AdditionalParameters }
}

function Set-SecretInfo {
    [CmdletBinding()]
    param([string] $Name, [hashtable] $Metadata, [string] $VaultName, [hashtable] $AdditionalParameters)
    Enter-Store $AdditionalParameters 'SetInfo' $Name
    Write-StoredMetadata $Name $Metadata $AdditionalParameters
}

Export-ModuleMember -Function Get-Secret, Set-Secret, Set-SecretInfo, Remove-Secret, Get-SecretInfo, Test-SecretVault
