#requires -Version 5.1
<#
    What the Pester files share: the module under test, and an emulator with its test controls.
    `dotnet test` hands both over in MISTRAL_TEST_*. For an Invoke-Pester by hand the module is the one
    that `dotnet build` laid out, and the emulator a child process that ends with the session.
#>
Set-StrictMode -Version Latest
Import-Module -Name "$PSScriptRoot/../../Shared/CurrentShell.psm1"
$script:Emulator = $null
$script:VaultStore = $null
$script:Repository = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..', '..'))

function Get-TestModulePath {
    if ($env:MISTRAL_TEST_MODULE) { return $env:MISTRAL_TEST_MODULE }
    [IO.Path]::Combine($script:Repository, 'artifacts', 'module', 'Mistral', 'Mistral.psd1')
}

function New-TestKey {
    [guid]::NewGuid().ToString('N')
}

function Start-TestEmulator {
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', 'run --no-build --project tools/Mistral.Emulator -- serve')
    $start.WorkingDirectory = $script:Repository
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.EnvironmentVariables['MISTRAL_EMULATOR_KEY'] = $env:MISTRAL_TEST_KEY = New-TestKey
    $start.EnvironmentVariables['MISTRAL_EMULATOR_ADMIN_KEY'] = $env:MISTRAL_TEST_ADMIN_KEY = New-TestKey

    # The emulator runs until its input is closed at the end of this session.
    $script:Emulator = [Diagnostics.Process]::Start($start)
    while ($null -ne ($line = $script:Emulator.StandardOutput.ReadLine())) {
        # `dotnet run` may write build output before the address of the emulator.
        if ($line -match '^\s*\{.*"baseUri"') {
            $env:MISTRAL_TEST_URI = (ConvertFrom-Json -InputObject $line).baseUri
            # The output is discarded, because a full pipe would stop the emulator.
            $null = $script:Emulator.StandardOutput.ReadToEndAsync()
            return
        }
    }
    throw 'The emulator did not start. Run `dotnet build` first.'
}

# HttpClient, because Invoke-WebRequest is several times slower, and thousands of requests are sent.
Add-Type -AssemblyName System.Net.Http
$script:ControlHandler = [Net.Http.HttpClientHandler]::new()
$script:ControlHandler.UseProxy = $false
$script:Control = [Net.Http.HttpClient]::new($script:ControlHandler)

<#
.SYNOPSIS
    Sends a request to the emulator without the module: Status and Text.
#>
function Send-EmulatorRequest([string] $Method, [string] $Path, [string] $Body, [string] $Key) {
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/') + "/$Path"
    $request = [Net.Http.HttpRequestMessage]::new([Net.Http.HttpMethod]::new($Method), $uri)
    if ($Body) { $request.Content = [Net.Http.StringContent]::new($Body, [Text.Encoding]::UTF8, 'application/json') }
    if ($Key) { $null = $request.Headers.TryAddWithoutValidation('Authorization', "Bearer $Key") }
    $response = $script:Control.SendAsync($request).GetAwaiter().GetResult()
    try {
        [pscustomobject]@{
            Status = [int] $response.StatusCode
            Text   = [Text.Encoding]::UTF8.GetString($response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult())
        }
    }
    finally { $response.Dispose() }
}

<#
.SYNOPSIS
    Calls a control of the emulator, and returns the items of the response.
#>
function Invoke-EmulatorControl([string] $Method, [string] $Path, [string] $Body) {
    $answer = Send-EmulatorRequest $Method "_emulator/$Path" $Body
    if ($answer.Status -lt 200 -or $answer.Status -gt 299) { throw "The emulator refused $Method ${Path}: $($answer.Status) $($answer.Text)" }
    if ($answer.Text) { ConvertFrom-Json -InputObject $answer.Text | ForEach-Object { $_ } }
}

<#
.SYNOPSIS
    Makes the emulator the default connection.
