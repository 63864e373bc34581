#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'

    function Add-ToolReply([string] $Name, [string] $Arguments) {
        $call = @{ id = 'abcdefghi'; type = 'function'; function = @{ name = $Name; arguments = $Arguments } }
        $body = @{ choices = @(@{ index = 0; message = @{ role = 'assistant'; content = ''; tool_calls = @($call) }; finish_reason = 'tool_calls' }) }
        Add-EmulatorFault @{ path = $chat; body = (ConvertTo-Json -InputObject $body -Depth 9 -Compress); contentType = 'application/json' }
        Add-EmulatorFault @{ path = $chat; body = '{"choices":[{"index":0,"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}]}'; contentType = 'application/json' }
    }
}

AfterAll { Disconnect-Mistral }

Describe 'The arguments of a tool call' {
    BeforeAll {
        $ran = [Collections.Generic.List[object]]::new()
        function Test-Argument {
            param([string[]] $N, [string] $Text, [int] $Whole, [int[]] $Wholes, [double] $Number, [single] $Small, [decimal] $Exact, [bool] $Flag, [switch] $On, [datetime] $Date, [DayOfWeek] $Day, [hashtable] $Table, $Open, [byte] $Byte)
            $ran.Add($PSBoundParameters)
        }
    }

    BeforeEach { Reset-Emulator; $ran.Clear() }

    It 'keep their values: <Arguments>' -ForEach @(
        @{ Arguments = '{"N":["a","b"]}'; Name = 'N'; Value = 'a', 'b' }
        @{ Arguments = '{"N":"[\"a\",\"b\"]"}'; Name = 'N'; Value = 'a', 'b' }
        @{ Arguments = '{"N":"a"}'; Name = 'N'; Value = @('a') }
        @{ Arguments = '{"N":"[a-z]"}'; Name = 'N'; Value = @('[a-z]') }
        @{ Arguments = '{"Wholes":"[1,\"2\"]"}'; Name = 'Wholes'; Value = 1, 2 }
        @{ Arguments = '{"Whole":"3"}'; Name = 'Whole'; Value = 3 }
        @{ Arguments = '{"Whole":3.0}'; Name = 'Whole'; Value = 3 }
        @{ Arguments = '{"Text":12345678901234567890}'; Name = 'Text'; Value = '12345678901234567890' }
        @{ Arguments = '{"Number":"0.1"}'; Name = 'Number'; Value = 0.1 }
        @{ Arguments = '{"Number":0.30000000000000004}'; Name = 'Number'; Value = 0.30000000000000004 }
        @{ Arguments = '{"Exact":0.1234567890123456789}'; Name = 'Exact'; Value = 0.1234567890123456789d }
        @{ Arguments = '{"Flag":"false"}'; Name = 'Flag'; Value = $false }
        @{ Arguments = '{"Day":"friday"}'; Name = 'Day'; Value = [DayOfWeek]::Friday }
    ) {
        Add-ToolReply 'Test-Argument' $Arguments
        $reply = Invoke-MistralChat 'Go' -Tool Test-Argument
        "$($reply.ToolResult.State) $($reply.ToolResult.Content)" | Should -BeLike 'Completed*'
        $ran.Count | Should -Be 1
        @($ran[0][$Name]) | Should -Be @($Value)
    }

    It 'are refused when a value would change: <Arguments>' -ForEach @(
        @{ Arguments = '{"N":"[1,2]"}'; Says = 'must be a list' }
        @{ Arguments = '{"N":{"a":1}}'; Says = 'must be a list' }
        @{ Arguments = '{"N":[["a"]]}'; Says = 'must be a string' }
        @{ Arguments = '{"Text":{"a":1}}'; Says = 'must be a string' }
        @{ Arguments = '{"Text":["a","b"]}'; Says = 'must be a string' }
        @{ Arguments = '{"Whole":3000000000}'; Says = 'range' }
        @{ Arguments = '{"Whole":3.5}'; Says = 'must be an integer' }
        @{ Arguments = '{"Whole":"3.5"}'; Says = 'must be an integer' }
        @{ Arguments = '{"Whole":true}'; Says = 'must be an integer' }
        @{ Arguments = '{"Byte":256}'; Says = 'range' }
        @{ Arguments = '{"Number":9007199254740993}'; Says = 'precision' }
        @{ Arguments = '{"Number":1e999}'; Says = 'range' }
        @{ Arguments = '{"Small":16777217}'; Says = 'precision' }
        @{ Arguments = '{"Exact":1e40}'; Says = 'range' }
        @{ Arguments = '{"Open":0.12345678901234567891}'; Says = 'precision' }
        @{ Arguments = '{"Table":{"a":[12345678901234567891]}}'; Says = 'precision' }
        @{ Arguments = '{"Flag":"maybe"}'; Says = 'must be a boolean' }
        @{ Arguments = '{"Flag":2}'; Says = 'must be a boolean' }
        @{ Arguments = '{"On":[true]}'; Says = 'must be a boolean' }
        @{ Arguments = '{"Date":5}'; Says = 'must be a string' }
        @{ Arguments = '{"Day":5}'; Says = 'must be one of the listed names' }
    ) {
        Add-ToolReply 'Test-Argument' $Arguments
        $reply = Invoke-MistralChat 'Go' -Tool Test-Argument
        $reply.Content | Should -BeExactly 'Done.'
        "$($reply.ToolResult.State)" | Should -BeExactly 'Failed'
        $reply.ToolResult.Content | Should -BeLike "*$Says*"
        $ran.Count | Should -Be 0
    }

    It 'may be empty: "<_>"' -ForEach 'null', '', ' ', '{}' {
        Add-ToolReply 'Test-Argument' $_
        "$((Invoke-MistralChat 'Go' -Tool Test-Argument).ToolResult.State)" | Should -BeExactly 'Completed'
        $ran[0].Count | Should -Be 0
        $sent = (Get-EmulatorRequest)[-1].body | ConvertFrom-Json
        ($sent.messages | Where-Object tool_calls).tool_calls[0].function.arguments | Should -BeExactly '{}'
    }

    It 'may have control characters in their strings' {
        Add-ToolReply 'Test-Argument' "{`"Text`":`"a`nb`"}"
        $null = Invoke-MistralChat 'Go' -Tool Test-Argument
        $ran[0].Text | Should -BeExactly "a`nb"
    }
}

