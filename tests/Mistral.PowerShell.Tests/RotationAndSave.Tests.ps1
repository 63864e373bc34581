#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

BeforeDiscovery {
    $noTerminal = -not (Get-Command script -CommandType Application -ErrorAction Ignore) -or $IsMacOS -or $PSVersionTable.PSEdition -ne 'Core'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    $admin = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY
    Register-OwnVault Own -Default

    $fresh = {
        Reset-TestState Own
        $old = New-WorkspaceKey Production -Name 'key of prod'
        $other = New-WorkspaceKey Production -Name 'another key'
        $otherSecure = ConvertTo-TestSecret $other.Key
        Connect-Mistral -Name prod -ApiKey (ConvertTo-TestSecret $old.Key) -AdminApiKey $admin -BaseUri $uri -VaultName Own -Save
        Disconnect-Mistral
        Clear-EmulatorRequest
    }

    # The vault has the key that was saved during the rotation, and no key was created or revoked.
    function Assert-OtherKey {
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly (Get-KeyHash $other.Key)
        Get-OwnSecretName Own | Where-Object { $_ -like '*-next-*' } | Should -BeNullOrEmpty
        (Get-EmulatorKey | Where-Object name -NE 'Start key').name | Sort-Object | Should -BeExactly 'another key', 'key of prod'
        Get-ChildItem -LiteralPath (Get-SettingsPath) -Filter 'rotation-prod.json' | Should -BeNullOrEmpty
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'A rotation that waits for confirmation' -Skip:$noTerminal {
    BeforeAll { Import-Module "$PSScriptRoot/Support/Terminal.psm1" -Force }

    BeforeEach { . $fresh }

    It 'refuses to continue when the connection was changed meanwhile: <Name>' -ForEach @(
        @{ Name = 'it was saved again with another key'; Do = { Connect-Mistral -Name prod -ApiKey $otherSecure -BaseUri $uri -Save } }
        @{ Name = 'its secret was replaced'; Do = { Set-OwnSecret Own Mistral-prod $otherSecure } }
        @{ Name = 'it was removed and saved again'; Do = {
                Remove-MistralConnection prod -IncludeSecret -Confirm:$false
                Connect-Mistral -Name prod -ApiKey $otherSecure -BaseUri $uri -VaultName Own -Save
            }
        }
    ) {
        $script = '$ProgressPreference = "SilentlyContinue"; try { $null = Update-MistralApiKey prod -ErrorAction Stop; "<done>" } catch { "<$($_.FullyQualifiedErrorId)> <$_>" }'
        $terminal = Start-Terminal $script
        try {
            Wait-Terminal $terminal 'default is "Y"\)'
            $watch = [Diagnostics.Stopwatch]::StartNew()
            . $Do
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
            Send-Terminal $terminal "y`r"
            Wait-Terminal $terminal '<(done|Mistral[^>]*)>'
            $terminal.Shown | Should -Match '<MistralRotationFailed,'
            $terminal.Shown -replace '\s+', ' ' | Should -Match 'waited for confirmation|was changed during'
        }
        finally { Stop-Terminal $terminal }
        Assert-OtherKey
        Test-KeyStatus $old.Key | Should -Be 200
    }

    It 'continues when the connection was not changed' {
        $terminal = Start-Terminal '$ProgressPreference = "SilentlyContinue"; "<$((Update-MistralApiKey prod).State)>"'
        try {
            Wait-Terminal $terminal 'default is "Y"\)'
            Send-Terminal $terminal "y`r"
            Wait-Terminal $terminal '<Completed>'
        }
        finally { Stop-Terminal $terminal }
        Test-KeyStatus $old.Key | Should -Be 401
    }
}

Describe 'A rotation in progress' {
    BeforeEach { . $fresh }

    It 'delays a save of the connection, which then stores the given key' {
        $held = [IO.Path]::Combine((Get-OwnVaultFolder Own), 'held')
        Set-OwnVault Own @{ Hold = 'before Set Mistral-prod' }
        $rotation = Start-Shell '$done = Update-MistralApiKey prod -Force 2>&1; "<$($done.State)> $done"'
        $save = $null
        try {
            Wait-TestFile $held
            $save = Start-TestScript -Variable @{ Key = $otherSecure; Uri = $uri } {
                $Seen.Add('started')
                Connect-Mistral -Name prod -ApiKey $Key -BaseUri $Uri -Save
            }
            $null = Receive-TestScript $save
            $save.Run.AsyncWaitHandle.WaitOne(1500) | Should -BeFalse -Because 'the rotation comes first'
            Set-OwnVault Own
            [IO.File]::Delete($held)
            $null = Wait-TestScript $save
            "$($save.Shell.Streams.Error)" | Should -BeNullOrEmpty
            (Wait-Shell $rotation).Output | Should -Match '<Completed>'
        }
        finally {
            [IO.File]::Delete($held)
            if ($save) { Remove-TestScript $save }
        }
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly (Get-KeyHash $other.Key)
        Test-KeyStatus $other.Key | Should -Be 200
        Test-KeyStatus $old.Key | Should -Be 401
        (Get-MistralConnection -ListAvailable prod).ApiKeyId | Should -BeExactly $other.Id
    }

    It 'keeps a secret that another process stored meanwhile and revokes the new key' {
        $held = [IO.Path]::Combine((Get-OwnVaultFolder Own), 'held')
        Set-OwnVault Own @{ Hold = 'after Set Mistral-prod-next-*' }
        $rotation = Start-Shell '$problem = Update-MistralApiKey prod -Force 2>&1; "<$($problem.FullyQualifiedErrorId)> $problem"'
        try {
            Wait-TestFile $held
            Set-OwnSecret Own Mistral-prod $otherSecure
            Set-OwnVault Own
        }
        finally { [IO.File]::Delete($held) }
        $said = (Wait-Shell $rotation).Output
        $said | Should -Match '<MistralRotationFailed,'
        $said | Should -Match "secret 'Mistral-prod' in vault 'Own' was changed"
        Assert-OtherKey
    }
}
