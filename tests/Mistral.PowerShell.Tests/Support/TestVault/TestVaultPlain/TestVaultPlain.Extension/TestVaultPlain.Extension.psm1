#requires -Version 5.1
. "$PSScriptRoot/../../Store.ps1"

function Set-Secret {
    [CmdletBinding()]
    param([string] $Name, [object] $Secret, [string] $VaultName, [hashtable] $AdditionalParameters)
    Write-StoredSecret $Name $Secret $AdditionalParameters
}

Export-ModuleMember -Function Get-Secret, Set-Secret, Remove-Secret, Get-SecretInfo, Test-SecretVault
