#requires -Version 5.1
# Seconds: 25
# Own process: it sets up a SecretStore, which keeps its state for the life of a process.
# Needs: Microsoft.PowerShell.SecretManagement

BeforeDiscovery {
    $onWindows = [IO.Path]::DirectorySeparatorChar -eq '\'
    $noTerminal = -not (Get-Command script -CommandType Application -ErrorAction Ignore) -or $IsMacOS -or $PSVersionTable.PSEdition -ne 'Core'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Register-OwnVault Own -Default
    Register-OwnVault Second

    # What holds before each test; dot-sourced, so that the test has the key.
    $fresh = {
        Reset-TestState Own, Second
        $key = New-EmulatorKey
        $secure = ConvertTo-TestSecret $key
    }

    function Save-Test([string] $Name, [hashtable] $With = @{}, [string] $Vault = 'Own') {
        Connect-Mistral -Name $Name -ApiKey $secure -BaseUri $uri -VaultName $Vault -Save @With
    }

    # A connection without a key: quick to save.
    function Save-Keyless([string[]] $Name) {
        foreach ($one in $Name) { Connect-Mistral -Name $one -NoApiKey -BaseUri $uri -SkipValidation -Save }
    }

    function Read-File {
        ConvertFrom-Json -InputObject ([IO.File]::ReadAllText((Get-SettingsPath connections.json)))
    }

    function Get-FileHashText {
        (Get-FileHash -LiteralPath (Get-SettingsPath connections.json)).Hash
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own, Second
    Clear-Settings
}

Describe 'A connection that is saved' {
    BeforeEach { . $fresh }

    It 'has its key in the vault and everything else in the file' {
        Save-Test prod *>&1 | Should -BeNullOrEmpty
        Get-OwnSecretName Own | Should -BeExactly 'Mistral-prod'
        $stored = Get-OwnSecret Own Mistral-prod
        $stored | Should -BeOfType [securestring]
        Get-KeyHash $stored | Should -BeExactly (Get-KeyHash $key)

        $file = Read-File
        $file.version | Should -Be 1
        $file.default | Should -BeExactly 'prod'
        $saved = $file.connections.prod
        $saved.baseUri.TrimEnd('/') | Should -BeExactly $uri
        $saved.secretName | Should -BeExactly 'Mistral-prod'
        $saved.vaultName | Should -BeExactly 'Own'
        $saved.apiKeyId | Should -BeExactly (Get-EmulatorKey | Where-Object sha256 -EQ (Get-KeyHash $key)).id
        $saved.workspaceName | Should -BeExactly 'Production'

        (Get-MistralConnection).Name | Should -BeExactly 'prod'
        (Get-MistralConnection).KeySource | Should -BeExactly "secret 'Mistral-prod' in vault 'Own'"
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'keeps its key apart from the Admin API key of another connection, whatever their names' {
        Save-Test prod-Admin
        Save-Test prod @{ AdminApiKey = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY }
        Get-KeyHash (Get-OwnSecret Own Mistral-prod-Admin) | Should -BeExactly (Get-KeyHash $key)
    }

    It 'has its file locked before its key goes to the vault' {
        Save-Test prod
        $held = [IO.Path]::Combine((Get-OwnVaultFolder Own), 'held')
        Set-OwnVault Own @{ Hold = 'before Set Mistral-prod' }
        $started = Start-TestScript -Variable @{ Uri = $uri; Key = $secure } {
            Connect-Mistral -Name prod -ApiKey $Key -BaseUri $Uri -VaultName Own -SkipValidation -Save
        }
        try {
            Wait-TestFile $held
            { [IO.FileStream]::new((Get-SettingsPath connections.json.lock), 'OpenOrCreate', 'ReadWrite', 'None').Dispose() } | Should -Throw
        }
        finally {
            [IO.File]::Delete($held)
            Remove-TestScript $started
        }
    }

    It 'has nothing of the key in the folder, plain or encoded' {
        $admin = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY
        Save-Test prod @{ AdminApiKey = $admin; ExpiresOn = [datetimeoffset]::Now.AddDays(60) }
        $files = @(Get-ChildItem -LiteralPath (Get-SettingsPath) -Recurse -File -Force)
        $files.Name | Should -Contain 'connections.json'
        foreach ($plain in $key, $env:MISTRAL_TEST_ADMIN_KEY) {
            $bytes = [Text.Encoding]::UTF8.GetBytes($plain)
            $forms = $plain, [Convert]::ToBase64String($bytes), [BitConverter]::ToString($bytes).Replace('-', ''), $plain.Substring(4, 12)
            foreach ($file in $files) {
                $text = [IO.File]::ReadAllText($file.FullName)
                foreach ($form in $forms) { $text.IndexOf($form, [StringComparison]::OrdinalIgnoreCase) -ge 0 | Should -BeFalse }
            }
        }
    }

    It 'is in a file that its owner alone can read, in a folder likewise' -Skip:$onWindows {
        Save-Test prod
        [int][IO.File]::GetUnixFileMode((Get-SettingsPath)) | Should -Be ([Convert]::ToInt32('700', 8))
        [int][IO.File]::GetUnixFileMode((Get-SettingsPath connections.json)) | Should -Be ([Convert]::ToInt32('600', 8))

        # Also where an older file was open to others.
        [IO.File]::SetUnixFileMode((Get-SettingsPath connections.json), [IO.UnixFileMode][Convert]::ToInt32('644', 8))
        Save-Test dev
        [int][IO.File]::GetUnixFileMode((Get-SettingsPath connections.json)) | Should -Be ([Convert]::ToInt32('600', 8))
    }

    It 'is the default where it is the first or -Default says so' {
        Save-Keyless one, two
        (Read-File).default | Should -BeExactly 'one'
        Connect-Mistral -Name three -NoApiKey -BaseUri $uri -SkipValidation -Save -Default
        (Read-File).default | Should -BeExactly 'three'
        Save-Keyless two
        (Read-File).default | Should -BeExactly 'three'
        @(Get-MistralConnection -ListAvailable | Where-Object IsDefault).Name | Should -BeExactly 'three'
    }

    It 'has its expiry in the file and in the metadata of the secret' {
        $end = [datetimeoffset]::Now.AddDays(60)
        Save-Test prod @{ ExpiresOn = $end }
        ([datetimeoffset](Get-MistralConnection -ListAvailable prod).ExpiresOn).UtcTicks | Should -Be $end.UtcTicks
        $noted = Get-OwnMetadata Own Mistral-prod
        @($noted.Keys) | Should -BeExactly 'Expiration'
        $noted.Expiration | Should -BeOfType [datetime]
        $noted.Expiration.ToUniversalTime() | Should -Be $end.UtcDateTime
        (Get-MistralConnection).DaysLeft | Should -BeIn 59, 60
    }

    It 'is stored secret first, metadata second, each once' {
        Save-Test prod @{ ExpiresOn = [datetimeoffset]::Now.AddDays(60) }
        Get-OwnVaultCall Own 'Set*' | Should -BeExactly 'Set Mistral-prod', 'SetInfo Mistral-prod'
    }

    It 'replaces the older one of its name, whatever the case' {
        Save-Test prod @{ DefaultModel = 'mistral-small-latest' }
        $key = New-EmulatorKey
        $secure = ConvertTo-TestSecret $key
        Save-Test PROD
        @(Get-MistralConnection -ListAvailable).Count | Should -Be 1
        (Get-MistralConnection -ListAvailable).DefaultModel | Should -BeNullOrEmpty
        Disconnect-Mistral
        Connect-Mistral -Name Prod
        Clear-EmulatorRequest
        $null = Get-MistralModel
        (Get-EmulatorKey | Where-Object sha256 -EQ (Get-KeyHash $key)).uses | Should -BeGreaterThan 2
    }

    It 'may have its key from <From>' -ForEach @(
        @{ From = 'a credential'; How = { Connect-Mistral -Name prod -Credential ([pscredential]::new('any', $secure)) -BaseUri $uri -Save } }
        @{ From = 'the environment'; How = { $env:MISTRAL_API_KEY = $key; try { Connect-Mistral -Name prod -BaseUri $uri -Save } finally { Remove-Item Env:MISTRAL_API_KEY } } }
    ) {
        & $How
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly (Get-KeyHash $key)
        (Get-MistralConnection).KeySource | Should -BeExactly "secret 'Mistral-prod' in vault 'Own'"
    }

    It 'of a key that is in a vault already leaves it there, and knows which vault' {
        Set-OwnSecret Second mine $secure
        Connect-Mistral -Name prod -SecretName mine -BaseUri $uri -Save
        Get-OwnSecretName Own | Should -BeNullOrEmpty
        Get-OwnSecretName Second | Should -BeExactly 'mine'
        (Get-MistralConnection -ListAvailable prod).SecretName | Should -BeExactly 'mine'
        (Get-MistralConnection -ListAvailable prod).VaultName | Should -BeExactly 'Second'
    }

    It 'of a key in one vault has its admin key beside it' {
        Set-OwnSecret Second mine $secure
        Connect-Mistral -Name prod -SecretName mine -AdminApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) -BaseUri $uri -Save
        Get-OwnSecretName Second | Sort-Object | Should -BeExactly 'mine', 'MistralAdmin-prod'
        Disconnect-Mistral
        Connect-Mistral -Name prod
        $null = Get-MistralModel
        $null = Get-MistralApiKey -First 1
    }

    It 'keeps all of its settings' {
        $admin = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY
        Save-Test prod @{
            AdminApiKey = $admin; AdminKeyHeader = 'XApiKey'; DefaultModel = 'mistral-small-latest'; NoProxy = $true
            ConnectionTimeoutSeconds = 7; OperationTimeoutSeconds = 70; MaximumRetryCount = 1
        }
        Disconnect-Mistral
        Connect-Mistral -Name prod
        $connection = Get-MistralConnection
        $connection.DefaultModel | Should -BeExactly 'mistral-small-latest'
        $connection.ConnectionTimeoutSeconds | Should -Be 7
        $connection.OperationTimeoutSeconds | Should -Be 70
        $connection.MaximumRetryCount | Should -Be 1
        $connection.AdminKeySource | Should -BeExactly "secret 'MistralAdmin-prod' in vault 'Own'"
        Set-EmulatorKey @{ adminHeader = 'x-api-key' }
        @(Get-MistralApiKey -First 1).Count | Should -Be 1
    }

    It 'that does not connect is not saved: <Name>' -ForEach @(
        @{ Name = 'the key is refused'; How = { Revoke-EmulatorKey $key; Save-Test prod } }
        @{ Name = 'the admin key is refused'; How = { Save-Test prod @{ AdminApiKey = $secure } } }
        @{ Name = 'the vault does not take it'; How = { Set-OwnVault Own @{ FailSet = $true }; Save-Test prod } }
        @{ Name = 'there is no such vault'; How = { Save-Test prod -Vault Nowhere } }
    ) {
        Get-TestError $How | Should -Not -BeNullOrEmpty
        Get-OwnSecretName Own | Should -BeNullOrEmpty
        [IO.File]::Exists((Get-SettingsPath connections.json)) | Should -BeFalse
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'may have any name: <Name>' -ForEach @(
        @{ Name = "it's prod" }
        @{ Name = 'a/b\c:d*?[x]"<>|' }
        @{ Name = 'Gr' + [char]0xF6 + [char]0xDF + 'e ' + [char]::ConvertFromUtf32(0x1F511) }
        @{ Name = '../../outside' }
        @{ Name = '$(throw)' }
    ) {
        Save-Test $Name
        Disconnect-Mistral
        Connect-Mistral -Name $Name
        (Get-MistralConnection).Name | Should -BeExactly $Name
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
        @(Get-MistralConnection -ListAvailable).Name | Should -BeExactly $Name
        Get-ChildItem -LiteralPath (Split-Path (Get-SettingsPath)) -Name | Should -Not -Contain 'outside'
        Remove-MistralConnection -Name $Name -IncludeSecret -Confirm:$false
        @(Get-MistralConnection -ListAvailable).Count | Should -Be 0
        Get-OwnSecretName Own | Should -BeNullOrEmpty
    }
}

Describe 'A later session' {
    BeforeEach { . $fresh }

    It 'connects by name' {
        Save-Test prod @{ DefaultModel = 'mistral-small-latest' }
        $told = Invoke-Elsewhere "Connect-Mistral -Name prod; (Get-MistralConnection).Name; (Get-MistralConnection).DefaultModel; (Invoke-MistralChat 'repeat: there').Content"
        $told.id | Should -BeNullOrEmpty
        $told.output | Should -BeExactly 'prod', 'mistral-small-latest', 'there'
    }

    It 'connects to the default by nothing' {
        Save-Keyless other
        Save-Test prod @{ Default = $true }
        $told = Invoke-Elsewhere "Connect-Mistral; (Get-MistralConnection).Name; (Invoke-MistralChat 'repeat: there').Content"
        $told.id | Should -BeNullOrEmpty
        $told.output | Should -BeExactly 'prod', 'there'
    }

    It 'connects to the one in the real SecretStore' {
        $reason = Enable-TestVault 'Test Vault'
        if ($reason) { Set-ItResult -Skipped -Because $reason }
        Save-Test prod @{ ExpiresOn = [datetimeoffset]::Now.AddDays(3); WarningAction = 'SilentlyContinue' } -Vault 'Test Vault'
        try {
            (Get-SecretInfo -Name Mistral-prod -Vault 'Test Vault').Metadata.Keys | Should -BeExactly 'Expiration'
            $told = Invoke-Elsewhere "Connect-Mistral -Name prod; (Invoke-MistralChat 'repeat: there').Content; Remove-MistralConnection prod -IncludeSecret; @(Get-SecretInfo -Vault 'Test Vault').Count"
            $told.id | Should -BeNullOrEmpty
            $told.output | Should -BeExactly 'there', 0
            @($told.warnings).Count | Should -Be 1
        }
        finally { Disable-TestVault }
    }

    It 'is changed without its key being given again' {
        Save-Test prod
        Save-Test other
        $before = (Read-File).connections.prod
        $env:MISTRAL_API_KEY = New-EmulatorKey
        try { Connect-Mistral -Name prod -Save -Default -DefaultModel mistral-large-latest } finally { $env:MISTRAL_API_KEY = $null }
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly (Get-KeyHash $key)
        $after = Get-MistralConnection -ListAvailable prod
        $after.IsDefault | Should -BeTrue
        $after.DefaultModel | Should -BeExactly 'mistral-large-latest'
        $after.ApiKeyId | Should -BeExactly $before.apiKeyId
        $after.BaseUri.AbsoluteUri.TrimEnd('/') | Should -BeExactly $uri
    }

    It 'is closed by its name, in any case' {
        Save-Test prod
        (Get-MistralConnection).Name | Should -BeExactly 'prod'
        Disconnect-Mistral PROD
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'keeps workspaces apart, one connection each' {
        $production = New-WorkspaceKey Production
        $development = New-WorkspaceKey Development
        $secure = ConvertTo-TestSecret $production.Key
        Save-Test prod
        $secure = ConvertTo-TestSecret $development.Key
        Save-Test dev
        $told = Invoke-Elsewhere "'prod', 'dev', 'prod' | ForEach-Object { Connect-Mistral -Name `$_; `$t = Test-MistralConnection; `"`$_ `$(`$t.Workspace) `$(`$t.ApiKeyId)`" }"
        $told.output | Should -BeExactly "prod Production $($production.Id)", "dev Development $($development.Id)", "prod Production $($production.Id)"
        @(Get-MistralConnection -ListAvailable).WorkspaceName | Should -BeExactly 'Development', 'Production'
    }

    It 'may go out another way than is saved: <Name>' -ForEach @(
        @{ Name = 'by a proxy where none is saved'; Saved = @{ NoProxy = $true }; With = @{ Proxy = 'http://127.0.0.1:9' }; Proxy = 'http://127.0.0.1:9/' }
        @{ Name = 'by none where one is saved'; Saved = @{ Proxy = 'http://127.0.0.1:9'; ProxyUseDefaultCredentials = $true }; With = @{ NoProxy = $true } }
        @{ Name = 'by the system again'; Saved = @{ NoProxy = $true }; With = @{ NoProxy = $false } }
        @{ Name = 'without telling who it is'; Saved = @{ Proxy = 'http://127.0.0.1:9'; ProxyUseDefaultCredentials = $true }; With = @{ Proxy = 'http://127.0.0.1:8' }; Proxy = 'http://127.0.0.1:8/' }
    ) {
        Save-Test prod (@{ SkipValidation = $true } + $Saved)
        $saved = Connect-Mistral -Name prod -SkipValidation -Save -PassThru @With
        "$($saved.Proxy)" | Should -BeExactly "$Proxy"
        $file = (Read-File).connections.prod
        [bool] $file.noProxy | Should -Be ([bool] $With['NoProxy'])
        [bool] $file.proxyUseDefaultCredentials | Should -BeFalse
    }

    It 'keeps the admin key in a vault of its own' {
        $admin = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY
        Save-Test prod @{ AdminApiKey = $admin; AdminVaultName = 'Second' }
        Get-OwnSecretName Own | Should -BeExactly 'Mistral-prod'
        Get-OwnSecretName Second | Should -BeExactly 'MistralAdmin-prod'
        Connect-Mistral -Name prod
        $null = Get-MistralApiKey -First 1
        (Get-MistralConnection).AdminKeySource | Should -BeExactly "secret 'MistralAdmin-prod' in vault 'Second'"
        Remove-MistralConnection prod -IncludeSecret -Confirm:$false
        Get-OwnSecretName Second | Should -BeNullOrEmpty
        (Get-TestError { Connect-Mistral -ApiKey $secure -AdminVaultName Second -BaseUri $uri }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }

    It 'may say otherwise for once' {
        Save-Test prod @{ DefaultModel = 'mistral-small-latest'; MaximumRetryCount = 1 }
        $before = Get-FileHashText
        Disconnect-Mistral
        Connect-Mistral -Name prod -DefaultModel mistral-large-latest -MaximumRetryCount 2 -OperationTimeoutSeconds 9 -AdminApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY)
        $connection = Get-MistralConnection
        $connection.Name | Should -BeExactly 'prod'
        $connection.DefaultModel | Should -BeExactly 'mistral-large-latest'
        $connection.MaximumRetryCount | Should -Be 2
        $connection.OperationTimeoutSeconds | Should -Be 9
        $connection.AdminKeySource | Should -BeExactly '-AdminApiKey'
        Get-FileHashText | Should -BeExactly $before
        Disconnect-Mistral
        Connect-Mistral -Name prod
        (Get-MistralConnection).DefaultModel | Should -BeExactly 'mistral-small-latest'
        (Get-MistralConnection).AdminKeySource | Should -BeNullOrEmpty
    }

    It 'takes MISTRAL_API_KEY before the saved default, but not before a name' {
        Save-Test prod
        $told = Invoke-Elsewhere "Connect-Mistral -BaseUri '$uri'; (Get-MistralConnection).KeySource; Connect-Mistral -Name prod; (Get-MistralConnection).KeySource" -Environment @{ MISTRAL_API_KEY = New-EmulatorKey }
        $told.id | Should -BeNullOrEmpty
        $told.output | Should -BeExactly 'environment variable MISTRAL_API_KEY', "secret 'Mistral-prod' in vault 'Own'"
    }

    It 'that names one that is not saved is told so' {
        Save-Keyless one
        $problem = Get-TestError { Connect-Mistral -Name nothing }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$problem" | Should -Match "'nothing'"
        $problem.ErrorDetails.RecommendedAction | Should -Match 'ListAvailable'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'names the secret whose key is refused' {
        Save-Test prod
        Revoke-EmulatorKey $key
        $problem = Get-TestError { Connect-Mistral -Name prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        $problem.ErrorDetails.RecommendedAction | Should -Match "secret 'Mistral-prod' in vault 'Own'"
    }

    It 'finds the key gone from its vault and says which' {
        Save-Test prod
        Clear-OwnVault Own
        $problem = Get-TestError { Connect-Mistral -Name prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretNotFound,*'
        "$problem" | Should -Match "'Mistral-prod'"
        "$problem" | Should -Match "'Own'"
    }
}

Describe 'A secret that is there before a connection of its name is saved' {
    BeforeEach { . $fresh }

    It 'stays as it is, with an error: <Name>' -ForEach @(
        @{ Name = 'of the key'; Secret = 'Mistral-mine'; With = @{} }
        @{ Name = 'of the Admin API key'; Secret = 'MistralAdmin-mine'; With = @{ AdminApiKey = $true } }
    ) {
        Set-OwnSecret Own $Secret 'something'
        if ($With.AdminApiKey) { $With = @{ AdminApiKey = $secure } }
        $problem = Get-TestError { Save-Test mine ($With + @{ SkipValidation = $true }) }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretExists,*'
        $problem.CategoryInfo.Category | Should -Be 'ResourceExists'
        "$problem" | Should -Match "secret '$Secret' in vault 'Own'"
        $problem.ErrorDetails.RecommendedAction | Should -Match '-SecretName.*Remove-Secret'
        Get-OwnSecret Own $Secret | Should -BeExactly 'something'
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }

    It 'is taken where <Name>' -ForEach @(
        @{ Name = 'it has the same key'; Put = { Set-OwnSecret Own Mistral-mine $secure } }
        @{ Name = 'the connection uses it'; Put = { Save-Test mine; $script:secure = ConvertTo-TestSecret (New-EmulatorKey) } }
    ) {
        . $Put
        Save-Test mine @{ SkipValidation = $true }
        Get-KeyHash (Get-OwnSecret Own Mistral-mine) | Should -BeExactly (Get-KeyHash $secure)
    }
}

Describe 'The name of a saved connection in place of a key' {
    BeforeEach { . $fresh }

    It 'is told, and nothing is sent: <_>' -ForEach 'one', 'ONE' {
        Save-Keyless one
        Reset-Emulator
        $problem = Get-TestError { Connect-Mistral $_ -BaseUri $uri }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match "Connect-Mistral -Name one"
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A mistake in the parameters' {
    BeforeEach { . $fresh }

    It 'is told before anything is sent or stored: <Name>' -ForEach @(
        @{ Name = '-Save without -Name'; Message = '-Name'; How = { Connect-Mistral -ApiKey $secure -BaseUri $uri -Save } }
        @{ Name = '-Name with a key, without -Save'; Message = '-Save'; How = { Connect-Mistral -ApiKey $secure -BaseUri $uri -Name prod } }
        @{ Name = '-Default without -Save'; Message = '-Save'; How = { Connect-Mistral -ApiKey $secure -BaseUri $uri -Default } }
        @{ Name = '-Header'; Message = 'Header'; How = { Save-Test prod @{ Header = @{ 'X-Team' = 'a' } } } }
        @{ Name = 'two admin keys'; Message = 'AdminSecretName'; How = { Save-Test prod @{ AdminApiKey = $secure; AdminSecretName = 'a' } } }
    ) {
        $problem = Get-TestError $How
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match $Message
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-OwnVaultCall Own | Should -BeNullOrEmpty
        [IO.File]::Exists((Get-SettingsPath connections.json)) | Should -BeFalse
    }
}

Describe 'Get-MistralConnection -ListAvailable' {
    BeforeEach { . $fresh }

    It 'gives nothing, and no error, where none is saved' {
        Get-MistralConnection -ListAvailable *>&1 | Should -BeNullOrEmpty
    }

    It 'gives them by name, and asks no vault' {
        Save-Keyless beta
        Save-Test alpha
        Set-OwnVault Own @{ Locked = $true }
        $all = @(Get-MistralConnection -ListAvailable)
        $all.Name | Should -BeExactly 'alpha', 'beta'
        $all[0] | Should -BeOfType [Mistral.PowerShell.SavedConnection]
        $all[0].SecretName | Should -BeExactly 'Mistral-alpha'
        $all[1].NoApiKey | Should -BeTrue
        Get-OwnVaultCall Own | Should -BeNullOrEmpty
    }

    It 'takes a name or a pattern' {
        Save-Keyless prod-eu, prod-us, dev
        @(Get-MistralConnection -ListAvailable prod-*).Name | Should -BeExactly 'prod-eu', 'prod-us'
        @(Get-MistralConnection -ListAvailable -Name DEV).Name | Should -BeExactly 'dev'
        Get-MistralConnection -ListAvailable x* *>&1 | Should -BeNullOrEmpty
        $problem = Get-TestError { Get-MistralConnection -ListAvailable nothing }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionNotFound,*'
    }

    It 'shows name, default, workspace, secret, vault, expiry and address' {
        Save-Test prod @{ ExpiresOn = [datetimeoffset]'2031-02-03T00:00:00Z' }
        $shown = Get-MistralConnection -ListAvailable | Format-Table | Out-String -Width 300
        foreach ($part in 'prod', '*', 'Production', 'Mistral-prod', 'Own', '2031-02-0', $uri) { $shown.Contains($part) | Should -BeTrue -Because $part }
        $shown.Contains($key) | Should -BeFalse
    }
}

Describe 'Remove-MistralConnection' {
    BeforeEach { . $fresh }

    It 'removes the connection and leaves the secret' {
        Save-Test prod
        Save-Keyless other
        Remove-MistralConnection prod -Confirm:$false
        @(Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'other'
        Get-OwnSecretName Own | Should -BeExactly 'Mistral-prod'
        (Read-File).PSObject.Properties.Name | Should -Not -Contain 'default'
    }

    It 'removes the secrets as well where it is told to' {
        Save-Test prod @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) }
        @(Get-OwnSecretName Own).Count | Should -Be 2
        Remove-MistralConnection prod -IncludeSecret -Confirm:$false
        Get-OwnSecretName Own | Should -BeNullOrEmpty
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }

    It 'leaves a secret that another connection takes' {
        Set-OwnSecret Own org-admin (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY)
        Save-Test prod @{ AdminSecretName = 'org-admin' }
        Save-Test dev @{ AdminSecretName = 'org-admin' }
        Remove-MistralConnection prod -IncludeSecret -Confirm:$false
        Get-OwnSecretName Own | Sort-Object | Should -BeExactly 'Mistral-dev', 'org-admin'
        Remove-MistralConnection dev -IncludeSecret -Confirm:$false
        Get-OwnSecretName Own | Should -BeExactly 'org-admin' -Because 'who stored it himself removes it himself'
    }

    It 'does not remove a secret that the user stored where nobody can be asked: <Name>' -ForEach @(
        @{ Name = 'another name'; Secret = 'mine'; Save = @{ SecretName = 'mine' } }
        @{ Name = 'a table'; Secret = 'Mistral-prod'; Value = 'table'; Save = @{ SecretName = 'Mistral-prod'; SecretEntry = 'main' } }
    ) {
        Set-OwnSecret Own $Secret $(if ($_['Value']) { @{ main = $key } } else { $secure })
        Connect-Mistral -Name prod -VaultName Own -BaseUri $uri @Save -Save
        $told = Invoke-Elsewhere 'Remove-MistralConnection prod -IncludeSecret'
        $told.id | Should -BeExactly 'MistralSecretNotConfirmed'
        $told.message | Should -Match "secret '$Secret' in vault 'Own'"
        $told.message | Should -Match 'not created by this module'
        $told.action | Should -Match '-Force'
        Get-OwnSecretName Own | Should -BeExactly $Secret
        (Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'prod'
    }

    It 'removes a secret that the user stored without a question with <Name>' -ForEach @(
        @{ Name = '-Force'; With = @{ Force = $true } }
        @{ Name = '-Confirm:$false'; With = @{ Confirm = $false } }
    ) {
        Set-OwnSecret Own mine $secure
        Connect-Mistral -Name prod -SecretName mine -VaultName Own -BaseUri $uri -Save
        Remove-MistralConnection prod -IncludeSecret @With
        Get-OwnSecretName Own | Should -BeNullOrEmpty
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }

    It 'says with -WhatIf that it did not create the secret' {
        Set-OwnSecret Own mine $secure
        Connect-Mistral -Name prod -SecretName mine -VaultName Own -BaseUri $uri -Save
        $ran = Invoke-TestShell 'Remove-MistralConnection prod -IncludeSecret -WhatIf'
        $ran.Output | Should -Match "secret 'mine' in vault 'Own', which was not created by this module"
        Get-OwnSecretName Own | Should -BeExactly 'mine'
    }

    It 'leaves a table of which another connection uses another entry' {
        Set-OwnSecret Own mine @{ one = $key; two = $key }
        Connect-Mistral -Name prod -SecretName mine -SecretEntry one -VaultName Own -BaseUri $uri -Save
        Connect-Mistral -Name dev -SecretName mine -SecretEntry two -VaultName Own -BaseUri $uri -Save
        Remove-MistralConnection prod -IncludeSecret -Confirm:$false
        Get-OwnSecretName Own | Should -BeExactly 'mine'
    }

    It 'asks at a terminal before it removes a secret that the user stored, and shows no control character of its name: <Name>' -Skip:$noTerminal -ForEach @(
        @{ Name = 'yes'; Answer = 'y'; Left = @() }
        @{ Name = 'no'; Answer = 'n'; Left = @("mine$([char]27)]0;pwned$([char]7)") }
    ) {
        Import-Module "$PSScriptRoot/Support/Terminal.psm1" -Force
        $name = "mine$([char]27)]0;pwned$([char]7)"
        Set-OwnSecret Own $name $secure
        $connection = "prod$([char]27)]0;owned$([char]0x202E)"
        Connect-Mistral -Name $connection -SecretName $name -VaultName Own -BaseUri $uri -Save
        $terminal = Start-Terminal '$ProgressPreference = "SilentlyContinue"; Get-MistralConnection -ListAvailable | Remove-MistralConnection -IncludeSecret; "<done>"'
        try {
            Wait-Terminal $terminal 'default is "Y"\)'
            $shown = $terminal.Shown -replace '\s+', ' '
            $shown | Should -Match "secret 'mine.*pwned.*' in vault 'Own'"
            $shown | Should -Match 'not created by this module'
            $shown | Should -Match "saved connection 'prod.*owned.*'"
            $terminal.Shown | Should -Not -Match "$([char]27)\]0;(pwned|owned)|\u202E"
            Get-OwnSecretName Own | Should -BeExactly $name -Because 'nothing is done before the answer'
            Send-Terminal $terminal "$Answer`r"
            Wait-Terminal $terminal '<done>'
        }
        finally { Stop-Terminal $terminal }
        @(Get-OwnSecretName Own) | Should -Be $Left
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }

    It 'does nothing with -WhatIf' {
        Save-Test prod
        $before = Get-FileHashText
        Remove-MistralConnection prod -IncludeSecret -WhatIf
        Get-FileHashText | Should -BeExactly $before
        Get-OwnSecretName Own | Should -BeExactly 'Mistral-prod'
    }

    It 'keeps the connection where the vault does not let the secret go' {
        Save-Test prod
        Set-OwnVault Own @{ FailRemove = $true }
        $problem = Get-TestError { Remove-MistralConnection prod -IncludeSecret -Confirm:$false }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultFailed,*'
        "$problem" | Should -Match 'The vault gives nothing away'
        (Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'prod'
        Set-OwnVault Own
        Remove-MistralConnection prod -IncludeSecret -Confirm:$false
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }

    It 'waits for the end of a rotation, which alone knows what is still to be revoked' {
        $made = New-WorkspaceKey Production
        $secure = ConvertTo-TestSecret $made.Key
        Save-Test prod @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) }
        $null = Update-MistralApiKey -Force prod -GracePeriod 1.00:00:00
        $problem = Get-TestError { Remove-MistralConnection prod -IncludeSecret -Confirm:$false }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationPending,*'
        $problem.ErrorDetails.RecommendedAction | Should -Match '-Force'
        (Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'prod'
        Get-OwnSecretName Own | Should -Contain 'Mistral-prod'

        $told = Remove-MistralConnection prod -IncludeSecret -Force -Confirm:$false 3>&1
        "$told" | Should -Match "old key $($made.Id), the new one 'made by a test \(rotated"
        Get-OwnSecretName Own | Should -BeNullOrEmpty
        (Get-ChildItem -LiteralPath (Get-SettingsPath) -File).Name | Where-Object { $_ -notlike '*.lock' } | Should -BeExactly 'connections.json'
    }

    It 'goes on where the secret is gone already' {
        Save-Test prod
        Clear-OwnVault Own
        Remove-MistralConnection prod -IncludeSecret -Confirm:$false *>&1 | Should -BeNullOrEmpty
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }

    It 'tells of each name that is none, and removes the others, from the pipeline too' {
        Save-Keyless one, two, three
        $said = Remove-MistralConnection one, nothing, two -Confirm:$false 2>&1
        @($said).Count | Should -Be 1
        $said.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionNotFound,*'
        Get-MistralConnection -ListAvailable | Remove-MistralConnection -Confirm:$false
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }
}

Describe '-Connection' {
    BeforeEach { . $fresh }

    It 'takes the name of a saved connection, the connection itself, or what -ListAvailable gives' {
        Save-Test prod
        $open = Get-MistralConnection
        $saved = Get-MistralConnection -ListAvailable prod
        Disconnect-Mistral
        (Invoke-MistralChat 'repeat: a' -Connection prod).Content | Should -BeExactly 'a'
        (Invoke-MistralChat 'repeat: b' -Connection $saved).Content | Should -BeExactly 'b'
        @(Get-MistralModel -Connection PROD).Count | Should -BeGreaterThan 1
        Get-MistralConnection | Should -BeNullOrEmpty
        Connect-Mistral -Name prod
        $open = Get-MistralConnection
        (Invoke-MistralChat 'repeat: c' -Connection $open).Content | Should -BeExactly 'c'
    }

    It 'asks the vault once for many calls' {
        Save-Test prod
        Disconnect-Mistral
        Set-OwnVault Own
        1..5 | ForEach-Object { $null = Invoke-MistralChat 'repeat: a' -Connection prod }
        @(Get-OwnVaultCall Own 'Get *').Count | Should -Be 1
    }

    It 'that is no saved one is an error of its own: <Command>' -ForEach @(
        @{ Command = 'Invoke-MistralChat'; How = { Invoke-MistralChat 'a' -Connection nothing } }
        @{ Command = 'Get-MistralModel'; How = { Get-MistralModel -Connection nothing } }
        @{ Command = 'Get-MistralEmbedding'; How = { Get-MistralEmbedding 'a' -Connection nothing } }
        @{ Command = 'Test-MistralConnection'; How = { Test-MistralConnection -Connection nothing } }
        @{ Command = 'Get-MistralApiKey'; How = { Get-MistralApiKey -Connection nothing } }
        @{ Command = 'Invoke-MistralRequest'; How = { Invoke-MistralRequest -Path /v1/models -Connection nothing } }
    ) {
        Save-Keyless one
        Clear-EmulatorRequest
        $problem = Get-TestError $How
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'whose vault is locked is an error of its own' {
        Save-Test prod
        Disconnect-Mistral
        Set-OwnVault Own @{ Locked = $true }
        (Get-TestError { Invoke-MistralChat 'a' -Connection prod }).FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultLocked,*'
    }
}

Describe 'A damaged file' {
    BeforeEach { . $fresh }

    It 'is told of and not touched: <Name>' -ForEach @(
        @{ Name = 'cut off'; Text = { param($whole) $whole.Substring(0, [int]($whole.Length / 2)) } }
        @{ Name = 'empty'; Text = { '' } }
        @{ Name = 'null'; Text = { 'null' } }
        @{ Name = 'of another version'; Text = { param($whole) $whole -replace '"version": 1', '"version": 2' } }
        @{ Name = 'something else'; Text = { '<html></html>' } }
        @{ Name = 'of another shape'; Text = { '{"version":1,"connections":[]}' } }
        @{ Name = 'with a value that is not a connection'; Text = { '{"version":1,"default":"prod","connections":{"prod":null}}' } }
    ) {
        Save-Test prod
        $path = Get-SettingsPath connections.json
        [IO.File]::WriteAllText($path, (& $Text ([IO.File]::ReadAllText($path))))
        $before = Get-FileHashText
        Disconnect-Mistral
        Clear-EmulatorRequest
        Set-OwnVault Own
        $stored = Get-KeyHash (Get-OwnSecret Own Mistral-prod)

        $key = New-EmulatorKey
        $secure = ConvertTo-TestSecret $key
        foreach ($how in @(
                { Connect-Mistral -Name prod }
                { Connect-Mistral }
                { Save-Test prod }
                { Get-MistralConnection -ListAvailable }
                { Remove-MistralConnection prod -Confirm:$false }
                { Get-MistralModel -Connection prod }
                { Update-MistralApiKey -Force prod }
            )) {
            $problem = Get-TestError $how
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionsDamaged,*' -Because "$how"
            $problem.CategoryInfo.Category | Should -Be 'InvalidData'
            $problem.ErrorDetails.RecommendedAction.Contains($path) | Should -BeTrue
            Get-FileHashText | Should -BeExactly $before -Because "$how"
        }

        # Nor is the key in the vault, which the file would not know of.
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly $stored
    }

    It 'does not keep anyone from connecting with a key' {
        Save-Test prod
        [IO.File]::WriteAllText((Get-SettingsPath connections.json), '{')
        Disconnect-Mistral
        Connect-Mistral -ApiKey $secure -BaseUri $uri
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }
}

Describe 'A folder of settings that can not be written' {
    BeforeEach { . $fresh }

    It 'is told for each connection' {
        Save-Test prod
        Save-Keyless other
        # What stands in the way of the lock; rights would not be in the way of an administrator.
        $lock = Get-SettingsPath connections.json.lock
        Remove-Item -LiteralPath $lock -ErrorAction Ignore
        $null = New-Item -ItemType Directory -Path $lock
        Remove-MistralConnection prod, other -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 2
        $problems.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        $problems.TargetObject | Should -BeExactly 'prod', 'other'
        @(Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'other', 'prod'
    }
}

Describe 'Several processes' {
    BeforeEach { . $fresh }

    It 'save at once, and nothing is lost' {
        $gate = [IO.Path]::Combine((Get-OwnVaultFolder Second), 'gate')
        $shells = foreach ($one in 'a', 'b') {
            Start-Shell "'ready'; while (-not [IO.File]::Exists('$gate')) { [Threading.Thread]::Sleep(1) }; 1..20 | ForEach-Object { Connect-Mistral -Name `"$one`$_`" -NoApiKey -BaseUri '$uri' -SkipValidation -Save }; 'done'"
        }
        foreach ($shell in $shells) { Receive-ShellLine $shell | Should -BeExactly 'ready' }
        [IO.File]::WriteAllText($gate, '')
        foreach ($shell in $shells) {
            $ran = Wait-Shell $shell
            $ran.Errors.Trim() | Should -BeNullOrEmpty
            $ran.Output.Trim() | Should -BeExactly 'done'
        }
        $names = @(Get-MistralConnection -ListAvailable).Name
        $names.Count | Should -Be 40
        foreach ($one in 'a', 'b') { foreach ($number in 1..20) { $names | Should -Contain "$one$number" } }
        Get-ChildItem -LiteralPath (Get-SettingsPath) -Filter *.partial | Should -BeNullOrEmpty
    }

    It 'that were killed leave parts behind, which the next one takes away' {
        Save-Keyless one
        $left = Get-SettingsPath "connections.json.$([guid]::NewGuid().ToString('N')).partial"
        [IO.File]::WriteAllText($left, '{"version":1,"conn')
        @(Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'one'
        Save-Keyless two
        [IO.File]::Exists($left) | Should -BeFalse
        @(Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'one', 'two'
    }
}

Describe 'A user without a home' -Skip:$onWindows {
    BeforeEach { . $fresh }

    BeforeAll {
        $homeless = @{ HOME = $null; XDG_CONFIG_HOME = $null }
    }

    It 'can keep no connection, and is told so: <How>' -ForEach @(
        @{ How = 'Connect-Mistral -Name prod' }
        @{ How = 'Get-MistralConnection -ListAvailable' }
        @{ How = 'Get-MistralModel -Connection prod' }
        @{ How = 'Connect-Mistral -Name prod -NoApiKey -SkipValidation -Save' }
    ) {
        # Nothing is saved where a mere look would go to a home that is not a test's.
        $guard = "`$look = try { Get-MistralConnection -ListAvailable } catch { `$_ }; if (`"`$(`$look.FullyQualifiedErrorId)`" -notlike 'MistralNoSettingsFolder,*') { throw 'There is a folder.' }"
        $told = Invoke-Elsewhere "$guard; $How" -Environment $homeless
        $told.id | Should -BeExactly 'MistralNoSettingsFolder'
        $told.category | Should -BeExactly 'ObjectNotFound'
        $told.action | Should -Match 'HOME'
    }

    It 'connects with a key all the same' {
        $environment = $homeless + @{ TEST_KEY = $key; TEST_ADMIN_KEY = $env:MISTRAL_TEST_ADMIN_KEY; TEST_URI = $uri }
        $told = Invoke-Elsewhere @'
            Connect-Mistral -ApiKey (ConvertTo-SecureString $env:TEST_KEY -AsPlainText -Force) -BaseUri $env:TEST_URI
            (Invoke-MistralChat 'repeat: a').Content
            Disconnect-Mistral
            Connect-Mistral -AdminApiKey (ConvertTo-SecureString $env:TEST_ADMIN_KEY -AsPlainText -Force) -BaseUri $env:TEST_URI
            @(Get-MistralApiKey -First 1).Count
            Disconnect-Mistral
            $env:MISTRAL_API_KEY = $env:TEST_KEY
            Connect-Mistral -BaseUri $env:TEST_URI
            (Invoke-MistralChat 'repeat: b').Content
'@ -Environment $environment
        $told.message | Should -BeNullOrEmpty
        $told.output | Should -BeExactly 'a', 1, 'b'
    }

    It 'is told that there is no key, where that is so' {
        $told = Invoke-Elsewhere 'Connect-Mistral' -Environment $homeless
        $told.id | Should -BeExactly 'MistralNoApiKey'
    }

    It 'with one that is not to be written to can keep none either' {
        $file = [IO.Path]::Combine((Get-OwnVaultFolder Second), 'no-folder')
        [IO.File]::WriteAllText($file, '')
        $told = Invoke-Elsewhere 'Connect-Mistral -Name prod -NoApiKey -SkipValidation -Save' -Environment @{ XDG_CONFIG_HOME = $file }
        $told.id | Should -BeExactly 'MistralNoSettingsFolder'
    }
}
