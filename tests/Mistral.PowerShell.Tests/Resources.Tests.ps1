#requires -Version 5.1
# Seconds: 15
# What all objects of one kind have in common: their properties, what prompts call them, and how their ids complete.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-TestModulePath) -Force
    $assembly = [Mistral.PowerShell.MistralConnection].Assembly
    $attribute = $assembly.GetType('Mistral.PowerShell.Operations.ResourceAttribute')
    $resources = $assembly.GetTypes() | Where-Object { $_.IsDefined($attribute, $false) } | ForEach-Object {
        $one = $attribute.GetMethod('Of').Invoke($null, @([type] $_))
        @{ Class = $_.Name; TypeName = $attribute.GetProperty('TypeName').GetValue($one); Properties = @($attribute.GetProperty('Properties').GetValue($one)) }
    }
    $withProperties = @($resources | Where-Object { $_.Properties })

    # How to get some of each; of what a report or a run gives there is no list.
    $lists = @(
        @{ TypeName = 'Mistral.Workspace'; List = { Get-MistralWorkspace } }
        @{ TypeName = 'Mistral.WorkspaceMember'; List = { Get-MistralWorkspaceMember $workspace.WorkspaceId } }
        @{ TypeName = 'Mistral.User'; List = { Get-MistralUser } }
        @{ TypeName = 'Mistral.UserGroup'; List = { Get-MistralUserGroup } }
        @{ TypeName = 'Mistral.Role'; List = { Get-MistralRole } }
        @{ TypeName = 'Mistral.ApiKey'; List = { Get-MistralApiKey } }
        @{ TypeName = 'Mistral.AuditLog'; List = { Get-MistralAuditLog } }
        @{ TypeName = 'Mistral.Library'; List = { Get-MistralLibrary } }
        @{ TypeName = 'Mistral.LibraryDocument'; List = { Get-MistralLibrary -First 1 | Get-MistralLibraryDocument } }
        @{ TypeName = 'Mistral.Model'; List = { Get-MistralModel } }
        @{ TypeName = 'Mistral.Agent'; List = { $agent, (Get-MistralAgent) } }
        @{ TypeName = 'Mistral.Conversation'; List = { $null = Invoke-MistralConversation Hi -AgentId $agent; Get-MistralConversation } }
        @{ TypeName = 'Mistral.File'; List = { Get-MistralFile -First 120 } }
        @{ TypeName = 'Mistral.Usage'; List = { Get-MistralUsage } }
        @{ TypeName = 'Mistral.Identity'; List = { Get-MistralIdentity } }
        @{ TypeName = 'Mistral.RateLimit'; List = { Get-MistralRateLimit } }
        @{ TypeName = 'Mistral.SpendLimit'; List = { Get-MistralSpendLimit } }
    ) | ForEach-Object { $type = $_.TypeName; $_ + @{ Properties = ($resources | Where-Object { $_.TypeName -eq $type }).Properties } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral -With @{ AdminApiKey = (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY); MaximumRetryCount = 0 }
    Reset-Emulator
    $workspace = Get-MistralWorkspace -First 1
    $agent = New-MistralAgent Helper mistral-medium-latest

    function Get-Completion([string] $Line) {
        (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'The properties of <TypeName>' -ForEach $lists {
    It 'are there in every row' {
        $rows = @(& $List | ForEach-Object { $_ })
        $rows | Should -Not -BeNullOrEmpty
        foreach ($row in $rows) {
            $row.PSObject.TypeNames[0] | Should -BeExactly $TypeName
            $names = $row.PSObject.Properties.Name
            $Properties | Where-Object { $_ -cnotin $names } | Should -BeNullOrEmpty
            # On the row itself, and not only told by the session, so that a copy and a change of it are the user's own.
            foreach ($name in $Properties) { $row.PSObject.Properties[$name].IsInstance | Should -BeTrue -Because $name }
        }
    }
}

Describe 'Every resource' {
    It 'is found by the name of its class: <Class>' -ForEach $resources {
        $Class | Should -BeLike '*Resource'
    }

    It 'has type data in the session, unless its rows differ: <TypeName>' -ForEach $withProperties {
        @((Get-TypeData $TypeName).Members.Keys | Sort-Object) | Should -BeExactly @($Properties | Sort-Object)
    }

    It 'completes behind a cmdlet: <Line>' -ForEach @(
        @{ Line = 'Get-MistralModel | Sort-Object Max'; Completed = 'MaxContextLength' }
        @{ Line = 'Get-MistralWorkspace | Select-Object Work'; Completed = 'WorkspaceId' }
        @{ Line = 'Get-MistralApiKey | Where-Object Expi'; Completed = 'ExpirationDate' }
    ) {
        (Get-Completion $Line).CompletionText | Should -Contain $Completed
    }

    It 'is exported with all columns, however little the first row has' {
        Add-EmulatorFault @{ path = '/v1/admin/workspaces'; body = '{"items":[{"uuid":"11111111-1111-4111-8111-111111111111"},{"uuid":"22222222-2222-4222-8222-222222222222","name":"Full","description":"d","icon":"i"}]}' }
        Get-MistralWorkspace | Export-Csv -Path "$TestDrive/rows.csv" -NoTypeInformation
        $rows = Import-Csv "$TestDrive/rows.csv"
        $rows[1].Name | Should -BeExactly 'Full'
        $rows[1].Icon | Should -BeExactly 'i'
    }

    It 'may be given a property of the user''s own, and another value' {
        Set-StrictMode -Version Latest
        $one = Get-MistralWorkspace -First 1
        $one.Description = 'mine'
        $one | Add-Member Team 'x'
        "$($one.Description) $($one.Team)" | Should -BeExactly 'mine x'
    }

    It 'leaves the session with the module' {
        $ran = Invoke-TestShell 'Remove-Module Mistral; "$($null -eq (Get-TypeData Mistral.Workspace))"'
        $ran.Output | Should -Match 'True'
    }
}

Describe 'A prompt' {
    BeforeAll {
        $library = Get-MistralLibrary -First 1
        $document = $library | Get-MistralLibraryDocument | Select-Object -First 1
        $user = Get-MistralUser | Select-Object -First 1

        # What -WhatIf says goes to a host alone.
        function Get-Plan([string[]] $Command) {
            $environment = @{
                MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI
                MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY
                TEST_ADMIN = $env:MISTRAL_TEST_ADMIN_KEY
            }
            $connect = 'Connect-Mistral -AdminApiKey (ConvertTo-SecureString $env:TEST_ADMIN -AsPlainText -Force) -SkipValidation -MaximumRetryCount 0; '
            $ran = Invoke-TestShell -Environment $environment -Script ($connect + ($Command -join ' -WhatIf; ') + ' -WhatIf')
            @($ran.Output -split '(?=What if:)' -replace '\s+', ' ' | Where-Object { $_ -match 'on target "(.*)"' } | ForEach-Object { $Matches[1] })
        }
    }

    BeforeEach {
        Clear-EmulatorRequest
    }

    AfterEach {
        Clear-EmulatorFault
    }

    It 'names a thing, and its id' {
        $w, $a, $l, $d, $u = $workspace.WorkspaceId, $agent.AgentId, $library.LibraryId, $document.DocumentId, $user.UserId
        $plan = Get-Plan "Remove-MistralWorkspace $w", "Remove-MistralAgent $a", "Remove-MistralLibraryDocument $l $d", "Add-MistralWorkspaceMember $w $u", "Grant-MistralLibraryAccess $l Editor -UserId $u"
        $plan | Should -BeExactly @(
            "workspace '$($workspace.Name)' ($w)"
            "agent 'Helper' ($a)"
            "library '$($library.Name)' ($l): library document '$($document.Name)' ($d)"
            "workspace '$($workspace.Name)' ($w): user '$($user.Name)' ($u)"
            "library '$($library.Name)' ($l): Editor for user '$($user.Name)' ($u)"
        )
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'names many without a list for each' {
        $all = @(Get-MistralWorkspace)
        $all.Count | Should -BeGreaterThan 100
        Clear-EmulatorRequest
        $plan = Get-Plan 'Get-MistralWorkspace | Remove-MistralWorkspace'
        $plan | Should -BeExactly @($all | ForEach-Object { "workspace '$($_.Name)' ($($_.WorkspaceId))" })
        @(Get-EmulatorRequest | Where-Object path -EQ '/v1/admin/workspaces').Count | Should -BeLessThan 10
    }

    It 'names the id where the server does not tell the name' {
        foreach ($with in @{ status = 403; body = '{"detail":"no"}' }, @{ status = 404; body = '{"detail":"no"}' }, @{ status = 200; body = '{"items":null}' }, @{ status = 200; body = '{' }, @{ cutAfterBytes = 5 }) {
            Add-EmulatorFault (@{ path = '/v1/admin/workspaces' } + $with)
        }
        $one = "Remove-MistralWorkspace $($workspace.WorkspaceId)"
        Get-Plan $one, $one, $one, $one, $one | Should -BeExactly @(1..5 | ForEach-Object { "workspace $($workspace.WorkspaceId)" })
    }

    It 'is not prepared where nobody is asked' {
        Remove-MistralAgent $agent.AgentId -Confirm:$false
        Get-EmulatorRequest | Where-Object method -EQ 'GET' | Should -BeNullOrEmpty
    }
}

Describe 'A name that nothing has' {
    It 'is an error: <Call>' -ForEach @(
        @{ Call = 'Get-MistralAgent nobody'; Noun = 'agent' }
        @{ Call = 'Get-MistralApiKey nobody'; Noun = 'API key' }
        @{ Call = 'Get-MistralConversation nobody'; Noun = 'conversation' }
        @{ Call = 'Get-MistralFile nobody'; Noun = 'file' }
        @{ Call = 'Get-MistralInvitation nobody'; Noun = 'invitation' }
        @{ Call = 'Get-MistralLibrary nobody'; Noun = 'library' }
        @{ Call = 'Get-MistralRateLimit nobody'; Noun = 'rate limit' }
        @{ Call = 'Get-MistralRole nobody'; Noun = 'role' }
        @{ Call = 'Get-MistralUser nobody'; Noun = 'user' }
        @{ Call = 'Get-MistralUserGroup nobody'; Noun = 'user group' }
        @{ Call = 'Get-MistralWorkspace nobody'; Noun = 'workspace' }
        @{ Call = 'Get-MistralWorkspaceMember WORKSPACE -Email nobody'; Noun = 'workspace member' }
    ) {
        $problem = Get-TestError ([scriptblock]::Create($Call.Replace('WORKSPACE', $workspace.WorkspaceId)))
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.Exception.Message | Should -BeExactly "No $Noun with the name or id 'nobody' was found."
        $problem.TargetObject | Should -BeExactly 'nobody'
    }

    It 'is no error where it is a pattern: <_>' -ForEach 'Get-MistralRole nobody*', 'Get-MistralInvitation nobody*', 'Get-MistralRateLimit nobody*' {
        & ([scriptblock]::Create($_)) | Should -BeNullOrEmpty
    }
}
