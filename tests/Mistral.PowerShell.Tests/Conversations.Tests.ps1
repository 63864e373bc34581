#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $path = '/v1/conversations'
    $france = 'What is the capital of France?'

    function Get-Sent { @(Get-EmulatorRequest -Filter @{ path = $path; method = 'POST' }) }
    function Get-SentBody([int] $Number = -1) { (Get-Sent)[$Number].body | ConvertFrom-Json }

    # A reply of the model that asks for calls: name and arguments each.
    function New-Call([object[]] $Call, [hashtable] $With = @{}) {
        @{ tool_calls = @(foreach ($one in $Call) { @{ function = @{ name = $one[0]; arguments = (ConvertTo-Json -InputObject $one[1] -Compress) } } + $With }) }
    }

    function ConvertTo-Event($Data) { "event: $($Data.type)`ndata: $(ConvertTo-Json -InputObject $Data -Compress -Depth 10)`n`n" }
    $started = ConvertTo-Event ([ordered]@{ type = 'conversation.response.started'; conversation_id = 'conv_1' })
    $done = ConvertTo-Event ([ordered]@{ type = 'conversation.response.done'; usage = @{ prompt_tokens = 1; completion_tokens = 2; total_tokens = 3 } })
    function ConvertTo-TextEvent([string] $Text) { ConvertTo-Event ([ordered]@{ type = 'message.output.delta'; id = 'msg_1'; content = $Text }) }
    function Add-StreamReply([string] $Text, [hashtable] $With = @{}) {
        Add-EmulatorFault (@{ path = $path; contentType = 'text/event-stream'; body = $Text } + $With)
    }

    $handoff = @{ type = 'agent.handoff'; previous_agent_id = 'ag_1'; previous_agent_name = 'desk'; next_agent_id = 'ag_2'; next_agent_name = 'expert' }
    $script:ran = [Collections.Generic.List[string]]::new()
    function Get-TestLog {
        [CmdletBinding()]
        param([Parameter(Mandatory)] [string] $Name)
        $script:ran.Add("Get-TestLog Name=$Name")
        "$Name ran out of disk"
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A conversation' {
    BeforeEach { Reset-Emulator }

    It 'starts with a model, the connection''s own by default' {
        $reply = Invoke-MistralConversation $france
        $reply | Should -BeOfType Mistral.PowerShell.ConversationReply
        "$reply" | Should -BeExactly 'The capital of France is Paris.'
        $reply.ConversationId | Should -BeLike 'conv_*'
        $reply.Model | Should -BeExactly 'mistral-small-latest'
        $reply.AgentId | Should -BeNullOrEmpty
        "$($reply.ToolRoundState)" | Should -BeExactly 'None'
        $reply.Usage.TotalTokens | Should -BeGreaterThan 0
        $reply.Output.Count | Should -Be 1
        $reply.Output[0].Type | Should -BeExactly 'message.output'
        $reply.Output[0].CreatedAt | Should -BeOfType DateTimeOffset
        $reply.Output[0].ConversationId | Should -BeExactly $reply.ConversationId

        $sent = @(Get-Sent)
        $sent.Count | Should -Be 1
        $sent[0].path | Should -BeExactly $path
        $sent[0].body | Should -BeExactly "{`"inputs`":[{`"type`":`"message.input`",`"role`":`"user`",`"content`":`"$france`"}],`"model`":`"mistral-small-latest`"}"
    }

    It 'starts with an agent, in a version by number or by name: <Version>' -ForEach @(@{ Version = '3'; Json = '3' }, @{ Version = 'stable'; Json = '"stable"' }) {
        $reply = Invoke-MistralConversation $france -AgentId ag_1 -AgentVersion $Version
        $reply.AgentId | Should -BeExactly 'ag_1'
        (Get-Sent)[0].body | Should -BeLike "*`"agent_id`":`"ag_1`",`"agent_version`":$Json}"
    }

    It 'sends all parameters' {
        $with = @{
            Model = 'mistral-medium-latest'; Instruction = 'Be brief.'; Name = 'geo'; Description = 'About capitals'; Metadata = @{ team = 'a' }
            NoStore = $true; HandoffExecution = 'Client'; Guardrail = @{ block_on_error = $true }; Tool = 'web_search', @{ type = 'document_library'; library_ids = @('l1') }
            Temperature = 0.2; TopP = 0.5; MaximumTokenCount = 50; StopSequence = 'END'; RandomSeed = 7; PresencePenalty = 0.1; FrequencyPenalty = 0.2
            Prediction = 'Paris'; ReasoningEffort = 'low'; ToolChoice = 'Auto'; ResponseFormat = 'text'
        }
        $null = Invoke-MistralConversation $france @with
        $sent = Get-SentBody
        $sent.instructions, $sent.name, $sent.description, $sent.metadata.team, $sent.store, $sent.handoff_execution | Should -BeExactly 'Be brief.', 'geo', 'About capitals', 'a', $false, 'client'
        $sent.guardrails[0].block_on_error | Should -BeTrue
        $sent.tools.type | Should -BeExactly 'web_search', 'document_library'
        $sent.tools[1].library_ids | Should -BeExactly 'l1'
        $how = $sent.completion_args
        $how.temperature, $how.top_p, $how.max_tokens, $how.random_seed, $how.presence_penalty, $how.frequency_penalty | Should -Be 0.2, 0.5, 50, 7, 0.1, 0.2
        $how.stop | Should -BeExactly 'END'
        $how.prediction.content, $how.reasoning_effort, $how.tool_choice, $how.response_format.type | Should -BeExactly 'Paris', 'low', 'auto', 'text'
    }

    It 'continues from a reply, an id, or the output of Get-MistralConversation' {
        $reply = Invoke-MistralConversation $france
        ($reply | Invoke-MistralConversation 'and of Italy?').Content | Should -BeExactly 'The capital of Italy is Rome.'
        ($france, 'and of Spain?' | Invoke-MistralConversation -ConversationId $reply.ConversationId -AsText) | Should -BeExactly 'The capital of France is Paris.', 'The capital of Spain is Madrid.'
        (Get-MistralConversation -Id $reply.ConversationId | Invoke-MistralConversation 'repeat: a').ConversationId | Should -BeExactly $reply.ConversationId
        @(Get-Sent | Select-Object -Skip 1).path | Select-Object -Unique | Should -BeExactly "$path/$($reply.ConversationId)"
        (Get-SentBody 1).PSObject.Properties.Name | Should -BeExactly 'inputs'
        @(Get-MistralConversationEntry $reply.ConversationId).Count | Should -Be 10
    }

    It 'uses piped text as context of the message' {
        $null = 'The disk is full.' | Invoke-MistralConversation 'What is wrong?'
        (Get-SentBody).inputs[0].content | Should -BeExactly "What is wrong?`n`nThe disk is full."
    }

    It 'uses piped text as context of a message that continues a conversation' {
        $reply = Invoke-MistralConversation $france
        $null = 'The disk is full.' | Invoke-MistralConversation 'And now?' -ConversationId $reply.ConversationId
        @(Get-Sent)[-1].path | Should -BeExactly "$path/$($reply.ConversationId)"
        (Get-SentBody 1).inputs[0].content | Should -BeExactly "And now?`n`nThe disk is full."
        $problem = Get-TestError { $reply | Invoke-MistralConversation 'And now?' -ConversationId other }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        $problem.Exception.Message | Should -BeLike "*-ConversationId can't be combined with a piped reply*"
        (Get-Sent).Count | Should -Be 2
    }

    It 'starts for each piped message, several at once in order' {
        $replies = 'a', 'b', 'c', 'd' | ForEach-Object { "repeat: $_" } | Invoke-MistralConversation -ThrottleLimit 4
        $replies.Content | Should -BeExactly 'a', 'b', 'c', 'd'
        @($replies.ConversationId | Select-Object -Unique).Count | Should -Be 4
    }

    It 'has its question in each reply, in any order' {
        Add-EmulatorFault @{ path = $path; delayHeadersMilliseconds = 500 }
        $replies = 'a', 'b', 'c' | ForEach-Object { "repeat: $_" } | Invoke-MistralConversation -ThrottleLimit 3 -Unordered
        $replies.Count | Should -Be 3
        foreach ($reply in $replies) { $reply.Question | Should -BeExactly "repeat: $($reply.Content)" }
        ('The disk is full.' | Invoke-MistralConversation 'What is wrong?').Question | Should -BeExactly "What is wrong?`n`nThe disk is full."
        (Invoke-MistralConversation 'repeat: a' -Stream)[-1].Reply.Question | Should -BeExactly 'repeat: a'
        (Invoke-MistralConversation 'Look.' -Image https://example.com/a.png).Question | Should -BeExactly 'Look.'
    }

    It 'sends nothing without a message' {
        $entries = @{ type = 'message.input'; role = 'user'; content = 'repeat: a' }, @{ type = 'message.input'; role = 'user'; content = 'repeat: b' }
        $reply = Invoke-MistralConversation -Entry $entries
        $reply.Question | Should -BeExactly "repeat: a`nrepeat: b"
        $entry = (Get-MistralConversationMessage $reply.ConversationId)[0]
        ($entry | Restart-MistralConversation).Question | Should -BeNullOrEmpty
        ($entry | Restart-MistralConversation 'repeat: c').Question | Should -BeExactly 'repeat: c'
    }

    It 'accepts images and documents' {
        [IO.File]::WriteAllBytes("$TestDrive/dot.png", [Convert]::FromBase64String('iVBORw0KGgo='))
        $null = Invoke-MistralConversation 'What is it?' -Image "$TestDrive/*.png" -Document https://example.com/a.pdf
        $content = (Get-SentBody).inputs[0].content
        $content.type | Should -BeExactly 'text', 'image_url', 'document_url'
        $content[1].image_url | Should -BeExactly 'data:image/png;base64,iVBORw0KGgo='
        $content[2].document_url | Should -BeExactly 'https://example.com/a.pdf'
    }

    It 'accepts only entries in the format of the API' {
        (Invoke-MistralConversation -Entry @{ type = 'message.input'; role = 'user'; content = 'repeat: a' }).Content | Should -BeExactly 'a'
        $reply = Invoke-MistralConversation $france
        ($reply | Invoke-MistralConversation -Entry $reply.Output, @{ type = 'message.input'; role = 'user'; content = 'repeat: b' }).Content | Should -BeExactly 'b'
        (Get-SentBody).inputs[0].id | Should -BeExactly $reply.Output[0].Id
        $count = (Get-Sent).Count
        (Get-TestError { Invoke-MistralConversation -Entry @{ role = 'user' } }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        (Get-TestError { Invoke-MistralConversation -Entry 'hello' }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        (Get-Sent).Count | Should -Be $count
    }

    It 'returns the runs, sources and tokens of tools of the server' {
        $reply = Invoke-MistralConversation $france -Tool web_search
        $reply.Content | Should -BeExactly 'The capital of France is Paris.'
        $reply.Output.Type | Should -BeExactly 'tool.execution', 'message.output'
        $reply.Output[0].Name | Should -BeExactly 'web_search'
        "$($reply.Output[0])" | Should -BeLike 'web_search {"query":*}'
        $reply.Reference.Url | Should -BeExactly 'https://example.com/source'
        $reply.Usage.ConnectorTokens | Should -Be 10
        $reply.Usage.Connectors.WebSearch | Should -Be 1
    }

    It 'returns handoffs, files and unknown entries' {
        Add-EmulatorReply @{ entries = @($handoff, @{ type = 'something.new'; news = 1 }); content = @(@{ type = 'text'; text = 'Here.' }, @{ type = 'tool_file'; tool = 'image_generation'; file_id = 'f1'; file_name = 'a.png' }) }
        $reply = Invoke-MistralConversation 'Draw' -AgentId ag_1
        $reply.Handoff.NextAgentName | Should -BeExactly 'expert'
        "$($reply.Handoff)" | Should -BeExactly 'desk -> expert'
        $reply.File.FileId | Should -BeExactly 'f1'
        $reply.Output.Type | Should -BeExactly 'agent.handoff', 'something.new', 'message.output'
        $reply.Output[1].News | Should -Be 1
    }

    It 'continues after a handoff to the client without a message' {
        Add-EmulatorReply @(@{ entries = @($handoff) }, 'I take over.')
        $reply = Invoke-MistralConversation 'Who helps?' -AgentId ag_1 -HandoffExecution client
        $reply.Content | Should -BeExactly ''
        $reply.Handoff.NextAgentId | Should -BeExactly 'ag_2'
        ($reply | Invoke-MistralConversation -Entry @()).Content | Should -BeExactly 'I take over.'
        (Get-Sent)[-1].body | Should -BeExactly '{"inputs":[]}'
    }

    It 'returns objects, and retries invalid ones' {
        Invoke-MistralConversation 'Ports? 25, 465' -As ([int[]]) | Should -Be 25, 465
        (Get-SentBody).completion_args.response_format.json_schema.strict | Should -BeTrue
        Add-EmulatorReply 'none', '{"name":"Ada"}'
        (Invoke-MistralConversation 'Who?' -Schema 'name' -RetryInvalid 1).name | Should -BeExactly 'Ada'
        (Get-SentBody).inputs[0].content | Should -BeLike "Your response doesn't match the schema: it is not JSON*"
        (Get-Sent)[-1].path | Should -BeLike "$path/conv_*"
        Add-EmulatorReply 'none'
        $problem = Get-TestError { Invoke-MistralConversation 'Who?' -Schema 'name' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidAnswer,*'
        $problem.TargetObject | Should -BeExactly 'Who?'
        Add-EmulatorReply '{"a":1}'
        (Invoke-MistralConversation 'Who?' -As ([hashtable])).a | Should -Be 1
        (Get-SentBody).inputs[0].content | Should -BeLike '*one JSON object and nothing else.'
    }

    It 'adds its tokens to those of the connection' {
        $before = (Get-MistralConnection).Usage.TotalTokenCount
        $reply = Invoke-MistralConversation $france
        (Get-MistralConnection).Usage.TotalTokenCount - $before | Should -Be $reply.Usage.TotalTokens
    }
}

Describe 'A message of an object' {
    BeforeEach { Reset-Emulator }

    # The pipeline would take the message for the start of a conversation, and leave the conversation that stands beside it.
    It 'is rejected, because it may belong to a conversation' {
        $problem = Get-TestError { [pscustomobject]@{ ConversationId = 'conv_1'; Message = $france } | Invoke-MistralConversation }
        $problem.Exception.Message | Should -Match 'ForEach-Object'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A message that can''t be sent' {
    BeforeEach { Reset-Emulator }

    It 'is an error before anything is sent: <Name>' -ForEach @(
        @{ Name = 'an agent with a model'; Run = { Invoke-MistralConversation 'a' -AgentId ag_1 -Model m } }
        @{ Name = 'what only a start has, going on'; Run = { Invoke-MistralConversation 'a' -ConversationId conv_1 -Instruction b } }
        @{ Name = 'text and objects at once'; Run = { Invoke-MistralConversation 'a' -AsText -Schema b } }
        @{ Name = 'two forms of the answer'; Run = { Invoke-MistralConversation 'a' -ResponseFormat text -Schema b } }
        @{ Name = 'a second try without a schema'; Run = { Invoke-MistralConversation 'a' -RetryInvalid 1 } }
        @{ Name = 'a picture without a message'; Run = { Invoke-MistralConversation -Entry @{ type = 'message.input'; role = 'user'; content = 'a' } -Image https://example.com/a.png } }
        @{ Name = 'a picture without a message, at a restart'; Run = { Restart-MistralConversation -ConversationId conv_1 -FromEntryId m -Image https://example.com/a.png } }
        @{ Name = 'an id that is no part of a path'; Run = { Invoke-MistralConversation 'a' -ConversationId '..' } }
        @{ Name = 'a tool that is a bare schema'; Id = 'MistralInvalidTool'; Run = { Invoke-MistralConversation 'a' -Tool @{ type = 'object'; properties = @{} } } }
        @{ Name = 'an object without the id of its conversation'; Id = 'MistralNoConversation'; Run = { [pscustomobject]@{ ConversationId = '' } | Invoke-MistralConversation 'a' } }
        @{ Name = 'a file that is not there'; Id = 'MistralFileNotFound'; Run = { Invoke-MistralConversation 'a' -Image "$TestDrive/none.png" } }
    ) {
        $problem = Get-TestError $Run
        $problem.FullyQualifiedErrorId | Should -BeLike "$(if ($Id) { $Id } else { 'MistralInvalidArgument' }),*"
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        @(Get-Sent).Count | Should -Be 0
    }

    It 'is an error if the server has not stored the conversation: <Name>' -ForEach @(
        @{ Name = 'a reply'; Make = { Invoke-MistralConversation 'repeat: a' -NoStore } }
        @{ Name = 'the last event of a stream'; Make = { (Invoke-MistralConversation 'repeat: a' -NoStore -Stream)[-1] } }
        @{ Name = 'a reply from a file'; Make = { Invoke-MistralConversation 'repeat: a' -NoStore | Export-Clixml -LiteralPath "$TestDrive/reply.xml"; Import-Clixml -LiteralPath "$TestDrive/reply.xml" } }
    ) {
        $before = & $Make
        Clear-EmulatorRequest
        $problem = Get-TestError { $before | Invoke-MistralConversation 'and now?' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoConversation,*'
        "$problem" | Should -BeLike '*-NoStore*'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $problem.TargetObject.ConversationId | Should -BeExactly $before.ConversationId
        @(Get-Sent).Count | Should -Be 0
    }

    It 'is not an error if only a message was sent with -NoStore' {
        $reply = Invoke-MistralConversation $france
        $aside = $reply | Invoke-MistralConversation 'repeat: a' -NoStore
        ($aside | Invoke-MistralConversation 'and of Italy?').Content | Should -BeExactly 'The capital of Italy is Rome.'
        ($reply | Invoke-MistralConversation 'repeat: b' -NoStore:$false | Invoke-MistralConversation 'repeat: c').Content | Should -BeExactly 'c'
    }

    It 'is one error among others: <Status>' -ForEach @(
        @{ Status = 403; Id = 'MistralPermissionDenied' }
        @{ Status = 404; Id = 'MistralNotFound' }
        @{ Status = 422; Id = 'MistralInvalidRequest' }
        @{ Status = 500; Id = 'MistralServerError' }
    ) {
        Add-EmulatorFault @{ path = $path; status = $Status }
        $replies = @('repeat: a', 'repeat: b' | Invoke-MistralConversation -ErrorVariable problems -ErrorAction SilentlyContinue)
        @($replies).Content | Should -BeExactly 'b'
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problems[0].TargetObject | Should -BeExactly 'repeat: a'

        # What may have been done is not done twice: two conversations would be kept.
        @(Get-Sent).Count | Should -Be 2
    }

    It 'waits at a rate limit, and ends with an invalid key' {
        Add-EmulatorFault @{ path = $path; status = 429; headers = @{ 'Retry-After' = '0' } }
        (Invoke-MistralConversation 'repeat: a').Content | Should -BeExactly 'a'
        Add-EmulatorFault @{ path = $path; status = 401 }
        { 'a', 'b' | Invoke-MistralConversation -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'MistralAuthenticationFailed,*'
    }

    It 'is an error if the response isn''t valid: <Body>' -ForEach @(
        @{ Body = '{"conversation_id":"c","outputs":[' }
        @{ Body = '{"outputs":[]}' }
        @{ Body = '{"conversation_id":"c","outputs":[null]}' }
        @{ Body = '{"conversation_id":"c","outputs":[{"name":"a"}]}' }
        @{ Body = '[]' }
    ) {
        Add-EmulatorFault @{ path = $path; body = $Body; contentType = 'application/json' }
        (Get-TestError { Invoke-MistralConversation 'a' }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'is an error with the id of an unknown conversation' {
        $problem = Get-TestError { Invoke-MistralConversation 'a' -ConversationId conv_none }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$problem" | Should -Match 'conv_none'
    }
}

Describe 'Tool calls in a conversation' {
    BeforeEach { Reset-Emulator; $script:ran.Clear() }

    It 'run, and the conversation continues with their results' {
        Add-EmulatorReply @((New-Call @('Get-TestLog', @{ Name = 'mail' }), @('Get-TestLog', @{ Name = 'web' })), 'Both ran out of disk.')
        $reply = Invoke-MistralConversation 'Why?' -Tool Get-TestLog, web_search -ToolChoice required
        $reply.Content | Should -BeExactly 'Both ran out of disk.'
        "$($reply.ToolRoundState)" | Should -BeExactly 'Answered'
        @($script:ran) | Should -BeExactly 'Get-TestLog Name=mail', 'Get-TestLog Name=web'
        $reply.ToolResult.Content | Should -BeExactly '"mail ran out of disk"', '"web ran out of disk"'
        $reply.Output.Type | Should -BeExactly 'function.call', 'function.call', 'message.output'

        $sent = @(Get-Sent)
        $sent.Count | Should -Be 2
        (Get-SentBody 0).tools.type | Should -BeExactly 'function', 'web_search'
        (Get-SentBody 0).completion_args.tool_choice | Should -BeExactly 'required'
        $sent[1].path | Should -BeExactly "$path/$($reply.ConversationId)"
        $results = (Get-SentBody 1).inputs
        $results.type | Select-Object -Unique | Should -BeExactly 'function.result'
        $results.tool_call_id | Should -BeExactly @($reply.Output[0].ToolCallId, $reply.Output[1].ToolCallId)
        $results.result | Should -BeExactly '"mail ran out of disk"', '"web ran out of disk"'
        (Get-SentBody 1).PSObject.Properties.Name | Should -Not -Contain 'tools'
        (Get-SentBody 1).completion_args.PSObject.Properties.Name | Should -Not -Contain 'tool_choice'
        (Get-MistralConversationEntry $reply.ConversationId).Type | Should -BeExactly 'message.input', 'function.call', 'function.call', 'function.result', 'function.result', 'message.output'
    }

    It 'run in a continued conversation with the tools given again' {
        $reply = Invoke-MistralConversation 'repeat: a' -Tool Get-TestLog
        Add-EmulatorReply @((New-Call (, @('Get-TestLog', @{ Name = 'mail' }))), 'Done.')
        ($reply | Invoke-MistralConversation 'Why?' -Tool Get-TestLog).ToolResult.Content | Should -BeExactly '"mail ran out of disk"'
    }

    It 'of a conversation that isn''t stored are sent again with all earlier entries' {
        Add-EmulatorReply @((New-Call (, @('Get-TestLog', @{ Name = 'mail' }))), 'Done.')
        $reply = Invoke-MistralConversation 'Why?' -Tool Get-TestLog -NoStore
        $reply.Content | Should -BeExactly 'Done.'
        $sent = @(Get-Sent)
        $sent[1].path | Should -BeExactly $path
        (Get-SentBody 1).inputs.type | Should -BeExactly 'message.input', 'function.call', 'function.result'
        (Get-SentBody 1).tools.function.name | Should -BeExactly 'Get-TestLog'
    }

    It 'without tools cause a warning' {
        Add-EmulatorReply (New-Call (, @('Get-TestLog', @{ Name = 'mail' })))
        $reply = Invoke-MistralConversation 'Why?' -WarningVariable warnings -WarningAction SilentlyContinue
        "$($reply.ToolRoundState)" | Should -BeExactly 'NotRun'
        "$warnings" | Should -BeExactly 'The model requested tool calls, which were not run. The ToolCall property of the reply has them. Use -Tool to run them.'
    }

    It 'do not run with -WhatIf, and get no results' {
        Add-EmulatorReply (New-Call (, @('Get-TestLog', @{ Name = 'mail' })))
        $reply = Invoke-MistralConversation 'Why?' -Tool Get-TestLog -WhatIf
        "$($reply.ToolRoundState)" | Should -BeExactly 'NotRun'
        $reply.ToolCall.Function.Arguments | Should -BeExactly '{"Name":"mail"}'
        @($script:ran).Count | Should -Be 0
        @(Get-Sent).Count | Should -Be 1
    }

    It 'of unknown tools or with invalid arguments get an error' {
        Add-EmulatorReply @((New-Call @('Remove-Item', @{ Path = '/' }), @('Get-TestLog', @{ Nam = 'x' })), 'Sorry.')
        $reply = Invoke-MistralConversation 'Go' -Tool Get-TestLog
        $reply.Content | Should -BeExactly 'Sorry.'
        @($reply.ToolResult.State | ForEach-Object { "$_" }) | Should -BeExactly 'Unknown', 'Failed'
        (Get-SentBody).inputs[0].result | Should -Match "The tool 'Remove-Item' doesn't exist"
        @($script:ran).Count | Should -Be 0
    }

    It 'end at the limit of rounds, with a warning' {
        Add-EmulatorReply @(1..3 | ForEach-Object { New-Call (, @('Get-TestLog', @{ Name = "$_" })) })
        $reply = Invoke-MistralConversation 'Go' -Tool Get-TestLog -MaximumToolRound 2 -WarningVariable warnings -WarningAction SilentlyContinue
        "$($reply.ToolRoundState)" | Should -BeExactly 'LimitReached'
        @($script:ran).Count | Should -Be 2
        "$warnings" | Should -Match 'more than 2 rounds'
    }

    It 'of schemas are answered by the caller with entries' {
        $weather = @{ name = 'weather'; parameters = @{ type = 'object'; properties = @{ City = @{ type = 'string' } } } }
        Add-EmulatorReply @((New-Call (, @('weather', @{ City = 'Paris' }))), 'It rains.')
        $reply = Invoke-MistralConversation 'Weather?' -Tool $weather
        "$($reply.ToolRoundState)" | Should -BeExactly 'NotRun'
        ($reply | Invoke-MistralConversation -Entry @{ type = 'function.result'; tool_call_id = $reply.ToolCall[0].Id; result = 'rain' }).Content | Should -BeExactly 'It rains.'
        (Get-TestError { $reply | Invoke-MistralConversation -Entry @{ type = 'function.result'; tool_call_id = 'none'; result = 'rain' } }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
    }

    It 'of the server that need approval get it from the user' {
        Add-EmulatorReply @((New-Call (, @('send_mail', @{ To = 'ada' })) -With @{ confirmation_status = 'pending' }), 'Sent.')
        $reply = Invoke-MistralConversation 'Write to Ada' -Confirm:$false
        $reply.Content | Should -BeExactly 'Sent.'
        "$($reply.ToolResult.State)" | Should -BeExactly 'Allowed'
        $sent = Get-SentBody
        $sent.PSObject.Properties.Name | Should -BeExactly 'tool_confirmations'
        $sent.tool_confirmations.confirmation | Should -BeExactly 'allow'
        $sent.tool_confirmations.tool_call_id | Should -BeExactly $reply.ToolResult.Id
        $reply.Output.Type | Should -BeExactly 'function.call', 'tool.execution', 'message.output'
    }

    It 'that need approval are denied in an unattended session, and left open with -WhatIf' {
        $script = @'
$null = Connect-Mistral -BaseUri $env:MISTRAL_TEST_URI -ApiKey (ConvertTo-SecureString $env:MISTRAL_TEST_KEY -AsPlainText -Force)
$reply = Invoke-MistralConversation 'Write to Ada' 3>$null
"$($reply.ToolResult.State) $($reply.Content)"
'@
        Add-EmulatorReply @((New-Call (, @('send_mail', @{ To = 'ada' })) -With @{ confirmation_status = 'pending' }), 'Not sent.')
        (Invoke-TestShell -Script $script).Output.Trim() | Should -BeExactly 'Declined Not sent.'
        (Get-SentBody).tool_confirmations.confirmation | Should -BeExactly 'deny'
        Add-EmulatorReply (New-Call (, @('send_mail', @{ To = 'ada' })) -With @{ confirmation_status = 'pending' })
        $count = (Get-Sent).Count
        $reply = Invoke-MistralConversation 'Write to Ada' -WhatIf
        "$($reply.ToolRoundState)" | Should -BeExactly 'NotRun'
        $reply.ToolCall.ConfirmationStatus | Should -BeExactly 'pending'
        (Get-Sent).Count | Should -Be ($count + 1)
    }
}

Describe 'A streamed reply' {
    BeforeEach { Reset-Emulator; $script:ran.Clear() }

    It 'has an event for each piece, and ends with the complete reply' {
        $events = @(Invoke-MistralConversation $france -Tool web_search -Stream)
        $events | Should -BeOfType Mistral.PowerShell.ConversationEvent
        -join $events | Should -BeExactly 'The capital of France is Paris.'
        $events[0].Type | Should -BeExactly 'conversation.response.started'
        $events[-1].Type | Should -BeExactly 'conversation.response.done'
        @($events.ConversationId | Select-Object -Unique).Count | Should -Be 1
        @($events.Type | Select-Object -Unique) | Should -BeExactly 'conversation.response.started', 'tool.execution.started', 'tool.execution.delta', 'tool.execution.done', 'message.output.delta', 'conversation.response.done'
        $events[1].Name | Should -BeExactly 'web_search'
        -join $events.Arguments | Should -BeExactly "{`"query`":`"$france`"}"
        @($events | Where-Object Content).Count | Should -BeGreaterThan 4
        $events[-1].Usage.ConnectorTokens | Should -Be 10
        (Get-SentBody).stream | Should -BeTrue

        $reply = $events[-1].Reply
        $reply.Content | Should -BeExactly 'The capital of France is Paris.'
        $reply.Output.Type | Should -BeExactly 'tool.execution', 'message.output'
        $reply.Output[0].Arguments | Should -BeExactly "{`"query`":`"$france`"}"
        $reply.Reference.Title | Should -BeExactly 'A made-up source'
        $count = (Get-Sent).Count
        $answers = @($events | Invoke-MistralConversation 'and of Italy?' -AsText -ErrorVariable problems -ErrorAction SilentlyContinue)
        $answers | Should -BeExactly 'The capital of Italy is Rome.'
        @($problems).Count | Should -Be ($events.Count - 1)
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralNoConversation,*'
        (Get-Sent).Count | Should -Be ($count + 1)
    }

    It 'has the same content as a complete one' {
        $script = @{ entries = @($handoff); content = @(@{ type = 'thinking'; thinking = @(@{ type = 'text'; text = 'Hm.' }) }, @{ type = 'text'; text = 'Two words.' }); tool_calls = @(@{ id = 'abcdefghi'; function = @{ name = 'f'; arguments = '{"a":"a rather long argument"}' } }) }
        Add-EmulatorReply @($script, $script)
        $whole = Invoke-MistralConversation 'a' -AgentId ag_1
        $streamed = (Invoke-MistralConversation 'a' -AgentId ag_1 -Stream)[-1].Reply
        foreach ($name in 'Content', 'Reasoning', 'AgentId', 'Model') { $streamed.$name | Should -BeExactly $whole.$name }
        @($streamed.Output.Type) | Should -BeExactly @($whole.Output.Type)
        "$($streamed.Handoff)" | Should -BeExactly 'desk -> expert'
        $streamed.ToolCall[0].Id, $streamed.ToolCall[0].Function.Arguments | Should -BeExactly 'abcdefghi', '{"a":"a rather long argument"}'
        $streamed.Usage.TotalTokens | Should -Be $whole.Usage.TotalTokens
    }

    It 'continues after tool calls in the same stream' {
        Add-EmulatorReply @((New-Call (, @('Get-TestLog', @{ Name = 'mail' }))), 'It ran out of disk.')
        $events = @(Invoke-MistralConversation 'Why?' -Tool Get-TestLog -Stream)
        @($script:ran) | Should -BeExactly 'Get-TestLog Name=mail'
        -join $events | Should -BeExactly 'It ran out of disk.'
        @($events.Type | Select-Object -Unique) | Should -BeExactly 'conversation.response.started', 'function.call.delta', 'conversation.response.done', 'message.output.delta'
        @($events | Where-Object Type -EQ 'conversation.response.done').Count | Should -Be 2
        @($events | Where-Object Reply).Count | Should -Be 1
        $events[-1].Reply.ToolResult.Content | Should -BeExactly '"mail ran out of disk"'
        "$($events[-1].Reply.ToolRoundState)" | Should -BeExactly 'Answered'
        @(Get-Sent | ForEach-Object { ($_.body | ConvertFrom-Json).stream }) | Should -Be $true, $true
    }

    It 'is text with -AsText, and objects with -Schema' {
        $pieces = @(Invoke-MistralConversation $france -Stream -AsText -Tool web_search)
        $pieces | Should -BeOfType string
        -join $pieces | Should -BeExactly 'The capital of France is Paris.'
        Add-EmulatorReply '{"name":"Ada"}'
        $answer = Invoke-MistralConversation 'Who?' -Schema 'name' -Stream
        @($answer).Count | Should -Be 1
        $answer.name | Should -BeExactly 'Ada'
    }

    It 'is written as it arrives, and ends when the downstream command stops' {
        Add-EmulatorFault @{ path = $path; holdBeforeEvent = 3 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $first = @(Invoke-MistralConversation $france -Stream | Select-Object -First 2)
        $first.Type | Should -BeExactly 'conversation.response.started', 'message.output.delta'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        @(Get-EmulatorRequest -Wait 5 -Filter @{ path = $path; aborted = 1; done = 1 }).Count | Should -Be 1
    }

    It 'keeps unknown events' {
        Add-StreamReply ($started + (ConvertTo-Event ([ordered]@{ type = 'judge.verdict'; id = 'j1'; verdict = 'fine' })) + "event: bare.news`ndata: {`"news`":1}`n`n" + (ConvertTo-TextEvent 'one') + $done)
        $events = @(Invoke-MistralConversation 'a' -Stream)
        $events.Type | Should -BeExactly 'conversation.response.started', 'judge.verdict', 'bare.news', 'message.output.delta', 'conversation.response.done'
        $events[1].Verdict | Should -BeExactly 'fine'
        $events[2].News | Should -Be 1
        $events[-1].Reply.Content | Should -BeExactly 'one'
    }

    It 'that fails returns the earlier events and the error: <Name>' -ForEach @(
        @{ Name = 'an error of the API'; Text = "event: conversation.response.error`ndata: {`"type`":`"conversation.response.error`",`"message`":`"Out of breath.`",`"code`":3000}`n`n"; Id = 'MistralServerError'; Says = 'Out of breath\.' }
        @{ Name = 'no end'; Text = ''; Id = 'MistralConnectionFailed'; Says = 'broke after \d+ bytes' }
        @{ Name = 'no JSON'; Text = "event: message.output.delta`ndata: {`"type`":`n`n"; Id = 'MistralInvalidResponse'; Says = 'isn''t the expected JSON' }
        @{ Name = 'an error without a kind'; Text = "data: {`"object`":`"error`",`"message`":`"Overloaded.`"}`n`n"; Id = 'MistralServerError'; Says = 'Overloaded\.' }
        @{ Name = 'an error with a type'; Text = "data: {`"object`":`"error`",`"type`":`"rate_limited`",`"message`":`"Slow down.`"}`n`n"; Id = 'MistralServerError'; Says = 'Slow down\.' }
    ) {
        Add-StreamReply ($started + (ConvertTo-TextEvent 'one') + $Text)
        $events = @(Invoke-MistralConversation 'a' -Stream -ErrorVariable problems -ErrorAction SilentlyContinue)
        -join $events | Should -BeExactly 'one'
        $events[-1].ConversationId | Should -BeExactly 'conv_1'
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$($problems[0])" | Should -Match $Says
        $problems[0].TargetObject | Should -BeExactly 'a'
        @(Get-Sent).Count | Should -Be 1
    }

    It 'that is cut has the number of received events in its error' {
        $text = $started + (ConvertTo-TextEvent 'one') + (ConvertTo-TextEvent 'two') + $done
        $at = ($started + (ConvertTo-TextEvent 'one')).Length + 9
        Add-StreamReply $text @{ cutAfterBytes = $at }
        $events = @(Invoke-MistralConversation 'a' -Stream -ErrorVariable problems -ErrorAction SilentlyContinue)
        -join $events | Should -BeExactly 'one'
        "$($problems[0])" | Should -Match "broke after $at bytes"
    }

    It 'may end with [DONE]' {
        Add-StreamReply ($started + (ConvertTo-TextEvent 'one') + $done + "data: [DONE]`n`n")
        -join (Invoke-MistralConversation 'a' -Stream) | Should -BeExactly 'one'
    }
}

Describe 'A restarted conversation' {
    BeforeEach { Reset-Emulator }

    It 'begins with the entries up to the piped one' {
        $reply = Invoke-MistralConversation $france -Name geo
        $null = $reply | Invoke-MistralConversation 'and of Italy?'
        $entry = Get-MistralConversationEntry $reply.ConversationId | Select-Object -First 1
        $other = $entry | Restart-MistralConversation 'and of Spain?' -Metadata @{ a = 'b' } -Temperature 0
        $other.Content | Should -BeExactly 'The capital of Spain is Madrid.'
        $other.ConversationId | Should -Not -Be $reply.ConversationId
        (Get-Sent)[-1].path | Should -BeExactly "$path/$($reply.ConversationId)/restart"
        $sent = Get-SentBody
        $sent.from_entry_id | Should -BeExactly $entry.Id
        $sent.inputs[0].content | Should -BeExactly 'and of Spain?'
        $sent.metadata.a, $sent.completion_args.temperature | Should -Be 'b', 0
        "$(Get-MistralConversationMessage $other.ConversationId)" | Should -BeExactly "$france and of Spain? The capital of Spain is Madrid."
        @(Get-MistralConversationEntry $reply.ConversationId).Count | Should -Be 4
    }

    It 'answers again without a message, also as a stream, with tools' {
        $reply = Invoke-MistralConversation $france
        $entry = (Get-MistralConversationMessage $reply.ConversationId)[0]
        Add-EmulatorReply @((New-Call (, @('Get-TestLog', @{ Name = 'mail' }))), 'Paris, once more.')
        $events = @($entry | Restart-MistralConversation -Stream -Tool Get-TestLog)
        -join $events | Should -BeExactly 'Paris, once more.'
        $events[-1].Reply.ToolResult.Name | Should -BeExactly 'Get-TestLog'
        (Get-SentBody 1).PSObject.Properties.Name | Should -BeExactly 'from_entry_id', 'stream'
        (Get-Sent)[-1].path | Should -BeExactly "$path/$($events[-1].ConversationId)"
    }

    It 'is an error for an unknown entry' {
        $reply = Invoke-MistralConversation $france
        $problem = Get-TestError { Restart-MistralConversation -ConversationId $reply.ConversationId -FromEntryId msg_none }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.TargetObject | Should -BeExactly 'msg_none'
    }
}

Describe 'Conversations' {
    BeforeEach { Reset-Emulator }

    It 'are listed page by page, only as far as needed' {
        $all = @(Get-MistralConversation)
        $all.Count | Should -Be 250
        $all[0].PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Conversation'
        $all[0].UpdatedAt | Should -BeOfType DateTimeOffset
        $all[0].ConversationId | Should -BeLike 'conv_*'
        @(Get-EmulatorRequest -Filter @{ path = $path }).query | Should -BeExactly 'page_size=100&page=0', 'page_size=100&page=1', 'page_size=100&page=2'
        Clear-EmulatorRequest
        @(Get-MistralConversation -First 3).Count | Should -Be 3
        @(Get-EmulatorRequest -Filter @{ path = $path }).Count | Should -Be 1
    }

    It 'may be an empty list' {
        Set-EmulatorList $path 0
        @(Get-MistralConversation).Count | Should -Be 0
    }

    It 'are an error if the server repeats a page' {
        Add-EmulatorFault @{ path = $path; body = ('[' + ((1..100 | ForEach-Object { '{"id":"a"}' }) -join ',') + ']'); times = 5; contentType = 'application/json' }
        (Get-TestError { Get-MistralConversation }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'can be found by metadata, name or id' {
        $reply = Invoke-MistralConversation $france -Name 'the one' -Metadata ([ordered]@{ team = 'a'; stage = 'b' })
        (Get-MistralConversation -Metadata @{ team = 'a' }).Name | Should -BeExactly 'the one'
        [uri]::UnescapeDataString((Get-EmulatorRequest)[-1].query) | Should -BeExactly 'metadata={"team":"a"}&page_size=100&page=0'
        (Get-MistralConversation 'the o*').ConversationId | Should -BeExactly $reply.ConversationId
        ($reply | Get-MistralConversation).Name | Should -BeExactly 'the one'
        (Get-EmulatorRequest)[-1].path | Should -BeExactly "$path/$($reply.ConversationId)"
        (Get-TestError { Get-MistralConversation -Id conv_none }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        (Get-TestError { Get-MistralConversation 'no such' }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }

    It 'are removed, each after confirmation' {
        $first = Get-MistralConversation -First 1
        $first | Remove-MistralConversation -WhatIf
        @(Get-EmulatorRequest -Filter @{ method = 'DELETE' }).Count | Should -Be 0
        $first | Remove-MistralConversation -Confirm:$false
        @(Get-EmulatorRequest -Filter @{ method = 'DELETE' }).path | Should -BeExactly "$path/$($first.ConversationId)"
        (Get-TestError { $first | Remove-MistralConversation -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        ((Get-Command Remove-MistralConversation).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)).ConfirmImpact | Should -Be 'High'
    }

    It 'have entries and messages, with both ids' {
        Add-EmulatorReply @((New-Call (, @('Get-TestLog', @{ Name = 'mail' }))), 'Done.')
        $reply = Invoke-MistralConversation 'Why?' -Tool Get-TestLog
        $entries = @($reply | Get-MistralConversationEntry)
        $entries | Should -BeOfType Mistral.Client.ConversationEntry
        $entries.Type | Should -BeExactly 'message.input', 'function.call', 'function.result', 'message.output'
        @($entries.ConversationId | Select-Object -Unique) | Should -BeExactly $reply.ConversationId
        $entries | ForEach-Object { "$_" } | Should -BeExactly 'Why?', 'Get-TestLog {"Name":"mail"}', '"mail ran out of disk"', 'Done.'
        (Get-MistralConversation -Id $reply.ConversationId | Get-MistralConversationMessage).Type | Should -BeExactly 'message.input', 'message.output'
        @(Get-EmulatorRequest)[-1].path | Should -BeExactly "$path/$($reply.ConversationId)/messages"
        (Get-TestError { Get-MistralConversationEntry conv_none }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }

    It 'are an error if their entries aren''t valid: <Body>' -ForEach @(@{ Body = '{"conversation_id":"c","entries":[{"id":"a"}]}' }, @{ Body = '{"conversation_id":"c","entries":[7]}' }, @{ Body = '{"conversation_id":"c"}' }) {
        Add-EmulatorFault @{ path = $path; body = $Body; contentType = 'application/json' }
        (Get-TestError { Get-MistralConversationEntry c }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'have completed ids' {
        $first = Get-MistralConversation -First 1
        foreach ($line in 'Invoke-MistralConversation a -ConversationId ', 'Get-MistralConversationEntry -Id ', 'Remove-MistralConversation -ConversationId ') {
            $found = (TabExpansion2 -inputScript "$line$($first.ConversationId.Substring(0, 12))" -cursorColumn ($line.Length + 12)).CompletionMatches
            $found.CompletionText | Should -Contain $first.ConversationId
        }
        (TabExpansion2 -inputScript 'Invoke-MistralConversation a -Tool web_s' -cursorColumn 40).CompletionMatches.CompletionText | Should -Contain 'web_search'
    }
}

Describe 'A tool of the server in a chat' {
    BeforeEach { Reset-Emulator }

    It 'is sent by its name, and in the format of the API' {
        $null = Invoke-MistralChat 'repeat: a' -Tool image_generation, @{ type = 'connector'; connector_id = 'c1' }, @{ type = 'connector'; connector_id = 'c2' }
        $tools = ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).tools
        $tools.type | Should -BeExactly 'image_generation', 'connector', 'connector'
        $tools[1].connector_id, $tools[2].connector_id | Should -BeExactly 'c1', 'c2'
    }

    It 'is rejected before a request is sent if only conversations accept it: <Name>' -ForEach @(
        @{ Name = 'web_search'; Given = 'web_search' }
        @{ Name = 'web_search_premium'; Given = 'web_search_premium' }
        @{ Name = 'another case'; Given = 'Code_Interpreter' }
        @{ Name = 'the form of the API'; Given = @{ type = 'web_search' } }
    ) {
        $problem = Get-TestError { Invoke-MistralChat 'repeat: a' -Tool $Given }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidTool,*'
        "$problem" | Should -BeLike '*Invoke-MistralConversation -Tool*'
        @(Get-EmulatorRequest).Count | Should -Be 0
    }

    It 'is completed for the cmdlets that accept it' {
        $ofChat = (TabExpansion2 -inputScript 'Invoke-MistralChat a -Tool image_g' -cursorColumn 34).CompletionMatches.CompletionText
        $ofChat | Should -Contain 'image_generation'
        (TabExpansion2 -inputScript 'Invoke-MistralChat a -Tool web_s' -cursorColumn 32).CompletionMatches.CompletionText | Should -Not -Contain 'web_search'
        (TabExpansion2 -inputScript 'Enter-MistralChat a -Tool code_i' -cursorColumn 32).CompletionMatches.CompletionText | Should -Not -Contain 'code_interpreter'
        (TabExpansion2 -inputScript 'New-MistralAgent a b -Tool code_i' -cursorColumn 33).CompletionMatches.CompletionText | Should -Contain 'code_interpreter'
    }
}
