<#
.SYNOPSIS
    Demonstrates the first steps: each command is shown and run, and its output follows.
.NOTES
    Started by `dotnet run --project tools/Mistral.Emulator -- try` in the repository's root, with the address and the
    keys of the API in the environment.
#>
#requires -Version 7.4
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

if ([Console]::IsOutputRedirected) {
    $PSStyle.OutputRendering = 'PlainText'
}

. "$PSScriptRoot/Home.ps1"

# The values that a person would type at Read-Host.
$key = ConvertTo-SecureString -String $env:MISTRAL_API_KEY -AsPlainText -Force
$password = ConvertTo-SecureString -String ([guid]::NewGuid()) -AsPlainText -Force
$adminKey = if ($env:MISTRAL_TRY_ADMIN_KEY) { ConvertTo-SecureString -String $env:MISTRAL_TRY_ADMIN_KEY -AsPlainText -Force }

# The key of a real account is never written to disk or rotated here.
$isEmulator = $null -ne $adminKey
$vaultModules = 'Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore'
$noVault =
    if (-not $isEmulator) { 'The key of your account stays in the environment variable MISTRAL_API_KEY.' }
    elseif ($IsWindows) { 'On Windows a SecretStore is always your own, so none is used here. A vault of yours works in the same way.' }
    elseif (@(Get-Module -ListAvailable -Name $vaultModules | Select-Object -Unique -Property Name).Count -lt 2) {
        'SecretManagement and SecretStore are not installed, so there is no vault here: Install-PSResource ' + ($vaultModules -join ', ')
    }

# Leaves checks the state after a step and $result, its output: a command can fail to produce output without an error.
$connectSteps = @(
    @{
        Title = 'Import the module.'
        Run   = { Import-Module ./artifacts/module/Mistral }
    }
    if (-not $noVault) {
        @{
            Title = 'Keep the keys in a vault. ($key, $adminKey and $password are SecureStrings, as Read-Host -AsSecureString gives them.)'
            Run   = { Set-SecretStoreConfiguration -Authentication None -Interaction None -Password $password -Confirm:$false }
        }
        @{
            Run = { Register-SecretVault -Name SecretStore -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault }
        }
        @{
            Run = { Set-Secret -Name MistralApiKey -SecureStringSecret $key; Set-Secret -Name MistralAdminKey -SecureStringSecret $adminKey }
        }
        @{
            Title = 'Connect, and save the connection under a name. The key stays in the vault.'
            Run   = { Connect-Mistral -Name prod -SecretName MistralApiKey -AdminSecretName MistralAdminKey -Save }
        }
    }
    elseif ($isEmulator) {
        @{
            Title = "Connect with SecureStrings, as Read-Host -AsSecureString gives them. $noVault"
            Run   = { Connect-Mistral -ApiKey $key -AdminApiKey $adminKey }
        }
    }
    else {
        @{
            Title = "Connect. $noVault"
            Run   = { Connect-Mistral }
        }
    }
    @{
        Run    = { Get-MistralConnection | Format-List Name, BaseUri, KeySource }
        Leaves = { Get-MistralConnection }
    }
)

$recordSteps = @(
    @{
        Title = 'Record all that is printed, to search it for the keys at the end.'
        Run   = { Start-Transcript $transcript }
    }
)

$mainSteps = @(
    @{
        Title  = 'Ask about a file.'
        Run    = { $reply = Invoke-MistralChat 'Does this come with a warranty of any kind?' -System ((Get-Content ./LICENSE) -join ' ') }
        Leaves = { $reply.Content }
    }
    @{
        Run = { $reply }
    }
    @{
        Title  = 'Go on from that reply: it carries the whole conversation.'
        Run    = { $reply | Invoke-MistralChat 'And who is liable for damages?' }
        Leaves = { $result.Content -and $result.History.Count -gt $reply.History.Count }
    }
    @{
        Title  = 'Watch a reply being written.'
        Run    = { Invoke-MistralChat 'Name three uses of PowerShell.' -Stream -OutVariable pieces | Write-Host -NoNewline; Write-Host }
        Leaves = { $pieces.Count -gt 1 -and $pieces[-1].FinishReason }
    }
    @{
        Run = { "$($pieces.Count) pieces, $($pieces[-1].Usage.TotalTokens) tokens" }
    }
    @{
        Title = 'Give the model a command of yours as a tool. It runs in this session, and nothing else does.'
        Run   = {
            function Get-DiskSpace {
                <# .SYNOPSIS
                Gives the free disk space of this machine in GB, by drive. #>
                Get-PSDrive -PSProvider FileSystem | Where-Object Free | Select-Object Name, @{ n = 'FreeGB'; e = { [int]($_.Free / 1GB) } }
            }
        }
    }
    @{
        Run    = { Invoke-MistralChat 'How much disk space is free?' -Tool Get-DiskSpace }
        Leaves = { $result.ToolResult }
    }
    @{
        Title = 'Get objects instead of text: each line of a log becomes a row of a table.'
        Run   = { $log = 'Disk full on Web01, severity high', 'Mail slow on Hub02, severity medium', 'Backup done on Nas03, severity low' }
    }
    @{
        Run    = { $log | Invoke-MistralChat -System 'Classify this line of a log.' -Schema 'component, host, severity low|medium|high' }
        Leaves = { @($result).Count -eq $log.Count -and $result.severity -contains 'high' }
    }
    @{
        Title  = 'Get the data of a PDF: OCR reads it, and the model fills in the fields.'
        Run    = { Get-Item ./examples/invoice.pdf | Invoke-MistralOcr -Schema 'number, customer, total decimal, currency' -Merge | Select-Object number, customer, total, currency }
        Leaves = { $result.customer -and $result.total -gt 0 }
    }
    @{
        Title  = 'Let only harmless questions reach the model.'
        Run    = { 'What is the capital of France?', 'I will attack you with a bomb.' | Invoke-MistralModeration | Where-Object { -not $_.Flagged } | Invoke-MistralChat -AsText }
        Leaves = { @($result).Count -eq 1 }
    }
    @{
        Title  = 'Embed pages of the documentation, and find the ones that fit a question.'
        Run    = { $pages = Get-ChildItem ./docs/Get-*.md | Get-MistralEmbedding }
        Leaves = { $pages }
    }
    @{
        Run    = { $pages | Search-MistralEmbedding 'What did each model cost this month?' -Top 3 }
        Leaves = { $result[0].Score -gt 0 }
    }
)

