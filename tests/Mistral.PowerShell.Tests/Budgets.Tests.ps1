#requires -Version 5.1
# Seconds: 12

BeforeDiscovery {
    $onWindows = [IO.Path]::DirectorySeparatorChar -eq '\'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    $chat = '/v1/chat/completions'
    $keyFile = Join-Path ([IO.Path]::GetTempPath()) "budget-$([guid]::NewGuid().ToString('N'))"
    [IO.File]::WriteAllText($keyFile, $env:MISTRAL_TEST_KEY)
    if ([IO.Path]::DirectorySeparatorChar -ne '\') { chmod 600 $keyFile }
    $prices = @{ 'mistral-small-*' = @{ Input = 2; Output = 6 }; 'mistral-embed' = @{ Input = 1 }; 'mistral-ocr-*' = @{ Page = '0.002' } }

    function Get-SentCount([string] $Path = $chat) { @(Get-EmulatorRequest -Filter @{ path = $Path }).Count }
    function Connect-Budget([hashtable] $With = @{}) { Connect-TestMistral (@{ SkipValidation = $true } + $With) }
    function Save-Budget([string] $Name, [hashtable] $With = @{}) {
        Connect-Mistral -Name $Name -ApiKeyPath $keyFile -BaseUri $env:MISTRAL_TEST_URI -SkipValidation -Save @With
    }
    function Get-ErrorIn([scriptblock] $Script) { @(& $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) }
    function Get-Count([string] $Name) { ([IO.File]::ReadAllText((Get-SettingsPath budgets.json)) | ConvertFrom-Json).connections.$Name }
    $today = [datetime]::UtcNow.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
}

AfterAll {
    Disconnect-Mistral
    Clear-Settings
    [IO.File]::Delete($keyFile)
}

Describe 'A budget of tokens' {
    BeforeEach { Reset-TestState }

    It 'stops the rest of a pipeline with errors that name the input, and sends nothing more' {
        Connect-Budget @{ TokenBudget = 1 }
        $all = 'repeat: a', 'repeat: b', 'repeat: c' | Invoke-MistralChat 2>&1
        $all[0].Content | Should -BeExactly 'a'
        foreach ($problem in $all[1, 2]) {
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralBudgetExceeded,*'
            $problem.CategoryInfo.Category | Should -Be 'LimitsExceeded'
            "$problem" | Should -Match 'of 1 token is used\. The request was not sent\.'
        }
        $all[1].TargetObject, $all[2].TargetObject | Should -BeExactly 'repeat: b', 'repeat: c'
        Get-SentCount | Should -Be 1
        $budget = (Get-MistralConnection).Budget
        $budget.TokensUsed | Should -Be $all[0].Usage.TotalTokens
        $budget.TokensLeft | Should -Be 0
        "$budget" | Should -Match '^\d+ of 1 tokens \(session\)$'
    }

    It 'is exceeded only by the requests under way: 1,000 prompts, 32 at once' {
        Connect-Budget
        $each = (Invoke-MistralChat 'repeat: x').Usage.TotalTokens
        Clear-EmulatorRequest
        Connect-Budget @{ TokenBudget = 100 * $each }
        $all = @(1..1000 | ForEach-Object { 'repeat: x' } | Invoke-MistralChat -ThrottleLimit 32 -AsText 2>&1)
        $answers = @($all | Where-Object { $_ -is [string] })
        $all.Count | Should -Be 1000
        Get-SentCount | Should -Be $answers.Count
        $answers.Count | Should -BeGreaterOrEqual 100
        $answers.Count | Should -BeLessThan 132
        @($all | Where-Object { $_ -isnot [string] } | ForEach-Object FullyQualifiedErrorId | Select-Object -Unique) | Should -BeLike 'MistralBudgetExceeded,*'
    }

    It 'applies to every runspace and to every operation that is billed, and to no other' {
        Connect-Budget @{ TokenBudget = 1 }
        $null = Invoke-MistralChat 'repeat: a'
        Clear-EmulatorRequest
        $problems = Get-ErrorIn {
            Invoke-MistralChat b -Stream
            Invoke-MistralChat b -AgentId ag_123
            Invoke-MistralFim 'def f('
            'b' | Get-MistralEmbedding
            'b' | Invoke-MistralModeration
            Invoke-MistralConversation b
            Invoke-MistralRequest $chat -Body @{ model = 'm'; messages = @(@{ role = 'user'; content = 'b' }) }
            Invoke-MistralRequest "$chat/?x=1" -Body '{ "model": "m", "messages": [] }'
            $started = Start-TestScript { try { Invoke-MistralChat b -ErrorAction Stop } catch { $_.FullyQualifiedErrorId } }
            try { Write-Error -ErrorId (Wait-TestScript $started) -Message runspace } finally { Remove-TestScript $started }
        }
        $problems.Count | Should -Be 9
        $problems.FullyQualifiedErrorId | Should -Match '^MistralBudgetExceeded,'
        @(Get-EmulatorRequest).Count | Should -Be 0
        @(Get-MistralModel).Count | Should -BeGreaterThan 0
    }

    It 'counts the usage of each operation' {
        Connect-Budget @{ TokenBudget = 1000000 }
        $sum = (Invoke-MistralChat 'repeat: a').Usage.TotalTokens
        $sum += (Invoke-MistralChat 'repeat: a b' -Stream)[-1].Usage.TotalTokens
        $sum += (Invoke-MistralFim 'def f(').Usage.TotalTokens
        $sum += (Invoke-MistralConversation 'repeat: c').Usage.TotalTokens
        $body = @{ model = 'mistral-small-latest'; messages = @(@{ role = 'user'; content = 'repeat: d' }) }
        $sum += (Invoke-MistralRequest $chat -Body $body).Usage.TotalTokens
        $sum += (Invoke-MistralRequest $chat -Body $body -Stream | Where-Object Usage).Usage.TotalTokens
        (Get-MistralConnection).Budget.TokensUsed | Should -Be $sum
        $null = 'text one', 'text two' | Get-MistralEmbedding
        $null = 'text one' | Invoke-MistralModeration
        (Get-MistralConnection).Budget.TokensUsed | Should -BeGreaterThan $sum
    }

    It 'estimates the tokens of a response without usage' {
        $other = @{ id = 'x'; object = 'chat.completion'; created = 1; model = 'mistral'; choices = @(@{ index = 0; finish_reason = 'stop'; message = @{ role = 'assistant'; content = 'one two three' } }) }
        Connect-Budget @{ TokenBudget = 4; CostBudget = 1; Price = @{ '*' = @{ Input = 1; Output = 1 } } }
        Add-EmulatorFault @{ path = $chat; times = 0; body = (ConvertTo-Json -Depth 5 $other) }
        $reply = Invoke-MistralChat 'hello there my friend' -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -BeNullOrEmpty
        $reply.Cost | Should -BeGreaterThan 0
        Get-ErrorIn { Invoke-MistralChat b } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'MistralBudgetExceeded,*'
    }

    It 'estimates the tokens of a stream that is cut off' {
        Connect-Budget @{ TokenBudget = 1000000 }
        Add-EmulatorFault @{ path = $chat; times = 1; cutAfterBytes = 700 }
        $null = Invoke-MistralChat 'repeat: one two three four five six seven eight' -Stream -ErrorAction SilentlyContinue
        $used = (Get-MistralConnection).Budget.TokensUsed
        $used | Should -BeGreaterThan 5
        $used | Should -BeLessThan 40
    }

    It 'must be a number above 0: <Arguments>' -ForEach @(
        @{ Arguments = '-TokenBudget 0' }, @{ Arguments = '-TokenBudget -1' }, @{ Arguments = '-CostBudget 0 -Price @{ m = @{ Input = 1 } }' }
        @{ Arguments = '-CostBudget -0.5' }, @{ Arguments = '-BudgetPeriod Day' }, @{ Arguments = '-CostBudget 5' }, @{ Arguments = '-TokenBudget 1 -BudgetPeriod Year' }
        @{ Arguments = '-TokenBudget $env:MISTRAL_TEST_UNSET' }, @{ Arguments = '-CostBudget $null' }, @{ Arguments = '-CostBudget ''1,5''' }
    ) {
        Connect-Budget
        $problem = Get-TestError ([scriptblock]::Create("Connect-Mistral -ApiKey (ConvertTo-TestSecret x) -SkipValidation $Arguments"))
        $problem.FullyQualifiedErrorId | Should -Match '^(ParameterArgumentValidationError|ParameterArgumentTransformationError|CannotConvertArgumentNoMessage|MistralInvalidArgument|MistralPriceUnknown)'
    }
}

Describe 'Prices' {
    BeforeEach { Reset-TestState }

    It 'give each reply its cost, and the connection the sum' {
        Connect-Budget @{ Price = $prices }
        $reply = Invoke-MistralChat 'repeat: a b c' -Model mistral-small-latest
        $reply.Cost | Should -BeOfType ([decimal])
        $reply.Cost | Should -Be (($reply.Usage.PromptTokens * 2 + $reply.Usage.CompletionTokens * 6) / 1000000)
        $last = (Invoke-MistralChat 'repeat: a b c' -Model mistral-small-latest -Stream)[-1]
        $last.Cost | Should -Be $reply.Cost
        (Invoke-MistralChat 'repeat: a' -Model mistral-large-latest).Cost | Should -BeNullOrEmpty
        (Get-MistralConnection).Usage.Cost | Should -Be (2 * $reply.Cost)
        "$((Get-MistralConnection).Usage)" | Should -Match ', cost 0\.0'
        ($reply | Format-List | Out-String) | Should -Match 'Cost'
    }

    It 'give the cost of all rounds of tools' {
        Connect-Budget @{ Price = $prices }
        Add-EmulatorReply @{ tool_calls = @(@{ function = @{ name = 'Get-Date'; arguments = '{}' } }) }, 'done'
        $reply = Invoke-MistralChat 'what time?' -Model mistral-small-latest -Tool Get-Date
        $reply.ToolResult.Count | Should -Be 1
        $reply.Cost | Should -Be (Get-MistralConnection).Usage.Cost
        $reply.Cost | Should -BeGreaterThan (($reply.Usage.PromptTokens * 2 + $reply.Usage.CompletionTokens * 6) / 1000000)
    }

    It 'are found by id, then by the longest pattern' {
        $table = (Connect-Budget @{ PassThru = $true; Price = @{ '*' = @{ Input = 9 }; 'mistral-*' = @{ Input = 1; Output = 1 }; 'mistral-small-*' = @{ Input = 2; Output = 2 }; 'mistral-small-2506' = @{ Input = 3; Output = 3 } } })
        foreach ($case in @{ m = 'mistral-small-2506'; p = 3 }, @{ m = 'MISTRAL-small-latest'; p = 2 }, @{ m = 'mistral-large-latest'; p = 1 }) {
            (Measure-MistralToken ('word ' * 100) -Model $case.m).Cost | Should -Be ((Measure-MistralToken ('word ' * 100)).TokenCount * $case.p / 1000000)
        }
        $table.Prices.Count | Should -Be 4
    }

    It 'limit the cost, and a model without a price is refused before anything is sent' {
        Connect-Budget @{ CostBudget = 0.00001; Price = $prices }
        $all = 'repeat: a b c', 'repeat: d' | Invoke-MistralChat -Model mistral-small-latest 2>&1
        $all[1].FullyQualifiedErrorId | Should -BeLike 'MistralBudgetExceeded,*'
        "$($all[1])" | Should -Match 'of 0\.00001 is spent'
        Set-MistralConnection -CostBudget 100
        $problems = Get-ErrorIn {
            Invoke-MistralChat b -Model mistral-large-latest
            Invoke-MistralChat b -Model mistral-embed
            Invoke-MistralConversation b -Model mistral-large-latest
            Invoke-MistralRequest $chat -Body @{ model = 'other'; messages = @(@{ role = 'user'; content = 'b' }) }
            'b' | Get-MistralEmbedding -Model codestral-embed
        }
        $problems.Count | Should -Be 5
        $problems.FullyQualifiedErrorId | Should -Match '^MistralPriceUnknown,'
        @(Get-EmulatorRequest).Count | Should -Be 1
        ('b' | Get-MistralEmbedding -Model mistral-embed).Vector.Count | Should -BeGreaterThan 0
    }

    It 'are found for a redacted request' {
        Connect-Budget @{ CostBudget = 100; Price = $prices }
        $reply = Invoke-MistralChat 'repeat: bob@example.com' -Model mistral-small-latest -Redact Email
        $reply.Content | Should -BeExactly 'bob@example.com'
        $reply.Cost | Should -BeGreaterThan 0
    }

    It 'of the model behind an agent are checked from the first response on' {
        Connect-Budget @{ CostBudget = 100; Price = $prices }
        $agent = New-MistralAgent Helper mistral-large-latest
        $first = Invoke-MistralConversation 'repeat: a' -AgentId $agent -WarningVariable warned -WarningAction SilentlyContinue
        $first.Cost | Should -BeNullOrEmpty
        "$warned" | Should -Match 'No price is known'
        Get-ErrorIn { Invoke-MistralConversation 'repeat: b' -AgentId $agent } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'MistralPriceUnknown,*'
        Set-MistralConnection -Price ($prices + @{ 'mistral-medium-*' = @{ Input = 1; Output = 1 } })
        (Invoke-MistralConversation 'repeat: b' -AgentId $agent).Cost | Should -BeGreaterThan 0
    }

    It 'come from a table, rows, a file or the usage report' {
        $file = Join-Path $TestDrive 'prices.csv'
        [IO.File]::WriteAllText($file, "#TYPE Row`n`"Model`";`"Input`";`"Output`";`"Note`"`n`"mistral-small-*`";`"0.1`";0.3;`"a;b`"`n`nmistral-embed;1e-1;;`n")
        $usage = foreach ($row in @('input', '1e-7', 1), @('output', '3e-7', 1), @('output', '9e-7', 0), @('output', '2e-7', 1)) {
            [pscustomobject]@{ Day = [DateTimeOffset]::UtcNow.Date.AddDays($row[2]); Api = 'completion'; Model = 'mistral-small-latest'; Kind = $row[0]; UnitPrice = [decimal]::Parse($row[1], 'Float', [cultureinfo]::InvariantCulture) }
        }
        foreach ($given in $file, (Get-Item $file), @{ Model = 'mistral-small-*'; Input = 0.1; Output = '0.3' }, [pscustomobject]@{ Model = 'mistral-small-*'; Input = 0.1; Output = 0.3 },
            @{ 'mistral-small-*' = [pscustomobject]@{ input = 0.1; output = 0.3 } }, $usage) {
            $connection = Connect-Budget @{ PassThru = $true; Price = $given }
            $row = @($connection.Prices | Where-Object Model -like 'mistral-small*')
            $row.Count | Should -Be 1
            $row[0].Input, $row[0].Output | Should -Be 0.1, 0.3
        }
        Connect-Budget @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) }
        Set-MistralConnection -Price (Get-MistralUsage)
        $billed = (Get-MistralConnection).Prices
        ($billed | Where-Object Model -EQ 'mistral-small-latest').Input | Should -Be 0.085
        ($billed | Where-Object Model -EQ 'mistral-ocr-latest').Page | Should -Be 0.002
    }

    It 'that are not valid cause an error that names the place: <Csv>' -ForEach @(
        @{ Csv = ''; Says = 'empty' }
        @{ Csv = 'Model,Input'; Says = 'no rows' }
        @{ Csv = "Name,Input`nm,1"; Says = 'must name the columns' }
        @{ Csv = "Model,Input`nm,-1"; Says = 'Input in line 2 is negative' }
        @{ Csv = "Model;Input`nm;1,5"; Says = "Input in line 2 is '1,5'. Write numbers with a point" }
        @{ Csv = "Model,Input`nm,1,5"; Says = 'line 2 has more cells' }
        @{ Csv = "Model,Input`nm,`$2"; Says = "isn't a number" }
        @{ Csv = "Model,Imput`nm,1"; Says = 'line 2 has none of Input, Output, Page' }
        @{ Csv = "Model,Input`n,1"; Says = 'line 2 has no Model' }
        @{ Csv = "Model,Input`nm,1`nM,2"; Says = "line 3 has the model 'M' again" }
        @{ Csv = "Model,Input`nm,9e20"; Says = 'too high' }
    ) {
        $file = Join-Path $TestDrive 'bad.csv'
        [IO.File]::WriteAllText($file, $Csv)
        $problem = Get-TestError { Connect-Budget @{ Price = $file } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralPriceInvalid,*'
        "$problem" | Should -BeLike "*$($Says -replace '\[', '`[')*"

        # The same file beside the saved connections is not skipped silently.
        $null = [IO.Directory]::CreateDirectory((Get-SettingsPath))
        [IO.File]::Copy($file, (Get-SettingsPath prices.csv), $true)
        (Get-TestError { Connect-Budget }).FullyQualifiedErrorId | Should -BeLike 'MistralPriceInvalid,*'
    }

    It 'that are not valid in a table cause an error: <Name>' -ForEach @(
        @{ Name = 'text'; Given = { @{ m = 'x' } } }, @{ Name = 'no price'; Given = { @{ m = @{ Note = 1 } } } }, @{ Name = 'negative'; Given = { @{ m = @{ Input = -1 } } } }
        @{ Name = 'not finite'; Given = { @{ m = @{ Input = [double]::NaN } } } }, @{ Name = 'a comma'; Given = { @{ m = @{ Input = '1,5' } } } }, @{ Name = 'no model'; Given = { [pscustomobject]@{ Input = 1 } } }
        @{ Name = 'a number'; Given = { 5 } }, @{ Name = 'two prices'; Given = { @{ Model = 'm'; Input = 1 }, @{ Model = 'm'; Input = 2 } } }
    ) {
        (Get-TestError { Connect-Budget @{ Price = (& $Given) } }).FullyQualifiedErrorId | Should -BeLike 'MistralPriceInvalid,*'
    }

    It 'in prices.csv beside the saved connections are used, in every culture' {
        $null = [IO.Directory]::CreateDirectory((Get-SettingsPath))
        [IO.File]::WriteAllText((Get-SettingsPath prices.csv), "Model,Input,Output`nmistral-small-*,0.5,1.5`n")
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            Connect-Budget @{ CostBudget = 5.5 }
            $reply = Invoke-MistralChat 'repeat: a' -Model mistral-small-latest
            $reply.Cost | Should -Be (($reply.Usage.PromptTokens * 0.5 + $reply.Usage.CompletionTokens * 1.5) / 1000000)
            "$((Get-MistralConnection).Budget)" | Should -Match '^cost 0\.0\d+ of 5\.5 \(session\)$'
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }
}

Describe 'A budget of a day or a month' {
    BeforeEach { Reset-TestState }

    It 'is saved with the connection, and counted in a file that only the owner can read and that has no key' {
        Save-Budget prod @{ TokenBudget = 1; BudgetPeriod = 'Day'; Price = $prices }
        $reply = Invoke-MistralChat 'repeat: a' -Model mistral-small-latest
        $count = Get-Count prod
        $count.$today.tokens | Should -Be $reply.Usage.TotalTokens
        $count.$today.cost | Should -Be $reply.Cost
        $text = [IO.File]::ReadAllText((Get-SettingsPath budgets.json))
        $text | Should -Not -Match ([regex]::Escape($env:MISTRAL_TEST_KEY))
        if (-not $IsWindows -and $PSVersionTable.PSEdition -eq 'Core') { (Get-Item (Get-SettingsPath budgets.json)).UnixFileMode | Should -Be 'UserWrite, UserRead' }

        # A new session goes on with the count.
        Disconnect-Mistral
        Connect-Mistral -Name PROD -SkipValidation
        (Get-TestError { Invoke-MistralChat b -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'MistralBudgetExceeded,*'
        Get-ErrorIn { Invoke-MistralChat b -Connection prod } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'MistralBudgetExceeded,*'
        Get-SentCount | Should -Be 1
        $status = (Get-MistralConnection).Budget
        $status.EndsAt | Should -Be ([DateTimeOffset]::new([datetime]::UtcNow.Date.AddDays(1), [timespan]::Zero))
        $saved = Get-MistralConnection prod
        $saved.TokenBudget, "$($saved.BudgetPeriod)", $saved.Prices.Count | Should -Be 1, 'Day', 3
    }

    It 'has the days of this month, and not those before' {
        Save-Budget prod @{ TokenBudget = 1000; BudgetPeriod = 'Month' }
        $month = $today.Substring(0, 8)
        $other = [datetime]::UtcNow.AddDays(-40).ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
        [IO.File]::WriteAllText((Get-SettingsPath budgets.json), (@{ version = 1; connections = @{ prod = @{ "${month}00" = @{ tokens = 400; cost = 0 }; "${month}01" = @{ tokens = 500; cost = 0 }; $other = @{ tokens = 5000; cost = 0 } } } } | ConvertTo-Json -Depth 5))
        (Get-MistralConnection).Budget.TokensLeft | Should -Be 100
        Set-MistralConnection -TokenBudget 900
        (Get-TestError { Invoke-MistralChat b -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'MistralBudgetExceeded,*'
        Set-MistralConnection -TokenBudget 5000
        $null = Invoke-MistralChat 'repeat: a'
        (Get-Count prod).$other.tokens | Should -Be 5000
    }

    It 'loses no count when processes and workers count at once, and all stop' {
        Save-Budget prod @{ TokenBudget = 100000; BudgetPeriod = 'Day' }
        $each = (Invoke-MistralChat 'repeat: x').Usage.TotalTokens
        $script = "Connect-Mistral -Name prod -SkipValidation; (1..40 | ForEach-Object { 'repeat: x' } | Invoke-MistralChat -ThrottleLimit 8 -AsText).Count"
        $other = Start-Shell $script
        $here = @(1..60 | ForEach-Object { 'repeat: x' } | Invoke-MistralChat -ThrottleLimit 16 -AsText)
        $ended = Wait-Shell $other
        $ended.Output.Trim() | Should -BeExactly '40'
        $here.Count | Should -Be 60
        (Get-Count prod).$today.tokens | Should -Be (101 * $each)
        (Get-MistralConnection).Budget.TokensUsed | Should -Be (101 * $each)
    }

    It 'refuses requests while the file is damaged: <Name>' -Skip:$onWindows -ForEach @(
        @{ Name = 'not JSON'; Break = { [IO.File]::WriteAllText($file, '{') } }
        @{ Name = 'negative'; Break = { [IO.File]::WriteAllText($file, "{ `"version`": 1, `"connections`": { `"prod`": { `"$today`": { `"tokens`": -5, `"cost`": 0 } } } }") } }
        @{ Name = 'an unknown version'; Break = { [IO.File]::WriteAllText($file, '{ "version": 2, "connections": {} }') } }
        @{ Name = 'null'; Break = { [IO.File]::WriteAllText($file, '{ "version": 1, "connections": { "prod": null } }') } }
        @{ Name = 'writable by others'; Break = { [IO.File]::WriteAllText($file, '{ "version": 1, "connections": {} }'); chmod 666 $file } }
        @{ Name = 'a folder'; Break = { $null = [IO.Directory]::CreateDirectory($file) } }
    ) {
        Save-Budget prod @{ TokenBudget = 1000; BudgetPeriod = 'Day' }
        $file = Get-SettingsPath budgets.json
        & $Break
        $problem = Get-TestError { Invoke-MistralChat a }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralBudgetFileUnreadable,*'
        Get-SentCount | Should -Be 0
        (Get-MistralConnection).Budget.Problem | Should -Match 'counts of the budgets'
        Set-MistralConnection -BudgetPeriod Session
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'returns the response if the count can''t be written, and refuses the next request' -Skip:$onWindows {
        Save-Budget prod @{ TokenBudget = 1000; BudgetPeriod = 'Day' }
        $lock = Get-SettingsPath budgets.json.lock
        $null = [IO.Directory]::CreateDirectory($lock)
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
        (Get-TestError { Invoke-MistralChat 'repeat: b' }).FullyQualifiedErrorId | Should -BeLike 'MistralBudgetFileUnwritable,*'
        Get-SentCount | Should -Be 1
        [IO.Directory]::Delete($lock)
        $reply = Invoke-MistralChat 'repeat: c'
        (Get-Count prod).$today.tokens | Should -Be (2 * $reply.Usage.TotalTokens)
    }
}

Describe 'Set-MistralConnection' {
    BeforeEach { Reset-TestState }

    It 'changes a saved connection and the open ones with its name' {
        Save-Budget prod
        $null = Invoke-MistralChat 'repeat: a'
        $before = Get-MistralConnection
        Set-MistralConnection prod -TokenBudget 1 -WhatIf
        (Get-MistralConnection prod).TokenBudget | Should -BeNullOrEmpty
        $saved = Set-MistralConnection prod -TokenBudget 1 -PassThru
        $saved.TokenBudget, $saved.Name, $saved.IsDefault | Should -Be 1, 'prod', $true
        Get-MistralConnection | Should -Be $before
        (Get-TestError { Invoke-MistralChat b -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'MistralBudgetExceeded,*'
        Get-MistralConnection -ListAvailable | Set-MistralConnection -TokenBudget $null
        (Invoke-MistralChat 'repeat: b').Content | Should -BeExactly 'b'
        (Get-MistralConnection prod).TokenBudget | Should -BeNullOrEmpty
        Set-MistralConnection prod -CostBudget 1.5 -Price $prices -BudgetPeriod Month
        $changed = Get-MistralConnection prod
        $changed.CostBudget, "$($changed.BudgetPeriod)", $changed.Prices.Count | Should -Be 1.5, 'Month', 3
        Set-MistralConnection prod -TokenBudget 500 -CostBudget '2.5' -PassThru | Format-Table | Out-String -Width 300 | Should -BeLike '*500 tokens, cost 2.5 (month)*'
    }

    It 'keeps the count of a connection that is used by its name' {
        Save-Budget prod @{ Price = $prices }
        Disconnect-Mistral
        $null = Invoke-MistralChat 'repeat: a' -Connection prod
        Set-MistralConnection prod -TokenBudget 1
        Get-ErrorIn { Invoke-MistralChat b -Connection prod } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'MistralBudgetExceeded,*'
    }

    It 'rejects <Arguments>' -ForEach @(
        @{ Arguments = ''; Id = 'MistralInvalidArgument' }, @{ Arguments = '-PassThru'; Id = 'MistralInvalidArgument' }, @{ Arguments = 'unknown -TokenBudget 5'; Id = 'MistralSavedConnectionNotFound' }
        @{ Arguments = '-CostBudget 5'; Id = 'MistralPriceUnknown' }, @{ Arguments = '-TokenBudget 0'; Id = 'ParameterArgumentValidationError' }, @{ Arguments = '-Price x.csv'; Id = 'MistralFileFailed' }
    ) {
        Connect-Budget
        (Get-TestError ([scriptblock]::Create("Set-MistralConnection $Arguments -ErrorAction Stop"))).FullyQualifiedErrorId | Should -BeLike "$Id*"
    }
}

Describe 'Measure-MistralToken' {
    It 'estimates texts, files, rows and chats' {
        $made = Measure-MistralToken 'The backup of the database server failed last night because the disk was full.'
        $made.IsEstimate | Should -BeTrue
        $made.TokenCount | Should -BeGreaterThan 12
        $made.TokenCount | Should -BeLessThan 19
        $made.CharacterCount | Should -Be 78
        (Measure-MistralToken '').TokenCount | Should -Be 0
        ('', 'a', '12345', [char]0x4E2D | Measure-MistralToken).TokenCount | Should -Be 0, 1, 5, 1
        $chat = @{ role = 'user'; content = 'Hello' }, @{ role = 'assistant'; content = 'Hello! How can I help?' }
        $counted = Measure-MistralToken -InputObject $chat
        $counted.MessageCount, $counted.CharacterCount | Should -Be 2, 27
        ([pscustomobject]@{ Name = 'x'; Size = 5 } | Measure-MistralToken).CharacterCount | Should -Be 21
        $file = Join-Path $TestDrive 'long.txt'
        [IO.File]::WriteAllText($file, 'some words, 12 ' * 100000)
        $long = Measure-MistralToken -Path $file
        $long.Path, $long.CharacterCount | Should -Be $file, 1500000
        $long.TokenCount | Should -Be (Get-Item $file | Measure-MistralToken).TokenCount
        [IO.File]::WriteAllBytes($file, [byte[]](0, 1, 2))
        Get-ErrorIn { Measure-MistralToken -Path $file } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
    }
}
