#requires -Version 5.1
<#
    What the Pester files share: the module under test, and an emulator with its test controls.
    `dotnet test` hands both over in MISTRAL_TEST_*. For an Invoke-Pester by hand the module is the one
    that `dotnet build` laid out, and the emulator a child process that ends with the session.
#>
Set-StrictMode -Version Latest
$script:Emulator = $null
$script:Repository = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..', '..'))

function Get-TestModulePath {
    if ($env:MISTRAL_TEST_MODULE) { return $env:MISTRAL_TEST_MODULE }
    [IO.Path]::Combine($script:Repository, 'artifacts', 'module', 'Mistral', 'Mistral.psd1')
}

function New-TestKey {
    [guid]::NewGuid().ToString('N')
}

function Start-TestEmulator {
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', 'run --no-build --project tests/Mistral.Emulator -- serve')
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

function Invoke-EmulatorControl([string] $Method, [string] $Path, [string] $Body) {
    $request = @{
        Method          = $Method
        Uri             = $env:MISTRAL_TEST_URI.TrimEnd('/') + "/_emulator/$Path"
        UseBasicParsing = $true
        ErrorAction     = 'Stop'
    }
    if ($Body) {
        $request.Body = [Text.Encoding]::UTF8.GetBytes($Body)
        $request.ContentType = 'application/json'
    }
    # Windows PowerShell reads JSON without a charset as Latin-1, so the bytes are decoded here.
    $text = [Text.Encoding]::UTF8.GetString((Invoke-WebRequest @request).RawContentStream.ToArray())
    if ($text) { ConvertFrom-Json -InputObject $text | ForEach-Object { $_ } }
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
    'Connect-TestMistral'
    'Get-EmulatorRequest'
    'Clear-EmulatorRequest'
    'Add-EmulatorFault'
    'Clear-EmulatorFault'
    'Invoke-EmulatorRelease'
    'Reset-Emulator'
)
