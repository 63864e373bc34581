# The same vault without metadata, as Az.KeyVault is: no Set-SecretInfo, and a Set-Secret that takes none.
@{
    ModuleVersion     = '1.0'
    GUID              = '0d2a3f1c-6b0e-4d55-9c1f-7f0a1c1d9b03'
    PowerShellVersion = '5.1'
    NestedModules     = '.\TestVaultPlain.Extension'
    FunctionsToExport = @()
    CmdletsToExport   = @()
    AliasesToExport   = @()
}
