#requires -Version 5.1
# Seconds: 12

# Reads every response in the API's documents with its cmdlet: no field may be lost, and no cmdlet may fail.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationLines.psm1" -Force

    # A span of a trace holds spans, so a sample of it takes minutes. A secret in a vault needs a vault.
    $lines = @(Get-OperationLine -Except Get-MistralWorkflowTrace | Where-Object { -not $_.IsSecondary -and -not $_.With.ContainsKey('SecretName') } | Sort-Object { "$($_.Method) $($_.Operation) $($_.Command)" } -Unique)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationLines.psm1" -Force
    $reason = if ($PSVersionTable.PSVersion -lt [version] '7.4') { 'the OpenAPI documents are read by PowerShell 7.4 and later' }
    else {
        Import-Module "$PSScriptRoot/Support/ApiSamples.psm1" -Force
        if (-not (Test-ApiDocument)) { 'the OpenAPI documents are not beside the repository (shared/spec)' }
    }
    Connect-TestMistral @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY); MaximumRetryCount = 0; OperationTimeoutSeconds = 30 }

    # A parameter that must be a sound.
    $sound = [IO.Path]::Combine((Get-PSDrive TestDrive).Root, 'sound.wav')
    [IO.File]::WriteAllText($sound, 'RIFF....WAVE')

    # What these make of a response is not all of it: errors for what was refused, or figures of their own.
    $differs = @{
        'Add-MistralWorkspaceMember'      = @{ Without = '*' }
        'Remove-MistralWorkspaceMember'   = @{ Without = '*'; Says = 'was not removed' }
        'New-MistralUser'                 = @{ Without = 'invalidemails', 'addedlater*'; Says = 'refused' }
        'Send-MistralInvitation'          = @{ Without = '*'; Says = 'refused|member of the organization already' }
        'Get-MistralUsage'                = @{ Without = '*' }
        'Get-MistralWorkflowMetric'       = @{ Without = '*' }
        'New-MistralWorkflowSchedule'     = @{ With = @{ Every = '01:00' } }
        'Invoke-MistralWorkflowQuery'     = @{ Without = '*' }
        'Invoke-MistralWorkflowUpdate'    = @{ Without = '*' }
        'Enable-MistralWorkflow'          = @{ Without = '*' }
        'Disable-MistralWorkflow'         = @{ Without = '*' }
        'Stop-MistralWorkflowExecution'   = @{ Without = '*' }
        'New-MistralVoice'                = @{ With = @{ SamplePath = $sound } }
        'New-MistralDatasetRecord'        = @{ With = @{ Payload = @{ question = 'a' } } }
        # The scope is the one asked for, as parameters call it.
        'Get-MistralConnectorCredential'  = @{ Without = 'scope' }
        # The result of a tool that failed is an error.
        'Invoke-MistralConnectorTool'     = @{ Fails = '^The tool .+ failed' }
        # The output is the options, each as a value of the field.
        'Get-MistralTelemetryFieldOption' = @{ Renamed = 'options' }
    }

    # Parts of a definition are properties of the object. Those with a name that the object has itself get a longer name. A variable
    # is its name.
    foreach ($noun in 'Prompt', 'PromptVersion', 'Skill', 'SkillVersion') {
        foreach ($verb in 'Get', 'New', 'Set') { $differs["$verb-Mistral$noun"] = @{ Renamed = @('addedlater*'; if ($noun -like 'Prompt*') { 'name' }) } }
    }

    # Fields next to a list or a text, if the cmdlet writes only the list or the text.
    $besides = @{
        'Get-MistralAnalytic'             = 'starttime', 'endtime', 'addedlater*'
        'Get-MistralRateLimit'            = 'addedlater*'
        'Get-MistralRole'                 = 'addedlater*'
        'Get-MistralLibraryDocumentText'  = 'addedlater*'
        'Get-MistralFileUrl'              = 'addedlater*'
        'Get-MistralTelemetryFieldOption' = 'addedlater*'
    }

    # A parameter that changes something, for cmdlets without a mandatory one.
    function Get-Change([string] $Command, [hashtable] $With) {
        $known = Get-Command $Command
        $body = @($known.ImplementingType.GetProperties() | Where-Object { $_.GetCustomAttributes([Mistral.PowerShell.Operations.BodyAttribute], $true) })
        if ($body | Where-Object { $With.ContainsKey($_.Name) }) { return @{} }
        foreach ($property in $body | Where-Object { $_.PropertyType -in [string], [string[]] }) {
            $parameter = $known.ParameterSets | ForEach-Object { $_.Parameters } | Where-Object Name -EQ $property.Name | Select-Object -First 1
            return @{ $property.Name = Get-FittingValue $parameter }
        }
        @{}
    }

    function Add-SampleReply([string] $Method, [string] $Path, $Sample) {
        Add-EmulatorFault @{ method = $Method; path = $Path; times = 0; body = (ConvertTo-SampleJson $Sample) }
    }
}

