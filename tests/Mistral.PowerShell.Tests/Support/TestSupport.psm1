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

    # Its input stays open as long as this session lives, and the emulator as long as its input.
    $script:Emulator = [Diagnostics.Process]::Start($start)
    while ($null -ne ($line = $script:Emulator.StandardOutput.ReadLine())) {
        # Before it says where it is, `dotnet run` may say what it builds.
        if ($line -match '^\s*\{.*"baseUri"') {
            $env:MISTRAL_TEST_URI = (ConvertFrom-Json -InputObject $line).baseUri
            # Nobody reads on, and a full pipe would stop it.
            $null = $script:Emulator.StandardOutput.ReadToEndAsync()
            return
        }
    }
    throw 'The emulator did not start. Run `dotnet build` first.'
}

# Thousands of these requests are sent, and Invoke-WebRequest takes several times as long for each.
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
    Calls one of the emulator's test controls, and gives what it says, item by item.
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
    The requests the emulator got, oldest first; with -Wait, once there are -Count of them.
#>
function Get-EmulatorRequest {
    [CmdletBinding()]
    param(
        # The longest to wait, in seconds. Fewer than -Count after that is an error.
        [double] $Wait = 0,
        [int] $Count = 1,
        # Only those that match: method, path (its beginning), status, events (at least), aborted, held, done (0 or 1).
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
    Makes the emulator misbehave as the fault says.
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
    Lets the replies go on that a fault holds back.
#>
function Invoke-EmulatorRelease {
    [CmdletBinding()] param()
    $null = Invoke-EmulatorControl POST release
}

<#
.SYNOPSIS
    No faults, no logged requests, nothing stored.
#>
function Reset-Emulator {
    [CmdletBinding()] param()
    $null = Invoke-EmulatorControl POST reset
}

<#
.SYNOPSIS
    A random key that the emulator takes besides its own.
#>
function New-EmulatorKey {
    [CmdletBinding()]
    param(
        # More characters at its end, such as those that encodings change.
        [string] $Suffix = ''
    )
    $key = (New-TestKey) + $Suffix
    $null = Invoke-EmulatorControl POST keys (ConvertTo-Json -InputObject @{ add = $key } -Compress)
    $key
}

<#
.SYNOPSIS
    Has the emulator refuse a key from now on.
#>
function Revoke-EmulatorKey {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Key)
    $null = Invoke-EmulatorControl POST keys (ConvertTo-Json -InputObject @{ revoke = $Key } -Compress)
}

<#
.SYNOPSIS
    What the next chat replies are: texts, or messages as hashtables.
#>
function Add-EmulatorReply {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [object[]] $Reply)
    $null = Invoke-EmulatorControl POST replies (ConvertTo-Json -InputObject $Reply -Depth 10 -Compress)
}

<#
.SYNOPSIS
    How many items a list such as /v1/files has.
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
    The first error of a script, terminating or not.
#>
function Get-TestError {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [scriptblock] $Script)
    $found = try { & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } } catch { $_ }
    $found | Select-Object -First 1
}

<#
.SYNOPSIS
    Runs a script in a PowerShell process of its own, where nobody can be asked, with the module imported.
#>
function Invoke-TestShell {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        # What its environment has other than ours; null removes.
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
    The first error of a script in a process of its own for which a folder is a disk with little room: Id and Message, and Files, what is in the folder then.
#>
function Get-FullDiskError {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        [Parameter(Mandatory)] [string] $Folder,
        # What its environment has other than ours.
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
    What a script tells in a process of its own on a terminal of its own, as though a person sat there; with this module imported.
#>
function Invoke-AttendedShell {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        # What its environment has other than ours.
        [hashtable] $Environment = @{},
        [int] $Seconds = 60
    )
    $path = [IO.Path]::Combine([IO.Path]::GetTempPath(), "mistral-attended-$([guid]::NewGuid().ToString('N')).ps1")
    [IO.File]::WriteAllText($path, @"
# No bars: to draw one the terminal is asked where its cursor is, and nobody answers for it.
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
    Waits until a file is there; an error where none comes in time.
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
    Starts a script in a runspace of its own, with the module imported. What it puts into $Seen can be received meanwhile.
#>
function Start-TestScript {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [scriptblock] $Script,
        # More variables for the script.
        [hashtable] $Variable = @{}
    )
    $seen = [Collections.Concurrent.BlockingCollection[object]]::new()
    $state = [initialsessionstate]::CreateDefault2()
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
    The next thing a started script has seen; an error where none comes in time.
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
    Waits for the end of a started script and gives its output.
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
    Stops a started script as Ctrl+C does, and gives the milliseconds that took.
#>
function Stop-TestScript {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $Started,
        # Lets go of what the innermost command waits for and can't be stopped at, once that command has been told to stop.
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

# Runs a connected script in a shell of its own, and gives the progress it told.
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
    Sets up a vault of the real SecretStore; gives the reason where that can't be.
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
