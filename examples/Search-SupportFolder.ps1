#Requires -Version 5.1

<#
.SYNOPSIS
    Indexes a folder of support articles, and answers questions from them.
.DESCRIPTION
    Adds new and changed text files of the folder to a search index, and removes the documents of deleted files. With -Question, the
    best chunks are searched for each question, and a model answers from them only, with its sources.

    The API can't list the documents of an index, so the script keeps a list of the added files with their SHA-256 in a file. You can
    run it again at any time, also after an interruption: it sends only new or changed files. Embeddings are billed.
.PARAMETER Path
    The folder.
.PARAMETER IndexName
    The name of the index. A missing index is created.
.PARAMETER Include
    Wildcards for the names of the files, which must be text in UTF-8.
.PARAMETER StatePath
    The file with the list of added files. Default: .mistral-<index>.csv in the folder.
.PARAMETER Question
    Questions to answer.
.PARAMETER Top
    The number of chunks that a model gets for each question.
.PARAMETER Connection
    The name of a saved connection. Default: the current connection.
.OUTPUTS
    An object for each document that was added or removed, and for each failed file: Action (Added, Removed or Failed), Source and
    Detail. Then, for each question: Question, Answer and Source, the files of the chunks. With -WhatIf, no output.
.EXAMPLE
    ./Search-SupportFolder.ps1 -Path //server/support -IndexName support

    Adds new and changed files, and removes the documents of deleted files.
.EXAMPLE
    ./Search-SupportFolder.ps1 //server/support support -Question 'How is a password reset?' | Where-Object Question | Format-List

    Updates the index, asks a question, and shows the answer and its sources.
.EXAMPLE
    ./Search-SupportFolder.ps1 ./docs support -Include *.md -WhatIf

    Shows which files would be added and removed.
#>
[CmdletBinding(SupportsShouldProcess)]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $IndexName,

    [ValidateNotNullOrEmpty()]
    [SupportsWildcards()]
    [string[]] $Include = @('*.md', '*.txt', '*.html'),

    [ValidateNotNullOrEmpty()]
    [string] $StatePath,

    [ValidateNotNullOrEmpty()]
    [string[]] $Question = @(),

    [ValidateRange(1, 50)]
    [int] $Top = 5,

    [ValidateNotNullOrEmpty()]
    [string] $Connection
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

$with = @{}
if ($Connection) { $with.Connection = $Connection }

$folder = Get-Item -LiteralPath $Path -Force
if ($folder -isnot [IO.DirectoryInfo]) { throw "'$Path' is not a folder." }
$start = $folder.FullName.TrimEnd('\', '/').Length + 1
if (-not $StatePath) { $StatePath = Join-Path -Path $folder.FullName -ChildPath ".mistral-$IndexName.csv" }

function ConvertTo-Result([string] $Action, [string] $Source, [string] $Detail) {
    [pscustomobject]@{ Action = $Action; Source = $Source; Detail = $Detail }
}

# The files with their content as a hash, and what earlier runs have added.
$files = @{}
foreach ($file in Get-ChildItem -LiteralPath $folder.FullName -File -Recurse) {
    if ($file.Length -eq 0 -or -not ($Include | Where-Object { $file.Name -like $_ })) { continue }
    $files[$file.FullName.Substring($start).Replace('\', '/')] = (Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash
}
$known = @{}
if (Test-Path -LiteralPath $StatePath) {
    foreach ($row in Import-Csv -LiteralPath $StatePath) { $known[$row.Source] = $row }
}
if ($files.Count -eq 0 -and $known.Count -gt 0) {
    throw "'$Path' contains no files that match $($Include -join ', '), but earlier runs added some. Check the folder, and that the share is connected."
}

# An index that is new or has just been created needs some time.
$isThere = [bool](Get-MistralIndex @with | Where-Object Name -EQ $IndexName)
if (-not $isThere -and $PSCmdlet.ShouldProcess($IndexName, 'Create the index')) {
    $null = New-MistralIndex -Name $IndexName @with -Confirm:$false
    $isThere = $true
    $known = @{}
}
if ($isThere) { $null = Wait-MistralIndex -Name $IndexName -TimeoutSeconds 600 @with }

function Save-State {
    $known.Values | Sort-Object -Property Source | Export-Csv -LiteralPath $StatePath -NoTypeInformation -Encoding UTF8 -WhatIf:$false -Confirm:$false
}

foreach ($source in $files.Keys | Sort-Object) {
    if ($known.ContainsKey($source) -and $known[$source].Hash -eq $files[$source]) { continue }
    if (-not $PSCmdlet.ShouldProcess($source, "Add to the index $IndexName")) { continue }
    try {
        $text = Get-Content -LiteralPath (Join-Path -Path $folder.FullName -ChildPath $source) -Raw -Encoding UTF8
        $added = @{ source_id = $source; content = $text } | Add-MistralIndexDocument -IndexName $IndexName @with -Confirm:$false
        $known[$source] = [pscustomobject]@{ Source = $source; DocumentId = $added.DocumentId; Hash = $files[$source] }
        Save-State
        ConvertTo-Result -Action Added -Source $source -Detail "$($added.ChunkCount) chunks"
    }
    catch {
        ConvertTo-Result -Action Failed -Source $source -Detail "$_"
    }
}

foreach ($source in @($known.Keys | Where-Object { -not $files.ContainsKey($_) } | Sort-Object)) {
    if (-not $PSCmdlet.ShouldProcess($source, "Remove from the index $IndexName")) { continue }
    try {
        Remove-MistralIndexDocument -IndexName $IndexName -DocumentId $known[$source].DocumentId @with -Confirm:$false
        $known.Remove($source)
        Save-State
        ConvertTo-Result -Action Removed -Source $source -Detail ''
    }
    catch {
        ConvertTo-Result -Action Failed -Source $source -Detail "$_"
    }
}

# The model must not answer from its own knowledge, so the texts come with the question.
$system = 'Answer only from the given texts. If they do not have the answer, say that the articles do not cover it.'
foreach ($one in $Question) {
    if (-not $PSCmdlet.ShouldProcess($one, "Ask the index $IndexName")) { continue }
    $chunks = @(Search-MistralIndex -IndexName $IndexName -Query $one -Top $Top @with)
    $texts = ($chunks | ForEach-Object { "From $($_.SourceId):`n$($_.Content)" }) -join "`n`n"
    [pscustomobject]@{
        Question = $one
        Answer   = if ($chunks) { Invoke-MistralChat -Message "$one`n`n$texts" -System $system -AsText @with } else { 'No article matches the question.' }
        Source   = @($chunks.SourceId | Select-Object -Unique)
    }
}
