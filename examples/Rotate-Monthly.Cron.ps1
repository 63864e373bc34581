#Requires -Version 5.1

<#
.SYNOPSIS
    Rotates the keys of saved Mistral connections without anybody there, as a cron job does.
.DESCRIPTION
    Run it every day. It rotates each saved connection of the account whose key has fewer days left than -DueDays, and gives
    it a key for -KeyDays: with 30 and 60, each key is rotated about once a month, and there are 30 more days to try on when a
    run fails. It also finishes what an earlier run began, and revokes old keys whose grace period is over.

    Set up once, as the account of the job and with the same HOME:

        Register-SecretVault -Name SecretStore -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
        Set-SecretStoreConfiguration -Authentication Password -Interaction None -PasswordTimeout 900 -Confirm:$false
        Set-Secret -Name MistralAdminKey -SecureStringSecret (Read-Host -Prompt 'Admin API key' -AsSecureString)
        Connect-Mistral -Name prod -ApiKey (Read-Host -Prompt 'Mistral API key' -AsSecureString) `
            -AdminSecretName MistralAdminKey -VaultName SecretStore -ExpiresOn 2027-01-31 -Save

    The line of the crontab:

        30 3 * * * pwsh -NonInteractive -File ~/jobs/Rotate-Monthly.Cron.ps1 -UnlockPath ~/jobs/vault.unlock >> ~/keys.log 2>&1

    cron sets HOME and a short PATH: give the full path of pwsh where it is not found.

    The password of the vault is in a file, for Linux has no store of its own that is open without a person. The file has to
    belong to the account alone: chmod 600. Under systemd, LoadCredential= is a better place. A vault with
    Set-SecretStoreConfiguration -Authentication None needs no password; then leave -UnlockPath out.

    The exit code is 0 where all is well, 1 where a key was not rotated, and 2 where nothing could be begun.
.PARAMETER DueDays
    Rotates keys that have fewer days left than this.
.PARAMETER KeyDays
    For how many days the new keys are good. The organization may allow less.
.PARAMETER GraceHours
    How long an old key goes on working, for programs that read the key only at their start. It is revoked by the first run
    after that. Default: none.
.PARAMETER UnlockPath
    The file that holds the password of the SecretStore vault.
.OUTPUTS
    Lines for a log: the time in UTC, INFO, WARN or ERROR, the connection, what happened. None holds a key.
.EXAMPLE
    ./Rotate-Monthly.Cron.ps1 -UnlockPath ~/jobs/vault.unlock

    Rotates what is due.
.EXAMPLE
    ./Rotate-Monthly.Cron.ps1 -DueDays 15 -KeyDays 45 -GraceHours 24

    Rotates what has less than 15 days left, and lets the old keys work for another day.
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
    # 63: whatever lets the group or others read, write or run it.
    $onWindows = $PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows
    if (-not $onWindows -and ([int] (Get-Item -LiteralPath $Path).UnixFileMode -band 63)) {
        throw "Others may read '$Path'. Run: chmod 600 '$Path'"
    }
    $text = [IO.File]::ReadAllText((Resolve-Path -LiteralPath $Path).ProviderPath).Trim()
    Unlock-SecretStore -Password ([Net.NetworkCredential]::new('', $text).SecurePassword)
}

try {
    Import-Module -Name Mistral
    if ($UnlockPath) { Unlock-Vault $UnlockPath }
    $chosen = @(Get-MistralConnection -ListAvailable | Where-Object { $_.SecretName })
    if (-not $chosen) { throw 'No connection with a key in a vault is saved for this account and this HOME.' }
}
catch {
    Get-LogLine -Level ERROR -Subject start -Text "$_"
    exit 2
}

foreach ($connection in $chosen | Where-Object { $null -eq $_.ExpiresOn }) {
    Get-LogLine -Level WARN -Subject $connection.Name -Text 'When its key expires is not known, so it is never due: save it with -ExpiresOn.'
}

# -ExpiringWithin goes on with what an earlier run began, too. One that fails does not keep the others from their turn.
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
