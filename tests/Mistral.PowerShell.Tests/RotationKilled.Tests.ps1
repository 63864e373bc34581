#requires -Version 5.1
# Seconds: 45
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

BeforeDiscovery {
    # The point at which the rotation is killed, the step in its journal, and whether the secret is missing at that point.
    $stops = @(
        @{ At = 'the request for the new key, before the server acts'; Fault = @{ method = 'POST'; path = '/v1/admin/api-keys'; holdHeaders = $true }; Step = 'Creating'; Live = 1 }
        @{ At = 'the request for the new key, after the server has acted'; Fault = @{ method = 'POST'; path = '/v1/admin/api-keys'; actThenCut = $true; holdHeaders = $true }; Step = 'Creating'; Live = 2 }
        @{ At = 'the new key, before it lies beside the old one'; Hold = 'before Set Mistral-fire-next-*'; Step = 'Creating'; Live = 2 }
        @{ At = 'the new key, after it lies beside the old one'; Hold = 'after Set Mistral-fire-next-*'; Step = 'Creating'; Live = 2 }
        @{ At = 'the proof'; Fault = @{ method = 'GET'; path = '/v1/users/me'; skip = 1; holdHeaders = $true }; Step = 'Stored'; Live = 2 }
        @{ At = 'the switch, before it'; Hold = 'before Set Mistral-fire'; Step = 'Stored'; Live = 2 }
        @{ At = 'the switch, amid it, in a vault that removes and adds'; Hold = 'amid Set Mistral-fire'; Step = 'Stored'; Live = 2; Gone = $true }
        @{ At = 'the switch, after it'; Hold = 'after Set Mistral-fire'; Step = 'Stored'; Live = 2 }
        @{ At = 'the note of the new expiry'; Hold = 'after SetInfo Mistral-fire'; Step = 'Stored'; Live = 2 }
        @{ At = 'the saving of the connection'; Lock = 'connections.json.lock'; Step = 'Stored'; Live = 2 }
        @{ At = 'the removal of the key beside, before it'; Hold = 'before Remove Mistral-fire-next-*'; Step = 'Switched'; Live = 1 }
        @{ At = 'the removal of the key beside, after it'; Hold = 'after Remove Mistral-fire-next-*'; Step = 'Switched'; Live = 1 }
        @{ At = 'the revocation, before the server acts'; Fault = @{ method = 'DELETE'; path = '/v1/admin/api-keys/'; holdHeaders = $true }; Step = 'Switched'; Live = 2 }
        @{ At = 'the revocation, after the server has acted'; Fault = @{ method = 'DELETE'; path = '/v1/admin/api-keys/'; actThenCut = $true; holdHeaders = $true }; Step = 'Switched'; Live = 1 }
    )
    $undone = @(
        @{ At = 'the look for the key'; Fault = @{ method = 'GET'; path = '/v1/admin/api-keys'; holdHeaders = $true }; Live = 2 }
        @{ At = 'its revocation, before the server acts'; Fault = @{ method = 'DELETE'; path = '/v1/admin/api-keys/'; holdHeaders = $true }; Live = 2 }
        @{ At = 'its revocation, after the server has acted'; Fault = @{ method = 'DELETE'; path = '/v1/admin/api-keys/'; actThenCut = $true; holdHeaders = $true }; Live = 1 }
        @{ At = 'its removal from the vault'; Hold = 'after Remove Mistral-fire-next-*'; Live = 1 }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $running = [Collections.Generic.List[object]]::new()
    Reset-TestState
    Register-OwnVault Own
    $connect = @{
        ApiKey      = ConvertTo-TestSecret $env:MISTRAL_TEST_KEY
        AdminApiKey = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY
        BaseUri     = $env:MISTRAL_TEST_URI
        ExpiresOn   = [datetimeoffset]::Now.AddDays(30)
    }
    Connect-Mistral -Name fire @connect -VaultName Own -Save
    $stopReading = [IO.Path]::Combine([IO.Path]::GetTempPath(), "mistral-stop-$([guid]::NewGuid().ToString('N'))")

    # Calls the API all the time, with an open connection and with a connection by name.
    $reader = Start-Shell -Script @"
`$calls = 0
`$failures = @()
`$open = Connect-Mistral -Name fire -PassThru
while (-not [IO.File]::Exists('$stopReading')) {
    foreach (`$connection in `$open, 'fire') {
        try {
            `$said = Invoke-MistralChat 'repeat: a' -Connection `$connection -ErrorAction Stop
            if (`$said.Content -cne 'a') { throw 'Another answer.' }
            `$calls++
        }
        catch { `$failures += "`$(`$_.FullyQualifiedErrorId) `$_" }
    }
    [Threading.Thread]::Sleep(100)
}
ConvertTo-Json -Compress -InputObject @{ calls = `$calls; failures = `$failures }
"@
    $running.Add($reader)
    $null = Get-EmulatorRequest -Wait 60 -Filter @{ path = '/v1/chat/completions'; status = 200 }

    # Waits for the output of a script, with a timeout.
    function Wait-Until([scriptblock] $Condition, [string] $What) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        while (-not (& $Condition)) {
            if ($watch.Elapsed.TotalSeconds -gt 40) { throw "It did not come to this in 40 s: $What." }
            [Threading.Thread]::Sleep(50)
        }
    }

    # Runs the rotation in a separate process and kills it where it is held. Returns the journal of that moment.
    function Invoke-KilledRotation([hashtable] $Stop, [string] $With = '') {
        $held = [IO.Path]::Combine((Get-OwnVaultFolder Own), 'held')
        [IO.File]::Delete($held)
        Clear-EmulatorRequest
        Clear-EmulatorFault
        Set-OwnVault Own $(if ($Stop.ContainsKey('Hold')) { @{ Hold = $Stop.Hold } } else { @{} })
        if ($Stop.ContainsKey('Fault')) { Add-EmulatorFault $Stop.Fault }
        $lock = if ($Stop.ContainsKey('Lock')) { [IO.FileStream]::new((Get-SettingsPath $Stop.Lock), 'OpenOrCreate', 'ReadWrite', 'None') }
        $shell = Start-Shell -Script "Update-MistralApiKey -Force -Name fire $With"
        try {
            Wait-Until -What $Stop.At {
                if ($shell.Process.HasExited) { throw "It ended before this: $($Stop.At). $($shell.Errors.Result)" }
                if ($Stop.ContainsKey('Fault')) { @(Get-EmulatorRequest -Filter @{ held = 1 }).Count -gt 0 }
                elseif ($Stop.ContainsKey('Hold')) { [IO.File]::Exists($held) }
                else { @(Get-OwnVaultCall Own 'SetInfo Mistral-fire').Count -gt 0 }
            }
        }
        finally {
            Stop-Shell $shell
            if ($lock) { $lock.Dispose() }
            [IO.File]::Delete($held)
            Clear-EmulatorFault
            Invoke-EmulatorRelease
            Set-OwnVault Own
        }
        ConvertFrom-Json -InputObject ([IO.File]::ReadAllText((Get-SettingsPath rotation-fire.json)))
    }

    # Exactly one key exists, all records match it, and nothing else remains.
    function Assert-OneKey {
        $live = @(Get-EmulatorKey)
        $live.Count | Should -Be 1
        $live[0].sha256 | Should -BeExactly (Get-KeyHash (Get-OwnSecret Own Mistral-fire))
        $saved = Get-MistralConnection -ListAvailable | Where-Object Name -EQ fire
        $saved.ApiKeyId | Should -BeExactly $live[0].id
        $saved.ExpiresOn.UtcDateTime.ToString('yyyy-MM-dd') | Should -BeExactly $live[0].expirationDate
        (Get-OwnMetadata Own Mistral-fire).Expiration.ToString('yyyy-MM-dd') | Should -BeExactly $live[0].expirationDate
        Get-OwnSecretName Own | Sort-Object | Should -BeExactly 'Mistral-fire', 'MistralAdmin-fire'
        (Get-ChildItem -LiteralPath (Get-SettingsPath) -File).Name | Where-Object { $_ -notlike '*.lock' } | Should -BeExactly 'connections.json'
    }

    # Completes the rotation, or undoes it and rotates again. The reader then gets the new key.
    function Assert-RunAgain {
        $before = (Get-EmulatorRequest -Filter @{ path = '/v1/chat/completions'; status = 200 }).Count
        $done = @(Update-MistralApiKey -Force -Name fire -ErrorVariable problems -ErrorAction SilentlyContinue)
        $problems | Should -BeNullOrEmpty
        $done.Count | Should -Be 1
        "$($done[0].State)" | Should -BeExactly Completed
        $done[0].ExpiresOn | Should -Not -BeNullOrEmpty
        Assert-OneKey
        $null = Get-EmulatorRequest -Wait 20 -Count ($before + 2) -Filter @{ path = '/v1/chat/completions'; status = 200 }
    }
}

