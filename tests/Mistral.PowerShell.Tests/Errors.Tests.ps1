#requires -Version 5.1

BeforeDiscovery {
    # The response of the server and the expected error.
    $answers = @(
        @{ Name = '400'; Fault = @{ status = 400 }; Id = 'MistralInvalidRequest'; Category = 'InvalidArgument'; Message = 'Request failed with status 400'; Action = 'Correct the request as the message says'; Code = '1000' }
        @{ Name = '401'; Fault = @{ status = 401 }; Id = 'MistralAuthenticationFailed'; Category = 'AuthenticationError'; Message = 'Unauthorized'; Action = 'Connect-Mistral with the new one'; Ends = $true }
        @{ Name = '402'; Fault = @{ status = 402 }; Id = 'MistralPaymentRequired'; Category = 'PermissionDenied'; Message = 'Payment required'; Action = 'spending limit' }
        @{ Name = '403'; Fault = @{ status = 403 }; Id = 'MistralPermissionDenied'; Category = 'PermissionDenied'; Message = 'Your plan does not allow this'; Action = 'workspace and plan'; Code = '1910' }
        @{ Name = '404'; Fault = @{ status = 404 }; Id = 'MistralNotFound'; Category = 'ObjectNotFound'; Message = 'Not Found'; Action = 'Get-MistralModel' }
        @{ Name = '408'; Fault = @{ status = 408 }; Id = 'MistralTimeout'; Category = 'OperationTimeout'; Message = 'status 408'; Action = 'OperationTimeoutSeconds' }
        @{ Name = '409'; Fault = @{ status = 409 }; Id = 'MistralConflict'; Category = 'ResourceExists'; Message = 'another state'; Action = 'state' }
        @{ Name = '413'; Fault = @{ status = 413 }; Id = 'MistralInvalidRequest'; Category = 'InvalidArgument'; Message = 'status 413'; Action = 'Correct' }
        @{ Name = '422'; Fault = @{ status = 422 }; Id = 'MistralInvalidRequest'; Category = 'InvalidArgument'; Message = 'body: Value error'; Action = 'ValidationErrors' }
        @{ Name = '429'; Fault = @{ status = 429; headers = @{ 'Retry-After' = '3600' } }; Id = 'MistralRateLimited'; Category = 'LimitsExceeded'; Message = 'asks to wait 1 hour'; Action = 'after that time'; Code = '1300' }
        @{ Name = '429 without an entitlement'; Fault = @{ status = 429; headers = @{ 'x-ratelimit-limit-req-minute' = '0' } }; Id = 'MistralRateLimited'; Category = 'LimitsExceeded'; Message = 'no entitlement'; Action = 'plan' }
        @{ Name = '500'; Fault = @{ status = 500}; Id = 'MistralServerError'; Category = 'ResourceUnavailable'; Message = 'Internal server error'; Action = 'Try again later' }
        @{ Name = '502 with an HTML page'; Fault = @{ status = 502}; Id = 'MistralServerError'; Category = 'ResourceUnavailable'; Message = 'HTTP 502.*text/html'; Action = 'Try again later' }
        @{ Name = '503 without a body'; Fault = @{ status = 503; body = ''}; Id = 'MistralServerError'; Category = 'ResourceUnavailable'; Message = 'HTTP 503'; Action = 'Try again later' }
        @{ Name = '500 with a truncated body'; Fault = @{ status = 500; body = ('{"message":"' + 'x' * 5000); cutAfterBytes = 100}; Id = 'MistralServerError'; Category = 'ResourceUnavailable'; Message = 'HTTP 500'; Action = 'Try again later' }
        @{ Name = '400 with an array'; Fault = @{ status = 400; body = '[1]' }; Id = 'MistralInvalidRequest'; Category = 'InvalidArgument'; Message = 'HTTP 400'; Action = 'Correct' }
        @{ Name = '400 with an error in a field'; Fault = @{ status = 400; body = '{"error":{"message":"Blocked.","type":"guardrail","code":7}}' }; Id = 'MistralInvalidRequest'; Category = 'InvalidArgument'; Message = 'Blocked\.'; Action = 'Correct'; Code = '7' }
        @{ Name = 'an HTML page'; Fault = @{ body = '<html><body>Sign in</body></html>'; contentType = 'text/html' }; Id = 'MistralInvalidResponse'; Category = 'InvalidData'; Message = 'text/html'; Action = 'proxy, a gateway or a login page' }
        @{ Name = 'an empty body'; Fault = @{ body = '' }; Id = 'MistralInvalidResponse'; Category = 'InvalidData'; Message = '.'; Action = 'BaseUri' }
        @{ Name = 'invalid JSON'; Fault = @{ malformedJson = $true }; Id = 'MistralInvalidResponse'; Category = 'InvalidData'; Message = 'the expected JSON'; Action = 'BaseUri' }
        @{ Name = 'JSON with another structure'; Fault = @{ body = '{"choices":"none"}' }; Id = 'MistralInvalidResponse'; Category = 'InvalidData'; Message = 'the expected JSON'; Action = 'BaseUri' }
        @{ Name = 'JSON null'; Fault = @{ body = 'null' }; Id = 'MistralInvalidResponse'; Category = 'InvalidData'; Message = 'null'; Action = 'BaseUri' }
        @{ Name = 'JSON without choices'; Fault = @{ body = '{}' }; Id = 'MistralInvalidResponse'; Category = 'InvalidData'; Message = 'choices'; Action = 'BaseUri' }
        @{ Name = 'a truncated body'; Fault = @{ cutAfterBytes = 20}; Id = 'MistralConnectionFailed'; Category = 'ConnectionError'; Message = 'broke after 20 bytes'; Action = 'network' }
        @{ Name = 'no response'; Fault = @{ cutBeforeHeaders = $true}; Id = 'MistralConnectionFailed'; Category = 'ConnectionError'; Message = 'The connection to 127\.0\.0\.1:\d+ broke'; Action = 'network' }
        @{ Name = 'a redirect to another host'; Fault = @{ redirectTo = 'https://example.com/v1/chat' }; Id = 'MistralRedirectRefused'; Category = 'SecurityError'; Message = 'https://example\.com.*key was not sent to it'; Action = 'BaseUri'; Ends = $true }
        @{ Name = 'a redirect to another port'; Fault = @{ redirectTo = 'http://127.0.0.1:1/v1/chat' }; Id = 'MistralRedirectRefused'; Category = 'SecurityError'; Message = 'another address'; Action = 'BaseUri'; Ends = $true }
        @{ Name = 'endless redirects'; Fault = @{ redirectTo = '/v1/chat/completions'}; Id = 'MistralRedirectRefused'; Category = 'SecurityError'; Message = 'more than'; Action = 'BaseUri'; Ends = $true }
    )
    $addresses = @(
        @{ Name = 'an unknown host name'; Address = 'https://name.invalid'; Message = "Can't connect to name\.invalid" }
        @{ Name = 'a closed port'; Address = 'http://127.0.0.1:{closed}'; Message = "Can't connect to 127\.0\.0\.1:\d+: " }
        @{ Name = 'a server without TLS'; Address = 'https://127.0.0.1:{plain}'; Message = "Can't set up TLS with 127\.0\.0\.1:\d+: .*plain HTTP" }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/ObjectSearch.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $chat = '/v1/chat/completions'

    # Runs a failing command. Returns its output, its error, and whether it continued.
    function Invoke-Failing([scriptblock] $Script) {
        $Error.Clear()
        $found = [pscustomobject]@{ Output = $null; Record = $null; IsTerminating = $true }
        try {
            $found.Output = & $Script
            $found.IsTerminating = $false
            $found.Record = $Error | Select-Object -First 1
        }
        catch { $found.Record = $_ }
        $found
    }

    function Assert-HoldsNoWire($Record) {
        $types = 'System.Net.', 'System.Management.Automation.Cmdlet', 'Mistral.Client.MistralRe', 'Mistral.Client.StreamingResponse', 'Mistral.Client.MistralClient', 'Mistral.Client.HttpTransport'
        Search-TestObject $Record.Exception -TypeName $types | Should -BeNullOrEmpty
        $Record.Exception.InnerException | Should -BeNullOrEmpty
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A response with <Name>' -ForEach $answers {
    BeforeEach {
        Reset-Emulator
        Add-EmulatorFault (@{ path = $chat; times = 0 } + $Fault)
        $failed = Invoke-Failing { 'Hi' | Invoke-MistralChat -ErrorAction SilentlyContinue }
        $record = $failed.Record
    }

    It 'causes an error with id, category, message, recommended action and target, and no output' {
        $record.FullyQualifiedErrorId | Should -BeExactly "$Id,Mistral.PowerShell.Commands.InvokeMistralChatCommand"
        $record.CategoryInfo.Category | Should -Be $Category
        $record.CategoryInfo.Activity | Should -BeExactly 'Invoke-MistralChat'
        $record.Exception | Should -BeOfType Mistral.Client.MistralApiException
        $record.Exception.Message | Should -Match $Message
        "$record" | Should -Match $Message
        $record.ErrorDetails.RecommendedAction | Should -Match $Action
        $record.TargetObject | Should -BeExactly 'Hi'
        $failed.Output | Should -BeNullOrEmpty
        if ($Code) { $record.Exception.ErrorCode | Should -BeExactly $Code }
    }

    It 'causes an error with the request id and the server''s error code' {
        $record.Exception.Operation | Should -BeExactly "POST $chat"
        if ($Fault.status) {
            $record.Exception.StatusCode | Should -Be $Fault.status
            $record.Exception.CorrelationId | Should -Match '^[0-9a-f-]{36}$'
            "$record" | Should -Match "POST $chat`: HTTP $($Fault.status), correlation id $($record.Exception.CorrelationId)"
        }
    }

    It 'ends the command only if no other input can succeed' {
        $failed.IsTerminating | Should -Be ([bool]$Ends)
    }

    It 'causes an error that can be caught by type' {
        $caught = try { Invoke-MistralChat 'Hi' -ErrorAction Stop } catch [Mistral.Client.MistralApiException] { $_ }
        $caught.Exception.Kind | Should -Be $record.Exception.Kind
    }

    It 'causes an error without HTTP objects' {
        Assert-HoldsNoWire $record
    }
}

Describe 'A base URL that leads to <Name>' -ForEach $addresses {
    BeforeEach {
        Reset-Emulator
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $closed = $listener.LocalEndpoint.Port
        $listener.Stop()
        $text = $Address.Replace('{closed}', "$closed").Replace('{plain}', "$(([uri]$env:MISTRAL_TEST_URI).Port)")
        $connection = Connect-Mistral -NoApiKey -BaseUri $text -MaximumRetryCount 0 -ConnectionTimeoutSeconds 10 -SkipValidation -PassThru
        Connect-TestMistral @{ MaximumRetryCount = 0; SkipValidation = $true }
        $failed = Invoke-Failing { 'Hi' | Invoke-MistralChat -Connection $connection -ErrorAction SilentlyContinue }
        $record = $failed.Record
    }

    It 'causes a terminating error that names the host' {
        $failed.IsTerminating | Should -BeTrue
        $failed.Output | Should -BeNullOrEmpty
        $record.FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
        $record.CategoryInfo.Category | Should -Be 'ConnectionError'
        "$record" | Should -Match $Message
        "$record" | Should -Not -Match 'inner exception'
        $record.ErrorDetails.RecommendedAction | Should -Match 'Test-MistralConnection'
        $record.Exception.StatusCode | Should -BeNullOrEmpty
        $record.TargetObject | Should -BeExactly 'Hi'
    }

    It 'causes an error that can be caught by type' {
        $caught = try { Get-MistralModel -Connection $connection } catch [Mistral.Client.MistralApiException] { $_ }
        $caught.Exception.Kind | Should -Be 'Connection'
    }

    It 'causes an error without HTTP objects' {
        Assert-HoldsNoWire $record
    }

    It 'causes an error in Connect-Mistral and leaves no connection' {
        { Connect-Mistral -NoApiKey -BaseUri $text -MaximumRetryCount 0 -ConnectionTimeoutSeconds 10 } | Should -Throw -ErrorId 'MistralConnectionFailed,*'
        Get-MistralConnection | Should -BeNullOrEmpty
    }
}

Describe 'An untrusted certificate' {
    BeforeAll {
        $rsa = [Security.Cryptography.RSA]::Create(2048)
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $rsa, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $made = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1))
        # Windows can serve only a certificate whose key was loaded from a PFX.
        $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new($made.Export('Pfx', 'x'), 'x', 'Exportable')
    }

    It 'is refused before anything is sent' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $started = Start-TestScript -Variable @{ Uri = "https://localhost:$($listener.LocalEndpoint.Port)"; Key = ConvertTo-TestSecret ([guid]::NewGuid().ToString('N')) } {
            try { Connect-Mistral -ApiKey $Key -BaseUri $Uri -MaximumRetryCount 0 } catch { $Seen.Add($_) }
        }
        try {
            $accept = $listener.AcceptTcpClientAsync()
            $accept.Wait(20000) | Should -BeTrue
            $stream = [Net.Security.SslStream]::new($accept.Result.GetStream())
            $received = -1
            try {
                if (-not $stream.AuthenticateAsServerAsync($certificate).Wait(20000)) { throw 'No handshake in 20 s.' }
                $stream.ReadTimeout = 20000
                $received = $stream.ReadByte()
            }
            catch [AggregateException], [IO.IOException] { $received = -1 }
            $record = Receive-TestScript $started
        }
        finally {
            Remove-TestScript $started
            $listener.Stop()
        }
        $received | Should -Be -1
        $record.FullyQualifiedErrorId | Should -BeLike 'MistralCertificateRefused,*'
        $record.CategoryInfo.Category | Should -Be 'SecurityError'
        "$record" | Should -Match 'certificate of localhost:\d+ was refused: .*issuer isn''t trusted'
        $record.ErrorDetails.RecommendedAction | Should -Match '-CertificateAuthorityPath'
    }

    It 'cannot be accepted by any parameter' {
        (Get-Command -Name Connect-Mistral).Parameters.Keys | Should -Not -Match 'CertificateCheck|(Skip|Ignore|Allow|Trust|Any).*Cert|Insecure|SslProtocol|AllowUnencrypted'
    }
}

