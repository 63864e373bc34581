#requires -Version 5.1
# Seconds: 15

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'
    function Get-SentCount { @(Get-EmulatorRequest -Filter @{ path = $chat }).Count }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Several inputs at once' {
    BeforeEach { Reset-Emulator }

    It 'are answered in the order of the input, whatever takes long' {
        Add-EmulatorFault @{ path = $chat; times = 0; delayHeadersMilliseconds = 30; isRandomDelay = $true }
        $said = 1..200 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 16
        $said.Content | Should -BeExactly (1..200 | ForEach-Object { "$_" })
        Get-SentCount | Should -Be 200
    }

    It 'take as long as the slowest, and not as all of them' {
        Add-EmulatorFault @{ path = $chat; times = 0; holdHeaders = $true }
        $started = Start-TestScript -Variable @{ Uri = $env:MISTRAL_TEST_URI; Key = (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) } {
            Connect-Mistral -ApiKey $Key -BaseUri $Uri -SkipValidation
            1..20 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 8 | ForEach-Object { $Seen.Add($_.Content) }
        }
        try {
            # Eight are under way, the ninth is not sent before one of them is answered.
            @(Get-EmulatorRequest -Wait 20 -Count 8 -Filter @{ path = $chat; held = 1 }).Count | Should -Be 8
            $watch = [Diagnostics.Stopwatch]::StartNew()
            while ($watch.ElapsedMilliseconds -lt 300) { Get-SentCount | Should -Be 8 }
            Clear-EmulatorFault
            Invoke-EmulatorRelease
            $null = Wait-TestScript $started
            @($started.Seen) | Should -BeExactly (1..20 | ForEach-Object { "$_" })
        }
        finally { Remove-TestScript $started }
    }

    It 'say with -Verbose that they wait because of another, each once' {
        Add-EmulatorFault @{ path = $chat; times = 1; status = 429; headers = @{ 'Retry-After' = '5' } }
        Add-EmulatorFault @{ path = $chat; times = 0; delayHeadersMilliseconds = 100 }
        $said = @(1..6 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 2 -Verbose 4>&1)
        @($said | Where-Object { "$_" -match 'Retry 1' }).Count | Should -Be 1
        $waits = @($said | Where-Object { "$_" -match "$chat`: waits [0-5]\.\d s, for the server has asked another request to wait" })
        $waits.Count | Should -Be 1 -Because 'of the two at once the other one waits, and no third is begun meanwhile'
    }

    It 'come as they are ready with -Unordered' {
        Add-EmulatorFault @{ path = $chat; times = 1; holdHeaders = $true }
        $ready = 0
        $said = 1..12 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 4 -Unordered | ForEach-Object {
            $ready++
            if ($ready -eq 11) { Invoke-EmulatorRelease }
            $_
        }
        @($said.Content | Sort-Object { [int] $_ }) | Should -BeExactly (1..12 | ForEach-Object { "$_" })
        $said[-1].Content | Should -BeIn '1', '2', '3', '4'
    }

    It 'stream, each whole and in its turn' {
        $pieces = 1..6 | ForEach-Object { "repeat: $_ and $_ again" } | Invoke-MistralChat -ThrottleLimit 6 -Stream
        -join $pieces.Content | Should -BeExactly (-join (1..6 | ForEach-Object { "$_ and $_ again" }))
        @($pieces | Where-Object FinishReason).Count | Should -Be 6
    }

    It 'fail one by one, each error with its input and in its place' {
        Add-EmulatorFault @{ path = $chat; times = 0; chance = 0.3; status = 422; body = '{"detail":"not this one"}' }
        Add-EmulatorFault @{ path = $chat; times = 0; delayHeadersMilliseconds = 20; isRandomDelay = $true }
        $said = @(1..60 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 8 2>&1)
        $place = $said | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { $_.TargetObject.Substring(8) } else { $_.Content } }
        $place | Should -BeExactly (1..60 | ForEach-Object { "$_" })
    }

    It 'stop when the pipeline has enough' {
        Add-EmulatorFault @{ path = $chat; times = 0; delayHeadersMilliseconds = 5; isRandomDelay = $true }
        $said = 1..1000 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 4 | Select-Object -First 5
        $said.Content | Should -BeExactly '1', '2', '3', '4', '5'
        Get-SentCount | Should -BeLessThan 40
    }

    It 'hold back the command before' {
        Add-EmulatorFault @{ path = $chat; times = 0; holdHeaders = $true }
        $started = Start-TestScript -Variable @{ Uri = $env:MISTRAL_TEST_URI; Key = (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) } {
            Connect-Mistral -ApiKey $Key -BaseUri $Uri -SkipValidation
            1..1000 | ForEach-Object { $Seen.Add($_); "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 4
        }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Count 4 -Filter @{ path = $chat; held = 1 }
            $started.Seen.Count | Should -BeLessThan 6
            Stop-TestScript $started | Should -BeLessThan 2000
        }
        finally { Remove-TestScript $started; Invoke-EmulatorRelease }
    }

    It 'wait together when the server limits them, and all are answered' {
        Add-EmulatorFault @{ path = $chat; times = 3; skip = 10; status = 429; headers = @{ 'Retry-After' = '1' } }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $said = 1..100 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 16
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
        $said.Content | Should -BeExactly (1..100 | ForEach-Object { "$_" })
        Get-SentCount | Should -Be 103
    }
}

