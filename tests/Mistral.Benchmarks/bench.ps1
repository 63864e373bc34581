#requires -Version 7.4
<#
.SYNOPSIS
    Measures what a user feels, side by side with the least that would do, and writes docs/performance.md.
.DESCRIPTION
    Importing the module, a chat in a fresh PowerShell, and a chat in a running one. The two sides of each comparison
    take turns, so that whatever else the machine does falls on both. The chats go to the emulator on this machine.
    It fails where a bound does not hold.
#>
[CmdletBinding()]
param(
    # Fresh processes for each side of a comparison.
    [ValidateRange(15, 1000)]
    [int] $Count = 21,

    # Calls of each side in a running PowerShell.
    [ValidateRange(10, 100000)]
    [int] $CallCount = 100
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$importBound = 3
$root = (Get-Item -LiteralPath $PSScriptRoot).Parent.Parent.FullName
$module = [IO.Path]::Combine($root, 'artifacts', 'module', 'Mistral')
$emulatorDll = [IO.Path]::Combine($root, 'artifacts', 'bin', 'Mistral.Emulator', 'release', 'Mistral.Emulator.dll')
$scratch = [IO.Path]::Combine([IO.Path]::GetTempPath(), "mistral-bench-$([guid]::NewGuid().ToString('N'))")

# As a tool of dotnet PowerShell is a dll only.
$shell = [IO.Path]::Combine($PSHOME, $IsWindows ? 'pwsh.exe' : 'pwsh')
$shell, $leading = (Test-Path -LiteralPath $shell) ? ($shell, @()) : ('dotnet', @([IO.Path]::Combine($PSHOME, 'pwsh.dll')))

# A binary module that does nothing, with as many cmdlets as ours.
function New-EmptyModule([string] $Folder, [int] $CmdletCount) {
    $null = New-Item -ItemType Directory -Path $Folder
    $classes = foreach ($i in 1..$CmdletCount) { "[Cmdlet(""Get"", ""Empty$i"")] public sealed class GetEmpty${i}Command : PSCmdlet { }" }
    Add-Type -TypeDefinition "using System.Management.Automation;`n$($classes -join "`n")" -OutputAssembly ([IO.Path]::Combine($Folder, 'Empty.Commands.dll')) -OutputType Library
    $manifest = @{
        Path              = [IO.Path]::Combine($Folder, 'Empty.psd1')
        RootModule        = 'Empty.Commands.dll'
        CmdletsToExport   = 1..$CmdletCount | ForEach-Object { "Get-Empty$_" }
        FunctionsToExport = @()
        AliasesToExport   = @()
        VariablesToExport = @()
    }
    New-ModuleManifest @manifest
}

# Runs commands in a fresh PowerShell: what they said, and how long the process took.
function Invoke-Shell([string] $Command, [hashtable] $Environment = @{}) {
    $start = [Diagnostics.ProcessStartInfo]::new($shell)
    $start.RedirectStandardOutput = $true
    foreach ($argument in @($leading) + '-NoProfile', '-NonInteractive', '-Command', $Command) { $start.ArgumentList.Add($argument) }
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $process = [Diagnostics.Process]::Start($start)
    try {
        $output = $process.StandardOutput.ReadToEndAsync()
        if (-not $process.WaitForExit(120000)) { throw 'A PowerShell did not end within two minutes.' }
        $elapsed = $watch.Elapsed.TotalMilliseconds
        if ($process.ExitCode -ne 0) { throw "A PowerShell failed: $Command" }
        [pscustomobject]@{ Milliseconds = $elapsed; Output = $output.Result.Trim() }
    }
    finally {
        $process.Kill($true)
        $process.Dispose()
    }
}

# Only the import, without the start of its PowerShell.
function Measure-Import([string] $Folder) {
    $command = "`$watch = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$($Folder.Replace("'", "''"))'; `$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)"
    [double]::Parse((Invoke-Shell $command).Output, [cultureinfo]::InvariantCulture)
}

# Both sides in turns; the first round only warms the disk.
function Measure-Turns([scriptblock] $Ours, [scriptblock] $Other) {
    foreach ($round in 0..$Count) {
        $pair = [pscustomobject]@{ Other = & $Other; Ours = & $Ours }
        if ($round -gt 0) { $pair }
    }
}

function Get-Median([double[]] $Values) {
    $sorted = $Values | Sort-Object
    $middle = [int][Math]::Floor($sorted.Count / 2)
    $sorted.Count % 2 ? $sorted[$middle] : ($sorted[$middle - 1] + $sorted[$middle]) / 2
}

function New-Row([string] $What, [string] $OtherWhat, [object[]] $Times, [double] $Bound = [double]::PositiveInfinity) {
    $ours = Get-Median $Times.Ours
    $other = Get-Median $Times.Other
    [pscustomobject]@{
        What      = $What
        Ours      = $ours
        OtherWhat = $OtherWhat
        Other     = $other
        Ratio     = $ours / $other
        Bound     = [double]::IsInfinity($Bound) ? '' : "$Bound ($($ours / $other -le $Bound ? 'holds' : 'does not hold'))"
        Holds     = $ours / $other -le $Bound
        Runs      = $Times.Count
    }
}

function Format-Number([double] $Value, [string] $Format = '0.0') { $Value.ToString($Format, [cultureinfo]::InvariantCulture) }

function Get-Machine {
    $memory = [Math]::Round([GC]::GetGCMemoryInfo().TotalAvailableMemoryBytes / 1GB)
    "$([Environment]::ProcessorCount) cores ($([Runtime.InteropServices.RuntimeInformation]::OSArchitecture)), $memory GiB of memory, " +
    "$([Runtime.InteropServices.RuntimeInformation]::OSDescription), PowerShell $($PSVersionTable.PSVersion) on $([Runtime.InteropServices.RuntimeInformation]::FrameworkDescription)"
}

Push-Location -LiteralPath $root
$emulator = $null
try {
    # With the emulator the module is built, and laid out.
    & dotnet build tests/Mistral.Emulator --configuration Release --verbosity quiet
    if ($LASTEXITCODE -ne 0) { throw "dotnet build ended with $LASTEXITCODE." }

    $import = "Import-Module '$($module.Replace("'", "''"))'"
    [int] $cmdlets = (Invoke-Shell "($import -PassThru).ExportedCmdlets.Count").Output
    $null = New-Item -ItemType Directory -Path $scratch
    $empty = [IO.Path]::Combine($scratch, 'Empty')
    New-EmptyModule $empty $cmdlets

    Write-Host "Import, $Count times each..."
    $times = Measure-Turns { Measure-Import $module } { Measure-Import $empty }
    $rows = @(New-Row 'Import-Module in a fresh PowerShell' "the same of an empty binary module with $cmdlets cmdlets" $times $importBound)

    $key = [guid]::NewGuid().ToString('N')
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.ArgumentList.Add($emulatorDll)
    $start.ArgumentList.Add('serve')
    $start.Environment['MISTRAL_EMULATOR_KEY'] = $key
    $emulator = [Diagnostics.Process]::Start($start)
    $environment = @{
        MISTRAL_API_KEY  = $key
        MISTRAL_BASE_URL = ($emulator.StandardOutput.ReadLine() | ConvertFrom-Json).baseUri
    }

    Write-Host "A chat in a fresh PowerShell, $Count times each..."
    $bare = @'
Invoke-RestMethod "$env:MISTRAL_BASE_URL/v1/chat/completions" -Method Post -ContentType application/json -Headers @{
    Authorization = "Bearer $env:MISTRAL_API_KEY"
} -Body (@{ model = 'mistral-small-latest'; messages = @(@{ role = 'user'; content = 'hi' }) } | ConvertTo-Json -Depth 5)
'@
    $times = Measure-Turns { (Invoke-Shell "$import; Invoke-MistralChat hi" $environment).Milliseconds } { (Invoke-Shell $bare $environment).Milliseconds }
    $rows += New-Row 'Start PowerShell, import, one Invoke-MistralChat' 'the same with Invoke-RestMethod' $times

    Write-Host "A chat in a running PowerShell, $CallCount times each..."
    $warm = @'
$http = [Net.Http.HttpClient]::new()
$http.DefaultRequestHeaders.Authorization = [Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', $env:MISTRAL_API_KEY)
$uri = "$env:MISTRAL_BASE_URL/v1/chat/completions"
$body = '{"model":"mistral-small-latest","messages":[{"role":"user","content":"hi"}]}'
function Measure-Other {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $content = [Net.Http.StringContent]::new($body, [Text.Encoding]::UTF8, 'application/json')
    $reply = $http.PostAsync($uri, $content).GetAwaiter().GetResult().EnsureSuccessStatusCode()
    $null = $reply.Content.ReadAsStringAsync().GetAwaiter().GetResult()
    $watch.Elapsed.TotalMilliseconds
}
function Measure-Ours {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $null = Invoke-MistralChat hi
    $watch.Elapsed.TotalMilliseconds
}
# What is compiled on the way is compiled before it counts.
foreach ($i in 1..100) { $null = Measure-Other; $null = Measure-Ours }
@(foreach ($i in 1..$callCount) { [pscustomobject]@{ Other = Measure-Other; Ours = Measure-Ours } }) | ConvertTo-Json -Compress
'@
    $times = (Invoke-Shell "$import; `$callCount = $CallCount; $warm" $environment).Output | ConvertFrom-Json
    $rows += New-Row 'Invoke-MistralChat in a running PowerShell' 'the same POST by a bare HttpClient' $times
}
finally {
    if ($emulator) {
        $emulator.Kill($true)
        $emulator.Dispose()
    }

    Remove-Item -LiteralPath $scratch -Recurse -Force -ErrorAction Ignore
    Pop-Location
}

$lines = @(
    '# Performance'
    ''
    'What a user feels, as `./build.ps1 Bench` measures it: the two sides of each row take turns in one run, and each figure'
    'is the median. The chats go to the emulator on the same machine, so that they show what the module adds, and nothing'
    'of a network or a model.'
    ''
    "Measured on $(Get-Machine)."
    ''
    '| What | ms | Compared with | ms | Ratio | Bound | Runs |'
    '|---|---:|---|---:|---:|---|---:|'
    foreach ($row in $rows) {
        "| $($row.What) | $(Format-Number $row.Ours) | $($row.OtherWhat) | $(Format-Number $row.Other) | $(Format-Number $row.Ratio '0.00') | $($row.Bound) | $($row.Runs) |"
    }
)
[IO.File]::WriteAllText([IO.Path]::Combine($root, 'docs', 'performance.md'), ($lines -join "`n") + "`n")

$rows | Format-List @(
    'What'
    @{ n = 'Milliseconds'; e = { Format-Number $_.Ours } }
    @{ n = 'Compared with'; e = { "$($_.OtherWhat): $(Format-Number $_.Other)" } }
    @{ n = 'Ratio'; e = { Format-Number $_.Ratio '0.00' } }
    'Bound'
)
if ($rows.Holds -contains $false) {
    throw 'A bound does not hold.'
}
