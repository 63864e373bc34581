#requires -Version 5.1

BeforeDiscovery {
    $noBuild = [bool] $env:MISTRAL_TEST_MODULE

    # There it would be the module path of the user.
    $isUserPath = $env:OS -eq 'Windows_NT' -and -not $env:CI
}

BeforeAll {
    $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $before = @{}
    foreach ($name in 'HOME', 'XDG_DATA_HOME', 'PSModulePath') { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
    $env:HOME = (New-Item -ItemType Directory -Path "$TestDrive/home").FullName
    $env:XDG_DATA_HOME = (New-Item -ItemType Directory -Path "$TestDrive/data").FullName
    $version = [regex]::Match((Get-Content -LiteralPath "$root/Mistral.psd1" -Raw), "ModuleVersion\s*=\s*'([\d.]+)'").Groups[1].Value

    # The module is built already, and a build here would take it from the other tests.
    $built = [Collections.Generic.List[string]]::new()
    function dotnet { $built.Add("$args"); $global:LASTEXITCODE = 0 }
    function Get-Tree([string] $Path) { Get-ChildItem -LiteralPath $Path -Recurse -File | ForEach-Object { $_.FullName.Substring($Path.Length) } | Sort-Object }
}

AfterAll {
    foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
}

Describe 'build.ps1 Install' -Skip:($noBuild -or $isUserPath) {
    BeforeEach {
        $built.Clear()
    }

    It 'shows the folder and neither builds nor copies with -WhatIf' {
        & "$root/build.ps1" Install -WhatIf | Should -BeNullOrEmpty
        $built | Should -BeNullOrEmpty
        Get-ChildItem -LiteralPath $env:HOME, $env:XDG_DATA_HOME -Recurse -File | Should -BeNullOrEmpty
    }

    It 'copies what it has built into a folder of the version, and gives that folder' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        $installed.FullName | Should -BeLike "*Modules?Mistral?$version"
        $built | Should -Be 'build src/Mistral.PowerShell --configuration Release'
        Get-Tree $installed.FullName | Should -Be (Get-Tree "$root/artifacts/module/Mistral")
    }

    It 'installs to where PowerShell finds the module by its name' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        $env:PSModulePath = Split-Path -Parent (Split-Path -Parent $installed.FullName)
        $found = Get-Module -ListAvailable -Name Mistral
        "$($found.Version)" | Should -Be $version
        $found.ModuleBase | Should -Be $installed.FullName
    }

    It 'replaces the same version and leaves nothing of it' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        Set-Content -LiteralPath "$($installed.FullName)/stale.txt" -Value 'of an earlier build'
        & "$root/build.ps1" Install -WarningAction SilentlyContinue
        Get-Tree $installed.FullName | Should -Be (Get-Tree "$root/artifacts/module/Mistral")
        (Get-ChildItem -LiteralPath (Split-Path -Parent $installed.FullName)).Name | Should -Be $version
    }

    It 'leaves another version as it is' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        $other = New-Item -ItemType Directory -Path "$(Split-Path -Parent $installed.FullName)/0.0.1"
        & "$root/build.ps1" Install -WarningAction SilentlyContinue
        $other.FullName | Should -Exist
    }

    It 'warns where PowerShell does not look in that folder' {
        $env:PSModulePath = "$TestDrive/elsewhere"
        & "$root/build.ps1" Install -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*is not in PSModulePath*'
    }

    It 'keeps the version that is there when the build fails' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        function dotnet { $global:LASTEXITCODE = 1 }
        { & "$root/build.ps1" Install } | Should -Throw '*dotnet build ended with 1*'
        Get-Tree $installed.FullName | Should -Be (Get-Tree "$root/artifacts/module/Mistral")
    }
}
