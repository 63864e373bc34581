#requires -Version 5.1
# Seconds: 20
# Own process: it sets up a SecretStore, which keeps its state for the life of a process.

BeforeDiscovery {
    $scripts = @(Get-ChildItem -Path "$PSScriptRoot/../../examples" -Filter *.ps1 | ForEach-Object { @{ Script = $_.Name; Path = $_.FullName } })
    $noVault = -not (Get-Module -ListAvailable -Name Microsoft.PowerShell.SecretManagement)

    # On Windows, and if a store already exists here, it would be the store of the user.
    $noStore = $noVault -or -not (Get-Module -ListAvailable -Name Microsoft.PowerShell.SecretStore) -or
        [IO.Path]::DirectorySeparatorChar -eq '\' -or (Test-Path -LiteralPath "$HOME/.secretmanagement/localstore")
    # An installed analyzer may need a newer PowerShell than this one.
    $noAnalyzer = -not $(try { Import-Module -Name PSScriptAnalyzer -PassThru } catch { $null })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/Examples.psm1" -Force
    if (Get-Module -ListAvailable -Name Microsoft.PowerShell.SecretManagement) {
        Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
        Register-OwnVault Own -Default
    }
    $examples = [IO.Path]::GetFullPath("$PSScriptRoot/../../examples")
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')

    # The scripts import the module by name, as for an installed module.
    $pathBefore = $env:PSModulePath
    $env:PSModulePath = (Split-Path -Parent (Split-Path -Parent (Get-TestModulePath))) + [IO.Path]::PathSeparator + $env:PSModulePath

    # Returns Output, Warnings and Errors of a script, with a thrown error last. None of them may contain a key.
    function Invoke-ExampleScript([string] $Name, [hashtable] $With = @{}) {
        $said = try { & "$examples/$Name" @With *>&1 } catch { $_ }
        $text = ($said | Format-List -Property * -Force | Out-String -Width 4000) + ($said | Out-String -Width 4000)
        $keys = @((Get-EmulatorKey -All).sha256) + (Get-KeyHash $env:MISTRAL_TEST_ADMIN_KEY)
        foreach ($word in [regex]::Matches($text, '\w{32,}').Value) { $keys | Should -Not -Contain (Get-KeyHash $word) -Because 'no key may be shown' }
        [pscustomobject]@{
            Output   = @($said | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] -and $_ -isnot [Management.Automation.WarningRecord] })
            Warnings = @($said | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object { "$_" })
            Errors   = @($said | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { "$_" })
        }
    }

    function Invoke-InCulture([string] $Culture, [scriptblock] $Script) {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo($Culture)
            & $Script
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }

    function Connect-Admin {
        Connect-TestMistral -With @{ AdminApiKey = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY }
    }

    # Saves a connection with its own key in the vault. Returns Id and Key.
    function Save-Connection([string] $Name, [int] $Days = 20, [hashtable] $With = @{}) {
        $end = [datetime]::UtcNow.Date.AddDays($Days)
        $made = New-WorkspaceKey -Workspace Production -Name $Name -Expiration $end
        Clear-ConnectionSecret $Name
        $all = @{ ApiKey = ConvertTo-TestSecret $made.Key; AdminApiKey = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY; ExpiresOn = $end } + $With
        Connect-Mistral -Name $Name -BaseUri $uri -Save -WarningAction SilentlyContinue @all
        Disconnect-Mistral
        $made
    }
}

AfterAll {
    $env:PSModulePath = $pathBefore
    Disconnect-Mistral
    Clear-Settings
    if (Get-Command -Name Unregister-OwnVault -ErrorAction Ignore) { Unregister-OwnVault Own }
}

