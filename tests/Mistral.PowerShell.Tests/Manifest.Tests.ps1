#requires -Version 5.1

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $commands = @((& "$PSScriptRoot/Support/Read-Manifest.ps1" -Path (Get-TestModulePath)).CmdletsToExport | ForEach-Object { @{ Name = $_ } })
}

Describe 'The manifest' {
    BeforeAll {
        Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
        $manifestPath = Get-TestModulePath
        $manifest = & "$PSScriptRoot/Support/Read-Manifest.ps1" -Path $manifestPath
    }

    It 'is valid' {
        $tested = Test-ModuleManifest -Path $manifestPath -ErrorAction Stop
        $tested.Name | Should -Be 'Mistral'
        $tested.Version | Should -BeGreaterThan '0.0'
        $tested.Description | Should -Not -BeNullOrEmpty
    }

    It 'is in a folder that PowerShell finds by the name of the module' {
        Split-Path -Leaf (Split-Path -Parent $manifestPath) | Should -BeExactly 'Mistral'
    }

    It 'supports both editions and requires no other module' {
        $manifest.CompatiblePSEditions | Sort-Object | Should -Be @('Core', 'Desktop')
        $manifest.PowerShellVersion | Should -Be '5.1'
        $manifest['RequiredModules'] | Should -BeNullOrEmpty
    }

    It 'lists every command once by name' {
        $manifest.CmdletsToExport | Should -Not -BeNullOrEmpty
        $manifest.CmdletsToExport -match '[*?\[]' | Should -BeNullOrEmpty
        $manifest.CmdletsToExport | Group-Object | Where-Object Count -GT 1 | Should -BeNullOrEmpty
    }

    It 'exports no <_>' -ForEach 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport' {
        # A missing list would mean all commands.
        $manifest.ContainsKey($_) | Should -BeTrue
        $manifest[$_] | Should -BeNullOrEmpty
    }
}

Describe 'The imported module' {
    BeforeAll {
        Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
        $manifestPath = Get-TestModulePath
        $manifest = & "$PSScriptRoot/Support/Read-Manifest.ps1" -Path $manifestPath
        $module = Get-Module -Name Mistral
    }

    It 'is the module under test' {
        $module.ModuleBase | Should -Be (Split-Path -Parent $manifestPath)
        $module.Version | Should -Be $manifest.ModuleVersion
    }

    It 'exports exactly what the manifest states' {
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        $module.ExportedCommands.Count | Should -Be $module.ExportedCmdlets.Count
    }

    It 'exports every cmdlet of its assembly' {
        $types = @($module.ExportedCmdlets.Values)[0].ImplementingType.Assembly.GetTypes()
        $declared = $types | ForEach-Object { $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object { '{0}-{1}' -f $_.VerbName, $_.NounName }
        $declared | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
    }

    It '<Name> has an approved verb and the prefix Mistral' -ForEach $commands {
        $verb, $noun = $Name -split '-', 2
        (Get-Verb).Verb | Should -Contain $verb
        $noun | Should -MatchExactly '^Mistral[A-Z]?'
    }
}

Describe 'A separate session' {
    BeforeAll {
        Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
        $manifestPath = Get-TestModulePath
        $expected = @((& "$PSScriptRoot/Support/Read-Manifest.ps1" -Path $manifestPath).CmdletsToExport).Count
        $shell = Get-CurrentShell
        $leading = $shell.Leading

        function Invoke-Shell([string] $Script) {
            $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes("`$ProgressPreference = 'SilentlyContinue'; $Script"))
            & $shell.Path @leading -NoProfile -NonInteractive -EncodedCommand $encoded 2>&1 | ForEach-Object { "$_" }
        }
    }

    It 'imports with no other module loaded or findable' {
        $output = Invoke-Shell @"
            `$env:PSModulePath = ''
            `$PSModuleAutoLoadingPreference = 'None'
            `$module = Import-Module -Name '$manifestPath' -PassThru
            '{0} commands, {1} errors, modules: {2}' -f `$module.ExportedCommands.Count, `$Error.Count, ((Microsoft.PowerShell.Core\Get-Module).Name -join ' ')
"@
        $output | Should -Be "$expected commands, 0 errors, modules: Mistral"
    }

    It 'imports the module in constrained language mode' {
        $output = Invoke-Shell @"
            `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            `$module = Import-Module -Name '$manifestPath' -PassThru
            '{0} commands, {1} errors' -f `$module.ExportedCommands.Count, `$Error.Count
"@
        $output | Should -Be "$expected commands, 0 errors"
    }

    It 'can remove the module and import it again' {
        $output = Invoke-Shell @"
            Import-Module -Name '$manifestPath'
            Remove-Module -Name Mistral
            '{0} commands, {1} errors' -f @(Get-Command -Module Mistral -ListImported).Count, `$Error.Count
            Import-Module -Name '$manifestPath'
            '{0} commands, {1} errors' -f @(Get-Command -Module Mistral -ListImported).Count, `$Error.Count
"@
        $output | Should -Be @('0 commands, 0 errors', "$expected commands, 0 errors")
    }
}
