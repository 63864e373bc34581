#requires -Version 5.1

BeforeDiscovery {
    $onWindows = [IO.Path]::DirectorySeparatorChar -eq '\'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')

    $fresh = {
        Reset-TestState
        $file = Get-SettingsPath connections.json
        $watch = [Diagnostics.Stopwatch]::StartNew()
    }

    # A connection without a key: quick to save.
    function Save-Keyless([string] $Name, [hashtable] $With = @{}) {
        Connect-Mistral -Name $Name -NoApiKey -BaseUri $uri -SkipValidation -Save @With
    }

    # Changes a saved connection by hand.
    function Set-Saved([string] $Name, [hashtable] $Values) {
        $document = [IO.File]::ReadAllText($file) | ConvertFrom-Json
        foreach ($key in $Values.Keys) { $document.connections.$Name | Add-Member -NotePropertyName $key -NotePropertyValue $Values[$key] -Force }
        [IO.File]::WriteAllText($file, (ConvertTo-Json -InputObject $document -Depth 5))
    }
}

AfterAll {
    Disconnect-Mistral
    Clear-Settings
}

Describe 'The lock of the settings folder' -Skip:$onWindows {
    BeforeEach {
        . $fresh
        Save-Keyless prod
    }

    It 'causes an error at once when it can''t be created: <Name>' -ForEach @(
        @{ Name = 'a symbolic link to itself'; Break = { $lock = Get-SettingsPath connections.json.lock; [IO.File]::Delete($lock); $null = [IO.File]::CreateSymbolicLink($lock, $lock) }; Says = 'symbolic links' }
        @{ Name = 'a system folder'; Break = { [IO.Directory]::Delete((Get-SettingsPath), $true); $null = [IO.Directory]::CreateSymbolicLink((Get-SettingsPath), '/proc/self') }; Says = '/proc/self|(connections|rotation-dev)\.json' }
    ) {
        & $Break
        try {
            $problem = Get-TestError { Save-Keyless dev }
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
            "$problem" | Should -Match $Says
            "$problem" | Should -Not -Match 'Another process'
        }
        finally {
            if ([IO.Directory]::ResolveLinkTarget((Get-SettingsPath), $false)) { [IO.File]::Delete((Get-SettingsPath)) }
        }
    }

    It 'is waited for when another process holds it' {
        $lock = [IO.File]::Open((Get-SettingsPath connections.json.lock), 'OpenOrCreate', 'ReadWrite', 'None')
        $started = Start-TestScript { $Seen.Add('started'); Remove-MistralConnection prod -Confirm:$false; @(Get-MistralConnection -ListAvailable).Count }
        try {
            $null = Receive-TestScript $started
            $started.Run.AsyncWaitHandle.WaitOne(500) | Should -BeFalse
            $lock.Dispose()
            Wait-TestScript $started | Should -Be 0
        }
        finally {
            $lock.Dispose()
            Remove-TestScript $started
        }
    }
}

Describe 'A long name' {
    BeforeEach { . $fresh }

    It 'can be saved and removed: <Name>' -ForEach @(
        @{ Name = '250 letters'; Text = 'a' * 250 }
        @{ Name = '42 Cyrillic letters'; Text = [string][char] 0x0416 * 42 }
        @{ Name = '2000 letters'; Text = 'B' * 2000 }
    ) {
        Save-Keyless $Text
        Save-Keyless "${Text}x"
        (Get-TestError { Update-MistralApiKey -Force $Text }).FullyQualifiedErrorId | Should -BeLike 'MistralRotationNeedsVault,*'
        Remove-MistralConnection $Text -Confirm:$false *>&1 | Should -BeNullOrEmpty
        (Get-MistralConnection -ListAvailable).Name | Should -BeExactly "${Text}x"
    }
}