#>
function Connect-TestMistral {
    [CmdletBinding()]
    param(
        # More parameters of Connect-Mistral.
        [hashtable] $With = @{}
    )
    $secure = ConvertTo-SecureString -String $env:MISTRAL_TEST_KEY -AsPlainText -Force
    Connect-Mistral -BaseUri $env:MISTRAL_TEST_URI -ApiKey $secure @With
}

<#
.SYNOPSIS
    Returns the requests of the emulator, oldest first. With -Wait, waits for -Count of them.
#>
function Get-EmulatorRequest {
    [CmdletBinding()]
    param(
        # The timeout in seconds. Fewer than -Count requests then cause an error.
        [double] $Wait = 0,
        [int] $Count = 1,
        # Only matching requests: method, path (its beginning), status, events (at least), aborted, held, done (0 or 1).
        [hashtable] $Filter = @{}
    )
    $query = @(
        "count=$Count"
        'wait=' + $Wait.ToString([cultureinfo]::InvariantCulture)
        foreach ($name in $Filter.Keys) { $name + '=' + [uri]::EscapeDataString($Filter[$name]) }
    )
    $requests = @(Invoke-EmulatorControl GET "requests?$($query -join '&')")
    if ($Wait -gt 0 -and $requests.Count -lt $Count) {
        throw "The emulator got $($requests.Count) of $Count requests in $Wait s."
    }
    $requests
}

function Clear-EmulatorRequest {
    [CmdletBinding()] param()
    $null = Invoke-EmulatorControl DELETE requests
}

<#
.SYNOPSIS
    Adds a fault to the emulator.
#>
function Add-EmulatorFault {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Fault)
    $null = Invoke-EmulatorControl POST faults (ConvertTo-Json -InputObject $Fault -Depth 10 -Compress)
}

function Clear-EmulatorFault {
    [CmdletBinding()] param()
    $null = Invoke-EmulatorControl DELETE faults
}

<#
.SYNOPSIS
    Continues the responses that a fault holds.
#>
function Invoke-EmulatorRelease {
    [CmdletBinding()] param()
    $null = Invoke-EmulatorControl POST release
}

<#
.SYNOPSIS
    Removes faults, logged requests and stored data.
#>
function Reset-Emulator {
    [CmdletBinding()] param()
    $null = Invoke-EmulatorControl POST reset
}

<#
.SYNOPSIS
    Creates a random key that the emulator accepts in addition to its own.
#>
function New-EmulatorKey {
    [CmdletBinding()]
    param(
        # Additional characters at the end, such as those that encodings change.
        [string] $Suffix = ''
    )
    $key = (New-TestKey) + $Suffix
    $null = Invoke-EmulatorControl POST keys (ConvertTo-Json -InputObject @{ add = $key } -Compress)
    $key
}

<#
.SYNOPSIS
    Revokes a key in the emulator.
#>
function Revoke-EmulatorKey {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Key)
    $null = Invoke-EmulatorControl POST keys (ConvertTo-Json -InputObject @{ revoke = $Key } -Compress)
}

<#
.SYNOPSIS
    Sets the next chat replies: texts, or messages as hashtables.
#>
function Add-EmulatorReply {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [object[]] $Reply)
    $null = Invoke-EmulatorControl POST replies (ConvertTo-Json -InputObject $Reply -Depth 10 -Compress)
}

<#
.SYNOPSIS
    Sets the number of items of a list such as /v1/files.
#>
function Set-EmulatorList {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [int] $Count
    )
    $null = Invoke-EmulatorControl POST lists (ConvertTo-Json -InputObject @{ path = $Path; count = $Count } -Compress)
}

function ConvertTo-TestSecret([string] $Text) {
    ConvertTo-SecureString -String $Text -AsPlainText -Force
}

<#
.SYNOPSIS
    Returns the first error of a script, terminating or not.
#>
function Get-TestError {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [scriptblock] $Script)
    $found = try { & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } } catch { $_ }
    $found | Select-Object -First 1
}

<#
.SYNOPSIS
    Runs a script with the module in a separate, unattended PowerShell process.