Describe 'The example <Script>' -ForEach $scripts {
    It 'is ASCII, because Windows PowerShell misreads UTF-8 without a byte order mark' {
        [IO.File]::ReadAllText($Path) | Should -Match '^[\x09\x0a\x0d\x20-\x7e]+$'
    }

    It 'has help with a synopsis, a description, two examples or more, and text for each parameter' {
        $help = Get-Help -Name $Path -Full
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        $help.description.Text | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        $own = (Get-Command -Name $Path).Parameters.Values | Where-Object { $_.Name -notin [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters }
        foreach ($parameter in $own) { (Get-Help -Name $Path -Parameter $parameter.Name).description.Text | Should -Not -BeNullOrEmpty -Because $parameter.Name }
    }

    It 'passes PSScriptAnalyzer and parses in PowerShell 5.1 and 7' -Tag Needs.PSScriptAnalyzer -Skip:$noAnalyzer {
        $settings = @{ Rules = @{ PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = '5.1', '7.4' } } }
        # The settings add a rule to the default ones.
        $found = @(Invoke-ScriptAnalyzer -Path $Path -Settings $settings)
        $found | ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'Get-KeyExpiryReport.ps1' {
    BeforeEach {
        Reset-Emulator
        Clear-Settings
        foreach ($one in @{ Workspace = 'Production'; Name = 'soon'; Days = 5 }, @{ Workspace = 'Development'; Name = 'later'; Days = 50 }, @{ Workspace = 'Development'; Name = 'gone'; Days = -3 }) {
            $null = New-WorkspaceKey -Workspace $one.Workspace -Name $one.Name -Expiration ([datetime]::UtcNow.Date.AddDays($one.Days))
        }
        Set-EmulatorKey @{ maximumDays = -1 }
        $null = New-WorkspaceKey -Workspace Production -Name endless
        Connect-Admin
    }

    AfterEach { Disconnect-Mistral }

    It 'lists the keys of all workspaces, with the most urgent first' {
        $report = (Invoke-ExampleScript Get-KeyExpiryReport.ps1).Output | Where-Object Name -NE 'Start key'
        $report.Name | Should -BeExactly 'gone', 'soon', 'endless', 'later'
        $report.State | Should -BeExactly 'Expired', 'Expiring', 'NoExpiry', 'Ok'
        "$($report | ForEach-Object { "$($_.DaysLeft)" })" | Should -BeExactly '-3 5  50'
        $report.Workspace | Should -BeExactly 'Development', 'Production', 'Production', 'Development'
        $report[1].HiddenKey | Should -Match '^\w{4}\.\.\.\w{4}$'
    }

    It 'shows when a key was last used' {
        $start = (Invoke-ExampleScript Get-KeyExpiryReport.ps1).Output | Where-Object Name -EQ 'Start key'
        $start.DaysUnused | Should -Be 0
        $start.LastUsed | Should -BeOfType [datetimeoffset]
    }

    It 'excludes keys that do not match the parameters' {
        (Invoke-ExampleScript Get-KeyExpiryReport.ps1 @{ Workspace = 'Dev*' }).Output.Name | Should -BeExactly 'gone', 'later'
        (Invoke-ExampleScript Get-KeyExpiryReport.ps1 @{ DueOnly = $true; Workspace = 'Dev*' }).Output.Name | Should -BeExactly 'gone'
        ((Invoke-ExampleScript Get-KeyExpiryReport.ps1 @{ WarningDays = 60 }).Output | Where-Object Name -EQ later).State | Should -BeExactly 'Expiring'
    }

    It 'names the saved connection that uses a key' -Tag Needs.Microsoft.PowerShell.SecretManagement -Skip:$noVault {
        $null = Save-Connection mine
        $report = (Invoke-ExampleScript Get-KeyExpiryReport.ps1 @{ Connection = 'mine' }).Output
        ($report | Where-Object Name -EQ mine).SavedConnection | Should -BeExactly 'mine'
        ($report | Where-Object Name -EQ later).SavedConnection | Should -BeExactly ''
    }

    It 'fails without an Admin API key' {
        Connect-TestMistral
        $run = Invoke-ExampleScript Get-KeyExpiryReport.ps1
        $run.Output | Should -BeNullOrEmpty
        $run.Errors | Should -BeLike '*Admin API key*'
    }
}

Describe 'Revoke-KeyNow.ps1' {
    BeforeEach {
        Reset-Emulator
        Clear-Settings
        $leaked = New-WorkspaceKey -Workspace Production -Name leaked
        $other = New-WorkspaceKey -Workspace Development -Name other
        Connect-Admin
        $hidden = (Get-MistralApiKey leaked).HiddenKey
    }

    AfterEach { Disconnect-Mistral }

    It 'revokes the one key that matches <By>' -ForEach @(
        @{ By = 'its end'; How = { @{ LastFour = $leaked.Key.Substring($leaked.Key.Length - 4) } } }
        @{ By = 'the masked form'; How = { @{ HiddenKey = $hidden } } }
        @{ By = 'the id'; How = { @{ KeyId = $leaked.Id } } }
        @{ By = 'the name'; How = { @{ Name = 'leak*' } } }
        @{ By = 'the workspace with the name'; How = { @{ Name = '*e*'; Workspace = 'Prod*' } } }
    ) {
        $with = & $How
        # The name of the initial key also contains an e.
        if ($with.Workspace) { $with.Name = 'l*' }
        $run = Invoke-ExampleScript Revoke-KeyNow.ps1 ($with + @{ Confirm = $false })
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Name | Should -BeExactly 'leaked'
        $run.Output.KeyId | Should -BeExactly $leaked.Id
        Test-KeyStatus $leaked.Key | Should -Be 401
        Test-KeyStatus $other.Key | Should -Be 200
        Test-KeyStatus $env:MISTRAL_TEST_KEY | Should -Be 200
    }

    It 'revokes all keys of a workspace' {
        $more = New-WorkspaceKey -Workspace Development -Name more
        (Invoke-ExampleScript Revoke-KeyNow.ps1 @{ All = $true; Workspace = 'Development'; Confirm = $false }).Output.Count | Should -Be 2
        Test-KeyStatus $other.Key | Should -Be 401
        Test-KeyStatus $more.Key | Should -Be 401
        Test-KeyStatus $leaked.Key | Should -Be 200
    }

    It 'revokes nothing with -WhatIf' {
        $run = Invoke-ExampleScript Revoke-KeyNow.ps1 @{ Name = 'leaked'; Replace = $true; WhatIf = $true }
        $run.Errors | Should -BeNullOrEmpty
        Test-KeyStatus $leaked.Key | Should -Be 200
        @(Get-EmulatorKey).Count | Should -Be 3
    }

    It 'fails without an interactive request for a key when no key matches' {
        (Invoke-ExampleScript Revoke-KeyNow.ps1 @{ Name = 'nobody'; Confirm = $false }).Errors | Should -BeLike 'No matching key was found in the organization*'
        (Invoke-ExampleScript Revoke-KeyNow.ps1 @{ LastFour = $leaked.Key; Confirm = $false }).Errors | Should -BeLike 'Give only the last four*'
        (Invoke-ExampleScript Revoke-KeyNow.ps1 @{ HiddenKey = $leaked.Key; Confirm = $false }).Errors | Should -BeLike 'Give the masked form*'
        Test-KeyStatus $leaked.Key | Should -Be 200
    }

    It 'continues with the other keys after a failure' {
        Add-EmulatorFault @{ method = 'DELETE'; path = '/v1/admin/api-keys'; status = 403 }
        $null = New-WorkspaceKey -Workspace Development -Name more
        $run = Invoke-ExampleScript Revoke-KeyNow.ps1 @{ All = $true; Workspace = 'Development'; Confirm = $false }
        $run.Errors.Count | Should -Be 1
        $run.Output.Count | Should -Be 1
        @(Get-EmulatorKey | Where-Object name -In other, more).Count | Should -Be 1
    }

    It 'names the affected saved connection and how to give it a new key' -Tag Needs.Microsoft.PowerShell.SecretManagement -Skip:$noVault {
        $saved = Save-Connection prod
        $run = Invoke-ExampleScript Revoke-KeyNow.ps1 @{ KeyId = $saved.Id; Connection = 'prod'; Confirm = $false }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.SavedConnection | Should -BeExactly 'prod'
        $run.Warnings | Should -BeLike "*'prod'*Update-MistralApiKey prod"
        Test-KeyStatus $saved.Key | Should -Be 401
    }

    It 'creates a new key for the saved connection with -Replace' -Tag Needs.Microsoft.PowerShell.SecretManagement -Skip:$noVault {
        $saved = Save-Connection prod
        $run = Invoke-ExampleScript Revoke-KeyNow.ps1 @{ KeyId = $saved.Id; Connection = 'prod'; Replace = $true; Confirm = $false }
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
        $run.Output[1].State | Should -Be 'Completed'
        Test-KeyStatus $saved.Key | Should -Be 401
        Test-KeyStatus (Get-OwnSecret Own Mistral-prod) | Should -Be 200
    }
}

Describe 'Rotate-Monthly.Cron.ps1' -Tag Needs.Microsoft.PowerShell.SecretManagement -Skip:$noVault {
    BeforeEach {
        Reset-TestState Own
    }

    It 'rotates only the keys that are due' {
        $due = Save-Connection due 20
        $later = Save-Connection later 40
        $run = Invoke-ExampleScript Rotate-Monthly.Cron.ps1
        $LASTEXITCODE | Should -Be 0
        $run.Output[0] | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO  due: Completed; key [0-9a-f-]{36}, until \d{4}-\d\d-\d\d$'
        $run.Output[-1] | Should -Match ' INFO  end: 2 saved connections looked at, 0 problems$'
        $run.Output.Count | Should -Be 2
        Test-KeyStatus $due.Key | Should -Be 401
        Test-KeyStatus (Get-OwnSecret Own Mistral-due) | Should -Be 200
        Test-KeyStatus $later.Key | Should -Be 200
        [int] ((Get-MistralConnection -ListAvailable due).ExpiresOn.UtcDateTime.Date - [datetime]::UtcNow.Date).TotalDays | Should -Be 60

        (Invoke-ExampleScript Rotate-Monthly.Cron.ps1).Output.Count | Should -Be 1
    }

    It 'writes dates of the Gregorian calendar in <_>' -ForEach 'th-TH', 'fa-IR' {
        $null = Save-Connection due 20
        $run = Invoke-InCulture $_ { Invoke-ExampleScript Rotate-Monthly.Cron.ps1 @{ GraceHours = 1 } }
        $now = [datetime]::UtcNow.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
        $end = [datetime]::UtcNow.AddDays(60).ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
        $run.Output[0] | Should -Match "^${now}T\d\d:\d\d:\d\dZ INFO  due: RevocationPending; .* until $end; old key .* works until $($now.Substring(0, 2))\d\d-\d\d-\d\d "
    }

    It 'keeps an old key for the grace period, and a later run revokes it' {
        $due = Save-Connection due 20
        (Invoke-ExampleScript Rotate-Monthly.Cron.ps1 @{ GraceHours = 1 }).Output[0] | Should -Match 'due: RevocationPending; .* old key [0-9a-f-]{36} works until '
        Test-KeyStatus $due.Key | Should -Be 200
        $journal = Get-ChildItem -Path (Get-SettingsPath) -Filter 'rotation-*.json'
        [IO.File]::WriteAllText($journal.FullName, ([IO.File]::ReadAllText($journal.FullName) -replace '("revokeAfter": ")\d{4}', '${1}2020'))
        (Invoke-ExampleScript Rotate-Monthly.Cron.ps1).Output[0] | Should -Match 'due: Completed'
        Test-KeyStatus $due.Key | Should -Be 401
    }

    It 'reports each failure in one line, continues, and exits with 1' {
        $first = Save-Connection first 20
        $null = Save-Connection second 20
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; status = 403 }
        $run = Invoke-ExampleScript Rotate-Monthly.Cron.ps1
        $LASTEXITCODE | Should -Be 1
        $run.Errors | Should -BeNullOrEmpty
        @($run.Output -match 'INFO  second: Completed').Count | Should -Be 1
        @($run.Output -match 'ERROR first: .*The old key still works.*\[MistralRotationFailed\]$').Count | Should -Be 1
        $run.Output[-1] | Should -Match '1 problems$'
        Test-KeyStatus $first.Key | Should -Be 200
    }

    It 'warns about a connection with an unknown expiry' {
        Connect-Mistral -Name odd -ApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) -BaseUri $uri -Save
        (Invoke-ExampleScript Rotate-Monthly.Cron.ps1).Output[0] | Should -Match ' WARN  odd: '
        $LASTEXITCODE | Should -Be 0
    }

    It 'exits with 2 when no connection can be rotated' {
        (Invoke-ExampleScript Rotate-Monthly.Cron.ps1).Output | Should -Match ' ERROR start: No saved connection'
        $LASTEXITCODE | Should -Be 2
    }
}