Describe 'The schema of a command tool' {
    BeforeEach { Reset-Emulator }

    It 'contains constant default values and the allowed values' {
        function Get-Thing {
            param(
                [ValidateSet('red', 'green')] [string] $Color = 'red', [int] $Count = 5, [double] $Factor = -1.5, [bool] $Deep = $true, [string[]] $Name = @('a', 'b'),
                [datetime] $Since = (Get-Date), [string] $Place = "$HOME/x", [ValidateRange('Positive')] [int] $Size, [DayOfWeek] $Day = 'Friday')
        }
        $null = Invoke-MistralChat 'repeat: a' -Tool Get-Thing
        $properties = ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).tools[0].function.parameters.properties
        $properties.Color.default, $properties.Count.default, $properties.Factor.default, $properties.Deep.default | Should -Be @('red', 5, -1.5, $true)
        $properties.Color.enum | Should -Be @('red', 'green')
        $properties.Name.default | Should -Be @('a', 'b')
        $properties.Day.default | Should -BeExactly 'Friday'
        $properties.Since.PSObject.Properties.Name | Should -Not -Contain 'default'
        $properties.Place.PSObject.Properties.Name | Should -Not -Contain 'default'
        $properties.Size.exclusiveMinimum | Should -Be 0
    }

    It 'contains the defaults of script blocks and functions with a parameter list' {
        function Get-Other ([int] $Count = 7) { $Count }
        $null = Invoke-MistralChat 'repeat: a' -Tool Get-Other, { param([string] $Word = 'x') $Word }
        $tools = ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).tools
        $tools[0].function.parameters.properties.Count.default | Should -Be 7
        $tools[1].function.parameters.properties.Word.default | Should -BeExactly 'x'
    }
}

Describe 'A deeply nested tool result' {
    BeforeEach { Reset-Emulator }

    It 'states where it is truncated: <Name>' -ForEach @(
        @{ Name = 'hashtables'; Make = { $deep = @{ end = 'x' }; 1..9 | ForEach-Object { $deep = @{ in = $deep } }; $deep } }
        @{ Name = 'objects'; Make = { $deep = [pscustomobject]@{ end = 'x' }; 1..9 | ForEach-Object { $deep = [pscustomobject]@{ in = $deep } }; $deep } }
        @{ Name = 'lists'; Make = { $deep = @(1); 1..9 | ForEach-Object { $deep = @(, $deep) }; , $deep } }
    ) {
        Add-ToolReply 'get' '{}'
        $result = (Invoke-MistralChat 'Go' -Tool @{ get = $Make }).ToolResult.Content
        $result | Should -BeLike '*(not shown: nested too deep)*'
        $result | Should -Not -Match 'System\.|Hashtable'
    }
}
