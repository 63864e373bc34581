#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'
    $before = $env:XDG_CACHE_HOME, $env:LOCALAPPDATA
    $home1 = "$TestDrive/cache"
    $env:XDG_CACHE_HOME = $home1
    $folder = "$home1/Mistral.PowerShell/responses"

    function Get-File { (Get-ChildItem -LiteralPath $folder -File -ErrorAction SilentlyContinue) }
    function Get-Sent([string] $Path = $chat) { Get-EmulatorRequest -Filter @{ path = $Path } }
}

AfterAll {
    $env:XDG_CACHE_HOME, $env:LOCALAPPDATA = $before
    Disconnect-Mistral
}

Describe '-CacheFor' -Skip:($env:OS -eq 'Windows_NT') {
    BeforeEach {
        Reset-Emulator
        Remove-Item -LiteralPath $home1 -Recurse -Force -ErrorAction SilentlyContinue
    }

    It 'answers the same request once, and counts no tokens for the second' {
        $first = Invoke-MistralChat 'hello' -CacheFor 60
        $used = (Get-MistralConnection).Usage.TotalTokenCount
        $again = Invoke-MistralChat 'hello' -CacheFor '00:01:00' -Verbose 4>&1
        $verbose, $again = $again.Where({ $_ -is [Management.Automation.VerboseRecord] }, 'Split')
        $first.FromCache, $again.FromCache | Should -Be $false, $true
        $again.Content | Should -BeExactly $first.Content
        $again.Id | Should -BeExactly $first.Id
        "$verbose" | Should -BeLike '*from the cache*'
        (Get-MistralConnection).Usage.TotalTokenCount | Should -Be $used
        @(Get-Sent).Count | Should -Be 1
        (Invoke-MistralChat 'hello').FromCache | Should -BeFalse
        (Invoke-MistralChat 'hello' -CacheFor 60 -Temperature 0.1).FromCache | Should -BeFalse
        @(Get-Sent).Count | Should -Be 3
    }

    It 'keeps files that only the user can read, without the key and without the request' {
        $null = Invoke-MistralChat 'a secret question' -CacheFor 60
        $file = @(Get-File)
        $file.Count | Should -Be 1
        $file[0].Name | Should -Match '^[0-9a-f]{64}\.response$'
        if (-not $IsWindows) {
            $file[0].UnixMode | Should -BeExactly '-rw-------'
            (Get-Item -LiteralPath $folder).UnixMode | Should -BeExactly 'drwx------'
        }
        $content = [IO.File]::ReadAllText($file[0].FullName)
        $content.Contains($env:MISTRAL_TEST_KEY) | Should -BeFalse
        $content | Should -Not -Match 'a secret question'
    }

    It 'does not keep a response that repeats the key, and no error' {
        Add-EmulatorReply "The key is $env:MISTRAL_TEST_KEY."
        $null = Invoke-MistralChat 'key?' -CacheFor 60
        Add-EmulatorFault @{ path = $chat; status = 400 }
        $null = Get-TestError { Invoke-MistralChat 'bad' -CacheFor 60 }
        Add-EmulatorReply "The key is $env:MISTRAL_TEST_KEY."
        $null = Invoke-MistralChat 'key?' -CacheFor 60 -Stream
        Get-File | Should -BeNullOrEmpty
    }

    It 'returns a stream in the same pieces' {
        $first = @(Invoke-MistralChat 'Name three uses of PowerShell.' -CacheFor 60 -Stream)
        $again = @(Invoke-MistralChat 'Name three uses of PowerShell.' -CacheFor 60 -Stream)
        $again.Content | Should -BeExactly $first.Content
        $first[-1].FromCache, $again[-1].FromCache | Should -Be $false, $true
        @(Get-Sent).Count | Should -Be 1
    }

    It 'does not keep a stream that broke off' {
        Add-EmulatorFault @{ path = $chat; cutAfterBytes = 400 }
        $null = Invoke-MistralChat 'Name three uses of PowerShell.' -CacheFor 60 -Stream -ErrorAction SilentlyContinue
        Get-File | Should -BeNullOrEmpty
    }

    It 'ignores a damaged file and one of the wrong age, host or query' {
        $null = Invoke-MistralChat 'hello' -CacheFor 60
        $file = @(Get-File)[0].FullName
        $bytes = [IO.File]::ReadAllBytes($file)
        $bytes[-2] = $bytes[-2] -bxor 1
        [IO.File]::WriteAllBytes($file, $bytes)
        (Invoke-MistralChat 'hello' -CacheFor 60).FromCache | Should -BeFalse
        [IO.File]::WriteAllBytes($file, [byte[]] @())
        (Invoke-MistralChat 'hello' -CacheFor 60).FromCache | Should -BeFalse
        (Invoke-MistralChat 'hello' -CacheFor 60).FromCache | Should -BeTrue
        (Invoke-MistralChat 'hello' -CacheFor 0.001).FromCache | Should -BeFalse
        if (-not $IsWindows) {
            [IO.File]::SetUnixFileMode($file, 'UserRead, UserWrite, OtherWrite')
            (Invoke-MistralChat 'hello' -CacheFor 60).FromCache | Should -BeFalse
        }
        $uri = [uri] $env:MISTRAL_TEST_URI
        $name = if ($uri.Host -eq 'localhost') { '127.0.0.1' } else { 'localhost' }
        Connect-Mistral -BaseUri ($env:MISTRAL_TEST_URI.Replace($uri.Host, $name)) -ApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) -SkipValidation
        (Invoke-MistralChat 'hello' -CacheFor 60 -ErrorAction SilentlyContinue).FromCache | Should -Not -BeTrue
        Connect-Mistral -BaseUri $uri -Query @{ deployment = 'b' } -ApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) -SkipValidation
        (Invoke-MistralChat 'hello' -CacheFor 60).FromCache | Should -BeFalse -Because 'the query may choose another server'
        Connect-TestMistral
    }

    It 'keeps embeddings and code completions' {
        $null = 'a', 'b' | Get-MistralEmbedding -CacheFor 60
        ('a', 'b' | Get-MistralEmbedding -CacheFor 60).FromCache | Should -Be $true, $true
        ('b', 'a' | Get-MistralEmbedding -CacheFor 60).FromCache | Should -Be $false, $false
        $null = Invoke-MistralFim 'def f(a):' -CacheFor 60
        (Invoke-MistralFim 'def f(a):' -CacheFor 60).FromCache | Should -BeTrue
    }

    It 'keeps only marks with -Redact' {
        Add-EmulatorReply 'Hello <EMAIL_1>.'
        $first = Invoke-MistralChat 'I am bob@example.com' -CacheFor 60 -Redact Email
        $again = Invoke-MistralChat 'I am eve@example.com' -CacheFor 60 -Redact Email
        $first.Content, $again.Content | Should -BeExactly 'Hello bob@example.com.', 'Hello eve@example.com.'
        $again.FromCache | Should -BeTrue
        [IO.File]::ReadAllText(@(Get-File)[0].FullName) | Should -Match '<EMAIL_1>'
    }

    It 'warns once and goes on if the folder cannot be written' {
        $null = New-Item -ItemType File -Path $home1
        $replies = @('a', 'b' | Invoke-MistralChat -CacheFor 60 -WarningVariable warning -WarningAction SilentlyContinue)
        Remove-Item -LiteralPath $home1
        $replies.Count | Should -Be 2
        @($warning).Count | Should -Be 1
    }

    It 'refuses a duration that is not valid: <_>' -ForEach 0, -1, 'soon', '00:00:00', ([TimeSpan]::FromDays(9999)) {
        (Get-TestError { Invoke-MistralChat 'a' -CacheFor $_ }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
    }

    It 'takes durations that commands return' {
        (Invoke-MistralChat 'a' -CacheFor (New-TimeSpan -Days 7)).FromCache | Should -BeFalse
        (Invoke-MistralChat 'a' -CacheFor (Write-Output '12:00:00')).FromCache | Should -BeTrue
    }

    It 'refuses 7d, which PowerShell reads as the number 7' {
        (Get-TestError { Invoke-MistralChat 'a' -CacheFor 7d }).Exception.Message | Should -BeLike "*'7d' isn't a valid duration*"
        (Get-TestError { Invoke-MistralChat 'a' -CacheFor 7d }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        (Invoke-MistralChat 'a' -CacheFor ([decimal]60)).FromCache | Should -BeFalse
    }

    It 'serves parallel runs, which replace the file of each other' {
        $replies = @(1..20 | ForEach-Object { 'same' } | Invoke-MistralChat -CacheFor 60 -ThrottleLimit 8)
        $replies.Count | Should -Be 20
        @(Get-File).Count | Should -Be 1
        (Invoke-MistralChat 'same' -CacheFor 60).FromCache | Should -BeTrue
    }
}

Describe 'Clear-MistralCache' -Skip:($env:OS -eq 'Windows_NT') {
    It 'deletes the responses, or the older ones, and asks first' {
        Remove-Item -LiteralPath $home1 -Recurse -Force -ErrorAction SilentlyContinue
        Clear-MistralCache
        $null = 'a', 'b' | Invoke-MistralChat -CacheFor 60
        Set-Content -LiteralPath "$folder/other.txt" -Value 'mine'
        Clear-MistralCache -WhatIf
        @(Get-File).Count | Should -Be 3
        Clear-MistralCache -OlderThan '01:00:00'
        @(Get-File).Count | Should -Be 3
        Clear-MistralCache -OlderThan 0.001
        (Get-File).Name | Should -BeExactly 'other.txt'
    }
}
