#requires -Version 5.1

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    # Every kind of output object of the module.
    $objects = @(
        @{ Name = 'a reply'; Make = { Invoke-MistralChat 'What is the capital of France?' } }
        @{ Name = 'a reply in chunks'; Make = { Invoke-MistralChat 'What is the capital of France?' -Model magistral-medium-latest } }
        @{ Name = 'the pieces of a stream'; Make = { Invoke-MistralChat 'What is the capital of France?' -Stream } }
        @{ Name = 'the messages of a history'; Make = { (Invoke-MistralChat 'What is the capital of France?').History } }
        @{ Name = 'the messages of a history with calls'; Make = { Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'f'; arguments = '{}' } }) }, 'ok'); (Invoke-MistralChat 'Hi' -Tool @{ f = { 1 } }).History | Where-Object ToolCalls } }
        @{ Name = 'the thinking of a reply'; Make = { (Invoke-MistralChat 'Hi' -Model magistral-medium-latest).Message.Content | Where-Object Thinking } }
        @{ Name = 'the last piece of a stream'; Make = { (Invoke-MistralChat 'Hi' -Stream)[-1] } }
        @{ Name = 'the usage of a reply'; Make = { (Invoke-MistralChat 'What is the capital of France?').Usage } }
        @{ Name = 'tool calls'; Make = { Add-EmulatorReply @{ tool_calls = @(@{ id = 'abcdefghi'; function = @{ name = 'f'; arguments = '{}' } }) }; (Invoke-MistralChat 'Hi').ToolCall } }
        @{ Name = 'tool results'; Make = { Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'f'; arguments = '{}' } }) }, 'ok'); (Invoke-MistralChat 'Hi' -Tool @{ f = { 1 } }).ToolResult } }
        @{ Name = 'a reply in a conversation'; Make = { Invoke-MistralConversation 'What is the capital of France?' } }
        @{ Name = 'a reply in a conversation with tool calls'; Make = { Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'f'; arguments = '{}' } }) }, 'ok'); Invoke-MistralConversation 'Hi' -Tool @{ f = { 1 } } } }
        @{ Name = 'a reply in a conversation with sources'; Make = { Invoke-MistralConversation 'Hi' -Tool web_search } }
        @{ Name = 'the events of a conversation'; Make = { Invoke-MistralConversation 'What is the capital of France?' -Tool web_search -Stream } }
        @{ Name = 'the entries of a conversation'; Make = { Invoke-MistralConversation 'Hi' | Get-MistralConversationEntry } }
        @{ Name = 'the sources of a reply'; Make = { (Invoke-MistralConversation 'Hi' -Tool web_search).Reference } }
        @{ Name = 'conversations'; Make = { Get-MistralConversation -First 2 } }
        @{ Name = 'completed code'; Make = { Invoke-MistralFim 'def f(a):' } }
        @{ Name = 'the usage of a connection'; Make = { (Get-MistralConnection).Usage } }
        @{ Name = 'embeddings'; Make = { 'a', 'b' | Get-MistralEmbedding } }
        @{ Name = 'search results'; Make = { 'a', 'b' | Get-MistralEmbedding | Search-MistralEmbedding 'a' } }
        @{ Name = 'models'; Make = { Get-MistralModel } }
        @{ Name = 'the result of a request'; Make = { Invoke-MistralRequest /v1/files } }
        @{ Name = 'agents'; Make = { Get-MistralAgent -First 2 } }
        @{ Name = 'workspaces'; Make = { Get-MistralWorkspace -First 2 } }
        @{ Name = 'users'; Make = { Get-MistralUser } }
        @{ Name = 'usage'; Make = { Get-MistralUsage } }
        @{ Name = 'the audit log'; Make = { Get-MistralAuditLog -First 2 } }
        @{ Name = 'a spending limit'; Make = { Get-MistralSpendLimit } }
        @{ Name = 'an identity'; Make = { Get-MistralIdentity } }
        @{ Name = 'a connection'; Make = { Get-MistralConnection } }
        @{ Name = 'the test of a connection'; Make = { Test-MistralConnection } }
    )

    # Every type with a view, except types with only numbers.
    $format = [IO.File]::ReadAllText((Join-Path (Split-Path (Get-TestModulePath)) 'Mistral.Format.ps1xml'))
    $views = @([regex]::Matches($format, '<TypeName>([^<]+)<') | ForEach-Object { $_.Groups[1].Value } | Where-Object { $_ -notin 'Mistral.Client.TokenUsage', 'Mistral.PowerShell.ConnectionUsage' })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/ObjectSearch.psm1" -Force
    Reset-Emulator
    $key = New-EmulatorKey -Suffix "+/=`"\<>&'%$([guid]::NewGuid().ToString('N'))"
    $forms = Get-KeyForm $key
    Connect-Mistral -ApiKey (ConvertTo-TestSecret $key) -AdminApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) -BaseUri $env:MISTRAL_TEST_URI

    # Values that views show of an object, by property name.
    $format = [IO.File]::ReadAllText((Join-Path (Split-Path (Get-TestModulePath)) 'Mistral.Format.ps1xml'))
    $properties = @([regex]::Matches($format, '(?:\$_\.|<PropertyName>)(\w+)') | ForEach-Object { $_.Groups[1].Value } | Select-Object -Unique)
    $id = '0198f5a2-7c11-4c6e-9a51-0d5f3b7a9c21'

    # An object with the type name of a view.
    function New-Shown([string] $Type, [hashtable] $Property) {
        $made = [pscustomobject] $Property
        $made.PSObject.TypeNames.Insert(0, $Type)
        $made
    }

    function Get-Shown($Value) { ($Value | Out-String -Width 160).Trim() -replace '\x1b\[[0-9;]*m' -split '\r?\n' }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'The console view' {
    It 'shows a reply as its text' {
        Get-Shown (Invoke-MistralChat 'What is the capital of France?') | Should -BeExactly 'The capital of France is Paris.'
    }

    It 'shows the pieces of a stream as their text' {
        (Get-Shown (Invoke-MistralChat 'repeat: one two' -Stream)) -join '' | Should -Match '^one\s*two\s*$'
    }

    It 'shows messages as a table of role and content' {
        $shown = Get-Shown (Invoke-MistralChat 'What is the capital of France?').History
        $shown[0] | Should -Match '^Role\s+Content$'
        $shown[2] | Should -Match '^user\s+What is the capital of France\?$'
        $shown[3] | Should -Match '^assistant\s+The capital of France is Paris\.$'
    }

    It 'a reply in a conversation is its text, whole' {
        $words = (1..60 | ForEach-Object { "word$_" }) -join ' '
        $shown = (Invoke-MistralConversation "repeat: $words" | Out-String -Width 80) -replace '\x1b\[[0-9;]*m' -replace '\s+'
        $shown | Should -BeExactly ($words -replace ' ')
        Add-EmulatorReply "a$([char]27)[2Jb"
        (Invoke-MistralConversation 'Hi' | Out-String) | Should -Match "a$([char]0xFFFD)\[2Jb"
    }

    It 'shows the chunks of a reply in lines with their text' {
        $shown = Get-Shown (Invoke-MistralChat 'What is the capital of France?' -Model magistral-medium-latest).Message.Content
        $shown[0] | Should -Match '^Type\s+Text$'
        $shown[2] | Should -Match '^thinking\s+\w'
        $shown[-1] | Should -Match '^text\s+The capital of France is Paris\.$'
    }

    It 'shows the files of a conversation in lines with name and id' {
        $shown = (New-Shown Mistral.ConversationFile @{ FileId = $id; FileName = 'a-picture-of-a-house.png'; FileType = 'png'; Tool = 'image_generation' } | Out-String -Width 80).Trim() -split '\r?\n'
        $shown[0] -replace '\x1b\[[0-9;]*m' | Should -Match '^FileName\s+FileType\s+FileId$'
        $shown[-1] | Should -Match "^a-picture-of-a-house\.png\s+png\s+$id$"
    }

    It 'shows the events of a conversation in lines with type and text' {
        $shown = Get-Shown (Invoke-MistralConversation 'repeat: one' -Stream)
        $shown[0] | Should -Match '^Type\s+Text$'
        $shown[2].Trim() | Should -BeExactly 'conversation.response.started'
        $shown[3] | Should -Match '^message\.output\.delta\s+one$'
    }

    It 'shows the entries of a conversation in lines with their ids' {
        $shown = Get-Shown (Invoke-MistralConversation 'repeat: one' -Tool web_search | Get-MistralConversationEntry)
        $shown[0] | Should -Match '^Id\s+Type\s+Content$'
        $shown[2] | Should -Match '^msg_\w+\s+message\.input\s+repeat: one$'
        $shown[3] | Should -Match '^tool_exec_\w+\s+tool\.execution\s+web_search \{'
    }

    It 'shows a tool call in one line' {
        Add-EmulatorReply @{ tool_calls = @(@{ id = 'abcdefghi'; function = @{ name = 'Get-Item'; arguments = '{"Path":"x"}' } }) }
        $shown = Get-Shown (Invoke-MistralChat 'Hi').ToolCall
        $shown[0] | Should -Match '^Id\s+Function\s+Arguments$'
        $shown[2] | Should -Match '^abcdefghi\s+Get-Item\s+\{"Path":"x"\}$'
        $shown.Count | Should -Be 3
    }

    It 'shows a tool result in one line, and its reply as text' {
        $long = '{"Path":"' + ('x' * 200) + '"}'
        Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'f'; arguments = $long } }, @{ function = @{ name = 'f'; arguments = '{}' } }) }, 'Done.')
        $reply = Invoke-MistralChat 'Hi' -Tool @{ f = { param($Path) $Path } }
        $shown = Get-Shown $reply.ToolResult
        $shown[0] | Should -Match '^Round\s+Name\s+State\s+Duration\s+Arguments$'
        $shown[2] | Should -Match '^\s*1\s+f\s+Completed\s+00:00:\d\d\.\d{3}\s+\{"Path":"x{40,}\.\.\.$'
        $shown[3] | Should -Match '^\s*1\s+f\s+Completed\s+00:00:\d\d\.\d{3}\s+\{\}$'
        $shown.Count | Should -Be 4
        Get-Shown $reply | Should -BeExactly 'Done.'
    }

    It 'shows the usage of a reply in one line' {
        $usage = (Invoke-MistralChat 'Hi').Usage
        $shown = Get-Shown $usage
        $shown[0] | Should -Match '^\s*Prompt\s+Cached\s+Completion\s+Total$'
        $shown[2] | Should -Match "^\s*$($usage.PromptTokens)\s+0\s+$($usage.CompletionTokens)\s+$($usage.TotalTokens)$"
    }

    It 'shows completed code as its text' {
        (Get-Shown (Invoke-MistralFim 'def f(a):')) -join '' | Should -Match '^return a$'
    }

    It 'shows all properties of a reply with Format-List *' {
        $shown = (Invoke-MistralChat 'Hi' | Format-List * | Out-String -Width 200)
        foreach ($name in 'Content', 'Message', 'Index', 'Reasoning', 'ToolCall', 'ToolResult', 'ToolRoundState', 'Usage', 'FinishReason', 'Model', 'Id', 'CreatedAt', 'History') {
            $shown | Should -Match "(?m)^(\x1b\[[0-9;]*m)?$name\s*:"
        }
    }

    It 'replaces control characters in text: <Name>' -ForEach @(
        @{ Name = 'colors'; Text = "a$([char]27)[31mb" }
        @{ Name = 'a title'; Text = "a$([char]27)]0;owned$([char]7)b" }
        @{ Name = '8-bit control characters'; Text = "a$([char]0x9B)2Jb" }
        @{ Name = 'backspaces'; Text = "a`b`bb" }
        @{ Name = 'carriage returns'; Text = "a`rb" }
    ) {
        $controls = '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]|\r(?!\n)'
        $plain = @{ Width = 160 }
        $call = @{ id = 'abcdefghi'; function = @{ name = $Text; arguments = $Text } }
        Add-EmulatorReply $Text, $Text, @{ content = $Text; tool_calls = @($call) }
        $reply = Invoke-MistralChat 'Hi'
        "$reply" | Should -BeExactly $Text
        $pieces = Invoke-MistralChat 'Hi' -Stream
        $calls = (Invoke-MistralChat 'Hi').ToolCall
        Add-EmulatorReply @(@{ tool_calls = @($call) }, 'ok')
        $results = (Invoke-MistralChat 'Hi' -Tool @{ f = { 1 } }).ToolResult
        foreach ($made in $reply, $pieces, $reply.History, $calls, $results) {
            $shown = ($made | Out-String @plain) -replace '\x1b\[(0|1|4|32;1|36;1|32|33;1|7)?m'
            $shown | Should -Not -Match $controls
            $shown | Should -Match ([char]0xFFFD)
        }
    }

    It 'replaces control characters from the server: <_>' -ForEach $views {
        $type = $_ -as [type]
        $hostile = @{}
        foreach ($name in $properties) {
            $declared = if ($type) { $type.GetProperty($name) }
            if (-not $declared -or $declared.PropertyType -in [string], [object]) { $hostile[$name] = "a$([char]27)[31mb$([char]7)" }
        }
        $shown = (New-Shown $_ $hostile | Out-String -Width 500) -replace '\x1b\[(0|1|4|32;1|36;1|32|33;1|7)?m'
        $shown | Should -Not -Match '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]'
        $shown | Should -Match ([char]0xFFFD)
    }

    It 'never runs or formats text: <_>' -ForEach '$(throw 1)', '{0}{5}', '%s%n', '`$x', "'; throw 1; '" {
        Add-EmulatorReply $_
        Get-Shown (Invoke-MistralChat 'Hi') | Should -BeExactly $_
    }

    It 'shows embeddings as a table with the start of each vector' {
        $shown = Get-Shown ('some text', 'other text' | Get-MistralEmbedding)
        $shown[0] | Should -Match '^\s*Index\s+Length\s+Vector\s+From\s+Path or text$'
        $shown[2] | Should -Match '^\s*0\s+1024\s+\{-?[\d.E-]+, -?[\d.E-]+, -?[\d.E-]+\.\.\.\}\s+text some text$'
        $shown.Count | Should -Be 4
    }

    It 'shows search results as a table with the best first, and files by their paths' {
        Set-Content -LiteralPath "$TestDrive/pets.txt" -Value 'All about cats'
        $known = @('tax law', "a$([char]27)[31mb" | Get-MistralEmbedding) + @(Get-MistralEmbedding -Path "$TestDrive/pets.txt")
        $shown = Get-Shown ($known | Search-MistralEmbedding 'cats')
        $shown[0] | Should -Match '^Place\s+Score\s+From\s+Path or text$'
        $shown[2] | Should -Match '^\s*1\s+0\.\d{4}\s+\S.*pets\.txt$'
        $shown.Count | Should -Be 5
        $shown -join '' | Should -Match ([char]0xFFFD)
    }

    It 'shows models as a table of capabilities and retirement dates' {
        $shown = Get-Shown (Get-MistralModel pixtral-large-2411)
        $shown[0] | Should -Match '^Id\s+Context\s+Can\s+Retires$'
        $shown[2] | Should -Match '^pixtral-large-2411\s+131072\s+CompletionChat.*2026-12-31$'
        (Get-Shown (Get-MistralModel mistral-embed))[2] | Should -Match '^mistral-embed\s+8192$'
    }

    It 'shows workspaces as a table with their ids' {
        $shown = Get-Shown (Get-MistralWorkspace Production)
        $shown[0] | Should -Match '^Name\s+Members\s+Default\s+Description\s+WorkspaceId$'
        $shown[2] | Should -Match '^Production\s+1\s+\*\s+[0-9a-f-]{36}$'
    }

    It 'shows usage as a table of days, models and costs' {
        $shown = Get-Shown (Get-MistralUsage | Select-Object -First 1)
        $shown[0] | Should -Match '^Day\s+Model\s+Kind\s+Quantity\s+Cost\s+Api\s+UnitPrice$'
        $shown[2] | Should -Match '^2026-07-01\s+mistral-small-latest\s+input\s+1000000\s+0[.,]085 EUR\s+completion\s+0[.,]000000085$'
    }

    It 'shows the audit log as a table of time, actor and event' {
        $shown = Get-Shown (Get-MistralAuditLog -First 1)
        $shown[0] | Should -Match '^Time\s+Actor\s+Event\s+Target$'
        $shown[2] | Should -Match '^2026-08-01 12:00:00\s+ada@example.com\s+api_key.create\s+API_KEY$'
    }

    It 'shows a connection as a list of address, key and expiry' {
        $shown = Get-Shown (Get-MistralConnection)
        $shown -match '^BaseUri\s+: http://127\.0\.0\.1:\d+/$' | Should -Not -BeNullOrEmpty
        $shown -match '^KeySource\s+: -ApiKey' | Should -Not -BeNullOrEmpty
        $shown -match '^(Name|ExpiresOn|DaysLeft)' | Should -BeNullOrEmpty
        $end = [datetimeoffset]::Now.AddHours(-1)
        $shown = Get-Shown (New-Shown Mistral.PowerShell.MistralConnection @{ Name = 'prod'; ExpiresOn = $end; DaysLeft = -1 })
        $shown -match '^ExpiresOn\s+: ' | Should -BeLike ('*{0:yyyy-MM-dd}' -f $end)
        $shown -match '^DaysLeft' | Should -BeLike '*: -1 (expired)'
        $shown = Get-Shown (New-Shown Mistral.PowerShell.MistralConnection @{ ExpiresOn = $end.AddHours(2); DaysLeft = 0 })
        $shown -match '^DaysLeft' | Should -BeLike '*: 0 (ends within a day)'
    }

    It 'fits into 80 columns: <Type>' -ForEach @(
        @{ Type = 'Mistral.PowerShell.MistralConnection'; Whole = 'Name', 'KeySource', 'DefaultModel', 'Workspace' }
        @{ Type = 'Mistral.PowerShell.SavedConnection'; Whole = 'Name', 'DaysLeft' }
        @{ Type = 'Mistral.PowerShell.KeyRotation'; Whole = 'Connection', 'State', 'VaultName' }
        @{ Type = 'Mistral.ApiKey'; Whole = 'Name', 'HiddenKey' }
        @{ Type = 'Mistral.Role'; Whole = 'Scope', 'Name', 'RoleId' }
        @{ Type = 'Mistral.Usage'; Whole = 'Model', 'Kind', 'Quantity', 'Cost', 'Currency' }
    ) {
        $long = @{
            Name = 'production-of-all-europe-no-01'; Connection = 'production-of-all-europe-no-01'; Workspace = 'Production of all Europe no. 01'; WorkspaceName = 'Production of all Europe no. 01'
            BaseUri = [uri] 'https://api.eu.example.com/'; KeySource = "secret 'Mistral-prod' of vault 'LocalStore'"; SecretName = 'Mistral-production-of-all-europe'; VaultName = 'LocalStore'
            DefaultModel = 'mistral-medium-latest'; DaysLeft = -1234; ExpiresOn = [datetimeoffset] '2026-12-31'; ExpirationDate = [datetimeoffset] '2026-12-31'; LastUsed = [datetimeoffset] '2026-12-30'
            HiddenKey = 'abcd******wxyz'; KeyId = $id; RoleId = $id; NewKeyId = $id; State = 'RevocationPending'; Scope = 'Organization'; Description = 'Sees all and does all'; IsCustomRole = $true
            Day = [datetimeoffset] '2026-12-30'; Api = 'libraries_api.audio_seconds'; Model = 'magistral-medium-latest-250901'; Kind = 'output'
            Quantity = [decimal] 15000001234; UnitPrice = [decimal] '0.000000085'; Cost = [decimal] 1275.0001; Currency = 'EUR'
        }
        $shown = (New-Shown $Type $long | Out-String -Width 80).Trim() -replace '\x1b\[[0-9;]*m' -split '\r?\n'
        foreach ($name in $Whole) { $shown -join "`n" | Should -Match ([regex]::Escape($long[$name])) }
        if ($Type -ne 'Mistral.PowerShell.MistralConnection') { $shown.Count | Should -Be 3 }
        $shown -join '' | Should -Match '2026-12-3|Organization'
    }

    It 'shows the test of a connection as a list' {
        Get-Shown (Test-MistralConnection) | Where-Object { $_ -match '^IsAuthenticated\s+: True$' } | Should -Not -BeNullOrEmpty
    }
}

