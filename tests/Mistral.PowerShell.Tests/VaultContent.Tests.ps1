#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Register-OwnVault Own

    $fresh = {
        Reset-TestState Own
        $key = New-EmulatorKey
        $secure = ConvertTo-TestSecret $key
        $vault = @{ VaultName = 'Own'; BaseUri = $uri }
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'An empty key' {
    BeforeEach { . $fresh }

    It 'is refused: <Name>' -ForEach @(
        @{ Name = 'an empty credential'; How = { Connect-Mistral -Credential ([pscredential]::Empty) -BaseUri $uri } }
        @{ Name = 'a credential with an empty password'; How = { Connect-Mistral -Credential ([pscredential]::new('any', [securestring]::new())) -BaseUri $uri } }
        @{ Name = 'an empty SecureString'; How = { Connect-Mistral -ApiKey ([securestring]::new()) -BaseUri $uri } }
        @{ Name = 'an empty Admin API key'; How = { Connect-Mistral -AdminApiKey ([securestring]::new()) -BaseUri $uri } }
        @{ Name = 'an empty credential in a vault'; Secret = { [pscredential]::Empty } }
        @{ Name = 'an entry that is null'; Secret = { @{ ApiKey = $null } } }
        @{ Name = 'an entry that is empty'; Secret = { @{ ApiKey = '' } } }
        @{ Name = 'an entry that is a credential without a password'; Secret = { @{ ApiKey = [pscredential]::Empty } } }
    ) {
        if ($_['Secret']) {
            Set-OwnSecret Own a (& $Secret)
            $How = { Connect-Mistral -SecretName a @vault }
        }
        $problem = Get-TestError $How
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'An entry of a hashtable' {
    BeforeEach { . $fresh }

    It 'matches in any case and prefers the exact name: <Name>' -ForEach @(
        @{ Name = 'the default entry'; Table = { @{ apikey = $key } }; With = @{} }
        @{ Name = 'a named entry'; Table = { @{ PROD = $secure } }; With = @{ SecretEntry = 'prod' } }
        @{ Name = 'several entries'; Table = { $t = [hashtable]::new(); $t['apikey'] = 'x'; $t['ApiKey'] = $key; $t }; With = @{} }
    ) {
        Set-OwnSecret Own a (& $Table)
        Connect-Mistral -SecretName a @vault @With
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'is updated by a rotation without a change of the other content: <Name>' -ForEach @(
        @{ Name = 'a string'; Wrap = { $args[0] }; Check = { $args[0] } }
        @{ Name = 'a credential'; Wrap = { [pscredential]::new('ci', (ConvertTo-TestSecret $args[0])) }; Check = { $args[0].UserName | Should -BeExactly 'ci'; $args[0].Password } }
    ) {
        $made = New-WorkspaceKey Production -Name 'key of odd'
        Set-OwnSecret Own odd @{ apikey = (& $Wrap $made.Key); Other = 'x' }
        Connect-Mistral -Name odd -SecretName odd -AdminApiKey (ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY) -Save @vault
        $done = Update-MistralApiKey -Force odd
        "$($done.State)" | Should -BeExactly 'Completed'
        $table = Get-OwnSecret Own odd
        $table.Count | Should -Be 2
        @($table.Keys) -ccontains 'apikey' | Should -BeTrue
        $live = @(Get-EmulatorKey | Where-Object name -Like 'key of odd*')
        $live.Count | Should -Be 1
        Get-KeyHash (& $Check $table['apikey']) | Should -BeExactly $live[0].sha256
    }
}

Describe 'An expiry in metadata' {
    BeforeEach { . $fresh }

    It 'is ignored when it is ambiguous: <Value>' -ForEach @(
        @{ Value = '05.12.2026' }, @{ Value = '05/12/2026' }, @{ Value = '5-12-2026' }, @{ Value = '05.12.26 10:00 GMT' }, @{ Value = '10:00' }
        @{ Value = [long]::MaxValue }, @{ Value = -1 }, @{ Value = [datetime]::MaxValue }, @{ Value = [datetime]::MinValue }, @{ Value = '' }
    ) {
        Set-OwnSecret Own a $secure -Metadata @{ Expiration = $Value }
        Connect-Mistral -SecretName a @vault *>&1 | Should -BeNullOrEmpty
        (Get-MistralConnection).ExpiresOn | Should -BeNullOrEmpty
    }

    It 'is read when it has only one meaning: <Value>' -ForEach @(
        @{ Value = '2031-05-12' }, @{ Value = '12 May 2031' }, @{ Value = 'Mon, 12 May 2031 00:00:00 GMT' }, @{ Value = '2031-05-12T00:00:00Z' }
        @{ Value = [datetimeoffset]::new(2031, 5, 12, 0, 0, 0, [timespan]::Zero).ToUnixTimeSeconds() }
    ) {
        Set-OwnSecret Own a $secure -Metadata @{ Expiration = $Value }
        Connect-Mistral -SecretName a @vault
        (Get-MistralConnection).ExpiresOn.UtcDateTime | Should -Be ([datetime]::new(2031, 5, 12))
    }
}

Describe 'SecretManagement without a registered vault' {
    BeforeEach { . $fresh }

    It 'causes an error with the cause: <Name>, <Command>' -ForEach @(
        foreach ($command in 'Connect-Mistral -SecretName a', 'Connect-Mistral -SecretName a -VaultName b', 'Connect-Mistral -Name n -ApiKey (ConvertTo-SecureString x -AsPlainText -Force) -SkipValidation -Save') {
            @{ Name = 'no registered vault'; Command = $command; Registry = $null; Says = 'No secret vault is registered' }
        }
        @{ Name = 'a damaged registry'; Command = 'Connect-Mistral -SecretName a'; Registry = '{"Vaults":'; Says = 'registers the vaults, is damaged' }
    ) {
        if ([IO.Path]::DirectorySeparatorChar -eq '\') { Set-ItResult -Skipped -Because 'a home of its own is given by HOME alone' }
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $file = [IO.Path]::Combine($folder, '.secretmanagement', 'secretvaultregistry', 'vaultinfo')
        $null = [IO.Directory]::CreateDirectory((Split-Path $file))
        if ($Registry) { [IO.File]::WriteAllText($file, $Registry) }
        $told = Invoke-Elsewhere $Command -Environment @{ HOME = $folder; XDG_CONFIG_HOME = $folder }
        $told.id | Should -BeExactly 'MistralSecretVaultNotFound'
        $told.message | Should -Match $Says
        $told.action | Should -Match 'Register-SecretVault'
    }
}
