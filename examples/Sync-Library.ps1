#Requires -Version 5.1

<#
.SYNOPSIS
    Keeps a Mistral library like a folder, and asks it questions.
.DESCRIPTION
    What is new or changed in the folder is added, and what was replaced is removed. With -Question, a model then answers from
    what the library has.

    Compares the files of a folder, such as a share, with the documents of a library by their SHA-256, which each document
    carries in its attribute sha256 beside its path in source. A file whose content the library has is not sent again, however
    often it is moved or copied. The new version of a file is processed before the old one is removed, so that something is
    found at any time. Documents that this script has not added are left alone.

    It can be run again at any time, after it was broken off too: what is there already is found by the library itself. A
    folder without a file that -Include wants is an error, since a share that is not there looks the same.
.PARAMETER Path
    The folder.
.PARAMETER LibraryName
    The name of the library. It is made where there is none. More than one of that name is an error.
.PARAMETER Include
    Which files, by patterns of their names. Documents of other files are left alone.
.PARAMETER Prune
    Removes documents too whose file is gone, of those that -Include wants.
.PARAMETER Force
    Goes on where the folder has no such file. With -Prune, that removes the documents of all of them.
.PARAMETER Question
    What to ask when the library is like the folder: each question in a conversation of its own.
.PARAMETER Connection
    The name of a saved connection. Default: the current connection.
.PARAMETER TimeoutSeconds
    How long to wait for the processing of what was added.
.OUTPUTS
    An object for each document that was added or removed, and for each file that could not be: Action (Added, Removed or
    Failed), Source, Name, DocumentId and Detail. Then, for each question: Question, Answer, Reference (what the answer
    names as its sources: Title, Url, Tool) and ConversationId, to ask more. With -WhatIf, none.
.EXAMPLE
    ./Sync-Library.ps1 -Path //server/handbook -LibraryName Handbook

    Adds what is new or changed, and removes the versions that were replaced.
.EXAMPLE
    ./Sync-Library.ps1 -Path //server/handbook -LibraryName Handbook -Prune -WhatIf

    Shows what would be added and removed.
.EXAMPLE
    ./Sync-Library.ps1 -Path ./docs -LibraryName Docs -Include *.md | Export-Csv -Path sync.csv -NoTypeInformation

    Writes a file of what was done.
.EXAMPLE
    ./Sync-Library.ps1 //server/handbook Handbook -Question 'How many days off are there?' | Where-Object Question | Format-List

    Brings the library up to date, asks it, and shows the answer and its sources.
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

# What the folder has: each content once, under the first of its paths, and all paths that there are.
$folder = Get-Item -LiteralPath $Path -Force
if ($folder -isnot [IO.DirectoryInfo]) { throw "'$Path' is not a folder." }
$root = $folder.FullName
# The root of a drive or a file system ends with its separator, and would be something else without.
$start = $root.TrimEnd('\', '/').Length + 1
$count = 0
$files = [ordered]@{}
$sources = @{}
foreach ($file in Get-ChildItem -LiteralPath $root -File -Recurse | Sort-Object -Property FullName) {
    if (-not (Test-Wanted $file.Name)) { continue }
    $count++
    # An empty file has nothing that could be found.
    if ($file.Length -eq 0) { Write-Verbose "Left out, for it is empty: $($file.FullName)"; continue }
    $source = $file.FullName.Substring($start).Replace('\', '/')
    $hash = (Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash
    $sources[$source] = $hash
    if (-not $files.Contains($hash)) { $files[$hash] = [pscustomobject]@{ Path = $file.FullName; Source = $source } }
}
if ($count -eq 0 -and -not $Force) {
    throw "'$root' has no files like $($Include -join ', '). Is it the right folder, and is the share there? -Force goes on all the same."
}

# What the library has of this script's.
$library = @(Get-MistralLibrary @with | Where-Object Name -EQ $LibraryName)
if ($library.Count -gt 1) { throw "There are $($library.Count) libraries with the name '$LibraryName'. Rename all but one: Set-MistralLibrary." }
$library = $library | Select-Object -First 1
if (-not $library -and $PSCmdlet.ShouldProcess($LibraryName, 'Create the library')) {
    $library = New-MistralLibrary -Name $LibraryName @with -Confirm:$false
}
$present = @(if ($library) { $library | Get-MistralLibraryDocument @with | Where-Object { $_.Attributes.sha256 -and $_.Attributes.source } })
$good = @{}
foreach ($document in $present | Where-Object ProcessStatus -In done, self_managed, noop) { $good[$document.Attributes.sha256] = $true }

# What an earlier run has sent and did not wait for.
$pending = @($present | Where-Object ProcessStatus -NotIn done, self_managed, noop, error, missing_content)

# Adds what is not there, and has it processed while the next ones go up.
$failed = @()
$added = @($pending) + @(foreach ($hash in @($files.Keys | Where-Object { -not $good[$_] -and $_ -notin $pending.Attributes.sha256 })) {
    $file = $files[$hash]
    if (-not $PSCmdlet.ShouldProcess($file.Source, "Add to the library $LibraryName")) { continue }
    try {
        # One whose processing failed would be found again by its content.
        $present | Where-Object { $_.Attributes.sha256 -eq $hash } | Remove-MistralLibraryDocument @with -Confirm:$false
        Add-MistralLibraryDocument -LibraryId $library.LibraryId -LiteralPath $file.Path @with -Confirm:$false |
            Set-MistralLibraryDocument -Attribute @{ source = $file.Source; sha256 = $hash } @with -Confirm:$false
    }
    catch {
        $failed += ConvertTo-Result -Action Failed -Source $file.Source -Detail "$_"
    }
})
$failed

# What can be found from now on, and what can't.
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

# A version that was replaced goes once the new one is there; what has no file any more only if it is asked for. A file that
# is hidden or empty is still there.
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

# A question that fails does not keep the others from their answers.
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
