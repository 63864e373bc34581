#requires -Version 5.1
# Brings Pester 5 from the repository registered for this user into a folder of this working tree.
[CmdletBinding()]
param([Parameter(Mandatory)] [string] $Path)
$ErrorActionPreference = 'Stop'

try {
    if (Get-Command -Name Save-PSResource -ErrorAction Ignore) {
        Save-PSResource -Name Pester -Version '[5.5.0, 6.0.0)' -Path $Path -TrustRepository
    }
    elseif (Get-Command -Name Save-Module -ErrorAction Ignore) {
        Save-Module -Name Pester -MinimumVersion 5.5.0 -MaximumVersion 5.99.99 -Path $Path -Force
    }
    else {
        throw 'neither Save-PSResource nor Save-Module is there'
    }
}
catch {
    [Console]::Error.WriteLine(($_.Exception.Message -replace '\s+', ' '))
    exit 1
}
