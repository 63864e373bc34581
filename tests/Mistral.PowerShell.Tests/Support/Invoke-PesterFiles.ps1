#requires -Version 5.1
# Runs Pester files one after the other and writes a JSON report of each. Files do not share state.
[CmdletBinding()]
param(
    # Paths separated by the path separator.
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Pester,
    # The folder of the reports. A report has the name of its file.
    [Parameter(Mandatory)] [string] $Report,
    # Modules that are not available, separated by commas. Files that state that they need one of them are skipped,
    # and so are tests with the tag Needs.<module>.
    [string] $Missing = ''
)

Import-Module -Name $Pester -ErrorAction Stop
$missingModules = @($Missing -split ',' | Where-Object { $_ })
$excludedTags = @($missingModules | ForEach-Object { "Needs.$_" })

function ConvertTo-Item($Item, [string] $Name) {
    $errors = @($Item.ErrorRecord | Where-Object { $_ })
    if (-not $errors) { $errors = 'not run, since the set-up of its block failed' }
    [pscustomobject]@{
        name     = $Name
        message  = ($errors | ForEach-Object { if ($_.DisplayErrorMessage) { $_.DisplayErrorMessage } else { "$_" } }) -join "`n"
        location = ($errors | ForEach-Object { if ($_.DisplayStackTrace) { $_.DisplayStackTrace } else { $_.ScriptStackTrace } }) -join "`n"
    }
}

# A line at the top of a file states the modules that the file needs.
function Get-NeededModule([string] $File) {
    Get-Content -LiteralPath $File -TotalCount 5 | Where-Object { $_ -like '# Needs: *' } | ForEach-Object { $_.Substring(9) -split ', ' }
}

# The module for which a test was skipped, from its file, from the tags of the test and its blocks, or from its message.
function Get-MissingModule($Test, [string[]] $Needed, [string] $Reason) {
    $tags = @($Test.Tag)
    for ($block = $Test.Block; $block; $block = $block.Parent) { $tags += @($block.Tag) }
    $missingModules | Where-Object { $_ -in $Needed -or "Needs.$_" -in $tags -or $Reason.Contains($_) } | Select-Object -First 1
}

# -Skip has no reason, so the line with the condition is shown.
function Get-SkipReason($Test, [string] $File) {
    $because = $Test.ErrorRecord | ForEach-Object { "$_" } | Select-Object -First 1
    if ($because) { return $because -replace '^is (skipped|inconclusive|pending), because ', '' }

    $declared = $Test
    for ($block = $Test.Block; -not $declared.Skip -and $block; $block = $block.Parent) { $declared = $block }
    if (-not $declared.StartLine) { return 'no reason given' }
    '{0}:{1}: {2}' -f (Split-Path -Leaf $File), $declared.StartLine, (Get-Content -LiteralPath $File -TotalCount $declared.StartLine)[-1].Trim()
}

# The processor time of this process and, if the system reports it, of its ended child processes.
function Get-ProcessorSecond {
    $process = [Diagnostics.Process]::GetCurrentProcess()
    try { $own = $process.TotalProcessorTime.TotalSeconds } finally { $process.Dispose() }
    if (-not [IO.File]::Exists('/proc/self/stat')) { return $own }
    # The name of the process ends at the last bracket. The times of the children are in hundredths of a second.
    $fields = ([IO.File]::ReadAllText('/proc/self/stat') -replace '^.*\) ').Split(' ')
    $own + ([double] $fields[13] + [double] $fields[14]) / 100
}

