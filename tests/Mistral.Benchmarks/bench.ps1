#requires -Version 7.4
<#
.SYNOPSIS
    Measures what a user feels, side by side with the least that would do, and writes docs/performance.md.
.DESCRIPTION
    Each comparison is made in one run of one machine, so that whatever else the machine does falls on both sides; where
    both are short, they take turns. Single chats go to the emulator, the rest to a server that does nothing but send bytes
    it has made before. Where node and npm are there, the official TypeScript SDK is measured as well.
    It fails where a bound is not met.
#>
[CmdletBinding()]
param(
    # The number of new processes for each side of a comparison.
    [ValidateRange(15, 1000)]
    [int] $Count = 21,

    # The number of calls for each side in a running PowerShell.
    [ValidateRange(10, 100000)]
    [int] $CallCount = 500
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = (Get-Item -LiteralPath $PSScriptRoot).Parent.Parent.FullName
$module = [IO.Path]::Combine($root, 'artifacts', 'module', 'Mistral')
$emulatorDll = [IO.Path]::Combine($root, 'artifacts', 'bin', 'Mistral.Emulator', 'release', 'Mistral.Emulator.dll')
$serverDll = [IO.Path]::Combine($root, 'artifacts', 'bin', 'Mistral.Benchmarks', 'release', 'Mistral.Benchmarks.dll')
$scratch = [IO.Path]::Combine([IO.Path]::GetTempPath(), "mistral-bench-$([guid]::NewGuid().ToString('N'))")

Import-Module -Name "$PSScriptRoot/../Shared/CurrentShell.psm1"
$shell = Get-CurrentShell

# A binary module with the same number of cmdlets that do nothing.
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

# Runs commands in a new PowerShell. Returns the output and the duration of the process.
function Invoke-Shell([string] $Command, [hashtable] $Environment = @{}) {
    $start = [Diagnostics.ProcessStartInfo]::new($shell.Path)
    $start.RedirectStandardOutput = $true
    foreach ($argument in $shell.Leading + '-NoProfile', '-NonInteractive', '-Command', $Command) { $start.ArgumentList.Add($argument) }
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

# The duration of the import without the start of PowerShell.
function Measure-Import([string] $Folder) {
    $command = "`$watch = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$($Folder.Replace("'", "''"))'; `$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)"
    [double]::Parse((Invoke-Shell $command).Output, [cultureinfo]::InvariantCulture)
}

# Alternates both sides. The first round only warms up the disk.
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

# A row of the table. A smaller ratio is better, or with -IsRate a larger one.
function New-Row([string] $What, [string] $OtherWhat, [double] $Ours, [double] $Other, [string] $Unit, [int] $Runs, $Bound, [switch] $IsRate) {
    $ratio = $Ours / $Other
    $holds = $null -eq $Bound -or ($IsRate ? $ratio -ge $Bound : $ratio -le $Bound)
    [pscustomobject]@{
        What      = $What
        Ours      = "$(Format-Number $Ours) $Unit"
        OtherWhat = $OtherWhat
        Other     = "$(Format-Number $Other) $Unit"
        Ratio     = Format-Number $ratio
        Bound     = $null -eq $Bound ? '' : "$($IsRate ? 'at least' : 'at most') $(Format-Number $Bound) ($($holds ? 'met' : 'not met'))"
        Holds     = $holds
        Runs      = $Runs
    }
}

function New-TimeRow([string] $What, [string] $OtherWhat, [object[]] $Times, $Bound) {
    New-Row $What $OtherWhat -Ours (Get-Median $Times.Ours) -Other (Get-Median $Times.Other) -Unit ms -Runs $Times.Count -Bound $Bound
}

# Starts a server that ends with its input. Returns the server with its first output.
function Start-Server([string[]] $Arguments, [hashtable] $Environment = @{}) {
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    foreach ($argument in $Arguments) { $start.ArgumentList.Add($argument) }
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $process = [Diagnostics.Process]::Start($start)
    $servers.Add($process)
    $process.StandardOutput.ReadLine()
}

# Runs a script of Shell in a new PowerShell with the module. Returns its output.
function Invoke-Bench([string] $Name, [hashtable] $Environment, [int] $Count) {
    $script = [IO.Path]::Combine($PSScriptRoot, 'Shell', "$Name.ps1").Replace("'", "''")
    (Invoke-Shell "$import; & '$script' $(if ($Count) { $Count }) | ConvertTo-Json -Compress -Depth 4" $Environment).Output | ConvertFrom-Json
}

# Runs the official TypeScript SDK in a separate folder. Returns its output, or null if it can't be installed.
function Invoke-TypeScript([hashtable] $Environment, [int] $Count) {
    foreach ($tool in 'node', 'npm') {
        if (-not (Get-Command $tool -CommandType Application -ErrorAction Ignore)) { return }
    }

    $folder = [IO.Path]::Combine($scratch, 'typescript')
    $null = New-Item -ItemType Directory -Path $folder
    Copy-Item -LiteralPath ([IO.Path]::Combine($PSScriptRoot, 'typescript.mjs')) -Destination $folder
    & npm install --silent --no-audit --no-fund --prefix $folder '@mistralai/mistralai' *> $null
    if ($LASTEXITCODE -ne 0) { return }
    $before = $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL
    try {
        $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL = $Environment.MISTRAL_API_KEY, $Environment.MISTRAL_BASE_URL
        $said = & node ([IO.Path]::Combine($folder, 'typescript.mjs')) $Count
        if ($LASTEXITCODE -eq 0) { $said | ConvertFrom-Json }
    }
    finally {
        $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL = $before
    }
}

function Format-Number([double] $Value) { $Value.ToString($Value -lt 100 ? '0.00' : '#,0', [cultureinfo]::InvariantCulture) }

function Get-Machine {
    $memory = [Math]::Round([GC]::GetGCMemoryInfo().TotalAvailableMemoryBytes / 1GB)
    "$([Environment]::ProcessorCount) cores ($([Runtime.InteropServices.RuntimeInformation]::OSArchitecture)), $memory GiB of memory, " +
    "$([Runtime.InteropServices.RuntimeInformation]::OSDescription), PowerShell $($PSVersionTable.PSVersion) on $([Runtime.InteropServices.RuntimeInformation]::FrameworkDescription)"
}

Push-Location -LiteralPath $root
$servers = [Collections.Generic.List[Diagnostics.Process]]::new()
try {
    # The build of the emulator also builds the module.
    foreach ($project in 'tools/Mistral.Emulator', 'tests/Mistral.Benchmarks') {
        & dotnet build $project --configuration Release --verbosity quiet
        if ($LASTEXITCODE -ne 0) { throw "dotnet build ended with $LASTEXITCODE." }
    }

    $import = "Import-Module '$($module.Replace("'", "''"))'"
    [int] $cmdlets = (Invoke-Shell "($import -PassThru).ExportedCmdlets.Count").Output
    $null = New-Item -ItemType Directory -Path $scratch
    $empty = [IO.Path]::Combine($scratch, 'Empty')
    New-EmptyModule $empty $cmdlets

    Write-Host "Import, $Count times each..."
    $times = Measure-Turns { Measure-Import $module } { Measure-Import $empty }
    $rows = @(New-TimeRow 'Import-Module in a fresh PowerShell' "the same of an empty binary module with $cmdlets cmdlets" $times -Bound 2)

    $key = [guid]::NewGuid().ToString('N')
    $toEmulator = @{
        MISTRAL_API_KEY  = $key
        MISTRAL_BASE_URL = (Start-Server $emulatorDll, serve @{ MISTRAL_EMULATOR_KEY = $key } | ConvertFrom-Json).baseUri
    }

    Write-Host "A chat in a fresh PowerShell, $Count times each..."
    $bare = @'
Invoke-RestMethod "$env:MISTRAL_BASE_URL/v1/chat/completions" -Method Post -ContentType application/json -Headers @{
    Authorization = "Bearer $env:MISTRAL_API_KEY"
} -Body (@{ model = 'mistral-small-latest'; messages = @(@{ role = 'user'; content = 'hi' }) } | ConvertTo-Json -Depth 5)
'@
    $times = Measure-Turns { (Invoke-Shell "$import; Invoke-MistralChat hi" $toEmulator).Milliseconds } { (Invoke-Shell $bare $toEmulator).Milliseconds }
    $rows += New-TimeRow 'Start PowerShell, import, one Invoke-MistralChat' 'the same with Invoke-RestMethod' $times -Bound 1

    Write-Host "A chat in a running PowerShell, $CallCount times each..."
    $calls = Invoke-Bench warm $toEmulator $CallCount
    $call = @{ What = 'Invoke-MistralChat in a running PowerShell'; Ours = Get-Median $calls.Ours; Unit = 'ms'; Runs = $calls.Count }
    $rows += New-Row @call 'a cmdlet with the same parameters that only awaits the POST' -Other (Get-Median $calls.Floor) -Bound 1.12
    $rows += New-Row @call 'the same by a bare HttpClient with ConvertTo-Json and ConvertFrom-Json' -Other (Get-Median $calls.Answer)

    $toServer = @{ MISTRAL_API_KEY = $key; MISTRAL_BASE_URL = Start-Server $serverDll, serve }
    Write-Host 'Streams...'
    $pieces = 300000
    $stream = Invoke-Bench stream $toServer $pieces
    $rate = Get-Median $stream.Rates
    $rows += New-Row 'Pieces of a stream into Out-Null' 'the bound of 600,000 a second' -Ours $rate -Other 600000 -Unit '/s' -Runs $stream.Rates.Count -Bound 1 -IsRate
    $others = Invoke-TypeScript $toServer ($pieces / 10)
    if ($others) {
        $rows += New-Row 'Pieces of a stream into Out-Null' 'the official TypeScript SDK, counting them' -Ours $rate -Other (Get-Median $others) -Unit '/s' -Runs $others.Count -Bound 15 -IsRate
    }

    $rows += New-TimeRow 'The first piece of a stream' 'the first byte of the same by a bare HttpClient' $stream.First -Bound 1.5

    Write-Host 'Embeddings...'
    $rows += New-TimeRow '512 embeddings of 1,024 floats' 'the same bytes fetched and read with Utf8JsonReader' (Invoke-Bench embed $toServer 21) -Bound 1

    Write-Host 'A thousand prompts, 32 at once...'
    $toSlow = @{ MISTRAL_API_KEY = $key; MISTRAL_BASE_URL = Start-Server $serverDll, serve, 200 }
    $seconds = 1..3 | ForEach-Object { Invoke-Bench many $toSlow }
    $rows += New-Row '1,000 prompts of 200 ms with -ThrottleLimit 32' '1,000 / 32 x 200 ms' -Ours (Get-Median $seconds) -Other 6.25 -Unit s -Runs 3 -Bound 1.05

    Write-Host 'Memory over 100,000 prompts...'
    $bytes = Invoke-Bench memory $toServer 100000
    $rows += New-Row 'The heap after 100,000 prompts of a pipeline' 'the same after 10,000' -Ours ($bytes[1] / 1MB) -Other ($bytes[0] / 1MB) -Unit MiB -Runs 1 -Bound 1.5
}
finally {
    foreach ($server in $servers) {
        $server.Kill($true)
        $server.Dispose()
    }

    Remove-Item -LiteralPath $scratch -Recurse -Force -ErrorAction Ignore
    Pop-Location
}

$lines = @(
    '# Performance'
    ''
    'What a user feels, as `./build.ps1 Bench` measures it: both sides of each row in one run, in turns where they are short,'
    'and each figure is the median. All servers are on the same machine, so that the figures show what the module adds, and'
    'nothing of a network or a model.'
    ''
    "Measured on $(Get-Machine)."
    ''
    '| What | | Compared with | | Ratio | Bound | Runs |'
    '|---|---:|---|---:|---:|---|---:|'
    foreach ($row in $rows) {
        "| $($row.What) | $($row.Ours) | $($row.OtherWhat) | $($row.Other) | $($row.Ratio) | $($row.Bound) | $($row.Runs) |"
    }
)
[IO.File]::WriteAllText([IO.Path]::Combine($root, 'docs', 'performance.md'), ($lines -join "`n") + "`n")

$rows | Format-List What, Ours, @{ n = 'Compared with'; e = { "$($_.OtherWhat): $($_.Other)" } }, Ratio, Bound
if ($rows.Holds -contains $false) {
    throw 'A bound is not met.'
}
