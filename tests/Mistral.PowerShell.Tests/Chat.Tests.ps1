#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'
    $capital = '"model":"mistral-small-latest","messages":[{"role":"user","content":"What is the capital of France?"}'

    function Get-SentBody { (Get-EmulatorRequest -Filter @{ path = $chat })[-1].body }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A question' {
    BeforeEach { Reset-Emulator }

    BeforeAll {
        function Invoke-Capital { 'What is the capital of France?' | Invoke-MistralChat -Model mistral-small-latest }
    }

    It 'is answered with an object' {
        $reply = Invoke-Capital

        $reply | Should -BeOfType Mistral.PowerShell.ChatReply
        $reply.Content | Should -BeExactly 'The capital of France is Paris.'
        $reply.FinishReason | Should -BeExactly 'stop'
        $reply.Model | Should -BeExactly 'mistral-small-latest'
        $reply.Id | Should -Match '^[0-9a-f]{32}$'
        $reply.CreatedAt | Should -BeOfType DateTimeOffset
        [Math]::Abs(([DateTimeOffset]::UtcNow - $reply.CreatedAt).TotalMinutes) | Should -BeLessThan 5
        $reply.Usage.PromptTokens | Should -BeGreaterThan 0
        $reply.Usage.TotalTokens | Should -Be ($reply.Usage.PromptTokens + $reply.Usage.CompletionTokens)
        $reply.Reasoning | Should -BeNullOrEmpty
        $reply.ToolCall | Should -BeNullOrEmpty
    }

    It 'is sent as one request with the key and only the given fields' {
        $null = Invoke-Capital

        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].method | Should -BeExactly 'POST'
        $sent[0].path | Should -BeExactly $chat
        $sent[0].query | Should -BeExactly ''
        $sent[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        $sent[0].headers.'Content-Type' | Should -BeLike 'application/json*'
        $sent[0].headers.Accept | Should -BeExactly 'application/json'
        $sent[0].headers.'User-Agent' | Should -Match '^mistral-powershell/\d+\.\d+\.\d+$'
        $sent[0].body | Should -BeExactly "{$capital]}"
    }

    It 'has a reply that converts to its text' {
        "$(Invoke-Capital)" | Should -BeExactly 'The capital of France is Paris.'
    }

    It 'has the conversation in History' {
        $reply = Invoke-Capital
        $reply.History.Count | Should -Be 2
        $reply.History.Role | Should -Be @('user', 'assistant')
        $reply.History | ForEach-Object { "$_" } | Should -Be @('What is the capital of France?', 'The capital of France is Paris.')
        $reply.Message | Should -Be $reply.History[1]
    }

    It 'is answered as text with -AsText' {
        $text = Invoke-MistralChat 'What is the capital of France?' -AsText
        $text | Should -BeOfType string
        $text | Should -BeExactly 'The capital of France is Paris.'
    }
}

