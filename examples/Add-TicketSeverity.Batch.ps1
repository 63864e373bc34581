#Requires -Version 5.1

<#
.SYNOPSIS
    Adds a severity and a component to each row of a large CSV file, through a batch.
.DESCRIPTION
    A batch costs about half of the price of direct requests, has no rate limits, and runs on the servers of the API. It may take
    hours. The output file has the columns of the input and two more.

    You can run the script again at any time, also on another machine: it finds the batch of the same file by its hash, and
    continues with it instead of starting a second one. Rows that failed are sent once more. At the end, the batches are deleted from the
    server with their files, unless you add -KeepBatch. The output has the rows in the order of the input, without those that
    failed.

    The exit code is 0 if all rows were classified, 1 if some rows failed, 2 if no batch could be started, and 3 if the batch hasn't
    ended yet. Then run the script again later.
.PARAMETER Path
    The CSV file with the tickets.
.PARAMETER OutPath
    The CSV file to write. An existing file is replaced.
.PARAMETER Property
    The columns that are sent to the model. Default: Subject and Body.
.PARAMETER IdProperty
    The column with a unique id of each row. Default: Id.
.PARAMETER TimeoutSeconds
    How long to wait for the batch, in seconds. Default: a day.
.PARAMETER KeepBatch
    Leaves the batches and their files on the server.
.EXAMPLE
    ./Add-TicketSeverity.Batch.ps1 -Path ./tickets.csv -OutPath ./classified.csv

    Classifies the tickets by their columns Subject and Body, and waits for the result.
.EXAMPLE
    ./Add-TicketSeverity.Batch.ps1 -Path ./tickets.csv -OutPath ./classified.csv -TimeoutSeconds 0

    Starts the batch, or writes the result of the batch that an earlier run has started, if it is ready.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $OutPath,
    [string[]] $Property = @('Subject', 'Body'),
    [string] $IdProperty = 'Id',
    [ValidateRange(0, 604800)] [int] $TimeoutSeconds = 86400,
    [switch] $KeepBatch
)
Set-StrictMode -Version Latest
Import-Module -Name Mistral

$rows = @(Import-Csv -LiteralPath $Path)
$tickets = (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash
$refused = @()
try {
    $first = @(Get-MistralBatch -Metadata @{ tickets = $tickets; round = '1' })
    if (-not $first) {
        $first = @($rows | Start-MistralBatch -Message 'Classify this ticket.' -Property $Property -IdProperty $IdProperty -Schema 'severity low|medium|high, component' `
                -Metadata @{ tickets = $tickets; round = '1' } -ErrorVariable refused -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
    }
    if (-not $first) { throw $(if ($refused) { "$($refused[0])" } else { 'The file has no rows.' }) }
}
catch {
    Write-Warning -Message "No batch was started: $($_.Exception.Message)"
    exit 2
}

# The rows that failed are sent once more. A run before this one may have done that.
$ended = @($first | Wait-MistralBatch -TimeoutSeconds $TimeoutSeconds -ErrorAction SilentlyContinue)
$second = @()
if ($ended.Count -eq $first.Count) {
    $second = @(Get-MistralBatch -Metadata @{ tickets = $tickets; round = '2' })
    if (-not $second) {
        $failed = @($first | Receive-MistralBatch -FailedInput)
        if ($failed) { $second = @($failed | Start-MistralBatch -Metadata @{ tickets = $tickets; round = '2' }) }
    }
    $ended += @($second | Wait-MistralBatch -TimeoutSeconds $TimeoutSeconds -ErrorAction SilentlyContinue)
}
if ($ended.Count -lt $first.Count + $second.Count) {
    Write-Warning -Message 'The batch has not ended yet. Run the script again later.'
    exit 3
}

# Errors of the first round are those of rows that the second round has.
$problems = @()
$results = [Collections.Generic.Dictionary[string, object]]::new()
& {
    $first | Receive-MistralBatch -Merge -InputRow $rows -IdProperty $IdProperty -ErrorAction SilentlyContinue
    $second | Receive-MistralBatch -Merge -InputRow $rows -IdProperty $IdProperty -ErrorVariable +problems -ErrorAction SilentlyContinue
} | ForEach-Object { $results[$_.$IdProperty] = $_ }

# In the order of the input. A refused row has the id of another one, whose result is written once.
$rows.$IdProperty | Where-Object { $results.ContainsKey($_) } | ForEach-Object { $results[$_]; $null = $results.Remove($_) } |
    Select-Object -Property * -ExcludeProperty Usage | Export-Csv -LiteralPath $OutPath -NoTypeInformation

foreach ($problem in @($refused) + @($problems)) {
    Write-Warning -Message "$problem"
}
if (-not $KeepBatch) { $first + $second | Remove-MistralBatch -IncludeFile -Confirm:$false }
exit [int] ($refused.Count + $problems.Count -gt 0)
