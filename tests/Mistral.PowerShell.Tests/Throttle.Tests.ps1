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

Describe 'Parallel inputs with -ThrottleLimit' {
    BeforeEach { Reset-Emulator }

    It 'return replies in input order with any response times' {
        Add-EmulatorFault @{ path = $chat; times = 0; delayHeadersMilliseconds = 30; isRandomDelay = $true }
        $said = 1..200 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 16
        $said.Content | Should -BeExactly (1..200 | ForEach-Object { "$_" })
        Get-SentCount | Should -Be 200
    }

    It 'run in parallel up to the limit' {
        Add-EmulatorFault @{ path = $chat; times = 0; holdHeaders = $true }
        $started = Start-TestScript -Variable @{ Uri = $env:MISTRAL_TEST_URI; Key = (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) } {
            Connect-Mistral -ApiKey $Key -BaseUri $Uri -SkipValidation
            1..20 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 8 | ForEach-Object { $Seen.Add($_.Content) }
        }
        try {
            # Eight requests are running. The ninth is not sent before one of them has completed.
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

    It 'report with -Verbose once that they wait for another request' {
        Add-EmulatorFault @{ path = $chat; times = 1; status = 429; headers = @{ 'Retry-After' = '5' } }
        Add-EmulatorFault @{ path = $chat; times = 0; delayHeadersMilliseconds = 100 }
        $said = @(1..6 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 2 -Verbose 4>&1)
        @($said | Where-Object { "$_" -match 'Retry 1' }).Count | Should -Be 1
        $waits = @($said | Where-Object { "$_" -match "$chat`: waits [0-5]\.\d s, because the server asked another request to wait" })
        $waits.Count | Should -Be 1 -Because 'of the two at once the other one waits, and no third is begun meanwhile'
    }

    It 'return replies as they complete with -Unordered' {
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

    It 'stream each reply completely and in order' {
        $pieces = 1..6 | ForEach-Object { "repeat: $_ and $_ again" } | Invoke-MistralChat -ThrottleLimit 6 -Stream
        -join $pieces.Content | Should -BeExactly (-join (1..6 | ForEach-Object { "$_ and $_ again" }))
        @($pieces | Where-Object FinishReason).Count | Should -Be 6
    }

    It 'return each error in place with its input as target' {
        Add-EmulatorFault @{ path = $chat; times = 0; chance = 0.3; status = 422; body = '{"detail":"not this one"}' }
        Add-EmulatorFault @{ path = $chat; times = 0; delayHeadersMilliseconds = 20; isRandomDelay = $true }
        $said = @(1..60 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 8 2>&1)
        $place = $said | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { $_.TargetObject.Substring(8) } else { $_.Content } }
        $place | Should -BeExactly (1..60 | ForEach-Object { "$_" })
    }

    It 'stop when the pipeline stops' {
        Add-EmulatorFault @{ path = $chat; times = 0; delayHeadersMilliseconds = 5; isRandomDelay = $true }
        $said = 1..1000 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 4 | Select-Object -First 5
        $said.Content | Should -BeExactly '1', '2', '3', '4', '5'
        Get-SentCount | Should -BeLessThan 40
    }

    It 'limit how far the previous command runs ahead' {
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

    It 'share the wait for a rate limit and all succeed' {
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

    It 'sends several batches in parallel and keeps the order' {
        Add-EmulatorFault @{ path = '/v1/embeddings'; times = 0; delayHeadersMilliseconds = 40; isRandomDelay = $true }
        $made = 1..1000 | ForEach-Object { "text $_" } | Get-MistralEmbedding -ThrottleLimit 4
        $made.Index | Should -BeExactly (0..999)
        $made[-1].Text | Should -BeExactly 'text 1000'
        @(Get-EmulatorRequest -Filter @{ path = '/v1/embeddings' }).Count | Should -Be 8
    }

    It 'splits a batch that the server refuses as too large' {
        Add-EmulatorFault @{ path = '/v1/embeddings'; times = 1; status = 400; body = '{"object":"error","message":"Too many tokens in batch. Max is 16384.","type":"invalid_request","code":"3210"}' }
        $made = 1..10 | ForEach-Object { "text $_" } | Get-MistralEmbedding
        $made.Index | Should -BeExactly (0..9)
        @(Get-EmulatorRequest -Filter @{ path = '/v1/embeddings' }).Count | Should -Be 3
    }

    It 'writes one error when a single text is too large' {
        Add-EmulatorFault @{ path = '/v1/embeddings'; times = 0; status = 400; body = '{"object":"error","message":"Too many tokens.","type":"invalid_request","code":"3210"}' }
        Get-MistralEmbedding 'text' -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        @($problems).Count | Should -Be 1
    }
}

Describe 'The progress bar' {
    BeforeEach { Reset-Emulator }

    It 'does not appear for fast input or a single request' {
        # On a busy machine this may take longer.
        foreach ($try in 1..5) {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $told = @(Get-TestProgress { 1..3 | Invoke-MistralChat })
            if ($watch.ElapsedMilliseconds -lt 900) { break }
        }
        $told | Should -BeNullOrEmpty
        Add-EmulatorFault @{ path = '/v1/chat/completions'; delayHeadersMilliseconds = 1300 }
        Get-TestProgress { Invoke-MistralChat one } | Should -BeNullOrEmpty
    }

    It 'shows the completed count, the rate and the tokens' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 0; delayHeadersMilliseconds = 600 }
        $told = @(Get-TestProgress { 1..6 | Invoke-MistralChat -ThrottleLimit 2 })
        $told[0].Activity | Should -BeExactly 'Invoke-MistralChat'
        @($told.StatusDescription) -match '^[1-5] done, [12] running, \d[.,]\d per second, [1-9][\d.,]* tokens$' | Should -Not -BeNullOrEmpty
        $told[-1].RecordType | Should -Be 'Completed'
        @($told | Where-Object RecordType -EQ Completed).Count | Should -Be 1
    }

    It 'shows the total and the remaining time when the count is known' {
        Add-EmulatorFault @{ path = '/v1/embeddings'; times = 0; delayHeadersMilliseconds = 600 }
        $told = @(Get-TestProgress { Get-MistralEmbedding (1..512) })
        $told[0].Activity | Should -BeExactly 'Get-MistralEmbedding'
        $counted = @($told | Where-Object StatusDescription -Match '^(128|256|384) of 512 done, (0|128) running, \d+[.,]\d per second, [1-9][\d.,]* tokens$')
        $counted | Should -Not -BeNullOrEmpty
        foreach ($record in $counted) {
            $null = $record.StatusDescription -match '^(?<done>\d+) .* running, (?<rate>\d+[.,]\d)'
            $record.PercentComplete | Should -Be (100 * $Matches.done / 512)
            $left = (512 - $Matches.done) / [double] $Matches.rate.Replace(',', '.')
            [Math]::Abs($record.SecondsRemaining - $left) | Should -BeLessThan 2
        }
        $told[-1].RecordType | Should -Be 'Completed'
    }

    It 'appears before the first item completes' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 0; delayHeadersMilliseconds = 4000 }
        $told = @(Get-TestProgress { 1..3 | Invoke-MistralChat -ThrottleLimit 3 })
        @($told.StatusDescription) -match '^0 done, 3 running, 0[.,]0 per second, 0 tokens$' | Should -Not -BeNullOrEmpty
        $told[-1].RecordType | Should -Be 'Completed'
    }

    It 'shows the wait for a rate limit of a single request' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; status = 429; headers = @{ 'Retry-After' = '4' } }
        $told = @(Get-TestProgress { Invoke-MistralChat one })
        $told[0].StatusDescription | Should -Match '^0 done; waiting [0-4][.,]\d s before the next request$'
        $told[-1].RecordType | Should -Be 'Completed'
    }

    It 'shows the wait for a rate limit' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 2; delayHeadersMilliseconds = 700 }
        Add-EmulatorFault @{ path = '/v1/chat/completions'; status = 429; headers = @{ 'Retry-After' = '1' } }
        $told = @(Get-TestProgress { 1..4 | Invoke-MistralChat })
        @($told.StatusDescription) -match '^2 done; waiting 1[.,]0 s before the next request$' | Should -Not -BeNullOrEmpty
        $told[-1].RecordType | Should -Be 'Completed'
    }

    It 'completes when the pipeline stops early' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 0; delayHeadersMilliseconds = 700 }
        $told = @(Get-TestProgress { 1..9 | Invoke-MistralChat | Select-Object -First 3 })
        $told.Count | Should -BeGreaterThan 1
        $told[-1].RecordType | Should -Be 'Completed'
    }
}
