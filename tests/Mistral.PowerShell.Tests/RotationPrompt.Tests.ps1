#requires -Version 5.1
# Seconds: 20
# Own process: what it says of a key depends on the secrets that the process has read before.
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
    Register-OwnVault Second

    $fresh = {
        Reset-TestState Own, Second
        $old = New-WorkspaceKey Production -Name 'key of prod'
        $secure = ConvertTo-TestSecret $old.Key
        $saved = @{ ApiKey = $secure; BaseUri = $uri; VaultName = 'Own'; Save = $true }
        Connect-Mistral -Name prod -AdminApiKey $admin @saved
        Clear-EmulatorRequest
    }

    # The warnings of -WhatIf.
    function Get-Told { "$(Update-MistralApiKey prod -WhatIf 3>&1)" }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own, Second
    Clear-Settings
}

Describe 'A rotation' {
    BeforeEach { . $fresh }

    It 'asks for confirmation' {
        foreach ($name in 'Update-MistralApiKey', 'Remove-MistralApiKey') {
            $attribute = (Get-Command $name).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)
            $attribute.ConfirmImpact | Should -Be 'High'
        }
    }

    It 'does nothing in an unattended session and explains how to continue: <Name>' -ForEach @(
        @{ Name = 'by name'; Command = 'Update-MistralApiKey prod' }
        @{ Name = 'with -All'; Command = 'Update-MistralApiKey -All' }
        @{ Name = 'with -Force and -Confirm'; Command = 'Update-MistralApiKey prod -Force -Confirm' }
        @{ Name = 'with standard input closed'; Command = 'Update-MistralApiKey prod'; Switches = '-NoProfile' }
    ) {
        $told = Invoke-Elsewhere $Command -Switches $(if ($Switches) { $Switches } else { '-NoProfile -NonInteractive' })
        $told.id | Should -BeExactly 'MistralRotationNotConfirmed'
        $told.action | Should -Match '-Force'
        Get-RequestLine | Where-Object { $_ -notlike 'GET *' } | Should -BeNullOrEmpty
        Test-KeyStatus $old.Key | Should -Be 200
    }

    It 'does nothing when the host can''t prompt' {
        $started = Start-TestScript { try { Update-MistralApiKey prod -ErrorAction Stop } catch { $_.FullyQualifiedErrorId } }
        try { "$(Wait-TestScript $started)" | Should -BeLike 'MistralRotationNotConfirmed,*' }
        finally { Remove-TestScript $started }
        Test-KeyStatus $old.Key | Should -Be 200
    }

    It 'does not prompt with <Name>' -ForEach @(
        @{ Name = '-Force'; Command = { Update-MistralApiKey prod -Force } }
        @{ Name = '-Confirm:$false'; Command = { Update-MistralApiKey prod -Confirm:$false } }
        @{ Name = '$ConfirmPreference'; Command = { $ConfirmPreference = 'None'; Update-MistralApiKey prod } }
    ) {
        "$((& $Command).State)" | Should -BeExactly 'Completed'
        Test-KeyStatus $old.Key | Should -Be 401
    }

    It 'is only shown with -Force and -WhatIf' {
        Update-MistralApiKey prod -Force -WhatIf | Should -BeNullOrEmpty
        $WhatIfPreference = $true
        try { Update-MistralApiKey prod -Force | Should -BeNullOrEmpty }
        finally { $WhatIfPreference = $false }
        Test-KeyStatus $old.Key | Should -Be 200
    }
}