Describe 'Rotate-Key.Pipeline.ps1' {
    BeforeEach {
        Reset-Emulator
        $present = New-WorkspaceKey -Workspace Development -Name 'CI before'
        $env:MISTRAL_API_KEY = $present.Key
        $env:MISTRAL_ADMIN_API_KEY = $env:MISTRAL_TEST_ADMIN_KEY

        # The storage of the platform.
        $kept = @{}
        $with = @{ BaseUri = $uri; Write = { param([securestring] $Key, $ExpiresOn) $kept.Key = $Key; $kept.ExpiresOn = $ExpiresOn; 'noise' } }
    }

    AfterEach { Remove-Item -Path Env:MISTRAL_API_KEY, Env:MISTRAL_ADMIN_API_KEY -ErrorAction Ignore }

    It 'uses a date of the Gregorian calendar in the key name in <_>' -ForEach 'th-TH', 'fa-IR' {
        $run = Invoke-InCulture $_ { Invoke-ExampleScript Rotate-Key.Pipeline.ps1 $with }
        $run.Output[0].NewKeyName | Should -BeLike "CI pipeline (rotated $([datetime]::UtcNow.ToString('yyyyMMdd', [cultureinfo]::InvariantCulture))T*Z *)"
    }

    It 'stores the new key in the pipeline and revokes the old one' {
        $run = Invoke-ExampleScript Rotate-Key.Pipeline.ps1 $with
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Count | Should -Be 1
        $run.Output[0].OldKeyId | Should -BeExactly $present.Id
        $run.Output[0].OldKeyRevoked | Should -BeTrue
        $run.Output[0].Workspace | Should -BeExactly 'Development'
        $run.Output[0].NewKeyName | Should -BeLike 'CI pipeline (rotated *)'
        Test-KeyStatus $present.Key | Should -Be 401
        $kept.Key | Should -BeOfType [securestring]
        Test-KeyStatus $kept.Key | Should -Be 200
        $kept.ExpiresOn.UtcDateTime.Date | Should -Be ([datetime]::UtcNow.Date.AddDays(60))
        (Get-EmulatorKey | Where-Object sha256 -EQ (Get-KeyHash $kept.Key)).id | Should -BeExactly $run.Output[0].NewKeyId
    }

    It 'is stopped by the test helper when it shows a key' {
        $with.Write = { param([securestring] $Key) throw "It is $([Net.NetworkCredential]::new('', $Key).Password)." }
        { Invoke-ExampleScript Rotate-Key.Pipeline.ps1 $with } | Should -Throw '*no key may be shown*'
    }

    It 'waits until the server knows the new key' {
        Set-EmulatorKey @{ propagation = 2 }
        (Invoke-ExampleScript Rotate-Key.Pipeline.ps1 $with).Errors | Should -BeNullOrEmpty
        Test-KeyStatus $kept.Key | Should -Be 200
    }

    It 'keeps the old key with -KeepOldKey, and creates no key with -WhatIf' {
        $null = Invoke-ExampleScript Rotate-Key.Pipeline.ps1 ($with + @{ WhatIf = $true })
        $kept.Count | Should -Be 0
        @(Get-EmulatorKey).Count | Should -Be 2
        (Invoke-ExampleScript Rotate-Key.Pipeline.ps1 ($with + @{ KeepOldKey = $true })).Output[0].OldKeyRevoked | Should -BeFalse
        Test-KeyStatus $present.Key | Should -Be 200
    }

    It 'keeps the old key when <What>' -ForEach @(
        @{ What = 'no key is created'; Rule = { Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; status = 403 } }; Says = 'No new key: *'; Keys = 2 }
        @{ What = 'the new key never works'; Rule = { Set-EmulatorKey @{ propagation = -1 } }; Says = 'The new key does not work: *The new one is revoked.'; Keys = 2 }
        @{ What = 'the platform refuses the new key'; Rule = { $with.Write = { throw 'The disk is full.' } }; Says = '-Write failed: The disk is full.*revoke it: Remove-MistralApiKey -Id *'; Keys = 3 }
        @{ What = 'the Admin API key is missing'; Rule = { Remove-Item Env:MISTRAL_ADMIN_API_KEY }; Says = '*MISTRAL_ADMIN_API_KEY is not set.'; Keys = 2 }
        @{ What = 'a regular key is given as the Admin API key'; Rule = { $env:MISTRAL_ADMIN_API_KEY = $env:MISTRAL_TEST_KEY }; Says = '*'; Keys = 2 }
    ) {
        . $Rule
        $run = Invoke-ExampleScript Rotate-Key.Pipeline.ps1 ($with + @{ TimeoutSeconds = 1 })
        $run.Output | Should -BeNullOrEmpty
        $run.Errors.Count | Should -Be 1
        $run.Errors[0] | Should -BeLike $Says
        Test-KeyStatus $present.Key | Should -Be 200
        $kept.Count | Should -Be 0
        @(Get-EmulatorKey).Count | Should -Be $Keys
    }

    It 'reports that the old key remains when it can''t be revoked' {
        Add-EmulatorFault @{ method = 'DELETE'; path = '/v1/admin/api-keys'; status = 403 }
        (Invoke-ExampleScript Rotate-Key.Pipeline.ps1 $with).Errors | Should -BeLike "The new key is stored and works.*Remove-MistralApiKey -Id $($present.Id)"
        Test-KeyStatus $kept.Key | Should -Be 200
    }
}

Describe 'Add-TicketSeverity.Batch.ps1' {
    BeforeAll {
        $count = if ($env:MISTRAL_TEST_SOAK -eq '1') { 10000 } else { 30 }
        $csv = "$TestDrive/many.csv"
        1..$count | ForEach-Object { [pscustomobject]@{ Id = "T$_"; Subject = "Printer $_"; Body = 'It is on fire'; Owner = "owner-$_" } } | Export-Csv -Path $csv -NoTypeInformation
        $with = @{ Path = $csv; OutPath = "$TestDrive/out.csv" }
    }

    BeforeEach {
        Reset-Emulator
        Connect-TestMistral
    }

    It 'classifies a CSV file, sends failed rows once more, and leaves nothing on the server' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; contains = 'Printer 7\n'; status = 500 }
        $run = Invoke-ExampleScript Add-TicketSeverity.Batch.ps1 $with
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
        $rows = @(Import-Csv -Path "$TestDrive/out.csv")
        @($rows[0].PSObject.Properties.Name) | Should -Be 'Id', 'Subject', 'Body', 'Owner', 'severity', 'component'
        $rows.Count | Should -Be $count
        @($rows.Id | Select-Object -Unique).Count | Should -Be $count
        $rows.Id | Should -BeExactly @(1..$count | ForEach-Object { "T$_" })
        $rows[1].Owner | Should -BeExactly 'owner-2'
        $rows.severity | Select-Object -Unique | Where-Object { $_ -notin 'low', 'medium', 'high' } | Should -BeNullOrEmpty
        @(Get-EmulatorRequest -Filter @{ path = '/v1/batch/jobs'; method = 'POST' }).Count | Should -Be 2
        @(Get-EmulatorRequest -Filter @{ path = '/v1/batch/jobs'; method = 'DELETE' }).Count | Should -Be 2
        "$(@(Get-EmulatorRequest).body)" | Should -Not -Match 'owner-2'
    }

    It 'continues with the batch that an earlier run has started' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; holdHeaders = $true }
        (Invoke-ExampleScript Add-TicketSeverity.Batch.ps1 ($with + @{ TimeoutSeconds = 0 })).Warnings | Should -BeLike 'The batch has not ended yet*'
        $LASTEXITCODE | Should -Be 3
        Invoke-EmulatorRelease
        (Invoke-ExampleScript Add-TicketSeverity.Batch.ps1 $with).Warnings | Should -BeNullOrEmpty
        @(Import-Csv -Path "$TestDrive/out.csv").Count | Should -Be $count
        @(Get-EmulatorRequest -Filter @{ path = '/v1/batch/jobs'; method = 'POST' }).Count | Should -Be 1
    }

    It 'reports that billing is off' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/batch/jobs'; status = 402 }
        (Invoke-ExampleScript Add-TicketSeverity.Batch.ps1 $with).Warnings | Should -BeLike 'No batch was started: *billing*'
        $LASTEXITCODE | Should -Be 2
        (Invoke-ExampleScript Add-TicketSeverity.Batch.ps1 ($with + @{ Property = 'Text' })).Warnings | Should -BeLike "No batch was started: *no property 'Text'*"
    }
}

