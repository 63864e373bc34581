#Requires -Version 5.1

<#
.SYNOPSIS
    Finds Mistral API keys that never expire or are too old.
.DESCRIPTION
    Returns an object for each key of the organization that breaks a rule: it has no expiry, or it was created more than
    -MaximumAge days ago. Expired keys are excluded. No key is shown.

    A warning shows the number of these keys. The exit code is 0 for none, 1 for one or more, and 2 if the keys can't be read,
    so a pipeline or a scheduled task can use the result without parsing the output.

    Update-MistralApiKey creates a new key for a saved connection, and Revoke-KeyNow.ps1 in the same folder revokes a key.

    It needs an Admin API key: that of the saved connection in -Connection, else that of the current connection.
.PARAMETER MaximumAge
    The maximum age of a key in days.
.PARAMETER Workspace
    Only keys of workspaces with a name like this. Wildcards work.
.PARAMETER Exclude
    Names of keys to exclude, such as keys that were reviewed and accepted. Wildcards work.
.PARAMETER Connection
    The name of a saved connection that has an Admin API key. Default: the current connection.
.OUTPUTS
    Objects with Name, KeyId, AgeDays, Reason (NoExpiry, TooOld or both), Workspace, CreatedAt, ExpiresOn, LastUsed, CreatedBy
    and HiddenKey, the oldest first. The first five are shown; Select-Object, Format-List -Property * and Export-Csv have all.
.EXAMPLE
    ./Get-KeyAudit.ps1 -Connection admin | Format-Table

    Shows the keys without expiry or older than 90 days.
.EXAMPLE
    pwsh -NonInteractive -File ./Get-KeyAudit.ps1 -MaximumAge 60 -Connection admin

    Fails with exit code 1 in a pipeline as long as there is such a key.
.EXAMPLE
    ./Get-KeyAudit.ps1 -Exclude 'break glass*' | Export-Csv -Path audit.csv -NoTypeInformation

    Writes a file without the accepted keys.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [ValidateRange(1, 3650)]
    [int] $MaximumAge = 90,

    [SupportsWildcards()]
    [string] $Workspace = '*',

    [SupportsWildcards()]
    [string[]] $Exclude = @(),

    [ValidateNotNullOrEmpty()]
    [string] $Connection
)

$ErrorActionPreference = 'Stop'
try {
    Import-Module -Name Mistral
    $with = @{}
    if ($Connection) { $with.Connection = $Connection }
    $keys = @(Get-MistralApiKey @with)
}
catch {
    Write-Error -ErrorRecord $_ -ErrorAction Continue
    exit 2
}

# A key is valid until the end of its last day.
$now = [datetimeoffset]::UtcNow
$today = $now.UtcDateTime.Date
$found = @(
    foreach ($key in $keys) {
        if ($key.ExpirationDate -and $key.ExpirationDate.UtcDateTime.Date -lt $today) { continue }
        if ("$($key.WorkspaceName)" -notlike $Workspace) { continue }
        if ($Exclude | Where-Object { $key.Name -like $_ }) { continue }

        $age = [int] [math]::Floor(($now - $key.CreatedAt).TotalDays)
        $reason = @(
            if (-not $key.ExpirationDate) { 'NoExpiry' }
            if ($age -gt $MaximumAge) { 'TooOld' }
        )
        if (-not $reason) { continue }

        [pscustomobject]@{
            Name      = $key.Name
            KeyId     = $key.KeyId
            AgeDays   = $age
            Reason    = $reason -join ', '
            Workspace = $key.WorkspaceName
            CreatedAt = $key.CreatedAt
            ExpiresOn = $key.ExpirationDate
            LastUsed  = $key.LastUsed
            CreatedBy = $key.CreatedBy
            HiddenKey = $key.HiddenKey
        }
    }
)

# The properties that fit into a table. Otherwise all properties would share its width.
$shown = [Management.Automation.PSPropertySet]::new('DefaultDisplayPropertySet', [string[]] ('Name', 'KeyId', 'AgeDays', 'Reason', 'Workspace'))
$found | Add-Member -MemberType MemberSet -Name PSStandardMembers -Value ([Management.Automation.PSMemberInfo[]] $shown)
$found | Sort-Object -Property CreatedAt, Name

if ($found) {
    Write-Warning ('Keys without expiry or older than {0} days: {1} of {2}.' -f $MaximumAge, $found.Count, $keys.Count)
    exit 1
}
exit 0
