#requires -Version 5.1

BeforeDiscovery {
    # What each parameter sends, for all three operations. A field that has none is named with the reason.
    $sampling = @{
        temperature = @{ With = @{ Temperature = 0.25 }; Json = '0.25' }
        top_p       = @{ With = @{ TopP = 0.5 }; Json = '0.5' }
    }
    $shared = @{
        max_tokens       = @{ With = @{ MaximumTokenCount = 50 }; Json = '50' }
        stop             = @{ With = @{ StopSequence = 'ZZZ', 'YYY' }; Json = '["ZZZ","YYY"]' }
        random_seed      = @{ With = @{ RandomSeed = 7 }; Json = '7' }
        metadata         = @{ With = @{ Metadata = @{ team = [ordered]@{ id = 7; tags = 'a', 'b' } } }; Json = '{"team":{"id":7,"tags":["a","b"]}}' }
        prompt_cache_key = @{ With = @{ PromptCacheKey = 'k1' }; Json = '"k1"' }
        stream           = @{ With = @{ Stream = $true }; Json = 'true' }
    }
    $format = @{ type = 'json_schema'; json_schema = @{ name = 'city'; schema = @{ type = 'object' } } }
    $chat = @{
        messages            = @{ With = @{ System = 'Be brief.' }; Json = '[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi there"}]' }
        response_format     = @(
            @{ With = @{ ResponseFormat = 'json_object' }; Json = '{"type":"json_object"}' }
            @{ With = @{ ResponseFormat = $format }; Json = '{"type":"json_schema","json_schema":{"name":"city","schema":{"type":"object"}}}' }
        )
        tools               = @{ With = @{ Tool = @{ name = 'now'; parameters = @{ type = 'object' } } }; Json = '[{"type":"function","function":{"name":"now","parameters":{"type":"object"}}}]' }
        tool_choice         = @(
            @{ With = @{ ToolChoice = 'Required' }; Json = '"required"' }
            @{ With = @{ ToolChoice = 'none' }; Json = '"none"' }
            @{ With = @{ ToolChoice = 'Get-Item' }; Json = '{"type":"function","function":{"name":"Get-Item"}}' }
        )
        presence_penalty    = @{ With = @{ PresencePenalty = -2 }; Json = '-2' }
        frequency_penalty   = @{ With = @{ FrequencyPenalty = 1.5 }; Json = '1.5' }
        n                   = @{ With = @{ Choice = 2 }; Json = '2' }
        prediction          = @{ With = @{ Prediction = 'Hello "you"' }; Json = '{"content":"Hello \"you\"","type":"content"}' }
        parallel_tool_calls = @(
            @{ With = @{ NoParallelToolCall = $true }; Json = 'false' }
            @{ With = @{ NoParallelToolCall = $false }; Json = 'true' }
        )
        reasoning_effort    = @{ With = @{ ReasoningEffort = 'xhigh' }; Json = '"xhigh"' }
        prompt_mode         = @(
            @{ With = @{ PromptMode = 'reasoning' }; Json = '"reasoning"' }
            @{ With = @{ PromptMode = 'None' }; Json = 'null' }
        )
        guardrails          = @{ With = @{ Guardrail = @{ block_on_error = $true } }; Json = '[{"block_on_error":true}]' }
        service_tier        = @{ With = @{ ServiceTier = 'standard_only' }; Json = '"standard_only"' }
    }
    $model = @{
        model       = @{ With = @{ Model = 'mistral-large-latest' }; Json = '"mistral-large-latest"' }
        safe_prompt = @{ With = @{ SafePrompt = $true }; Json = 'true' }
    }
    $operations = @(
        @{
            Schema = 'ChatCompletionRequest'; Command = 'Invoke-MistralChat'; Base = @{ Message = 'Hi there' }
            Fields = $sampling + $shared + $chat + $model
            Always = 'messages', 'model'
            Without = @{}
        }
        @{
            Schema = 'AgentsCompletionRequest'; Command = 'Invoke-MistralChat'; Base = @{ Message = 'Hi there'; AgentId = 'ag_1' }
            Fields = $shared + $chat + @{ agent_id = @{ With = @{}; Json = '"ag_1"' } }
            Always = 'agent_id', 'messages'
            Without = @{}
        }
        @{
            Schema = 'FIMCompletionRequest'; Command = 'Invoke-MistralFim'; Base = @{ Prompt = 'def f(a):' }
            Fields = $sampling + $shared + @{
                model      = @{ With = @{ Model = 'codestral-2508' }; Json = '"codestral-2508"' }
                prompt     = @{ With = @{}; Json = '"def f(a):"' }
                suffix     = @(@{ With = @{ Suffix = 'return a' }; Json = '"return a"' }, @{ With = @{ Suffix = '' }; Json = '""' })
                min_tokens = @{ With = @{ MinimumTokenCount = 0 }; Json = '0' }
            }
            Always = 'model', 'prompt'
            Without = @{}
        }
    )
    foreach ($operation in $operations) {
        $operation.Cases = foreach ($field in $operation.Fields.Keys | Sort-Object) {
            foreach ($case in $operation.Fields[$field]) {
                @{ Field = $field; Json = $case.Json; With = $case.With; Command = $operation.Command; Base = $operation.Base; Always = $operation.Always }
            }
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $document = [IO.Path]::GetFullPath("$PSScriptRoot/../../../shared/spec/mistral-openapi.json")
    $schemas = if (Test-Path -LiteralPath $document) {
        ([IO.File]::ReadAllText($document) | ConvertFrom-Json).components.schemas
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe '<Schema>' -ForEach $operations {
    It 'has only fields that are sent or omitted for a reason' {
        if (-not $schemas) { Set-ItResult -Skipped -Because "the API's document is not there"; return }
        $declared = $schemas.$Schema.properties.PSObject.Properties.Name
        $declared | Should -Not -BeNullOrEmpty
        @($Fields.Keys) + @($Without.Keys) | Sort-Object | Should -Be ($declared | Sort-Object)
    }

    It 'is sent with <Field> as <Json> and only the given fields' -ForEach $Cases {
        Reset-Emulator
        # The emulator holds each request against the same document and refuses what it does not allow.
        if ($Field -eq 'model' -and $Command -eq 'Invoke-MistralFim') { Add-EmulatorFault @{ path = '/v1/fim/completions'; body = '{"choices":[{"message":{"role":"assistant","content":""}}]}' } }
        $null = & $Command @Base @With -ErrorAction Stop
        $body = @(Get-EmulatorRequest)[-1].body
        $body | Should -Match ([regex]::Escape("`"$Field`":$Json"))
        $sent = ($body | ConvertFrom-Json).PSObject.Properties.Name | Sort-Object
        $sent | Should -Be (@($Always) + $Field | Sort-Object -Unique)
        if ($schemas) { $sent | Where-Object { $_ -notin $schemas.$Schema.properties.PSObject.Properties.Name } | Should -BeNullOrEmpty }
    }
}

Describe 'An invalid option' {
    BeforeEach { Reset-Emulator }

    It 'is rejected before a request is sent: <Command> <Name> <Value>' -ForEach @(
        foreach ($case in @(
                @('Invoke-MistralChat', 'PresencePenalty', -2.01), @('Invoke-MistralChat', 'PresencePenalty', 2.01)
                @('Invoke-MistralChat', 'FrequencyPenalty', -3), @('Invoke-MistralChat', 'FrequencyPenalty', [double]::NaN)
                @('Invoke-MistralChat', 'Choice', 0), @('Invoke-MistralChat', 'ReasoningEffort', ''), @('Invoke-MistralChat', 'ToolChoice', '')
                @('Invoke-MistralChat', 'Metadata', 'text'), @('Invoke-MistralChat', 'Guardrail', 'text'), @('Invoke-MistralChat', 'PromptCacheKey', '')
                @('Invoke-MistralFim', 'Temperature', 1.6), @('Invoke-MistralFim', 'TopP', 0), @('Invoke-MistralFim', 'MinimumTokenCount', -1)
                @('Invoke-MistralFim', 'MaximumTokenCount', -1), @('Invoke-MistralFim', 'RandomSeed', -1), @('Invoke-MistralFim', 'StopSequence', '')
            )) { @{ Command = $case[0]; Name = $case[1]; Value = $case[2] } }
    ) {
        $with = @{ $Name = $Value }
        { & $Command 'Hi' @with } | Should -Throw -ErrorId '*Argument*,Mistral.PowerShell.Commands.*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'of a model can''t be combined with -AgentId: -<_>' -ForEach 'Model', 'Temperature', 'TopP', 'SafePrompt' {
        $with = @{ $_ = if ($_ -eq 'Model') { 'm' } elseif ($_ -eq 'SafePrompt') { $true } else { 0.5 } }
        $problem = Get-TestError { 'a', 'b' | Invoke-MistralChat -AgentId ag_1 @with }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match "-$_ can't be given with -AgentId"
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is a -ResponseFormat of <Name>' -ForEach @(
        @{ Name = 'a number'; Value = 42 }
        @{ Name = 'a hashtable without a type'; Value = @{ json_schema = @{} } }
        @{ Name = 'a schema without a name'; Value = @{ type = 'json_schema'; json_schema = @{ schema = @{} } } }
        @{ Name = 'a type that is no text'; Value = @{ type = 5 } }
    ) {
        (Get-TestError { Invoke-MistralChat 'Hi' -ResponseFormat $Value }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is metadata that <Name>' -ForEach @(
        @{ Name = 'holds a secret'; Make = { @{ key = (ConvertTo-TestSecret 'x') } } }
        @{ Name = 'holds itself'; Make = { $map = @{}; $map.map = $map; $map } }
        @{ Name = 'is too deep'; Make = { $map = @{}; 1..100 | ForEach-Object { $map = @{ map = $map } }; $map } }
    ) {
        $map = & $Make
        (Get-TestError { Invoke-MistralChat 'Hi' -Metadata $map }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        (Get-TestError { Invoke-MistralFim 'Hi' -Metadata $map }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is sent if the API may know it: -ReasoningEffort brand_new' {
        $problem = Get-TestError { Invoke-MistralChat 'Hi' -ReasoningEffort brand_new }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        (Get-EmulatorRequest)[-1].body | Should -Match '"reasoning_effort":"brand_new"'
    }
}

Describe 'Completion' {
    It '-<Name>' -ForEach @(
        @{ Name = 'ResponseFormat'; Words = 'text', 'json_object' }
        @{ Name = 'ToolChoice'; Words = 'auto', 'none', 'any', 'required' }
        @{ Name = 'PromptMode'; Words = 'reasoning', 'none' }
        @{ Name = 'ReasoningEffort'; Words = 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' }
        @{ Name = 'ServiceTier'; Words = 'auto', 'standard_only' }
    ) {
        $line = "Invoke-MistralChat Hi -$Name "
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be $Words
    }

    It '-Model of Invoke-MistralFim, with only models for code completion' {
        $line = 'Invoke-MistralFim Hi -Model '
        $found = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText
        $found | Should -Contain 'codestral-latest'
        $found | Should -Not -Contain 'mistral-large-latest'
    }
}

Describe 'Fields of a reply' {
    BeforeEach { Reset-Emulator }

    It 'are the same with an agent and with a model' {
        $reply = Invoke-MistralChat 'What is the capital of France?' -AgentId ag_1
        $reply | Should -BeOfType Mistral.PowerShell.ChatReply
        $reply.Content | Should -BeExactly 'The capital of France is Paris.'
        ($reply | Invoke-MistralChat 'and of Italy?' -AgentId ag_1).Content | Should -BeExactly 'The capital of Italy is Rome.'
        (Get-EmulatorRequest).path | Select-Object -Unique | Should -BeExactly '/v1/agents/completions'
        $pieces = Invoke-MistralChat 'What is the capital of France?' -AgentId ag_1 -Stream
        $pieces -join '' | Should -BeExactly 'The capital of France is Paris.'
        $pieces[-1].History.Count | Should -Be 2
    }

    It 'are an error for an unknown agent' {
        (Get-TestError { Invoke-MistralChat 'Hi' -AgentId nobody }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }

    It 'exist for each of several answers' {
        $replies = @(Invoke-MistralChat 'Tell me about gardening' -Choice 3)
        $replies.Index | Should -Be 0, 1, 2
        ($replies.Content | Sort-Object -Unique).Count | Should -Be 3
        foreach ($reply in $replies) { $reply.History[-1].Content | Should -BeExactly $reply.Content }
    }

    It 'are combined for each of several answers of a stream' {
        $replies = @(Invoke-MistralChat 'Tell me about gardening' -Choice 3)
        $pieces = @(Invoke-MistralChat 'Tell me about gardening' -Choice 3 -Stream)
        $last = @($pieces | Where-Object FinishReason)
        $last.Index | Should -Be 0, 1, 2
        foreach ($i in 0..2) {
            -join ($pieces | Where-Object Index -EQ $i).Content | Should -BeExactly $replies[$i].Content
            $last[$i].History[-1].Content | Should -BeExactly $replies[$i].Content
            $last[$i].Usage.TotalTokens | Should -Be $replies[$i].Usage.TotalTokens
        }
    }

    It 'exist if the answer has several messages' {
        $messages = @(
            @{ role = 'assistant'; tool_calls = @(@{ id = 'abcdefghi'; function = @{ name = 'web_search'; arguments = '{}' } }) }
            @{ role = 'tool'; tool_call_id = 'abcdefghi'; content = 'found' }
            @{ role = 'assistant'; content = 'Here it is.' }
        )
        Add-EmulatorFault @{ path = '/v1/chat/completions'; body = @{ id = 'x'; model = 'm'; created = 1; choices = @(@{ index = 0; finish_reason = 'stop'; messages = $messages }) } }
        $reply = Invoke-MistralChat 'Hi'
        $reply.Content | Should -BeExactly 'Here it is.'
        $reply.History.Role | Should -Be 'user', 'assistant', 'tool', 'assistant'
        $reply.History[2].ToolCallId | Should -BeExactly 'abcdefghi'
    }

    It 'include guardrails, the service tier and unknown fields' {
        $reply = Invoke-MistralChat 'Hi' -Guardrail @{ moderation_llm_v2 = @{ action = 'block' } } -ServiceTier auto
        $reply.Guardrails[0].ModerationLlmV2.Categories.Dangerous.Violated | Should -BeFalse
        $reply.Usage.ServiceTier | Should -BeExactly 'standard'
        Add-EmulatorFault @{ path = '/v1/chat/completions'; body = @{ choices = @(@{ index = 0; finish_reason = 'stop'; message = @{ role = 'assistant'; content = 'x' }; mood = 'good' }) } }
        (Invoke-MistralChat 'Hi').Mood | Should -BeExactly 'good'
    }

    It 'have the complete calls at the end of a stream' {
        Add-EmulatorReply @{ tool_calls = @(@{ id = 'abcdefghi'; function = @{ name = 'Get-Item'; arguments = '{"Path":"a rather long path"}' } }) }
        $last = Invoke-MistralChat 'Hi' -Stream | Select-Object -Last 1
        $last.ToolCall[0].Function.Arguments | Should -BeExactly '{"Path":"a rather long path"}'
    }
}
