#requires -Version 5.1
# Shared parts of the long tests: a child process with measured memory, and the figures for docs/reliability.md.
Set-StrictMode -Version Latest
Import-Module -Name "$PSScriptRoot/KeySupport.psm1"
$script:Folder = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'artifacts', 'test-results', 'reliability'))

<#
.SYNOPSIS
    Returns the long count in a soak, or else the short one.
#>
function Get-SoakCount {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [long] $Long, [Parameter(Mandatory)] [long] $Short)
    if ($env:MISTRAL_TEST_SOAK -eq '1') { $Long } else { $Short }
}

<#
.SYNOPSIS
    Runs a script in a process of its own that is connected to the emulator, and measures its memory.
.DESCRIPTION
    Idle is what the process takes after the warm-up, and the peak is the most above it. The growth is the peak of the second half
    of the time above that of the first half. What the script returns is JSON.
#>
function Measure-Shell {
    [CmdletBinding()]
    param(
        # A warm-up with the same work in small, before the measurement.
        [Parameter(Mandatory)] [string] $WarmUp,
        [Parameter(Mandatory)] [string] $Script,
        # More parameters of Connect-Mistral, as text.
        [string] $ConnectWith = '',
        [Parameter(Mandatory)] [int] $Seconds
    )
    $text = @"
Connect-Mistral -BaseUri `$env:TEST_URI -ApiKey (ConvertTo-SecureString `$env:TEST_KEY -AsPlainText -Force) $ConnectWith
& { $WarmUp } | Out-Null
foreach (`$round in 1..3) { [GC]::Collect(); [GC]::WaitForPendingFinalizers() }
[Console]::Out.WriteLine('ready')
& { $Script } | ConvertTo-Json -Compress
"@
    # By default, a collection starts when new objects fill the processor cache, which can be hundreds of MiB. This is 4 MiB.
    $shell = Start-Shell $text -Environment @{ TEST_URI = $env:MISTRAL_TEST_URI; TEST_KEY = $env:MISTRAL_TEST_KEY; DOTNET_GCgen0size = '0x400000' }
    try {
        if ((Receive-ShellLine $shell -Seconds 120) -cne 'ready') { throw 'The child process did not get ready.' }
        $process = $shell.Process
        $process.Refresh()
        $idle = $process.WorkingSet64
        $samples = [Collections.Generic.List[long]]::new()
        $line = $process.StandardOutput.ReadLineAsync()
        $watch = [Diagnostics.Stopwatch]::StartNew()
        while (-not $line.Wait(50)) {
            if ($watch.Elapsed.TotalSeconds -gt $Seconds) { throw "The child process did not come to its end in $Seconds s." }
            $process.Refresh()
            $samples.Add($process.WorkingSet64)
        }
        $took = $watch.Elapsed.TotalSeconds
        if ($null -eq $line.Result) { throw "The child process ended without a result. $($shell.Errors.Result)" }
        if (-not $samples.Count) { $samples.Add($idle) }
        $half = [Math]::Max(1, [int]($samples.Count / 2))
        $first = ($samples[0..($half - 1)] | Measure-Object -Maximum).Maximum
        $second = ($samples[($half - 1)..($samples.Count - 1)] | Measure-Object -Maximum).Maximum
        [pscustomobject]@{
            Result    = ConvertFrom-Json -InputObject $line.Result
            Seconds   = [Math]::Round($took, 1)
            PeakMiB   = [Math]::Round([Math]::Max(0, ([Math]::Max($first, $second) - $idle) / 1MB), 1)
            GrowthMiB = [Math]::Round([Math]::Max(0, ($second - $first) / 1MB), 1)
        }
    }
    finally { Stop-Shell $shell }
}

<#
.SYNOPSIS
    Stores the figures of a soak for the table in docs/reliability.md. A normal run stores none.
#>
function Write-ReliabilityFigure {
    [CmdletBinding()]
    param(
        # The id of the row, which is also the name of its file.
        [Parameter(Mandatory)] [string] $Part,
        # A description of the work.
        [Parameter(Mandatory)] [string] $What,
        # Lost, Doubled, Disordered, Leaked, Hung; PeakMiB and Note are optional.
        [Parameter(Mandatory)] [hashtable] $Figures,
        [Parameter(Mandatory)] [double] $Seconds
    )
    if ($env:MISTRAL_TEST_SOAK -ne '1') { return }
    $null = [IO.Directory]::CreateDirectory($script:Folder)
    $row = @{ What = $What; Seconds = [Math]::Round($Seconds); Date = [datetime]::UtcNow.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture) } + $Figures
    [IO.File]::WriteAllText([IO.Path]::Combine($script:Folder, "$Part.json"), (ConvertTo-Json -InputObject $row))
}

Export-ModuleMember -Function Get-SoakCount, Measure-Shell, Write-ReliabilityFigure