Describe 'An error message' {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral @{ MaximumRetryCount = 0; SkipValidation = $true }
    }

    It 'includes each validation error of a request' {
        $body = @{ detail = @(
                @{ type = 'extra_forbidden'; loc = @('body', 'colour'); msg = 'Extra inputs are not permitted'; input = 'red' }
                @{ type = 'missing'; loc = @('body', 'messages', 0, 'content'); msg = 'Field required' }
            ) }
        Add-EmulatorFault @{ path = $chat; status = 422; body = $body }
        $problem = Get-TestError { Invoke-MistralChat 'Hi' }
        $found = $problem.Exception.ValidationErrors
        $found.Count | Should -Be 2
        $found[0].Location | Should -BeExactly 'body.colour'
        $found[0].Type | Should -BeExactly 'extra_forbidden'
        $found[1].Location | Should -BeExactly 'body.messages.0.content'
        $found[1].Message | Should -BeExactly 'Field required'
        "$problem" | Should -Match 'body\.colour: Extra inputs are not permitted; body\.messages\.0\.content: Field required'
    }

    It 'includes the wait and the limits that the server sent' {
        Add-EmulatorFault @{ path = $chat; status = 429; headers = @{ 'Retry-After' = '3600'; 'x-ratelimit-limit-req-minute' = '60'; 'x-ratelimit-remaining-req-minute' = '0' } }
        $problem = (Get-TestError { Invoke-MistralChat 'Hi' }).Exception
        $problem.RetryAfter.TotalSeconds | Should -Be 3600
        $problem.RateLimit.RequestLimit | Should -Be 60
        $problem.RateLimit.RequestRemaining | Should -Be 0
        $problem.RateLimit.TokenLimit | Should -Be 2000000
    }

    It 'omits the query, which may contain private data' {
        $problem = Get-TestError { Invoke-MistralRequest /v1/no/such -Query @{ search = 'something private' } }
        $problem.Exception.Operation | Should -BeExactly 'GET /v1/no/such'
        $problem = Get-TestError { Invoke-MistralRequest '/v1/no/such?search=private' }
        $problem.Exception.Operation | Should -BeExactly 'GET /v1/no/such'
        "$problem" | Should -Not -Match 'private'
    }

    It 'is shortened to a readable length' {
        Add-EmulatorFault @{ path = $chat; status = 400; body = @{ message = 'x' * 100000 } }
        "$(Get-TestError { Invoke-MistralChat 'Hi' })".Length | Should -BeLessThan 5000
    }
}

