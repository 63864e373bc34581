#requires -Version 5.1
# Seconds: 45
# Own process: it sets up a SecretStore, which keeps its state for the life of a process.
# Needs: Microsoft.PowerShell.SecretManagement

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    $admin = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY
    Register-OwnVault Own -Default
    Register-OwnVault Plain -Plain

    # A saved connection with its own key, which the emulator has as 'key of <name>'. Temporary failures are not retried.
    function New-Connection([string] $Name = 'prod', [hashtable] $With = @{}, [string] $Workspace = 'Production', [switch] $WithoutAdminKey) {
        $made = New-WorkspaceKey $Workspace -Name "key of $Name"
        if (-not $WithoutAdminKey) { $With = $With + @{ AdminApiKey = $admin } }
        $usual = @{ Name = $Name; BaseUri = $uri; Save = $true; MaximumRetryCount = 0; WarningAction = 'SilentlyContinue' }
        if (-not $With.ContainsKey('SecretName')) { $usual.ApiKey = ConvertTo-TestSecret $made.Key }
        if (-not $With.ContainsKey('VaultName')) { $usual.VaultName = 'Own' }
        Connect-Mistral @usual @With
        $made
    }

    # The active keys of a connection in the emulator.
    function Get-LiveKey([string] $Name = 'prod') {
        Get-EmulatorKey | Where-Object name -Like "key of $Name*"
    }

    # The only active key of the connection is the one in the vault, and nothing else remains.
    function Assert-OneKey([string] $Name = 'prod', [string] $Vault = 'Own') {
        $live = @(Get-LiveKey $Name)
        $live.Count | Should -Be 1 -Because 'one key is to be live'
        Get-KeyHash (Get-OwnSecret $Vault "Mistral-$Name") | Should -BeExactly $live[0].sha256 -Because 'it is to be the one in the vault'
        Get-OwnSecretName $Vault | Where-Object { $_ -like "Mistral-$Name-next-*" } | Should -BeNullOrEmpty
        Get-ChildItem -LiteralPath (Get-SettingsPath) -Filter "rotation-$Name.json" | Should -BeNullOrEmpty
        $live[0]
    }

    # The previous key is in the vault, works, and is the only one.
    function Assert-OldKey($Made, [string] $Name = 'prod') {
        (Assert-OneKey $Name).id | Should -BeExactly $Made.Id
        Test-KeyStatus $Made.Key | Should -Be 200
    }

    function Get-Saved([string] $Name = 'prod') {
        Get-MistralConnection -ListAvailable $Name
    }

    function Get-Day([double] $Days) {
        [datetime]::UtcNow.AddDays($Days).Date
    }

    # The writes that the vault received since its behavior was set.
    # The unique end of a secret name is replaced with a star.
    function Get-Written([string] $Vault = 'Own') {
        Get-OwnVaultCall $Vault | Where-Object { $_ -match '^(Set|SetInfo|Remove) ' } | ForEach-Object { $_ -replace '-next-[0-9a-f]{8}$', '-next-*' }
    }

    $fresh = {
        Reset-TestState Own, Plain
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own, Plain
    Clear-Settings
}

