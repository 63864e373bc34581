#Requires -Version 5.1

<#
.SYNOPSIS
    Rotates a Mistral API key in an Azure Key Vault: a runbook for Azure Automation.
.DESCRIPTION
    Schedule it monthly. The key and the Admin API key are secrets of a Key Vault, which the managed identity of the Automation
    account reads; no key is in the Automation account. The runbook

    1. revokes the old key of the previous run, if that is not done yet,
    2. creates a key for the same workspace and user as the current one,
    3. checks it with a real call, and waits until the server accepts it everywhere,
    4. stores it as a new version of the secret, with its expiry, so that Key Vault can also warn by Event Grid,
    5. revokes the old key, at once or with -KeepOldKey in the next run.

    After any failure, the old key still works and the job fails. The tags MistralKeyId and MistralOldKeyId of the secret record the
    remaining steps; they contain ids, not keys. So the next run can continue, although a sandbox stores nothing. If a job is
    killed between steps 2 and 4, a key can remain that is neither stored nor revoked. It expires after -KeyDays, and its
    name ends with its creation date.

    Why not Update-MistralApiKey with the SecretManagement vault of Az.KeyVault? Its journal and the saved connection are in the
    profile of the account, which is deleted with the sandbox, and that vault can't store the expiry. Versions and tags of a secret
    solve this, and need one module less. On a machine with a permanent profile, such as a Hybrid Runbook Worker, use
    Update-MistralApiKey as in Rotate-Monthly.Cron.ps1.

    Set up once:

    - Import the modules Mistral, Az.Accounts and Az.KeyVault into the Runtime environment of the runbook (PowerShell 7.4), or
      into the Automation account for 5.1.
    - Turn on the system-assigned managed identity. Give it the role Key Vault Secrets Officer on the secret of the key, and
      Key Vault Secrets User on that of the Admin API key.
    - Store both keys: Set-AzKeyVaultSecret -VaultName contoso -Name MistralApiKey -SecretValue (Read-Host -AsSecureString), and
      likewise MistralAdminKey.
    - Link the runbook to a monthly schedule, and set an alert for failed jobs.

    Programs read the secret MistralApiKey of the Key Vault. Those that read it only at their start need -KeepOldKey.
.PARAMETER VaultName
    The name of the Key Vault.
.PARAMETER SecretName
    The name of the secret with the key.
.PARAMETER AdminSecretName
    The name of the secret with the Admin API key.
.PARAMETER KeyDays
    The lifetime of the new key in days. It must be longer than the time between two runs, so that a failed run does no harm. The
    organization may limit it.
.PARAMETER KeepOldKey
    Keeps the old key valid until the next run.
.PARAMETER SubscriptionId
    The subscription of the Key Vault, if the identity has more than one.
.PARAMETER AccountId
    The client id of a user-assigned managed identity. Default: the system-assigned one.
.PARAMETER TimeoutSeconds
    The time in seconds that the server may take to accept the new key.
.PARAMETER BaseUri
    The address before /v1, for a gateway. Default: https://api.mistral.ai.
.OUTPUTS
    An object with SecretName, Version, ExpiresOn, OldKeyId, OldKeyRevoked, NewKeyId and Workspace. It contains no key.
.EXAMPLE
    ./Rotate-Monthly.AzureAutomation.ps1 -VaultName contoso

    Rotates the key in the secret MistralApiKey. As a runbook, give the parameters in the schedule.
.EXAMPLE
    ./Rotate-Monthly.AzureAutomation.ps1 -VaultName contoso -SecretName MistralDevelopment -KeepOldKey $true

    Rotates the key of another workspace, and leaves the old one for a month.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)]
    [string] $VaultName,

    [string] $SecretName = 'MistralApiKey',

    [string] $AdminSecretName = 'MistralAdminKey',

    [ValidateRange(2, 3650)]
    [int] $KeyDays = 60,

    # Not a switch, because the portal requires values of parameters.
    [bool] $KeepOldKey = $false,

    [string] $SubscriptionId,

    [string] $AccountId,

    [ValidateRange(1, 3600)]
    [int] $TimeoutSeconds = 300,

    [uri] $BaseUri
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

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

# A key that does not exist counts as revoked.
function Revoke-Key($Connection, [string] $Id) {
    try { Remove-MistralApiKey -Id $Id -Confirm:$false -Connection $Connection }
    catch { if ($_.FullyQualifiedErrorId -notlike 'MistralNotFound,*') { throw } }
}

