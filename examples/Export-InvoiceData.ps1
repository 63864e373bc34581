#Requires -Version 5.1

<#
.SYNOPSIS
    Writes the data of all PDF invoices of a folder to a CSV file, with a row for each invoice.
.DESCRIPTION
    The text of each invoice is recognized, and a model extracts the number, the supplier, the date, the total and the currency. The
    text is kept as Markdown in a folder. When the script runs again, only new and changed invoices are sent and billed, and the CSV
    file has the rows of all invoices.

    Invoices that fail are listed as warnings and have no row. Run the script again to try them again.

    The exit code is 0 if all invoices have a row, 1 if some failed, and 2 if there were no invoices, or none could be tried: the key
    was refused, or the server can't be reached.
.PARAMETER Path
    The folder with the PDF files.
.PARAMETER OutPath
    The CSV file to write. An existing file is replaced.
.PARAMETER TextPath
    The folder for the text of the invoices. Default: the folder "text" below Path.
.PARAMETER ThrottleLimit
    The number of invoices that are processed at once, from 1 to 256. Default: 4.
.EXAMPLE
    ./Export-InvoiceData.ps1 -Path ./invoices -OutPath ./invoices.csv

    Writes invoices.csv, and the text of each invoice to invoices/text.
.EXAMPLE
    ./Export-InvoiceData.ps1 -Path ./invoices -OutPath ./invoices.csv -TextPath ./archive -ThrottleLimit 8

    Keeps the text in another folder, and processes eight invoices at once.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $OutPath,
    [string] $TextPath = (Join-Path -Path $Path -ChildPath 'text'),
    [ValidateRange(1, 256)] [int] $ThrottleLimit = 4
)
Set-StrictMode -Version Latest
Import-Module -Name Mistral

# A question mark makes a field optional.
$schema = 'Number?, Supplier, IssuedOn date?, Total decimal, Currency?'
$invariant = [cultureinfo]::InvariantCulture
try {
    $invoices = @(Get-ChildItem -LiteralPath $Path -Filter *.pdf -File -ErrorAction Stop)
    if ($invoices.Count -eq 0) { throw "'$Path' contains no PDF files." }
    $rows = @($invoices | Invoke-MistralOcr -Schema $schema -OutDirectory $TextPath -ThrottleLimit $ThrottleLimit -Merge -ErrorVariable failed -ErrorAction SilentlyContinue)
}
catch {
    Write-Warning -Message "No invoice was processed: $($_.Exception.Message)"
    exit 2
}

# Dates and numbers must not depend on the language of the machine.
$rows |
    Select-Object -Property Name, Number, Supplier,
        @{ Name = 'IssuedOn'; Expression = { if ($_.IssuedOn) { $_.IssuedOn.ToString('yyyy-MM-dd', $invariant) } } },
        @{ Name = 'Total'; Expression = { $_.Total.ToString($invariant) } },
        Currency |
    Export-Csv -LiteralPath $OutPath -NoTypeInformation -Encoding UTF8

foreach ($problem in $failed) {
    Write-Warning -Message "$($problem.TargetObject): $($problem.Exception.Message)"
}
exit [int] ($failed.Count -gt 0)