Describe 'Rotate-Monthly.AzureAutomation.ps1' {
    BeforeAll {
        # The Az commands of the runbook. Mode selects a failure of Set-AzKeyVaultSecret.
        function Disable-AzContextAutosave([string] $Scope) { $vault.Scope = $Scope }
        function Connect-AzAccount([switch] $Identity, [string] $AccountId, [string] $Subscription) {
            if (-not $Identity -or $vault.Mode -eq 'NoIdentity') { throw 'ManagedIdentityCredential authentication unavailable.' }
        }
        function Get-AzKeyVaultSecret([string] $VaultName, [string] $Name) {
            if ($vault.Mode -eq 'GoneAfterSet' -and $vault.Sets) { throw 'The network is gone.' }
            if ($VaultName -eq 'contoso' -and $vault.Secrets[$Name]) { $vault.Secrets[$Name][-1] }
        }
        function Set-AzKeyVaultSecret {
            [CmdletBinding()]
            param([string] $VaultName, [string] $Name, [securestring] $SecretValue, [Nullable[datetime]] $Expires, [string] $ContentType, [hashtable] $Tag)
            $vault.Sets++
            if ($vault.Mode -in 'Refuse', 'GoneAfterSet') { throw 'Operation returned an invalid status code Forbidden.' }
            $made = [pscustomobject]@{ Name = $Name; Version = [guid]::NewGuid().ToString('N'); SecretValue = $SecretValue; Expires = $Expires; ContentType = $ContentType; Tags = $Tag.Clone() }
            $vault.Secrets[$Name] = @($vault.Secrets[$Name]) + $made
            if ($vault.Mode -eq 'StoreAndFail') { throw 'The operation has timed out.' }
            $made
        }
    }

    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
        $present = New-WorkspaceKey -Workspace Development -Name before
        $vault = @{ Mode = ''; Sets = 0; Secrets = @{} }
        foreach ($one in @{ Name = 'MistralApiKey'; Key = $present.Key }, @{ Name = 'MistralAdminKey'; Key = $env:MISTRAL_TEST_ADMIN_KEY }) {
            $vault.Secrets[$one.Name] = @([pscustomobject]@{ Name = $one.Name; Version = 'first'; SecretValue = ConvertTo-TestSecret $one.Key; Expires = $null; ContentType = 'text/plain'; Tags = @{ team = 'ops' } })
        }
        $with = @{ VaultName = 'contoso'; BaseUri = $uri; TimeoutSeconds = 2 }
    }

    It 'uses a date of the Gregorian calendar in the key name in <_>' -ForEach 'th-TH', 'fa-IR' {
        (Invoke-InCulture $_ { Invoke-ExampleScript Rotate-Monthly.AzureAutomation.ps1 $with }).Errors | Should -BeNullOrEmpty
        $name = (Get-EmulatorKey | Where-Object id -EQ $vault.Secrets.MistralApiKey[-1].Tags.MistralKeyId).name
        $name | Should -BeLike "contoso/MistralApiKey (rotated $([datetime]::UtcNow.ToString('yyyyMMdd', [cultureinfo]::InvariantCulture))T*Z *)"
    }

    It 'stores a new version with expiry and tags, and revokes the old key' {
        $run = Invoke-ExampleScript Rotate-Monthly.AzureAutomation.ps1 $with
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Count | Should -Be 1
        $now = $vault.Secrets.MistralApiKey[-1]
        $vault.Secrets.MistralApiKey.Count | Should -Be 2
        Test-KeyStatus $now.SecretValue | Should -Be 200
        Test-KeyStatus $present.Key | Should -Be 401
        $now.Expires.Date | Should -Be ([datetime]::UtcNow.Date.AddDays(60))
        $now.ContentType | Should -BeExactly 'text/plain'
        $now.Tags.team | Should -BeExactly 'ops'
        $now.Tags.MistralOldKeyId | Should -BeExactly $present.Id
        $now.Tags.MistralKeyId | Should -BeExactly $run.Output[0].NewKeyId
        $run.Output[0].Version | Should -BeExactly $now.Version
        $run.Output[0].Workspace | Should -BeExactly 'Development'
        (Get-EmulatorKey | Where-Object id -EQ $now.Tags.MistralKeyId).name | Should -BeLike 'contoso/MistralApiKey (rotated *)'
        $vault.Scope | Should -BeExactly 'Process'
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'can run repeatedly' {
        foreach ($month in 1..3) { (Invoke-ExampleScript Rotate-Monthly.AzureAutomation.ps1 $with).Errors | Should -BeNullOrEmpty }
        $vault.Secrets.MistralApiKey.Count | Should -Be 4
        @(Get-EmulatorKey).Count | Should -Be 2
    }

    It 'leaves the old key for the next run with -KeepOldKey' {
        $with.KeepOldKey = $true
        $null = Invoke-ExampleScript Rotate-Monthly.AzureAutomation.ps1 $with
        $second = $vault.Secrets.MistralApiKey[-1].SecretValue
        Test-KeyStatus $present.Key | Should -Be 200
        $null = Invoke-ExampleScript Rotate-Monthly.AzureAutomation.ps1 $with
        Test-KeyStatus $present.Key | Should -Be 401
        Test-KeyStatus $second | Should -Be 200
        Test-KeyStatus $vault.Secrets.MistralApiKey[-1].SecretValue | Should -Be 200
    }

    It 'keeps the old key when <What>' -ForEach @(
        @{ What = 'the managed identity is missing'; Rule = { $vault.Mode = 'NoIdentity' }; Says = 'ManagedIdentity*'; Keys = 2 }
        @{ What = 'the vault does not contain the secret'; Rule = { $vault.Secrets.Remove('MistralAdminKey') }; Says = "*no secret 'MistralAdminKey'."; Keys = 2 }
        @{ What = 'no key is created'; Rule = { Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; status = 422 } }; Says = 'No new key: *'; Keys = 2 }
        @{ What = 'the new key never works'; Rule = { Set-EmulatorKey @{ propagation = -1 } }; Says = 'The new key does not work: *The new one is revoked.'; Keys = 2 }
        @{ What = 'the vault refuses the new key'; Rule = { $vault.Mode = 'Refuse' }; Says = 'The new key could not be stored: *Forbidden*The new one is revoked.'; Keys = 2 }
        @{ What = 'the vault fails after it stored the new key'; Rule = { $vault.Mode = 'GoneAfterSet' }; Says = 'The new key may or may not have been stored: *Both keys work.*'; Keys = 3 }
    ) {
        . $Rule
        $run = Invoke-ExampleScript Rotate-Monthly.AzureAutomation.ps1 $with
        $run.Output | Should -BeNullOrEmpty
        $run.Errors.Count | Should -Be 1
        $run.Errors[0] | Should -BeLike $Says
        Test-KeyStatus $present.Key | Should -Be 200
        @($vault.Secrets.MistralApiKey).Count | Should -Be 1
        @(Get-EmulatorKey).Count | Should -Be $Keys
        Get-MistralConnection | Should -BeNullOrEmpty
    }

    It 'does not revoke a key that the vault stored despite its error' {
        $vault.Mode = 'StoreAndFail'
        (Invoke-ExampleScript Rotate-Monthly.AzureAutomation.ps1 $with).Errors | Should -BeNullOrEmpty
        Test-KeyStatus $vault.Secrets.MistralApiKey[-1].SecretValue | Should -Be 200
        Test-KeyStatus $present.Key | Should -Be 401
    }

    It 'revokes on the next run an old key whose revocation failed' {
        Add-EmulatorFault @{ method = 'DELETE'; path = '/v1/admin/api-keys'; status = 403 }
        (Invoke-ExampleScript Rotate-Monthly.AzureAutomation.ps1 $with).Errors | Should -BeLike '*will be revoked by the next run*'
        Test-KeyStatus $present.Key | Should -Be 200
        Test-KeyStatus $vault.Secrets.MistralApiKey[-1].SecretValue | Should -Be 200
        (Invoke-ExampleScript Rotate-Monthly.AzureAutomation.ps1 $with).Errors | Should -BeNullOrEmpty
        Test-KeyStatus $present.Key | Should -Be 401
        @(Get-EmulatorKey).Count | Should -Be 2
    }
}

