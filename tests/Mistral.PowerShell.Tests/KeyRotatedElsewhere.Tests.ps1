#requires -Version 5.1
# Own process: it sets up a SecretStore, which keeps its state for the life of a process.
# Needs: Microsoft.PowerShell.SecretManagement

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Register-OwnVault Own
    $vault = @{ VaultName = 'Own'; BaseUri = $uri }

    # Simulates a rotation by another machine: a new key in the vault, and the old one revoked.
    function Invoke-RotationElsewhere {
        $made = New-EmulatorKey
        Set-OwnSecret Own a (ConvertTo-TestSecret $made)
        Revoke-EmulatorKey $old
        $made
    }

    function Get-Key([string] $Key) {
        Get-EmulatorKey -All | Where-Object sha256 -EQ (Get-KeyHash $Key)
    }

    $fresh = {
        Reset-TestState Own
        $old = New-EmulatorKey
        Set-OwnSecret Own a (ConvertTo-TestSecret $old)
        Connect-Mistral -SecretName a @vault
        Set-OwnVault Own
        Clear-EmulatorRequest
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'A key that another process rotated' {
    BeforeEach { . $fresh }

    It 'is read again after exactly one 401 and then used' {
        $new = Invoke-RotationElsewhere
        $said = @(Invoke-MistralChat 'repeat: a' -Verbose 4>&1)
        ($said | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).Content | Should -BeExactly 'a'
        "$said" | Should -Match 'has changed'
        Get-RequestLine | Should -BeExactly 'POST /v1/chat/completions 401', 'POST /v1/chat/completions 200'
        1..3 | ForEach-Object { $null = Invoke-MistralChat 'repeat: b' }
        @((Get-EmulatorRequest).statusCode) | Should -Be 401, 200, 200, 200, 200
        (Get-Key $old).rejected | Should -Be 1
        (Get-Key $new).rejected | Should -Be 0
        (Get-Key $new).uses | Should -Be 4
        @(Get-OwnVaultCall Own 'Get *').Count | Should -Be 1
    }

    It 'is used by <Name>' -ForEach @(
        @{ Name = 'a stream'; Script = { (Invoke-MistralChat 'repeat: a' -Stream) -join '' } }
        @{ Name = 'embeddings'; Script = { (Get-MistralEmbedding 'a').Text } }
        @{ Name = 'a list'; Script = { $null = Get-MistralModel; 'a' } }
        @{ Name = 'Test-MistralConnection'; Script = { if (Test-MistralConnection -Quiet) { 'a' } } }
    ) {
        $null = Invoke-RotationElsewhere
        & $Script | Should -BeExactly 'a'
        @((Get-EmulatorRequest).statusCode) | Should -Be 401, 200
    }

    It 'is used by a saved connection that is selected by name' {
        Connect-Mistral -Name prod -SecretName a -Save @vault
        Disconnect-Mistral
        (Invoke-MistralChat 'repeat: a' -Connection prod).Content | Should -BeExactly 'a'
        $null = Invoke-RotationElsewhere
        Clear-EmulatorRequest
        (Invoke-MistralChat 'repeat: b' -Connection prod).Content | Should -BeExactly 'b'
        @((Get-EmulatorRequest).statusCode) | Should -Be 401, 200
    }

    It 'is used from a credential or an entry of a hashtable' {
        foreach ($wrap in { [pscredential]::new('any', (ConvertTo-TestSecret $args[0])) }, { @{ ApiKey = $args[0] } }) {
            $new = New-EmulatorKey
            Set-OwnSecret Own a (& $wrap $new)
            Revoke-EmulatorKey $old
            (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
            $old = $new
        }
        @((Get-EmulatorRequest).statusCode) | Should -Be 401, 200, 401, 200
    }

    It 'is used in parallel with at most one 401 for each call' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $new = Invoke-RotationElsewhere
        $module = Get-TestModulePath
        $answers = 1..12 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:module
            (Invoke-MistralChat "repeat: n$_").Content
        }
        $answers | Sort-Object | Should -BeExactly @(1..12 | ForEach-Object { "n$_" } | Sort-Object)
        $sent = @(Get-EmulatorRequest)
        @($sent | Where-Object statusCode -EQ 200).Count | Should -Be 12
        @($sent | Where-Object statusCode -EQ 401).Count | Should -BeGreaterThan 0
        @($sent | Where-Object statusCode -EQ 401).Count | Should -BeLessOrEqual 4
        (Get-Key $new).uses | Should -Be 12
        (Get-Key $new).rejected | Should -Be 0
    }

    It 'is read once for all inputs that were refused together' {
        $null = Invoke-RotationElsewhere
        Add-EmulatorFault @{ path = '/v1/chat'; times = 8; delayHeadersMilliseconds = 2500 }
        $answers = 1..8 | ForEach-Object { "repeat: n$_" } | Invoke-MistralChat -ThrottleLimit 8
        $answers.Content | Should -BeExactly @(1..8 | ForEach-Object { "n$_" })
        @(Get-EmulatorRequest | Where-Object statusCode -EQ 401).Count | Should -BeGreaterThan 1
        @(Get-OwnVaultCall Own 'Get *').Count | Should -Be 1
    }

    It 'is used within the same pipeline' {
        $asked = 0
        $answers = 1..4 | ForEach-Object {
            $asked++
            if ($asked -eq 3) { $null = Invoke-RotationElsewhere }
            "repeat: n$_"
        } | Invoke-MistralChat
        $answers.Content | Should -BeExactly 'n1', 'n2', 'n3', 'n4'
        @((Get-EmulatorRequest).statusCode) | Should -Be 200, 200, 401, 200, 200
    }
}