Describe 'A rotation prompt in a terminal' -Skip:$noTerminal {
    BeforeAll { Import-Module "$PSScriptRoot/Support/Terminal.psm1" -Force }

    BeforeEach { . $fresh }

    It 'shows what stops working and obeys the response: <Name>' -ForEach @(
        @{ Name = 'yes'; Answer = 'y'; Says = 'Completed'; Status = 401; Posts = 1 }
        @{ Name = 'no'; Answer = 'n'; Says = 'nothing'; Status = 200; Posts = 0 }
        @{ Name = 'Enter, which means yes'; Answer = ''; Says = 'Completed'; Status = 401; Posts = 1 }
        @{ Name = 'no to all'; Answer = 'l'; Says = 'nothing'; Status = 200; Posts = 0 }
    ) {
        $terminal = Start-Terminal '$ProgressPreference = "SilentlyContinue"; $done = Update-MistralApiKey prod; "<$(if ($done) { $done.State } else { "nothing" })>"'
        try {
            Wait-Terminal $terminal 'default is "Y"\)'
            $terminal.Shown | Should -Match 'on target\s+"prod"'
            $terminal.Shown | Should -Match 'revoke the old key'
            $terminal.Shown.Contains($old.Key) | Should -BeFalse
            Test-KeyStatus $old.Key | Should -Be 200 -Because 'nothing is done before the answer'
            Send-Terminal $terminal "$Answer`r"
            Wait-Terminal $terminal "<$Says>"
        }
        finally { Stop-Terminal $terminal }
        Test-KeyStatus $old.Key | Should -Be $Status
        Test-KeyStatus (Get-OwnSecret Own Mistral-prod) | Should -Be 200
        @(Get-RequestLine | Where-Object { $_ -like 'POST *' }).Count | Should -Be $Posts
    }
}

Describe 'Another user of the key' {
    BeforeEach { . $fresh }

    It 'is named in the prompt and in a warning when it is the secret of an earlier step' {
        Set-Secret -Vault Own -Name MistralApiKey -SecureStringSecret $secure
        $ran = Invoke-TestShell @'
Connect-Mistral -SecretName MistralApiKey
Update-MistralApiKey prod -WhatIf
'@ @{ MISTRAL_BASE_URL = $uri }
        $ran.Output | Should -Match "What if: .*also used by the secret 'MistralApiKey' in vault 'Own', where it stops working"
        Get-Told | Should -Match "the secret 'MistralApiKey' in vault 'Own'"
        Get-RequestLine | Where-Object { $_ -notlike 'GET *' } | Should -BeNullOrEmpty
    }

    It 'is not named when the module was removed since' {
        Set-OwnSecret Second mine $secure
        $module = Get-TestModulePath
        foreach ($between in '', "Remove-Module Mistral; Import-Module '$module'") {
            $ran = Invoke-TestShell "Connect-Mistral -SecretName mine -VaultName Second; $between; Update-MistralApiKey prod -WhatIf" @{ MISTRAL_BASE_URL = $uri }
            $ran.Output.Contains("the secret 'mine'") | Should -Be ($between -eq '')
        }
    }

    It 'is named: <Name>' -ForEach @(
        @{ Name = 'a saved connection with a different secret'; Do = { Connect-Mistral -Name copy @saved }; Says = "the saved connection 'copy'" }
        @{ Name = 'a secret of any name that this session has read'; Do = { Set-OwnSecret Second mine $secure; Connect-Mistral -SecretName mine -VaultName Second -BaseUri $uri }; Says = "the secret 'mine' in vault 'Second'" }
        @{ Name = 'a hashtable in the same vault'; Do = { Set-OwnSecret Own 'Old Mistral keys' @{ ApiKey = $old.Key } }; Says = "the secret 'Old Mistral keys' in vault 'Own'" }
    ) {
        . $Do
        $told = Get-Told
        $told.Contains($Says) | Should -BeTrue
        $told.Contains($old.Key) | Should -BeFalse
    }

    It 'is not named: <Name>' -ForEach @(
        @{ Name = 'a connection with the same secret'; Do = { Connect-Mistral -Name twin -SecretName Mistral-prod -VaultName Own -BaseUri $uri -Save } }
        @{ Name = 'a connection with another key'; Do = { Connect-Mistral -Name dev -ApiKey (ConvertTo-TestSecret (New-EmulatorKey)) -BaseUri $uri -VaultName Own -Save } }
        @{ Name = 'a secret with another key'; Do = { Set-OwnSecret Own MistralOther (ConvertTo-TestSecret (New-EmulatorKey)) } }
        @{ Name = 'a secret that isn''t a key'; Do = { Set-OwnSecret Own MistralNotes ([byte[]] (1, 2, 3)) } }
        @{ Name = 'a secret in a vault that can''t be listed'; Do = { Set-OwnSecret Own MistralApiKey $secure; Set-OwnVault Own @{ FailList = $true } } }
        @{ Name = 'a secret that was removed'; Do = { Set-OwnSecret Second gone $secure; Connect-Mistral -SecretName gone -VaultName Second -BaseUri $uri; Clear-OwnVault Second } }
    ) {
        . $Do
        Get-Told | Should -BeNullOrEmpty
    }
}
