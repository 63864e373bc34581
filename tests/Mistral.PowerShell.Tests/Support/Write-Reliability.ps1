#requires -Version 5.1
<#
.SYNOPSIS
    Writes docs/reliability.md from the figures of a soak.
#>
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..', '..'))
$expected = '1-prompts', '1-batch', '2-kills', '3-download', '3-receive', '4-upload', '5-document', '5-send', '6-fuzz'
$rows = foreach ($part in $expected) {
    $path = [IO.Path]::Combine($root, 'artifacts', 'test-results', 'reliability', "$part.json")
    if (-not [IO.File]::Exists($path)) { throw "There are no figures of '$part'. docs/reliability.md was not changed." }
    ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($path))
}

function Format-Figure($Value) {
    if ($null -eq $Value) { '' } else { ([double] $Value).ToString('#,0.#', [cultureinfo]::InvariantCulture) }
}

# The amount of memory, if the system reports it.
function Get-Machine {
    $memory = if ([IO.File]::Exists('/proc/meminfo')) { [Math]::Round([double] ([regex]::Match([IO.File]::ReadAllText('/proc/meminfo'), 'MemTotal:\s+(\d+)').Groups[1].Value) / 1MB) }
    "$([Environment]::ProcessorCount) cores ($([Runtime.InteropServices.RuntimeInformation]::OSArchitecture))$(if ($memory) { ", $memory GiB of memory" }), " +
    "$([Runtime.InteropServices.RuntimeInformation]::OSDescription), PowerShell $($PSVersionTable.PSVersion)"
}

$dates = @($rows.Date | Sort-Object -Unique)
$lines = @(
    '# Reliability'
    ''
    'What holds when there is much to do, when servers fail, and when a process is killed. The figures are those of a run, and'
    'each of the tests fails where one of its counts is not 0 or the memory is more than 64 MiB. To run them again, which takes'
    'about half an hour, and to write this page anew:'
    ''
    '```sh'
    'pwsh ./build.ps1 Test -Soak'
    '```'
    ''
    'The server is the emulator of this repository, on the same machine. `dotnet test` without `-Soak` runs the same tests with'
    'smaller numbers.'
    ''
    "Measured on $(Get-Machine), $($dates -join ' to ')."
    ''
    '| What | Lost | Doubled | Out of order | Leaked | Hung | Peak memory, MiB | Seconds | Besides |'
    '|---|---:|---:|---:|---:|---:|---:|---:|---|'
    foreach ($row in $rows) {
        $figures = foreach ($name in 'Lost', 'Doubled', 'Disordered', 'Leaked', 'Hung', 'PeakMiB', 'Seconds') {
            Format-Figure $(if ($row.PSObject.Properties[$name]) { $row.$name })
        }
        "| $($row.What) | $($figures -join ' | ') | $($row.Note) |"
    }
    ''
    '- **Lost**: inputs without an answer and without an error, saved connections that are gone or have no key, files that are not the'
    '  same to the last byte.'
    '- **Doubled**: inputs with two results, connections that nobody saved, requests that were sent twice.'
    '- **Out of order**: results that are not in the order of the input, bytes that are not where they were.'
    '- **Leaked**: API keys in an error or in a file.'
    '- **Hung**: calls that did not end in their time.'
    '- **Peak memory**: the most that the working set of the PowerShell process grew above what it was when idle, after a warm-up with'
    '  the same work in small. The garbage collector is set to collect after 4 MiB of new objects (`DOTNET_GCgen0size`): by default it'
    '  waits for as much as the cache of the processor holds, which would be measured in place of the module.'
    ''
    'An empty cell is a figure that the row does not have. The requests that fail in the first row are answered with status 429, 500'
    'or 422, or with damaged JSON, are cut before or within the response, or are never answered. In the second row, the service fails'
    'some requests of the batch, and returns the results in another order. The responses of the last row have random mistakes in them, and'
    'each gives an object or an error of the module.'
)
[IO.File]::WriteAllText([IO.Path]::Combine($root, 'docs', 'reliability.md'), ($lines -join "`n") + "`n")
$rows | Format-Table What, Lost, Doubled, Disordered, Leaked, Hung, PeakMiB, Seconds -Wrap