Describe 'Sync-Library.ps1' {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral @{ MaximumRetryCount = 0 }
        $share = "$TestDrive/share"
        Remove-Item -LiteralPath $share -Recurse -ErrorAction Ignore
        $null = New-Item -ItemType Directory -Path "$share/inner"
        [IO.File]::WriteAllText("$share/a.txt", 'about a')
        [IO.File]::WriteAllText("$share/inner/b.md", 'about b')
        [IO.File]::WriteAllText("$share/c.exe", 'not wanted')
        [IO.File]::WriteAllText("$share/empty.txt", '')
        $with = @{ Path = $share; LibraryName = 'Share' }
        function Get-Shared { Get-MistralLibrary Share | Get-MistralLibraryDocument | Sort-Object Name }
    }

    AfterAll { Disconnect-Mistral }

    It 'creates and fills the library, and changes nothing on the second run' {
        $run = Invoke-ExampleScript Sync-Library.ps1 $with
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Action | Should -BeExactly @('Added', 'Added')
        $run.Output.Source | Should -BeExactly @('a.txt', 'inner/b.md')
        (Get-Shared).Name | Should -BeExactly @('a.txt', 'b.md')
        (Get-Shared)[1].Attributes.source | Should -BeExactly 'inner/b.md'
        (Get-Shared)[1].ProcessStatus | Should -BeExactly 'done'

        Clear-EmulatorRequest
        (Invoke-ExampleScript Sync-Library.ps1 $with).Output | Should -BeNullOrEmpty
        @(Get-EmulatorRequest | Where-Object method -NE GET).Count | Should -Be 0
    }

    It 'replaces changed files but not moved or copied files' {
        $null = Invoke-ExampleScript Sync-Library.ps1 $with
        [IO.File]::WriteAllText("$share/a.txt", 'more about a')
        Move-Item -LiteralPath "$share/inner/b.md" -Destination "$share/b2.md"
        Copy-Item -LiteralPath "$share/b2.md" -Destination "$share/b3.md"
        $run = Invoke-ExampleScript Sync-Library.ps1 $with
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Action | Should -BeExactly @('Added', 'Removed')
        $run.Output.Source | Should -BeExactly @('a.txt', 'a.txt')
        @(Get-Shared).Count | Should -Be 2
        (Get-Shared | Where-Object Name -EQ a.txt | Get-MistralLibraryDocumentText) | Should -BeExactly 'more about a'
    }

    It 'removes documents of deleted files only with -Prune, and never documents of others' {
        $null = Invoke-ExampleScript Sync-Library.ps1 $with
        [IO.File]::WriteAllText("$TestDrive/other.txt", 'of somebody else')
        $null = Add-MistralLibraryDocument (Get-MistralLibrary Share).LibraryId "$TestDrive/other.txt"
        Remove-Item -LiteralPath "$share/a.txt"
        (Invoke-ExampleScript Sync-Library.ps1 $with).Output | Should -BeNullOrEmpty
        (Invoke-ExampleScript Sync-Library.ps1 ($with + @{ Prune = $true })).Output.Action | Should -BeExactly 'Removed'
        (Get-Shared).Name | Should -BeExactly @('b.md', 'other.txt')
    }

    It 'prunes only within -Include and keeps documents of existing files' {
        $null = Invoke-ExampleScript Sync-Library.ps1 $with
        [IO.File]::WriteAllText("$share/inner/c.md", 'about c')
        [IO.File]::WriteAllText("$share/d.md", 'about d')
        $null = Invoke-ExampleScript Sync-Library.ps1 $with
        $with += @{ Include = '*.md'; Prune = $true }
        (Invoke-ExampleScript Sync-Library.ps1 $with).Output | Should -BeNullOrEmpty

        Remove-Item -LiteralPath "$share/a.txt", "$share/inner/c.md"
        [IO.File]::WriteAllText("$share/d.md", '')
        $run = Invoke-ExampleScript Sync-Library.ps1 $with
        $run.Output.Action | Should -BeExactly 'Removed'
        $run.Output.Source | Should -BeExactly 'inner/c.md'
        (Get-Shared).Name | Should -BeExactly @('a.txt', 'b.md', 'd.md')
    }

    It 'changes nothing for a folder without matching files unless -Force is given' {
        $null = Invoke-ExampleScript Sync-Library.ps1 $with
        Get-ChildItem -LiteralPath $share | Remove-Item -Recurse
        Clear-EmulatorRequest
        $with.Prune = $true
        $run = Invoke-ExampleScript Sync-Library.ps1 $with
        $run.Errors | Should -BeLike "'*share' contains no files that match *.pdf, *-Force*"
        Get-EmulatorRequest | Should -BeNullOrEmpty
        @(Get-Shared).Count | Should -Be 2

        (Invoke-ExampleScript Sync-Library.ps1 ($with + @{ Force = $true })).Output.Action | Should -BeExactly @('Removed', 'Removed')
        Get-Shared | Should -BeNullOrEmpty
    }

    It 'refuses a library name that two libraries share' {
        $both = 1..2 | ForEach-Object { New-MistralLibrary Share }
        Clear-EmulatorRequest
        (Invoke-ExampleScript Sync-Library.ps1 $with).Errors | Should -BeLike "2 libraries have the name 'Share'. *"
        @(Get-EmulatorRequest | Where-Object method -NE GET).Count | Should -Be 0
        $both | Get-MistralLibraryDocument | Should -BeNullOrEmpty
    }

    It 'accepts only a folder, with or without a trailing separator' {
        (Invoke-ExampleScript Sync-Library.ps1 @{ Path = "$share/a.txt"; LibraryName = 'Share' }).Errors | Should -BeLike "'*a.txt' is not a folder."
        (Invoke-ExampleScript Sync-Library.ps1 @{ Path = 'Env:'; LibraryName = 'Share' }).Errors | Should -BeLike "'Env:' is not a folder."
        (Invoke-ExampleScript Sync-Library.ps1 @{ Path = "$share/nowhere"; LibraryName = 'Share' }).Errors | Should -BeLike '*nowhere*'
        (Invoke-ExampleScript Sync-Library.ps1 @{ Path = "$share/"; LibraryName = 'Share' }).Output.Source | Should -BeExactly @('a.txt', 'inner/b.md')
        (Invoke-ExampleScript Sync-Library.ps1 $with).Output | Should -BeNullOrEmpty
    }

    It 'accepts the root of a file system' {
        # A complete root would be too large, so one file in it is listed.
        $file = Get-Item -LiteralPath "$share/a.txt"
        $root = [IO.Path]::GetPathRoot($file.FullName)
        function Get-ChildItem([string] $LiteralPath, [switch] $File, [switch] $Recurse) {
            if ($LiteralPath -cne $root -or -not $File -or -not $Recurse) { throw "'$LiteralPath' is not '$root'." }
            Get-Item -LiteralPath "$share/a.txt"
        }
        $run = Invoke-ExampleScript Sync-Library.ps1 @{ Path = $root; LibraryName = 'Share'; Prune = $true }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Source | Should -BeExactly $file.FullName.Substring($root.Length).Replace('\', '/')
    }

    It 'sends each question to the library and continues after a failure' {
        $reply = @{
            object          = 'conversation.response'
            conversation_id = 'conv_1'
            usage           = @{}
            outputs         = @(@{
                    type    = 'message.output'
                    content = @(@{ type = 'text'; text = 'It is about a.' }, @{ type = 'tool_reference'; tool = 'document_library'; title = 'a.txt' })
                })
        }
        Add-EmulatorFault @{ path = '/v1/conversations'; body = (ConvertTo-Json -InputObject $reply -Depth 9 -Compress) }
        Add-EmulatorFault @{ path = '/v1/conversations'; status = 422 }
        $with.Question = 'What is in it?', 'Who wrote it?', 'What is the capital of France?'
        $run = Invoke-ExampleScript Sync-Library.ps1 $with
        $run.Errors.Count | Should -Be 1
        $run.Output[0..1].Action | Should -BeExactly @('Added', 'Added')
        $run.Output.Count | Should -Be 4
        $run.Output[2].Question | Should -BeExactly 'What is in it?'
        $run.Output[2].Answer | Should -BeExactly 'It is about a.'
        $run.Output[2].Reference.Title | Should -BeExactly 'a.txt'
        $run.Output[2].Reference.Tool | Should -BeExactly 'document_library'
        $run.Output[2].ConversationId | Should -BeExactly 'conv_1'
        $run.Output[3].Answer | Should -BeExactly 'The capital of France is Paris.'
        $run.Output[3].Reference.Count | Should -Be 0

        $sent = @(Get-EmulatorRequest -Filter @{ path = '/v1/conversations' } | ForEach-Object { $_.body | ConvertFrom-Json })
        $sent.inputs[0].content | Should -BeExactly 'What is in it?'
        foreach ($one in $sent) {
            $one.tools.type | Should -BeExactly 'document_library'
            $one.tools.library_ids | Should -BeExactly (Get-MistralLibrary Share).LibraryId
        }
    }

    It 'changes nothing and does not prompt with -WhatIf' {
        (Invoke-ExampleScript Sync-Library.ps1 ($with + @{ WhatIf = $true; Question = 'What is in it?' })).Output | Should -BeNullOrEmpty
        Get-MistralLibrary Shar[e] | Should -BeNullOrEmpty
        $null = Invoke-ExampleScript Sync-Library.ps1 $with
        [IO.File]::WriteAllText("$share/a.txt", 'more about a')
        Clear-EmulatorRequest
        (Invoke-ExampleScript Sync-Library.ps1 ($with + @{ WhatIf = $true; Prune = $true; Question = 'What is in it?' })).Output | Should -BeNullOrEmpty
        @(Get-EmulatorRequest | Where-Object method -NE GET).Count | Should -Be 0
    }

    It 'keeps the old version when the new one <What>, and the next run repairs it' -ForEach @(
        @{ What = 'can''t be uploaded'; Fault = @{ method = 'POST'; path = '/v1/libraries'; status = 403 }; Detail = 'HTTP 403' }
        @{ What = 'can''t be marked'; Fault = @{ method = 'PATCH'; path = '/v1/libraries'; status = 500 }; Detail = 'HTTP 500' }
        @{ What = 'can''t be processed'; Fault = @{ path = '/v1/libraries'; skip = 4; body = '{"process_status":"error"}' }; Detail = "'error'" }
    ) {
        $null = Invoke-ExampleScript Sync-Library.ps1 $with
        [IO.File]::WriteAllText("$share/a.txt", 'more about a')
        Add-EmulatorFault $Fault
        $run = Invoke-ExampleScript Sync-Library.ps1 $with
        $run.Output.Action | Should -BeExactly 'Failed'
        $run.Output.Source | Should -BeExactly 'a.txt'
        $run.Output.Detail | Should -Match $Detail
        (Get-Shared | Get-MistralLibraryDocumentText -ErrorAction SilentlyContinue) | Should -Contain 'about a'

        (Invoke-ExampleScript Sync-Library.ps1 $with).Errors | Should -BeNullOrEmpty
        @(Get-Shared).Count | Should -Be 2
        (Get-Shared | Get-MistralLibraryDocumentText) | Should -BeExactly @('more about a', 'about b')
    }
}

# This comes last, because it replaces the default vault.
Describe 'Rotate-Monthly.Cron.ps1 with a password-protected SecretStore' -Tag Needs.Microsoft.PowerShell.SecretStore -Skip:$noStore {
    BeforeAll {
        New-ExampleVault -HomePath $env:HOME
        $unlock = "$TestDrive/vault.unlock"
        [IO.File]::WriteAllText($unlock, "of the test vault`n")
        [IO.File]::SetUnixFileMode($unlock, 'UserRead, UserWrite')
        function Invoke-Job([string] $Arguments) {
            Wait-Shell (Start-Shell "& '$examples/Rotate-Monthly.Cron.ps1' $Arguments; exit `$LASTEXITCODE") -Seconds 120
        }
    }

    AfterAll {
        Unregister-SecretVault -Name SecretStore
        Remove-Item -LiteralPath "$env:HOME/.secretmanagement/localstore" -Recurse
    }

    BeforeEach {
        Reset-Emulator
        Clear-Settings
        $due = Save-Connection due 20 @{ VaultName = 'SecretStore' }
    }

    It 'rotates in a noninteractive process' {
        $ran = Invoke-Job "-UnlockPath '$unlock'"
        $ran.Output | Should -Match 'INFO  due: Completed'
        $ran.Errors | Should -BeNullOrEmpty
        $ran.ExitCode | Should -Be 0
        Test-KeyStatus $due.Key | Should -Be 401
    }

    It 'fails and keeps the key when the vault stays locked' {
        $ran = Invoke-Job ''
        $ran.Output | Should -Match 'ERROR due: .*MistralAdmin-due.*\[MistralSecretVaultLocked\]'
        $ran.ExitCode | Should -Be 1
        Test-KeyStatus $due.Key | Should -Be 200
    }

    It 'refuses a password file that other users can read' {
        [IO.File]::WriteAllText("$TestDrive/open.unlock", 'of the test vault')
        [IO.File]::SetUnixFileMode("$TestDrive/open.unlock", 'UserRead, UserWrite, GroupRead')
        $ran = Invoke-Job "-UnlockPath '$TestDrive/open.unlock'"
        $ran.Output | Should -Match 'ERROR start: Other users can read .*chmod 600'
        $ran.ExitCode | Should -Be 2
    }
}

