#requires -Version 5.1
# Seconds: 150
# Own process: it searches what the process leaves behind, and takes longer than any other.
# Runs every cmdlet of the module, with success and with every failure, with all output streams turned on.

BeforeDiscovery {
    # Transcript: PowerShell starts a runspace for each error in a transcript, which takes 85 ms, and writes what Out-String shows. That
    # text is searched for every error, so a transcript covers a third of the plain cmdlets that run, another third for each number.
    # Share: only a third of the plain cmdlets, which have the same code, runs into the failure, so that three failures cover all.
    # The soak runs all of them.
    # Server responses that repeat the key, plain or encoded.
    $echo = @{
        message = 'Bearer {key}, {url}, {form}, {html}, {base64}, {basic}, {unicode}'
        type = '{key}'; code = '{url}'; param = '{base64}'; request_id = '{html}'
    }
    $detail = @{ detail = @(@{ type = '{key}'; loc = @('header', '{url}'); msg = 'bad {base64} {html}'; input = 'Bearer {key}' }) }
    $heads = @{ 'mistral-correlation-id' = '{key}'; 'x-model-deprecation-timestamp' = '{url}'; 'WWW-Authenticate' = 'Bearer {key}' }
    $failures = @(
        @{ Failure = 'nothing fails'; Transcript = 1 }
        @{ Failure = 'the key is refused (401)'; Share = 0; Each = $true; Transcript = 0; Fault = @{ status = 401; body = $echo; headers = $heads } }
        @{ Failure = 'access is forbidden (403)'; Share = 1; Each = $true; Fault = @{ status = 403; body = '<html>{html} {key} {url} {base64}</html>'; contentType = 'text/html' } }
        @{ Failure = 'the object is not found (404)'; Share = 2; Fault = @{ status = 404; body = @{ error = $echo } } }
        @{ Failure = 'the request isn''t valid (422)'; Share = 0; Fault = @{ status = 422; body = $detail } }
        @{ Failure = 'the rate limit is exceeded (429)'; Share = 1; Each = $true; Fault = @{ status = 429; body = $echo; headers = $heads + @{ 'Retry-After' = '3600' } } }
        @{ Failure = 'the server fails (500)'; Share = 2; Each = $true; Transcript = 2; Fault = @{ status = 500; body = $echo; headers = $heads } }
        @{ Failure = 'the JSON ends early'; Share = 0; Fault = @{ malformedJson = $true } }
        @{ Failure = 'the JSON isn''t valid'; Share = 1; Fault = @{ body = '{"{key}":{key},"{new}":{new}' } }
        @{ Failure = 'the response to the creation of a key has another structure'; Only = 'New-MistralApiKey', 'Update-MistralApiKey'; Fault = @{ body = '{"key":"{new}","{new}":1}' } }
        @{ Failure = 'the body is truncated'; Share = 0; Each = $true; Fault = @{ cutAfterBytes = 90 } }
        @{ Failure = 'the connection breaks'; Share = 1; Each = $true; Fault = @{ cutBeforeHeaders = $true } }
        @{ Failure = 'the server does not respond'; Share = 2; Each = $true; Fault = @{ holdHeaders = $true }; Limits = @{ OperationTimeoutSeconds = 0.2 } }
        @{ Failure = 'the call is cancelled'; Share = 0; Fault = @{ holdHeaders = $true }; Cancel = $true }
        @{ Failure = 'the server redirects to another host'; Share = 1; Each = $true; Transcript = 1; Fault = @{ redirectTo = 'https://other.invalid/{url}?key={url}&b={base64}' } }
        @{ Failure = 'the host name is unknown'; Share = 1; Each = $true; Address = 'https://name.invalid' }
        @{ Failure = 'the connection is refused'; Share = 0; Each = $true; Address = 'https://127.0.0.1:{closed}' }
        @{ Failure = 'the server has no TLS'; Share = 2; Each = $true; Address = 'https://127.0.0.1:{plain}' }
        @{ Failure = 'the certificate is not trusted'; Share = 2; Each = $true; Address = 'https://127.0.0.1:{stranger}' }
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

    # The key, the Admin API key, the key that the server creates, and the proxy password.
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

    # Resets the emulator. It has the canary keys, and the value of the next key that it creates.
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

    # Runs a line on its own connection. Returns all output.
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

    # Runs the cmdlets that only state an operation, one after the other on one connection.
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
            # Waits for the request of each command, except the few that refuse the values before they send anything.
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
        # Some cmdlets ignore the response.
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

Describe 'The list of commands' {
    It 'includes every cmdlet of the module' {
        $all = (Get-Command -Module Mistral -CommandType Cmdlet).Name | Sort-Object
        $lines.Command | Sort-Object -Unique | Should -BeExactly $all
    }
}

Describe 'The key does not appear' {
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
        # All variants of a cmdlet if the response contains the failure; one variant if no response arrives.
        $chosen = @($written | Where-Object { $hasVault -or -not ($_.Saved -or "$($_.Run)" -like '*-VaultName*') } | Where-Object { ($_.Path -or -not $isFailure) -and (-not $Only -or $_.Command -in $Only) })
        if ($Each) { $chosen = @($chosen | Group-Object -Property { $_.Command } | ForEach-Object { $_.Group[0] }) }

        # In the everyday run, each failure meets every other line, and -Soak has all.
        if ($isFailure -and -not $Only -and -not $env:MISTRAL_TEST_SOAK) { $chosen = @(for ($i = $Failure.Length % 2; $i -lt $chosen.Count; $i += 2) { $chosen[$i] }) }
        foreach ($line in $chosen) {
            $name = "$($line.Command) {$($line.Run)}"
            # On a busy machine, a short limit can end a command before its request that fails.
            foreach ($factor in 1, 10, 100) {
                Reset-All
                $limitsNow = @{}
                if ($Limits) { foreach ($limit in $Limits.Keys) { $limitsNow[$limit] = $Limits[$limit] * $factor } }
                $done = Invoke-Line $line $Fault $at $limitsNow -Cancel:([bool]$Cancel) -ToConsole:$isTranscribed
                $sent = @(if ($line.Path -and -not $Address) { Get-EmulatorRequest -Filter @{ path = $line.Path } })
                if (-not $Limits -or $sent.Count -gt [int]$line.Skip) { break }
            }
            $done.Prepared | Should -BeNullOrEmpty -Because $name
            if ($done.Said) { $said.AddRange(@($done.Said)) }
            if ($done.Problem) { $problems.AddRange(@($done.Problem)) }
            $ran.Runs++

            # The key was sent, and the expected failure occurred.
            if ($line.Path -and -not $Address) {
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
                $place = if ($null -ne $Share) { [Math]::Floor($i / 3) } else { $i }
                $null = $parts[$isTranscribed -and ($place % 3 -eq $Transcript -or $env:MISTRAL_TEST_SOAK)].Add($stated[$i])
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

Describe 'The key does not appear when a parameter isn''t valid' {
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
            # Parameters whose type does not accept a key, so that the command does not run. The others accept any value.
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

        # The transcript also covers parameters that name a key, and some others.
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

Describe 'The key search' {
    It 'covered every failure and every kind of place' -ForEach @{ Count = $failures.Count } {
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

    It 'finds a key in <Name>, plain and encoded' -ForEach @(
        @{ Name = 'output'; Script = 'LEAK' }
        @{ Name = 'a property of output'; Script = '[pscustomobject]@{ a = @{ b = LEAK } }' }
        @{ Name = 'an error'; Script = 'Write-Error LEAK' }
        @{ Name = 'an inner exception'; Script = 'throw [Exception]::new("a", [Exception]::new(LEAK))' }
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
                    # Only Linux shows the arguments of other processes.
                    if (-not [IO.Directory]::Exists('/proc/self')) { 'not here'; continue }
                    $child = Start-Shell '$null = [Console]::In.ReadLine()' -Switches "-NoProfile -NonInteractive -WorkingDirectory / -CustomPipeName $([guid]::NewGuid())" -Environment @{ MISTRAL_TEST_LEAK = $leak } -KeepInput
                    try { Search-KeyOutside $forms -Process } finally { Stop-Shell $child }
                }
            }
            $found | Should -Not -BeNullOrEmpty
        }
    }
}
