#Requires -Version 5.1

<#
.SYNOPSIS
    Writes the traces of the last week to a CSV file, with durations, errors and tokens, and returns a summary for each service.
.DESCRIPTION
    Run it once a week: the API keeps traces for 30 days only. A row is a trace: when it ran, which application and agent, how long
    it took, whether it failed, the models, the calls and the tokens. Times are in UTC.

    The texts of users and models are not in the file unless -IncludeMessage is used, because they may be personal data.

    The traces are read page by page and written as they come. The file gets its name when it is complete, so a failed run leaves
    the file of the run before.

    -WhatIf reads no traces and writes no file. The owner of the key needs the role Observability Viewer, Workspace Admin or Org
    Admin.
.PARAMETER Path
    The CSV file, in an existing folder. It is overwritten. Default: mistral-traces-2026-07-27.csv, with the first day, in the
    current folder.
.PARAMETER After
    The beginning of the period. Default: the beginning of the day a week ago, in UTC.
.PARAMETER Before
    The end of the period. Default: the beginning of this day, in UTC.
.PARAMETER Service
    The services whose traces are exported. Wildcards are allowed. Default: all.
.PARAMETER FailedOnly
    Exports failed traces only.
.PARAMETER IncludeMessage
    Adds the first question and the last answer of each trace.
.PARAMETER Connection
    The name of a saved connection. Default: the current connection.
.OUTPUTS
    An object for each service: Service, Traces, Failed, MeanSeconds, Tokens, Path.
.EXAMPLE
    ./Export-TraceReport.ps1 -Path ./traces.csv

    Writes the traces of the last seven full days.
.EXAMPLE
    ./Export-TraceReport.ps1 -Service support-* -FailedOnly -IncludeMessage -After (Get-Date).AddDays(-1) -Before (Get-Date)

    Writes the failed traces of one day, with the questions that failed.
#>
[CmdletBinding(SupportsShouldProcess)]
[OutputType([pscustomobject])]
param(
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    [datetimeoffset] $After = [datetimeoffset]::new([datetime]::UtcNow.Date.AddDays(-7), [timespan]::Zero),

    [datetimeoffset] $Before = [datetimeoffset]::new([datetime]::UtcNow.Date, [timespan]::Zero),

    [ValidateNotNullOrEmpty()]
    [string[]] $Service,

    [switch] $FailedOnly,

    [switch] $IncludeMessage,

    [ValidateNotNullOrEmpty()]
    [string] $Connection
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

$invariant = [cultureinfo]::InvariantCulture
if (-not $Path) { $Path = "./mistral-traces-$($After.UtcDateTime.ToString('yyyy-MM-dd', $invariant)).csv" }
$Path = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
if ([IO.Directory]::Exists($Path)) { throw "'$Path' is a folder. Name a file in it." }
if (-not [IO.Directory]::Exists([IO.Path]::GetDirectoryName($Path))) { throw "The folder '$([IO.Path]::GetDirectoryName($Path))' was not found." }
if (-not $PSCmdlet.ShouldProcess($Path, "Write the traces from $($After.ToString('u', $invariant)) to $($Before.ToString('u', $invariant))")) { return }

$search = @{ After = $After; Before = $Before }
if ($Service) { $search.Service = $Service }
if ($FailedOnly) { $search.Status = 'Error' }
if ($Connection) { $search.Connection = $Connection }

$summary = [ordered]@{}
$partial = "$Path.$([guid]::NewGuid().ToString('N')).partial"
try {
    Search-MistralTrace @search | ForEach-Object {
        $name = "$($_.ServiceName)"
        if (-not $summary.Contains($name)) { $summary[$name] = @{ Traces = 0; Failed = 0; Seconds = 0.0; Tokens = [long] 0 } }
        $one = $summary[$name]
        $one.Traces++
        if ($_.StatusCode -eq 'Error') { $one.Failed++ }
        $one.Seconds += $_.Duration.TotalSeconds
        $one.Tokens += [long] $_.InputTokens + [long] $_.OutputTokens

        $row = [ordered]@{
            StartTime    = $_.StartTime.UtcDateTime.ToString('yyyy-MM-dd HH:mm:ss', $invariant)
            Service      = $_.ServiceName
            Name         = $_.RootSpanName
            Agent        = $_.AgentName
            Status       = $_.StatusCode
            Seconds      = $_.Duration.TotalSeconds.ToString('0.###', $invariant)
            Errors       = $_.ErrorCount
            Models       = $_.ModelsUsed -join ' '
            ModelCalls   = $_.LlmCallCount
            ToolCalls    = $_.ToolCallCount
            InputTokens  = $_.InputTokens
            OutputTokens = $_.OutputTokens
            TraceId      = $_.TraceId
        }
        if ($IncludeMessage) {
            $row.Question = $_.FirstTurnLastInputMessage
            $row.Answer = $_.LastTurnLastOutputMessage
        }
        [pscustomobject]$row
    } | Export-Csv -LiteralPath $partial -NoTypeInformation -Encoding UTF8 -Confirm:$false
    Move-Item -LiteralPath $partial -Destination $Path -Force -Confirm:$false
}
finally {
    Remove-Item -LiteralPath $partial -ErrorAction Ignore -Confirm:$false
}

foreach ($name in $summary.Keys | Sort-Object) {
    $one = $summary[$name]
    [pscustomobject]@{
        Service     = $name
        Traces      = $one.Traces
        Failed      = $one.Failed
        MeanSeconds = [math]::Round($one.Seconds / $one.Traces, 3)
        Tokens      = $one.Tokens
        Path        = $Path
    }
}