Describe 'A rotation' {
    BeforeEach {
        . $fresh
        $old = New-Connection prod @{ ExpiresOn = [datetimeoffset]::Now.AddDays(5) }
        Disconnect-Mistral
        Set-OwnVault Own
        Clear-EmulatorRequest
    }

    It 'creates a key, checks it, stores it, and revokes the old one in this order' {
        $done = Update-MistralApiKey -Force prod
        Get-RequestLine | Should -BeExactly @(
            'GET /v1/users/me 200'
            'POST /v1/admin/api-keys 200'
            'GET /v1/users/me 200'
            'DELETE /v1/admin/api-keys/<id> 200'
        )
        Get-Written | Should -BeExactly 'Set Mistral-prod-next-*', 'Set Mistral-prod', 'SetInfo Mistral-prod', 'Remove Mistral-prod-next-*'
        $live = Assert-OneKey
        $live.id | Should -BeExactly $done.NewKeyId
        $live.id | Should -Not -BeExactly $old.Id
        $live.rejected | Should -Be 0
        Test-KeyStatus $old.Key | Should -Be 401
    }

    It 'returns what was done' {
        $done = Update-MistralApiKey -Force prod
        $done | Should -BeOfType [Mistral.PowerShell.KeyRotation]
        $done.Connection | Should -BeExactly 'prod'
        "$($done.State)" | Should -BeExactly 'Completed'
        $done.OldKeyId | Should -BeExactly $old.Id
        $done.VaultName | Should -BeExactly 'Own'
        $done.SecretName | Should -BeExactly 'Mistral-prod'
        $done.ExpiresOn.UtcDateTime.Date | Should -Be (Get-Day 90)
        $done.RevokeAfter | Should -BeNullOrEmpty
        $done.ProvedAfter | Should -BeGreaterThan ([timespan]::Zero)
        $done.Duration | Should -BeGreaterThan $done.ProvedAfter
        $shown = $done | Format-Table | Out-String -Width 200
        foreach ($part in 'prod', 'Completed', $done.NewKeyId, 'Own') { $shown.Contains($part) | Should -BeTrue -Because $part }
    }

    It 'keeps workspace, user and name, and adds a unique suffix to the name' {
        $null = Update-MistralApiKey -Force prod
        $first = Assert-OneKey
        $first.name | Should -Match '^key of prod \(rotated \d{8}T\d{6}Z [0-9a-f]{8}\)$'
        $first.workspaceId | Should -BeExactly (Get-EmulatorTenant).workspaces[0].id
        $first.userId | Should -BeExactly (Get-EmulatorTenant).users[0].id
        $null = Update-MistralApiKey -Force prod
        $second = Assert-OneKey
        $second.name | Should -Match '^key of prod \(rotated [^()]*\)$'
        $second.name | Should -Not -BeExactly $first.name
    }

    It 'stores the new expiry and the new id in the vault and in the saved connection' {
        $done = Update-MistralApiKey -Force prod
        (Get-OwnMetadata Own Mistral-prod).Expiration.ToUniversalTime() | Should -Be $done.ExpiresOn.UtcDateTime
        $saved = Get-Saved
        $saved.ExpiresOn.UtcDateTime | Should -Be $done.ExpiresOn.UtcDateTime
        $saved.ApiKeyId | Should -BeExactly $done.NewKeyId
        $saved.WorkspaceName | Should -BeExactly 'Production'
        $saved.IsDefault | Should -BeTrue
        $saved.MaximumRetryCount | Should -Be 0
        $saved.AdminSecretName | Should -BeExactly 'MistralAdmin-prod'
    }

    It 'accepts another expiry and returns the one that the server set' {
        (Update-MistralApiKey -Force prod -ExpiresOn ([datetimeoffset]::Now.AddDays(30))).ExpiresOn.UtcDateTime.Date | Should -Be (Get-Day 30)
        Set-EmulatorKey @{ maximumDays = 7 }
        $done = Update-MistralApiKey -Force prod -ExpiresOn ([datetimeoffset]::Now.AddDays(30)) 3>$null
        $done.ExpiresOn.UtcDateTime.Date | Should -Be (Get-Day 7)
        (Get-Saved).ExpiresOn.UtcDateTime.Date | Should -Be (Get-Day 7)
        (Get-OwnMetadata Own Mistral-prod).Expiration.ToUniversalTime().Date | Should -Be (Get-Day 7)
    }

    It 'warns with both dates when the expiry is earlier than requested: <Name>' -ForEach @(
        @{ Name = 'with -ExpiresOn'; With = @{ ExpiresOn = [datetimeoffset]::Now.AddDays(30) }; Days = 30 }
        @{ Name = 'by default'; With = @{}; Days = 90 }
    ) {
        Set-EmulatorKey @{ maximumDays = 20 }
        $told = Update-MistralApiKey -Force prod @With 3>&1
        $warning = $told | Where-Object { $_ -is [Management.Automation.WarningRecord] }
        @($warning).Count | Should -Be 1
        foreach ($days in 20, $Days) { "$warning".Contains((Get-Day $days).ToString('yyyy-MM-dd')) | Should -BeTrue -Because "$warning" }
        ($told | Where-Object { $_ -isnot [Management.Automation.WarningRecord] }).ExpiresOn.UtcDateTime.Date | Should -Be (Get-Day 20)
    }

    It 'does not warn when the expiry is as requested' {
        Update-MistralApiKey -Force prod -ExpiresOn ([datetimeoffset]::Now.AddDays(30)) 3>&1 |
            Where-Object { $_ -is [Management.Automation.WarningRecord] } | Should -BeNullOrEmpty
    }

    It 'leaves no key on the disk outside the vault' {
        $null = Update-MistralApiKey -Force prod -GracePeriod 1.00:00:00
        $new = [Net.NetworkCredential]::new('', (Get-OwnSecret Own Mistral-prod)).Password
        $files = @(Get-ChildItem -LiteralPath (Get-SettingsPath) -File -Force)
        $files.Name | Should -Contain 'rotation-prod.json'
        foreach ($file in $files) {
            $text = [IO.File]::ReadAllText($file.FullName)
            foreach ($plain in $old.Key, $new, $env:MISTRAL_TEST_ADMIN_KEY) { $text.Contains($plain) | Should -BeFalse }
        }
    }

    It 'never shows a key, also with -Verbose and -Debug' {
        # -Debug prompts at each message before PowerShell 7.6.
        $DebugPreference = 'Continue'
        $said = Update-MistralApiKey -Force prod -Verbose *>&1
        $new = [Net.NetworkCredential]::new('', (Get-OwnSecret Own Mistral-prod)).Password
        $text = ($said | Out-String -Width 500) + ($said | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue)
        $text | Should -Match 'POST /v1/admin/api-keys'
        foreach ($plain in $old.Key, $new, $env:MISTRAL_TEST_ADMIN_KEY) { $text.Contains($plain) | Should -BeFalse }
    }

    It 'changes nothing with -WhatIf' {
        $file = [IO.File]::ReadAllText((Get-SettingsPath connections.json))
        Update-MistralApiKey -Force prod -WhatIf | Should -BeNullOrEmpty
        Get-RequestLine | Where-Object { $_ -notlike 'GET *' } | Should -BeNullOrEmpty
        Get-Written | Should -BeNullOrEmpty
        [IO.File]::ReadAllText((Get-SettingsPath connections.json)) | Should -BeExactly $file
        Assert-OldKey $old
    }

    It 'accepts several names and writes an error for each unknown name' {
        $null = New-Connection dev -Workspace Development
        $said = 'dev', 'nothing', 'prod' | ForEach-Object { [pscustomobject]@{ Name = $_ } } | Update-MistralApiKey -Force 2>&1
        @($said).Count | Should -Be 3
        $said[0].Connection | Should -BeExactly 'dev'
        $said[1].FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionNotFound,*'
        $said[2].Connection | Should -BeExactly 'prod'
        (Assert-OneKey dev).workspaceId | Should -BeExactly (Get-EmulatorTenant).workspaces[1].id
        $null = Assert-OneKey prod
    }

    It 'works repeatedly in a vault like Azure Key Vault, where removed names stay reserved' {
        Set-OwnVault Own @{ AsKeyVault = $true }
        1..3 | ForEach-Object { "$((Update-MistralApiKey -Force prod).State)" | Should -BeExactly 'Completed' }
        $null = Assert-OneKey
        @(Get-OwnVaultCall Own 'Remove *' | Sort-Object -Unique).Count | Should -Be 3
    }

    It 'skips a key that is not due, also by name' {
        Update-MistralApiKey -Force prod -ExpiringWithin 4.00:00:00 | Should -BeNullOrEmpty
        Assert-OldKey $old
        Update-MistralApiKey -Force prod -ExpiringWithin 6.00:00:00 | Should -Not -BeNullOrEmpty
    }

    It 'skips a key that another machine rotated according to the vault' {
        Set-SecretInfo -Name Mistral-prod -Vault Own -Metadata @{ Expiration = [datetime]::UtcNow.AddDays(80) }
        Update-MistralApiKey -Force -All -ExpiringWithin 14.00:00:00 | Should -BeNullOrEmpty
        Assert-OldKey $old
        Connect-Mistral -Name prod
        (Get-MistralConnection).DaysLeft | Should -Be 79
    }

    It 'is refused with an invalid time: <Name>' -ForEach @(
        @{ Name = 'a number instead of days'; With = @{ ExpiringWithin = 30 }; Says = 'only 30 ticks' }
        @{ Name = 'a number instead of a grace period'; With = @{ GracePeriod = 1 }; Says = 'For 30 days, specify' }
        @{ Name = 'an expiry in the past'; With = @{ ExpiresOn = [datetimeoffset]::Now.AddDays(-1) }; Says = 'must be in the future' }
    ) {
        $problem = Get-TestError { Update-MistralApiKey -Force prod @With }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match $Says
        Assert-OldKey $old
    }

    It 'warns of another connection that has the key in a different secret' {
        Connect-Mistral -Name copy -ApiKey (ConvertTo-TestSecret $old.Key) -BaseUri $uri -VaultName Own -Save 3>$null
        $told = Update-MistralApiKey -Force prod -WhatIf 3>&1
        "$told" | Should -Match "also used by the saved connection 'copy'"
    }

    It 'writes an error with the connection as target when its vault fails' {
        Set-OwnVault Own @{ FailGet = $true }
        (Get-TestError { Update-MistralApiKey -Force -All }).TargetObject | Should -BeExactly 'prod'
    }

    It 'stores the new key in SecretStore' {
        $reason = Enable-TestVault 'Test Vault'
        if ($reason) { Set-ItResult -Skipped -Because $reason }
        try {
            $mine = New-Connection store @{ VaultName = 'Test Vault'; ExpiresOn = [datetimeoffset]::Now.AddDays(60) }
            $done = Update-MistralApiKey -Force store
            "$($done.State)" | Should -BeExactly 'Completed'
            $live = @(Get-LiveKey store)
            $live.Count | Should -Be 1
            Get-KeyHash (Get-Secret -Name Mistral-store -Vault 'Test Vault') | Should -BeExactly $live[0].sha256
            @((Get-SecretInfo -Vault 'Test Vault').Name | Sort-Object) | Should -BeExactly 'Mistral-store', 'MistralAdmin-store'
            (Get-SecretInfo -Name Mistral-store -Vault 'Test Vault').Metadata['Expiration'].ToUniversalTime().Date | Should -Be (Get-Day 90)
            Test-KeyStatus $mine.Key | Should -Be 401
        }
        finally { Disable-TestVault }
    }

    It 'completes with one warning in a vault without metadata' {
        $null = New-Connection plain @{ VaultName = 'Plain'; ExpiresOn = [datetimeoffset]::Now.AddDays(60) }
        $said = @(Update-MistralApiKey -Force plain 3>&1)
        $warnings = @($said | Where-Object { $_ -is [Management.Automation.WarningRecord] })
        $warnings.Count | Should -Be 1
        "$warnings" | Should -Match 'Set-SecretInfo'
        $null = Assert-OneKey plain Plain
        (Get-Saved plain).ExpiresOn.UtcDateTime.Date | Should -Be (Get-Day 90)
    }

    It 'keeps the other content of the secret: <Name>' -ForEach @(
        @{ Name = 'the other entries of a hashtable'; With = @{ SecretEntry = 'prod' }; Wrap = { @{ prod = $args[0]; dev = 'x' } }; Unwrap = { $args[0]['dev'] | Should -BeExactly 'x'; $args[0].Count | Should -Be 2; $args[0]['prod'] } }
        @{ Name = 'the user name of a credential'; With = @{}; Wrap = { [pscredential]::new('ci', (ConvertTo-TestSecret $args[0])) }; Unwrap = { $args[0].UserName | Should -BeExactly 'ci'; $args[0].Password } }
    ) {
        $made = New-WorkspaceKey Production -Name 'key of odd'
        Set-OwnSecret Own odd (& $Wrap $made.Key)
        Connect-Mistral -Name odd -SecretName odd -VaultName Own -AdminApiKey $admin -BaseUri $uri -Save @With
        $null = Update-MistralApiKey -Force odd
        $live = @(Get-LiveKey odd)
        $live.Count | Should -Be 1
        $live[0].id | Should -Not -BeExactly $made.Id
        Get-KeyHash (& $Unwrap (Get-Secret -Vault Own -Name odd -AsPlainText)) | Should -BeExactly $live[0].sha256
        Connect-Mistral -Name odd
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'of a secret without a vault name updates the vault that contains it' {
        $made = New-WorkspaceKey Production -Name 'key of found'
        Set-OwnSecret Plain Mistral-found (ConvertTo-TestSecret $made.Key)
        Connect-Mistral -Name found -SecretName Mistral-found -AdminApiKey $admin -BaseUri $uri -Save
        $null = Update-MistralApiKey -Force found 3>$null
        (Assert-OneKey found Plain).id | Should -Not -BeExactly $made.Id
        Get-OwnSecretName Own | Should -Not -Contain 'Mistral-found'
    }
}

Describe 'A session that rotates its own key' {
    BeforeEach { . $fresh }

    It 'uses the new key without a 401' {
        $old = New-Connection prod @{ ExpiresOn = [datetimeoffset]::Now.AddDays(5); DefaultModel = 'mistral-small-latest' }
        $done = Update-MistralApiKey -Force prod
        Clear-EmulatorRequest
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
        (Invoke-MistralChat 'repeat: b' -Connection prod).Content | Should -BeExactly 'b'
        @((Get-EmulatorRequest).statusCode) | Should -Be 200, 200
        $connection = Get-MistralConnection
        $connection.Name | Should -BeExactly 'prod'
        $connection.ApiKeyId | Should -BeExactly $done.NewKeyId
        $connection.ExpiresOn.UtcDateTime | Should -Be $done.ExpiresOn.UtcDateTime
        $connection.DefaultModel | Should -BeExactly 'mistral-small-latest'
        $connection.KeySource | Should -BeExactly "secret 'Mistral-prod' in vault 'Own'"
    }

    It 'keeps the Admin API key and the other settings of its connection' {
        $null = New-Connection prod -WithoutAdminKey
        Disconnect-Mistral
        Connect-Mistral -Name prod -AdminApiKey $admin -OperationTimeoutSeconds 33
        $null = Update-MistralApiKey -Force prod
        $null = Update-MistralApiKey -Force prod
        $null = Assert-OneKey
        (Get-MistralConnection).OperationTimeoutSeconds | Should -Be 33
        @(Get-MistralApiKey -First 1).Count | Should -Be 1
    }

    It 'is not changed when another connection is rotated' {
        $null = New-Connection dev -Workspace Development
        $null = New-Connection prod
        Connect-Mistral -Name dev
        $null = Update-MistralApiKey -Force prod
        (Get-MistralConnection).Name | Should -BeExactly 'dev'
        (Test-MistralConnection).Workspace | Should -BeExactly 'Development'
    }

    It 'provides its Admin API key, or that of -Connection, to a connection without one' {
        $null = New-Connection prod -WithoutAdminKey
        Disconnect-Mistral
        Connect-Mistral -NoApiKey -AdminApiKey $admin -BaseUri $uri -SkipValidation
        $lent = Get-MistralConnection
        $null = Update-MistralApiKey -Force prod
        $first = Assert-OneKey
        Connect-Mistral -NoApiKey -BaseUri $uri -SkipValidation
        $null = Update-MistralApiKey -Force prod -Connection $lent
        (Assert-OneKey).id | Should -Not -BeExactly $first.id
    }

    It 'without an Admin API key gets an error, and no key is created' {
        $old = New-Connection prod -WithoutAdminKey
        Clear-EmulatorRequest
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAdminKeyNeeded,*'
        Get-RequestLine | Where-Object { $_ -notlike 'GET *' } | Should -BeNullOrEmpty
        Assert-OldKey $old
    }
}

Describe 'The -GracePeriod parameter' {
    BeforeEach {
        . $fresh
        $old = New-Connection prod
        Disconnect-Mistral
        Clear-EmulatorRequest
    }

    It 'keeps the old key valid until it ends, and a later run revokes the key' {
        $done = Update-MistralApiKey -Force prod -GracePeriod 0:0:3
        "$($done.State)" | Should -BeExactly 'RevocationPending'
        $done.RevokeAfter | Should -BeGreaterThan ([datetimeoffset]::Now.AddSeconds(-3))
        Test-KeyStatus $old.Key | Should -Be 200
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly (Get-LiveKey | Where-Object id -EQ $done.NewKeyId).sha256
        Get-OwnSecretName Own | Where-Object { $_ -like 'Mistral-prod-next-*' } | Should -BeNullOrEmpty

        # The test must wait for the end of the grace period.
        while ([datetimeoffset]::Now -le $done.RevokeAfter) { [Threading.Thread]::Sleep(50) }
        $again = Update-MistralApiKey -Force prod
        "$($again.State)" | Should -BeExactly 'Completed'
        $again.NewKeyId | Should -BeExactly $done.NewKeyId
        $again.OldKeyId | Should -BeExactly $old.Id
        Test-KeyStatus $old.Key | Should -Be 401
        (Assert-OneKey).id | Should -BeExactly $done.NewKeyId
    }

    It 'is described by -WhatIf when the new key is in use' {
        $null = New-Connection dev -Workspace Development
        $null = Update-MistralApiKey -Force prod -GracePeriod 1.00:00:00
        $done = Update-MistralApiKey -Force dev -GracePeriod 0:0:1
        while ([datetimeoffset]::Now -le $done.RevokeAfter) { [Threading.Thread]::Sleep(50) }
        $told = Invoke-Elsewhere "Start-Transcript '$TestDrive/plan.txt' | Out-Null; Update-MistralApiKey -Force prod, dev -WhatIf; Stop-Transcript | Out-Null; [IO.File]::ReadAllText('$TestDrive/plan.txt')"
        "$($told.output)" | Should -Match 'Nothing yet: the new key is in use'
        "$($told.output)" | Should -Match 'Revoke the old key [-0-9a-f]+; the new key is already in use'
        @(Get-LiveKey dev).Count | Should -Be 2
    }

    It 'prevents changes by another run before it ends, also in another process' {
        $done = Update-MistralApiKey -Force prod -GracePeriod 1.00:00:00
        Clear-EmulatorRequest
        $again = Update-MistralApiKey -Force prod
        "$($again.State)" | Should -BeExactly 'RevocationPending'
        $again.NewKeyId | Should -BeExactly $done.NewKeyId
        $again.OldKeyId | Should -BeExactly $old.Id
        $told = Invoke-Elsewhere "(Update-MistralApiKey -Force prod).State.ToString()"
        $told.output | Should -BeExactly 'RevocationPending'
        Get-RequestLine | Where-Object { $_ -notlike 'GET *' } | Should -BeNullOrEmpty
        @(Get-LiveKey).Count | Should -Be 2
        Test-KeyStatus $old.Key | Should -Be 200
    }

    It 'never revokes an old key that was restored in the vault' {
        $old = New-Connection prod
        $null = Update-MistralApiKey -Force prod -GracePeriod 0:0:1
        Set-Secret -Name Mistral-prod -Vault Own -SecureStringSecret (ConvertTo-TestSecret $old.Key)
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationUnfinished,*'
        "$problem" | Should -Match 'restored in the vault'
        Test-KeyStatus $old.Key | Should -Be 200
    }
}

Describe 'The -All parameter' {
    BeforeEach { . $fresh }

    It 'rotates only keys that are due with -ExpiringWithin' {
        $soon = New-Connection soon @{ ExpiresOn = [datetimeoffset]::Now.AddDays(5) }
        $over = New-Connection over @{ ExpiresOn = [datetimeoffset]::Now.AddDays(-1) }
        $late = New-Connection late @{ ExpiresOn = [datetimeoffset]::Now.AddDays(60) }
        $never = New-Connection never
        Connect-Mistral -Name gateway -NoApiKey -BaseUri $uri -SkipValidation -Save
        $done = @(Update-MistralApiKey -Force -All -ExpiringWithin 14.00:00:00)
        $done.Connection | Sort-Object | Should -BeExactly 'over', 'soon'
        Assert-OldKey $late late
        Assert-OldKey $never never
        $null = Assert-OneKey soon
        $null = Assert-OneKey over
        Test-KeyStatus $soon.Key | Should -Be 401
        Update-MistralApiKey -Force -All -ExpiringWithin 14.00:00:00 *>&1 | Should -BeNullOrEmpty
    }

    It 'rotates every connection with a key in a vault' {
        $null = New-Connection one
        $null = New-Connection two @{ ExpiresOn = [datetimeoffset]::Now.AddDays(60) }
        Connect-Mistral -Name gateway -NoApiKey -BaseUri $uri -SkipValidation -Save
        $done = @(Update-MistralApiKey -Force -All)
        $done.Connection | Should -BeExactly 'one', 'two'
        $null = Assert-OneKey one
        $null = Assert-OneKey two
    }

    It 'continues after a failure: <Name>' -ForEach @(
        @{ Name = 'its secret was removed'; Id = 'MistralSecretNotFound'; Break = { Remove-Secret -Vault Own -Name Mistral-bad } }
        @{ Name = 'its Admin API key is refused'; Id = 'MistralRotationFailed'; Break = { Set-Secret -Vault Own -Name MistralAdmin-bad -Secret 'wrong' } }
        @{ Name = 'its Admin API key is missing'; Id = 'MistralAdminKeyNeeded'; Break = { $null = New-Connection bad -WithoutAdminKey @{ ExpiresOn = [datetimeoffset]::Now.AddDays(5) }; Disconnect-Mistral } }
        @{ Name = 'its server is not reachable'; Id = 'MistralConnectionFailed'; Break = {
                $path = Get-SettingsPath connections.json
                $file = [IO.File]::ReadAllText($path) | ConvertFrom-Json
                $file.connections.bad.baseUri = 'http://127.0.0.1:1'
                [IO.File]::WriteAllText($path, (ConvertTo-Json -InputObject $file -Depth 5))
            }
        }
    ) {
        $null = New-Connection bad @{ ExpiresOn = [datetimeoffset]::Now.AddDays(5) }
        $good = New-Connection good @{ ExpiresOn = [datetimeoffset]::Now.AddDays(5) }
        & $Break
        $said = @(Update-MistralApiKey -Force -All -ExpiringWithin 14.00:00:00 2>&1)
        $said.Count | Should -Be 2
        $said[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $said[1].Connection | Should -BeExactly 'good'
        Get-ChildItem -LiteralPath (Get-SettingsPath) -Filter 'rotation-bad.json' | Should -BeNullOrEmpty
        $null = Assert-OneKey good
        Test-KeyStatus $good.Key | Should -Be 401
    }

    It 'completes a pending revocation, also of a key that is not due' {
        $old = New-Connection prod @{ ExpiresOn = [datetimeoffset]::Now.AddDays(5) }
        Add-EmulatorFault @{ method = 'DELETE'; path = '/v1/admin/api-keys'; status = 500 }
        (Get-TestError { Update-MistralApiKey -Force -All -ExpiringWithin 14.00:00:00 }).FullyQualifiedErrorId | Should -BeLike 'MistralRotationUnfinished,*'
        @(Update-MistralApiKey -Force -All -ExpiringWithin 14.00:00:00).Connection | Should -BeExactly 'prod'
        $null = Assert-OneKey
        Test-KeyStatus $old.Key | Should -Be 401
    }
}

Describe 'A secret that several connections share' {
    BeforeAll {
        function New-Twin([string] $Name, [hashtable] $With = @{ AdminSecretName = 'MistralAdmin-prod'; AdminVaultName = 'Own' }) {
            Connect-Mistral -Name $Name -SecretName Mistral-prod -VaultName Own -BaseUri $uri -MaximumRetryCount 0 -Save @With
        }

        # As older files have it: the secret is in any vault that has it.
        function Remove-SavedVault([string] $Name) {
            $path = Get-SettingsPath connections.json
            $saved = Get-Content -LiteralPath $path -Raw | ConvertFrom-Json
            $saved.connections.$Name.PSObject.Properties.Remove('vaultName')
            [IO.File]::WriteAllText($path, (ConvertTo-Json -Depth 5 -InputObject $saved))
        }

        function Assert-SharedId([string] $KeyId) {
            foreach ($saved in Get-MistralConnection -ListAvailable) { $saved.ApiKeyId | Should -BeExactly $KeyId -Because $saved.Name }
        }
    }

    BeforeEach {
        . $fresh
        $old = New-Connection prod @{ ExpiresOn = [datetimeoffset]::Now.AddDays(5) }
        New-Twin twin
        New-Twin another
        Disconnect-Mistral
        Clear-EmulatorRequest
    }

    It 'is rotated once, and each connection gets the new id and expiry: <Name>' -ForEach @(
        @{ Name = '-All'; Do = { Update-MistralApiKey -Force -All } }
        @{ Name = 'two names'; Do = { Update-MistralApiKey -Force prod, twin } }
        @{ Name = 'names from the pipeline'; Do = { Get-MistralConnection -ListAvailable | Update-MistralApiKey -Force } }
        @{ Name = 'one of several names'; Do = { Update-MistralApiKey -Force twin } }
    ) {
        $done = @(& $Do)
        $done.Count | Should -Be 1
        @(Get-RequestLine | Where-Object { $_ -like 'POST *' }).Count | Should -Be 1
        (Assert-OneKey).id | Should -BeExactly $done[0].NewKeyId
        Assert-SharedId $done[0].NewKeyId
        @(Get-MistralConnection -ListAvailable | ForEach-Object { $_.ExpiresOn.UtcDateTime } | Sort-Object -Unique) | Should -Be $done[0].ExpiresOn.UtcDateTime
    }

    It 'is also that of a connection that names no vault: <Name>' -ForEach @(
        @{ Name = '-All'; Do = { Update-MistralApiKey -Force -All } }
        @{ Name = 'the connection without a vault'; Do = { Update-MistralApiKey -Force twin } }
        @{ Name = 'another connection'; Do = { Update-MistralApiKey -Force prod } }
    ) {
        Remove-SavedVault twin
        $done = @(& $Do)
        $done.Count | Should -Be 1
        @(Get-RequestLine | Where-Object { $_ -like 'POST *' }).Count | Should -Be 1
        (Assert-OneKey).id | Should -BeExactly $done[0].NewKeyId
        Assert-SharedId $done[0].NewKeyId
        Get-OwnSecretName Plain | Should -BeNullOrEmpty
    }

    It 'is replaced in its vault when its only connection names none and another vault is the default' {
        Remove-MistralConnection prod, twin, another -Confirm:$false
        $made = New-Connection far @{ VaultName = 'Plain'; ExpiresOn = [datetimeoffset]::Now.AddDays(5) }
        Disconnect-Mistral
        Remove-SavedVault far
        $done = Update-MistralApiKey -Force far 3>$null
        $done.OldKeyId | Should -BeExactly $made.Id
        $null = Assert-OneKey far Plain
        Get-OwnSecretName Own | Where-Object { $_ -like 'Mistral-far*' } | Should -BeNullOrEmpty
        (Get-Saved far).ApiKeyId | Should -BeExactly $done.NewKeyId
    }

    It 'is rotated once when the rotations of two of its connections are unfinished' {
        foreach ($name in 'prod', 'twin') {
            Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; actThenCut = $true }
            Add-EmulatorFault @{ method = 'GET'; path = '/v1/admin/api-keys'; status = 503; times = 0 }
            (Get-TestError { Update-MistralApiKey -Force $name }).FullyQualifiedErrorId | Should -BeLike 'MistralRotationUnfinished,*'
            Clear-EmulatorFault
        }
        @(Get-LiveKey).Count | Should -Be 3
        Clear-EmulatorRequest
        $done = @(Update-MistralApiKey -Force -All)
        $done.Count | Should -Be 1
        @(Get-RequestLine | Where-Object { $_ -like 'POST *' }).Count | Should -Be 1
        (Assert-OneKey).id | Should -BeExactly $done[0].NewKeyId
        Get-ChildItem -LiteralPath (Get-SettingsPath) -Filter 'rotation-*.json' | Should -BeNullOrEmpty
    }

    It 'is only cleaned up when an unfinished rotation was undone and the key is not due' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; actThenCut = $true }
        Add-EmulatorFault @{ method = 'GET'; path = '/v1/admin/api-keys'; status = 503; times = 0 }
        $null = Get-TestError { Update-MistralApiKey -Force prod }
        Clear-EmulatorFault
        Clear-EmulatorRequest
        $told = @(Update-MistralApiKey -Force -All -ExpiringWithin 1.00:00:00 -Verbose 4>&1)
        @($told | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }) | Should -BeNullOrEmpty
        "$told" | Should -Match "unfinished rotation of 'prod' was undone"
        Get-RequestLine | Where-Object { $_ -like 'POST *' } | Should -BeNullOrEmpty
        (Assert-OneKey).id | Should -BeExactly $old.Id
    }

    It 'is shown once by -WhatIf' {
        $ran = Invoke-TestShell 'Update-MistralApiKey -All -WhatIf'
        @([regex]::Matches($ran.Output, 'What if:')).Count | Should -Be 1
    }

    It 'has its old key revoked when another of its connections started the grace period' {
        $null = Update-MistralApiKey -Force twin -GracePeriod 00:00:01
        Test-KeyStatus $old.Key | Should -Be 200
        [Threading.Thread]::Sleep(1100)
        $done = @(Update-MistralApiKey -Force -All)
        "$($done.State)" | Should -BeExactly 'Completed'
        @(Get-RequestLine | Where-Object { $_ -like 'POST *' }).Count | Should -Be 1
        Test-KeyStatus $old.Key | Should -Be 401
        Get-ChildItem -LiteralPath (Get-SettingsPath) -Filter 'rotation-*.json' | Should -BeNullOrEmpty
    }

    It 'is rotated with the Admin API key of any of its connections' {
        Remove-MistralConnection prod, twin, another -Confirm:$false
        New-Twin another @{}
        New-Twin twin
        Disconnect-Mistral
        $done = @(Update-MistralApiKey -Force -All)
        $done.Connection | Should -BeExactly 'twin'
        Assert-SharedId $done[0].NewKeyId
    }

    It 'makes the session use the new key with any of its connections' {
        Connect-Mistral -Name twin
        $done = Update-MistralApiKey -Force prod
        (Get-MistralConnection).ApiKeyId | Should -BeExactly $done.NewKeyId
        Clear-EmulatorRequest
        $null = Invoke-MistralChat 'Hi'
        Get-RequestLine | Should -BeExactly 'POST /v1/chat/completions 200'
    }

    It 'is different from a secret with the same name in another vault' {
        $second = New-WorkspaceKey Production -Name 'key of elsewhere'
        Set-OwnSecret Plain Mistral-prod (ConvertTo-TestSecret $second.Key)
        Connect-Mistral -Name elsewhere -SecretName Mistral-prod -VaultName Plain -AdminSecretName MistralAdmin-prod -AdminVaultName Own -BaseUri $uri -Save
        Disconnect-Mistral
        $null = Update-MistralApiKey -Force prod
        (Get-Saved elsewhere).ApiKeyId | Should -BeExactly $second.Id
        @(Update-MistralApiKey -Force -All 3>$null).Count | Should -Be 2
    }
}

