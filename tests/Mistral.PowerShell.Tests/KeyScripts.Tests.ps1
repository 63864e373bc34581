#requires -Version 5.1

BeforeDiscovery {
    $isUnix = $env:OS -ne 'Windows_NT'
    $isSeven = $PSVersionTable.PSEdition -eq 'Core'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')

    # The state before each test. Dot-sourced, so that the test has the key.
    $fresh = {
        Reset-TestState
        $key = New-EmulatorKey
        $secure = ConvertTo-TestSecret $key
        $at = @{ BaseUri = $uri; MaximumRetryCount = 0 }
        $global:Runs = 0
    }

    # The names of keys that the emulator accepted, in order.
    function Get-SentStatus { (Get-EmulatorRequest).statusCode }

    function Get-Uses([string] $Key) { (Get-EmulatorKey -All | Where-Object sha256 -EQ (Get-KeyHash $Key)).uses }
}

AfterAll {
    Disconnect-Mistral
    Clear-Settings
    Remove-Variable -Name Runs, Given -Scope Global -ErrorAction Ignore
}

Describe 'The script of -ApiKeyScript' {
    BeforeEach { . $fresh }

    It 'may return <Name>' -ForEach @(
        @{ Name = 'a string'; Script = { $key } }
        @{ Name = 'a string with an empty line after it'; Script = { $key; '' } }
        @{ Name = 'a SecureString'; Script = { $secure } }
        @{ Name = 'a PSCredential'; Script = { [pscredential]::new('any', $secure) } }
        @{ Name = 'an object with a Token as text'; Script = { [pscustomobject]@{ Token = $key; ExpiresOn = [DateTimeOffset]::Now.AddHours(1) } } }
        @{ Name = 'an object with a Token as SecureString'; Script = { [pscustomobject]@{ Token = $secure; ExpiresOn = [datetime]::Now.AddHours(1) } } }
        @{ Name = 'a hashtable with an accessToken'; Script = { @{ accessToken = $key; expiresOn = '2999-01-01 10:00:00' } } }
    ) {
        Connect-Mistral -ApiKeyScript $Script @at
        (Get-MistralConnection).KeySource | Should -BeExactly 'script of -ApiKeyScript'
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
        (Get-EmulatorRequest).headers.Authorization | Should -BeIn 'Bearer <valid key>'
        Get-Uses $key | Should -Be 2
    }

    It 'runs once for many requests' {
        Connect-Mistral -ApiKeyScript { $global:Runs++; $key } @at
        $null = 1..5 | Invoke-MistralChat -ThrottleLimit 4
        $global:Runs | Should -Be 1
    }

    It 'runs again after a 401, once for all requests' {
        $global:Given = $key
        Connect-Mistral -ApiKeyScript { $global:Runs++; $global:Given } @at
        $global:Given = New-EmulatorKey
        Revoke-EmulatorKey $key
        Clear-EmulatorRequest
        @('a', 'b', 'c', 'd' | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 4).Content | Should -Be 'a', 'b', 'c', 'd'
        $global:Runs | Should -Be 2
        @(Get-SentStatus | Where-Object { $_ -eq 200 }).Count | Should -Be 4
        Get-Uses $global:Given | Should -Be 4
    }

    It 'runs again before its key expires' {
        Connect-Mistral -ApiKeyScript { $global:Runs++; @{ Token = $key; ExpiresOn = [DateTimeOffset]::Now.AddSeconds($(if ($global:Runs -eq 1) { -1 } else { 3600 })) } } @at -SkipValidation
        $global:Runs | Should -Be 1
        $null = 1..3 | Invoke-MistralChat
        $global:Runs | Should -Be 2
        Get-SentStatus | Should -Be 200, 200, 200
    }

    It 'causes the error of the server when the new key is refused as well' {
        Connect-Mistral -ApiKeyScript { $global:Runs++; $key } @at
        Revoke-EmulatorKey $key
        $problem = Get-TestError { Invoke-MistralChat 'Hi' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        "$($problem.ErrorDetails.RecommendedAction)" | Should -Match 'script of -ApiKeyScript'
        $global:Runs | Should -Be 2
    }

    It 'runs in another runspace without the variables of the first one' -Skip:(-not $isSeven) {
        $env:MISTRAL_TEST_OWN = $key
        try {
            Connect-Mistral -ApiKeyScript { @{ Token = $env:MISTRAL_TEST_OWN; ExpiresOn = [DateTimeOffset]::Now.AddSeconds(-1) } } @at -SkipValidation
            $module = Get-TestModulePath
            $got = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel { Import-Module $using:module; (Invoke-MistralChat "repeat: $_").Content }
            $got | Sort-Object | Should -Be 1, 2, 3, 4
        }
        finally { Remove-Item Env:MISTRAL_TEST_OWN }
    }

    It 'causes a clear error, and no request is sent: <Name>' -ForEach @(
        @{ Name = 'it throws'; Script = { throw 'op is locked' }; Text = 'op is locked' }
        @{ Name = 'it writes an error'; Script = { Write-Error 'sign in first' }; Text = 'sign in first' }
        @{ Name = 'it runs a command that is not there'; Script = { no-such-program read }; Text = 'no-such-program' }
        @{ Name = 'it returns nothing'; Script = { }; Text = 'returned nothing' }
        @{ Name = 'it returns an empty string'; Script = { '' }; Text = 'returned nothing' }
        @{ Name = 'it returns several values'; Script = { 'a'; 'b' }; Text = 'returned 2 values' }
        @{ Name = 'it returns a number'; Script = { 42 }; Text = 'type Int32' }
        @{ Name = 'it returns an object without a Token'; Script = { @{ Key = 'a' } }; Text = 'type Hashtable' }
        @{ Name = 'its expiry is not a date'; Script = { @{ Token = 'a'; ExpiresOn = 'soon' } }; Text = "isn't a date" }
    ) {
        $problem = Get-TestError { Connect-Mistral -ApiKeyScript $Script @at }
        $problem.FullyQualifiedErrorId | Should -BeExactly 'MistralKeyScriptFailed,Mistral.PowerShell.Commands.ConnectMistralCommand'
        "$problem" | Should -Match ([regex]::Escape($Text))
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
        (Get-TestError { Get-MistralModel }).FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
    }

    It 'ends the cmdlet when it fails later' {
        Connect-Mistral -ApiKeyScript { if ($global:Runs++) { throw 'signed out' }; @{ Token = $key; ExpiresOn = [DateTimeOffset]::Now.AddSeconds(-1) } } @at -SkipValidation
        $problem = Get-TestError { 'a', 'b' | Invoke-MistralChat }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralKeyScriptFailed,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'can''t send a request with the key that it provides' {
        $env:MISTRAL_TEST_OWN = $key
        try {
            Connect-Mistral -ApiKeyScript { if ($global:Runs++) { try { $null = Get-MistralModel } catch { throw } }; @{ Token = $env:MISTRAL_TEST_OWN; ExpiresOn = [DateTimeOffset]::Now.AddSeconds(-1) } } @at -SkipValidation
            $problem = Get-TestError { Invoke-MistralChat 'Hi' }
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralKeyScriptFailed,*'
            "$problem" | Should -Match 'waits for its key'
        }
        finally { Remove-Item Env:MISTRAL_TEST_OWN }
    }

    It 'is stopped with the cmdlet' {
        $started = Start-TestScript -Variable @{ Uri = $uri } -Script { Connect-Mistral -BaseUri $Uri -ApiKeyScript { $Seen.Add('begun'); Start-Sleep -Seconds 60; 'x' } }
        try {
            $null = Receive-TestScript $started
            Stop-TestScript $started | Should -BeLessThan 5000
        }
        finally { Remove-TestScript $started }
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'is saved as text, without the key' {
        $env:MISTRAL_TEST_OWN = $key
        try {
            Connect-Mistral -Name own -ApiKeyScript { $env:MISTRAL_TEST_OWN } -Save @at
            Get-Content -Raw "$(Get-SettingsPath)/connections.json" | Should -Not -Match ([regex]::Escape($key))
            (Get-MistralConnection -ListAvailable).ApiKeyScript.Trim() | Should -BeExactly '$env:MISTRAL_TEST_OWN'
            Disconnect-Mistral
            (Invoke-MistralChat 'repeat: a' -Connection own).Content | Should -BeExactly 'a'
            Connect-Mistral -Name own
            (Get-MistralConnection).KeySource | Should -BeExactly 'script of -ApiKeyScript'
        }
        finally { Remove-Item Env:MISTRAL_TEST_OWN }
    }

    It 'is not saved when it contains the key' {
        $problem = Get-TestError { Connect-Mistral -Name own -ApiKeyScript ([scriptblock]::Create("'$key'")) -Save @at }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralKeyScriptFailed,*'
        $problem.CategoryInfo.Category | Should -Be 'SecurityError'
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
        if (Test-Path "$(Get-SettingsPath)/connections.json") { Get-Content -Raw "$(Get-SettingsPath)/connections.json" | Should -Not -Match ([regex]::Escape($key)) }
    }

    It 'is replaced when the connection is saved again with a file' {
        $env:MISTRAL_TEST_OWN = $key
        try {
            Connect-Mistral -Name own -ApiKeyScript { $env:MISTRAL_TEST_OWN } -Save @at
            Set-Content -LiteralPath "$TestDrive/token" -Value $key
            Connect-Mistral -Name own -ApiKeyPath "$TestDrive/token" -Save @at
            $saved = Get-MistralConnection -ListAvailable
            $saved.ApiKeyScript | Should -BeNullOrEmpty
            $saved.ApiKeyPath | Should -BeExactly (Get-Item "$TestDrive/token").FullName
        }
        finally { Remove-Item Env:MISTRAL_TEST_OWN }
    }
}

Describe 'The file of -ApiKeyPath' {
    BeforeEach {
        . $fresh
        $path = "$TestDrive/$([guid]::NewGuid())"
        Set-Content -LiteralPath $path -Value $key
    }

    It 'is read for each request' {
        Connect-Mistral -ApiKeyPath $path @at
        (Get-MistralConnection).KeySource | Should -BeExactly "file '$((Get-Item $path).FullName)'"
        $other = New-EmulatorKey
        Set-Content -LiteralPath $path -Value $other
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
        Get-Uses $key | Should -Be 1
        Get-Uses $other | Should -Be 1
    }

    It 'may have the encoding <Name>' -ForEach @(
        @{ Name = 'UTF-8 with a byte order mark'; Encoding = [Text.UTF8Encoding]::new($true) }
        @{ Name = 'UTF-16'; Encoding = [Text.UnicodeEncoding]::new() }
    ) {
        [IO.File]::WriteAllText($path, "$key`r`n", $Encoding)
        Connect-Mistral -ApiKeyPath $path @at
        Get-SentStatus | Should -Be 200
    }

    It 'may have a relative path' {
        Push-Location $TestDrive
        try { Connect-Mistral -ApiKeyPath "./$(Split-Path -Leaf $path)" @at }
        finally { Pop-Location }
        Get-SentStatus | Should -Be 200
    }

    It 'causes a clear error: <Name>' -ForEach @(
        @{ Name = 'it is missing'; Prepare = { Remove-Item $path }; Text = 'was not found' }
        @{ Name = 'it is empty'; Prepare = { Set-Content -LiteralPath $path -Value '' }; Text = 'is empty' }
        @{ Name = 'it is too long'; Prepare = { Set-Content -LiteralPath $path -Value ('x' * 70000) }; Text = 'too long' }
        @{ Name = 'it is a folder'; Prepare = { Remove-Item $path; $null = New-Item -ItemType Directory $path }; Text = '.' }
    ) {
        & $Prepare
        $problem = Get-TestError { Connect-Mistral -ApiKeyPath $path @at -SkipValidation }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        "$problem" | Should -Match $Text
        "$problem" | Should -Match ([regex]::Escape((Split-Path -Leaf $path)))
    }

    It 'causes an error when it is a pipe' -Skip:(-not $isUnix) {
        Remove-Item $path
        mkfifo $path
        "$(Get-TestError { Connect-Mistral -ApiKeyPath $path @at })" | Should -Match "isn't a regular file"
    }

    It 'causes an error at the next request when it is removed later' {
        Connect-Mistral -ApiKeyPath $path @at
        Remove-Item $path
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
    }

    It 'is saved as a path' {
        Connect-Mistral -Name own -ApiKeyPath $path -Save @at
        Get-Content -Raw "$(Get-SettingsPath)/connections.json" | Should -Not -Match ([regex]::Escape($key))
        Disconnect-Mistral
        (Invoke-MistralChat 'repeat: a' -Connection own).Content | Should -BeExactly 'a'
    }
}

Describe 'MISTRAL_SA_TOKEN_PATH' {
    BeforeEach {
        . $fresh
        $env:MISTRAL_SA_TOKEN_PATH = "$TestDrive/sa-token"
        Set-Content -LiteralPath $env:MISTRAL_SA_TOKEN_PATH -Value $key
        $env:MISTRAL_BASE_URL = $uri
    }

    AfterEach { Remove-Item Env:MISTRAL_SA_TOKEN_PATH, Env:MISTRAL_BASE_URL, Env:MISTRAL_API_KEY -ErrorAction Ignore }

    It 'is used without Connect-Mistral, and read for each request' {
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
        (Get-MistralConnection).UsedBecause | Should -BeExactly 'environment variable MISTRAL_SA_TOKEN_PATH'
        $other = New-EmulatorKey
        Set-Content -LiteralPath $env:MISTRAL_SA_TOKEN_PATH -Value $other
        Revoke-EmulatorKey $key
        (Invoke-MistralChat 'repeat: b').Content | Should -BeExactly 'b'
        Get-SentStatus | Should -Be 200, 200
    }

    It 'is used by Connect-Mistral' {
        Connect-Mistral
        (Get-MistralConnection).KeySource | Should -BeExactly "file '$env:MISTRAL_SA_TOKEN_PATH' (environment variable MISTRAL_SA_TOKEN_PATH)"
        Get-SentStatus | Should -Be 200
    }

    It 'is used only if MISTRAL_API_KEY is not set' {
        $env:MISTRAL_API_KEY = $other = New-EmulatorKey
        $null = Invoke-MistralChat 'Hi'
        Get-Uses $other | Should -Be 1
        (Get-MistralConnection).UsedBecause | Should -BeExactly 'environment variable MISTRAL_API_KEY'
    }

    It 'causes an error that names the file when it is missing' {
        $env:MISTRAL_SA_TOKEN_PATH = "$TestDrive/nothing"
        $problem = Get-TestError { Invoke-MistralChat 'Hi' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        "$problem" | Should -Match 'nothing'
    }
}
