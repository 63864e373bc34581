#requires -Version 5.1
<#
.SYNOPSIS
    Short names for the commands this repository is worked on with. Each also works without this script.
.EXAMPLE
    ./build.ps1
    Builds everything and lays the module out in artifacts/module/Mistral.
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Install
    Import-Module Mistral
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Build: everything. Try: the main job, shown. Test: every suite. Bench: what a user feels, measured.
    # Help: writes the generated parts of the help pages, and checks them. Package: artifacts/package/Mistral.zip, as Azure Automation imports it.
    # Install: the module for this user and this edition of PowerShell.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Try', 'Test', 'Bench', 'Help', 'Package', 'Install')]
    [string] $Task = 'Build',

    # With Test: the long variants too, which the everyday run leaves out, and docs/reliability.md from their figures.
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

# Where this edition of PowerShell looks for the modules of this user.
function Get-UserModulePath {
    if ([IO.Path]::DirectorySeparatorChar -eq '/') {
        return [Management.Automation.Platform]::SelectProductNameForDirectory('USER_MODULES')
    }

    $edition = if ($PSVersionTable.PSEdition -eq 'Core') { 'PowerShell' } else { 'WindowsPowerShell' }
    [IO.Path]::Combine([Environment]::GetFolderPath('MyDocuments'), $edition, 'Modules')
}

function Get-InstallPath {
    # The manifest has an expression in it, which Import-PowerShellDataFile refuses.
    $version = [regex]::Match((Get-Content -LiteralPath "$PSScriptRoot/Mistral.psd1" -Raw), "(?m)^\s*ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value
    [IO.Path]::Combine((Get-UserModulePath), 'Mistral', $version)
}

# The same version is replaced as a whole: a session that has it loaded keeps its files, or on Windows prevents the move.
function Install-Build([string] $ModuleRoot, [string] $Path) {
    $id = [guid]::NewGuid().ToString('N')
    $new = "$Path.new-$id"
    $old = "$Path.old-$id"
    $null = New-Item -ItemType Directory -Path (Split-Path -Parent $Path) -Force
    try {
        Copy-Item -LiteralPath $ModuleRoot -Destination $new -Recurse
        if (Test-Path -LiteralPath $Path) {
            try { Move-Item -LiteralPath $Path -Destination $old }
            catch { throw "'$Path' can't be replaced. Close each PowerShell that has imported the module, then try again. ($($_.Exception.Message))" }
        }

        Move-Item -LiteralPath $new -Destination $Path
    }
    finally {
        if ((Test-Path -LiteralPath $old) -and -not (Test-Path -LiteralPath $Path)) { Move-Item -LiteralPath $old -Destination $Path }
        foreach ($folder in $new, $old) {
            if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
        }
    }

    Get-Item -LiteralPath $Path
    $modulePath = Get-UserModulePath
    if ($env:PSModulePath -split [IO.Path]::PathSeparator -notcontains $modulePath) {
        Write-Warning "'$modulePath' is not in PSModulePath. Import the module by its path: Import-Module '$Path'"
    }
}

$moduleRoot = [IO.Path]::Combine($PSScriptRoot, 'artifacts', 'module', 'Mistral')
$target = if ($Task -eq 'Install') { Get-InstallPath } else { $PSScriptRoot }
if (-not $PSCmdlet.ShouldProcess($target, $Task)) { return }

Push-Location -LiteralPath $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-Dotnet build }
        'Try' { Invoke-Dotnet run --project tools/Mistral.Emulator -- try }
        'Test' {
            if (-not $Soak) { Invoke-Dotnet test; break }

            # Figures of an earlier run must not stand for this one.
            Remove-Item -LiteralPath ([IO.Path]::Combine($PSScriptRoot, 'artifacts', 'test-results', 'reliability')) -Recurse -ErrorAction Ignore
            $env:MISTRAL_TEST_SOAK = '1'
            try { Invoke-Dotnet test } finally { Remove-Item -Path Env:MISTRAL_TEST_SOAK }
            & "$PSScriptRoot/tests/Mistral.PowerShell.Tests/Support/Write-Reliability.ps1"
        }
        'Bench' { & "$PSScriptRoot/tests/Mistral.Benchmarks/bench.ps1" }
        'Help' { Invoke-Dotnet build src/Mistral.PowerShell '-property:UpdatePages=true' }
        'Package' {
            Invoke-Dotnet build src/Mistral.PowerShell --configuration Release
            New-Package $moduleRoot ([IO.Path]::Combine($PSScriptRoot, 'artifacts', 'package', 'Mistral.zip'))
        }
        'Install' {
            Invoke-Dotnet build src/Mistral.PowerShell --configuration Release
            Install-Build $moduleRoot $target
        }
    }
}
finally {
    Pop-Location
}
