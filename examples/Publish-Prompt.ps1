#Requires -Version 5.1

<#
.SYNOPSIS
    Rolls prompts that are kept in Git out to one workspace after the other.
.DESCRIPTION
    Compares the files of a folder with the stored prompts of each workspace, and sends what differs: new prompts, and new versions of
    changed ones. The aliases then point to these versions, so that programs use them. A workspace with a failure stops the
    rollout, so that a mistake in the first workspace does not reach the next one. You can run the script again at any time: what is the
    same is not sent.

    Create the files once with Export-MistralPrompt, and keep them in a repository. A pipeline runs this script after each
    change of the main branch. A prompt whose file is deleted stays in the workspaces.
.PARAMETER Path
    The folder with the files.
.PARAMETER Connection
    The connections of the workspaces, in the order of the rollout: names of saved connections, or objects that
    Connect-Mistral -PassThru returned.
.PARAMETER Alias
    The aliases that point to the prompts of the folder.
.PARAMETER Note
    The notes of new versions. Default: the commit, if the folder is in a Git repository.
.OUTPUTS
    An object for each prompt and workspace: Connection, Action (Created, Changed or Unchanged), Name, Version and Path. With
    -WhatIf, no output.
.EXAMPLE
    ./Publish-Prompt.ps1 -Path ./prompts -Connection dev, prod

    Brings the prompts to the workspace of dev and then to that of prod.
.EXAMPLE
    ./Publish-Prompt.ps1 ./prompts dev, prod -WhatIf

    Shows what would change in each workspace.
.EXAMPLE
    ./Publish-Prompt.ps1 ./prompts dev, prod -Confirm:$false | Where-Object Action -NE Unchanged | Format-Table

    Shows the changes, in a pipeline that nobody watches.
#>
[CmdletBinding(SupportsShouldProcess)]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [object[]] $Connection,

    [ValidateNotNullOrEmpty()]
    [string[]] $Alias = @('production'),

    [string] $Note
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

$folder = Get-Item -LiteralPath $Path
if ($folder -isnot [IO.DirectoryInfo]) { throw "'$Path' is not a folder." }

if (-not $Note -and (Get-Command -Name git -CommandType Application -ErrorAction Ignore)) {
    $commit = & git -C $folder.FullName log -1 '--format=%h %s' 2>$null
    if ($LASTEXITCODE -eq 0) { $Note = "$commit" }
}
$more = if ($Note) { @{ Note = $Note } } else { @{} }

foreach ($one in $Connection) {
    # A failed file does not stop the others of its workspace, but it stops the next workspace.
    $problems = $null
    Import-MistralPrompt -Path $folder.FullName -Alias $Alias -Connection $one @more -ErrorAction SilentlyContinue -ErrorVariable problems |
        Select-Object -Property @{ Name = 'Connection'; Expression = { "$one" } }, Action, Name, Version, Path
    if ($problems) {
        $problems | ForEach-Object { Write-Error -ErrorRecord $_ -ErrorAction Continue }
        throw "The rollout stopped at '$one', because $(@($problems).Count) prompts failed. Correct them, and run the script again."
    }
}
