#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')

    # Converts an error to text, to pass it between processes.
    $tell = @'
    $problem = try { & $script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | Select-Object -First 1 } catch { $_ }
    ConvertTo-Json -Compress -InputObject @{
        id = $problem.FullyQualifiedErrorId; category = "$($problem.CategoryInfo.Category)"; message = "$problem"
        action = $problem.ErrorDetails.RecommendedAction; connected = [bool](Get-MistralConnection)
    }
'@

    function Invoke-Elsewhere([string] $Script, [hashtable] $Environment = @{}) {
        $all = @{ MISTRAL_API_KEY = $null; MISTRAL_BASE_URL = $null; HTTPS_PROXY = $null; ALL_PROXY = $null }
        foreach ($name in $Environment.Keys) { $all[$name] = $Environment[$name] }
        $ran = Invoke-TestShell "`$script = { $Script }; $tell" -Environment $all
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output.Trim() -split "`n" | Select-Object -Last 1 | ConvertFrom-Json
    }

    function New-Listener([Net.IPAddress] $Address = [Net.IPAddress]::Loopback) {
        $listener = [Net.Sockets.TcpListener]::new($Address, 0)
        $listener.Start()
        $listener
    }

    # Accepts the next connection, reads the headers of a request and responds.
    function Receive-Head($Listener, [string] $Answer) {
        $accept = $Listener.AcceptTcpClientAsync()
        if (-not $accept.Wait(10000)) { throw 'Nobody connected in 10 s.' }
        $client = $accept.Result
        $client.ReceiveTimeout = 10000
        $stream = $client.GetStream()
        $head = ''
        while (-not $head.EndsWith("`r`n`r`n")) {
            $byte = $stream.ReadByte()
            if ($byte -lt 0) { break }
            $head += [char]$byte
        }
        if ($Answer) {
            $bytes = [Text.Encoding]::ASCII.GetBytes($Answer)
            $stream.Write($bytes, 0, $bytes.Length)
        }
        $client.Dispose()
        $head
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'An API key' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
        $key = New-EmulatorKey
        $secure = ConvertTo-TestSecret $key
    }

    It 'as a SecureString connects with one small request' {
        Connect-Mistral -ApiKey $secure -BaseUri $uri *>&1 | Should -BeNullOrEmpty
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].method | Should -BeExactly 'GET'
        $sent[0].path | Should -BeExactly '/v1/models'
        $sent[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        (Get-MistralConnection).KeySource | Should -BeExactly '-ApiKey'
    }

    It 'is accepted as the first argument and from the pipeline' {
        Connect-Mistral $secure -BaseUri $uri
        $secure | Connect-Mistral -BaseUri $uri
        (Get-EmulatorRequest).headers.Authorization | Should -Be @('Bearer <valid key>', 'Bearer <valid key>')
    }

    It 'can be disposed by the caller after connecting' {
        Connect-Mistral -ApiKey $secure -BaseUri $uri
        $secure.Dispose()
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'as plain text connects with one warning and is never shown' {
        $said = Connect-Mistral -ApiKey $key -BaseUri $uri -Verbose *>&1
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        $warnings = @($said | Where-Object { $_ -is [Management.Automation.WarningRecord] })
        $warnings.Count | Should -Be 1
        "$warnings" | Should -Match 'plain text'
        ($said | Out-String -Width 500).Contains($key) | Should -BeFalse
    }

    It 'as a credential connects' {
        Connect-Mistral -Credential ([pscredential]::new('anyone', $secure)) -BaseUri $uri
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        (Get-MistralConnection).KeySource | Should -BeExactly '-Credential'
    }

    It 'as a credential connects with any user name: <_>' -ForEach 'DOM\', '@' {
        Connect-Mistral -Credential ([pscredential]::new($_, $secure)) -BaseUri $uri
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'is trimmed' {
        Connect-Mistral -ApiKey (ConvertTo-TestSecret " $key`r`n") -BaseUri $uri
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'with characters that a header can''t contain is refused before anything is sent: <Name>' -ForEach @(
        @{ Name = 'a line break'; Middle = "`r`nX-Other: 1" }
        @{ Name = 'a space'; Middle = ' ' }
        @{ Name = 'a letter outside ASCII'; Middle = [string][char]0xE9 }
    ) {
        $problem = Get-TestError { Connect-Mistral -ApiKey (ConvertTo-TestSecret "$key$Middle$key") -BaseUri $uri }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidApiKey,*'
        "$problem".Contains($key) | Should -BeFalse
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'that is empty is refused: <Name>' -ForEach @(
        @{ Name = 'a SecureString'; With = @{ ApiKey = [securestring]::new() } }
        @{ Name = 'a string'; With = @{ ApiKey = '' } }
        @{ Name = 'a credential'; With = @{ Credential = [pscredential]::new('anyone', [securestring]::new()) } }
    ) {
        $problem = Get-TestError { Connect-Mistral @With -BaseUri $uri -WarningAction SilentlyContinue }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'of an unsupported type is refused without being shown' {
        $problem = Get-TestError { Connect-Mistral -ApiKey @{ key = $key } -BaseUri $uri }
        $problem.FullyQualifiedErrorId | Should -BeLike '*,Mistral.PowerShell.Commands.ConnectMistralCommand'
        ($problem | Format-List * -Force | Out-String).Contains($key) | Should -BeFalse
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'can be given in only one way' {
        { Connect-Mistral -ApiKey $secure -NoApiKey -BaseUri $uri } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Connect-Mistral -ApiKey $secure -Credential ([pscredential]::new('anyone', $secure)) } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Connect-Mistral -SecretName a -ApiKey $secure } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Connect-Mistral -SecretName a -NoApiKey } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Connect-Mistral -VaultName a -NoApiKey } | Should -Throw -ErrorId 'MistralInvalidArgument,*'
    }

    It 'is not sent when a gateway adds it' {
        Connect-Mistral -NoApiKey -BaseUri $uri -SkipValidation -MaximumRetryCount 0
        $problem = Get-TestError { Get-MistralModel }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        $problem.ErrorDetails.RecommendedAction | Should -BeLike 'No key was sent*'
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
        (Get-MistralConnection).KeySource | Should -Match 'none'
    }
}

