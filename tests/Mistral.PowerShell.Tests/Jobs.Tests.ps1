#requires -Version 5.1
# What people do with the module, from beginning to end, against a server that fails in passing: each job gives exactly its rows.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'
    Set-Content -Path "$TestDrive/app.log" -Value (1..24 | ForEach-Object { "09:$('{0:00}' -f $_) ERROR disk $_ is full" })
    $null = New-Item -ItemType Directory -Path "$TestDrive/docs"
    1..6 | ForEach-Object { Set-Content -Path "$TestDrive/docs/note$_.md" -Value "# Note $_`n`nThe office opens at $_." }
    1..15 | ForEach-Object { [pscustomobject]@{ Nr = $_; Subject = "Printer $_"; Body = 'It is on fire' } } | Export-Csv -Path "$TestDrive/tickets.csv" -NoTypeInformation
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A job on a server that fails in passing' {
    BeforeEach {
        Reset-Emulator

        # As many as one request is tried again, so that each comes through.
        Add-EmulatorFault @{ path = '/v1/conversations'; times = 3; skip = 1; status = 429; headers = @{ 'Retry-After' = '0' } }
        foreach ($path in $chat, '/v1/embeddings') {
            Add-EmulatorFault @{ path = $path; times = 2; skip = 1; status = 503; headers = @{ 'Retry-After' = '0' } }
            Add-EmulatorFault @{ path = $path; times = 1; skip = 4; status = 429; headers = @{ 'Retry-After' = '0' } }
            Add-EmulatorFault @{ path = $path; times = 0; delayHeadersMilliseconds = 15; isRandomDelay = $true }
        }
    }

    It 'classifies the lines of a log into a CSV file' {
        Get-Content -Path "$TestDrive/app.log" |
            Invoke-MistralChat -System 'Classify this line.' -Schema 'severity low|medium|high, component' -ThrottleLimit 6 -Merge |
            Export-Csv -Path "$TestDrive/log.csv" -NoTypeInformation
        $rows = @(Import-Csv -Path "$TestDrive/log.csv")
        $rows.Input | Should -BeExactly (Get-Content -Path "$TestDrive/app.log")
        $rows[0].PSObject.Properties.Name | Should -Be 'Input', 'severity', 'component', 'Usage'
    }

    It 'adds columns to a CSV file' {
        $rows = @(Import-Csv -Path "$TestDrive/tickets.csv" | Invoke-MistralChat -Property Subject, Body -Schema 'severity low|medium|high' -ThrottleLimit 4 -Merge)
        $rows.Nr | Should -Be (1..15)
        $rows.severity | Should -Not -Contain $null
    }

    It 'summarises each file of a folder' {
        $rows = @(Get-ChildItem -Path "$TestDrive/docs" -Filter *.md | Sort-Object -Property Name | Invoke-MistralChat 'Summarise this.' -ThrottleLimit 3 -AsText -IncludeInput)
        $rows.Input.Name | Should -Be (1..6 | ForEach-Object { "note$_.md" })
        $rows.Text | Should -Not -Contain ''
    }

    It 'summarises a folder as a whole' {
        $text = Get-ChildItem -Path "$TestDrive/docs" -Filter *.md | Sort-Object -Property Name | ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw } |
            Invoke-MistralChat 'When does the office open?' -Collect -AsText
        @($text).Count | Should -Be 1
        (Get-EmulatorRequest -Filter @{ path = $chat })[-1].body | Should -Match 'opens at 1.*opens at 6'
    }

    It 'asks about a log' {
        $reply = Get-Content -Path "$TestDrive/app.log" | Invoke-MistralChat 'What is full?' -Collect
        $more = $reply | Invoke-MistralChat 'Since when?'
        @($reply).Count, $more.History.Count | Should -Be 1, 4
    }

    It 'asks about objects of the system' {
        $reply = @(Get-Process | Select-Object -First 20 -Property Id, ProcessName | Invoke-MistralChat 'Which of these is a shell?' -Collect -InputFormat Csv)
        $reply.Count | Should -Be 1
        (Get-EmulatorRequest -Filter @{ path = $chat })[-1].body | Should -Match 'ProcessName'
    }

    It 'translates a list, each with what it was' {
        $rows = @(1..20 | ForEach-Object { "repeat: word $_" } | Invoke-MistralChat -ThrottleLimit 8 -AsText -IncludeInput)
        $rows | ForEach-Object { $_.Input.Substring(8) | Should -BeExactly $_.Text }
        $rows.Count | Should -Be 20
    }

    It 'is wrapped in a function that passes on what it is given' {
        function Get-Summary {
            [CmdletBinding()]
            param([Parameter(Mandatory, ValueFromPipeline)] [string] $Text, [string] $System, [object[]] $History, [string[]] $Document)
            process { $Text | Invoke-MistralChat -System $System -History $History -Document $Document }
        }
        (1..4 | ForEach-Object { "repeat: $_" } | Get-Summary).Content | Should -Be '1', '2', '3', '4'
        (Get-Summary 'repeat: a' -System 'Be brief.').History.Role | Should -Be 'system', 'user', 'assistant'
    }

    It 'makes an index of a folder and searches it' {
        $all = @(Get-ChildItem -Path "$TestDrive/docs" -Filter *.md | Get-MistralEmbedding)
        $all.Count | Should -Be 6
        @($all | Search-MistralEmbedding -Query 'The office opens at 3.' -Top 2).Count | Should -Be 2
    }

    It 'starts a conversation for each row' {
        $rows = @(Import-Csv -Path "$TestDrive/tickets.csv" | Select-Object -First 8 | Invoke-MistralConversation -Property Subject -ThrottleLimit 4 -IncludeInput)
        $rows.Input.Nr | Should -Be (1..8)
        @($rows.ConversationId | Select-Object -Unique).Count | Should -Be 8
    }
}

Describe 'A job on a server that refuses some' {
    BeforeEach { Reset-Emulator }

    It 'has a row for each that went well and an error with its row for each other' {
        Add-EmulatorFault @{ path = $chat; times = 4; skip = 3; status = 422; body = '{"detail":"not this one"}' }
        $rows = @(Import-Csv -Path "$TestDrive/tickets.csv" | Invoke-MistralChat -Property Subject -Schema severity -Merge -ThrottleLimit 4 -ErrorVariable failed -ErrorAction SilentlyContinue)
        $failed.Count | Should -Be 4
        @($rows.Nr) + @($failed.TargetObject.Nr) | Sort-Object { [int] $_ } | Should -Be (1..15)
    }

    It 'ends a nightly script with an exit code, and tells a refused key from a bad row' {
        Copy-Item -Path "$PSScriptRoot/../../examples/Add-TicketSeverity.ps1" -Destination $TestDrive
        $run = "`$ErrorActionPreference = 'Continue'; & '$TestDrive/Add-TicketSeverity.ps1' -Path '$TestDrive/tickets.csv' -OutPath '$TestDrive/night.csv'; exit `$LASTEXITCODE"
        Add-EmulatorFault @{ path = $chat; times = 1; skip = 3; status = 422; body = '{"detail":"not this one"}' }
        $environment = @{ MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI }
        (Invoke-TestShell $run -Environment $environment).ExitCode | Should -Be 1
        @(Import-Csv -Path "$TestDrive/night.csv").Count | Should -Be 14
        $environment.MISTRAL_API_KEY = New-EmulatorKey
        Revoke-EmulatorKey $environment.MISTRAL_API_KEY
        (Invoke-TestShell $run -Environment $environment).ExitCode | Should -Be 2
    }
}
