@{
    # Each edition has its own build; the manifest is the same.
    RootModule             = if ($PSEdition -eq 'Core') { 'net8.0/Mistral.PowerShell.dll' } else { 'net472/Mistral.PowerShell.dll' }
    ModuleVersion          = '0.1.0'
    GUID                   = '5d0f4a52-0f0b-4c0c-9a0e-6f3e2c0b7c11'
    Author                 = 'Mistral for PowerShell contributors'
    CompanyName            = 'Mistral for PowerShell contributors'
    Copyright              = '(c) Mistral for PowerShell contributors. MIT licence.'
    Description            = 'The Mistral AI API for PowerShell: chat, streaming, embeddings, models and any other operation, with objects in and out. API keys stay in SecretManagement vaults and are never shown.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    FormatsToProcess       = @('Mistral.Format.ps1xml')
    FunctionsToExport      = @()
    CmdletsToExport        = @(
        'Add-MistralUserGroupMember'
        'Add-MistralUserGroupWorkspace'
        'Add-MistralWorkspaceMember'
        'Connect-Mistral'
        'Copy-MistralUserGroupMember'
        'Disable-MistralModel'
        'Disconnect-Mistral'
        'Enable-MistralModel'
        'Enter-MistralChat'
        'Get-MistralAnalytic'
        'Get-MistralApiKey'
        'Get-MistralAuditLog'
        'Get-MistralConnection'
        'Get-MistralEmbedding'
        'Get-MistralIdentity'
        'Get-MistralInvitation'
        'Get-MistralModel'
        'Get-MistralRateLimit'
        'Get-MistralRole'
        'Get-MistralScimSync'
        'Get-MistralSpendLimit'
        'Get-MistralUsage'
        'Get-MistralUser'
        'Get-MistralUserGroup'
        'Get-MistralUserGroupChild'
        'Get-MistralUserGroupMember'
        'Get-MistralUserGroupWorkspace'
        'Get-MistralWorkspace'
        'Get-MistralWorkspaceMember'
        'Invoke-MistralChat'
        'Invoke-MistralFim'
        'Invoke-MistralRequest'
        'New-MistralApiKey'
        'New-MistralUser'
        'New-MistralUserGroup'
        'New-MistralWorkspace'
        'Remove-MistralApiKey'
        'Remove-MistralConnection'
        'Remove-MistralInvitation'
        'Remove-MistralModel'
        'Remove-MistralUser'
        'Remove-MistralUserGroup'
        'Remove-MistralUserGroupMember'
        'Remove-MistralUserGroupWorkspace'
        'Remove-MistralWorkspace'
        'Remove-MistralWorkspaceMember'
        'Send-MistralInvitation'
        'Set-MistralModel'
        'Set-MistralSpendLimit'
        'Set-MistralUser'
        'Set-MistralUserGroup'
        'Set-MistralUserGroupChild'
        'Set-MistralUserGroupRole'
        'Set-MistralUserGroupWorkspace'
        'Set-MistralWorkspace'
        'Set-MistralWorkspaceMember'
        'Start-MistralScimSync'
        'Test-MistralConnection'
        'Update-MistralApiKey'
    )
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags       = @('Mistral', 'MistralAI', 'AI', 'LLM', 'Chat', 'Embeddings', 'SecretManagement', 'AzureAutomation', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
