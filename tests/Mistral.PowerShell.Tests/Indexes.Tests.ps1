#requires -Version 5.1

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationTable.psm1" -Force
    $root = '/v1/rag/managed_indexes'

    # One line for each call: the command and the expected request.
    $calls = @(
        @{ Call = { Get-MistralIndex }; Sent = "GET ${root}?page_size=100" }
        @{ Call = { Get-MistralIndex hand* -Status READY -CreatorId u }; Sent = "GET ${root}?status=ready&creator_id=u&page_size=100" }
        @{ Call = { Get-MistralIndex 'a/b' }; Sent = "GET $root/a%2Fb" }
        @{ Call = { New-MistralIndex x }; Sent = "POST $root"; Body = "{'name':'x','config':{'embedding':{'name':'mistral-embed','dimensions':1024,'type':'mistral'}}}" }
        @{ Call = { New-MistralIndex x own -Dimension 8 -DataType Float16 -DistanceMetric L2 -CustomModel -DocumentField @{ category = 'keyword' } -ChunkField @{ page = @{ type = 'int'; indexed = $true } } }
            Sent = "POST $root"; Body = "{'name':'x','schema':{'document_fields':{'category':{'type':'keyword'}},'chunk_fields':{'page':{'type':'int','indexed':true}}},'config':{'embedding':{'name':'own','dimensions':8,'type':'custom','dtype':'float16','distance_metric':'l2'}}}"; Unordered = $true }
        @{ Call = { Remove-MistralIndex x -Confirm:$false }; Sent = "DELETE $root/x" }
        @{ Call = { Remove-MistralIndexDocument handbook a, b -Confirm:$false }; Sent = "DELETE $root/handbook/documents"; Body = "{'document_ids':['a','b']}" }
        @{ Call = { Search-MistralIndex handbook 'a b' -Top 3 }; Sent = "POST $root/handbook/search"; Body = "{'retriever':{'type':'rrf','retrievers':[{'type':'keyword','query':'a b','top_k':3},{'type':'nearest_neighbour','query':'a b','top_k':3}],'top_k':3}}"; IsRead = $true }
        @{ Call = { Search-MistralIndex handbook a -Mode vector -Filter @{ category = 'travel' } }; Sent = "POST $root/handbook/search"; Body = "{'retriever':{'type':'nearest_neighbour','query':'a','top_k':10,'filter':{'type':'equal','field':'category','value':'travel'}}}"; IsRead = $true }
        @{ Call = { Search-MistralIndex handbook a -Mode Keyword -Filter ([ordered]@{ category = 'travel'; language = 'en', 'fr' }) }; Sent = "POST $root/handbook/search"; Body = "{'retriever':{'type':'keyword','query':'a','top_k':10,'filter':{'type':'and','matches':[{'type':'equal','field':'category','value':'travel'},{'type':'in','field':'language','values':['en','fr']}]}}}"; IsRead = $true }
        @{ Call = { Search-MistralIndex handbook a -Mode Keyword -Filter ([ordered]@{ type = 'range'; field = 'n'; gte = 3 }) }; Sent = "POST $root/handbook/search"; Body = "{'retriever':{'type':'keyword','query':'a','top_k':10,'filter':{'type':'range','field':'n','gte':3}}}"; IsRead = $true }
        @{ Call = { Search-MistralIndex handbook -Vector 1, 0.5 }; Sent = "POST $root/handbook/search"; Body = "{'retriever':{'type':'nearest_neighbour','query_embedding':[1,0.5],'top_k':10}}"; IsRead = $true }
        @{ Call = { Get-MistralIndexDocument handbook travel.md }; Sent = "POST $root/handbook/read"; Body = "{'source_id':'travel.md'}"; IsRead = $true }
        @{ Call = { Get-MistralIndexDocument handbook travel.md -StartOffset 0 -EndOffset 90 -Top 4 }; Sent = "POST $root/handbook/read"; Body = "{'source_id':'travel.md','start_offset':0,'end_offset':90,'top_k':4}"; IsRead = $true }
        @{ Call = { Get-MistralIndexDocument handbook travel.md 'a b' -Term }; Sent = "POST $root/handbook/grep"; Body = "{'source_id':'travel.md','pattern':'a b','mode':'term'}"; IsRead = $true }
        @{ Call = { Get-MistralIndexChunk handbook 'c/d' }; Sent = "GET $root/handbook/chunks/c%2Fd" }
        @{ Call = { Get-MistralIndexChunk handbook -SourceId travel.md -StartOffset 0 -EndOffset 4 -Direction NEXT -Top 2 }; Sent = "POST $root/handbook/navigate"; Body = "{'source_id':'travel.md','start_offset':0,'end_offset':4,'direction':'next','top_k':2}"; IsRead = $true }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_.IsGet = $_.Sent -like 'GET *' -or $_.IsRead; $_ }

    # Cmdlets with code of their own. Other tests check what they send. With Missing = $false, no id of the user can be missing.
    $own = @(
        @{ Call = { Set-MistralIndex x -DocumentField @{ a = 'keyword' } } }
        @{ Call = { [pscustomobject]@{ id = 'a'; content = 'x' } | Add-MistralIndexDocument x } }
        @{ Call = { Wait-MistralIndex x }; IsRead = $true }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_ }

    $coverage = Get-TableCoverage '^MistralIndex' -Call $calls -Own $own -List 'Get-MistralIndex'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationTable.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $root = '/v1/rag/managed_indexes'

    function Get-SentText($Request) {
        '{0} {1}{2}' -f $Request.method, $Request.path, $(if ($Request.query) { "?$($Request.query)" })
    }

    function New-TestFile([string] $Name, [string] $Text) {
        $path = [IO.Path]::Combine((Get-PSDrive TestDrive).Root, $Name)
        [IO.File]::WriteAllText($path, $Text)
        $path
    }

    function Get-SentDocument {
        @(Get-EmulatorRequest -Filter @{ method = 'POST' } | Where-Object path -Like '*/documents' | ForEach-Object { ($_.body | ConvertFrom-Json).documents })
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'An index cmdlet' {
    BeforeEach { Reset-Emulator }

    It 'has a row in each table, so that a new one is tested too' -ForEach @{ Coverage = $coverage } {
        Assert-Covered $Coverage
    }

    It 'says with the name what was not found: <Shown>' -ForEach $coverage.WithId {
        Assert-NotFound (Get-NotFoundError $Call)
    }

    It 'sends the expected request: <Shown>' -ForEach $calls {
        $problems = @(& $Call 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $problems | Where-Object { $_.FullyQualifiedErrorId -notlike 'MistralNotFound,*' } | Should -BeNullOrEmpty
        $got = @(Get-EmulatorRequest)
        Get-SentText $got[0] | Should -BeExactly $Sent
        $expected = "$Body" -replace "'", '"'
        if ($Unordered) { ($got[0].body.ToCharArray() | Sort-Object) -join '' | Should -BeExactly (($expected.ToCharArray() | Sort-Object) -join '') }
        else { $got[0].body | Should -BeExactly $expected }
    }

    It 'changes nothing with -WhatIf: <Shown>' -ForEach $coverage.Changing {
        $text = "$Call" -replace '-Confirm:\$false'
        & ([scriptblock]::Create("$text -WhatIf")) | Should -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'reads although $WhatIfPreference is set' {
        $WhatIfPreference = $true
        @(Search-MistralIndex handbook hotel).Count | Should -BeGreaterThan 0
    }

    It 'writes an ObjectNotFound error with the name: <_>' -ForEach @(
        'Get-MistralIndex nothing', 'Remove-MistralIndex nothing -Confirm:$false', 'Search-MistralIndex nothing x', 'Get-MistralIndexDocument nothing x'
        'Get-MistralIndexChunk nothing x', 'Wait-MistralIndex nothing', 'Set-MistralIndex nothing -DocumentField @{ a = ''int'' }'
        'Remove-MistralIndexDocument nothing x -Confirm:$false'
    ) {
        $problem = Get-TestError ([scriptblock]::Create($_))
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject | Should -BeIn 'nothing', 'x'
    }
}

Describe 'The list of indexes' {
    BeforeEach { Reset-Emulator }

    It 'returns each index of three pages exactly once' {
        Set-EmulatorList $root 250
        $all = @(Get-MistralIndex)
        @($all.Name | Select-Object -Unique).Count | Should -Be 250
        @(Get-EmulatorRequest).query | Should -BeLike 'page_size=100*'
        @(Get-EmulatorRequest).Count | Should -Be 3
        (Get-MistralIndex -First 20 -Skip 190).Name | Should -Be $all[190..209].Name
    }

    It 'may be empty, and a repeated page is an error' {
        Set-EmulatorList $root 0
        Get-MistralIndex -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
        Add-EmulatorFault @{ path = $root; body = '{"data":[{"id":"1"}],"next_page_token":"again"}'; times = 0 }
        (Get-TestError { Get-MistralIndex }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'is filtered by a pattern' {
        $null = New-MistralIndex support
        (Get-MistralIndex sup*).Name | Should -Be 'support'
        Get-MistralIndex none* | Should -BeNullOrEmpty
    }
}

Describe 'An index' {
    BeforeEach { Reset-Emulator }

    It 'is created and waited for through the pipeline' {
        $made = New-MistralIndex support
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Index'
        $made.Status | Should -BeExactly 'provisioning'
        $ready = $made | Wait-MistralIndex
        $ready.Status | Should -BeExactly 'ready'
        $ready.Config.Embedding.Name | Should -BeExactly 'mistral-embed'
        (Get-TestError { New-MistralIndex support }).FullyQualifiedErrorId | Should -BeLike 'MistralConflict,*'
    }

    It 'that could not be prepared is an error with the reason, and others are still waited for' {
        $null = New-MistralIndex bad unknown
        $null = New-MistralIndex good
        $ready = Wait-MistralIndex bad, good -ErrorVariable problems -ErrorAction SilentlyContinue
        $ready.Name | Should -Be 'bad', 'good'
        $ready.Status | Should -Be 'failed', 'ready'
        $problems.FullyQualifiedErrorId | Should -BeLike 'MistralIndexFailed,*'
        $problems.TargetObject.Name | Should -BeExactly 'bad'
        "$problems" | Should -Match 'The embedding model is not known'
    }

    It 'that takes too long is an error after -Timeout' {
        $problem = Get-TestError { New-MistralIndex slow | Wait-MistralIndex -Timeout 0 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralIndexTimeout,*'
        $problem.CategoryInfo.Category | Should -Be 'OperationTimeout'
    }

    It 'is waited for until it is deleted' {
        Remove-MistralIndex handbook -Confirm:$false
        Wait-MistralIndex handbook -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'keeps its fields when others are added' {
        $changed = Set-MistralIndex handbook -DocumentField @{ language = 'keyword' } -ChunkField @{ page = 'int' } | Wait-MistralIndex
        $changed.Schema.document_fields.category.type | Should -BeExactly 'keyword'
        $changed.Schema.document_fields.language.type | Should -BeExactly 'keyword'
        $changed.Schema.chunk_fields.page.type | Should -BeExactly 'int'
        (Get-TestError { Set-MistralIndex handbook }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }

    It 'is searched, and a hit leads to its document, its chunk and the chunk after it' {
        $hit = Search-MistralIndex handbook 'expenses of a trip' -Top 1
        $hit.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.IndexChunk'
        $hit.Score | Should -BeOfType [double]
        $hit.IndexName | Should -BeExactly 'handbook'
        $hit.SourceId | Should -BeExactly 'travel.md'
        @($hit | Get-MistralIndexDocument).Count | Should -Be 2
        ($hit | Get-MistralIndexChunk).Content | Should -BeExactly $hit.Content
        ($hit | Get-MistralIndexChunk -Direction next).Content | Should -Match 'Hotels'
        (Get-MistralIndexDocument handbook travel.md RECEIPTS).Content | Should -Match 'receipts'
        Search-MistralIndex handbook 'zeppelin' | Should -BeNullOrEmpty
        (Get-MistralIndex handbook | Search-MistralIndex -Query hotel -Top 1).SourceId | Should -BeExactly 'travel.md'
        'hotel', 'expenses' | Search-MistralIndex handbook -Top 1 | Should -HaveCount 2
        Search-MistralIndex handbook hotel -Filter @{ category = 'other' } | Should -BeNullOrEmpty
    }
}

Describe 'A document' {
    BeforeEach { Reset-Emulator }

    It 'of a file is divided, gets vectors, and is found' {
        $null = New-MistralIndex support | Wait-MistralIndex
        $text = (1..40 | ForEach-Object { "Paragraph $_ of the manual. " + ('word ' * 20) }) -join "`n`n"
        $file = New-TestFile manual.txt $text
        $added = Get-Item $file | Add-MistralIndexDocument support -ChunkLength 1000
        $added.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.IndexDocument'
        $added.Status | Should -BeExactly 'accepted'
        $added.Path | Should -BeExactly $file
        $added.ChunkCount | Should -BeGreaterThan 3
        $document = Get-SentDocument
        $document.chunks.content -join '' | Should -BeExactly $text
        $document.chunks | ForEach-Object { $_.content.Length | Should -BeLessOrEqual 1000 }
        $document.chunks[0].embedding.Count | Should -Be 1024
        $document.chunks[1].start_offset | Should -Be $document.chunks[0].end_offset
        (Search-MistralIndex support 'manual' -Top 1).SourceId | Should -BeExactly $added.SourceId
        # The model of the index is read once, and the texts go together.
        @(Get-EmulatorRequest -Filter @{ path = '/v1/embeddings' }).Count | Should -Be 1
    }

    It 'of a file is embedded in requests below the limit of tokens, also with long chunks' {
        $file = New-TestFile long.txt ('word ' * 24000)
        (Get-Item $file | Add-MistralIndexDocument handbook -ChunkLength 8000).Status | Should -BeExactly 'accepted'
        $sent = @(Get-EmulatorRequest -Filter @{ path = '/v1/embeddings' })
        $sent.Count | Should -Be 3
        foreach ($request in $sent) {
            (($request.body | ConvertFrom-Json).input -join '').Length | Should -BeLessOrEqual 45000
        }
    }

    It 'of a file is added although the index could not be read for the one before' {
        $files = (New-TestFile first.txt 'First'), (New-TestFile second.txt 'Second')
        Add-EmulatorFault @{ method = 'GET'; path = "$root/handbook"; status = 501 }
        $added = Get-Item $files | Add-MistralIndexDocument handbook -ErrorVariable problems -ErrorAction SilentlyContinue
        $added.Path | Should -BeExactly $files[1]
        $problems.TargetObject | Should -BeExactly $files[0]
    }

    It 'has a source from its path below the current location' {
        Push-Location TestDrive:
        try {
            $null = New-Item -ItemType Directory -Path sub -Force
            $null = New-TestFile sub/a.txt 'Text of a.'
            $null = Add-MistralIndexDocument handbook sub/a.txt
        }
        finally { Pop-Location }
        (Get-SentDocument).source_id | Should -BeExactly 'sub/a.txt'

        # The same source from any location.
        Clear-EmulatorRequest
        Get-Item "$TestDrive/sub/a.txt" | Add-MistralIndexDocument handbook -RelativeBasePath $TestDrive | Should -HaveCount 1
        Add-MistralIndexDocument handbook "$TestDrive/sub/*.txt" -RelativeBasePath TestDrive:/sub | Should -HaveCount 1
        (Get-SentDocument).source_id | Should -BeExactly 'sub/a.txt', 'a.txt'
    }

    It 'can be an object with fields, or a row of a table' {
        $rows = "source_id,content,category`nfaq-1,The printer is upstairs.,office`nfaq-2,Passwords expire.,security" | ConvertFrom-Csv
        $added = $rows | Add-MistralIndexDocument handbook -Field @{ language = 'en' } -ThrottleLimit 2
        $added.DocumentId | Should -Be 'faq-1', 'faq-2'
        (Get-SentDocument | Sort-Object -Property id).category | Should -Be 'office', 'security'
        (Get-SentDocument).language | Select-Object -Unique | Should -Be 'en'
        (Search-MistralIndex handbook printer -Filter @{ category = 'office' }).Content | Should -BeExactly 'The printer is upstairs.'
    }

    It 'with chunks is sent unchanged' {
        $added = @{ id = 'd'; source_id = 's'; chunks = @(@{ id = 'c'; source_id = 's'; content = 'x'; embedding = @(1, 2) }) } | Add-MistralIndexDocument handbook
        $added.DocumentId | Should -BeExactly 'd'
        @(Get-EmulatorRequest -Filter @{ path = '/v1/embeddings' }) | Should -BeNullOrEmpty
    }

    It 'that is refused, empty or without a source is an error, and the others are added' {
        $rows = @(
            @{ source_id = 'empty'; content = '' }
            @{ content = 'no source' }
            @{ source_id = 'good'; content = 'Good text.' }
        )
        $added = $rows | Add-MistralIndexDocument handbook -ErrorVariable problems -ErrorAction SilentlyContinue
        $added.SourceId | Should -Be 'good'
        @($problems | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } | Sort-Object) | Should -Be 'MistralDocumentRejected', 'MistralInvalidArgument'
        ($problems | Where-Object FullyQualifiedErrorId -Like 'MistralDocumentRejected*').TargetObject | Should -BeExactly 'empty'
    }

    It 'of a missing file is an error' {
        (Get-TestError { Add-MistralIndexDocument handbook ./missing.txt }).CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'of a file that is not text is an error before anything is sent' {
        $file = [IO.Path]::Combine((Get-PSDrive TestDrive).Root, 'scan.pdf')
        [IO.File]::WriteAllBytes($file, [byte[]](0x25, 0x50, 0x44, 0x46, 0xff, 0xfe, 0x00))
        $problem = Get-TestError { Get-Item $file | Add-MistralIndexDocument handbook }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralTextFileInvalid,*'
        $problem.TargetObject | Should -BeExactly $file
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Invoke-MistralOcr'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'of a file needs an index that embeds texts' {
        $null = New-MistralIndex own -CustomModel | Wait-MistralIndex
        $file = New-TestFile b.txt 'Text'
        "$(Get-TestError { Add-MistralIndexDocument own $file })" | Should -Match 'custom embedding model'
    }

    It 'is not added with -WhatIf, and nothing is embedded' {
        $file = New-TestFile c.txt 'Text'
        Get-Item $file | Add-MistralIndexDocument handbook -WhatIf | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is removed, and one that the index does not have is an error' {
        $added = @{ source_id = 'gone'; content = 'Text to remove.' } | Add-MistralIndexDocument handbook
        $added | Remove-MistralIndexDocument -Confirm:$false
        $problem = Get-TestError { $added | Remove-MistralIndexDocument -Confirm:$false }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.TargetObject | Should -BeExactly 'gone'
        Search-MistralIndex handbook hotel -Top 1 | Remove-MistralIndexDocument -Confirm:$false
        (Get-TestError { Get-MistralIndexDocument handbook travel.md }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }
}