Describe 'Get-MistralEmbedding' {
    BeforeEach { Reset-Emulator }

    It 'sends several packs at once, in order' {
        Add-EmulatorFault @{ path = '/v1/embeddings'; times = 0; delayHeadersMilliseconds = 40; isRandomDelay = $true }
        $made = 1..1000 | ForEach-Object { "text $_" } | Get-MistralEmbedding -ThrottleLimit 4
        $made.Index | Should -BeExactly (0..999)
        $made[-1].Text | Should -BeExactly 'text 1000'
        @(Get-EmulatorRequest -Filter @{ path = '/v1/embeddings' }).Count | Should -Be 8
    }

    It 'splits what the server calls too large' {
        Add-EmulatorFault @{ path = '/v1/embeddings'; times = 1; status = 400; body = '{"object":"error","message":"Too many tokens in batch. Max is 16384.","type":"invalid_request","code":"3210"}' }
        $made = 1..10 | ForEach-Object { "text $_" } | Get-MistralEmbedding
        $made.Index | Should -BeExactly (0..9)
        @(Get-EmulatorRequest -Filter @{ path = '/v1/embeddings' }).Count | Should -Be 3
    }

    It 'gives up where one text alone is too large' {
        Add-EmulatorFault @{ path = '/v1/embeddings'; times = 0; status = 400; body = '{"object":"error","message":"Too many tokens.","type":"invalid_request","code":"3210"}' }
        Get-MistralEmbedding 'text' -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        @($problems).Count | Should -Be 1
    }
}

Describe 'Progress of many' {
    BeforeEach { Reset-Emulator }

    It 'is not told of what is quick, and not of one alone' {
        # On a machine that stands still for a while it may not be quick.
        foreach ($try in 1..5) {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $told = @(Get-TestProgress { 1..3 | Invoke-MistralChat })
            if ($watch.ElapsedMilliseconds -lt 900) { break }
        }
        $told | Should -BeNullOrEmpty
        Add-EmulatorFault @{ path = '/v1/chat/completions'; delayHeadersMilliseconds = 1300 }
        Get-TestProgress { Invoke-MistralChat one } | Should -BeNullOrEmpty
    }

    It 'says how many are done, how fast, and what it took' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 0; delayHeadersMilliseconds = 600 }
        $told = @(Get-TestProgress { 1..6 | Invoke-MistralChat -ThrottleLimit 2 })
        $told[0].Activity | Should -BeExactly 'Invoke-MistralChat'
        @($told.StatusDescription) -match '^[1-5] done, [12] in work, \d[.,]\d a second, [1-9][\d.,]* tokens$' | Should -Not -BeNullOrEmpty
        $told[-1].RecordType | Should -Be 'Completed'
        @($told | Where-Object RecordType -EQ Completed).Count | Should -Be 1
    }

    It 'says how many there are and how long it will take, where that is known' {
        Add-EmulatorFault @{ path = '/v1/embeddings'; times = 0; delayHeadersMilliseconds = 600 }
        $told = @(Get-TestProgress { Get-MistralEmbedding (1..512) })
        $told[0].Activity | Should -BeExactly 'Get-MistralEmbedding'
        $counted = @($told | Where-Object StatusDescription -Match '^(128|256|384) of 512 done, (0|128) in work, \d+[.,]\d a second, [1-9][\d.,]* tokens$')
        $counted | Should -Not -BeNullOrEmpty
        foreach ($record in $counted) {
            $null = $record.StatusDescription -match '^(?<done>\d+) .* work, (?<rate>\d+[.,]\d)'
            $record.PercentComplete | Should -Be (100 * $Matches.done / 512)
            $left = (512 - $Matches.done) / [double] $Matches.rate.Replace(',', '.')
            [Math]::Abs($record.SecondsRemaining - $left) | Should -BeLessThan 2
        }
        $told[-1].RecordType | Should -Be 'Completed'
    }

    It 'says it before the first of them is done' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 0; delayHeadersMilliseconds = 4000 }
        $told = @(Get-TestProgress { 1..3 | Invoke-MistralChat -ThrottleLimit 3 })
        @($told.StatusDescription) -match '^0 done, 3 in work, 0[.,]0 a second, 0 tokens$' | Should -Not -BeNullOrEmpty
        $told[-1].RecordType | Should -Be 'Completed'
    }

    It 'says for what one alone waits, though that began at once' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; status = 429; headers = @{ 'Retry-After' = '4' } }
        $told = @(Get-TestProgress { Invoke-MistralChat one })
        $told[0].StatusDescription | Should -Match '^0 done; waiting [0-4][.,]\d s before the server is asked again$'
        $told[-1].RecordType | Should -Be 'Completed'
    }

    It 'says for what it waits' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 2; delayHeadersMilliseconds = 700 }
        Add-EmulatorFault @{ path = '/v1/chat/completions'; status = 429; headers = @{ 'Retry-After' = '1' } }
        $told = @(Get-TestProgress { 1..4 | Invoke-MistralChat })
        @($told.StatusDescription) -match '^2 done; waiting 1[.,]0 s before the server is asked again$' | Should -Not -BeNullOrEmpty
        $told[-1].RecordType | Should -Be 'Completed'
    }

    It 'is taken away where nobody takes any more' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 0; delayHeadersMilliseconds = 700 }
        $told = @(Get-TestProgress { 1..9 | Invoke-MistralChat | Select-Object -First 3 })
        $told.Count | Should -BeGreaterThan 1
        $told[-1].RecordType | Should -Be 'Completed'
    }
}
