#requires -Version 5.1
# Keys as the emulator knows them, what the module keeps between sessions, and processes beside this one.
Set-StrictMode -Version Latest
Import-Module "$PSScriptRoot/TestSupport.psm1"

<#
.SYNOPSIS
    Returns the keys of the emulator by their SHA-256: the active ones, or with -All also revoked and expired ones.
#>
function Get-EmulatorKey {
    [CmdletBinding()]
    param([switch] $All)
    Invoke-EmulatorControl GET $(if ($All) { 'keys?all=1' } else { 'keys' })
}

<#
.SYNOPSIS
    Sets propagation and maximumDays of later keys or adminHeader, or adds or revokes a key.
#>
function Set-EmulatorKey {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Rule)
    $null = Invoke-EmulatorControl POST keys (ConvertTo-Json -InputObject $Rule -Compress)
}

<#
.SYNOPSIS
    Returns the workspaces and users for which keys can be created.
#>
function Get-EmulatorTenant {
    [CmdletBinding()] param()
    Invoke-EmulatorControl GET ''
}

<#
.SYNOPSIS
    Creates a key with the admin API without the module. Returns Id and Key.
#>
function New-WorkspaceKey {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Workspace, [string] $Name = 'made by a test', [datetime] $Expiration)
    $tenant = Get-EmulatorTenant
    $body = @{
        name           = $Name
        workspace_uuid = ($tenant.workspaces | Where-Object name -EQ $Workspace).id
        user_id        = $tenant.users[0].id
    }
    if ($Expiration) { $body.expiration = $Expiration.ToString('yyyy-MM-dd') }
    $answer = Send-EmulatorRequest POST v1/admin/api-keys (ConvertTo-Json -InputObject $body -Compress) $env:MISTRAL_TEST_ADMIN_KEY
    if ($answer.Status -ne 200) { throw "The emulator made no key: $($answer.Status) $($answer.Text)" }
    $made = ConvertFrom-Json -InputObject $answer.Text
    [pscustomobject]@{ Id = $made.key_id; Key = $made.key }
}

<#
.SYNOPSIS
    Returns the SHA-256 of a key in the form of the emulator.
#>
function Get-KeyHash {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [object] $Key)
    $text = if ($Key -is [securestring]) { [Net.NetworkCredential]::new('', $Key).Password } else { [string] $Key }
    $sha = [Security.Cryptography.SHA256]::Create()
    try { [BitConverter]::ToString($sha.ComputeHash([Text.Encoding]::UTF8.GetBytes($text))).Replace('-', '').ToLowerInvariant() }
    finally { $sha.Dispose() }
}

<#
.SYNOPSIS
    Returns the status of a request with a key.
#>
function Test-KeyStatus {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [object] $Key)
    $text = if ($Key -is [securestring]) { [Net.NetworkCredential]::new('', $Key).Password } else { [string] $Key }
    (Send-EmulatorRequest GET v1/models '' $text).Status
}

<#
.SYNOPSIS
    Returns the requests of the emulator in order as text: 'POST /v1/admin/api-keys 200'. Key ids are <id>.
