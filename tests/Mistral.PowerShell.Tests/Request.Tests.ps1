#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $admin = Connect-Mistral -ApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) -BaseUri $env:MISTRAL_TEST_URI -SkipValidation -PassThru
    # A held response must not delay the tests for long.
    $limit = @{ OperationTimeoutSeconds = 30 }
    Connect-TestMistral $limit
    # A path without an operation, where a fault responds to any request.
    $any = '/v1/anything'

    function Add-AnyReply([hashtable] $Reply = @{ body = @{ ok = $true } }) {
        Add-EmulatorFault (@{ path = $any; times = 0 } + $Reply)
    }

    function Get-Sent { @(Get-EmulatorRequest)[-1] }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Invoke-MistralRequest' {
    BeforeEach { Reset-Emulator }

    It 'sends a GET request without a body' {
        $list = Invoke-MistralRequest /v1/models
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].method | Should -BeExactly 'GET'
        $sent[0].path | Should -BeExactly '/v1/models'
        $sent[0].body | Should -BeExactly ''
        $sent[0].headers.Accept | Should -BeExactly 'application/json'
        $sent[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        $sent[0].headers.PSObject.Properties.Name | Should -Not -Contain 'Content-Type'
        $list.Object | Should -BeExactly 'list'
        $list.Data[0].Id | Should -BeExactly 'mistral-small-latest'
        $list.Data[0].Created | Should -BeOfType DateTimeOffset
    }

    It 'sends a POST request with a body' {
        $reply = Invoke-MistralRequest /v1/chat/completions -Body ([ordered]@{ model = 'mistral-small-latest'; messages = @([ordered]@{ role = 'user'; content = 'repeat: a' }) })
        $sent = Get-Sent
        $sent.method | Should -BeExactly 'POST'
        $sent.headers.'Content-Type' | Should -BeLike 'application/json*'
        $sent.body | Should -BeExactly '{"model":"mistral-small-latest","messages":[{"role":"user","content":"repeat: a"}]}'
        $reply.Choices[0].Message.Content | Should -BeExactly 'a'
    }

    It 'sends <_> with -Method' -ForEach 'GET', 'POST', 'PUT', 'PATCH', 'DELETE' {
        Add-AnyReply
        (Invoke-MistralRequest $any -Method $_).Ok | Should -BeTrue
        (Invoke-MistralRequest $any -Method $_.ToLowerInvariant()).Ok | Should -BeTrue
        (Get-EmulatorRequest).method | Should -BeExactly @($_, $_)
    }

    It 'refuses other methods' {
        { Invoke-MistralRequest $any -Method TRACE } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'uses the connection of -Connection' {
        (Invoke-MistralRequest /v1/admin/workspaces -Connection $admin).Items.Count | Should -Be 25
        (Get-TestError { Invoke-MistralRequest /v1/admin/workspaces }).FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
    }

    It 'writes an error with the path as target' {
        $problem = Get-TestError { Invoke-MistralRequest /v1/no/such/thing }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.TargetObject | Should -BeExactly '/v1/no/such/thing'
    }
}

