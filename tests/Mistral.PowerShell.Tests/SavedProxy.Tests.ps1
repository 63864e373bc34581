#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/ObjectSearch.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySearch.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestProxy.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Register-OwnVault Own -Default
    Register-OwnVault Second

    $fresh = {
        Reset-TestState Own, Second
        $key = ConvertTo-TestSecret (New-EmulatorKey)
        $password = New-Canary
        $credential = [pscredential]::new('someone', (ConvertTo-TestSecret $password))
    }

    function Save-Proxied([string] $Name = 'prod', [string] $Proxy = 'http://127.0.0.1:9', [hashtable] $With = @{}) {
        $all = @{ ApiKey = $key; BaseUri = $uri; VaultName = 'Own'; SkipValidation = $true }
        foreach ($one in $With.Keys) { $all[$one] = $With[$one] }
        Connect-Mistral -Name $Name -Proxy $Proxy -ProxyCredential $credential -Save @all
    }

    # Only addresses of other machines use the proxy.
    function Save-Remote([string] $Proxy) {
        Save-Proxied prod $Proxy @{ BaseUri = 'https://name.invalid'; MaximumRetryCount = 0 }
        Disconnect-Mistral
    }

    function Get-Plain([pscredential] $Credential) {
        $one = $Credential.GetNetworkCredential()
        "$($one.UserName):$($one.Password)"
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own, Second
    Clear-Settings
}