Describe 'A pipeline of several inputs' {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral @{ MaximumRetryCount = 0; SkipValidation = $true }
    }

    It 'stops after an error of the connection' {
        Add-EmulatorFault @{ path = $chat; status = 401; times = 0 }
        $failed = Invoke-Failing { 'a', 'b', 'c' | Invoke-MistralChat -ErrorAction SilentlyContinue }
        $failed.IsTerminating | Should -BeTrue
        @(Get-EmulatorRequest).Count | Should -Be 1
        @($Error).Count | Should -Be 1
    }

    It 'continues after one bad input and fills -ErrorVariable' {
        Add-EmulatorFault @{ path = $chat; status = 400; times = 2 }
        $replies = 'repeat: a', 'repeat: b', 'repeat: c' | Invoke-MistralChat -ErrorAction SilentlyContinue -ErrorVariable problems
        $replies.Content | Should -Be 'c'
        $problems.TargetObject | Should -Be @('repeat: a', 'repeat: b')
    }

    It 'adds nothing to $Error with -ErrorAction Ignore' {
        Add-EmulatorFault @{ path = $chat; status = 400; times = 0 }
        $Error.Clear()
        'a', 'b' | Invoke-MistralChat -ErrorAction Ignore | Should -BeNullOrEmpty
        $Error.Count | Should -Be 0
    }
}

