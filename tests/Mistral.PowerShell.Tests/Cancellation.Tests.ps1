#requires -Version 5.1

BeforeDiscovery {
    $chat = '/v1/chat/completions'
    # The phase in which a command is stopped: the fault of the server, and how the test detects the phase.
    $phases = @(
        @{ Name = 'Invoke-MistralChat waits for the response'; Fault = @{ path = $chat; holdHeaders = $true }; Script = { Invoke-MistralChat 'Hi' | ForEach-Object { $Seen.Add($_) } } }
        @{ Name = 'Invoke-MistralChat waits for the rest of the response'; Fault = @{ path = $chat; stallAfterBytes = 20 }; Script = { Invoke-MistralChat 'Hi' | ForEach-Object { $Seen.Add($_) } } }
        @{ Name = 'Invoke-MistralChat waits for a stream to begin'; Fault = @{ path = $chat; holdHeaders = $true }; Script = { Invoke-MistralChat 'Hi' -Stream | ForEach-Object { $Seen.Add($_) } } }
        @{ Name = 'Invoke-MistralChat reads a stream'; Fault = @{ path = $chat; holdBeforeEvent = 3 }; Pieces = 1; Script = { Invoke-MistralChat 'repeat: one two three four' -Stream | ForEach-Object { $Seen.Add($_) } } }
        @{ Name = 'Invoke-MistralChat waits for an error body'; Fault = @{ path = $chat; status = 400; stallAfterBytes = 5 }; Script = { Invoke-MistralChat 'Hi' | ForEach-Object { $Seen.Add($_) } } }
        @{ Name = 'Get-MistralEmbedding waits for the response'; Fault = @{ path = '/v1/embeddings'; holdHeaders = $true }; Script = { Get-MistralEmbedding 'Hi' | ForEach-Object { $Seen.Add($_) } } }
        @{ Name = 'Get-MistralModel waits for the response'; Fault = @{ path = '/v1/models'; holdHeaders = $true }; Script = { Get-MistralModel | ForEach-Object { $Seen.Add($_) } } }
        @{ Name = 'Invoke-MistralRequest waits for the second page'; Fault = @{ path = '/v1/files'; skip = 1; holdHeaders = $true }; Pieces = 100; Script = { Invoke-MistralRequest /v1/files -Paginate | ForEach-Object { $Seen.Add($_) } } }
        @{ Name = 'Connect-Mistral waits for the response'; Fault = @{ path = '/v1/models'; holdHeaders = $true }; Script = { Connect-Mistral -ApiKey $Key -BaseUri $Uri -PassThru | ForEach-Object { $Seen.Add($_) } } }
        @{ Name = 'Test-MistralConnection waits for the response'; Fault = @{ path = '/v1/users/me'; holdHeaders = $true }; Script = { Test-MistralConnection | ForEach-Object { $Seen.Add($_) } } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $most = 200
    $variable = @{ Uri = $env:MISTRAL_TEST_URI; Key = ConvertTo-TestSecret $env:MISTRAL_TEST_KEY }

    # Stops a script several times in its phase. The median ignores outliers of a busy machine.
    function Measure-Stop([scriptblock] $Script, [scriptblock] $Arrange, [scriptblock] $Reach, [scriptblock] $After, [hashtable] $More = @{}) {
        $times = foreach ($try in 1..5) {
            Reset-Emulator
            Connect-TestMistral @{ SkipValidation = $true }
            & $Arrange
            $started = Start-TestScript $Script -Variable ($variable + $More)
            try {
                & $Reach $started
                Stop-TestScript $started
                $started.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
                & $After $started
            }
            finally { Remove-TestScript $started }
        }
        ($times | Sort-Object)[2]
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Ctrl+C' {
    It 'ends a request at once while <Name>' -ForEach $phases {
        $pieces = [int]$Pieces
        $median = Measure-Stop $Script -Arrange { Add-EmulatorFault $Fault } -Reach {
            param($started)
            for ($i = 0; $i -lt $pieces; $i++) { $null = Receive-TestScript $started }
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
        } -After {
            param($started)
            # The server has also seen the end of the request.
            @(Get-EmulatorRequest -Wait 10 -Filter @{ aborted = 1; done = 1 }).Count | Should -Be 1
            Invoke-EmulatorRelease
            $started.Seen.Count | Should -Be 0
            $started.Shell.Streams.Error.Count | Should -Be 0
        }
        $median | Should -BeLessThan $most
    }

    It 'ends the pause before a retry at once' {
        $median = Measure-Stop { Invoke-MistralChat 'Hi' -Verbose 4>&1 | ForEach-Object { $Seen.Add("$_") } } -Arrange {
            Add-EmulatorFault @{ path = '/v1/chat'; status = 429; headers = @{ 'Retry-After' = '30' } }
        } -Reach {
            param($started)
            while ((Receive-TestScript $started) -notmatch 'Retry 1 of 3 in 30\.0 s') { }
        } -After {
            param($started)
            $started.Seen.Count | Should -Be 0
            @(Get-EmulatorRequest).Count | Should -Be 1
        }
        $median | Should -BeLessThan $most
    }

    It 'ends the wait for another request''s rate limit at once' {
        $median = Measure-Stop {
            # The first request meets the limit and ends; the second one waits for it.
            Invoke-MistralChat 'Hi' -Verbose 4>&1 | Where-Object { "$_" -match 'Retry 1' } | Select-Object -First 1 | ForEach-Object { $Seen.Add("$_") }
            $Seen.Add('next')
            Invoke-MistralChat 'Hi' | ForEach-Object { $Seen.Add("$_") }
        } -Arrange {
            Add-EmulatorFault @{ path = '/v1/chat'; status = 429; headers = @{ 'Retry-After' = '30' } }
        } -Reach {
            param($started)
            Receive-TestScript $started | Should -Match 'Retry 1 of 3'
            Receive-TestScript $started | Should -BeExactly 'next'
        } -After {
            param($started)
            $started.Seen.Count | Should -Be 0
            @(Get-EmulatorRequest).Count | Should -Be 1
        }
        $median | Should -BeLessThan $most
    }

    It 'ends a connection attempt at once' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $more = @{ Silent = "https://127.0.0.1:$($listener.LocalEndpoint.Port)" }
            $median = Measure-Stop { Connect-Mistral -ApiKey $Key -BaseUri $Silent -PassThru | ForEach-Object { $Seen.Add($_) } } -More $more -Arrange { } -Reach {
                $accept = $listener.AcceptTcpClientAsync()
                $accept.Wait(20000) | Should -BeTrue
                $script:client = $accept.Result
                $client.ReceiveTimeout = 20000
                # After the first byte of its greeting, the client waits for the response.
                $client.GetStream().ReadByte() | Should -Be 0x16
            } -After {
                param($started)
                $script:client.Dispose()
                $started.Seen.Count | Should -Be 0
                Get-MistralConnection | Should -BeNullOrEmpty
            }
        }
        finally { $listener.Stop() }
        $median | Should -BeLessThan $most
    }

    It 'ends a download at once and removes the partial file' {
        $more = @{ File = Join-Path $TestDrive 'out.bin' }
        $median = Measure-Stop { Invoke-MistralRequest /v1/anything -OutFile $File } -More $more -Arrange {
            Add-EmulatorFault @{ path = '/v1/anything'; body = 'x' * 100000; stallAfterBytes = 1000 }
        } -Reach {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
        } -After {
            $null = Get-EmulatorRequest -Wait 10 -Filter @{ aborted = 1; done = 1 }
        }
        $median | Should -BeLessThan $most

        # The partial file is removed at the end of the request, a moment after the command.
        $watch = [Diagnostics.Stopwatch]::StartNew()
        while (@(Get-ChildItem -LiteralPath $TestDrive).Count -gt 0 -and $watch.Elapsed.TotalSeconds -lt 10) { [Threading.Thread]::Yield() }
        Get-ChildItem -LiteralPath $TestDrive | Should -BeNullOrEmpty
    }

    It 'leaves the connection usable for the next command' {
        $null = Measure-Stop { Invoke-MistralChat 'Hi' | ForEach-Object { $Seen.Add($_) } } -Arrange {
            Add-EmulatorFault @{ path = '/v1/chat'; holdHeaders = $true }
        } -Reach {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
        } -After {
            (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
        }
    }
}