Describe 'A saved connection with a proxy credential' {
    BeforeEach { . $fresh }

    It 'stores the credential in the vault and only its name in the file' {
        Save-Proxied
        Get-OwnSecretName Own | Sort-Object | Should -BeExactly 'Mistral-prod', 'MistralProxy-prod'
        $stored = Get-OwnSecret Own MistralProxy-prod
        $stored | Should -BeOfType [pscredential]
        Get-Plain $stored | Should -BeExactly "someone:$password"
        $saved = Get-MistralConnection -ListAvailable prod
        $saved.ProxySecretName | Should -BeExactly 'MistralProxy-prod'
        $saved.ProxyVaultName | Should -BeExactly 'Own'
        Search-KeyOutside (Get-KeyForm $password) -Folder @{ 'the settings' = Get-SettingsPath } | Should -BeNullOrEmpty
    }

    It 'stores the credential in <Where>' -ForEach @(
        @{ Where = 'the named vault'; With = @{ VaultName = 'Second' }; Vault = 'Second' }
        @{ Where = 'the default vault when no key is stored'; With = @{ NoApiKey = $true }; Vault = 'Own' }
        @{ Where = 'the vault of the key'; With = @{ SecretName = 'mine' }; Vault = 'Second' }
    ) {
        Set-OwnSecret Second mine $key
        if (-not ($With.Keys -match 'NoApiKey|SecretName')) { $With = $With + @{ ApiKey = $key } }
        Connect-Mistral -Name prod -BaseUri $uri -Proxy http://127.0.0.1:9 -ProxyCredential $credential -SkipValidation -Save @With
        (Get-MistralConnection -ListAvailable prod).ProxyVaultName | Should -BeExactly $Vault
        Get-OwnSecretName $Vault | Should -Contain 'MistralProxy-prod'
    }

    It 'signs in to the proxy <How>' -ForEach @(
        @{ How = 'by -Connection'; Run = { Get-MistralModel -Connection prod } }
        @{ How = 'by Connect-Mistral -Name'; Run = { Connect-Mistral -Name prod } }
        @{ How = 'by the default connection'; Run = { Connect-Mistral } }
    ) {
        $proxy = Start-TestProxy "someone:$password"
        try {
            Save-Remote $proxy.Address
            $problem = Get-TestError $Run
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
            "$problem" | Should -Match 'HTTP 403'
            $proxy.Credentials | Should -BeExactly $null, "someone:$password"
        }
        finally { $proxy.Stop() }
    }

    It 'signs in to the proxy in a later session, <Where>' -ForEach @(
        @{ Where = 'unattended' }
        @{ Where = 'interactive' }
    ) {
        $proxy = Start-TestProxy "someone:$password"
        try {
            Save-Remote $proxy.Address
            $script = 'try { Connect-Mistral -Name prod } catch { "$_" }'
            if ($Where -eq 'unattended') { (Invoke-TestShell $script).Output | Should -Match 'HTTP 403' }
            elseif (-not (Test-Path /usr/bin/script)) { Set-ItResult -Skipped -Because 'script(1), which provides a terminal, was not found' }
            else { Invoke-AttendedShell $script | Should -Match 'HTTP 403' }
            $proxy.Credentials | Should -BeExactly $null, "someone:$password"
        }
        finally { $proxy.Stop() }
    }

    It 'reads the credential again when the proxy refuses it' {
        $proxy = Start-TestProxy "someone:$password"
        try {
            Save-Remote $proxy.Address
            $null = Get-TestError { Get-MistralModel -Connection prod }
            $changed = New-Canary
            $proxy.Accepted = "someone:$changed"
            Set-OwnSecret Own MistralProxy-prod ([pscredential]::new('someone', (ConvertTo-TestSecret $changed)))
            $proxy.Clear()
            $said = try { Get-MistralModel -Connection prod -Verbose 4>&1 -ErrorAction Stop } catch { $_ }
            "$said" | Should -Match 'HTTP 403'
            "$said" | Should -Match "the proxy refused the credential; trying with the new one in secret 'MistralProxy-prod' in vault 'Own'"
            $proxy.Credentials | Where-Object { $_ } | Should -BeExactly "someone:$password", "someone:$changed"
        }
        finally { $proxy.Stop() }
    }

    It 'reads the credential again at most once' {
        $proxy = Start-TestProxy
        try {
            Save-Remote $proxy.Address
            Set-OwnVault Own
            $problem = Get-TestError { Get-MistralModel -Connection prod }
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralProxyAuthenticationFailed,*'
            "$problem" | Should -Match "The proxy refused the credential in secret 'MistralProxy-prod' in vault 'Own'"
            $problem.ErrorDetails.RecommendedAction | Should -Match '-Save -ProxyCredential'
            @(Get-OwnVaultCall Own 'Get MistralProxy-prod').Count | Should -Be 2
            @($proxy.Credentials | Where-Object { $_ }).Count | Should -Be 1
        }
        finally { $proxy.Stop() }
    }

    It 'keeps the credential when it is saved again without a proxy parameter' {
        Save-Proxied
        Connect-Mistral -Name prod -SkipValidation -DefaultModel other -Save
        (Get-MistralConnection -ListAvailable prod).ProxySecretName | Should -BeExactly 'MistralProxy-prod'
        Get-Plain (Get-OwnSecret Own MistralProxy-prod) | Should -BeExactly "someone:$password"
    }

    It 'accepts another credential for the saved proxy' {
        Save-Proxied
        Connect-Mistral -Name prod -ProxyCredential ([pscredential]::new('another', (ConvertTo-TestSecret 'word'))) -SkipValidation -Save
        Get-Plain (Get-OwnSecret Own MistralProxy-prod) | Should -BeExactly 'another:word'
        "$((Get-MistralConnection -ListAvailable prod).Proxy)" | Should -BeExactly 'http://127.0.0.1:9/'
    }

    It 'refuses a credential without a saved proxy' {
        Connect-Mistral -Name prod -ApiKey $key -BaseUri $uri -VaultName Own -SkipValidation -Save
        $problem = Get-TestError { Connect-Mistral -Name prod -ProxyCredential $credential -SkipValidation -Save }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match '-Proxy'
        Get-OwnSecretName Own | Should -BeExactly 'Mistral-prod'
    }

    It 'keeps a secret of the same name that it does not own' {
        Set-OwnSecret Own MistralProxy-prod ([pscredential]::new('other', (ConvertTo-TestSecret 'word')))
        $problem = Get-TestError { Save-Proxied }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretExists,*'
        "$problem" | Should -Match "secret 'MistralProxy-prod' in vault 'Own'"
        Get-Plain (Get-OwnSecret Own MistralProxy-prod) | Should -BeExactly 'other:word'
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }

    It 'keeps the credential while the key is rotated' {
        $made = New-WorkspaceKey Production
        $key = ConvertTo-TestSecret $made.Key
        Save-Proxied prod -With @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY); SkipValidation = $false }
        (Update-MistralApiKey prod -Force).State | Should -Be 'Completed'
        (Get-MistralConnection -ListAvailable prod).ProxySecretName | Should -BeExactly 'MistralProxy-prod'
        Get-OwnSecretName Own | Should -Contain 'MistralProxy-prod'
    }

    It 'leaves no credential in the vault when it is saved <How>' -ForEach @(
        @{ How = 'as a new connection'; Save = { Connect-Mistral -Name PROD -ApiKey $key -BaseUri $uri -VaultName Own -SkipValidation -Save } }
        @{ How = 'with a proxy that needs no credential'; Save = { Connect-Mistral -Name prod -Proxy http://127.0.0.1:8 -SkipValidation -Save }; Warning = "secret 'MistralProxy-prod' in vault 'Own'.*was removed.*-ProxyCredential" }
        @{ How = 'without a proxy'; Save = { Connect-Mistral -Name prod -NoProxy -SkipValidation -Save } }
        @{ How = 'with the credential in another vault'; Vault = 'Second' }
    ) {
        Save-Proxied
        if ($Vault) { Save-Proxied prod -With @{ VaultName = $Vault } }
        elseif ($Warning) { "$(& $Save *>&1)" | Should -Match $Warning }
        else { & $Save *>&1 | Should -BeNullOrEmpty }
        @(Get-OwnSecretName Own) -match 'Proxy' | Should -BeNullOrEmpty
        (Get-MistralConnection -ListAvailable prod).ProxyVaultName | Should -BeExactly $Vault
        if ($Vault) { Get-OwnSecretName $Vault | Should -Contain 'MistralProxy-prod' }
    }

    It 'is saved with a warning when the vault keeps a credential that is no longer used' {
        Save-Proxied
        Set-OwnVault Own @{ FailRemove = $true }
        $said = Connect-Mistral -Name prod -NoProxy -SkipValidation -Save 3>&1
        "$said" | Should -Match "secret 'MistralProxy-prod' in vault 'Own'.*can't be removed: .*gives nothing away"
        (Get-MistralConnection -ListAvailable prod).ProxySecretName | Should -BeNullOrEmpty
        (Get-MistralConnection).Name | Should -BeExactly 'prod'
    }

    It 'does not share the credential with the connection <Name>' -ForEach @(
        @{ Name = 'prod-Proxy' }
        @{ Name = 'Proxy-prod' }
        @{ Name = 'Proxyprod' }
    ) {
        Save-Proxied $Name
        Save-Proxied
        @(Get-OwnSecretName Own).Count | Should -Be 4
    }

    It 'keeps a secret of the user when its proxy is changed' {
        Save-Proxied
        Set-OwnSecret Own mine $credential
        $file = Get-SettingsPath connections.json
        [IO.File]::WriteAllText($file, [IO.File]::ReadAllText($file).Replace('MistralProxy-prod', 'mine'))
        Connect-Mistral -Name prod -NoProxy -SkipValidation -Save
        Get-OwnSecretName Own | Should -Contain 'mine'
    }

    It 'is removed with its credential by -IncludeSecret' {
        Save-Proxied
        Save-Proxied dev
        Remove-MistralConnection prod -Confirm:$false
        Get-OwnSecretName Own | Should -Contain 'MistralProxy-prod'
        Remove-MistralConnection dev -IncludeSecret -Confirm:$false
        Get-OwnSecretName Own | Sort-Object | Should -BeExactly 'Mistral-prod', 'MistralProxy-prod'
    }

    It 'lists the name and the vault of the credential but not the password' {
        Save-Proxied
        $shown = Get-MistralConnection -ListAvailable prod | Format-List | Out-String -Width 300
        $shown | Should -Match 'ProxySecretName +: MistralProxy-prod'
        $shown | Should -Match 'ProxyVaultName +: Own'
        $shown.Contains($password) | Should -BeFalse
    }
}

Describe 'A proxy credential that <Name>' -ForEach @(
    @{ Name = 'is missing'; Id = 'MistralSecretNotFound'; Message = "was not found"; Put = { Clear-OwnVault Own; Set-OwnSecret Own Mistral-prod $key } }
    @{ Name = 'is a hashtable'; Id = 'MistralSecretWrongType'; Message = 'is a Hashtable'; Put = { Set-OwnSecret Own MistralProxy-prod @{ user = 'someone'; password = 'word' } } }
    @{ Name = 'is a SecureString'; Id = 'MistralSecretWrongType'; Message = 'is a SecureString'; Put = { Set-OwnSecret Own MistralProxy-prod (ConvertTo-TestSecret 'word') } }
    @{ Name = 'has no user name'; Id = 'MistralSecretWrongType'; Message = 'no user name'; Put = { Set-OwnSecret Own MistralProxy-prod ([pscredential]::Empty) } }
    @{ Name = 'has a domain without a user name'; Id = 'MistralSecretWrongType'; Message = "'DOM\\', which isn't valid"; Put = { Set-OwnSecret Own MistralProxy-prod ([pscredential]::new('DOM\', (ConvertTo-TestSecret 'word'))) } }
    @{ Name = 'has only an at sign as user name'; Id = 'MistralSecretWrongType'; Message = "'@', which isn't valid"; Put = { Set-OwnSecret Own MistralProxy-prod ([pscredential]::new('@', (ConvertTo-TestSecret 'word'))) } }
    @{ Name = 'is in a removed vault'; Id = 'MistralSecretVaultNotFound'; Message = 'Own'; Put = { Unregister-OwnVault Own } }
    @{ Name = 'is in a locked vault'; Id = 'MistralSecretVaultLocked'; Message = 'locked'; Put = { Set-OwnVault Own @{ Locked = $true } } }
) {
    BeforeEach { . $fresh }

    AfterEach { Register-OwnVault Own -Default }

    It 'causes an error with its cause' {
        Connect-Mistral -Name prod -NoApiKey -BaseUri $uri -Proxy http://127.0.0.1:9 -ProxyCredential $credential -SkipValidation -Save
        Disconnect-Mistral
        & $Put
        foreach ($run in { Get-MistralModel -Connection prod }, { Connect-Mistral -Name prod }) {
            $problem = Get-TestError $run
            $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            "$problem" | Should -Match $Message
            $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'can be replaced' {
        Connect-Mistral -Name prod -NoApiKey -BaseUri $uri -Proxy http://127.0.0.1:9 -ProxyCredential $credential -SkipValidation -Save
        & $Put
        if ($Id -in 'MistralSecretVaultNotFound', 'MistralSecretVaultLocked') { Register-OwnVault Own -Default }
        Connect-Mistral -Name prod -Proxy http://127.0.0.1:9 -ProxyCredential $credential -SkipValidation -Save
        Get-Plain (Get-OwnSecret Own MistralProxy-prod) | Should -BeExactly "someone:$password"
    }
}

Describe 'The proxy address in the file' {
    BeforeEach { . $fresh }

    It 'follows the rules of -Proxy: <Address>' -ForEach @(
        @{ Address = 'socks5://127.0.0.1:9' }
        @{ Address = 'HTTP://127.0.0.1:9' }
        @{ Address = 'ftp://127.0.0.1:9' }
        @{ Address = 'wss://127.0.0.1:9' }
    ) {
        $byParameter = Get-TestError { Connect-Mistral -NoApiKey -BaseUri $uri -SkipValidation -Proxy $Address }
        Connect-Mistral -Name file -NoApiKey -BaseUri $uri -SkipValidation -Proxy http://127.0.0.1:9 -Save
        $path = Get-SettingsPath connections.json
        [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path).Replace('"http://127.0.0.1:9"', "`"$Address`""))
        $byFile = Get-TestError { Connect-Mistral -Name file -SkipValidation }
        [bool] $byFile | Should -Be ([bool] $byParameter)
        [bool] $byFile | Should -Be ($Address -notmatch '^(socks5|http):' -or ($PSVersionTable.PSEdition -eq 'Desktop' -and $Address -like 'socks*'))
    }
}

Describe 'A proxy credential that is not stored' {
    BeforeEach { . $fresh }

    It 'leaves the file unchanged: <Name>' -ForEach @(
        @{ Name = 'the vault refuses it'; Behavior = @{ FailSetName = 'MistralProxy-*' }; Id = 'MistralSecretVaultFailed' }
        @{ Name = 'the vault loses it'; Behavior = @{ LoseSet = $true }; Id = 'MistralSecretNotFound' }
    ) {
        Connect-Mistral -Name prod -ApiKey $key -BaseUri $uri -VaultName Own -SkipValidation -Save
        $before = [IO.File]::ReadAllText((Get-SettingsPath connections.json))
        Set-OwnVault Own $Behavior
        $problem = Get-TestError { Connect-Mistral -Name prod -Proxy http://127.0.0.1:9 -ProxyCredential $credential -SkipValidation -Save }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        [IO.File]::ReadAllText((Get-SettingsPath connections.json)) | Should -BeExactly $before
    }

    It 'is detected when the vault keeps an older one' {
        Save-Proxied
        Set-OwnVault Own @{ LoseSet = $true }
        $credential = [pscredential]::new('another', (ConvertTo-TestSecret 'word'))
        $problem = Get-TestError { Connect-Mistral -Name prod -Proxy http://127.0.0.1:7 -ProxyCredential $credential -SkipValidation -Save }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultFailed,*'
        "$((Get-MistralConnection -ListAvailable prod).Proxy)" | Should -BeExactly 'http://127.0.0.1:9/'
    }

    It 'is refused at once without a user name' {
        $problem = Get-TestError { Connect-Mistral -Name prod -ApiKey $key -BaseUri $uri -Proxy http://127.0.0.1:9 -ProxyCredential ([pscredential]::Empty) -Save }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match 'user name'
        Get-OwnVaultCall Own | Should -BeNullOrEmpty
    }

    It 'is refused at once with an invalid user name: <_>' -ForEach 'DOM\', '@', '\' {
        $credential = [pscredential]::new($_, (ConvertTo-TestSecret 'word'))
        foreach ($save in $false, $true) {
            $problem = Get-TestError { Connect-Mistral -Name prod -ProxyCredential $credential -Proxy http://127.0.0.1:9 -SkipValidation -Save:$save }
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
            "$problem".Contains("'$_'") | Should -BeTrue
            "$problem" | Should -Match 'DOMAIN\\user'
        }
        Get-OwnVaultCall Own 'Set *' | Should -BeNullOrEmpty
    }
}

Describe 'The proxy password' {
    It 'does not appear when the proxy <Name>' -ForEach @(
        @{ Name = 'accepts it and the host refuses the request'; Accepts = $true }
        @{ Name = 'refuses it'; Accepts = $false }
    ) {
        . $fresh
        $forms = @(Get-KeyForm $password)
        $proxy = Start-TestProxy $(if ($Accepts) { "someone:$password" })
        $runspace = Start-LoudRunspace -Variable @{ key = $key; credential = $credential; address = $proxy.Address; uri = $uri }
        $environment = Get-EnvironmentState
        try {
            foreach ($script in
                'Connect-Mistral -ApiKey $key -BaseUri https://name.invalid -Proxy $address -ProxyCredential $credential -MaximumRetryCount 0',
                'Connect-Mistral -Name prod -ApiKey $key -BaseUri https://name.invalid -VaultName Own -Proxy $address -ProxyCredential $credential -MaximumRetryCount 0 -SkipValidation -Save -PassThru',
                'Get-MistralConnection; Get-MistralConnection -ListAvailable',
                'Connect-Mistral -Name prod',
                'Get-MistralModel -Connection prod',
                "Invoke-MistralChat 'a' -Connection prod",
                "Invoke-MistralChat 'a' -Stream -Connection prod",
                'Connect-Mistral -Name prod -SkipValidation; Test-MistralConnection',
                'Update-MistralApiKey prod -Force',
                'Remove-MistralConnection prod -IncludeSecret -WhatIf') {
                $done = Invoke-Loud $runspace $script
                Search-Key $done.Said $done.Problem $forms | Should -BeNullOrEmpty -Because $script
                Search-KeyOutside $forms -Environment $environment -Process -Folder @{ 'the settings' = Get-SettingsPath; 'the notes of the vault' = Get-OwnVaultFolder Own } |
                    Should -BeNullOrEmpty -Because $script
            }
            @($proxy.Credentials -eq "someone:$password").Count | Should -BeGreaterThan 4
        }
        finally {
            $runspace.Dispose()
            $proxy.Stop()
        }
    }
}
