#requires -Version 5.1

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationTable.psm1" -Force
    $w = '11111111-1111-4111-8111-111111111111'
    $v = '22222222-2222-4222-8222-222222222222'
    $root = '/v1/workflows'

    # One line for each call: the command and the expected request. The emulator validates each request.
    $calls = @(
        @{ Call = { Get-MistralWorkflow }; Sent = "GET ${root}?limit=100" }
        @{ Call = { Get-MistralWorkflow re* -Tag a, b -Status failed -DeploymentName production -DeploymentStatus active -Archived $false -IncludeShared $false }; Sent = "GET ${root}?search=re&tags=a&tags=b&status=FAILED&deployment_name=production&deployment_status=active&archived=false&include_shared=false&limit=100" }
        @{ Call = { Get-MistralWorkflow -Id report }; Sent = "GET $root/report" }
        @{ Call = { Set-MistralWorkflow report -DisplayName New -Description $null -Tag @() -AvailableInChatAssistant $true }; Sent = "PUT $root/report"; Body = "{'display_name':'New','description':null,'tags':[],'available_in_chat_assistant':true}" }
        @{ Call = { Enable-MistralWorkflow report }; Sent = "PUT $root/report/unarchive" }
        @{ Call = { Disable-MistralWorkflow report }; Sent = "PUT $root/report/archive" }
        @{ Call = { Disable-MistralWorkflow $w, $v }; Sent = "PUT $root/archive"; Body = "{'workflow_ids':['$w','$v']}" }
        @{ Call = { Enable-MistralWorkflow $w, $v }; Sent = "PUT $root/unarchive"; Body = "{'workflow_ids':['$w','$v']}" }
        @{ Call = { Start-MistralWorkflow echo }; Sent = "POST $root/echo/execute"; Body = '{}' }
        @{ Call = { Start-MistralWorkflow echo ([ordered]@{ order_id = 7; Lines = 'a', 'b' }) -ExecutionId order-7 -DeploymentName production -TracingAttribute @{ team = 'x' } -Extension @{ e = 1 } -ForceNewTrace }; Sent = "POST $root/echo/execute"; Body = "{'input':{'order_id':7,'Lines':['a','b']},'execution_id':'order-7','deployment_name':'production','custom_tracing_attributes':{'team':'x'},'extensions':{'e':1},'force_new_trace':true}" }
        @{ Call = { Start-MistralWorkflow echo -WaitForResult -ResultTimeoutSeconds 5 }; Sent = "POST $root/echo/execute"; Body = "{'wait_for_result':true,'timeout_seconds':5}" }
        @{ Call = { Get-MistralWorkflowExecution }; Sent = "GET $root/runs?page_size=100" }
        @{ Call = { Get-MistralWorkflowExecution -WorkflowId echo -Status running, completed -StartedAfter '2026-07-01Z' -StartedBefore '2026-07-02T03:04:05Z' -Search x -DeploymentName p }; Sent = "GET $root/runs?workflow_identifier=echo&status=RUNNING&status=COMPLETED&deployment_name=p&start_time_after=2026-07-01T00%3A00%3A00Z&start_time_before=2026-07-02T03%3A04%3A05Z&search=x&page_size=100"; Unordered = $true }
        @{ Call = { Get-MistralWorkflowExecution 'a/b' }; Sent = "GET $root/executions/a%2Fb" }
        @{ Call = { Get-MistralWorkflowRun -EndedAfter '2026-07-01Z' -EndedBefore '2026-07-02Z' -UserId u -Tag t -SearchKey 'k:v' -IncludeInternal $false -SortBy end_time -SortOrder asc -RootExecutionId r }; Sent = "GET $root/runs?root_execution_id=r&end_time_after=2026-07-01T00%3A00%3A00Z&end_time_before=2026-07-02T00%3A00%3A00Z&user_id=u&workflow_tags=t&search_key=k%3Av&include_internal=false&sort_by=end_time&order=asc&page_size=100"; Unordered = $true }
        @{ Call = { Get-MistralWorkflowRun $w }; Sent = "GET $root/runs/$w" }
        @{ Call = { Stop-MistralWorkflowExecution x }; Sent = "POST $root/executions/x/cancel" }
        @{ Call = { Stop-MistralWorkflowExecution x, y }; Sent = "POST $root/executions/cancel"; Body = "{'execution_ids':['x','y']}" }
        @{ Call = { Stop-MistralWorkflowExecution x -Terminate }; Sent = "POST $root/executions/x/terminate" }
        @{ Call = { Stop-MistralWorkflowExecution x, y, x -Terminate }; Sent = "POST $root/executions/terminate"; Body = "{'execution_ids':['x','y']}" }
        @{ Call = { Reset-MistralWorkflowExecution x 3 -Reason r -ExcludeSignal -ExcludeUpdate -Confirm:$false }; Sent = "POST $root/executions/x/reset"; Body = "{'event_id':3,'reason':'r','exclude_signals':true,'exclude_updates':true}" }
        @{ Call = { Send-MistralWorkflowSignal -ExecutionId x approve @{ by_user = 'Ada' } }; Sent = "POST $root/executions/x/signals"; Body = "{'name':'approve','input':{'by_user':'Ada'}}" }
        @{ Call = { Invoke-MistralWorkflowQuery -ExecutionId x status }; Sent = "POST $root/executions/x/queries"; Body = "{'name':'status'}"; IsRead = $true }
        @{ Call = { Invoke-MistralWorkflowUpdate -ExecutionId x set_limit @{ limit = 5 } }; Sent = "POST $root/executions/x/updates"; Body = "{'name':'set_limit','input':{'limit':5}}" }
        @{ Call = { Get-MistralWorkflowHistory x -DecodePayload }; Sent = "GET $root/executions/x/history?decode_payloads=true" }
        @{ Call = { Get-MistralWorkflowHistory -RunId $w }; Sent = "GET $root/runs/$w/history" }
        @{ Call = { Get-MistralWorkflowTrace x }; Sent = "GET $root/executions/x/trace/summary" }
        @{ Call = { Get-MistralWorkflowTrace x info }; Sent = "GET $root/executions/x/trace/info" }
        @{ Call = { Get-MistralWorkflowTrace x opentelemetry }; Sent = "GET $root/executions/x/trace/otel" }
        @{ Call = { Get-MistralWorkflowTrace x Event -MergeEvent -IncludeInternal }; Sent = "GET $root/executions/x/trace/events?merge_same_id_events=true&include_internal_events=true" }
        @{ Call = { Get-MistralWorkflowEvent -RootExecutionId r -RunId u }; Sent = "GET $root/events/list?workflow_run_id=u&root_workflow_exec_id=r&limit=100"; Unordered = $true }
        @{ Call = { Get-MistralWorkflowEvent x }; Sent = "GET $root/events/list?workflow_exec_id=x&limit=100" }
        @{ Call = { Get-MistralWorkflowEvent x -Stream -LastEventId 1 }; Sent = "GET $root/executions/x/stream?last_event_id=1" }
        @{ Call = { Get-MistralWorkflowEvent -Stream -EventType workflow_execution_failed -WorkflowName w -Scope workflow -StartSequence 4 -RootExecutionId r }; Sent = "GET $root/events/stream?root_workflow_exec_id=r&workflow_event_types=WORKFLOW_EXECUTION_FAILED&workflow_name=w&scope=workflow&start_seq=4"; Unordered = $true }
        @{ Call = { Get-MistralWorkflowLog x -RunId $w -ActivityId 7 -After '2026-07-01Z' -Before '2026-07-02Z' -SortOrder desc }; Sent = "GET $root/executions/x/logs?run_id=$w&activity_id=7&after=2026-07-01T00%3A00%3A00Z&before=2026-07-02T00%3A00%3A00Z&order=desc&limit=100" }
        @{ Call = { Get-MistralWorkflowLog x -Stream -LastEventId 2 }; Sent = "GET $root/executions/x/logs/stream?last_event_id=2" }
        @{ Call = { Get-MistralWorkflowLog -DeploymentName production -WorkerName k -WorkflowName w }; Sent = "GET $root/deployments/production/logs?worker_name=k&workflow_name=w&limit=100" }
        @{ Call = { Get-MistralWorkflowLog -DeploymentName production -Stream }; Sent = "GET $root/deployments/production/logs/stream" }
        @{ Call = { Get-MistralWorkflowMetric report -After '2026-07-01Z' -Before '2026-07-02Z' }; Sent = "GET $root/report/metrics?start_time=2026-07-01T00%3A00%3A00Z&end_time=2026-07-02T00%3A00%3A00Z" }
        @{ Call = { Get-MistralWorkflowRegistration -WorkflowId $w -Search x -ActiveOnly -Archived $true -AvailableInChatAssistant $true -IncludeShared $false -IncludeWorkflow }; Sent = "GET $root/registrations?workflow_id=$w&workflow_search=x&active_only=true&archived=true&available_in_chat_assistant=true&include_shared=false&with_workflow=true&limit=100" }
        @{ Call = { Get-MistralWorkflowRegistration $w -IncludeWorkflow }; Sent = "GET $root/registrations/${w}?with_workflow=true" }
        @{ Call = { Get-MistralWorkflowSchedule -WorkflowName report -Status PAUSED -UserId u -Search s }; Sent = "GET $root/schedules?workflow_name=report&status=paused&user_id=u&search=s&page_size=100" }
        @{ Call = { Get-MistralWorkflowSchedule s1 }; Sent = "GET $root/schedules/s1" }
        @{ Call = { New-MistralWorkflowSchedule report @{ n = 1 } -Cron '0 6 * * *' -TimeZone Europe/Paris -ScheduleId s1 -DeploymentName p }; Sent = "POST $root/schedules"; Body = "{'workflow_identifier':'report','schedule':{'input':{'n':1},'cron_expressions':['0 6 * * *'],'time_zone_name':'Europe/Paris'},'schedule_id':'s1','deployment_name':'p'}"; Unordered = $true }
        @{ Call = { New-MistralWorkflowSchedule report -Every 04:00, 1.00:00 -Jitter 00:05 -Overlap AllowAll -PauseOnFailure $true -CatchupWindow 01:00 -MaximumExecutionCount 3 }; Sent = "POST $root/schedules"; Body = "{'workflow_identifier':'report','schedule':{'input':null,'max_executions':3,'intervals':[{'every':'PT4H'},{'every':'P1D'}],'jitter':'PT5M','policy':{'overlap':6,'pause_on_failure':true,'catchup_window_seconds':3600}}}"; Unordered = $true }
        @{ Call = { Set-MistralWorkflowSchedule s1 -StartAt '2026-07-01Z' -EndAt '2026-08-01Z' -Calendar @{ hour = @(@{ start = 6 }) } -SkipCalendar @() }; Sent = "PATCH $root/schedules/s1"; Body = "{'schedule':{'calendars':[{'hour':[{'start':6}]}],'skip':[],'start_at':'2026-07-01T00:00:00Z','end_at':'2026-08-01T00:00:00Z'}}"; Unordered = $true }
        @{ Call = { Set-MistralWorkflowSchedule s1 -Overlap Skip }; Sent = "PATCH $root/schedules/s1"; Body = "{'schedule':{'policy':{'overlap':1}}}" }
        @{ Call = { Remove-MistralWorkflowSchedule s1 -Confirm:$false }; Sent = "DELETE $root/schedules/s1" }
        @{ Call = { Start-MistralWorkflowSchedule s1 -Overlap BufferOne }; Sent = "POST $root/schedules/s1/trigger"; Body = "{'overlap':2}" }
        @{ Call = { Suspend-MistralWorkflowSchedule s1 'a note' }; Sent = "POST $root/schedules/s1/pause"; Body = "{'note':'a note'}" }
        @{ Call = { Resume-MistralWorkflowSchedule s1 }; Sent = "POST $root/schedules/s1/resume"; Body = '{}' }
        @{ Call = { Get-MistralWorkflowDeployment }; Sent = "GET $root/deployments?active_only=false&limit=100" }
        @{ Call = { Get-MistralWorkflowDeployment prod* -ActiveOnly -IsHardened $true -Search s -SortBy created_at -SortOrder asc -WorkflowName w }; Sent = "GET $root/deployments?workflow_name=w&active_only=true&is_hardened=true&search=s&order_by=created_at&order=asc&limit=100" }
        @{ Call = { Get-MistralWorkflowDeployment production -WorkflowName w }; Sent = "GET $root/deployments/production?workflow_name=w" }
        @{ Call = { New-MistralWorkflowDeployment d https://github.com/contoso/w -Hardened -Revision main -Replica 2 -MemoryLimit 1Gi }; Sent = "POST $root/deployments"; Body = "{'name':'d','spec':{'github_url':'https://github.com/contoso/w','revision':'main'},'hardened':true,'resources':{'replicas':2,'memory_limit':'1Gi'}}"; Unordered = $true }
        @{ Call = { Set-MistralWorkflowDeployment production -Entrypoint e -WorkingDirectory f -CpuRequest 1 -CpuLimit 2 -MemoryRequest 3 }; Sent = "PATCH $root/deployments/production"; Body = "{'spec':{'entrypoint':'e','working_dir':'f'},'resources':{'cpu_request':'1','cpu_limit':'2','memory_request':'3'}}" }
        @{ Call = { Remove-MistralWorkflowDeployment production -Confirm:$false }; Sent = "DELETE $root/deployments/production" }
        @{ Call = { Start-MistralWorkflowDeployment production }; Sent = "POST $root/deployments/production/start" }
        @{ Call = { Stop-MistralWorkflowDeployment production }; Sent = "POST $root/deployments/production/stop" }
        @{ Call = { Restart-MistralWorkflowDeployment production }; Sent = "POST $root/deployments/production/restart" }
        @{ Call = { Unprotect-MistralWorkflowDeployment $w -WorkspaceId $v -Confirm:$false }; Sent = "POST $root/deployments/$w/unharden?workspace_id=$v" }
        @{ Call = { Get-MistralWorkflowWorker production -Status active }; Sent = "GET $root/deployments/production/workers?worker_status=active&limit=100" }
        @{ Call = { Get-MistralWorkflowWorkerInfo }; Sent = "GET $root/workers/whoami" }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_.IsGet = $_.Sent -like 'GET *' -or $_.IsRead; $_ }

    # Lists with 250 entries in pages: the cmdlet, its parameters, the path, the id property, and a page that repeats.
    $lists = @(
        @{ Name = 'Get-MistralWorkflow'; With = @{}; Path = $root; Id = 'WorkflowId'; Page = '{"workflows":[{"id":"1"}],"next_cursor":"again"}' }
        @{ Name = 'Get-MistralWorkflowRegistration'; With = @{}; Path = "$root/registrations"; Id = 'RegistrationId'; Page = '{"workflow_registrations":[{"id":"1"}],"workflow_versions":[],"next_cursor":"again"}' }
        @{ Name = 'Get-MistralWorkflowExecution'; With = @{}; Path = "$root/runs"; Id = 'RunId'; Page = '{"executions":[{"run_id":"1"}],"next_page_token":"again"}' }
        @{ Name = 'Get-MistralWorkflowRun'; With = @{}; Path = "$root/runs"; Id = 'RunId'; Page = '{"executions":[{"run_id":"1"}],"next_page_token":"again"}' }
        @{ Name = 'Get-MistralWorkflowSchedule'; With = @{}; Path = "$root/schedules"; Id = 'ScheduleId'; Page = '{"schedules":[{"schedule_id":"1"}],"next_page_token":"again"}' }
        @{ Name = 'Get-MistralWorkflowDeployment'; With = @{}; Path = "$root/deployments"; Id = 'DeploymentId'; Page = '{"deployments":[{"id":"1"}],"next_cursor":"again"}' }
        @{ Name = 'Get-MistralWorkflowWorker'; With = @{ DeploymentName = 'production' }; Path = "$root/deployments/production/workers"; Id = 'Name'; Page = '{"workers":[{"name":"1"}],"next_cursor":"again"}' }
        @{ Name = 'Get-MistralWorkflowLog'; With = @{ DeploymentName = 'production' }; Path = "$root/deployments/production/logs"; Id = 'SpanId'; Page = '{"results":[{"span_id":"1"}],"next_cursor":"again"}' }
        @{ Name = 'Get-MistralWorkflowLog'; With = @{ ExecutionId = 'execution-0000' }; Path = "$root/executions/execution-0000/logs"; Id = 'SpanId'; Page = '{"results":[{"span_id":"1"}],"next_cursor":"again"}' }
        @{ Name = 'Get-MistralWorkflowEvent'; With = @{}; Path = "$root/events/list"; Id = 'EventId'; Page = '{"events":[{"event_id":"1"}],"next_cursor":"again"}' }
    )

    # Cmdlets with code of their own. Other tests check what they send. With Missing = $false, no id of the user can be missing.
    $own = @(
        @{ Call = { Wait-MistralWorkflowExecution x }; IsRead = $true }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_ }

    $coverage = Get-TableCoverage '^MistralWorkflow' -Call $calls -Own $own -List @($lists.Name)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationTable.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $w = '11111111-1111-4111-8111-111111111111'
    $v = '22222222-2222-4222-8222-222222222222'
    $root = '/v1/workflows'

    function Get-SentText($Request) {
        '{0} {1}{2}' -f $Request.method, $Request.path, $(if ($Request.query) { "?$($Request.query)" })
    }

    # The same text for queries and bodies whose fields have another order.
    function ConvertTo-Sorted([string] $Text) {
        if ($Text -notlike '{*') { return ($Text -split '[?&]' | Sort-Object) -join '&' }
        function Sort-Field($Value) {
            if ($Value -is [pscustomobject]) { '{' + (($Value.PSObject.Properties | Sort-Object -Property Name | ForEach-Object { "$($_.Name):$(Sort-Field $_.Value)" }) -join ',') + '}' }
            elseif ($Value -is [array]) { '[' + (($Value | ForEach-Object { Sort-Field $_ }) -join ',') + ']' }
            elseif ($null -eq $Value) { 'null' } else { "$Value" }
        }
        Sort-Field ($Text | ConvertFrom-Json)
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A workflow cmdlet' {
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
        $problems | Where-Object { $_.FullyQualifiedErrorId -notmatch '^(MistralNotFound|MistralWorkflowNotStopped|MistralWorkflowNotChanged),' } | Should -BeNullOrEmpty
        $got = @(Get-EmulatorRequest)
        $expected = "$Body" -replace "'", '"'
        if ($Unordered) {
            ConvertTo-Sorted (Get-SentText $got[0]) | Should -BeExactly (ConvertTo-Sorted $Sent)
            if ($expected) { ConvertTo-Sorted $got[0].body | Should -BeExactly (ConvertTo-Sorted $expected) }
        }
        else {
            Get-SentText $got[0] | Should -BeExactly $Sent
            $got[0].body | Should -BeExactly $expected
        }
        $got[0].statusCode | Should -Not -Be 422
        $got[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'changes nothing with -WhatIf: <Shown>' -ForEach $coverage.Changing {
        $text = "$Call" -replace '-Confirm:\$false'
        & ([scriptblock]::Create("$text -WhatIf")) | Should -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'refuses a schedule without times before anything is sent: <_>' -ForEach @(
        'New-MistralWorkflowSchedule report', 'New-MistralWorkflowSchedule report -Cron @() -Jitter 5', 'New-MistralWorkflowSchedule report -TimeZone Europe/Paris'
        'Set-MistralWorkflowSchedule s1 -Cron @() -Every @() -Calendar @()'
    ) {
        $problem = Get-TestError ([scriptblock]::Create($_))
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -BeLike 'A schedule needs times.*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
        "$(Get-TestError { New-MistralWorkflowSchedule report -Every 60 -StartAt 2026-07-02Z -EndAt 2026-07-01Z })" | Should -BeLike '-StartAt * must be earlier than -EndAt*'
    }

    It 'takes numbers as seconds' {
        $null = New-MistralWorkflowSchedule report -Every 14400, '90', 01:00 -Jitter 2.5 -CatchupWindow 60
        $schedule = (@(Get-EmulatorRequest)[0].body | ConvertFrom-Json).schedule
        $schedule.intervals.every | Should -BeExactly 'PT4H', 'PT1M30S', 'PT1H'
        $schedule.jitter | Should -BeExactly 'PT2.5S'
        $schedule.policy.catchup_window_seconds | Should -Be 60
        { New-MistralWorkflowSchedule report -Every 1e30 } | Should -Throw '*more than a time span can be*'
        { New-MistralWorkflowSchedule report -Every 7d } | Should -Throw "*'7d' isn't a valid time*"

        # Keys expire in days, so these two refuse a number.
        $others = foreach ($cmdlet in Get-Command -Module Mistral -CommandType Cmdlet) {
            $cmdlet.Parameters.Values | Where-Object { $_.ParameterType -in [timespan], [timespan[]], [Nullable[timespan]] -and -not ($_.Attributes.TypeId.Name -match '^(Seconds|Duration)Attribute$') } | ForEach-Object { "$cmdlet -$($_.Name)" }
        }
        $others | Sort-Object | Should -BeExactly 'Update-MistralApiKey -ExpiringWithin', 'Update-MistralApiKey -GracePeriod'
    }

    It 'is refused without a property to change' {
        (Get-TestError { Set-MistralWorkflow report }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        (Get-TestError { Set-MistralWorkflowSchedule schedule-0000 }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        (Get-TestError { Set-MistralWorkflowDeployment production }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'writes an ObjectNotFound error with the name: <_>' -ForEach @(
        'Get-MistralWorkflow nothing', 'Get-MistralWorkflow -Id nothing', 'Start-MistralWorkflow nothing', 'Get-MistralWorkflowExecution nothing'
        'Wait-MistralWorkflowExecution nothing', 'Stop-MistralWorkflowExecution nothing', 'Get-MistralWorkflowMetric nothing', 'Get-MistralWorkflowSchedule nothing'
        'Start-MistralWorkflowSchedule nothing', 'Get-MistralWorkflowDeployment nothing', 'Get-MistralWorkflowWorker nothing', 'Get-MistralWorkflowLog nothing -Stream'
        'Get-MistralWorkflowEvent nothing -Stream', '''nothing'' | Send-MistralWorkflowSignal x', 'Restart-MistralWorkflowDeployment nothing'
    ) {
        $problem = Get-TestError ([scriptblock]::Create($_))
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject | Should -BeExactly 'nothing'
    }
}

Describe 'The list of <Name> <Path>' -ForEach $lists {
    BeforeEach { Reset-Emulator }

    It 'returns each entry of three pages exactly once' {
        Set-EmulatorList $Path 250
        $all = @(& $Name @With)
        $all.Count | Should -Be 250
        @($all.$Id | Select-Object -Unique).Count | Should -Be 250
        @(Get-EmulatorRequest -Filter @{ path = $Path }).Count | Should -Be 3
    }

    It 'requests only the pages that the pipeline takes, and honors -First and -Skip' {
        Set-EmulatorList $Path 250
        $all = @(& $Name @With)
        (& $Name @With -First 20 -Skip 190).$Id | Should -Be $all[190..209].$Id
        Clear-EmulatorRequest
        @(& $Name @With | Select-Object -First 3).Count | Should -Be 3
        @(Get-EmulatorRequest -Filter @{ path = $Path }).Count | Should -Be 1
    }

    It 'returns nothing for an empty list' {
        Set-EmulatorList $Path 0
        & $Name @With -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'writes an error when the server repeats a page' {
        Add-EmulatorFault @{ path = $Path; body = $Page; times = 0 }
        $problem = Get-TestError { & $Name @With }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match 'same page'
    }
}

Describe 'A workflow' {
    BeforeEach { Reset-Emulator }

    It 'is started and waited for through the pipeline, with its result unchanged' {
        $execution = Start-MistralWorkflow echo ([ordered]@{ order_id = 7; sent_at = '2026-07-01T00:00:00Z' }) | Wait-MistralWorkflowExecution
        $execution.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.WorkflowExecution'
        $execution.Status | Should -BeExactly 'COMPLETED'
        $execution.StartTime | Should -BeOfType [datetimeoffset]
        $execution.Result.PSObject.Properties.Name | Should -Be 'order_id', 'sent_at'
        $execution.Result.order_id | Should -Be 7
        $execution.Result.sent_at | Should -BeOfType [string]
        (Start-MistralWorkflow report | Wait-MistralWorkflowExecution -ResultOnly).rows | Should -Be 3
    }

    It 'is started by name, by id and by object' {
        $workflow = Get-MistralWorkflow echo
        ($workflow | Start-MistralWorkflow -InputObject @{ a = 1 }).WorkflowName | Should -BeExactly 'echo'
        (Start-MistralWorkflow -Id $workflow.WorkflowId).WorkflowName | Should -BeExactly 'echo'
        ('echo', 'report' | Start-MistralWorkflow).WorkflowName | Should -Be 'echo', 'report'
    }

    It 'is started for each row of a table' {
        $rows = "order_id,city`n1,Paris`n2,Rome" | ConvertFrom-Csv
        $results = $rows | Start-MistralWorkflow echo | Wait-MistralWorkflowExecution -ResultOnly
        $results.city | Should -Be 'Paris', 'Rome'
        (Get-EmulatorRequest -Filter @{ method = 'POST' })[0].body | Should -BeExactly '{"input":{"order_id":"1","city":"Paris"}}'
    }

    It 'that fails is an error with the text of the failure, and does not stop the others' {
        $started = @(Start-MistralWorkflow failing @{ reason = 'The mailbox is full.' }) + @(Start-MistralWorkflow echo @{ a = 1 })
        $done = @($started | Wait-MistralWorkflowExecution -ErrorVariable problems -ErrorAction SilentlyContinue)
        $done.WorkflowName | Should -Be 'failing', 'echo'
        $done.Status | Should -Be 'FAILED', 'COMPLETED'
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralWorkflowFailed,*'
        $problems[0].CategoryInfo.Category | Should -Be 'InvalidResult'
        $problems[0].TargetObject.ExecutionId | Should -BeExactly $started[0].ExecutionId
        $problems[0].TargetObject.Status | Should -BeExactly 'FAILED'
        $started[0] | Wait-MistralWorkflowExecution -ResultOnly -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($problems[0])" | Should -Match 'The mailbox is full\.'
        $problems[0].ErrorDetails.RecommendedAction | Should -Match 'Get-MistralWorkflowEvent'
    }

    It 'that fails is an error with its status if the events cannot be read' {
        $started = Start-MistralWorkflow failing
        Add-EmulatorFault @{ path = "$root/events/list"; status = 403; times = 0 }
        "$(Get-TestError { $started | Wait-MistralWorkflowExecution })" | Should -Match 'its status is FAILED'
    }

    It 'that fails after many events is an error that names the cmdlet for its events, and one page of 500 is enough' {
        $started = Start-MistralWorkflow failing
        $many = @(1..500 | ForEach-Object { @{ event_type = 'CUSTOM_TASK_COMPLETED' } })
        Add-EmulatorFault @{ path = "$root/events/list"; body = (@{ events = $many; next_cursor = 'next' } | ConvertTo-Json -Depth 4 -Compress); times = 0 }
        "$(Get-TestError { $started | Wait-MistralWorkflowExecution })" | Should -Match 'its status is FAILED\. Get-MistralWorkflowEvent shows the reason\.'
        @(Get-EmulatorRequest -Filter @{ path = "$root/events/list" }).Count | Should -Be 1
    }

    It 'that fails is reported while another one is still running' {
        $started = @(Start-MistralWorkflow approval) + @(Start-MistralWorkflow failing)
        $done = $started | Wait-MistralWorkflowExecution -TimeoutSeconds 1 -ErrorVariable problems -ErrorAction SilentlyContinue
        $done.Status | Should -Be 'FAILED'
        $problems.TargetObject.ExecutionId | Should -Be $started[1].ExecutionId, $started[0].ExecutionId
        @($problems | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be 'MistralWorkflowFailed', 'MistralWorkflowTimeout'
    }

    It 'is waited for although its state cannot be read for a while' {
        $started = Start-MistralWorkflow echo
        Add-EmulatorFault @{ path = "$root/executions/$($started.ExecutionId)"; status = 501; skip = 1 }
        $done = $started | Wait-MistralWorkflowExecution -WarningVariable warnings -WarningAction SilentlyContinue
        $done.Status | Should -BeExactly 'COMPLETED'
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -BeLike "The state of '$($started.ExecutionId)' can't be read at the moment. The waiting continues.*"
    }

    It 'is an error at once if its state could never be read, and the others are waited for' {
        $started = @(Start-MistralWorkflow echo) + @(Start-MistralWorkflow report)
        Add-EmulatorFault @{ path = "$root/executions/$($started[0].ExecutionId)"; status = 501; times = 0 }
        $done = $started | Wait-MistralWorkflowExecution -ErrorVariable problems -ErrorAction SilentlyContinue
        $done.WorkflowName | Should -Be 'report'
        $problems.TargetObject | Should -Be $started[0].ExecutionId
    }

    It 'that is stopped is an error when it is waited for' {
        $started = Start-MistralWorkflow approval
        $started | Stop-MistralWorkflowExecution -Terminate
        (Get-TestError { $started | Wait-MistralWorkflowExecution }).FullyQualifiedErrorId | Should -BeLike 'MistralWorkflowStopped,*'
    }

    It 'that takes too long is an error after -Timeout' {
        $started = Start-MistralWorkflow approval
        $problem = Get-TestError { $started | Wait-MistralWorkflowExecution -Timeout 0 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralWorkflowTimeout,*'
        $problem.CategoryInfo.Category | Should -Be 'OperationTimeout'
        "$problem" | Should -Match 'its status is RUNNING'
        @(Get-EmulatorRequest -Filter @{ path = "$root/executions" }).Count | Should -Be 1
    }

    It 'waits for a signal, and answers queries and updates' {
        $started = Start-MistralWorkflow approval
        ($started | Invoke-MistralWorkflowQuery status).current_status | Should -BeExactly 'RUNNING'
        ($started | Invoke-MistralWorkflowUpdate set_limit @{ new_limit = 5 }).new_limit | Should -Be 5
        $started | Send-MistralWorkflowSignal approve @{ by = 'Ada' } | Should -BeNullOrEmpty
        $result = $started | Wait-MistralWorkflowExecution -ResultOnly
        $result.approved | Should -BeTrue
        $result.details.by | Should -BeExactly 'Ada'
    }

    It 'that cannot be stopped with others is an error, and the others are stopped' {
        $started = Start-MistralWorkflow approval
        $null = Stop-MistralWorkflowExecution $started.ExecutionId, nothing -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -BeLike 'MistralWorkflowNotStopped,*'
        $problems.TargetObject | Should -BeExactly 'nothing'
        ($started | Get-MistralWorkflowExecution).Status | Should -BeExactly 'CANCELED'
    }

    It 'is archived with others in packs of 100' {
        Set-EmulatorList $root 150
        Get-MistralWorkflow | Disable-MistralWorkflow
        $sent = @(Get-EmulatorRequest -Filter @{ method = 'PUT' })
        $sent.path | Should -Be "$root/archive", "$root/archive"
        @(($sent[0].body | ConvertFrom-Json).workflow_ids).Count | Should -Be 100
        @(Get-MistralWorkflow -Archived $true).Count | Should -Be 150
        Get-MistralWorkflow report | Enable-MistralWorkflow
        (Get-MistralWorkflow report).Archived | Should -BeFalse
    }

    It 'can be changed and read again' {
        $changed = Get-MistralWorkflow report | Set-MistralWorkflow -DisplayName 'Weekly report' -Tag a, b
        $changed.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Workflow'
        $changed.WorkflowId | Should -Not -BeNullOrEmpty
        ($changed | Get-MistralWorkflow).DisplayName | Should -BeExactly 'Weekly report'
    }

    It 'has metrics as numbers' {
        $metric = Get-MistralWorkflow echo | Get-MistralWorkflowMetric
        $metric.WorkflowName | Should -BeExactly 'echo'
        $metric.ExecutionCount | Should -Be 2
        $metric.AverageLatencyMs | Should -Be 1200.5
    }

    It 'is named by -WhatIf' {
        $id = (Get-MistralWorkflow report).WorkflowId
        $started = Start-MistralWorkflow echo
        $said = Invoke-TestShell -Environment @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY } -Script "Start-MistralWorkflow $id -WhatIf; Stop-MistralWorkflowExecution $($started.ExecutionId) -WhatIf; Remove-MistralWorkflowSchedule schedule-0000 -WhatIf"
        $said.Output | Should -Match "workflow 'report' \($id\)"
        $said.Output | Should -Match "workflow execution 'echo' \($($started.ExecutionId)\)"
        $said.Output | Should -Match "workflow schedule 'report' \(schedule-0000\)"
    }

    It 'stops waiting within 200 ms of Ctrl+C' {
        $started = Start-MistralWorkflow approval
        $run = Start-TestScript -Variable @{ Id = $started.ExecutionId } -Script { Wait-MistralWorkflowExecution $Id }
        try {
            $null = Get-EmulatorRequest -Filter @{ path = "$root/executions/$($started.ExecutionId)"; wait = 5000; count = 2 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $run.Shell.Stop()
            $watch.ElapsedMilliseconds | Should -BeLessThan 200
        }
        finally { Remove-TestScript $run }
    }
}

Describe 'A schedule' {
    BeforeEach { Reset-Emulator }

    It 'can be created, found, changed, paused, resumed, started and removed' {
        $made = New-MistralWorkflowSchedule report @{ days_back = 1 } -Cron '0 6 * * *'
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.WorkflowSchedule'
        $schedule = $made | Get-MistralWorkflowSchedule
        $schedule.WorkflowName | Should -BeExactly 'report'
        $schedule.Input.days_back | Should -Be 1
        $null = $schedule | Set-MistralWorkflowSchedule -Cron '0 7 * * *'
        ($schedule | Get-MistralWorkflowSchedule).CronExpressions | Should -Be '0 7 * * *'
        $schedule | Suspend-MistralWorkflowSchedule -Note 'not now'
        ($schedule | Get-MistralWorkflowSchedule).Paused | Should -BeTrue
        $schedule | Resume-MistralWorkflowSchedule
        ($schedule | Get-MistralWorkflowSchedule).Paused | Should -BeFalse
        $schedule | Start-MistralWorkflowSchedule
        @(Get-MistralWorkflowExecution -WorkflowId report -Status RUNNING).Count | Should -Be 1
        $schedule | Remove-MistralWorkflowSchedule -Confirm:$false
        (Get-TestError { $schedule | Get-MistralWorkflowSchedule }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }
}

Describe 'A deployment' {
    BeforeEach { Reset-Emulator }

    It 'can be created, stopped, started and removed through the pipeline' {
        (New-MistralWorkflowDeployment nightly https://github.com/contoso/w).PSObject.TypeNames[0] | Should -BeExactly 'Mistral.ManagedDeployment'
        (Get-MistralWorkflowDeployment night* | Stop-MistralWorkflowDeployment).Stopped | Should -BeTrue
        (Get-MistralWorkflowDeployment nightly).IsActive | Should -BeFalse
        (Get-MistralWorkflowDeployment nightly | Start-MistralWorkflowDeployment).Stopped | Should -BeFalse
        Get-MistralWorkflowDeployment nightly | Remove-MistralWorkflowDeployment -Confirm:$false
        Get-MistralWorkflowDeployment night* | Should -BeNullOrEmpty
    }

    It 'has workers and a log, and can be unprotected' {
        $deployment = Get-MistralWorkflowDeployment production
        @($deployment | Get-MistralWorkflowWorker).Count | Should -Be 2
        @($deployment | Get-MistralWorkflowLog).Count | Should -Be 3
        $deployment | Unprotect-MistralWorkflowDeployment -Confirm:$false
        (Get-MistralWorkflowDeployment production).IsHardened | Should -BeFalse
        (Get-MistralWorkflowWorkerInfo).Namespace | Should -BeExactly 'default'
    }
}

Describe 'A stream' {
    BeforeEach { Reset-Emulator }

    It 'returns the events of an execution as objects with their time and id' {
        $started = Start-MistralWorkflow failing @{ reason = 'No paper.' }
        $events = @($started | Get-MistralWorkflowEvent -Stream)
        $events.EventType | Should -Be 'WORKFLOW_EXECUTION_STARTED', 'WORKFLOW_EXECUTION_FAILED'
        $events[1].Attributes.failure.message | Should -BeExactly 'No paper.'
        $events[0].Time | Should -BeOfType [datetimeoffset]
        $events.ExecutionId | Select-Object -Unique | Should -BeExactly $started.ExecutionId
        $events.LastEventId | Should -Be '1', '2'
        @($started | Get-MistralWorkflowEvent -Stream -LastEventId 1).EventType | Should -Be 'WORKFLOW_EXECUTION_FAILED'
        @($started | Get-MistralWorkflowEvent).EventType | Should -Be $events.EventType
    }

    It 'returns the entries of a log' {
        $log = @(Get-MistralWorkflowLog execution-0000 -Stream)
        $log.Count | Should -Be 3
        $log[0].Timestamp | Should -BeOfType [datetimeoffset]
        $log[0].LogAttributes.worker_name | Should -BeExactly 'worker-0000'
        $log[0].PSObject.TypeNames[0] | Should -BeExactly 'Mistral.WorkflowLog'
    }

    It 'ends after -First, and honors -Skip' {
        $path = "$root/executions/execution-0000/logs/stream"
        @(Get-MistralWorkflowLog execution-0000 -Stream -Skip 1 -First 1).LastEventId | Should -Be '2'
        @(Get-MistralWorkflowLog execution-0000 -Stream -Skip 2).LastEventId | Should -Be '3'
        # An error after the first entry shows whether more was read.
        Add-EmulatorFault @{ path = $path; eventText = "data: {nonsense`n`n" }
        $log = @(Get-MistralWorkflowLog execution-0000 -Stream -First 1 -IncludeTotalCount)
        $log.Count | Should -Be 2
        $log[0].Accuracy | Should -Be 0
        $log[1].LastEventId | Should -Be '1'
        $sent = @(Get-EmulatorRequest -Filter @{ path = $path }).Count
        Get-MistralWorkflowLog execution-0000 -Stream -First 0 | Should -BeNullOrEmpty
        @(Get-EmulatorRequest -Filter @{ path = $path }).Count | Should -Be $sent
    }

    It 'returns what came before the connection broke, and then an error' {
        Add-EmulatorFault @{ path = "$root/executions/execution-0000/logs/stream"; cutAfterBytes = 300 }
        $log = @(Get-MistralWorkflowLog execution-0000 -Stream -ErrorVariable problems -ErrorAction SilentlyContinue)
        $log.Count | Should -BeGreaterThan 0
        $log.Count | Should -BeLessThan 3
        $problems.FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
        $problems[0].TargetObject | Should -BeExactly 'execution-0000'
        @(Get-MistralWorkflowLog execution-0000 -Stream -LastEventId $log[-1].LastEventId).Count | Should -Be (3 - $log.Count)
    }

    It 'writes an error for an event that is not JSON' {
        Add-EmulatorFault @{ path = "$root/executions/execution-0000/logs/stream"; eventText = "data: {nonsense`n`n" }
        $log = @(Get-MistralWorkflowLog execution-0000 -Stream -ErrorVariable problems -ErrorAction SilentlyContinue)
        $log.Count | Should -Be 1
        $problems.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'writes the error of the server, and skips empty events' {
        Add-EmulatorFault @{ path = "$root/executions/execution-0000/logs/stream"; eventText = ": alive`n`ndata:`n`nevent: error`ndata: {`"error`":`"backend`",`"reason`":`"The log is gone.`"}`n`n" }
        $log = @(Get-MistralWorkflowLog execution-0000 -Stream -ErrorVariable problems -ErrorAction SilentlyContinue)
        $log.Count | Should -Be 1
        $problems.FullyQualifiedErrorId | Should -BeLike 'MistralServerError,*'
    }

    It 'refuses a response without a stream' {
        Add-EmulatorFault @{ path = "$root/executions/execution-0000/logs/stream"; body = '{}' }
        (Get-TestError { Get-MistralWorkflowLog execution-0000 -Stream }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }

    It 'refuses parameters that have no meaning there' {
        "$(Get-TestError { Get-MistralWorkflowEvent -Scope workflow })" | Should -Match '-Scope can be used only with -Stream'
        "$(Get-TestError { Get-MistralWorkflowLog x -Stream -Before (Get-Date) })" | Should -Match '-Before can be used only with the list'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'stops within 200 ms of Ctrl+C' {
        Add-EmulatorFault @{ path = "$root/executions/execution-0000/logs/stream"; holdBeforeEvent = 2 }
        $run = Start-TestScript -Script { Get-MistralWorkflowLog execution-0000 -Stream }
        try {
            $null = Get-EmulatorRequest -Filter @{ path = "$root/executions/execution-0000/logs/stream"; held = 'true'; wait = 5000; count = 1 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $run.Shell.Stop()
            $watch.ElapsedMilliseconds | Should -BeLessThan 200
        }
        finally { Remove-TestScript $run }
    }
}

Describe 'Tab completion' {
    BeforeEach { Reset-Emulator }

    It 'completes <Line>' -ForEach @(
        @{ Line = 'Start-MistralWorkflow ec'; Is = 'echo' }
        @{ Line = 'Get-MistralWorkflowDeployment prod'; Is = 'production' }
        @{ Line = 'Get-MistralWorkflowSchedule -ScheduleId schedule-0001'; Is = 'schedule-0001' }
        @{ Line = 'Get-MistralWorkflowExecution failing'; Is = 'execution-0001' }
        @{ Line = 'New-MistralWorkflowSchedule report -TimeZone Europe/Be'; Is = 'Europe/Berlin' }
        @{ Line = 'Start-MistralWorkflowSchedule x -Overlap Buf'; Is = 'BufferAll' }
    ) {
        (TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText | ForEach-Object { $_.Trim("'") } | Should -Contain $Is
    }
}
