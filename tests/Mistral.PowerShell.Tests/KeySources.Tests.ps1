#requires -Version 5.1
# Shared process: vaults of the tests' own

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Register-OwnVault Own
    Register-OwnVault Plain -Plain

    # The state before each test. Dot-sourced, so that the test has the key.
    $fresh = {
        Reset-TestState Own, Plain
        $key = New-EmulatorKey
        $secure = ConvertTo-TestSecret $key
        $vault = @{ VaultName = 'Own'; BaseUri = $uri }
    }

    # How often the emulator accepted the key.
    function Get-Uses([string] $Key) {
        (Get-EmulatorKey | Where-Object sha256 -EQ (Get-KeyHash $Key)).uses
    }

    function Get-Warnings([scriptblock] $Script) {
        @(& $Script 3>&1 | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object { "$_" })
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own, Plain
    Clear-Settings
}

Describe 'A key' {
    BeforeEach { . $fresh }

    It 'is sent from <Name>' -ForEach @(
        @{ Name = 'a SecureString'; Source = '-ApiKey'; How = { Connect-Mistral -ApiKey $secure -BaseUri $uri } }
        @{ Name = 'a PSCredential'; Source = '-Credential'; How = { Connect-Mistral -Credential ([pscredential]::new('any', $secure)) -BaseUri $uri } }
        @{ Name = 'a SecureString in a vault'; Source = "secret 'a' in vault 'Own'"; How = { Set-OwnSecret Own a $secure; Connect-Mistral -SecretName a @vault } }
        @{ Name = 'a String in a vault'; Source = "secret 'a' in vault 'Own'"; How = { Set-OwnSecret Own a $key; Connect-Mistral -SecretName a @vault } }
        @{ Name = 'a PSCredential in a vault'; Source = "secret 'a' in vault 'Own'"; How = { Set-OwnSecret Own a ([pscredential]::new('any', $secure)); Connect-Mistral -SecretName a @vault } }
        @{ Name = 'the entry ApiKey of a Hashtable in a vault'; Source = "secret 'a' in vault 'Own'"; How = { Set-OwnSecret Own a @{ ApiKey = $key; Other = 'x' }; Connect-Mistral -SecretName a @vault } }
        @{ Name = 'a named entry of a Hashtable with a SecureString'; Source = "secret 'a' in vault 'Own'"; How = { Set-OwnSecret Own a @{ ApiKey = 'x'; prod = $secure }; Connect-Mistral -SecretName a -SecretEntry prod @vault } }
        @{ Name = 'a named entry of a Hashtable with a PSCredential'; Source = "secret 'a' in vault 'Own'"; How = { Set-OwnSecret Own a @{ prod = [pscredential]::new('any', $secure) }; Connect-Mistral -SecretName a -SecretEntry prod @vault } }
        @{ Name = 'a secret without the name of its vault'; Source = "secret 'a'"; How = { Set-OwnSecret Plain a $secure; Connect-Mistral -SecretName a -BaseUri $uri } }
        @{ Name = 'an environment variable'; Source = 'environment variable MISTRAL_API_KEY'; How = { $env:MISTRAL_API_KEY = $key; Connect-Mistral -BaseUri $uri } }
    ) {
        try {
            & $How
            (Get-MistralConnection).KeySource | Should -BeExactly $Source
            (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
            Get-Uses $key | Should -Be 2
        }
        finally { Remove-Item -Path Env:MISTRAL_API_KEY -ErrorAction SilentlyContinue }
    }

    It 'is not sent when a gateway adds it' {
        Connect-Mistral -NoApiKey -BaseUri $uri -SkipValidation -MaximumRetryCount 0
        $null = Get-TestError { Get-MistralModel }
        (Get-EmulatorRequest).headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
    }

    It 'that is missing from an entry causes its own error: <Name>' -ForEach @(
        @{ Name = 'the default entry'; With = @{}; Entry = 'ApiKey' }
        @{ Name = 'a named entry'; With = @{ SecretEntry = 'prod' }; Entry = 'prod' }
    ) {
        Set-OwnSecret Own a @{ dev = $key }
        $problem = Get-TestError { Connect-Mistral -SecretName a @With @vault }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretEntryNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$problem" | Should -Match "'$Entry'"
        $problem.ErrorDetails.RecommendedAction | Should -Match '-SecretEntry'
        ($problem | Format-List * -Force | Out-String).Contains($key) | Should -BeFalse
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is never prompted for in an unattended session' {
        $told = Invoke-Elsewhere 'Connect-Mistral' -Switches $Switches
        $told.id | Should -BeExactly 'MistralNoApiKey'
        $told.action | Should -Match 'MISTRAL_API_KEY'
    } -ForEach @(@{ Switches = '-NoProfile' }, @{ Switches = '-NoProfile -NonInteractive' })
}

Describe 'A vault that does not return the key' {
    BeforeEach { . $fresh }

    It 'causes an error of its own kind: <Id>, <Name>' -ForEach @(
        @{ Id = 'MistralSecretVaultNotFound'; Name = 'an unknown vault'; Category = 'ObjectNotFound'; Says = "'Nowhere'"; Hint = 'Get-SecretVault'; How = { Connect-Mistral -SecretName a -VaultName Nowhere -BaseUri $uri } }
        @{ Id = 'MistralSecretNotFound'; Name = 'an unknown secret'; Category = 'ObjectNotFound'; Says = "'b'"; Hint = 'Set-Secret'; How = { Connect-Mistral -SecretName b @vault } }
        @{ Id = 'MistralSecretNotFound'; Name = 'a secret that is in no vault'; Category = 'ObjectNotFound'; Says = 'No vault'; Hint = 'Get-SecretInfo'; How = { Connect-Mistral -SecretName b -BaseUri $uri } }
        @{ Id = 'MistralSecretNotFound'; Name = 'an unknown secret with "password" in its name'; Category = 'ObjectNotFound'; Says = "'my password'"; Hint = 'Set-Secret'; How = { Connect-Mistral -SecretName 'my password' @vault } }
        @{ Id = 'MistralSecretWrongType'; Name = 'a byte array'; Category = 'InvalidType'; Says = 'Byte\[\]'; Hint = 'Set-Secret'; How = { Set-OwnSecret Own b ([Text.Encoding]::ASCII.GetBytes($key)); Connect-Mistral -SecretName b @vault } }
        @{ Id = 'MistralSecretWrongType'; Name = 'a number in a hashtable'; Category = 'InvalidType'; Says = 'Int32'; Hint = 'Set-Secret'; How = { Set-OwnSecret Own b @{ ApiKey = 1 }; Connect-Mistral -SecretName b @vault } }
        @{ Id = 'MistralSecretVaultLocked'; Name = 'a locked vault'; Category = 'AuthenticationError'; Says = 'needs a password'; Hint = 'Unlock-SecretVault'; How = { Set-OwnVault Own @{ Locked = $true }; Connect-Mistral -SecretName a @vault } }
        @{ Id = 'MistralSecretVaultFailed'; Name = 'a broken vault'; Category = 'ResourceUnavailable'; Says = 'The disk of the vault is broken'; Hint = 'Test-SecretVault'; How = { Set-OwnVault Own @{ FailGet = $true }; Connect-Mistral -SecretName a @vault } }
        @{ Id = 'MistralSecretVaultFailed'; Name = 'a broken vault and a secret with "password" in its name'; Category = 'ResourceUnavailable'; Says = 'The disk of the vault is broken'; Hint = 'Test-SecretVault'; How = { Set-OwnVault Own @{ FailGet = $true }; Connect-Mistral -SecretName 'my password' @vault } }
    ) {
        Set-OwnSecret Own a $secure
        $problem = Get-TestError $How
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem.CategoryInfo.Category | Should -Be $Category
        "$problem" | Should -Match $Says
        $problem.ErrorDetails.RecommendedAction | Should -Match $Hint
        $problem.Exception | Should -BeOfType [Mistral.PowerShell.SecretVaultException]
        ($problem | Format-List * -Force | Out-String).Contains($key) | Should -BeFalse
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'causes the same error for an Admin API key' -Tag Needs.Microsoft.PowerShell.SecretManagement {
        Set-OwnVault Own @{ Locked = $true }
        (Get-TestError { Connect-Mistral -ApiKey $secure -AdminSecretName b @vault }).FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultLocked,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'because SecretManagement is missing causes an error with install instructions' {
        $told = Invoke-Elsewhere "Import-Module Microsoft.PowerShell.Utility; `$env:PSModulePath = '$PSScriptRoot'; Connect-Mistral -SecretName a -VaultName b"
        $told.id | Should -BeExactly 'MistralSecretModuleMissing'
        $told.category | Should -BeExactly 'NotInstalled'
        $told.action | Should -Match 'Install-Module Microsoft\.PowerShell\.SecretManagement'
        $told.action | Should -Match 'MISTRAL_API_KEY'
    }

    It 'because it prompts in an unattended session fails within seconds: <Name>' -ForEach @(
        @{ Name = 'with -NonInteractive'; Switches = '-NoProfile -NonInteractive'; KeepInput = $false }
        @{ Name = 'with standard input at its end'; Switches = '-NoProfile'; KeepInput = $false }
        @{ Name = 'with standard input open'; Switches = '-NoProfile'; KeepInput = $true }
    ) {
        Set-OwnSecret Own a $secure
        Set-OwnVault Own @{ Prompt = $true }
        $told = Invoke-Elsewhere "Connect-Mistral -SecretName a -VaultName Own -BaseUri '$uri'" -Switches $Switches -KeepInput:$KeepInput -Seconds 40
        $told.id | Should -BeLike 'MistralSecretVault*'
        $told.action | Should -Not -BeNullOrEmpty
        $told.seconds | Should -BeLessThan 30
        Get-OwnVaultCall Own 'Get *' | Should -BeExactly 'Get a'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'The expiry of a key' {
    BeforeEach { . $fresh }

    It 'is read from <Name> as <Type>' -ForEach @(
        foreach ($name in 'Expiration', 'Expires', 'ExpiresOn', 'expireson') {
            @{ Name = $name; Type = 'a DateTime'; Value = ([datetimeoffset]'2031-05-06T07:08:09Z').UtcDateTime }
            @{ Name = $name; Type = 'a text'; Value = '2031-05-06T07:08:09Z' }
        }
        @{ Name = 'Expiration'; Type = 'a text with an offset'; Value = '2031-05-06T09:08:09+02:00' }
        @{ Name = 'Expiration'; Type = 'a DateTime of no zone'; Value = [datetime]::new(2031, 5, 6, 7, 8, 9) }
        @{ Name = 'Expiration'; Type = 'a local DateTime'; Value = ([datetimeoffset]'2031-05-06T07:08:09Z').UtcDateTime.ToLocalTime() }
    ) {
        Set-OwnSecret Own a $secure -Metadata @{ $Name = $Value; Purpose = 'test' }
        Connect-Mistral -SecretName a @vault
        (Get-MistralConnection).ExpiresOn.UtcDateTime | Should -Be ([datetimeoffset]'2031-05-06T07:08:09Z').UtcDateTime
    }

    It 'is unknown when the metadata contains none: <Name>' -ForEach @(
        @{ Name = 'no metadata'; Metadata = $null }
        @{ Name = 'other metadata'; Metadata = @{ Purpose = 'test' } }
        @{ Name = 'text that isn''t a date'; Metadata = @{ Expiration = 'soon' } }
    ) {
        Set-OwnSecret Own a $secure -Metadata $Metadata
        Get-Warnings { Connect-Mistral -SecretName a @vault } | Should -BeNullOrEmpty
        (Get-MistralConnection).ExpiresOn | Should -BeNullOrEmpty
        (Get-MistralConnection).DaysLeft | Should -BeNullOrEmpty
    }

    It 'is ignored when the vault can''t return metadata' {
        Set-OwnSecret Plain a $secure
        Connect-Mistral -SecretName a -VaultName Plain -BaseUri $uri *>&1 | Should -BeNullOrEmpty
        (Get-MistralConnection).ExpiresOn | Should -BeNullOrEmpty
    }

    It 'is written to the existing metadata entry and keeps the others' {
        Set-OwnSecret Own a $secure -Metadata @{ Expires = [datetime]::UtcNow.AddDays(3); Purpose = 'test' }
        $end = [datetimeoffset]::Now.AddDays(40)
        Connect-Mistral -Name prod -SecretName a -ExpiresOn $end -Save @vault
        $noted = Get-OwnMetadata Own a
        @($noted.Keys | Sort-Object) | Should -BeExactly 'Expires', 'Purpose'
        $noted.Expires.ToUniversalTime() | Should -Be $end.UtcDateTime
        $noted.Purpose | Should -BeExactly 'test'
    }

    It 'causes a warning when it is <Days> days away' -ForEach @(
        @{ Days = 13.5; Says = 'expires in 13 days' }
        @{ Days = 1.5; Says = 'expires in 1 day ' }
        @{ Days = -2; Says = 'has expired' }
    ) {
        Set-OwnSecret Own a $secure -Metadata @{ Expiration = [datetime]::UtcNow.AddDays($Days) }
        $warnings = Get-Warnings { Connect-Mistral -SecretName a @vault }
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match $Says
        "$warnings" | Should -Match 'Update-MistralApiKey'
        "$warnings".Contains($key) | Should -BeFalse
        Get-Warnings { Get-MistralModel; Invoke-MistralChat 'Hi'; Test-MistralConnection } | Should -BeNullOrEmpty
    }

    It 'causes no warning when it is <Days> days away' -ForEach @(@{ Days = 20 }, @{ Days = 15 }, @{ Days = 400 }) {
        Set-OwnSecret Own a $secure -Metadata @{ Expiration = [datetime]::UtcNow.AddDays($Days) }
        Get-Warnings { Connect-Mistral -SecretName a @vault; Get-MistralModel } | Should -BeNullOrEmpty
        (Get-MistralConnection).DaysLeft | Should -BeIn ($Days - 1), $Days
    }

    It 'causes one warning in a session for repeated use of a connection' -Tag Needs.Microsoft.PowerShell.SecretManagement {
        $warnings = Get-Warnings {
            Connect-Mistral -Name prod -ApiKey $secure -ExpiresOn ([datetimeoffset]::Now.AddDays(5.5)) -Save @vault
            Disconnect-Mistral
            1..3 | ForEach-Object { Get-MistralModel -Connection prod; Invoke-MistralChat 'Hi' -Connection prod; Connect-Mistral -Name prod }
        }
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match "connection 'prod' expires in 5 days"
    }
}

Describe 'A module that was removed' -Tag Needs.Microsoft.PowerShell.SecretManagement {
    BeforeEach { . $fresh }

    It 'gives the warning about a key that expires again, and has forgotten which secrets it read' {
        Connect-Mistral -Name prod -ApiKey $secure -ExpiresOn ([datetimeoffset]::Now.AddDays(5.5)) -Save @vault -WarningAction SilentlyContinue
        $path = Get-TestModulePath
        $told = Invoke-Elsewhere "Import-Module '$path'; Get-MistralModel -Connection prod | Out-Null; Remove-Module Mistral; Import-Module '$path'; Get-MistralModel -Connection prod | Out-Null; Get-MistralModel -Connection prod | Out-Null"
        $told.message | Should -BeNullOrEmpty
        @($told.warnings).Count | Should -Be 2
        $told.warnings[1] | Should -BeExactly $told.warnings[0]
    }
}

Describe 'A vault without metadata' -Tag Needs.Microsoft.PowerShell.SecretManagement {
    BeforeEach { . $fresh }

    It 'stores the key, warns about the metadata, and keeps the expiry in the saved connection' {
        $end = [datetimeoffset]::Now.AddDays(60)
        $warnings = Get-Warnings { Connect-Mistral -Name prod -ApiKey $secure -BaseUri $uri -VaultName Plain -ExpiresOn $end -Save }
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match 'The key is stored'
        "$warnings" | Should -Match 'does not support the Set-SecretInfo'
        Get-KeyHash (Get-OwnSecret Plain Mistral-prod) | Should -BeExactly (Get-KeyHash $key)
        (Get-MistralConnection -ListAvailable prod).ExpiresOn.UtcTicks | Should -Be $end.UtcTicks
        (Get-MistralConnection).ExpiresOn.UtcTicks | Should -Be $end.UtcTicks
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
        $told = Invoke-Elsewhere "Connect-Mistral -Name prod; (Get-MistralConnection).DaysLeft; (Invoke-MistralChat 'repeat: b').Content"
        $told.output | Should -BeExactly 59, 'b'
    }

    It 'may lose the secret when one call stores secret and metadata' {
        # The module does not do this. If SecretManagement stored both here, the warning above would not be needed.
        { Set-Secret -Vault Plain -Name both -SecureStringSecret $secure -Metadata @{ Expiration = [datetime]::UtcNow } -ErrorAction Stop } | Should -Throw '*Set-SecretInfo*'
    }

    It 'causes no warning when there is no metadata to write' {
        Get-Warnings { Connect-Mistral -Name prod -ApiKey $secure -BaseUri $uri -VaultName Plain -Save } | Should -BeNullOrEmpty
    }
}

Describe 'A failing vault' -Tag Needs.Microsoft.PowerShell.SecretManagement {
    BeforeEach { . $fresh }

    It 'keeps the key when only the metadata fails' {
        Set-OwnVault Own @{ FailInfo = $true }
        $end = [datetimeoffset]::Now.AddDays(60)
        $warnings = Get-Warnings { Connect-Mistral -Name prod -ApiKey $secure -ExpiresOn $end -Save @vault }
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match 'The vault keeps no notes'
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly (Get-KeyHash $key)
        (Get-MistralConnection -ListAvailable prod).ExpiresOn.UtcTicks | Should -Be $end.UtcTicks
    }

    It 'leaves the secret and the file unchanged when the write fails: <Name>' -ForEach @(
        @{ Name = 'every write fails'; Behavior = @{ FailSet = $true } }
        @{ Name = 'the write of this secret fails'; Behavior = @{ FailSetName = 'Mistral-prod' } }
        @{ Name = 'this write fails'; Behavior = @{ FailSetNumber = 1 } }
        @{ Name = 'locked'; Behavior = @{ Locked = $true } }
    ) {
        Connect-Mistral -Name prod -ApiKey $secure -DefaultModel mistral-small-latest -Save @vault
        $file = [IO.File]::ReadAllText((Get-SettingsPath connections.json))
        Set-OwnVault Own $Behavior
        $other = ConvertTo-TestSecret (New-EmulatorKey)
        $problem = Get-TestError { Connect-Mistral -Name prod -ApiKey $other -Save @vault }
        $problem.FullyQualifiedErrorId | Should -BeLike "MistralSecretVault$(if ($Name -eq 'locked') { 'Locked' } else { 'Failed' }),*"
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        [IO.File]::ReadAllText((Get-SettingsPath connections.json)) | Should -BeExactly $file
        Get-OwnSecretName Own | Should -BeExactly 'Mistral-prod'
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly (Get-KeyHash $key)
        Set-OwnVault Own
        Connect-Mistral -Name prod
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'saves nothing when the Admin API key can''t be stored' {
        Set-OwnVault Own @{ FailSetName = 'MistralAdmin-*' }
        $problem = Get-TestError { Connect-Mistral -Name prod -ApiKey $secure -AdminApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) -Save @vault }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultFailed,*'
        "$problem" | Should -Match 'does not take this one'
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }
}
