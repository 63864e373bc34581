<#
.SYNOPSIS
    What a newcomer does first: each command is shown, then run, and what it gives follows.
.NOTES
    Started by `dotnet run --project tests/Mistral.Emulator -- try` in the repository's root, with the key and the
    address of the API in the environment.
#>
#requires -Version 7.4
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

if ([Console]::IsOutputRedirected) {
    $PSStyle.OutputRendering = 'PlainText'
}

# What a step leaves behind is checked, for a command can fail to give anything without an error.
$steps = @(
    @{
        Title = 'Import the module and connect. The key is read from the environment variable MISTRAL_API_KEY.'
        Run   = { Import-Module ./artifacts/module/Mistral }
    }
    @{
        Run    = { Connect-Mistral -PassThru | Format-List BaseUri, KeySource }
        Leaves = { Get-MistralConnection }
    }
    @{
        Title = 'Ask about a file.'
        Run   = { $licence = (Get-Content ./LICENSE) -join ' ' }
    }
    @{
        Run    = { $reply = Invoke-MistralChat 'Does this come with a warranty of any kind?' -System $licence }
        Leaves = { $reply.Content }
    }
    @{
        Run = { $reply }
    }
    @{
        Run = { $reply | Format-List Model, FinishReason, Usage }
    }
    @{
        Title  = 'Go on from that reply: it carries the whole conversation.'
        Run    = { $reply | Invoke-MistralChat 'And who is liable for damages?' -OutVariable second }
        Leaves = { $second.Content -and $second.History.Count -gt $reply.History.Count }
    }
    @{
        Title  = 'Watch a reply being written.'
        Run    = { Get-Content ./README.md -Raw | Invoke-MistralChat -System 'Summarise this in three sentences.' -Stream -OutVariable pieces | Write-Host -NoNewline; Write-Host }
        Leaves = { $pieces.Count -gt 1 -and $pieces[-1].FinishReason }
    }
    @{
        Run = { "$($pieces.Count) pieces, $($pieces[-1].Usage.TotalTokens) tokens" }
    }
    @{
        Title = 'Embed the pages of the documentation, and find the one that answers a question.'
        Run   = { $pages = Get-ChildItem ./docs/*.md }
    }
    @{
        Run    = { $vectors = $pages | ForEach-Object { (Get-Content $_ -TotalCount 40) -join "`n" } | Get-MistralEmbedding }
        Leaves = { @($vectors).Count -eq @($pages).Count }
    }
    @{
        Run    = { $question = 'Which command takes the API key from a vault?' | Get-MistralEmbedding }
        Leaves = { $question.Vector }
    }
    @{
        Run = { $question }
    }
    @{
        Run = {
            function Get-Cosine([float[]] $A, [float[]] $B) {
                $dot = $a2 = $b2 = 0.0
                for ($i = 0; $i -lt $A.Length; $i++) { $dot += $A[$i] * $B[$i]; $a2 += $A[$i] * $A[$i]; $b2 += $B[$i] * $B[$i] }
                $dot / [Math]::Sqrt($a2 * $b2)
            }
        }
    }
    @{
        Run    = {
            $vectors |
                Select-Object @{ n = 'Cosine'; e = { [Math]::Round((Get-Cosine $question.Vector $_.Vector), 3) } }, @{ n = 'Page'; e = { $pages[$_.Index].Name } } |
                Sort-Object Cosine -Descending -Top 3 -OutVariable best
        }
        Leaves = { $best[0].Cosine -gt 0 }
    }
)

function Show-Command([scriptblock] $Command) {
    $lines = $Command.ToString().Trim() -split '\r?\n'
    Write-Host "PS> $($lines[0])" -ForegroundColor Cyan
    foreach ($line in $lines | Select-Object -Skip 1) {
        # Not as deep as it stands in here.
        Write-Host ">> $($line -replace '^ {12}')" -ForegroundColor Cyan
    }
}

try {
    foreach ($step in $steps) {
        if ($step.ContainsKey('Title')) {
            Write-Host "`n# $($step.Title)" -ForegroundColor Green
        }

        Show-Command $step.Run
        . $step.Run | Out-Host
        if ($step.ContainsKey('Leaves') -and -not (& $step.Leaves)) {
            throw 'That gave nothing to go on with.'
        }
    }
}
catch {
    Write-Host "FAILED: $($_.Exception.Message)" -ForegroundColor Red
    exit 1
}

Write-Host "`nEvery step worked." -ForegroundColor Green
