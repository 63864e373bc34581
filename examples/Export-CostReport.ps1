#Requires -Version 5.1

<#
.SYNOPSIS
    Writes the costs of a month by workspace and model to a CSV file, with a warning about days that cost far more than the days before.
.DESCRIPTION
    Run it every day. It overwrites the file with the costs of the month so far. On the first of a month, it completes the file of
    the previous month. A row is a workspace and a model, with the cost, the currency, and the number of records without a price,
    which are not in the cost.

    A day is conspicuous if the organization spent at least -Factor times the mean of the days before it. Then the output has the
    text of an email in MailBody, and the file -MailBodyPath contains it. This script does not send it: pass the text to your
    email or chat system.

    -WhatIf reads the usage and calculates the costs, but writes no file.

    The file contains the usage of workspaces. Other costs of the organization are in Cost of the output object, but in no row.

    It needs an Admin API key: that of the saved connection in -Connection, else that of the current connection.
.PARAMETER Month
    A day of the month to report. Default: the month of yesterday, in UTC.
.PARAMETER Path
    The CSV file, in an existing folder. Default: mistral-cost-2026-07.csv, with the month, in the current folder.
.PARAMETER Factor
    A day is conspicuous if it costs at least this number of times the mean.
.PARAMETER TrailingDays
    The number of days before a day for the mean, starting with the first usage of the organization. Days without costs are
    included. The mean needs at least three days.
.PARAMETER MinimumCost
    Days that cost less than this are never conspicuous.
.PARAMETER MailBodyPath
    The file for the text of the email, in an existing folder. It is written only with a warning.
.PARAMETER Connection
    The name of a saved connection that has an Admin API key. Default: the current connection.
.OUTPUTS
    One object: Month, Path, Cost of the organization, Currency, Conspicuous (Day, Cost, Mean) and MailBody, which is empty
    without a warning.
.EXAMPLE
    ./Export-CostReport.ps1 -Month 2026-07-01 -Path ./july.csv

    Writes the costs of July.
.EXAMPLE
    ./Export-CostReport.ps1 -Connection admin -MailBodyPath ./warning.txt
    if (Test-Path -Path ./warning.txt) { mail -s 'Mistral costs' admins@example.com < ./warning.txt }

    A daily job on Linux, in shell syntax. Remove the file after the email was sent.
.EXAMPLE
    (./Export-CostReport.ps1 -Factor 2 -TrailingDays 14).Conspicuous

    Shows the days of this month that cost at least twice the mean of two weeks.
