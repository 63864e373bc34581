#Requires -Version 5.1

<#
.SYNOPSIS
    Rotates a Mistral API key that a CI platform keeps as a secret variable.
.DESCRIPTION
    A pipeline has no vault and no profile that lasts, so Update-MistralApiKey has nothing to work on: the platform gives the
    keys as environment variables, and only the platform can keep the new one. This script does the same steps:

    1. Make a key for the same workspace and user as the present one.
    2. Prove it with a real call, and wait until the server knows it everywhere.
    3. Give it to -Write, a script block of yours that stores it where the platform keeps it.
    4. Revoke the old key, unless -KeepOldKey says otherwise.

    Whatever fails, the old key works on. Where -Write fails, the new key is not revoked: the platform may have taken it all the
    same, and then it is the one that the next job gets. The error tells its id, and it expires after -KeyDays anyway.

    Platforms hand secrets out when a job starts. Jobs that are running have the old key and fail once it is revoked. Rotate
    when nothing runs, or use -KeepOldKey and revoke OldKeyId later.
.PARAMETER Write
    What stores the new key. It gets the key as a SecureString, and when it expires. It has to throw where it fails; note that
    a native command does not throw, so look at $LASTEXITCODE. Hand the key over on standard input, never as an argument.
.PARAMETER KeyVariable
    The environment variable that holds the present key.
.PARAMETER AdminKeyVariable
    The environment variable that holds the Admin API key. Set it for this job only.
.PARAMETER KeyName
    The name of the new key. The date and eight characters are added, so that it can be told from others.
.PARAMETER KeyDays
    For how many days the new key is good. The organization may allow less.
.PARAMETER KeepOldKey
    Does not revoke the old key.
.PARAMETER TimeoutSeconds
    How long the server may take to accept the new key.
.PARAMETER BaseUri
    The address before /v1, for a gateway. Default: MISTRAL_BASE_URL, else https://api.mistral.ai.
.OUTPUTS
    An object with OldKeyId, OldKeyRevoked, NewKeyId, NewKeyName, ExpiresOn and Workspace. It holds no key.
.EXAMPLE
    ./Rotate-Key.Pipeline.ps1 -Write {
        param([securestring] $Key)
        [Net.NetworkCredential]::new('', $Key).Password | gh secret set MISTRAL_API_KEY --repo contoso/app
        if ($LASTEXITCODE) { throw "gh ended with $LASTEXITCODE" }
    }

    GitHub Actions. The job has the variables MISTRAL_API_KEY and MISTRAL_ADMIN_API_KEY from secrets, and a token that may
    write secrets.
.EXAMPLE
    ./Rotate-Key.Pipeline.ps1 -KeyDays 45 -KeepOldKey -Write {
        param([securestring] $Key, $ExpiresOn)
        $null = Set-AzKeyVaultSecret -VaultName ci -Name mistral -SecretValue $Key -Expires $ExpiresOn.UtcDateTime -ErrorAction Stop
    }

    Azure Pipelines with a variable group that is linked to a Key Vault.
#>
[CmdletBinding(SupportsShouldProcess)]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)]
    [scriptblock] $Write,

    [ValidateNotNullOrEmpty()]
    [string] $KeyVariable = 'MISTRAL_API_KEY',

    [ValidateNotNullOrEmpty()]
    [string] $AdminKeyVariable = 'MISTRAL_ADMIN_API_KEY',

    [ValidateLength(1, 200)]
    [string] $KeyName = 'CI pipeline',

    [ValidateRange(1, 3650)]
    [int] $KeyDays = 60,

    [switch] $KeepOldKey,

    [ValidateRange(1, 3600)]
    [int] $TimeoutSeconds = 120,

    [uri] $BaseUri
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

