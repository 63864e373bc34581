#requires -Version 5.1
<#
.SYNOPSIS
    Short names for the commands this repository is worked on with. Each also works without this script.
.EXAMPLE
    ./build.ps1
    Builds everything and lays the module out in artifacts/module/Mistral.
.EXAMPLE
    ./build.ps1 Test
#>
[CmdletBinding()]
param(
    # Build: everything. Try: the main job, shown. Test: every suite. Bench: what a user feels, measured.
    # Help: checks the help pages. Package: artifacts/package/Mistral.zip, as Azure Automation imports it.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Try', 'Test', 'Bench', 'Help', 'Package')]
    [string] $Task = 'Build',

    # With Test: the long variants too, which take hours of waiting out of the everyday run.
    [switch] $Soak
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) ended with $LASTEXITCODE." }
}

# One folder named like the zip, and slashes in the names: Compress-Archive of Windows PowerShell writes backslashes.
function New-Package([string] $ModuleRoot, [string] $Path) {
    Add-Type -AssemblyName System.IO.Compression, System.IO.Compression.FileSystem
    $null = New-Item -ItemType Directory -Path (Split-Path -Parent $Path) -Force
    Remove-Item -LiteralPath $Path -ErrorAction Ignore
    $zip = [IO.Compression.ZipFile]::Open($Path, [IO.Compression.ZipArchiveMode]::Create)
    try {
        foreach ($file in Get-ChildItem -LiteralPath $ModuleRoot -Recurse -File) {
            $name = 'Mistral' + $file.FullName.Substring($ModuleRoot.Length).Replace('\', '/')
            $null = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($zip, $file.FullName, $name)
        }
    }
    finally {
        $zip.Dispose()
    }
    Get-Item -LiteralPath $Path
}

Push-Location -LiteralPath $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-Dotnet build }
        'Try' { Invoke-Dotnet run --project tests/Mistral.Emulator -- try }
        'Test' {
            if ($Soak) { $env:MISTRAL_TEST_SOAK = '1' }
            try { Invoke-Dotnet test } finally { if ($Soak) { Remove-Item -Path Env:MISTRAL_TEST_SOAK } }
        }
        'Bench' { & "$PSScriptRoot/tests/Mistral.Benchmarks/bench.ps1" }
        'Help' { Invoke-Dotnet run --project src/Mistral.HelpBuilder -- --check-only docs }
        'Package' {
            $moduleRoot = [IO.Path]::Combine($PSScriptRoot, 'artifacts', 'module', 'Mistral')
            Invoke-Dotnet build src/Mistral.PowerShell --configuration Release
            New-Package $moduleRoot ([IO.Path]::Combine($PSScriptRoot, 'artifacts', 'package', 'Mistral.zip'))
        }
    }
}
finally {
    Pop-Location
}