AfterAll { Disconnect-Mistral }

Describe 'A response of <Method> <Operation>' -ForEach $lines {
    BeforeEach { Reset-Emulator }

    It 'is read by <Command> with all fields' {
        if ($reason) { Set-ItResult -Skipped -Because $reason }
        $samples = Get-ApiSample -Method $Method -Path $Operation
        $more = if ((Get-Command $Command).Parameters.ContainsKey('Confirm')) { @{ Confirm = $false } } else { @{} }
        if ($Method -in 'PATCH', 'PUT') { $more += Get-Change $Command $With }
        $special = if ($differs.ContainsKey($Command)) { $differs[$Command] } else { @{} }
        $without = @('object'; $special.Without; $besides[$Command]) -ne $null
        # Ids have the name of what they are of, and a text that is the whole of a response has a name.
        $renamed = @('id', 'uuid', '', 'text', 'url'; $special.Renamed) -ne $null
        $failures = 0
        $lost = for ($i = 0; $i -lt $samples.Count; $i++) {
            $sample = $samples[$i]
            Remove-NextPage $sample $Items
            Clear-EmulatorFault
            Add-SampleReply $Method $Path $sample
            $with = Get-OperationValue @{ With = $With; Ids = $Ids }
            if ($special.With) { foreach ($name in $special.With.Keys) { $with[$name] = $special.With[$name] } }
            $problems = @()
            $output = try { & $Command @with @more -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue } catch { $problems = @($_) }
            if ($special.Fails -and "$problems" -match $special.Fails) { $failures++; continue }
            foreach ($problem in $problems) { if (-not $special.Says -or "$problem" -notmatch $special.Says) { "sample ${i}: $problem" } }
            if ($SuppressOutput) { continue }
            $kept = Get-SampleItem $sample $Items
            Find-LostValue -Sample $kept -Output $output -Renamed $renamed -Without $without | ForEach-Object { "sample ${i}: $_" }
        }
        $lost | Should -BeNullOrEmpty
        if ($special.Fails) { $failures | Should -BeGreaterThan 0; $failures | Should -BeLessThan $samples.Count }
    }
}