Describe 'A settings file' {
    BeforeEach {
        . $fresh
        Save-Keyless prod
    }

    It 'may begin with a byte order mark: <_>' -ForEach @('utf-8', 'utf-16', 'utf-16BE') {
        [IO.File]::WriteAllText($file, [IO.File]::ReadAllText($file), [Text.Encoding]::GetEncoding($_))
        (Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'prod'
        Save-Keyless dev
        @(Get-MistralConnection -ListAvailable).Count | Should -Be 2
    }

    It 'that is not a regular file is refused at once: <Name>' -Skip:$onWindows -ForEach @(
        @{ Name = 'a pipe'; Make = { param($path) mkfifo $path } }
        @{ Name = 'a device'; Make = { param($path) $null = [IO.File]::CreateSymbolicLink($path, '/dev/zero') } }
        @{ Name = 'a folder'; Make = { param($path) $null = [IO.Directory]::CreateDirectory($path) } }
    ) {
        [IO.File]::Delete($file)
        & $Make $file
        foreach ($how in { Get-MistralConnection -ListAvailable }, { Connect-Mistral -Name prod }, { Save-Keyless dev }, { Remove-MistralConnection prod }) {
            $problem = Get-TestError $how
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionsDamaged,*' -Because "$how"
            "$problem" | Should -Match 'regular file'
        }
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
    }

    It 'of a rotation that is a pipe is refused at once' -Skip:$onWindows {
        mkfifo (Get-SettingsPath rotation-prod.json)
        Set-Saved prod @{ secretName = 'a'; vaultName = 'b' }
        $started = Start-TestScript { try { Remove-MistralConnection prod -IncludeSecret -Force -Confirm:$false -ErrorAction Stop } catch { "$($_.FullyQualifiedErrorId)" } }
        try { "$(Wait-TestScript $started)" | Should -BeLike 'Mistral*' }
        finally {
            # Opens the other end of the pipe for a waiting reader.
            if (-not $started.Run.IsCompleted) { [IO.File]::OpenWrite((Get-SettingsPath rotation-prod.json)).Dispose() }
            Remove-TestScript $started
        }
    }

    It 'that other users can write is refused with a way to repair it: <Name>' -Skip:$onWindows -ForEach @(
        @{ Name = 'its group can write'; Break = { chmod 660 $file }; Says = 'other users may write'; Mend = 'chmod go-w'; Do = { chmod go-w $file } }
        @{ Name = 'everyone can write'; Break = { chmod 602 $file }; Says = 'other users may write'; Mend = 'chmod go-w'; Do = { chmod go-w $file } }
        @{ Name = 'another user owns it'; Break = { chown 12345 $file }; Says = 'belongs to another user'; Mend = 'chown'; Do = { chown 0 $file }; Root = $true }
    ) {
        if ($_['Root'] -and (id -u) -ne 0) { Set-ItResult -Skipped -Because 'only root gives files away' }
        & $Break
        foreach ($how in { Get-MistralConnection -ListAvailable }, { Get-MistralModel -Connection prod }, { Save-Keyless dev }) {
            $problem = Get-TestError $how
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionsUnsafe,*' -Because "$how"
            $problem.CategoryInfo.Category | Should -Be 'SecurityError'
            "$problem" | Should -Match $Says
            $problem.ErrorDetails.RecommendedAction | Should -Match $Mend
        }
        Get-EmulatorRequest | Should -BeNullOrEmpty
        & $Do
        (Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'prod'
    }

    It 'that other users can only read is used' -Skip:$onWindows {
        chmod 644 $file
        (Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'prod'
    }

    It 'has its values validated like parameters: <Name>' -ForEach @(
        @{ Name = 'a negative timeout'; Values = @{ connectionTimeoutSeconds = -1 }; Says = 'connectionTimeoutSeconds must be from 0\.001 to 86400 seconds' }
        @{ Name = 'a timeout that is too long'; Values = @{ operationTimeoutSeconds = 1e308 }; Says = 'operationTimeoutSeconds must be' }
        @{ Name = 'a timeout of zero'; Values = @{ operationTimeoutSeconds = 0 }; Says = 'operationTimeoutSeconds must be' }
        @{ Name = 'negative retries'; Values = @{ maximumRetryCount = -5 }; Says = 'maximumRetryCount must be from 0 to 100' }
        @{ Name = 'a proxy with an unsupported scheme'; Values = @{ proxy = 'ftp://127.0.0.1:9' }; Says = 'proxy must be an address' }
        @{ Name = 'a proxy without a scheme'; Values = @{ proxy = 'myproxy' }; Says = 'proxy must be an address' }
        @{ Name = 'a proxy with a password'; Values = @{ proxy = 'http://user:hunter2hunter2@127.0.0.1:9' }; Says = 'proxy must not contain a user name or password' }
        @{ Name = 'a proxy and noProxy'; Values = @{ proxy = 'http://127.0.0.1:9'; noProxy = $true }; Says = 'exclude each other' }
    ) {
        Save-Keyless dev
        Set-Saved prod $Values
        foreach ($how in { Connect-Mistral -Name prod -SkipValidation }, { Connect-Mistral -SkipValidation }, { Get-MistralModel -Connection prod }) {
            $problem = Get-TestError $how
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionsDamaged,*' -Because "$how"
            "$problem" | Should -Match $Says
            "$problem" | Should -Match "'prod'"
            "$problem $($problem.ErrorDetails.RecommendedAction)" | Should -Not -Match 'hunter2'
        }
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Connect-Mistral -Name dev -SkipValidation
        @(Get-MistralConnection -ListAvailable).Count | Should -Be 2
        Remove-MistralConnection prod -Confirm:$false *>&1 | Should -BeNullOrEmpty
    }

    It 'with duplicate names is reported without its content' {
        Set-Saved prod @{ secretName = 'hunter2hunter2' }
        $text = [IO.File]::ReadAllText($file)
        [IO.File]::WriteAllText($file, $text.Replace('"connections": {', '"connections": { "PROD": { "secretName": "hunter2hunter2" },'))
        $problem = Get-TestError { Get-MistralConnection -ListAvailable }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSavedConnectionsDamaged,*'
        "$problem" | Should -Match "more than one connection named 'prod'"
        ($problem | Format-List * -Force | Out-String) | Should -Not -Match 'hunter2|SavedConnection \{'
    }

    It 'is named in a write error instead of its temporary file' {
        $problem = Get-FullDiskError -Folder (Get-SettingsPath) "Connect-Mistral -Name full -NoApiKey -BaseUri '$uri' -DefaultModel $('m' * 9000) -SkipValidation -Save"
        $problem.Id | Should -BeLike 'MistralFileFailed,*'
        $problem.Message.Contains($file) | Should -BeTrue
        $problem.Message | Should -Not -Match 'partial'
        $problem.Files | Where-Object { $_ -like '*.partial' } | Should -BeNullOrEmpty
        (Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'prod'
    }
}

Describe 'A displayed date' {
    BeforeEach { . $fresh }

    It 'is Gregorian in <_>' -ForEach @('th-TH', 'fa-IR', 'ar-SA', 'en-US') {
        $before = [cultureinfo]::CurrentCulture
        $end = [datetimeoffset]::Now.AddDays(5)
        $day = $end.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
        try {
            [cultureinfo]::CurrentCulture = $_
            $warned = Save-Keyless "in $_" @{ ExpiresOn = $end } 3>&1
            "$warned".Contains($day) | Should -BeTrue -Because 'the warning of an expiry'
            (Get-MistralConnection -ListAvailable | Out-String).Contains($day) | Should -BeTrue -Because 'the table of saved connections'
            (Get-MistralConnection | Out-String).Contains($day) | Should -BeTrue -Because 'the connection'
            $passed = Get-TestError { Update-MistralApiKey -Force "in $_" -ExpiresOn ([datetimeoffset]::new(2020, 12, 5, 0, 0, 0, [timespan]::Zero)) }
            "$passed" | Should -Match '2020-12-05'
            [Mistral.PowerShell.ViewText]::Date('soon', 'yyyy-MM-dd') | Should -BeExactly 'soon'
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }

    It 'is always formatted by ViewText in the views' {
        $views = [IO.File]::ReadAllText((Join-Path (Split-Path (Get-TestModulePath)) 'Mistral.Format.ps1xml'))
        $views -replace 'ViewText\]::(Local)?Date\([^)]*yyyy' | Should -Not -Match 'yyyy'
    }
}
