<#
.SYNOPSIS
    Connects the PowerShell of `try --interactive` to the API that Try.ps1 has prepared.
#>
#requires -Version 7.4
. "$PSScriptRoot/Home.ps1"

# The history file belongs to the user, so these lines are not added to it.
if (Get-Module -Name PSReadLine) { Set-PSReadLineOption -HistorySaveStyle SaveNothing }

Import-Module -Name ./artifacts/module/Mistral
if (Get-MistralConnection -ListAvailable) {
    Connect-Mistral -Name prod
}
elseif ($env:MISTRAL_TRY_ADMIN_KEY) {
    Connect-Mistral -AdminApiKey (ConvertTo-SecureString -String $env:MISTRAL_TRY_ADMIN_KEY -AsPlainText -Force)
}
else {
    Connect-Mistral
}

Write-Host "`nConnected to $((Get-MistralConnection).BaseUri). Try these, and end with exit:" -ForegroundColor Green
Write-Host @'
    Invoke-MistralChat 'What is the capital of France?'
    Enter-MistralChat
    Get-Command -Module Mistral
    Get-Help Invoke-MistralChat -Examples
'@
