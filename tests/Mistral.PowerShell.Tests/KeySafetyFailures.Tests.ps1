#requires -Version 5.1
# Seconds: 90
# Own process: it searches what the process leaves behind, and takes longer than any other.
# Every cmdlet of the module, in success and in every failure, with everything turned on that could tell a key.

BeforeDiscovery {
    # A transcript takes PowerShell several times as long for each error as all the rest: it has a third of the plain cmdlets
    # (Transcript), each time another one.
    # Where nothing of the server's is told, or each cmdlet waits, a third of the plain cmdlets is run, each time another one
    # (Share): three such failures have them all. In the soak all are run each time.
    # What servers send back that repeat the key, as it is or encoded.
    $echo = @{
        message = 'Bearer {key}, {url}, {form}, {html}, {base64}, {basic}, {unicode}'
        type = '{key}'; code = '{url}'; param = '{base64}'; request_id = '{html}'
    }
    $detail = @{ detail = @(@{ type = '{key}'; loc = @('header', '{url}'); msg = 'bad {base64} {html}'; input = 'Bearer {key}' }) }
    $heads = @{ 'mistral-correlation-id' = '{key}'; 'x-model-deprecation-timestamp' = '{url}'; 'WWW-Authenticate' = 'Bearer {key}' }
    $failures = @(
        @{ Failure = 'nothing goes wrong'; Transcript = 'All' }
        @{ Failure = 'the key is refused (401)'; Each = $true; Transcript = 0; Fault = @{ status = 401; body = $echo; headers = $heads } }
        @{ Failure = 'it is forbidden (403)'; Each = $true; Fault = @{ status = 403; body = '<html>{html} {key} {url} {base64}</html>'; contentType = 'text/html' } }
        @{ Failure = 'it is not there (404)'; Fault = @{ status = 404; body = @{ error = $echo } } }
        @{ Failure = 'it is not valid (422)'; Fault = @{ status = 422; body = $detail } }
        @{ Failure = 'there is too much (429)'; Each = $true; Fault = @{ status = 429; body = $echo; headers = $heads + @{ 'Retry-After' = '3600' } } }
        @{ Failure = 'the server fails (500)'; Each = $true; Transcript = 2; Fault = @{ status = 500; body = $echo; headers = $heads } }
        @{ Failure = 'the JSON is cut in half'; Fault = @{ malformedJson = $true } }
        @{ Failure = 'the JSON is bad'; Fault = @{ body = '{"{key}":{key},"{new}":{new}' } }
        @{ Failure = 'the reply to a new key is of another shape'; Only = 'New-MistralApiKey', 'Update-MistralApiKey'; Fault = @{ body = '{"key":"{new}","{new}":1}' } }
        @{ Failure = 'the body is cut'; Share = 0; Each = $true; Fault = @{ cutAfterBytes = 90 } }
        @{ Failure = 'the connection is cut'; Share = 1; Each = $true; Fault = @{ cutBeforeHeaders = $true } }
        @{ Failure = 'the server is silent'; Share = 2; Each = $true; Fault = @{ holdHeaders = $true }; Limits = @{ OperationTimeoutSeconds = 0.2 } }
        @{ Failure = 'it is cancelled'; Share = 0; Fault = @{ holdHeaders = $true }; Cancel = $true }
        @{ Failure = 'another host is to be asked'; Share = 1; Each = $true; Transcript = 'All'; Fault = @{ redirectTo = 'https://other.invalid/{url}?key={url}&b={base64}' } }
        @{ Failure = 'the host name is unknown'; Share = 1; Each = $true; Address = 'https://name.invalid' }
        @{ Failure = 'nobody listens'; Share = 0; Each = $true; Address = 'https://127.0.0.1:{closed}' }
        @{ Failure = 'the server has no encryption'; Share = 2; Each = $true; Address = 'https://127.0.0.1:{plain}' }
        @{ Failure = 'the certificate is a stranger''s'; Share = 2; Each = $true; Address = 'https://127.0.0.1:{stranger}' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/ObjectSearch.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySearch.psm1" -Force
    Import-Module "$PSScriptRoot/Support/OperationLines.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Register-OwnVault Own -Default
    $hasVault = [bool](Get-Module -Name Microsoft.PowerShell.SecretManagement -ListAvailable)

    $written = @(. "$PSScriptRoot/Support/KeySafetyCommands.ps1")
    $stated = @(Get-OperationLine -Except $written.Command)
    $lines = $written + $stated

    # The key, the Admin API key, the key that the server makes, and the password for a proxy.
    $key, $admin, $new, $password = (New-Canary), (New-Canary), (New-Canary), (New-Canary)
    $forms = $key, $admin, $new, $password | ForEach-Object { Get-KeyForm $_ } | Select-Object -Unique
    $secure = ConvertTo-TestSecret $key
    $environment = Get-EnvironmentState
    $runspace = Start-LoudRunspace -Variable @{
        secure          = $secure
        adminSecure     = ConvertTo-TestSecret $admin
        credential      = [pscredential]::new('anyone', $secure)
        proxyCredential = [pscredential]::new('someone', (ConvertTo-TestSecret $password))
        plain           = $key
        adminPlain      = $admin
    }
    Clear-SearchedPlace
    $stranger = Start-StrangeServer
    $ran = @{ Runs = 0; Failures = 0 }

    # Nothing is stored and nothing goes wrong; the server knows the canaries, and which key it is to make.
    function Reset-All {
        Reset-Emulator
        Set-EmulatorKey @{ add = $key; next = $new }
        Set-EmulatorKey @{ add = $admin; admin = $true }
        Clear-Settings
        Clear-OwnVault Own
    }

    function Add-Fault([hashtable] $Line, [hashtable] $Fault) {
        $sent = if ($Line.NewKey) { $new } elseif ($Line.Path -like '/v1/admin/*') { $admin } else { $key }
        $bytes = [Text.Encoding]::UTF8.GetBytes($sent)
        $forms = [ordered]@{
            '{key}'     = $sent
            '{new}'     = $new
            '{url}'     = [uri]::EscapeDataString($sent)
            '{form}'    = [Net.WebUtility]::UrlEncode($sent)
            '{html}'    = [Net.WebUtility]::HtmlEncode($sent)
            '{base64}'  = [Convert]::ToBase64String($bytes)
            '{basic}'   = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("Bearer $sent"))
            '{unicode}' = -join ($sent.ToCharArray() | ForEach-Object { '\u{0:X4}' -f [int]$_ })
        }
        $json = ConvertTo-Json -InputObject (@{ path = $Line.Path; times = 0; skip = [int]$Line.Skip } + $Fault) -Depth 10 -Compress
        foreach ($name in $forms.Keys) { $json = $json.Replace($name, (ConvertTo-Json -InputObject $forms[$name] -Compress).Trim('"')) }
        $copy = @{}
        (ConvertFrom-Json -InputObject $json).PSObject.Properties | ForEach-Object { $copy[$_.Name] = $_.Value }
        Add-EmulatorFault $copy
    }

    # Runs a line on a connection of its own, and gives all that came of it.
    function Invoke-Line([hashtable] $Line, [hashtable] $Fault, [string] $Address = $uri, [hashtable] $Limits = @{}, [switch] $Cancel, [switch] $ToConsole) {
        $most = @{ MaximumRetryCount = 0; OperationTimeoutSeconds = 5; ConnectionTimeoutSeconds = 5 }
        foreach ($name in $Limits.Keys) { $most[$name] = $Limits[$name] }
        $variable = @{ uri = $Address; limits = $most }
        $before = 'Connect-Mistral -ApiKey $secure -AdminApiKey $adminSecure -BaseUri $uri @limits -SkipValidation'
        if ($Line.Saved) { $before += ' -Name canary -Save -VaultName Own -ExpiresOn (Get-Date).AddDays(3); Disconnect-Mistral; ' + $before }
        $ready = Invoke-Loud $runspace $before -Variable $variable -ToConsole:$ToConsole
        if ($Fault) { Add-Fault $Line $Fault }
        Clear-EmulatorRequest
        $with = @{ ToConsole = $ToConsole }
        if ($Cancel) { $with.StopAfter = { $null = Get-EmulatorRequest -Wait 10 -Filter @{ held = 1 } } }
        $done = Invoke-Loud $runspace "$($Line.Run)" @with
        if ($Fault.holdHeaders) { Invoke-EmulatorRelease }
        [pscustomobject]@{ Line = $Line; Said = @($ready.Said) + $done.Said; Problem = $done.Problem; Prepared = $ready.Problem }
    }

    # Runs the cmdlets that state their operation and nothing else, one after the other on one connection.
    function Invoke-Stated([hashtable[]] $Line, [hashtable] $Fault, [string] $Address = $uri, [hashtable] $Limits = @{}, [switch] $Cancel, [switch] $ToConsole) {
        Reset-All
        $most = @{ MaximumRetryCount = 0; OperationTimeoutSeconds = 5; ConnectionTimeoutSeconds = 5 }
        foreach ($name in $Limits.Keys) { $most[$name] = $Limits[$name] }
        $ready = Invoke-Loud $runspace 'Connect-Mistral -ApiKey $secure -AdminApiKey $adminSecure -BaseUri $uri @limits -SkipValidation' -Variable @{ uri = $Address; limits = $most } -ToConsole:$ToConsole
        $ready.Problem | Should -BeNullOrEmpty
        if ($Fault) { foreach ($path in '/v1/admin/', '/v1/') { Add-Fault @{ Path = $path; Skip = 0 } $Fault } }
        $values = foreach ($one in $Line) {
            @{ Command = $one.Command; With = if ($Fault -or $Address -ne $uri) { Get-OperationValue $one } else { Resolve-OperationLine $one $key $admin } }
        }
        Clear-EmulatorRequest
        if ($Cancel) {
            # Each has to be waited for, but for the few that refuse the values before they send anything.
            foreach ($value in @($values)) {
                Clear-EmulatorRequest
                Invoke-Loud $runspace '$with = $one.With; & $one.Command @with' -Variable @{ one = $value } -ToConsole:$ToConsole -StopAfter { try { $null = Get-EmulatorRequest -Wait 2 -Filter @{ held = 1 } } catch { $null = $_ } }
                Invoke-EmulatorRelease
            }
            return
        }
        $done = Invoke-Loud $runspace 'foreach ($one in $all) { $with = $one.With; & $one.Command @with }' -Variable @{ all = @($values) } -ToConsole:$ToConsole
        if ($Fault.holdHeaders) { Invoke-EmulatorRelease }
        $ran.Runs += @($values).Count
        if ($Address -eq $uri) {
            $sent = @(Get-EmulatorRequest)
            $sent.Count | Should -BeGreaterThan (0.8 * @($values).Count)
            $sent.headers.Authorization | Sort-Object -Unique | Should -BeIn 'Bearer <valid key>'
        }
        # Some want nothing of the reply.
        if ($Fault) { $done.Problem.Count | Should -BeGreaterThan (0.5 * @($values).Count) }
        $done
    }

    function Search-Outside {
        Search-KeyOutside $forms -Environment $environment -Folder @{ 'the settings' = Get-SettingsPath; 'the notes of the vault' = Get-OwnVaultFolder Own }
    }
}

AfterAll {
    $runspace.Dispose()
    $stranger.Stop()
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'The list of what is run' {
    It 'has every cmdlet of the module' {
        $all = (Get-Command -Module Mistral -CommandType Cmdlet).Name | Sort-Object
        $lines.Command | Sort-Object -Unique | Should -BeExactly $all
    }
}

Describe 'No key is anywhere' {
    It 'when <Failure>' -ForEach $failures {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $closed = $listener.LocalEndpoint.Port
        $listener.Stop()
        $at = if ($Address) { $Address.Replace('{closed}', "$closed").Replace('{plain}', "$(([uri]$uri).Port)").Replace('{stranger}', "$($stranger.Port)") } else { $uri }
        $isFailure = $Fault -or $Address
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory -Path $folder
        $isTranscribed = $null -ne $Transcript -or $env:MISTRAL_TEST_SOAK
        if ($isTranscribed) { $null = Invoke-Loud $runspace 'Start-Transcript -LiteralPath $transcript -IncludeInvocationHeader' -Variable @{ transcript = Join-Path $folder 'transcript.txt' } }
        $said = [Collections.ArrayList]::new()
        $problems = [Collections.ArrayList]::new()
        # All ways of a cmdlet where a failure is told in what the server sends; where nothing comes, one is like another.
        $chosen = @($written | Where-Object { $hasVault -or -not ($_.Saved -or "$($_.Run)" -like '*-VaultName*') } | Where-Object { ($_.Path -or -not $isFailure) -and (-not $Only -or $_.Command -in $Only) })
        if ($Each) { $chosen = @($chosen | Group-Object -Property { $_.Command } | ForEach-Object { $_.Group[0] }) }
        foreach ($line in $chosen) {
            Reset-All
            $name = "$($line.Command) {$($line.Run)}"
            $done = Invoke-Line $line $Fault $at ([hashtable]$Limits) -Cancel:([bool]$Cancel) -ToConsole:$isTranscribed
            $done.Prepared | Should -BeNullOrEmpty -Because $name
            if ($done.Said) { $said.AddRange(@($done.Said)) }
            if ($done.Problem) { $problems.AddRange(@($done.Problem)) }
            $ran.Runs++

            # The key was on its way, and what was to go wrong did.
            if ($line.Path -and -not $Address) {
                $sent = @(Get-EmulatorRequest -Filter @{ path = $line.Path })
                $sent.Count | Should -BeGreaterThan ([int]$line.Skip) -Because $name
                $sent.headers.Authorization | Sort-Object -Unique | Should -BeIn 'Bearer <valid key>' -Because $name
            }
            if (-not $isFailure) { $done.Problem | Should -BeNullOrEmpty -Because $name }
            Search-KeyOutside $forms -Folder @{ 'the settings' = Get-SettingsPath; 'the notes of the vault' = Get-OwnVaultFolder Own } | Should -BeNullOrEmpty -Because $name
        }
        Search-Outside | Should -BeNullOrEmpty
        if (-not $Only) {
            $parts = @{ $true = [Collections.ArrayList]::new(); $false = [Collections.ArrayList]::new() }
            for ($i = 0; $i -lt $stated.Count; $i++) {
                if ($null -ne $Share -and $i % 3 -ne $Share -and -not $env:MISTRAL_TEST_SOAK) { continue }
                $null = $parts[$isTranscribed -and ($Transcript -in 'All', ($i % 3) -or $env:MISTRAL_TEST_SOAK)].Add($stated[$i])
            }
            foreach ($toConsole in $true, $false) {
                if (-not $parts[$toConsole]) { continue }
                foreach ($done in Invoke-Stated $parts[$toConsole] $Fault $at ([hashtable]$Limits) -Cancel:([bool]$Cancel) -ToConsole:$toConsole) {
                    if ($done.Said) { $said.AddRange(@($done.Said)) }
                    if ($done.Problem) { $problems.AddRange(@($done.Problem)) }
                }
            }
            Search-Outside | Should -BeNullOrEmpty
        }
        if ($isTranscribed) { $null = Invoke-Loud $runspace 'Stop-Transcript' }
        if ($isFailure -and -not $Cancel) { $problems.Count | Should -BeGreaterThan ([Math]::Min(2, $chosen.Count - 1)) }
        Search-Key $said.ToArray() $problems.ToArray() $forms | Should -BeNullOrEmpty
        Search-KeyOutside $forms -Process -Folder @{ 'the transcript' = $folder } | Should -BeNullOrEmpty
        $ran.Failures++
    }
}

Describe 'No key is anywhere when a parameter is wrong' {
    It 'for any cmdlet' {
        $folder = Join-Path $TestDrive 'wrong'
        $null = New-Item -ItemType Directory -Path $folder
        Reset-All
        $null = Invoke-Loud $runspace 'Connect-Mistral -ApiKey $secure -AdminApiKey $adminSecure -BaseUri $uri -SkipValidation' -Variable @{ transcript = Join-Path $folder 'a.txt'; uri = $uri }
        Clear-EmulatorRequest
        $said = [Collections.ArrayList]::new()
        $problems = [Collections.ArrayList]::new()
        $common = @([Management.Automation.PSCmdlet]::CommonParameters) + @([Management.Automation.PSCmdlet]::OptionalCommonParameters)
        $scripts = foreach ($command in Get-Command -Module Mistral -CommandType Cmdlet) {
            # Parameters that no key can be turned into, so that nothing is run; the others take what they are given.
            "$($command.Name) -NoSuchParameter `$secure"
            "$($command.Name) `$secure `$secure `$secure `$secure `$secure -NoSuchParameter"
            foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -notin $common }) {
                $type = $parameter.ParameterType
                if ([Nullable]::GetUnderlyingType($type)) { $type = [Nullable]::GetUnderlyingType($type) }
                if ($type.IsPrimitive -or $type.IsEnum -or $type -in [switch], [timespan], [datetime], [datetimeoffset], [Collections.IDictionary], [pscredential]) {
                    "$($command.Name) -$($parameter.Name):`$secure"
                }
                if ($type -eq [securestring]) { "$($command.Name) -$($parameter.Name) @{ key = `$plain }"; "$($command.Name) -$($parameter.Name) `$plain -NoSuchParameter" }
            }
        }

        # Those that name a key themselves go into the transcript as well, and some others.
        $count = 0
        $transcribed, $others = $scripts.Where({ $env:MISTRAL_TEST_SOAK -or $_ -match '\$plain' -or ($_ -match '-NoSuchParameter \$secure' -and $count++ % 4 -eq 0) }, 'Split')
        $null = Invoke-Loud $runspace 'Start-Transcript -LiteralPath $transcript -IncludeInvocationHeader'
        foreach ($script in @($transcribed) + 'Stop-Transcript' + @($others)) {
            $done = Invoke-Loud $runspace $script -ToConsole:($script -in $transcribed)
            if ($script -eq 'Stop-Transcript') { continue }
            $done.Problem.Count | Should -BeGreaterThan 0 -Because $script
            $said.AddRange(@($done.Said))
            $problems.AddRange(@($done.Problem))
            $ran.Runs++
        }
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Search-Key $said.ToArray() $problems.ToArray() $forms | Should -BeNullOrEmpty
        Search-KeyOutside $forms -Environment $environment -Process -Folder @{ 'the transcript' = $folder; 'the settings' = Get-SettingsPath } | Should -BeNullOrEmpty
    }
}

