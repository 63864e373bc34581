#requires -Version 5.1
# Runs one Pester file and writes what came of it as JSON.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Report
)

Import-Module -Name $Pester -ErrorAction Stop
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration

# Only now: the tests above run with the preferences a user has.
$ErrorActionPreference = 'Stop'

function ConvertTo-Item($Item, [string] $Name) {
    $errors = @($Item.ErrorRecord | Where-Object { $_ })
    if (-not $errors) { $errors = 'not run, since the set-up of its block failed' }
    [pscustomobject]@{
        name     = $Name
        message  = ($errors | ForEach-Object { if ($_.DisplayErrorMessage) { $_.DisplayErrorMessage } else { "$_" } }) -join "`n"
        location = ($errors | ForEach-Object { if ($_.DisplayStackTrace) { $_.DisplayStackTrace } else { $_.ScriptStackTrace } }) -join "`n"
    }
}

# -Skip takes no reason: the line it stands on has the condition, and is the best there is to show.
function Get-SkipReason($Test) {
    $because = $Test.ErrorRecord | ForEach-Object { "$_" } | Select-Object -First 1
    if ($because) { return $because -replace '^is (skipped|inconclusive|pending), because ', '' }

    $declared = $Test
    for ($block = $Test.Block; -not $declared.Skip -and $block; $block = $block.Parent) { $declared = $block }
    if (-not $declared.StartLine) { return 'no reason given' }
    '{0}:{1}: {2}' -f (Split-Path -Leaf $Path), $declared.StartLine, (Get-Content -LiteralPath $Path -TotalCount $declared.StartLine)[-1].Trim()
}

$tests = @($run.Tests | Where-Object { $_ })
$skipped = @($tests | Where-Object { $_.Result -notin 'Passed', 'Failed', 'NotRun' })
$failures = @(
    foreach ($container in $run.FailedContainers) { ConvertTo-Item $container "$($container.Item) (the file itself)" }
    foreach ($block in $run.FailedBlocks) { ConvertTo-Item $block "$($block.ExpandedPath) (set-up or clean-up of the block)" }
    foreach ($test in $run.Failed) { ConvertTo-Item $test $test.ExpandedPath }
)
$skips = @(
    foreach ($test in $skipped) {
        [pscustomobject]@{ name = $test.ExpandedPath; message = [string](Get-SkipReason $test); location = '' }
    }
)
$result = [pscustomobject]@{
    result   = [string] $run.Result
    passed   = $run.PassedCount
    failed   = $run.FailedCount
    skipped  = $skipped.Count
    failures = $failures
    skips    = $skips
}
[IO.File]::WriteAllText($Report, (ConvertTo-Json -InputObject $result -Depth 4))