Describe 'A response of POST <Operation> with a known type' -ForEach @(
    @{ Operation = '/v1/chat/completions'; Command = 'Invoke-MistralChat'; With = @{ Message = 'a'; Model = 'm' } }
    @{ Operation = '/v1/agents/completions'; Command = 'Invoke-MistralChat'; With = @{ Message = 'a'; AgentId = 'ag_1' } }
    @{ Operation = '/v1/fim/completions'; Command = 'Invoke-MistralFim'; With = @{ Prompt = 'a'; Model = 'm' } }
    @{ Operation = '/v1/conversations'; Command = 'Invoke-MistralConversation'; With = @{ Message = 'a'; Model = 'm' } }
    @{ Operation = '/v1/conversations/{conversation_id}'; Command = 'Invoke-MistralConversation'; With = @{ Message = 'a'; ConversationId = 'conv_1' } }
    @{ Operation = '/v1/conversations/{conversation_id}/restart'; Command = 'Restart-MistralConversation'; With = @{ Message = 'a'; ConversationId = 'conv_1'; EntryId = 'msg_1' } }
) {
    BeforeAll {
        # Typed calls and pieces have no place for unknown fields. Code is text without a role.
        $without = @{
            'Invoke-MistralChat'          = 'object', 'addedlater*'
            'Invoke-MistralFim'           = 'object', 'addedlater*', 'index', 'role', 'prefix'
            'Invoke-MistralConversation'  = @('object')
            'Restart-MistralConversation' = @('object')
        }

        # The pieces of a chat have no date, and are joined by their index, which is not a property.
        $withoutInPiece = 'created', 'index'

        # A sample contains each member of a union, so an answer can have message and messages, or end with an error. Code is only text.
        function Remove-Contradiction($Completion, [bool] $IsCode) {
            $number = 0
            $Completion['choices'] = @($Completion['choices'] | Where-Object finish_reason -NE 'error')
            foreach ($choice in $Completion['choices']) {
                $choice['index'] = $number++
                if ($choice.Contains('messages') -and $choice.Contains('message')) { $choice.Remove($IsCode ? 'messages' : ('message', 'messages')[$number % 2]) }
                if ($IsCode) { foreach ($name in 'tool_calls', 'tool_call_id', 'metadata') { foreach ($part in 'message', 'delta') { if ($choice[$part]) { $choice[$part].Remove($name) } } } }
            }
            if ($IsCode) { $Completion['choices'] = @($Completion['choices'] | Where-Object { ($_['message'] ?? $_['delta'])['content'] -isnot [array] }) }
        }
    }
    BeforeEach { Reset-Emulator }

    It 'is read by <Command> with all fields' {
        if ($reason) { Set-ItResult -Skipped -Because $reason }
        $samples = Get-ApiSample -Method POST -Path $Operation
        $lost = for ($i = 0; $i -lt $samples.Count; $i++) {
            $sample = $samples[$i]
            if ($Operation -match 'completions$') { Remove-Contradiction $sample ($Command -eq 'Invoke-MistralFim') }
            Clear-EmulatorFault
            Add-SampleReply POST ($Operation -split '\{')[0] $sample
            $problems = @()
            $output = try { & $Command @With -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue } catch { $problems = @($_) }
            foreach ($problem in $problems) { "sample ${i}: $problem" }
            Find-LostValue -Sample $sample -Output $output -Renamed 'created' -Without $without[$Command] | ForEach-Object { "sample ${i}: $_" }
        }
        $lost | Should -BeNullOrEmpty
    }

    It 'is read by <Command> -Stream with all fields' {
        if ($reason) { Set-ItResult -Skipped -Because $reason }
        $isChat = $Operation -match 'completions$'
        $samples = Get-ApiSample -Method POST -Path $Operation -Stream
        $lost = foreach ($sample in $samples) {
            $data = $sample.data
            if ($isChat) {
                Remove-Contradiction $data ($Command -eq 'Invoke-MistralFim')
                $text = "data: $(ConvertTo-SampleJson $data)`n`ndata: {`"choices`":[{`"index`":0,`"delta`":{},`"finish_reason`":`"stop`"}]}`n`ndata: [DONE]`n`n"
            }
            else {
                $done = if ($data.type -ne 'conversation.response.done') { "data: {`"type`":`"conversation.response.done`",`"usage`":{`"prompt_tokens`":1,`"completion_tokens`":2,`"total_tokens`":3}}`n`n" }
                $text = "data: {`"type`":`"conversation.response.started`",`"conversation_id`":`"conv_1`"}`n`nevent: $($data.type)`ndata: $(ConvertTo-SampleJson $data)`n`n$done"
            }
            Clear-EmulatorFault
            Add-EmulatorFault @{ method = 'POST'; path = ($Operation -split '\{')[0]; body = $text; contentType = 'text/event-stream' }
            $problems = @()
            $output = try { & $Command @With -Stream -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue } catch { $problems = @($_) }
            if (-not $isChat -and $data.type -eq 'conversation.response.error') {
                if ("$problems" -notlike "*$($data.message)*") { "The error '$($data.message)' is not reported: $problems" }
                continue
            }
            foreach ($problem in $problems) { "$($data.type): $problem" }
            Find-LostValue -Sample $data -Output $output -Without ($without[$Command] + $withoutInPiece) | ForEach-Object { "$($data.type): $_" }
        }
        $lost | Should -BeNullOrEmpty
    }
}

Describe 'The example of POST /v1/embeddings' {
    BeforeEach { Reset-Emulator }

    It 'is read by Get-MistralEmbedding with its vectors' {
        if ($reason) { Set-ItResult -Skipped -Because $reason }
        $sample = (Get-ApiSample -Method POST -Path '/v1/embeddings')[0]
        Add-SampleReply POST '/v1/embeddings' $sample
        $output = Get-MistralEmbedding 'a', 'b' -Model 'm'
        Find-LostValue -Sample $sample -Output $output -Renamed 'embedding' -Without 'object', '*tokens', 'promptaudioseconds' | Should -BeNullOrEmpty
    }
}