function New-Report($Run, [string] $File, [double] $ProcessorSeconds) {
    $tests = @($Run.Tests | Where-Object { $_ })
    $needed = @(Get-NeededModule $File)
    $failures = @(
        foreach ($container in $Run.FailedContainers) { ConvertTo-Item $container "$($container.Item) (the file itself)" }
        foreach ($block in $Run.FailedBlocks) { ConvertTo-Item $block "$($block.ExpandedPath) (set-up or clean-up of the block)" }
        foreach ($test in $Run.Failed) { ConvertTo-Item $test $test.ExpandedPath }
    )
    $skips = @(
        foreach ($test in $tests | Where-Object { $_.Result -notin 'Passed', 'Failed' }) {
            $reason = [string](Get-SkipReason $test $File)
            $module = Get-MissingModule $test $needed $reason
            if ($test.Result -eq 'NotRun' -and -not $module) { continue }
            if ($module) { $reason = "$module isn't installed and could not be saved" }
            [pscustomobject]@{ name = $test.ExpandedPath; message = $reason; location = "$module" }
        }
    )
    $slowest = @(
        $tests | Where-Object { $_.Duration.TotalSeconds -ge 1 } | Sort-Object -Property Duration -Descending | Select-Object -First 10 |
            ForEach-Object { [pscustomobject]@{ name = $_.ExpandedPath; message = '{0:0.0} s' -f $_.Duration.TotalSeconds; location = '' } }
    )
    [pscustomobject]@{
        result           = [string] $Run.Result
        passed           = $Run.PassedCount
        failed           = $Run.FailedCount
        skipped          = $skips.Count
        seconds          = [Math]::Round($Run.Duration.TotalSeconds, 1)
        processorSeconds = [Math]::Round($ProcessorSeconds, 1)
        failures         = $failures
        skips            = $skips
        slowest          = $slowest
    }
}

# SecretManagement keeps its vaults and watches its folder until the process ends.
function Clear-Vault {
    $management = Get-Module -Name Microsoft.PowerShell.SecretManagement
    if ($management) { Microsoft.PowerShell.SecretManagement\Get-SecretVault | Microsoft.PowerShell.SecretManagement\Unregister-SecretVault }
}

function Clear-Home {
    foreach ($name in 'HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA') {
        $folder = [Environment]::GetEnvironmentVariable($name)
        if ($folder -and [IO.Directory]::Exists($folder)) {
            Get-ChildItem -LiteralPath $folder -Force | Where-Object Name -NE .secretmanagement | Remove-Item -Recurse -Force -ErrorAction Ignore
        }
    }
}

# A function, because variables of a script that was started with -File are global and would count as leftovers.
function Invoke-EachFile([string[]] $File) {
    $variables = @(Get-Variable -Scope Global).Name
    $modules = @(Get-Module).Name
    $environment = [Environment]::GetEnvironmentVariables()
    $location = Get-Location
    # The first file includes the start of the process.
    $counted = 0
    foreach ($one in $File) {
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = $one
        $configuration.Run.PassThru = $true
        $configuration.Run.SkipRun = [bool](Get-NeededModule $one | Where-Object { $_ -in $missingModules })
        $configuration.Filter.ExcludeTag = $excludedTags
        # The report has the failures, and a line for each of thousands of tests takes a fifth of what Pester takes for it.
        $configuration.Output.Verbosity = 'None'
        Write-Host "Running tests from '$one'"
        $run = Invoke-Pester -Configuration $configuration
        $processor = Get-ProcessorSecond
        $json = ConvertTo-Json -InputObject (New-Report $run $one ($processor - $counted)) -Depth 4
        $counted = $processor
        [IO.File]::WriteAllText([IO.Path]::Combine($Report, [IO.Path]::GetFileName($one) + '.json'), $json)
        if ($one -eq $File[-1]) { break }

        Clear-Vault
        Get-Module | Where-Object { $_.Name -notin $modules } | Remove-Module -Force -ErrorAction Ignore
        Get-Variable -Scope Global | Where-Object { $_.Name -notin $variables } | Remove-Variable -Scope Global -Force -ErrorAction Ignore
        $Error.Clear()
        Set-Location -LiteralPath $location
        Clear-Home
        foreach ($name in @([Environment]::GetEnvironmentVariables().Keys)) {
            if (-not $environment.Contains($name)) { [Environment]::SetEnvironmentVariable($name, $null) }
        }
        foreach ($name in $environment.Keys) { [Environment]::SetEnvironmentVariable($name, $environment[$name]) }
        $null = Invoke-WebRequest -Uri ($env:MISTRAL_TEST_URI.TrimEnd('/') + '/_emulator/reset') -Method Post -UseBasicParsing
    }
}

Invoke-EachFile ($Path -split [IO.Path]::PathSeparator)
