#requires -Version 5.1

# What users see of responses that differ from the API's documents. The corpus of the client has all of their forms.
BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'
    $fim = '/v1/fim/completions'

    function ConvertTo-Event([hashtable] $Delta, $Finish, [hashtable] $More = @{}) {
        $chunk = @{ id = 'x1'; model = 'm'; created = 1767225600; choices = @(@{ index = 0; delta = $Delta; finish_reason = $Finish }) } + $More
        "data: $(ConvertTo-Json -InputObject $chunk -Depth 9 -Compress)`n`n"
    }

    function Add-StreamReply([string] $Text, [string] $Path = $chat) {
        Add-EmulatorFault @{ path = $Path; body = $Text; contentType = 'text/event-stream' }
    }

    function Add-Reply([hashtable] $Message, $Finish = 'stop', [string] $Path = $chat) {
        $reply = @{ id = 'x1'; model = 'm'; created = 1767225600; choices = @(@{ index = 0; message = @{ role = 'assistant' } + $Message; finish_reason = $Finish }); usage = @{ prompt_tokens = 3; completion_tokens = 4; total_tokens = 7 } }
        Add-EmulatorFault @{ path = $Path; body = (ConvertTo-Json -InputObject $reply -Depth 12 -Compress); contentType = 'application/json' }
    }

    $usage = @{ usage = @{ prompt_tokens = 3; completion_tokens = 4; total_tokens = 7 } }
    $hel = ConvertTo-Event @{ content = 'Hel' }
    $lo = ConvertTo-Event @{ content = 'lo' }
    $done = "data: [DONE]`n`n"
}

AfterAll { Disconnect-Mistral }