Describe 'A failed rotation' {
    BeforeEach {
        . $fresh
        $old = New-Connection prod @{ ExpiresOn = [datetimeoffset]::Now.AddDays(60) }
        Disconnect-Mistral
        Set-OwnVault Own
        Clear-EmulatorRequest
    }

    It 'keeps the old key when no key is created: <Status>' -ForEach @(@{ Status = 403 }, @{ Status = 422 }, @{ Status = 500 }) {
        $saved = Get-Saved
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; status = $Status; times = 0 }
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationFailed,*'
        $problem.CategoryInfo.Category | Should -Be 'OperationStopped'
        "$problem" | Should -Match 'old key still works'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Update-MistralApiKey'
        @(Get-RequestLine | Where-Object { $_ -like 'POST *' }).Count | Should -Be 1
        Assert-OldKey $old
        (Get-Saved).SavedAt | Should -Be $saved.SavedAt
        Get-Written | Should -BeNullOrEmpty

        Clear-EmulatorFault
        "$((Update-MistralApiKey -Force prod).State)" | Should -BeExactly 'Completed'
        $null = Assert-OneKey
    }

    It 'finds the new key by name and revokes it when the response was lost' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; actThenCut = $true }
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationFailed,*'
        @(Get-EmulatorKey -All | Where-Object name -Like 'key of prod*').Count | Should -Be 2
        Assert-OldKey $old
        @(Get-RequestLine | Where-Object { $_ -like 'DELETE *' }) | Should -BeExactly 'DELETE /v1/admin/api-keys/<id> 200'
    }

    It 'reports when it can''t clean up, and the next run does it and rotates' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; actThenCut = $true }
        Add-EmulatorFault @{ method = 'GET'; path = '/v1/admin/api-keys'; status = 503; times = 0 }
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationUnfinished,*'
        "$problem" | Should -Match 'old key still works'
        "$problem" | Should -Match 'could not be revoked'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'again'
        @(Get-LiveKey).Count | Should -Be 2
        $orphan = Get-LiveKey | Where-Object id -NE $old.Id
        "$problem".Contains($orphan.name) | Should -BeTrue
        Test-KeyStatus (Get-OwnSecret Own Mistral-prod) | Should -Be 200

        Clear-EmulatorFault
        $done = Update-MistralApiKey -Force prod
        "$($done.State)" | Should -BeExactly 'Completed'
        $live = Assert-OneKey
        $live.id | Should -BeExactly $done.NewKeyId
        $live.id | Should -Not -BeIn $old.Id, $orphan.id
    }

    It 'keeps the old key when the new key never works' {
        Set-EmulatorKey @{ propagation = -1 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $problem = Get-TestError { Update-MistralApiKey -Force prod -TimeoutSeconds 6 }
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationFailed,*'
        "$problem" | Should -Match 'not accepted the new key within 6 seconds'
        Assert-OldKey $old
        (Get-EmulatorKey -All | Where-Object name -Like 'key of prod (rotated*').rejected | Should -BeGreaterThan 1
        Get-Written | Should -BeExactly 'Set Mistral-prod-next-*', 'Remove Mistral-prod-next-*'
    }

    It 'does not occur when the new key starts to work after a delay' {
        Set-EmulatorKey @{ propagation = 3 }
        $done = Update-MistralApiKey -Force prod
        "$($done.State)" | Should -BeExactly 'Completed'
        (Assert-OneKey).rejected | Should -Be 3
        $done.ProvedAfter.TotalSeconds | Should -BeGreaterThan 0.5
        $done.Duration | Should -BeGreaterThan $done.ProvedAfter
    }

    It 'keeps the old key when the vault refuses the new one: <Name>' -ForEach @(
        @{ Name = 'the write of the temporary secret fails'; Behavior = @{ FailSetName = '*-next-*' } }
        @{ Name = 'the write of the secret fails'; Behavior = @{ FailSetNumber = 2 } }
        @{ Name = 'every write of the secret fails'; Behavior = @{ FailSetName = 'Mistral-prod' } }
    ) {
        Set-OwnVault Own $Behavior
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationFailed,*'
        "$problem" | Should -Match 'The vault does not take'
        Assert-OldKey $old
        (Get-Saved).ApiKeyId | Should -BeExactly $old.Id
        (Get-OwnMetadata Own Mistral-prod).Expiration.ToUniversalTime().Date | Should -Be (Get-Day 60)
        (Invoke-MistralChat 'repeat: a' -Connection prod).Content | Should -BeExactly 'a'

        Set-OwnVault Own
        "$((Update-MistralApiKey -Force prod).State)" | Should -BeExactly 'Completed'
        $null = Assert-OneKey
    }

    It 'reports no vault failure when it is stopped while the vault <At>, and is completed by the next run' -Skip:(-not (Test-Path /usr/bin/script)) -ForEach @(
        @{ At = 'stores the new key'; Hold = 'before Set Mistral-prod-next-*'; Step = 'Creating' }
        @{ At = 'switches to it'; Hold = 'before Set Mistral-prod'; Step = 'Stored' }
        @{ At = 'notes its expiry'; Hold = 'before SetInfo Mistral-prod'; Step = 'Stored' }
    ) {
        Set-OwnVault Own @{ Hold = $Hold }
        $said = Invoke-AttendedShell -Environment @{ TEST_HELD = [IO.Path]::Combine((Get-OwnVaultFolder Own), 'held') } @'
$started = Start-TestScript { Update-MistralApiKey -Force prod }
Wait-TestFile $env:TEST_HELD
$null = Stop-TestScript $started -Release { [IO.File]::Delete($env:TEST_HELD) }
"$($started.Shell.InvocationStateInfo.State): $($started.Shell.Streams.Error) $($started.Shell.Streams.Warning)"
'@
        $said | Should -BeExactly 'Stopped:  '
        $journal = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText((Get-SettingsPath rotation-prod.json)))
        $journal.step | Should -BeExactly $Step
        Test-KeyStatus (Get-OwnSecret Own Mistral-prod) | Should -Be 200
        Set-OwnVault Own
        "$((Update-MistralApiKey -Force prod).State)" | Should -BeExactly 'Completed'
        $null = Assert-OneKey
        Test-KeyStatus $old.Key | Should -Be 401
    }

    It 'to store the expiry only causes a warning' {
        Set-OwnVault Own @{ FailInfo = $true }
        $said = @(Update-MistralApiKey -Force prod 3>&1)
        "$($said[0])" | Should -Match 'The vault keeps no notes'
        "$($said[1].State)" | Should -BeExactly 'Completed'
        $null = Assert-OneKey
    }

    It 'to revoke the old key is reported and completed by the next run: <Status>' -ForEach @(@{ Status = 500 }, @{ Status = 403 }) {
        Add-EmulatorFault @{ method = 'DELETE'; path = '/v1/admin/api-keys'; status = $Status; times = 0 }
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationUnfinished,*'
        "$problem" | Should -Match 'new key is in use'
        "$problem".Contains($old.Id) | Should -BeTrue
        $problem.ErrorDetails.RecommendedAction | Should -Match 'again'
        @(Get-LiveKey).Count | Should -Be 2
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly (Get-LiveKey | Where-Object id -NE $old.Id).sha256
        $new = (Get-Saved).ApiKeyId
        $new | Should -Not -BeExactly $old.Id

        Clear-EmulatorFault
        Clear-EmulatorRequest
        $done = Update-MistralApiKey -Force prod
        "$($done.State)" | Should -BeExactly 'Completed'
        $done.NewKeyId | Should -BeExactly $new
        $done.OldKeyId | Should -BeExactly $old.Id
        Get-RequestLine | Where-Object { $_ -like 'POST *' } | Should -BeNullOrEmpty
        (Assert-OneKey).id | Should -BeExactly $new
    }

    It 'to revoke a key that was already revoked is ignored' {
        Add-EmulatorFault @{ method = 'DELETE'; path = '/v1/admin/api-keys'; status = 404 }
        "$((Update-MistralApiKey -Force prod).State)" | Should -BeExactly 'Completed'
    }

    It 'includes the message of the server as a separate sentence' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; status = 403; body = '{"message":"No more keys"}' }
        "$(Get-TestError { Update-MistralApiKey -Force prod })" | Should -Match 'was not rotated: No more keys\. The old key still works'
    }

    It 'with a damaged journal changes nothing' {
        [IO.File]::WriteAllText((Get-SettingsPath rotation-prod.json), '{"connection":')
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionsDamaged,*'
        "$problem" | Should -Match "it isn't valid JSON.*\(line 1, byte 15\)"
        [IO.File]::ReadAllText((Get-SettingsPath rotation-prod.json)) | Should -BeExactly '{"connection":'
        Get-RequestLine | Where-Object { $_ -notlike 'GET *' } | Should -BeNullOrEmpty
        Test-KeyStatus $old.Key | Should -Be 200
    }
}

