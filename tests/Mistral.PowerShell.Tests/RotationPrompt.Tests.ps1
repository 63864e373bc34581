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

    # What -WhatIf warns of.
    function Get-Told { "$(Update-MistralApiKey prod -WhatIf 3>&1)" }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own, Second
    Clear-Settings
}

Describe 'A rotation' {
    BeforeEach { . $fresh }

    It 'asks, as what revokes a key does' {
        foreach ($name in 'Update-MistralApiKey', 'Remove-MistralApiKey') {
            $attribute = (Get-Command $name).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)
            $attribute.ConfirmImpact | Should -Be 'High'
        }
    }

    It 'does nothing where nobody can be asked, and says how to go on: <Name>' -ForEach @(
        @{ Name = 'by name'; Command = 'Update-MistralApiKey prod' }
        @{ Name = 'of all'; Command = 'Update-MistralApiKey -All' }
        @{ Name = 'with -Force and -Confirm'; Command = 'Update-MistralApiKey prod -Force -Confirm' }
        @{ Name = 'with its standard input closed'; Command = 'Update-MistralApiKey prod'; Switches = '-NoProfile' }
    ) {
        $told = Invoke-Elsewhere $Command -Switches $(if ($Switches) { $Switches } else { '-NoProfile -NonInteractive' })
        $told.id | Should -BeExactly 'MistralRotationNotConfirmed'
        $told.action | Should -Match '-Force'
        Get-RequestLine | Where-Object { $_ -notlike 'GET *' } | Should -BeNullOrEmpty
        Test-KeyStatus $old.Key | Should -Be 200
    }

    It 'does nothing where the host has nobody to ask' {
        $started = Start-TestScript { try { Update-MistralApiKey prod -ErrorAction Stop } catch { $_.FullyQualifiedErrorId } }
        try { "$(Wait-TestScript $started)" | Should -BeLike 'MistralRotationNotConfirmed,*' }
        finally { Remove-TestScript $started }
        Test-KeyStatus $old.Key | Should -Be 200
    }

    It 'is done without a question with <Name>' -ForEach @(
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

Describe 'A person at a terminal who is asked for a rotation' -Skip:$noTerminal {
    BeforeAll { Import-Module "$PSScriptRoot/Support/Terminal.psm1" -Force }

    BeforeEach { . $fresh }

    It 'is told what stops working, and has it done or not: <Name>' -ForEach @(
        @{ Name = 'yes'; Answer = 'y'; Says = 'Completed'; Status = 401; Posts = 1 }
        @{ Name = 'no'; Answer = 'n'; Says = 'nothing'; Status = 200; Posts = 0 }
        @{ Name = 'Enter alone, which means yes'; Answer = ''; Says = 'Completed'; Status = 401; Posts = 1 }
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

Describe 'Who else has the key' {
    BeforeEach { . $fresh }

    It 'is told where the secret of an earlier step has it, in the question and as a warning' {
        Set-Secret -Vault Own -Name MistralApiKey -SecureStringSecret $secure
        $ran = Invoke-TestShell @'
Connect-Mistral -SecretName MistralApiKey
Update-MistralApiKey prod -WhatIf
'@ @{ MISTRAL_BASE_URL = $uri }
        $ran.Output | Should -Match "What if: .*also that of the secret 'MistralApiKey' in vault 'Own', where it stops working"
        Get-Told | Should -Match "the secret 'MistralApiKey' in vault 'Own'"
        Get-RequestLine | Where-Object { $_ -notlike 'GET *' } | Should -BeNullOrEmpty
    }

    It 'is told: <Name>' -ForEach @(
        @{ Name = 'a saved connection with a secret of its own'; Do = { Connect-Mistral -Name copy @saved }; Says = "the saved connection 'copy'" }
        @{ Name = 'a secret of any name that this session has read'; Do = { Set-OwnSecret Second mine $secure; Connect-Mistral -SecretName mine -VaultName Second -BaseUri $uri }; Says = "the secret 'mine' in vault 'Second'" }
        @{ Name = 'a table in the same vault'; Do = { Set-OwnSecret Own 'Old Mistral keys' @{ ApiKey = $old.Key } }; Says = "the secret 'Old Mistral keys' in vault 'Own'" }
    ) {
        . $Do
        $told = Get-Told
        $told.Contains($Says) | Should -BeTrue
        $told.Contains($old.Key) | Should -BeFalse
    }

    It 'is not told: <Name>' -ForEach @(
        @{ Name = 'a connection with the same secret'; Do = { Connect-Mistral -Name twin -SecretName Mistral-prod -VaultName Own -BaseUri $uri -Save } }
        @{ Name = 'a connection with another key'; Do = { Connect-Mistral -Name dev -ApiKey (ConvertTo-TestSecret (New-EmulatorKey)) -BaseUri $uri -VaultName Own -Save } }
        @{ Name = 'a secret with another key'; Do = { Set-OwnSecret Own MistralOther (ConvertTo-TestSecret (New-EmulatorKey)) } }
        @{ Name = 'a secret that is no key'; Do = { Set-OwnSecret Own MistralNotes ([byte[]] (1, 2, 3)) } }
        @{ Name = 'where the vault lists nothing'; Do = { Set-OwnSecret Own MistralApiKey $secure; Set-OwnVault Own @{ FailList = $true } } }
        @{ Name = 'a secret that is gone'; Do = { Set-OwnSecret Second gone $secure; Connect-Mistral -SecretName gone -VaultName Second -BaseUri $uri; Clear-OwnVault Second } }
    ) {
        . $Do
        Get-Told | Should -BeNullOrEmpty
    }
}
