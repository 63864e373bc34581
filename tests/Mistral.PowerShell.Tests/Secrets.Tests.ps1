#requires -Version 5.1
# Seconds: 15
# Own process: it sets up a SecretStore, which keeps its state for the life of a process.
# Needs: Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $noVault = Enable-TestVault 'Test Vault'
    $vault = @{ VaultName = 'Test Vault'; BaseUri = $env:MISTRAL_TEST_URI }
}

AfterAll {
    Disconnect-Mistral
    Disable-TestVault
}

Describe 'A key in a vault' {
    BeforeEach {
        if ($noVault) { Set-ItResult -Skipped -Because $noVault }
        Reset-Emulator
        Disconnect-Mistral
        $key = New-EmulatorKey
        Set-Secret -Vault 'Test Vault' -Name MistralApiKey -SecureStringSecret (ConvertTo-TestSecret $key)
    }

    It 'connects' {
        Connect-Mistral -SecretName MistralApiKey @vault *>&1 | Should -BeNullOrEmpty
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].path | Should -BeExactly '/v1/models'
        $sent[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        (Get-MistralConnection).KeySource | Should -BeExactly "secret 'MistralApiKey' in vault 'Test Vault'"
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'is found without the name of its vault' {
        Connect-Mistral -SecretName MistralApiKey -BaseUri $env:MISTRAL_TEST_URI
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        (Get-MistralConnection).KeySource | Should -BeExactly "secret 'MistralApiKey'"
    }

    It 'may be <Name>' -ForEach @(
        @{ Name = 'a SecureString'; Wrap = { ConvertTo-TestSecret $args[0] } }
        @{ Name = 'a String'; Wrap = { $args[0] } }
        @{ Name = 'a PSCredential'; Wrap = { [pscredential]::new('anyone', (ConvertTo-TestSecret $args[0])) } }
    ) {
        Set-Secret -Vault 'Test Vault' -Name other -Secret (& $Wrap $key)
        Connect-Mistral -SecretName other @vault
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'may have a name of several words' {
        Set-Secret -Vault 'Test Vault' -Name "it's mine" -Secret $key
        Connect-Mistral -SecretName "it's mine" @vault
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'can''t be <Name>' -ForEach @(
        @{ Name = 'a hashtable without the entry'; Id = 'MistralSecretEntryNotFound'; Category = 'ObjectNotFound'; Text = "without the entry 'ApiKey'"; Action = '-SecretEntry'; Wrap = { @{ key = $args[0] } } }
        @{ Name = 'a byte array'; Id = 'MistralSecretWrongType'; Category = 'InvalidType'; Text = "'odd' is a Byte\[\]"; Action = 'Set-Secret'; Wrap = { , [Text.Encoding]::ASCII.GetBytes($args[0]) } }
    ) {
        Set-Secret -Vault 'Test Vault' -Name odd -Secret (& $Wrap $key)
        $problem = Get-TestError { Connect-Mistral -SecretName odd @vault }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem.CategoryInfo.Category | Should -Be $Category
        "$problem" | Should -Match $Text
        ($problem | Format-List * -Force | Out-String).Contains($key) | Should -BeFalse
        $problem.ErrorDetails.RecommendedAction | Should -Match $Action
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'that does not exist causes an error with its name' {
        $problem = Get-TestError { Connect-Mistral -SecretName nothing @vault }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$problem" | Should -Match "The vault 'Test Vault' has no secret named 'nothing'"
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Get-SecretInfo'
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'that is in no vault causes an error' {
        $problem = Get-TestError { Connect-Mistral -SecretName nothing -BaseUri $env:MISTRAL_TEST_URI }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretNotFound,*'
        "$problem" | Should -Match 'No vault has'
    }

    It 'in an unknown vault causes an error with the name of the vault' {
        $problem = Get-TestError { Connect-Mistral -SecretName MistralApiKey -VaultName Nowhere -BaseUri $env:MISTRAL_TEST_URI }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$problem" | Should -Match "'Nowhere'"
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Get-SecretVault'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'that can''t be read causes a terminating error and removes the current connection' {
        Connect-TestMistral @{ SkipValidation = $true }
        { Connect-Mistral -SecretName nothing @vault -ErrorAction SilentlyContinue } | Should -Throw -ExceptionType ([Mistral.PowerShell.SecretVaultException])
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'adds nothing to $Error' {
        $before = $Error.Count
        Connect-Mistral -SecretName MistralApiKey @vault
        $Error.Count | Should -Be $before
    }

    It 'is not stored outside the vault, and only encrypted in it' {
        Connect-Mistral -SecretName MistralApiKey @vault
        $null = Invoke-MistralChat 'Hi'
        $null = Get-TestError { Get-MistralModel no-such-model }
        $homes = @($env:HOME, $env:XDG_CONFIG_HOME, $env:XDG_DATA_HOME, $env:XDG_CACHE_HOME, $env:XDG_STATE_HOME, $env:APPDATA, $env:LOCALAPPDATA) | Where-Object { $_ }
        $files = @(Get-ChildItem -LiteralPath $homes -Recurse -File -Force)
        $files.Name | Should -Contain 'storefile'
        $held = foreach ($file in $files | Where-Object Length -LT 8MB) {
            $latin = [Text.Encoding]::GetEncoding(28591).GetString([IO.File]::ReadAllBytes($file.FullName))
            if ($latin.Contains($key) -or $latin.Replace("`0", '').Contains($key)) { $file.FullName }
        }
        $held | Should -BeNullOrEmpty
    }
}

Describe 'A key that is changed in the vault' {
    BeforeEach {
        if ($noVault) { Set-ItResult -Skipped -Because $noVault }
        Reset-Emulator
        Disconnect-Mistral
        $old = New-EmulatorKey
        Set-Secret -Vault 'Test Vault' -Name MistralApiKey -Secret $old
        Connect-Mistral -SecretName MistralApiKey @vault
        Clear-EmulatorRequest
    }

    It 'is used by the next call after the old key is refused' {
        $new = New-EmulatorKey
        Set-Secret -Vault 'Test Vault' -Name MistralApiKey -Secret $new
        Revoke-EmulatorKey $old

        $said = Invoke-MistralChat 'repeat: a' -Verbose 4>&1
        "$($said | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] })" | Should -BeExactly 'a'
        "$said" | Should -Match 'has changed; trying with the new one'
        $sent = @(Get-EmulatorRequest)
        $sent.statusCode | Should -Be @(401, 200)
        $sent.headers.Authorization | Should -Be @('Bearer <other>', 'Bearer <valid key>')

        # From now on, the new key is used at once.
        Clear-EmulatorRequest
        (Invoke-MistralChat 'repeat: b').Content | Should -BeExactly 'b'
        (Get-EmulatorRequest).statusCode | Should -Be 200
    }

    It 'is also used by <Name>' -ForEach @(
        @{ Name = 'a stream'; Script = { (Invoke-MistralChat 'repeat: a' -Stream) -join '' } }
        @{ Name = 'Get-MistralEmbedding'; Script = { (Get-MistralEmbedding 'a').Text } }
        @{ Name = 'Invoke-MistralRequest'; Script = { (Invoke-MistralRequest /v1/chat/completions -Body @{ model = 'mistral-small-latest'; messages = @(@{ role = 'user'; content = 'repeat: a' }) }).Choices[0].Message.Content } }
    ) {
        Set-Secret -Vault 'Test Vault' -Name MistralApiKey -Secret (New-EmulatorKey)
        Revoke-EmulatorKey $old
        & $Script | Should -BeExactly 'a'
    }

    It 'that is unchanged is not sent again' {
        Revoke-EmulatorKey $old
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'is sent once when it is also refused' {
        Set-Secret -Vault 'Test Vault' -Name MistralApiKey -Secret ([guid]::NewGuid().ToString('N'))
        Revoke-EmulatorKey $old
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        @(Get-EmulatorRequest).Count | Should -Be 2
    }

    It 'that was removed causes an error with its name' {
        Remove-Secret -Vault 'Test Vault' -Name MistralApiKey
        Revoke-EmulatorKey $old
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralSecretNotFound,*'
    }
}

Describe 'A vault that can''t be read' {
    BeforeEach {
        if ($noVault) { Set-ItResult -Skipped -Because $noVault }
        Reset-Emulator
    }

    It 'because it is locked causes an error that explains how to unlock it' {
        if ([IO.Path]::DirectorySeparatorChar -eq '\') { Set-ItResult -Skipped -Because 'a second SecretStore needs a home of its own, which only HOME gives' }
        # Two processes with their own store: one sets a password, and the other does not have it.
        $environment = @{ HOME = (Join-Path $TestDrive 'home'); MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI }
        $null = New-Item -ItemType Directory -Path $environment.HOME
        $ran = Invoke-TestShell @'
            $word = ConvertTo-SecureString -String ([guid]::NewGuid().ToString('N')) -AsPlainText -Force
            Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
            Reset-SecretStore -Authentication Password -Password $word -Interaction None -Force -Confirm:$false -WarningAction SilentlyContinue
            Register-SecretVault -Name 'Locked Vault' -ModuleName Microsoft.PowerShell.SecretStore
            Unlock-SecretStore -Password $word
            Set-Secret -Vault 'Locked Vault' -Name MistralApiKey -Secret ([guid]::NewGuid().ToString('N'))
            (Get-SecretInfo -Vault 'Locked Vault').Name
'@ $environment
        $ran.Output.Trim() | Should -BeExactly 'MistralApiKey'
        $ran = Invoke-TestShell @'
            $problem = try { Connect-Mistral -SecretName MistralApiKey -VaultName 'Locked Vault' } catch { $_ }
            $problem.FullyQualifiedErrorId, $problem.CategoryInfo.Category, $problem.ErrorDetails.RecommendedAction -join '|'
'@ $environment
        $id, $category, $action = $ran.Output.Trim() -split '\|'
        $id | Should -BeLike 'MistralSecretVaultLocked,*'
        $category | Should -BeExactly 'AuthenticationError'
        $action | Should -Match 'Unlock-SecretStore'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'because it is broken causes an error with its message' {
        # A vault extension that throws.
        $folder = Join-Path $TestDrive 'BrokenVault'
        $extension = Join-Path $folder 'BrokenVault.Extension'
        $null = New-Item -ItemType Directory -Path $extension
        $functions = 'Get-Secret', 'Get-SecretInfo', 'Set-Secret', 'Remove-Secret', 'Test-SecretVault'
        Set-Content -LiteralPath (Join-Path $extension 'BrokenVault.Extension.psm1') -Value (
            $functions | ForEach-Object { "function $_ { [CmdletBinding()] param([string] `$Name, [string] `$Filter, [object] `$Secret, [string] `$VaultName, [hashtable] `$AdditionalParameters) throw 'The disk is on fire.' }" })
        New-ModuleManifest -Path (Join-Path $extension 'BrokenVault.Extension.psd1') -RootModule 'BrokenVault.Extension.psm1' -FunctionsToExport $functions
        New-ModuleManifest -Path (Join-Path $folder 'BrokenVault.psd1') -NestedModules './BrokenVault.Extension' -FunctionsToExport @()
        Register-SecretVault -Name Broken -ModuleName (Join-Path $folder 'BrokenVault.psd1')
        try { $problem = Get-TestError { Connect-Mistral -SecretName a -VaultName Broken -BaseUri $env:MISTRAL_TEST_URI } }
        finally { Unregister-SecretVault -Name Broken }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecret*,*ConnectMistralCommand'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A session without SecretManagement' {
    BeforeEach { Reset-Emulator }

    It 'gets an error that explains how to install it or use another key source' {
        $ran = Invoke-TestShell @'
            # On .NET 8 an empty variable is an unset one, which means the default folders.
            $env:PSModulePath = "$PSHOME/no-such-folder"
            $problem = try { Connect-Mistral -SecretName a -VaultName b } catch { $_ }
            $problem.FullyQualifiedErrorId, $problem.CategoryInfo.Category, $problem.ErrorDetails.RecommendedAction -join '|'
'@ @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI }
        $id, $category, $action = $ran.Output.Trim() -split '\|'
        $id | Should -BeLike 'MistralSecretModuleMissing,*'
        $category | Should -BeExactly 'NotInstalled'
        $action | Should -Match 'Install-Module Microsoft\.PowerShell\.SecretManagement'
        $action | Should -Match 'MISTRAL_API_KEY'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}
