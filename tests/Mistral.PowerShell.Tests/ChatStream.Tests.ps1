#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    # A stream that is held must not hold the tests for long.
    Connect-TestMistral @{ OperationTimeoutSeconds = 30 }
    $chat = '/v1/chat/completions'
    $answer = 'The capital of France is Paris.'

    # Runs a stream elsewhere; what it writes is seen as it comes.
    function Start-Capital {
        Start-TestScript { Invoke-MistralChat 'What is the capital of France?' -Stream | ForEach-Object { $Seen.Add($_) } }
    }

    function ConvertTo-Event([hashtable] $Delta, [string] $FinishReason) {
        $finish = if ($FinishReason) { $FinishReason }
        $chunk = @{ id = 'x1'; model = 'm'; created = 1767225600; choices = @(@{ index = 0; delta = $Delta; finish_reason = $finish }) }
        "data: $(ConvertTo-Json -InputObject $chunk -Depth 8 -Compress)`n`n"
    }

    function Add-StreamReply([string] $Text, [hashtable] $More = @{}) {
        Add-EmulatorFault (@{ path = $chat; body = $Text; contentType = 'text/event-stream; charset=utf-8' } + $More)
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A streamed answer' {
    BeforeEach { Reset-Emulator }

    It 'is written piece by piece' {
        $pieces = @(Invoke-MistralChat 'What is the capital of France?' -Stream)
        $pieces | Should -BeOfType Mistral.PowerShell.ChatDelta
        $pieces.Count | Should -BeGreaterThan 5
        $pieces -join '' | Should -BeExactly $answer
        -join $pieces.Content | Should -BeExactly $answer
        $pieces[0].Content | Should -BeExactly 'The'
        $pieces.Id | Sort-Object -Unique | Should -Match '^[0-9a-f]{32}$'
        $pieces.Model | Sort-Object -Unique | Should -BeExactly 'mistral-small-latest'
    }

    It 'is asked for as a stream' {
        $null = Invoke-MistralChat 'What is the capital of France?' -Stream
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].body | Should -BeExactly '{"model":"mistral-small-latest","messages":[{"role":"user","content":"What is the capital of France?"}],"stream":true}'
        $sent[0].headers.Accept | Should -BeExactly 'text/event-stream'
    }

    It 'ends with the only piece that has finish reason, usage and history' {
        $pieces = @(Invoke-MistralChat 'What is the capital of France?' -Stream)
        $last = $pieces[-1]
        $last.FinishReason | Should -BeExactly 'stop'
        $last.Usage.TotalTokens | Should -Be ($last.Usage.PromptTokens + $last.Usage.CompletionTokens)
        $last.Usage.NumCachedTokens | Should -Be 0
        $last.History.Count | Should -Be 2
        $last.History[0].Role | Should -BeExactly 'user'
        $last.History[1].Role | Should -BeExactly 'assistant'
        $last.History[1].Content | Should -BeExactly $answer

        $others = $pieces[0..($pieces.Count - 2)]
        $others | Where-Object { $_.FinishReason -or $_.Usage -or $_.History } | Should -BeNullOrEmpty
    }

    It 'can be continued from its last piece' {
        $last = Invoke-MistralChat 'What is the capital of France?' -Stream | Select-Object -Last 1
        $pieces = $last | Invoke-MistralChat 'and of Italy?' -Stream
        $pieces -join '' | Should -BeExactly 'The capital of Italy is Rome.'
        (Get-EmulatorRequest)[-1].body | Should -BeExactly ('{"model":"mistral-small-latest","messages":[{"role":"user","content":"What is the capital of France?"},' +
            '{"role":"assistant","content":"The capital of France is Paris."},{"role":"user","content":"and of Italy?"}],"stream":true}')
    }

    It 'is text with -AsText' {
        $pieces = @(Invoke-MistralChat 'What is the capital of France?' -Stream -AsText)
        $pieces | Should -BeOfType string
        $pieces.Count | Should -BeGreaterThan 5
        -join $pieces | Should -BeExactly $answer
    }

    It 'is complete with any line endings' {
        # The emulator ends the lines of every other stream with CR LF.
        1..2 | ForEach-Object { (Invoke-MistralChat 'What is the capital of France?' -Stream) -join '' } | Should -Be @($answer, $answer)
    }

    It 'is returned for each of several questions, in order' {
        $pieces = 'What is the capital of France?', 'What is the capital of Italy?' | Invoke-MistralChat -Stream
        $pieces -join '' | Should -BeExactly "$answer`The capital of Italy is Rome."
        @($pieces | Where-Object FinishReason).Count | Should -Be 2
        @(Get-EmulatorRequest).Count | Should -Be 2
    }

    It 'may be long' {
        $text = 'word ' * 20000 + 'end'
        (Invoke-MistralChat "repeat: $text" -Stream) -join '' | Should -BeExactly $text
    }
}

