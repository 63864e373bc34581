#requires -Version 5.1

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationTable.psm1" -Force
    $d = '11111111-1111-4111-8111-111111111111'
    $r = '22222222-2222-4222-8222-222222222222'
    $j = '33333333-3333-4333-8333-333333333333'
    $t = 'a' * 32
    $s = 'b' * 16
    $v1 = '/v1/observability'
    $paged = 'page_size=100&page=1'
    $labels = "{'type':'CLASSIFICATION','options':[{'value':'good','description':'g'},{'value':'bad','description':'b'}]}"

    # One line for each call: the command and the expected request. The emulator validates each request. In a body, ' is a
    # quotation mark of JSON, and ~ one of the search language.
    $calls = @(
        @{ Call = { Search-MistralTrace }; Sent = "POST $v1/traces/search?page_size=100"; Body = '{}' }
        @{ Call = { Search-MistralTrace -After '2026-07-01Z' -Before '2026-07-02T03:04:05Z' }; Sent = "POST $v1/traces/search?from=2026-07-01T00%3A00%3A00Z&to=2026-07-02T03%3A04%3A05Z&page_size=100"; Body = '{}' }
        @{ Call = { Search-MistralTrace bot -Status error -Model a, b -MinimumDuration 5 }; Sent = "POST $v1/traces/search?page_size=100"; Where = "service_name = 'bot' AND status_code = 'Error' AND hasany(models_used, ['a', 'b']) AND duration_ns >= 5000000000" }
        @{ Call = { Search-MistralTrace bot*, search }; Sent = "POST $v1/traces/search?page_size=100"; Where = "service_name ILIKE 'bot%' OR service_name = 'search'" }
        @{ Call = { Search-MistralTrace a, b -Workflow w }; Sent = "POST $v1/traces/search?page_size=100"; Where = "service_name IN ('a', 'b') AND workflow_name = 'w'" }
        @{ Call = { Search-MistralTrace "it's" -Expression 'a = 1 OR b = 2' }; Sent = "POST $v1/traces/search?page_size=100"; Where = "service_name = 'it''s' AND (a = 1 OR b = 2)" }
        @{ Call = { Search-MistralTrace -Expression 'a = 1 OR b = 2' }; Sent = "POST $v1/traces/search?page_size=100"; Where = 'a = 1 OR b = 2' }
        @{ Call = { Search-MistralTrace -Filter ([ordered]@{ 'duration_ns >' = 5; error_message = $null; "span_attributes['custom.tag']" = 'x'; flag = $true; 'name not like' = 'a%' }) }; Sent = "POST $v1/traces/search?page_size=100"; Where = "duration_ns > 5 AND error_message NOT EXISTS AND span_attributes['custom.tag'] = 'x' AND flag = true AND name NOT LIKE 'a%'" }
        @{ Call = { Search-MistralTrace -Filter @{ 'status_code !=' = 'Ok', 'Unset' } }; Sent = "POST $v1/traces/search?page_size=100"; Where = "status_code != 'Ok' AND status_code != 'Unset'" }
        @{ Call = { Search-MistralSpan s -Operation chat -Tool find_* -Model m -Agent a -Status ok }; Sent = "POST $v1/spans/search?page_size=100"; Where = "service_name = 's' AND status_code = 'Ok' AND request_model = 'm' AND operation_name = 'chat' AND agent_name = 'a' AND tool_name ILIKE 'find_%'" }
        @{ Call = { Search-MistralSpanEvaluation tone -Label good -MinimumScore 0.5 -MaximumScore 1 -TraceId $t }; Sent = "POST $v1/spans/evaluations/search?page_size=100"; Where = "evaluation_name = 'tone' AND score_label = 'good' AND score_value >= 0.5 AND score_value <= 1 AND trace_id = '$t'" }
        @{ Call = { Search-MistralSpanEvaluation -Latest }; Sent = "POST $v1/spans/evaluations/search/latest?page_size=100"; Body = '{}' }
        @{ Call = { Search-MistralLog 'not found' -Severity ERROR -Service s -TraceId $t -SortOrder ASC }; Sent = "POST $v1/logs/search?page_size=100"; Body = "{'order':'asc','search_expression':'body CONTAINS ~not found~ AND severity_text = ~ERROR~ AND service_name = ~s~ AND trace_id = ~$t~'}" }
        @{ Call = { Get-MistralTrace $t }; Sent = "GET $v1/traces/$t" }
        @{ Call = { Get-MistralSpan $t -After '2026-07-01Z' }; Sent = "GET $v1/traces/$t/spans?from=2026-07-01T00%3A00%3A00Z&page_size=100" }
        @{ Call = { Get-MistralSpan $t $s }; Sent = "GET $v1/traces/$t/spans/$s" }
        @{ Call = { Measure-MistralTrace }; Sent = "POST $v1/traces/aggregate"; Body = "{'metric':{'aggregation':'count','measure':'trace_id'}}" }
        @{ Call = { Measure-MistralTrace P95 duration_ns -GroupBy service_name -Granularity Day -SortBy service_name -SortOrder DESC -Top 5 -After '2026-07-01Z' -Filter @{ status_code = 'Error' } }; Sent = "POST $v1/traces/aggregate?from=2026-07-01T00%3A00%3A00Z"; Body = "{'metric':{'aggregation':'p95','measure':'duration_ns'},'dimensions':['service_name'],'time_dimension':{'granularity':'day'},'limit':5,'search_expression':'status_code = ~Error~','order_by':[{'field':'service_name','direction':'desc'}]}" }
        @{ Call = { Measure-MistralSpan sum usage_output_tokens }; Sent = "POST $v1/spans/aggregate"; Body = "{'metric':{'aggregation':'sum','measure':'usage_output_tokens'}}" }
        @{ Call = { Measure-MistralSpanEvaluation avg -Expression 'x = 1' }; Sent = "POST $v1/spans/evaluations/aggregate"; Body = "{'metric':{'aggregation':'avg','measure':'score_value'},'search_expression':'x = 1'}" }
        @{ Call = { Get-MistralTelemetryField Trace }; Sent = "GET $v1/traces/fields" }
        @{ Call = { Get-MistralTelemetryField Span *_model }; Sent = "GET $v1/spans/fields" }
        @{ Call = { Get-MistralTelemetryField SpanEvaluation }; Sent = "GET $v1/spans/evaluations/fields" }
        @{ Call = { Get-MistralTelemetryField Log }; Sent = "GET $v1/logs/fields" }
        @{ Call = { Get-MistralTelemetryFieldOption Trace service_name -Before '2026-07-01Z' }; Sent = "GET $v1/traces/fields/service_name/options?to=2026-07-01T00%3A00%3A00Z" }
        @{ Call = { Get-MistralTelemetryFieldOption Span tool_name }; Sent = "GET $v1/spans/fields/tool_name/options" }
        @{ Call = { Get-MistralTelemetryFieldOption SpanEvaluation score_label }; Sent = "GET $v1/spans/evaluations/fields/score_label/options" }
        @{ Call = { Get-MistralTelemetryFieldOption Log severity_text }; Sent = "GET $v1/logs/fields/severity_text/options" }
        @{ Call = { Get-MistralDataset }; Sent = "GET $v1/datasets?$paged" }
        @{ Call = { Get-MistralDataset *Support* }; Sent = "GET $v1/datasets?q=Support&$paged" }
        @{ Call = { Get-MistralDataset -Id $d }; Sent = "GET $v1/datasets/$d" }
        @{ Call = { New-MistralDataset Tickets }; Sent = "POST $v1/datasets"; Body = "{'name':'Tickets','description':''}" }
        @{ Call = { New-MistralDataset Tickets 'of the help desk' }; Sent = "POST $v1/datasets"; Body = "{'name':'Tickets','description':'of the help desk'}" }
        @{ Call = { Set-MistralDataset $d -Description '' }; Sent = "PATCH $v1/datasets/$d"; Body = "{'description':''}" }
        @{ Call = { Remove-MistralDataset $d -Confirm:$false }; Sent = "DELETE $v1/datasets/$d" }
        @{ Call = { Get-MistralDatasetTask $d }; Sent = "GET $v1/datasets/$d/tasks?$paged" }
        @{ Call = { Get-MistralDatasetTask $d $j }; Sent = "GET $v1/datasets/$d/tasks/$j" }
        @{ Call = { Get-MistralDatasetRecord $d }; Sent = "GET $v1/datasets/$d/records?$paged" }
        @{ Call = { Get-MistralDatasetRecord -Id $r }; Sent = "GET $v1/dataset-records/$r" }
        @{ Call = { New-MistralDatasetRecord $d @{ question = 'Where?' } -Property @{ expected_output = 'There' } }; Sent = "POST $v1/datasets/$d/records"; Body = "{'payload':{'question':'Where?'},'properties':{'expected_output':'There'}}" }
        @{ Call = { [pscustomobject]@{ Id = '1'; Body = 'x' } | New-MistralDatasetRecord $d }; Sent = "POST $v1/datasets/$d/records"; Body = "{'payload':{'Id':'1','Body':'x'}}" }
        @{ Call = { Set-MistralDatasetRecord $r @{ a = 1 } }; Sent = "PUT $v1/dataset-records/$r/payload"; Body = "{'payload':{'a':1}}" }
        @{ Call = { Set-MistralDatasetRecord $r -Property @{ b = 2 } }; Sent = "PUT $v1/dataset-records/$r/properties"; Body = "{'properties':{'b':2}}" }
        @{ Call = { Remove-MistralDatasetRecord $r -Confirm:$false }; Sent = "DELETE $v1/dataset-records/$r" }
        @{ Call = { Remove-MistralDatasetRecord $r, $d, $r -Confirm:$false }; Sent = "POST $v1/dataset-records/bulk-delete"; Body = "{'dataset_record_ids':['$r','$d']}" }
        @{ Call = { Import-MistralDatasetRecord $d -FileId $r -NoWait }; Sent = "POST $v1/datasets/$d/imports/from-file"; Body = "{'file_id':'$r'}" }
        @{ Call = { 'conv_1', 'conv_2' | ForEach-Object { [pscustomobject]@{ ConversationId = $_ } } | Import-MistralDatasetRecord $d -NoWait }; Sent = "POST $v1/datasets/$d/imports/from-playground"; Body = "{'conversation_ids':['conv_1','conv_2']}" }
        @{ Call = { Import-MistralDatasetRecord $d -DatasetRecordId $r -NoWait }; Sent = "POST $v1/datasets/$d/imports/from-dataset"; Body = "{'dataset_record_ids':['$r']}" }
        @{ Call = { Import-MistralDatasetRecord $d -TraceId $t -SpanId $s -NoWait -Mapping @{ from = 'x' } }; Sent = "POST $v1/datasets/$d/imports/from-spans"; Body = "{'span_references':[{'trace_id':'$t','span_id':'$s'}],'mapping_contract':{'version':1,'mappings':[{'from':'x'}]}}" }
        @{ Call = { Get-MistralJudge }; Sent = "GET $v1/judges?$paged" }
        @{ Call = { Get-MistralJudge Help* -Type classification -Model a, b }; Sent = "GET $v1/judges?q=Help&type_filter=CLASSIFICATION&model_filter=a&model_filter=b&$paged" }
        @{ Call = { Get-MistralJudge -Id $j }; Sent = "GET $v1/judges/$j" }
        @{ Call = { New-MistralJudge Judge m 'Look.' -Label ([ordered]@{ good = 'g'; bad = 'b' }) }; Sent = "POST $v1/judges"; Body = "{'name':'Judge','model_name':'m','instructions':'Look.','description':'','tools':[],'output':$labels}" }
        @{ Call = { New-MistralJudge Judge m 'Look.' -MinimumDescription low -MaximumDescription high -Maximum 5 -Tool t }; Sent = "POST $v1/judges"; Body = "{'name':'Judge','model_name':'m','instructions':'Look.','output':{'min_description':'low','max_description':'high','max':5,'type':'REGRESSION','min':0},'description':'','tools':['t']}" }
        @{ Call = { Remove-MistralJudge $j -Confirm:$false }; Sent = "DELETE $v1/judges/$j" }
        @{ Call = { Invoke-MistralJudge $j @{ role = 'user'; content = 'Hi' } -Property @{ a = 1 } }; Sent = "POST $v1/judges/$j/live-judging"; Body = "{'messages':[{'role':'user','content':'Hi'}],'properties':{'a':1}}" }
        @{ Call = { Get-MistralPipeline -Enabled $false }; Sent = "GET $v1/pipelines?enabled=false&$paged" }
        @{ Call = { Get-MistralPipeline -Id $d }; Sent = "GET $v1/pipelines/$d" }
        @{ Call = { New-MistralPipeline P @{ slug = 's' } -Expression 'a = 1' }; Sent = "POST $v1/pipelines"; Body = "{'name':'P','definitions':[{'slug':'s'}],'enabled':true,'selectors':[{'source_kind':'span','filter':'a = 1'}]}" }
        @{ Call = { New-MistralPipeline P @{ slug = 's' } -Selector @{ source_kind = 'log' } -Source Metric -Disabled -Description d }; Sent = "POST $v1/pipelines"; Body = "{'name':'P','definitions':[{'slug':'s'}],'enabled':false,'selectors':[{'source_kind':'log'},{'source_kind':'metric'}],'description':'d'}" }
        @{ Call = { Remove-MistralPipeline $d -Confirm:$false }; Sent = "DELETE $v1/pipelines/$d" }
    ) | ForEach-Object {
        $_.Shown = "$($_.Call)".Trim()
        $_.Changes = $_.Sent -notlike 'GET *' -and $_.Sent -notmatch '/(search|aggregate|latest|live-judging)\b'
        if ($_.Where) { $_.Body = "{'search_expression':'$($_.Where -replace "'", '~')'}" }
        $_
    }

    # Lists with 250 entries in pages: the cmdlet, the path, the id property, and a page that the server repeats.
    $lists = @(
        @{ Name = 'Search-MistralTrace'; Path = "$v1/traces/search"; Id = 'TraceId'; Page = '{"traces":{"results":[{"trace_id":"1"}],"cursor":"x"}}' }
        @{ Name = 'Search-MistralSpan'; Path = "$v1/spans/search"; Id = 'SpanId'; Page = '{"spans":{"results":[{"span_id":"1"}],"cursor":"x"}}' }
        @{ Name = 'Search-MistralSpanEvaluation'; Path = "$v1/spans/evaluations/search"; Id = 'SpanId'; Page = '{"span_evaluations":{"results":[{"span_id":"1"}],"cursor":"x"}}' }
        @{ Name = 'Search-MistralLog'; Path = "$v1/logs/search"; Id = 'SpanId'; Page = '{"logs":{"results":[{"span_id":"1"}],"cursor":"x"}}' }
        @{ Name = 'Get-MistralSpan'; Path = "$v1/traces/TRACE/spans"; Id = 'SpanId'; Page = '{"spans":{"results":[{"span_id":"1"}],"cursor":"x"}}' }
        @{ Name = 'Get-MistralDataset'; Path = "$v1/datasets"; Id = 'DatasetId'; HasTotal = $true; Page = '{"datasets":{"results":[{"id":"1"}],"count":900}}' }
        @{ Name = 'Get-MistralDatasetRecord'; Path = "$v1/datasets/DATASET/records"; Id = 'DatasetRecordId'; HasTotal = $true; Page = '{"records":{"results":[{"id":"1"}],"count":900}}' }
        @{ Name = 'Get-MistralDatasetTask'; Path = "$v1/datasets/DATASET/tasks"; Id = 'DatasetTaskId'; HasTotal = $true; Page = '{"tasks":{"results":[{"id":"1"}],"count":900}}' }
        @{ Name = 'Get-MistralJudge'; Path = "$v1/judges"; Id = 'JudgeId'; HasTotal = $true; Page = '{"judges":{"results":[{"id":"1"}],"count":900}}' }
        @{ Name = 'Get-MistralPipeline'; Path = "$v1/pipelines"; Id = 'PipelineId'; HasTotal = $true; Page = '{"pipelines":{"results":[{"id":"1"}],"count":900}}' }
    )

    # What doesn't exist: the command and the target of the error.
    $missing = @(
        @{ Call = { Get-MistralTrace $t }; Target = $t }
        @{ Call = { Get-MistralSpan $t }; Target = $t }
        @{ Call = { Get-MistralTelemetryFieldOption Trace nothing }; Target = 'nothing' }
        @{ Call = { Get-MistralDataset Nothing }; Target = 'Nothing' }
        @{ Call = { Get-MistralDataset -Id $d }; Target = $d }
        @{ Call = { Set-MistralDataset $d -Description x }; Target = $d }
        @{ Call = { Remove-MistralDataset $d -Confirm:$false }; Target = $d }
        @{ Call = { Export-MistralDataset $d -Destination $TestDrive }; Target = $d }
        @{ Call = { Get-MistralDatasetRecord $d }; Target = $d }
        @{ Call = { Set-MistralDatasetRecord $r @{ a = 1 } }; Target = $r }
        @{ Call = { Remove-MistralDatasetRecord $r -Confirm:$false }; Target = $r }
        @{ Call = { Import-MistralDatasetRecord $d -FileId $r }; Target = $r }
        @{ Call = { Wait-MistralDatasetTask $d $j }; Target = $j }
        @{ Call = { Get-MistralJudge Nothing }; Target = 'Nothing' }
        @{ Call = { Set-MistralJudge $j -Description x }; Target = $j }
        @{ Call = { Invoke-MistralJudge $j @{ role = 'user'; content = 'Hi' } }; Target = $j }
        @{ Call = { Invoke-MistralJudge $j -DatasetRecordId $r }; Target = $j }
        @{ Call = { Get-MistralPipeline Nothing }; Target = 'Nothing' }
        @{ Call = { Set-MistralPipeline Nothing -Enabled $true }; Target = 'Nothing' }
        @{ Call = { Remove-MistralPipeline Nothing -Confirm:$false }; Target = 'Nothing' }
        @{ Call = { Set-MistralDataset Nothing -Description x }; Target = 'Nothing' }
        @{ Call = { Export-MistralDataset Nothing -Destination $TestDrive }; Target = 'Nothing' }
        @{ Call = { Get-MistralDatasetRecord Nothing }; Target = 'Nothing' }
        @{ Call = { New-MistralDatasetRecord Nothing @{ a = 1 } }; Target = 'Nothing' }
        @{ Call = { Import-MistralDatasetRecord Nothing -FileId $r }; Target = 'Nothing' }
        @{ Call = { Get-MistralDatasetTask Nothing }; Target = 'Nothing' }
        @{ Call = { Wait-MistralDatasetTask Nothing $j }; Target = 'Nothing' }
        @{ Call = { Set-MistralJudge Nothing -Description x }; Target = 'Nothing' }
        @{ Call = { Remove-MistralJudge Nothing -Confirm:$false }; Target = 'Nothing' }
        @{ Call = { Invoke-MistralJudge Nothing @{ role = 'user'; content = 'Hi' } }; Target = 'Nothing' }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_ }

    # What is refused before anything is sent.
    $refused = @(
        @{ Call = { Search-MistralTrace -After '2026-07-02Z' -Before '2026-07-01Z' }; Says = '-After * must be earlier than -Before*' }
        @{ Call = { Measure-MistralTrace -After '2026-07-02Z' -Before '2026-07-02Z' }; Says = '-After * must be earlier than -Before*' }
        @{ Call = { Search-MistralTrace -Filter @{ 'gen_ai.request.model' = 'x' } }; Says = "'gen_ai.request.model' isn't a field in a filter*span_attributes*" }
        @{ Call = { Search-MistralTrace -Filter @{ 'a; DROP' = 'x' } }; Says = "'a; DROP' isn't a field*" }
        @{ Call = { Search-MistralTrace -Filter @{ a = @() } }; Says = "The filter of 'a' has no value*" }
        @{ Call = { Search-MistralTrace -Filter @{ 'a >' = $null } }; Says = "The filter 'a >' needs a value*" }
        @{ Call = { Search-MistralTrace -Filter @{ a = @{ b = 1 } } }; Says = "The filter of 'a' has a value of type *" }
        @{ Call = { Search-MistralTrace -Expression "a = 'b" }; Says = '*no closing quotation mark*' }
        @{ Call = { Search-MistralTrace -Expression '(a = 1' }; Says = "*lacks a ')'*" }
        @{ Call = { Search-MistralTrace -Expression 'a = 1)' }; Says = "*has a ')' without its opening bracket*" }
        @{ Call = { Search-MistralTrace -Model mistral-* }; Says = "'mistral-*' is a pattern. 'models_used' is a list*" }
        @{ Call = { 'a.jsonl' | Import-MistralDatasetRecord $d }; Says = "'a.jsonl' isn't the id of a conversation*" }
        @{ Call = { New-MistralPipeline P @{ slug = 's' } -Expression 'a = (1' }; Says = "*lacks a ')'*" }
        @{ Call = { New-MistralDatasetRecord $d text }; Says = 'The payload of a record must be an object*String*' }
        @{ Call = { New-MistralDatasetRecord $d @(@(1, 2), 3) }; Says = 'The payload of a record must be an object*' }
        @{ Call = { Set-MistralDatasetRecord $r 5 }; Says = 'The payload of a record must be an object*Int32*' }
        @{ Call = { Set-MistralDatasetRecord $r }; Says = 'Specify -Payload, -Property or both*' }
        @{ Call = { Set-MistralDataset $d }; Says = 'Specify at least one property to change*' }
        @{ Call = { Set-MistralJudge $j }; Says = 'Specify at least one property to change*' }
        @{ Call = { New-MistralJudge Judge m i -Label @{ good = 'g' } }; Says = 'A judge needs two or more labels, got 1*' }
        @{ Call = { New-MistralJudge Judge m i -MinimumDescription a -MaximumDescription b -Minimum 5 -Maximum 5 }; Says = '-Minimum (5) must be less than -Maximum (5)*' }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_ }

    # Cmdlets with code of their own. Other tests check what they send. With Missing = $false, no id of the user can be missing.
    $own = @(
        @{ Call = { Set-MistralJudge $j -Description x } }
        @{ Call = { Set-MistralPipeline $d -Enabled $true } }
        @{ Call = { Export-MistralDataset $d -Destination $TestDrive } }
        @{ Call = { Import-MistralDataset "$TestDrive/none.jsonl" }; Missing = $false }
        @{ Call = { @{ a = 1 } | Export-MistralDatasetRecord "$TestDrive/x.jsonl" }; Missing = $false }
        @{ Call = { Wait-MistralDatasetTask $d $j }; IsRead = $true }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_ }

    # The server alone knows whether the dataset or what is imported was not found.
    $coverage = Get-TableCoverage '^Mistral(Trace|Span|Log|Telemetry|Dataset|Judge|Pipeline)' -Call $calls -Own $own -List @($lists.Name) -Changes { $_.Changes } -WithoutNotFound '*Import-MistralDatasetRecord*' -NotFoundElsewhere $missing
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationTable.psm1" -Force
    Connect-TestMistral
    $d = '11111111-1111-4111-8111-111111111111'
    $r = '22222222-2222-4222-8222-222222222222'
    $j = '33333333-3333-4333-8333-333333333333'
    $t = 'a' * 32
    $s = 'b' * 16

    function Get-SentText($Request) {
        '{0} {1}{2}' -f $Request.method, $Request.path, $(if ($Request.query) { "?$($Request.query)" })
    }

    # Calls the cmdlet of a list, with its parent if it has one.
    function Invoke-List($Name, $Path, [hashtable] $With = @{}) {
        if ($Path -clike '*TRACE*') { $With.TraceId = (Search-MistralTrace -First 1).TraceId }
        if ($Path -clike '*DATASET*') { $With.DatasetId = (Get-MistralDataset 'Support questions').DatasetId }
        Clear-EmulatorRequest
        & $Name @With
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A cmdlet of observability' {
    BeforeEach { Reset-Emulator }

    It 'has a row in each table, so that a new one is tested too' -ForEach @{ Coverage = $coverage } {
        Assert-Covered $Coverage
    }

    It 'says with the name what was not found: <Shown>' -ForEach $coverage.WithId {
        Assert-NotFound (Get-NotFoundError $Call)
    }

    It 'sends the expected request: <Shown>' -ForEach $calls {
        # The response does not matter here, unless the request isn't valid.
        $problems = @(& $Call 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $problems | Where-Object { $_.FullyQualifiedErrorId -notlike 'MistralNotFound,*' -and "$_" -notlike '*INVALID_SEARCH*' } | Should -BeNullOrEmpty
        $got = @(Get-EmulatorRequest | Where-Object { $Sent -like '*/fields' -or $_.path -notlike '*/fields' })
        Get-SentText $got[0] | Should -BeExactly $Sent
        $got[0].body | Should -BeExactly ("$Body" -replace "'", '"' -replace '~', "'")
        $got[0].statusCode | Should -Not -Be 422
        $got[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'warns of a misspelled field, and names the similar one: <Call>' -ForEach @(
        @{ Call = { Search-MistralTrace -Filter @{ servce_name = 'x' } }; Says = "'servce_name' isn't a field of traces. Did you mean 'service_name'?*Get-MistralTelemetryField*" }
        @{ Call = { Search-MistralSpan -Expression "request_modle = 'a' AND status_code = 'service_nam = 1'" }; Says = "'request_modle' isn't a field of spans. Did you mean 'request_model'?*" }
        @{ Call = { Search-MistralSpanEvaluation -Expression 'has(nothing_like_it, 1)' }; Says = "'nothing_like_it' isn't a field of spans/evaluations. Get-*" }
        @{ Call = { Search-MistralLog -Filter @{ 'severty_text !=' = 'INFO' } }; Says = "'severty_text' isn't a field of logs. Did you mean 'severity_text'?*" }
        @{ Call = { Measure-MistralSpan count -GroupBy request_mdel }; Says = "'request_mdel' isn't a field of spans. Did you mean 'request_model'?*" }
        @{ Call = { Search-MistralSpan -Filter @{ service = 'x' } }; Says = "'service' isn't a field of spans. Did you mean 'service_name'?*" }
        @{ Call = { Measure-MistralTrace avg duration_n }; Says = "'duration_n' isn't a field of traces. Did you mean 'duration_ns'?*" }
    ) {
        $null = & $Call -WarningVariable warnings -ErrorAction SilentlyContinue 3>&1 2>&1 | Tee-Object -Variable all
        @($all | Where-Object { $_ -is [Management.Automation.WarningRecord] }).Count | Should -Be 1
        "$(@($all | Where-Object { $_ -is [Management.Automation.WarningRecord] }))" | Should -BeLike $Says
    }

    It 'asks for the list of fields only for fields that not all objects have' {
        $null = Search-MistralSpan -Service a -Filter @{ "span_attributes['custom.tag']" = 'x'; 'duration_ns >' = 1; agent_name = 'a b = c' } -Expression "status_code IN ('Error') AND NOT span_name EXISTS"
        @(Get-EmulatorRequest).Count | Should -Be 1
        Add-EmulatorFault @{ path = '/v1/observability/spans/fields'; status = 403 }
        $all = @(Search-MistralSpan -Filter @{ other = 1 } 3>&1)
        $all | Where-Object { $_ -is [Management.Automation.WarningRecord] } | Should -BeNullOrEmpty
    }

    It 'judges spans from the pipeline' {
        $span = Search-MistralSpan -Operation chat -First 1
        $span.InputMessages | Should -Not -BeNullOrEmpty
        $span.SystemInstructions = '[{"type":"text","content":"Be brief."}]'
        $span.OutputMessages = '[{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"find","arguments":{"n":1}},{"type":"text","content":"On its way."}],"finish_reason":"stop"}]'
        $judge = Get-MistralJudge -First 1
        Clear-EmulatorRequest
        $output = $span | Invoke-MistralJudge $judge
        $output.SpanId | Should -BeExactly $span.SpanId
        $output.TraceId | Should -BeExactly $span.TraceId
        @(Get-EmulatorRequest)[-1].body | Should -BeExactly '{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Where is my order?"},{"role":"assistant","content":"On its way.","tool_calls":[{"id":"c1","function":{"name":"find","arguments":"{\u0022n\u0022:1}"}}]}]}'.Replace('\u0022', '\"')
        $problem = Get-TestError { Search-MistralSpan -Operation execute_tool -First 1 | Invoke-MistralJudge $judge }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -BeLike '*has no messages to judge*'
        $span.InputMessages = 'not JSON'
        "$(Get-TestError { $span | Invoke-MistralJudge $judge })" | Should -BeLike "InputMessages of the span * isn't valid JSON*"
    }

    It 'takes a name in place of an id' {
        $dataset = Get-MistralDataset 'Support questions'
        Clear-EmulatorRequest
        (Set-MistralDataset 'support QUESTIONS' -Description d).DatasetId | Should -BeExactly $dataset.DatasetId
        @(Get-EmulatorRequest).path | Should -BeExactly '/v1/observability/datasets', "/v1/observability/datasets/$($dataset.DatasetId)"
        @(Get-EmulatorRequest)[0].query | Should -Match 'q=support%20QUESTIONS'
        Clear-EmulatorRequest
        @(Get-MistralDatasetRecord 'Support questions').Count | Should -BeGreaterThan 0
        @(Get-EmulatorRequest).Count | Should -Be 2
        New-MistralDatasetRecord 'Support questions' @{ a = 1 } | Should -HaveCount 1
        @(Get-MistralDatasetTask 'Support questions' -ErrorAction Stop).Count | Should -BeGreaterOrEqual 0
        (Export-MistralDataset 'Support questions' -Destination $TestDrive -Force).Name | Should -BeExactly 'Support questions.jsonl'
        $judge, $pipeline = (Get-MistralJudge -First 1), (New-MistralPipeline Nightly @{ slug = 's' })
        (Invoke-MistralJudge $judge.Name @{ role = 'user'; content = 'Hi' }).JudgeId | Should -BeExactly $judge.JudgeId
        (Set-MistralPipeline nightly -Enabled $false).PipelineId | Should -BeExactly $pipeline.PipelineId
        Remove-MistralPipeline -Name nightly -Confirm:$false
        (Get-EmulatorRequest -Filter @{ method = 'DELETE' }).path | Should -BeExactly "/v1/observability/pipelines/$($pipeline.PipelineId)"
    }

    It 'changes nothing with -WhatIf: <Shown>' -ForEach $coverage.Changing {
        $text = "$Call" -replace '-Confirm:\$false'
        & ([scriptblock]::Create("$text -WhatIf")) | Should -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'writes ObjectNotFound with the id or name: <Shown>' -ForEach $missing {
        $problem = Get-TestError $Call
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject | Should -BeExactly $Target
    }

    It 'refuses before anything is sent: <Shown>' -ForEach $refused {
        "$(Get-TestError $Call)" | Should -BeLike $Says
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'shows the names of objects with -WhatIf' {
        $shown = Invoke-TestShell -Environment @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY } -Script @'
Get-MistralDataset 'Support questions' | Remove-MistralDataset -WhatIf
Get-MistralJudge Helpfulness | Set-MistralJudge -Description x -WhatIf
Get-MistralPipeline 'Judge support' | Remove-MistralPipeline -WhatIf
'@
        $shown.Output | Should -Match "dataset 'Support questions' \("
        $shown.Output | Should -Match "judge 'Helpfulness' \("
        $shown.Output | Should -Match "pipeline 'Judge support' \("
    }
}

Describe 'The list of <Name>' -ForEach $lists {
    BeforeEach {
        Reset-Emulator
        $place = $Path -creplace 'TRACE', (Search-MistralTrace -First 1).TraceId -creplace 'DATASET', (Get-MistralDataset 'Support questions').DatasetId
    }

    It 'returns each entry of three pages exactly once' {
        Set-EmulatorList $place 250
        $all = @(Invoke-List $Name $Path)
        $all.Count | Should -Be 250
        @($all.$Id | Select-Object -Unique).Count | Should -Be 250
        @(Get-EmulatorRequest -Filter @{ path = $place }).Count | Should -Be 3
        if ($Name -like 'Search-*') { @(Get-EmulatorRequest -Filter @{ path = $place } | Select-Object -ExpandProperty body -Unique) | Should -BeExactly '{}' }
    }

    It 'requests only the pages that the pipeline takes' {
        Set-EmulatorList $place 250
        @(Invoke-List $Name $Path | Select-Object -First 3).Count | Should -Be 3
        @(Invoke-List $Name $Path @{ First = 2; Skip = 1 }).Count | Should -Be 2
        @(Get-EmulatorRequest -Filter @{ path = $place }).Count | Should -Be 1
    }

    It 'returns the total count if the API has one' {
        Set-EmulatorList $place 250
        @(Invoke-List $Name $Path @{ First = 2; IncludeTotalCount = $true })[0].ToString() | Should -Match $(if ($HasTotal) { '250' } else { 'Unknown' })
    }

    It 'returns nothing for an empty list' {
        $parent = @{}
        if ($Path -clike '*DATASET*') { $parent.DatasetId = (Get-MistralDataset 'Support questions').DatasetId }
        if ($Path -clike '*TRACE*') { $parent.TraceId = (Search-MistralTrace -First 1).TraceId }
        Set-EmulatorList $place 0
        & $Name @parent -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'writes an error when the server repeats a page' {
        $parent = @{}
        if ($Path -clike '*DATASET*') { $parent.DatasetId = (Get-MistralDataset 'Support questions').DatasetId }
        if ($Path -clike '*TRACE*') { $parent.TraceId = (Search-MistralTrace -First 1).TraceId }
        Add-EmulatorFault @{ path = $place; body = $Page; times = 0 }
        $problem = Get-TestError { & $Name @parent }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match 'same page'
    }
}

Describe 'Traces and spans' {
    BeforeAll { Reset-Emulator }

    It 'are found by conditions that the server evaluates' {
        $all = @(Search-MistralTrace)
        $all.Count | Should -Be 60
        $failed = @(Search-MistralTrace support-bot -Status Error)
        $failed.Count | Should -Be @($all | Where-Object { $_.ServiceName -eq 'support-bot' -and $_.StatusCode -eq 'Error' }).Count
        $failed.Count | Should -BeGreaterThan 0
        @(Search-MistralTrace *-bot, BILLING* -MinimumDuration '0:0:5').Count | Should -Be @($all | Where-Object { $_.ServiceName -ne 'search' -and $_.Duration.TotalSeconds -ge 5 }).Count
        @(Search-MistralTrace -Model mistral-large-latest).Count | Should -Be 30
        @(Search-MistralTrace -Filter @{ 'input_tokens >' = 150; service_name = 'search', 'support-bot' } -Expression 'error_count = 0').Count |
            Should -Be @($all | Where-Object { $_.InputTokens -gt 150 -and $_.ServiceName -ne 'billing-agent' -and $_.ErrorCount -eq 0 }).Count
        @(Search-MistralTrace -After (Get-Date).AddDays(-1)).Count | Should -Be 6
    }

    It 'have dates, a duration, and attributes with their own names' {
        $trace = Search-MistralTrace -First 1
        $trace.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Trace'
        $trace.StartTime | Should -BeOfType [datetimeoffset]
        $trace.Duration | Should -BeOfType [timespan]
        $trace.Duration.TotalSeconds | Should -Be ($trace.DurationNs / 1e9)
        $span = Search-MistralSpan -Filter @{ "span_attributes['custom.tag']" = "it's 1" } -First 1
        $span.SpanAttributes.'gen_ai.operation.name' | Should -BeExactly 'chat'
        $span.OperationName | Should -BeExactly 'chat'
    }

    It 'lead from a trace to its spans, evaluations and log, and back' {
        $trace = Search-MistralTrace -First 1
        $spans = @($trace | Get-MistralSpan)
        $spans.OperationName | Should -BeExactly 'invoke_agent', 'chat', 'execute_tool'
        ($spans[2] | Get-MistralSpan).SpanId | Should -BeExactly $spans[2].SpanId
        ($spans[2] | Get-MistralTrace).TraceId | Should -BeExactly $trace.TraceId
        ($trace | Search-MistralLog).TraceId | Should -BeExactly $trace.TraceId
        ($trace | Search-MistralSpanEvaluation | Get-MistralSpan).OperationName | Should -BeExactly 'chat'
    }

    It 'are counted and measured in groups, with a property for each' {
        $rows = @(Measure-MistralTrace -GroupBy service_name, status_code)
        ($rows.MetricValue | Measure-Object -Sum).Sum | Should -Be 60
        $rows[0].PSObject.Properties.Name | Should -Be 'TimeBucket', 'MetricName', 'MetricValue', 'ServiceName', 'StatusCode'
        $days = @(Measure-MistralTrace max duration_ns -Granularity day -After (Get-Date).AddDays(-2))
        $days[0].TimeBucket | Should -BeOfType [datetimeoffset]
        (Measure-MistralSpan sum usage_input_tokens).MetricValue | Should -Be (100 * 60 + 59 * 30)
        @(Measure-MistralSpanEvaluation avg -GroupBy evaluation_name -SortBy evaluation_name).EvaluationName | Should -Be 'helpfulness', 'tone'
    }

    It 'are measured without a loss if a group has the name of a figure' {
        Add-EmulatorFault @{ path = '/v1/observability/traces/aggregate'; body = '{"data":[{"metric_name":"count","metric_value":2,"note":"a","dimensions":{"note":"b","metric_name":"c"}}],"meta":{}}' }
        $row = Measure-MistralTrace -GroupBy note, metric_name
        $row.MetricName, $row.Note, $row.DimensionMetricName, $row.DimensionNote | Should -Be 'count', 'a', 'c', 'b'
    }

    It 'show the message of the server when it refuses an expression' {
        $problem = Get-TestError { Search-MistralTrace -Expression 'a ? 1' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        "$problem" | Should -BeLike 'Unexpected character*'
    }

    It 'are searched again after a failure of the server' {
        Add-EmulatorFault @{ path = '/v1/observability/traces/search'; status = 503 }
        @(Search-MistralTrace -First 2).Count | Should -Be 2
    }

    It 'have fields with options' {
        $fields = @(Get-MistralTelemetryField Trace duration_*)
        $fields.Name | Should -BeExactly 'duration_ns'
        $fields.SupportedAggregations | Should -Contain 'p95'
        $options = @(Get-MistralTelemetryField Trace service_name | Get-MistralTelemetryFieldOption)
        $options.Value | Should -Be 'billing-agent', 'search', 'support-bot'
        $options[0].Source | Should -Be 'Trace'
        Get-MistralTelemetryFieldOption Trace trace_id | Should -BeNullOrEmpty
    }
}

Describe 'Tab completion' {
    BeforeAll { Reset-Emulator }

    It 'completes <Line> with <First>' -ForEach @(
        @{ Line = 'Search-MistralTrace -Service b'; First = 'billing-agent' }
        @{ Line = 'Search-MistralTrace -Model mistral-l'; First = 'mistral-large-latest' }
        @{ Line = 'Search-MistralSpan -Tool '; First = 'find_order' }
        @{ Line = 'Search-MistralSpanEvaluation -Label g'; First = 'good' }
        @{ Line = 'Search-MistralLog -Severity E'; First = 'ERROR' }
        @{ Line = "Search-MistralTrace -Expression 'error_count = 0 AND duration"; First = "'error_count = 0 AND duration_ns'" }
        @{ Line = 'Measure-MistralSpan sum usage_o'; First = 'usage_output_tokens' }
        @{ Line = 'Measure-MistralTrace -GroupBy serv'; First = 'service_name' }
        @{ Line = 'Get-MistralTelemetryField Log sev'; First = 'severity_number' }
        @{ Line = 'Get-MistralTelemetryFieldOption SpanEvaluation score_l'; First = 'score_label' }
        @{ Line = 'Get-MistralDataset Bill'; First = "'Billing questions'" }
        @{ Line = 'Get-MistralJudge Pol'; First = 'Politeness' }
        @{ Line = 'Get-MistralPipeline Jud'; First = "'Judge support'" }
    ) {
        @((TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText)[0] | Should -BeExactly $First
    }

    It 'completes the id of a trace by the name of its first span' {
        $found = (TabExpansion2 'Get-MistralTrace invoke' -cursorColumn 23).CompletionMatches
        (Search-MistralTrace).TraceId | Should -Contain $found[0].CompletionText.Trim("'")
    }

    It 'completes nothing when the server fails' {
        Add-EmulatorFault @{ path = '/v1/observability/traces/fields/service_name/options'; status = 400; times = 0 }
        (TabExpansion2 'Search-MistralTrace -Service b' -cursorColumn 30).CompletionMatches | Where-Object ResultType -EQ ParameterValue | Should -BeNullOrEmpty
    }
}

Describe 'A dataset' {
    BeforeEach { Reset-Emulator }

    It 'can be created, found, changed and removed through the pipeline' {
        $made = New-MistralDataset Tickets
        (Get-MistralDataset tickets).DatasetId | Should -BeExactly $made.DatasetId
        (Get-MistralDataset $made.DatasetId).Name | Should -BeExactly 'Tickets'
        ($made | Set-MistralDataset -Description 'for tests').Description | Should -BeExactly 'for tests'
        $made | Remove-MistralDataset -Confirm:$false
        (Get-TestError { Get-MistralDataset Tickets }).TargetObject | Should -BeExactly 'Tickets'
    }

    It 'has records that keep their names, and are copied with their properties' {
        $made = New-MistralDataset Tickets
        $one = [pscustomobject]@{ 'Order Id' = 7; nested_value = @{ 'a.b' = 'x' } } | New-MistralDatasetRecord $made -Property @{ expected_output = 'y' }
        $one.Payload.'Order Id' | Should -Be 7
        $one.Payload.nested_value.'a.b' | Should -BeExactly 'x'
        $copy = Get-MistralDataset 'Support questions' | Get-MistralDatasetRecord | New-MistralDatasetRecord $made
        @($copy).Count | Should -Be 3
        $copy[0].Properties.expected_output | Should -BeExactly 'A clear answer'
        $copy[0].Payload.messages[0].role | Should -BeExactly 'user'

        $one | Set-MistralDatasetRecord -Payload @{ changed = $true } -Property @{ b = 2 }
        $again = Get-MistralDatasetRecord -Id $one.DatasetRecordId
        $again.Payload.changed | Should -BeTrue
        $again.Properties.b | Should -Be 2

        $made | Get-MistralDatasetRecord | Remove-MistralDatasetRecord -Confirm:$false
        $made | Get-MistralDatasetRecord | Should -BeNullOrEmpty
        @(Get-EmulatorRequest -Filter @{ path = '/v1/observability/dataset-records/bulk-delete' }).Count | Should -Be 1
    }

    It 'deletes many records in requests of 500' {
        $ids = 1..501 | ForEach-Object { [guid]::NewGuid().ToString() }
        Add-EmulatorFault @{ path = '/v1/observability/dataset-records/bulk-delete'; status = 204; times = 0 }
        Add-EmulatorFault @{ method = 'DELETE'; status = 204; times = 0 }
        $ids | Remove-MistralDatasetRecord -Confirm:$false
        $sent = @(Get-EmulatorRequest)
        ($sent[0].body | ConvertFrom-Json).dataset_record_ids.Count | Should -Be 500
        $sent[1].path | Should -BeLike "*/$($ids[500])"
    }

    It 'is exported by the server to a file, and the key stays with the API' {
        $file = Get-MistralDataset 'Support questions' | Export-MistralDataset -Destination $TestDrive
        $file.Name | Should -BeExactly 'Support questions.jsonl'
        $lines = @(Get-Content -LiteralPath $file.FullName | ConvertFrom-Json)
        $lines.Count | Should -Be 3
        $lines[0].properties.expected_output | Should -BeExactly 'A clear answer'
        $download = Get-EmulatorRequest | Where-Object path -Like '/storage/*'
        $download.headers.PSObject.Properties.Name | Should -Not -Contain 'Authorization'
        @(Get-ChildItem -LiteralPath $TestDrive -Filter *.partial).Count | Should -Be 0

        $problem = Get-TestError { Get-MistralDataset 'Support questions' | Export-MistralDataset -Destination $TestDrive }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        (Get-MistralDataset 'Support questions' | Export-MistralDataset -Destination $TestDrive -Force).Length | Should -Be $file.Length
    }

    It 'sends the headers of the connection to the API only' {
        $other = Connect-Mistral -BaseUri $env:MISTRAL_TEST_URI -ApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) -Header @{ 'X-Gateway' = 'secret' } -PassThru -SkipValidation
        try {
            $null = Get-MistralDataset 'Support questions' -Connection $other | Export-MistralDataset -OutFile "$TestDrive/headers.jsonl" -Connection $other
            $seen = @(Get-EmulatorRequest | Where-Object { $_.headers.'X-Gateway' }).path
            $seen | Should -Not -BeNullOrEmpty
            $seen | Should -Not -BeLike '/storage/*'
        }
        finally { Connect-TestMistral }
    }

    It 'leaves no file when <What>' -ForEach @(
        @{ What = 'the download is cut'; Fault = @{ path = '/storage/'; cutAfterBytes = 20; times = 0 }; Id = 'MistralConnectionFailed,*' }
        @{ What = 'the address is not a URL'; Fault = @{ path = 'EXPORT'; body = '{"file_url":"nowhere"}' }; Id = 'MistralInvalidResponse,*' }
        @{ What = 'the address is not secure'; Fault = @{ path = 'EXPORT'; body = '{"file_url":"http://storage.example.com/x?signature=1"}' }; Id = 'MistralInsecureUri,*' }
        @{ What = 'the storage refuses'; Fault = @{ path = '/storage/'; status = 403 }; Id = 'MistralPermissionDenied,*' }
    ) {
        $set = Get-MistralDataset 'Support questions'
        if ($Fault.path -ceq 'EXPORT') { $Fault.path = "/v1/observability/datasets/$($set.DatasetId)/exports/" }
        Add-EmulatorFault $Fault
        (Get-TestError { $set | Export-MistralDataset -OutFile "$TestDrive/none.jsonl" }).FullyQualifiedErrorId | Should -BeLike $Id
        @(Get-ChildItem -LiteralPath $TestDrive -Filter none*).Count | Should -Be 0
    }

    It 'is imported from the file that records were exported to' {
        $records = Get-MistralDataset 'Support questions' | Get-MistralDatasetRecord
        $file = $records | Export-MistralDatasetRecord "$TestDrive/copy.jsonl"
        (Get-TestError { $records | Export-MistralDatasetRecord "$TestDrive/copy.jsonl" }).FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        [IO.File]::ReadAllText($file.FullName) | Should -Match '^\{"payload":\{"messages".+\}\}\n'
        $made = $file | Import-MistralDataset -Name 'Copied questions'
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Dataset'
        $copy = @($made | Get-MistralDatasetRecord)
        $copy.Count | Should -Be 3
        ($copy.Payload | ConvertTo-Json -Depth 9) | Should -BeExactly (@($records)[2, 1, 0].Payload | ConvertTo-Json -Depth 9)
    }

    It 'imports records from files, records, spans and conversations, and waits' {
        $made = New-MistralDataset Collected
        Set-Content -LiteralPath "$TestDrive/one.jsonl", "$TestDrive/two.jsonl" -Value '{"payload":{"question":"Where?"}}'
        $tasks = @(Get-ChildItem -Path "$TestDrive/one.jsonl", "$TestDrive/two.jsonl" | Import-MistralDatasetRecord $made)
        $tasks.Status | Should -Be 'COMPLETED', 'COMPLETED'
        $tasks[0].Progress | Should -Be 100
        (Get-MistralDataset 'Support questions' | Get-MistralDatasetRecord | Import-MistralDatasetRecord $made).Status | Should -Be 'COMPLETED'
        (Search-MistralTrace -First 1 | Get-MistralSpan | Import-MistralDatasetRecord $made).Status | Should -Be 'COMPLETED'
        (Get-MistralConversation -First 2 | Import-MistralDatasetRecord $made).Status | Should -Be 'COMPLETED'
        @($made | Get-MistralDatasetRecord).Count | Should -Be 10
        @($made | Get-MistralDatasetTask).Count | Should -Be 5
    }

    It 'imports records and spans of one pipeline in separate requests' {
        $made = New-MistralDataset Collected
        $records = @(Get-MistralDataset 'Support questions' | Get-MistralDatasetRecord)
        $spans = @(Search-MistralTrace -First 1 | Get-MistralSpan)
        ($records + $spans | Import-MistralDatasetRecord $made).Status | Should -Be 'COMPLETED', 'COMPLETED'
        $sent = @(Get-EmulatorRequest -Filter @{ method = 'POST'; path = "/v1/observability/datasets/$($made.DatasetId)/imports/" })
        $sent.path | ForEach-Object { $_.Split('/')[-1] } | Should -Be 'from-dataset', 'from-spans'
        ($sent[0].body | ConvertFrom-Json).dataset_record_ids | Should -Be $records.DatasetRecordId
        ($sent[1].body | ConvertFrom-Json).span_references.span_id | Should -Be $spans.SpanId
    }

    It 'keeps an uploaded file only with -NoWait' {
        $made = New-MistralDataset Collected
        Set-Content -LiteralPath "$TestDrive/kept.jsonl" -Value '{"payload":{"question":"Where?"}}'
        $before = @(Get-MistralFile).Count
        $null = Import-MistralDatasetRecord $made "$TestDrive/kept.jsonl"
        $null = Import-MistralDataset "$TestDrive/kept.jsonl" -Name 'New questions'
        @(Get-MistralFile).Count | Should -Be $before
        $null = Import-MistralDatasetRecord $made "$TestDrive/kept.jsonl" -NoWait
        @(Get-MistralFile).Count | Should -Be ($before + 1)
    }

    It 'leaves no file and no dataset when the import cannot be started' {
        Set-Content -LiteralPath "$TestDrive/refused.jsonl" -Value '{"payload":{"question":"Where?"}}'
        $before = @(Get-MistralDataset).Count, @(Get-MistralFile).Count
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/observability/datasets/'; status = 422; times = 2 }
        Get-TestError { Import-MistralDataset "$TestDrive/refused.jsonl" -Name 'Refused questions' } | Should -Not -BeNullOrEmpty
        Get-TestError { Import-MistralDatasetRecord $d "$TestDrive/refused.jsonl" } | Should -Not -BeNullOrEmpty
        @(Get-MistralDataset).Count, @(Get-MistralFile).Count | Should -Be $before
    }

    It 'is waited for although the task cannot be read for a while' {
        $made = New-MistralDataset Collected
        $task = Get-MistralDataset 'Support questions' | Get-MistralDatasetRecord | Import-MistralDatasetRecord $made -NoWait
        Add-EmulatorFault @{ method = 'GET'; path = "/v1/observability/datasets/$($made.DatasetId)/tasks/"; body = "{`"id`":`"$($task.DatasetTaskId)`",`"status`":`"RUNNING`"}" }
        Add-EmulatorFault @{ method = 'GET'; path = "/v1/observability/datasets/$($made.DatasetId)/tasks/"; status = 501 }
        ($task | Wait-MistralDatasetTask).Status | Should -Be 'COMPLETED'
    }

    It 'has imports that can be waited for later' {
        $made = New-MistralDataset Collected
        $task = Get-MistralDataset 'Support questions' | Get-MistralDatasetRecord | Import-MistralDatasetRecord $made -NoWait
        $task.Status | Should -Be 'RUNNING'
        ($task | Wait-MistralDatasetTask).Status | Should -Be 'COMPLETED'
        (Get-MistralDatasetTask $made $task.DatasetTaskId).Status | Should -Be 'COMPLETED'
    }

    It 'writes an error for an import that fails or takes too long' {
        $set = Get-MistralDataset 'Support questions'
        Add-EmulatorFault @{ method = 'GET'; path = "/v1/observability/datasets/$($set.DatasetId)/tasks/"; body = "{`"id`":`"$j`",`"status`":`"FAILED`",`"message`":`"Line 3 has no payload.`"}" }
        $problem = Get-TestError { Wait-MistralDatasetTask $set $j }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralDatasetImportFailed,*'
        "$problem" | Should -BeLike "*'FAILED': Line 3 has no payload.*"
        Add-EmulatorFault @{ method = 'GET'; path = "/v1/observability/datasets/$($set.DatasetId)/tasks/"; body = "{`"id`":`"$j`",`"status`":`"RUNNING`"}"; times = 0 }
        $problem = Get-TestError { Wait-MistralDatasetTask $set $j -TimeoutSeconds 0 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralDatasetImportTimeout,*'
        $problem.CategoryInfo.Category | Should -Be 'OperationTimeout'
    }

    It 'refuses a file with <What> before it is uploaded' -ForEach @(
        @{ What = 'a line that is not JSON'; Text = '{"payload":{}}', 'nonsense'; Says = "Line 2 of '*bad.jsonl' isn't valid JSON*" }
        @{ What = 'a line that is not an object'; Text = '[1]'; Says = "Line 1 of '*bad.jsonl' isn't a JSON object*" }
        @{ What = 'no records'; Text = ''; Says = "'*bad.jsonl' has no records*" }
    ) {
        Set-Content -LiteralPath "$TestDrive/bad.jsonl" -Value $Text
        foreach ($call in { Import-MistralDatasetRecord $d "$TestDrive/bad.jsonl" }, { Import-MistralDataset "$TestDrive/bad.jsonl" -Name Invalid }) {
            $problem = Get-TestError $call
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidDatasetFile,*'
            "$problem" | Should -BeLike $Says
        }
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is not created when its file has a name that the API refuses' {
        Set-Content -LiteralPath "$TestDrive/x.jsonl" -Value '{"payload":{}}'
        "$(Get-TestError { Import-MistralDataset "$TestDrive/x.jsonl" })" | Should -BeLike "The name 'x' must have 5 to 50 characters. Specify -Name.*"
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'writes no file without records' {
        @() | Export-MistralDatasetRecord "$TestDrive/nothing.jsonl" -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'no records'
        'text' | Export-MistralDatasetRecord "$TestDrive/nothing.jsonl" -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        "$problems" | Should -Match 'must be an object'
        Test-Path -LiteralPath "$TestDrive/nothing.jsonl" | Should -BeFalse
    }
}

Describe 'A judge' {
    BeforeEach { Reset-Emulator }

    It 'is changed with all that was not specified' {
        $judge = Get-MistralJudge Helpfulness
        $judge | Set-MistralJudge -Model mistral-medium-latest | Should -BeNullOrEmpty
        $sent = (Get-EmulatorRequest -Filter @{ method = 'PUT' }).body | ConvertFrom-Json
        $sent.PSObject.Properties.Name | Sort-Object | Should -Be 'description', 'instructions', 'model_name', 'name', 'output', 'tools'
        $sent.output.options.value | Should -Be 'good', 'bad'
        $again = Get-MistralJudge Helpfulness
        $again.ModelName | Should -BeExactly 'mistral-medium-latest'
        $again.Instructions | Should -BeExactly $judge.Instructions
    }

    It 'keeps the other limit of its range, and can change from numbers to labels' {
        Get-MistralJudge Politeness | Set-MistralJudge -Maximum 10 -MaximumDescription Kind
        $output = (Get-MistralJudge Politeness).Output
        "$($output.Min) $($output.MinDescription) $($output.Max) $($output.MaxDescription)" | Should -BeExactly '0 Rude 10 Kind'
        Get-MistralJudge Politeness | Set-MistralJudge -Label @{ yes = 'y'; no = 'n' }
        (Get-MistralJudge Politeness).Output.Type | Should -BeExactly 'CLASSIFICATION'
        "$(Get-TestError { Get-MistralJudge Helpfulness | Set-MistralJudge -Maximum 5 })" | Should -BeLike 'The judge has labels so far*'
    }

    It 'judges conversations, replies and records' {
        $judge = Get-MistralJudge Helpfulness
        $reply = Invoke-MistralChat 'What is the capital of France?'
        $found = $reply | Invoke-MistralJudge $judge
        $found.Answer | Should -BeExactly 'good'
        $found.JudgeId | Should -BeExactly $judge.JudgeId
        @(((Get-EmulatorRequest -Filter @{ path = "/v1/observability/judges/$($judge.JudgeId)/live-judging" }).body | ConvertFrom-Json).messages.role) | Should -Be 'user', 'assistant'

        $found = @(Get-MistralDataset 'Support questions' | Get-MistralDatasetRecord | Invoke-MistralJudge (Get-MistralJudge Politeness) -ThrottleLimit 2)
        $found.Answer | Should -Be 1, 1, 1
        @($found.DatasetRecordId | Select-Object -Unique).Count | Should -Be 3
        @(Get-EmulatorRequest | Where-Object path -Like '*/judges/*-*' | Where-Object method -EQ GET).Count | Should -Be 1
    }

    It 'refuses messages without a role' {
        (Get-TestError { Invoke-MistralJudge $j text }).FullyQualifiedErrorId | Should -BeLike 'Mistral*History*,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A pipeline' {
    BeforeEach { Reset-Emulator }

    It 'can be created, switched off, changed and removed' {
        $made = New-MistralPipeline 'Judge billing' @{ slug = 'tone'; model = 'm'; prompt = 'p' } -Source span -Expression "service_name = 'billing-agent'"
        $made.Selectors.filter | Should -BeExactly "service_name = 'billing-agent'"
        ($made | Set-MistralPipeline -Enabled $false).Enabled | Should -BeFalse
        $sent = (Get-EmulatorRequest -Filter @{ method = 'PUT' }).body | ConvertFrom-Json
        $sent.definitions.slug | Should -BeExactly 'tone'
        $sent.selectors.source_kind | Should -BeExactly 'span'
        (Get-MistralPipeline -Enabled $false).Name | Should -BeExactly 'Judge billing'
        ($made | Set-MistralPipeline -Definition (Get-MistralPipeline 'Judge billing').Definitions -Name 'Judge bills').Definitions.slug | Should -BeExactly 'tone'
        Get-MistralPipeline 'Judge bills' | Remove-MistralPipeline -Confirm:$false
        Get-MistralPipeline 'Judge bill*' | Should -BeNullOrEmpty
    }
}

Describe 'The views' {
    BeforeAll { Reset-Emulator }

    It 'show <Call>' -ForEach @(
        @{ Call = { Search-MistralTrace -First 1 }; Shows = 'StartTime +Service +Name +Status +Seconds +Spans +TraceId' }
        @{ Call = { Search-MistralSpan -First 1 }; Shows = 'StartTime +Operation +Name +Status +Seconds +Model +SpanId' }
        @{ Call = { Search-MistralLog -First 1 }; Shows = 'Timestamp +Severity +Service +Body' }
        @{ Call = { Search-MistralSpanEvaluation -First 1 }; Shows = 'Timestamp +Name +Score +Label +Explanation' }
        @{ Call = { Get-MistralDataset 'Support questions' | Get-MistralDatasetRecord -First 1 }; Shows = '"messages"' }
        @{ Call = { Get-MistralJudge }; Shows = 'good, bad' }
        @{ Call = { Get-MistralPipeline }; Shows = 'Judge support +True +span' }
    ) {
        (& $Call | Out-String -Width 200) | Should -Match $Shows
    }
}
