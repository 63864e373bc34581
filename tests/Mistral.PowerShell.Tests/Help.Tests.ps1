#requires -Version 5.1
# Seconds: 12

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $commands = @(Get-Command -Module Mistral -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name } })
    $topics = @(Get-ChildItem -Path "$PSScriptRoot/../../docs" -Filter 'about_*.md' | ForEach-Object { @{ Topic = $_.BaseName } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")

    # The parameters in a page: one table for each group of parameter sets.
    function Read-ParameterTable([string] $Text) {
        foreach ($parameter in [regex]::Matches($Text, '(?m)^### -(?<name>\w+)\n(?<body>(?:(?!^##).*\n)*)')) {
            foreach ($block in [regex]::Matches($parameter.Groups['body'].Value, '(?m)^```yaml\n(?<rows>(?:(?!^```).*\n)*)')) {
                $table = @{ Name = $parameter.Groups['name'].Value }
                foreach ($row in $block.Groups['rows'].Value.TrimEnd() -split '\n') {
                    $key, $value = $row -split ':', 2
                    $table[$key] = $value.Trim()
                }
                $table
            }
        }
    }

    function Get-OwnParameter($Set) {
        foreach ($parameter in $Set.Parameters) { if ($parameter.Name -notin [Management.Automation.Cmdlet]::CommonParameters) { $parameter } }
    }

    # The same facts from the module.
    function Get-ParameterFact($Parameter) {
        $type = $Parameter.ParameterType
        $inner = [Nullable]::GetUnderlyingType($type)
        if ($inner) { $type = $inner }
        $pipeline = @(if ($Parameter.ValueFromPipelineByPropertyName) { 'ByPropertyName' }; if ($Parameter.ValueFromPipeline) { 'ByValue' }) -join ', '
        $values = @($Parameter.Attributes | Where-Object { $_ -is [ValidateSet] } | ForEach-Object { $_.ValidValues })
        if ($type.IsEnum) { $values = [Enum]::GetNames($type) }
        [ordered]@{
            'Type'                       = $type.Name
            'Required'                   = "$($Parameter.IsMandatory)"
            'Position'                   = if ($Parameter.Position -lt 0) { 'Named' } else { "$($Parameter.Position)" }
            'Aliases'                    = @($Parameter.Aliases | Sort-Object) -join ', '
            'Accepted values'            = $values -join ', '
            'Accept pipeline input'      = if ($pipeline) { "True ($pipeline)" } else { 'False' }
            'Accept wildcard characters' = "$(@($Parameter.Attributes | Where-Object { $_ -is [SupportsWildcards] }).Count -gt 0)"
        }
    }
}

Describe 'The page of <Name>' -ForEach $commands {
    # One test for all of it, because a test takes longer than what it checks here. Each failure says what it is about.
    It 'agrees with the cmdlet' {
        $path = "$root/docs/$Name.md"
        $path | Should -Exist
        $command = Get-Command -Name $Name
        $text = [IO.File]::ReadAllText($path) -replace '\r'
        $tables = @(Read-ParameterTable -Text $text)

        # Each parameter in each parameter set.
        $real = [Collections.Generic.HashSet[string]]::new()
        $differences = @(
            foreach ($set in $command.ParameterSets) {
                foreach ($parameter in Get-OwnParameter $set) {
                    $null = $real.Add("$($parameter.Name)/$($set.Name)")
                    $table = foreach ($one in $tables) { if ($one.Name -ceq $parameter.Name -and ($one['Parameter Sets'] -split ', *') -match "^(\(All\)|$($set.Name))$") { $one } }
                    if (@($table).Count -ne 1) { "-$($parameter.Name): $(@($table).Count) tables for the set $($set.Name)"; continue }
                    $facts = Get-ParameterFact $parameter
                    foreach ($key in $facts.Keys) {
                        $told = "$($table[$key])"
                        if ($key -eq 'Aliases') { $told = @($told -split ', *' | Where-Object { $_ } | Sort-Object) -join ', ' }
                        if ($told -cne $facts[$key]) { "-$($parameter.Name), set $($set.Name): $key is '$($facts[$key])', the page says '$told'" }
                    }
                }
            }
            # No parameter or parameter set that does not exist.
            foreach ($table in $tables) {
                foreach ($set in $table['Parameter Sets'] -split ', *') {
                    $sets = if ($set -eq '(All)') { $command.ParameterSets.Name } else { $set }
                    foreach ($one in $sets) {
                        if (-not $real.Contains("$($table.Name)/$one")) { "-$($table.Name) is not in a parameter set $one" }
                    }
                }
            }
            # The default values of the cmdlet.
            $blank = [Activator]::CreateInstance($command.ImplementingType)
            foreach ($table in $tables) {
                if ($table['Required'] -ne 'False') { continue }
                $property = $command.ImplementingType.GetProperty($table.Name)
                $value = if ($property) { $property.GetValue($blank) }
                $default = switch ($value) {
                    { $_ -is [switch] } { 'False'; break }
                    { $_ -is [string] -and $_ -or $_ -is [int] -or $_ -is [double] } { "$_"; break }
                }
                if ($default -and $table['Default value'] -cne $default) { "-$($table.Name): it is '$default', the page says '$($table['Default value'])'" }
            }
            if ($blank -is [IDisposable]) { $blank.Dispose() }
        )
        $differences | Should -BeNullOrEmpty

        # The syntax of each parameter set, with the order and the brackets of PowerShell, and the default set marked.
        $section = $text -replace '(?s)^.*\n## SYNTAX|\n## DESCRIPTION.*$'
        $shown = @([regex]::Matches($section, '(?m)^### (.+?)$') | ForEach-Object { $_.Groups[1].Value } | Sort-Object)
        $real = @($command.ParameterSets | ForEach-Object { if ($_.IsDefault) { "$($_.Name) (Default)" } else { $_.Name } } | Sort-Object)
        if ($real.Count -eq 1) { $real = @() }
        $shown | Should -Be $real -Because 'these are the parameter sets'
        $shown = [regex]::Matches($section, '(?ms)^```\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value -replace '\s+', ' ' -replace ' <(?!Common)[^<>]+>', ' <>' }
        $real = $command.ParameterSets | ForEach-Object { "$Name $_ " -replace ' <(?!Common)[^<>]+>', ' <>' }
        @($shown | Sort-Object) | Should -BeExactly @($real | Sort-Object)
    }
}

Describe 'Get-Help <Name>' -ForEach $commands {
    It 'shows the whole page' {
        $help = Get-Help -Name $Name -Category Cmdlet -Full
        $shown = ($help | Out-String -Width 4000) -replace '\r'
        $help.relatedLinks.navigationLink[0].uri | Should -BeLike "https://*/docs/$Name.md"
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        $help.Synopsis | Should -Not -Match '\n'
        $help.description.Text | Should -Not -BeNullOrEmpty

        # At least two examples with code.
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        $missing = @(
            foreach ($example in $help.examples.example) {
                foreach ($part in $example.title.Trim(' -'), ($example.code -split '\n')[0].Trim()) { if ($shown -notmatch [regex]::Escape($part)) { "the example: $part" } }
            }
            # The description of each parameter.
            $described = @{}
            foreach ($parameter in $help.parameters.parameter) { if ($parameter.description.Text) { $described[$parameter.name] = $true } }
            foreach ($parameter in (Get-Command -Name $Name).Parameters.Keys) {
                if ($parameter -in [Management.Automation.Cmdlet]::CommonParameters) { continue }
                if ($shown -notmatch "(?m)^ {4}-$parameter( |$)") { "-$parameter" }
                if (-not $described[$parameter]) { "the description of -$parameter" }
            }
            # The input and output types.
            foreach ($heading in 'INPUTS', 'OUTPUTS') { if ($shown -notmatch "(?m)^$heading\n {4}\S") { $heading } }
            $types = @($help.returnValues.returnValue.type.name)
            foreach ($type in (Get-Command -Name $Name).OutputType.Name) { if ($type -notin $types) { "the output type $type" } }
        )
        $missing | Should -BeNullOrEmpty -Because 'the help shows all of it'
    }
}

Describe 'Get-Help <Topic>' -ForEach $topics {
    It 'shows the topic' {
        $text = Get-Help -Name $Topic | Out-String
        $text | Should -Match "TOPIC\s+$Topic\s"
        $text | Should -Match 'LONG DESCRIPTION'
    }

    It 'has a line in the list of topics' {
        (Get-Help -Name "$Topic*" | Where-Object Name -EQ $Topic).Synopsis | Should -Match '\.$'
    }
}

Describe 'The error ids' {
    It 'in the about topics are exactly those of the module' {
        $sources = Get-ChildItem -Path "$root/src/Mistral.PowerShell" -Recurse -Include *.cs | Where-Object { $_.FullName -notmatch '[\\/]obj[\\/]' }
        $made = $sources | Select-String -Pattern '"(Mistral[A-Z]\w+)",(?: ErrorCategory\.| category\b|\s*$)' -AllMatches | ForEach-Object { $_.Matches } | ForEach-Object { $_.Groups[1].Value }
        $told = Get-Content -Path "$root/docs/about_*.md" | Select-String -Pattern '^\| (Mistral[A-Z]\w+) ' | ForEach-Object { $_.Matches[0].Groups[1].Value }
        $made | Should -Not -BeNullOrEmpty
        ($told | Sort-Object) | Should -Be ($made | Sort-Object -Unique)
    }
}

Describe '<_>' -ForEach 'README.md', 'docs/README.md', 'CHANGELOG.md', 'CONTRIBUTING.md' {
    It 'has no broken link' {
        $text = (Get-Content -LiteralPath "$root/$_" -Raw -Encoding UTF8) -replace '(?ms)^```.*?^```'
        $folder = Split-Path -Parent "$root/$_"
        $links = [regex]::Matches($text, '\]\((?!https:)(?<path>[^)#]+)') | ForEach-Object { $_.Groups['path'].Value }
        $links | Where-Object { -not (Test-Path -LiteralPath "$folder/$_") } | Should -BeNullOrEmpty
    }
}

Describe '<_>' -ForEach 'docs/README.md', 'CHANGELOG.md' {
    It 'names every cmdlet and no cmdlet that does not exist' {
        $text = Get-Content -LiteralPath "$root/$_" -Raw -Encoding UTF8
        $named = [regex]::Matches($text, '\b[A-Z][a-z]+-Mistral\w*') | ForEach-Object { $_.Value } | Sort-Object -Unique
        $named | Should -Be (Get-Command -Module Mistral).Name
    }
}

Describe 'README.md' {
    It 'names no cmdlet that does not exist' {
        $text = Get-Content -LiteralPath "$root/README.md" -Raw -Encoding UTF8
        $named = [regex]::Matches($text, '\b[A-Z][a-z]+-Mistral\w*') | ForEach-Object { $_.Value } | Sort-Object -Unique
        $named | Where-Object { $_ -notin (Get-Command -Module Mistral).Name } | Should -BeNullOrEmpty
    }
}

Describe 'docs/README.md' {
    It 'has one row for each cmdlet with the synopsis of its page' {
        $rows = Select-String -LiteralPath "$root/docs/README.md" -Encoding UTF8 -Pattern '^\| \[(\w+-Mistral\w*)\]\(\1\.md\) \| (.+) \|$' |
            ForEach-Object { "$($_.Matches[0].Groups[1].Value): $($_.Matches[0].Groups[2].Value)" }
        $pages = foreach ($command in Get-Command -Module Mistral) {
            $text = (Get-Content -LiteralPath "$root/docs/$($command.Name).md" -Raw -Encoding UTF8) -replace '\r'
            "$($command.Name): $([regex]::Match($text, '(?m)^## SYNOPSIS\n\n(.+)').Groups[1].Value)"
        }
        ($rows | Sort-Object) | Should -Be ($pages | Sort-Object)
    }
}
