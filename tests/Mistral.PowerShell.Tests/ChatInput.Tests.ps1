#requires -Version 5.1
# What is piped to a question, and answers that keep their input.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'
    $table = 1..3 | ForEach-Object { [pscustomobject]@{ Id = "row $_"; Subject = "S$_"; Body = "B$_" } }
    function Get-SentText { @(Get-EmulatorRequest -Filter @{ path = $chat }) | ForEach-Object { $content = @(($_.body | ConvertFrom-Json).messages)[-1].content; if ($content -is [string]) { $content } else { , @($content) } } }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'An answer with -IncludeInput' {
    BeforeEach { Reset-Emulator }

    It 'has the text, the message or the object that was piped' {
        ('repeat: a', 'repeat: b' | Invoke-MistralChat -IncludeInput -ThrottleLimit 2).Input | Should -BeExactly 'repeat: a', 'repeat: b'
        (Invoke-MistralChat 'repeat: a' -IncludeInput).Input | Should -BeExactly 'repeat: a'
        ($table[1] | Invoke-MistralChat 'What is this?' -IncludeInput).Input | Should -Be $table[1]
        ([pscustomobject]@{ Message = 'repeat: a'; Nr = 4 } | Invoke-MistralChat -IncludeInput).Input.Nr | Should -Be 4
    }

    It 'is an object of Input, Text and Usage with -AsText' {
        $said = 'repeat: a' | Invoke-MistralChat -IncludeInput -AsText
        $said.PSObject.Properties.Name | Should -Be 'Input', 'Text', 'Usage'
        $said.Input, $said.Text | Should -BeExactly 'repeat: a', 'a'
        $said.Usage.TotalTokens | Should -BeGreaterThan 0
    }

    It 'has the lines of a file without what Get-Content adds to them' {
        Set-Content -Path "$TestDrive/lines.txt" -Value 'repeat: a'
        (Get-Content -Path "$TestDrive/lines.txt" | Invoke-MistralChat -IncludeInput -AsText).Input.PSObject.Properties.Name | Should -Be 'Length'
    }

    It 'has Input and Usage beside the fields of a schema, and beside a value of a type' {
        Add-EmulatorReply '{"severity":"low"}', '{"value":7}', '{"input":"mine","usage":"much"}'
        $object = 'a' | Invoke-MistralChat -Schema 'severity' -IncludeInput
        $object.severity, $object.Input | Should -BeExactly 'low', 'a'
        $object.Usage.TotalTokens | Should -BeGreaterThan 0
        $value = 'a' | Invoke-MistralChat -As ([int]) -IncludeInput
        $value.Value, $value.Input | Should -Be 7, 'a'
        $own = 'a' | Invoke-MistralChat -Schema 'input, usage' -IncludeInput
        $own.Input, $own.AnswerInput, $own.AnswerUsage | Should -BeExactly 'a', 'mine', 'much'
        $own.Usage.TotalTokens | Should -BeGreaterThan 0
    }

    It 'has it in each piece of a stream' {
        $pieces = @('repeat: one two' | Invoke-MistralChat -Stream -IncludeInput)
        $pieces.Count | Should -BeGreaterThan 1
        $pieces.Input | Select-Object -Unique | Should -BeExactly 'repeat: one two'
        $texts = @('repeat: one two' | Invoke-MistralChat -Stream -AsText -IncludeInput)
        -join $texts.Text | Should -BeExactly 'one two'
        $texts[-1].Usage.TotalTokens | Should -BeGreaterThan 0
    }

    It 'is not told where nobody asked for it' {
        ('repeat: a' | Invoke-MistralChat).PSObject.Properties.Name | Should -Not -Contain 'Input'
    }

    It 'has it of code and of conversations' {
        $code = [pscustomobject]@{ Prompt = 'def f('; Suffix = 'return'; Nr = 3 } | Invoke-MistralFim -IncludeInput
        $code.Input.Nr, $code.Prompt | Should -Be 3, 'def f('
        ('def f(' | Invoke-MistralFim -IncludeInput -AsText).Input | Should -BeExactly 'def f('
        ('repeat: a' | Invoke-MistralConversation -IncludeInput).Input | Should -BeExactly 'repeat: a'
        $event = @('repeat: a' | Invoke-MistralConversation -Stream -IncludeInput)
        $event.Input | Select-Object -Unique | Should -BeExactly 'repeat: a'
        ('repeat: a' | Invoke-MistralConversation -AsText -IncludeInput).Usage.TotalTokens | Should -BeGreaterThan 0
    }
}