$rotationSteps = @(
    if (-not $isEmulator) {
        @{
            Title = 'Rotation of a key is shown on the emulator only: here it would revoke the key of your account.'
        }
    }
    elseif (-not $noVault) {
        @{
            Title  = 'Rotate the key: a new one is made, proved and put into the vault, and the old one is revoked. Before:'
            Run    = { Get-MistralConnection -ListAvailable | Format-List Name, ApiKeyId, ExpiresOn }
            Leaves = { $keyIdBefore = (Get-MistralConnection -ListAvailable).ApiKeyId; $keyIdBefore }
        }
        @{
            Run = { Update-MistralApiKey prod -ExpiresOn (Get-Date).AddDays(90) -Confirm:$false }
        }
        @{
            Title  = 'After: another key is in the vault, and the connection goes on with it.'
            Run    = { Get-MistralConnection -ListAvailable | Format-List Name, ApiKeyId, ExpiresOn }
            Leaves = { (Get-MistralConnection -ListAvailable).ApiKeyId -ne $keyIdBefore }
        }
        @{
            Run = { $newKey = Get-Secret -Name MistralApiKey }
        }
    }
    else {
        @{
            Title  = 'Rotate the key by hand. (With a vault, Update-MistralApiKey does all of this.) Before:'
            Run    = { $old = Get-MistralApiKey 'Start key'; $old }
            Leaves = { $result }
        }
        @{
            Run    = { $made = New-MistralApiKey 'Next key' -ExpiresOn (Get-Date).AddDays(90); $newKey = $made.Key }
            Leaves = { $newKey }
        }
        @{
            Run = { Connect-Mistral -ApiKey $newKey -AdminApiKey $adminKey }
        }
        @{
            Run = { $old | Remove-MistralApiKey -Confirm:$false }
        }
        @{
            Title  = 'After:'
            Run    = { Get-MistralApiKey 'Next key' }
            Leaves = { $result }
        }
    }
    if ($isEmulator) {
        @{
            Run    = { Invoke-MistralChat 'What is the capital of France?' -AsText }
            Leaves = { $result }
        }
        @{
            Title  = 'The old key is refused now.'
            Run    = { try { Connect-Mistral -ApiKey $key } catch { $_.FullyQualifiedErrorId } }
            Leaves = { $result -like 'MistralAuthenticationFailed*' }
        }
    }
)

$searchSteps = @(
    @{
        Title = 'Search all that was printed for the keys.'
        Run   = { Stop-Transcript }
    }
    @{
        Run    = { $printed = Get-Content $transcript -Raw }
        Leaves = { $printed.Contains('Invoke-MistralChat') }
    }
    if ($isEmulator) {
        @{ Run = { $keys = @($key, $adminKey, $newKey) } }
    }
    else {
        @{ Run = { $keys = @($key) } }
    }
    @{
        Run    = { $found = $keys | Where-Object { $printed.Contains((ConvertFrom-SecureString $_ -AsPlainText)) } }
        Leaves = { -not $found }
    }
    @{
        Run = { "$(@($found).Count) of $($keys.Count) keys were found in $($printed.Length) characters." }
    }
)

function Show-Command([scriptblock] $Command) {
    $lines = $Command.ToString().Trim() -split '\r?\n'
    Write-Host "PS> $($lines[0])" -ForegroundColor Cyan
    foreach ($line in $lines | Select-Object -Skip 1) {
        # Removes the indentation of the source.
        Write-Host ">> $($line -replace '^ {12}')" -ForegroundColor Cyan
    }
}

$transcript = Join-Path -Path $env:MISTRAL_TRY_HOME -ChildPath 'transcript.txt'
$isInteractive = [bool] $env:MISTRAL_TRY_INTERACTIVE
$steps = if ($isInteractive) { $connectSteps } else { $recordSteps + $connectSteps + $mainSteps + $rotationSteps + $searchSteps }
try {
    # Dot-sourced, so that each step has the variables of the previous steps.
    foreach ($step in $steps) {
        if ($step.ContainsKey('Title')) {
            Write-Host "`n# $($step.Title)" -ForegroundColor Green
        }

        if (-not $step.ContainsKey('Run')) { continue }
        Show-Command $step.Run
        . $step.Run | Tee-Object -Variable result | Out-Host
        if ($step.ContainsKey('Leaves') -and -not (. $step.Leaves)) {
            throw 'The command gave no usable result.'
        }
    }
}
catch {
    Write-Host "FAILED: $($_.Exception.Message)" -ForegroundColor Red
    exit 1
}

if (-not $isInteractive) {
    Write-Host "`nEvery step worked." -ForegroundColor Green
}