Describe 'A chat continued from a reply' {
    BeforeEach { Reset-Emulator }

    It 'sends the whole history' {
        $reply = 'What is the capital of France?' | Invoke-MistralChat -Model mistral-small-latest
        $next = $reply | Invoke-MistralChat 'and of Italy?'

        Get-SentBody | Should -BeExactly "{$capital,{`"role`":`"assistant`",`"content`":`"The capital of France is Paris.`"},{`"role`":`"user`",`"content`":`"and of Italy?`"}]}"
        $next.Content | Should -BeExactly 'The capital of Italy is Rome.'
        $next.History.Count | Should -Be 4
        $reply.History.Count | Should -Be 2
    }

    It 'uses the model of the reply without -Model' {
        $reply = Invoke-MistralChat 'What is the capital of France?' -Model mistral-large-latest
        ($reply | Invoke-MistralChat 'and of Italy?').Model | Should -BeExactly 'mistral-large-latest'
        ($reply | Invoke-MistralChat 'and of Italy?' -Model ministral-3b-latest).Model | Should -BeExactly 'ministral-3b-latest'
    }

    It 'keeps the system message, or replaces it with -System' {
        $reply = Invoke-MistralChat 'What is the capital of France?' -System 'Answer with one word.'
        $reply.Content | Should -BeExactly 'Paris'

        ($reply | Invoke-MistralChat 'and of Italy?').Content | Should -BeExactly 'Rome'
        (Get-SentBody | ConvertFrom-Json).messages.role | Should -Be @('system', 'user', 'assistant', 'user')

        ($reply | Invoke-MistralChat 'and of Italy?' -System 'Be polite.').Content | Should -BeExactly 'The capital of Italy is Rome.'
        $messages = (Get-SentBody | ConvertFrom-Json).messages
        $messages.role | Should -Be @('system', 'user', 'assistant', 'user')
        $messages[0].content | Should -BeExactly 'Be polite.'
    }

    It 'accepts several replies' {
        $replies = 'What is the capital of France?', 'What is the capital of Spain?' | Invoke-MistralChat
        $answers = $replies | Invoke-MistralChat 'repeat: once more'
        $answers.Count | Should -Be 2
        $answers[0].History[0].Content | Should -BeExactly 'What is the capital of France?'
        $answers[1].History[0].Content | Should -BeExactly 'What is the capital of Spain?'
    }

    It 'uses piped text as context of the message' {
        'The capital of France is Paris.' | Invoke-MistralChat 'Say what this is about.' | Should -Not -BeNullOrEmpty
        $sent = (Get-EmulatorRequest).body | ConvertFrom-Json
        $sent.messages.Count | Should -Be 1
        $sent.messages[0].content | Should -BeExactly "Say what this is about.`n`nThe capital of France is Paris."
    }

    It 'does not accept a file as text' {
        $file = Get-Item -LiteralPath $PSCommandPath
        $problem = Get-TestError { $file | Invoke-MistralChat }
        $problem.Exception.Message | Should -Match 'Get-Content -Raw'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'does not accept <Name> as text' -ForEach @(
        @{ Name = 'a hashtable'; Run = { @{ a = 1 } | Invoke-MistralChat }; Hint = 'ConvertTo-Json' }
        @{ Name = 'what is formatted'; Run = { Get-Item . | Format-Table | Invoke-MistralChat }; Hint = 'Out-String' }
        @{ Name = 'a hashtable to embed'; Run = { Get-MistralEmbedding @{ a = 1 } }; Hint = 'ConvertTo-Json' }
        @{ Name = 'an object'; Run = { [pscustomobject]@{ a = 1 } | Invoke-MistralChat }; Hint = 'ForEach-Object' }
        @{ Name = 'an object as argument'; Run = { Invoke-MistralChat ([pscustomobject]@{ Message = 1 }) }; Hint = 'ForEach-Object' }
        @{ Name = 'an object in a property'; Run = { [pscustomobject]@{ Message = [pscustomobject]@{ a = 1 } } | Invoke-MistralChat }; Hint = 'ForEach-Object' }
        @{ Name = 'a model of the list'; Run = { Get-MistralModel mistral-embed | Invoke-MistralChat }; Hint = 'ForEach-Object' }
        @{ Name = 'an object to complete'; Run = { [pscustomobject]@{ a = 1 } | Invoke-MistralFim }; Hint = 'ForEach-Object' }
        @{ Name = 'an object to embed'; Run = { [pscustomobject]@{ a = 1 } | Get-MistralEmbedding }; Hint = 'ForEach-Object' }
        @{ Name = 'objects to embed'; Run = { Get-MistralEmbedding 'a', ([pscustomobject]@{ a = 1 }) }; Hint = 'ForEach-Object' }
        @{ Name = 'an object to talk about'; Run = { [pscustomobject]@{ a = 1 } | Invoke-MistralConversation }; Hint = 'ForEach-Object' }
        @{ Name = 'a process'; Run = { Get-Process -Id $PID | Invoke-MistralChat }; Hint = 'Process.*ConvertTo-Json.*Out-String' }
        @{ Name = 'a process as argument'; Run = { Invoke-MistralChat (Get-Process -Id $PID) }; Hint = 'Process.*ConvertTo-Json.*Out-String' }
        @{ Name = 'an instance of a class'; Run = { [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces() | Select-Object -First 1 | Invoke-MistralChat }; Hint = 'ConvertTo-Json.*Out-String' }
        @{ Name = 'a row of a table'; Run = { $table = [Data.DataTable]::new(); $null = $table.Columns.Add('a'); $null = $table.Rows.Add('1'); , $table.Rows[0] | Invoke-MistralChat }; Hint = 'DataRow.*ConvertTo-Json' }
        @{ Name = 'a copy of a process'; Run = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-Process -Id $PID), 1)) | Invoke-MistralChat }; Hint = 'Process.*ConvertTo-Json' }
        @{ Name = 'a process to complete'; Run = { Get-Process -Id $PID | Invoke-MistralFim }; Hint = 'ConvertTo-Json' }
        @{ Name = 'a process to embed'; Run = { Get-Process -Id $PID | Get-MistralEmbedding }; Hint = 'ConvertTo-Json' }
        @{ Name = 'processes to embed'; Run = { Get-MistralEmbedding 'a', (Get-Process -Id $PID) }; Hint = 'ConvertTo-Json' }
        @{ Name = 'a process to talk about'; Run = { Get-Process -Id $PID | Invoke-MistralConversation }; Hint = 'ConvertTo-Json' }
    ) {
        (Get-TestError $Run).Exception.Message | Should -Match $Hint
        Get-EmulatorRequest -Filter @{ method = 'POST' } | Should -BeNullOrEmpty
    }

    It 'is bound from the property <Name> of an object' -ForEach @(
        @{ Name = 'Message' }
        @{ Name = 'Prompt' }
    ) {
        $rows = "Id,$Name`n1,hello`n2,there" | ConvertFrom-Csv
        ($rows | Invoke-MistralChat).Count | Should -Be 2
        @(Get-EmulatorRequest).ForEach({ ($_.body | ConvertFrom-Json).messages[0].content }) | Should -Be 'hello', 'there'
    }

    It 'is accepted from an object with its own text: <Name>' -ForEach @(
        @{ Name = 'a number'; Value = 42; Text = '42' }
        @{ Name = 'a version'; Value = [version]'1.2.3'; Text = '1.2.3' }
        @{ Name = 'an enum'; Value = [DayOfWeek]::Friday; Text = 'Friday' }
        @{ Name = 'an address'; Value = [ipaddress]'10.0.0.1'; Text = '10.0.0.1' }
        @{ Name = 'a uri'; Value = [uri]'https://example.com/x'; Text = 'https://example.com/x' }
        @{ Name = 'a string with properties'; Value = ('a line' | Add-Member -NotePropertyName Message -NotePropertyValue no -PassThru); Text = 'a line' }
        @{ Name = 'an object that says its text'; Value = ([pscustomobject]@{ a = 1 } | Add-Member -MemberType ScriptMethod -Name ToString -Value { 'itself' } -Force -PassThru); Text = 'itself' }
        @{ Name = 'an error'; Value = [Management.Automation.ErrorRecord]::new([Exception]::new('It broke.'), 'id', 'NotSpecified', $null); Text = 'It broke.' }
        @{ Name = 'an XML document'; Value = [xml] '<a x="1"><b>text</b></a>'; Text = '<a x="1"><b>text</b></a>' }
        @{ Name = 'an element of an XML document'; Value = ([xml] '<a><b c="2"><d /></b></a>').a.FirstChild; Text = '<b c="2"><d /></b>' }
        @{ Name = 'an exception'; Value = [InvalidOperationException]::new('It broke.'); Text = 'It broke.' }
        @{ Name = 'a type'; Value = [int]; Text = 'int' }
        @{ Name = 'a script block'; Value = { Get-Date }; Text = ' Get-Date ' }
        @{ Name = 'a copy of an object'; Value = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize([Text.StringBuilder]::new('copied'))); Text = 'copied' }
    ) {
        $Value | Invoke-MistralChat | Should -Not -BeNullOrEmpty
        ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages[0].content | Should -BeExactly $Text
    }

    It 'is sent with a piped XML document, and is embedded from one' {
        $null = [xml] '<a>1</a>' | Invoke-MistralChat 'What is it?'
        ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages[0].content | Should -Match '<a>1</a>'
        $null = [xml] '<a>2</a>' | Get-MistralEmbedding
        ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).input | Should -BeExactly '<a>2</a>'
    }

    It 'is answered although an unused field isn''t valid Unicode' {
        Add-EmulatorFault @{ path = $chat; body = '{"id":"x","note":"\ud83d","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"fine"}}]}' }
        $reply = Invoke-MistralChat 'a'
        $reply.Content | Should -BeExactly 'fine'
        $reply.Note | Should -BeExactly ([string][char]0xFFFD)
    }

    It 'is accepted from a reply' {
        Add-EmulatorReply 'from before'
        $reply = Invoke-MistralChat 'a'
        $null = [string]$reply | Invoke-MistralChat
        $null = Invoke-MistralChat $reply
        @(Get-EmulatorRequest)[1, 2].ForEach({ ($_.body | ConvertFrom-Json).messages[0].content }) | Should -Be 'from before', 'from before'
    }

    It 'refuses <Name> with a hint' -ForEach @(
        @{ Name = 'an object whose history is empty'; Value = [pscustomobject]@{ History = $null } }
        @{ Name = 'an object whose history is something else'; Value = [pscustomobject]@{ History = 'x' } }
    ) {
        $problem = Get-TestError { $Value | Invoke-MistralChat 'and of Italy?' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoHistory,*'
        $problem.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $problem.TargetObject | Should -Be $Value
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Pipe a reply of Invoke-MistralChat'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'continues with the other inputs after one without a history' {
        $reply = Invoke-MistralChat 'What is the capital of France?'
        $answers = @($reply, [pscustomobject]@{ History = 'x' }, $reply | Invoke-MistralChat 'and of Italy?' -ErrorVariable problems -ErrorAction SilentlyContinue)
        $answers.Count | Should -Be 2
        $problems.Count | Should -Be 1
    }
}