Describe 'An environment variable' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
        $before = $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL
        $env:MISTRAL_API_KEY = New-EmulatorKey
        $env:MISTRAL_BASE_URL = $uri
    }

    AfterEach {
        Disconnect-Mistral
        $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL = $before
    }

    It 'MISTRAL_API_KEY connects' {
        Connect-Mistral
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        (Get-MistralConnection).KeySource | Should -BeExactly 'environment variable MISTRAL_API_KEY'
        (Get-MistralConnection).BaseUri.AbsoluteUri | Should -BeExactly "$uri/"
    }

    It 'MISTRAL_API_KEY works without Connect-Mistral' {
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
        (Get-MistralConnection).KeySource | Should -BeExactly 'environment variable MISTRAL_API_KEY'
    }

    It 'MISTRAL_API_KEY is read again for each request' {
        $null = Invoke-MistralChat 'repeat: a'
        Revoke-EmulatorKey $env:MISTRAL_API_KEY
        $env:MISTRAL_API_KEY = New-EmulatorKey
        (Invoke-MistralChat 'repeat: b').Content | Should -BeExactly 'b'
        @(Get-EmulatorRequest).Count | Should -Be 2
    }

    It 'MISTRAL_API_KEY is named in the error without its value when the key is refused' {
        Connect-Mistral -SkipValidation
        Revoke-EmulatorKey $env:MISTRAL_API_KEY
        $problem = Get-TestError { Invoke-MistralChat 'Hi' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'environment variable MISTRAL_API_KEY'
        "$problem $($problem.ErrorDetails.RecommendedAction)".Contains($env:MISTRAL_API_KEY) | Should -BeFalse
    }

    It 'MISTRAL_API_KEY that was removed causes an error before anything is sent' {
        Connect-Mistral -SkipValidation
        $env:MISTRAL_API_KEY = $null
        $problem = Get-TestError { Invoke-MistralChat 'Hi' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        "$problem" | Should -Match 'MISTRAL_API_KEY'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'has lower precedence than a parameter' {
        $env:MISTRAL_API_KEY = 'wrong' + [guid]::NewGuid().ToString('N')
        $env:MISTRAL_BASE_URL = 'https://name.invalid'
        Connect-TestMistral
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'MISTRAL_BASE_URL may contain the API version' {
        $env:MISTRAL_BASE_URL = "$uri/v1/"
        Connect-Mistral
        (Get-EmulatorRequest)[0].path | Should -BeExactly '/v1/models'
    }

    It 'MISTRAL_API_KEY does not replace a connection that failed' {
        Add-EmulatorFault @{ path = '/v1/models'; status = 401 }
        { Connect-TestMistral } | Should -Throw -ErrorId 'MistralAuthenticationFailed,*'
        Get-MistralConnection | Should -BeNullOrEmpty
        Clear-EmulatorRequest
        $problem = Get-TestError { Invoke-MistralChat 'Hi' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        "$problem" | Should -Match 'the last Connect-Mistral failed'
        Get-EmulatorRequest | Should -BeNullOrEmpty

        Disconnect-Mistral
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'MISTRAL_BASE_URL that isn''t a valid URL causes an error' {
        $env:MISTRAL_BASE_URL = 'not an address'
        $problem = Get-TestError { Connect-Mistral }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match 'MISTRAL_BASE_URL'
        Disconnect-Mistral
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }

    It 'MISTRAL_BASE_URL with plain HTTP causes an error' {
        $env:MISTRAL_BASE_URL = 'http://api.example.com'
        (Get-TestError { Connect-Mistral }).FullyQualifiedErrorId | Should -BeLike 'MistralInsecureUri,*'
        Disconnect-Mistral
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralInsecureUri,*'
    }
}

Describe 'A failed Connect-Mistral' {
    BeforeEach { Reset-Emulator }
    AfterEach { $env:MISTRAL_API_KEY = $null; $env:MISTRAL_BASE_URL = $null; Disconnect-Mistral }

    It 'prevents the use of another key until the next connection or Disconnect-Mistral' {
        $env:MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY
        $env:MISTRAL_BASE_URL = $uri
        { Connect-Mistral -ApiKey (ConvertTo-TestSecret ([guid]::NewGuid().ToString('N'))) -BaseUri $uri } | Should -Throw -ErrorId 'MistralAuthenticationFailed,*'
        Clear-EmulatorRequest
        $problem = Get-TestError { Invoke-MistralChat 'Hi' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        "$problem" | Should -Match 'the last Connect-Mistral failed'
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Disconnect-Mistral
        "$(Invoke-MistralChat 'What is the capital of France?')" | Should -Match 'Paris'
    }
}

Describe 'A session without a key and without a user' {
    BeforeEach { Reset-Emulator }

    It 'gets an error from <Command> that names the three ways to give a key' -ForEach @(
        @{ Command = 'Connect-Mistral' }
        @{ Command = 'Invoke-MistralChat'; Arguments = 'Hi' }
        @{ Command = 'Get-MistralEmbedding'; Arguments = 'Hi' }
        @{ Command = 'Get-MistralModel' }
        @{ Command = 'Invoke-MistralRequest'; Arguments = '/v1/models' }
    ) {
        $problem = Invoke-Elsewhere "$Command $Arguments" @{ MISTRAL_BASE_URL = $uri }
        $problem.id | Should -BeLike 'MistralNoApiKey,*'
        $problem.category | Should -BeExactly 'AuthenticationError'
        $problem.action | Should -Match 'environment variable MISTRAL_API_KEY'
        $problem.action | Should -Match 'Connect-Mistral -ApiKey'
        $problem.action | Should -Match '-SecretName'
        $problem.connected | Should -BeFalse
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'The base URL' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
        $secure = ConvertTo-TestSecret $env:MISTRAL_TEST_KEY
    }

    It 'keeps its path prefix' {
        Connect-Mistral -ApiKey $secure -BaseUri "$uri/gateway/mistral/" -SkipValidation
        $null = Get-TestError { Get-MistralModel }
        (Get-EmulatorRequest)[0].path | Should -BeExactly '/gateway/mistral/v1/models'
    }

    It 'is named in the advice when its path is wrong' {
        $problem = Get-TestError { Connect-Mistral -ApiKey $secure -BaseUri "$uri/other" }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.ErrorDetails.RecommendedAction | Should -BeLike "*-BaseUri*'$uri/other'*"
        $problem.ErrorDetails.RecommendedAction | Should -Not -Match 'model may be retired'
    }

    It 'may contain the API version' {
        Connect-Mistral -ApiKey $secure -BaseUri "$uri/v1"
        (Get-EmulatorRequest)[0].path | Should -BeExactly '/v1/models'
    }

    It 'for a region is <Address>' -ForEach @(
        @{ Region = 'Global'; Address = 'https://api.mistral.ai/' }
        @{ Region = 'EU'; Address = 'https://api.eu.mistral.ai/' }
        @{ Region = 'US'; Address = 'https://api.us.mistral.ai/' }
    ) {
        $connection = Connect-Mistral -ApiKey $secure -Region $Region -SkipValidation -PassThru
        $connection.BaseUri.AbsoluteUri | Should -BeExactly $Address
    }

    It 'can''t be combined with -Region' {
        $problem = Get-TestError { Connect-Mistral -ApiKey $secure -Region EU -BaseUri $uri }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match '-BaseUri or -Region'
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'with plain HTTP is refused before anything is sent' {
        # This machine by a name that is not loopback, so that the test could detect a request.
        $listener = New-Listener ([Net.IPAddress]::Any)
        try {
            $problem = Get-TestError { Connect-Mistral -ApiKey $secure -BaseUri "http://0.0.0.0:$($listener.LocalEndpoint.Port)" -MaximumRetryCount 0 }
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInsecureUri,*'
            $problem.CategoryInfo.Category | Should -Be 'SecurityError'
            $problem.ErrorDetails.RecommendedAction | Should -Match 'https://'
            $listener.Pending() | Should -BeFalse
        }
        finally { $listener.Stop() }
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'is refused: <BaseUri>' -ForEach @(
        @{ BaseUri = 'http://api.mistral.ai'; Id = 'MistralInsecureUri' }
        @{ BaseUri = 'http://127.0.0.1.example.com'; Id = 'MistralInsecureUri' }
        @{ BaseUri = 'http://localhost.example.com'; Id = 'MistralInsecureUri' }
        @{ BaseUri = 'ftp://127.0.0.1'; Id = 'MistralInsecureUri' }
        @{ BaseUri = 'file:///etc/hosts'; Id = 'MistralInsecureUri' }
        @{ BaseUri = 'api.mistral.ai'; Id = 'MistralInvalidArgument' }
        @{ BaseUri = 'https://someone:word@api.mistral.ai'; Id = 'MistralInvalidArgument' }
        @{ BaseUri = 'https://api.mistral.ai?a=b'; Id = 'MistralInvalidArgument' }
        @{ BaseUri = 'https://api.mistral.ai#a'; Id = 'MistralInvalidArgument' }
    ) {
        $problem = Get-TestError { Connect-Mistral -ApiKey $secure -BaseUri $BaseUri -SkipValidation }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$problem" | Should -Not -Match 'word'
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'with plain HTTP is accepted for this machine: <_>' -ForEach '127.0.0.1', 'localhost' {
        $connection = Connect-Mistral -ApiKey $secure -BaseUri "http://${_}:1" -SkipValidation -PassThru
        $connection.BaseUri.Host | Should -BeExactly $_
    }
}

Describe 'Connect-Mistral' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
        $secure = ConvertTo-TestSecret $env:MISTRAL_TEST_KEY
    }

    It 'writes a terminating error for a refused key' {
        $wrong = ConvertTo-TestSecret ([guid]::NewGuid().ToString('N'))
        $problem = try { Connect-Mistral -ApiKey $wrong -BaseUri $uri -ErrorAction SilentlyContinue } catch { $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        $problem.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Connect-Mistral'
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <other>'
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'leaves no connection after a failure: <Name>' -ForEach @(
        @{ Name = 'a wrong key'; Fault = @{ status = 401 } }
        @{ Name = 'a server error'; Fault = @{ status = 500; times = 0 } }
        @{ Name = 'a login page'; Fault = @{ body = '<html>Sign in</html>'; contentType = 'text/html' } }
        @{ Name = 'an empty body'; Fault = @{ body = '' } }
        @{ Name = 'a broken connection'; Fault = @{ cutBeforeHeaders = $true; times = 0 } }
    ) {
        Connect-TestMistral
        Add-EmulatorFault (@{ path = '/v1/models' } + $Fault)
        { Connect-TestMistral @{ MaximumRetryCount = 0 } } | Should -Throw -ErrorId 'Mistral*'
        Get-MistralConnection | Should -BeNullOrEmpty
        Clear-EmulatorFault
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
    }

    It 'keeps the current connection when an argument isn''t valid: <Name>' -ForEach @(
        @{ Name = '-Proxy'; With = @{ Proxy = 'ftp://127.0.0.1:1' } }
        @{ Name = '-ProxyCredential alone'; With = @{ ProxyCredential = [pscredential]::new('a', [securestring]::new()) } }
        @{ Name = '-BaseUri with plain HTTP'; With = @{ BaseUri = 'http://api.example.com' } }
        @{ Name = '-BaseUri and -Region'; With = @{ BaseUri = 'https://name.invalid'; Region = 'EU' } }
        @{ Name = '-Header'; With = @{ Header = @{ 'x-a' = "1`r`nX-Other: 2" } } }
        @{ Name = '-Save alone'; With = @{ Save = $true } }
    ) {
        Connect-TestMistral
        $before = Get-MistralConnection
        (Get-TestError { Connect-Mistral -ApiKey $secure @With }).FullyQualifiedErrorId | Should -Match '^Mistral(InvalidArgument|InsecureUri),'
        [object]::ReferenceEquals((Get-MistralConnection), $before) | Should -BeTrue
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'does not fall back to the environment variable when an argument isn''t valid after a failed connection' {
        Add-EmulatorFault @{ path = '/v1/models'; status = 401 }
        { Connect-TestMistral } | Should -Throw -ErrorId 'MistralAuthenticationFailed,*'
        { Connect-Mistral -ApiKey $secure -Proxy ftp://127.0.0.1:1 } | Should -Throw -ErrorId 'MistralInvalidArgument,*'
        "$(Get-TestError { Invoke-MistralChat 'Hi' })" | Should -Match 'the last Connect-Mistral failed'
    }

    It 'sends nothing with -SkipValidation' {
        Connect-Mistral -ApiKey $secure -BaseUri $uri -SkipValidation
        Get-EmulatorRequest | Should -BeNullOrEmpty
        (Get-MistralConnection).BaseUri.AbsoluteUri | Should -BeExactly "$uri/"
    }

    It 'outputs the connection only with -PassThru' {
        Connect-Mistral -ApiKey $secure -BaseUri $uri | Should -BeNullOrEmpty
        $connection = Connect-Mistral -ApiKey $secure -BaseUri $uri -PassThru
        $connection | Should -BeOfType Mistral.PowerShell.MistralConnection
        [object]::ReferenceEquals((Get-MistralConnection), $connection) | Should -BeTrue
    }

    It 'replaces the default connection and keeps the previous one usable' {
        $first = Connect-TestMistral @{ PassThru = $true; SkipValidation = $true }
        Connect-TestMistral @{ SkipValidation = $true; DefaultModel = 'ministral-3b-latest' }
        (Get-MistralConnection).DefaultModel | Should -BeExactly 'ministral-3b-latest'
        (Invoke-MistralChat 'repeat: a' -Connection $first).Content | Should -BeExactly 'a'
    }

    It 'sends the headers of -Header with each request' {
        Connect-Mistral -ApiKey $secure -BaseUri $uri -Header @{ 'x-team' = 'red'; 'x-number' = 7 }
        $null = Invoke-MistralChat 'Hi'
        foreach ($sent in Get-EmulatorRequest) {
            $sent.headers.'x-team' | Should -BeExactly 'red'
            $sent.headers.'x-number' | Should -BeExactly '7'
        }
    }

    It 'refuses an API key in -Header: <_>' -ForEach 'Authorization', 'AUTHORIZATION' {
        $key = [guid]::NewGuid().ToString('N')
        $problem = Get-TestError { Connect-Mistral -NoApiKey -BaseUri $uri -Header @{ $_ = "Bearer $key" } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem".Contains($key) | Should -BeFalse
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'refuses header values with line breaks: <Name>' -ForEach @(
        @{ Name = 'in a value'; Header = @{ 'x-a' = "1`r`nX-Other: 2" } }
        @{ Name = 'in a name'; Header = @{ "x-a: 1`r`nX-Other" = '2' } }
        @{ Name = 'an empty name'; Header = @{ '' = '2' } }
    ) {
        (Get-TestError { Connect-TestMistral @{ Header = $Header } }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a connection timeout of zero'; With = @{ ConnectionTimeoutSeconds = 0 } }
        @{ Name = 'a negative timeout'; With = @{ OperationTimeoutSeconds = -1 } }
        @{ Name = 'an infinite timeout'; With = @{ OperationTimeoutSeconds = [double]::PositiveInfinity } }
        @{ Name = 'a negative retry count'; With = @{ MaximumRetryCount = -1 } }
        @{ Name = 'a retry count that is too large'; With = @{ MaximumRetryCount = 101 } }
        @{ Name = 'an unknown region'; With = @{ Region = 'Moon' } }
        @{ Name = 'an empty model'; With = @{ DefaultModel = '' } }
        @{ Name = 'headers that are null'; With = @{ Header = $null } }
    ) {
        { Connect-Mistral -ApiKey $secure @With } | Should -Throw -ErrorId '*Argument*,Mistral.PowerShell.Commands.ConnectMistralCommand'
    }
}

Describe 'Timeouts and retries' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
    }

    It '-ConnectionTimeoutSeconds ends a connection attempt' {
        $listener = New-Listener
        try {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $problem = Get-TestError { Connect-Mistral -NoApiKey -BaseUri "https://127.0.0.1:$($listener.LocalEndpoint.Port)" -ConnectionTimeoutSeconds 0.5 -MaximumRetryCount 0 }
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        }
        finally { $listener.Stop() }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralTimeout,*'
        $problem.CategoryInfo.Category | Should -Be 'OperationTimeout'
        "$problem" | Should -Match '0\.5 seconds, the connection timeout'
        $problem.ErrorDetails.RecommendedAction | Should -Match '-ConnectionTimeoutSeconds'
    }

    It 'accept the parameter names of Invoke-RestMethod' {
        (Connect-TestMistral @{ TimeoutSec = 7; SkipValidation = $true; PassThru = $true }).ConnectionTimeoutSeconds | Should -Be 7
    }

    It '-OperationTimeoutSeconds ends the wait for a response' {
        Add-EmulatorFault @{ path = '/v1/models'; holdHeaders = $true }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $problem = Get-TestError { Connect-TestMistral @{ OperationTimeoutSeconds = 2 } }
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralTimeout,*'
        "$problem" | Should -Match '\b2 seconds, the operation timeout'
        @(Get-EmulatorRequest -Wait 5 -Filter @{ aborted = 1 }).Count | Should -Be 1
    }

    It '-OperationTimeoutSeconds ends the wait for the rest of a response' {
        Add-EmulatorFault @{ path = '/v1/models'; stallAfterBytes = 20 }
        $problem = Get-TestError { Connect-TestMistral @{ OperationTimeoutSeconds = 0.5 } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralTimeout,*'
    }

    It 'do not end a slow response that keeps sending' {
        Add-EmulatorFault @{ path = '/v1/models'; delayHeadersMilliseconds = 400 }
        Connect-TestMistral @{ OperationTimeoutSeconds = 5 }
        Get-MistralConnection | Should -Not -BeNullOrEmpty
    }

    It 'are separate for each connection' {
        $patient = Connect-TestMistral @{ OperationTimeoutSeconds = 60; SkipValidation = $true; PassThru = $true }
        $hasty = Connect-TestMistral @{ OperationTimeoutSeconds = 0.3; MaximumRetryCount = 0; SkipValidation = $true; PassThru = $true }
        Add-EmulatorFault @{ path = '/v1/chat'; delayHeadersMilliseconds = 1000; times = 0 }
        (Get-TestError { Invoke-MistralChat 'Hi' -Connection $hasty }).FullyQualifiedErrorId | Should -BeLike 'MistralTimeout,*'
        (Invoke-MistralChat 'repeat: a' -Connection $patient).Content | Should -BeExactly 'a'
    }

    It 'retry <Count> times' -ForEach @(@{ Count = 0 }, @{ Count = 1 }, @{ Count = 3 }) {
        Connect-TestMistral @{ MaximumRetryCount = $Count; SkipValidation = $true }
        Add-EmulatorFault @{ path = '/v1/models'; status = 503; times = 0 }
        $problem = Get-TestError { Get-MistralModel }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralServerError,*'
        @(Get-EmulatorRequest).Count | Should -Be (1 + $Count)
    }
}

Describe 'A proxy' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
        $secure = ConvertTo-TestSecret $env:MISTRAL_TEST_KEY
    }

    It 'can be given in only one way: <Name>' -ForEach @(
        @{ Name = '-NoProxy with -Proxy'; With = @{ NoProxy = $true; Proxy = 'http://127.0.0.1:1' } }
        @{ Name = '-NoProxy with -ProxyUseDefaultCredentials'; With = @{ NoProxy = $true; ProxyUseDefaultCredentials = $true } }
        @{ Name = '-NoProxy with -ProxyCredential'; With = @{ NoProxy = $true; ProxyCredential = [pscredential]::new('a', [securestring]::new()) } }
        @{ Name = '-ProxyCredential alone'; With = @{ ProxyCredential = [pscredential]::new('a', [securestring]::new()) } }
        @{ Name = '-ProxyUseDefaultCredentials alone'; With = @{ ProxyUseDefaultCredentials = $true } }
        @{ Name = 'both credentials'; With = @{ Proxy = 'http://127.0.0.1:1'; ProxyUseDefaultCredentials = $true; ProxyCredential = [pscredential]::new('a', [securestring]::new()) } }
    ) {
        $problem = Get-TestError { Connect-Mistral -ApiKey $secure -BaseUri $uri @With }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match '-(No)?Proxy'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is not used for plain HTTP on this machine, where it would see the key' {
        $listener = New-Listener
        try {
            Connect-Mistral -ApiKey $secure -BaseUri $uri -Proxy "http://127.0.0.1:$($listener.LocalEndpoint.Port)"
            $listener.Pending() | Should -BeFalse
        }
        finally { $listener.Stop() }
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        (Get-MistralConnection).Proxy.Host | Should -BeExactly '127.0.0.1'
    }

    It 'is used for other hosts, never receives the key, and may require credentials' {
        $listener = New-Listener
        $started = Start-TestScript -Variable @{ Key = $secure; Proxy = "http://127.0.0.1:$($listener.LocalEndpoint.Port)" } {
            try { Connect-Mistral -ApiKey $Key -BaseUri https://name.invalid -Proxy $Proxy -MaximumRetryCount 0 } catch { $Seen.Add($_) }
        }
        try {
            $head = Receive-Head $listener "HTTP/1.1 407 Proxy Authentication Required`r`nProxy-Authenticate: Basic realm=`"x`"`r`nContent-Length: 0`r`n`r`n"
            $problem = Receive-TestScript $started
        }
        finally {
            Remove-TestScript $started
            $listener.Stop()
        }
        $head | Should -Match '^CONNECT name\.invalid:443 HTTP/1\.1'
        $head | Should -Not -Match 'Bearer'
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralProxyAuthenticationFailed,*'
        $problem.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $problem.ErrorDetails.RecommendedAction | Should -Match '-ProxyCredential'
    }

    It 'gets the credentials that it requires' {
        $listener = New-Listener
        $started = Start-TestScript -Variable @{
            Key = $secure
            Proxy = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"
            Pass = [pscredential]::new('someone', (ConvertTo-TestSecret 'word'))
        } {
            try { Connect-Mistral -ApiKey $Key -BaseUri https://name.invalid -Proxy $Proxy -ProxyCredential $Pass -MaximumRetryCount 0 } catch { $Seen.Add($_) }
        }
        try {
            $first = Receive-Head $listener "HTTP/1.1 407 Proxy Authentication Required`r`nProxy-Authenticate: Basic realm=`"x`"`r`nContent-Length: 0`r`nConnection: close`r`n`r`n"
            $second = Receive-Head $listener "HTTP/1.1 403 Forbidden`r`nContent-Length: 0`r`n`r`n"
            $problem = Receive-TestScript $started
        }
        finally {
            Remove-TestScript $started
            $listener.Stop()
        }
        $first | Should -Not -Match 'Proxy-Authorization'
        $second | Should -Match ('Proxy-Authorization: Basic ' + [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes('someone:word')))
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
        "$problem" | Should -Not -Match 'word'
    }

    It 'of the environment is used unless -NoProxy is given' {
        $listener = New-Listener
        try {
            $environment = @{ HTTPS_PROXY = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY }
            $problem = Invoke-Elsewhere 'Connect-Mistral -BaseUri https://name.invalid -MaximumRetryCount 0 -ConnectionTimeoutSeconds 2' $environment
            $problem.id | Should -BeLike 'MistralTimeout,*'
            Receive-Head $listener | Should -Match '^CONNECT name\.invalid:443 HTTP/1\.1'

            $problem = Invoke-Elsewhere 'Connect-Mistral -BaseUri https://name.invalid -MaximumRetryCount 0 -ConnectionTimeoutSeconds 10 -NoProxy' $environment
            $problem.id | Should -BeLike 'MistralConnectionFailed,*'
            $listener.Pending() | Should -BeFalse
        }
        finally { $listener.Stop() }
    }
}