Describe 'A revoked key' {
    BeforeEach { . $fresh }

    It 'that is unchanged in the vault is sent once and reported' {
        Revoke-EmulatorKey $old
        $problem = Get-TestError { Invoke-MistralChat 'Hi' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        $problem.CategoryInfo.Category | Should -Be 'AuthenticationError'
        Get-RequestLine | Should -BeExactly 'POST /v1/chat/completions 401'
        @(Get-OwnVaultCall Own 'Get *').Count | Should -Be 1
    }

    It 'that was given as a parameter is sent once' {
        Connect-Mistral -ApiKey (ConvertTo-TestSecret $old) -BaseUri $uri
        Revoke-EmulatorKey $old
        Clear-EmulatorRequest
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        Get-RequestLine | Should -BeExactly 'POST /v1/chat/completions 401'
    }

    It 'that changed in the environment is read again' {
        $env:MISTRAL_API_KEY = $old
        try {
            Connect-Mistral -BaseUri $uri
            $env:MISTRAL_API_KEY = New-EmulatorKey
            Revoke-EmulatorKey $old
            Clear-EmulatorRequest
            (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
            Get-RequestLine | Should -BeExactly 'POST /v1/chat/completions 200'
        }
        finally { Remove-Item Env:MISTRAL_API_KEY }
    }

    It 'whose replacement is also refused causes an error after two requests' {
        Set-OwnSecret Own a (ConvertTo-TestSecret ([guid]::NewGuid().ToString('N')))
        Revoke-EmulatorKey $old
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        @((Get-EmulatorRequest).statusCode) | Should -Be 401, 401
    }

    It 'that can''t be read again causes an error of the vault: <Name>' -ForEach @(
        @{ Name = 'locked'; Id = 'MistralSecretVaultLocked'; Behavior = @{ Locked = $true } }
        @{ Name = 'broken'; Id = 'MistralSecretVaultFailed'; Behavior = @{ FailGet = $true } }
    ) {
        Set-OwnVault Own $Behavior
        Revoke-EmulatorKey $old
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'is read again if it is an Admin API key' {
        $admin = [guid]::NewGuid().ToString('N')
        Set-EmulatorKey @{ add = $admin; admin = $true }
        Set-OwnSecret Own admin (ConvertTo-TestSecret $admin)
        Connect-Mistral -SecretName a -AdminSecretName admin @vault
        Set-OwnSecret Own admin (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY)
        Set-EmulatorKey @{ revoke = $admin }
        Clear-EmulatorRequest
        @(Get-MistralApiKey -First 1).Count | Should -Be 1
        @((Get-EmulatorRequest).statusCode) | Should -Be 401, 200
    }
}

Describe 'A key in SecretStore' {
    It 'that another process changed is read again at once, for new and old stores' {
        $reason = Enable-TestVault 'Test Vault'
        if ($reason) { Set-ItResult -Skipped -Because $reason }
        try {
            Reset-Emulator
            $key = New-EmulatorKey
            Set-Secret -Vault 'Test Vault' -Name a -SecureStringSecret (ConvertTo-TestSecret $key)
            foreach ($age in 0, 60, 60) {
                Get-ChildItem -LiteralPath ($env:HOME, $env:LOCALAPPDATA | Where-Object { $_ }) -Filter storefile -Recurse -Force -ErrorAction Ignore |
                    ForEach-Object { $_.LastWriteTimeUtc = $_.LastWriteTimeUtc.AddSeconds(-$age) }
                foreach ($i in 1, 2) { Connect-Mistral -SecretName a -VaultName 'Test Vault' -BaseUri $uri }
                $old, $key = $key, (New-EmulatorKey)
                $told = Invoke-Elsewhere "Set-Secret -Vault 'Test Vault' -Name a -Secret `$env:TEST_KEY" -Environment @{ TEST_KEY = $key }
                $told.message | Should -BeNullOrEmpty
                Revoke-EmulatorKey $old
                Clear-EmulatorRequest
                (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
                @((Get-EmulatorRequest).statusCode) | Should -Be 401, 200
            }
        }
        finally {
            Disconnect-Mistral
            Disable-TestVault
        }
    }
}