Describe 'Piped context of a question' {
    BeforeEach { Reset-Emulator }

    It 'is sent after the question' {
        $reply = 'Grass is green.' | Invoke-MistralChat 'Is this true?'
        Get-SentBody | Should -BeExactly '{"model":"mistral-small-latest","messages":[{"role":"user","content":"Is this true?\n\nGrass is green."}]}'
        $reply.History.Count | Should -Be 2
    }

    It 'may be several, with one answer each' {
        $replies = @('a', 'b' | Invoke-MistralChat 'repeat:' -System 'Be brief.')
        $replies.Content | Should -Be @('a', 'b')
        @(Get-EmulatorRequest).Count | Should -Be 2
    }

    It 'is the target of its error' {
        Add-EmulatorFault @{ path = $chat; status = 400 }
        $problem = Get-TestError { 'Grass is green.' | Invoke-MistralChat 'Is this true?' }
        $problem.TargetObject | Should -BeExactly 'Grass is green.'
    }

    It 'is not the name of a file' {
        $file = New-Item -ItemType File -Path (Join-Path $TestDrive 'text.txt')
        $problem = Get-TestError { $file | Invoke-MistralChat }
        "$problem" | Should -Match 'Get-Content -Raw'
        (Get-TestError { Get-MistralEmbedding $file }).Exception.Message | Should -Match '-Path'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A request field' {
    BeforeEach { Reset-Emulator }

    It '<Name>' -ForEach @(
        @{ Name = '-Temperature'; With = @{ Temperature = 0.25 }; Json = '"temperature":0.25' }
        @{ Name = '-Temperature 0'; With = @{ Temperature = 0 }; Json = '"temperature":0' }
        @{ Name = '-Temperature 1.5'; With = @{ Temperature = 1.5 }; Json = '"temperature":1.5' }
        @{ Name = '-TopP'; With = @{ TopP = 0.9 }; Json = '"top_p":0.9' }
        @{ Name = '-TopP 1'; With = @{ TopP = 1 }; Json = '"top_p":1' }
        @{ Name = '-MaximumTokenCount'; With = @{ MaximumTokenCount = 1000 }; Json = '"max_tokens":1000' }
        @{ Name = '-MaxTokens'; With = @{ MaxTokens = 1000 }; Json = '"max_tokens":1000' }
        @{ Name = '-StopSequence'; With = @{ StopSequence = 'ZZZ' }; Json = '"stop":["ZZZ"]' }
        @{ Name = '-Stop with several'; With = @{ Stop = 'ZZZ', 'YYY' }; Json = '"stop":["ZZZ","YYY"]' }
        @{ Name = '-RandomSeed'; With = @{ RandomSeed = 7 }; Json = '"random_seed":7' }
        @{ Name = '-Seed 0'; With = @{ Seed = 0 }; Json = '"random_seed":0' }
    ) {
        $null = Invoke-MistralChat 'What is the capital of France?' @With
        Get-SentBody | Should -BeExactly "{$capital],$Json}"
    }

    It 'is sent for all parameters together' {
        $null = Invoke-MistralChat 'What is the capital of France?' -System 'Be brief.' -Model mistral-large-latest -Temperature 0.1 -TopP 0.5 -MaximumTokenCount 50 -StopSequence 'x', 'y' -RandomSeed 1
        Get-SentBody | Should -BeExactly ('{"model":"mistral-large-latest","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is the capital of France?"}],' +
            '"temperature":0.1,"top_p":0.5,"max_tokens":50,"stop":["x","y"],"random_seed":1}')
    }

    It 'has numbers in the same format in any culture' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('de-DE')
            $null = Invoke-MistralChat 'What is the capital of France?' -Temperature 0.25
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        Get-SentBody | Should -BeExactly "{$capital],`"temperature`":0.25}"
    }

    It 'of -System is the first message' {
        (Invoke-MistralChat 'What is the capital of France?' -System 'Answer with one word.').Content | Should -BeExactly 'Paris'
        Get-SentBody | Should -BeExactly '{"model":"mistral-small-latest","messages":[{"role":"system","content":"Answer with one word."},{"role":"user","content":"What is the capital of France?"}]}'
    }

    It 'of -MaximumTokenCount ends the reply with the finish reason length' {
        $reply = Invoke-MistralChat 'What is the capital of France?' -MaximumTokenCount 3
        $reply.FinishReason | Should -BeExactly 'length'
        $reply.Content | Should -BeExactly 'The capital'
    }

    It 'is rejected before a request is sent: <Name>' -ForEach @(
        @{ Name = '-Temperature -0.1'; With = @{ Temperature = -0.1 } }
        @{ Name = '-Temperature 1.6'; With = @{ Temperature = 1.6 } }
        @{ Name = '-Temperature NaN'; With = @{ Temperature = [double]::NaN } }
        @{ Name = '-Temperature hot'; With = @{ Temperature = 'hot' } }
        @{ Name = '-TopP 0'; With = @{ TopP = 0 } }
        @{ Name = '-TopP 1.1'; With = @{ TopP = 1.1 } }
        @{ Name = '-MaximumTokenCount -1'; With = @{ MaximumTokenCount = -1 } }
        @{ Name = '-RandomSeed -1'; With = @{ RandomSeed = -1 } }
        @{ Name = '-StopSequence with an empty one'; With = @{ StopSequence = 'a', '' } }
        @{ Name = 'an empty -Model'; With = @{ Model = '' } }
        @{ Name = 'no -Connection'; With = @{ Connection = $null } }
    ) {
        { Invoke-MistralChat 'Hi' @With } | Should -Throw -ErrorId '*Argument*,Mistral.PowerShell.Commands.InvokeMistralChatCommand'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'Several questions' {
    BeforeEach { Reset-Emulator }

    It 'are answered in order, one request each' {
        $replies = 'France', 'Italy', 'Spain' | ForEach-Object { "What is the capital of $_`?" } | Invoke-MistralChat
        $replies.Content | Should -Be @('The capital of France is Paris.', 'The capital of Italy is Rome.', 'The capital of Spain is Madrid.')
        $sent = @(Get-EmulatorRequest | ForEach-Object { ($_.body | ConvertFrom-Json).messages })
        $sent.content | Should -Be @('What is the capital of France?', 'What is the capital of Italy?', 'What is the capital of Spain?')
        $replies[2].History.Count | Should -Be 2
    }

    It 'continue after one that fails' {
        Add-EmulatorFault @{ path = $chat; skip = 1; status = 400; body = @{ message = 'No such thing.'; type = 'invalid_request_error'; code = '1234' } }
        $replies = 'repeat: a', 'repeat: b', 'repeat: c' | Invoke-MistralChat -ErrorVariable problems -ErrorAction SilentlyContinue

        $replies.Content | Should -Be @('a', 'c')
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -BeExactly 'repeat: b'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        "$($problems[0])" | Should -Match 'No such thing\.'
        @(Get-EmulatorRequest).Count | Should -Be 3
    }

    It 'end at the first error with -ErrorAction Stop' {
        Add-EmulatorFault @{ path = $chat; skip = 1; status = 400 }
        $replies = [Collections.ArrayList]::new()
        { 'repeat: a', 'repeat: b', 'repeat: c' | Invoke-MistralChat -ErrorAction Stop | ForEach-Object { $null = $replies.Add("$_") } } |
            Should -Throw -ErrorId 'MistralInvalidRequest,*'
        $replies | Should -Be @('a')
        @(Get-EmulatorRequest).Count | Should -Be 2
    }

    It 'are not sent after the downstream command has stopped' {
        $reply = 'repeat: a', 'repeat: b', 'repeat: c' | Invoke-MistralChat | Select-Object -First 1
        $reply.Content | Should -BeExactly 'a'
        @(Get-EmulatorRequest).Count | Should -Be 1
    }
}

