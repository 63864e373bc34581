#requires -Version 5.1
# Seconds: 20
# Own process: it sets up a SecretStore, which keeps its state for the life of a process.
# Needs: Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore

BeforeDiscovery {
    $isModern = $PSVersionTable.PSVersion.Major -ge 7
    $hasTerminal = Test-Path /usr/bin/script
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    $module = Get-TestModulePath
    Register-OwnVault Own
    $noVault = Enable-TestVault 'Test Vault'

    # Runs a script in many runspaces of a separate process. Returns the outputs with their counts.
    $lanes = @'
$told = 1..{0} | ForEach-Object -ThrottleLimit {0} -Parallel {{ Import-Module '{1}'; try {{ {2} }} catch {{ "$_" }} }}
$told | Group-Object -NoElement | ForEach-Object {{ "$($_.Count) $($_.Name)" }}
'@
    function Format-Lanes([int] $Count, [string] $Script) { $lanes -f $Count, $module, $Script }

    $fresh = {
        Reset-TestState Own
        $key = New-EmulatorKey
        Set-OwnSecret Own a (ConvertTo-TestSecret $key)
    }
}

AfterAll {
    Disconnect-Mistral
    Disable-TestVault
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'Many runspaces that read keys of SecretStore at once' -Skip:(-not $isModern) {
    BeforeEach {
        if ($noVault) { Set-ItResult -Skipped -Because $noVault }
        . $fresh
        Set-Secret -Vault 'Test Vault' -Name k -SecureStringSecret (ConvertTo-TestSecret $key)
    }

    It 'all connect in an unattended session: <Name>' -ForEach @(
        @{ Name = '-SecretName'; Count = 24; Script = "(Connect-Mistral -SecretName k -VaultName 'Test Vault' -BaseUri '<uri>' -SkipValidation -PassThru).KeySource"; Says = "secret 'k' in vault 'Test Vault'" }
        @{ Name = '-Connection'; Count = 24; Script = "(Invoke-MistralChat 'repeat: a' -Connection prod).Content"; Says = 'a' }
    ) {
        Connect-Mistral -Name prod -SecretName k -VaultName 'Test Vault' -BaseUri $uri -SkipValidation -Save
        $ran = Wait-Shell (Start-Shell (Format-Lanes $Count $Script.Replace('<uri>', $uri)))
        $ran.Output.Trim() | Should -BeExactly "$Count $Says"
        $ran.ExitCode | Should -Be 0
    }

    It 'all connect in an interactive session' -Skip:(-not $hasTerminal) {
        Connect-Mistral -Name prod -SecretName k -VaultName 'Test Vault' -BaseUri $uri -SkipValidation -Save
        Invoke-AttendedShell (Format-Lanes 24 "(Invoke-MistralChat 'repeat: a' -Connection prod).Content") | Should -BeExactly '24 a'
    }

    It 'all connect with separate keys while some of them write' {
        1..8 | ForEach-Object { Set-Secret -Vault 'Test Vault' -Name "k$_" -SecureStringSecret (ConvertTo-TestSecret $key) }
        $script = @'
$id = [runspace]::DefaultRunspace.Id % 8 + 1
if ($id -lt 4) { $null = Connect-Mistral -Name "c$id" -SecretName "k$id" -VaultName 'Test Vault' -BaseUri '<uri>' -SkipValidation -ExpiresOn (Get-Date).AddDays(90) -Save }
else { $null = Connect-Mistral -SecretName "k$id" -VaultName 'Test Vault' -BaseUri '<uri>' -SkipValidation }
'done'
'@
        $ran = Wait-Shell (Start-Shell (Format-Lanes 16 $script.Replace('<uri>', $uri)))
        $ran.Output.Trim() | Should -BeExactly '16 done'
        $ran.ExitCode | Should -Be 0
    }
}

Describe 'Many runspaces that read one secret of a slow vault' -Skip:(-not $isModern) {
    BeforeEach {
        . $fresh
        Set-OwnVault Own @{ Delay = 200 }
    }

    It 'share its reads: <Name>' -ForEach @(
        @{ Name = 'unattended'; Run = { param($script) (Wait-Shell (Start-Shell $script)).Output.Trim() } }
        @{ Name = 'interactive'; Run = { param($script) Invoke-AttendedShell $script }; Attended = $true }
    ) {
        if ($_['Attended'] -and -not (Test-Path /usr/bin/script)) { Set-ItResult -Skipped -Because 'script(1), which provides a terminal, was not found' }
        $count = if ($env:MISTRAL_TEST_SOAK) { 100 } else { 40 }
        & $Run (Format-Lanes $count "(Connect-Mistral -SecretName a -VaultName Own -BaseUri '$uri' -SkipValidation -PassThru).KeySource") |
            Should -BeExactly "$count secret 'a' in vault 'Own'"
        @(Get-OwnVaultCall Own 'Get a').Count | Should -BeLessThan 20
    }
}

Describe 'Ctrl+C' {
    BeforeEach { . $fresh }

    It 'ends the wait for a slow vault at once, and the next command waits for the vault: <Name>' -ForEach @(
        @{ Name = 'Connect-Mistral'; Script = { Connect-Mistral -SecretName a -VaultName Own -BaseUri $Uri } }
        @{ Name = '-Connection'; Script = { Invoke-MistralChat 'Hi' -Connection prod } }
        @{ Name = 'a write'; Script = { Connect-Mistral -Name new -ApiKey $Key -VaultName Own -BaseUri $Uri -SkipValidation -Save }; Hold = 'before Set *'; Calls = 2 }
    ) {
        Connect-Mistral -Name prod -SecretName a -VaultName Own -BaseUri $uri -SkipValidation -Save
        Disconnect-Mistral
        $held = [IO.Path]::Combine((Get-OwnVaultFolder Own), 'held')

        # The best of three, because a busy machine can delay any of them.
        $best = @{ Started = 20000; Waiting = 20000 }
        for ($i = 0; $i -lt 3 -and ($best.Started -ge 200 -or $best.Waiting -ge 200); $i++) {
            Set-OwnVault Own @{ Hold = $(if ($_['Hold']) { $_['Hold'] } else { 'before Get a' }) }
            $started = Start-TestScript $Script -Variable @{ Uri = $uri; Key = (ConvertTo-TestSecret $key) }
            $waiting = $null
            try {
                Wait-TestFile $held
                $waiting = Start-TestScript { $Seen.Add('started'); Connect-Mistral -SecretName a -VaultName Own -BaseUri $Uri -SkipValidation } -Variable @{ Uri = $uri }
                $null = Receive-TestScript $waiting
                $best.Started = [Math]::Min($best.Started, (Stop-TestScript $started))
                "$($started.Shell.InvocationStateInfo.State): $($started.Shell.Streams.Error)" | Should -BeExactly 'Stopped: '

                # Still waiting for the vault that the stopped command uses.
                $best.Waiting = [Math]::Min($best.Waiting, (Stop-TestScript $waiting))
                "$($waiting.Shell.InvocationStateInfo.State): $($waiting.Shell.Streams.Error)" | Should -BeExactly 'Stopped: '

                # A save first checks whether the secret name is in use.
                @(Get-OwnVaultCall Own | Where-Object { $_ -match '^(Get|Set) ' }).Count | Should -Be $(if ($_['Calls']) { $_['Calls'] } else { 1 })
            }
            finally {
                Set-OwnVault Own
                [IO.File]::Delete($held)
                Remove-TestScript $started
                if ($waiting) { Remove-TestScript $waiting }
            }
            Connect-Mistral -SecretName a -VaultName Own -BaseUri $uri -SkipValidation
            (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
            Disconnect-Mistral
        }
        $best.Started | Should -BeLessThan 200
        $best.Waiting | Should -BeLessThan 200
    }

    It 'in a runspace that reads for others does not affect the others' -Skip:(-not $isModern) {
        $held = [IO.Path]::Combine((Get-OwnVaultFolder Own), 'held')
        Set-OwnSecret Own b (ConvertTo-TestSecret $key)
        Set-OwnVault Own @{ Hold = 'before Get *' }
        $script = { $Seen.Add('started'); (Connect-Mistral -SecretName $Name -VaultName Own -BaseUri $Uri -SkipValidation -PassThru).KeySource }
        $shells = @(Start-TestScript $script -Variable @{ Uri = $uri; Name = 'b' })
        try {
            # While the vault is busy, all of them wait to share one read. The first waiting runspace performs it.
            Wait-TestFile $held
            foreach ($i in 1..4) {
                $shells += Start-TestScript $script -Variable @{ Uri = $uri; Name = 'a' }
                $null = Receive-TestScript $shells[-1]
            }
            [IO.File]::Delete($held)
            Wait-TestFile $held
            foreach ($i in 1..3) { $null = Stop-TestScript $shells[$i] }
            Set-OwnVault Own
            [IO.File]::Delete($held)
            "$(Wait-TestScript $shells[4])" | Should -BeExactly "secret 'a' in vault 'Own'"
            "$(Wait-TestScript $shells[0])" | Should -BeExactly "secret 'b' in vault 'Own'"
        }
        finally {
            Set-OwnVault Own
            [IO.File]::Delete($held)
            $shells | ForEach-Object { Remove-TestScript $_ }
        }
    }
}