Describe 'A key that no longer works' {
    BeforeEach { . $fresh }

    It 'is rotated with the saved data: <Name>' -ForEach @(
        @{ Name = 'revoked'; End = { Revoke-EmulatorKey $old.Key } }
        @{ Name = 'expired'; End = { Set-EmulatorKey @{ add = $old.Key; expiration = [datetime]::UtcNow.AddDays(-2).ToString('yyyy-MM-dd') } } }
    ) {
        $old = New-Connection prod -Workspace Development
        Disconnect-Mistral
        & $End
        Test-KeyStatus $old.Key | Should -Be 401
        $done = Update-MistralApiKey -Force prod
        "$($done.State)" | Should -BeExactly 'Completed'
        $done.OldKeyId | Should -BeExactly $old.Id
        $live = @(Get-EmulatorKey | Where-Object id -EQ $done.NewKeyId)
        $live.Count | Should -Be 1
        $live[0].workspaceId | Should -BeExactly (Get-EmulatorTenant).workspaces[1].id
        $live[0].name | Should -BeLike 'prod (rotated *'
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly $live[0].sha256
    }

    It 'without saved data causes an error with advice' {
        Add-EmulatorFault @{ method = 'GET'; path = '/v1/users/me'; status = 404; times = 0 }
        $old = New-Connection prod
        Clear-EmulatorRequest
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationOwnerUnknown,*'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'New-MistralApiKey'
        Get-RequestLine | Where-Object { $_ -notlike 'GET *' } | Should -BeNullOrEmpty
        Assert-OldKey $old
    }
}

Describe 'A connection without a key in a vault' {
    BeforeEach { . $fresh }

    It 'can''t be rotated: <Name>' -ForEach @(
        @{ Name = 'a gateway adds it'; How = { Connect-Mistral -Name prod -NoApiKey -AdminApiKey $admin -BaseUri $uri -Save -VaultName Own -SkipValidation } }
        @{ Name = 'only an Admin API key'; How = { Connect-Mistral -Name prod -AdminApiKey $admin -BaseUri $uri -Save -VaultName Own } }
    ) {
        & $How
        Clear-EmulatorRequest
        $problem = Get-TestError { Update-MistralApiKey -Force prod }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationNeedsVault,*'
        $problem.CategoryInfo.Category | Should -Be 'InvalidOperation'
        $problem.ErrorDetails.RecommendedAction | Should -Match '-Save'
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-OwnSecretName Own | Should -BeExactly 'MistralAdmin-prod'
    }
}
