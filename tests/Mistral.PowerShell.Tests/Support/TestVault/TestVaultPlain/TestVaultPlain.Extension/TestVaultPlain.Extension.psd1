@{
    ModuleVersion     = '1.0'
    GUID              = '0d2a3f1c-6b0e-4d55-9c1f-7f0a1c1d9b04'
    PowerShellVersion = '5.1'
    RootModule        = 'TestVaultPlain.Extension.psm1'
    FunctionsToExport = 'Get-Secret', 'Set-Secret', 'Remove-Secret', 'Get-SecretInfo', 'Test-SecretVault'
    CmdletsToExport   = @()
    AliasesToExport   = @()
}