Describe 'An error never appears as text in the output: <Name>' -ForEach @(
    @{ Name = 'Invoke-MistralChat'; Script = { Invoke-MistralChat 'Hi' -ErrorAction SilentlyContinue } }
    @{ Name = 'Invoke-MistralChat -Stream'; Script = { Invoke-MistralChat 'Hi' -Stream -ErrorAction SilentlyContinue } }
    @{ Name = 'Invoke-MistralChat -AsText'; Script = { Invoke-MistralChat 'Hi' -AsText -ErrorAction SilentlyContinue } }
    @{ Name = 'Get-MistralEmbedding'; Script = { Get-MistralEmbedding 'Hi' -ErrorAction SilentlyContinue } }
    @{ Name = 'Get-MistralModel'; Script = { Get-MistralModel -ErrorAction SilentlyContinue } }
    @{ Name = 'Invoke-MistralRequest'; Script = { Invoke-MistralRequest /v1/files -ErrorAction SilentlyContinue } }
    @{ Name = 'Invoke-MistralRequest -Stream'; Script = { Invoke-MistralRequest /v1/files -Stream -ErrorAction SilentlyContinue } }
    @{ Name = 'Invoke-MistralRequest -Paginate'; Script = { Invoke-MistralRequest /v1/files -Paginate -ErrorAction SilentlyContinue } }
) {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral @{ MaximumRetryCount = 0; SkipValidation = $true }
    }

    It 'for status <_>' -ForEach 400, 404, 422, 500 {
        Add-EmulatorFault @{ status = $_; times = 0 }
        $failed = Invoke-Failing $Script
        $failed.Output | Should -BeNullOrEmpty
        $failed.Record.FullyQualifiedErrorId | Should -BeLike 'Mistral*'
        $failed.Record.Exception.StatusCode | Should -Be $_
    }
}

