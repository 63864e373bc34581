#requires -Version 5.1

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $format = [xml] [IO.File]::ReadAllText((Join-Path (Split-Path (Get-TestModulePath)) 'Mistral.Format.ps1xml'))
    $views = @($format.Configuration.ViewDefinitions.View | ForEach-Object { $_.ViewSelectedBy.TypeName } | Select-Object -Unique)
    $shownAsList = @($format.Configuration.ViewDefinitions.View | Where-Object { $_['ListControl'] } | ForEach-Object { $_.ViewSelectedBy.TypeName })
    $lists = @($format.Configuration.ViewDefinitions.View | Where-Object { $_.Name -like '*.List' } | ForEach-Object { $_.ViewSelectedBy.TypeName })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Reset-Emulator
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $format = [IO.File]::ReadAllText((Join-Path (Split-Path (Get-TestModulePath)) 'Mistral.Format.ps1xml'))
    $properties = @([regex]::Matches($format, '\$_\.(\w+)\b(?!\()') | ForEach-Object { $_.Groups[1].Value } | Select-Object -Unique)
    $unsafe = "$([char]27)]52;c;aGk=$([char]7)", "$([char]0x9B)2J", "$([char]0x202E)gnp", "$([char]0x2028)x", "$([char]0x2066)y"
    $steering = '[\x00-\x08\x0B\x0C\x0E-\x1A\x1C-\x1F\x7F-\x9F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]|\x1b(?!\[[0-9;]*m)'

    # Accepts the next connection, reads the headers of a request and responds.
    function Send-Answer($Listener, [string] $Answer) {
        $accept = $Listener.AcceptTcpClientAsync()
        if (-not $accept.Wait(10000)) { throw 'Nobody connected in 10 s.' }
        $client = $accept.Result
        $client.ReceiveTimeout = 10000
        $stream = $client.GetStream()
        $head = ''
        while (-not $head.EndsWith("`r`n`r`n")) { $head += [char]$stream.ReadByte() }
        $bytes = [Text.Encoding]::UTF8.GetBytes($Answer)
        $stream.Write($bytes, 0, $bytes.Length)
        $client.Dispose()
    }

    function New-Shown([string] $Type, [hashtable] $Property) {
        $made = [pscustomobject] $Property
        $made.PSObject.TypeNames.Insert(0, $Type)
        $made
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A view' {
    It 'shows no control or bidirectional characters: <_>' -ForEach $views {
        $values = @{}
        foreach ($property in $properties) { $values[$property] = "a$($unsafe -join '')b" }
        $shown = New-Shown $_ $values | Out-String -Width 500
        $shown | Should -Match ([char]0xFFFD)
        $shown | Should -Not -Match $steering
    }

    It 'does not fail for properties of another type: <_>' -ForEach $views {
        $type = $_
        foreach ($odd in 'x', 5, 2.5, $true, @(1, 'x'), @{ a = 1 }, $null, [datetime]::Today, [pscustomobject] @{ a = 1 }) {
            $values = @{}
            foreach ($property in $properties) { $values[$property] = $odd }
            $before = $Error.Count
            $null = New-Shown $type $values | Out-String -Width 500
            $Error.Count | Should -Be $before -Because "of $odd"
        }
    }

    It 'shows a value of another type unchanged: <Type>' -ForEach @(
        @{ Type = 'Mistral.Library'; Property = 'TotalSize' }
        @{ Type = 'Mistral.AgentVersion'; Property = 'UpdatedAt' }
        @{ Type = 'Mistral.LibraryDocument'; Property = 'Size' }
        @{ Type = 'Mistral.Usage'; Property = 'UnitPrice' }
    ) {
        New-Shown $Type @{ $Property = 'oddly' } | Out-String -Width 500 | Should -Match 'oddly'
    }

    It 'shows dates in the Gregorian calendar in <_>' -ForEach 'th-TH', 'fa-IR', 'ar-SA' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            New-Shown Mistral.AgentVersion @{ UpdatedAt = [DateTimeOffset]::new(2026, 12, 5, 12, 0, 0, [timespan]::Zero) } | Out-String -Width 500 | Should -Match '2026-12-05 '
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }
}

