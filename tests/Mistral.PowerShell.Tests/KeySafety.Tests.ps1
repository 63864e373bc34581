#requires -Version 5.1
# Seconds: 30
# Own process: it searches everything that a process leaves behind for the key.

BeforeDiscovery {
    $chat = '/v1/chat/completions'
    # {key} is replaced with the key: these servers send back what they received.
    $failures = @(
        @{ Failure = 'nothing fails'; Fault = $null }
        @{ Failure = 'a server refuses the key (401)'; Fault = @{ status = 401 } }
        @{ Failure = '402'; Fault = @{ status = 402 } }
        @{ Failure = '403'; Fault = @{ status = 403 } }
        @{ Failure = '404'; Fault = @{ status = 404 } }
        @{ Failure = '409'; Fault = @{ status = 409 } }
        @{ Failure = '422'; Fault = @{ status = 422 } }
        @{ Failure = '429'; Fault = @{ status = 429; headers = @{ 'Retry-After' = '3600' } } }
        @{ Failure = '500 and a retry'; Fault = @{ status = 500 } }
        @{ Failure = 'the response is an HTML page'; Fault = @{ body = '<html>Sign in</html>'; contentType = 'text/html' } }
        @{ Failure = 'the response is empty'; Fault = @{ body = '' } }
        @{ Failure = 'the body is truncated'; Fault = @{ cutAfterBytes = 10 } }
        @{ Failure = 'the connection breaks'; Fault = @{ cutBeforeHeaders = $true } }
        @{ Failure = 'the response is invalid JSON'; Fault = @{ malformedJson = $true } }
        @{ Failure = 'the response is a redirect'; Fault = @{ redirectTo = 'https://example.com/?key={key}' } }
        @{ Failure = 'a 401 sends the Authorization header back'; Fault = @{ status = 401; body = @{ detail = 'Unauthorized: Bearer {key}' } } }
        @{ Failure = 'a 401 sends the key back in every field'; Fault = @{ status = 401; body = @{ object = '{key}'; message = 'no {key}'; type = '{key}'; param = '{key}'; code = '{key}'; request_id = '{key}' } } }
        @{ Failure = 'a 400 sends the key back in an error of a gateway'; Fault = @{ status = 400; body = @{ error = @{ message = '{key}'; code = '{key}'; type = '{key}' } } } }
        @{ Failure = 'a 422 sends the key back in its details'; Fault = @{ status = 422; body = @{ detail = @(@{ type = '{key}'; loc = @('header', '{key}'); msg = 'bad {key}'; input = 'Bearer {key}' }) } } }
        @{ Failure = 'a 500 sends the key back at the end of a long body'; Fault = @{ status = 500; body = @{ message = ('x' * 1975) + '{key}' } } }
        @{ Failure = 'a 403 page sends the key back'; Fault = @{ status = 403; body = '<html>{key}</html>'; contentType = 'text/html' } }
        @{ Failure = 'headers send the key back'; Fault = @{ status = 503; headers = @{ 'mistral-correlation-id' = '{key}'; 'x-model-deprecation-timestamp' = '{key}'; 'WWW-Authenticate' = 'Bearer {key}' } } }
        @{ Failure = 'invalid JSON sends the key back'; Fault = @{ body = '{"{key}":{key}' } }
    )
    $addresses = @(
        @{ Failure = 'the host name is unknown'; Address = 'https://name.invalid' }
        @{ Failure = 'the connection is refused'; Address = 'https://127.0.0.1:{closed}' }
        @{ Failure = 'the server has no TLS'; Address = 'https://127.0.0.1:{plain}' }
        @{ Failure = 'the address uses plain HTTP'; Address = 'http://api.example.com' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/ObjectSearch.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI
    $chat = '/v1/chat/completions'

    # Every command that handles a key or a response in a different way. The last two send nothing.
    $commands = @(
        { Connect-Mistral -ApiKey $secure -BaseUri $uri -MaximumRetryCount 1 -PassThru }
        { Connect-Mistral -ApiKey $key -BaseUri $uri -MaximumRetryCount 1 -PassThru }
        { Connect-Mistral -Credential $credential -BaseUri $uri -MaximumRetryCount 1 -PassThru }
        { Test-MistralConnection }
        { Invoke-MistralChat 'repeat: a' }
        { Invoke-MistralChat 'repeat: a' -Connection (Get-MistralConnection) }
        { Invoke-MistralChat 'repeat: a' -Stream }
        { Get-MistralEmbedding 'a' | Select-Object -Property Text, Index }
        { Get-MistralModel mistral-embed }
        { Get-MistralModel | Select-Object -First 1 }
        { Invoke-MistralRequest /v1/models/mistral-embed }
        { Invoke-MistralRequest /v1/files -Paginate | Select-Object -First 1 }
        { Get-MistralConnection }
        { Disconnect-Mistral }
    )

    function Add-Fault([hashtable] $Fault) {
        $json = ConvertTo-Json -InputObject $Fault -Depth 10 -Compress
        $json = $json.Replace('{key}', (ConvertTo-Json -InputObject $key -Compress).Trim('"'))
        $copy = @{}
        (ConvertFrom-Json -InputObject $json).PSObject.Properties | ForEach-Object { $copy[$_.Name] = $_.Value }
        Add-EmulatorFault (@{ times = 0 } + $copy)
    }

    # Runs a command with all output streams turned on. Returns all output.
    function Invoke-Loud([scriptblock] $Script) {
        $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
        $ErrorActionPreference = 'Continue'
        $said = [Collections.ArrayList]::new()
        try { & $Script *>&1 | ForEach-Object { $null = $said.Add($_) } } catch { $null = $said.Add($_) }
        $said.ToArray()
    }

    # Searches all places where a person, a log or another program could see a key. Returns the places with the key.
    function Find-Key($All) {
        $VerbosePreference = $DebugPreference = $InformationPreference = 'SilentlyContinue'
        $problems = @($Error | ForEach-Object { $_ })
        $texts = [ordered]@{}
        $texts['the streams'] = $All | Out-String -Width 1000
        $texts['the streams, every property'] = $All | Format-List -Property * -Force | Out-String -Width 1000
        $texts['the errors'] = $problems | Out-String -Width 1000
        $texts['the errors, every property'] = $problems | Format-List -Property * -Force | Out-String -Width 1000
        $texts['the exceptions, every property'] = $problems.Exception | Format-List -Property * -Force | Out-String -Width 1000
        $texts['the exceptions as text'] = $problems.Exception | ForEach-Object { "$_" } | Out-String -Width 1000
        $texts['the data of the exceptions'] = $problems.Exception | ForEach-Object { $_.Data } | Out-String -Width 1000
        $texts['the bound parameters'] = $problems.InvocationInfo.BoundParameters | Out-String -Width 1000
        if (Get-Command -Name Get-Error -ErrorAction Ignore) {
            $texts['Get-Error'] = $problems | Select-Object -First 4 | Get-Error | Out-String -Width 1000
        }
        $file = Join-Path $TestDrive 'all.xml'
        $All | Export-Clixml -LiteralPath $file
        $texts['Export-Clixml of the streams'] = [IO.File]::ReadAllText($file)
        $problems | Export-Clixml -LiteralPath $file
        $texts['Export-Clixml of the errors'] = [IO.File]::ReadAllText($file)
        $output = @($All | Where-Object { $_ -and $_.GetType().Namespace -ne 'System.Management.Automation' })
        if ($output) { $texts['JSON of the output'] = ConvertTo-Json -InputObject $output -Depth 10 -WarningAction SilentlyContinue }
        if ($problems) {
            $texts['JSON of the errors'] = ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue -InputObject @(
                $problems | Select-Object -Property FullyQualifiedErrorId, CategoryInfo, ErrorDetails, TargetObject, @{ n = 'Message'; e = { "$_" } }, @{ n = 'Api'; e = { $_.Exception | Select-Object -Property * -ExcludeProperty TargetSite, StackTrace, Data } }
            )
        }

        foreach ($name in $texts.Keys) {
            if (Search-TestObject $texts[$name] -Text $forms) { $name }
        }
        Search-TestObject $problems -Text $forms | ForEach-Object { "the errors, by reflection: $_" }
        # Output objects are data of the server. Objects of the connection contain sockets, which are not searched.
        Search-TestObject $All -Text $forms | ForEach-Object { "the streams, by reflection: $_" }
    }

    function New-Canary {
        # %25 is a key's own text, and looks like an escaped percent sign.
        $suffix = "+/=`"\<>&'%25$([guid]::NewGuid().ToString('N'))"
        New-EmulatorKey -Suffix $suffix
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'The key does not appear' {
    It 'when <Failure>' -ForEach $failures {
        Reset-Emulator
        $Error.Clear()
        $key = New-Canary
        $forms = Get-KeyForm $key
        $secure = ConvertTo-TestSecret $key
        $credential = [pscredential]::new('anyone', $secure)
        if ($Fault) { Add-Fault $Fault }
        $all = foreach ($command in $commands) {
            Connect-Mistral -ApiKey $secure -BaseUri $uri -MaximumRetryCount 1 -SkipValidation
            Invoke-Loud $command
        }

        # The server received the key in each case, so the search has something to find.
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -BeGreaterOrEqual ($commands.Count - 2)
        $sent.headers.Authorization | Sort-Object -Unique | Should -BeExactly 'Bearer <valid key>'
        @($all | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Count | Should -BeGreaterThan 8
        if ($Fault) { $Error.Count | Should -BeGreaterThan 0 }
        Find-Key $all | Should -BeNullOrEmpty
    }
}

Describe 'The key does not appear when <Failure>' -ForEach $addresses {
    BeforeEach {
        Reset-Emulator
        $Error.Clear()
        $key = New-Canary
        $forms = Get-KeyForm $key
        $secure = ConvertTo-TestSecret $key
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $closed = $listener.LocalEndpoint.Port
        $listener.Stop()
        $text = $Address.Replace('{closed}', "$closed").Replace('{plain}', "$(([uri]$uri).Port)")
    }

    It 'in an error of Connect-Mistral' {
        $all = Invoke-Loud { Connect-Mistral -ApiKey $secure -BaseUri $text -MaximumRetryCount 0 }
        @($all | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).Count | Should -Be 1
        Find-Key $all | Should -BeNullOrEmpty
        Find-Key (Invoke-Loud { Connect-Mistral -ApiKey $key -BaseUri $text -MaximumRetryCount 0 }) | Should -BeNullOrEmpty
    }

    It 'in an error of a later command' {
        $all = Invoke-Loud {
            Connect-Mistral -ApiKey $secure -BaseUri $text -MaximumRetryCount 1 -SkipValidation
            Invoke-MistralChat 'Hi'
            Invoke-MistralChat 'Hi' -Stream
        }
        @($all | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).Count | Should -BeGreaterThan 0
        Find-Key $all | Should -BeNullOrEmpty
    }
}

Describe 'The key does not appear in the errors of a failing stream' {
    BeforeEach {
        Reset-Emulator
        $Error.Clear()
        $key = New-Canary
        $forms = Get-KeyForm $key
        Connect-Mistral -ApiKey (ConvertTo-TestSecret $key) -BaseUri $uri -MaximumRetryCount 1 -OperationTimeoutSeconds 1 -SkipValidation
        $json = (ConvertTo-Json -InputObject $key -Compress).Trim('"')
    }

    It '<Name>' -ForEach @(
        @{ Name = 'with an error that contains the key'; Fault = @{ eventText = "data: {`"message`":`"Bearer {key}`",`"code`":`"{key}`"}`n`n" } }
        @{ Name = 'with an event that isn''t JSON'; Fault = @{ eventText = "data: {`"{key}`":{key}`n`n" } }
        @{ Name = 'that is truncated'; Fault = @{ cutAfterBytes = 400 } }
        @{ Name = 'that reaches the idle timeout'; Fault = @{ holdBeforeEvent = 3 } }
        @{ Name = 'that has another content type'; Fault = @{ body = '{}'; contentType = 'application/json' } }
    ) {
        if ($Fault.eventText) { $Fault.eventText = $Fault.eventText.Replace('{key}', $json) }
        Add-EmulatorFault (@{ path = $chat; times = 0 } + $Fault)
        $all = Invoke-Loud { Invoke-MistralChat 'repeat: one two' -Stream }
        @($all | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).Count | Should -Be 1
        Find-Key $all | Should -BeNullOrEmpty
    }
}

Describe 'The key does not appear when it is <Name>' -ForEach @(
    @{ Name = 'malformed'; Make = { "$key $key" } }
    @{ Name = 'unknown'; Make = { Revoke-EmulatorKey $key; $key } }
) {
    It 'for any way to give a key' {
        Reset-Emulator
        $key = New-Canary
        $forms = Get-KeyForm $key
        $given = & $Make
        $secure = ConvertTo-TestSecret $given
        $before = $env:MISTRAL_API_KEY
        try {
            $env:MISTRAL_API_KEY = $given
            foreach ($script in
                { Connect-Mistral -ApiKey $secure -BaseUri $uri },
                { Connect-Mistral -ApiKey $given -BaseUri $uri },
                { Connect-Mistral -Credential ([pscredential]::new('anyone', $secure)) -BaseUri $uri },
                { Connect-Mistral -BaseUri $uri },
                { Connect-Mistral -NoApiKey -BaseUri $uri -Header @{ Authorization = "Bearer $given" } },
                { Connect-Mistral -NoApiKey -BaseUri $uri -Header @{ "x`n" = $given } },
                { Connect-Mistral -NoApiKey -BaseUri $uri -Header @{ 'x-a' = "$given`n" } },
                { Connect-Mistral -ApiKey @{ key = $given } -BaseUri $uri },
                { Connect-Mistral -ApiKey $given -NoApiKey -BaseUri $uri }) {
                $Error.Clear()
                $all = Invoke-Loud $script
                @($all | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).Count | Should -Be 1 -Because "$script"
                # PowerShell keeps a plain text argument of the caller. That is not a leak of the module.
                Find-Key $all | Where-Object { $_ -notmatch 'reflection.*(BoundParameters|_boundParameters)' } | Should -BeNullOrEmpty -Because "$script"
            }
        }
        finally { $env:MISTRAL_API_KEY = $before }
    }
}

Describe 'A separate process' {
    BeforeAll {
        Reset-Emulator
        $key = New-Canary
        $forms = Get-KeyForm $key
        $transcript = Join-Path $TestDrive 'transcript.txt'
        Add-EmulatorFault @{ path = '/v1/embeddings'; times = 0; status = 401; body = @{ detail = "Unauthorized: Bearer $key" } }
        Add-EmulatorFault @{ path = '/v1/files'; times = 0; status = 500; body = @{ message = "Failed with $key" } }
        $ran = Invoke-TestShell -Environment @{ MISTRAL_API_KEY = $key; MISTRAL_BASE_URL = $uri; TRANSCRIPT = $transcript } -Script @'
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            $null = Start-Transcript -LiteralPath $env:TRANSCRIPT -IncludeInvocationHeader
            $secure = ConvertTo-SecureString -String $env:MISTRAL_API_KEY -AsPlainText -Force
            Connect-Mistral
            Get-MistralConnection | Format-List *
            Invoke-MistralChat 'repeat: it works'
            Invoke-MistralChat 'repeat: it streams' -Stream
            Connect-Mistral -ApiKey $env:MISTRAL_API_KEY
            Connect-Mistral -ApiKey $secure -MaximumRetryCount 1
            Get-MistralEmbedding 'a'
            Invoke-MistralRequest /v1/files
            Get-MistralModel no-such-model
            try { Connect-Mistral -ApiKey $secure -BaseUri http://api.example.com } catch { $_ | Format-List * -Force }
            Test-MistralConnection
            $Error | Format-List * -Force
            if (Get-Command Get-Error -ErrorAction Ignore) { Get-Error -Newest 5 }
            $null = Stop-Transcript
'@
    }

    It 'completes its commands' {
        # Only a Boolean, so that a failure does not print the text.
        $text = [IO.File]::ReadAllText($transcript)
        foreach ($expected in 'it works', 'it streams', 'VERBOSE: .*POST /v1/chat/completions -> 200', 'plain text', 'Unauthorized: Bearer \[API key\]', 'Failed with \[API key\]', 'Model not found') {
            $text -match $expected | Should -BeTrue -Because $expected
        }
        @(Get-EmulatorRequest | Where-Object { $_.headers.Authorization -eq 'Bearer <valid key>' }).Count | Should -BeGreaterThan 8
    }

    It 'writes no key to its output' {
        Search-TestObject ($ran.Output + $ran.Errors) -Text $forms | Should -BeNullOrEmpty
    }

    It 'writes no key to its transcript' {
        Search-TestObject ([IO.File]::ReadAllText($transcript)) -Text $forms | Should -BeNullOrEmpty
    }
}

Describe 'The key search' {
    BeforeAll {
        Reset-Emulator
        $key = New-Canary
        $forms = Get-KeyForm $key
        $secure = ConvertTo-TestSecret $key
        Connect-Mistral -ApiKey $secure -BaseUri $uri -SkipValidation
    }

    BeforeEach {
        $Error.Clear()
    }

    It 'finds a key that leaks as <Name>' -ForEach @(
        @{ Name = 'output'; Leak = { "the key is $key" } }
        @{ Name = 'verbose text'; Leak = { Write-Verbose "Authorization: Bearer $key" } }
        @{ Name = 'debug text'; Leak = { Write-Debug $key } }
        @{ Name = 'a warning'; Leak = { Write-Warning $key } }
        @{ Name = 'information'; Leak = { Write-Information $key } }
        @{ Name = 'an error'; Leak = { Write-Error "No: $key" } }
        @{ Name = 'a recommended action'; Leak = { Write-Error 'No' -RecommendedAction "Use $key" } }
        @{ Name = 'the target of an error'; Leak = { Write-Error 'No' -TargetObject @{ key = $key } } }
        @{ Name = 'an inner exception'; Leak = { throw [Exception]::new('No', [Exception]::new($key)) } }
        @{ Name = 'the data of an exception'; Leak = { $e = [Exception]::new('No'); $e.Data['sent'] = $key; throw $e } }
        @{ Name = 'a request in an exception'; Leak = { $e = [Exception]::new('No'); $e.Data['sent'] = [Collections.Generic.List[object]]@(, [Text.Encoding]::UTF8.GetBytes("GET / HTTP/1.1`r`nAuthorization: Bearer $key")); throw $e } }
        @{ Name = 'Base64'; Leak = { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("anyone:$key")) } }
        @{ Name = 'Base64 of UTF-16'; Leak = { [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes("Bearer $key")) } }
        @{ Name = 'part of an address'; Leak = { "https://example.com/?key=$([uri]::EscapeDataString($key))" } }
        @{ Name = 'part of a form'; Leak = { "key=$([Net.WebUtility]::UrlEncode($key))" } }
        @{ Name = 'JSON'; Leak = { ConvertTo-Json -InputObject @{ a = $key } } }
        @{ Name = 'half of the key'; Leak = { $key.Substring(0, 20) } }
        @{ Name = 'another case'; Leak = { $key.ToUpperInvariant() } }
        @{ Name = 'a private field'; Leak = { Write-Error 'No' -TargetObject ([IO.StringReader]::new($key)) } }
        @{ Name = 'a server response that contains the key'; Leak = {
                Add-EmulatorFault @{ path = $chat; body = @{ id = 'x'; choices = @(@{ index = 0; message = @{ role = 'assistant'; content = "I got $key" } }) } }
                Invoke-MistralChat 'Hi'
            } }
    ) {
        Find-Key (Invoke-Loud $Leak) | Should -Not -BeNullOrEmpty
    }

    It 'finds nothing in data without a key' {
        Find-Key (Invoke-Loud { Write-Verbose 'all is well'; Write-Error 'No'; 'text' }) | Should -BeNullOrEmpty
    }

    It 'finds a key in the errors of Invoke-RestMethod' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        Reset-Emulator
        Add-EmulatorFault @{ path = '/v1/models'; status = 401 }
        $found = Find-Key (Invoke-Loud { Invoke-RestMethod -Uri "$uri/v1/models".Replace('//v1', '/v1') -Headers @{ Authorization = "Bearer $key" } -SkipHeaderValidation })
        $found | Should -Not -BeNullOrEmpty
    }
}