Describe 'A stream' {
    BeforeEach { Reset-Emulator }

    It 'writes all text with any finish reason in its pieces: <Finish>' -ForEach @(
        @{ Finish = '' }
        @{ Finish = 'null' }
        @{ Finish = 'stop' }
    ) {
        $text = (ConvertTo-Event @{ content = 'Hel' } $Finish) + (ConvertTo-Event @{ content = 'lo' } $Finish) + (ConvertTo-Event @{ content = '' } 'stop' $usage) + $done
        Add-StreamReply $text
        $pieces = @(Invoke-MistralChat 'a' -Stream)
        $pieces -join '' | Should -BeExactly 'Hello'
        $pieces[-1].FinishReason | Should -BeExactly 'stop'
        $pieces[-1].Usage.TotalTokens | Should -Be 7
        @($pieces | Where-Object FinishReason).Count | Should -Be 1
        Add-StreamReply $text $fim
        (Invoke-MistralFim 'a' -Stream -AsText) -join '' | Should -BeExactly 'Hello'
    }

    It 'ends with a piece that has History and Usage when the server sends no finish reason' {
        Add-StreamReply ($hel + $lo + "data: {`"usage`":{`"prompt_tokens`":3,`"completion_tokens`":4,`"total_tokens`":7}}`n`n" + $done)
        $pieces = @(Invoke-MistralChat 'a' -Stream)
        $pieces -join '' | Should -BeExactly 'Hello'
        $pieces[-1].FinishReason | Should -BeNullOrEmpty
        $pieces[-1].Usage.TotalTokens | Should -Be 7
        $pieces[-1].History[-1].Content | Should -BeExactly 'Hello'
    }

    It 'joins surrogate pairs that are split between pieces' {
        Add-StreamReply ((ConvertTo-Event @{ content = 'HIGH' }).Replace('HIGH', '\ud83d') + (ConvertTo-Event @{ content = 'LOW' }).Replace('LOW', '\ude00') + (ConvertTo-Event @{ content = '' } 'stop') + $done)
        $pieces = @(Invoke-MistralChat 'a' -Stream -AsText)
        ($pieces | Where-Object { $_ }) | Should -BeExactly ([char]::ConvertFromUtf32(0x1F600))
    }
}

Describe 'A completion with finish_reason error' {
    BeforeEach { Reset-Emulator }

    It 'causes an error record with the partial text' {
        Add-Reply @{ content = 'Hel' } 'error'
        $output = Invoke-MistralChat 'a' -ErrorAction SilentlyContinue -ErrorVariable problems
        $output | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralServerError,*'
        $problems[0].Exception.PartialText | Should -BeExactly 'Hel'
        $problems[0].TargetObject | Should -BeExactly 'a'
    }

    It 'causes an error after the pieces of a stream, also for code' {
        Add-StreamReply ($hel + (ConvertTo-Event @{ content = 'lo' } 'error') + $done)
        $pieces = @(Invoke-MistralChat 'a' -Stream -ErrorAction SilentlyContinue -ErrorVariable problems)
        $pieces -join '' | Should -BeExactly 'Hello'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralServerError,*'
        $problems[0].Exception.PartialText | Should -BeExactly 'Hello'
        Add-Reply @{ content = 'x = 1' } 'error' $fim
        $null = Invoke-MistralFim 'a' -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].Exception.PartialText | Should -BeExactly 'x = 1'
    }

    It 'causes an error instead of an object' {
        Add-Reply @{ content = '{"a":"b"}' } 'error'
        $output = Invoke-MistralChat 'a' -Schema 'a' -ErrorAction SilentlyContinue -ErrorVariable problems
        $output | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralServerError,*'
    }
}

Describe 'A truncated completion' {
    BeforeEach { Reset-Emulator }

    It 'causes one warning in a pipeline with -AsText: <_>' -ForEach 'length', 'model_length' {
        Add-Reply @{ content = 'Hel' } $_
        Add-Reply @{ content = 'Hel' } $_
        'a', 'b' | Invoke-MistralChat -AsText -WarningVariable warnings -WarningAction SilentlyContinue | Should -Be @('Hel', 'Hel')
        $warnings.Count | Should -Be 1
        "$warnings" | Should -BeLike "*cut off*'$_'*"
    }

    It 'causes a warning with -Stream, -Schema and -As' {
        Add-StreamReply ($hel + (ConvertTo-Event @{ content = 'lo' } 'length') + $done)
        (Invoke-MistralChat 'a' -Stream -WarningVariable warnings -WarningAction SilentlyContinue) -join '' | Should -BeExactly 'Hello'
        $warnings.Count | Should -Be 1
        Add-Reply @{ content = '{"a":"b"}' } 'model_length'
        (Invoke-MistralChat 'a' -Schema 'a' -WarningVariable warnings -WarningAction SilentlyContinue).a | Should -BeExactly 'b'
        $warnings.Count | Should -Be 1
        Add-Reply @{ content = 'x' } 'length' $fim
        Invoke-MistralFim 'a' -AsText -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeExactly 'x'
        $warnings.Count | Should -Be 1
    }

    It 'causes no warning when the reply shows the finish reason' {
        Add-Reply @{ content = 'Hel' } 'length'
        (Invoke-MistralChat 'a' -WarningVariable warnings).FinishReason | Should -BeExactly 'length'
        $warnings.Count | Should -Be 0
    }
}

Describe 'The chunks of a reply' {
    BeforeAll {
        $content = '[{"type":"thinking","thinking":[{"type":"text","text":"Hm."},{"type":"reference","reference_ids":[1,2]}],"signature":"s1g/n+=","closed":true},' +
            '{"type":"reference","reference_ids":[1,"b"],"newField":{"aB":1.0,"big":12345678901234567890}},{"type":"text","text":"Paris","score":1e2}]'
        $body = '{"id":"x1","choices":[{"index":0,"message":{"role":"assistant","content":CONTENT},"finish_reason":"stop"}]}'.Replace('CONTENT', $content)

        function Get-Reply {
            Add-EmulatorFault @{ path = $chat; body = $body; contentType = 'application/json' }
            Invoke-MistralChat 'a'
        }

        function Get-SentContent {
            $sent = (Get-EmulatorRequest)[-1].body
            $mark = '"role":"assistant","content":'
            $from = $sent.IndexOf($mark, [StringComparison]::Ordinal) + $mark.Length
            $sent.Substring($from, $sent.IndexOf('},{"role":"user"', $from, [StringComparison]::Ordinal) - $from)
        }
    }

    BeforeEach { Reset-Emulator }

    It 'have all fields as properties' {
        $reply = Get-Reply
        $chunks = $reply.Message.Content
        $chunks[0].Signature | Should -BeExactly 's1g/n+='
        $chunks[0].Closed | Should -BeTrue
        $chunks[0].Thinking[1].ReferenceIds | Should -Be @(1, 2)
        $chunks[1].ReferenceIds | Should -Be @(1, 'b')
        $chunks[1].NewField.AB | Should -Be 1
        $reply.History[-1].Content[2].Score | Should -Be 100
    }

    It 'are sent back unchanged: <Way>' -ForEach @(
        @{ Way = 'from the reply'; Copy = { param($reply) $reply.History } }
        @{ Way = 'from JSON'; Copy = { param($reply) ConvertTo-Json -InputObject $reply.History -Depth 12 | ConvertFrom-Json } }
        @{ Way = 'from CLIXML'; Copy = { param($reply) $reply.History | Export-Clixml "$TestDrive/history.xml"; Import-Clixml "$TestDrive/history.xml" } }
        @{ Way = 'from CLIXML of the reply'; Copy = { param($reply) $reply | Export-Clixml "$TestDrive/reply.xml"; (Import-Clixml "$TestDrive/reply.xml").History } }
    ) {
        $history = & $Copy (Get-Reply)
        $null = Invoke-MistralChat 'and of Italy?' -History $history -ErrorAction SilentlyContinue
        Get-SentContent | Should -BeExactly $content
    }

    It 'also have all fields in a stream' {
        Add-StreamReply ("data: {`"choices`":[{`"index`":0,`"delta`":{`"content`":$content},`"finish_reason`":`"stop`"}]}`n`n" + $done)
        $last = Invoke-MistralChat 'a' -Stream | Select-Object -Last 1
        $last.History[-1].Content[0].Signature | Should -BeExactly 's1g/n+='
        $last.History[-1].Content[1].ReferenceIds | Should -Be @(1, 'b')
        $null = Invoke-MistralChat 'and of Italy?' -History $last.History -ErrorAction SilentlyContinue
        Get-SentContent | Should -BeExactly $content
    }
}

Describe 'An empty assistant message' {
    BeforeEach { Reset-Emulator }

    It 'is not sent back: <Name>' -ForEach @(
        @{ Name = 'null'; Content = $null }
        @{ Name = 'empty'; Content = '' }
    ) {
        Add-Reply @{ content = $Content }
        $reply = Invoke-MistralChat 'a'
        $null = $reply | Invoke-MistralChat 'b'
        (Get-EmulatorRequest)[-1].body | Should -BeLike '*"messages":`[{"role":"user","content":"a"},{"role":"user","content":"b"}`]*'
        $null = Invoke-MistralChat 'c' -History ($reply.History | ConvertTo-Json -Depth 9 | ConvertFrom-Json)
        (Get-EmulatorRequest)[-1].body | Should -BeLike '*"messages":`[{"role":"user","content":"a"},{"role":"user","content":"c"}`]*'
    }
}

Describe 'JSON written by a model' {
    BeforeEach { Reset-Emulator }

    It 'is parsed: <Name>' -ForEach @(
        @{ Name = 'with a line break in a string'; Text = "{`"a`":`"x`ny`"}"; Value = "x`ny" }
        @{ Name = 'with a tab and an escape in a string'; Text = "{`"a`":`"x`t\`"y`"}"; Value = "x`t`"y" }
        @{ Name = 'after a byte order mark'; Text = "$([char]0xFEFF){`"a`":`"x`"}"; Value = 'x' }
        @{ Name = 'between zero-width characters'; Text = "$([char]0x200B)$([char]0x2060){`"a`":`"x`"}$([char]0x200D)"; Value = 'x' }
        @{ Name = 'in a code fence with text around it'; Text = "Here you are:`n`nFENCEjson`n{`"a`":`"x`"}`nFENCE`n`nAnything else?"; Value = 'x' }
        @{ Name = 'in a code fence with text before it'; Text = "Here you are:`r`nFENCE`r`n{`"a`":`"x`"}`r`nFENCE"; Value = 'x' }
        @{ Name = 'with a code fence in a string'; Text = '{"a":"FENCEjson\n1\nFENCE"}'; Value = "FENCEjson`n1`nFENCE" }
    ) {
        $fence = '`' * 3
        Add-Reply @{ content = $Text.Replace('FENCE', $fence) }
        (Invoke-MistralChat 'a' -Schema 'a').a | Should -BeExactly $Value.Replace('FENCE', $fence)
    }

    It 'causes an error when it is ambiguous: <Name>' -ForEach @(
        @{ Name = 'two code fences'; Text = "FENCEjson`n{`"a`":`"x`"}`nFENCE`nor`nFENCEjson`n{`"a`":`"y`"}`nFENCE" }
        @{ Name = 'only text'; Text = 'The answer is x.' }
    ) {
        Add-Reply @{ content = $Text.Replace('FENCE', '`' * 3) }
        (Get-TestError { Invoke-MistralChat 'a' -Schema 'a' }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidAnswer,*'
    }
}