Describe 'A piece' {
    BeforeEach { Reset-Emulator }

    It 'is written before the server sends the third event' {
        Add-EmulatorFault @{ path = $chat; holdBeforeEvent = 3 }
        $started = Start-Capital
        try {
            # The first event brings the role alone, the second the first word.
            (Receive-TestScript $started).Content | Should -BeExactly 'The'
            $held = @(Get-EmulatorRequest -Wait 10 -Filter @{ path = $chat; held = 1 })
            $held.Count | Should -Be 1
            $held[0].eventsSent | Should -Be 2
            $started.Seen.Count | Should -Be 0

            Invoke-EmulatorRelease
            $null = Wait-TestScript $started
            'The' + (-join $started.Seen.ToArray()) | Should -BeExactly $answer
        }
        finally { Remove-TestScript $started }
    }

    It 'ends the request at once after Select-Object -First 1' {
        Add-EmulatorFault @{ path = $chat; holdBeforeEvent = 4 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $first = Invoke-MistralChat 'What is the capital of France?' -Stream | Select-Object -First 1
        $first.Content | Should -BeExactly 'The'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        @(Get-EmulatorRequest -Wait 5 -Filter @{ path = $chat; aborted = 1; done = 1 }).Count | Should -Be 1
    }

    It 'may be split at any character: <Name>' -ForEach @(
        @{ Name = 'two bytes'; Code = 0xE9 }
        @{ Name = 'three bytes'; Code = 0x65E5 }
        @{ Name = 'four bytes'; Code = 0x1F600 }
    ) {
        $character = [char]::ConvertFromUtf32($Code)
        $start = ConvertTo-Event @{ role = 'assistant'; content = 'first' }
        $text = $start + (ConvertTo-Event @{ content = "a$character" }) + (ConvertTo-Event @{ content = 'z' } 'stop') + "data: [DONE]`n`n"
        $at = [Text.Encoding]::UTF8.GetByteCount($text.Substring(0, $text.IndexOf($character, [StringComparison]::Ordinal)))
        Add-StreamReply $text @{ stallAfterBytes = $at + 1 }
        $started = Start-Capital
        try {
            (Receive-TestScript $started).Content | Should -BeExactly 'first'
            $null = Get-EmulatorRequest -Wait 10 -Filter @{ path = $chat; held = 1 }
            Invoke-EmulatorRelease
            $null = Wait-TestScript $started
            -join $started.Seen.ToArray() | Should -BeExactly "a${character}z"
        }
        finally { Remove-TestScript $started }
    }

    It 'separates reasoning from text' {
        $pieces = @(Invoke-MistralChat 'What is the capital of France?' -Model magistral-medium-latest -Stream)
        $pieces -join '' | Should -BeExactly $answer
        -join $pieces.Reasoning | Should -BeLike 'The user asks about *. I will answer directly.'
        $pieces[0].Reasoning | Should -Not -BeNullOrEmpty
        $pieces[0].Content | Should -BeExactly ''

        $message = $pieces[-1].History[-1]
        $message.Content.Type | Should -Be @('thinking', 'text')
        $null = $pieces[-1] | Invoke-MistralChat 'and of Italy?'
        $sent = ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages[1].content
        $sent[0].thinking[0].text | Should -BeExactly (-join $pieces.Reasoning)
        $sent[0].closed | Should -BeTrue
        $sent[1].text | Should -BeExactly $answer
    }

    It 'of a function call is combined in History' {
        Add-EmulatorReply @{ tool_calls = @(
                @{ id = 'abcdefghi'; function = @{ name = 'Get-Item'; arguments = '{"Path":"a rather long path to a file"}' } }
                @{ id = 'jklmnopqr'; function = @{ name = 'Get-Date'; arguments = '{}' } }
            ) }
        $last = Invoke-MistralChat 'Hi' -Stream | Select-Object -Last 1
        $last.FinishReason | Should -BeExactly 'tool_calls'
        $calls = $last.History[-1].ToolCalls
        $calls.Count | Should -Be 2
        $calls[0].Id | Should -BeExactly 'abcdefghi'
        $calls[0].Function.Name | Should -BeExactly 'Get-Item'
        $calls[0].Function.Arguments | Should -BeExactly '{"Path":"a rather long path to a file"}'
        $calls[1].Function.Name | Should -BeExactly 'Get-Date'
    }
}

Describe 'A failed stream' {
    BeforeEach { Reset-Emulator }

    BeforeAll {
        function Invoke-Broken([hashtable] $With = @{}) {
            $script:problems = $null
            $script:pieces = @(Invoke-MistralChat 'What is the capital of France?' -Stream -ErrorVariable script:problems -ErrorAction SilentlyContinue @With)
            $script:problem = @($script:problems)[0]
        }
    }

    It 'with an error in the middle returns the earlier pieces and the error' {
        Add-EmulatorFault @{ path = $chat; eventText = "data: {`"object`":`"error`",`"message`":`"Overloaded now.`",`"type`":`"server_error`",`"code`":`"3505`"}`n`n"; skip = 0 }
        Invoke-Broken
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralServerError,*'
        "$problem" | Should -Match 'Overloaded now\.'
        $problem.TargetObject | Should -BeExactly 'What is the capital of France?'
        @($problems).Count | Should -Be 1
        $pieces | Where-Object FinishReason | Should -BeNullOrEmpty
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'that is cut returns the earlier pieces and the error' {
        $first = ConvertTo-Event @{ role = 'assistant'; content = 'one' }
        $text = $first + (ConvertTo-Event @{ content = 'two' } 'stop') + "data: [DONE]`n`n"
        Add-StreamReply $text @{ cutAfterBytes = $first.Length + 20 }
        Invoke-Broken
        $pieces -join '' | Should -BeExactly 'one'
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
        "$problem" | Should -Match "broke after $($first.Length + 20) bytes"
        $problem.CategoryInfo.Category | Should -Be 'ConnectionError'
        # What has begun to answer is not asked again behind the user's back.
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'that ends without a finish reason is an error' {
        Add-StreamReply (ConvertTo-Event @{ role = 'assistant'; content = 'one' })
        Invoke-Broken
        $pieces -join '' | Should -BeExactly 'one'
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
    }

    It 'that ends without [DONE] is not an error' {
        Add-StreamReply ((ConvertTo-Event @{ role = 'assistant'; content = 'one' }) + (ConvertTo-Event @{ content = 'two' } 'stop'))
        Invoke-Broken
        $problems | Should -BeNullOrEmpty
        $pieces -join '' | Should -BeExactly 'onetwo'
        $pieces[-1].FinishReason | Should -BeExactly 'stop'
    }

    It 'with an event that is <Name>' -ForEach @(
        @{ Name = 'no JSON'; Data = '{"id":"x1","choices":[{' ; Id = 'MistralInvalidResponse' }
        @{ Name = 'JSON of another kind'; Data = '{"id":"x1","choices":"none"}'; Id = 'MistralInvalidResponse' }
        @{ Name = 'an error in a field'; Data = '{"error":{"message":"Blocked.","code":403}}'; Id = 'MistralServerError' }
        @{ Name = 'an error beside no choices'; Data = '{"choices":[],"error":{"message":"Upstream overloaded","code":503}}'; Id = 'MistralServerError' }
    ) {
        Add-StreamReply ((ConvertTo-Event @{ role = 'assistant'; content = 'one' }) + "data: $Data`n`n")
        Invoke-Broken
        $pieces -join '' | Should -BeExactly 'one'
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'with comments, other fields and empty choices continues' {
        $usage = 'data: {"id":"x1","model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}'
        Add-StreamReply (": hello`n`nevent: message`nid: 1`nretry: 5`n" + (ConvertTo-Event @{ role = 'assistant'; content = 'one' }) +
            (ConvertTo-Event @{ content = '' } 'stop') + "$usage`n`ndata: [DONE]`n`n")
        Invoke-Broken
        $problems | Should -BeNullOrEmpty
        $pieces -join '' | Should -BeExactly 'one'
        $pieces[-1].Usage.TotalTokens | Should -Be 3
    }

    It 'that isn''t a stream: <Type>' -ForEach @(
        @{ Type = 'application/json'; Body = '{"id":"x1","choices":[]}' }
        @{ Type = 'text/html'; Body = '<html>Sign in</html>' }
    ) {
        Add-EmulatorFault @{ path = $chat; body = $Body; contentType = $Type }
        Invoke-Broken
        $pieces | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match ([regex]::Escape($Type))
    }

    It 'that is rejected at its start is an error' {
        Add-EmulatorFault @{ path = $chat; status = 422 }
        Invoke-Broken
        $pieces | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
    }

    It 'that fails temporarily before it starts is retried' {
        Add-EmulatorFault @{ path = $chat; status = 503 }
        Invoke-Broken
        $problems | Should -BeNullOrEmpty
        $pieces -join '' | Should -BeExactly $answer
        @(Get-EmulatorRequest).Count | Should -Be 2
    }

    It 'without data ends after the idle timeout, which the error states' {
        $impatient = Connect-TestMistral @{ OperationTimeoutSeconds = 3; PassThru = $true; SkipValidation = $true }
        Connect-TestMistral @{ OperationTimeoutSeconds = 30; SkipValidation = $true }
        Add-EmulatorFault @{ path = $chat; holdBeforeEvent = 3 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Invoke-Broken @{ Connection = $impatient }
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $pieces -join '' | Should -BeExactly 'The'
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralTimeout,*'
        $problem.CategoryInfo.Category | Should -Be 'OperationTimeout'
        "$problem" | Should -Match '\b3 seconds'
    }

    It 'is one error among several questions' {
        Add-EmulatorFault @{ path = $chat; skip = 1; eventText = "data: {`"message`":`"Overloaded now.`"}`n`n" }
        $pieces = 'repeat: a', 'repeat: b', 'repeat: c' | Invoke-MistralChat -Stream -ErrorVariable problems -ErrorAction SilentlyContinue
        $pieces -join '' | Should -BeExactly 'ac'
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -BeExactly 'repeat: b'
    }
}

Describe 'A long stream' {
    It 'that is abandoned early ends on the server too' {
        Reset-Emulator
        # More than waits for a slow pipeline, and than the network keeps on its way.
        $words = (1..100000) -join ' '
        Invoke-MistralChat "repeat: $words" -Stream | ForEach-Object { Start-Sleep -Milliseconds 300; $_ } | Select-Object -First 1 | Should -Not -BeNullOrEmpty
        @(Get-EmulatorRequest -Wait 10 -Filter @{ aborted = 1; done = 1 }).Count | Should -Be 1
    }
}
