#requires -Version 5.1
# Seconds: 20

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestFiles.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $jobs = '/v1/batch/jobs'

    # Other processes have temporary folders too.
    $temporary = @{ TMPDIR = $env:TMPDIR; TMP = $env:TMP }
    $env:TMPDIR = $env:TMP = (New-Item -ItemType Directory -Path "$TestDrive/tmp").FullName
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/in").FullName

    function Get-Line { @(Get-EmulatorRequest) | ForEach-Object { "$($_.method) $($_.path -replace '[0-9a-f-]{36}', '*')" } }

    # The rows of each uploaded input file.
    function Get-SentRow {
        @(Get-EmulatorRequest -Filter @{ path = '/v1/files'; method = 'POST' }) | ForEach-Object {
            [regex]::Match($_.body, '(?s)filename="[^"]+".*?\r\n\r\n(.*?)\r\n--').Groups[1].Value -split "`n" | Where-Object { $_ } | ForEach-Object { ConvertFrom-Json -InputObject $_ }
        }
    }

    function Get-SentJob { @(Get-EmulatorRequest -Filter @{ path = $jobs; method = 'POST' }) | ForEach-Object { ConvertFrom-Json -InputObject $_.body } }

    # Makes the server return these results for a batch that has ended.
    function Set-BatchResult([string] $Id, [string[]] $Output, [hashtable] $Job = @{}) {
        $fields = @{ id = $Id; object = 'batch'; input_files = @(); endpoint = '/v1/chat/completions'; status = 'SUCCESS'; errors = @(); created_at = 1; total_requests = 1
            completed_requests = 1; succeeded_requests = 1; failed_requests = 0; output_file = $(if ($Output) { [guid]::NewGuid().ToString() }) } + @{}
        foreach ($name in $Job.Keys) { $fields[$name] = $Job[$name] }
        Add-EmulatorFault @{ method = 'GET'; path = "$jobs/$Id"; times = 0; body = (ConvertTo-Json -Depth 9 -InputObject $fields) }
        if ($Output) { Add-EmulatorFault @{ path = "/v1/files/$($fields.output_file)/content"; times = 0; contentType = 'application/octet-stream'; body = ($Output -join "`n") } }
    }

    function Get-ResultLine([string] $Id, [string] $Text = "answer $Id") {
        ConvertTo-Json -Compress -Depth 9 -InputObject @{ id = "b-$Id"; custom_id = $Id; error = $null; response = @{ status_code = 200; body = @{
            id = 'c'; object = 'chat.completion'; created = 1; model = 'm'; choices = @(@{ index = 0; finish_reason = 'stop'; message = @{ role = 'assistant'; content = $Text } }); usage = @{ total_tokens = 3 } } } }
    }

    function Get-Id([object[]] $Problem) { @($Problem.FullyQualifiedErrorId -replace ',.*') }
    function Get-TemporaryFolder { @(Get-ChildItem ([IO.Path]::GetTempPath()) -Directory -Filter 'mistral-*').Count }
}

AfterAll {
    foreach ($name in $temporary.Keys) { [Environment]::SetEnvironmentVariable($name, $temporary[$name]) }
    Disconnect-Mistral
}