try {
    # Successive jobs share a sandbox, so the identity must apply only to this job.
    $null = Disable-AzContextAutosave -Scope Process
    $identity = @{}
    if ($AccountId) { $identity.AccountId = $AccountId }
    if ($SubscriptionId) { $identity.Subscription = $SubscriptionId }
    $null = Connect-AzAccount -Identity @identity

    $secret = Get-AzKeyVaultSecret -VaultName $VaultName -Name $SecretName
    if (-not $secret) { throw "The Key Vault '$VaultName' has no secret '$SecretName'." }
    $adminSecret = Get-AzKeyVaultSecret -VaultName $VaultName -Name $AdminSecretName
    if (-not $adminSecret) { throw "The Key Vault '$VaultName' has no secret '$AdminSecretName'." }

    # Both keys are checked before a key is created.
    $address = @{}
    if ($BaseUri) { $address.BaseUri = $BaseUri }
    $present = Connect-Mistral -ApiKey $secret.SecretValue -AdminApiKey $adminSecret.SecretValue -PassThru @address
    $owner = Test-MistralConnection -Connection $present
    if (-not $owner.ApiKeyId) {
        throw "The server didn't return the id of the current key, so that the key could not be revoked. $($owner.Problem)"
    }

    $tags = @{}
    if ($secret.Tags) { foreach ($name in $secret.Tags.Keys) { $tags[$name] = $secret.Tags[$name] } }
    $before = $tags['MistralOldKeyId']
    if ($before -and $before -ne $owner.ApiKeyId) { Revoke-Key $present $before }

    $end = [guid]::NewGuid().ToString('N').Substring(0, 8)
    $now = [datetime]::UtcNow.ToString('yyyyMMddTHHmmssZ', [cultureinfo]::InvariantCulture)
    $keyName = "$VaultName/$SecretName (rotated $now $end)"
    try {
        $new = New-MistralApiKey -Name $keyName -ExpiresOn ([datetimeoffset]::UtcNow.AddDays($KeyDays)) -Connection $present
    }
    catch {
        throw "No new key: $_ The old key still works. If the connection was lost, check for a key '$keyName' and revoke it."
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
        try { Revoke-Key $present $new.KeyId }
        catch { throw "$outcome The new one, $($new.KeyId), could not be revoked: $_" }
        throw "$outcome The new one is revoked."
    }

    # A new version of the secret is created atomically together with its tags.
    $tags['MistralKeyId'] = $new.KeyId
    $tags['MistralOldKeyId'] = $owner.ApiKeyId
    $store = @{ VaultName = $VaultName; Name = $SecretName; SecretValue = $new.Key; Tag = $tags }
    if ($new.ExpirationDate) { $store.Expires = $new.ExpirationDate.UtcDateTime }
    if ($secret.ContentType) { $store.ContentType = $secret.ContentType }
    try {
        $stored = Set-AzKeyVaultSecret @store
    }
    catch {
        # The vault may have stored the key despite the error, so the key is not revoked.
        $problem = "$_"
        try { $stored = Get-AzKeyVaultSecret -VaultName $VaultName -Name $SecretName }
        catch {
            $advice = "Revoke $($new.KeyId), unless the tag MistralKeyId of the secret names it."
            throw "The new key may or may not have been stored: $problem Both keys work. $advice"
        }
        if ($stored.Version -eq $secret.Version) {
            $outcome = "The new key could not be stored: $problem The old key works as before."
            try { Revoke-Key $present $new.KeyId }
            catch { throw "$outcome The new one, $($new.KeyId), could not be revoked: $_" }
            throw "$outcome The new one is revoked."
        }
        if (-not $stored.Tags -or $stored.Tags['MistralKeyId'] -ne $new.KeyId) {
            throw "The secret was changed by someone else in the meantime: $problem It doesn't contain the new key. Revoke the new key: $($new.KeyId)."
        }
    }

    if (-not $KeepOldKey) {
        try { Revoke-Key $present $owner.ApiKeyId }
        catch {
            throw "The new key is stored and works. The old one, $($owner.ApiKeyId), will be revoked by the next run: $_"
        }
    }

    [pscustomobject]@{
        SecretName    = $SecretName
        Version       = $stored.Version
        ExpiresOn     = $new.ExpirationDate
        OldKeyId      = $owner.ApiKeyId
        OldKeyRevoked = -not $KeepOldKey
        NewKeyId      = $new.KeyId
        Workspace     = $owner.Workspace
    }
}
finally {
    Disconnect-Mistral
}