Describe 'The search of all this' {
    It 'was made, for every failure and in every kind of place' -ForEach @{ Count = $failures.Count } {
        $ran.Failures | Should -Be $Count
        $stranger.Visits | Should -BeGreaterThan 0
        $stranger.Received | Should -Be 0
        $places = Get-SearchedPlace
        Write-Host "$($ran.Runs) runs of $(@($lines.Command | Sort-Object -Unique).Count) cmdlets in $Count ways to fail; places searched:"
        foreach ($kind in $places.Keys) { Write-Host "    $($places[$kind]) $kind" }
        $expected = @(
            'Output', 'Error', 'Verbose', 'Warning' | ForEach-Object { "stream: $_" }
            'the streams', 'the streams, every property', 'the streams, by reflection', 'Export-Clixml of the streams', 'JSON of the output'
            'the errors', 'the errors, in NormalView', 'the errors, every property', 'the errors, by reflection', 'Export-Clixml of the errors', 'JSON of the errors'
            if (Get-Command -Name Get-Error -ErrorAction Ignore) { 'Get-Error' }
            'the transcript', 'the environment', 'the arguments'
            if ($hasVault) { 'the settings', 'the notes of the vault' }
        )
        foreach ($kind in $expected) { [long]$places[$kind] | Should -BeGreaterThan 0 -Because $kind }
    }

    It 'finds a key that leaks into <Name>, as it is and encoded' -ForEach @(
        @{ Name = 'output'; Script = 'LEAK' }
        @{ Name = 'a property of output'; Script = '[pscustomobject]@{ a = @{ b = LEAK } }' }
        @{ Name = 'an error'; Script = 'Write-Error LEAK' }
        @{ Name = 'an exception inside'; Script = 'throw [Exception]::new("a", [Exception]::new(LEAK))' }
        @{ Name = 'verbose text'; Script = 'Write-Verbose LEAK' }
        @{ Name = 'debug text'; Script = 'Write-Debug LEAK' }
        @{ Name = 'a warning'; Script = 'Write-Warning LEAK' }
        @{ Name = 'information'; Script = 'Write-Information LEAK' }
        @{ Name = 'progress'; Script = 'Write-Progress LEAK' }
        @{ Name = 'the transcript'; Script = 'LEAK'; In = 'the transcript' }
        @{ Name = 'the settings'; Script = 'LEAK'; In = 'the settings' }
        @{ Name = 'the environment'; Script = 'LEAK'; In = 'the environment' }
        @{ Name = 'the arguments of a process'; Script = 'LEAK'; In = 'the arguments' }
    ) {
        $bytes = [Text.Encoding]::UTF8.GetBytes($new)
        foreach ($leak in $new, [uri]::EscapeDataString($new), [Convert]::ToBase64String($bytes), [Convert]::ToBase64String(@(58) + $bytes), (ConvertTo-Json -InputObject $new -Compress)) {
            $found = switch ("$In") {
                '' { Invoke-Loud $runspace $Script.Replace('LEAK', '$leak') -Variable @{ leak = $leak } | ForEach-Object { Search-Key $_.Said $_.Problem $forms } }
                'the transcript' {
                    $folder = Join-Path $TestDrive ([guid]::NewGuid())
                    $null = New-Item -ItemType Directory -Path $folder
                    $null = Invoke-Loud $runspace 'Start-Transcript -LiteralPath $transcript' -Variable @{ transcript = Join-Path $folder 'a.txt' }
                    $null = Invoke-Loud $runspace '$leak' -Variable @{ leak = $leak } -ToConsole
                    $null = Invoke-Loud $runspace 'Stop-Transcript'
                    Search-KeyOutside $forms -Folder @{ a = $folder }
                }
                'the settings' {
                    $null = New-Item -ItemType Directory -Path (Get-SettingsPath) -Force
                    [IO.File]::WriteAllText((Get-SettingsPath 'rotation-a.json'), $leak)
                    Search-Outside
                    Clear-Settings
                }
                'the environment' {
                    try { $env:MISTRAL_TEST_LEAK = $leak; Search-Outside } finally { $env:MISTRAL_TEST_LEAK = $null }
                }
                'the arguments' {
                    # Elsewhere than on Linux the arguments of other processes can't be seen.
                    if (-not [IO.Directory]::Exists('/proc/self')) { 'not here'; continue }
                    $child = Start-Shell '$null = [Console]::In.ReadLine()' -Switches "-NoProfile -NonInteractive -WorkingDirectory / -CustomPipeName $([guid]::NewGuid())" -Environment @{ MISTRAL_TEST_LEAK = $leak } -KeepInput
                    try { Search-KeyOutside $forms -Process } finally { Stop-Shell $child }
                }
            }
            $found | Should -Not -BeNullOrEmpty
        }
    }
}
