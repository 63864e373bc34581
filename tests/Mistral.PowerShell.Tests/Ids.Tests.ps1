#requires -Version 5.1

BeforeDiscovery {
    # The value, the command, and the name in the error. None of the values is a valid id for the command.
    $refused = @(
        @{ Call = { Get-Item $PSHOME | Remove-MistralLibrary -Confirm:$false }; Wanted = 'Mistral.Library'; Given = 'System.IO.DirectoryInfo' }
        @{ Call = { $library | Remove-MistralAgent -Confirm:$false }; Wanted = 'Mistral.Agent'; Given = 'Mistral.Library' }
        @{ Call = { Get-MistralLibraryDocument $library | Select-Object -First 1 | Remove-MistralLibrary -Confirm:$false }; Wanted = 'Mistral.Library'; Given = 'Mistral.LibraryDocument' }
        @{ Call = { Get-MistralLibraryDocument $library | Select-Object LibraryId, Name -First 1 | Remove-MistralLibrary -Confirm:$false }; Wanted = 'Mistral.Library'; Given = 'System.Management.Automation.PSCustomObject' }
        @{ Call = { Get-MistralAgentVersion $agent | Select-Object -First 1 | Remove-MistralAgent -Confirm:$false }; Wanted = 'Mistral.Agent'; Given = 'Mistral.AgentVersion' }
        @{ Call = { Get-MistralAgentVersion $agent | Select-Object -First 1 | Set-MistralAgent -Temperature 0.5 }; Wanted = 'Mistral.Agent'; Given = 'Mistral.AgentVersion' }
        @{ Call = { $reply | Remove-MistralAgent -Confirm:$false }; Wanted = 'Mistral.Agent'; Given = 'Mistral.PowerShell.ConversationReply' }
        @{ Call = { Get-MistralConversationEntry $reply | Select-Object -First 1 | Remove-MistralConversation -Confirm:$false }; Wanted = 'Mistral.Conversation'; Given = 'Mistral.Client.ConversationEntry' }
        @{ Call = { $member | Remove-MistralUser -Confirm:$false }; Wanted = 'Mistral.User'; Given = 'Mistral.WorkspaceMember' }
        @{ Call = { $member | Remove-MistralWorkspace -Confirm:$false }; Wanted = 'Mistral.Workspace'; Given = 'Mistral.WorkspaceMember' }
        @{ Call = { Remove-MistralApiKey $agent -Confirm:$false }; Wanted = 'Mistral.ApiKey'; Given = 'Mistral.Agent' }
        @{ Call = { Remove-MistralInvitation $agent -Confirm:$false }; Wanted = 'Mistral.Invitation'; Given = 'Mistral.Agent' }
        @{ Call = { Remove-MistralModel $agent -Confirm:$false }; Wanted = 'Mistral.Model'; Given = 'Mistral.Agent' }
        @{ Call = { Get-MistralModel $agent }; Wanted = 'Mistral.Model'; Given = 'Mistral.Agent' }
        @{ Call = { Get-MistralConversationMessage $agent }; Wanted = 'Mistral.Conversation'; Given = 'Mistral.Agent' }
        @{ Call = { Invoke-MistralChat Hi -AgentId $library }; Wanted = 'Mistral.Agent'; Given = 'Mistral.Library' }
        @{ Call = { New-MistralAgent a mistral-small-latest -LibraryId $agent }; Wanted = 'Mistral.Library'; Given = 'Mistral.Agent' }
        @{ Call = { New-MistralAgent a mistral-small-latest -Handoff $agent, $library }; Wanted = 'Mistral.Agent'; Given = 'Mistral.Library' }
        @{ Call = { Add-MistralUserGroupMember $group $agent }; Wanted = 'Mistral.User'; Given = 'Mistral.Agent' }
        @{ Call = { Remove-MistralAgent @{ AgentId = 'a' } -Confirm:$false }; Wanted = 'Mistral.Agent'; Given = 'System.Collections.Hashtable' }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_ }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral -With @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY); MaximumRetryCount = 0 }

    function Get-Completion([string] $Line) {
        (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'An id argument' {
    BeforeEach {
        Reset-Emulator
        $library = Get-MistralLibrary -First 1
        $agent = New-MistralAgent Helper mistral-medium-latest
        $workspace = Get-MistralWorkspace -First 1
        $member = Get-MistralUser | ForEach-Object { Get-MistralWorkspaceMember $workspace.WorkspaceId } | Select-Object -First 1
        $group = Get-MistralUserGroup | Select-Object -First 1
        $reply = Invoke-MistralConversation 'What is the capital of France?' -AgentId $agent
        Clear-EmulatorRequest
    }

    It 'is accepted from a row of the user: <Name>' -ForEach @(
        @{ Name = 'made'; Row = { param($id) [pscustomobject]@{ AgentId = $id; Team = 'x' } } }
        @{ Name = 'of a table'; Row = { param($id) "AgentId,Team`n$id,x" | ConvertFrom-Csv } }
    ) {
        & $Row $agent.AgentId | Remove-MistralAgent -Confirm:$false
        (Get-EmulatorRequest -Filter @{ method = 'DELETE' }).path | Should -BeExactly "/v1/agents/$($agent.AgentId)"
    }

    It 'that isn''t valid is refused without a change: <Shown>' -ForEach $refused {
        $problem = try { Get-TestError $Call } catch { $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        "$problem" | Should -BeLike "*Expected a $Wanted from Get-Mistral*, or its id. Got a $Given.*"
        Get-EmulatorRequest | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'is accepted as the object that has the id' {
        (Get-MistralAgent -Id $agent).Name | Should -BeExactly 'Helper'
        (Set-MistralAgent $agent -Temperature 0.2).AgentId | Should -BeExactly $agent.AgentId
        ([Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($agent)) | Set-MistralAgent -Temperature 0.3).AgentId | Should -BeExactly $agent.AgentId
        @(Get-MistralLibraryDocument $library -First 1).Count | Should -Be 1
        @(Get-MistralConversationMessage $reply).Count | Should -Be 2
        (Invoke-MistralConversation x -ConversationId $reply).ConversationId | Should -BeExactly $reply.ConversationId
        Clear-EmulatorRequest
        $null = New-MistralAgent Chief mistral-medium-latest -LibraryId $library -Handoff $agent
        $sent = (Get-EmulatorRequest)[0].body | ConvertFrom-Json
        $sent.tools[0].library_ids | Should -BeExactly $library.LibraryId
        $sent.handoffs | Should -BeExactly $agent.AgentId
    }

    It 'is accepted as a Guid or a list with one Guid' {
        (Get-MistralLibrary -Id ([guid]$library.LibraryId)).LibraryId | Should -BeExactly $library.LibraryId
        (Get-MistralLibrary -Id @($library)).LibraryId | Should -BeExactly $library.LibraryId
    }

    It 'must be a single value for a parameter that accepts one' {
        { Remove-MistralAgent $agent, $agent -Confirm:$false } | Should -Throw '*got 2 objects. Pipe them to the cmdlet.*'
        { Remove-MistralConversation conv_1, conv_2 -Confirm:$false } | Should -Throw '*got 2 objects. Pipe them to the cmdlet.*'
    }

    It 'of a library filter is not treated as a name' {
        { New-MistralAgent a mistral-medium-latest -LibraryId Handbook } | Should -Throw "*'Handbook' isn't a valid library id. Expected a UUID.*"
        { Invoke-MistralConversation Hi -LibraryId Handbook } | Should -Throw "*'Handbook' isn't a valid library id. Expected a UUID.*"
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is accepted as text and as object by Remove cmdlets' {
        $agent.AgentId | Remove-MistralAgent -Confirm:$false
        $reply | Remove-MistralConversation -Confirm:$false
        $library | Remove-MistralLibrary -Confirm:$false
        @(Get-EmulatorRequest -Filter @{ method = 'DELETE' }).path | Should -BeExactly "/v1/agents/$($agent.AgentId)", "/v1/conversations/$($reply.ConversationId)", "/v1/libraries/$($library.LibraryId)"
    }

    It 'of a parent binds by property name when parts are read' {
        @(Get-MistralConversationEntry $reply | Select-Object -First 1 | Get-MistralConversationMessage).Count | Should -Be 2
        @([pscustomobject]@{ ConversationId = $reply.ConversationId } | Get-MistralConversationMessage).Count | Should -Be 2
        (Get-MistralConversation $reply.ConversationId | Get-MistralAgent).AgentId | Should -BeExactly $agent.AgentId
    }

    It 'is accepted in place of a name' {
        (Get-MistralAgent $agent.AgentId).Name | Should -BeExactly 'Helper'
        (Get-MistralLibrary $library.LibraryId).Name | Should -BeExactly $library.Name
        Clear-EmulatorRequest
        (Get-MistralConversation $reply.ConversationId).ConversationId | Should -BeExactly $reply.ConversationId
        @(Get-EmulatorRequest).path | Should -BeExactly "/v1/conversations/$($reply.ConversationId)"
        (Get-TestError { Get-MistralLibrary 'no such' }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        (Get-TestError { Get-MistralAgent ([guid]::NewGuid()) }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        (Get-TestError { Get-MistralAgent $agent.AgentId -Source api }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }

    It 'of a workspace does not grant access to its organization' {
        $mine = @(Get-MistralIdentity -Workspace)
        $mine[0].WorkspaceId | Should -Not -BeNullOrEmpty
        Clear-EmulatorRequest
        $made = @($mine | Grant-MistralLibraryAccess $library Viewer)
        $made.ShareWithType | Select-Object -Unique | Should -BeExactly 'Workspace'
        $made.WorkspaceId | Should -BeExactly $mine.WorkspaceId
    }

    It 'that was not found mentions models in the error only for a model' {
        $action = (Get-TestError { Get-MistralAgent -Id ag_none }).ErrorDetails.RecommendedAction
        $action | Should -Match "a name isn't a valid id"
        $action | Should -Not -Match 'model'
        $action = (Get-TestError { Get-MistralModel none }).ErrorDetails.RecommendedAction
        $action | Should -Match 'retired'
        $action | Should -Match 'Get-MistralModel'
    }
}

Describe 'Tab completion of a long list' {
    BeforeEach { Reset-Emulator }

    It 'finds an object that is not on the first page: <_>' -ForEach 'Remove-MistralAgent ', 'Get-MistralAgent -Id ', 'Remove-MistralLibrary ', 'Remove-MistralConversation ' {
        $noun = ($_ -split '[- ]')[1]
        $all = @(& "Get-$noun")
        $all.Count | Should -BeGreaterThan 1
        $last = $all[-1]
        $id = @($last.PSObject.Properties | Where-Object Name -EQ "$($noun.Substring(7))Id")[0].Value
        (Get-Completion "$_$($last.Name)").CompletionText.Trim("'") | Should -Contain $id
        (Get-Completion "$_'$($id.Substring(0, $id.Length - 1))").CompletionText.Trim("'") | Should -Contain $id
    }

    It 'lets the server search by name' {
        $last = @(Get-MistralAgent)[-1]
        Clear-EmulatorRequest
        $null = Get-Completion "Remove-MistralAgent $($last.Name)"
        @(Get-EmulatorRequest).query | Should -BeLike "search=$($last.Name)*"
    }

    It 'completes names instead of file names: <_>' -ForEach 'Get-MistralAgent ', 'Get-MistralLibrary ', 'Get-MistralConversation ' {
        $first = & $_.Trim() -First 1
        (Get-Completion $_).ListItemText | Should -Contain $first.Name
    }

    It 'completes versions and aliases of the given agent' {
        $agent = New-MistralAgent Helper mistral-medium-latest
        $null = Set-MistralAgent $agent -Temperature 0.2
        $null = Set-MistralAgentAlias $agent prod 1
        (Get-Completion "Set-MistralAgentVersion $($agent.AgentId) ").CompletionText | Should -Contain '1'
        (Get-Completion "Invoke-MistralConversation Hi -AgentId $($agent.AgentId) -AgentVersion ").CompletionText | Should -Contain '1'
        (Get-Completion "Remove-MistralAgentAlias $($agent.AgentId) ").CompletionText | Should -Contain 'prod'
    }
}