#>
function Get-RequestLine {
    [CmdletBinding()] param()
    foreach ($request in Get-EmulatorRequest) {
        '{0} {1} {2}' -f $request.method, ($request.path -replace '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '<id>'), $request.statusCode
    }
}

<#
.SYNOPSIS
    Returns the settings folder of the module.
#>
function Get-SettingsPath {
    [CmdletBinding()]
    param([string] $File = '')
    # Not Environment.GetFolderPath, which caches its result in the process.
    $root = if ([IO.Path]::DirectorySeparatorChar -eq '\') { [Environment]::GetFolderPath('ApplicationData') }
    elseif ($env:XDG_CONFIG_HOME) { $env:XDG_CONFIG_HOME }
    else { [IO.Path]::Combine($env:HOME, '.config') }
    [IO.Path]::Combine($root, 'Mistral.PowerShell', $File).TrimEnd('/', '\')
}

function Clear-Settings {
    [CmdletBinding()] param()
    $folder = Get-SettingsPath
    if ([IO.Directory]::Exists($folder)) { [IO.Directory]::Delete($folder, $true) }
}

<#
.SYNOPSIS
    Sets the initial state of a test: a reset emulator, no connection, no settings, and empty test vaults without failures.
#>
function Reset-TestState {
    [CmdletBinding()]
    param([string[]] $Vault)
    Reset-Emulator
    Disconnect-Mistral
    Clear-Settings
    foreach ($one in $Vault) { Clear-OwnVault $one }
}

<#
.SYNOPSIS
    Removes the secrets of saved connections with a name from all vaults.
#>
function Clear-ConnectionSecret {
    [CmdletBinding()]
    param([string] $Connection = '*')
    foreach ($kind in 'Mistral', 'MistralAdmin', 'MistralProxy') { Get-SecretInfo -Name "$kind-$Connection" | Remove-Secret }
}

<#
.SYNOPSIS
    Starts a PowerShell process with the module. Wait-Shell waits for its end, and Receive-ShellLine for a line of output.
#>
function Start-Shell {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        # Differences from the environment of this process; null removes a variable.
        [hashtable] $Environment = @{},
        # The arguments before -EncodedCommand.
        [string] $Switches = '-NoProfile -NonInteractive',
        # Standard input stays open, so that a read waits.
        [switch] $KeepInput
    )
    $shell = Get-CurrentShell
    $text = "`$ProgressPreference = 'SilentlyContinue'; Import-Module -Name '$(Get-TestModulePath)'; $Script"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
    $start = [Diagnostics.ProcessStartInfo]::new($shell.Path, "$($shell.LeadingText)$Switches -EncodedCommand $encoded")
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = [Text.Encoding]::UTF8
    foreach ($name in $Environment.Keys) {
        $start.EnvironmentVariables.Remove($name)
        if ($null -ne $Environment[$name]) { $start.EnvironmentVariables[$name] = $Environment[$name] }
    }
    $process = [Diagnostics.Process]::Start($start)
    if (-not $KeepInput) { $process.StandardInput.Close() }
    [pscustomobject]@{ Process = $process; Errors = $process.StandardError.ReadToEndAsync() }
}

<#
.SYNOPSIS
    Returns the next line of output of a process.
#>
function Receive-ShellLine {
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Shell, [double] $Seconds = 30)
    $line = $Shell.Process.StandardOutput.ReadLineAsync()
    if (-not $line.Wait([int](1000 * $Seconds))) { throw "The process wrote no line in $Seconds s." }
    if ($null -eq $line.Result) { throw "The process ended. $($Shell.Errors.Result)" }
    $line.Result
}

<#
.SYNOPSIS
    Waits for the end of a process. Returns its output and the duration of the wait.
#>
function Wait-Shell {
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Shell, [int] $Seconds = 60)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    try {
        $output = $Shell.Process.StandardOutput.ReadToEndAsync()
        if (-not $Shell.Process.WaitForExit($Seconds * 1000)) { throw "The process did not end in $Seconds s." }
        [pscustomobject]@{ Output = $output.Result; Errors = $Shell.Errors.Result; ExitCode = $Shell.Process.ExitCode; Seconds = $watch.Elapsed.TotalSeconds }
    }
    finally { Stop-Shell $Shell }
}

<#
.SYNOPSIS
    Kills a process like kill -9, and waits for its end.
#>
function Stop-Shell {
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Shell)
    if (-not $Shell.Process.HasExited) {
        $Shell.Process.Kill()
        if (-not $Shell.Process.WaitForExit(20000)) { throw 'The process was killed and did not end.' }
    }
    $Shell.Process.Dispose()
}

<#
.SYNOPSIS
    Runs a script in a separate process. Returns id, category, message and action of its first error, its output and its warnings.
#>
function Invoke-Elsewhere {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        [hashtable] $Environment = @{},
        [string] $Switches = '-NoProfile -NonInteractive',
        [switch] $KeepInput,
        [int] $Seconds = 60
    )
    $all = @{ MISTRAL_API_KEY = $null; MISTRAL_BASE_URL = $null }
    foreach ($name in $Environment.Keys) { $all[$name] = $Environment[$name] }
    $tell = @'
    $said = try { & $script *>&1 } catch { $_ }
    $problem = $said | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | Select-Object -First 1
    '<<<' + (ConvertTo-Json -Compress -Depth 3 -InputObject @{
        id       = "$($problem.FullyQualifiedErrorId)".Split(',')[0]
        category = "$($problem.CategoryInfo.Category)"
        message  = "$problem"
        action   = "$($problem.ErrorDetails.RecommendedAction)"
        warnings = @($said | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object { "$_" })
        output   = @($said | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] -and $_ -isnot [Management.Automation.WarningRecord] })
    })
'@
    $ran = Wait-Shell (Start-Shell "`$script = { $Script }; $tell" -Environment $all -Switches $Switches -KeepInput:$KeepInput) -Seconds $Seconds
    if ($ran.Errors.Trim()) { throw "The process wrote errors: $($ran.Errors)" }
    $told = $ran.Output.Substring($ran.Output.IndexOf('<<<') + 3) | ConvertFrom-Json
    $told | Add-Member -NotePropertyName seconds -NotePropertyValue $ran.Seconds
    $told
}

Export-ModuleMember -Function @(
    'Get-EmulatorKey'
    'Set-EmulatorKey'
    'Get-EmulatorTenant'
    'New-WorkspaceKey'
    'Get-KeyHash'
    'Test-KeyStatus'
    'Get-RequestLine'
    'Get-SettingsPath'
    'Clear-Settings'
    'Clear-ConnectionSecret'
    'Reset-TestState'
    'Start-Shell'
    'Receive-ShellLine'
    'Wait-Shell'
    'Stop-Shell'
    'Invoke-Elsewhere'
)
