#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement
# Vaults that do not support or allow all operations of SecretManagement.

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
        Connect-Mistral -Name prod -ApiKey (ConvertTo-TestSecret $old.Key) -AdminApiKey $admin -BaseUri $uri -VaultName Own -MaximumRetryCount 0 -Save
        Clear-EmulatorRequest
    }

    function Get-LiveKey { Get-EmulatorKey | Where-Object name -Like 'key of prod*' }
    function Get-Journal { Get-ChildItem -LiteralPath (Get-SettingsPath) -Filter 'rotation-*.json' }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own, Second
    Clear-Settings
}

Describe 'A rotation' {
    BeforeEach { . $fresh }

    It 'revokes the old key when the vault <Name>' -ForEach @(
        @{ Name = 'can''t list secrets'; Behavior = @{ FailList = $true }; Warnings = 0 }
        @{ Name = 'lists each name twice'; Behavior = @{ ListTwice = $true }; Warnings = 0 }
        @{ Name = 'can''t remove secrets'; Behavior = @{ FailRemove = $true }; Warnings = 1 }
        @{ Name = 'can''t list or remove secrets'; Behavior = @{ FailList = $true; FailRemove = $true }; Warnings = 1 }
    ) {
        Set-OwnVault Own $Behavior
        $said = @(Update-MistralApiKey -Force prod *>&1)
        $warned = @($said | Where-Object { $_ -is [Management.Automation.WarningRecord] -and "$_" -notlike '*note when it expires*' })
        $warned.Count | Should -Be $Warnings
        "$(@($said)[-1].State)" | Should -BeExactly 'Completed'
        $live = @(Get-LiveKey)
        $live.Count | Should -Be 1
        $live[0].id | Should -Not -BeExactly $old.Id
        Get-KeyHash (Get-OwnSecret Own Mistral-prod) | Should -BeExactly $live[0].sha256
        Get-Journal | Should -BeNullOrEmpty
        $left = @(Get-OwnSecretName Own | Where-Object { $_ -like '*-next-*' })
        $left.Count | Should -Be $Warnings
        if ($Warnings) {
            "$warned" | Should -Match 'The vault gives nothing away'
            "$warned".Contains("Remove-Secret -Name '$left' -Vault 'Own'") | Should -BeTrue
        }
    }

    It 'that is undone completes when the vault does not remove secrets' {
        Set-OwnVault Own @{ FailRemove = $true; FailSetName = 'Mistral-prod' }
        $warned = $null
        $problem = Get-TestError { Update-MistralApiKey -Force prod -WarningAction SilentlyContinue -WarningVariable script:warned }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRotationFailed,*'
        "$script:warned" | Should -Match 'was not removed'
        @(Get-LiveKey).id | Should -BeExactly $old.Id
        Get-Journal | Should -BeNullOrEmpty
    }

    It 'that was killed after the key was created completes without a list of secrets' {
        # The previous run left the new key next to the old one, and its journal does not contain this.
        $made = New-WorkspaceKey Production -Name 'key of prod (rotated 20260101T000000Z 0123abcd)'
        Set-OwnSecret Own Mistral-prod-next-0123abcd (ConvertTo-TestSecret $made.Key)
        $journal = @{
            connection = 'prod'; step = 'Creating'; newKeyName = 'key of prod (rotated 20260101T000000Z 0123abcd)'
            nextSecretName = 'Mistral-prod-next-0123abcd'; nextVaultName = 'Own'; oldKeyId = $old.Id; startedAt = [datetimeoffset]::Now; gracePeriod = '00:00:00'
        }
        [IO.File]::WriteAllText((Get-SettingsPath rotation-prod.json), (ConvertTo-Json -InputObject $journal))
        Set-OwnVault Own @{ FailList = $true }
        (Update-MistralApiKey -Force prod 3>$null).NewKeyId | Should -BeExactly $made.Id
        @(Get-LiveKey).id | Should -BeExactly $made.Id
        Get-OwnSecretName Own | Sort-Object | Should -BeExactly 'Mistral-prod', 'MistralAdmin-prod'
    }
}

Describe 'A vault that can''t be listed' {
    BeforeEach { . $fresh }

    It 'is found by the name of its secret' {
        Set-OwnSecret Second mine (ConvertTo-TestSecret $old.Key)
        Set-OwnVault Own @{ FailList = $true }
        Set-OwnVault Second @{ FailList = $true }
        Connect-Mistral -Name other -SecretName mine -BaseUri $uri -Save
        (Get-MistralConnection -ListAvailable other).VaultName | Should -BeExactly 'Second'
    }

    It 'does not affect a secret of another vault with or without its name: <_>' -ForEach @('Second', '') {
        Set-OwnSecret Second mine (ConvertTo-TestSecret $old.Key)
        Set-OwnVault Own @{ FailList = $true; FailGet = $true }
        $with = if ($_) { @{ VaultName = $_ } } else { @{} }
        Connect-Mistral -Name other -SecretName mine -BaseUri $uri -Save @with
        (Get-MistralConnection -ListAvailable other).VaultName | Should -BeExactly 'Second'
    }

    It 'allows the removal of a connection with its secrets, also when they do not exist' {
        Set-OwnVault Own @{ FailList = $true }
        Remove-Secret -Vault Own -Name Mistral-prod
        Remove-MistralConnection prod -IncludeSecret -Confirm:$false *>&1 | Should -BeNullOrEmpty
        Get-OwnSecretName Own | Should -BeNullOrEmpty
        Get-MistralConnection -ListAvailable | Should -BeNullOrEmpty
    }

    It 'keeps the connection when a secret can''t be removed or read' {
        Set-OwnVault Own @{ FailList = $true; FailRemove = $true; FailGet = $true }
        (Get-TestError { Remove-MistralConnection prod -IncludeSecret -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultFailed,*'
        (Get-MistralConnection -ListAvailable).Name | Should -BeExactly 'prod'
    }
}
