#requires -Version 5.1

BeforeDiscovery {
    $noBuild = [bool] $env:MISTRAL_TEST_MODULE

    # On this platform it would be the module path of the user.
    $isUserPath = $env:OS -eq 'Windows_NT' -and -not $env:CI
}

BeforeAll {
    $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $before = @{}
    foreach ($name in 'HOME', 'XDG_DATA_HOME', 'PSModulePath') { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
    $env:HOME = (New-Item -ItemType Directory -Path "$TestDrive/home").FullName
    $env:XDG_DATA_HOME = (New-Item -ItemType Directory -Path "$TestDrive/data").FullName
    $version = [regex]::Match((Get-Content -LiteralPath "$root/Mistral.psd1" -Raw), "ModuleVersion\s*=\s*'([\d.]+)'").Groups[1].Value

    # The module is already built, and a build here would remove it from the other tests.
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

    It 'shows the folder with -WhatIf without building or copying' {
        & "$root/build.ps1" Install -WhatIf | Should -BeNullOrEmpty
        $built | Should -BeNullOrEmpty
        Get-ChildItem -LiteralPath $env:HOME, $env:XDG_DATA_HOME -Recurse -File | Should -BeNullOrEmpty
    }

    It 'copies the build into a folder named after the version and returns it' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        $installed.FullName | Should -BeLike "*Modules?Mistral?$version"
        $built | Should -Be 'build src/Mistral.PowerShell --configuration Release'
        Get-Tree $installed.FullName | Should -Be (Get-Tree "$root/artifacts/module/Mistral")
    }

    It 'installs the module where PowerShell finds it by name' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        $env:PSModulePath = Split-Path -Parent (Split-Path -Parent $installed.FullName)
        $found = Get-Module -ListAvailable -Name Mistral
        "$($found.Version)" | Should -Be $version
        $found.ModuleBase | Should -Be $installed.FullName
    }

    It 'replaces the same version completely' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        Set-Content -LiteralPath "$($installed.FullName)/stale.txt" -Value 'of an earlier build'
        & "$root/build.ps1" Install -WarningAction SilentlyContinue
        Get-Tree $installed.FullName | Should -Be (Get-Tree "$root/artifacts/module/Mistral")
        (Get-ChildItem -LiteralPath (Split-Path -Parent $installed.FullName)).Name | Should -Be $version
    }

    It 'keeps another version' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        $other = New-Item -ItemType Directory -Path "$(Split-Path -Parent $installed.FullName)/0.0.1"
        & "$root/build.ps1" Install -WarningAction SilentlyContinue
        $other.FullName | Should -Exist
    }

    It 'warns when PowerShell does not search that folder' {
        $env:PSModulePath = "$TestDrive/elsewhere"
        & "$root/build.ps1" Install -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*is not in PSModulePath*'
    }

    It 'keeps the installed version when the build fails' {
        $installed = & "$root/build.ps1" Install -WarningAction SilentlyContinue
        function dotnet { $global:LASTEXITCODE = 1 }
        { & "$root/build.ps1" Install } | Should -Throw '*dotnet build ended with 1*'
        Get-Tree $installed.FullName | Should -Be (Get-Tree "$root/artifacts/module/Mistral")
    }
}