#>
[CmdletBinding(SupportsShouldProcess)]
[OutputType([pscustomobject])]
param(
    [datetime] $Month = [datetime]::UtcNow.AddDays(-1),

    [ValidateNotNullOrEmpty()]
    [string] $Path,

    [ValidateRange(1.0, 1000.0)]
    [double] $Factor = 3,

    [ValidateRange(3, 31)]
    [int] $TrailingDays = 7,

    [ValidateRange(0, 1000000)]
    [decimal] $MinimumCost = 1,

    [ValidateNotNullOrEmpty()]
    [string] $MailBodyPath,

    [ValidateNotNullOrEmpty()]
    [string] $Connection
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

$with = @{}
if ($Connection) { $with.Connection = $Connection }
$invariant = [cultureinfo]::InvariantCulture
$first = [datetime]::new($Month.Year, $Month.Month, 1)
if (-not $Path) { $Path = "./mistral-cost-$($first.ToString('yyyy-MM', $invariant)).csv" }

# The full path of a file that can be created. This is checked first, because reading the usage takes time.
function Resolve-Target([string] $File) {
    $full = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($File)
    $folder = [IO.Path]::GetDirectoryName($full)
    if ([IO.Directory]::Exists($full)) { throw "'$full' is a folder. Name a file in it." }
    if (-not [IO.Directory]::Exists($folder)) { throw "The folder '$folder' was not found." }
    $full
}
$Path = Resolve-Target $Path
if ($MailBodyPath) { $MailBodyPath = Resolve-Target $MailBodyPath }

# Measure-Object uses floating point, so costs are added as decimals.
function Get-Sum([object[]] $Row) {
    $sum = [decimal] 0
    foreach ($one in $Row) { if ($null -ne $one.Cost) { $sum += $one.Cost } }
    $sum
}

$rows = foreach ($workspace in Get-MistralWorkspace -IncludeArchived @with) {
    foreach ($group in Get-MistralUsage -Month $first -WorkspaceId $workspace.WorkspaceId @with | Group-Object -Property Model) {
        [pscustomobject]@{
            Month     = $first.ToString('yyyy-MM', $invariant)
            Workspace = $workspace.Name
            Model     = $group.Name
            Cost      = (Get-Sum $group.Group).ToString('0.##################', $invariant)
            Currency  = $group.Group[0].Currency
            Unpriced  = @($group.Group | Where-Object { $null -eq $_.Cost }).Count
        }
    }
}
if ($PSCmdlet.ShouldProcess($Path, 'Write the costs')) {
    if ($rows) {
        $rows | Sort-Object -Property Workspace, Model | Export-Csv -LiteralPath $Path -NoTypeInformation -Encoding UTF8 -Confirm:$false
    }
    else {
        Set-Content -LiteralPath $Path -Value '"Month","Workspace","Model","Cost","Currency","Unpriced"' -Encoding UTF8 -Confirm:$false
    }
}

# The mean for the first days of a month needs the previous month.
$usage = @(Get-MistralUsage -Month $first @with)
$days = @{}
foreach ($row in @(Get-MistralUsage -Month $first.AddMonths(-1) @with | Where-Object { $_.Day -and $_.Day.UtcDateTime -lt $first }) + $usage) {
    if ($row.Day -and $null -ne $row.Cost) { $days[$row.Day.UtcDateTime.Date] += $row.Cost }
}

$begin = $days.Keys | Sort-Object | Select-Object -First 1
$conspicuous = foreach ($day in $days.Keys | Where-Object { $_ -ge $first } | Sort-Object) {
    $before = @(1..$TrailingDays | ForEach-Object { $day.AddDays(-$_) } | Where-Object { $_ -ge $begin })
    if ($before.Count -lt 3) { continue }

    $spent = [decimal] 0
    foreach ($one in $before) { if ($days.ContainsKey($one)) { $spent += $days[$one] } }
    $mean = $spent / $before.Count
    if ($days[$day] -ge $MinimumCost -and $days[$day] -ge [decimal] $Factor * $mean) {
        [pscustomobject]@{ Day = $day; Cost = $days[$day]; Mean = [math]::Round($mean, 4) }
    }
}

$cost = Get-Sum $usage
$currency = $usage | Select-Object -First 1 -ExpandProperty Currency
$mailBody = if ($conspicuous) {
    @(
        'The costs of the Mistral API need a look.'
        ''
        foreach ($one in $conspicuous) {
            [string]::Format($invariant, '{0:yyyy-MM-dd}: {1:0.00} {2}; the mean of the days before is {3:0.00} {2}.', $one.Day, $one.Cost, $currency, $one.Mean)
        }
        ''
        [string]::Format($invariant, 'The month {0:yyyy-MM} has cost {1:0.00} {2} so far. By workspace and model:', $first, $cost, $currency)
        foreach ($row in $rows | Sort-Object -Property { [decimal]::Parse($_.Cost, $invariant) } -Descending | Select-Object -First 10) {
            [string]::Format($invariant, '{0,12} {1}  {2}, {3}', $row.Cost, $row.Currency, $row.Workspace, $row.Model)
        }
    ) -join [Environment]::NewLine
}
if ($mailBody -and $MailBodyPath -and $PSCmdlet.ShouldProcess($MailBodyPath, 'Write the text of the mail')) {
    Set-Content -LiteralPath $MailBodyPath -Value $mailBody -Encoding UTF8 -Confirm:$false
}

[pscustomobject]@{
    Month       = $first.ToString('yyyy-MM', $invariant)
    Path        = $Path
    Cost        = $cost
    Currency    = $currency
    Conspicuous = @($conspicuous)
    MailBody    = $mailBody
}