Describe 'Verbose output, warnings and retries' {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral @{ SkipValidation = $true }
        function Get-Verbose([scriptblock] $Script) { @(& $Script 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object { "$_" }) }
    }

    It '-Verbose shows method, path, status, duration and correlation id' {
        $said = @(Get-Verbose { Invoke-MistralChat 'Hi' -Verbose })
        $said.Count | Should -Be 2
        $said[1] | Should -Match '^mistral-small-latest: \d+ \+ \d+ = \d+ tokens in \d+[.,]\d s$'
        $said[0] | Should -Match "^POST $chat -> 200 in \d+ ms \(correlation id [0-9a-f-]{36}\)$"
    }

    It '-Verbose omits body and query' {
        $said = @(Get-Verbose { Invoke-MistralRequest /v1/files -Query @{ search = 'something private' } -Verbose })
        "$said" | Should -Match '^GET /v1/files -> 200'
        "$said" | Should -Not -Match 'private'
        "$(Get-Verbose { Invoke-MistralChat 'something private' -Verbose })" | Should -Not -Match 'private'
    }

    It '-Verbose shows each retry with its reason and wait' {
        Add-EmulatorFault @{ path = $chat; status = 503; times = 2 }
        $said = @(Get-Verbose { Invoke-MistralChat 'Hi' -Verbose })
        @($said -match "^POST $chat -> 503").Count | Should -Be 2
        @($said -match "^POST $chat`: Service unavailable Retry 1 of 3 in \d+\.\d s\.$").Count | Should -Be 1
        @($said -match 'Retry 2 of 3').Count | Should -Be 1
        $said[-2] | Should -Match '-> 200'
    }

    It 'write nothing by default' {
        Add-EmulatorFault @{ path = $chat; status = 503 }
        $all = @(Invoke-MistralChat 'repeat: a' *>&1)
        $all.Count | Should -Be 1
        $all[0].Content | Should -BeExactly 'a'

        $all = @(Invoke-MistralChat 'repeat: a b c' -Stream *>&1)
        $all | Should -BeOfType Mistral.PowerShell.ChatDelta
        -join $all | Should -BeExactly 'a b c'
    }

    It 'never prompt, also with -Debug and -Verbose' {
        $ran = Invoke-TestShell 'Connect-Mistral; (Invoke-MistralChat "repeat: it works" -Debug -Verbose 4>$null 5>$null).Content; $Error.Count' @{ MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI }
        $ran.Output.Trim() -split '\r?\n' | Should -Be @('it works', '0')
    }

    It 'wait as long as the server asks for' {
        Add-EmulatorFault @{ path = $chat; status = 429; headers = @{ 'Retry-After' = '1' } }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $said = @(Get-Verbose { Invoke-MistralChat 'Hi' -Verbose })
        $watch.Elapsed.TotalSeconds | Should -BeGreaterOrEqual 0.95
        "$said" | Should -Match 'Retry 1 of 3 in 1\.0 s\.'
        @(Get-EmulatorRequest).Count | Should -Be 2
    }

    It 'report an error at once when the server asks for too long a wait' {
        Add-EmulatorFault @{ path = $chat; status = 429; headers = @{ 'Retry-After' = '3600' } }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralRateLimited,*'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'do not retry when the key has no entitlement' {
        Add-EmulatorFault @{ path = $chat; status = 429; times = 0; headers = @{ 'x-ratelimit-limit-tokens-minute' = '0' } }
        $null = Get-TestError { Invoke-MistralChat 'Hi' }
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'follow a redirect on the same host with the key and the body' {
        Add-EmulatorFault @{ path = $chat; redirectTo = "$chat`?again=1" }
        # The emulator refuses an unknown query. The test only needs the request.
        $null = Get-TestError { Invoke-MistralChat 'Hi' }
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 2
        $sent[1].method | Should -BeExactly 'POST'
        $sent[1].query | Should -BeExactly 'again=1'
        $sent[1].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        $sent[1].body | Should -BeExactly $sent[0].body
    }
}