Describe 'Export-TraceReport.ps1' {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral
        $folder = (New-Item -ItemType Directory -Path "$TestDrive/$([guid]::NewGuid())").FullName
        $csv = "$folder/traces.csv"
    }

    AfterEach { Disconnect-Mistral }

    It 'writes each trace of the last seven full days in <_>' -ForEach 'en-US', 'de-DE', 'fa-IR' {
        $run = Invoke-InCulture $_ { Invoke-ExampleScript Export-TraceReport.ps1 @{ Path = $csv } }
        $run.Errors | Should -BeNullOrEmpty
        $today = [datetime]::UtcNow.Date
        $expected = @(Search-MistralTrace -After ([datetimeoffset]::new($today.AddDays(-7), 0)) -Before ([datetimeoffset]::new($today, 0)))
        $rows = @(Import-Csv -LiteralPath $csv)
        $rows.TraceId | Should -Be $expected.TraceId
        $rows[0].StartTime | Should -BeExactly $expected[0].StartTime.UtcDateTime.ToString('yyyy-MM-dd HH:mm:ss', [cultureinfo]::InvariantCulture)
        $rows[0].Seconds | Should -BeExactly $expected[0].Duration.TotalSeconds.ToString([cultureinfo]::InvariantCulture)
        $rows[0].PSObject.Properties.Name | Should -Not -Contain 'Question'
        $run.Output.Service | Should -Be 'billing-agent', 'search', 'support-bot'
        ($run.Output.Traces | Measure-Object -Sum).Sum | Should -Be $expected.Count
        ($run.Output.Failed | Measure-Object -Sum).Sum | Should -Be @($expected | Where-Object StatusCode -EQ Error).Count
        (Get-ChildItem -LiteralPath $folder).Name | Should -BeExactly 'traces.csv'
    }

    It 'writes failed traces of some services with their messages' {
        $null = Invoke-ExampleScript Export-TraceReport.ps1 @{ Path = $csv; Service = 'support-*'; FailedOnly = $true; IncludeMessage = $true }
        $rows = @(Import-Csv -LiteralPath $csv)
        $rows.Service | Select-Object -Unique | Should -BeExactly 'support-bot'
        $rows.Status | Select-Object -Unique | Should -BeExactly 'Error'
        $rows[0].Question | Should -BeExactly 'Where is my order?'
    }

    It 'keeps the file of the run before when the server fails' {
        Set-Content -LiteralPath $csv -Value 'before'
        Add-EmulatorFault @{ path = '/v1/observability/traces/search'; status = 403; times = 0 }
        (Invoke-ExampleScript Export-TraceReport.ps1 @{ Path = $csv }).Errors | Should -Not -BeNullOrEmpty
        Get-Content -LiteralPath $csv | Should -BeExactly 'before'
        @(Get-ChildItem -LiteralPath $folder).Count | Should -Be 1
    }

    It 'does nothing with -WhatIf, and refuses a missing folder' {
        (Invoke-ExampleScript Export-TraceReport.ps1 @{ Path = $csv; WhatIf = $true }).Errors | Should -BeNullOrEmpty
        (Invoke-ExampleScript Export-TraceReport.ps1 @{ Path = "$folder/nowhere/traces.csv" }).Errors | Should -BeLike 'The folder ''*nowhere'' was not found.'
        Get-EmulatorRequest | Where-Object path -Like '/v1/observability/*' | Should -BeNullOrEmpty
        Test-Path -LiteralPath $csv | Should -BeFalse
    }
}

Describe 'Export-CostReport.ps1' {
    BeforeEach {
        Reset-Emulator
        Set-EmulatorList /v1/admin/workspaces 2
        Connect-Admin
        $folder = (New-Item -ItemType Directory -Path "$TestDrive/$([guid]::NewGuid())").FullName
        $csv = "$folder/costs.csv"

        # The usage of the two workspaces and the organization in the month, and of the organization in the previous month.
        # A token costs 1, so that token counts are amounts.
        function Set-Spending([System.Collections.IDictionary] $Days, [System.Collections.IDictionary] $Before = @{}) {
            Add-Spending $Days 3
            Add-Spending $Before 1
        }

        function Add-Spending([System.Collections.IDictionary] $Days, [int] $Times) {
            $records = foreach ($day in $Days.Keys) { @{ event_type = 'api_tokens'; billing_metric = 'm'; billing_group = 'input'; timestamp = $day; value = $Days[$day] } }
            $usage = @{
                completion = @{ models = @{ 'mistral-small-latest::m' = @{ input = @($records) } } }
                currency   = 'EUR'
                prices     = @(@{ event_type = 'api_tokens'; billing_metric = 'm'; billing_group = 'input'; api_zone = 'global'; service_tier = 'standard'; price = '1' })
            }
            Add-EmulatorFault @{ path = '/v1/admin/usage'; body = (ConvertTo-Json -InputObject $usage -Depth 9 -Compress); times = $Times }
        }
    }

    AfterEach { Disconnect-Mistral }

    It 'uses the month of the Gregorian calendar in the file name in <_>' -ForEach 'th-TH', 'fa-IR' {
        Push-Location -LiteralPath $folder
        try { $run = Invoke-InCulture $_ { Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-15' } } }
        finally { Pop-Location }
        $run.Output.Month | Should -BeExactly '2026-07'
        (Get-ChildItem -LiteralPath $folder).Name | Should -BeExactly 'mistral-cost-2026-07.csv'
        (Import-Csv -Path "$folder/mistral-cost-2026-07.csv").Month | Select-Object -Unique | Should -BeExactly '2026-07'
    }

    It 'writes the exact cost of each workspace and model in <_>' -ForEach 'de-DE', 'th-TH', 'fa-IR' {
        $run = Invoke-InCulture $_ { Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-15'; Path = $csv } }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Month | Should -BeExactly '2026-07'
        $run.Output.Cost | Should -Be ([decimal]0.409)
        $run.Output.Conspicuous | Should -BeNullOrEmpty
        $run.Output.MailBody | Should -BeNullOrEmpty
        $rows = @(Import-Csv -Path $csv)
        $rows.Workspace | Should -BeExactly 'Development', 'Development', 'Development', 'Production', 'Production', 'Production'
        $small = $rows | Where-Object { $_.Workspace -eq 'Production' -and $_.Model -eq 'mistral-small-latest' }
        $small.Cost | Should -BeExactly '0.329'
        $small.Currency | Should -BeExactly 'EUR'
        ($rows | Where-Object Model -Like 'ft:*').Unpriced | Should -BeExactly '1', '1'
    }

    It 'requests the usage of each workspace and of the organization for this month and the previous one' {
        $null = Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-01-31'; Path = $csv }
        $asked = @(Get-EmulatorRequest -Filter @{ path = '/v1/admin/usage' }).query
        $asked.Count | Should -Be 4
        @($asked -like 'month=01&year=2026&workspace_id=*').Count | Should -Be 2
        $asked[2..3] | Should -Be 'month=01&year=2026', 'month=12&year=2025'
    }

    It 'warns about a day that costs three times the mean of the earlier days, also in the previous month' {
        $july = [ordered]@{ '2026-07-01' = 29; '2026-07-02' = 12; '2026-07-03' = 60 }
        $june = [ordered]@{ '2026-06-28' = 10; '2026-06-29' = 10; '2026-06-30' = 10 }
        Set-Spending $july $june
        $run = Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = $csv; MailBodyPath = "$folder/mail.txt" }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Conspicuous.Day | Should -Be ([datetime]'2026-07-03')
        $run.Output.Conspicuous.Cost | Should -Be 60
        $run.Output.Conspicuous.Mean | Should -Be 14.2
        $run.Output.MailBody | Should -Match '2026-07-03: 60\.00 EUR; the mean of the days before is 14\.20 EUR\.'
        $run.Output.MailBody | Should -Match '101 EUR  Production, mistral-small-latest'
        (Get-Content -Path "$folder/mail.txt" -Raw).Trim() | Should -BeExactly $run.Output.MailBody
        Set-Spending $july $june
        (Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = $csv; Factor = 2.5 }).Output.Conspicuous.Day.Day | Should -Be 1, 3
        Set-Spending $july $june
        (Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = $csv; MinimumCost = 61 }).Output.Conspicuous | Should -BeNullOrEmpty
    }

    It 'includes days without costs in the mean, which needs three days or more' {
        $july = [ordered]@{ '2026-07-01' = 10; '2026-07-03' = 100; '2026-07-06' = 60 }
        Set-Spending $july
        (Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = $csv }).Output.Conspicuous | Should -BeNullOrEmpty
        Set-Spending $july
        (Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = $csv; Factor = 2.5 }).Output.Conspicuous.Mean | Should -Be 22
        Set-Spending $july
        (Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = $csv; Factor = 1.5; TrailingDays = 3 }).Output.Conspicuous.Mean | Should -Be 33.3333
    }

    It 'writes no mail text without a warning, and writes only the header for no usage' {
        Set-EmulatorList /v1/admin/workspaces 0
        $run = Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = $csv; MailBodyPath = "$folder/mail.txt" }
        $run.Errors | Should -BeNullOrEmpty
        Test-Path -Path "$folder/mail.txt" | Should -BeFalse
        @(Get-Content -Path $csv).Count | Should -Be 1
    }

    It 'fails without a file when the usage can''t be read' {
        Add-EmulatorFault @{ path = '/v1/admin/usage'; status = 403; times = 0 }
        $run = Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = $csv }
        $run.Errors.Count | Should -Be 1
        $run.Output | Should -BeNullOrEmpty
        Test-Path -Path $csv | Should -BeFalse
    }

    It 'writes no file with -WhatIf but returns the same object' {
        Set-Spending ([ordered]@{ '2026-07-01' = 10; '2026-07-02' = 60 }) ([ordered]@{ '2026-06-29' = 10; '2026-06-30' = 10 })
        $run = Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = $csv; MailBodyPath = "$folder/mail.txt"; WhatIf = $true }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Path | Should -BeExactly ([IO.Path]::GetFullPath($csv))
        $run.Output.MailBody | Should -Not -BeNullOrEmpty
        Get-ChildItem -LiteralPath $folder | Should -BeNullOrEmpty
    }

    It 'accepts paths with brackets, relative paths and paths of a PowerShell drive' {
        $odd = (New-Item -ItemType Directory -Path "$folder/a[1]").FullName
        Push-Location -LiteralPath $odd
        try { $run = Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = 'costs[2].csv' } } finally { Pop-Location }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Path | Should -BeExactly ([IO.Path]::Combine($odd, 'costs[2].csv'))
        @(Import-Csv -LiteralPath $run.Output.Path).Count | Should -Be 6
        $run = Invoke-ExampleScript Export-CostReport.ps1 @{ Month = '2026-07-01'; Path = 'TestDrive:/drive.csv' }
        Test-Path -LiteralPath "$TestDrive/drive.csv" | Should -BeTrue
    }

    It 'sends no request when the file of <What> can''t be written' -ForEach @(
        @{ What = '-Path'; With = { @{ Path = "$folder/nowhere/costs.csv" } }; Says = "The folder '*nowhere' was not found." }
        @{ What = '-MailBodyPath'; With = { @{ Path = $csv; MailBodyPath = "$folder/nowhere/mail.txt" } }; Says = "The folder '*nowhere' was not found." }
        @{ What = '-Path, which is a folder,'; With = { @{ Path = $folder } }; Says = '*is a folder*' }
    ) {
        Clear-EmulatorRequest
        $run = Invoke-ExampleScript Export-CostReport.ps1 (@{ Month = '2026-07-01' } + (& $With))
        $run.Errors | Should -BeLike $Says
        $run.Output | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-ChildItem -LiteralPath $folder | Should -BeNullOrEmpty
    }
}

