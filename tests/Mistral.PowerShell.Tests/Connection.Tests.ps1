#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force

    function Get-ClosedPort {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $port
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Get-MistralConnection' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
    }

    It 'returns the connection and the source of its key' {
        Connect-TestMistral @{ DefaultModel = 'mistral-large-latest'; ConnectionTimeoutSeconds = 5; OperationTimeoutSeconds = 60; MaximumRetryCount = 1 }
        $connection = Get-MistralConnection
        $connection | Should -BeOfType Mistral.PowerShell.MistralConnection
        $connection.BaseUri.AbsoluteUri | Should -BeExactly ($env:MISTRAL_TEST_URI.TrimEnd('/') + '/')
        $connection.KeySource | Should -BeExactly '-ApiKey'
        $connection.DefaultModel | Should -BeExactly 'mistral-large-latest'
        $connection.ConnectionTimeoutSeconds | Should -Be 5
        $connection.OperationTimeoutSeconds | Should -Be 60
        $connection.MaximumRetryCount | Should -Be 1
        $connection.Proxy | Should -BeNullOrEmpty
        [Math]::Abs(([DateTimeOffset]::Now - $connection.ConnectedAt).TotalSeconds) | Should -BeLessThan 60
        "$connection" | Should -BeExactly '127.0.0.1'
    }

    It 'counts the requests and tokens of each connection in this session' {
        Connect-TestMistral
        (Get-MistralConnection).Usage.RequestCount | Should -Be 0
        $other = Connect-TestMistral @{ PassThru = $true }
        $all = @(
            Invoke-MistralChat 'What is the capital of France?' -Connection $other
            Invoke-MistralChat 'What is the capital of France?' -Connection $other -Choice 2 | Select-Object -First 1
            Invoke-MistralChat 'What is the capital of France?' -Connection $other -Stream | Select-Object -Last 1
            Invoke-MistralFim 'def f(a):' -Connection $other
            Invoke-MistralFim 'def f(a):' -Connection $other -Stream | Select-Object -Last 1
        )
        $usage = $other.Usage
        $usage.RequestCount | Should -Be 5
        $usage.PromptTokenCount | Should -Be ($all.Usage.PromptTokens | Measure-Object -Sum).Sum
        $usage.CompletionTokenCount | Should -Be ($all.Usage.CompletionTokens | Measure-Object -Sum).Sum
        $usage.TotalTokenCount | Should -Be ($usage.PromptTokenCount + $usage.CompletionTokenCount)

        $null = Get-MistralEmbedding 'some text' -Connection $other
        $other.Usage.RequestCount | Should -Be 6
        $other.Usage.PromptTokenCount | Should -BeGreaterThan $usage.PromptTokenCount
        "$usage" | Should -Match '^5 requests, \d+ \+ \d+ = \d+ tokens$'
        ($other | Format-List | Out-String) | Should -Match 'Usage\s*(\x1b\[[0-9;]*m)?:\s*(\x1b\[[0-9;]*m)?\s*6 requests'

        Connect-TestMistral
        (Get-MistralConnection).Usage.RequestCount | Should -Be 0
    }

    It 'counts a stream that ends early but no failed request' {
        Connect-TestMistral
        Add-EmulatorFault @{ path = '/v1/chat/completions'; holdBeforeEvent = 4 }
        $null = Invoke-MistralChat 'What is the capital of France?' -Stream | Select-Object -First 1
        $null = Invoke-MistralChat 'Hi' -Model no-such-model -ErrorAction SilentlyContinue
        # A cmdlet that ends early counts when its request has ended.
        $until = [datetime]::UtcNow.AddSeconds(10)
        while ((Get-MistralConnection).Usage.RequestCount -eq 0 -and [datetime]::UtcNow -lt $until) { Start-Sleep -Milliseconds 50 }
        (Get-MistralConnection).Usage.RequestCount | Should -Be 1
        (Get-MistralConnection).Usage.TotalTokenCount | Should -BeIn (1..20) -Because 'the tokens of a stream without its end are estimated'
    }

    It 'counts requests of parallel runspaces' {
        Connect-TestMistral
        $connection = Get-MistralConnection
        $started = 1..4 | ForEach-Object { Start-TestScript { 1..10 | ForEach-Object { $null = Invoke-MistralChat 'repeat: x' -Connection $Used } } -Variable @{ Used = $connection } }
        try { $started | ForEach-Object { $null = Wait-TestScript $_ -Seconds 60 } }
        finally { $started | ForEach-Object { Remove-TestScript $_ } }
        $connection.Usage.RequestCount | Should -Be 40
    }

    It 'sends no request' {
        Connect-TestMistral @{ SkipValidation = $true }
        $null = Get-MistralConnection
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'returns finite timeouts and retries by default' {
        Connect-TestMistral @{ SkipValidation = $true }
        $connection = Get-MistralConnection
        $connection.ConnectionTimeoutSeconds | Should -Be 30
        $connection.OperationTimeoutSeconds | Should -Be 300
        $connection.MaximumRetryCount | Should -Be 3
    }

    It 'returns nothing without a connection' {
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'returns an object that cannot be changed' {
        Connect-TestMistral @{ SkipValidation = $true }
        { (Get-MistralConnection).DefaultModel = 'x' } | Should -Throw
        { (Get-MistralConnection).BaseUri = 'https://example.com' } | Should -Throw
    }
}

Describe 'Test-MistralConnection' {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral @{ MaximumRetryCount = 0; SkipValidation = $true }
    }

    It 'returns the owner of the key with one request' {
        $test = Test-MistralConnection
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].method | Should -BeExactly 'GET'
        $sent[0].path | Should -BeExactly '/v1/users/me'

        $test | Should -BeOfType Mistral.PowerShell.ConnectionTest
        $test.IsReachable | Should -BeTrue
        $test.IsAuthenticated | Should -BeTrue
        $test.Identity | Should -BeExactly 'ada@example.com'
        $test.Workspace | Should -BeExactly 'Production'
        $test.Organization | Should -BeExactly 'Organization 0'
        $test.ApiKeyId | Should -Match '^[0-9a-f-]{36}$'
        $test.KeySource | Should -BeExactly '-ApiKey'
        $test.Latency | Should -BeGreaterThan ([timespan]::Zero)
        $test.Problem | Should -BeNullOrEmpty
    }

    It 'falls back to the model list when the server has no identity endpoint: <Status>' -ForEach @(@{ Status = 404 }, @{ Status = 403 }) {
        Add-EmulatorFault @{ path = '/v1/users/me'; status = $Status }
        $test = Test-MistralConnection
        $test.IsAuthenticated | Should -BeTrue
        $test.Identity | Should -BeNullOrEmpty
        (Get-EmulatorRequest).path | Should -Be @('/v1/users/me', '/v1/models')
    }

    It 'reports a refused key' {
        Revoke-EmulatorKey $env:MISTRAL_TEST_KEY
        $test = Test-MistralConnection -ErrorVariable problems
        $problems | Should -BeNullOrEmpty
        $test.IsReachable | Should -BeTrue
        $test.IsAuthenticated | Should -BeFalse
        $test.Problem | Should -Match 'Unauthorized'
    }

    It 'reports that the server can''t be reached' {
        Connect-Mistral -NoApiKey -BaseUri "http://127.0.0.1:$(Get-ClosedPort)" -MaximumRetryCount 0 -SkipValidation
        $test = Test-MistralConnection
        $test.IsReachable | Should -BeFalse
        $test.IsAuthenticated | Should -BeFalse
        $test.Problem | Should -Match "Can't connect to 127\.0\.0\.1:\d+: "
    }

    It 'advises to check the base URL when its path is wrong' {
        Connect-Mistral -ApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) -BaseUri "$($env:MISTRAL_TEST_URI.TrimEnd('/'))/other" -SkipValidation
        $test = Test-MistralConnection
        $test.IsAuthenticated | Should -BeFalse
        $test.Problem | Should -BeLike "*-BaseUri*/other'*"
    }

    It 'reports a server error' {
        Add-EmulatorFault @{ path = '/v1/users/me'; status = 500 }
        $test = Test-MistralConnection
        $test.IsReachable | Should -BeTrue
        $test.IsAuthenticated | Should -BeFalse
        $test.Problem | Should -Not -BeNullOrEmpty
    }

    It 'does not accept a login page as success' {
        Add-EmulatorFault @{ path = '/v1/users/me'; body = '<html>Sign in</html>'; contentType = 'text/html' }
        (Test-MistralConnection).IsAuthenticated | Should -BeFalse
    }

    It 'returns a Boolean with -Quiet' {
        Test-MistralConnection -Quiet | Should -BeOfType bool
        Test-MistralConnection -Quiet | Should -BeTrue
        Revoke-EmulatorKey $env:MISTRAL_TEST_KEY
        Test-MistralConnection -Quiet | Should -BeFalse
    }

    It 'tests the connection of -Connection' {
        $other = Connect-Mistral -NoApiKey -BaseUri $env:MISTRAL_TEST_URI -MaximumRetryCount 0 -SkipValidation -PassThru
        Connect-TestMistral @{ SkipValidation = $true }
        Test-MistralConnection -Quiet -Connection $other | Should -BeFalse
        Test-MistralConnection -Quiet | Should -BeTrue
    }

    It 'writes an error with an id when MISTRAL_BASE_URL isn''t valid' {
        Disconnect-Mistral
        $before = $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL
        $env:MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY
        $env:MISTRAL_BASE_URL = 'nowhere'
        try { (Get-TestError { Test-MistralConnection -Quiet }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*' }
        finally { $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL = $before }
    }

    It 'writes an error without a connection, or returns $false with -Quiet' {
        Disconnect-Mistral
        (Get-TestError { Test-MistralConnection }).FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        Test-MistralConnection -Quiet | Should -BeFalse
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'Disconnect-Mistral' {
    BeforeEach { Reset-Emulator }

    It 'removes the default connection' {
        Connect-TestMistral @{ SkipValidation = $true }
        Disconnect-Mistral
        Get-MistralConnection | Should -BeNullOrEmpty
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'closes the connection for all variables that hold it' {
        Connect-TestMistral @{ SkipValidation = $true }
        $held = Get-MistralConnection
        Disconnect-Mistral
        foreach ($problem in @(
                Get-TestError { Invoke-MistralChat 'Hi' -Connection $held }
                Get-TestError { Invoke-MistralChat 'Hi' -Stream -Connection $held }
                Get-TestError { Get-MistralEmbedding 'Hi' -Connection $held }
                Get-TestError { Get-MistralModel -Connection $held }
                Get-TestError { Invoke-MistralRequest /v1/models -Connection $held })) {
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralConnectionClosed,*'
            $problem.CategoryInfo.Category | Should -Be 'ConnectionError'
            $problem.ErrorDetails.RecommendedAction | Should -Match 'Connect-Mistral'
        }
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'can be run twice without an error' {
        Connect-TestMistral @{ SkipValidation = $true }
        Disconnect-Mistral *>&1 | Should -BeNullOrEmpty
        Disconnect-Mistral *>&1 | Should -BeNullOrEmpty
    }

    It 'does not change the default connection when another one is closed' {
        $other = Connect-TestMistral @{ SkipValidation = $true; PassThru = $true }
        Connect-TestMistral @{ SkipValidation = $true }
        Disconnect-Mistral
        (Invoke-MistralChat 'repeat: a' -Connection $other).Content | Should -BeExactly 'a'
    }
}