#>
function Invoke-TestShell {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        # Differences from the environment of this process; null removes a variable.
        [hashtable] $Environment = @{},
        [int] $Seconds = 60
    )
    $shell = Get-CurrentShell
    $text = "`$ProgressPreference = 'SilentlyContinue'; Import-Module -Name '$(Get-TestModulePath)'; $Script"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
    $start = [Diagnostics.ProcessStartInfo]::new($shell.Path, "$($shell.LeadingText)-NoProfile -NonInteractive -EncodedCommand $encoded")
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = [Text.Encoding]::UTF8
    foreach ($name in $Environment.Keys) {
        $start.EnvironmentVariables.Remove($name)
        if ($null -ne $Environment[$name]) { $start.EnvironmentVariables[$name] = $Environment[$name] }
    }

    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit($Seconds * 1000)) { throw "The child process did not end in $Seconds s." }
        [pscustomobject]@{ Output = $output.Result; Errors = $errors.Result; ExitCode = $process.ExitCode }
    }
    finally {
        if (-not $process.HasExited) { $process.Kill() }
        $process.Dispose()
    }
}

<#
.SYNOPSIS
    Runs a script in a separate process with a folder on a nearly full disk. Returns Id and Message of its first error, and Files, the contents of the folder.
#>
function Get-FullDiskError {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        [Parameter(Mandatory)] [string] $Folder,
        # Differences from the environment of this process.
        [hashtable] $Environment = @{}
    )
    if ([IO.Path]::DirectorySeparatorChar -eq '\' -or -not (bash -c 'unshare -rm mount -t tmpfs tmpfs /mnt 2>/dev/null && echo yes')) {
        Set-ItResult -Skipped -Because 'no disk can be mounted for one process'
    }
    $text = @"
