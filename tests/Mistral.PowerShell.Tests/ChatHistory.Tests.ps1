#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral

    function Get-SentMessage {
        ConvertTo-Json -InputObject @(((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages) -Depth 10 -Compress
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A history' {
    BeforeEach { Reset-Emulator }

    BeforeAll {
        $expected = '[{"role":"user","content":"My name is Ada."},{"role":"assistant","content":"Hello Ada."},{"role":"user","content":"What is my name?"}]'
    }

    It 'of <Name> is sent before the question' -ForEach @(
        @{ Name = 'hashtables'; Make = { @{ role = 'user'; content = 'My name is Ada.' }, [ordered]@{ role = 'assistant'; content = 'Hello Ada.' } } }
        @{ Name = 'objects'; Make = { [pscustomobject]@{ role = 'user'; content = 'My name is Ada.' }, [pscustomobject]@{ Role = 'assistant'; Content = 'Hello Ada.' } } }
        @{ Name = 'JSON'; Make = { '[{"role":"user","content":"My name is Ada."},{"role":"assistant","content":"Hello Ada.","tool_calls":null}]' | ConvertFrom-Json } }
        @{ Name = 'messages'; Make = { $script:reply.History } }
        @{ Name = 'one message after another'; Make = { $script:reply.History[0], @{ role = 'assistant'; content = 'Hello Ada.' } } }
        @{ Name = 'a reply'; Make = { $script:reply } }
        @{ Name = 'the end of a stream'; Make = { Add-EmulatorReply 'Hello Ada.'; Invoke-MistralChat 'My name is Ada.' -Stream | Select-Object -Last 1 } }
        @{ Name = 'a reply that was saved as JSON'; Make = { ConvertTo-Json -InputObject $script:reply -Depth 10 | ConvertFrom-Json } }
        @{ Name = 'messages that were saved as JSON'; Make = { ConvertTo-Json -InputObject $script:reply.History -Depth 10 | ConvertFrom-Json } }
        @{ Name = 'a reply that was saved with Export-Clixml, as deep as it goes by default'; Make = { $script:reply | Export-Clixml "$TestDrive/d.xml"; Import-Clixml "$TestDrive/d.xml" } }
        @{ Name = 'a reply that was saved with Export-Clixml'; Make = { $script:reply | Export-Clixml "$TestDrive/r.xml" -Depth 5; Import-Clixml "$TestDrive/r.xml" } }
    ) {
        Add-EmulatorReply 'Hello Ada.'
        $script:reply = Invoke-MistralChat 'My name is Ada.'
        $history = & $Make
        $next = Invoke-MistralChat 'What is my name?' -History $history
        $next.Content | Should -BeExactly 'Your name is Ada.'
        Get-SentMessage | Should -BeExactly $expected
        $next.History.Count | Should -Be 4
    }

    It 'is complete in the reply of a job' {
        $support = "$PSScriptRoot/Support/TestSupport.psm1"
        Add-EmulatorReply 'Hello Ada.'
        $reply = Start-Job {
            Import-Module -Name $using:support
            Connect-TestMistral
            Invoke-MistralChat 'My name is Ada.'
        } | Receive-Job -Wait -AutoRemoveJob
        ($reply | Invoke-MistralChat 'What is my name?').Content | Should -BeExactly 'Your name is Ada.'
        Get-SentMessage | Should -BeExactly $expected
    }

    It 'that a copy of a reply has lost is an error' {
        $reply = ConvertTo-Json -InputObject (Invoke-MistralChat 'Hi') -Depth 1 -WarningAction SilentlyContinue | ConvertFrom-Json
        Reset-Emulator
        $problem = Get-TestError { $reply | Invoke-MistralChat 'next' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralHistoryInvalid,*'
        $problem.TargetObject | Should -Be $reply
        "$problem" | Should -Match 'copy'
        "$problem" | Should -Not -Match '-History:'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Depth'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'may contain reasoning, calls and results, as in the API' {
        $history = @(
            @{ role = 'user'; content = @(@{ type = 'text'; text = 'Hi' }) }
            @{ role = 'assistant'; content = @(@{ type = 'thinking'; thinking = @(@{ type = 'text'; text = 'Hm.' }); signature = 'c2ln' }); tool_calls = @(@{ id = 'abcdefghi'; type = 'function'; function = @{ name = 'f'; arguments = @{ SomeName = 1 } } }) }
            @{ role = 'tool'; content = '42'; tool_call_id = 'abcdefghi'; name = 'f' }
        )
        $null = Invoke-MistralChat 'repeat: x' -History $history -ErrorAction Stop
        $sent = ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages
        $sent[0].content[0].text | Should -BeExactly 'Hi'
        $sent[1].content[0].signature | Should -BeExactly 'c2ln'
        # What is an object there goes as the text that the API writes itself.
        $sent[1].tool_calls[0].function.arguments | Should -BeExactly '{"SomeName":1}'
        $sent[2].tool_call_id | Should -BeExactly 'abcdefghi'
    }

    It 'keeps its system message, or gets the one of -System' {
        $history = @{ role = 'system'; content = 'Old.' }, @{ role = 'user'; content = 'a' }, @{ role = 'assistant'; content = 'b' }
        $null = Invoke-MistralChat 'repeat: x' -History $history
        ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages.content | Should -Be 'Old.', 'a', 'b', 'repeat: x'
        $null = Invoke-MistralChat 'repeat: x' -History $history -System 'New.'
        ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages.content | Should -Be 'New.', 'a', 'b', 'repeat: x'
    }

    It 'is sent with each piped question, and with piped context' {
        $history = @{ role = 'user'; content = 'a' }, @{ role = 'assistant'; content = 'b' }
        (@('repeat: x', 'repeat: y' | Invoke-MistralChat -History $history)).History.Count | Should -Be 8
        $null = 'text' | Invoke-MistralChat 'repeat:' -History $history
        ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages[2].content | Should -BeExactly "repeat:`n`ntext"
    }

    It 'may be empty' {
        (Invoke-MistralChat 'repeat: x' -History @()).History.Count | Should -Be 2
    }

    It 'is rejected before a request is sent, with the reason: <Name>' -ForEach @(
        @{ Name = 'text'; Value = 'Hello'; Reason = 'text without a role' }
        @{ Name = 'a number'; Value = 42; Reason = 'type Int32' }
        @{ Name = 'no role'; Value = @{ content = 'x' }; Reason = 'no role' }
        @{ Name = 'a role that is a number'; Value = @{ role = 5; content = 'x' }; Reason = 'no role' }
        @{ Name = 'another role'; Value = @{ role = 'robot'; content = 'x' }; Reason = "'robot' isn't a valid role" }
        @{ Name = 'no content'; Value = @{ role = 'user' }; Reason = 'user has no content' }
        @{ Name = 'content that is null'; Value = @{ role = 'user'; content = $null }; Reason = 'user has no content' }
        @{ Name = 'content that is a number'; Value = @{ role = 'user'; content = 5 }; Reason = 'format of the API' }
        @{ Name = 'a chunk without a type'; Value = @{ role = 'user'; content = @(@{ text = 'x' }) }; Reason = 'format of the API' }
        @{ Name = 'a call without a function'; Value = @{ role = 'assistant'; tool_calls = @(@{ id = 'x' }) }; Reason = 'format of the API' }
        @{ Name = 'a field that is not there'; Value = @{ role = 'user'; content = 'x'; mood = 'good' }; Reason = "no field 'mood'" }
        @{ Name = 'a good one and a bad one'; Value = @(@{ role = 'user'; content = 'x' }, @{ role = 'robot'; content = 'x' }); Reason = 'robot' }
    ) {
        $problem = Get-TestError { Invoke-MistralChat 'Hi' -History $Value }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralHistoryInvalid,*'
        $problem.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$problem" | Should -Match ([regex]::Escape($Reason))
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'of a piece that isn''t the last is rejected' {
        $first = Invoke-MistralChat 'repeat: one two' -Stream | Select-Object -First 1
        Reset-Emulator
        (Get-TestError { Invoke-MistralChat 'Hi' -History $first }).FullyQualifiedErrorId | Should -BeLike 'MistralHistoryInvalid,*'
        (Get-TestError { $first | Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralNoHistory,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'can''t be combined with a piped reply' {
        $reply = Invoke-MistralChat 'Hi'
        $problem = Get-TestError { $reply | Invoke-MistralChat 'Hi' -History $reply }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match "can't be combined with a piped reply"
    }
}

Describe 'Text of a reply' {
    BeforeEach { Reset-Emulator }

    It 'is sent back as data, even if it looks like code: <_>' -ForEach '$(New-Item injected)', '{0}{1:x}%s', '`$env:PATH; exit 1', '../../etc/passwd', 'https://example.com/x.png', '*.png' {
        Push-Location $TestDrive
        try {
            Add-EmulatorReply $_
            $reply = Invoke-MistralChat 'Hi'
            "$reply" | Should -BeExactly $_
            $null = $reply | Invoke-MistralChat 'repeat: x'
            ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages[1].content | Should -BeExactly $_
            $reply | Out-String | Should -Match ([regex]::Escape($_))
            'injected' | Should -Not -Exist
        }
        finally { Pop-Location }
    }
}
