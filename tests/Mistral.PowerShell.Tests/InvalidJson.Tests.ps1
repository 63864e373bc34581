#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }

    function Set-SettingsFile([string] $File, [string] $Text) {
        $null = [IO.Directory]::CreateDirectory((Get-SettingsPath))
        [IO.File]::WriteAllText((Get-SettingsPath $File), $Text)
    }
}

AfterAll {
    Disconnect-Mistral
    Clear-Settings
}

Describe 'Invalid JSON' {
    BeforeEach {
        Reset-Emulator
        Clear-Settings
    }

    It 'causes an error of this module that names the position: <Name>' -ForEach @(
        @{ Name = 'the saved connections'; Says = '\(line 2, byte 2\)'; Do = { Set-SettingsFile connections.json "{`n ]"; Get-MistralConnection -ListAvailable } }
        @{ Name = 'a saved connection with a value of another type'; Says = '\(line 1, byte \d+\)'; Do = { Set-SettingsFile connections.json '{"version":1,"connections":{"a":{"maximumRetryCount":"many"}}}'; Get-MistralConnection -ListAvailable } }
        @{ Name = 'a -Body'; Says = '\(line 2, byte 1\)'; Do = { Invoke-MistralRequest -Method POST -Path /v1/x -Body "{`n]" } }
        @{ Name = 'a -Body with a comment'; Says = '\(line 1, byte 3\)'; Do = { Invoke-MistralRequest -Method POST -Path /v1/x -Body '{ // a' } }
        @{ Name = 'a -Schema'; Says = '\(line 1, byte 13\)'; Do = { Invoke-MistralChat 'Hi' -Schema '{"type":"obj' } }
        @{ Name = 'a function schema'; Says = '\(line 1, byte 2\)'; Do = { Invoke-MistralChat 'Hi' -Tool '{]' } }
    ) {
        $problem = Get-TestError $Do
        $problem.FullyQualifiedErrorId | Should -BeLike 'Mistral*'
        "$problem" | Should -Match $Says
        "$problem" | Should -Not -Match 'LineNumber|BytePositionInLine|Path: \$'
        $problem.Exception.Message | Should -Not -Match 'LineNumber|BytePositionInLine|Path: \$'
        Get-EmulatorRequest -Filter @{ method = 'POST' } | Should -BeNullOrEmpty
    }

    It 'is not quoted in the error of a stream: <Name>' -ForEach @(
        @{ Name = 'a duplicate field'; Body = '{"a":1,"a":2}' }
        @{ Name = 'too deeply nested'; Body = ('[' * 70).Insert(0, '{"a":') + ']' * 70 + '}' }
    ) {
        $problem = Get-TestError { Invoke-MistralRequest -Method POST -Path /v1/chat/completions -Body $Body -Stream }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Not -Match 'LineNumber|BytePositionInLine|An item with the same key'
        Get-EmulatorRequest -Filter @{ method = 'POST' } | Should -BeNullOrEmpty
    }
}
