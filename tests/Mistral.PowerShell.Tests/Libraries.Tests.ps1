#requires -Version 5.1

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $l = '11111111-1111-4111-8111-111111111111'
    $d = '22222222-2222-4222-8222-222222222222'
    $u = '33333333-3333-4333-8333-333333333333'
    $documents = "/v1/libraries/$l/documents"

    # One line for each call: the command and the expected request. The emulator validates each request.
    $calls = @(
        @{ Call = { Get-MistralLibrary }; Sent = 'GET /v1/libraries?page_size=100' }
        @{ Call = { Get-MistralLibrary *hand* }; Sent = 'GET /v1/libraries?search=hand&page_size=100' }
        @{ Call = { Get-MistralLibrary -Id $l }; Sent = "GET /v1/libraries/$l" }
        @{ Call = { New-MistralLibrary Notes -Description d -OwnerType user }; Sent = 'POST /v1/libraries'; Body = "{'name':'Notes','description':'d','owner_type':'User'}" }
        @{ Call = { Set-MistralLibrary $l -Name New }; Sent = "PATCH /v1/libraries/$l"; Body = "{'name':'New'}" }
        @{ Call = { Set-MistralLibrary $l -Description $null }; Sent = "PATCH /v1/libraries/$l"; Body = "{'description':null}" }
        @{ Call = { Remove-MistralLibrary $l -Confirm:$false }; Sent = "DELETE /v1/libraries/$l" }
        @{ Call = { Get-MistralLibraryDocument $l }; Sent = "GET ${documents}?page_size=100&page=0" }
        @{ Call = { Get-MistralLibraryDocument $l -Search 'a b' -SortBy name -SortOrder asc }; Sent = "GET ${documents}?search=a%20b&sort_by=name&sort_order=asc&page_size=100&page=0" }
        @{ Call = { Get-MistralLibraryDocument $l -DocumentId $d }; Sent = "GET $documents/$d" }
        @{ Call = { Set-MistralLibraryDocument $l $d -Name New }; Sent = "PATCH $documents/$d"; Body = "{'name':'New'}" }
        @{ Call = { Set-MistralLibraryDocument $l $d -Attribute ([ordered]@{ My_Key = 'v'; n = 3; ok = $true; tags = 'a', 'b' }) }; Sent = "PATCH $documents/$d"; Body = "{'attributes':{'My_Key':'v','n':3,'ok':true,'tags':['a','b']}}" }
        @{ Call = { Set-MistralLibraryDocument $l $d -Attribute $null -ExpiresOn $null }; Sent = "PATCH $documents/$d"; Body = "{'attributes':null,'expires_at':null}" }
        @{ Call = { Set-MistralLibraryDocument $l $d -ExpiresOn '2027-01-02T03:04:05Z' }; Sent = "PATCH $documents/$d"; Body = "{'expires_at':'2027-01-02T03:04:05Z'}" }
        @{ Call = { Remove-MistralLibraryDocument $l $d -Confirm:$false }; Sent = "DELETE $documents/$d" }
        @{ Call = { Update-MistralLibraryDocument $l $d }; Sent = "POST $documents/$d/reprocess" }
        @{ Call = { Wait-MistralLibraryDocument $l $d }; Sent = "GET $documents/$d/status" }
        @{ Call = { Get-MistralLibraryDocumentText $l $d }; Sent = "GET $documents/$d/text_content" }
        @{ Call = { Get-MistralLibraryDocumentText $l $d -PageStart 1 -PageEnd 2 }; Sent = "GET $documents/$d/text_content?page_start=1&page_end=2" }
        @{ Call = { Get-MistralLibraryDocumentUrl $l $d }; Sent = "GET $documents/$d/signed-url" }
        @{ Call = { Get-MistralLibraryDocumentUrl $l $d -ExtractedText }; Sent = "GET $documents/$d/extracted-text-signed-url" }
        @{ Call = { Get-MistralLibraryAccess $l }; Sent = "GET /v1/libraries/$l/share" }
        @{ Call = { Grant-MistralLibraryAccess $l viewer -UserId $u }; Sent = "PUT /v1/libraries/$l/share"; Body = "{'level':'Viewer','share_with_uuid':'$u','share_with_type':'User'}" }
        @{ Call = { Grant-MistralLibraryAccess $l -Level Editor -WorkspaceId $u }; Sent = "PUT /v1/libraries/$l/share"; Body = "{'level':'Editor','share_with_uuid':'$u','share_with_type':'Workspace'}" }
        @{ Call = { Grant-MistralLibraryAccess $l Viewer -OrganizationId $u }; Sent = "PUT /v1/libraries/$l/share"; Body = "{'level':'Viewer','share_with_uuid':'$u','share_with_type':'Org'}" }
        @{ Call = { Revoke-MistralLibraryAccess $l -WorkspaceId $u }; Sent = "DELETE /v1/libraries/$l/share"; Body = "{'share_with_uuid':'$u','share_with_type':'Workspace'}" }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_.IsGet = $_.Sent -like 'GET *'; $_ }

    # Failures of a server, and the expected errors.
    $failures = @(
        @{ Name = 'the key is refused'; Fault = @{ status = 401 }; Id = 'MistralAuthenticationFailed'; Category = 'AuthenticationError' }
        @{ Name = 'the key has no permission'; Fault = @{ status = 403 }; Id = 'MistralPermissionDenied'; Category = 'PermissionDenied' }
        @{ Name = 'the object is not found'; Fault = @{ status = 404 }; Id = 'MistralNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'the request isn''t valid'; Fault = @{ status = 422 }; Id = 'MistralInvalidRequest'; Category = 'InvalidArgument' }
        @{ Name = 'the rate limit is exceeded'; Fault = @{ status = 429 }; Id = 'MistralRateLimited'; Category = 'LimitsExceeded' }
        @{ Name = 'the server fails'; Fault = @{ status = 500 }; Id = 'MistralServerError'; Category = 'ResourceUnavailable' }
        @{ Name = 'the response is incomplete JSON'; Fault = @{ malformedJson = $true }; Id = 'MistralInvalidResponse'; Category = 'InvalidData' }
        @{ Name = 'the response has another structure'; Fault = @{ body = '[1]' }; Id = 'MistralInvalidResponse'; Category = 'InvalidData' }
        @{ Name = 'the response is truncated'; Fault = @{ cutAfterBytes = 20 }; Id = 'MistralConnectionFailed'; Category = 'ConnectionError' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $l = '11111111-1111-4111-8111-111111111111'
    $d = '22222222-2222-4222-8222-222222222222'
    $u = '33333333-3333-4333-8333-333333333333'
    $documents = "/v1/libraries/$l/documents"

    function Get-SentText($Request) {
        '{0} {1}{2}' -f $Request.method, $Request.path, $(if ($Request.query) { "?$($Request.query)" })
    }

    function New-TestFile([string] $Name, [string] $Text) {
        $path = [IO.Path]::Combine((Get-PSDrive TestDrive).Root, $Name)
        [IO.File]::WriteAllText($path, $Text)
        $path
    }

    # Returns the name and the text of the file in a multipart body.
    function Get-SentFile($Request) {
        $null = $Request.body -match '(?s)filename="(?<Name>[^"]*)".*?\r\n\r\n(?<Text>.*?)\r\n--mistral-'
        [pscustomobject]@{ Name = $Matches.Name; Text = $Matches.Text }
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A library cmdlet' {
    BeforeEach { Reset-Emulator }

    It 'sends the expected request: <Shown>' -ForEach $calls {
        # The response does not matter here, unless the request isn't valid.
        $problems = @(& $Call 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $problems | Where-Object { $_.FullyQualifiedErrorId -notlike 'MistralNotFound,*' } | Should -BeNullOrEmpty
        $got = @(Get-EmulatorRequest)
        Get-SentText $got[0] | Should -BeExactly $Sent
        $got[0].body | Should -BeExactly ("$Body" -replace "'", '"')
        $got[0].statusCode | Should -Not -Be 422
    }

    It 'changes nothing with -WhatIf: <Shown>' -ForEach @($calls | Where-Object { -not $_.IsGet }) {
        $text = "$Call" -replace '-Confirm:\$false'
        & ([scriptblock]::Create("$text -WhatIf")) | Should -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'is refused without a property to change' {
        (Get-TestError { Set-MistralLibrary $l }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        (Get-TestError { Set-MistralLibraryDocument $l $d }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'The list of <Name>' -ForEach @(
    @{ Name = 'Get-MistralLibrary'; Id = 'LibraryId'; HasTotal = $false; Page = '{"data":[{"id":"1"}],"next_page_token":"again"}'; Queries = 'page_size=100', 'page_size=100&page_token=*', 'page_size=100&page_token=*' }
    @{ Name = 'Get-MistralLibraryDocument'; Id = 'DocumentId'; HasTotal = $true; Page = '{"pagination":{"total_items":900,"has_more":true},"data":[{"id":"1"}]}'; Queries = 'page_size=100&page=0', 'page_size=100&page=1', 'page_size=100&page=2' }
) {
    BeforeEach {
        Reset-Emulator
        $with = @{}
        $path = '/v1/libraries'
        if ($Name -like '*Document') {
            $with.LibraryId = (Get-MistralLibrary Handbook).LibraryId
            $path = "/v1/libraries/$($with.LibraryId)/documents"
        }
        Set-EmulatorList $path 250
        Clear-EmulatorRequest
    }

    It 'returns each entry of three pages exactly once' {
        $all = @(& $Name @with)
        $all.Count | Should -Be 250
        @($all.$Id | Select-Object -Unique).Count | Should -Be 250
        $got = @(Get-EmulatorRequest)
        $got.Count | Should -Be 3
        0..2 | ForEach-Object { $got[$_].query | Should -BeLike $Queries[$_] }
    }

    It 'requests only the pages that the pipeline takes' {
        @(& $Name @with | Select-Object -First 3).Count | Should -Be 3
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'honors -First and -Skip' {
        $all = @(& $Name @with)
        (& $Name @with -First 20 -Skip 190).$Id | Should -Be $all[190..209].$Id
        & $Name @with -Skip 1000 | Should -BeNullOrEmpty
    }

    It 'returns the total count if the API has one' {
        $told = @(& $Name @with -First 2 -IncludeTotalCount)
        $told.Count | Should -Be 3
        $told[0].ToString() | Should -Match $(if ($HasTotal) { '250' } else { 'Unknown' })
    }

    It 'returns nothing for an empty list' {
        Set-EmulatorList $path 0
        & $Name @with -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'writes an error when the server repeats a page' {
        Add-EmulatorFault @{ path = $path; body = $Page; times = 0 }
        $problem = Get-TestError { & $Name @with }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match 'same page'
    }

    It 'writes an error for a missing name but not for a wildcard' {
        (Get-TestError { & $Name @with -Name nothing }).CategoryInfo.Category | Should -Be 'ObjectNotFound'
        & $Name @with -Name noth* | Should -BeNullOrEmpty
    }
}

Describe 'A library' {
    BeforeEach { Reset-Emulator }

    It 'can be created, found, changed and removed through the pipeline' {
        $made = New-MistralLibrary Tests
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Library'
        $made.CreatedAt | Should -BeOfType [datetimeoffset]
        (Get-MistralLibrary tests).LibraryId | Should -BeExactly $made.LibraryId
        ($made | Get-MistralLibrary).Name | Should -BeExactly 'Tests'
        ($made | Set-MistralLibrary -Description 'for tests').Description | Should -BeExactly 'for tests'
        $made | Get-MistralLibraryDocument | Should -BeNullOrEmpty
        $made | Remove-MistralLibrary -Confirm:$false | Should -BeNullOrEmpty
        Get-MistralLibrary Test[s] | Should -BeNullOrEmpty
    }

    It 'is removed also when the response has no content' {
        Add-EmulatorFault @{ method = 'DELETE'; status = 204 }
        Remove-MistralLibrary $l -Confirm:$false -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'that was deleted causes a MistralNotFound error' {
        $problem = Get-TestError { Remove-MistralLibrary $l -Confirm:$false }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.TargetObject | Should -BeExactly $l
        $problem.ErrorDetails.RecommendedAction | Should -Match 'may have been deleted'
    }

    It 'is not created twice when the connection breaks after the request' {
        $patient = Connect-TestMistral @{ PassThru = $true }
        Connect-TestMistral @{ MaximumRetryCount = 0 }
        Clear-EmulatorRequest
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/libraries'; actThenCut = $true }
        (Get-TestError { New-MistralLibrary Once -Connection $patient }).FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
        @(Get-EmulatorRequest -Filter @{ method = 'POST' }).Count | Should -Be 1
        @(Get-MistralLibrary Once).Count | Should -Be 1
    }

    It 'causes its own error when <Name>' -ForEach @($failures | Where-Object { -not $_.Fault.body }) {
        $known = (Get-MistralLibrary Handbook).LibraryId
        Add-EmulatorFault ($Fault + @{ path = '/v1/libraries'; times = 0 })
        $problem = Get-TestError { Get-MistralLibrary -Id $known }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem.CategoryInfo.Category | Should -Be $Category
    }
}

Describe 'A document' {
    BeforeEach {
        Reset-Emulator
        $library = Get-MistralLibrary Handbook
    }

    It 'has its library id for the next cmdlet in the pipeline' {
        $document = $library | Get-MistralLibraryDocument -Name Travel.pdf
        $document.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.LibraryDocument'
        $document.LibraryId | Should -BeExactly $library.LibraryId
        ($document | Get-MistralLibraryDocument).Name | Should -BeExactly 'Travel.pdf'
        ($document | Set-MistralLibraryDocument -Name 'Trips.pdf').Name | Should -BeExactly 'Trips.pdf'
        $document | Remove-MistralLibraryDocument -Confirm:$false
        ($library | Get-MistralLibraryDocument).Name | Should -Be 'Holidays.docx', 'Network.md'
    }

    It 'keeps the names and values of its attributes' {
        $document = $library | Get-MistralLibraryDocument -Name Travel.pdf | Set-MistralLibraryDocument -Attribute @{ my_key = 'v'; created_at = '2026-01-02'; Team = 'ops' }
        $document.Attributes.my_key | Should -BeExactly 'v'
        $document.Attributes.created_at | Should -BeExactly '2026-01-02'
        @($document.Attributes.PSObject.Properties.Name | Sort-Object) | Should -BeExactly @('created_at', 'my_key', 'Team')
        ($document | Set-MistralLibraryDocument -Attribute $null).Attributes | Should -BeNullOrEmpty
    }

    It 'returns its text as one string or by pages' {
        $document = Add-MistralLibraryDocument $library.LibraryId (New-TestFile 'pages.txt' "one`ftwo`fthree") -Wait
        $text = $document | Get-MistralLibraryDocumentText
        $text | Should -BeOfType [string]
        $text | Should -BeExactly "one`ftwo`fthree"
        $document | Get-MistralLibraryDocumentText -PageStart 1 -PageEnd 1 | Should -BeExactly 'two'
    }

    It 'has no text before it is processed' {
        $document = Add-MistralLibraryDocument $library.LibraryId (New-TestFile 'early.txt' 'early')
        $problem = Get-TestError { $document | Get-MistralLibraryDocumentText }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.TargetObject | Should -BeExactly $document.DocumentId
    }

    It 'without text in the response causes an error' {
        Add-EmulatorFault @{ path = '/v1/libraries'; body = '{}' }
        (Get-TestError { Get-MistralLibraryDocumentText $l $d }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'returns a download URL that appears only in the output' {
        $document = $library | Get-MistralLibraryDocument -Name Travel.pdf
        $all = @($document | Get-MistralLibraryDocumentUrl -Verbose -Debug 4>&1 5>&1)
        $url = @($all | Where-Object { $_ -is [string] })
        $url.Count | Should -Be 1
        $url[0] | Should -Match '^https://storage\.example\.com/.*/file\?signature=\w{32}$'
        $signature = ($url[0] -split '=')[-1]
        "$($all | Where-Object { $_ -isnot [string] })" | Should -Not -Match $signature
        $document | Get-MistralLibraryDocumentUrl -ExtractedText | Should -Match '/text\?'
    }
}

Describe 'Add-MistralLibraryDocument' {
    BeforeEach {
        Reset-Emulator
        $library = Get-MistralLibrary Handbook
        $place = $library.LibraryId
        Get-ChildItem TestDrive: | Remove-Item -Recurse -Force
        Clear-EmulatorRequest
    }

    It 'sends a file as a form with its name and bytes unchanged' {
        $made = Add-MistralLibraryDocument $place (New-TestFile "Größe & 'Maß'.txt" "Grüße`r`n")
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.LibraryDocument'
        $made.Name | Should -BeExactly "Größe & 'Maß'.txt"
        $made.IsNew | Should -BeTrue
        $made.ProcessStatus | Should -BeExactly 'todo'
        $got = @(Get-EmulatorRequest)
        $got.Count | Should -Be 1
        Get-SentText $got[0] | Should -BeExactly "POST /v1/libraries/$place/documents"
        $got[0].headers.'Content-Type' | Should -Match '^multipart/form-data; boundary='
        $sent = Get-SentFile $got[0]
        $sent.Name | Should -BeExactly "Größe & 'Maß'.txt"
        $sent.Text | Should -BeExactly "Grüße`r`n"
    }

    It 'names the missing library when the server does not' {
        $nowhere = [guid]::NewGuid()
        Add-EmulatorFault @{ path = "/v1/libraries/$nowhere/documents"; status = 404; body = '{"detail":"Not Found"}' }
        $problem = Get-TestError { Add-MistralLibraryDocument $nowhere (New-TestFile 'lost.txt' 'lost') }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.Exception.Message | Should -BeExactly "Not Found: POST /v1/libraries/$nowhere/documents."
        $problem.ErrorDetails.RecommendedAction | Should -Match "^Check each id in /v1/libraries/$nowhere/documents:"
    }

    It 'accepts output of Get-ChildItem, also with brackets in names' {
        $null = New-TestFile 'a[1].txt' 'one'
        $null = New-TestFile 'b.txt' 'two'
        $made = Get-ChildItem TestDrive: -File | Add-MistralLibraryDocument -LibraryId $place
        $made.Name | Should -BeExactly @('a[1].txt', 'b.txt')
        ([IO.FileInfo](New-TestFile 'c[2].txt' 'three') | Add-MistralLibraryDocument -LibraryId $place).Name | Should -BeExactly 'c[2].txt'
    }

    It 'accepts paths, wildcards, literal paths and table rows' {
        $null = New-TestFile 'a[1].txt' 'one'
        $two = New-TestFile 'b.txt' 'two'
        $null = New-Item -ItemType Directory TestDrive:/inner.txt
        (Add-MistralLibraryDocument $place TestDrive:/*.txt).Name | Should -BeExactly @('a[1].txt', 'b.txt')
        (Add-MistralLibraryDocument $place -LiteralPath 'TestDrive:/a[1].txt').Name | Should -BeExactly 'a[1].txt'
        ($two | Add-MistralLibraryDocument $place).Name | Should -BeExactly 'b.txt'
        ([pscustomobject]@{ LibraryId = $place; Path = $two } | Add-MistralLibraryDocument).Name | Should -BeExactly 'b.txt'
        ($library | Add-MistralLibraryDocument -Path $two).Name | Should -BeExactly 'b.txt'
        Push-Location TestDrive:
        try { (Add-MistralLibraryDocument $place ./b.txt).Name | Should -BeExactly 'b.txt' }
        finally { Pop-Location }
    }

    It 'returns the existing document for known content' {
        $first = Add-MistralLibraryDocument $place (New-TestFile 'a.txt' 'same')
        $second = Add-MistralLibraryDocument $place (New-TestFile 'b.txt' 'same')
        $second.DocumentId | Should -BeExactly $first.DocumentId
        $second.IsNew | Should -BeFalse
        (Add-MistralLibraryDocument $place (New-TestFile 'c.txt' 'same') -Wait).IsNew | Should -BeFalse
    }

    It 'sends nothing with -WhatIf' {
        Add-MistralLibraryDocument $place (New-TestFile 'a.txt' 'one') -WhatIf | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'writes an error for <Name> and sends the other files' -ForEach @(
        @{ Name = 'a missing file'; Path = 'TestDrive:/none.txt'; Id = 'MistralFileNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a wildcard without a match'; Path = 'TestDrive:/*.none'; Id = 'MistralFileNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a folder'; Path = 'TestDrive:/'; Id = 'MistralNotFile'; Category = 'InvalidArgument' }
        @{ Name = 'a drive that is not a file system'; Path = 'Env:PATH'; Id = 'MistralNotFile'; Category = 'InvalidArgument' }
    ) {
        $one = New-TestFile 'a.txt' 'one'
        $two = New-TestFile 'b.txt' 'two'
        $made = $one, $Path, $two | Add-MistralLibraryDocument $place -ErrorVariable problems -ErrorAction SilentlyContinue
        $made.Name | Should -BeExactly @('a.txt', 'b.txt')
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problems[0].CategoryInfo.Category | Should -Be $Category
        $problems[0].TargetObject | Should -BeExactly $Path
    }

    It 'writes an error for a locked file' {
        $path = New-TestFile 'locked.txt' 'one'
        $lock = [IO.File]::Open($path, 'Open', 'ReadWrite', 'None')
        try { $problem = Get-TestError { Add-MistralLibraryDocument $place $path } }
        finally { $lock.Dispose() }
        $problem.TargetObject | Should -BeExactly $path
        "$problem" | Should -Match "locked\.txt' can't be read"
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'writes an error for the file when <Name> and sends the others' -ForEach @($failures | Where-Object { $_.Fault.status -ne 401 }) {
        $files = 1..4 | ForEach-Object { New-TestFile "$_.txt" "number $_" }
        Add-EmulatorFault ($Fault + @{ method = 'POST'; path = '/v1/libraries'; skip = 1 })
        $made = $files | Add-MistralLibraryDocument $place -ErrorVariable problems -ErrorAction SilentlyContinue
        $made.Name | Should -BeExactly @('1.txt', '3.txt', '4.txt')
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problems[0].CategoryInfo.Category | Should -Be $Category
        $problems[0].TargetObject | Should -BeExactly $files[1]
    }

    It 'stops at once when the key is refused' {
        $files = 1..4 | ForEach-Object { New-TestFile "$_.txt" "number $_" }
        Add-EmulatorFault @{ method = 'POST'; status = 401; times = 0 }
        { $files | Add-MistralLibraryDocument $place } | Should -Throw -ErrorId 'MistralAuthenticationFailed,*'
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'retries an upload only when the server can''t have processed it' {
        $patient = Connect-TestMistral @{ PassThru = $true }
        Connect-TestMistral @{ MaximumRetryCount = 0 }
        Clear-EmulatorRequest
        Add-EmulatorFault @{ method = 'POST'; actThenCut = $true }
        (Get-TestError { Add-MistralLibraryDocument $place (New-TestFile 'a.txt' 'one') -Connection $patient }).FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
        @(Get-EmulatorRequest).Count | Should -Be 1
        Add-EmulatorFault @{ method = 'POST'; status = 429; headers = @{ 'Retry-After' = '0' } }
        (Add-MistralLibraryDocument $place (New-TestFile 'b.txt' 'two') -Connection $patient).Name | Should -BeExactly 'b.txt'
        $got = @(Get-EmulatorRequest)
        $got.Count | Should -Be 3
        (Get-SentFile $got[1]).Text | Should -BeExactly 'two'
        (Get-SentFile $got[2]).Text | Should -BeExactly 'two'
    }

    It 'keeps the input order with -ThrottleLimit' {
        $files = 1..20 | ForEach-Object { New-TestFile ('{0:00}.txt' -f $_) "number $_" }
        Add-EmulatorFault @{ method = 'POST'; times = 0; delayHeadersMilliseconds = 60; isRandomDelay = $true }
        $made = $files | Add-MistralLibraryDocument $place -ThrottleLimit 5
        $made.Name | Should -BeExactly ($files | Split-Path -Leaf)
    }

    It 'waits for all documents with -Wait and reports each that failed' {
        $good = New-TestFile 'good.txt' 'good'
        $empty = New-TestFile 'empty.txt' ''
        $more = New-TestFile 'more.txt' 'more'
        $made = $good, $empty, $more | Add-MistralLibraryDocument $place -Wait -ErrorVariable problems -ErrorAction SilentlyContinue
        $made.Name | Should -BeExactly @('good.txt', 'more.txt')
        $made.ProcessStatus | Should -BeExactly @('done', 'done')
        $made.IsNew | Should -Be $true, $true
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralDocumentFailed,*'
        $problems[0].TargetObject | Should -BeExactly $empty
        "$($problems[0])" | Should -Match "empty\.txt.*missing_content"
        # All uploads come before the wait.
        $methods = @(Get-EmulatorRequest).method
        $methods[0..2] | Should -Be 'POST', 'POST', 'POST'
    }

    It 'stops at once during an upload' {
        $path = New-TestFile 'a.txt' 'one'
        Add-EmulatorFault @{ method = 'POST'; holdHeaders = $true }
        $started = Start-TestScript -Variable @{ Uri = $env:MISTRAL_TEST_URI; Key = (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY); Id = $place; Path = $path } {
            Connect-Mistral -ApiKey $Key -BaseUri $Uri -SkipValidation
            Add-MistralLibraryDocument $Id $Path
        }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ method = 'POST'; held = 1 }
            Stop-TestScript $started | Should -BeLessThan 1000
        }
        finally { Remove-TestScript $started }
    }
}

Describe 'Progress' {
    BeforeEach { Reset-Emulator }

    BeforeAll {
        $slow = { Get-ChildItem $Folder | Add-MistralLibraryDocument (Get-MistralLibrary Handbook).LibraryId }
    }

    BeforeEach {
        Get-ChildItem TestDrive: | Remove-Item -Recurse -Force
        $folder = (Get-PSDrive TestDrive).Root
        1..4 | ForEach-Object { $null = New-TestFile "$_.txt" "number $_" }
    }

    It 'does not appear for a short upload' {
        # On a busy machine the upload may take longer.
        foreach ($try in 1..5) {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $told = @(Get-TestProgress $slow @{ Folder = $folder })
            if ($watch.ElapsedMilliseconds -lt 900) { break }
        }
        $told | Should -BeNullOrEmpty
    }

    It 'appears after one second and is completed at the end' {
        Add-EmulatorFault @{ method = 'POST'; times = 0; delayHeadersMilliseconds = 700 }
        $told = @(Get-TestProgress $slow @{ Folder = $folder })
        $told.Count | Should -BeGreaterThan 1
        $told[0].Activity | Should -BeExactly 'Uploading documents'
        $told[0].StatusDescription | Should -Match '^[12] of [123] files, [\d.,]+ of [\d.,]+ MB$'
        $told[-1].RecordType | Should -Be 'Completed'
        @($told | Where-Object RecordType -EQ Completed).Count | Should -Be 1
    }

    It 'is completed when <Name>' -ForEach @(
        @{ Name = 'the cmdlet ends with an error'; Fault = @{ method = 'POST'; status = 401; skip = 2 }; Script = $null }
        @{ Name = 'the pipeline stops early'; Fault = $null; Script = { Get-ChildItem $Folder | Add-MistralLibraryDocument (Get-MistralLibrary Handbook).LibraryId | Select-Object -First 3 } }
    ) {
        if ($Fault) { Add-EmulatorFault $Fault }
        Add-EmulatorFault @{ method = 'POST'; times = 0; delayHeadersMilliseconds = 700 }
        $told = @(Get-TestProgress $(if ($Script) { $Script } else { $slow }) @{ Folder = $folder })
        $told.Count | Should -BeGreaterThan 1
        $told[-1].RecordType | Should -Be 'Completed'
    }
}

Describe 'Wait-MistralLibraryDocument' {
    BeforeEach {
        Reset-Emulator
        $library = Get-MistralLibrary Handbook
        Clear-EmulatorRequest
    }

    It 'polls until each document is ready and returns it with its final status' {
        $made = 'a', 'b' | ForEach-Object { Add-MistralLibraryDocument $library.LibraryId (New-TestFile "$_.txt" $_) }
        Clear-EmulatorRequest
        $ready = $made | Wait-MistralLibraryDocument
        $ready.Name | Should -BeExactly @('a.txt', 'b.txt')
        $ready.ProcessStatus | Should -BeExactly @('done', 'done')
        $ready[0].NumberOfPages | Should -Be 1
        @(Get-EmulatorRequest | Where-Object path -Like '*/status').Count | Should -Be 4
        @(Get-EmulatorRequest).Count | Should -Be 6
    }

    It 'does not poll a document that is ready' {
        @($library | Get-MistralLibraryDocument | Wait-MistralLibraryDocument -TimeoutSeconds 0).Count | Should -Be 3
    }

    It 'continues to poll on an unknown status' {
        Add-EmulatorFault @{ path = "$documents/$d/status"; body = '{"process_status":"dreaming"}' }
        Add-EmulatorFault @{ path = "$documents/$d/status"; body = '{"process_status":"done"}' }
        Add-EmulatorFault @{ path = "$documents/$d"; body = "{`"id`":`"$d`"}" }
        (Wait-MistralLibraryDocument $l $d).DocumentId | Should -BeExactly $d
        @(Get-EmulatorRequest).Count | Should -Be 3
    }

    It 'reports the reason of each failure and continues' {
        $all = @($library | Get-MistralLibraryDocument)
        Add-EmulatorFault @{ path = "/v1/libraries/$($library.LibraryId)/documents/$($all[1].DocumentId)/status"; body = '{"process_status":"error","processing_status":"Error"}' }
        $ready = $all | Wait-MistralLibraryDocument -ErrorVariable problems -ErrorAction SilentlyContinue
        $ready.Name | Should -BeExactly @($all[0].Name, $all[2].Name)
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralDocumentFailed,*'
        $problems[0].CategoryInfo.Category | Should -Be 'InvalidResult'
        $problems[0].TargetObject | Should -BeExactly $all[1].DocumentId
        "$($problems[0])" | Should -Match "'error'"
    }

    It 'applies -TimeoutSeconds to all documents together' {
        Add-EmulatorFault @{ path = '/v1/libraries'; body = '{"process_status":"waiting_for_capacity"}'; times = 0 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $d, $u | ForEach-Object { [pscustomobject]@{ LibraryId = $l; DocumentId = $_ } } | Wait-MistralLibraryDocument -TimeoutSeconds 1 -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $problems.TargetObject | Should -BeExactly @($d, $u)
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralDocumentTimeout,*'
        $problems[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        "$($problems[0])" | Should -Match 'waiting_for_capacity'
    }

    It 'reports a deleted document and continues' {
        $one = $library | Get-MistralLibraryDocument -Name Travel.pdf
        $ready = [pscustomobject]@{ LibraryId = $l; DocumentId = $d }, $one | Wait-MistralLibraryDocument -ErrorVariable problems -ErrorAction SilentlyContinue
        $ready.Name | Should -BeExactly 'Travel.pdf'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problems[0].TargetObject | Should -BeExactly $d
    }

    It 'refuses a response without a status' {
        Add-EmulatorFault @{ path = $documents; body = '{}' }
        (Get-TestError { Wait-MistralLibraryDocument $l $d }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'stops at once' {
        Add-EmulatorFault @{ path = '/v1/libraries'; body = '{"process_status":"in_progress"}'; times = 0 }
        $started = Start-TestScript -Variable @{ Uri = $env:MISTRAL_TEST_URI; Key = (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY); L = $l; D = $d } {
            Connect-Mistral -ApiKey $Key -BaseUri $Uri -SkipValidation
            Wait-MistralLibraryDocument $L $D
        }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Count 2 -Filter @{ path = $documents }
            Stop-TestScript $started | Should -BeLessThan 1000
        }
        finally { Remove-TestScript $started }
    }

    It 'waits again after a document was processed again' {
        $document = $library | Get-MistralLibraryDocument -Name Travel.pdf
        $document | Update-MistralLibraryDocument
        ($document | Get-MistralLibraryDocument).ProcessStatus | Should -BeExactly 'todo'
        ($document | Wait-MistralLibraryDocument).ProcessStatus | Should -BeExactly 'done'
    }
}

Describe 'Access' {
    BeforeEach {
        Reset-Emulator
        $library = Get-MistralLibrary Handbook
    }

    It 'can be granted, listed and revoked through the pipeline' {
        ($library | Get-MistralLibraryAccess).Role | Should -BeExactly 'Owner'
        $made = [pscustomobject]@{ LibraryId = $library.LibraryId; WorkspaceId = $d; Role = 'Editor' } | Grant-MistralLibraryAccess
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.LibraryAccess'
        $made.Role | Should -BeExactly 'Editor'
        $made.WorkspaceId | Should -BeExactly $d
        $null = Grant-MistralLibraryAccess $library.LibraryId Viewer -UserId $u
        $null = Grant-MistralLibraryAccess $library.LibraryId Viewer -OrganizationId $l
        $all = @($library | Get-MistralLibraryAccess)
        $all.Count | Should -Be 4
        ($all | Where-Object ShareWithType -EQ Org).OrganizationId | Should -BeExactly $l

        # One access of each kind.
        $all | Where-Object { $_.Role -ne 'Owner' -and $_.ShareWithType -ne 'Org' } | Revoke-MistralLibraryAccess | Should -BeNullOrEmpty
        Revoke-MistralLibraryAccess $library -OrganizationId $l | Should -BeNullOrEmpty
        @($library | Get-MistralLibraryAccess).Count | Should -Be 1
    }

    It 'is replaced when it already exists' {
        $null = Grant-MistralLibraryAccess $library.LibraryId Viewer -UserId $u
        $null = Grant-MistralLibraryAccess $library.LibraryId Editor -UserId $u
        ($library | Get-MistralLibraryAccess | Where-Object UserId -EQ $u).Role | Should -BeExactly 'Editor'
    }

    It 'can be copied from one library to another' {
        $null = Grant-MistralLibraryAccess $library.LibraryId Editor -UserId $u
        $null = Grant-MistralLibraryAccess $library.LibraryId Viewer -WorkspaceId $d
        $other = Get-MistralLibrary Contracts
        $null = $library | Get-MistralLibraryAccess | Where-Object Role -NE Owner | Grant-MistralLibraryAccess -LibraryId $other.LibraryId
        @($other | Get-MistralLibraryAccess | Sort-Object Role).Role | Should -BeExactly @('Editor', 'Viewer')
    }

    It 'is described by -WhatIf before it is granted' {
        $shown = Invoke-TestShell -Environment @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY } -Script "Grant-MistralLibraryAccess $l Editor -WorkspaceId $d -WhatIf"
        $shown.Output | Should -Match $d
    }

    It 'that does not exist can''t be revoked' {
        $problem = Get-TestError { Revoke-MistralLibraryAccess $library.LibraryId -UserId $u }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.TargetObject | Should -BeExactly $library.LibraryId
    }

    It 'of two principals or of an owner is refused before anything is sent' {
        { Grant-MistralLibraryAccess $library.LibraryId Viewer -UserId $u -WorkspaceId $d } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Grant-MistralLibraryAccess $library.LibraryId Owner -UserId $u } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'Tab completion' {
    BeforeAll {
        function Get-Completion([string] $Line) { (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches }
    }
    BeforeEach { Reset-Emulator }

    It 'completes a library by its name' {
        $found = @(Get-Completion 'Get-MistralLibraryDocument hand')
        $found.Count | Should -Be 1
        $found[0].ListItemText | Should -BeExactly 'Handbook'
        $found[0].CompletionText.Trim("'") | Should -BeExactly (Get-MistralLibrary Handbook).LibraryId
    }

    It 'completes a document of the given library by its name' {
        $id = (Get-MistralLibrary Handbook).LibraryId
        $found = @(Get-Completion "Get-MistralLibraryDocumentText -LibraryId $id -DocumentId tra")
        $found.ListItemText | Should -BeExactly @('Travel.pdf')
        Get-Completion 'Get-MistralLibraryDocumentText -DocumentId tra' | Where-Object ResultType -EQ ParameterValue | Should -BeNullOrEmpty
    }

    It 'completes the values of -SortBy' {
        (Get-Completion 'Get-MistralLibraryDocument x -SortBy c').CompletionText | Should -BeExactly 'created_at'
        (Get-Completion 'Get-MistralLibraryDocument x -SortOrder ').CompletionText | Should -BeExactly @('asc', 'desc')
    }
}

Describe 'The console view' {
    BeforeAll {
        function Get-Shown($Value) { ($Value | Out-String -Width 80).Trim() -replace '\x1b\[[0-9;]*m' -split '\r?\n' }
    }
    BeforeEach {
        Reset-Emulator
        $library = Get-MistralLibrary Handbook
    }

    It 'shows a library in one line' {
        $shown = Get-Shown $library
        $shown[0] | Should -Match '^Name\s+Documents\s+MB\s+LibraryId$'
        $shown[2] | Should -Match "^Handbook\s+3\s+0.0\s+$($library.LibraryId)$"
    }

    It 'shows a document in one line without control characters' {
        $document = $library | Get-MistralLibraryDocument -Name Travel.pdf | Set-MistralLibraryDocument -Name "a$([char]27)[31mb"
        $shown = Get-Shown $document
        $shown[0] | Should -Match '^Name\s+Status\s+KB\s+DocumentId$'
        $shown[2] | Should -Match "^a$([char]0xFFFD)\[31mb\s+done\s+1\s+$($document.DocumentId)$"
    }

    It 'shows an access entry in one line' {
        (Get-Shown ($library | Get-MistralLibraryAccess))[0] | Should -Match '^Role\s+Type\s+Id$'
    }
}
