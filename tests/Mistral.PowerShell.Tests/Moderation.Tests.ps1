#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $classifier = 'ft:classifier:ministral-3b:acme:20260102:beef5678'
    function Get-SentBody { @(Get-EmulatorRequest) | ForEach-Object { ConvertFrom-Json -InputObject $_.body } }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Invoke-MistralModeration' {
    BeforeEach { Reset-Emulator }

    It 'gives one object for each text from one request, in order' {
        $results = @('a cat', 'I will attack you with a bomb', 'my passport' | Invoke-MistralModeration)
        $sent = @(Get-EmulatorRequest)
        "$($sent[0].method) $($sent[0].path)" | Should -BeExactly 'POST /v1/moderations'
        $sent[0].body | Should -BeExactly '{"model":"mistral-moderation-latest","input":["a cat","I will attack you with a bomb","my passport"]}'
        $sent[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        $sent.Count | Should -Be 1
        $results.Flagged | Should -Be $false, $true, $true
        $results.Index | Should -Be 0, 1, 2
        $results[1].FlaggedCategory | Should -Be 'violence_and_threats', 'dangerous'
        $results[1].Categories.dangerous | Should -BeTrue
        $results[1].Scores.dangerous | Should -BeGreaterThan 0.9
        @($results[1].Scores.Values)[0] | Should -BeGreaterThan @($results[1].Scores.Values)[-1]
        $results[2].Model | Should -BeExactly 'mistral-moderation-latest'
        $results[2].Id | Should -Not -BeNullOrEmpty
    }

    It 'can filter texts, and keeps the input' {
        $lines = 'a cat', 'a bomb', 'a dog'
        @($lines | Invoke-MistralModeration | Where-Object { -not $_.Flagged } | ForEach-Object { "$_" }) | Should -Be 'a cat', 'a dog'
        $reply = Invoke-MistralChat 'What is the capital of France?'
        $result = $reply | Invoke-MistralModeration
        [object]::ReferenceEquals($result.Input, $reply) | Should -BeTrue
        $result.Text | Should -BeExactly $reply.Content
        ('Name the capital of France' | Invoke-MistralModeration | Where-Object { -not $_.Flagged } | Invoke-MistralChat -AsText) | Should -BeLike '*Paris*'
    }

    It 'checks conversations: <Name>' -ForEach @(
        @{ Name = 'replies of the pipeline, one each'; Count = 2; Call = { $reply, $reply | Invoke-MistralModeration -AsConversation } }
        @{ Name = 'replies as argument, one each'; Count = 2; Call = { Invoke-MistralModeration $reply, $reply -AsConversation } }
        @{ Name = 'the history of a reply'; Count = 1; Call = { Invoke-MistralModeration $reply.History -AsConversation } }
        @{ Name = 'messages as hashtables'; Count = 1; Call = { Invoke-MistralModeration @{ role = 'user'; content = 'Hi' }, @{ role = 'assistant'; content = 'The capital of France is Paris.' } -AsConversation } }
        @{ Name = 'messages as objects'; Count = 1; Call = { Invoke-MistralModeration ([pscustomobject]@{ role = 'user'; content = 'Hi' }), ([pscustomobject]@{ role = 'assistant'; content = 'The capital of France is Paris.' }) -AsConversation } }
    ) {
        $reply = Invoke-MistralChat 'What is the capital of France?'
        Clear-EmulatorRequest
        $results = @(& $Call)
        $results.Count | Should -Be $Count
        $results.Text | Select-Object -Unique | Should -BeExactly 'The capital of France is Paris.'
        $request = @(Get-EmulatorRequest)
        $request.Count | Should -Be 1
        $request[0].path | Should -BeExactly '/v1/chat/moderations'
        $body = ConvertFrom-Json -InputObject $request[0].body
        @($body.input).Count | Should -Be $Count
        @($body.input[0]).role | Should -Be 'user', 'assistant'
    }

    It 'sends metadata with texts only' {
        $null = Invoke-MistralModeration 'a' -Metadata @{ team = 'a b' } -Model mistral-moderation-2603
        (Get-SentBody)[0].metadata.team | Should -BeExactly 'a b'
        (Get-SentBody)[0].model | Should -BeExactly 'mistral-moderation-2603'
        Clear-EmulatorRequest
        (Get-TestError { Invoke-MistralModeration @{ role = 'user'; content = 'a' } -AsConversation -Metadata @{ a = 1 } }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'sends many texts in few requests, and keeps their order with -ThrottleLimit' {
        $texts = 1..200 | ForEach-Object { "text $_ " + $(if ($_ % 50 -eq 0) { 'bomb' }) }
        $results = @($texts | Invoke-MistralModeration -ThrottleLimit 4)
        $results.Text | Should -Be $texts
        @($results | Where-Object Flagged).Index | Should -Be 49, 99, 149, 199
        @(Get-EmulatorRequest).Count | Should -Be 4
    }

    It 'reports input that is not text, and continues' {
        $results = @('a cat', ' ', (Get-Item $PSScriptRoot), @{ a = 1 }, ([pscustomobject]@{ a = 1 }), $null, 'a dog' | Invoke-MistralModeration -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.Text | Should -Be 'a cat', 'a dog'
        $results.Index | Should -Be 0, 6
        @($problems.FullyQualifiedErrorId -replace ',.*') | Should -Be 'MistralTextInvalid', 'MistralInvalidArgument', 'MistralInvalidArgument', 'MistralInvalidArgument', 'MistralTextInvalid'
    }

    It 'reports input that is not a conversation' {
        $problem = Get-TestError { Invoke-MistralModeration 'text' -AsConversation }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralHistoryInvalid,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'reports only the text that the server refuses' {
        Add-EmulatorFault @{ path = '/v1/moderations'; contains = 'poison'; times = 0; status = 400 }
        $results = @('a', 'b', 'poison', 'd' | Invoke-MistralModeration -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.Text | Should -Be 'a', 'b', 'd'
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -BeExactly 'poison'
    }

    It 'gives no result if the response is <Name>' -ForEach @(
        @{ Name = 'short'; Body = '{"results":[{"categories":{"pii":false},"category_scores":{"pii":0}}]}'; Id = 'MistralInvalidResponse' }
        @{ Name = 'empty'; Body = '{}'; Id = 'MistralInvalidResponse' }
        @{ Name = 'unclear'; Body = '{"results":[{"categories":{"pii":null},"category_scores":{}},{"categories":{"pii":false},"category_scores":{}}]}'; Id = 'MistralInvalidResponse' }
        @{ Name = 'an error'; Status = 500; Id = 'MistralServerError' }
    ) {
        $fault = @{ path = '/v1/moderations' }
        if ($Body) { $fault.body = $Body }
        if ($Status) { $fault.status = $Status }
        Add-EmulatorFault $fault
        $results = @('a', 'b' | Invoke-MistralModeration -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'shows a table without control characters' {
        $shown = "a bomb`e[31m" | Invoke-MistralModeration | Out-String
        $shown | Should -Match 'True\s+0[.,]970\s+dangerous\s+a bomb'
        $shown | Should -Not -Match "`e\[31m"
    }

    It 'counts its tokens' {
        $before = (Get-MistralConnection).Usage.TotalTokenCount
        $null = Invoke-MistralModeration 'a cat'
        (Get-MistralConnection).Usage.TotalTokenCount | Should -BeGreaterThan $before
    }
}

Describe 'Rows for Invoke-MistralModeration' {
    BeforeAll {
        $rows = @(
            [pscustomobject]@{ Id = 1; Subject = 'Pets'; Text = 'a cat' }
            [pscustomobject]@{ Id = 2; Subject = 'Threat'; Text = 'I will attack you with a bomb' }
            [pscustomobject]@{ Id = 3; Subject = ''; Text = 'a dog' }
        )
    }
    BeforeEach { Reset-Emulator }

    It 'get the result as properties with -Merge' {
        $rows | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv | Invoke-MistralModeration -Property Text -Merge | Where-Object Flagged | ForEach-Object Id | Should -Be 2
        (Get-SentBody)[0].input | Should -BeExactly 'a cat', 'I will attack you with a bomb', 'a dog'
        $checked = @($rows | Invoke-MistralModeration -Property Text -Merge)
        $checked[1].PSObject.Properties.Name | Should -BeExactly 'Id', 'Subject', 'Text', 'Flagged', 'FlaggedCategory', 'Categories', 'Scores', 'Model'
        $checked[1].Scores.dangerous | Should -BeGreaterThan 0.9
        $rows[1].PSObject.Properties.Name | Should -Not -Contain 'Flagged'
    }

    It 'are readable in a CSV file' {
        $csv = $rows | Invoke-MistralModeration -Property Text -Merge | Select-Object Id, Flagged, FlaggedCategory, Scores | ConvertTo-Csv -NoTypeInformation
        $csv[1] | Should -BeLike '"1","False","","sexual=0.0001; *'
        $csv[2] | Should -BeLike '"2","True","violence_and_threats, dangerous","violence_and_threats=0.97; *'
    }

    It 'are sent with the names of several properties' {
        $result = $rows[1] | Invoke-MistralModeration -Property Subject, Text
        (Get-SentBody)[0].input | Should -BeExactly "Subject: Threat`nText: I will attack you with a bomb"
        [object]::ReferenceEquals($result.Input, $rows[1]) | Should -BeTrue
        (@{ Text = 'a bomb' } | Invoke-MistralModeration -Property Text).Flagged | Should -BeTrue
    }

    It 'are errors if they lack the property or the text, and the others continue' {
        $results = @($rows[0], [pscustomobject]@{ Other = 1 }, [pscustomobject]@{ Text = ' ' }, $null, $rows[2] | Invoke-MistralModeration -Property Text -Merge -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.Id | Should -Be 1, 3
        @($problems.FullyQualifiedErrorId -replace ',.*') | Should -BeExactly 'MistralPropertyNotFound', 'MistralInputEmpty', 'MistralTextInvalid'
        $problems[0].TargetObject.Other | Should -Be 1
    }

    It 'are the target of an error that the server causes' {
        Add-EmulatorFault @{ path = '/v1/moderations'; contains = 'attack'; times = 0; status = 400 }
        @($rows | Invoke-MistralModeration -Property Text -Merge -ErrorVariable problems -ErrorAction SilentlyContinue).Id | Should -Be 1, 3
        $problems[0].TargetObject.Id | Should -Be 2
    }

    It 'need -Property, and the error says so' {
        $problem = Get-TestError { $rows[0] | Invoke-MistralModeration }
        "$problem" | Should -BeLike '*-Property*'
        (Get-TestError { Invoke-MistralModeration @{ role = 'user'; content = 'a' } -AsConversation -Property content }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'can be texts' {
        $checked = @('a cat', 'a bomb' | Invoke-MistralModeration -Merge)
        $checked.Input | Should -BeExactly 'a cat', 'a bomb'
        $checked.Flagged | Should -Be $false, $true
    }
}

Describe 'Invoke-MistralClassification' {
    BeforeEach { Reset-Emulator }

    It 'gives the label and all scores of each text' {
        $results = @('billing please', 'the technical part' | Invoke-MistralClassification -Model $classifier)
        (Get-EmulatorRequest)[0].path | Should -BeExactly '/v1/classifications'
        (Get-EmulatorRequest)[0].body | Should -BeExactly "{`"model`":`"$classifier`",`"input`":[`"billing please`",`"the technical part`"]}"
        $results.Label | Should -Be 'billing', 'technical'
        $results[0].Score | Should -BeGreaterThan 0.9
        $results[0].Labels.topic | Should -BeExactly 'billing'
        @($results[0].Scores.topic.Keys)[0] | Should -BeExactly 'billing'
        $results[0].Scores.topic.technical | Should -BeLessThan 0.1
    }

    It 'classifies conversations in the format of the API' {
        $result = Invoke-MistralClassification @{ role = 'user'; content = 'Hi' }, @{ role = 'user'; content = 'billing' } -Model $classifier -AsConversation
        $result.Label | Should -BeExactly 'billing'
        (Get-EmulatorRequest)[0].path | Should -BeExactly '/v1/chat/classifications'
        @((Get-SentBody)[0].input[0].messages).Count | Should -Be 2
    }

    It 'reports a model that is not a classifier' {
        $problem = Get-TestError { Invoke-MistralClassification 'a' -Model mistral-small-latest }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        $problem.TargetObject | Should -BeExactly 'a'
    }

    It 'adds the label to rows with -Merge' {
        $row = [pscustomobject]@{ Id = 1; Label = 'old'; Text = 'billing please' } | Invoke-MistralClassification -Model $classifier -Property Text -Merge
        $row.Label | Should -BeExactly 'old'
        $row.AnswerLabel | Should -BeExactly 'billing'
        $row.Score | Should -BeGreaterThan 0.9
        "$($row.Labels)" | Should -BeExactly 'topic=billing'
    }
}
