#Requires -Version 5.1

<#
.SYNOPSIS
    Rotates a Mistral API key that a CI platform stores as a secret variable.
.DESCRIPTION
    A pipeline has no vault and no permanent profile, so it can't use Update-MistralApiKey: the platform provides the keys as
    environment variables, and only the platform can store the new one. This script does the same steps:

    1. Create a key for the same workspace and user as the current one.
    2. Check it with a real call, and wait until the server accepts it everywhere.
    3. Pass it to -Write, your script block that stores it in the platform.
    4. Revoke the old key, unless -KeepOldKey is given.

    After any failure, the old key still works. If -Write fails, the new key is not revoked, because the platform may have stored
    it for the next job. The error shows its id, and the key expires after -KeyDays in any case.

    Platforms provide secrets when a job starts. Running jobs have the old key and fail after its revocation. Rotate the key when no
    job runs, or use -KeepOldKey and revoke OldKeyId later.
.PARAMETER Write
    The script block that stores the new key. Its arguments are the key as a SecureString and the expiry. It must throw an error if
    it fails. A native command does not throw, so check $LASTEXITCODE. Pass the key on standard input, never as an argument.
.PARAMETER KeyVariable
    The environment variable with the current key.
.PARAMETER AdminKeyVariable
    The environment variable with the Admin API key. Set it for this job only.
.PARAMETER KeyName
    The name of the new key. The date and eight characters are added to make it unique.
.PARAMETER KeyDays
    The lifetime of the new key in days. The organization may limit it.
.PARAMETER KeepOldKey
    Does not revoke the old key.
.PARAMETER TimeoutSeconds
    The time in seconds that the server may take to accept the new key.
.PARAMETER BaseUri
    The address before /v1, for a gateway. Default: MISTRAL_BASE_URL, else https://api.mistral.ai.
.OUTPUTS
    An object with OldKeyId, OldKeyRevoked, NewKeyId, NewKeyName, ExpiresOn and Workspace. It contains no key.
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

# Tries the new key until the server accepts it everywhere. Returns the reason if that takes too long.
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
    # Both keys are checked before a key is created.
    $keys = @{ ApiKey = Get-KeyFromVariable $KeyVariable; AdminApiKey = Get-KeyFromVariable $AdminKeyVariable }
    $present = Connect-Mistral @keys @address -PassThru
    $identity = Test-MistralConnection -Connection $present
    if (-not $identity.ApiKeyId) {
        throw "The server didn't return the id of the current key, so that the key could not be revoked. $($identity.Problem)"
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
        throw "No new key: $_ The old key still works. If the connection was lost, check for a key '$fullName' and revoke it."
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
        throw "-Write failed: $_ The old key still works. The new key works too, because it may have been stored. $advice"
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
