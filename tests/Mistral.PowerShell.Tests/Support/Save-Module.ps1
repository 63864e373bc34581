#requires -Version 5.1
# Brings modules from the repository registered for this user into a folder of this working tree.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Folder,
    # Separated by commas.
    [Parameter(Mandatory)] [string] $Name
)
$ErrorActionPreference = 'Stop'

try {
    if (Get-Command -Name Save-PSResource -ErrorAction Ignore) {
        Save-PSResource -Name ($Name -split ',') -Path $Folder -TrustRepository
    }
    elseif (Get-Command -Name Save-Module -ErrorAction Ignore) {
        Save-Module -Name ($Name -split ',') -Path $Folder -Force
    }
    else {
        throw 'Neither Save-PSResource nor Save-Module was found.'
    }
}
catch {
    [Console]::Error.WriteLine(($_.Exception.Message -replace '\s+', ' '))
    exit 1
}