Describe 'Publish-Prompt.ps1' {
    BeforeEach {
        Reset-Emulator
        $folder = "$TestDrive/prompts"
        Remove-Item -LiteralPath $folder -Recurse -ErrorAction Ignore
        $null = New-Item -ItemType Directory -Path $folder
        [IO.File]::WriteAllText("$folder/README.md", "Our prompts.`n")
        [IO.File]::WriteAllText("$folder/greet.md", "---`nname: greet`n---`nHi {{name}}.`n")
        [IO.File]::WriteAllText("$folder/sum.md", "---`nname: sum`n---`nSum up: {{text}}`n")
        $both = 'Development', 'Production' | ForEach-Object {
            Connect-Mistral -BaseUri $env:MISTRAL_TEST_URI -ApiKey (ConvertTo-TestSecret (New-WorkspaceKey -Workspace $_).Key) -MaximumRetryCount 0 -PassThru
        }
        $with = @{ Path = $folder; Connection = $both; Note = 'commit' }
        Clear-EmulatorRequest
    }

    AfterAll { Disconnect-Mistral }

    It 'brings the prompts to both workspaces, and sends nothing on the second run' {
        $run = Invoke-ExampleScript Publish-Prompt.ps1 $with
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Name | Should -BeExactly @('greet', 'sum', 'greet', 'sum')
        $run.Output.Action | Select-Object -Unique | Should -BeExactly 'Created'
        foreach ($one in $both) {
            (Get-MistralPrompt -Alias production -Connection $one).Name | Should -Contain 'greet'
            (Get-MistralPrompt greet -Connection $one).Notes | Should -BeExactly 'commit'
        }

        Clear-EmulatorRequest
        (Invoke-ExampleScript Publish-Prompt.ps1 $with).Output.Action | Select-Object -Unique | Should -BeExactly 'Unchanged'
        @(Get-EmulatorRequest | Where-Object method -NE GET).Count | Should -Be 0

        [IO.File]::AppendAllText("$folder/sum.md", "Be brief.`n")
        (Invoke-ExampleScript Publish-Prompt.ps1 $with).Output.Action | Should -BeExactly @('Unchanged', 'Changed', 'Unchanged', 'Changed')
        (Get-MistralPrompt sum -Alias production -Connection $both[1]).Version | Should -Be 2
    }

    It 'does not go on to the next workspace after a failure' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v2/prompts'; status = 422 }
        $run = Invoke-ExampleScript Publish-Prompt.ps1 $with
        $run.Output.Name | Should -BeExactly 'sum'
        $run.Errors[-1] | Should -BeLike "The rollout stopped at*"
        Get-MistralPrompt greet -Connection $both[1] -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf' {
        $run = Invoke-ExampleScript Publish-Prompt.ps1 ($with + @{ WhatIf = $true })
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -BeNullOrEmpty
        @(Get-EmulatorRequest | Where-Object method -NE GET).Count | Should -Be 0
    }

    It 'accepts only a folder' {
        (Invoke-ExampleScript Publish-Prompt.ps1 @{ Path = "$folder/sum.md"; Connection = $both }).Errors | Should -BeLike "'*sum.md' is not a folder."
    }
}

