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
    # The build names the cmdlets that it finds.
    CmdletsToExport        = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags       = @('Mistral', 'MistralAI', 'AI', 'LLM', 'Chat', 'Embeddings', 'SecretManagement', 'AzureAutomation', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
