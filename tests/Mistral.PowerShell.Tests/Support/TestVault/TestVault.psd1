# A vault of the tests' own, with metadata. Its secrets are files in a folder, so every process sees the same ones.
@{
    ModuleVersion     = '1.0'
    GUID              = '0d2a3f1c-6b0e-4d55-9c1f-7f0a1c1d9b01'
    PowerShellVersion = '5.1'
    NestedModules     = '.\TestVault.Extension'
    FunctionsToExport = @()
    CmdletsToExport   = @()
    AliasesToExport   = @()
}
