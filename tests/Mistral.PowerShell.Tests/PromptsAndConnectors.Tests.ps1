#requires -Version 5.1
# Seconds: 12

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationTable.psm1" -Force
    $i = '11111111-1111-4111-8111-111111111111'
    $w = '22222222-2222-4222-8222-222222222222'

    # One line for each call: the command and the expected request. The emulator validates each request.
    $calls = @(
        @{ Call = { Get-MistralServiceAccount }; Sent = 'GET /v1/service-accounts?limit=100&offset=0' }
        @{ Call = { Get-MistralServiceAccount -WorkspaceId $w -IncludeDeleted }; Sent = "GET /v1/service-accounts?workspace_id=$w&include_deleted=true&limit=100&offset=0" }
        @{ Call = { Get-MistralServiceAccount -Id $i }; Sent = "GET /v1/service-accounts/$i" }
        @{ Call = { New-MistralServiceAccount bot $w -Description d }; Sent = 'POST /v1/service-accounts'; Body = "{'name':'bot','workspace_id':'$w','description':'d'}" }
        @{ Call = { Set-MistralServiceAccount $i d }; Sent = "PATCH /v1/service-accounts/$i"; Body = "{'description':'d'}" }
        @{ Call = { Set-MistralServiceAccount $i $null }; Sent = "PATCH /v1/service-accounts/$i"; Body = "{'description':null}" }
        @{ Call = { Remove-MistralServiceAccount $i -Confirm:$false }; Sent = "DELETE /v1/service-accounts/$i" }
        @{ Call = { Get-MistralServiceAccountRole $i }; Sent = "GET /v1/service-accounts/$i/roles" }
        @{ Call = { Get-MistralServiceAccountRole -WorkspaceId $w }; Sent = "GET /v1/service-accounts/assignable-roles?workspace_id=$w" }
        @{ Call = { Set-MistralServiceAccountRole $i $w, $i }; Sent = "PUT /v1/service-accounts/$i/roles"; Body = "{'role_ids':['$w','$i']}" }
        @{ Call = { Set-MistralServiceAccountRole $i @() }; Sent = "PUT /v1/service-accounts/$i/roles"; Body = "{'role_ids':[]}" }

        @{ Call = { Get-MistralPrompt }; Sent = 'GET /v2/prompts?pageSize=100' }
        @{ Call = { Get-MistralPrompt s* -Alias production -SortBy name -SortOrder asc }; Sent = 'GET /v2/prompts?sort_by=name&sort_direction=asc&alias=production&pageSize=100' }
        @{ Call = { Get-MistralPrompt -Id $i -Version 3 }; Sent = "GET /v2/prompts/${i}?version=3" }
        @{ Call = { Get-MistralPrompt -Id prompt:a -Alias b }; Sent = 'GET /v2/prompts/prompt%3Aa?alias=b' }
        @{ Call = { New-MistralPrompt p 'Hi {{ name }}, {{name}} of {{team}}' }; Sent = 'POST /v2/prompts'; Body = "{'name':'p','definition':{'content':'Hi {{ name }}, {{name}} of {{team}}','variables':[{'name':'name'},{'name':'team'}]}}" }
        @{ Call = { New-MistralPrompt p c -Title t -Description d -SharingScope WORKSPACE -Note n -Alias a, b }; Sent = 'POST /v2/prompts'; Body = "{'name':'p','definition':{'content':'c'},'title':'t','description':'d','sharingScope':'workspace','notes':'n','aliases':['a','b']}" }
        @{ Call = { New-MistralPrompt p '{{a}}' -Variable @() }; Sent = 'POST /v2/prompts'; Body = "{'name':'p','definition':{'content':'{{a}}','variables':[]}}" }
        @{ Call = { Set-MistralPrompt $i -Title t -SharingScope private }; Sent = "PATCH /v2/prompts/$i"; Body = "{'title':'t','sharingScope':'private'}" }
        @{ Call = { Remove-MistralPrompt $i -Confirm:$false }; Sent = "DELETE /v2/prompts/$i" }
        @{ Call = { Get-MistralPromptVersion $i }; Sent = "GET /v2/prompts/$i/versions" }
        @{ Call = { Get-MistralPromptVersion $i 2 }; Sent = "GET /v2/prompts/$i/versions/2" }
        @{ Call = { New-MistralPromptVersion $i 'x {{y}}' -Note n -Alias a }; Sent = "POST /v2/prompts/$i/versions"; Body = "{'definition':{'content':'x {{y}}','variables':[{'name':'y'}]},'notes':'n','aliases':['a']}" }
        @{ Call = { Set-MistralPromptVersion $i 2 -Note n -Alias a, b }; Sent = "PATCH /v2/prompts/$i/versions/2"; Body = "{'notes':'n','aliases':{'values':['a','b']}}" }
        @{ Call = { Set-MistralPromptVersion $i 2 -Alias @() }; Sent = "PATCH /v2/prompts/$i/versions/2"; Body = "{'aliases':{'values':[]}}" }

        @{ Call = { Get-MistralSkill }; Sent = 'GET /v2/skills?pageSize=100' }
        @{ Call = { Get-MistralSkill -Id $i -Alias a }; Sent = "GET /v2/skills/${i}?alias=a" }
        @{ Call = { New-MistralSkill s d b }; Sent = 'POST /v2/skills'; Body = "{'name':'s','definition':{'description':'d','body':'b'}}" }
        @{ Call = { New-MistralSkill s d b -Asset ([ordered]@{ 'a/B.md' = 't'; 'c.bin' = [byte[]](1, 2) }) -SharingScope workspace }; Sent = 'POST /v2/skills'; Body = "{'name':'s','definition':{'description':'d','body':'b','assets':{'a/B.md':{'textContent':'t'},'c.bin':{'rawContent':'AQI='}}},'sharingScope':'workspace'}" }
        @{ Call = { Set-MistralSkill $i private }; Sent = "PATCH /v2/skills/$i"; Body = "{'sharingScope':'private'}" }
        @{ Call = { Remove-MistralSkill $i -Confirm:$false }; Sent = "DELETE /v2/skills/$i" }
        @{ Call = { Get-MistralSkillVersion $i }; Sent = "GET /v2/skills/$i/versions" }
        @{ Call = { Get-MistralSkillVersion $i 2 }; Sent = "GET /v2/skills/$i/versions/2" }
        @{ Call = { New-MistralSkillVersion $i d b -Note n }; Sent = "POST /v2/skills/$i/versions"; Body = "{'definition':{'description':'d','body':'b'},'notes':'n'}" }
        @{ Call = { Set-MistralSkillVersion $i 2 -Alias a }; Sent = "PATCH /v2/skills/$i/versions/2"; Body = "{'aliases':{'values':['a']}}" }

        @{ Call = { Get-MistralConnector }; Sent = 'GET /v1/connectors?page_size=100' }
        @{ Call = { Get-MistralConnector -Active }; Sent = 'GET /v1/connectors?active=true&page_size=100' }
        @{ Call = { Get-MistralConnector -Id none }; Sent = 'GET /v1/connectors/none' }
        @{ Call = { New-MistralConnector c https://example.com/mcp d -Title t -IconUri i -SystemPrompt s -Visibility shared_org -OAuthServerMetadataUri https://example.com/m }; Sent = 'POST /v1/connectors'; Body = "{'name':'c','server':'https://example.com/mcp','description':'d','title':'t','icon_url':'i','system_prompt':'s','visibility':'shared_org','oauth2_server_metadata_url':'https://example.com/m'}" }
        @{ Call = { New-MistralConnector c https://example.com/mcp d -Header @{ A = 'x y' } -GlobalHeader ([ordered]@{ B = 'plain'; C = $token }) -ClientCredential $client }; Sent = 'POST /v1/connectors'; Body = "{'name':'c','server':'https://example.com/mcp','description':'d','headers':{'A':'x y'},'global_headers':{'B':{'is_secret':false,'value':'plain'},'C':{'is_secret':true,'value':'s3cr3t-t\u00f6k\n'}},'auth_data':{'client_id':'me','client_secret':'s3cr3t-t\u00f6k\n'}}" }
        @{ Call = { Set-MistralConnector $i -Title $null -Server https://example.com/b }; Sent = "PATCH /v1/connectors/$i"; Body = "{'server':'https://example.com/b','title':null}" }
        @{ Call = { Set-MistralConnector $i -AuthenticationMethod @{ method_type = 'bearer' } }; Sent = "PATCH /v1/connectors/$i"; Body = "{'auth_methods':[{'method_type':'bearer'}]}" }
        @{ Call = { Remove-MistralConnector $i -Confirm:$false }; Sent = "DELETE /v1/connectors/$i" }
        @{ Call = { Enable-MistralConnector $i User }; Sent = "POST /v1/connectors/$i/user/activate" }
        @{ Call = { Disable-MistralConnector $i organization }; Sent = "POST /v1/connectors/$i/organization/deactivate" }
        @{ Call = { Grant-MistralConnectorAccess $i Workspace }; Sent = "PUT /v1/connectors/$i/share" }
        @{ Call = { Grant-MistralConnectorAccess $i organization }; Sent = "PUT /v1/connectors/$i/organization/share" }
        @{ Call = { Revoke-MistralConnectorAccess $i workspace -Confirm:$false }; Sent = "DELETE /v1/connectors/$i/share" }
        @{ Call = { Revoke-MistralConnectorAccess $i organization -Confirm:$false }; Sent = "DELETE /v1/connectors/$i/organization/share" }
        @{ Call = { Get-MistralConnectorTool none -Refresh -CredentialName k }; Sent = 'GET /v1/connectors/none/tools?credentials_name=k&refresh=true&page_size=100&page=1' }
        @{ Call = { Invoke-MistralConnectorTool none t @{ q = 1 } -CredentialName k }; Sent = 'POST /v1/connectors/none/tools/t/call?credentials_name=k'; Body = "{'arguments':{'q':1}}" }
        @{ Call = { Invoke-MistralConnectorTool none t }; Sent = 'POST /v1/connectors/none/tools/t/call'; Body = '{}' }
        @{ Call = { Get-MistralConnectorAuthenticationMethod none }; Sent = 'GET /v1/connectors/none/authentication_methods' }
        @{ Call = { Get-MistralConnectorAuthenticationUrl none -ReturnUri https://example.com/r -MethodType OAuth2 -CredentialName k -CredentialTitle t -GitHubInstallation }; Sent = 'GET /v1/connectors/none/auth_url?app_return_url=https%3A%2F%2Fexample.com%2Fr&method_type=oauth2&credentials_name=k&credentials_title=t&github_installation_link=true' }
        @{ Call = { Get-MistralConnectorCredential none User -AuthenticationType bearer }; Sent = 'GET /v1/connectors/none/user/credentials?auth_type=bearer' }
        @{ Call = { Get-MistralConnectorCredential none organization }; Sent = 'GET /v1/connectors/none/organization/credentials' }
        @{ Call = { New-MistralConnectorCredential none workspace k -BearerToken $token -Title t -Default }; Sent = 'POST /v1/connectors/none/workspace/credentials'; Body = "{'name':'k','title':'t','is_default':true,'credentials':{'bearer_token':'s3cr3t-t\u00f6k\n'}}" }
        @{ Call = { New-MistralConnectorCredential none user k -Header @{ A = $token } }; Sent = 'POST /v1/connectors/none/user/credentials'; Body = "{'name':'k','credentials':{'headers':{'A':'s3cr3t-t\u00f6k\n'}}}" }
        @{ Call = { Set-MistralConnectorCredential none Organization k -Title t }; Sent = 'PATCH /v1/connectors/none/organization/credentials'; Body = "{'name':'k','title':'t'}" }
        @{ Call = { Set-MistralConnectorCredential none user k -ClientCredential $client }; Sent = 'PATCH /v1/connectors/none/user/credentials'; Body = "{'name':'k','credentials':{'oauth':{'grant_type':'client_credentials','client_id':'me','client_secret':'s3cr3t-t\u00f6k\n'}}}" }
        @{ Call = { Remove-MistralConnectorCredential none workspace k -Confirm:$false }; Sent = 'DELETE /v1/connectors/none/workspace/credentials/k' }
        @{ Call = { Remove-MistralConnectorCredential none -AllOfUser -Confirm:$false }; Sent = 'DELETE /v1/connectors/none/user/credentials' }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_.IsGet = $_.Sent -like 'GET *'; $_ }

    # Lists with 250 entries in pages: the cmdlet, the path, and the id property.
    $lists = @(
        @{ Name = 'Get-MistralServiceAccount'; Path = '/v1/service-accounts'; Id = 'ServiceAccountId'; Page = '{"items":[' + (@(1..100 | ForEach-Object { '{"id":"1"}' }) -join ',') + ']}' }
        @{ Name = 'Get-MistralPrompt'; Path = '/v2/prompts'; Id = 'PromptId'; Page = '{"data":[{"id":"1"}],"nextPageToken":"t"}' }
        @{ Name = 'Get-MistralSkill'; Path = '/v2/skills'; Id = 'SkillId'; Page = '{"data":[{"id":"1"}],"nextPageToken":"t"}' }
        @{ Name = 'Get-MistralConnector'; Path = '/v1/connectors'; Id = 'ConnectorId'; Page = '{"items":[{"id":"1"}],"pagination":{"next_cursor":"t"}}' }
        @{ Name = 'Get-MistralConnectorTool'; Path = '/v1/connectors/CONNECTOR/tools'; Id = 'Name'; Page = '[' + (@(1..100 | ForEach-Object { '{"name":"a","inputSchema":{}}' }) -join ',') + ']' }
    )

    # Cmdlets with code of their own. Other tests check what they send. With Missing = $false, no id of the user can be missing.
    $own = @(
        @{ Call = { Export-MistralPrompt $TestDrive -Id $i } }
        @{ Call = { Export-MistralSkill $TestDrive -Id $i } }
        @{ Call = { Import-MistralPrompt "$TestDrive/*.md" }; Missing = $false }
        @{ Call = { Import-MistralSkill "$TestDrive/skills" }; Missing = $false }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_ }

    $coverage = Get-TableCoverage '^Mistral(Prompt|Skill|ServiceAccount|Connector)' -Call $calls -Own $own -List @($lists.Name)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationTable.psm1" -Force
    Connect-TestMistral
    $i = '11111111-1111-4111-8111-111111111111'
    $w = '22222222-2222-4222-8222-222222222222'
    $plain = "s3cr3t-t$([char]0xF6)k`n"
    $token = ConvertTo-TestSecret $plain
    $client = [pscredential]::new('me', $token)

    function Get-SentText($Request) {
        '{0} {1}{2}' -f $Request.method, $Request.path, $(if ($Request.query) { "?$($Request.query)" })
    }

    function Get-ConnectorId { (Get-MistralConnector -Id github).ConnectorId }

    function Get-Completion([string] $Text) { TabExpansion2 -inputScript $Text -cursorColumn $Text.Length }

    # Calls the cmdlet of a list, with a connector if the list belongs to one.
    function Invoke-List($Name, $Path, [hashtable] $With = @{}) {
        if ($Path -clike '*CONNECTOR*') { $With.ConnectorId = Get-ConnectorId }
        Clear-EmulatorRequest
        & $Name @With
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A cmdlet for prompts, skills, connectors or service accounts' {
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
        $got[0].body | Should -BeExactly ("$Body" -replace "'", '"' -replace '\\u00f6', [char]0xF6)
        $got[0].statusCode | Should -Not -Be 422
        $got[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'changes nothing with -WhatIf: <Shown>' -ForEach $coverage.Changing {
        $text = "$Call" -replace '-Confirm:\$false'
        & ([scriptblock]::Create("$text -WhatIf")) | Should -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'reports what was not found with its name: <Shown>' -ForEach @(
        @{ Shown = 'Remove-MistralPrompt'; Target = '11111111-1111-4111-8111-111111111111'; Call = { Remove-MistralPrompt $i -Confirm:$false } }
        @{ Shown = 'Get-MistralPrompt'; Target = 'nobody'; Call = { Get-MistralPrompt nobody } }
        @{ Shown = 'Get-MistralSkill'; Target = 'nobody'; Call = { Get-MistralSkill nobody } }
        @{ Shown = 'Get-MistralServiceAccount'; Target = 'nobody'; Call = { Get-MistralServiceAccount nobody } }
        @{ Shown = 'Get-MistralConnector'; Target = 'nobody'; Call = { Get-MistralConnector nobody } }
        @{ Shown = 'Set-MistralConnector with a name'; Target = 'nobody'; Call = { Set-MistralConnector nobody -Title t } }
        @{ Shown = 'Enable-MistralConnector'; Target = '11111111-1111-4111-8111-111111111111'; Call = { Enable-MistralConnector $i user } }
        @{ Shown = 'Invoke-MistralConnectorTool'; Target = 'no_tool'; Call = { Invoke-MistralConnectorTool github no_tool } }
        @{ Shown = 'Get-MistralConnectorCredential'; Target = 'nobody'; Call = { Get-MistralConnectorCredential nobody user } }
        @{ Shown = 'Set-MistralServiceAccountRole'; Target = '11111111-1111-4111-8111-111111111111'; Call = { Set-MistralServiceAccountRole $i $w } }
    ) {
        $problem = Get-TestError $Call
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject | Should -BeExactly $Target
    }
}

Describe 'A name in place of an id' {
    BeforeAll {
        function Get-Path([scriptblock] $Call) {
            Clear-EmulatorRequest
            $null = & $Call
            @(Get-EmulatorRequest).path
        }
    }

    BeforeEach { Reset-Emulator }

    It 'works wherever an id does, after one request for the list' {
        $account, $prompt, $skill = (Get-MistralServiceAccount -First 1).ServiceAccountId, (Get-MistralPrompt summarise).PromptId, (Get-MistralSkill release-notes).SkillId
        $calls = [ordered]@{
            "/v1/service-accounts /v1/service-accounts/$account" = { Set-MistralServiceAccount build-pipeline d }, { Get-MistralServiceAccount -Id Build-Pipeline }
            "/v1/service-accounts /v1/service-accounts/$account/roles" = { Get-MistralServiceAccountRole build-pipeline }, { Set-MistralServiceAccountRole build-pipeline $i }
            "/v2/prompts /v2/prompts/$prompt" = { Set-MistralPrompt summarise -Title t }, { Set-MistralPrompt -Name SUMMARISE -Title t }
            "/v2/prompts /v2/prompts/$prompt/versions" = { Get-MistralPromptVersion summarise }, { New-MistralPromptVersion summarise x }
            "/v2/prompts /v2/prompts/$prompt/versions/1" = { Get-MistralPromptVersion summarise 1 }, { Set-MistralPromptVersion summarise 1 -Note n }
            "/v2/skills /v2/skills/$skill" = { Set-MistralSkill release-notes private }, { Get-MistralSkill -Id release-notes }
            "/v2/skills /v2/skills/$skill/versions" = { Get-MistralSkillVersion release-notes }, { New-MistralSkillVersion release-notes d b }
            "/v2/skills /v2/skills/$skill/versions/1" = { Set-MistralSkillVersion release-notes 1 -Note n }
        }
        foreach ($paths in $calls.Keys) {
            foreach ($call in $calls[$paths]) { Get-Path $call | Should -BeExactly ($paths -split ' ') -Because "$call" }
        }

        Get-Path { 'summarise', 'support-greeting' | Remove-MistralPrompt -Confirm:$false } | Should -HaveCount 3
        Get-Path { Remove-MistralSkill -Name release-notes -Confirm:$false } | Should -BeExactly '/v2/skills', "/v2/skills/$skill"
        Get-Path { Remove-MistralServiceAccount build-pipeline -Confirm:$false } | Should -BeExactly '/v1/service-accounts', "/v1/service-accounts/$account"
        $null = Set-MistralServiceAccountRole nightly-report WORKSPACE_contributor, observability_viewer
        @(Get-EmulatorRequest)[-1].body | Should -Match '^{"role_ids":\["[0-9a-f-]{36}","[0-9a-f-]{36}"\]}$'
        (Get-TestError { Set-MistralServiceAccountRole nightly-report king }).Exception.Message | Should -BeLike "No role with the name or id 'king' can be assigned*workspace_admin*"
        New-MistralServiceAccount twin $w | Out-Null
        Export-MistralPrompt -Path "$TestDrive/one" -Id (New-MistralPrompt odd x).Name -PassThru | Should -HaveCount 1
    }

    It 'that was not found is an error, and nothing is changed: <_>' -ForEach @(
        'Set-MistralPrompt nobody -Title t', 'Remove-MistralPrompt nobody -Confirm:$false', 'Get-MistralPromptVersion nobody', 'New-MistralPromptVersion nobody x', 'Set-MistralPromptVersion nobody 1 -Note n', 'Export-MistralPrompt -Path x -Id nobody'
        'Set-MistralSkill nobody private', 'Remove-MistralSkill nobody -Confirm:$false', 'Get-MistralSkillVersion nobody', 'New-MistralSkillVersion nobody d b', 'Set-MistralSkillVersion nobody 1 -Note n', 'Export-MistralSkill -Path x -Id nobody'
        'Set-MistralServiceAccount nobody d', 'Remove-MistralServiceAccount nobody -Confirm:$false', 'Get-MistralServiceAccountRole nobody', 'Set-MistralServiceAccountRole nobody @()'
        'Set-MistralPrompt nobody -Title t -WhatIf', 'Remove-MistralSkill nobody -WhatIf'
    ) {
        $problem = Get-TestError ([scriptblock]::Create($_))
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.Exception.Message | Should -BeLike "No * with the name or id 'nobody' was found."
        $problem.TargetObject | Should -BeExactly 'nobody'
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'is exact if names differ only in case, and must be unique otherwise' {
        $lower, $upper = (New-MistralPrompt case x).PromptId, (New-MistralPrompt CASE y).PromptId
        (Set-MistralPrompt CASE -Title t).PromptId | Should -BeExactly $upper
        (Set-MistralPrompt case -Title t).PromptId | Should -BeExactly $lower
        $problem = Get-TestError { Set-MistralPrompt Case -Title t }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAmbiguousName,*'
        $problem.Exception.Message | Should -Match ([regex]::Escape($lower))
        $problem.Exception.Message | Should -Match ([regex]::Escape($upper))
        $problem.TargetObject | Should -BeExactly 'Case'

        # A name with the characters of a pattern is a name.
        $null = New-MistralPrompt 'a[1]*' x
        (Set-MistralPrompt 'a[1]*' -Title t).Name | Should -BeExactly 'a[1]*'
        $problem = Get-TestError { Remove-MistralPrompt 'a*' -Confirm:$false }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        $problem.Exception.Message | Should -BeLike "Wildcards aren't allowed here, and no prompt has the name 'a``*'."
    }
}

Describe 'The list of <Name>' -ForEach $lists {
    BeforeEach {
        Reset-Emulator
        $place = if ($Path -clike '*CONNECTOR*') { $Path -creplace 'CONNECTOR', (Get-ConnectorId) } else { $Path }
    }

    It 'returns each entry of three pages exactly once' {
        Set-EmulatorList $place 250
        $all = @(Invoke-List $Name $Path)
        $all.Count | Should -Be 250
        @($all.$Id | Select-Object -Unique).Count | Should -Be 250
        @(Get-EmulatorRequest -Filter @{ path = $place }).Count | Should -Be 3
        @(Invoke-List $Name $Path | Select-Object -First 3).Count | Should -Be 3
        @(Get-EmulatorRequest -Filter @{ path = $place }).Count | Should -Be 1
        (@(Invoke-List $Name $Path @{ First = 20; Skip = 190 })).$Id | Should -Be $all[190..209].$Id
    }

    It 'returns nothing for an empty list' {
        Set-EmulatorList $place 0
        Invoke-List $Name $Path -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'writes an error when the server repeats a page' {
        $with = if ($Path -clike '*CONNECTOR*') { @{ ConnectorId = Get-ConnectorId } } else { @{} }
        Add-EmulatorFault @{ path = $place; body = $Page; times = 0 }
        (Get-TestError { & $Name @with }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }
}

Describe 'A stored prompt' {
    BeforeEach { Reset-Emulator }

    It 'has versions, and aliases that move between them' {
        $made = New-MistralPrompt greet 'Hi {{name}}.' -Alias production
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Prompt'
        $made.Content | Should -BeExactly 'Hi {{name}}.'
        $made.Variables | Should -Be 'name'
        $made.PSObject.Properties['Definition'] | Should -BeNullOrEmpty
        $made.CreatedAt | Should -BeOfType [datetimeoffset]

        $added = $made | New-MistralPromptVersion -Content 'Hello {{name}}.' -Note 'Warmer.'
        $added.Version | Should -Be 2
        $added.Content | Should -BeExactly 'Hello {{name}}.'
        (Get-MistralPrompt greet -Alias production).Content | Should -BeExactly 'Hi {{name}}.'
        $null = $added | Set-MistralPromptVersion -Alias production
        (Get-MistralPrompt greet -Alias production).Content | Should -BeExactly 'Hello {{name}}.'
        $versions = @($made | Get-MistralPromptVersion)
        $versions.Version | Should -Be 2, 1
        ($versions | Where-Object Version -EQ 1).Aliases | Should -BeNullOrEmpty
        ($made | Get-MistralPromptVersion -Version 2).Notes | Should -BeExactly 'Warmer.'

        ($made | New-MistralPromptVersion -Content 'Hello {{name}}.').Deduplicated | Should -BeTrue
        ($made | Set-MistralPrompt -Title Greeting).Title | Should -BeExactly 'Greeting'
        $made | Remove-MistralPrompt -Confirm:$false
        Get-MistralPrompt gree[t] | Should -BeNullOrEmpty
    }

    It 'can be copied through the pipeline' {
        $copy = Get-MistralPrompt summarise | ForEach-Object { $_.Name = 'copy'; $_ } | New-MistralPrompt
        $copy.Content | Should -BeExactly (Get-MistralPrompt summarise).Content
        $copy.SharingScope | Should -BeExactly 'workspace'
    }

    It 'becomes a new version through the pipeline' {
        $made = New-MistralPrompt greet '{{a}} {{b}}' -Variable b, a -Note first
        $null = $made | New-MistralPromptVersion -Content 'Other'
        @(Get-EmulatorRequest)[-1].body | Should -BeExactly '{"definition":{"content":"Other"}}'
        $again = $made | Get-MistralPromptVersion -Version 1 | New-MistralPromptVersion
        $again.Content | Should -BeExactly '{{a}} {{b}}'
        $again.Variables | Should -Be 'b', 'a'
        $again.Notes | Should -BeNullOrEmpty
        $row = [pscustomobject]@{ PromptId = $made.PromptId; Content = 'From a row'; Note = 'n' } | New-MistralPromptVersion
        ($made | Get-MistralPromptVersion -Version $row.Version).Notes | Should -BeExactly 'n'
    }

    It 'keeps what else the server says about its content and its variables' {
        Add-EmulatorFault @{ path = "/v2/prompts/$i"; body = '{"id":"p","name":"a","title":"T","sharingScope":"workspace","definition":{"content":"Hi {{n}}, {{m}}.","title":"Inner","language":"en","variables":[{"name":"n","is_required":true},{"name":"m"}]}}' }
        $prompt = Get-MistralPrompt -Id $i
        $prompt.Language | Should -BeExactly 'en'
        $prompt.Title | Should -BeExactly 'T'
        $prompt.DefinitionTitle | Should -BeExactly 'Inner'
        $prompt.Variables | Should -Be 'n', 'm'
        $prompt.Variables[0].IsRequired | Should -BeTrue
        $null = $prompt | New-MistralPrompt
        @(Get-EmulatorRequest -Filter @{ method = 'POST' })[0].body | Should -BeLike '*"variables":`[{"name":"n"},{"name":"m"}`]*'
    }

    It 'is named by -WhatIf of Remove-MistralPrompt' {
        $shown = Invoke-TestShell -Environment @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY } -Script 'Get-MistralPrompt summarise | Remove-MistralPrompt -WhatIf; Disable-MistralConnector github workspace -WhatIf'
        "$($shown.Output)" | Should -Match "Remove the prompt with all its versions.*prompt 'summarise' \("
        "$($shown.Output)" | Should -Match "Disable the connector.*connector 'github' \(.*\): workspace"
    }

    It 'is completed by name and version' {
        (Get-Completion 'Get-MistralPrompt sum').CompletionMatches.CompletionText | Should -Be 'summarise'
        (Get-Completion 'Invoke-MistralChat -Prompt supp').CompletionMatches.CompletionText | Should -Be 'support-greeting'
        $id = (Get-MistralPrompt summarise).PromptId
        (Get-Completion "Get-MistralPromptVersion $id ").CompletionMatches.CompletionText | Should -Be '1'
        (Get-Completion 'Get-MistralConnectorTool git').CompletionMatches.CompletionText | Should -Be 'github'
        (Get-Completion 'Invoke-MistralConnectorTool github sea').CompletionMatches.CompletionText | Should -Be 'search'
    }
}

Describe 'Invoke-MistralChat and Invoke-MistralConversation with a stored prompt' {
    BeforeEach { Reset-Emulator }

    It 'send the prompt as the message if there is no other' {
        (Invoke-MistralChat -Prompt summarise -PromptVariable @{ Text = 'repeat: {{text}} $1' }).Content | Should -Not -BeNullOrEmpty
        $got = @(Get-EmulatorRequest)
        $got[0].path | Should -BeExactly '/v2/prompts/prompt%3Asummarise'
        $body = $got[1].body | ConvertFrom-Json
        $body.messages.Count | Should -Be 1
        $body.messages[0].role | Should -BeExactly 'user'
        $body.messages[0].content | Should -BeExactly 'Summarise in one sentence: repeat: {{text}} $1'

        $null = Invoke-MistralConversation -Prompt summarise -PromptVariable @{ text = 'a' }
        $body = @(Get-EmulatorRequest -Filter @{ method = 'POST' })[-1].body | ConvertFrom-Json
        $body.inputs[0].content | Should -BeExactly 'Summarise in one sentence: a'
        $body.PSObject.Properties['instructions'] | Should -BeNullOrEmpty
    }

    It 'send it as the system message of each piped message, and read it once' {
        'One?', 'Two?' | Invoke-MistralChat -Prompt support-greeting -PromptVersion production -PromptVariable @{ product = 'X' } -AsText | Should -HaveCount 2
        $got = @(Get-EmulatorRequest)
        $got.Count | Should -Be 3
        $got[0].query | Should -BeExactly 'alias=production'
        $body = $got[2].body | ConvertFrom-Json
        $body.messages.role | Should -Be 'system', 'user'
        $body.messages[0].content | Should -BeExactly 'You are the support assistant of X. Answer in one sentence.'
        $body.messages[1].content | Should -BeExactly 'Two?'

        $null = Invoke-MistralConversation 'Hi' -Prompt support-greeting -PromptVersion 1 -PromptVariable @{ product = 'X' }
        @(Get-EmulatorRequest -Filter @{ path = '/v2/prompts' })[-1].query | Should -BeExactly 'version=1'
        $body = @(Get-EmulatorRequest -Filter @{ method = 'POST' })[-1].body | ConvertFrom-Json
        $body.instructions | Should -BeExactly 'You are the support assistant of X. Answer in one sentence.'
    }

    It 'apply it to objects with -Property and -Collect, and go on from a reply' {
        $rows = [pscustomobject]@{ A = 'first' }, [pscustomobject]@{ A = 'second' }
        @($rows | Invoke-MistralChat -Prompt support-greeting -PromptVariable @{ product = 'X' } -Property A).Count | Should -Be 2
        @($rows | Invoke-MistralChat -Prompt support-greeting -PromptVariable @{ product = 'X' } -Collect).Count | Should -Be 1
        $reply = Invoke-MistralChat 'What is the capital of France?'
        $null = $reply | Invoke-MistralChat 'and of Italy?' -Prompt support-greeting -PromptVariable @{ product = 'X' }
        $body = @(Get-EmulatorRequest -Filter @{ method = 'POST' })[-1].body | ConvertFrom-Json
        $body.messages.role | Should -Be 'system', 'user', 'assistant', 'user'
    }

    It 'take a prompt from the pipeline' {
        $prompt = Get-MistralPrompt summarise
        Clear-EmulatorRequest
        Get-MistralPrompt summarise | Invoke-MistralChat -PromptVariable @{ text = 'a' } -AsText | Should -HaveCount 1
        Get-MistralPrompt support-greeting | Invoke-MistralChat 'Where is my order?' -PromptVariable @{ product = 'X' } -AsText | Should -HaveCount 1
        $prompt | Invoke-MistralConversation -PromptVariable @{ text = 'a' } | Should -HaveCount 1
        $bodies = @(Get-EmulatorRequest -Filter @{ method = 'POST' } | ForEach-Object { $_.body | ConvertFrom-Json })
        $bodies[0].messages.content | Should -BeExactly 'Summarise in one sentence: a'
        $bodies[1].messages.role | Should -Be 'system', 'user'
        $bodies[1].messages[1].content | Should -BeExactly 'Where is my order?'
        $bodies[2].inputs[0].content | Should -BeExactly 'Summarise in one sentence: a'
    }

    It 'fill in the variables anew for each row, and read the prompt once' {
        $rows = "Name,Note`nAda,first`nBob,second" | ConvertFrom-Csv
        Clear-EmulatorRequest
        $rows | Invoke-MistralChat -Prompt summarise -PromptVariable { @{ text = $_.Note } } -AsText | Should -HaveCount 2
        $rows | Invoke-MistralConversation -Prompt summarise -PromptVariable { @{ text = $_.Name } } | Should -HaveCount 2
        $sent = @(Get-EmulatorRequest)
        @($sent | Where-Object method -EQ 'GET').Count | Should -Be 2
        $bodies = @($sent | Where-Object method -EQ 'POST' | ForEach-Object { $_.body | ConvertFrom-Json })
        $bodies[0..1].messages.content | Should -BeExactly 'Summarise in one sentence: first', 'Summarise in one sentence: second'
        $bodies[2..3].inputs.content | Should -BeExactly 'Summarise in one sentence: Ada', 'Summarise in one sentence: Bob'

        # A bad row doesn't stop the others.
        $rows[0].Note = $null
        $texts = @($rows | Invoke-MistralChat -Prompt summarise -PromptVariable { if ($_.Note) { @{ text = $_.Note } } else { @{ txt = 1 } } } -AsText -ErrorVariable problems -ErrorAction SilentlyContinue)
        $texts.Count | Should -Be 1
        @($problems).Count | Should -Be 1
        "$problems" | Should -Match "no variable 'txt'"
    }

    It 'use an id, an object, and a name that the server knows without a prefix' {
        $prompt = Get-MistralPrompt summarise
        $null = Invoke-MistralChat -Prompt $prompt -PromptVariable @{ text = 'a' }
        @(Get-EmulatorRequest -Filter @{ path = "/v2/prompts/$($prompt.PromptId)" }).Count | Should -Be 1
        Add-EmulatorFault @{ path = '/v2/prompts/old'; body = '{"name":"old","definition":{"content":"What is the capital of Peru?"}}' }
        Invoke-MistralChat -Prompt old -AsText | Should -BeExactly 'The capital of Peru is Lima.'
    }

    It 'send nothing without a value for each variable, or with another one: <Why>' -ForEach @(
        @{ Why = 'needs values for product'; With = @{} }
        @{ Why = "no variable 'prodcut'"; With = @{ PromptVariable = @{ prodcut = 'X' } } }
        @{ Why = "-System can't be used"; With = @{ System = 'a'; PromptVariable = @{ product = 'X' } } }
    ) {
        $problem = Get-TestError { Invoke-MistralChat 'Hi' -Prompt support-greeting @With }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match ([regex]::Escape($Why))
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'end with one error if the prompt was not found' {
        $problem = Get-TestError { 'a', 'b' | Invoke-MistralChat -Prompt nobody }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.TargetObject | Should -BeExactly 'nobody'
    }
}

Describe 'A connector' {
    BeforeEach { Reset-Emulator }

    It 'can be created, found, changed, shared and removed by its name' {
        $made = New-MistralConnector tracker https://mcp.example.com/t 'Issues.'
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Connector'
        (Get-MistralConnector tr*).ConnectorId | Should -BeExactly $made.ConnectorId
        (Set-MistralConnector tracker -Title Tracker).Title | Should -BeExactly 'Tracker'
        Grant-MistralConnectorAccess tracker organization | Should -BeNullOrEmpty
        (Get-MistralConnector -Id tracker).Visibility | Should -BeExactly 'shared_org'
        Get-MistralConnector tracker | Disable-MistralConnector -Scope user
        (Get-MistralConnector -Active:$false).Name | Should -BeExactly 'tracker'
        Get-MistralConnector tracker | Remove-MistralConnector -Confirm:$false
        @(Get-MistralConnector).Count | Should -Be 2
    }

    It 'has tools that can be called' {
        $tool = Get-MistralConnectorTool github search
        $tool.InputSchema.properties.query.type | Should -BeExactly 'string'
        $result = $tool | Invoke-MistralConnectorTool -Argument @{ query = 'printer' }
        $result.Text | Should -BeExactly "Found 1 issue for 'printer'."
        $result.StructuredContent.count | Should -Be 1
        $result.ConnectorId | Should -BeExactly 'github'
        $problem = Get-TestError { Invoke-MistralConnectorTool github search @{ query = 'fail' } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralConnectorToolFailed,*'
        "$problem" | Should -Match 'The query is not valid'
        $problem.TargetObject | Should -BeExactly 'search'
    }

    It 'has credentials in three scopes' {
        foreach ($scope in 'user', 'workspace', 'organization') {
            New-MistralConnectorCredential github $scope work -BearerToken $token | Should -BeNullOrEmpty
            $found = Get-MistralConnectorCredential github $scope
            $found.Scope | Should -BeExactly $scope
            (Get-MistralConnectorCredential github $scope.ToUpperInvariant()).Scope | Should -BeExactly $scope
            $found | Set-MistralConnectorCredential -Title $scope
            (Get-MistralConnectorCredential github $scope work).Title | Should -BeExactly $scope
            $found | Remove-MistralConnectorCredential -Confirm:$false
            Get-MistralConnectorCredential github $scope | Should -BeNullOrEmpty
        }
    }

    It 'does not send a plain object as a secret' {
        $problem = Get-TestError { Set-MistralConnector $i -AuthenticationMethod @{ a = [pscredential]::new('me', $token) } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'keeps text of a secret header out of the bound parameters' {
        $said = New-MistralConnectorCredential github user work -Header @{ A = 'plain canary' } -Verbose 4>&1
        $said | ForEach-Object { $_.InvocationInfo.BoundParameters['Header']['A'] | Should -BeOfType [securestring] }
        @($said).Count | Should -BeGreaterThan 0
    }

    It 'gives its own name to no credentials' {
        $parameters = (Get-Command New-MistralConnectorCredential).Parameters
        $parameters.CredentialName.Aliases | Should -BeNullOrEmpty
        $row = [pscustomobject]@{ ConnectorId = 'github'; Scope = 'user'; CredentialName = 'of-row' }
        $row | New-MistralConnectorCredential -BearerToken $token
        (Get-MistralConnectorCredential github user).Name | Should -BeExactly 'of-row'
    }

    It 'stores text as a secret if the name of its header says so' {
        $null = New-MistralConnector c https://example.com/m d -GlobalHeader ([ordered]@{ Authorization = 'canary 1'; 'X-Api-Key' = 'canary 2'; 'X-Keyboard' = 'qwerty' })
        $sent = (@(Get-EmulatorRequest)[-1].body | ConvertFrom-Json).global_headers
        $sent.Authorization.is_secret | Should -BeTrue
        $sent.Authorization.value | Should -BeExactly 'canary 1'
        $sent.'X-Api-Key'.is_secret | Should -BeTrue
        $sent.'X-Keyboard'.is_secret | Should -BeFalse
    }

    It 'keeps text of a secret of an authentication method out of errors' {
        Add-EmulatorFault @{ method = 'PATCH'; path = '/v1/connectors'; status = 422; body = '{"message":"bad canary-text and readable"}' }
        $problem = Get-TestError { Set-MistralConnector $i -AuthenticationMethod ([pscustomobject]@{ method_type = 'readable'; oauth2_metadata_secrets = @{ client_secret = 'canary-text' } }) }
        "$problem" | Should -Not -Match 'canary-text'
        "$problem" | Should -Match 'readable'
        @(Get-EmulatorRequest)[-1].body | Should -Match '"client_secret":"canary-text"'
    }

    It 'warns of a token in plain text' {
        New-MistralConnectorCredential github user work -BearerToken 'abc' -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'plain text'
    }
}

Describe 'The secret of a connector' {
    BeforeEach { Reset-Emulator }

    It 'appears in no output when <Failure>: <Shown>' -ForEach @(
        foreach ($failure in @(
                @{ Failure = 'nothing fails'; Fault = $null }
                @{ Failure = 'a 401 sends it back'; Fault = @{ status = 401; body = @{ message = 'no {secret}'; code = '{secret}'; type = '{secret}' } } }
                @{ Failure = 'a 422 sends the body back'; Fault = @{ status = 422; body = @{ detail = @(@{ type = 'x'; loc = @('body', '{secret}'); msg = 'bad "{secret}"'; input = '{secret}' }) } } }
                @{ Failure = 'a 400 sends it back encoded'; Fault = @{ status = 400; body = @{ message = 'url {url} base64 {base64}' } } }
                @{ Failure = 'a 500 sends it back at the end of a long body'; Fault = @{ status = 500; body = @{ message = ('x' * 1990) + '{secret}' } } }
                @{ Failure = 'headers send it back'; Fault = @{ status = 503; headers = @{ 'mistral-correlation-id' = '{ascii}' } } }
                @{ Failure = 'the connection breaks'; Fault = @{ cutBeforeHeaders = $true } }
            )) {
            foreach ($run in @(
                    { New-MistralConnectorCredential github user work -BearerToken $token }
                    { Set-MistralConnectorCredential github user work -Header @{ 'X-Key' = $token } }
                    { Set-MistralConnectorCredential github workspace work -ClientCredential ([pscredential]::new('me', $token)) }
                    { New-MistralConnector c https://example.com/m d -Header @{ A = $token } -GlobalHeader @{ B = $token } -ClientCredential ([pscredential]::new('me', $token)) }
                    { Set-MistralConnector github -AuthenticationMethod @{ method_type = 'oauth2'; oauth2_metadata_secrets = @{ client_secret = $token } } }
                )) { @{ Failure = $failure.Failure; Fault = $failure.Fault; Run = $run; Shown = "$run".Trim().Split(' ')[0] } }
        }
    ) {
        $secret = 'canary-' + [guid]::NewGuid().ToString('N') + '+/='
        $token = ConvertTo-TestSecret $secret
        $null = Connect-Mistral -BaseUri $env:MISTRAL_TEST_URI -ApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) -MaximumRetryCount 0 -SkipValidation
        if ($Fault) {
            $base64 = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("x$secret"))
            $json = (ConvertTo-Json -InputObject $Fault -Depth 10 -Compress).Replace('{secret}', $secret).Replace('{url}', [uri]::EscapeDataString($secret)).Replace('{base64}', $base64).Replace('{ascii}', $secret)
            $copy = @{ times = 0; path = '/v1/connectors'; method = @{ 'New-MistralConnector' = 'POST'; 'New-MistralConnectorCredential' = 'POST' }[$Shown] }
            if (-not $copy.method) { $copy.method = 'PATCH' }
            (ConvertFrom-Json -InputObject $json).PSObject.Properties | ForEach-Object { $copy[$_.Name] = $_.Value }
            Add-EmulatorFault $copy
        }
        $Error.Clear()
        $said = & {
            $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
            try { & $Run *>&1 } catch { $_ }
        }
        $texts = @(
            $said | ForEach-Object { $_ | Out-String; $_ | Format-List * -Force | Out-String; if ($_ -is [Management.Automation.ErrorRecord]) { $_.Exception.ToString(); $_.ErrorDetails | Out-String; $_.Exception | Format-List * -Force | Out-String; if ($_.Exception.PSObject.Properties['ValidationErrors']) { $_.Exception.ValidationErrors | Out-String } } }
            $Error | ForEach-Object { $_ | Out-String; "$($_.Exception)" }
        )
        $all = $texts -join "`n"
        foreach ($form in $secret, [uri]::EscapeDataString($secret), $secret.Substring(0, 10), [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("x$secret"))) {
            $all.Contains($form) | Should -BeFalse -Because "it must not contain $form"
        }
        if ($Fault) { $all.Length | Should -BeGreaterThan 100 }
        # The secret was sent, so the test searches for the right one.
        (Get-EmulatorRequest).body -join '' | Should -Match ([regex]::Escape($secret))
        Connect-TestMistral
    }
}

Describe 'A service account' {
    BeforeEach { Reset-Emulator }

    It 'has roles that can be replaced' {
        $account = New-MistralServiceAccount bot (Get-MistralServiceAccount build-pipeline).WorkspaceId
        $account.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.ServiceAccount'
        $roles = Get-MistralServiceAccountRole -WorkspaceId $account.WorkspaceId
        $roles.Name | Should -Contain 'workspace_admin'
        ($account | Set-MistralServiceAccountRole -RoleId $roles[0, 2].RoleId).RoleId | Should -Be $roles[0, 2].RoleId
        ($account | Get-MistralServiceAccountRole).RoleId | Should -Be $roles[0, 2].RoleId
        $account | Set-MistralServiceAccountRole -RoleId @() | Should -BeNullOrEmpty
        $account | Remove-MistralServiceAccount -Confirm:$false
        @(Get-MistralServiceAccount).Count | Should -Be 2
    }
}
