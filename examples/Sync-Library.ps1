#Requires -Version 5.1

<#
.SYNOPSIS
    Keeps a Mistral library in sync with a folder, and asks it questions.
.DESCRIPTION
    Adds new and changed files of the folder, and removes replaced versions. With -Question, a model then answers from the
    documents of the library.

    The script compares the files of a folder, such as a share, with the documents of a library by their SHA-256. Each document has
    the attributes sha256 and source (its path). A file whose content is in the library is not sent again, even if it is moved or
    copied. The new version of a file is processed before the old one is removed, so that one of them can always be found. Documents
    that this script has not added are not changed.

    You can run it again at any time, also after an interruption: the library recognizes existing content. A folder without files
    that match -Include causes an error, because an unavailable share looks the same.
.PARAMETER Path
    The folder.
.PARAMETER LibraryName
    The name of the library. A missing library is created. Several libraries with the name cause an error.
.PARAMETER Include
    Wildcards for the names of the files. Documents of other files are not changed.
.PARAMETER Prune
    Also removes documents whose file no longer exists, if their names match -Include.
.PARAMETER Force
    Continues if the folder has no matching file. With -Prune, that removes the documents of all such files.
.PARAMETER Question
    Questions to ask after the synchronization, each in a separate conversation.
.PARAMETER Connection
    The name of a saved connection. Default: the current connection.
.PARAMETER TimeoutSeconds
    The time in seconds to wait for the processing of new documents.
.OUTPUTS
    An object for each document that was added or removed, and for each failed file: Action (Added, Removed or
    Failed), Source, Name, DocumentId and Detail. Then, for each question: Question, Answer, Reference (the
    sources of the answer: Title, Url, Tool) and ConversationId, for more questions. With -WhatIf, no output.
.EXAMPLE
    ./Sync-Library.ps1 -Path //server/handbook -LibraryName Handbook

    Adds new and changed files, and removes replaced versions.
.EXAMPLE
    ./Sync-Library.ps1 -Path //server/handbook -LibraryName Handbook -Prune -WhatIf

    Shows the documents that would be added and removed.
.EXAMPLE
    ./Sync-Library.ps1 -Path ./docs -LibraryName Docs -Include *.md | Export-Csv -Path sync.csv -NoTypeInformation

    Writes a file of the changes.
.EXAMPLE
    ./Sync-Library.ps1 //server/handbook Handbook -Question 'How many days off are there?' | Where-Object Question | Format-List

    Updates the library, asks a question, and shows the answer and its sources.
#>
[CmdletBinding(SupportsShouldProcess)]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $LibraryName,

    [ValidateNotNullOrEmpty()]
    [SupportsWildcards()]
    [string[]] $Include = @('*.pdf', '*.docx', '*.pptx', '*.xlsx', '*.md', '*.txt', '*.html', '*.csv'),

    [switch] $Prune,

    [switch] $Force,

    [ValidateNotNullOrEmpty()]
    [string] $Connection,

    [ValidateRange(1, 86400)]
    [int] $TimeoutSeconds = 3600,

    [ValidateNotNullOrEmpty()]
    [string[]] $Question = @()
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

$with = @{}
if ($Connection) { $with.Connection = $Connection }

function Test-Wanted([string] $Name) {
    [bool] ($Include | Where-Object { $Name -like $_ })
}

function ConvertTo-Result([string] $Action, [string] $Source, $Document, [string] $Detail) {
    [pscustomobject]@{
        Action     = $Action
        Source     = $Source
        Name       = if ($Document) { $Document.Name } else { Split-Path -Leaf $Source }
        DocumentId = if ($Document) { $Document.DocumentId }
        Detail     = $Detail
    }
}

