#requires -Version 5.1
# PublicSurface.txt records the surface that scripts of users rely on. New entries are added, and existing ones stay.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $isCore = $PSVersionTable.PSEdition -eq 'Core'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-TestModulePath) -Force

    function Get-TypeText([type] $Type) {
        $Type.ToString() -replace 'System\.Nullable`1\[(.+)\]', '$1?' -replace '\bSystem\.Management\.Automation\.|\bSystem\.|\bMistral\.(PowerShell|Client)\.', ''
    }

    function Get-CmdletSurface($Command) {
        $common = @([Management.Automation.PSCmdlet]::CommonParameters) + @([Management.Automation.PSCmdlet]::OptionalCommonParameters)
        "$($Command.Name)"
        foreach ($alias in Get-Alias -Definition $Command.Name -ErrorAction Ignore | Sort-Object -Property Name) { "  alias $($alias.Name)" }
        foreach ($output in $Command.OutputType | Sort-Object -Property Name) { "  gives $($output.Name)" }
        if ($Command.Parameters.ContainsKey('WhatIf')) { '  asks with -Confirm and tells with -WhatIf' }
        foreach ($set in $Command.ParameterSets | Sort-Object -Property Name) {
            "  set $($set.Name)$(if ($set.IsDefault) { ', the default' })"
            foreach ($parameter in $set.Parameters | Where-Object { $_.Name -notin $common } | Sort-Object -Property Name) {
                $facts = @(
                    if ($parameter.IsMandatory) { 'mandatory' }
                    if ($parameter.Position -ge 0) { "position $($parameter.Position)" }
                    if ($parameter.ValueFromPipeline) { 'by value' }
                    if ($parameter.ValueFromPipelineByPropertyName) { 'by name' }
                    foreach ($alias in $parameter.Aliases | Sort-Object) { "alias $alias" }
                )
                "    -$($parameter.Name) $(Get-TypeText $parameter.ParameterType)$(if ($facts) { ': ' + ($facts -join ', ') })"
            }
        }
    }

    # Strings of an assembly can begin at odd and even offsets.
    function Get-ErrorId([string] $Assembly) {
        $bytes = [IO.File]::ReadAllBytes($Assembly)
        foreach ($start in 0, 1) {
            [regex]::Matches([Text.Encoding]::Unicode.GetString($bytes, $start, $bytes.Length - $start - (($bytes.Length - $start) % 2)), '(?<![A-Za-z-])Mistral[A-Z][A-Za-z]+(?![A-Za-z-])').Value
        }
    }

    $module = Get-Module -Name Mistral
    $now = @(
        Get-Command -Module Mistral | Sort-Object -Property Name | ForEach-Object { Get-CmdletSurface $_ }
        'Error ids and other names'
        $module.NestedModules + $module | ForEach-Object { $_.Path } | Where-Object { $_ -like '*.dll' } | Split-Path -Parent | Get-ChildItem -Filter 'Mistral.*.dll' |
            ForEach-Object { Get-ErrorId $_.FullName } | Sort-Object -Unique -CaseSensitive | ForEach-Object { "  $_" }
    )

    # A line has a meaning only below its cmdlet and its parameter set.
    function Get-Path([string[]] $Line) {
        $levels = @{}
        foreach ($one in $Line) {
            $depth = [int](($one.Length - $one.TrimStart().Length) / 2)
            $levels[$depth] = $one.Trim()
            (0..$depth | ForEach-Object { $levels[$_] }) -join ' > '
        }
    }
}

Describe 'The public surface' -Skip:(-not $isCore) {
    It 'matches PublicSurface.txt' {
        $file = "$PSScriptRoot/PublicSurface.txt"
        $actual = Join-Path ([IO.Path]::GetTempPath()) 'PublicSurface.txt'
        [IO.File]::WriteAllLines($actual, [string[]]$now)
        $recorded = Get-Path (Get-Content -LiteralPath $file)
        $path = Get-Path $now
        @($recorded | Where-Object { $_ -cnotin $path }) | Should -BeNullOrEmpty -Because 'scripts of users may rely on it'
        @($path | Where-Object { $_ -cnotin $recorded }) | Should -BeNullOrEmpty -Because "what is new must be recorded: copy $actual to $file"
    }
}