Describe 'Output object: <Name>' -ForEach $objects {
    BeforeAll {
        $made = @(& $Make)
    }

    It 'converted to JSON has all values and no key' {
        $warnings = $null
        $json = ConvertTo-Json -InputObject $made -Depth 10 -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        $read = @($json | ConvertFrom-Json | ForEach-Object { $_ })
        $read.Count | Should -Be $made.Count
        foreach ($name in $made[0].PSObject.Properties.Name) { $read[0].PSObject.Properties.Name | Should -Contain $name }
        Search-TestObject $json -Text $forms | Should -BeNullOrEmpty
    }

    It 'exported with Export-Clixml can be read again and has no key' {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('N')).xml"
        $made | Export-Clixml -LiteralPath $file -Depth 10
        $read = @(Import-Clixml -LiteralPath $file)
        $read.Count | Should -Be $made.Count
        foreach ($name in $made[0].PSObject.Properties.Name) { $read[0].PSObject.Properties.Name | Should -Contain $name }
        Search-TestObject ([IO.File]::ReadAllText($file)) -Text $forms | Should -BeNullOrEmpty
    }

    It 'shows no key in any standard view of PowerShell' {
        $shown = foreach ($view in 'Format-Table', 'Format-List', 'Format-Custom', 'Format-Wide') {
            $with = if ($view -eq 'Format-Wide') { @{} } else { @{ Property = '*' } }
            $made | & $view @with -Force | Out-String -Width 500
        }
        $shown -join '' | Should -Not -BeNullOrEmpty
        Search-TestObject ($shown -join '') -Text $forms | Should -BeNullOrEmpty
    }

    It 'can be exported to CSV and formatted as a table' {
        $made | ConvertTo-Csv -NoTypeInformation | Should -Not -Match '<>|`\d'
        { $made | Select-Object -Property * } | Should -Not -Throw
        { $made | Get-Member } | Should -Not -Throw
    }

    It 'has lists that can be indexed' {
        foreach ($property in $made.PSObject.Properties) {
            if ($property.Value -is [Collections.IEnumerable] -and $property.Value -isnot [string]) { $property.Value.GetType().IsArray | Should -BeTrue -Because "$($property.Name) is a list" }
        }
    }
}