Describe 'A row with -Merge' {
    BeforeEach { Reset-Emulator }

    It 'goes from CSV to CSV, each once, and a failed one is an error with its row' {
        1..20 | ForEach-Object { [pscustomobject]@{ Nr = $_; Subject = "Subject $_"; Body = 'Words' } } | Export-Csv -Path "$TestDrive/in.csv" -NoTypeInformation
        Add-EmulatorFault @{ path = $chat; times = 3; skip = 5; status = 422; body = '{"detail":"not this one"}' }
        Add-EmulatorFault @{ path = $chat; times = 0; delayHeadersMilliseconds = 20; isRandomDelay = $true }
        Import-Csv -Path "$TestDrive/in.csv" |
            Invoke-MistralChat -Property Subject, Body -System 'classify' -Schema 'severity low|medium|high, component' -ThrottleLimit 8 -Merge -ErrorVariable failed -ErrorAction SilentlyContinue |
            Export-Csv -Path "$TestDrive/out.csv" -NoTypeInformation
        $out = @(Import-Csv -Path "$TestDrive/out.csv")
        $out.Count | Should -Be 17
        $failed.Count | Should -Be 3
        @($out.Nr + $failed.TargetObject.Nr | Sort-Object { [int] $_ }) | Should -Be (1..20)
        $out[0].PSObject.Properties.Name | Should -Be 'Nr', 'Subject', 'Body', 'severity', 'component', 'Usage'
        $out.severity | Select-Object -Unique | Should -BeIn 'low', 'medium', 'high'
        [int[]] $out.Nr | Should -Be @([int[]] $out.Nr | Sort-Object)
    }

    It 'keeps what both have: the answer has another name for it' {
        $made = $table[0] | Invoke-MistralChat 'What is this?' -Merge
        $made.Id | Should -BeExactly 'row 1'
        $made.AnswerId | Should -Match '^[0-9a-f]{32}$'
        $made.Content | Should -Not -BeNullOrEmpty
        $made.Usage.TotalTokens | Should -BeGreaterThan 0
    }

    It 'takes hashtables, and texts as Input' {
        Add-EmulatorReply '{"severity":"low"}'
        $made = @{ Subject = 'x' } | Invoke-MistralChat -Property Subject -Schema severity -Merge
        $made.Subject, $made.severity | Should -BeExactly 'x', 'low'
        $said = 'repeat: a' | Invoke-MistralChat -Merge -AsText
        $said.Input, $said.Text | Should -BeExactly 'repeat: a', 'a'
        $code = [pscustomobject]@{ Prompt = 'def f('; Nr = 3 } | Invoke-MistralFim -Merge
        $code.Nr, $code.Prompt | Should -Be 3, 'def f('
        $talk = $table[0] | Invoke-MistralConversation -Property Subject -Merge
        $talk.Subject, $talk.Question | Should -BeExactly 'S1', 'S1'
    }

    It 'is refused with <Name> before anything is sent' -ForEach @(
        @{ Name = '-Stream'; With = @{ Stream = $true } }
        @{ Name = '-IncludeInput'; With = @{ IncludeInput = $true } }
    ) {
        (Get-TestError { 'a' | Invoke-MistralChat -Merge @With }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'The properties of an object' {
    BeforeEach { Reset-Emulator }

    It 'are the message, or what a question is about' {
        $null = $table[0] | Invoke-MistralChat -Property Subject, Body
        $null = $table[0] | Invoke-MistralChat -Property Body
        $null = $table[0] | Invoke-MistralChat 'What is this?' -Property Subject, Body
        Get-SentText | Should -BeExactly "Subject: S1`nBody: B1", 'B1', "What is this?`n`nSubject: S1`nBody: B1"
    }

    It 'that are missing or empty are errors of that object alone' {
        $mixed = $table[0], [pscustomobject]@{ Title = 'x' }, [pscustomobject]@{ Subject = ' ' }, $table[2]
        $said = @($mixed | Invoke-MistralChat -Property Subject -ErrorVariable failed -ErrorAction SilentlyContinue)
        $said.Count | Should -Be 2
        $failed.FullyQualifiedErrorId | Should -BeLike 'Mistral*,*'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MistralPropertyNotFound,*'
        $failed[0].TargetObject.Title | Should -BeExactly 'x'
        $failed[0].ErrorDetails.RecommendedAction | Should -Match 'Title'
        $failed[1].FullyQualifiedErrorId | Should -BeLike 'MistralInputEmpty,*'
    }
}

Describe 'Objects that are piped to a question' {
    BeforeEach { Reset-Emulator }

    It 'are sent as compact JSON: <Name>' -ForEach @(
        @{ Name = 'a row'; Value = [pscustomobject]@{ A = 1; B = 'x' }; Json = '{"A":1,"B":"x"}' }
        @{ Name = 'a hashtable'; Value = @{ A = 1 }; Json = '{"A":1}' }
        @{ Name = 'a number'; Value = 42; Json = '42' }
    ) {
        $null = $Value | Invoke-MistralChat 'What is this?'
        $null = $Value | Invoke-MistralConversation 'What is this?'
        Get-SentText | Should -BeExactly "What is this?`n`n$Json"
        ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).inputs[0].content | Should -BeExactly "What is this?`n`n$Json"
    }

    It 'are what PowerShell shows of them, and 32 KB at most' {
        $null = Get-Process -Id $PID | Invoke-MistralChat 'What is this?'
        $null = [pscustomobject]@{ Long = 'x' * 100000 } | Invoke-MistralChat 'What is this?'
        $sent = @(Get-SentText)
        $sent[0] | Should -Match "`"Id`":$PID"
        $sent[0].Length | Should -BeLessThan 1000
        $sent[1].Length | Should -BeLessThan 34000
        $sent[1] | Should -Match 'truncated'
    }

    It 'go into one request with -Collect, as <Format>' -ForEach @(
        @{ Format = 'Json'; Text = "[{`"Id`":`"row 1`",`"Body`":`"B1`"},`n{`"Id`":`"row 2`",`"Body`":`"B2`"}]" }
        @{ Format = 'Csv'; Text = "`"Id`",`"Body`"`n`"row 1`",`"B1`"`n`"row 2`",`"B2`"" }
        @{ Format = 'Table'; Text = "Id    Body`n--    ----`nrow 1 B1`nrow 2 B2" }
    ) {
        $said = @($table[0, 1] | Invoke-MistralChat 'Which one?' -Collect -InputFormat $Format -Property Id, Body -IncludeInput)
        $said.Count | Should -Be 1
        $said[0].Input.Count | Should -Be 2
        @(Get-SentText) | Should -BeExactly "Which one?`n`n$Text"
    }
}