Describe 'A response of POST <Operation> with documents, sound or scores' -ForEach @(
    @{ Operation = '/v1/files'; Command = 'Send-MistralFile'; Arguments = { @{ LiteralPath = $sound } } }
    @{ Operation = '/v1/ocr'; Command = 'Invoke-MistralOcr'; Arguments = { @{ Uri = 'https://example.com/a.pdf' } } }
    @{ Operation = '/v1/audio/transcriptions'; Command = 'Invoke-MistralTranscription'; Arguments = { @{ Uri = 'https://example.com/a.mp3' } } }
    @{ Operation = '/v1/moderations'; Command = 'Invoke-MistralModeration'; Arguments = { @{ InputObject = @('a') * $count } } }
    @{ Operation = '/v1/chat/moderations'; Command = 'Invoke-MistralModeration'; Arguments = { @{ InputObject = $replies; AsConversation = $true } } }
    @{ Operation = '/v1/classifications'; Command = 'Invoke-MistralClassification'; Arguments = { @{ InputObject = @('a') * $count; Model = 'm' } } }
    @{ Operation = '/v1/chat/classifications'; Command = 'Invoke-MistralClassification'; Arguments = { @{ InputObject = $replies; Model = 'm'; AsConversation = $true } } }
) {
    BeforeAll {
        # The types of these results have no place for unknown fields, a segment is an object with its own type, and an annotation
        # needs -Schema. The usage of a request with many texts is counted by the connection.
        $without = @{
            'Invoke-MistralOcr'            = 'documentannotation', 'addedlater*'
            'Invoke-MistralTranscription'  = 'type', 'addedlater*'
            'Invoke-MistralModeration'     = 'usage', '*tokens', 'requestcount', 'addedlater*'
            'Invoke-MistralClassification' = 'usage', '*tokens', 'requestcount', 'addedlater*'
        }
    }
    BeforeEach { Reset-Emulator }

    It 'is read by <Command> with all fields' {
        if ($reason) { Set-ItResult -Skipped -Because $reason }
        $samples = Get-ApiSample -Method POST -Path $Operation
        $samples.Count | Should -BeGreaterThan 0
        $lost = for ($i = 0; $i -lt $samples.Count; $i++) {
            $sample = $samples[$i]
            $count = @($sample['results']).Count
            $replies = @([pscustomobject]@{ History = @(@{ role = 'user'; content = 'a' }) }) * $count
            Clear-EmulatorFault
            Add-SampleReply POST $Operation $sample
            $with = & $Arguments
            $problems = @()
            $output = try { & $Command @with -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue } catch { $problems = @($_) }
            foreach ($problem in $problems) { "sample ${i}: $problem" }
            Find-LostValue -Sample $sample -Output $output -Renamed 'id', 'speakerid', 'start', 'end' -Without (@('object') + $without[$Command]) | ForEach-Object { "sample ${i}: $_" }
        }
        $lost | Should -BeNullOrEmpty
    }
}

Describe 'The events of POST /v1/audio/transcriptions' {
    BeforeEach { Reset-Emulator }

    It 'are read by Invoke-MistralTranscription -Stream with all fields' {
        if ($reason) { Set-ItResult -Skipped -Because $reason }
        $samples = Get-ApiSample -Method POST -Path '/v1/audio/transcriptions' -Stream
        $samples.Count | Should -BeGreaterThan 3
        $lost = foreach ($sample in $samples) {
            $data = $sample.data
            $done = if ($data.type -ne 'transcription.done') { "data: {`"type`":`"transcription.done`",`"text`":`"a`"}`n`n" }
            Clear-EmulatorFault
            Add-EmulatorFault @{ method = 'POST'; path = '/v1/audio/transcriptions'; body = "event: $($data.type)`ndata: $(ConvertTo-SampleJson $data)`n`n$done"; contentType = 'text/event-stream' }
            $problems = @()
            $output = try { Invoke-MistralTranscription -Uri 'https://example.com/a.mp3' -Stream -ErrorVariable problems -ErrorAction SilentlyContinue } catch { $problems = @($_) }
            foreach ($problem in $problems) { "$($data.type): $problem" }
            Find-LostValue -Sample $data -Output $output -Renamed 'audiolanguage', 'speakerid' -Without 'type', 'addedlater*' | ForEach-Object { "$($data.type): $_" }
        }
        $lost | Should -BeNullOrEmpty
    }
}