Describe 'The -Body parameter' {
    BeforeEach {
        Reset-Emulator
        Add-AnyReply
    }

    It 'accepts <Name>' -ForEach @(
        @{ Name = 'an object'; Body = [pscustomobject]@{ a = 1; b = 'x' }; Json = '{"a":1,"b":"x"}' }
        @{ Name = 'an ordered hashtable'; Body = [ordered]@{ b = 1; a = 2 }; Json = '{"b":1,"a":2}' }
        @{ Name = 'an array'; Body = @(1, 'two', $null, $true); Json = '[1,"two",null,true]' }
        @{ Name = 'an array with one item'; Body = @{ a = @(1) }; Json = '{"a":[1]}' }
        @{ Name = 'an empty array'; Body = @{ a = @() }; Json = '{"a":[]}' }
        @{ Name = 'an empty object'; Body = @{}; Json = '{}' }
        @{ Name = 'numbers'; Body = [ordered]@{ a = 1.5; b = [long]::MaxValue; c = [decimal]0.1; d = -3; e = [byte]7; f = 1e300 }; Json = '{"a":1.5,"b":9223372036854775807,"c":0.1,"d":-3,"e":7,"f":1E+300}' }
        @{ Name = 'dates and times'; Body = [ordered]@{ a = [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc); b = [DateTimeOffset]'2026-01-02T03:04:05+02:00' }; Json = '{"a":"2026-01-02T03:04:05Z","b":"2026-01-02T01:04:05Z"}' }
        @{ Name = 'an enum, a guid, a uri, bytes'; Body = [ordered]@{ a = [DayOfWeek]::Friday; b = [guid]::Empty; c = [uri]'https://example.com/a%20b%C3%A9?x=a%2Bb'; d = [byte[]](1, 2, 3) }; Json = '{"a":"Friday","b":"00000000-0000-0000-0000-000000000000","c":"https://example.com/a%20b%C3%A9?x=a%2Bb","d":"AQID"}' }
        @{ Name = 'a list'; Body = [Collections.Generic.List[int]](1, 2); Json = '[1,2]' }
        @{ Name = 'a large number'; Body = @{ a = [bigint]::Pow(10, 30) }; Json = '{"a":1000000000000000000000000000000}' }
        @{ Name = 'DBNull'; Body = @{ a = [DBNull]::Value }; Json = '{"a":null}' }
        @{ Name = 'a value with a ToString method'; Body = @{ a = [Numerics.Complex]::new(1, 2) }; Json = ConvertTo-Json -InputObject @{ a = [Numerics.Complex]::new(1, 2).ToString([cultureinfo]::InvariantCulture) } -Compress }
    ) {
        (Invoke-MistralRequest $any -Body $Body).Ok | Should -BeTrue
        (Get-Sent).method | Should -BeExactly 'POST'
        (Get-Sent).body | Should -BeExactly $Json
    }

    It 'accepts values of the type <Type>' -Skip:($PSVersionTable.PSVersion.Major -lt 7) -ForEach @(
        @{ Type = 'DateOnly'; Text = '2026-03-04'; Json = '"2026-03-04"' }
        @{ Type = 'TimeOnly'; Text = '10:30'; Json = '"10:30:00.0000000"' }
        @{ Type = 'Half'; Text = '1.5'; Json = '1.5' }
        @{ Type = 'Int128'; Text = '-170141183460469231731687303715884105728'; Json = '-170141183460469231731687303715884105728' }
        @{ Type = 'UInt128'; Text = '7'; Json = '7' }
    ) {
        $value = [Management.Automation.LanguagePrimitives]::ConvertTo($Text, [type]"System.$Type")
        $null = Invoke-MistralRequest $any -Body @{ a = $value }
        (Get-Sent).body | Should -BeExactly "{`"a`":$Json}"
        $null = Invoke-MistralRequest $any -Method GET -Query @{ a = $value }
        [uri]::UnescapeDataString((Get-Sent).query) | Should -BeExactly "a=$($Json.Trim('"'))"
    }

    It 'sends JSON text unchanged' {
        $json = '{ "a" : 1.0,  "b":[ ] , "c" : "' + [char]::ConvertFromUtf32(0x1F600) + '" }'
        $null = Invoke-MistralRequest $any -Body $json
        (Get-Sent).body | Should -BeExactly $json
    }

    It 'refuses text that isn''t JSON before anything is sent: <_>' -ForEach '{"a":', 'hello', '', "{'a':1}", '{"a":1} x' {
        $problem = Get-TestError { Invoke-MistralRequest $any -Body $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        $problem.CategoryInfo.Category | Should -Be 'InvalidArgument'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'accepts deeply nested objects' {
        $deep = @{ end = 'here' }
        1..60 | ForEach-Object { $deep = @{ in = $deep } }
        $null = Invoke-MistralRequest $any -Body $deep
        (Get-Sent).body | Should -BeExactly ('{"in":' * 60 + '{"end":"here"}' + '}' * 60)
    }

    It 'refuses invalid values before anything is sent: <Name>' -ForEach @(
        @{ Name = 'an object that contains itself'; Body = { $map = @{}; $map.self = $map; $map } }
        @{ Name = 'a SecureString'; Body = { @{ key = (ConvertTo-SecureString -String 'x' -AsPlainText -Force) } } }
        @{ Name = 'a credential'; Body = { @{ key = [pscredential]::new('x', [securestring]::new()) } } }
        @{ Name = 'NaN'; Body = { @{ a = [double]::NaN } } }
        @{ Name = 'infinity'; Body = { @{ a = [double]::PositiveInfinity } } }
    ) {
        $value = & $Body
        $problem = Get-TestError { Invoke-MistralRequest $any -Body $value }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'accepts pipeline input and sends one request for each' {
        $replies = @([pscustomobject]@{ a = 1 }, '{"a":2}', @{ a = 3 } | Invoke-MistralRequest $any)
        $replies.Count | Should -Be 3
        (Get-EmulatorRequest).body | Should -BeExactly @('{"a":1}', '{"a":2}', '{"a":3}')
    }

    It 'continues after an invalid body' {
        $replies = @('{"a":1}', 'bad', '{"a":3}' | Invoke-MistralRequest $any -ErrorVariable problems -ErrorAction SilentlyContinue)
        $replies.Count | Should -Be 2
        $problems.Count | Should -Be 1
        (Get-EmulatorRequest).body | Should -BeExactly @('{"a":1}', '{"a":3}')
    }

    It 'accepts the output of another cmdlet with all properties' {
        $reply = Invoke-MistralRequest /v1/models/mistral-embed
        $null = Invoke-MistralRequest $any -Body $reply
        $sent = (Get-Sent).body | ConvertFrom-Json
        $sent.Id | Should -BeExactly 'mistral-embed'
        $sent.Aliases | Should -Be @('mistral-embed-2312')
    }
}

Describe 'The -Query parameter' {
    BeforeEach {
        Reset-Emulator
        Add-AnyReply
    }

    It 'sends <Name>' -ForEach @(
        @{ Name = 'values'; Query = [ordered]@{ a = 'x'; b = 2 }; Expected = 'a=x&b=2' }
        @{ Name = 'an array as repeated parameters'; Query = [ordered]@{ a = 'x', 'y'; b = , 1 }; Expected = 'a=x&a=y&b=1' }
        @{ Name = 'reserved characters'; Query = @{ 'a b' = 'x&y=z+1 /?#%' }; Expected = 'a%20b=x%26y%3Dz%2B1%20%2F%3F%23%25' }
        @{ Name = 'non-ASCII text'; Query = @{ a = [string][char]0xE9 + [char]::ConvertFromUtf32(0x1F600) }; Expected = 'a=%C3%A9%F0%9F%98%80' }
        @{ Name = 'Booleans'; Query = [ordered]@{ a = $true; b = $false }; Expected = 'a=true&b=false' }
        @{ Name = 'dates and times'; Query = @{ a = [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc) }; Expected = 'a=2026-01-02T03%3A04%3A05Z' }
        @{ Name = 'decimal fractions'; Query = @{ a = 0.5 }; Expected = 'a=0.5' }
        @{ Name = 'nothing'; Query = @{}; Expected = '' }
        @{ Name = 'nothing for an empty array'; Query = @{ a = @() }; Expected = '' }
    ) {
        $null = Invoke-MistralRequest $any -Query $Query
        (Get-Sent).query | Should -BeExactly $Expected
    }

    It 'extends a query in the path' {
        $null = Invoke-MistralRequest "${any}?a=1" -Query @{ b = 2 }
        (Get-Sent).query | Should -BeExactly 'a=1&b=2'
    }

    It 'can be combined with -Body' {
        $null = Invoke-MistralRequest $any -Query @{ b = 2 } -Body @{ a = 1 }
        (Get-Sent).query | Should -BeExactly 'b=2'
        (Get-Sent).body | Should -BeExactly '{"a":1}'
    }
}

Describe 'The -Path parameter' {
    It 'refuses a path that contains the key: <Name>' -ForEach @(
        @{ Name = 'as a segment'; Run = { Invoke-MistralRequest "/v1/models/$key" } }
        @{ Name = 'in the query'; Run = { Invoke-MistralRequest /v1/models -Query @{ q = "x$key" } } }
        @{ Name = 'as an id'; Run = { Get-MistralConversationEntry $key } }
        @{ Name = 'as the id of a conversation'; Run = { Invoke-MistralConversation hi -ConversationId $key } }
    ) {
        $key = $env:MISTRAL_TEST_KEY
        $count = @(Get-EmulatorRequest).Count
        $problem = Get-TestError $Run
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        $problem.Exception.Message | Should -Match 'address of the request contains the API key'
        "$problem$($problem.Exception)".Contains($key) | Should -BeFalse
        @(Get-EmulatorRequest).Count | Should -Be $count
    }

    BeforeEach {
        Reset-Emulator
        Add-AnyReply
    }

    It 'refuses a path that could change the host, before anything is sent: <_>' -ForEach 'v1/models', 'https://example.com/v1/models', '//example.com/v1', '@example.com/', ':80@example.com/',
        '/\example.com/x', '/../x', '/v1/./x', '/v1/%2e%2e/x', '/v1/anything#https://example.com' {
        $problem = Get-TestError { Invoke-MistralRequest $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        $problem.CategoryInfo.Category | Should -Be 'InvalidArgument'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is redacted in the error when it contains a key: <Name>' -ForEach @(
        @{ Name = 'the connection''s key in an absolute URL'; Key = { $env:MISTRAL_TEST_KEY }; Path = 'https://example.com/{0}' }
        @{ Name = 'only the connection''s key'; Key = { $env:MISTRAL_TEST_KEY }; Path = '{0}' }
        @{ Name = 'the connection''s key in Base64'; Key = { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($env:MISTRAL_TEST_KEY)) }; Path = 'https://example.com/{0}' }
        @{ Name = 'the connection''s key after a parent segment'; Key = { $env:MISTRAL_TEST_KEY }; Path = '/v1/../{0}' }
        @{ Name = 'the connection''s key as a segment'; Key = { $env:MISTRAL_TEST_KEY }; Path = '/v1/{0}' }
        @{ Name = 'the environment''s key'; Key = { $env:MISTRAL_API_KEY }; Path = 'https://example.com/{0}' }
    ) {
        $before = $env:MISTRAL_API_KEY
        $env:MISTRAL_API_KEY = "of-the-environment-$([guid]::NewGuid().ToString('N'))"
        try {
            $key = & $Key
            $address = $Path -f $key
            $said = @(Invoke-MistralRequest $address -ErrorVariable problems -ErrorAction SilentlyContinue -Verbose 4>&1) + @(Invoke-MistralRequest $address -Method POST -ErrorAction SilentlyContinue -Verbose 4>&1)
        }
        finally { $env:MISTRAL_API_KEY = $before }
        $problem = @($problems)[0]
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        $problem.TargetObject | Should -Match '\[API key\]$'
        foreach ($text in "$said", "$problem", $problem.Exception.ToString(), $problem.TargetObject, $problem.CategoryInfo.ToString(), ($problem.ErrorDetails | Out-String)) {
            $text.Contains($key) | Should -BeFalse
        }
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'must not be empty' {
        { Invoke-MistralRequest '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Invoke-MistralRequest $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'keeps percent-encoding' {
        $null = Invoke-MistralRequest "$any/a%2Fb%3Ac"
        (Get-Sent).path | Should -BeExactly "$any/a%2Fb%3Ac"
    }
}

Describe 'The output of Invoke-MistralRequest' {
    BeforeEach { Reset-Emulator }

    It 'has a PascalCase property for every field' {
        Add-AnyReply @{ body = '{"a_field":1,"camelCase":2,"X-odd":3,"created_at":1767225600,"updated_at":"2026-01-02T03:04:05Z","big":12345678901234567890,"long":5000000000,"part":1.5,"none":null,"list":[{"in_it":[1,[2]]}],"same_name":1,"sameName":2,"a":1,"A":2,"":4}' }
        $reply = Invoke-MistralRequest $any
        $reply.AField | Should -Be 1
        $reply.CamelCase | Should -Be 2
        $reply.'X-odd' | Should -Be 3
        $reply.CreatedAt | Should -Be ([DateTimeOffset]'2026-01-01T00:00:00Z')
        $reply.UpdatedAt | Should -Be ([DateTimeOffset]'2026-01-02T03:04:05Z')
        $reply.Long | Should -Be 5000000000
        $reply.Big | Should -BeGreaterThan 1e19
        $reply.Part | Should -Be 1.5
        $reply.PSObject.Properties.Name | Should -Contain 'None'
        $reply.None | Should -BeNullOrEmpty
        $reply.List[0].InIt[1][0] | Should -Be 2
        # PowerShell treats names that differ only in form or case as equal, but none may be lost.
        $reply.SameName | Should -Be 1
        $reply.sameName_ | Should -Be 2
        $reply.A | Should -Be 1
        $reply.A_ | Should -Be 2
        $reply._ | Should -Be 4
        @($reply.PSObject.Properties).Count | Should -Be 15
    }

    It 'contains a string when the text isn''t a date: <Text>' -ForEach @(
        @{ Text = '10:30' }
        @{ Text = '5/6' }
        @{ Text = 'May' }
        @{ Text = '2026' }
        @{ Text = '2026-13-01' }
        @{ Text = '2026-01-02T99:00' }
    ) {
        Add-AnyReply @{ body = "{`"created_at`":`"$Text`",`"scheduledAt`":`"$Text`"}" }
        $reply = Invoke-MistralRequest $any
        $reply.CreatedAt | Should -BeExactly $Text
        $reply.CreatedAt | Should -BeOfType string
        $reply.ScheduledAt | Should -BeOfType string
    }

    It 'contains a DateTimeOffset when the text is a date: <Text>' -ForEach @(
        @{ Text = '2026-01-02' }
        @{ Text = '2026-01-02 00:00:00Z' }
        @{ Text = '2026-01-02T02:00:00.000000+02:00' }
    ) {
        Add-AnyReply @{ body = "{`"created_at`":`"$Text`"}" }
        (Invoke-MistralRequest $any).CreatedAt | Should -Be ([DateTimeOffset]'2026-01-02T00:00:00Z')
    }

    It 'contains U+FFFD for invalid Unicode: <Name>' -ForEach @(
        @{ Name = 'a high surrogate'; Json = 'a\ud83d'; Text = "a$([char]0xFFFD)" }
        @{ Name = 'a low surrogate'; Json = '\uDE00b'; Text = "$([char]0xFFFD)b" }
        @{ Name = 'surrogates in the wrong order'; Json = '\ude00\ud83d'; Text = "$([char]0xFFFD)$([char]0xFFFD)" }
        @{ Name = 'a surrogate next to a pair'; Json = '\ud83d\ud83d\ude00'; Text = "$([char]0xFFFD)$([char]::ConvertFromUtf32(0x1F600))" }
        @{ Name = 'a surrogate next to an escaped backslash'; Json = '\\ud83d\n\ud83d'; Text = "\ud83d`n$([char]0xFFFD)" }
    ) {
        Add-AnyReply @{ body = "{`"text`":`"$Json`",`"made_at`":`"$Json`",`"list`":[`"$Json`"],`"a$Json`":1,`"metadata`":{`"$Json`":`"$Json`"}}" }
        $reply = Invoke-MistralRequest $any
        $reply.Text | Should -BeExactly $Text
        $reply.MadeAt | Should -BeExactly $Text
        $reply.List[0] | Should -BeExactly $Text
        $reply."A$Text" | Should -Be 1
        $reply.Metadata.$Text | Should -BeExactly $Text
    }

    It 'contains each item of a JSON array' {
        Add-AnyReply @{ body = '[{"a":1},{"a":2},3,null]' }
        $items = @(Invoke-MistralRequest $any)
        $items.Count | Should -Be 4
        $items[1].A | Should -Be 2
        $items[2] | Should -Be 3
    }

    It 'is a string for <Type>' -ForEach @(@{ Type = 'text/plain' }, @{ Type = 'text/markdown; charset=utf-8' }) {
        $text = 'caf' + [char]0xE9 + " {`n"
        Add-AnyReply @{ body = $text; contentType = $Type }
        $reply = Invoke-MistralRequest $any
        $reply | Should -BeOfType string
        $reply | Should -BeExactly $text
    }

    It 'is a byte array for other content types' {
        Add-AnyReply @{ body = 'abc'; contentType = 'application/octet-stream' }
        $reply = Invoke-MistralRequest $any
        , $reply | Should -BeOfType ([byte[]])
        $reply | Should -Be @(97, 98, 99)
    }

    It 'is empty for an empty response: <Name>' -ForEach @(@{ Name = '204'; Reply = @{ status = 204 } }, @{ Name = 'an empty body'; Reply = @{ body = '' } }) {
        Add-AnyReply $Reply
        Invoke-MistralRequest $any -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }
}

Describe 'A form' {
    BeforeEach {
        Reset-Emulator
        Add-AnyReply
        $file = Join-Path $TestDrive 'data.bin'
        [IO.File]::WriteAllBytes($file, [byte[]](0, 1, 2, 13, 10, 200, 255))
    }

    It 'sends its fields and its file' {
        (Invoke-MistralRequest $any -Form ([ordered]@{ purpose = 'batch'; number = 7; file = Get-Item -LiteralPath $file })).Ok | Should -BeTrue
        $sent = Get-Sent
        $sent.method | Should -BeExactly 'POST'
        $sent.headers.'Content-Type' -match '^multipart/form-data; boundary="?(?<boundary>[^"]+)"?$' | Should -BeTrue
        $boundary = $Matches.boundary
        $latin = [Text.Encoding]::GetEncoding(28591)
        $body = $latin.GetString([Convert]::FromBase64String($sent.bodyBase64))
        $data = $latin.GetString([byte[]](0, 1, 2, 13, 10, 200, 255))
        $body | Should -BeExactly (@(
                "--$boundary", 'Content-Disposition: form-data; name="purpose"', '', 'batch'
                "--$boundary", 'Content-Disposition: form-data; name="number"', '', '7'
                "--$boundary", 'Content-Type: application/octet-stream', 'Content-Disposition: form-data; name="file"; filename="data.bin"', '', $data
                "--$boundary--", ''
            ) -join "`r`n")
    }

    It 'is sent again after a temporary failure' {
        Clear-EmulatorFault
        Add-EmulatorFault @{ path = $any; status = 429; headers = @{ 'Retry-After' = '0' } }
        Add-AnyReply
        (Invoke-MistralRequest $any -Form @{ file = Get-Item -LiteralPath $file }).Ok | Should -BeTrue
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 2
        $sent[0].body.Length | Should -Be $sent[1].body.Length
    }

    It 'escapes header characters in names' {
        $null = Invoke-MistralRequest $any -Form @{ "a`"`r`nX-Other: 1" = 'x' }
        (Get-Sent).body | Should -Match 'name="a%22%0D%0AX-Other: 1"'
    }

    It 'with a missing file is refused before anything is sent' {
        $problem = Get-TestError { Invoke-MistralRequest $any -Form @{ file = [IO.FileInfo]::new((Join-Path $TestDrive 'none')) } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match "The file '.*none' was not found"
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'can''t be combined with -Body' {
        { Invoke-MistralRequest $any -Form @{ a = 1 } -Body @{ b = 1 } } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'The -OutFile parameter' {
    BeforeEach {
        Reset-Emulator
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid().ToString('N')))
        $file = Join-Path $folder 'out.bin'
        function Get-FileName { @(Get-ChildItem -LiteralPath $folder -Force | ForEach-Object Name) }
    }

    It 'writes the complete response without a temporary file' {
        Add-AnyReply @{ body = 'some bytes'; contentType = 'application/octet-stream' }
        Invoke-MistralRequest $any -OutFile $file | Should -BeNullOrEmpty
        [IO.File]::ReadAllText($file) | Should -BeExactly 'some bytes'
        Get-FileName | Should -Be @('out.bin')
        (Get-Sent).headers.Accept | Should -BeExactly '*/*'
    }

    It 'is suggested in the error for a response that is too large for memory' {
        Add-AnyReply @{ bodyLength = 3GB }
        $problem = Get-TestError { Invoke-MistralRequest $any }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match 'longer than 1 GiB.*Invoke-MistralRequest -OutFile'
    }

    It 'overwrites an existing file' {
        [IO.File]::WriteAllText($file, 'what was there before, and longer')
        Add-AnyReply @{ body = 'new' }
        Invoke-MistralRequest $any -OutFile $file
        [IO.File]::ReadAllText($file) | Should -BeExactly 'new'
        Get-FileName | Should -Be @('out.bin')
    }

    It 'resolves a path relative to the current location' {
        Add-AnyReply @{ body = 'here' }
        Push-Location -LiteralPath $folder
        try { Invoke-MistralRequest $any -OutFile './in[1].bin' } finally { Pop-Location }
        Get-FileName | Should -Be @('in[1].bin')
    }

    It 'leaves no file after an incomplete response: <Name>' -ForEach @(
        @{ Name = 'truncated'; Reply = @{ body = 'x' * 5000; cutAfterBytes = 1000 }; Seconds = 30; Id = 'MistralConnectionFailed' }
        @{ Name = 'an error'; Reply = @{ status = 404 }; Seconds = 30; Id = 'MistralNotFound' }
        @{ Name = 'an idle timeout'; Reply = @{ body = 'x' * 5000; stallAfterBytes = 1000 }; Seconds = 3; Id = 'MistralTimeout' }
    ) {
        $limited = Connect-TestMistral @{ OperationTimeoutSeconds = $Seconds; SkipValidation = $true; PassThru = $true }
        Connect-TestMistral ($limit + @{ SkipValidation = $true })
        Add-AnyReply $Reply
        $problem = Get-TestError { Invoke-MistralRequest $any -OutFile $file -Connection $limited }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-FileName | Should -BeNullOrEmpty

        [IO.File]::WriteAllText($file, 'before')
        $null = Get-TestError { Invoke-MistralRequest $any -OutFile $file -Connection $limited }
        [IO.File]::ReadAllText($file) | Should -BeExactly 'before'
        Get-FileName | Should -Be @('out.bin')
    }

    It 'reports a full disk and leaves no partial file' {
        Add-EmulatorFault @{ path = $any; body = 'x' * 60000; contentType = 'application/octet-stream' }
        $problem = Get-FullDiskError -Folder $folder.FullName "Invoke-MistralRequest $any -OutFile '$file'" @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY }
        $problem.Id | Should -BeLike 'MistralFileFailed,*'
        $problem.Message | Should -Match ([regex]::Escape($file))
        $problem.Message | Should -Not -Match 'partial'
        $problem.Files | Should -BeNullOrEmpty
    }

    It 'reports a missing folder' {
        Add-AnyReply
        $problem = Get-TestError { Invoke-MistralRequest $any -OutFile (Join-Path $folder 'none/out.bin') }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'refuses a path outside the file system before anything is sent' {
        (Get-TestError { Invoke-MistralRequest $any -OutFile Env:x }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'reports a path that is a folder and leaves no partial file' {
        Add-AnyReply
        $problem = Get-TestError { Invoke-MistralRequest $any -OutFile $folder.FullName }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        $problem.CategoryInfo.Category | Should -BeIn 'WriteError', 'PermissionDenied'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'free disk space'
        Get-ChildItem -LiteralPath $TestDrive -Filter *.partial -Recurse | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'refuses a read-only file before anything is sent' {
        [IO.File]::WriteAllText($file, 'before')
        Set-ItemProperty -LiteralPath $file -Name IsReadOnly -Value $true
        try { $problem = Get-TestError { Invoke-MistralRequest $any -Method POST -OutFile $file } }
        finally { Set-ItemProperty -LiteralPath $file -Name IsReadOnly -Value $false }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        [IO.File]::ReadAllText($file) | Should -BeExactly 'before'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'refuses a file name that is too long before anything is sent' {
        $problem = Get-TestError { Invoke-MistralRequest $any -Method POST -OutFile (Join-Path $folder ('x' * 300)) }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'The -Stream parameter' {
    BeforeEach { Reset-Emulator }

    It 'returns each event until the end of the stream' {
        Add-AnyReply @{ body = "data: {`"a_b`":1}`n`ndata: plain text`n`nevent: x`ndata: [1,`ndata: 2]`n`ndata: [DONE]`n`ndata: {`"c`":1}`n`n"; contentType = 'text/event-stream' }
        $events = @(Invoke-MistralRequest $any -Stream)
        $events.Count | Should -Be 3
        $events[0].AB | Should -Be 1
        $events[1] | Should -BeExactly 'plain text'
        $events[2] | Should -Be @(1, 2)
        (Get-Sent).headers.Accept | Should -BeExactly 'text/event-stream'
    }

    It 'adds stream to the body' {
        Add-AnyReply @{ body = "data: 1`n`n"; contentType = 'text/event-stream' }
        $null = Invoke-MistralRequest $any -Stream -Body ([ordered]@{ a = 1 })
        (Get-Sent).body | Should -BeExactly '{"a":1,"stream":true}'
        $null = Invoke-MistralRequest $any -Stream -Body '{"stream":false}'
        (Get-Sent).body | Should -BeExactly '{"stream":false}'
    }

    It 'refuses a body to which stream can''t be added: <Name>' -ForEach @(
        @{ Name = 'a duplicate field'; Body = '{"a":1,"a":2}' }
        @{ Name = 'too deeply nested'; Body = ('{"a":' * 100) + '1' + ('}' * 100) }
    ) {
        $problem = Get-TestError { Invoke-MistralRequest $any -Stream -Body $Body }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'reads a stream of chat completions' {
        $events = @(Invoke-MistralRequest /v1/chat/completions -Stream -Body @{ model = 'mistral-small-latest'; stream = $true; messages = @(@{ role = 'user'; content = 'repeat: one two' }) })
        -join ($events | ForEach-Object { $_.Choices[0].Delta.Content }) | Should -BeExactly 'one two'
        $events[-1].Choices[0].FinishReason | Should -BeExactly 'stop'
    }

    It 'aborts the request when the pipeline stops' {
        Add-EmulatorFault @{ path = '/v1/chat'; holdBeforeEvent = 3 }
        $null = Invoke-MistralRequest /v1/chat/completions -Stream -Body @{ model = 'mistral-small-latest'; stream = $true; messages = @(@{ role = 'user'; content = 'repeat: one two' }) } | Select-Object -First 1
        @(Get-EmulatorRequest -Wait 5 -Filter @{ aborted = 1; done = 1 }).Count | Should -Be 1
    }

    It 'writes an error when the response isn''t a stream' {
        Add-AnyReply
        (Get-TestError { Invoke-MistralRequest $any -Stream }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'writes an error after the events of a truncated stream' {
        Add-AnyReply @{ body = "data: 1`n`ndata: 2`n`n"; contentType = 'text/event-stream'; cutAfterBytes = 12 }
        $events = @(Invoke-MistralRequest $any -Stream -ErrorVariable problems -ErrorAction SilentlyContinue)
        $events | Should -Be @(1)
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
    }

    It 'writes an error when the stream ends within an event: <_>' -ForEach '{"secret":"tru', '[1,2', ' {"a":1', '[DON' {
        Add-AnyReply @{ body = "data: 1`n`ndata: $_"; contentType = 'text/event-stream' }
        $events = @(Invoke-MistralRequest $any -Stream -ErrorVariable problems -ErrorAction SilentlyContinue)
        $events | Should -Be @(1)
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
    }

    It 'returns the last event without a final blank line: <_>' -ForEach '{"a":"x"}', 'plain text' {
        Add-AnyReply @{ body = "data: 1`n`ndata: $_"; contentType = 'text/event-stream' }
        $events = @(Invoke-MistralRequest $any -Stream)
        $events.Count | Should -Be 2
        if ($_ -eq 'plain text') { $events[1] | Should -BeExactly $_ } else { $events[1].A | Should -BeExactly 'x' }
    }

    It 'returns text that only starts like JSON' {
        Add-AnyReply @{ body = "data: [log] started`n`ndata: 2`n`n"; contentType = 'text/event-stream' }
        Invoke-MistralRequest $any -Stream | Should -Be @('[log] started', 2)
    }

    It 'writes an error after the events before it: <Name>' -ForEach @(
        @{ Name = 'an error object'; Text = 'data: {"object":"error","type":"rate_limited","message":"Slow down.","code":"1300"}' }
        @{ Name = 'an error next to other fields'; Text = 'data: {"choices":[],"error":{"message":"Slow down.","code":1300}}' }
        @{ Name = 'an event with the name error'; Text = "event: error`ndata: {`"detail`":`"Slow down.`",`"code`":`"1300`"}" }
        @{ Name = 'a conversation error without an event name'; Text = 'data: {"type":"conversation.response.error","message":"Slow down.","code":1300}' }
        @{ Name = 'a conversation error'; Text = "event: conversation.response.error`ndata: {`"type`":`"conversation.response.error`",`"message`":`"Slow down.`",`"code`":1300}" }
    ) {
        Add-AnyReply @{ body = "data: 1`n`n$Text`n`ndata: 2`n`n"; contentType = 'text/event-stream' }
        $events = @(Invoke-MistralRequest $any -Stream -ErrorVariable problems -ErrorAction SilentlyContinue)
        $events | Should -Be @(1)
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralServerError,*'
        "$($problems[0])" | Should -BeLike 'Slow down.*'
        $problems[0].Exception.ErrorCode | Should -BeExactly '1300'
    }

    It 'returns tool errors as data and ignores events without data' {
        Add-AnyReply @{ body = "event: ping`ndata: {}`n`ndata: `n`nevent: tool.execution.done`ndata: {`"error`":{`"message`":`"x`"}}`n`ndata: {`"type`":`"tool.execution.done`",`"error`":{`"message`":`"y`"}}`n`nevent: log`ndata: an error`n`n"; contentType = 'text/event-stream' }
        $events = @(Invoke-MistralRequest $any -Stream)
        $events.Count | Should -Be 3
        $events[0].Error.Message | Should -BeExactly 'x'
        $events[1].Error.Message | Should -BeExactly 'y'
        $events[2] | Should -BeExactly 'an error'
    }

    It 'can''t be combined with -OutFile or -Paginate' {
        { Invoke-MistralRequest $any -Stream -OutFile x } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Invoke-MistralRequest $any -Stream -Paginate } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }
}

Describe 'An operation of the admin API' {
    BeforeEach { Reset-Emulator }
    AfterEach { Connect-TestMistral }

    It 'uses the Admin API key, and others use the regular key' {
        Connect-TestMistral -With @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) }
        Clear-EmulatorRequest
        (Invoke-MistralRequest /v1/admin/api-keys).Keys.Count | Should -Be 1
        (Invoke-MistralRequest /v1/users/me).Email | Should -Not -BeNullOrEmpty
        (Get-EmulatorRequest).statusCode | Should -Be 200, 200
    }
}

Describe 'The -Paginate parameter' {
    BeforeEach { Reset-Emulator }

    It 'reads all pages of <Path> (<Style>)' -ForEach @(
        @{ Path = '/v1/files'; Style = 'page'; Id = 'Id'; Sizes = 'page_size=100&page=0', 'page_size=100&page=1', 'page_size=100&page=2' }
        @{ Path = '/v1/conversations'; Style = 'page, without a total'; Id = 'Id'; Sizes = 'page_size=100&page=0', 'page_size=100&page=1', 'page_size=100&page=2' }
        @{ Path = '/v1/audio/voices'; Style = 'offset, which no cmdlet states'; Id = 'Id'; With = @{ limit = 100 }; Sizes = 'limit=100', 'limit=100&page=1', 'limit=100&page=2', 'limit=100&offset=100', 'limit=100&offset=200' }
        @{ Path = '/v1/agents/pages'; Style = 'token'; Id = 'Id'; Sizes = 'page_size=100', 'page_size=100&page_token=*', 'page_size=100&page_token=*' }
        @{ Path = '/v1/connectors'; Style = 'cursor'; Id = 'Id'; Sizes = 'page_size=100', 'page_size=100&cursor=*', 'page_size=100&cursor=*' }
        @{ Path = '/v2/prompts'; Style = 'camel token'; Id = 'Id'; Sizes = 'pageSize=100', 'pageSize=100&pageToken=*', 'pageSize=100&pageToken=*' }
        @{ Path = '/v1/admin/workspaces'; Style = 'page from one'; Id = 'Uuid'; AsAdmin = $true; Sizes = 'page_size=100&page=1', 'page_size=100&page=2', 'page_size=100&page=3' }
        @{ Path = '/v1/admin/api-keys'; Style = 'offset, without a total'; Id = 'KeyId'; AsAdmin = $true; Sizes = 'limit=100&offset=0', 'limit=100&offset=100', 'limit=100&offset=200' }
        @{ Path = '/v1/admin/audit-logs'; Style = 'before'; Id = 'LogId'; AsAdmin = $true; Sizes = 'limit=100', 'limit=100&before=*', 'limit=100&before=*' }
    ) {
        Set-EmulatorList $Path 215
        $connection = if ($AsAdmin) { $admin } else { Get-MistralConnection }
        $query = if ($With) { @{ Query = $With } } else { @{} }
        $items = @(Invoke-MistralRequest $Path -Paginate -Connection $connection @query)

        # The list of keys also contains the emulator's own key.
        $count = if ($Id -eq 'KeyId') { 216 } else { 215 }
        $items.Count | Should -Be $count
        @($items.$Id | Sort-Object -Unique).Count | Should -Be $count
        $queries = @(Get-EmulatorRequest | ForEach-Object query)
        $queries.Count | Should -Be $Sizes.Count
        for ($i = 0; $i -lt $Sizes.Count; $i++) { $queries[$i] | Should -BeLikeExactly $Sizes[$i] }
    }

    It 'requests only the pages that the pipeline takes' {
        @(Invoke-MistralRequest /v1/files -Paginate | Select-Object -First 3).Count | Should -Be 3
        @(Get-EmulatorRequest).Count | Should -Be 1
        @(Invoke-MistralRequest /v1/files -Paginate | Select-Object -First 101).Count | Should -Be 101
        @(Get-EmulatorRequest).Count | Should -Be 3
    }

    It 'stops after a full last page: <Path>' -ForEach @(@{ Path = '/v1/files' }, @{ Path = '/v1/conversations' }, @{ Path = '/v1/agents/pages' }, @{ Path = '/v2/prompts'; With = @{ Query = @{ pageSize = 100 } } }) {
        Set-EmulatorList $Path 200
        if (-not $With) { $With = @{} }
        @(Invoke-MistralRequest $Path -Paginate @With).Count | Should -Be 200
        @(Get-EmulatorRequest).Count | Should -BeLessOrEqual 3
    }

    It 'returns nothing for an empty list: <Path>' -ForEach @(@{ Path = '/v1/files' }, @{ Path = '/v1/conversations' }, @{ Path = '/v1/connectors' }) {
        Set-EmulatorList $Path 0
        Invoke-MistralRequest $Path -Paginate -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'honors page size, first page and filters in -Query' {
        Set-EmulatorList /v1/files 30
        @(Invoke-MistralRequest /v1/files -Paginate -Query ([ordered]@{ page_size = 10; page = 1 })).Count | Should -Be 20
        (Get-EmulatorRequest).query | Select-Object -First 2 | Should -Be @('page_size=10&page=1', 'page_size=10&page=2')
        Clear-EmulatorRequest
        @(Invoke-MistralRequest /v1/files -Paginate -Query @{ purpose = 'ocr' }).Count | Should -Be 10
        (Get-EmulatorRequest)[0].query | Should -Match 'purpose=ocr'
    }

    It 'writes an error after the items of earlier pages' {
        Add-EmulatorFault @{ path = '/v1/files'; skip = 1; status = 400 }
        $items = @(Invoke-MistralRequest /v1/files -Paginate -ErrorVariable problems -ErrorAction SilentlyContinue)
        $items.Count | Should -Be 100
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
    }

    It 'retries a page after a temporary failure' {
        Set-EmulatorList /v1/files 150
        Add-EmulatorFault @{ path = '/v1/files'; skip = 1; status = 503 }
        @(Invoke-MistralRequest /v1/files -Paginate).Count | Should -Be 150
        @(Get-EmulatorRequest).Count | Should -Be 3
    }

    It 'writes an error when a page repeats: <Path>' -ForEach @(
        @{ Path = '/v2/prompts'; Body = '{"data":[{"id":"a"}],"nextPageToken":"t"}' }
        @{ Path = '/v1/connectors'; Body = '{"items":[{"id":"a"}],"pagination":{"next_cursor":"t"}}' }
        @{ Path = '/v1/conversations'; Body = ('[' + ((1..100 | ForEach-Object { '{"id":"a"}' }) -join ',') + ']') }
    ) {
        Add-EmulatorFault @{ path = $Path; times = 0; body = $Body }
        $problem = Get-TestError { Invoke-MistralRequest $Path -Paginate }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match 'same page'
        @(Get-EmulatorRequest).Count | Should -BeLessOrEqual 3
    }

    It 'writes a warning after the items when more pages can''t be requested: <Name>' -ForEach @(
        @{ Name = 'a list without pages'; Path = '/v1/models'; Body = '{"data":[{"id":"a"},{"id":"b"}],"has_more":true}'; Requests = 1 }
        @{ Name = 'pages without the next cursor'; Path = '/v1/connectors'; Body = '{"items":[{"id":"a"},{"id":"b"}],"pagination":{"has_more":true}}'; Requests = 1 }
        @{ Name = 'a total that is never reached'; Path = '/v1/files'; Body = '{"data":[{"id":"a"},{"id":"b"}],"total":5}'; Empty = '{"data":[],"total":5}'; Requests = 2 }
    ) {
        Add-EmulatorFault @{ path = $Path; body = $Body }
        if ($Empty) { Add-EmulatorFault @{ path = $Path; body = $Empty } }
        $items = @(Invoke-MistralRequest $Path -Paginate -WarningVariable warnings -WarningAction SilentlyContinue)
        $items.Id | Should -BeExactly 'a', 'b'
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -BeLike "The list at $Path is incomplete*"
        @(Get-EmulatorRequest).Count | Should -Be $Requests
    }

    It 'writes no warning for a complete list' {
        Add-AnyReply @{ body = '{"data":[{"id":"a"},{"id":"b"}],"has_more":false,"total":2}' }
        @(Invoke-MistralRequest $any -Paginate -WarningVariable warnings).Count | Should -Be 2
        $warnings | Should -BeNullOrEmpty
    }

    It 'writes an error when the response isn''t a list' {
        Add-AnyReply
        $problem = Get-TestError { Invoke-MistralRequest $any -Paginate }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match 'contain a list'
    }
}

Describe '-WhatIf' {
    BeforeEach {
        Reset-Emulator
        Add-AnyReply
    }

    It 'sends nothing: <Name>' -ForEach @(
        @{ Name = 'POST because of -Body'; With = @{ Body = @{ a = 1 } } }
        @{ Name = 'POST because of -Form'; With = @{ Form = @{ a = 1 } } }
        @{ Name = 'POST'; With = @{ Method = 'POST' } }
        @{ Name = 'PUT'; With = @{ Method = 'PUT' } }
        @{ Name = 'PATCH'; With = @{ Method = 'patch' } }
        @{ Name = 'DELETE'; With = @{ Method = 'DELETE' } }
        @{ Name = 'a stream'; With = @{ Body = @{ a = 1 }; Stream = $true } }
    ) {
        Invoke-MistralRequest $any @With -WhatIf | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'does not affect read requests: <_>' -ForEach 'GET', 'get' {
        (Invoke-MistralRequest $any -Method $_ -WhatIf).Ok | Should -BeTrue
    }

    It 'is also set by $WhatIfPreference' {
        $WhatIfPreference = $true
        Invoke-MistralRequest $any -Method DELETE | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'shows the method and the URL' {
        $said = Invoke-TestShell "Connect-Mistral -NoApiKey -BaseUri '$($env:MISTRAL_TEST_URI)' -SkipValidation; Invoke-MistralRequest /v1/files/abc -Method DELETE -WhatIf"
        $said.Output | Should -Match 'DELETE.*127\.0\.0\.1/v1/files/abc'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A temporary failure' {
    BeforeEach { Reset-Emulator }

    It 'is <Name>' -ForEach @(
        @{ Name = 'retried: GET with 500'; Method = 'GET'; Fault = @{ status = 500 }; Requests = 2 }
        @{ Name = 'retried: PUT with 503'; Method = 'PUT'; Fault = @{ status = 503 }; Requests = 2 }
        @{ Name = 'retried: DELETE with 502'; Method = 'DELETE'; Fault = @{ status = 502 }; Requests = 2 }
        @{ Name = 'retried: GET with a broken connection'; Method = 'GET'; Fault = @{ cutBeforeHeaders = $true }; Requests = 2 }
        @{ Name = 'retried: POST with 429, which was not processed'; Method = 'POST'; Fault = @{ status = 429; headers = @{ 'Retry-After' = '0' } }; Requests = 2 }
        @{ Name = 'not retried: POST with 500, which may have been processed'; Method = 'POST'; Fault = @{ status = 500 }; Requests = 1 }
        @{ Name = 'not retried: post with 500'; Method = 'post'; Fault = @{ status = 500 }; Requests = 1 }
        @{ Name = 'not retried: POST with a broken connection'; Method = 'POST'; Fault = @{ cutBeforeHeaders = $true }; Requests = 1 }
        @{ Name = 'not retried: PATCH with 500'; Method = 'PATCH'; Fault = @{ status = 500 }; Requests = 1 }
        @{ Name = 'not retried: PATCH with a broken connection'; Method = 'PATCH'; Fault = @{ cutBeforeHeaders = $true }; Requests = 1 }
        @{ Name = 'not retried: GET with 501'; Method = 'GET'; Fault = @{ status = 501 }; Requests = 1 }
        @{ Name = 'not retried: GET with 400'; Method = 'GET'; Fault = @{ status = 400 }; Requests = 1 }
    ) {
        Add-EmulatorFault (@{ path = $any } + $Fault)
        Add-AnyReply
        $problem = Get-TestError { Invoke-MistralRequest $any -Method $Method }
        @(Get-EmulatorRequest).Count | Should -Be $Requests
        if ($Requests -eq 2) { $problem | Should -BeNullOrEmpty } else { $problem | Should -Not -BeNullOrEmpty }
    }
}