# The files of the folder: each content once, with its first path, and all paths.
$folder = Get-Item -LiteralPath $Path -Force
if ($folder -isnot [IO.DirectoryInfo]) { throw "'$Path' is not a folder." }
$root = $folder.FullName
# The root of a drive or a file system must keep its trailing separator.
$start = $root.TrimEnd('\', '/').Length + 1
$count = 0
$files = [ordered]@{}
$sources = @{}
foreach ($file in Get-ChildItem -LiteralPath $root -File -Recurse | Sort-Object -Property FullName) {
    if (-not (Test-Wanted $file.Name)) { continue }
    $count++
    # An empty file has no content to search.
    if ($file.Length -eq 0) { Write-Verbose "Skipped, because it is empty: $($file.FullName)"; continue }
    $source = $file.FullName.Substring($start).Replace('\', '/')
    $hash = (Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash
    $sources[$source] = $hash
    if (-not $files.Contains($hash)) { $files[$hash] = [pscustomobject]@{ Path = $file.FullName; Source = $source } }
}
if ($count -eq 0 -and -not $Force) {
    throw "'$root' contains no files that match $($Include -join ', '). Check the folder, and that the share is connected. Use -Force to continue anyway."
}

# The documents that this script has added.
$library = @(Get-MistralLibrary @with | Where-Object Name -EQ $LibraryName)
if ($library.Count -gt 1) { throw "$($library.Count) libraries have the name '$LibraryName'. Rename all but one with Set-MistralLibrary." }
$library = $library | Select-Object -First 1
if (-not $library -and $PSCmdlet.ShouldProcess($LibraryName, 'Create the library')) {
    $library = New-MistralLibrary -Name $LibraryName @with -Confirm:$false
}
$present = @(if ($library) { $library | Get-MistralLibraryDocument @with | Where-Object { $_.Attributes.sha256 -and $_.Attributes.source } })
$good = @{}
foreach ($document in $present | Where-Object ProcessStatus -In done, self_managed, noop) { $good[$document.Attributes.sha256] = $true }

# Documents that an earlier run has sent without waiting for them.
$pending = @($present | Where-Object ProcessStatus -NotIn done, self_managed, noop, error, missing_content)

# Adds missing files. The server processes them while the next ones are uploaded.
$failed = @()
$added = @($pending) + @(foreach ($hash in @($files.Keys | Where-Object { -not $good[$_] -and $_ -notin $pending.Attributes.sha256 })) {
    $file = $files[$hash]
    if (-not $PSCmdlet.ShouldProcess($file.Source, "Add to the library $LibraryName")) { continue }
    try {
        # The library would return a failed document for the same content.
        $present | Where-Object { $_.Attributes.sha256 -eq $hash } | Remove-MistralLibraryDocument @with -Confirm:$false
        Add-MistralLibraryDocument -LibraryId $library.LibraryId -LiteralPath $file.Path @with -Confirm:$false |
            Set-MistralLibraryDocument -Attribute @{ source = $file.Source; sha256 = $hash } @with -Confirm:$false
    }
    catch {
        $failed += ConvertTo-Result -Action Failed -Source $file.Source -Detail "$_"
    }
})
$failed

# The documents that are processed now, and those that failed.
$problems = $null
$ready = @(if (-not $WhatIfPreference) { $added | Wait-MistralLibraryDocument -TimeoutSeconds $TimeoutSeconds @with -ErrorAction SilentlyContinue -ErrorVariable problems })
foreach ($document in $ready) {
    $good[$document.Attributes.sha256] = $true
    ConvertTo-Result -Action Added -Source $document.Attributes.source -Document $document
}
foreach ($problem in $problems) {
    $document = $added | Where-Object DocumentId -EQ $problem.TargetObject
    ConvertTo-Result -Action Failed -Source $document.Attributes.source -Document $document -Detail "$problem"
}

# A replaced version is removed after the new one is processed. A document without a file is removed only with -Prune. Hidden and
# empty files count as existing.
foreach ($document in $present | Where-Object { -not $files.Contains($_.Attributes.sha256) }) {
    $source = $document.Attributes.source
    $isObsolete = if ($sources.ContainsKey($source)) { $good[$sources[$source]] }
    else { $Prune -and (Test-Wanted (Split-Path -Leaf $source)) -and -not (Test-Path -LiteralPath (Join-Path $root $source)) }
    if ($isObsolete -and $PSCmdlet.ShouldProcess($source, "Remove from the library $LibraryName")) {
        try {
            $document | Remove-MistralLibraryDocument @with -Confirm:$false
            ConvertTo-Result -Action Removed -Source $source -Document $document
        }
        catch {
            ConvertTo-Result -Action Failed -Source $source -Document $document -Detail "$_"
        }
    }
}

# A failed question must not stop the other questions.
foreach ($one in $Question) {
    if (-not $PSCmdlet.ShouldProcess($one, "Ask the library $LibraryName")) { continue }
    $reply = Invoke-MistralConversation -Message $one -LibraryId $library.LibraryId @with -ErrorAction Continue
    if (-not $reply) { continue }
    [pscustomobject]@{
        Question       = $one
        Answer         = $reply.Content
        Reference      = @($reply.Reference)
        ConversationId = $reply.ConversationId
    }
}
