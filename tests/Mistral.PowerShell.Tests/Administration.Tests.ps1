#requires -Version 5.1

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $w = '11111111-1111-4111-8111-111111111111'
    $u = '22222222-2222-4222-8222-222222222222'
    $v = '33333333-3333-4333-8333-333333333333'
    $g = '44444444-4444-4444-8444-444444444444'
    $work = '/v1/admin/analytics/vibe/work'
    $code = '/v1/admin/analytics/vibe/code'

    # One line for each call: the command and the expected request. The emulator validates each request.
    $calls = @(
        @{ Call = { Get-MistralWorkspace }; Sent = 'GET /v1/admin/workspaces?page_size=100&page=1' }
        @{ Call = { Get-MistralWorkspace *prod* -IncludeArchived }; Sent = 'GET /v1/admin/workspaces?search=prod&is_archived=true&page_size=100&page=1' }
        @{ Call = { Get-MistralWorkspace *prod*, Dev* }; Sent = 'GET /v1/admin/workspaces?page_size=100&page=1' }
        @{ Call = { New-MistralWorkspace Team -AdminUserId $u -Description d -Icon i -AddAllMember }; Sent = 'POST /v1/admin/workspaces'; Body = "{'name':'Team','admin_user_id':'$u','description':'d','icon':'i','add_all_org_members':true}" }
        @{ Call = { Set-MistralWorkspace $w -Name New }; Sent = "PATCH /v1/admin/workspaces/$w"; Body = "{'name':'New'}" }
        @{ Call = { Set-MistralWorkspace $w -Description $null }; Sent = "PATCH /v1/admin/workspaces/$w"; Body = "{'description':null}" }
        @{ Call = { Set-MistralWorkspace $w -Description '' -Icon $null }; Sent = "PATCH /v1/admin/workspaces/$w"; Body = "{'description':'','icon':null}" }
        @{ Call = { Remove-MistralWorkspace $w -Confirm:$false }; Sent = "DELETE /v1/admin/workspaces/$w" }
        @{ Call = { Get-MistralWorkspaceMember $w }; Sent = 'GET /v1/admin/users?page_size=100&page=1' }
        @{ Call = { Add-MistralWorkspaceMember $w $u }; Sent = "POST /v1/admin/workspaces/$w/add-users"; Body = "{'members':[{'user_uuid':'$u'}]}" }
        @{ Call = { Add-MistralWorkspaceMember $w $u, $v -Role dev, billing }; Sent = "POST /v1/admin/workspaces/$w/add-users"; Body = "{'members':[{'user_uuid':'$u','role_names':['dev','billing']},{'user_uuid':'$v','role_names':['dev','billing']}]}" }
        @{ Call = { Set-MistralWorkspaceMember $w $u -RoleId A }; Sent = "PATCH /v1/admin/workspaces/$w/users"; Body = "{'members':[{'user_uuid':'$u','roles':['A']}]}" }
        @{ Call = { Remove-MistralWorkspaceMember $w $u, $v }; Sent = "DELETE /v1/admin/workspaces/$w/remove-users"; Body = "{'members':[{'user_uuid':'$u'},{'user_uuid':'$v'}]}" }
        @{ Call = { Get-MistralUser }; Sent = 'GET /v1/admin/users?page_size=100&page=1' }
        @{ Call = { Get-MistralUser -Email ada@example.com }; Sent = 'GET /v1/admin/users?email=ada%40example.com&page_size=100&page=1' }
        @{ Call = { Get-MistralUser -Id $u }; Sent = "GET /v1/admin/users/$u" }
        @{ Call = { New-MistralUser a@example.com -FirstName A -LastName B -Role member -SubscriptionType chat }; Sent = 'POST /v1/admin/users'; Body = "[{'email':'a@example.com','first_name':'A','last_name':'B','role_names':['member'],'subscription_types':['CHAT']}]" }
        @{ Call = { Set-MistralUser $u -Role organization_admin }; Sent = "PATCH /v1/admin/users/$u"; Body = "{'role_names':['organization_admin']}" }
        @{ Call = { Set-MistralUser $u -SubscriptionType mistral_code }; Sent = "PATCH /v1/admin/users/$u"; Body = "{'subscription_types':['MISTRAL_CODE']}" }
        @{ Call = { Remove-MistralUser $u -Confirm:$false }; Sent = "DELETE /v1/admin/users/$u" }
        @{ Call = { Get-MistralInvitation }; Sent = 'GET /v1/admin/users-invite' }
        @{ Call = { Send-MistralInvitation a@example.com, b@example.com -Role member -WorkspaceId $w -Language DE -GrantSeat }; Sent = 'POST /v1/admin/users-invite'; Body = "{'email':'a@example.com,b@example.com','role_names':['member'],'subscription_seat_automatic_granting':true,'workspace_uuids':['$w'],'email_language':'de'}" }
        @{ Call = { Remove-MistralInvitation $v }; Sent = "DELETE /v1/admin/users-invite/$v" }
        @{ Call = { Get-MistralRole }; Sent = 'GET /v1/admin/roles' }
        @{ Call = { Get-MistralUserGroup Eng* }; Sent = 'GET /v1/admin/user-groups?search=Eng&page_size=100&page=1' }
        @{ Call = { Get-MistralUserGroup -Id $g }; Sent = "GET /v1/admin/user-groups/$g" }
        @{ Call = { New-MistralUserGroup Team -Description d -TargetType w -ParentGroupId $g }; Sent = 'POST /v1/admin/user-groups'; Body = "{'name':'Team','description':'d','target_type':'W','parent_group_ids':['$g']}" }
        @{ Call = { Set-MistralUserGroup $g -Description $null -ParentGroupId @() }; Sent = "PATCH /v1/admin/user-groups/$g"; Body = "{'description':null,'parent_group_ids':[]}" }
        @{ Call = { Remove-MistralUserGroup $g -Confirm:$false }; Sent = "DELETE /v1/admin/user-groups/$g" }
        @{ Call = { Get-MistralUserGroupMember $g }; Sent = "GET /v1/admin/user-groups/$g/members?page_size=100&page=1" }
        @{ Call = { Add-MistralUserGroupMember $g $u, $v }; Sent = "POST /v1/admin/user-groups/$g/members"; Body = "{'user_uuids':['$u','$v']}" }
        @{ Call = { Remove-MistralUserGroupMember $g $u }; Sent = "DELETE /v1/admin/user-groups/$g/members"; Body = "{'user_uuids':['$u']}" }
        @{ Call = { Copy-MistralUserGroupMember $g $w -Role dev }; Sent = 'POST /v1/admin/user-groups/provision-workspace'; Body = "{'user_group_uuid':'$g','workspace_uuid':'$w','workspace_role_name':'dev'}" }
        @{ Call = { Get-MistralUserGroupWorkspace $g }; Sent = "GET /v1/admin/user-groups/$g/workspaces?page_size=100&page=1" }
        @{ Call = { Add-MistralUserGroupWorkspace $g $w -Role dev }; Sent = "POST /v1/admin/user-groups/$g/workspaces"; Body = "{'workspace_uuid':'$w','role_names':['dev']}" }
        @{ Call = { Set-MistralUserGroupWorkspace $g $w -Role dev }; Sent = "PATCH /v1/admin/user-groups/$g/workspaces/$w"; Body = "{'role_names':['dev']}" }
        @{ Call = { Remove-MistralUserGroupWorkspace $g $w }; Sent = "DELETE /v1/admin/user-groups/$g/workspaces/$w" }
        @{ Call = { Get-MistralUserGroupChild $g }; Sent = "GET /v1/admin/user-groups/$g/nested" }
        @{ Call = { Set-MistralUserGroupChild $g @() }; Sent = "PATCH /v1/admin/user-groups/$g/nested"; Body = "{'child_group_uuids':[]}" }
        @{ Call = { Set-MistralUserGroupRole $g billing_manager }; Sent = "PATCH /v1/admin/user-groups/$g/organization-role"; Body = "{'organization_role':'B'}" }
        @{ Call = { Get-MistralUsage -Month '2026-07-15' -WorkspaceId $w -ApiZone EU }; Sent = "GET /v1/admin/usage?month=07&year=2026&workspace_id=$w&api_zone=eu" }
        @{ Call = { Get-MistralRateLimit }; Sent = 'GET /v1/admin/rate-limit' }
        @{ Call = { Get-MistralSpendLimit }; Sent = 'GET /v1/admin/spend-limit' }
        @{ Call = { Set-MistralSpendLimit 800 }; Sent = 'POST /v1/admin/spend-limit'; Body = "{'amount':800}" }
        @{ Call = { Set-MistralSpendLimit -NoMonthlyLimit }; Sent = 'POST /v1/admin/spend-limit'; Body = "{'amount':0,'no_monthly_limit':true}" }
        @{ Call = { Get-MistralAuditLog api_key.create, api_key.delete -ActorType human -TargetType API_KEY -UserId $u -After '2026-07-01Z' -Before '2026-07-02T03:04:05Z' }; Sent = "GET /v1/admin/audit-logs?event_type=api_key.create&event_type=api_key.delete&actor_type=HUMAN&target_type=API_KEY&actor_user_uuid=$u&after=2026-07-01T00%3A00%3A00Z&limit=100&before=2026-07-02T03%3A04%3A05Z" }
        @{ Call = { Start-MistralScimSync }; Sent = 'POST /v1/admin/scim/sync'; Body = '{}' }
        @{ Call = { Start-MistralScimSync -Apply -User -RemoveMissingUser }; Sent = 'POST /v1/admin/scim/sync'; Body = "{'dry_run':false,'sync_config':{'sync_users':true,'deprovision_users':true,'sync_groups':false,'sync_memberships':false}}" }
        @{ Call = { Get-MistralScimSync $v }; Sent = "GET /v1/admin/scim/sync/$v" }
        @{ Call = { Get-MistralAnalytic WorkUser -Start '2026-07-01Z' -End '2026-07-02Z' }; Sent = "GET $work/usage/by_user_stats?start_time=1782864000&end_time=1782950400" }
        @{ Call = { Get-MistralAnalytic WorkAgent -Start '2026-07-01Z' -End '2026-07-02Z' }; Sent = "GET $work/usage/by_agent_stats?start_time=1782864000&end_time=1782950400" }
        @{ Call = { Get-MistralAnalytic WorkTime -Start '2026-07-01Z' -End '2026-07-02Z' -Granularity Day }; Sent = "GET $work/usage/by_time_stats?start_time=1782864000&end_time=1782950400&granularity=day" }
        @{ Call = { Get-MistralAnalytic CodeWorkspace -Start '2026-07-01Z' -End '2026-07-02Z' -WorkspaceId $w }; Sent = "GET $code/usage/by_workspace?start_time=1782864000&end_time=1782950400&workspace_id=$w" }
        @{ Call = { Get-MistralAnalytic CodeOrganization -Start '2026-07-01Z' -End '2026-07-02Z' }; Sent = "GET $code/usage/by_organization?start_time=1782864000&end_time=1782950400" }
        @{ Call = { Get-MistralIdentity }; Sent = 'GET /v1/users/me' }
        @{ Call = { Get-MistralIdentity -Organization }; Sent = 'GET /v1/users/me/organizations?limit=100&offset=0' }
        @{ Call = { Get-MistralIdentity -Workspace -OrganizationId $w }; Sent = "GET /v1/users/me/workspaces?organization_id=$w&limit=100&offset=0" }
        @{ Call = { Set-MistralModel ft:x -Name n -Description $null }; Sent = 'PATCH /v1/fine_tuning/models/ft%3Ax'; Body = "{'name':'n','description':null}" }
        @{ Call = { Remove-MistralModel ft:x -Confirm:$false }; Sent = 'DELETE /v1/models/ft%3Ax' }
        @{ Call = { Disable-MistralModel ft:x }; Sent = 'POST /v1/fine_tuning/models/ft%3Ax/archive' }
        @{ Call = { Enable-MistralModel ft:x }; Sent = 'DELETE /v1/fine_tuning/models/ft%3Ax/archive' }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_.IsGet = $_.Sent -like 'GET *'; $_ }

    # Lists with 250 entries in pages: the cmdlet, the path, and the id property.
    $lists = @(
        @{ Name = 'Get-MistralWorkspace'; Path = '/v1/admin/workspaces'; Id = 'WorkspaceId'; HasTotal = $true; Page = '{"total":900,"items":[{"uuid":"1"}],"page":1,"page_size":1}' }
        @{ Name = 'Get-MistralUser'; Path = '/v1/admin/users'; Id = 'UserId'; HasTotal = $true; Page = '{"total":900,"members":[{"uuid":"1"}],"invites":[],"page":1,"page_size":1}' }
        @{ Name = 'Get-MistralUserGroup'; Path = '/v1/admin/user-groups'; Id = 'UserGroupId'; HasTotal = $true; Page = '{"total":900,"items":[{"uuid":"1"}],"page":1,"page_size":1}' }
        @{ Name = 'Get-MistralUserGroupMember'; Path = '/v1/admin/user-groups/GROUP/members'; Id = 'UserUuid'; HasTotal = $true; Page = '{"total":900,"members":[{"user_uuid":"1"}],"page":1,"page_size":1}' }
        @{ Name = 'Get-MistralUserGroupWorkspace'; Path = '/v1/admin/user-groups/GROUP/workspaces'; Id = 'WorkspaceUuid'; HasTotal = $true; Page = '{"total":900,"items":[{"workspace_uuid":"1"}],"page":1,"page_size":1}' }
        @{ Name = 'Get-MistralAuditLog'; Path = '/v1/admin/audit-logs'; Id = 'LogId'; HasTotal = $false; Page = '[' + (@(1..100 | ForEach-Object { '{"log_id":1,"created_at":"2026-07-01T00:00:00Z"}' }) -join ',') + ']' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral -With @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) }
    $w = '11111111-1111-4111-8111-111111111111'
    $u = '22222222-2222-4222-8222-222222222222'
    $v = '33333333-3333-4333-8333-333333333333'
    $g = '44444444-4444-4444-8444-444444444444'
    $work = '/v1/admin/analytics/vibe/work'
    $code = '/v1/admin/analytics/vibe/code'

    function Get-SentText($Request) {
        '{0} {1}{2}' -f $Request.method, $Request.path, $(if ($Request.query) { "?$($Request.query)" })
    }

    function Get-Group { (Get-MistralUserGroup Engineering).UserGroupId }

    # Calls the cmdlet of a list, with a group if the list belongs to one.
    function Invoke-List($Name, $Path, [hashtable] $With = @{}) {
        if ($Path -clike '*GROUP*') { $With.UserGroupId = Get-Group }
        Clear-EmulatorRequest
        & $Name @With
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'An administration cmdlet' {
    BeforeEach { Reset-Emulator }

    It 'sends the expected request: <Shown>' -ForEach $calls {
        # The response does not matter here, unless the request isn't valid.
        $problems = @(& $Call 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $problems | Where-Object { $_.FullyQualifiedErrorId -notlike 'MistralNotFound,*' -and $_.FullyQualifiedErrorId -notlike 'MistralMemberNotRemoved,*' } | Should -BeNullOrEmpty
        $got = @(Get-EmulatorRequest)
        Get-SentText $got[0] | Should -BeExactly $Sent
        $got[0].body | Should -BeExactly ("$Body" -replace "'", '"')
        $got[0].statusCode | Should -Not -Be 422
        $got[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'changes nothing with -WhatIf: <Shown>' -ForEach @($calls | Where-Object { -not $_.IsGet }) {
        $text = "$Call" -replace '-Confirm:\$false'
        & ([scriptblock]::Create("$text -WhatIf")) | Should -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }
}

Describe 'The list of <Name>' -ForEach $lists {
    BeforeEach {
        Reset-Emulator
        $place = if ($Path -clike '*GROUP*') { $Path -creplace 'GROUP', (Get-Group) } else { $Path }
    }

    It 'returns each entry of three pages exactly once' {
        Set-EmulatorList $place 250
        $all = @(Invoke-List $Name $Path)
        $all.Count | Should -Be 250
        @($all.$Id | Select-Object -Unique).Count | Should -Be 250
        @(Get-EmulatorRequest -Filter @{ path = $place }).Count | Should -Be 3
    }

    It 'requests only the pages that the pipeline takes' {
        Set-EmulatorList $place 250
        @(Invoke-List $Name $Path | Select-Object -First 3).Count | Should -Be 3
        @(Get-EmulatorRequest -Filter @{ path = $place }).Count | Should -Be 1
    }

    It 'honors -First and -Skip' {
        Set-EmulatorList $place 250
        $all = @(Invoke-List $Name $Path)
        $some = @(Invoke-List $Name $Path @{ First = 20; Skip = 190 })
        $some.$Id | Should -Be $all[190..209].$Id
        if ($HasTotal) { @(Get-EmulatorRequest -Filter @{ path = $place }).query | Should -Be 'page_size=100&page=2', 'page_size=100&page=3' }
        Invoke-List $Name $Path @{ Skip = 1000 } | Should -BeNullOrEmpty
    }

    It 'returns the total count if the API has one' {
        Set-EmulatorList $place 250
        $told = @(Invoke-List $Name $Path @{ First = 2; IncludeTotalCount = $true })
        $told.Count | Should -Be 3
        $told[0].ToString() | Should -Match $(if ($HasTotal) { '250' } else { 'Unknown' })
        @(Invoke-List $Name $Path @{ First = 0; IncludeTotalCount = $true }).Count | Should -Be 1
    }

    It 'returns nothing for an empty list' {
        Set-EmulatorList $place 0
        Invoke-List $Name $Path -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'writes an error when the server repeats a page' {
        $group = @{}
        if ($Path -clike '*GROUP*') { $group.UserGroupId = Get-Group }
        Add-EmulatorFault @{ path = $place; body = $Page; times = 0 }
        $problem = Get-TestError { & $Name @group }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match 'same page'
    }
}

Describe 'A workspace' {
    BeforeEach { Reset-Emulator }

    It 'can be created, found, changed and removed through the pipeline' {
        $made = New-MistralWorkspace Tests -AdminUserId (Get-MistralUser -Email ada@example.com).UserId
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Workspace'
        $made.WorkspaceId | Should -Not -BeNullOrEmpty
        (Get-MistralWorkspace tests).WorkspaceId | Should -BeExactly $made.WorkspaceId
        (Get-MistralWorkspace -Id $made.WorkspaceId).Name | Should -BeExactly 'Tests'
        (Get-MistralWorkspace Tests | Set-MistralWorkspace -Description 'for tests').Description | Should -BeExactly 'for tests'
        Get-MistralWorkspace Tests | Remove-MistralWorkspace -Confirm:$false
        Get-MistralWorkspace Test[s] | Should -BeNullOrEmpty
        (Get-TestError { Get-MistralWorkspace Tests }).TargetObject | Should -BeExactly 'Tests'
    }

    It 'that was deleted causes a MistralNotFound error' {
        $problem = Get-TestError { Remove-MistralWorkspace $w -Confirm:$false }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject | Should -BeExactly $w
        $problem.ErrorDetails.RecommendedAction | Should -Match 'may have been deleted'
    }

    It 'cannot be set without a property to change' {
        $problem = Get-TestError { Set-MistralWorkspace $w }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is named by -WhatIf of Remove-MistralWorkspace' {
        $shown = Invoke-TestShell -Environment @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY } -Script "Remove-MistralWorkspace $w -WhatIf"
        $shown.Output | Should -Match 'Remove the workspace'
        $shown.Output | Should -Match $w
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'needs an Admin API key and sends nothing without one' {
        $ordinary = Connect-Mistral -BaseUri $env:MISTRAL_TEST_URI -ApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) -PassThru -SkipValidation
        try {
            $problem = Get-TestError { Get-MistralWorkspace -Connection $ordinary }
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAdminKeyNeeded,*'
            Get-EmulatorRequest | Should -BeNullOrEmpty
        }
        finally { Connect-TestMistral -With @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) } }
    }

    It 'has members that can be added and removed' {
        $workspace = Get-MistralWorkspace Production
        ($workspace | Get-MistralWorkspaceMember).Email | Should -Be 'ada@example.com', 'grace@example.com'
        $other = Get-MistralUser 'User *'
        $other | Add-MistralWorkspaceMember -WorkspaceId $workspace.WorkspaceId -Role workspace_contributor
        @($workspace | Get-MistralWorkspaceMember).Count | Should -Be 3
        $workspace | Get-MistralWorkspaceMember -Email user-* | Remove-MistralWorkspaceMember
        @($workspace | Get-MistralWorkspaceMember).Count | Should -Be 2
        Add-MistralWorkspaceMember $workspace.WorkspaceId $other.UserId, (Get-MistralUser -Email ada@example.com).UserId -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'Only 1 of 2'
    }

    It 'causes an error for its members when it does not exist, but not when it is empty' {
        $problem = Get-TestError { Get-MistralWorkspaceMember $w }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.TargetObject | Should -BeExactly $w
        "$problem" | Should -BeLike "No workspace with the name or id '$w' was found.*"
        $empty = New-MistralWorkspace Empty -AdminUserId (Get-MistralUser -Email ada@example.com).UserId
        $empty | Get-MistralWorkspaceMember | Remove-MistralWorkspaceMember
        $empty | Get-MistralWorkspaceMember -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'writes an error for each member that was not removed' {
        $workspace = Get-MistralWorkspace Production
        $problem = Get-TestError { Remove-MistralWorkspaceMember $workspace.WorkspaceId $u }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralMemberNotRemoved,*'
        $problem.TargetObject | Should -BeExactly $u
    }
}

Describe 'Users' {
    BeforeEach { Reset-Emulator }

    It 'can be created in bulk, with an error for each refused user' {
        $rows = "Email,FirstName,LastName`nnew@example.com,New,One`nno-address,No,Address`nada@example.com,Ada,Again`nmore@example.com,More,Two" | ConvertFrom-Csv
        $made = $rows | New-MistralUser -Role member -ErrorVariable problems -ErrorAction SilentlyContinue
        $made.Email | Should -Be 'new@example.com', 'more@example.com'
        $made.UserId | Should -Not -BeNullOrEmpty
        $problems.TargetObject | Should -Be 'no-address', 'ada@example.com'
        $problems | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'MistralEmailRefused,*' }
        @(Get-EmulatorRequest).Count | Should -Be 1
        ($made | Get-MistralUser).Name | Should -Be 'New One', 'More Two'
        $made | Remove-MistralUser -Confirm:$false
        (Get-TestError { Get-MistralUser 'New One' }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }

    It 'can be invited, with an error for each refused address' {
        $sent = Send-MistralInvitation guest@example.com, no-address, ada@example.com -ErrorVariable problems -ErrorAction SilentlyContinue
        $sent.Email | Should -BeExactly 'guest@example.com'
        ($problems | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be 'MistralAlreadyMember', 'MistralEmailRefused'
        Get-MistralInvitation guest@* | Remove-MistralInvitation
        Get-MistralInvitation guest@example.com | Should -BeNullOrEmpty
    }

    It 'have roles in the organization and in workspaces' {
        $roles = Get-MistralRole
        $roles.Scope | Select-Object -Unique | Should -Be 'Organization', 'Workspace'
        (Get-MistralRole *admin -Scope workspace).Name | Should -BeExactly 'workspace_admin'
    }
}

Describe 'A user group' {
    BeforeEach { Reset-Emulator }

    It 'has members, workspaces, groups in it and a role' {
        $group = Get-MistralUserGroup Engineering
        $group | Get-MistralUserGroupMember | Remove-MistralUserGroupMember
        $group | Get-MistralUserGroupMember | Should -BeNullOrEmpty
        Get-MistralUser | Add-MistralUserGroupMember -UserGroupId $group.UserGroupId
        @($group | Get-MistralUserGroupMember).Count | Should -Be 3

        Get-MistralWorkspace Development | Add-MistralUserGroupWorkspace -UserGroupId $group.UserGroupId -Role dev
        $group | Get-MistralUserGroupWorkspace | Remove-MistralUserGroupWorkspace -UserGroupId $group.UserGroupId
        $group | Get-MistralUserGroupWorkspace | Should -BeNullOrEmpty

        $group | Set-MistralUserGroupChild -ChildGroupId (Get-MistralUserGroup Support).UserGroupId
        ($group | Get-MistralUserGroupChild).Name | Should -BeExactly 'Support'

        $group | Set-MistralUserGroupRole -Role organization_admin
        ($group | Get-MistralUserGroup).OrganizationRole | Should -BeExactly 'A'
    }
}

Describe 'Usage and limits' {
    BeforeEach { Reset-Emulator }

    It 'have exact costs in every culture' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('de-DE')
            $rows = @(Get-MistralUsage)
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        $rows.Count | Should -Be 5
        $first = $rows | Where-Object { $_.Kind -eq 'input' } | Select-Object -First 1
        $first.Day | Should -Be ([datetimeoffset]'2026-07-01Z')
        $first.Api | Should -BeExactly 'completion'
        $first.Model | Should -BeExactly 'mistral-small-latest'
        $first.UnitPrice | Should -BeOfType [decimal]
        $first.UnitPrice | Should -Be ([decimal]0.000000085)
        $first.Cost | Should -Be ([decimal]0.085)
        $first.Currency | Should -BeExactly 'EUR'
        $first.BillingDisplayName | Should -BeExactly 'Mistral Small'
        ($rows | Where-Object Kind -EQ 'output').Cost | Should -Be ([decimal]0.125)
        ($rows | Where-Object Api -EQ 'ocr').Cost | Should -Be ([decimal]0.08)
        $stored = $rows | Where-Object Api -EQ 'fine_tuning.storage'
        $stored.Quantity | Should -Be 2
        $stored.Cost | Should -BeNullOrEmpty
    }

    It 'charge only the paid part of a quantity' {
        $row = Get-MistralUsage | Where-Object { $_.Quantity -eq 1500000 }
        $row.QuantityPaid | Should -Be 1400000
        $row.Cost | Should -Be ([decimal]0.119)
    }

    It 'include a spend limit that can be set and removed' {
        (Get-MistralSpendLimit).UsageLimit | Should -Be 500
        (Set-MistralSpendLimit 800).UsageLimit | Should -Be 800
        (Set-MistralSpendLimit -NoMonthlyLimit).NoMonthlyLimit | Should -BeTrue
        (Get-MistralSpendLimit).Currency | Should -BeExactly 'EUR'
    }

    It 'include rate limits for each model' {
        $limits = @(Get-MistralRateLimit *small*)
        $limits.Model | Should -BeExactly 'mistral-small-latest'
        $limits.TokensPerMinute | Should -Be 500000
        $limits.RequestsPerSecond | Should -Be 6
    }
}

Describe 'Logs and reports' {
    BeforeEach { Reset-Emulator }

    It 'include time, actor and event of an audit log entry' {
        $entry = Get-MistralAuditLog -First 1
        $entry.CreatedAt | Should -BeOfType [datetimeoffset]
        $entry.Actor | Should -BeExactly 'ada@example.com'
        $entry.EventType | Should -BeExactly 'api_key.create'
    }

    It 'list the audit log from the oldest entry with -Sort ascending' {
        $entries = @(Get-MistralAuditLog -Sort ascending)
        $entries.Count | Should -Be 250
        @($entries.LogId | Select-Object -Unique).Count | Should -Be 250
        $entries[0].CreatedAt | Should -BeLessThan $entries[249].CreatedAt
    }

    It 'include analytics of users and workspaces' {
        (Get-MistralAnalytic WorkUser).MessagesCount | Should -Be 12
        $rows = Get-MistralAnalytic CodeWorkspace
        $rows.Series | Should -Be 'Sessions', 'ConsumedTokens'
        $rows[0].Day | Should -BeOfType [datetimeoffset]
        $problem = Get-TestError { Get-MistralAnalytic WorkUser -Granularity day }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }

    It 'refuse Start-MistralScimSync -Apply without a selection' {
        (Get-TestError { Start-MistralScimSync -Apply }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'include the result of a SCIM sync by its run' {
        $run = Start-MistralScimSync | Get-MistralScimSync
        $run.Status | Should -BeExactly 'SUCCESS'
        $run.FinishedAt | Should -BeOfType [datetimeoffset]
    }
}

Describe 'A regular API key' {
    BeforeEach { Reset-Emulator }

    It 'returns its owner, organization and workspaces' {
        (Get-MistralIdentity).Email | Should -BeExactly 'ada@example.com'
        @(Get-MistralIdentity -Organization).Count | Should -Be 1
        @(Get-MistralIdentity -Workspace).Count | Should -Be 3
    }
}

Describe 'A fine-tuned model' {
    BeforeEach { Reset-Emulator }

    It 'can be renamed, archived, restored and deleted' {
        $id = 'ft:mistral-small:acme:20260101:abcd1234'
        (Get-MistralModel $id | Set-MistralModel -Name helper).Name | Should -BeExactly 'helper'
        Get-MistralModel $id | Disable-MistralModel
        (Get-MistralModel $id).Archived | Should -BeTrue
        Get-MistralModel $id | Enable-MistralModel
        (Get-MistralModel $id).Archived | Should -BeFalse
        Get-MistralModel $id | Remove-MistralModel -Confirm:$false
        (Get-TestError { Get-MistralModel $id }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }
}

Describe 'Tab completion' {
    BeforeEach { Reset-Emulator }

    It 'completes an id by the name of the object' {
        $found = (TabExpansion2 'Remove-MistralUser -Id ada' -cursorColumn 26).CompletionMatches
        $found.Count | Should -Be 1
        $found[0].CompletionText.Trim("'") | Should -BeExactly (Get-MistralUser -Email ada@example.com).UserId
        $found[0].ListItemText | Should -BeExactly 'Ada Lovelace'
    }

    It 'completes the names of roles' {
        (TabExpansion2 'Set-MistralUser x -Role mem' -cursorColumn 27).CompletionMatches.CompletionText | Should -Contain 'member'
    }
}

Describe 'Several names' {
    BeforeAll { Connect-TestMistral -With @{ AdminApiKey = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY } }

    AfterAll { Disconnect-Mistral }

    BeforeEach { Reset-Emulator }

    It 'are found in one list, and each that nothing has is an error' {
        $found = @(Get-MistralWorkspace Production, Nobody, Dev*, Nowhere, None* -ErrorVariable failed -ErrorAction SilentlyContinue)
        @($found.Name | Sort-Object) | Should -Be 'Development', 'Production'
        @($failed.TargetObject) | Should -Be 'Nobody', 'Nowhere'
        @(Get-EmulatorRequest -Filter @{ path = '/v1/admin/workspaces' } | Where-Object query -Like '*page=1').Count | Should -Be 1
    }

    It 'may be ids among them' {
        $library = New-MistralLibrary -Name Notes
        $null = New-MistralLibrary -Name Other
        @((Get-MistralLibrary Other, $library.LibraryId).Name | Sort-Object) | Should -Be 'Notes', 'Other'
    }
}