AfterAll {
    foreach ($shell in $running) { Stop-Shell $shell }
    [IO.File]::Delete($stopReading)
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
    Reset-Emulator
}

Describe 'A killed rotation' {
    BeforeEach {
        # State that a failed test left must not affect the next test.
        [IO.File]::Delete((Get-SettingsPath rotation-fire.json))
        if ($secret = Get-OwnSecret Own Mistral-fire) {
            $used = Get-KeyHash $secret
            Get-EmulatorKey | Where-Object sha256 -CNE $used | ForEach-Object { Remove-MistralApiKey -Id $_.id -Connection fire -Confirm:$false }
        }
    }

    It 'at <At> leaves a working key, and the next run completes or undoes it' -ForEach $stops {
        $journal = Invoke-KilledRotation $_
        $journal.step | Should -BeExactly $Step
        @(Get-EmulatorKey).Count | Should -Be $Live
        if ($_.ContainsKey('Gone')) { Get-OwnSecret Own Mistral-fire | Should -BeNullOrEmpty }
        else { Test-KeyStatus (Get-OwnSecret Own Mistral-fire) | Should -Be 200 }
        Assert-RunAgain
    }

    It 'at <At>, while an unusable new key is undone, keeps the old key' -ForEach $undone {
        $key = Get-KeyHash (Get-OwnSecret Own Mistral-fire)
        Set-EmulatorKey @{ propagation = -1 }
        try { $journal = Invoke-KilledRotation $_ '-TimeoutSeconds 1' }
        finally { Set-EmulatorKey @{ propagation = 0 } }
        $journal.step | Should -BeExactly RollingBack
        @(Get-EmulatorKey).Count | Should -Be $Live
        Get-KeyHash (Get-OwnSecret Own Mistral-fire) | Should -BeExactly $key
        Test-KeyStatus (Get-OwnSecret Own Mistral-fire) | Should -Be 200
        Assert-RunAgain
    }

    It 'that is killed again is completed by the third run' {
        $first = Invoke-KilledRotation @{ At = 'the proof'; Fault = @{ method = 'GET'; path = '/v1/users/me'; skip = 1; holdHeaders = $true } }
        $second = Invoke-KilledRotation @{ At = 'the switch'; Hold = 'after Set Mistral-fire' }
        $second.newKeyName | Should -BeExactly $first.newKeyName
        $third = Invoke-KilledRotation @{ At = 'the revocation'; Fault = @{ method = 'DELETE'; path = '/v1/admin/api-keys/'; holdHeaders = $true } }
        $third.newKeyName | Should -BeExactly $first.newKeyName
        Assert-RunAgain
    }

    It 'is undone when the connection has another key since' {
        $made = Invoke-KilledRotation @{ At = 'the proof'; Fault = @{ method = 'GET'; path = '/v1/users/me'; skip = 1; holdHeaders = $true } }
        $before = [Net.NetworkCredential]::new('', (Get-OwnSecret Own Mistral-fire)).Password
        $other = $connect.Clone()
        $other.ApiKey = ConvertTo-TestSecret (New-EmulatorKey)
        Connect-Mistral -Name fire @other -VaultName Own -Save
        Revoke-EmulatorKey $before
        Assert-RunAgain
        (Get-EmulatorKey).id | Should -Not -Be $made.newKeyId
    }

    It 'keeps its grace period when it is continued' {
        $stop = @{ At = 'the proof'; Fault = @{ method = 'GET'; path = '/v1/users/me'; skip = 1; holdHeaders = $true } }
        $null = Invoke-KilledRotation $stop '-GracePeriod 1.00:00:00'
        $pending = Update-MistralApiKey -Force -Name fire
        "$($pending.State)" | Should -BeExactly RevocationPending
        @(Get-EmulatorKey).Count | Should -Be 2
        $pending.RevokeAfter | Should -BeGreaterThan ([datetimeoffset]::Now.AddHours(23))

        # Simulates the end of the grace period.
        $path = Get-SettingsPath rotation-fire.json
        $journal = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($path))
        $journal.revokeAfter = [datetimeoffset]::Now.AddMinutes(-1).ToString('o')
        [IO.File]::WriteAllText($path, (ConvertTo-Json -InputObject $journal))
        Assert-RunAgain
    }

    It 'has its partial files removed by the next run' {
        foreach ($file in 'connections.json', 'rotation-fire.json') {
            [IO.File]::WriteAllText((Get-SettingsPath "$file.0123456789abcdef0123456789abcdef.partial"), '{')
        }
        Assert-RunAgain
    }

    It 'keeps the new key when the vault lost the old one and the check fails' {
        $null = Invoke-KilledRotation @{ At = 'the switch'; Hold = 'amid Set Mistral-fire' }
        Add-EmulatorFault @{ method = 'GET'; path = '/v1/users/me'; skip = 1; times = 1; status = 422 }
        Get-TestError { Update-MistralApiKey -Force -Name fire } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'MistralRotationUnfinished,*'
        Clear-EmulatorFault
        @(Get-EmulatorKey).Count | Should -Be 2
        Assert-RunAgain
    }

    It 'caused no failure in another process that used the key' {
        [IO.File]::WriteAllText($stopReading, '')
        $ended = Wait-Shell $reader -Seconds 30
        $null = $running.Remove($reader)
        $ended.Errors | Should -BeNullOrEmpty
        $told = ConvertFrom-Json -InputObject $ended.Output
        $told.failures | Should -BeNullOrEmpty
        $told.calls | Should -BeGreaterThan 100

        # Each revoked key was refused once before the call was repeated with the next one.
        (Get-EmulatorTenant).unauthorized | Should -BeGreaterThan 15
    }
}