Describe 'A list in the pipeline' {
    BeforeEach { Reset-Emulator }

    It 'is refused in plain words where one text is expected: <Name>' -ForEach @(
        @{ Name = 'Invoke-MistralChat'; Run = { , @('a', 'b') | Invoke-MistralChat } }
        @{ Name = 'Invoke-MistralFim'; Run = { , @('a', 'b') | Invoke-MistralFim } }
        @{ Name = 'Invoke-MistralConversation'; Run = { , @('a', 'b') | Invoke-MistralConversation } }
        @{ Name = 'a list of .NET'; Run = { , [Collections.Generic.List[string]] ('a', 'b') | Invoke-MistralChat } }
        @{ Name = 'an argument'; Run = { Invoke-MistralChat ('a', 'b') } }
    ) {
        "$(Get-TestError $Run)" | Should -Match "A list can't be used as one text\. Pipe its items one by one"
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'does not keep the texts beside it from being sent' {
        $said = @('repeat: a', @('b', 'c'), 'repeat: d' | Invoke-MistralChat -AsText -ErrorAction SilentlyContinue)
        $said | Should -BeExactly 'a', 'd'
    }

    It 'is what a question is about where there is one' {
        $null = , @('a', 'b') | Invoke-MistralChat 'Sum up.'
        (Get-EmulatorRequest)[-1].body | Should -Match ([regex]::Escape('Sum up.\n\n[\"a\",\"b\"]'))
    }

    It 'is flattened where several texts are expected, however deep' {
        (, @('a', @('b', 'c')) | Get-MistralEmbedding).Text | Should -BeExactly 'a', 'b', 'c'
    }
}

Describe 'Text that is collected' {
    BeforeEach { Reset-Emulator }

    It 'is one message, with and without a question' {
        $null = 'one', 'two' | Invoke-MistralChat 'Which one?' -Collect
        $null = 'one', 'two' | Invoke-MistralChat -Collect -System 'Summarise.'
        $null = 'one', 'two' | Invoke-MistralConversation 'Which one?' -Collect
        Get-SentText | Should -BeExactly "Which one?`n`none`ntwo", "one`ntwo"
        ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).inputs[0].content | Should -BeExactly "Which one?`n`none`ntwo"
    }

    It 'is refused as soon as it is too long, with a count' {
        $read = 0
        $problem = Get-TestError { 1..1000 | ForEach-Object { $script:read = $_; 'x' * 99 } | Invoke-MistralChat 'Which one?' -Collect -MaximumInputLength 1000 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInputTooLong,*'
        "$problem" | Should -Match '11 items .* 1,099 characters'
        $script:read | Should -Be 11
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is an error without any input' {
        (Get-TestError { @() | Invoke-MistralChat 'Which one?' -Collect }).FullyQualifiedErrorId | Should -BeLike 'MistralInputEmpty,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is named where a request is sent for each line' {
        $null = 1..12 | ForEach-Object { "line $_" } | Invoke-MistralChat 'What is this?' -WarningVariable told -WarningAction SilentlyContinue
        @($told).Count | Should -Be 1
        "$told" | Should -Match '-Collect.*-Raw'
        $null = 1..12 | ForEach-Object { "line $_" } | Invoke-MistralChat 'What is this?' -ThrottleLimit 4 -WarningVariable quiet
        $quiet | Should -BeNullOrEmpty
    }
}

Describe 'Files that are piped to a question' {
    BeforeAll {
        $null = New-Item -ItemType Directory -Path "$TestDrive/files"
        $start = [byte[]](0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A)
        [IO.File]::WriteAllBytes("$TestDrive/files/a.png", $start)
        [IO.File]::WriteAllText("$TestDrive/files/b.py", "print('x')`n")
        [IO.File]::WriteAllText("$TestDrive/files/c.pdf", '%PDF-1.4')
    }

    BeforeEach { Reset-Emulator }

    It 'are sent each as what it is' {
        $said = @(Get-ChildItem -Path "$TestDrive/files" | Sort-Object -Property Name | Invoke-MistralChat 'What is this?' -ThrottleLimit 2 -IncludeInput)
        $said.Input.Name | Should -Be 'a.png', 'b.py', 'c.pdf'
        $sent = @(Get-SentText)
        @($sent | ForEach-Object { if ($_ -is [string]) { $_ } else { $_.type -join ' ' } } | Sort-Object) |
            Should -BeExactly 'text document_url', 'text image_url', "What is this?`n`nb.py:`n`nprint('x')`n"
    }

    It 'go with -Document { $_ } and by the name of a property, several at once' {
        $said = @(Get-Item -Path "$TestDrive/files/c.pdf", "$TestDrive/files/b.py" | Invoke-MistralChat 'What is this?' -Document { $_ } -ThrottleLimit 2 -Merge)
        $said.Name | Should -Be 'c.pdf', 'b.py'
        $null = [pscustomobject]@{ Image = "$TestDrive/files/a.png" } | Invoke-MistralChat 'What is this?'
        $sent = @(Get-SentText)
        $sent | ForEach-Object { $_[0].text } | Should -BeExactly 'What is this?', 'What is this?', 'What is this?'
        @($sent | ForEach-Object { $_[1].type } | Sort-Object) | Should -Be 'document_url', 'document_url', 'image_url'
        @($sent | Where-Object { $_[1].document_url -match '^data:text/plain' }).Count | Should -Be 1
    }

    It 'are none where the column of a row is empty: <Name>' -ForEach @(
        @{ Name = 'a chat'; Ask = { Invoke-MistralChat 'What is this?' -Merge } }
        @{ Name = 'a chat by -Property'; Ask = { Invoke-MistralChat -Property Q -Merge } }
    ) {
        $rows = ConvertFrom-Csv -InputObject "Q,Document,Image,Audio,Z`none,,,,z`ntwo,`"$TestDrive/files/c.pdf`",,,z`nthree, ,,,z"
        $said = @($rows | & { process { $_ } } | & ([scriptblock]::Create("`$input | $Ask")))
        $said.Q | Should -Be 'one', 'two', 'three'
        $types = @(Get-EmulatorRequest | ForEach-Object { @(($_.body | ConvertFrom-Json).messages[0].content | ForEach-Object { if ($_ -is [string]) { 'text' } else { $_.type } }) -join ' ' })
        $types | Should -BeExactly 'text', 'text document_url', 'text'
        @(Get-EmulatorRequest)[0].body | Should -Match 'one'
    }

    It 'that are empty are errors, and the others are sent' {
        [IO.File]::WriteAllText("$TestDrive/empty.txt", '')
        $said = @(Get-Item -Path "$TestDrive/empty.txt", "$TestDrive/files/b.py" | Invoke-MistralChat 'What is this?' -ErrorVariable failed -ErrorAction SilentlyContinue)
        $said.Count | Should -Be 1
        $failed.FullyQualifiedErrorId | Should -BeLike 'MistralMediaEmpty,*'
    }
}

Describe 'A variable of -PipelineVariable with -ThrottleLimit' {
    BeforeEach { Reset-Emulator }

    It 'gives a warning, once' {
        $null = 1..3 | ForEach-Object { "repeat: $_" } -PipelineVariable asked | Invoke-MistralChat -ThrottleLimit 2 -WarningVariable told -WarningAction SilentlyContinue | ForEach-Object { $asked }
        @($told).Count | Should -Be 1
        "$told" | Should -Match '-IncludeInput'
        $null = 1..3 | ForEach-Object { "repeat: $_" } -PipelineVariable asked | Invoke-MistralChat -WarningVariable quiet
        $quiet | Should -BeNullOrEmpty
    }
}

Describe 'An answer with -Show' {
    BeforeEach { Reset-Emulator }

    It 'is shown by the host as it comes, and given whole at its end' {
        $ran = Invoke-TestShell @'
$reply = Invoke-MistralChat 'repeat: one two three' -Show
"<$($reply.Content)|$($reply.GetType().Name)|$($reply.Usage.TotalTokens -gt 0)|$($reply.History.Count)>"
"<$(Invoke-MistralChat 'repeat: four' -Show -AsText)>"
"<$((Invoke-MistralFim 'def f' -Show).GetType().Name)>"
"<$((Invoke-MistralConversation 'repeat: five' -Show).Content)>"
"<$(('repeat: six', 'repeat: seven' | Invoke-MistralChat -Show -ThrottleLimit 2 -Merge).Content)>"
'@ -Environment @{ MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI }
        $ran.Errors | Should -BeNullOrEmpty
        $text = $ran.Output.Replace("`r", '')
        $text | Should -Match 'one two three\n<one two three\|ChatReply\|True\|2>\n'
        $text | Should -Match 'four\n<four>\n'
        $text | Should -Match '<FimReply>\n'
        $text | Should -Match 'five\n<five>\n'
        $text | Should -Match 'six\nseven\n<six seven>'
        @(Get-EmulatorRequest | Where-Object { ($_.body | ConvertFrom-Json).stream }).Count | Should -Be 6
    }

    It 'is shown before it has come to its end, free of what steers a console' {
        Add-EmulatorReply "first`n$([char]27)[2Jsecond third fourth fifth sixth seventh eighth"
        Add-EmulatorFault @{ path = $chat; holdBeforeEvent = 5 }
        $shell = Start-Shell "`$PSStyle.OutputRendering = 'PlainText'; `$null = Invoke-MistralChat 'Go' -Show" -Environment @{ MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI }
        try {
            Receive-ShellLine $shell | Should -BeExactly 'first'
            @(Get-EmulatorRequest -Filter @{ path = $chat; held = 1 }).Count | Should -Be 1
            Invoke-EmulatorRelease
            (Wait-Shell $shell).Output | Should -Match '^[^\x1b]\[2Jsecond third .* eighth'
        }
        finally {
            Invoke-EmulatorRelease
        }
    }

    It 'is refused with -Stream' {
        (Get-TestError { Invoke-MistralChat 'a' -Show -Stream }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'What a wrapper passes on though nobody gave it' {
    BeforeEach { Reset-Emulator }

    It 'means none: -History, -System, -Image, -Document and -Audio' {
        $null = Invoke-MistralChat 'repeat: a' -History $null -System '' -Image $null -Document $null -Audio @()
        $null = Invoke-MistralChat 'repeat: a' -History @() -System $null -Document @($null) -Image ''
        $null = Invoke-MistralConversation 'repeat: a' -Instruction '' -Image $null -Document $null
        $sent = @(Get-EmulatorRequest)
        $sent[0].body | Should -BeExactly '{"model":"mistral-small-latest","messages":[{"role":"user","content":"repeat: a"}]}'
        $sent[1].body | Should -BeExactly $sent[0].body
        $sent[2].body | Should -Not -Match 'instructions'
        $reply = Invoke-MistralChat 'repeat: a'
        ($reply | Invoke-MistralChat 'repeat: b' -History $null).Content | Should -BeExactly 'b'
        ('repeat: a' | Invoke-MistralConversation | Invoke-MistralConversation 'repeat: b' -Instruction '').Content | Should -BeExactly 'b'
    }

    It 'keeps the system message of a history where -System is empty' {
        $reply = Invoke-MistralChat 'repeat: a' -System 'Be brief.'
        ($reply | Invoke-MistralChat 'repeat: b' -System '').History.Role | Should -Be 'system', 'user', 'assistant', 'user', 'assistant'
    }
}

Describe 'A call with -Verbose' {
    BeforeEach { Reset-Emulator }

    It 'tells model, tokens and duration: <Name>' -ForEach @(
        @{ Name = 'a chat'; Run = { Invoke-MistralChat 'repeat: a' -Verbose } }
        @{ Name = 'a stream'; Run = { Invoke-MistralChat 'repeat: a' -Stream -Verbose } }
        @{ Name = 'code'; Run = { Invoke-MistralFim 'def f' -Verbose } }
        @{ Name = 'a conversation'; Run = { Invoke-MistralConversation 'repeat: a' -Verbose } }
        @{ Name = 'a stream of a conversation'; Run = { Invoke-MistralConversation 'repeat: a' -Stream -Verbose } }
    ) {
        $told = @(& $Run 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] })
        "$told" | Should -Match '(mistral-small|codestral)-latest: \d+ \+ \d+ = \d+ tokens in \d+\.\d s'
    }
}

Describe 'A call with -Debug' {
    BeforeEach { Reset-Emulator }

    It 'tells what was sent and what came back, without the key: <Name>' -ForEach @(
        @{ Name = 'a chat'; Run = { Invoke-MistralChat "repeat: a $args" -Debug } }
        @{ Name = 'a stream'; Run = { Invoke-MistralChat "repeat: a $args" -Stream -Debug } }
        @{ Name = 'code'; Run = { Invoke-MistralFim "def f $args" -Debug } }
        @{ Name = 'a conversation'; Run = { Invoke-MistralConversation "repeat: a $args" -Debug } }
    ) {
        $told = @(& $Run $env:MISTRAL_TEST_KEY 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] })
        "$told" | Should -Match 'Request: \{.*(repeat: a|def f).*Response: \{'
        "$told" | Should -Not -Match $env:MISTRAL_TEST_KEY
    }

    It 'tells method, path, status, duration and request id of each request: <Name>' -ForEach @(
        @{ Name = 'Get-MistralModel'; Run = { Get-MistralModel -Debug }; Says = '^GET /v1/models -> 200 in \d+ ms \(correlation id \S+\)$' }
        @{ Name = 'Get-MistralEmbedding'; Run = { Get-MistralEmbedding 'a' -Debug }; Says = '^POST /v1/embeddings -> 200 in' }
        @{ Name = 'Invoke-MistralRequest'; Run = { Invoke-MistralRequest /v1/models -Debug }; Says = '^GET /v1/models -> 200 in' }
        @{ Name = 'Connect-Mistral'; Run = { Connect-Mistral -ApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) -BaseUri $env:MISTRAL_TEST_URI -Debug }; Says = '^GET /v1/models -> 200 in' }
        @{ Name = 'a chat'; Run = { Invoke-MistralChat 'repeat: a' -Debug }; Says = '^POST /v1/chat/completions -> 200 in' }
        @{ Name = 'a preference'; Run = { $DebugPreference = 'Continue'; Get-MistralModel }; Says = '^GET /v1/models -> 200 in' }
    ) {
        $told = @(& $Run 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] } | ForEach-Object { "$_" })
        @($told -match $Says).Count | Should -Be 1
        "$told" | Should -Not -Match $env:MISTRAL_TEST_KEY
    }

    It 'tells of a retry, and of the failure of each attempt' {
        Add-EmulatorFault @{ path = '/v1/models'; status = 503; times = 1 }
        $told = @(Get-MistralModel -Debug 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] } | ForEach-Object { "$_" })
        $told[0] | Should -Match '-> 503 in'
        $told[1] | Should -Match 'Retry 1 of \d'
        $told[2] | Should -Match '-> 200 in'
    }

    It 'is what tells it' {
        @(Invoke-MistralChat 'repeat: a' 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] }) | Should -BeNullOrEmpty
    }
}
