#Requires -Version 5.1

<#
.SYNOPSIS
    Rotates the keys of saved Mistral connections in an unattended job, such as a cron job.
.DESCRIPTION
    Run it every day. It rotates each saved connection of the account whose key expires within -DueDays, and creates a
    key for -KeyDays. With 30 and 60, each key is rotated about once a month, and after a failed run 30 days remain for
    retries. It also completes unfinished rotations, and revokes old keys after their grace period.

    Set up once, as the account of the job and with the same HOME:

        Register-SecretVault -Name SecretStore -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
        Set-SecretStoreConfiguration -Authentication Password -Interaction None -PasswordTimeout 900 -Confirm:$false
        Set-Secret -Name MistralAdminKey -SecureStringSecret (Read-Host -Prompt 'Admin API key' -AsSecureString)
        Connect-Mistral -Name prod -ApiKey (Read-Host -Prompt 'Mistral API key' -AsSecureString) `
            -AdminSecretName MistralAdminKey -VaultName SecretStore -ExpiresOn 2027-01-31 -Save

    The line of the crontab:

        30 3 * * * pwsh -NonInteractive -File ~/jobs/Rotate-Monthly.Cron.ps1 -UnlockPath ~/jobs/vault.unlock >> ~/keys.log 2>&1

    cron sets HOME and a short PATH: use the full path of pwsh if it is not found.

    The password of the vault is in a file, because Linux has no secret store that opens in an unattended session. Only the account
    may have access to the file: chmod 600. Under systemd, LoadCredential= is a better place. A vault with
    Set-SecretStoreConfiguration -Authentication None needs no password; then omit -UnlockPath.

    The exit code is 0 for success, 1 if a key was not rotated, and 2 if the script could not start.
.PARAMETER DueDays
    Rotates keys that expire within this number of days.
.PARAMETER KeyDays
    The lifetime of the new keys in days. The organization may limit it.
.PARAMETER GraceHours
    The time in hours that an old key stays valid, for programs that read the key only at their start. The first run after that
    revokes it. Default: none.
.PARAMETER UnlockPath
    The file with the password of the SecretStore vault.
.OUTPUTS
    Lines for a log: the time in UTC, INFO, WARN or ERROR, the connection, the event. No line contains a key.
.EXAMPLE
    ./Rotate-Monthly.Cron.ps1 -UnlockPath ~/jobs/vault.unlock

    Rotates the keys that are due.
.EXAMPLE
    ./Rotate-Monthly.Cron.ps1 -DueDays 15 -KeyDays 45 -GraceHours 24

    Rotates keys that expire within 15 days, and keeps the old keys valid for another day.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [ValidateRange(1, 3650)]
    [int] $DueDays = 30,

    [ValidateRange(2, 3650)]
    [int] $KeyDays = 60,

    [ValidateRange(0, 720)]
    [int] $GraceHours = 0,

    [ValidateNotNullOrEmpty()]
    [string] $UnlockPath
)

$ErrorActionPreference = 'Stop'

function Get-LogLine([string] $Level, [string] $Subject, [string] $Text) {
    [string]::Format([cultureinfo]::InvariantCulture, '{0:yyyy-MM-ddTHH:mm:ssZ} {1,-5} {2}: {3}', [datetime]::UtcNow, $Level, $Subject, ($Text -replace '\s*[\r\n]+\s*', ' '))
}

function Unlock-Vault([string] $Path) {
    # 63: all permissions of the group and of others.
    $onWindows = $PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows
    if (-not $onWindows -and ([int] (Get-Item -LiteralPath $Path).UnixFileMode -band 63)) {
        throw "Other users can read '$Path'. Run: chmod 600 '$Path'"
    }
    $text = [IO.File]::ReadAllText((Resolve-Path -LiteralPath $Path).ProviderPath).Trim()
    Unlock-SecretStore -Password ([Net.NetworkCredential]::new('', $text).SecurePassword)
}

try {
    Import-Module -Name Mistral
    if ($UnlockPath) { Unlock-Vault $UnlockPath }
    $chosen = @(Get-MistralConnection -ListAvailable | Where-Object { $_.SecretName })
    if (-not $chosen) { throw 'No saved connection with a key in a vault was found for this account and HOME.' }
}
catch {
    Get-LogLine -Level ERROR -Subject start -Text "$_"
    exit 2
}

foreach ($connection in $chosen | Where-Object { $null -eq $_.ExpiresOn }) {
    Get-LogLine -Level WARN -Subject $connection.Name -Text 'When its key expires is not known, so it is never due: save it with -ExpiresOn.'
}

# -ExpiringWithin also continues unfinished rotations. A failure must not stop the other rotations.
$rotation = @{
    All             = $true
    ExpiringWithin  = [timespan]::FromDays($DueDays)
    ExpiresOn       = [datetimeoffset]::UtcNow.AddDays($KeyDays)
    GracePeriod     = [timespan]::FromHours($GraceHours)
    Confirm         = $false
    ErrorAction     = 'SilentlyContinue'
    ErrorVariable   = 'problems'
    WarningAction   = 'SilentlyContinue'
    WarningVariable = 'warnings'
}
$problems = $warnings = $null
try {
    Update-MistralApiKey @rotation | ForEach-Object {
        $text = [string]::Format([cultureinfo]::InvariantCulture, '{0}; key {1}, until {2:yyyy-MM-dd}', $_.State, $_.NewKeyId, $_.ExpiresOn)
        if ($_.State -eq 'RevocationPending') { $text += '; old key {0} works until {1:u}' -f $_.OldKeyId, $_.RevokeAfter.UtcDateTime }
        if ($_.State -eq 'OldKeyUnknown') { $text += '; which was the old key is not known, so revoke it by hand' }
        Get-LogLine -Level $(if ($_.State -eq 'OldKeyUnknown') { 'WARN' } else { 'INFO' }) -Subject $_.Connection -Text $text
    }
}
catch {
    $problems = @($_)
}

foreach ($warning in $warnings) { Get-LogLine -Level WARN -Subject rotation -Text "$warning" }
$problems = @($problems | Where-Object { $_ })
foreach ($problem in $problems) {
    $id = $problem.FullyQualifiedErrorId.Split(',')[0]
    $subject = if ($problem.TargetObject -in $chosen.Name) { $problem.TargetObject } else { 'rotation' }
    Get-LogLine -Level ERROR -Subject $subject -Text "$problem [$id]"
}
Get-LogLine -Level INFO -Subject end -Text ('{0} saved connections looked at, {1} problems' -f $chosen.Count, $problems.Count)
if ($problems) { exit 1 }
exit 0