Describe 'An empty question' {
    BeforeEach { Reset-Emulator }

    It 'is rejected before a request is sent: <Name>' -ForEach @(
        @{ Name = 'a piped one'; Script = { '' | Invoke-MistralChat } }
        @{ Name = 'an argument'; Script = { Invoke-MistralChat '' } }
        @{ Name = 'null'; Script = { $null | Invoke-MistralChat } }
    ) {
        (Get-TestError $Script).CategoryInfo.Category | Should -Be 'InvalidData'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is one error among other questions' {
        $replies = 'repeat: a', '', 'repeat: c' | Invoke-MistralChat -ErrorVariable problems -ErrorAction SilentlyContinue
        $replies.Content | Should -Be @('a', 'c')
        $problems.Count | Should -Be 1
    }

    It 'sends nothing for an empty pipeline' {
        @() | Invoke-MistralChat | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'Text of all scripts' {
    BeforeEach { Reset-Emulator }

    It 'is sent and returned unchanged: <Name>' -ForEach @(
        @{ Name = 'accents'; Codes = 0x63, 0x61, 0x66, 0xE9, 0x20, 0x65, 0x301 }
        @{ Name = 'Cyrillic and Arabic'; Codes = 0x416, 0x43E, 0x20, 0x633, 0x644, 0x627, 0x645 }
        @{ Name = 'CJK'; Codes = 0x65E5, 0x672C, 0x8A9E }
        @{ Name = 'outside the BMP'; Codes = 0x1F600, 0x20, 0x1D11E, 0x20, 0x2070E }
        @{ Name = 'a joined emoji'; Codes = 0x1F468, 0x200D, 0x1F469, 0x200D, 0x1F467 }
        @{ Name = 'quotes, backslashes, angles'; Codes = 0x22, 0x5C, 0x2F, 0x3C, 0x3E, 0x26, 0x27, 0x60, 0x24 }
        @{ Name = 'line ends and tabs'; Codes = 0x61, 0x0D, 0x0A, 0x62, 0x09, 0x63, 0x2028, 0x64 }
        @{ Name = 'controls'; Codes = 0x61, 0x01, 0x1B, 0x7F, 0x62 }
    ) {
        $text = -join ($Codes | ForEach-Object { [char]::ConvertFromUtf32($_) })
        $reply = "repeat: $text" | Invoke-MistralChat

        $reply.Content | Should -BeExactly $text
        $reply.History[0].Content | Should -BeExactly "repeat: $text"
        # Strict: bytes that are no UTF-8 throw.
        $bytes = [Convert]::FromBase64String((Get-EmulatorRequest)[-1].bodyBase64)
        $body = [Text.UTF8Encoding]::new($false, $true).GetString($bytes)
        ($body | ConvertFrom-Json).messages[0].content | Should -BeExactly "repeat: $text"
    }

    It 'may end with half of a surrogate pair' {
        # It has no form in UTF-8: the sign for that takes its place.
        (Invoke-MistralChat "repeat: a$([char]0xD83D)b").Content | Should -BeExactly "a$([char]0xFFFD)b"
    }

    It 'may be long' {
        $text = 'x' * 2MB
        (Invoke-MistralChat "repeat: $text" -AsText).Length | Should -Be $text.Length
    }
}

Describe 'The content of a reply' {
    BeforeEach { Reset-Emulator }

    It 'has text and reasoning of chunks in separate properties' {
        $reply = Invoke-MistralChat 'What is the capital of France?' -Model magistral-medium-latest
        $reply.Content | Should -BeExactly 'The capital of France is Paris.'
        "$reply" | Should -BeExactly 'The capital of France is Paris.'
        $reply.Reasoning | Should -BeLike 'The user asks about *'
        $reply.Message.Content.Type | Should -Be @('thinking', 'text')
    }

    It 'keeps chunks unchanged in the next request' {
        Add-EmulatorReply @{
            content = @(
                @{ type = 'thinking'; thinking = @(@{ type = 'text'; text = 'Hm.' }); closed = $true; signature = 'c2ln' }
                @{ type = 'text'; text = 'Paris.' }
            )
        }
        $reply = Invoke-MistralChat 'What is the capital of France?' -Model magistral-medium-latest
        $null = $reply | Invoke-MistralChat 'and of Italy?'

        $sent = (Get-SentBody | ConvertFrom-Json).messages[1]
        $sent.content[0].type | Should -BeExactly 'thinking'
        $sent.content[0].thinking[0].text | Should -BeExactly 'Hm.'
        $sent.content[0].closed | Should -BeTrue
        $sent.content[0].signature | Should -BeExactly 'c2ln'
        $sent.content[1].text | Should -BeExactly 'Paris.'
    }

    It 'keeps undocumented fields of the usage' {
        $usage = (Invoke-MistralChat 'What is the capital of France?').Usage
        $usage.NumCachedTokens | Should -Be 0
        $usage.RequestCount | Should -Be 1
        $usage.PromptTokensDetails.CachedTokens | Should -Be 0
        "$usage" | Should -Match '^\d+ \+ \d+ = \d+ tokens$'
    }

    It 'keeps unknown kinds of tokens' {
        Add-EmulatorFault @{
            path = $chat
            status = 200
            body = @{
                choices = @(@{ index = 0; message = @{ role = 'assistant'; content = 'a' }; finish_reason = 'stop' })
                usage = @{ prompt_tokens = 4; completion_tokens = 1; total_tokens = 5; prompt_tokens_details = @{ cached_tokens = 3; audio_tokens = 2 }; spare_tokens = 1 }
            }
        }
        $usage = (Invoke-MistralChat 'a').Usage
        $usage.PromptTokensDetails.CachedTokens | Should -Be 3
        $usage.PromptTokensDetails.AudioTokens | Should -Be 2
        $usage.SpareTokens | Should -Be 1
        ($usage | ConvertTo-Json | ConvertFrom-Json).PromptTokensDetails.AudioTokens | Should -Be 2
    }

    It 'keeps unknown fields and values' {
        Add-EmulatorFault @{
            path = $chat
            body = @{
                id = 'x1'; object = 'chat.completion'; created = 1767225600; model = 'm'
                choices = @(@{ index = 0; finish_reason = 'brand_new'; message = @{ role = 'assistant'; content = 'Hi'; mood = 'good' } })
                usage = @{ prompt_tokens = 1; total_tokens = 3; completion_tokens = 2; deep_field = @{ inner_field = 5 } }
                service_tier = 'gold'; expires_at = '2027-01-31T00:00:00Z'
            }
        }
        $reply = Invoke-MistralChat 'Hi'
        $reply.FinishReason | Should -BeExactly 'brand_new'
        $reply.ServiceTier | Should -BeExactly 'gold'
        $reply.ExpiresAt | Should -BeOfType DateTimeOffset
        $reply.Usage.DeepField.InnerField | Should -Be 5
        $reply.CreatedAt | Should -Be ([DateTimeOffset]'2026-01-01T00:00:00Z')

        # What the server said beyond the API is not sent back: the API refuses it.
        $null = $reply | Invoke-MistralChat 'repeat: on' -Model mistral-small-latest
        Get-SentBody | Should -BeExactly '{"model":"mistral-small-latest","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hi"},{"role":"user","content":"repeat: on"}]}'
    }

    It 'may be function calls without text' {
        Add-EmulatorReply @{ content = $null; tool_calls = @(@{ id = 'abcdefghi'; function = @{ name = 'Get-Date'; arguments = '{"Format":"u"}' } }) }
        $reply = Invoke-MistralChat 'Hi'
        $reply.Content | Should -BeExactly ''
        $reply.FinishReason | Should -BeExactly 'tool_calls'
        $reply.ToolCall.Count | Should -Be 1
        $reply.ToolCall[0].Id | Should -BeExactly 'abcdefghi'
        $reply.ToolCall[0].Function.Name | Should -BeExactly 'Get-Date'
        $reply.ToolCall[0].Function.Arguments | Should -BeExactly '{"Format":"u"}'
    }

    It 'causes one warning that the model will be retired' {
        $null = Connect-TestMistral
        $null = 'repeat: a', 'repeat: b' | Invoke-MistralChat -Model pixtral-large-2411 -WarningVariable warnings -WarningAction SilentlyContinue
        $null = Invoke-MistralChat 'repeat: c' -Model pixtral-large-2411 -WarningVariable +warnings -WarningAction SilentlyContinue
        $warnings.Count | Should -Be 1
        "$warnings" | Should -Match '2026-12-31'
    }
}

Describe 'The connection' {
    BeforeEach { Reset-Emulator }

    BeforeAll {
        $other = Connect-TestMistral @{ Header = @{ 'x-team' = 'other' }; DefaultModel = 'ministral-8b-latest'; PassThru = $true; SkipValidation = $true }
        Connect-TestMistral @{ DefaultModel = 'mistral-large-latest'; SkipValidation = $true }
    }

    AfterAll {
        Connect-TestMistral @{ SkipValidation = $true }
    }

    It 'is that of -Connection, with its default model' {
        (Invoke-MistralChat 'Hi' -Connection $other).Model | Should -BeExactly 'ministral-8b-latest'
        (Get-EmulatorRequest)[-1].headers.'x-team' | Should -BeExactly 'other'
    }

    It 'is the current one without -Connection, with its default model' {
        (Invoke-MistralChat 'Hi').Model | Should -BeExactly 'mistral-large-latest'
        (Get-EmulatorRequest)[-1].headers.'x-team' | Should -BeNullOrEmpty
    }

    It 'has a default model that -Model overrides' {
        (Invoke-MistralChat 'Hi' -Model mistral-medium-latest).Model | Should -BeExactly 'mistral-medium-latest'
    }

    It 'is an error if -Connection is the name of no saved one' {
        { Invoke-MistralChat 'Hi' -Connection 42 } | Should -Throw -ErrorId 'MistralSavedConnectionNotFound,Mistral.PowerShell.Commands.InvokeMistralChatCommand'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}
