#requires -Version 5.1
# Seconds: 15

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $commands = @(Get-Command -Module Mistral -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name } })
    $topics = @(Get-ChildItem -Path "$PSScriptRoot/../../docs" -Filter 'about_*.md' | ForEach-Object { @{ Topic = $_.BaseName } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")

    # What a page says of its parameters: a table for each group of parameter sets.
    function Read-ParameterTable([string] $Page) {
        $text = (Get-Content -LiteralPath $Page -Raw -Encoding UTF8) -replace '\r'
        foreach ($parameter in [regex]::Matches($text, '(?m)^### -(?<name>\w+)\n(?<body>(?:(?!^##).*\n)*)')) {
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
        $Set.Parameters | Where-Object { $_.Name -notin [Management.Automation.Cmdlet]::CommonParameters }
    }

    # The same facts, as the module itself has them.
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
    BeforeAll {
        $command = Get-Command -Name $Name
        $path = "$root/docs/$Name.md"
        $tables = @(if (Test-Path -LiteralPath $path) { Read-ParameterTable -Page $path })
    }

    It 'is there' {
        $path | Should -Exist
    }

    It 'describes each parameter as it is, in each parameter set' {
        $differences = foreach ($set in $command.ParameterSets) {
            foreach ($parameter in Get-OwnParameter $set) {
                $table = $tables | Where-Object { $_.Name -ceq $parameter.Name -and ($_['Parameter Sets'] -split ', *') -match "^(\(All\)|$($set.Name))$" }
                if (@($table).Count -ne 1) { "-$($parameter.Name): $(@($table).Count) tables for the set $($set.Name)"; continue }
                $facts = Get-ParameterFact $parameter
                foreach ($key in $facts.Keys) {
                    $told = "$($table[$key])"
                    if ($key -eq 'Aliases') { $told = @($told -split ', *' | Where-Object { $_ } | Sort-Object) -join ', ' }
                    if ($told -cne $facts[$key]) { "-$($parameter.Name), set $($set.Name): $key is '$($facts[$key])', the page says '$told'" }
                }
            }
        }
        $differences | Should -BeNullOrEmpty
    }

    It 'describes no parameter and no parameter set that is not there' {
        $real = @($command.ParameterSets | ForEach-Object { $set = $_; Get-OwnParameter $set | ForEach-Object { "$($_.Name)/$($set.Name)" } })
        $extra = foreach ($table in $tables) {
            foreach ($set in $table['Parameter Sets'] -split ', *') {
                $sets = if ($set -eq '(All)') { $command.ParameterSets.Name } else { $set }
                $sets | ForEach-Object { "$($table.Name)/$_" } | Where-Object { $_ -cnotin $real }
            }
        }
        $extra | Should -BeNullOrEmpty
    }

    It 'states the defaults that the cmdlet has' {
        $blank = [Activator]::CreateInstance($command.ImplementingType)
        $differences = foreach ($table in $tables | Where-Object { $_['Required'] -eq 'False' }) {
            $property = $command.ImplementingType.GetProperty($table.Name)
            $value = if ($property) { $property.GetValue($blank) }
            $default = switch ($value) {
                { $_ -is [switch] } { 'False'; break }
                { $_ -is [string] -and $_ -or $_ -is [int] -or $_ -is [double] } { "$_"; break }
            }
            if ($default -and $table['Default value'] -cne $default) { "-$($table.Name): it is '$default', the page says '$($table['Default value'])'" }
        }
        if ($blank -is [IDisposable]) { $blank.Dispose() }
        $differences | Should -BeNullOrEmpty
    }

    It 'shows the syntax of each parameter set and marks the default one' {
        $shown = @([regex]::Matches((Get-Content -LiteralPath $path -Raw) -replace '(?s)^.*\n## SYNTAX|\n## DESCRIPTION.*$', '(?m)^### (.+?)\r?$') | ForEach-Object { $_.Groups[1].Value } | Sort-Object)
        $real = @($command.ParameterSets | ForEach-Object { if ($_.IsDefault) { "$($_.Name) (Default)" } else { $_.Name } } | Sort-Object)
        if ($real.Count -eq 1) { $real = @() }
        $shown | Should -Be $real
    }

    It 'shows the parameters in the order in which PowerShell does, with the same brackets' {
        $section = (Get-Content -LiteralPath $path -Raw) -replace '\r' -replace '(?s)^.*\n## SYNTAX|\n## DESCRIPTION.*$'
        $shown = [regex]::Matches($section, '(?ms)^```\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value -replace '\s+', ' ' -replace ' <(?!Common)[^<>]+>', ' <>' }
        $real = $command.ParameterSets | ForEach-Object { "$Name $_ " -replace ' <(?!Common)[^<>]+>', ' <>' }
        @($shown | Sort-Object) | Should -BeExactly @($real | Sort-Object)
    }

    It 'has an online version of its own' {
        (Get-Help -Name $Name -Category Cmdlet).relatedLinks.navigationLink[0].uri | Should -BeLike "https://*/docs/$Name.md"
    }
}

Describe 'Get-Help <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help -Name $Name -Category Cmdlet -Full
        $shown = ($help | Out-String -Width 4000) -replace '\r'
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        $help.Synopsis | Should -Not -Match '\n'
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'has two examples or more, and shows each with its code' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        foreach ($example in $help.examples.example) {
            $shown | Should -Match ([regex]::Escape($example.title.Trim(' -')))
            $shown | Should -Match ([regex]::Escape(($example.code -split '\n')[0].Trim()))
        }
    }

    It 'shows each parameter with its text' {
        foreach ($parameter in (Get-Command -Name $Name).Parameters.Values | Where-Object { $_.Name -notin [Management.Automation.Cmdlet]::CommonParameters }) {
            $shown | Should -Match "(?m)^ {4}-$($parameter.Name)( |$)"
            (Get-Help -Name $Name -Category Cmdlet -Parameter $parameter.Name).description.Text | Should -Not -BeNullOrEmpty
        }
    }

    It 'says what goes in and what comes out' {
        $shown | Should -Match '(?m)^INPUTS\n {4}\S'
        $shown | Should -Match '(?m)^OUTPUTS\n {4}\S'
        foreach ($type in (Get-Command -Name $Name).OutputType.Name) {
            $help.returnValues.returnValue.type.name | Should -Contain $type
        }
    }
}

Describe 'Get-Help <Topic>' -ForEach $topics {
    It 'shows the topic' {
        $text = Get-Help -Name $Topic | Out-String
        $text | Should -Match "TOPIC\s+$Topic\s"
        $text | Should -Match 'LONG DESCRIPTION'
    }

    It 'has a line for the list of topics' {
        (Get-Help -Name "$Topic*" | Where-Object Name -EQ $Topic).Synopsis | Should -Match '\.$'
    }
}

Describe 'The error ids' {
    It 'are all in the about topics, and no others' {
        $sources = Get-ChildItem -Path "$root/src/Mistral.PowerShell" -Recurse -Include *.cs | Where-Object { $_.FullName -notmatch '[\\/]obj[\\/]' }
        $made = $sources | Select-String -Pattern '"(Mistral[A-Z]\w+)",(?: ErrorCategory\.| category\b|\s*$)' -AllMatches | ForEach-Object { $_.Matches } | ForEach-Object { $_.Groups[1].Value }
        $told = Get-Content -Path "$root/docs/about_*.md" | Select-String -Pattern '^\| (Mistral[A-Z]\w+) ' | ForEach-Object { $_.Matches[0].Groups[1].Value }
        $made | Should -Not -BeNullOrEmpty
        ($told | Sort-Object) | Should -Be ($made | Sort-Object -Unique)
    }
}

Describe '<_>' -ForEach 'README.md', 'docs/README.md', 'CHANGELOG.md', 'CONTRIBUTING.md' {
    It 'has no link that leads nowhere' {
        $text = (Get-Content -LiteralPath "$root/$_" -Raw -Encoding UTF8) -replace '(?ms)^```.*?^```'
        $folder = Split-Path -Parent "$root/$_"
        $links = [regex]::Matches($text, '\]\((?!https:)(?<path>[^)#]+)') | ForEach-Object { $_.Groups['path'].Value }
        $links | Where-Object { -not (Test-Path -LiteralPath "$folder/$_") } | Should -BeNullOrEmpty
    }
}

Describe '<_>' -ForEach 'docs/README.md', 'CHANGELOG.md' {
    It 'names every cmdlet and none that is not there' {
        $text = Get-Content -LiteralPath "$root/$_" -Raw -Encoding UTF8
        $named = [regex]::Matches($text, '\b[A-Z][a-z]+-Mistral\w*') | ForEach-Object { $_.Value } | Sort-Object -Unique
        $named | Should -Be (Get-Command -Module Mistral).Name
    }
}

Describe 'README.md' {
    It 'names no cmdlet that is not there' {
        $text = Get-Content -LiteralPath "$root/README.md" -Raw -Encoding UTF8
        $named = [regex]::Matches($text, '\b[A-Z][a-z]+-Mistral\w*') | ForEach-Object { $_.Value } | Sort-Object -Unique
        $named | Where-Object { $_ -notin (Get-Command -Module Mistral).Name } | Should -BeNullOrEmpty
    }
}

Describe 'docs/README.md' {
    It 'has one row for each cmdlet, with the synopsis of its page' {
        $rows = Select-String -LiteralPath "$root/docs/README.md" -Encoding UTF8 -Pattern '^\| \[(\w+-Mistral\w*)\]\(\1\.md\) \| (.+) \|$' |
            ForEach-Object { "$($_.Matches[0].Groups[1].Value): $($_.Matches[0].Groups[2].Value)" }
        $pages = foreach ($command in Get-Command -Module Mistral) {
            $text = (Get-Content -LiteralPath "$root/docs/$($command.Name).md" -Raw -Encoding UTF8) -replace '\r'
            "$($command.Name): $([regex]::Match($text, '(?m)^## SYNOPSIS\n\n(.+)').Groups[1].Value)"
        }
        ($rows | Sort-Object) | Should -Be ($pages | Sort-Object)
    }
}