`$ProgressPreference = 'SilentlyContinue'
Import-Module -Name '$(Get-TestModulePath)'
`$problem = try { & { $Script } 2>&1 | Where-Object { `$_ -is [Management.Automation.ErrorRecord] } | Select-Object -First 1 } catch { `$_ }
'<<<' + (ConvertTo-Json -Compress -InputObject @{
    Id      = `$problem.FullyQualifiedErrorId
    Message = "`$problem"
    Files   = @(Get-ChildItem -LiteralPath '$Folder' -Force -Name | Where-Object { `$_ -ne 'fill' })
}) + '>>>'
"@
    $shell = Get-CurrentShell
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
    $disk = "mount -t tmpfs -o size=8k,mode=700 tmpfs '$Folder' && dd if=/dev/zero of='$Folder/fill' bs=4k count=1 status=none"
    $start = [Diagnostics.ProcessStartInfo]::new('timeout')
    foreach ($part in '60', 'unshare', '-rm', 'bash', '-c', "$disk; exec '$($shell.Path)' $($shell.LeadingText)-NoProfile -NonInteractive -EncodedCommand $encoded") { $start.ArgumentList.Add($part) }
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    foreach ($name in $Environment.Keys) { $start.EnvironmentVariables[$name] = $Environment[$name] }
    $process = [Diagnostics.Process]::Start($start)
    $said = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    if ($said -notmatch '(?s)<<<(.*)>>>') { throw "The child process told nothing. $said" }
    ConvertFrom-Json -InputObject $Matches[1]
}

<#
.SYNOPSIS
    Runs a script with the module in a separate process with its own terminal, like an interactive session. Returns its output.
#>
function Invoke-AttendedShell {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        # Differences from the environment of this process.
        [hashtable] $Environment = @{},
        [int] $Seconds = 60
    )
    $path = [IO.Path]::Combine([IO.Path]::GetTempPath(), "mistral-attended-$([guid]::NewGuid().ToString('N')).ps1")
    [IO.File]::WriteAllText($path, @"
# No progress bars, because they query the cursor position of the terminal, and nothing responds.
`$global:ProgressPreference = 'SilentlyContinue'
Import-Module -Name '$PSScriptRoot/TestSupport.psm1'
`$said = try { & { $Script } } catch { "`$_" }
[IO.File]::WriteAllText('$path.said', "`$said")
"@)
    $shell = Get-CurrentShell
    $start = [Diagnostics.ProcessStartInfo]::new('/usr/bin/script', "-qec `"$($shell.Path) $($shell.Leading) -NoProfile -File $path`" /dev/null")
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    foreach ($name in $Environment.Keys) { $start.EnvironmentVariables[$name] = $Environment[$name] }
    $process = [Diagnostics.Process]::Start($start)
    try {
        $shown = $process.StandardOutput.ReadToEndAsync()
        if (-not $process.WaitForExit($Seconds * 1000)) { throw "The child process did not end in $Seconds s." }
        if (-not [IO.File]::Exists("$path.said")) { throw "The child process told nothing. $($shown.Result)" }
        [IO.File]::ReadAllText("$path.said")
    }
    finally {
        if (-not $process.HasExited) { $process.Kill() }
        $process.Dispose()
        [IO.File]::Delete($path)
        [IO.File]::Delete("$path.said")
    }
}

<#
.SYNOPSIS
    Waits until a file exists. Throws after a timeout.
#>
function Wait-TestFile {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path, [double] $Seconds = 30)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (-not [IO.File]::Exists($Path)) {
        if ($watch.Elapsed.TotalSeconds -gt $Seconds) { throw "No file came in $Seconds s: $Path" }
        [Threading.Thread]::Sleep(10)
    }
}

<#
.SYNOPSIS
    Starts a script with the module in a separate runspace. Objects that it adds to $Seen can be received meanwhile.
#>
function Start-TestScript {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [scriptblock] $Script,
        # More variables for the script.
        [hashtable] $Variable = @{}
    )
    $seen = [Collections.Concurrent.BlockingCollection[object]]::new()
    # With the modules of PowerShell, which a script would otherwise import one by one as it uses them: that takes longer than all else.
    $state = [initialsessionstate]::CreateDefault()
    $state.ImportPSModule(@(Get-TestModulePath))
    $state.Variables.Add([Management.Automation.Runspaces.SessionStateVariableEntry]::new('Seen', $seen, ''))
    foreach ($name in $Variable.Keys) {
        $state.Variables.Add([Management.Automation.Runspaces.SessionStateVariableEntry]::new($name, $Variable[$name], ''))
    }
    $shell = [powershell]::Create()
    $shell.Runspace = [runspacefactory]::CreateRunspace($state)
    $shell.Runspace.Open()
    $null = $shell.AddScript($Script.ToString())
    [pscustomobject]@{ Shell = $shell; Seen = $seen; Run = $shell.BeginInvoke() }
}

<#
.SYNOPSIS
    Returns the next object in $Seen of a started script. Throws after a timeout.
#>
function Receive-TestScript {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $Started,
        [double] $Seconds = 20
    )
    $item = $null
    if (-not $Started.Seen.TryTake([ref] $item, [int](1000 * $Seconds))) {
        throw "Nothing was seen for $Seconds s. $($Started.Shell.Streams.Error)"
    }
    $item
}

<#
.SYNOPSIS
    Waits for the end of a started script and returns its output.
#>
function Wait-TestScript {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $Started,
        [double] $Seconds = 20
    )
    if (-not $Started.Run.AsyncWaitHandle.WaitOne([int](1000 * $Seconds))) { throw "The script did not end in $Seconds s." }
    $Started.Shell.EndInvoke($Started.Run)
}

<#
.SYNOPSIS
    Stops a started script like Ctrl+C, and returns the duration in milliseconds.
#>
function Stop-TestScript {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $Started,
        # Releases the wait of the innermost command after the command was stopped.
        [scriptblock] $Release
    )
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $stop = $Started.Shell.BeginStop($null, $null)
    if ($Release) {
        $innermost = [runspace].GetMethod('GetCurrentlyRunningPipeline', [Reflection.BindingFlags] 'Instance, NonPublic')
        while ("$($innermost.Invoke($Started.Shell.Runspace, $null).PipelineStateInfo.State)" -ne 'Stopping') {
            if ($watch.Elapsed.TotalSeconds -gt 20) { throw 'The innermost command was not told to stop in 20 s.' }
            [Threading.Thread]::Sleep(10)
        }
        & $Release
    }
    if (-not $stop.AsyncWaitHandle.WaitOne(20000)) { throw 'The script did not stop in 20 s.' }
    $took = $watch.Elapsed.TotalMilliseconds
    $Started.Shell.EndStop($stop)
    $took
}

function Remove-TestScript($Started) {
    $null = Stop-TestScript $Started
    $Started.Shell.Runspace.Dispose()
    $Started.Shell.Dispose()
}

# Runs a connected script in a separate PowerShell, and returns its progress records.
function Get-TestProgress([scriptblock] $Script, [hashtable] $Variable = @{}) {
    $all = $Variable + @{ Uri = $env:MISTRAL_TEST_URI; Key = (ConvertTo-TestSecret $env:MISTRAL_TEST_KEY) }
    $started = Start-TestScript -Variable $all ([scriptblock]::Create("Connect-Mistral -ApiKey `$Key -BaseUri `$Uri -SkipValidation`n$Script"))
    try {
        try { $null = Wait-TestScript $started } catch { $null = $_ }
        @($started.Shell.Streams.Progress)
    }
    finally { Remove-TestScript $started }
}

<#
.SYNOPSIS
    Sets up a vault of SecretStore. Returns the reason if that isn't possible.
#>
function Enable-TestVault {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Name)
    $modules = 'Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore'
    if (@(Get-Module -Name $modules -ListAvailable | Select-Object -Property Name -Unique).Count -lt 2) {
        return "$($modules -join ' and ') are not installed"
    }
    $store = if ([IO.Path]::DirectorySeparatorChar -eq '\') {
        [IO.Path]::Combine([Environment]::GetFolderPath('LocalApplicationData'), 'Microsoft', 'PowerShell', 'secretmanagement', 'localstore')
    }
    else { [IO.Path]::Combine($env:HOME, '.secretmanagement', 'localstore') }
    if (Test-Path -LiteralPath $store) { return "there is a SecretStore in '$store' already, and setting up one would erase it" }

    Import-Module -Name $modules -Global
    $script:VaultStore = $store
    $script:VaultName = $Name
    Reset-SecretStore -Authentication None -Interaction None -Force -Confirm:$false -WarningAction SilentlyContinue
    Register-SecretVault -Name $Name -ModuleName Microsoft.PowerShell.SecretStore
}

function Disable-TestVault {
    [CmdletBinding()] param()
    if ($script:VaultStore) {
        Unregister-SecretVault -Name $script:VaultName
        Remove-Item -LiteralPath $script:VaultStore -Recurse
        $script:VaultStore = $null
    }
}

if (-not $env:MISTRAL_TEST_URI) {
    Start-TestEmulator
    $ExecutionContext.SessionState.Module.OnRemove = {
        $script:Emulator.StandardInput.Close()
        Remove-Item -Path Env:MISTRAL_TEST_URI, Env:MISTRAL_TEST_KEY, Env:MISTRAL_TEST_ADMIN_KEY
    }
}
Import-Module -Name (Get-TestModulePath) -Global -Force

Export-ModuleMember -Function @(
    'Get-TestModulePath'
    'Get-CurrentShell'
    'Get-FullDiskError'
    'Connect-TestMistral'
    'Send-EmulatorRequest'
    'Invoke-EmulatorControl'
    'Get-EmulatorRequest'
    'Clear-EmulatorRequest'
    'Add-EmulatorFault'
    'Clear-EmulatorFault'
    'Invoke-EmulatorRelease'
    'Reset-Emulator'
    'New-EmulatorKey'
    'Revoke-EmulatorKey'
    'Add-EmulatorReply'
    'Set-EmulatorList'
    'ConvertTo-TestSecret'
    'Get-TestError'
    'Invoke-TestShell'
    'Invoke-AttendedShell'
    'Wait-TestFile'
    'Start-TestScript'
    'Receive-TestScript'
    'Wait-TestScript'
    'Stop-TestScript'
    'Get-TestProgress'
    'Remove-TestScript'
    'Enable-TestVault'
    'Disable-TestVault'
)