Describe 'Initialize-Team.ps1' -Tag Needs.Microsoft.PowerShell.SecretManagement -Skip:$noVault {
    BeforeEach {
        Reset-Emulator
        Clear-Settings
        Clear-OwnVault Own
        Connect-Admin
        $team = @{ Name = 'Search'; Administrator = 'ada@example.com'; Member = 'grace@example.com', 'new@example.com'; Confirm = $false }
        function Get-Change { @(Get-EmulatorRequest | Where-Object { $_.method -ne 'GET' } | ForEach-Object { "$($_.method) $($_.path -replace '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '<id>')" }) }
    }

    AfterEach { Disconnect-Mistral }

    It 'creates a team, and changes nothing on the second run' {
        $run = Invoke-ExampleScript Initialize-Team.ps1 $team
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | ForEach-Object { "$($_.Part) $($_.Name) $($_.State)" } | Should -BeExactly @(
            'Workspace Search Created', 'UserGroup Search Created', 'Access workspace_contributor Created'
            'Member grace@example.com Added', 'Member new@example.com Invited', 'ApiKey Mistral-Search Created'
        )
        Get-Change | Should -BeExactly @(
            'POST /v1/admin/workspaces', 'POST /v1/admin/user-groups', 'POST /v1/admin/user-groups/<id>/workspaces'
            'POST /v1/admin/user-groups/<id>/members', 'POST /v1/admin/users-invite', 'POST /v1/admin/api-keys'
        )
        $secret = Get-OwnSecret Own Mistral-Search
        $secret | Should -BeOfType [securestring]
        Test-KeyStatus $secret | Should -Be 200
        $key = Get-MistralApiKey Mistral-Search
        $key.WorkspaceName | Should -BeExactly 'Search'
        [int] ($key.ExpirationDate.UtcDateTime.Date - [datetime]::UtcNow.Date).TotalDays | Should -Be 90

        Clear-EmulatorRequest
        $again = Invoke-ExampleScript Initialize-Team.ps1 $team
        $again.Errors | Should -BeNullOrEmpty
        $again.Output.State | Should -BeExactly 'Present', 'Present', 'Present', 'Present', 'AlreadyInvited', 'Present'
        $again.Output[0].Id | Should -BeExactly $run.Output[0].Id
        Get-Change | Should -BeNullOrEmpty
        Get-KeyHash (Get-OwnSecret Own Mistral-Search) | Should -BeExactly (Get-KeyHash $secret)
    }

    It 'continues an interrupted run' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/user-groups'; status = 403 }
        $run = Invoke-ExampleScript Initialize-Team.ps1 $team
        $run.Errors.Count | Should -Be 1
        $run.Output.State | Should -BeExactly 'Created'
        (Invoke-ExampleScript Initialize-Team.ps1 $team).Output.State | Should -BeExactly 'Present', 'Created', 'Created', 'Added', 'Invited', 'Created'
    }

    It 'changes nothing with -WhatIf in any state' {
        $run = Invoke-ExampleScript Initialize-Team.ps1 ($team + @{ WhatIf = $true })
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -BeNullOrEmpty
        Get-Change | Should -BeNullOrEmpty
        $null = New-MistralWorkspace Search -AdminUserId (Get-MistralUser -Email ada@example.com).UserId
        Clear-EmulatorRequest
        $run = Invoke-ExampleScript Initialize-Team.ps1 ($team + @{ WhatIf = $true })
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.State | Should -BeExactly 'Present'
        Get-Change | Should -BeNullOrEmpty
        Get-OwnSecretName Own | Should -BeNullOrEmpty
    }

    It 'creates no second key when the secret of the first is missing' {
        $null = Invoke-ExampleScript Initialize-Team.ps1 $team
        Clear-OwnVault Own
        $run = Invoke-ExampleScript Initialize-Team.ps1 $team
        $run.Output[-1].State | Should -BeExactly 'KeyWithoutSecret'
        $run.Warnings | Should -BeLike '*Remove-MistralApiKey*'
        Get-MistralApiKey Mistral-Search | Should -HaveCount 1
    }

    It 'continues with the other members when an address is refused' {
        $team.Member = 'nobody@nowhere', 'grace@example.com'
        $run = Invoke-ExampleScript Initialize-Team.ps1 $team
        $run.Errors | Should -BeLike '*nobody@nowhere*'
        ($run.Output | Where-Object Part -EQ Member).Name | Should -BeExactly 'grace@example.com'
        ($run.Output | Where-Object Part -EQ ApiKey).State | Should -BeExactly 'Created'
    }

    It 'creates nothing when the administrator or the vault does not exist' {
        (Invoke-ExampleScript Initialize-Team.ps1 ($team + @{ VaultName = 'Nowhere' })).Errors | Should -BeLike '*vault was not found*'
        $team.Administrator = 'nobody@example.com'
        (Invoke-ExampleScript Initialize-Team.ps1 $team).Errors | Should -BeLike "*'nobody@example.com' isn't a user*"
        Get-Change | Should -BeNullOrEmpty
    }

    It 'creates nothing when the workspace role does not exist: <Role>' -ForEach @(@{ Role = 'nobody' }, @{ Role = 'member' }) {
        $run = Invoke-ExampleScript Initialize-Team.ps1 ($team + @{ Role = $Role })
        $run.Errors | Should -BeLike "'$Role' isn't a workspace role. Use one of: workspace_admin, workspace_contributor."
        $run.Output | Should -BeNullOrEmpty
        Get-Change | Should -BeNullOrEmpty
    }

    It 'creates nothing when the vault is locked' {
        Set-OwnVault Own @{ Locked = $true }
        $run = Invoke-ExampleScript Initialize-Team.ps1 $team
        $run.Errors | Should -BeLike "The vault 'Own' can't be used: *locked*"
        $run.Output | Should -BeNullOrEmpty
        Get-Change | Should -BeNullOrEmpty
    }

    It 'creates nothing when the vault fails its test' {
        Register-OwnVault Broken
        $place = Get-OwnVaultFolder Broken
        Remove-Item -LiteralPath $place -Recurse
        try { $run = Invoke-ExampleScript Initialize-Team.ps1 ($team + @{ VaultName = 'Broken' }) }
        finally {
            $null = New-Item -ItemType Directory -Path $place
            Unregister-OwnVault Broken
        }
        $run.Errors | Should -BeLike "The vault 'Broken' can't be used: Test-SecretVault failed.*"
        $run.Output | Should -BeNullOrEmpty
        Get-Change | Should -BeNullOrEmpty
    }

    It 'keeps a different role of the group and reports it' {
        $null = Invoke-ExampleScript Initialize-Team.ps1 $team
        Clear-EmulatorRequest
        $run = Invoke-ExampleScript Initialize-Team.ps1 ($team + @{ Role = 'workspace_admin' })
        $run.Errors | Should -BeNullOrEmpty
        $access = $run.Output | Where-Object Part -EQ Access
        $access.State | Should -BeExactly 'OtherRole'
        $access.Name | Should -BeExactly 'workspace_contributor'
        $ids = ($run.Output | Where-Object Part -In UserGroup, Workspace | Sort-Object -Property Part).Id
        $run.Warnings | Should -BeLike "*workspace_contributor in the workspace, not workspace_admin. *Set-MistralUserGroupWorkspace $($ids[0]) $($ids[1]) -Role 'workspace_admin'"
        Get-Change | Should -BeNullOrEmpty
    }

    It 'revokes a key that the vault refuses' {
        Set-OwnVault Own @{ FailSet = $true }
        $run = Invoke-ExampleScript Initialize-Team.ps1 $team
        $run.Errors.Count | Should -Be 1
        Get-MistralApiKey *Search* | Should -BeNullOrEmpty
        Set-OwnVault Own
        (Invoke-ExampleScript Initialize-Team.ps1 $team).Output[-1].State | Should -BeExactly 'Created'
    }
}

Describe 'Get-KeyAudit.ps1' {
    BeforeEach {
        Reset-Emulator
        Connect-Admin
        $now = [datetimeoffset]::UtcNow
        $number = 0
        $keys = foreach ($one in @(
                @{ Name = 'good'; Age = 10; Left = 30; Workspace = 'Production' }
                @{ Name = 'just so'; Age = 90.5; Left = 1; Workspace = 'Production' }
                @{ Name = 'last day'; Age = 100; Left = 0; Workspace = 'Production' }
                @{ Name = 'old'; Age = 92; Left = 30; Workspace = 'Development' }
                @{ Name = 'endless'; Age = 1; Left = $null; Workspace = 'Production' }
                @{ Name = 'worst'; Age = 400; Left = $null; Workspace = 'Development' }
                @{ Name = 'expired'; Age = 400; Left = -1; Workspace = 'Production' }
            )) {
            $number++
            @{
                key_id          = '00000000-0000-4000-8000-00000000000{0}' -f $number
                key             = $null
                name            = $one.Name
                hidden_key      = "abcd...000$number"
                created_at      = $now.AddDays(-$one.Age).ToString('o')
                expiration_date = if ($null -ne $one.Left) { $now.UtcDateTime.AddDays($one.Left).ToString('yyyy-MM-dd') }
                workspace_name  = $one.Workspace
                created_by      = 'ada@example.com'
                last_used       = $null
            }
        }
        Add-EmulatorFault @{ method = 'GET'; path = '/v1/admin/api-keys'; body = (ConvertTo-Json -InputObject @{ keys = @($keys) } -Depth 5 -Compress); times = 0 }
    }

    AfterEach { Disconnect-Mistral }

    It 'finds keys that are old or without expiry, oldest first, and exits with 1' {
        $run = Invoke-ExampleScript Get-KeyAudit.ps1
        $LASTEXITCODE | Should -Be 1
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Name | Should -BeExactly 'worst', 'last day', 'old', 'endless'
        $run.Output.Reason | Should -BeExactly 'NoExpiry, TooOld', 'TooOld', 'TooOld', 'NoExpiry'
        $run.Output.AgeDays | Should -Be 400, 100, 92, 1
        $run.Output[0].HiddenKey | Should -BeExactly 'abcd...0006'
        $run.Warnings | Should -BeExactly 'Keys without expiry or older than 90 days: 4 of 7.'
    }

    It 'fits a table into 120 columns and keeps the other properties' {
        $found = (Invoke-ExampleScript Get-KeyAudit.ps1).Output
        $lines = ($found | Format-Table -AutoSize | Out-String -Width 120).Trim() -split '\r?\n'
        $lines.Count | Should -Be 6
        $lines[0] | Should -Match '^Name +KeyId +AgeDays Reason +Workspace *$'
        $lines[2] | Should -Match '^worst +00000000-0000-4000-8000-000000000006 +400 NoExpiry, TooOld +Development *$'
        $found[0].AgeDays | Should -BeOfType [int]
        ($found | ConvertTo-Csv -NoTypeInformation)[0] | Should -BeLike '*"HiddenKey"*'
    }

    It 'excludes keys that do not match the parameters' {
        (Invoke-ExampleScript Get-KeyAudit.ps1 @{ Workspace = 'Dev*' }).Output.Name | Should -BeExactly 'worst', 'old'
        (Invoke-ExampleScript Get-KeyAudit.ps1 @{ Exclude = 'w*', 'endless' }).Output.Name | Should -BeExactly 'last day', 'old'
        (Invoke-ExampleScript Get-KeyAudit.ps1 @{ MaximumAge = 3650 }).Output.Name | Should -BeExactly 'worst', 'endless'
    }

    It 'exits with 0 and without output when no key is found' {
        $run = Invoke-ExampleScript Get-KeyAudit.ps1 @{ Workspace = 'Elsewhere' }
        $LASTEXITCODE | Should -Be 0
        $run.Output + $run.Warnings + $run.Errors | Should -BeNullOrEmpty
    }

    It 'exits with 2 when the keys can''t be read' {
        Connect-TestMistral
        $run = Invoke-ExampleScript Get-KeyAudit.ps1
        $LASTEXITCODE | Should -Be 2
        $run.Output | Should -BeNullOrEmpty
        $run.Errors | Should -BeLike '*Admin API key*'
    }
}
