#requires -Version 5.1
# Writes the module path of this PowerShell, and the location of each named module.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Report,
    # A folder to search after those of the user.
    [Parameter(Mandatory)] [string] $Folder,
    # Separated by commas.
    [Parameter(Mandatory)] [string] $Name
)
$ErrorActionPreference = 'Stop'

$env:PSModulePath = $env:PSModulePath + [IO.Path]::PathSeparator + $Folder
$found = @{}
Get-Module -Name ($Name -split ',') -ListAvailable |
    Sort-Object -Property Version |
    ForEach-Object { $found[$_.Name] = $_.Path }

$answer = [pscustomobject]@{ modulePath = $env:PSModulePath; modules = $found }
[IO.File]::WriteAllText($Report, (ConvertTo-Json -InputObject $answer))
