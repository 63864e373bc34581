#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

BeforeDiscovery {
    $defaults = "@{ '*-Secret:Vault' = 'Second'; 'Get-Secret:AsPlainText' = `$true; 'Set-Secret:NoClobber' = `$true; '*:WhatIf' = `$true; 'Get-Module:Name' = 'none' }"
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Register-OwnVault Own -Default
    Register-OwnVault Second

    $fresh = {
        Reset-TestState Own, Second
        $old = New-EmulatorKey
        $new = New-EmulatorKey
        Connect-Mistral -Name prod -ApiKey (ConvertTo-TestSecret $old) -BaseUri $uri -VaultName Own -SkipValidation -Save
        Disconnect-Mistral
        $environment = @{ TEST_KEY = $new; MISTRAL_BASE_URL = $uri }
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own, Second
    Clear-Settings
}

Describe 'Preference variables of the caller' {
    BeforeEach { . $fresh }

    It 'do not reach the vault: <Name>, <Where>' -ForEach @(
        @{ Where = 'interactive'; Name = '$WhatIfPreference'; Set = '$WhatIfPreference = $true' }
        @{ Where = 'interactive'; Name = '$ConfirmPreference'; Set = "`$ConfirmPreference = 'Low'" }
        @{ Where = 'interactive'; Name = '$ErrorActionPreference and $WarningPreference'; Set = "`$ErrorActionPreference = 'Ignore'; `$WarningPreference = 'Stop'" }
        @{ Where = 'interactive'; Name = '$PSDefaultParameterValues'; Set = "`$PSDefaultParameterValues = $defaults" }
        @{ Where = 'unattended'; Name = 'all preference variables'; Set = "`$WhatIfPreference = `$true; `$ConfirmPreference = 'Low'; `$WarningPreference = 'Stop'; `$PSDefaultParameterValues = $defaults" }
    ) {
        $script = @"
$Set
Connect-Mistral -Name prod -ApiKey (ConvertTo-SecureString `$env:TEST_KEY -AsPlainText -Force) -VaultName Own -SkipValidation -ExpiresOn (Get-Date).AddDays(60) -Save ``
    -Proxy http://127.0.0.1:9 -ProxyCredential ([pscredential]::new('someone', (ConvertTo-SecureString word -AsPlainText -Force)))
(Invoke-MistralChat 'repeat: a' -Connection prod).Content
Remove-MistralConnection prod -IncludeSecret -WhatIf
"@
        if ($Where -eq 'unattended') { (Invoke-TestShell $script $environment).Output.Trim() | Should -Match '(?m)^a\r?$' }
        elseif (-not (Test-Path /usr/bin/script)) { Set-ItResult -Skipped -Because 'script(1), which provides a terminal, was not found' }
        else { Invoke-AttendedShell $script $environment | Should -BeExactly 'a' }
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly (Get-KeyHash $new)
        (Get-OwnMetadata Own Mistral-prod).Expiration | Should -Not -BeNullOrEmpty
        (Get-OwnSecret Own MistralProxy-prod).GetNetworkCredential().Password | Should -BeExactly 'word'
        Get-OwnSecretName Second | Should -BeNullOrEmpty
    }
}

Describe 'A vault that ignores a write without an error' {
    BeforeEach { . $fresh }

    It 'is detected before the file is written: <Name>' -ForEach @(
        @{ Name = 'over an older key'; Connection = 'prod'; Id = 'MistralSecretVaultFailed' }
        @{ Name = 'for a new connection'; Connection = 'dev'; Id = 'MistralSecretNotFound' }
    ) {
        Set-OwnVault Own @{ LoseSet = $true }
        $before = [IO.File]::ReadAllText((Get-SettingsPath connections.json))
        $problem = Get-TestError { Connect-Mistral -Name $Connection -ApiKey (ConvertTo-TestSecret $new) -BaseUri $uri -VaultName Own -DefaultModel other -SkipValidation -Save }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        [IO.File]::ReadAllText((Get-SettingsPath connections.json)) | Should -BeExactly $before
        (Invoke-MistralChat 'repeat: a' -Connection prod).Content | Should -BeExactly 'a'
    }

    It 'is detected for an Admin API key' {
        Connect-Mistral -Name prod -AdminApiKey (ConvertTo-TestSecret $old) -SkipValidation -Save
        $before = [IO.File]::ReadAllText((Get-SettingsPath connections.json))
        Set-OwnVault Own @{ LoseSet = $true }
        $problem = Get-TestError { Connect-Mistral -Name prod -AdminApiKey (ConvertTo-TestSecret $new) -SkipValidation -Save }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultFailed,*'
        [IO.File]::ReadAllText((Get-SettingsPath connections.json)) | Should -BeExactly $before
    }
}
