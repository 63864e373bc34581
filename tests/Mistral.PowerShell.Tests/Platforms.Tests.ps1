#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/ObjectSearch.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySearch.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Register-OwnVault Own -Default
    $chat = '{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Paris"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}'
    $vertex = '/v1/projects/contoso/locations/europe-west4'

    $fresh = {
        Reset-TestState Own
        $text = New-Canary
        $key = ConvertTo-TestSecret $text
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'A chat on <Name>' -ForEach @(
    @{ Name = 'Azure'; With = @{ Platform = 'Azure' }; Path = ''; Line = '/models/chat/completions?api-version=2024-05-01-preview'; Header = 'api-key' }
    @{ Name = 'Azure with a pasted endpoint'; With = @{}; Path = '/models/chat/completions?api-version=2025-02-01'; Line = '/models/chat/completions?api-version=2025-02-01'; Header = 'api-key' }
    @{ Name = 'Azure with a token'; With = @{ Platform = 'Azure'; ApiKeyHeader = 'Authorization'; PathPrefix = '/openai/v1' }; Path = ''; Line = '/openai/v1/chat/completions' }
    @{ Name = 'Vertex AI'; With = @{ Platform = 'Vertex' }; Path = '/v1/projects/contoso/locations/europe-west4'; Line = '/v1/projects/contoso/locations/europe-west4/publishers/mistralai/models/large:rawPredict' }
    @{ Name = 'a gateway without a version'; With = @{ PathPrefix = ''; ApiKeyHeader = 'X-Gateway'; ApiVersion = '1'; Query = @{ sig = 'a b' }; SkipValidation = $true }; Path = '/team'; Line = '/team/chat/completions?api-version=1&sig=a%20b'; Header = 'X-Gateway' }
) {
    BeforeEach { . $fresh }

    It 'is sent as the platform expects it, also with a saved connection' {
        Connect-Mistral -Name one -Save -ApiKey $key -BaseUri "$uri$Path" -DefaultModel large -VaultName Own @With
        Get-EmulatorRequest | Should -BeNullOrEmpty
        foreach ($run in { Invoke-MistralChat 'Capital of France?' -AsText }, { Invoke-MistralChat 'Capital of France?' -AsText -Connection one }) {
            Add-EmulatorFault @{ path = $Line.Split('?')[0]; body = $chat }
            & $run | Should -BeExactly 'Paris'
        }
        foreach ($sent in Get-EmulatorRequest) {
            "$($sent.path)$(if ($sent.query) { '?' })$($sent.query)" | Should -BeExactly $Line
            ConvertFrom-Json $sent.body | ForEach-Object { $_.model, $_.messages[0].content } | Should -BeExactly 'large', 'Capital of France?'
            if ($Header) {
                $sent.headers.$Header | Should -BeExactly $text
                $sent.headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
            }
            else { $sent.headers.Authorization | Should -Match '^Bearer' }
        }
        Search-KeyOutside (Get-KeyForm $text) -Folder @{ 'the settings' = Get-SettingsPath } | Should -BeNullOrEmpty
    }
}

Describe 'A platform' {
    BeforeEach { . $fresh }

    It 'without a key gets none, also if the environment has one' {
        $before = $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL
        try {
            $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL = $env:MISTRAL_TEST_KEY, $uri
            Add-EmulatorFault @{ path = '/v1/models'; body = '{"object":"list","data":[]}' }
            Connect-Mistral -Platform Ollama
            (Get-EmulatorRequest).headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
            (Get-MistralConnection).KeySource | Should -Match '^none'
            $env:MISTRAL_BASE_URL = $null
            Connect-Mistral -Platform VLlm -SkipValidation
            $connection = Get-MistralConnection
            $connection.BaseUri.AbsoluteUri | Should -BeExactly 'http://localhost:8000/'
            $connection.BaseUriSource | Should -BeExactly '-Platform'
        }
        finally { $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL = $before }
    }

    It 'does not use the key of the saved default' {
        Connect-Mistral -Name prod -Save -ApiKey $key -BaseUri https://name.invalid -VaultName Own -SkipValidation
        $before = $env:MISTRAL_API_KEY
        try {
            $env:MISTRAL_API_KEY = $null
            Connect-Mistral -Platform Ollama -SkipValidation
        }
        finally { $env:MISTRAL_API_KEY = $before }
        (Get-MistralConnection).KeySource | Should -Match '^none'
    }

    It 'refuses what it does not have before anything is sent: <Platform>' -ForEach @(
        @{ Platform = 'Azure'; Run = { Get-MistralModel }, { Invoke-MistralFim 'a' -Model m }, { Test-MistralConnection } }
        @{ Platform = 'Vertex'; Run = { Get-MistralEmbedding 'a' -Model m }, { Get-MistralFile }, { Get-MistralModel } }
        @{ Platform = 'Ollama'; Run = { Get-MistralFile }, { Get-MistralBatch }, { Get-MistralApiKey }, { Invoke-MistralRequest /v2/prompts }, { Invoke-MistralOcr -Uri https://example.com/a.pdf } }
        @{ Platform = 'VLlm'; Run = { Get-MistralAgent }, { Invoke-MistralConversation 'a' } }
    ) {
        Connect-Mistral -Platform $Platform -ApiKey $key -AdminApiKey $key -BaseUri "$uri$vertex" -SkipValidation
        foreach ($one in $Run) {
            $problem = Get-TestError $one
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotOnPlatform,*' -Because "$one"
            $problem.ErrorDetails.RecommendedAction | Should -Match 'platforms.md'
        }
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'keeps its settings when it is saved again, and drops them for another platform' {
        Connect-Mistral -Name one -Save -ApiKey $key -Platform Azure -BaseUri $uri -ApiKeyHeader x-api-key -PathPrefix /openai/v1 -VaultName Own
        Connect-Mistral -Name one -Save -DefaultModel large
        $saved = Get-MistralConnection -ListAvailable one
        "$($saved.Platform) $($saved.ApiKeyHeader) $($saved.PathPrefix) $($saved.DefaultModel)" | Should -BeExactly 'Azure x-api-key /openai/v1 large'
        Get-MistralConnection | Out-String | Should -Match 'Platform +: Azure\s+PathPrefix +: /openai/v1\s+ApiKeyHeader +: x-api-key'
        Connect-Mistral -Name one -Save -Platform VLlm -SkipValidation
        $saved = Get-MistralConnection -ListAvailable one
        "$($saved.Platform) $($saved.ApiKeyHeader) $($saved.PathPrefix) $($saved.BaseUri)" | Should -BeExactly 'VLlm   http://localhost:8000/'
    }

    It 'has a clear error for wrong arguments: <With.Keys>' -ForEach @(
        @{ With = @{ Platform = 'Azure' } }
        @{ With = @{ Platform = 'Vertex'; BaseUri = 'https://europe-west4-aiplatform.googleapis.com' } }
        @{ With = @{ Platform = 'Ollama'; Region = 'EU' } }
        @{ With = @{ ApiKeyHeader = 'Content-Type' } }
        @{ With = @{ ApiKeyHeader = 'X-A'; Header = @{ 'X-A' = '1' } } }
        @{ With = @{ Header = @{ 'api-key' = '1' } } }
        @{ With = @{ PathPrefix = '/a?b' } }
        @{ With = @{ Query = @{ a = 1..3 } } }
        @{ With = @{ Query = @{ '' = 'a' } } }
        @{ With = @{ BaseUri = 'https://name.invalid/v1/chat/completions?sig=s3cret' } }
    ) {
        $before = $env:MISTRAL_BASE_URL
        try {
            $env:MISTRAL_BASE_URL = $null
            $problem = Get-TestError { Connect-Mistral -ApiKey $key -SkipValidation @With }
        }
        finally { $env:MISTRAL_BASE_URL = $before }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Not -Match 's3cret'
    }

    It 'is validated when the file is read' {
        foreach ($wrong in '"pathPrefix": "a b"', '"apiKeyHeader": "Host"', '"clientCertificatePath": "a.pfx"', '"platform": "Elsewhere"', '"certificateAuthorityPath": "a.pem"') {
            Connect-Mistral -Name one -Save -NoApiKey -BaseUri $uri -SkipValidation
            $file = Get-SettingsPath connections.json
            [IO.File]::WriteAllText($file, [IO.File]::ReadAllText($file).Replace('"noApiKey"', "$wrong, `"noApiKey`""))
            (Get-TestError { Connect-Mistral -Name one }).FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionsDamaged,*' -Because $wrong
            [IO.File]::Delete($file)
        }
    }
}

Describe 'The query of a connection' {
    BeforeEach { . $fresh }

    It 'is in the vault, and in no file, output or error' {
        $signature = New-Canary
        Connect-Mistral -Name one -Save -ApiKey $key -BaseUri $uri -VaultName Own -SkipValidation -ApiKeyHeader api-key -Query @{ sig = ConvertTo-TestSecret $signature; v = 2 }
        $forms = @(Get-KeyForm $signature) + @(Get-KeyForm $text)
        $saved = Get-MistralConnection -ListAvailable one
        $saved.QuerySecretName, $saved.QueryVaultName | Should -BeExactly 'MistralQuery-one', 'Own'
        (Get-MistralConnection).QueryName | Should -BeExactly 'sig', 'v'
        Add-EmulatorFault @{ path = '/v1/models'; status = 401; times = 0; body = @{ message = "$text and sig=$signature in $([uri]::EscapeDataString($signature))"; code = $signature } }
        $Error.Clear()
        $VerbosePreference = $DebugPreference = 'Continue'
        $said = @(foreach ($run in { Get-MistralConnection | Format-List * }, { Get-MistralConnection -ListAvailable | Format-List * }, { Get-MistralModel -Connection one }, { Connect-Mistral -Name one }) {
                try { & $run *>&1 } catch { $_ }
            })
        $VerbosePreference = $DebugPreference = 'SilentlyContinue'
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -BeGreaterThan 1
        $sent.query | Sort-Object -Unique | Should -BeExactly "sig=$([uri]::EscapeDataString($signature))&v=2"
        $sent.headers.'api-key' | Sort-Object -Unique | Should -BeExactly $text
        $shown = ($said | Out-String -Width 1000) + ($Error | Format-List -Property * -Force | Out-String -Width 1000)
        $shown | Should -Match '\[secret\]'
        Search-TestObject $shown -Text $forms | Should -BeNullOrEmpty
        Search-KeyOutside $forms -Folder @{ 'the settings' = Get-SettingsPath } | Should -BeNullOrEmpty
        Remove-MistralConnection one -IncludeSecret -Confirm:$false
        Get-OwnSecretName Own | Should -BeNullOrEmpty
    }

    It 'is removed from the vault by an empty hashtable' {
        Connect-Mistral -Name one -Save -NoApiKey -BaseUri $uri -SkipValidation -Query @{ sig = 'abcdef' }
        Get-OwnSecretName Own | Should -BeExactly 'MistralQuery-one'
        Connect-Mistral -Name one -Save -SkipValidation -Query @{}
        Get-OwnSecretName Own | Should -BeNullOrEmpty
        (Get-MistralConnection).QueryName | Should -BeNullOrEmpty
    }
}
