#requires -Version 5.1

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $new = '{"name":"Helper","model":"mistral-medium-latest"'

    # One line a call: what is typed, and the request that comes of it. The emulator holds each against the API's document.
    $calls = @(
        @{ Call = { Get-MistralAgent }; Sent = 'GET /v1/agents/pages?page_size=100' }
        @{ Call = { Get-MistralAgent *help* -Source API, playground -DeploymentChat }; Sent = 'GET /v1/agents/pages?search=help&sources=api&sources=playground&deployment_chat=true&page_size=100' }
        @{ Call = { Get-MistralAgent -DeploymentChat:$false -Metadata @{ team = 'ops & co' } }; Sent = 'GET /v1/agents/pages?deployment_chat=false&metadata=%7B%22team%22%3A%22ops%20%26%20co%22%7D&page_size=100' }
        @{ Call = { Get-MistralAgent -Id ag_1 }; Sent = 'GET /v1/agents/ag_1' }
        @{ Call = { Get-MistralAgent -Id ag_1 -Version prod }; Sent = 'GET /v1/agents/ag_1?agent_version=prod' }
        @{ Call = { New-MistralAgent Helper mistral-medium-latest }; Sent = 'POST /v1/agents'; Body = "$new}" }
        @{ Call = { New-MistralAgent Helper mistral-medium-latest -Instruction 'Be brief.' -Description d -VersionMessage first }; Sent = 'POST /v1/agents'; Body = "$new,""instructions"":""Be brief."",""description"":""d"",""version_message"":""first""}" }
        @{ Call = { New-MistralAgent Helper mistral-medium-latest -Temperature 0.25 -TopP 0.5 -MaximumTokenCount 100 -StopSequence a, b -RandomSeed 7 -PresencePenalty -1 -FrequencyPenalty 1.5 -ToolChoice required -ReasoningEffort high }; Sent = 'POST /v1/agents'; Body = "$new,""completion_args"":{""temperature"":0.25,""top_p"":0.5,""max_tokens"":100,""stop"":[""a"",""b""],""random_seed"":7,""presence_penalty"":-1,""frequency_penalty"":1.5,""tool_choice"":""required"",""reasoning_effort"":""high""}}" }
        @{ Call = { New-MistralAgent Helper mistral-medium-latest -Prediction 'x = 1' }; Sent = 'POST /v1/agents'; Body = "$new,""completion_args"":{""prediction"":{""type"":""content"",""content"":""x = 1""}}}" }
        @{ Call = { New-MistralAgent Helper mistral-medium-latest -ResponseFormat json_object }; Sent = 'POST /v1/agents'; Body = "$new,""completion_args"":{""response_format"":{""type"":""json_object""}}}" }
        @{ Call = { New-MistralAgent Helper mistral-medium-latest -ResponseFormat @{ type = 'json_schema'; json_schema = @{ name = 'n'; schema = @{ type = 'object' } } } }; Sent = 'POST /v1/agents'; Body = "$new,""completion_args"":{""response_format"":{""type"":""json_schema"",""json_schema"":{""name"":""n"",""schema"":{""type"":""object""}}}}}" }
        @{ Call = { New-MistralAgent Helper mistral-medium-latest -Handoff ag_1, ag_2 -Metadata @{ team = 'ops' } -Guardrail @{ block_on_error = $true } }; Sent = 'POST /v1/agents'; Body = "$new,""handoffs"":[""ag_1"",""ag_2""],""guardrails"":[{""block_on_error"":true}],""metadata"":{""team"":""ops""}}" }
        @{ Call = { New-MistralAgent Helper mistral-medium-latest -Tool web_search, Code_Interpreter -LibraryId 11111111-1111-4111-8111-111111111111, 22222222-2222-4222-8222-222222222222 }; Sent = 'POST /v1/agents'; Body = "$new,""tools"":[{""type"":""web_search""},{""type"":""code_interpreter""},{""type"":""document_library"",""library_ids"":[""11111111-1111-4111-8111-111111111111"",""22222222-2222-4222-8222-222222222222""]}]}" }
        @{ Call = { New-MistralAgent Helper mistral-medium-latest -Tool ([ordered]@{ type = 'connector'; connector_id = 'c1' }), ([pscustomobject]@{ type = 'image_generation'; tool_configuration = @{ exclude = @('x') } }) }; Sent = 'POST /v1/agents'; Body = "$new,""tools"":[{""type"":""connector"",""connector_id"":""c1""},{""type"":""image_generation"",""tool_configuration"":{""exclude"":[""x""]}}]}" }
        @{ Call = { Set-MistralAgent ag_1 -Temperature 0 }; Sent = 'PATCH /v1/agents/ag_1'; Body = '{"completion_args":{"temperature":0}}' }
        @{ Call = { Set-MistralAgent ag_1 -Name N -Model m -DeploymentChat }; Sent = 'PATCH /v1/agents/ag_1'; Body = '{"name":"N","model":"m","deployment_chat":true}' }
        @{ Call = { Set-MistralAgent ag_1 -DeploymentChat:$false }; Sent = 'PATCH /v1/agents/ag_1'; Body = '{"deployment_chat":false}' }
        @{ Call = { Set-MistralAgent ag_1 -Instruction $null -Description '' }; Sent = 'PATCH /v1/agents/ag_1'; Body = '{"instructions":null,"description":""}' }
        @{ Call = { Set-MistralAgent ag_1 -Guardrail $null -Metadata $null }; Sent = 'PATCH /v1/agents/ag_1'; Body = '{"guardrails":null,"metadata":null}' }
        @{ Call = { Set-MistralAgent ag_1 -Handoff $null }; Sent = 'PATCH /v1/agents/ag_1'; Body = '{"handoffs":null}' }
        @{ Call = { Set-MistralAgent ag_1 -Handoff @() }; Sent = 'PATCH /v1/agents/ag_1'; Body = '{"handoffs":null}' }
        @{ Call = { Set-MistralAgent ag_1 -Tool @() }; Sent = 'PATCH /v1/agents/ag_1'; Body = '{"tools":[]}' }
        @{ Call = { Set-MistralAgent ag_1 -LibraryId 11111111-1111-4111-8111-111111111111 }; Sent = 'PATCH /v1/agents/ag_1'; Body = '{"tools":[{"type":"document_library","library_ids":["11111111-1111-4111-8111-111111111111"]}]}' }
        @{ Call = { Remove-MistralAgent ag_1 -Confirm:$false }; Sent = 'DELETE /v1/agents/ag_1' }
        @{ Call = { Get-MistralAgentVersion ag_1 }; Sent = 'GET /v1/agents/ag_1/versions?page_size=100&page=0' }
        @{ Call = { Get-MistralAgentVersion ag_1 3 }; Sent = 'GET /v1/agents/ag_1/versions/3' }
        @{ Call = { Set-MistralAgentVersion ag_1 3 }; Sent = 'PATCH /v1/agents/ag_1/version?version=3' }
        @{ Call = { Get-MistralAgentAlias ag_1 }; Sent = 'GET /v1/agents/ag_1/aliases' }
        @{ Call = { Set-MistralAgentAlias ag_1 prod 3 }; Sent = 'PUT /v1/agents/ag_1/aliases?alias=prod&version=3' }
        @{ Call = { Remove-MistralAgentAlias ag_1 prod }; Sent = 'DELETE /v1/agents/ag_1/aliases?alias=prod' }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_.IsGet = $_.Sent -like 'GET *'; $_ }

    # What to call, and a page that a server without an end gives again and again.
    $many = '[' + (@(1..100 | ForEach-Object { '{"id":"ag_1","version":1}' }) -join ',') + ']'
    $lists = @(
        @{ Name = 'Get-MistralAgent'; Path = '/v1/agents/pages'; Key = 'AgentId'; With = @{}; First = 'page_size=100'; Page = '{"object":"list","data":[{"id":"ag_1"}],"next_page_token":"more"}' }
        @{ Name = 'Get-MistralAgentVersion'; Path = '/v1/agents/AGENT/versions'; Key = 'Version'; With = @{}; First = 'page_size=100&page=0'; Page = $many }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral

    function New-Helper([hashtable] $With = @{}) { New-MistralAgent Helper mistral-medium-latest @With }
    function Get-SentBody { (Get-EmulatorRequest | Select-Object -Last 1).body }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A call for agents' {
    BeforeEach { Reset-Emulator }

    It '<Shown>' -ForEach $calls {
        # No agent has this id, and what is sent is what matters here.
        $problems = @(& $Call 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $problems | Where-Object { $_.FullyQualifiedErrorId -notlike 'MistralNotFound,*' } | Should -BeNullOrEmpty
        $got = @(Get-EmulatorRequest)
        ('{0} {1}{2}' -f $got[0].method, $got[0].path, $(if ($got[0].query) { "?$($got[0].query)" })) | Should -BeExactly $Sent
        $got[0].body | Should -BeExactly "$Body"
        $got[0].statusCode | Should -Not -Be 422
        $got[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'changes nothing with -WhatIf: <Shown>' -ForEach @($calls | Where-Object { -not $_.IsGet }) {
        & ([scriptblock]::Create("$("$Call" -replace '-Confirm:\$false') -WhatIf")) | Should -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'is not sent with fields that the API doesn''t accept: <_>' -ForEach @(
        'New-MistralAgent a m -Temperature 1.2'
        'New-MistralAgent a m -TopP 2'
        'New-MistralAgent a m -PresencePenalty 3'
        'New-MistralAgent a m -MaximumTokenCount -1'
        'New-MistralAgent a m -VersionMessage ("x" * 501)'
        'New-MistralAgent "" m'
        'New-MistralAgent a m -ResponseFormat @{ type = "json_schema"; json_schema = 1 }'
        'Set-MistralAgentAlias ag_1 Prod 1'
        'Set-MistralAgentAlias ag_1 prod- 1'
        'Set-MistralAgentAlias ag_1 ("x" * 65) 1'
        'Set-MistralAgentAlias ag_1 prod latest'
        'Set-MistralAgentVersion ag_1 one'
        'Get-MistralAgent -Source elsewhere'
        'Set-MistralAgent ag_1'
    ) {
        Get-TestError { & ([scriptblock]::Create($_)) } | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'names the agent and the action before it is done' {
        $environment = @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY }
        $shown = Invoke-TestShell -Environment $environment -Script 'Remove-MistralAgent ag_1 -WhatIf; Set-MistralAgentVersion ag_1 7 -WhatIf; Set-MistralAgentAlias ag_1 prod 7 -WhatIf'
        $shown.Output | Should -Match 'Remove the agent.*ag_1'
        $shown.Output | Should -Match 'Switch the agent to the version.*ag_1: 7'
        $shown.Output | Should -Match 'Point the alias.*ag_1: prod'
    }
}

Describe 'The list of <Name>' -ForEach $lists {
    BeforeEach {
        Reset-Emulator
        $with = $With.Clone()
        $place = $Path
        if ($Path -clike '*AGENT*') {
            $with.AgentId = (New-Helper).AgentId
            $place = $Path -creplace 'AGENT', $with.AgentId
        }
    }

    It 'has every entry of three pages once, and is read only as far as needed' {
        Set-EmulatorList $place 250
        $all = @(& $Name @with)
        $all.Count | Should -Be 250
        @($all.$Key | Select-Object -Unique).Count | Should -Be 250
        $asked = @(Get-EmulatorRequest -Filter @{ path = $place })
        $asked.Count | Should -Be 3
        $asked[0].query | Should -BeExactly $First
        Clear-EmulatorRequest
        @(& $Name @with | Select-Object -First 3).Count | Should -Be 3
        @(Get-EmulatorRequest -Filter @{ path = $place }).Count | Should -Be 1
        (& $Name @with -First 20 -Skip 190).$Key | Should -Be $all[190..209].$Key
    }

    It 'may be empty' {
        Set-EmulatorList $place 0
        & $Name @with -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'ends with an error if the server repeats a page' {
        Add-EmulatorFault @{ path = $place; body = $Page; times = 0 }
        $problem = Get-TestError { & $Name @with }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match 'same page'
    }

    It 'is an error if the response isn''t a list, or isn''t JSON' -ForEach @(@{ Text = '{"object":"list"}' }, @{ Text = '{"data":[' }, @{ Text = '"ag_1"' }) {
        Add-EmulatorFault @{ path = $place; body = $Text; times = 0 }
        (Get-TestError { & $Name @with }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }
}

Describe 'An agent' {
    BeforeEach { Reset-Emulator }

    It 'is created, found, changed and removed through the pipeline' {
        $made = New-Helper @{ Instruction = 'Be brief.'; Metadata = @{ team = 'ops' } }
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Agent'
        $made.AgentId | Should -Match '^ag_\w+$'
        $made.Version | Should -Be 0
        $made.CreatedAt | Should -BeOfType [datetimeoffset]
        (Get-MistralAgent helper).AgentId | Should -BeExactly $made.AgentId
        ($made | Get-MistralAgent).Instructions | Should -BeExactly 'Be brief.'
        $changed = Get-MistralAgent Helper | Set-MistralAgent -Description 'for tests' -VersionMessage 'says for what'
        $changed.Description | Should -BeExactly 'for tests'
        $changed.Instructions | Should -BeExactly 'Be brief.'
        $changed.Version | Should -Be 1
        Get-MistralAgent Helper | Remove-MistralAgent -Confirm:$false
        Get-MistralAgent Helpe[r] | Should -BeNullOrEmpty
        (Get-TestError { Get-MistralAgent Helper }).TargetObject | Should -BeExactly 'Helper'
    }

    It 'is removed one by one, and a missing one does not stop the others' {
        Set-EmulatorList /v1/agents/pages 3
        $ids = (Get-MistralAgent).AgentId
        $ids[0], 'ag_gone', $ids[1] | Remove-MistralAgent -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problems[0].TargetObject | Should -BeExactly 'ag_gone'
        $problems[0].ErrorDetails.RecommendedAction | Should -Match 'may have been deleted'
        (Get-MistralAgent).AgentId | Should -BeExactly $ids[2]
    }

    It 'is found by the pattern, even if the server returns more' {
        $null = New-Helper
        $null = New-MistralAgent 'The Helper' mistral-medium-latest
        (Get-MistralAgent 'helper').Name | Should -BeExactly 'Helper'
        @(Get-MistralAgent '*helper').Count | Should -Be 2
    }

    It 'is shown in 80 columns' {
        $shown = ((New-Helper) | Out-String -Width 80).Trim() -split '\r?\n'
        $shown[0] | Should -Match '^Name\s+Model\s+Version Id\s*$'
        $shown[-1] | Should -Match '^Helper\s+mistral-medium-latest\s+0 ag_[0-9a-f]{32}\s*$'
    }

    It 'is not created without permission: <Status>' -ForEach @(
        @{ Status = 401; Id = 'MistralAuthenticationFailed' }
        @{ Status = 403; Id = 'MistralPermissionDenied' }
        @{ Status = 422; Id = 'MistralInvalidRequest' }
        @{ Status = 429; Id = 'MistralRateLimited' }
        @{ Status = 500; Id = 'MistralServerError' }
    ) {
        Connect-TestMistral -With @{ MaximumRetryCount = 0 }
        try {
            Add-EmulatorFault @{ method = 'POST'; path = '/v1/agents'; status = $Status; times = 0 }
            (Get-TestError { New-Helper }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            @(Get-EmulatorRequest -Filter @{ path = '/v1/agents' }).Count | Should -Be 1
        }
        finally { Connect-TestMistral }
    }
}

Describe 'Get-MistralAgentVersion' {
    It 'accepts a pattern for the version' {
        Reset-Emulator
        $made = New-MistralAgent Patterns mistral-medium-latest
        foreach ($i in 1..11) { $null = Set-MistralAgent $made.AgentId -Instruction "$i" }
        (Get-MistralAgentVersion $made.AgentId '1*').Version | Sort-Object | Should -Be 1, 10, 11
    }
}

Describe 'The content of an agent' {
    It 'keeps names of the user, and can be sent back' {
        Reset-Emulator
        $format = @{ type = 'json_schema'; json_schema = @{ name = 'person'; schema = @{ type = 'object'; properties = @{ first_name = @{ type = 'string' } } } } }
        $made = New-MistralAgent Names mistral-medium-latest -Metadata @{ cost_center = 'c1' } -Guardrail @{ block_on_error = $true } -ResponseFormat $format
        $made.Metadata.cost_center | Should -BeExactly 'c1'
        $made.CompletionArgs.ResponseFormat.JsonSchema.Schema.properties.first_name.type | Should -BeExactly 'string'
        Clear-EmulatorRequest
        $null = Set-MistralAgent $made.AgentId -Metadata $made.Metadata
        (Get-EmulatorRequest).body | Should -BeExactly '{"metadata":{"cost_center":"c1"}}'
    }
}

Describe 'A change whose response is lost' {
    It 'is not retried, because each change creates a version' {
        Reset-Emulator
        $made = New-MistralAgent Lost mistral-medium-latest
        Clear-EmulatorRequest
        Add-EmulatorFault @{ method = 'PATCH'; actThenCut = $true }
        (Get-TestError { Set-MistralAgent $made.AgentId -Instruction 'Be brief.' }).FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
        @(Get-EmulatorRequest).Count | Should -Be 1
        (Get-MistralAgent -Id $made.AgentId).Version | Should -Be 1
    }
}

Describe 'A removal whose response is lost' {
    It 'is not an error' {
        Reset-Emulator
        $made = New-MistralAgent Lost mistral-medium-latest
        Clear-EmulatorRequest
        Add-EmulatorFault @{ method = 'DELETE'; actThenCut = $true }
        Get-TestError { Remove-MistralAgent $made.AgentId -Confirm:$false } | Should -BeNullOrEmpty
        @((Get-EmulatorRequest).method) | Should -Be 'DELETE', 'DELETE'
        (Get-TestError { Remove-MistralAgent $made.AgentId -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }
}

Describe 'The tools of an agent' {
    BeforeEach { Reset-Emulator }

    It 'are functions by their schemas: commands and script blocks' {
        function Get-Temperature {
            <# .SYNOPSIS
                Tells how warm it is. #>
            param([Parameter(Mandatory)] [string] $City, [ValidateSet('C', 'F')] [string] $Unit)
            "$City $Unit"
        }
        $made = New-Helper @{ Tool = 'Get-Temperature', @{ add = { param([int] $A, [int] $B) $A + $B } }, 'web_search' }
        $tools = (Get-SentBody | ConvertFrom-Json).tools
        $tools.type | Should -Be 'function', 'function', 'web_search'
        $tools[0].function.name | Should -BeExactly 'Get-Temperature'
        $tools[0].function.description | Should -BeExactly 'Tells how warm it is.'
        $tools[0].function.parameters.properties.City.type | Should -BeExactly 'string'
        $tools[0].function.parameters.required | Should -Be 'City'
        $tools[1].function.name | Should -BeExactly 'add'
        $tools[1].function.PSObject.Properties.Name | Should -Not -Contain 'strict'
        $made.Tools.Count | Should -Be 3
        $made.Tools[0].Function.Parameters.Properties.Unit.Enum | Should -Be 'C', 'F'
    }

    It 'are returned unchanged with any names' {
        $schema = [ordered]@{ type = 'object'; properties = [ordered]@{ created_at = @{ type = 'string'; default = '2026-01-01' }; cost_center = @{ type = 'string' } } }
        $function = [ordered]@{ name = 'book'; description = 'Books.'; parameters = $schema; strict = $true }
        $made = New-Helper @{ Tool = [ordered]@{ type = 'function'; function = $function }, [ordered]@{ type = 'connector'; connector_id = 'c1' } }
        $before = (Get-SentBody | ConvertFrom-Json).tools | ConvertTo-Json -Depth 9 -Compress
        $null = $made | Set-MistralAgent -Tool $made.Tools
        $after = (Get-SentBody | ConvertFrom-Json).tools | ConvertTo-Json -Depth 9 -Compress
        $after | Should -BeExactly $before
        $after | Should -Match '"strict":true'
        $null = $made | Set-MistralAgent -Tool ($made.Tools + 'code_interpreter')
        (Get-SentBody | ConvertFrom-Json).tools.type | Should -Be 'function', 'connector', 'code_interpreter'
    }

    It 'are rejected before a request is sent if they aren''t valid: <_>' -ForEach @(
        'web_serch'
        'Get-*'
        'document_library'
        '{"name":'
    ) {
        $problem = Get-TestError { New-Helper @{ Tool = $_ } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidTool,*'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'web_search'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'with the same name are rejected' {
        (Get-TestError { New-Helper @{ Tool = @{ a = { 1 } }, @{ a = { 2 } } } }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidTool,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A version of an agent' {
    BeforeEach {
        Reset-Emulator
        $agent = New-Helper @{ Instruction = 'first' }
        $null = $agent | Set-MistralAgent -Instruction 'second' -VersionMessage 'better'
        Clear-EmulatorRequest
    }

    It 'is created by each change, and can be selected again' {
        $versions = @(Get-MistralAgent Helper | Get-MistralAgentVersion)
        $versions.Count | Should -Be 2
        $versions[0].PSObject.TypeNames[0] | Should -BeExactly 'Mistral.AgentVersion'
        ($versions | Where-Object Version -EQ 1).VersionMessage | Should -BeExactly 'better'
        ($versions | Where-Object Version -EQ 0).Instructions | Should -BeExactly 'first'
        ($agent | Get-MistralAgent).Version | Should -Be 1
        $back = Get-MistralAgentVersion $agent.AgentId 0 | Set-MistralAgentVersion
        $back.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Agent'
        $back.Instructions | Should -BeExactly 'first'
        (Get-MistralAgent -Id $agent.AgentId).Version | Should -Be 0
    }

    It 'is selected by its number for a piped agent' {
        ($agent | Set-MistralAgentVersion 0).Instructions | Should -BeExactly 'first'
        ($agent | Set-MistralAgentVersion 1 -WhatIf:$false).Instructions | Should -BeExactly 'second'
        (Set-MistralAgentVersion $agent 0).Version | Should -Be 0
        (Set-MistralAgentVersion $agent.AgentId '1').Version | Should -Be 1
        (Set-MistralAgentVersion -Version 0 $agent.AgentId).Version | Should -Be 0
        (Set-MistralAgentVersion 1 -AgentId $agent.AgentId).Version | Should -Be 1
        ($agent | Set-MistralAgentAlias -Alias prod -Version 0).Version | Should -Be 0
        (Get-TestError { Set-MistralAgentVersion -AgentId 12 -Version 0 }).Exception.Message | Should -BeLike '*Got a number*'
    }

    It 'that doesn''t exist is an error' {
        (Get-TestError { Get-MistralAgentVersion $agent.AgentId 9 }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem = Get-TestError { Set-MistralAgentVersion $agent.AgentId 9 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.TargetObject | Should -BeExactly $agent.AgentId
    }

    It 'can be found by its aliases' {
        $alias = $agent | Get-MistralAgentVersion -Version 0 | Set-MistralAgentAlias -Alias prod
        $alias.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.AgentAlias'
        $alias.Version | Should -Be 0
        $alias.AgentId | Should -BeExactly $agent.AgentId
        (Get-MistralAgent -Id $agent.AgentId -Version prod).Instructions | Should -BeExactly 'first'
        (Set-MistralAgentAlias $agent.AgentId prod 1).Version | Should -Be 1
        (Get-MistralAgent -Id $agent.AgentId -Version prod).Instructions | Should -BeExactly 'second'
        $null = Set-MistralAgentAlias $agent.AgentId test 0
        ($agent | Get-MistralAgentAlias).Alias | Sort-Object | Should -Be 'prod', 'test'
        $agent | Get-MistralAgentAlias -Alias p* | Remove-MistralAgentAlias
        ($agent | Get-MistralAgentAlias).Alias | Should -BeExactly 'test'
        $agent | Get-MistralAgentAlias -Alias nowhere* | Should -BeNullOrEmpty
    }

    It 'and its aliases are shown in 80 columns' {
        ($agent | Get-MistralAgentVersion | Out-String -Width 80) | Should -Match '1 mistral-medium-latest\s+\d{4}-\d\d-\d\d \d\d:\d\d better'
        (Set-MistralAgentAlias $agent.AgentId prod 1 | Out-String -Width 80) | Should -Match "prod\s+1 \d{4}-\d\d-\d\d \d\d:\d\d $($agent.AgentId)"
    }

    It 'is an error for an unknown alias' {
        $problem = Get-TestError { Remove-MistralAgentAlias $agent.AgentId nothing }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        (Get-TestError { Set-MistralAgentAlias $agent.AgentId prod 9 }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }
}

Describe 'Completion for agents' {
    BeforeEach {
        Reset-Emulator
        Set-EmulatorList /v1/agents/pages 0
        $agent = New-Helper
    }

    It 'finds the id by the name: <_>' -ForEach @(
        'Get-MistralAgent -Id Hel'
        'Set-MistralAgent Hel'
        'Remove-MistralAgent Hel'
        'New-MistralAgent a m -Handoff Hel'
        'Get-MistralAgentVersion Hel'
        'Set-MistralAgentVersion Hel'
        'Get-MistralAgentAlias Hel'
        'Set-MistralAgentAlias Hel'
        'Remove-MistralAgentAlias Hel'
        'Invoke-MistralChat Hi -AgentId Hel'
    ) {
        $found = (TabExpansion2 -inputScript $_ -cursorColumn $_.Length).CompletionMatches
        $found.CompletionText | Should -BeExactly $agent.AgentId
        $found.ListItemText | Should -BeExactly 'Helper'
    }

    It 'knows the tools of the API and the commands' {
        $line = 'New-MistralAgent a m -Tool web'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'web_search', 'web_search_premium'
        $line = 'New-MistralAgent a m -Tool Get-Dat'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Contain 'Get-Date'
    }
}
