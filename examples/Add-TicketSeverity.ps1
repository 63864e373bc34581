#requires -Version 5.1
<#
.SYNOPSIS
    Adds a severity and a component to each row of a CSV file, for a job that nobody watches.
.DESCRIPTION
    Rows that fail are listed as warnings and left out. The exit code is 0 where all went well, 1 where some rows failed, and 2 where
    none could be tried: the key was refused, or the server can't be reached.
.EXAMPLE
    ./Add-TicketSeverity.ps1 -Path ./tickets.csv -OutPath ./classified.csv
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
