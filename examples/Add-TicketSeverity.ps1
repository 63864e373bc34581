#Requires -Version 5.1

<#
.SYNOPSIS
    Adds a severity and a component to each row of a CSV file, for a scheduled job.
.DESCRIPTION
    A model classifies the rows, several at once. The output file has the columns of the input and two more. Rows that fail are
    listed as warnings and left out.

    The exit code is 0 if all rows were classified, 1 if some rows failed, and 2 if no row could be tried: the key was refused, or
    the server can't be reached.
.PARAMETER Path
    The CSV file with the tickets.
.PARAMETER OutPath
    The CSV file to write. An existing file is replaced.
.PARAMETER Property
    The columns that are sent to the model. Default: Subject and Body.
.PARAMETER ThrottleLimit
    The number of rows that are classified at once, from 1 to 256. Default: 8.
.EXAMPLE
    ./Add-TicketSeverity.ps1 -Path ./tickets.csv -OutPath ./classified.csv

    Classifies the tickets by their columns Subject and Body.
.EXAMPLE
    ./Add-TicketSeverity.ps1 -Path ./tickets.csv -OutPath ./classified.csv -Property Title -ThrottleLimit 2

    Sends the column Title only, for two rows at once.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $OutPath,
    [string[]] $Property = @('Subject', 'Body'),
    [ValidateRange(1, 256)] [int] $ThrottleLimit = 8
)
Set-StrictMode -Version Latest
Import-Module -Name Mistral

try {
    Import-Csv -LiteralPath $Path |
        Invoke-MistralChat -Property $Property -System 'Classify this ticket.' -Schema 'severity low|medium|high, component' -ThrottleLimit $ThrottleLimit -Merge -ErrorVariable failed -ErrorAction SilentlyContinue |
        Export-Csv -LiteralPath $OutPath -NoTypeInformation
}
catch {
    Write-Warning -Message "No row was classified: $($_.Exception.Message)"
    exit 2
}

foreach ($problem in $failed) {
    Write-Warning -Message "$($problem.TargetObject): $($problem.Exception.Message)"
}
exit [int] ($failed.Count -gt 0)
