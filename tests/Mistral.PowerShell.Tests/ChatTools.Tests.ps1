#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/Reliability.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'

    function Get-SentBody([int] $Number = -1) { (Get-EmulatorRequest -Filter @{ path = $chat })[$Number].body | ConvertFrom-Json }

    # A message of the model that asks for calls: name and arguments, as a hashtable or as raw text.
    function New-Call([object[]] $Call) {
        @{ tool_calls = @(foreach ($one in $Call) { @{ function = @{ name = $one[0]; arguments = $(if ($one[1] -is [string]) { $one[1] } else { ConvertTo-Json -InputObject $one[1] -Compress -Depth 5 }) } } }) }
    }

    # What the model was told of its calls, in their order.
    function Get-Told([int] $Number = -1) { @((Get-SentBody $Number).messages | Where-Object role -EQ tool) }

    $services = @(
        [pscustomobject]@{ Name = 'web'; Status = 'Running' }
        [pscustomobject]@{ Name = 'mail'; Status = 'Stopped' }
        [pscustomobject]@{ Name = 'backup'; Status = 'Stopped' }
    )
    $script:ran = [Collections.Generic.List[string]]::new()

    <#
    .SYNOPSIS
        Lists services.
    .PARAMETER Status
        Which of them.
    #>
    function Get-TestService {
        [CmdletBinding()]
        param(
            [ValidateSet('Running', 'Stopped')] [string] $Status,
            [ValidateRange(1, 10)] [int] $First = 10
        )
        $script:ran.Add("Get-TestService Status=$Status First=$First")
        $services | Where-Object { -not $Status -or $_.Status -eq $Status } | Select-Object -First $First
    }

    function Get-TestLog {
        [CmdletBinding()]
        param([Parameter(Mandatory, HelpMessage = 'The name of a service.')] [string] $Name, [datetime] $After, [switch] $Detailed)
        $script:ran.Add("Get-TestLog Name=$Name After=$(if ($After) { $After.ToString('yyyy-MM-dd') }) Detailed=$Detailed")
        "$Name ran out of disk"
    }

    function Restart-TestService {
        [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
        param([Parameter(Mandatory)] [string] $Name)
        if ($PSCmdlet.ShouldProcess($Name)) { $script:ran.Add("Restart-TestService Name=$Name"); 'restarted' }
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A question that needs tools' {
    BeforeEach { Reset-Emulator; $script:ran.Clear() }

    It 'runs the right commands with the right arguments, in order, and ends with the answer' {
        Add-EmulatorReply @(
            (New-Call (, @('Get-TestService', @{ Status = 'Stopped' })))
            (New-Call @('Get-TestLog', @{ Name = 'mail'; After = '2026-01-02'; Detailed = $true }), @('Get-TestLog', @{ Name = 'backup' }))
            'mail and backup ran out of disk.'
        )
        $reply = Invoke-MistralChat 'Which of my services are stopped and why?' -Tool Get-TestService, Get-TestLog, Restart-TestService
        $reply.Content | Should -BeExactly 'mail and backup ran out of disk.'
        "$($reply.ToolRoundState)" | Should -BeExactly 'Answered'
        @($script:ran) | Should -BeExactly @(
            'Get-TestService Status=Stopped First=10'
            'Get-TestLog Name=mail After=2026-01-02 Detailed=True'
            'Get-TestLog Name=backup After= Detailed=False'
        )
        @($reply.ToolResult.Name) | Should -BeExactly 'Get-TestService', 'Get-TestLog', 'Get-TestLog'
        @($reply.ToolResult.Round) | Should -Be 1, 2, 2
        "$($reply.ToolResult.State | Select-Object -Unique)" | Should -BeExactly 'Completed'
        $reply.ToolResult[0].Duration | Should -BeGreaterThan ([timespan]::Zero)

        $sent = @(Get-EmulatorRequest -Filter @{ path = $chat })
        $sent.Count | Should -Be 3
        $told = Get-Told
        $told.content | Should -BeExactly '[{"Name":"mail","Status":"Stopped"},{"Name":"backup","Status":"Stopped"}]', '"mail ran out of disk"', '"backup ran out of disk"'
        $calls = (Get-SentBody).messages | Where-Object role -EQ assistant | ForEach-Object { $_.tool_calls }
        @($told.tool_call_id) | Should -BeExactly @($calls.id)
        $reply.History.Count | Should -Be 7
        ($reply | Invoke-MistralChat 'repeat: and now?').Content | Should -BeExactly 'and now?'
    }

    It 'describes the parameters of a function to the model' {
        $null = Invoke-MistralChat 'repeat: a' -Tool Get-TestService, Get-TestLog -ToolChoice none
        $tools = (Get-SentBody).tools
        @($tools.type | Select-Object -Unique) | Should -BeExactly 'function'
        @($tools.function.name) | Should -BeExactly 'Get-TestService', 'Get-TestLog'
        $tools[0].function.description | Should -BeExactly 'Lists services.'
        $status = $tools[0].function.parameters.properties.Status
        $status.type | Should -BeExactly 'string'
        $status.description | Should -BeExactly 'Which of them.'
        $status.enum | Should -BeExactly 'Running', 'Stopped'
        $first = $tools[0].function.parameters.properties.First
        $first.type, $first.minimum, $first.maximum | Should -BeExactly 'integer', 1, 10
        @($tools[0].function.parameters.required).Count | Should -Be 0
        @($tools[0].function.parameters.properties.PSObject.Properties.Name) | Should -BeExactly 'Status', 'First'
        $log = $tools[1].function.parameters
        @($log.required) | Should -BeExactly 'Name'
        $log.properties.Name.description | Should -BeExactly 'The name of a service.'
        $log.properties.After.format | Should -BeExactly 'date-time'
        $log.properties.Detailed.type | Should -BeExactly 'boolean'
    }

    It 'accepts tools of any kind: <Name>' -ForEach @(
        @{ Name = 'a cmdlet'; Give = { 'Get-Date' }; Named = 'Get-Date'; Has = 'Format' }
        @{ Name = 'what Get-Command gives'; Give = { Get-Command Get-TestLog }; Named = 'Get-TestLog'; Has = 'Name' }
        @{ Name = 'an alias'; Give = { 'gci' }; Named = 'Get-ChildItem'; Has = 'Path' }
        @{ Name = 'a script block'; Give = { { param([int] $Number) $Number * 2 } }; Named = 'script_1'; Has = 'Number' }
        @{ Name = 'a table of script blocks'; Give = { @{ double = { param([int] $Number) $Number * 2 } } }; Named = 'double'; Has = 'Number' }
        @{ Name = 'a schema as a hashtable'; Give = { @{ name = 'weather'; description = 'd'; parameters = @{ type = 'object'; properties = @{ City = @{ type = 'string' } } } } }; Named = 'weather'; Has = 'City' }
        @{ Name = 'a schema as the API has it, as text'; Give = { '{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"City":{"type":"string"}}}}}' }; Named = 'weather'; Has = 'City' }
    ) {
        $null = Invoke-MistralChat 'repeat: a' -Tool (& $Give) -ToolChoice none
        $sent = @((Get-SentBody).tools)[0].function
        $sent.name | Should -BeExactly $Named
        $sent.parameters.properties.PSObject.Properties.Name | Should -Contain $Has
    }

    It 'describes a script block by its own comment, not by the help of a command that mentions it' {
        $owner = New-Module -Name TestToolHome -ScriptBlock {
            function Get-TestBlock { @{ plain = { param([int] $Number) $Number }; told = { <# .SYNOPSIS
Doubles a number. #> param([int] $Number) $Number * 2 } } }
            <# .SYNOPSIS
Mentions TestToolHome\__tool and __tool. #>
            function Get-TestMention { }
            Export-ModuleMember -Function *
        } | Import-Module -PassThru
        try {
            $null = Invoke-MistralChat 'repeat: a' -Tool (Get-TestBlock) -ToolChoice none
            $tools = @((Get-SentBody).tools.function) | Sort-Object -Property name
            $tools[0].PSObject.Properties.Name | Should -Not -Contain 'description'
            $tools[1].description | Should -BeExactly 'Doubles a number.'
        }
        finally { Remove-Module -ModuleInfo $owner }
    }

    It 'removes the key from what the model and the reply get: <Name>' -ForEach @(
        @{ Name = 'as it is'; Tell = { param($Key) "the key is $Key." } }
        @{ Name = 'as an error'; Tell = { param($Key) throw "not with $Key" } }
        @{ Name = 'encoded'; Tell = { param($Key) [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Key)) } }
    ) {
        $key = $env:MISTRAL_TEST_KEY
        Add-EmulatorReply (New-Call @(, @('tell', @{})))
        $reply = Invoke-MistralChat 'Which key?' -Tool @{ tell = { & $Tell $key }.GetNewClosure() }
        $reply.ToolResult[0].Content | Should -BeLike '*`[API key`]*'
        foreach ($text in (Get-Told).content, ($reply | ConvertTo-Json -Depth 6), (Get-EmulatorRequest -Filter @{ path = $chat } | ForEach-Object body)) {
            "$text".Contains($key) | Should -BeFalse
            "$text".Contains([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($key)).Substring(0, 16)) | Should -BeFalse
        }
    }

    It 'removes each part of the key from a truncated result: <Name>' -ForEach @(
        @{ Name = 'through the key'; Tell = { param($Key) 'x' * 240 + $Key + 'y' * 100 } }
        @{ Name = 'through the key in a property of a property'; Tell = { param($Key) [pscustomobject]@{ inner = @{ text = 'x' * 220 + $Key + 'y' * 100 } } } }
        @{ Name = 'through the key in the name of a property'; Tell = { param($Key) @{ ('x' * 190 + $Key + 'y' * 100) = 1 } } }
        @{ Name = 'through the key in an error'; Tell = { param($Key) throw ('x' * 240 + $Key + 'y' * 100) } }
        @{ Name = 'through the key in a URL'; Tell = { param($Key, $Escaped) 'x' * 200 + $Escaped + 'y' * 100 } }
        @{ Name = 'through the key in bytes'; Tell = { param($Key) , [Text.Encoding]::UTF8.GetBytes('x' * 171 + $Key + 'y' * 100) }; Mask = '"`[API key`]"' }
        @{ Name = 'through what stands in its place'; Tell = { param($Key) 'x' * 250 + $Key + 'y' * 100 }; Mask = '*x`[API k"*' }
        @{ Name = 'where a text has it again and again'; Tell = { param($Key) "$Key " * 10000 }; Limit = 8192 }
    ) {
        $key = $env:MISTRAL_TEST_KEY
        $escaped = -join ($key.ToCharArray() | ForEach-Object { '%{0:X2}' -f [int] $_ })
        $base64 = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($key))
        $size = if ($Limit) { $Limit } else { 256 }
        Add-EmulatorReply (New-Call @(, @('tell', @{})))
        $null = Invoke-MistralChat 'Which key?' -Tool @{ tell = { & $Tell $key $escaped }.GetNewClosure() } -MaximumToolResultSize $size
        if ($Mask) { (Get-Told).content | Should -BeLike $Mask }
        (Get-Told).content.Length | Should -BeGreaterThan 10
        $sent = "$(Get-EmulatorRequest -Filter @{ path = $chat } | ForEach-Object body)"
        $left = foreach ($i in 0..($key.Length - 8)) {
            if ($sent.Contains($key.Substring($i, 8)) -or $sent.Contains($escaped.Substring(3 * $i, 24)) -or $sent.Contains($base64.Substring($i, 8))) { $i }
        }
        @($left).Count | Should -Be 0 -Because 'no piece of the key is to be there'
    }

    It 'sends all of the result that fits after the key is removed' {
        $key = $env:MISTRAL_TEST_KEY
        Add-EmulatorReply (New-Call @(, @('tell', @{})))
        $null = Invoke-MistralChat 'Which key?' -Tool @{ tell = { 'x' * 230 + $key }.GetNewClosure() } -MaximumToolResultSize 256
        (Get-Told).content | Should -BeExactly "`"$('x' * 230)[API key]`""
    }

    It 'runs script blocks with their variables' {
        $rate = 3
        Add-EmulatorReply @((New-Call (, @('convert', @{ Amount = 5 }))), 'fifteen')
        $reply = Invoke-MistralChat 'How much?' -Tool @{ convert = { param([Parameter(Mandatory)] [double] $Amount) $Amount * $rate } }
        $reply.ToolResult.Content | Should -BeExactly '15'
        $reply.Content | Should -BeExactly 'fifteen'
    }

    It 'offers no parameter for secrets or code' {
        function Connect-TestThing { param([securestring] $Secret, [pscredential] $Credential, [scriptblock] $Code, [string] $Name, [hashtable] $Option) "$Name $($Option.Count)" }
        Add-EmulatorReply @((New-Call @('Connect-TestThing', @{ Secret = 'x' }), @('Connect-TestThing', @{ Code = 'Get-Date' }), @('Connect-TestThing', @{ Name = 'a'; Option = @{ b = 1; c = @{ d = 2 } } })), 'done')
        $reply = Invoke-MistralChat 'Go' -Tool Connect-TestThing
        @((Get-SentBody 0).tools[0].function.parameters.properties.PSObject.Properties.Name) | Should -BeExactly 'Name', 'Option'
        @($reply.ToolResult.State | ForEach-Object { "$_" }) | Should -BeExactly 'Failed', 'Failed', 'Completed'
        $reply.ToolResult[0].Content | Should -Match "The parameter 'Secret' doesn't exist"
        $reply.ToolResult[2].Content | Should -BeExactly '"a 2"'
    }

    It 'can be streamed, and the last piece has the calls' {
        Add-EmulatorReply @((New-Call (, @('Get-TestLog', @{ Name = 'mail' }))), 'It ran out of disk.')
        $pieces = @(Invoke-MistralChat 'Why?' -Tool Get-TestLog -Stream)
        -join $pieces.Content | Should -BeExactly 'It ran out of disk.'
        $pieces[-1].ToolResult.Content | Should -BeExactly '"mail ran out of disk"'
        "$($pieces[-1].ToolRoundState)" | Should -BeExactly 'Answered'
        $pieces[-1].History.Count | Should -Be 4
        @($script:ran).Count | Should -Be 1
    }

    It 'leaves calls of schemas to the caller, and runs no other calls' {
        Add-EmulatorReply (New-Call @('Get-TestLog', @{ Name = 'mail' }), @('weather', @{ City = 'Paris' }))
        $reply = Invoke-MistralChat 'Why?' -Tool Get-TestLog, @{ name = 'weather'; parameters = @{ type = 'object'; properties = @{ City = @{ type = 'string' } } } }
        @($reply.ToolCall.Function.Name) | Should -BeExactly 'Get-TestLog', 'weather'
        "$($reply.ToolRoundState)" | Should -BeExactly 'NotRun'
        @($script:ran).Count | Should -Be 0
    }

    It 'lets the caller answer calls of schemas, and continue after unanswered ones' {
        $weather = @{ name = 'weather'; parameters = @{ type = 'object'; properties = @{ City = @{ type = 'string' } } } }
        Add-EmulatorReply @((New-Call (, @('weather', @{ City = 'Paris' }))), 'It rains.')
        $reply = Invoke-MistralChat 'Weather?' -Tool $weather
        $answer = @{ role = 'tool'; tool_call_id = $reply.ToolCall[0].Id; name = 'weather'; content = 'rain' }
        $next = Invoke-MistralChat -Conversation (@($reply.History) + $answer) -Tool $weather
        $next.Content | Should -BeExactly 'It rains.'
        @((Get-SentBody).messages.role) | Should -BeExactly 'user', 'assistant', 'tool'
        ($reply | Invoke-MistralChat 'repeat: never mind').Content | Should -BeExactly 'never mind'
        @((Get-SentBody).messages.role) | Should -BeExactly 'user', 'assistant', 'tool', 'assistant', 'user'
        (Get-TestError { Invoke-MistralChat -Conversation $reply.History -Image a.png }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }

    It 'separates calls of a stream that have the same index' {
        Add-EmulatorFault @{ path = $chat; contentType = 'text/event-stream'; body = @'
data: {"id":"1","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"id":"aaaaaaaaa","function":{"name":"Get-TestLog","arguments":"{\"Name\":\"a\"}"}},{"id":"bbbbbbbbb","function":{"name":"Get-TestLog","arguments":"{\"Name\":\"b\"}"}}]},"finish_reason":"tool_calls"}]}

data: [DONE]


'@ }
        Add-EmulatorReply 'Done.'
        $pieces = @(Invoke-MistralChat 'Go' -Tool Get-TestLog -Stream)
        @($pieces[-1].ToolResult.Id) | Should -BeExactly 'aaaaaaaaa', 'bbbbbbbbb'
        @($script:ran).Count | Should -Be 2
    }

    It 'forces a call in the first round only' {
        Add-EmulatorReply @((New-Call (, @('Get-TestLog', @{ Name = 'mail' }))), 'Done.')
        $null = Invoke-MistralChat 'Why?' -Tool Get-TestLog -ToolChoice Get-TestLog
        (Get-SentBody 0).tool_choice.function.name | Should -BeExactly 'Get-TestLog'
        (Get-SentBody 1).PSObject.Properties.Name | Should -Not -Contain 'tool_choice'
    }
}

Describe 'A model that requests an invalid call' {
    BeforeEach { Reset-Emulator; $script:ran.Clear() }

    It 'gets the reason, and the chat continues: <Name>' -ForEach @(
        @{ Name = 'a command that was not passed'; Call = @('Remove-Item', @{ Path = '/' }); Says = "The tool 'Remove-Item' doesn't exist"; State = 'Unknown' }
        @{ Name = 'a command in another case'; Call = @('get-testlog', @{ Name = 'x' }); Says = "The tool 'get-testlog' doesn't exist"; State = 'Unknown' }
        @{ Name = 'a command with its module'; Call = @('Microsoft.PowerShell.Management\Remove-Item', @{ Path = '/' }); Says = "The tool 'Microsoft.PowerShell.Management\\\\Remove-Item' doesn't exist"; State = 'Unknown' }
        @{ Name = 'arguments that are not JSON'; Call = @('Get-TestLog', '{"Name":'); Says = 'not JSON'; State = 'Failed' }
        @{ Name = 'arguments that are a list'; Call = @('Get-TestLog', '["mail"]'); Says = 'JSON object'; State = 'Failed' }
        @{ Name = 'an argument of the wrong type'; Call = @('Get-TestService', @{ First = 'many' }); Says = "'First' must be an integer"; State = 'Failed' }
        @{ Name = 'an argument out of its range'; Call = @('Get-TestService', @{ First = 11 }); Says = 'greater than the maximum'; State = 'Failed' }
        @{ Name = 'an unknown argument'; Call = @('Get-TestLog', @{ Name = 'x'; ErrorAction = 'Stop' }); Says = "The parameter 'ErrorAction' doesn't exist"; State = 'Failed' }
        @{ Name = 'the beginning of a name'; Call = @('Get-TestLog', @{ Nam = 'x' }); Says = "The parameter 'Nam' doesn't exist"; State = 'Failed' }
        @{ Name = 'without what is mandatory'; Call = @('Get-TestLog', '{}'); Says = 'missing: Name'; State = 'Failed' }
    ) {
        Add-EmulatorReply @((New-Call (, $Call)), 'Sorry.')
        $reply = Invoke-MistralChat 'Go' -Tool Get-TestService, Get-TestLog 2>&1
        @($reply).Count | Should -Be 1
        $reply.Content | Should -BeExactly 'Sorry.'
        "$($reply.ToolResult.State)" | Should -BeExactly $State
        (Get-Told).content | Should -Match $Says
        ((Get-Told).content | ConvertFrom-Json).error | Should -Not -BeNullOrEmpty
        @($script:ran).Count | Should -Be 0
    }

    It 'gets the reason if a value for a table isn''t valid: <Name>' -ForEach @(
        @{ Name = 'a list for a table'; Arguments = '{"Option":[1,2]}'; Says = "'Option' must be an object" }
        @{ Name = 'a text for a table'; Arguments = '{"Option":"a"}'; Says = "'Option' must be an object" }
        @{ Name = 'half a character'; Arguments = '{"Option":{"a":"\ud83d"}}'; Says = 'not JSON' }
    ) {
        function Set-TestOption { param([hashtable] $Option) $script:ran.Add('ran') }
        Add-EmulatorReply @((New-Call (, @('Set-TestOption', $Arguments))), 'Sorry.')
        $reply = Invoke-MistralChat 'Go' -Tool Set-TestOption
        $reply.Content | Should -BeExactly 'Sorry.'
        $reply.ToolResult.Content | Should -Match $Says
        @($script:ran).Count | Should -Be 0
    }

    It 'gets the missing parameters of the parameter set before the user is asked' {
        function Get-TwoWays { [CmdletBinding(DefaultParameterSetName = 'ByName')] param([Parameter(Mandatory, ParameterSetName = 'ByName')] [string] $Name, [Parameter(Mandatory, ParameterSetName = 'ById')] [int] $Id) "<$Name$Id>" }
        Add-EmulatorReply @((New-Call @('Get-TwoWays', @{}), @('Get-TwoWays', @{ Id = 4 })), 'Done.')
        $reply = Invoke-MistralChat 'Go' -Tool Get-TwoWays
        $reply.ToolResult[0].Content | Should -Match 'missing: Name'
        $reply.ToolResult[1].Content | Should -BeExactly '"<4>"'
    }

    It 'runs at most 128 calls in a round' {
        Add-EmulatorReply @((New-Call @(1..140 | ForEach-Object { , @('Get-TestLog', @{ Name = "n$_" }) })), 'Done.')
        $reply = Invoke-MistralChat 'Go' -Tool Get-TestLog
        @($script:ran).Count | Should -Be 128
        @($reply.ToolResult).Count | Should -Be 140
        $reply.ToolResult[139].Content | Should -Match 'most'
    }

    It 'gets no new rounds and no forced call after an invalid answer' {
        Add-EmulatorReply @((New-Call (, @('Get-TestLog', @{ Name = 'a' }))), 'no', (New-Call (, @('Get-TestLog', @{ Name = 'b' }))))
        $reply = Invoke-MistralChat 'Go' -Tool Get-TestLog -ToolChoice Get-TestLog -Schema 'a int' -RetryInvalid 2 -MaximumToolRound 1 3>$null
        "$($reply.ToolRoundState)" | Should -BeExactly 'LimitReached'
        @($script:ran).Count | Should -Be 1
        @(0..2 | ForEach-Object { [bool] (Get-SentBody $_).PSObject.Properties['tool_choice'] }) | Should -Be $true, $false, $false
    }

    It 'does not end the chat with invalid calls' {
        Add-EmulatorFault @{ path = $chat; body = '{"choices":[{"index":0,"message":{"role":"assistant","content":"","tool_calls":[null]},"finish_reason":"tool_calls"}]}' }
        (Get-TestError { Invoke-MistralChat 'Go' -Tool Get-TestLog }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'gets the errors of a command that throws or reports errors' {
        function Get-Broken { [CmdletBinding()] param([switch] $Throw) if ($Throw) { throw 'It is broken.' } Write-Error 'A part is missing.'; 'the rest' }
        Add-EmulatorReply @((New-Call @('Get-Broken', @{ Throw = $true }), @('Get-Broken', @{})), 'Sorry.')
        $reply = Invoke-MistralChat 'Go' -Tool Get-Broken -ErrorVariable problems
        $problems | Should -BeNullOrEmpty
        $reply.Content | Should -BeExactly 'Sorry.'
        $told = @((Get-Told).content | ForEach-Object { $_ | ConvertFrom-Json })
        $told[0].error | Should -BeExactly 'It is broken.'
        $told[1].error | Should -BeExactly 'A part is missing.'
        $told[1].output | Should -BeExactly 'the rest'
    }

    It 'gets the first of a million objects, and the command is stopped' {
        $script:made = 0
        $million = { foreach ($i in 1..1000000) { $script:made = $i; [pscustomobject]@{ Number = $i; Text = 'x' * 20 } } }
        Add-EmulatorReply @((New-Call (, @('million', @{}))), 'Many.')
        $reply = Invoke-MistralChat 'Go' -Tool @{ million = $million } -MaximumToolResultSize 2000
        $script:made | Should -BeLessThan 20000
        $told = (Get-Told).content
        $told.Length | Should -BeLessThan 2400
        $parsed = $told | ConvertFrom-Json
        $parsed.truncated | Should -Not -BeNullOrEmpty
        $parsed.output[0].Number | Should -Be 1
        $reply.Content | Should -BeExactly 'Many.'
    }

    It 'gets the beginning of a large text' {
        Add-EmulatorReply @((New-Call (, @('great', @{}))), 'Long.')
        $null = Invoke-MistralChat 'Go' -Tool @{ great = { [string]::new([char]0x1F511, 0) + ('ab' * 500000) } } -MaximumToolResultSize 256
        (Get-Told).content.Length | Should -BeLessThan 500
    }

    It 'ends at the limit of rounds, with a warning and the state' {
        Add-EmulatorReply @(1..5 | ForEach-Object { New-Call (, @('Get-TestLog', @{ Name = "n$_" })) })
        $said = @(Invoke-MistralChat 'Go' -Tool Get-TestLog -MaximumToolRound 3 3>&1)
        $warning = $said | Where-Object { $_ -is [Management.Automation.WarningRecord] }
        "$warning" | Should -Match 'more than 3 rounds'
        $reply = $said | Where-Object { $_ -isnot [Management.Automation.WarningRecord] }
        "$($reply.ToolRoundState)" | Should -BeExactly 'LimitReached'
        $reply.ToolCall.Function.Name | Should -BeExactly 'Get-TestLog'
        @($script:ran).Count | Should -Be 3
        @(Get-EmulatorRequest -Filter @{ path = $chat }).Count | Should -Be 4
    }

    It 'ends at eight rounds by default' {
        Add-EmulatorReply @(1..12 | ForEach-Object { New-Call (, @('Get-TestLog', @{ Name = "n$_" })) })
        $null = Invoke-MistralChat 'Go' -Tool Get-TestLog 3>$null
        @($script:ran).Count | Should -Be 8
    }

    It 'gets an error if a tool ends early by <Name>, and the session continues' -ForEach @(
        @{ Name = 'exit'; Code = { 'before'; exit 3 } }
        @{ Name = 'exit in a function'; Code = { function Stop-Here { exit }; 'before'; Stop-Here } }
        @{ Name = 'break'; Code = { 'before'; break } }
        @{ Name = 'break to a label of the caller'; Code = { 'before'; break outer } }
        @{ Name = 'continue'; Code = { 'before'; continue } }
    ) {
        $rounds = 0
        :outer foreach ($round in 1, 2) {
            Add-EmulatorReply @((New-Call (, @('leave', @{}))), 'Sorry.')
            $reply = Invoke-MistralChat 'Go' -Tool @{ leave = $Code }
            $reply.Content | Should -BeExactly 'Sorry.'
            "$($reply.ToolResult.State)" | Should -BeExactly 'Failed'
            $told = (Get-Told).content | ConvertFrom-Json
            $told.error | Should -Match 'ended early'
            $told.output | Should -BeExactly 'before'
            $rounds++
        }
        $rounds | Should -Be 2
    }

    It 'gets no error if a tool ends normally: <Name>' -ForEach @(
        @{ Name = 'by return'; Code = { 'done'; return } }
        @{ Name = 'after a loop that it left'; Code = { foreach ($i in 1, 2) { if ($i -eq 2) { break }; 'done' } } }
        @{ Name = 'after a script that it left by exit'; Code = { & $leaving } }
        @{ Name = 'with nothing'; Code = { } }
        @{ Name = 'with null at the end'; Code = { 'done'; $null } }
    ) {
        $leaving = Join-Path $TestDrive 'leaving.ps1'
        Set-Content -LiteralPath $leaving -Value "'done'; exit 0; 'never'"
        Add-EmulatorReply @((New-Call (, @('stay', @{}))), 'Done.')
        $reply = Invoke-MistralChat 'Go' -Tool @{ stay = $Code }
        "$($reply.ToolResult.State)" | Should -BeExactly 'Completed'
        (Get-Told).content | Should -Not -Match 'ended early'
    }

    It 'does not get its text executed, expanded or formatted' {
        $script:harm = 0
        $evil = '$(throw "run"); {0:harm} `n $env:MISTRAL_TEST_KEY; Remove-Item *; ' + "$([char]27)[2J$([char]0x202E)"
        function Get-Echo { [CmdletBinding()] param([string] $Text, [object] $Any, [string[]] $Many) $script:seen = $Text; "$Text" }
        Add-EmulatorReply @((New-Call (, @('Get-Echo', @{ Text = $evil; Any = $evil; Many = @($evil) }))), $evil)
        $reply = Invoke-MistralChat 'Go' -Tool Get-Echo
        $script:seen | Should -BeExactly $evil
        $reply.Content | Should -BeExactly $evil
        ((Get-Told).content | ConvertFrom-Json) | Should -BeExactly $evil
        $null = ($reply | Out-String)
    }
}

Describe 'The approval of the user' {
    BeforeEach { Reset-Emulator; $script:ran.Clear() }

    It 'is not given with -WhatIf: nothing runs, and the plan is shown' {
        Add-EmulatorReply @((New-Call @('Restart-TestService', @{ Name = 'mail' }), @('Get-TestLog', @{ Name = 'mail' })), 'Done.')
        $reply = Invoke-MistralChat 'Go' -Tool Restart-TestService, Get-TestLog -WhatIf
        @($script:ran).Count | Should -Be 0
        "$($reply.ToolRoundState)" | Should -BeExactly 'NotRun'
        @($reply.ToolCall).Count | Should -Be 2
        @(Get-EmulatorRequest -Filter @{ path = $chat }).Count | Should -Be 1
    }

    It 'is needed for a command of high impact, and is denied in an unattended session' {
        Add-EmulatorReply @((New-Call (, @('Restart-TestService', @{ Name = 'mail' }))), 'I was not let.')
        $ran = Invoke-TestShell -Environment @{ MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI } -Script @'
function Restart-TestService { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param([string] $Name) 'ran' }
$reply = Invoke-MistralChat 'Go' -Tool Restart-TestService 3>&1
$reply[0].Message
$reply = $reply[-1]
"$($reply.ToolResult.State) / $($reply.Content)"
'@
        "$($ran.Output)" | Should -Match 'Declined / I was not let'
        "$($ran.Output)" | Should -Match 'Restart-TestService -Name \\?"mail\\?"'
        (Get-Told).content | Should -Match 'did not approve'
    }

    It 'is requested by a command of lower impact itself, except with -Confirm:$false' {
        $script = @'
function Remove-TestThing { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param() if ($PSCmdlet.ShouldProcess('it')) { 'removed' } }
function Invoke-TestWork { [CmdletBinding(SupportsShouldProcess)] param() Remove-TestThing }
function Invoke-TestPlain { Remove-TestThing }
(Invoke-MistralChat 'Go' -Tool Invoke-TestWork, Invoke-TestPlain {0}).ToolResult | ForEach-Object { "$($_.Name) $($_.State) $($_.Content)" }
'@
        foreach ($with in '', '-Confirm:$false') {
            Add-EmulatorReply @((New-Call @('Invoke-TestWork', @{}), @('Invoke-TestPlain', @{})), 'Done.')
            $ran = Invoke-TestShell -Environment @{ MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI } -Script $script.Replace('{0}', $with)
            if ($with) {
                "$($ran.Output)" | Should -Match 'Invoke-TestWork Completed "removed"'
                "$($ran.Output)" | Should -Match 'Invoke-TestPlain Completed "removed"'
            }
            else {
                "$($ran.Output)" | Should -Match 'Invoke-TestWork Failed'
                "$($ran.Output)" | Should -Match 'Invoke-TestPlain Failed'
                "$($ran.Output)" | Should -Not -Match '"removed"'
            }
        }
    }

    It 'is requested with all arguments, shortened and without control characters' {
        function Set-TestThing { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param([string] $Value, [string] $Path) }
        Add-EmulatorReply @((New-Call (, @('Set-TestThing', @{ Value = 'harmless ' * 80; Path = "/etc/pass$([char]27)[2Jwd$(' ' * 300)end" }))), 'Done.')
        $plan = Join-Path $TestDrive plan.txt
        $null = Invoke-TestShell -Environment @{ MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI } -Script @"
function Set-TestThing { [CmdletBinding(SupportsShouldProcess)] param([string] `$Value, [string] `$Path) }
`$null = Start-Transcript '$plan'; `$null = Invoke-MistralChat 'Go' -Tool Set-TestThing -WhatIf; `$null = Stop-Transcript
"@
        $line = [IO.File]::ReadAllText($plan)
        $line | Should -Match 'Set-TestThing -Value "harmless .*\(722 characters\) -Path "/etc/pass\\u001b\[2Jwd end"'
        $line.Contains([char] 27) | Should -BeFalse
    }

    It 'is given by -Confirm:$false, also for a command that asks itself' {
        Add-EmulatorReply @((New-Call (, @('Restart-TestService', @{ Name = 'mail' }))), 'Done.')
        $reply = Invoke-MistralChat 'Go' -Tool Restart-TestService -Confirm:$false
        @($script:ran) | Should -BeExactly 'Restart-TestService Name=mail'
        $reply.ToolResult.Content | Should -BeExactly '"restarted"'
    }
}

Describe 'The result for the model' {
    BeforeAll {
        enum TestColor { Red; Green }
        function Get-Told1([scriptblock] $Tool, [hashtable] $With = @{}) {
            Reset-Emulator
            Add-EmulatorReply @((New-Call (, @('it', @{}))), 'ok')
            $null = Invoke-MistralChat 'Go' -Tool @{ it = $Tool } @With
            (Get-Told).content
        }
    }

    It 'is exact JSON: <Name>' -ForEach @(
        @{ Name = 'nothing'; Tool = { }; Json = '[]' }
        @{ Name = 'null, which is nothing'; Tool = { $null }; Json = '[]' }
        @{ Name = 'a number'; Tool = { 42 }; Json = '42' }
        @{ Name = 'text outside the BMP'; Tool = { 'key ' + [char]::ConvertFromUtf32(0x1F511) + " `"q`" \ `n" }; Text = 'key ' + [char]::ConvertFromUtf32(0x1F511) + " `"q`" \ `n" }
        @{ Name = 'several'; Tool = { 1, 'a', $true }; Json = '[1,"a",true]' }
        @{ Name = 'a list of one that is one object'; Tool = { , @(, 1) }; Json = '[1]' }
        @{ Name = 'a list of one in an object'; Tool = { [pscustomobject]@{ a = @(1); b = @() } }; Json = '{"a":[1],"b":[]}' }
        @{ Name = 'a hashtable'; Tool = { @{ a = $null } }; Json = '{"a":null}' }
        @{ Name = 'an enum'; Tool = { [pscustomobject]@{ c = [DayOfWeek]::Friday } }; Json = '{"c":"Friday"}' }
        @{ Name = 'a date'; Tool = { [pscustomobject]@{ d = [datetimeoffset]::new(2026, 1, 2, 3, 4, 5, [timespan]::Zero) } }; Match = '^\{"d":"2026-01-02T03:04:05(\.0+)?(Z|\+00:00)"\}$' }
        @{ Name = 'not a number'; Tool = { [double]::NaN }; Json = '"NaN"' }
        @{ Name = 'a secret'; Tool = { [pscustomobject]@{ s = ConvertTo-TestSecret 'hidden' } }; Json = '{"s":"(secret)"}' }
        @{ Name = 'a getter that throws'; Tool = { [pscustomobject]@{ a = 1 } | Add-Member -PassThru ScriptProperty b { throw 'no' } }; Json = '{"a":1,"b":null}' }
    ) {
        $told = Get-Told1 $Tool
        if ($Match) { $told | Should -Match $Match }
        elseif ($Text) { ConvertFrom-Json -InputObject $told | Should -BeExactly $Text }
        else { $told | Should -BeExactly $Json }
    }

    It 'may be a dictionary, XML, or the beginning of a list whose enumeration fails' {
        Get-Told1 { $d = [Collections.Generic.Dictionary[string, int]]::new(); $d['a'] = 1; , $d } | Should -BeExactly '{"a":1}'
        Get-Told1 { [xml] '<a x="2"><b>1</b></a>' } | Should -BeExactly '"<a x=\"2\"><b>1</b></a>"'
        if (-not ('Mistral.Tests.Breaking' -as [type])) {
            Add-Type 'namespace Mistral.Tests { using System.Collections.Generic; public class Breaking { public IEnumerable<int> Items { get { yield return 1; throw new System.IO.IOException("gone"); } } } }'
        }
        Get-Told1 { [Mistral.Tests.Breaking]::new() } | Should -BeExactly '{"truncated":"Only the beginning of the output is included. Request less data.","output":{"Items":[1]}}'
    }

    It 'has several objects' {
        $parsed = Get-Told1 { Get-PSDrive -PSProvider FileSystem | Select-Object -First 1; Get-PSDrive Variable } | ConvertFrom-Json
        @($parsed.Name)[1] | Should -BeExactly 'Variable'
    }

    It 'is limited also for long field names' {
        (Get-Told1 { @{ ('x' * 100000) = 1 } } @{ MaximumToolResultSize = 256 }).Length | Should -BeLessThan 600
    }

    It 'ends for an object that contains itself' {
        $told = Get-Told1 { $a = @{ name = 'a' }; $a.self = $a; $a }
        $told.Length | Should -BeLessThan 2000
        ($told | ConvertFrom-Json).self.self.name | Should -BeExactly 'a'
    }

    It 'has the default properties of an object' {
        $parsed = Get-Told1 { Get-Process -Id $PID } | ConvertFrom-Json
        $parsed.Id | Should -Be $PID
        $parsed.PSObject.Properties.Name | Should -Contain 'Name'
        @($parsed.PSObject.Properties).Count | Should -BeLessThan 10
    }
}

Describe 'An invalid tool' {
    BeforeEach { Reset-Emulator }

    It 'is rejected before a request is sent: <Name>' -ForEach @(
        @{ Name = 'no command'; Give = { 'Get-NothingLikeThis' }; Says = "command 'Get-NothingLikeThis' was not found" }
        @{ Name = 'a pattern'; Give = { 'Get-*' }; Says = 'pattern' }
        @{ Name = 'a program'; Give = { (Get-Command -CommandType Application | Select-Object -First 1).Name }; Says = 'is a program' }
        @{ Name = 'two of a name'; Give = { 'Get-Date', 'Get-Date' }; Says = "Two tools have the name 'Get-Date'" }
        @{ Name = 'an object without a name'; Give = { @{ parameters = @{} } }; Says = "'name'" }
        @{ Name = 'an invalid name'; Give = { @{ 'a b' = { param($x) } } }; Says = 'valid name for a tool' }
        @{ Name = 'text that is not JSON'; Give = { '{"name":' }; Says = 'not JSON' }
        @{ Name = 'a mandatory secret'; Give = { @{ secret = { param([Parameter(Mandatory)] [securestring] $Password) } } }; Says = 'a model can''t provide' }
    ) {
        $problem = Get-TestError { Invoke-MistralChat 'Go' -Tool (& $Give) }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidTool,*'
        "$problem" | Should -Match $Says
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is rejected in a combination that isn''t possible' {
        (Get-TestError { Invoke-MistralChat 'Go' -Tool Get-Date -Choice 2 }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }
}

Describe 'Ctrl+C' {
    It 'ends a command that runs for the model' {
        Reset-Emulator
        Add-EmulatorReply @((New-Call (, @('wait', @{}))), 'never')
        $started = Start-TestScript -Variable @{ Uri = $env:MISTRAL_TEST_URI; Key = (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) } {
            Connect-Mistral -ApiKey $Key -BaseUri $Uri -SkipValidation
            Invoke-MistralChat 'Go' -Tool @{ wait = { $Seen.Add('waiting'); Start-Sleep -Seconds 60 } }
        }
        try {
            Receive-TestScript $started | Should -BeExactly 'waiting'
            Stop-TestScript $started | Should -BeLessThan 2000
        }
        finally { Remove-TestScript $started }
        @(Get-EmulatorRequest -Filter @{ path = $chat }).Count | Should -Be 1
    }

    It 'ends a command at any moment of its run' {
        $count = Get-SoakCount -Long 500 -Short 5
        $started = Start-TestScript -Variable @{ Uri = $env:MISTRAL_TEST_URI; Key = (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) } {
            Connect-Mistral -ApiKey $Key -BaseUri $Uri -SkipValidation
        }
        try {
            $null = Wait-TestScript $started
            for ($stop = 0; $stop -lt $count; $stop++) {
                Reset-Emulator
                Add-EmulatorReply @((New-Call (, @('wait', @{}))), 'never')
                $shell = [powershell]::Create()
                $shell.Runspace = $started.Shell.Runspace
                $null = $shell.AddScript("Invoke-MistralChat 'Go' -Tool @{ wait = { `$Seen.Add('waiting'); Start-Sleep -Milliseconds $(5 * ($stop % 3)); `$Seen.Add('over'); Start-Sleep -Seconds 60 } }").BeginInvoke()
                $moment = if ($stop % 2) { 'waiting' } else { 'over' }
                do { $seen = Receive-TestScript $started } until ($seen -eq $moment)
                Stop-TestScript @{ Shell = $shell } | Should -BeLessThan 2000
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
                $shell.Dispose()
                $left = $null
                while ($started.Seen.TryTake([ref] $left)) { }
            }
        }
        finally { Remove-TestScript $started }
    }
}
