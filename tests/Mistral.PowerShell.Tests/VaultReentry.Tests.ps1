#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

BeforeDiscovery {
    $hasTerminal = Test-Path /usr/bin/script
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Register-OwnVault Own

    # The script that the vault runs before it returns the secret 'a'.
    function Set-VaultScript([string] $Script) {
        Set-OwnVault Own @{ RunScript = "`$ErrorActionPreference = 'Stop'; Import-Module -Name '$(Get-TestModulePath)'; $Script" }
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'A vault script that uses this module' {
    BeforeEach {
        Reset-TestState Own
        $key = New-EmulatorKey
        Set-OwnSecret Own a (ConvertTo-TestSecret $key)
        Set-OwnSecret Own b (ConvertTo-TestSecret $key)
        Connect-Mistral -Name saved -SecretName b -VaultName Own -BaseUri $uri -SkipValidation -Save
        Disconnect-Mistral
    }

    It 'fails at once when it reads a secret with the module: <Name>' -ForEach @(
        @{ Name = '-SecretName'; Script = "Connect-Mistral -SecretName b -VaultName Own -SkipValidation" }
        @{ Name = '-Connection'; Script = "Invoke-MistralChat 'Hi' -Connection saved" }
        @{ Name = '-Save'; Script = "Connect-Mistral -Name other -ApiKey (ConvertTo-SecureString -String abc -AsPlainText -Force) -VaultName Own -SkipValidation -Save" }
    ) {
        Set-VaultScript $Script
        $told = Invoke-Elsewhere "Connect-Mistral -SecretName a -VaultName Own -BaseUri '$uri' -SkipValidation" -Seconds 40
        $told.id | Should -BeExactly 'MistralSecretVaultFailed'
        $told.message | Should -Match "The script of a vault can't read or write a secret with this module"
        Get-OwnVaultCall Own 'Get b' | Should -BeNullOrEmpty
    }

    It 'fails at once when it saves a connection while one is saved: <Name>' -ForEach @(
        @{ Name = 'the same name'; Script = "Connect-Mistral -Name saved -NoApiKey -BaseUri http://127.0.0.1:9 -SkipValidation -Save" }
        @{ Name = 'another name'; Script = "Connect-Mistral -Name other -NoApiKey -BaseUri http://127.0.0.1:9 -SkipValidation -Save" }
        @{ Name = 'the removal of the same name'; Script = 'Remove-MistralConnection saved -Confirm:$false' }
    ) {
        Set-VaultScript $Script
        $told = Invoke-Elsewhere "Connect-Mistral -Name saved -SecretName a -VaultName Own -BaseUri '$uri' -SkipValidation -Save" -Seconds 40
        $told.id | Should -BeExactly 'MistralSecretVaultFailed'
        $told.message | Should -Match "The script of a vault can't save, remove or rotate a connection while"
        $told.seconds | Should -BeLessThan 12
        (Get-MistralConnection -ListAvailable saved).SecretName | Should -BeExactly 'b'
    }

    It 'fails at once in a session that has used a vault before' {
        Set-VaultScript "Connect-Mistral -SecretName b -VaultName Own -SkipValidation"
        $told = Invoke-Elsewhere "Connect-Mistral -SecretName b -VaultName Own -BaseUri '$uri'; Connect-Mistral -SecretName a -VaultName Own -BaseUri '$uri' -SkipValidation" -Seconds 40
        $told.id | Should -BeExactly 'MistralSecretVaultFailed'
        $told.message | Should -Match "The script of a vault can't read or write a secret with this module"
    }

    It 'fails at once in an interactive session' -Skip:(-not $hasTerminal) {
        Set-VaultScript "Connect-Mistral -SecretName b -VaultName Own -SkipValidation"
        Invoke-AttendedShell "Connect-Mistral -SecretName a -VaultName Own -BaseUri '$uri' -SkipValidation" -Seconds 40 |
            Should -Match "The script of a vault can't read or write a secret with this module"
    }

    It 'can use a key that is in no vault' {
        Set-VaultScript "Connect-Mistral -ApiKey (ConvertTo-SecureString -String '$key' -AsPlainText -Force) -BaseUri '$uri'"
        $told = Invoke-Elsewhere "(Connect-Mistral -SecretName a -VaultName Own -BaseUri '$uri' -PassThru).KeySource; Connect-Mistral -SecretName b -VaultName Own -BaseUri '$uri'; (Invoke-MistralChat 'repeat: a').Content" -Seconds 40
        $told.message | Should -BeNullOrEmpty
        $told.output | Should -BeExactly "secret 'a' in vault 'Own'", 'a'
    }

    It 'does not prevent later use of the vaults' {
        Set-VaultScript "Connect-Mistral -SecretName b -VaultName Own -SkipValidation"
        $told = Invoke-Elsewhere "try { Connect-Mistral -SecretName a -VaultName Own -BaseUri '$uri' -SkipValidation } catch { }; (Connect-Mistral -SecretName b -VaultName Own -BaseUri '$uri' -PassThru).KeySource" -Seconds 40
        $told.output | Should -BeExactly "secret 'b' in vault 'Own'"
    }
}
