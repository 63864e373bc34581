#requires -Version 5.1
# Own process: it sets up a SecretStore, which keeps its state for the life of a process.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force

    function Get-Completion([string] $Line) {
        (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Tab completion of -Model' {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral @{ SkipValidation = $true }
    }

    It 'lists the models in order with their capabilities' {
        $found = Get-Completion 'Invoke-MistralChat Hi -Model '
        $found.CompletionText | Should -Contain 'mistral-small-latest'
        $found.CompletionText | Should -Be ($found.CompletionText | Sort-Object)
        ($found | Where-Object ListItemText -EQ 'mistral-small-latest').ToolTip | Should -BeExactly 'Small general model.'
        $found[0].ResultType | Should -Be 'ParameterValue'
    }

    It 'lists only chat models for Invoke-MistralChat' {
        $found = (Get-Completion 'Invoke-MistralChat Hi -Model ').CompletionText
        $found | Should -Not -Contain 'mistral-embed'
        $found | Should -Not -Contain 'mistral-ocr-latest'
        $found | Should -Contain 'ft:mistral-small:acme:20260101:abcd1234'
        $found | Should -Not -Contain 'ft:classifier:ministral-3b:acme:20260102:beef5678'
    }

    It 'lists only embedding models for Get-MistralEmbedding' {
        (Get-Completion 'Get-MistralEmbedding Hi -Model ').CompletionText | Should -Be 'codestral-embed', 'mistral-embed'
    }

    It 'lists models for Get-MistralEmbedding by name, by missing capabilities, or without known capabilities' {
        Add-EmulatorFault @{
            path = '/v1/models'
            body = @{ data = @(
                    @{ id = 'an-embed-2701'; capabilities = @{ unified_resources = $true } }, @{ id = 'bare'; capabilities = @{ completion_chat = $false } }
                    @{ id = 'chat'; capabilities = @{ completion_chat = $true } }, @{ id = 'unknown' })
            }
        }
        (Get-Completion 'Get-MistralEmbedding Hi -Model ').CompletionText | Should -Be 'an-embed-2701', 'bare', 'unknown'
    }

    It 'lists only code completion models for Invoke-MistralFim' {
        (Get-Completion 'Invoke-MistralFim Hi -Model ').CompletionText | Should -Be 'codestral-latest'
    }

    It 'matches the typed text in any case' {
        (Get-Completion 'Invoke-MistralChat Hi -Model MAGI').CompletionText | Should -Be @('magistral-medium-latest', 'magistral-small-latest')
    }

    It 'never runs a model name as code' {
        $name = "no$([char]0x201d); Write-Error bad #"
        $null = New-MistralAgent $name -Model mistral-small-latest
        foreach ($typed in 'no', '"no', "'no") {
            $text = (Get-Completion "Get-MistralAgent $typed").CompletionText
            $parsed = [Management.Automation.Language.Parser]::ParseInput("Get-MistralAgent $text", [ref]$null, [ref]$null)
            $parsed.EndBlock.Statements.Count | Should -Be 1
            $parsed.EndBlock.Statements[0].PipelineElements[0].CommandElements[1].Value | Should -BeExactly $name
        }
        Reset-Emulator
    }

    It 'keeps the quotes that are typed: <Typed>' -ForEach @(
        @{ Typed = "'codestral-l"; Expected = "'codestral-latest'" }
        @{ Typed = '"codestral-l'; Expected = '"codestral-latest"' }
        @{ Typed = 'codestral-l'; Expected = 'codestral-latest' }
    ) {
        (Get-Completion "Invoke-MistralChat Hi -Model $Typed").CompletionText | Should -BeExactly $Expected
    }

    It 'replaces control characters in the list and keeps the completed value unchanged: <Name>' -ForEach @(
        @{ Name = 'a model'; Path = '/v1/models'; Line = 'Invoke-MistralChat Hi -Model '; Body = { @{ data = @(@{ id = $value; description = $value }) } } }
        @{ Name = 'a name'; Path = '/v1/agents'; Line = 'Get-MistralAgent '; Body = { @{ data = @(@{ id = $value; name = $value }) } } }
        @{ Name = 'an id'; Path = '/v1/agents'; Line = 'Invoke-MistralChat Hi -AgentId '; Body = { @{ data = @(@{ id = $value; name = $value }) } } }
        @{ Name = 'an alias'; Path = '/v1/agents'; Line = 'Remove-MistralAgentAlias ag_1 '; Body = { , @(@{ alias = $value }) } }
        @{ Name = 'a version'; Path = '/v1/agents'; Line = 'Get-MistralAgentVersion ag_1 '; Body = { , @(@{ version = $value; version_message = $value }) } }
    ) {
        $value = "a$([char]27)]52;c;aGk=$([char]7)$([char]0x9B)2J$([char]0x202E)gnp$([char]0x2028)x`ny"
        Add-EmulatorFault @{ path = $Path; times = 0; body = & $Body }
        $found = @(Get-Completion $Line | Where-Object CompletionText -Like "*52;c*")
        $found.Count | Should -Be 1
        "$($found.ListItemText)$($found.ToolTip)" | Should -Not -Match '[\x00-\x08\x0B-\x1F\x7F-\x9F\u2028-\u202E]'
        $found.ListItemText | Should -Not -Match "`n"
        $found.ListItemText | Should -Match ([char]0xFFFD)
        [WildcardPattern]::Unescape([scriptblock]::Create($found.CompletionText).Invoke()[0]) | Should -BeExactly $value
    }

    It 'quotes an id that contains special characters' {
        Add-EmulatorFault @{ path = '/v1/models'; body = @{ data = @(@{ id = "it's; `$(1) here" }, @{ id = '1st' }, @{ id = 'plain' }) } }
        $found = Get-Completion 'Invoke-MistralChat Hi -Model '
        $found.CompletionText | Should -Contain "'it''s; `$(1) here'"
        $found.CompletionText | Should -Contain "'1st'"
        $found.CompletionText | Should -Contain 'plain'
        # The completed text must bind to the same value.
        $quoted = ($found | Where-Object ListItemText -Like 'it*').CompletionText
        & ([scriptblock]::Create("param(`$x) `$x")) ([scriptblock]::Create($quoted).Invoke()[0]) | Should -BeExactly "it's; `$(1) here"
    }

    It 'escapes an id within double quotes' {
        Add-EmulatorFault @{ path = '/v1/models'; body = @{ data = @(@{ id = 'a"b$c`d' }) } }
        $text = (Get-Completion 'Invoke-MistralChat Hi -Model "a').CompletionText
        [scriptblock]::Create($text).Invoke()[0] | Should -BeExactly 'a"b$c`d'
    }

    It 'caches the list for a short time' {
        $null = Get-Completion 'Invoke-MistralChat Hi -Model '
        $null = Get-Completion 'Invoke-MistralChat Hi -Model m'
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'uses the connection of -Connection' {
        $conn = Connect-TestMistral @{ Header = @{ 'x-team' = 'other' }; PassThru = $true; SkipValidation = $true }
        $conn | Should -Not -BeNullOrEmpty
        Connect-TestMistral @{ SkipValidation = $true }
        Set-Variable -Name completionConnection -Value $conn -Scope Global
        try { $found = Get-Completion 'Invoke-MistralChat Hi -Connection $completionConnection -Model mistral-sm' }
        finally { Remove-Variable -Name completionConnection -Scope Global }
        $found.CompletionText | Should -BeExactly 'mistral-small-latest'
        (Get-EmulatorRequest)[0].headers.'x-team' | Should -BeExactly 'other'
    }

    It 'lists chat models for <Command>' -ForEach @(
        @{ Command = 'Enter-MistralChat -Model ' }
        @{ Command = 'Connect-Mistral -DefaultModel ' }
        @{ Command = 'Invoke-MistralConversation Hi -Model ' }
        @{ Command = 'New-MistralAgent -Model ' }
        @{ Command = 'Set-MistralAgent -Model ' }
    ) {
        $found = (Get-Completion $Command).CompletionText
        $found | Should -Contain 'mistral-small-latest'
        $found | Should -Not -Contain 'mistral-embed'
    }

    It 'works for -DefaultModel and for Get-MistralModel -Id' {
        (Get-Completion 'Connect-Mistral -DefaultModel mistral-sm').CompletionText | Should -BeExactly 'mistral-small-latest'
        (Get-Completion 'Get-MistralModel mistral-sm').CompletionText | Should -BeExactly 'mistral-small-latest'
    }

    It 'adds nothing to $Error' {
        Add-EmulatorFault @{ path = '/v1/models'; times = 0; status = 401 }
        $before = $Error.Count
        (Get-Completion 'Invoke-MistralChat Hi -Model mistral-sm').CompletionText | Should -BeNullOrEmpty
        $Error.Count | Should -Be $before
    }
}

Describe 'Tab completion with a failing server' {
    BeforeEach { Reset-Emulator }

    It 'returns within its time limit: <Name>' -ForEach @(
        @{ Name = 'no response'; Fault = @{ path = '/v1/models'; holdHeaders = $true; times = 0 } }
        @{ Name = 'a response with a long Retry-After'; Fault = @{ path = '/v1/models'; status = 429; headers = @{ 'Retry-After' = '30' }; times = 0 } }
        @{ Name = 'a server error'; Fault = @{ path = '/v1/models'; status = 500; times = 0 } }
        @{ Name = 'an HTML page'; Fault = @{ path = '/v1/models'; body = '<html></html>'; contentType = 'text/html'; times = 0 } }
    ) {
        Connect-TestMistral @{ OperationTimeoutSeconds = 30; SkipValidation = $true }
        Add-EmulatorFault $Fault
        $watch = [Diagnostics.Stopwatch]::StartNew()
        (Get-Completion 'Invoke-MistralChat Hi -Model mistral-sm').CompletionText | Should -Not -Contain 'mistral-small-latest'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
    }

    It 'returns within its time limit when the connection is refused' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        Connect-Mistral -NoApiKey -BaseUri "http://127.0.0.1:$port" -SkipValidation
        $watch = [Diagnostics.Stopwatch]::StartNew()
        (Get-Completion 'Invoke-MistralChat Hi -Model mistral-sm').CompletionText | Should -Not -Contain 'mistral-small-latest'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
    }

    It 'lists nothing without a connection' {
        Disconnect-Mistral
        $before = $env:MISTRAL_API_KEY
        $env:MISTRAL_API_KEY = $null
        try { (Get-Completion 'Invoke-MistralChat Hi -Model mistral-sm').CompletionText | Should -Not -Contain 'mistral-small-latest' }
        finally { $env:MISTRAL_API_KEY = $before }
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'Tab completion of vaults and secrets' {
    BeforeAll {
        $noVault = Enable-TestVault 'Test Vault'
        if (-not $noVault) {
            foreach ($name in 'MistralApiKey', 'mistral other', "it's") { Set-Secret -Vault 'Test Vault' -Name $name -Secret ([guid]::NewGuid().ToString('N')) }
        }
    }

    AfterAll {
        Disable-TestVault
    }

    BeforeEach {
        if ($noVault) { Set-ItResult -Skipped -Because $noVault }
        Reset-Emulator
    }

    It 'lists the vaults' {
        (Get-Completion 'Connect-Mistral -VaultName ').CompletionText | Should -BeExactly "'Test Vault'"
        (Get-Completion 'Connect-Mistral -VaultName tes').CompletionText | Should -BeExactly "'Test Vault'"
        (Get-Completion 'Connect-Mistral -VaultName "Te').CompletionText | Should -BeExactly '"Test Vault"'
    }

    It 'lists the secrets of all vaults, or of the named vault' {
        (Get-Completion 'Connect-Mistral -SecretName m').CompletionText | Sort-Object | Should -BeExactly @("'mistral other'", 'MistralApiKey')
        (Get-Completion "Connect-Mistral -VaultName 'Test Vault' -SecretName it").CompletionText | Should -BeExactly "'it''s'"
        (Get-Completion 'Connect-Mistral -VaultName Nowhere -SecretName m').CompletionText | Should -Not -Contain 'MistralApiKey'
    }

    It 'sends no request and adds nothing to $Error' {
        $before = $Error.Count
        $null = Get-Completion 'Connect-Mistral -SecretName m'
        $null = Get-Completion 'Connect-Mistral -VaultName '
        $Error.Count | Should -Be $before
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'Tab after what takes words' {
    AfterAll { Disconnect-Mistral }

    It 'gives types after -As, and months after -Month' {
        (Get-Completion 'Invoke-MistralChat Hi -As int').CompletionText | Should -Be 'int', "'int[]'"
        (Get-Completion 'Get-MistralUsage -Month ').CompletionText[0] | Should -BeExactly ([datetime]::UtcNow.ToString('yyyy-MM'))
        (Get-Completion 'Get-MistralUsage -Month ').CompletionText.Count | Should -Be 12
    }

    It 'gives paths after -Path, segment by segment, by method, and with values for placeholders' {
        (Get-Completion 'Invoke-MistralRequest /v1/mod').CompletionText | Should -Be '/v1/models', "'/v1/models/{model_id}'", '/v1/moderations'
        (Get-Completion 'Invoke-MistralRequest -Method DELETE -Path /v1/models').CompletionText | Should -Be "'/v1/models/{model_id}'"
        (Get-Completion 'Invoke-MistralRequest /v1/libraries/abc-1/documents/7/te').CompletionText | Should -Be '/v1/libraries/abc-1/documents/7/text_content'
        (Get-Completion "Invoke-MistralRequest '/v1/embed").CompletionText | Should -Be "'/v1/embeddings'"
        (Get-Completion 'Invoke-MistralRequest /v1/models')[0].ToolTip | Should -Match '(?m)^GET: Get-MistralModel$'
        Get-Completion 'Invoke-MistralRequest /v3/' | Where-Object CompletionText -Like '*/v1/*' | Should -BeNullOrEmpty
    }

    It 'gives paths of operations without a cmdlet' {
        $file = "$PSScriptRoot/../Mistral.Conformance.Tests/unclaimed.txt"
        $paths = @(Get-Content -LiteralPath $file | Where-Object { $_ -match '^[A-Z]+ /' } | ForEach-Object { $_.Split(' ')[1] } | Sort-Object -Unique)
        $offered = (Get-Completion 'Invoke-MistralRequest /').CompletionText | ForEach-Object { $_.Trim("'") }
        $paths | Where-Object { $_ -cnotin $offered } | Should -BeNullOrEmpty
        @($offered | Select-Object -Unique).Count | Should -Be $offered.Count
    }

    It 'gives the ids of keys' {
        Connect-TestMistral @{ SkipValidation = $true; AdminApiKey = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY }
        $ids = (Get-MistralApiKey).KeyId
        (Get-Completion 'Remove-MistralApiKey -Id ').CompletionText | ForEach-Object { $_.Trim("'") } | Sort-Object | Should -Be ($ids | Sort-Object)
    }
}
