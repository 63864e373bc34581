#Requires -Version 5.1

<#
.SYNOPSIS
    Reports when the Mistral API keys of all workspaces expire.
.DESCRIPTION
    Lists every API key of the organization: its name, workspace, expiry, the days until it expires, its last use and its
    creator. The most urgent keys come first: expired keys, keys that expire soon, keys that never expire, and then
    the others. No key is shown; the masked form identifies it.

    It needs an Admin API key: that of the saved connection in -Connection, else that of the current connection.
.PARAMETER Connection
    The name of a saved connection that has an Admin API key. Default: the current connection.
.PARAMETER Workspace
    Only keys of workspaces with a name like this. Wildcards work.
.PARAMETER WarningDays
    A key counts as expiring from this number of days before its expiry.
.PARAMETER DueOnly
    Excludes keys with the state Ok.
.OUTPUTS
    Objects with Name, Workspace, State (Expired, Expiring, NoExpiry or Ok), ExpiresOn, DaysLeft, LastUsed, DaysUnused,
    CreatedBy, HiddenKey, SavedConnection (those of this machine that use it) and KeyId.
.EXAMPLE
    ./Get-KeyExpiryReport.ps1 -Connection admin | Format-Table

    Shows all keys. The connection was saved with: Connect-Mistral -Name admin -AdminApiKey (Read-Host -AsSecureString) -Save
.EXAMPLE
    ./Get-KeyExpiryReport.ps1 -DueOnly | Export-Csv -Path keys.csv -NoTypeInformation

    Writes a file of keys that have expired, expire within 14 days, or never expire.
.EXAMPLE
    ./Get-KeyExpiryReport.ps1 | Where-Object DaysUnused -GT 90

    Shows keys that nobody has used for 90 days.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [ValidateNotNullOrEmpty()]
    [string] $Connection,

    [SupportsWildcards()]
    [string] $Workspace = '*',

    [ValidateRange(0, 3650)]
    [int] $WarningDays = 14,

    [switch] $DueOnly
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

$with = @{}
if ($Connection) { $with.Connection = $Connection }

# The API returns a date without a time: a key is valid until the end of its last day at the latest.
$today = [datetimeoffset]::UtcNow.UtcDateTime.Date
$order = 'Expired', 'Expiring', 'NoExpiry', 'Ok'
$savedConnections = @(try { Get-MistralConnection -ListAvailable } catch { Write-Verbose "No saved connections: $_" })

$report = foreach ($key in Get-MistralApiKey @with) {
    if ("$($key.WorkspaceName)" -notlike $Workspace) { continue }

    $daysLeft = if ($key.ExpirationDate) { [int] ($key.ExpirationDate.UtcDateTime.Date - $today).TotalDays }
    $daysUnused = if ($key.LastUsed) { [int] ($today - $key.LastUsed.UtcDateTime.Date).TotalDays }
    $state = if ($null -eq $daysLeft) { 'NoExpiry' }
    elseif ($daysLeft -lt 0) { 'Expired' }
    elseif ($daysLeft -le $WarningDays) { 'Expiring' }
    else { 'Ok' }
    if ($DueOnly -and $state -eq 'Ok') { continue }

    [pscustomobject]@{
        Name            = $key.Name
        Workspace       = $key.WorkspaceName
        State           = $state
        ExpiresOn       = $key.ExpirationDate
        DaysLeft        = $daysLeft
        LastUsed        = $key.LastUsed
        DaysUnused      = $daysUnused
        CreatedBy       = $key.CreatedBy
        HiddenKey       = $key.HiddenKey
        SavedConnection = @($savedConnections | Where-Object ApiKeyId -EQ $key.KeyId | ForEach-Object Name) -join ', '
        KeyId           = $key.KeyId
    }
}
$report | Sort-Object -Property { $order.IndexOf($_.State) }, DaysLeft, Workspace, Name
