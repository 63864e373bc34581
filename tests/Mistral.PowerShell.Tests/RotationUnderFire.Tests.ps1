#requires -Version 5.1
# Seconds: 40
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

    # A process that the clean-up knows of.
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

    # Calls the API until it is told to stop; tells how often, and what went wrong.
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
    [Threading.Thread]::Sleep(50)
}
ConvertTo-Json -Compress -InputObject @{ calls = `$calls; failures = `$failures; errors = `$Error.Count }
"@
        Receive-ShellLine $reader | Should -BeExactly reading
        $reader
    }

    # The live keys are the vault's, one for each connection, and nothing else is left. Asked by a process of its
    # own, for what this one holds of the store may be old.
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

Describe 'A rotation while others use the key' {
    BeforeEach { . $fresh }

    It 'fails no call of theirs, twenty times on end' {
        Save-Test fire
        $chat = {
            $said = Invoke-MistralChat 'repeat: a' -Connection $connection -ErrorAction Stop
            if ($said.Content -cne 'a') { throw 'Another answer.' }
        }
        $readers = @{
            # Knows nothing of the rotation until its key is refused.
            open = Start-Reader '$connection = Connect-Mistral -Name fire -PassThru' "$chat"
            # As a job does that begins now: the file, the vault, a first call, the work.
            anew = Start-Reader '$connection = "fire"' "Connect-Mistral -Name fire -ErrorAction Stop
                `$test = Test-MistralConnection -ErrorAction Stop
                if (-not `$test.IsAuthenticated) { throw `$test.Problem }
                $chat"
        }
        $done = foreach ($i in 1..20) { Update-MistralApiKey -Force -Name fire -ErrorVariable +problems -ErrorAction SilentlyContinue }
        [IO.File]::WriteAllText($stopReading, '')
        $told = @{}
        foreach ($name in $readers.Keys) { $told[$name] = ConvertFrom-Json -InputObject (Wait-Other $readers[$name]) }

        $problems | Should -BeNullOrEmpty
        $done.Count | Should -Be 20
        "$($done.State | Select-Object -Unique)" | Should -BeExactly Completed
        foreach ($name in $told.Keys) {
            $told[$name].failures | Should -BeNullOrEmpty -Because $name
            $told[$name].errors | Should -Be 0 -Because $name
            $told[$name].calls | Should -BeGreaterOrEqual 20 -Because $name
        }

        # They did meet revoked keys.
        (Get-EmulatorTenant).unauthorized | Should -BeGreaterOrEqual 10
        @(Get-EmulatorKey).id | Should -BeExactly $done[-1].NewKeyId
        Assert-KeyOf fire
    }

    It 'waits its turn where another process rotates the same connection' {
        Save-Test fire
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; holdHeaders = $true; times = 1 }
        $rotate = "'ready'; `$done = Update-MistralApiKey -Force -Name fire; `"`$(`$done.State) `$(`$done.OldKeyId) `$(`$done.NewKeyId)`""
        $first = Start-Other $rotate
        $null = Get-EmulatorRequest -Wait 30 -Filter @{ held = 1 }
        $second = Start-Other $rotate
        Receive-ShellLine $first | Should -BeExactly ready
        Receive-ShellLine $second | Should -BeExactly ready

        # Time enough to go wrong, were there nothing to wait for.
        [Threading.Thread]::Sleep(2500)
        @(Get-EmulatorRequest -Filter @{ method = 'POST'; path = '/v1/admin/api-keys' }).Count | Should -Be 1
        Invoke-EmulatorRelease
        $ends = foreach ($shell in $first, $second) { , ((Wait-Other $shell).Trim() -split ' ') }

        $ends[0][0], $ends[1][0] | Should -BeExactly Completed, Completed
        $ends[1][1] | Should -BeExactly $ends[0][2]
        @(Get-EmulatorKey).id | Should -BeExactly $ends[1][2]
        Assert-KeyOf fire
    }

    It 'loses no key where another process rotates another connection in the same vault' {
        $names = 'one', 'two'
        foreach ($name in $names) {
            $key = New-EmulatorKey
            Save-Test $name $key
        }
        Revoke-EmulatorKey $env:MISTRAL_TEST_KEY
        $others = foreach ($name in $names) { Start-Other "foreach (`$i in 1..6) { (Update-MistralApiKey -Force -Name $name).State }" }
        foreach ($other in $others) {
            (Wait-Other $other -Seconds 90) -split '\r?\n' | Where-Object { $_ } | Should -BeExactly (@('Completed') * 6)
        }
        @(Get-EmulatorKey).Count | Should -Be 2
        Assert-KeyOf $names
    }
}
