#requires -Version 5.1
# Seconds: 25
# Own process: it sets up a SecretStore, which keeps its state for the life of a process.
# Needs: Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    $shells = [Collections.Generic.List[object]]::new()
    $noVault = Enable-TestVault Store
    $stopReading = [IO.Path]::Combine([IO.Path]::GetTempPath(), "mistral-stop-$([guid]::NewGuid().ToString('N'))")
    $uri = $env:MISTRAL_TEST_URI
    $fresh = {
        if ($noVault) { Set-ItResult -Skipped -Because $noVault }
        Reset-TestState
        [IO.File]::Delete($stopReading)
        Reset-SecretStore -Authentication None -Interaction None -Force -Confirm:$false -WarningAction SilentlyContinue
    }

    function Save-Test([string] $Name, [string] $Key = $env:MISTRAL_TEST_KEY) {
        $admin = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY
        Connect-Mistral -Name $Name -ApiKey (ConvertTo-TestSecret $Key) -AdminApiKey $admin -BaseUri $uri -VaultName Store -ExpiresOn ([datetimeoffset]::Now.AddDays(30)) -Save
    }

    # A process that the cleanup ends.
    function Start-Other([string] $Script) {
        $shell = Start-Shell -Script $Script
        $shells.Add($shell)
        $shell
    }

    function Wait-Other($Shell, [int] $Seconds = 60) {
        $null = $shells.Remove($Shell)
        $ended = Wait-Shell $Shell -Seconds $Seconds
        $ended.Errors | Should -BeNullOrEmpty
        $ended.Output
    }

    # Calls the API until it is stopped, and writes a line for each call. Ends with the number of calls and the failures.
    function Start-Reader([string] $Prepare, [string] $Call) {
        $reader = Start-Other @"
`$calls = 0
`$failures = @()
$Prepare
'reading'
while (-not [IO.File]::Exists('$stopReading')) {
    try {
        $Call
        `$calls++
    }
    catch { `$failures += "`$(`$_.FullyQualifiedErrorId) `$_" }
    'called'
    [Threading.Thread]::Sleep(50)
}
ConvertTo-Json -Compress -InputObject @{ calls = `$calls; failures = `$failures; errors = `$Error.Count }
"@
        Receive-ShellLine $reader | Should -BeExactly reading
        $reader
    }

    # The active keys are those in the vault, one for each connection, and nothing else remains. A separate process reads
    # the vault, because this process may have an old copy of the store.
    function Assert-KeyOf([string[]] $Name) {
        $other = Start-Other @'
        $stored = @{}
        foreach ($secret in Microsoft.PowerShell.SecretManagement\Get-SecretInfo -Vault Store) {
            $plain = Microsoft.PowerShell.SecretManagement\Get-Secret -Vault Store -Name $secret.Name -AsPlainText
            $stored[$secret.Name] = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($plain))).ToLowerInvariant()
        }
        ConvertTo-Json -Compress -InputObject $stored
'@
        $stored = ConvertFrom-Json -InputObject (Wait-Other $other)
        $expected = foreach ($one in $Name) { "Mistral-$one"; "MistralAdmin-$one" }
        $stored.PSObject.Properties.Name | Sort-Object | Should -BeExactly @($expected | Sort-Object)
        $keys = foreach ($one in $Name) { $stored."Mistral-$one" }
        @($keys | Sort-Object) | Should -BeExactly @((Get-EmulatorKey).sha256 | Sort-Object)
        (Get-ChildItem -LiteralPath (Get-SettingsPath) -File).Name | Where-Object { $_ -notlike '*.lock' } | Should -BeExactly 'connections.json'
    }
}

AfterAll {
    foreach ($shell in $shells) { Stop-Shell $shell }
    [IO.File]::Delete($stopReading)
    Disconnect-Mistral
    Disable-TestVault
    Clear-Settings
    Reset-Emulator
}

Describe 'A rotation while other processes use the key' {
    BeforeEach { . $fresh }

    It 'causes no failed call in <Count> rotations' -ForEach @{ Count = $(if ($env:MISTRAL_TEST_SOAK) { 20 } else { 8 }) } {
        Save-Test fire
        $chat = {
            $said = Invoke-MistralChat 'repeat: a' -Connection $connection -ErrorAction Stop
            if ($said.Content -cne 'a') { throw 'Another answer.' }
        }
        $readers = @{
            # This process does not know of the rotation until its key is refused.
            open = Start-Reader '$connection = Connect-Mistral -Name fire -PassThru' "$chat"
            # Like a job that starts now: it reads the file and the vault, makes a first call, and then works.
            anew = Start-Reader '$connection = "fire"' "Connect-Mistral -Name fire -ErrorAction Stop
                `$test = Test-MistralConnection -ErrorAction Stop
                if (-not `$test.IsAuthenticated) { throw `$test.Problem }
                $chat"
        }
        $done = foreach ($i in 1..$Count) {
            Update-MistralApiKey -Force -Name fire -ErrorVariable +problems -ErrorAction SilentlyContinue
            # On a busy machine the rotations would end before the processes have called as often.
            foreach ($reader in $readers.Values) { Receive-ShellLine $reader | Should -BeExactly called }
        }
        [IO.File]::WriteAllText($stopReading, '')
        $told = @{}
        foreach ($name in $readers.Keys) { $told[$name] = ConvertFrom-Json -InputObject ((Wait-Other $readers[$name]).Trim() -split '\r?\n')[-1] }

        $problems | Should -BeNullOrEmpty
        $done.Count | Should -Be $Count
        "$($done.State | Select-Object -Unique)" | Should -BeExactly Completed
        foreach ($name in $told.Keys) {
            $told[$name].failures | Should -BeNullOrEmpty -Because $name
            $told[$name].errors | Should -Be 0 -Because $name
            $told[$name].calls | Should -BeGreaterOrEqual $Count -Because $name
        }

        # The processes did send revoked keys.
        (Get-EmulatorTenant).unauthorized | Should -BeGreaterOrEqual ($Count / 2)
        @(Get-EmulatorKey).id | Should -BeExactly $done[-1].NewKeyId
        Assert-KeyOf fire
    }

    It 'waits while another process rotates the same connection' {
        Save-Test fire
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; holdHeaders = $true; times = 1 }
        $rotate = "'ready'; `$done = Update-MistralApiKey -Force -Name fire; `"`$(`$done.State) `$(`$done.OldKeyId) `$(`$done.NewKeyId)`""
        $first = Start-Other $rotate
        $null = Get-EmulatorRequest -Wait 30 -Filter @{ held = 1 }
        $second = Start-Other $rotate
        Receive-ShellLine $first | Should -BeExactly ready
        Receive-ShellLine $second | Should -BeExactly ready

        # Enough time to fail if the rotation did not wait.
        [Threading.Thread]::Sleep(2500)
        @(Get-EmulatorRequest -Filter @{ method = 'POST'; path = '/v1/admin/api-keys' }).Count | Should -Be 1
        Invoke-EmulatorRelease
        $ends = foreach ($shell in $first, $second) { , ((Wait-Other $shell).Trim() -split ' ') }

        $ends[0][0], $ends[1][0] | Should -BeExactly Completed, Completed
        $ends[1][1] | Should -BeExactly $ends[0][2]
        @(Get-EmulatorKey).id | Should -BeExactly $ends[1][2]
        Assert-KeyOf fire
    }

    It 'loses no key while another process rotates another connection in the same vault' {
        $names = 'one', 'two'
        $rounds = if ($env:MISTRAL_TEST_SOAK) { 6 } else { 3 }
        foreach ($name in $names) {
            $key = New-EmulatorKey
            Save-Test $name $key
        }
        Revoke-EmulatorKey $env:MISTRAL_TEST_KEY
        $others = foreach ($name in $names) { Start-Other "foreach (`$i in 1..$rounds) { (Update-MistralApiKey -Force -Name $name).State }" }
        foreach ($other in $others) {
            (Wait-Other $other -Seconds 90) -split '\r?\n' | Where-Object { $_ } | Should -BeExactly (@('Completed') * $rounds)
        }
        @(Get-EmulatorKey).Count | Should -Be 2
        Assert-KeyOf $names
    }
}
