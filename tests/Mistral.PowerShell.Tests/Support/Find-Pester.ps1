#requires -Version 5.1
# Says what this PowerShell is and where it has Pester 5.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Report,
    [Parameter(Mandatory)] [string] $Modules
)
$ErrorActionPreference = 'Stop'

$env:PSModulePath = $env:PSModulePath + [IO.Path]::PathSeparator + $Modules
$pester = Get-Module -Name Pester -ListAvailable |
    Where-Object { $_.Version -ge '5.5.0' -and $_.Version -lt '6.0.0' } |
    Sort-Object -Property Version -Descending |
    Select-Object -First 1

$found = [pscustomobject]@{
    version    = [string] $PSVersionTable.PSVersion
    edition    = $PSVersionTable.PSEdition
    home       = $PSHOME
    modulePath = $env:PSModulePath
    pesterPath = if ($pester) { $pester.Path }
}
[IO.File]::WriteAllText($Report, (ConvertTo-Json -InputObject $found))