Describe 'Format-List' {
    BeforeEach { Clear-EmulatorFault }

    It 'shows all properties of <_> without control characters' -ForEach $lists {
        $names = @(($_ -as [type]).GetProperties('Public, Instance').Name)
        $values = @{}
        foreach ($name in $names) { $values[$name] = "a$($unsafe -join '')b" }
        $shown = New-Shown $_ $values | Format-List | Out-String -Width 500
        foreach ($name in $names) { $shown | Should -Match "(?m)^(\x1b\[[0-9;]*m)?$name\s*:" }
        $shown | Should -Not -Match $steering
    }

    It 'has a view for each output type with strings' -ForEach @{ Lists = $shownAsList } {
        $types = (Get-Command -Module Mistral).OutputType.Type | Where-Object { $_.Namespace -like 'Mistral*' } | Select-Object -Unique
        $types | Should -Contain ([Mistral.PowerShell.ConnectionTest])
        ($types | Where-Object { $_.GetProperties().PropertyType -contains [string] }).FullName | Where-Object { $_ -notin $Lists } | Should -BeNullOrEmpty
    }

    It 'replaces control characters of a server object but keeps its properties: <Name>' -ForEach @(
        @{ Name = 'with a type name'; Path = '/v1/models/'; Run = { Get-MistralModel m } }
        @{ Name = 'without a type name'; Path = '/v1/files/'; Run = { Invoke-MistralRequest /v1/files/1 } }
    ) {
        $text = "a$($unsafe -join '')b"
        Add-EmulatorFault @{ path = $Path; times = 0; body = @{ id = 'ag_1'; name = $text; "na`u{9B}me" = 'x'; list = @('x', $text); inner = @{ deep = @(@{ name = $text; plain = "two`nlines" }) } } }
        $made = & $Run
        foreach ($one in $made, $made.Inner, $made.Inner.Deep[0]) {
            $one | Format-List | Out-String -Width 500 | Should -Match ([char]0xFFFD)
            $one | Format-List | Out-String -Width 500 | Should -Not -Match $steering
            $one | Out-String -Width 500 | Should -Not -Match $steering
        }
        $made | Format-List | Out-String -Width 500 | Should -Match '(?m)[ :] Id +: ag_1\r?$'
        $made.Inner.Deep[0] | Format-List | Out-String -Width 500 | Should -Match '(?m)[ :] Plain +: two\r?$'
        $made.Name | Should -BeExactly $text
        $made.List[1] | Should -BeExactly $text
        $made.Inner.Deep[0].Name | Should -BeExactly $text
        (ConvertTo-Json -InputObject $made -Depth 9 | ConvertFrom-Json).Inner.Deep[0].Name | Should -BeExactly $text
    }

    It 'replaces control characters of an object from -Schema' {
        Add-EmulatorReply (ConvertTo-Json -InputObject @{ name = "a$($unsafe -join '')b" })
        $answer = Invoke-MistralChat 'Hi' -Schema 'name'
        $answer.name | Should -BeExactly "a$($unsafe -join '')b"
        $answer | Format-List | Out-String -Width 500 | Should -Not -Match $steering
        $answer | Out-String -Width 500 | Should -Not -Match $steering
    }

    It 'shows the properties of an object without control characters separately' {
        Add-EmulatorFault @{ path = '/v1/models/'; body = @{ id = 'ag_1'; name = "It's $([char]0xE9) $([char]::ConvertFromUtf32(0x1F600))"; inner = @{ a = "two`r`n`tlines" } } }
        $made = Get-MistralModel m
        $made.PSObject.TypeNames | Should -BeExactly 'Mistral.Model', 'System.Management.Automation.PSCustomObject', 'System.Object'
        $made | Format-List | Out-String | Should -Match '(?m)^Id +: ag_1\r?$'
    }

    It 'replaces control characters of a reply but keeps its properties' {
        $text = "a$($unsafe -join '')b"
        Add-EmulatorReply @{ content = $text; tool_calls = @(@{ id = 'abcdefghi'; function = @{ name = 'f'; arguments = "{`"a`":`"$([char]0x202E)`"}" } }) }
        $reply = Invoke-MistralChat 'Hi' -WarningAction Ignore
        $reply | Format-List | Out-String -Width 500 | Should -Not -Match $steering
        $reply.ToolCall | Format-List | Out-String -Width 500 | Should -Not -Match $steering
        $reply.Content | Should -BeExactly $text
    }
}

Describe 'The output streams' {
    BeforeEach { Clear-EmulatorFault }

    It 'contain no control characters from a server' {
        $refusal = '{"message":"a\u202Eb\u001b]0;t\u0007"}'
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $started = Start-TestScript -Variable @{ Key = (ConvertTo-TestSecret ([guid]::NewGuid().ToString('N'))); Uri = "http://127.0.0.1:$($listener.LocalEndpoint.Port)" } {
            Connect-Mistral -ApiKey $Key -BaseUri $Uri -SkipValidation -MaximumRetryCount 0
            Get-MistralModel -Verbose *>&1
            Get-MistralModel -Verbose *>&1
        }
        try {
            Send-Answer $listener "HTTP/1.1 200 OK`r`nx-model-deprecation-timestamp: 2026$($unsafe[0])`r`nmistral-correlation-id: c$($unsafe[0])`r`nContent-Length: 11`r`nConnection: close`r`n`r`n{`"data`":[]}"
            Send-Answer $listener "HTTP/1.1 400 Bad`r`nmistral-correlation-id: c$($unsafe[0])`r`nContent-Length: $($refusal.Length)`r`nConnection: close`r`n`r`n$refusal"
            $said = @(Wait-TestScript $started)
        }
        finally {
            Remove-TestScript $started
            $listener.Stop()
            Connect-TestMistral @{ MaximumRetryCount = 0 }
        }
        $said.Count | Should -BeGreaterThan 2
        ($said | Where-Object { $_ -is [Management.Automation.WarningRecord] }).Message | Should -Match '2026'
        $problem = $said | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        foreach ($one in $said) { "$one" | Should -Not -Match $steering }
        $problem | Format-List * -Force | Out-String | Should -Not -Match $steering
        $problem.Exception | Format-List * -Force | Out-String | Should -Not -Match $steering
    }

    It 'contain no control characters of an input in an error' {
        $problem = Get-TestError { Remove-MistralConnection "m$($unsafe -join '')" -Confirm:$false }
        $problem.TargetObject | Should -Match "^m$([char]0xFFFD)"
        $problem.TargetObject | Should -Not -Match $steering
        $problem.CategoryInfo.TargetName | Should -Match ([char]0xFFFD)
        "$($problem.CategoryInfo)" | Should -Not -Match $steering
        $problem | Out-String | Should -Not -Match "$([char]27)\]|[\x07\u202E\u2028]"
    }

    It 'contain no control characters of an input in Get-Error or the properties of an error: <Name>' -ForEach @(
        @{ Name = 'a prompt'; Do = { "$([char]27)[31ma$($unsafe -join '')b" | Invoke-MistralChat } }
        @{ Name = 'a connection name'; Do = { Remove-MistralConnection "a$($unsafe -join '')b" -Confirm:$false } }
        @{ Name = 'a secret name'; Do = { Connect-Mistral -SecretName "a$($unsafe -join '')b" -VaultName 'no such vault' -BaseUri $env:MISTRAL_TEST_URI } }
    ) {
        Add-EmulatorFault @{ path = '/v1/chat'; status = 400 }
        $problem = Get-TestError $Do
        Connect-TestMistral @{ MaximumRetryCount = 0; SkipValidation = $true }
        $problem | Select-Object -Property * | Format-List | Out-String -Width 500 | Should -Not -Match $steering
        if ($PSVersionTable.PSEdition -eq 'Core') {
            $PSStyle.OutputRendering = 'PlainText'
            try { Get-Error -InputObject $problem | Out-String -Width 500 | Should -Not -Match "$([char]27)\]|[\x07\u202E\u2028]" }
            finally { $PSStyle.OutputRendering = 'Host' }
        }
    }

    It 'keep the target of an error when it has no control characters: <Name>' -ForEach @(
        @{ Name = 'text of several lines'; Value = "a`tb`nc" }
        @{ Name = 'text with properties'; Value = ('line' | Add-Member -NotePropertyName Number -NotePropertyValue 7 -PassThru) }
    ) {
        Add-EmulatorFault @{ path = '/v1/chat'; status = 400 }
        $problem = Get-TestError { $Value | Invoke-MistralChat }
        $problem.TargetObject | Should -BeExactly $Value
    }

    It 'contain no control characters in a prompt or with -WhatIf' {
        $name = "a$($unsafe -join '')b"
        $ran = Invoke-TestShell -Environment @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; TEST_NAME = $name } -Script 'New-MistralLibrary $env:TEST_NAME -WhatIf'
        $ran.Output | Should -Match "on target .*a$([char]0xFFFD)"
        $ran.Output | Should -Not -Match $steering
    }

    It 'show both forms of an internationalized host name' {
        $problem = Get-TestError { Connect-Mistral -ApiKey (ConvertTo-TestSecret ([guid]::NewGuid().ToString('N'))) -BaseUri "https://$([char]0x430)pi.invalid" -MaximumRetryCount 0 }
        "$problem" | Should -Match "xn--pi-6kc\.invalid \('$([char]0x430)pi\.invalid'\)"
    }
}

Describe 'The recommended action of an error' {
    It 'is in the message when PowerShell <Version> does not show it: <Shown>' -ForEach @(
        @{ Version = '3.0.0.0'; Shown = 'It failed. Mend it.' }
        @{ Version = '7.4.19.500'; Shown = 'It failed. Mend it.' }
        @{ Version = '7.5.0.500'; Shown = 'It failed.' }
        @{ Version = '7.6.0.500'; Shown = 'It failed.' }
    ) {
        $create = [Mistral.PowerShell.MistralConnection].Assembly.GetType('Mistral.PowerShell.Core.Errors.ErrorText').GetMethods([Reflection.BindingFlags] 'Static, NonPublic') | Where-Object { $_.GetParameters().Count -eq 3 }
        $details = $create.Invoke($null, @('It failed.', 'Mend it.', [version] $Version))
        $details.Message | Should -BeExactly $Shown
        $details.RecommendedAction | Should -BeExactly 'Mend it.'
    }
}