Describe 'Start-MistralBatch' {
    BeforeEach { Reset-Emulator }

    It 'uploads the prompts as they are, numbered, and starts a batch of the file' {
        $batch = 'a "quoted" ü', "two`nlines" | Start-MistralBatch -System 'Be short.' -Temperature 0.1 -MaximumTokenCount 9 -Metadata @{ job = 'x' } -TimeoutHour 48
        Get-Line | Should -Be 'POST /v1/files', 'POST /v1/batch/jobs'
        (Get-EmulatorRequest)[0].body | Should -Match 'name="purpose"\r\n\r\nbatch\r\n'
        (Get-EmulatorRequest)[0].body | Should -Match 'filename="batch-1.jsonl"'
        $rows = @(Get-SentRow)
        $rows.custom_id | Should -Be '1', '2'
        $rows[0].body.model | Should -BeExactly 'mistral-small-latest'
        $rows[0].body.messages.role | Should -Be 'system', 'user'
        $rows[0].body.messages[1].content | Should -BeExactly 'a "quoted" ü'
        $rows[1].body.messages[1].content | Should -BeExactly "two`nlines"
        $rows[0].body.temperature | Should -Be 0.1
        $rows[0].body.max_tokens | Should -Be 9
        $job = Get-SentJob
        $job.endpoint | Should -BeExactly '/v1/chat/completions'
        $job.model | Should -BeExactly 'mistral-small-latest'
        $job.timeout_hours | Should -Be 48
        $job.metadata.job | Should -BeExactly 'x'
        $job.input_files | Should -Be $batch.InputFiles
        $batch.PSTypeNames | Should -Contain 'Mistral.Batch'
        $batch.BatchId | Should -Match '^[0-9a-f-]{36}$'
        $batch.TotalRequests | Should -Be 2
    }

    It 'makes requests of <Name>' -ForEach @(
        @{ Name = 'a message alone'; Call = { Start-MistralBatch 'Hi' }; Ids = '1'; Texts = 'Hi' }
        @{ Name = 'text below a message'; Call = { 'a', 'b' | Start-MistralBatch 'Translate.' }; Ids = '1', '2'; Texts = "Translate.`n`na", "Translate.`n`nb" }
        @{ Name = 'one property'; Call = { [pscustomobject]@{ A = 'x'; B = 'y' } | Start-MistralBatch -Property A }; Ids = '1'; Texts = 'x' }
        @{ Name = 'properties below a message'; Call = { [pscustomobject]@{ A = 'x'; B = 'y'; C = 'secret' } | Start-MistralBatch 'Q' -Property A, B }; Ids = '1'; Texts = "Q`n`nA: x`nB: y" }
        @{ Name = 'whole objects below a message'; Call = { [pscustomobject]@{ A = 'x' } | Start-MistralBatch 'Q' }; Ids = '1'; Texts = "Q`n`n{`"A`":`"x`"}" }
        @{ Name = 'a hashtable with -Property'; Call = { @{ A = 'x' } | Start-MistralBatch -Property A }; Ids = '1'; Texts = 'x' }
        @{ Name = 'objects with a message'; Call = { [pscustomobject]@{ Prompt = 'p' }, [pscustomobject]@{ Message = 'm' } | Start-MistralBatch }; Ids = '1', '2'; Texts = 'p', 'm' }
        @{ Name = 'ids of a property'; Call = { [pscustomobject]@{ Nr = 7; A = 'x' }, [pscustomobject]@{ Nr = 'b'; A = 'y' } | Start-MistralBatch -Property A -IdProperty Nr }; Ids = '7', 'b'; Texts = 'x', 'y' }
        @{ Name = 'bodies'; Call = { @{ messages = @(@{ role = 'user'; content = 'h' }) }, @{ custom_id = 26; messages = @(@{ role = 'user'; content = 'i' }) } | Start-MistralBatch }; Ids = '1', '26'; Texts = 'h', 'i' }
        @{ Name = 'lines of an input file'; Call = { '{"custom_id":"k","body":{"messages":[{"role":"user","content":"h"}]}}' | ConvertFrom-Json | Start-MistralBatch }; Ids = 'k'; Texts = 'h' }
        @{ Name = 'an array as argument'; Call = { Start-MistralBatch -InputObject 'a', 'b' }; Ids = '1', '2'; Texts = 'a', 'b' }
        @{ Name = 'a file with a hostile name'; Call = { $n = [IO.Path]::Combine($folder, "a;'X 报告 😀.txt"); [IO.File]::WriteAllText($n, 'inside'); Get-Item -LiteralPath $n | Start-MistralBatch 'Q' }; Ids = "a;'X 报告 😀.txt"; Texts = "Q`n`na;'X 报告 😀.txt:`n`ninside" }
        @{ Name = 'a file of text'; Call = { Set-Content -LiteralPath "$folder/t.txt" -Value 'inside' -NoNewline; Get-Item "$folder/t.txt" | Start-MistralBatch 'Q' }; Ids = 't.txt'; Texts = "Q`n`nt.txt:`n`ninside" }
    ) {
        $batch = & $Call
        $batch.TotalRequests | Should -Be @($Ids).Count
        $rows = @(Get-SentRow)
        $rows.custom_id | Should -Be $Ids
        @($rows | ForEach-Object { $_.body.messages[-1].content }) | Should -Be $Texts
        @($rows | ForEach-Object { @($_.body.PSObject.Properties.Name) -contains 'custom_id' }) | Should -Not -Contain $true
        $rows.body.model | Select-Object -Unique | Should -BeExactly 'mistral-small-latest'
    }

    It 'sends an image in the message' {
        [IO.File]::WriteAllBytes("$folder/i.png", [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='))
        $null = Get-Item "$folder/i.png" | Start-MistralBatch 'What is it?'
        $content = (Get-SentRow).body.messages[0].content
        $content.type | Should -Be 'text', 'image_url'
        $content[1].image_url | Should -Match '^(@\{url=)?data:image/png;base64,'
    }

    It 'sends images that the rows name, or the same for all' {
        $null = [pscustomobject]@{ Image = "$folder/i.png"; Name = 'x' }, [pscustomobject]@{ Image = 'https://example.com/b.png'; Name = 'y' } | Start-MistralBatch 'What is it?' -IdProperty Name
        $null = 'a', 'b' | Start-MistralBatch -Document 'https://example.com/a.pdf'
        $rows = @(Get-SentRow)
        $rows.custom_id | Should -Be 'x', 'y', '1', '2'
        @($rows | ForEach-Object { $_.body.messages[0].content[0].text }) | Should -Be 'What is it?', 'What is it?', 'a', 'b'
        "$($rows[0].body.messages[0].content[1].image_url)" | Should -Match 'data:image/png;base64,'
        "$($rows[1].body.messages[0].content[1].image_url)" | Should -Match 'https://example.com/b.png'
        "$($rows[3].body.messages[0].content[1].document_url)" | Should -Match 'https://example.com/a.pdf'
    }

    It 'sends options of chats, a schema and more fields' {
        $null = 'a' | Start-MistralBatch -Schema 'size small|large' -TopP 0.5 -StopSequence x -RandomSeed 3 -PresencePenalty 1 -FrequencyPenalty -1 -Choice 2 -Prediction p -ReasoningEffort high -ServiceTier auto -SafePrompt -PromptCacheKey k -Guardrail @{ block_on_error = $true } -RequestField @{ parallel_tool_calls = $false }
        $body = (Get-SentRow).body
        $body.response_format.json_schema.schema.properties.size.enum | Should -Be 'small', 'large'
        $body.top_p, $body.stop, $body.random_seed, $body.presence_penalty, $body.frequency_penalty, $body.n | Should -Be 0.5, 'x', 3, 1, -1, 2
        $body.prediction.content, $body.reasoning_effort, $body.service_tier, $body.safe_prompt, $body.prompt_cache_key | Should -Be 'p', 'high', 'auto', $true, 'k'
        $body.guardrails[0].block_on_error | Should -BeTrue
        $body.parallel_tool_calls | Should -BeFalse
    }

    It 'takes other operations: <Endpoint>' -ForEach @(
        @{ Endpoint = 'Embedding'; Path = '/v1/embeddings'; Model = 'mistral-embed'; Given = 'text'; Body = '{"model":"mistral-embed","input":["text"]}' }
        @{ Endpoint = '/v1/moderations'; Path = '/v1/moderations'; Model = 'mistral-moderation-latest'; Given = 'text'; Body = '{"model":"mistral-moderation-latest","input":["text"]}' }
        @{ Endpoint = 'ocr'; Path = '/v1/ocr'; Model = 'mistral-ocr-latest'; Given = 'https://example.com/a.pdf'; Body = '{"model":"mistral-ocr-latest","document":{"type":"document_url","document_url":"https://example.com/a.pdf"}}' }
        @{ Endpoint = 'Fim'; Path = '/v1/fim/completions'; Model = 'codestral-latest'; Given = @{ prompt = 'def f(' }; Body = '{"prompt":"def f(","model":"codestral-latest"}' }
    ) {
        $batch = $Given | Start-MistralBatch -Endpoint $Endpoint
        (Get-SentJob).endpoint | Should -BeExactly $Path
        (Get-SentJob).model | Should -BeExactly $Model
        (Get-EmulatorRequest)[0].body | Should -Match ([regex]::Escape("{`"custom_id`":`"1`",`"body`":$Body}"))
        ($batch | Wait-MistralBatch).SucceededRequests | Should -Be 1
    }

    It 'names the model of the batch only if all requests have the same' {
        $message = @(@{ role = 'user'; content = 'a' })
        $null = @{ model = 'mistral-large-latest'; messages = $message }, @{ model = 'mistral-large-latest'; messages = $message } | Start-MistralBatch
        $null = @{ model = 'mistral-large-latest'; messages = $message }, @{ messages = $message } | Start-MistralBatch -Model mistral-medium-latest
        $sent = @(Get-SentJob)
        $sent[0].model | Should -BeExactly 'mistral-large-latest'
        $sent[1].PSObject.Properties.Name | Should -Not -Contain 'model'
        @(Get-SentRow)[2, 3].body.model | Should -Be 'mistral-large-latest', 'mistral-medium-latest'
    }

    It 'starts files of JSON lines, and finds the mistakes in them' {
        $file = "$folder/rows.jsonl"
        [IO.File]::WriteAllText($file, ('{"custom_id":"a","body":{"model":"m1","messages":[{"role":"user","content":"x"}]}}', '', '{"body":{"messages":[{"role":"user","content":"y"}]},"custom_id":"b"}', 'nonsense', '{"custom_id":"c"}', '{"custom_id":"a","body":{}}', '{"body":{"messages":[]}}' -join "`r`n"))
        $batch = Start-MistralBatch -Path "$folder/*.jsonl" -Model mistral-small-latest -ErrorVariable problems -ErrorAction SilentlyContinue
        $batch.TotalRequests | Should -Be 3
        Get-Id $problems | Should -Be 'MistralBatchInvalidRow', 'MistralBatchInvalidRow', 'MistralBatchDuplicateId'
        "$($problems[0])" | Should -BeLike "Row 3 of '*rows.jsonl' isn't valid JSON*"
        "$($problems[2])" | Should -BeLike "Row 5 has the same custom id 'a' as row 1.*"
        $rows = @(Get-SentRow)
        $rows.custom_id | Should -Be 'a', 'b', '6'
        $rows.body.model | Should -Be 'm1', 'mistral-small-latest', 'mistral-small-latest'
    }

    It 'reports a file that has no requests once: <Name>' -ForEach @(
        @{ Name = 'a CSV file'; Text = "None of the first 10 rows can be used. Row 1 of '*other.csv' isn't valid JSON*"; Content = 1..500 | ForEach-Object { "T$_,Printer" } }
        @{ Name = 'an empty file'; Text = $null; Content = '' }
    ) {
        [IO.File]::WriteAllLines("$folder/other.csv", [string[]] $Content)
        $problem = Get-TestError { Start-MistralBatch -Path "$folder/other.csv" -WarningVariable warned -WarningAction SilentlyContinue; $script:warned = $warned }
        "$problem" | Should -BeLike "$Text"
        if ($Text) { $problem.ErrorDetails.RecommendedAction | Should -BeLike '*Import-Csv*' } else { "$script:warned" | Should -BeLike 'No batch was started*' }
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'refuses rows with their numbers, and goes on with the others' {
        $batch = [pscustomobject]@{ Nr = 1; T = 'a' }, [pscustomobject]@{ Nr = $null; T = 'b' }, [pscustomobject]@{ Nr = 1; T = 'c' }, [pscustomobject]@{ Nr = 2 }, [pscustomobject]@{ Nr = 3; T = 'd' } |
            Start-MistralBatch -Property T -IdProperty Nr -ErrorVariable problems -ErrorAction SilentlyContinue
        @(Get-SentRow).custom_id | Should -Be '1', '3'
        $batch.TotalRequests | Should -Be 2
        Get-Id $problems | Should -Be 'MistralBatchMissingId', 'MistralBatchDuplicateId', 'MistralPropertyNotFound'
        $problems[1].TargetObject.T | Should -BeExactly 'c'
        "$($problems[1])" | Should -BeLike "Row 3 has the same custom id '1' as row 1.*"
    }

    It 'reports a property that no row has once, before anything is sent: <Name>' -ForEach @(
        @{ Name = 'a long table'; Count = 500; With = @{ Property = 'Txt' }; Id = 'MistralPropertyNotFound'; Text = "None of the first 10 rows can be used. The input has no property 'Txt'."; Read = 10 }
        @{ Name = 'a short table'; Count = 3; With = @{ Property = 'Txt' }; Id = 'MistralPropertyNotFound'; Text = "None of the first 3 rows can be used. The input has no property 'Txt'."; Read = 3 }
        @{ Name = 'one row'; Count = 1; With = @{ Property = 'Txt' }; Id = 'MistralPropertyNotFound'; Text = "The input has no property 'Txt'."; Read = 1 }
        @{ Name = 'a custom id'; Count = 500; With = @{ Property = 'Text'; IdProperty = 'Nmber' }; Id = 'MistralPropertyNotFound'; Text = "None of the first 10 rows can be used. The input has no property 'Nmber'."; Read = 10 }
    ) {
        $script:read = 0
        $problem = Get-TestError { 1..$Count | ForEach-Object { $script:read++; [pscustomobject]@{ Number = $_; Text = "t$_" } } | Start-MistralBatch @With -WarningAction SilentlyContinue }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$problem" | Should -BeLike "$Text*"
        $problem.ErrorDetails.RecommendedAction | Should -BeLike '*Number, Text*'
        $problem.TargetObject.Number | Should -Be 1
        $script:read | Should -Be $Read
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'reports each row that lacks a property if others have it' {
        $batch = [pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = 2 }, [pscustomobject]@{ T = 'c' }, [pscustomobject]@{ A = 4 } | Start-MistralBatch -Property T -ErrorVariable problems -ErrorAction SilentlyContinue
        $batch.TotalRequests | Should -Be 1
        $problems.TargetObject.A | Should -Be 1, 2, 4
    }

    It 'starts files of requests that are on the server: <Name>' -ForEach @(
        @{ Name = 'from Send-MistralFile'; Call = { $file | Start-MistralBatch } }
        @{ Name = 'from Get-MistralFile, with a model'; Call = { Get-MistralFile -Id $file.FileId | Start-MistralBatch -Model mistral-large-latest -Metadata @{ a = 'b' } }; Model = 'mistral-large-latest' }
        @{ Name = 'by id'; Call = { Start-MistralBatch -InputFileId $file.FileId } }
        @{ Name = 'as a parameter'; Call = { Start-MistralBatch -InputFileId $file } }
        @{ Name = 'by property name'; Call = { [pscustomobject]@{ InputFileId = $file.FileId } | Start-MistralBatch } }
    ) {
        [IO.File]::WriteAllText("$folder/sent.jsonl", '{"custom_id":"k","body":{"model":"mistral-small-latest","messages":[{"role":"user","content":"repeat: a"}]}}')
        $file = Send-MistralFile "$folder/sent.jsonl" -Purpose batch
        Clear-EmulatorRequest
        $batch = & $Call
        @(Get-Line | Where-Object { $_ -like 'POST*' }) | Should -Be 'POST /v1/batch/jobs'
        (Get-SentJob).input_files | Should -BeExactly $file.FileId
        (Get-SentJob).PSObject.Properties['model'].Value | Should -BeExactly $Model
        $reply = $batch | Wait-MistralBatch | Receive-MistralBatch
        $reply.Content, $reply.CustomId | Should -BeExactly 'a', 'k'
    }

    It 'refuses parameters of requests for a file on the server, and says that billing is off' {
        [IO.File]::WriteAllText("$folder/sent.jsonl", '{"custom_id":"k","body":{"messages":[]}}')
        $file = Send-MistralFile "$folder/sent.jsonl" -Purpose batch
        Clear-EmulatorRequest
        foreach ($with in @{ System = 's' }, @{ Schema = 'a' }, @{ IdProperty = 'a' }, @{ Inline = $true }) {
            (Get-TestError { $file | Start-MistralBatch @with }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        }
        $file | Start-MistralBatch -WhatIf
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Add-EmulatorFault @{ method = 'POST'; path = $jobs; body = '{"id":"11111111-1111-4111-8111-111111111111","status":"QUEUED"}' }
        $null = $file | Start-MistralBatch -AgentId ag_1
        (Get-SentJob).agent_id | Should -BeExactly 'ag_1'
        Add-EmulatorFault @{ method = 'POST'; path = $jobs; status = 402 }
        (Get-TestError { $file | Start-MistralBatch }).FullyQualifiedErrorId | Should -BeLike 'MistralPaymentRequired,*'
        (Get-MistralFile -Id $file.FileId).Filename | Should -BeExactly 'sent.jsonl'
    }

    It 'sends nothing for <Name>' -ForEach @(
        @{ Name = '-WhatIf'; Call = { 'a' | Start-MistralBatch -WhatIf }; Id = $null }
        @{ Name = 'an empty pipeline'; Call = { @() | Start-MistralBatch 'Q' -WarningVariable script:warned; $script:warned | Should -BeNullOrEmpty }; Id = $null }
        @{ Name = 'no usable row'; Call = { ' ', $null | Start-MistralBatch -ErrorAction SilentlyContinue -WarningAction SilentlyContinue }; Id = $null }
        @{ Name = 'a duplicate with -ErrorAction Stop'; Call = { [pscustomobject]@{ Nr = 1 }, [pscustomobject]@{ Nr = 1 } | Start-MistralBatch 'Q' -IdProperty Nr -ErrorAction Stop }; Id = 'MistralBatchDuplicateId' }
        @{ Name = 'no input'; Call = { Start-MistralBatch }; Id = 'MistralInvalidArgument' }
        @{ Name = 'an unknown operation'; Call = { 'a' | Start-MistralBatch -Endpoint Chess }; Id = 'MistralInvalidArgument' }
        @{ Name = 'a chat option for embeddings'; Call = { 'a' | Start-MistralBatch -Endpoint Embedding -Temperature 1 }; Id = 'MistralInvalidArgument' }
        @{ Name = 'classification without a model'; Call = { 'a' | Start-MistralBatch -Endpoint Classification }; Id = 'MistralInvalidArgument' }
        @{ Name = 'a schema and a format'; Call = { 'a' | Start-MistralBatch -Schema name -ResponseFormat text }; Id = 'MistralInvalidArgument' }
        @{ Name = 'a bad schema'; Call = { 'a' | Start-MistralBatch -Schema 'name ??' }; Id = 'MistralInvalidSchema' }
        @{ Name = 'an agent with a model'; Call = { 'a' | Start-MistralBatch -AgentId ag_1 -Model m }; Id = 'MistralInvalidArgument' }
        @{ Name = 'metadata that are too long'; Call = { 'a' | Start-MistralBatch -Metadata @{ x = 'y' * 513 } }; Id = 'MistralInvalidArgument' }
        @{ Name = 'an object without a question'; Call = { [pscustomobject]@{ A = 1 } | Start-MistralBatch -WarningAction SilentlyContinue }; Id = 'MistralBatchInvalidRow' }
        @{ Name = 'a table without a question, with one error'; Call = { 1..50 | ForEach-Object { [pscustomobject]@{ A = $_ } } | Start-MistralBatch }; Id = 'MistralBatchInvalidRow' }
        @{ Name = 'an image without a question'; Call = { Get-Item "$folder/i.png" | Start-MistralBatch -WarningAction SilentlyContinue }; Id = 'MistralBatchInvalidRow' }
        @{ Name = 'a missing file'; Call = { Start-MistralBatch -Path "$folder/none.jsonl" -WarningAction SilentlyContinue }; Id = 'MistralFileNotFound' }
        @{ Name = 'a directory for OCR'; Call = { Get-Item $folder | Start-MistralBatch -Endpoint Ocr -WarningAction SilentlyContinue }; Id = 'MistralBatchInvalidRow' }
    ) {
        $before = Get-TemporaryFolder
        if ($Id) { (Get-TestError $Call).FullyQualifiedErrorId | Should -BeLike "$Id,*" } else { $null = & $Call }
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-TemporaryFolder | Should -BeLessOrEqual $before
    }

    It 'splits many requests into several batches' {
        $batches = @(1..7 | ForEach-Object { "say $_" } | Start-MistralBatch -MaximumRequestCount 3)
        $batches.TotalRequests | Should -Be 3, 3, 1
        Get-Line | Should -Be @('POST /v1/files', 'POST /v1/batch/jobs', 'POST /v1/files', 'POST /v1/batch/jobs', 'POST /v1/files', 'POST /v1/batch/jobs')
        @(Get-SentRow).custom_id | Should -Be (1..7)
        @($batches | Wait-MistralBatch | Receive-MistralBatch).CustomId | Sort-Object | Should -Be (1..7)
    }

    It 'sends the requests with the batch with -Inline' {
        $batch = 'a', 'b' | Start-MistralBatch -Inline
        Get-Line | Should -Be 'POST /v1/batch/jobs'
        $sent = Get-SentJob
        $sent.requests.custom_id | Should -Be '1', '2'
        $sent.requests[1].body.messages[0].content | Should -BeExactly 'b'
        $sent.PSObject.Properties.Name | Should -Not -Contain 'input_files'
        $batch.InputFiles | Should -BeNullOrEmpty
    }

    It 'keeps within 10,000 requests with -Inline' {
        Add-EmulatorFault @{ method = 'POST'; path = $jobs; times = 0; body = '{"id":"11111111-1111-4111-8111-111111111111","status":"QUEUED"}' }
        @(1..10001 | Start-MistralBatch 'Q' -Inline).Count | Should -Be 2
        @(Get-SentJob | ForEach-Object { @($_.requests).Count }) | Should -Be 10000, 1
    }

    It 'says in plain words that billing is off, and deletes the file' {
        Add-EmulatorFault @{ method = 'POST'; path = $jobs; status = 402 }
        $problem = Get-TestError { 'a' | Start-MistralBatch }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralPaymentRequired,*'
        "$problem" | Should -BeLike '*batches need a workspace with billing*'
        $problem.ErrorDetails.RecommendedAction | Should -BeLike 'Turn on billing*'
        Get-Line | Should -Be 'POST /v1/files', 'POST /v1/batch/jobs', 'DELETE /v1/files/*'
    }

    It 'says which rows were not started, and keeps the batches before them' {
        Add-EmulatorFault @{ method = 'POST'; path = $jobs; skip = 1; status = 422 }
        $batches = @(1..5 | Start-MistralBatch 'Q' -MaximumRequestCount 2 -ErrorVariable problems -ErrorAction SilentlyContinue)
        $batches.Count | Should -Be 1
        "$problems" | Should -BeLike 'Rows 3 to 5 were not started:*The batch before them runs*'
        @(Get-Line)[-1] | Should -BeExactly 'DELETE /v1/files/*'
    }

    It 'finds the batch when the response to its start is lost, and starts no second one' {
        Add-EmulatorFault @{ method = 'POST'; path = $jobs; actThenCut = $true }
        $batch = 'a' | Start-MistralBatch -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "The response to the start of batch $($batch.BatchId) was lost*"
        @(Get-SentJob).Count | Should -Be 1
        ($batch | Wait-MistralBatch | Receive-MistralBatch).CustomId | Should -BeExactly '1'
    }

    It 'leaves nothing on the server when it is stopped' {
        Add-EmulatorFault @{ method = 'POST'; path = $jobs; holdHeaders = $true }
        $shell = [powershell]::Create().AddScript({ param($module, $uri, $key) Import-Module $module; $env:MISTRAL_BASE_URL = $uri; $env:MISTRAL_API_KEY = $key; 'a' | Start-MistralBatch }).AddArgument((Get-TestModulePath)).AddArgument($env:MISTRAL_TEST_URI).AddArgument($env:MISTRAL_TEST_KEY)
        $run = $shell.BeginInvoke()
        $null = Get-EmulatorRequest -Filter @{ path = $jobs; held = 'true'; wait = 20; count = 1 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 1000
        $shell.Dispose()
        @(Get-EmulatorRequest -Filter @{ method = 'DELETE'; path = '/v1/files'; wait = 10; count = 1 }).Count | Should -Be 1
        $null = $run
    }
}

Describe 'Wait-MistralBatch' {
    BeforeEach { Reset-Emulator }

    It 'returns several batches as they end, and counts them in the progress' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; contains = 'slow'; delayHeadersMilliseconds = 1500 }
        $slow = 'slow', 'a' | Start-MistralBatch
        $fast = 'b' | Start-MistralBatch
        $script:done = $null
        $progress = Get-TestProgress { $script:done = $slow, $fast | Wait-MistralBatch } -Variable @{ slow = $slow; fast = $fast }
        $done = @($slow, $fast | Wait-MistralBatch)
        $done.Status | Should -Be 'SUCCESS', 'SUCCESS'
        $done.BatchId | Should -Be $slow.BatchId, $fast.BatchId
        $done[0].SucceededRequests | Should -Be 2
        "$($progress.StatusDescription)" | Should -Match 'running; requests: \d+ succeeded, \d+ failed, \d+ remaining'
    }

    It 'asks once with -Timeout 0, and says how far a batch is' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; holdHeaders = $true }
        $batch = 'a', 'b' | Start-MistralBatch
        $problem = Get-TestError { $batch | Wait-MistralBatch -Timeout 0 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralBatchTimeout,*'
        $problem.TargetObject | Should -BeExactly $batch.BatchId
        "$problem" | Should -BeLike "*hasn't ended after 0 seconds*0 of 2 requests done*"
        (Get-TestError { $batch | Wait-MistralBatch -TimeoutSec 1 }).FullyQualifiedErrorId | Should -BeLike 'MistralBatchTimeout,*'
        $problem = Get-TestError { $batch | Receive-MistralBatch }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralBatchNotFinished,*'
        Invoke-EmulatorRelease
        ($batch | Wait-MistralBatch).Status | Should -BeExactly 'SUCCESS'
    }

    It 'goes on when the server fails in between, but not for a batch that it does not find' {
        Connect-TestMistral @{ MaximumRetryCount = 0 }
        Add-EmulatorFault @{ path = '/v1/chat/completions'; delayHeadersMilliseconds = 1200 }
        $batch = 'a' | Start-MistralBatch
        Add-EmulatorFault @{ method = 'GET'; path = "$jobs/$($batch.BatchId)"; skip = 1; status = 503; times = 1 }
        $done = $batch, '11111111-1111-4111-8111-111111111111' | Wait-MistralBatch -WarningVariable warned -WarningAction SilentlyContinue -ErrorVariable problems -ErrorAction SilentlyContinue
        $done.Status | Should -BeExactly 'SUCCESS'
        Get-Id $problems | Should -Be 'MistralNotFound'
        "$warned" | Should -BeLike "The status of batch $($batch.BatchId) can't be read at the moment*"
    }

    It 'ends within 200 ms when it is stopped' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; holdHeaders = $true }
        $batch = 'a' | Start-MistralBatch
        Clear-EmulatorRequest
        $shell = [powershell]::Create().AddScript({ param($module, $uri, $key, $id) Import-Module $module; $env:MISTRAL_BASE_URL = $uri; $env:MISTRAL_API_KEY = $key; Wait-MistralBatch $id }).AddArgument((Get-TestModulePath)).AddArgument($env:MISTRAL_TEST_URI).AddArgument($env:MISTRAL_TEST_KEY).AddArgument($batch.BatchId)
        $null = $shell.BeginInvoke()
        $null = Get-EmulatorRequest -Filter @{ path = $jobs; done = 'true'; wait = 20; count = 1 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 600
        $shell.Dispose()
        Invoke-EmulatorRelease
    }
}

Describe 'Receive-MistralBatch' {
    BeforeEach { Reset-Emulator }

    It 'gives replies with their custom ids, and in order on request' {
        $before = Get-TemporaryFolder
        $batch = 'What is the capital of France?', 'What is the capital of Italy?', 'What is the capital of Spain?' | Start-MistralBatch -System 'Short.' | Wait-MistralBatch
        @($batch | Receive-MistralBatch).CustomId | Should -Be '3', '2', '1'
        $replies = @(Receive-MistralBatch $batch.BatchId -InOrder)
        $replies[0] | Should -BeOfType ([Mistral.PowerShell.ChatReply])
        $replies.CustomId | Should -Be '1', '2', '3'
        $replies[1].Content | Should -BeLike '*Rome*'
        $replies[1].Usage.TotalTokens | Should -BeGreaterThan 0
        $replies[1].History.Role | Should -Be 'system', 'user', 'assistant'
        "$($replies[0])" | Should -BeExactly $replies[0].Content
        ($replies[0] | Invoke-MistralChat 'and of Italy?' -AsText) | Should -BeLike '*Rome*'
        @($batch | Receive-MistralBatch -AsText -InOrder)[2] | Should -BeLike '*Madrid*'
        Get-TemporaryFolder | Should -BeLessOrEqual $before
    }

    It 'knows inputs and schema in a session that did not start the batch' {
        $id = ('severity: low', 'severity: high' | Start-MistralBatch 'Classify.' -Schema 'severity low|medium|high' | Wait-MistralBatch).BatchId
        $rows = @(Get-MistralBatch $id | Receive-MistralBatch -Merge -InOrder)
        $rows.severity | Should -Be 'low', 'high'
        $rows[0].Input | Should -BeExactly "Classify.`n`nseverity: low"
        $rows.CustomId | Should -Be '1', '2'
        @(Receive-MistralBatch $id -IncludeInput -InOrder)[1].Input | Should -BeLike '*severity: high'
        @(Receive-MistralBatch $id -As ([hashtable]) -InOrder)[1].severity | Should -BeExactly 'high'
        @(Receive-MistralBatch $id -AsText -InOrder)[0] | Should -BeLike '{*severity*'
    }

    It 'puts the results beside the rows that are given again' {
        $rows = 'b', 'a', 'c' | ForEach-Object { [pscustomobject]@{ Nr = $_; Secret = "s-$_"; Text = "repeat: $_" } }
        $batch = $rows | Start-MistralBatch -Property Text -IdProperty Nr | Wait-MistralBatch
        (Get-EmulatorRequest)[0].body | Should -Not -Match 's-a'
        $merged = @($batch | Receive-MistralBatch -Merge -AsText -InputRow $rows -IdProperty Nr -InOrder)
        @($merged | ForEach-Object { "$($_.Nr) $($_.Secret) $($_.Text) $($_.AnswerText)" }) | Should -Be 'b s-b repeat: b b', 'a s-a repeat: a a', 'c s-c repeat: c c'
        $numbered = $rows | Start-MistralBatch -Property Text | Wait-MistralBatch | Receive-MistralBatch -IncludeInput -InputRow $rows -InOrder
        [object]::ReferenceEquals($numbered[1].Input, $rows[1]) | Should -BeTrue
        ($numbered[1].Content) | Should -BeExactly 'a'
        $shuffled = 3, 1, 2 | ForEach-Object { [pscustomobject]@{ Nr = "$_"; Text = "repeat: $_" } }
        $other = $shuffled | Start-MistralBatch -Property Text -IdProperty Nr | Wait-MistralBatch
        "$(Get-TestError { $other | Receive-MistralBatch -IncludeInput -InputRow $shuffled })" | Should -Match "aren't the numbers of its rows"
        $null = $other | Receive-MistralBatch -Merge -AsText -InputRow $shuffled[0] -IdProperty Nr -WarningVariable missed -WarningAction SilentlyContinue
        "$missed" | Should -Match '^2 results .* match no row'
        (Get-TestError { $batch | Receive-MistralBatch -InputRow $rows -IdProperty Nope }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }

    It 'gives what the direct cmdlets give: <Endpoint>' -ForEach @(
        @{ Endpoint = 'Embedding'; Type = 'Embedding'; Check = { param($r) $r.Text | Should -BeExactly 'a bomb'; $r.Vector.Count | Should -Be 1024; $r.Index | Should -Be 1; $r.Model | Should -BeExactly 'mistral-embed' } }
        @{ Endpoint = 'Moderation'; Type = 'ModerationResult'; Check = { param($r) $r.Flagged | Should -BeTrue; $r.FlaggedCategory | Should -Be 'dangerous'; $r.Text | Should -BeExactly 'a bomb'; $r.Index | Should -Be 1 } }
        @{ Endpoint = 'Classification'; Type = 'ClassificationResult'; Model = 'ft:classifier:ministral-3b:acme:20260102:beef5678'; Check = { param($r) $r.Label | Should -BeExactly 'other'; $r.Text | Should -BeExactly 'a bomb' } }
    ) {
        $more = if ($Model) { @{ Model = $Model } } else { @{} }
        $results = @('a cat', 'a bomb' | Start-MistralBatch -Endpoint $Endpoint @more | Wait-MistralBatch | Receive-MistralBatch -InOrder)
        $results[1].GetType().Name | Should -BeExactly $Type
        $results.CustomId | Should -Be '1', '2'
        & $Check $results[1]
    }

    It 'recognises files, which go with their rows' {
        [IO.File]::WriteAllText("$folder/d.pdf", "%PDF-1.4`
4 0 obj`
<< /Length 1 >>`
stream`
BT (total: 7) Tj ET`
endstream`
endobj`
%%EOF")
        $result = Get-Item "$folder/d.pdf" | Start-MistralBatch -Endpoint Ocr -IdProperty Length -Schema 'total int' | Wait-MistralBatch | Receive-MistralBatch
        $result.Markdown | Should -BeExactly 'total: 7'
        $result.Source | Should -BeExactly 'd.pdf'
        $result.Annotation.total | Should -Be 7
        $result.Pages[0].PSTypeNames | Should -Contain 'Mistral.OcrPage'
        $result.Usage.PagesProcessed | Should -Be 1
        @(Get-SentRow).body.document.document_url | Should -BeLike 'data:application/pdf;base64,*'
    }

    It 'gives the names of files back: <Name>' -ForEach @(
        @{ Name = 'files'; Call = { Get-Item "$folder/d.pdf", "$folder/more/d.pdf", "$folder/i.png" }; Id = 'd.pdf', 'd.pdf-2', 'i.png'; Source = 'd.pdf', 'd.pdf', 'i.png' }
        @{ Name = 'paths'; Call = { "$folder/d.pdf", 'https://example.com/x/e.pdf' }; Id = 'd.pdf', '2'; Source = 'd.pdf', 'https://example.com/x/e.pdf' }
        @{ Name = 'rows with Path'; Call = { [pscustomobject]@{ Nr = 1; Path = "$folder/d.pdf" } }; Id = 'd.pdf'; Source = 'd.pdf' }
    ) {
        $null = [IO.Directory]::CreateDirectory("$folder/more")
        TestFiles\New-TestPng -Path "$folder/i.png"
        [IO.File]::Copy("$folder/d.pdf", "$folder/more/d.pdf", $true)
        $rows = @(& $Call)
        $batch = $rows | Start-MistralBatch -Endpoint Ocr | Wait-MistralBatch
        $results = @($batch | Receive-MistralBatch -InOrder)
        $results.CustomId | Should -BeExactly $Id
        $results.Source | Should -BeExactly $Source
        if ($Name -eq 'files') {
            @($batch | Receive-MistralBatch -InOrder -IncludeInput -InputRow $rows).Input.FullName | Should -BeExactly $rows.FullName
            @($rows | Start-MistralBatch -Endpoint Ocr -Inline | Wait-MistralBatch | Receive-MistralBatch | Sort-Object CustomId).Source | Should -BeExactly $Id
        }
    }

    It 'gives the annotations of images as objects, as Invoke-MistralOcr does' {
        $schema = @{ type = 'object'; properties = @{ caption = @{ type = 'string' } }; required = @('caption'); additionalProperties = $false }
        $batch = 'https://example.com/a.pdf' | Start-MistralBatch -Endpoint Ocr -RequestField @{
            bbox_annotation_format = @{ type = 'json_schema'; json_schema = @{ name = 'image'; schema = $schema; strict = $true } } } | Wait-MistralBatch
        $body = @{ pages = @(@{ index = 0; markdown = 'text'; images = @(@{ id = 'img-0.jpeg'; image_annotation = '{"caption":"A cat"}' }); tables = @(); dimensions = $null }); model = 'm'; usage_info = @{ pages_processed = 1 } }
        Set-BatchResult $batch.BatchId @(ConvertTo-Json -Compress -Depth 9 -InputObject @{ custom_id = '1'; response = @{ status_code = 200; body = $body } }) @{ endpoint = '/v1/ocr'; input_files = @($batch.InputFiles) }
        $result = Receive-MistralBatch $batch.BatchId
        $result.Pages[0].Images[0].ImageAnnotation.caption | Should -BeExactly 'A cat'
        $result.Source | Should -BeExactly 'https://example.com/a.pdf'
    }

    It 'reports each failed request with its row, and runs only those again' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; contains = 'poison'; times = 0; status = 422; body = '{"detail":"not this one"}' }
        $batch = 'a', 'poison 1', 'b', 'poison 2' | Start-MistralBatch | Wait-MistralBatch
        $batch.FailedRequests | Should -Be 2
        $results = @($batch | Receive-MistralBatch -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.CustomId | Sort-Object | Should -Be '1', '3'
        Get-Id $problems | Should -Be 'MistralBatchRequestFailed', 'MistralBatchRequestFailed'
        "$($problems[1])" | Should -BeLike "Row 2 (custom id '2'): not this one*HTTP 422*"
        $problems[1].TargetObject.Input | Should -BeExactly 'poison 1'
        $problems[1].Exception.StatusCode | Should -Be 422
        $problems[1].CategoryInfo.Category | Should -Be 'InvalidArgument'
        Clear-EmulatorFault
        $failed = @($batch | Receive-MistralBatch -FailedInput)
        $failed.CustomId | Should -Be '2', '4'
        $failed[0].Row | Should -Be 2
        @($failed | Start-MistralBatch | Wait-MistralBatch | Receive-MistralBatch).CustomId | Sort-Object | Should -Be '2', '4'
        $failed | Export-Clixml -Path "$TestDrive/failed.xml"
        (Import-Clixml -Path "$TestDrive/failed.xml" | Start-MistralBatch).TotalRequests | Should -Be 2
        (Get-SentJob)[-1].endpoint | Should -BeExactly '/v1/chat/completions'
        @($problems.TargetObject | Start-MistralBatch | Wait-MistralBatch).SucceededRequests | Should -Be 2
        (Get-TestError { $failed | Start-MistralBatch -Endpoint Embedding -WarningAction SilentlyContinue }).FullyQualifiedErrorId | Should -BeLike 'MistralBatchInvalidRow,*'
    }

    It 'reads an error file without an output file' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 0; status = 400 }
        $batch = 'a', 'b' | Start-MistralBatch | Wait-MistralBatch
        $batch.OutputFile | Should -BeNullOrEmpty
        $batch | Receive-MistralBatch -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-Id $problems | Should -Be 'MistralBatchRequestFailed', 'MistralBatchRequestFailed'
        $raw = @($batch | Receive-MistralBatch -Raw -InOrder)
        $raw.Succeeded | Should -Be $false, $false
        $raw.StatusCode | Should -Be 400, 400
        $raw[0].Row | Should -Be 1
        ($raw[0].Json | ConvertFrom-Json).custom_id | Should -BeExactly '1'
    }

    It 'gives what a cancelled batch has done, and says what is missing' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; contains = 'second'; holdHeaders = $true }
        $batch = 'first', 'second', 'third', 'fourth' | Start-MistralBatch
        $null = 1..100 | ForEach-Object { if (($batch | Get-MistralBatch).SucceededRequests -lt 1) { Start-Sleep -Milliseconds 20 } }
        ($batch | Stop-MistralBatch).Status | Should -BeExactly 'CANCELLATION_REQUESTED'
        Invoke-EmulatorRelease
        ($batch | Wait-MistralBatch).Status | Should -BeExactly 'CANCELLED'
        $results = @($batch | Receive-MistralBatch -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.CustomId | Sort-Object | Should -Be '1', '2'
        Get-Id $problems | Should -Be 'MistralBatchIncomplete'
        "$problems" | Should -BeLike "The batch * was cancelled. 2 requests have no result: '3', '4'.*"
        @($batch | Receive-MistralBatch -FailedInput).CustomId | Should -Be '3', '4'
        $problem = Get-TestError { $batch | Receive-MistralBatch -FailedInput | Start-MistralBatch -Model mistral-small-latest }
        "$problem" | Should -Match "-Model can't be used .* -RequestField"
    }

    It 'says in plain words that <Name>' -ForEach @(
        @{ Name = 'a batch expired'; Job = @{ status = 'TIMEOUT_EXCEEDED'; total_requests = 3 }; Output = 'a'; Ids = 'MistralBatchIncomplete'; Text = 'The batch * expired before its end.*2 requests have no result.'; Number = 1 }
        @{ Name = 'a batch failed'; Job = @{ status = 'FAILED'; total_requests = 0; succeeded_requests = 0; errors = @(@{ message = 'bad file'; count = 3 }) }; Output = @(); Ids = 'MistralBatchFailed'; Text = 'The batch * failed. The server says: bad file (3 times)'; Number = 0 }
        @{ Name = 'a result came twice'; Job = @{ total_requests = 2 }; Output = 'a', 'a', 'b'; Ids = 'MistralBatchDuplicateResult'; Text = "*more than one result with the custom id 'a'*"; Number = 2 }
        @{ Name = 'a line is damaged'; Job = @{ total_requests = 2 }; Output = 'a', 'nonsense', 'b'; Ids = 'MistralBatchInvalidResult'; Text = "Line 2 of the results * isn't valid*"; Number = 2 }
        @{ Name = 'one result came twice and another is missing'; Job = @{ total_requests = 2 }; Output = 'a', 'a'; Ids = 'MistralBatchDuplicateResult', 'MistralBatchIncomplete'; Text = '*1 request has no result.'; Number = 1 }
        @{ Name = 'a result is missing'; Job = @{ total_requests = 2 }; Output = @('a'); Ids = 'MistralBatchIncomplete'; Text = '*1 request has no result.'; Number = 1 }
    ) {
        $id = [guid]::NewGuid().ToString()
        Set-BatchResult $id @($Output | Where-Object { $_ } | ForEach-Object { if ($_ -eq 'nonsense') { '{"custom_id"' } else { Get-ResultLine $_ } }) $Job
        $results = @(Receive-MistralBatch $id -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.Count | Should -Be $Number
        Get-Id $problems | Should -Be $Ids
        "$problems" | Should -BeLike "$Text*"
        if ($Ids -like '*Duplicate*') { $problems[0].TargetObject.CustomId | Should -BeExactly 'a' }
    }

    It 'names the requests without a result, also if the service says that all succeeded' {
        $batch = 1..12 | ForEach-Object { "repeat: $_" } | Start-MistralBatch | Wait-MistralBatch
        Add-EmulatorFault @{ method = 'GET'; path = "/v1/files/$($batch.OutputFile)/content"; times = 0; body = (Get-ResultLine 3) }
        $results = @($batch | Receive-MistralBatch -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.CustomId | Should -BeExactly '3'
        Get-Id $problems | Should -Be 'MistralBatchIncomplete'
        "$problems" | Should -BeLike "*has ended. 11 requests have no result: '1', '2', '4', '5', '6', '7', '8', '9', '10', '11', and others.*"
        @($batch | Receive-MistralBatch -FailedInput).CustomId | Should -Be 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12

        # A batch whose input file has fewer requests than the batch.
        $seed = @(Get-MistralBatch -Status SUCCESS -OrderBy created -First 1)[0]
        $null = $seed | Receive-MistralBatch -ErrorVariable problems -ErrorAction SilentlyContinue
        "$problems" | Should -BeLike "*$($seed.TotalRequests) requests have no result.*"
        (Get-TestError { $seed | Receive-MistralBatch -FailedInput }).FullyQualifiedErrorId | Should -BeLike 'MistralBatchNoInput,*'
    }

    It 'returns failed requests in the order of the input, whatever the order of the results' {
        $batch = 1..5 | ForEach-Object { "repeat: $_" } | Start-MistralBatch | Wait-MistralBatch
        $bad = 4, 1 | ForEach-Object { "{`"custom_id`":`"$_`",`"response`":{`"status_code`":500,`"body`":{}}}" }
        Add-EmulatorFault @{ method = 'GET'; path = "/v1/files/$($batch.OutputFile)/content"; times = 0; body = (@($bad[0]; (Get-ResultLine 3); $bad[1]; (Get-ResultLine 5)) -join "`n") }
        foreach ($with in @{}, @{ InOrder = $true }) { @($batch | Receive-MistralBatch -FailedInput @with).CustomId | Should -Be 1, 2, 4 }
    }

    It 'keeps its own properties if a schema has fields with their names' {
        $batch = 'x' | Start-MistralBatch -Schema 'customId, usage, input' | Wait-MistralBatch
        Add-EmulatorFault @{ method = 'GET'; path = "/v1/files/$($batch.OutputFile)/content"; times = 0; body = (Get-ResultLine 1 '{"customId":"A7","usage":"daily","input":"mine"}') }
        $plain = $batch | Receive-MistralBatch
        $plain.CustomId, $plain.AnswerCustomId, $plain.usage, $plain.input | Should -BeExactly '1', 'A7', 'daily', 'mine'
        foreach ($with in @{ IncludeInput = $true }, @{ Merge = $true }, @{ Merge = $true; InputRow = @([pscustomobject]@{ Nr = 5 }) }) {
            $result = $batch | Receive-MistralBatch @with
            $result.CustomId, $result.AnswerCustomId, $result.AnswerUsage | Should -BeExactly '1', 'A7', 'daily'
            $result.Usage.TotalTokens | Should -Be 3
            if ($with.InputRow) { $result.Nr, $result.input | Should -Be 5, 'mine' } else { $result.Input, $result.AnswerInput | Should -BeExactly 'x', 'mine' }
        }
        class Ticket { [string] $customId; [string] $usage; [string] $input }
        $typed = $batch | Receive-MistralBatch -As ([Ticket]) -IncludeInput
        $typed.GetType().Name | Should -BeExactly 'Ticket'
        $typed.CustomId, $typed.AnswerCustomId, $typed.Input, $typed.AnswerInput | Should -BeExactly '1', 'A7', 'x', 'mine'
    }

    It 'has the row as Input of a result that has an input itself' {
        $rows = [pscustomobject]@{ Nr = 1; Text = 'a bomb' }
        $result = $rows | Start-MistralBatch -Endpoint Moderation -Property Text | Wait-MistralBatch | Receive-MistralBatch -IncludeInput -InputRow $rows
        $result.Input.Nr | Should -Be 1
        $result.Flagged | Should -BeTrue
    }

    It 'reports results that no request has or that come twice, and loses none' {
        $batch = 'x', 'y' | Start-MistralBatch | Wait-MistralBatch
        Add-EmulatorFault @{ method = 'GET'; path = "/v1/files/$($batch.OutputFile)/content"; times = 0; body = ((Get-ResultLine 2), (Get-ResultLine 'stranger'), (Get-ResultLine 1), (Get-ResultLine 2 'again') -join "`n") }
        $results = @($batch | Receive-MistralBatch -InOrder -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.Content | Should -Be 'answer 1', 'answer 2'
        Get-Id $problems | Should -Be 'MistralBatchDuplicateResult', 'MistralBatchUnknownResult'
        $problems.TargetObject.CustomId | Should -Be '2', 'stranger'
    }

    It 'tells results apart only if their custom ids differ' {
        [IO.File]::WriteAllText("$folder/twice.jsonl", (@('{"custom_id":"a","body":{"messages":[{"role":"user","content":"x"}]}}') * 2 + '{"custom_id":"b","body":{"messages":[{"role":"user","content":"z"}]}}' -join "`n"))
        $file = Send-MistralFile "$folder/twice.jsonl" -Purpose batch
        $id = (Invoke-MistralRequest $jobs -Method POST -Body @{ input_files = @($file.FileId); endpoint = '/v1/chat/completions'; model = 'mistral-small-latest' }).Id
        $results = @(Wait-MistralBatch $id | Receive-MistralBatch -IncludeInput -InOrder)
        $results.CustomId | Should -Be 'a', 'a', 'b'
        $results[0].Input | Should -BeNullOrEmpty
        $results[2].Input | Should -BeExactly 'z'
    }

    It 'shows no key that a result echoes' {
        $id = [guid]::NewGuid().ToString()
        Set-BatchResult $id @(ConvertTo-Json -Compress -Depth 5 -InputObject @{ custom_id = '1'; response = @{ status_code = 400; body = @{ message = "bad key $env:MISTRAL_TEST_KEY" } } }) @{ errors = @(@{ message = "the key $env:MISTRAL_TEST_KEY" }); status = 'FAILED'; total_requests = 2 }
        $null = Receive-MistralBatch $id -ErrorVariable problems -ErrorAction SilentlyContinue
        Get-Id $problems | Should -Be 'MistralBatchRequestFailed', 'MistralBatchIncomplete'
        ($problems | Format-List -Property * -Force | Out-String) + ($problems.Exception | Format-List -Property * -Force | Out-String) | Should -Not -Match ([regex]::Escape($env:MISTRAL_TEST_KEY))
    }

    It 'ties an answer that does not match the schema to its row' {
        $batch = 'a', 'b' | Start-MistralBatch -Schema 'n int' | Wait-MistralBatch
        Add-EmulatorFault @{ method = 'GET'; path = "/v1/files/$($batch.OutputFile)/content"; times = 0; body = ((Get-ResultLine 1 '{"n":1}'), (Get-ResultLine 2 'no') -join "`n") }
        $results = @($batch | Receive-MistralBatch -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.n | Should -Be 1
        Get-Id $problems | Should -Be 'MistralInvalidAnswer'
        "$problems" | Should -BeLike "Row 2 (custom id '2'):*it is not JSON*"
        $problems[0].TargetObject.CustomId | Should -BeExactly '2'
        $problems[0].Exception.Answer | Should -BeExactly 'no'
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike 'Receive the batch again*'
    }

    It 'receives inline batches, with their inputs from -InputRow' {
        $rows = 'repeat: a', 'repeat: b'
        $batch = $rows | Start-MistralBatch -Inline | Wait-MistralBatch
        $batch.OutputFile | Should -BeNullOrEmpty
        @($batch | Receive-MistralBatch -InOrder).Content | Should -Be 'a', 'b'
        $null = $batch | Receive-MistralBatch -IncludeInput -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*come without their inputs*'
        @($batch | Receive-MistralBatch -Merge -AsText -InputRow $rows -InOrder | ForEach-Object { "$($_.Input) $($_.Text)" }) | Should -Be 'repeat: a a', 'repeat: b b'
        (Get-TestError { $batch | Receive-MistralBatch -FailedInput }).FullyQualifiedErrorId | Should -BeLike 'MistralBatchNoInput,*'
    }

    It 'gives the results without the inputs when their file is gone' {
        $batch = 'repeat: a' | Start-MistralBatch | Wait-MistralBatch
        Remove-MistralFile $batch.InputFiles[0] -Confirm:$false
        $reply = $batch | Receive-MistralBatch
        $reply.Content | Should -BeExactly 'a'
        $reply.History.Role | Should -Be 'assistant'
    }

    It 'downloads a file again whose connection broke' {
        $batch = 1..50 | ForEach-Object { "repeat: $_" } | Start-MistralBatch | Wait-MistralBatch
        Add-EmulatorFault @{ path = "/v1/files/$($batch.OutputFile)/content"; times = 2; cutAfterBytes = 2000 }
        @($batch | Receive-MistralBatch -InOrder).Content | Should -Be (1..50)
    }

    It 'leaves no file when it is stopped' {
        $batch = 'repeat: a', 'repeat: b' | Start-MistralBatch | Wait-MistralBatch
        Add-EmulatorFault @{ path = "/v1/files/$($batch.OutputFile)/content"; stallAfterBytes = 20 }
        $file = "$([IO.Path]::GetTempPath())/mistral-*/$($batch.OutputFile)*"
        $started = Start-TestScript { Receive-MistralBatch $Id | ForEach-Object { $Seen.Add($_) } } -Variable @{ Id = $batch.BatchId }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
            Get-Item $file | Should -Not -BeNullOrEmpty
            Stop-TestScript $started | Should -BeLessThan 1000
        }
        finally { Remove-TestScript $started }
        Get-Item $file | Should -BeNullOrEmpty
    }

    It 'refuses options that say different things: <Option>' -ForEach @(
        @{ Option = @{ Merge = $true; IncludeInput = $true } }, @{ Option = @{ Raw = $true; AsText = $true } }, @{ Option = @{ FailedInput = $true; Merge = $true } }
        @{ Option = @{ AsText = $true; Schema = 'a' } }, @{ Option = @{ IdProperty = 'a' } }
    ) {
        (Get-TestError { Receive-MistralBatch '11111111-1111-4111-8111-111111111111' @Option }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'The other batch cmdlets' {
    BeforeEach { Reset-Emulator }

    It 'sends <Expected>' -ForEach @(
        @{ Call = { Get-MistralBatch -First 1 }; Expected = 'GET /v1/batch/jobs?page_size=100&page=0' }
        @{ Call = { Get-MistralBatch -Status success, RUNNING -Model m -AgentId a -Metadata @{ job = 'x' } -After '2026-07-01Z' -Mine -SortBy created }; Expected = 'GET /v1/batch/jobs?status=SUCCESS&status=RUNNING&model=m&agent_id=a&job=x&created_after=2026-07-01T00%3A00%3A00Z&created_by_me=true&order_by=created&page_size=100&page=0' }
        @{ Call = { Get-MistralBatch $id }; Expected = 'GET /v1/batch/jobs/*' }
        @{ Call = { Stop-MistralBatch $id }; Expected = 'POST /v1/batch/jobs/*/cancel' }
        @{ Call = { Remove-MistralBatch $id -Confirm:$false }; Expected = 'DELETE /v1/batch/jobs/*' }
    ) {
        $id = 'a' | Start-MistralBatch | Wait-MistralBatch | ForEach-Object BatchId
        Clear-EmulatorRequest
        $null = & $Call
        $sent = @(Get-EmulatorRequest)[0]
        $line = "$($sent.method) $($sent.path)$(if ($sent.query) { '?' + $sent.query })" -replace '[0-9a-f-]{36}', '*'
        $line | Should -BeExactly $Expected
    }

    It 'sends nothing with -WhatIf, and refuses what is no id' {
        Stop-MistralBatch '11111111-1111-4111-8111-111111111111' -WhatIf
        Remove-MistralBatch '11111111-1111-4111-8111-111111111111' -IncludeFile -WhatIf
        { Receive-MistralBatch 'no-id' } | Should -Throw '*Expected a UUID*'
        { Wait-MistralBatch 'no-id' } | Should -Throw '*Expected a UUID*'
        @(Get-EmulatorRequest).method | Where-Object { $_ -ne 'GET' } | Should -BeNullOrEmpty
    }

    It 'lists all pages' {
        @(Get-MistralBatch).Count | Should -Be 250
        @(Get-MistralBatch).BatchId | Select-Object -Unique | Should -HaveCount 250
    }

    It 'removes a batch with its files' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; contains = 'poison'; status = 400 }
        $batch = 'a', 'poison' | Start-MistralBatch | Wait-MistralBatch
        Clear-EmulatorRequest
        $batch | Remove-MistralBatch -IncludeFile -Confirm:$false
        Get-Line | Should -Be @("GET $jobs/*", "DELETE $jobs/*", 'DELETE /v1/files/*', 'DELETE /v1/files/*', 'DELETE /v1/files/*')
        (Get-TestError { $batch | Get-MistralBatch }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }

    It 'reports each file that can''t be deleted, and deletes the others: HTTP <Status>' -ForEach @(@{ Status = 403 }, @{ Status = 401 }) {
        $batch = 'a' | Start-MistralBatch | Wait-MistralBatch
        Add-EmulatorFault @{ method = 'DELETE'; path = "/v1/files/$($batch.InputFiles[0])"; status = $Status }
        Clear-EmulatorRequest
        $batch | Remove-MistralBatch -IncludeFile -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue
        Get-Line | Should -Be @("GET $jobs/*", "DELETE $jobs/*", 'DELETE /v1/files/*', 'DELETE /v1/files/*')
        @($problems).Count | Should -Be 1
        "$problems" | Should -BeLike "The batch $($batch.BatchId) was deleted, but its file '$($batch.InputFiles[0])' was not: *HTTP $Status*"
        $problems[0].TargetObject | Should -BeExactly $batch.InputFiles[0]
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike "Delete the file with Remove-MistralFile $($batch.InputFiles[0])*"
    }

    It 'shows batches as a table' {
        $shown = 'a' | Start-MistralBatch | Wait-MistralBatch | Format-Table | Out-String -Width 200
        $shown | Should -Match 'SUCCESS\s+1\s+1\s+0'
        $shown | Should -Match '/v1/chat/completions'
    }
}