function Get-KeyFromVariable([string] $Variable) {
    $text = [Environment]::GetEnvironmentVariable($Variable)
    if ([string]::IsNullOrWhiteSpace($text)) { throw "The environment variable $Variable is not set." }
    [Net.NetworkCredential]::new('', $text.Trim()).SecurePassword
}

# Tries the new key until the server knows it everywhere; gives the reason where it does not in time.
function Wait-NewKey($Connection, [string] $Id, [int] $Seconds) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    for ($wait = 250; ; $wait = [Math]::Min(5000, 2 * $wait)) {
        $test = Test-MistralConnection -Connection $Connection
        if ($test.IsAuthenticated -and $test.ApiKeyId -and $test.ApiKeyId -ne $Id) { return "it is another key ($($test.ApiKeyId))." }
        if ($test.IsAuthenticated) { return }
        if ($watch.Elapsed.TotalSeconds + $wait / 1000 -gt $Seconds) { return $test.Problem }
        Start-Sleep -Milliseconds $wait
    }
}

$address = @{}
if ($BaseUri) { $address.BaseUri = $BaseUri }
try {
    # Both keys are checked here, before anything is made.
    $keys = @{ ApiKey = Get-KeyFromVariable $KeyVariable; AdminApiKey = Get-KeyFromVariable $AdminKeyVariable }
    $present = Connect-Mistral @keys @address -PassThru
    $identity = Test-MistralConnection -Connection $present
    if (-not $identity.ApiKeyId) {
        throw "The server does not tell the id of the present key, so it could not be revoked. $($identity.Problem)"
    }

    $what = "key $($identity.ApiKeyId) of workspace '$($identity.Workspace)'"
    if (-not $PSCmdlet.ShouldProcess($what, "Replace by a new key for $KeyDays days")) { return }

    $end = [guid]::NewGuid().ToString('N').Substring(0, 8)
    $now = [datetime]::UtcNow.ToString('yyyyMMddTHHmmssZ', [cultureinfo]::InvariantCulture)
    $fullName = "$KeyName (rotated $now $end)"
    try {
        $new = New-MistralApiKey -Name $fullName -ExpiresOn ([datetimeoffset]::UtcNow.AddDays($KeyDays)) -Connection $present
    }
    catch {
        throw "No new key: $_ The old key works as before. If the connection broke, revoke '$fullName' where it is there."
    }

    $problem = $null
    try {
        $proof = Connect-Mistral -ApiKey $new.Key -SkipValidation -PassThru @address
        $problem = Wait-NewKey -Connection $proof -Id $new.KeyId -Seconds $TimeoutSeconds
    }
    catch {
        $problem = "$_"
    }
    if ($problem) {
        $outcome = "The new key does not work: $problem The old key works as before."
        try { Remove-MistralApiKey -Id $new.KeyId -Confirm:$false -Connection $present }
        catch { throw "$outcome The new one, $($new.KeyId), could not be revoked: $_" }
        throw "$outcome The new one is revoked."
    }

    try {
        $null = & $Write $new.Key $new.ExpirationDate
    }
    catch {
        $advice = "If it is not, revoke it: Remove-MistralApiKey -Id $($new.KeyId)"
        throw "-Write failed: $_ The old key works as before. The new one works too, for it may be stored. $advice"
    }

    if (-not $KeepOldKey) {
        try { Remove-MistralApiKey -Id $identity.ApiKeyId -Confirm:$false -Connection $present }
        catch {
            $advice = "Revoke it: Remove-MistralApiKey -Id $($identity.ApiKeyId)"
            throw "The new key is stored and works. The old one could not be revoked: $_ $advice"
        }
    }

    [pscustomobject]@{
        OldKeyId      = $identity.ApiKeyId
        OldKeyRevoked = -not $KeepOldKey
        NewKeyId      = $new.KeyId
        NewKeyName    = $fullName
        ExpiresOn     = $new.ExpirationDate
        Workspace     = $identity.Workspace
    }
}
finally {
    Disconnect-Mistral
}
