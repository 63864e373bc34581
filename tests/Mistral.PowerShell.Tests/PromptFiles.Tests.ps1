#requires -Version 5.1
# Seconds: 8

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral

    function Write-TestText([string] $Path, [string] $Text) {
        $null = New-Item -ItemType Directory -Path (Split-Path $Path) -Force
        [IO.File]::WriteAllText($Path, $Text, [Text.UTF8Encoding]::new($false))
    }

    function Get-Sent { @(Get-EmulatorRequest | Where-Object method -NE 'GET' | ForEach-Object { "$($_.method) $($_.path -replace '[0-9a-f-]{36}', 'ID')" }) }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Export-MistralPrompt and Import-MistralPrompt' {
    BeforeEach {
        Reset-Emulator
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
    }

    It 'write readable files, the same ones each time' {
        $null = Get-MistralPrompt summarise | Set-MistralPrompt -Title 'One: sentence' -Description "It's short."
        $files = Export-MistralPrompt $folder -PassThru
        $files.Name | Should -Be 'summarise.md', 'support-greeting.md'
        $text = [IO.File]::ReadAllText("$folder/summarise.md")
        $text | Should -BeExactly "---`nname: summarise`ntitle: `"One: sentence`"`ndescription: `"It's short.`"`nsharingScope: workspace`n---`nSummarise in one sentence: {{text}}`n"
        $time = [datetime]'2020-01-01'
        $files | ForEach-Object { $_.LastWriteTime = $time }
        Export-MistralPrompt $folder
        (Get-ChildItem $folder).LastWriteTime | Select-Object -Unique | Should -Be $time
        (Get-ChildItem $folder).Count | Should -Be 2
    }

    It 'give exactly the same text back: <Name>' -ForEach @(
        @{ Name = 'one line'; Content = 'a' }
        @{ Name = 'a line end at the end'; Content = "a`n" }
        @{ Name = 'two line ends at the end'; Content = "a`n`n" }
        @{ Name = 'nothing'; Content = '' }
        @{ Name = 'only a line end'; Content = "`n" }
        @{ Name = 'spaces and tabs'; Content = "  a `t`n  b  " }
        @{ Name = 'line ends of Windows'; Content = "a`r`nb`r`n" }
        @{ Name = 'mixed line ends'; Content = "a`r`nb`nc`rd" }
        @{ Name = 'a text like the fields'; Content = "---`nname: other`n---`n" }
        @{ Name = 'other scripts, emoji and a byte order mark'; Content = [char]0xFEFF + "$([char]0xE9)`u{1F600}<&`"'\" }
        @{ Name = 'a variable without declaration'; Content = '{{a}} {{ b }}'; With = @{ Variable = @() } }
        @{ Name = 'variables in another order'; Content = '{{a}} {{b}}'; With = @{ Variable = 'b', 'a' } }
        @{ Name = 'odd title'; Content = 'a'; With = @{ Title = "'`"#: - {x}`n"; Description = 'yes' } }
    ) {
        if (-not $With) { $With = @{} }
        $made = New-MistralPrompt -Name p -Content $Content @With
        Export-MistralPrompt $folder p
        Clear-EmulatorRequest
        (Import-MistralPrompt $folder).Action | Should -BeExactly 'Unchanged'
        Get-Sent | Should -BeNullOrEmpty

        # Git for Windows changes the line ends of a file.
        $file = (Get-ChildItem $folder).FullName
        $text = [IO.File]::ReadAllText($file)
        [IO.File]::WriteAllText($file, $text.Replace("`r`n", "`n").Replace("`n", "`r`n"))
        (Import-MistralPrompt $folder).Action | Should -BeExactly 'Unchanged'

        # In another workspace, it is created with the same content.
        [IO.File]::WriteAllText($file, $text)
        $made | Remove-MistralPrompt -Confirm:$false
        (Import-MistralPrompt $folder).Action | Should -BeExactly 'Created'
        $again = Get-MistralPrompt p
        $again.Content | Should -BeExactly $Content
        (@($again.Variables) -join ',') | Should -BeExactly (@($made.Variables) -join ',')
        $again.Title | Should -BeExactly $made.Title
        $again.Description | Should -BeExactly $made.Description
        $again.SharingScope | Should -BeExactly $made.SharingScope
    }

    It 'keep a hostile name in the folder: <Hostile>' -ForEach @(
        @{ Hostile = '../outside'; File = '%2E.%2Foutside.md' }
        @{ Hostile = '..\outside'; File = '%2E.%5Coutside.md' }
        @{ Hostile = '/etc/passwd'; File = '%2Fetc%2Fpasswd.md' }
        @{ Hostile = 'C:\a'; File = 'C%3A%5Ca.md' }
        @{ Hostile = '..'; File = '%2E%2E.md' }
        @{ Hostile = '.hidden'; File = '%2Ehidden.md' }
        @{ Hostile = 'con'; File = '%63on.md' }
        @{ Hostile = 'a%2Fb'; File = 'a%252Fb.md' }
        @{ Hostile = "a`nb"; File = 'a%0Ab.md' }
        @{ Hostile = 'end. '; File = 'end.%20.md' }
    ) {
        $null = New-MistralPrompt -Name $Hostile -Content 'x'
        Get-MistralPrompt | Where-Object Name -CEQ $Hostile | Export-MistralPrompt -Path "$folder"
        (Get-ChildItem $folder -Recurse -Force).Name | Should -BeExactly $File
        (Get-ChildItem (Split-Path $folder) -Filter outside*) | Should -BeNullOrEmpty
        (Import-MistralPrompt $folder).Name | Should -BeExactly $Hostile
    }

    It 'keep names that differ only in case, and refuse a name that is too long' {
        $null = New-MistralPrompt SUMMARISE x
        $null = New-MistralPrompt Summarise y
        $null = New-MistralPrompt ('n' * 300) x
        Export-MistralPrompt $folder -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId.Split(',')[0] | Should -Be 'MistralInvalidArgument'
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be '%53%55%4D%4D%41%52%49%53%45.md', '%53ummarise.md', 'summarise.md', 'support-greeting.md'
        Get-MistralPrompt summarise | Remove-MistralPrompt -Confirm:$false
        (Import-MistralPrompt $folder | Where-Object Action -EQ 'Created').Name | Sort-Object | Should -HaveCount 3
        ((Get-MistralPrompt summarise).Content | Sort-Object) | Should -BeExactly 'Summarise in one sentence: {{text}}', 'x', 'y'
    }

    It 'export the version of a piped prompt' {
        $null = Get-MistralPrompt summarise | New-MistralPromptVersion -Content 'New: {{text}}'
        $null = Get-MistralPrompt summarise | Set-MistralPromptVersion -Version 1 -Alias production
        Get-MistralPrompt summarise -Alias production | Export-MistralPrompt $folder
        [IO.File]::ReadAllText("$folder/summarise.md") | Should -Match 'Summarise in one'
        Export-MistralPrompt $folder sum*
        [IO.File]::ReadAllText("$folder/summarise.md") | Should -Match 'New: '
    }

    It 'leave the old file and no other if writing fails' {
        Export-MistralPrompt $folder summarise
        $null = Get-MistralPrompt summarise | New-MistralPromptVersion -Content 'New'
        (Get-Item "$folder/summarise.md").IsReadOnly = $true
        $before = [IO.File]::ReadAllText("$folder/summarise.md")
        $problem = Get-TestError { Export-MistralPrompt $folder summarise }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        [IO.File]::ReadAllText("$folder/summarise.md") | Should -BeExactly $before
        (Get-ChildItem $folder -Force).Count | Should -Be 1
        Export-MistralPrompt $folder summarise -Force
        [IO.File]::ReadAllText("$folder/summarise.md") | Should -Match "`nNew`n$"
    }

    It 'overwrite a file that isn''t an export of the prompt only with -Force: <Text>' -ForEach @(
        @{ Text = "# My notes`n" }, @{ Text = "---`nname: other`n---`nx`n" }, @{ Text = "---`nname: [`n---`nx`n" }
    ) {
        Write-TestText "$folder/summarise.md" $Text
        $problem = Get-TestError { Export-MistralPrompt $folder summarise }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        "$($problem.ErrorDetails.RecommendedAction)" | Should -Match '-Force'
        [IO.File]::ReadAllText("$folder/summarise.md") | Should -BeExactly $Text
        Export-MistralPrompt $folder summarise -Force
        [IO.File]::ReadAllText("$folder/summarise.md") | Should -Match 'Summarise in one'
    }

    It 'refuse a file that is too large, and go on' {
        Write-TestText "$folder/b.md" "---`nname: b`n---`nx"
        $file = [IO.File]::Create("$folder/a.md")
        $file.SetLength(51MB)
        $file.Dispose()
        (Import-MistralPrompt $folder -ErrorVariable problems -ErrorAction SilentlyContinue).Name | Should -BeExactly 'b'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralFileTooLarge,*'
        $problems[0].TargetObject | Should -BeExactly (Get-Item "$folder/a.md").FullName
    }

    It 'write nothing with -WhatIf' {
        Export-MistralPrompt $folder -WhatIf
        Test-Path $folder | Should -BeFalse
        Write-TestText "$folder/new.md" "---`nname: new`n---`nx`n"
        Export-MistralPrompt $folder summarise
        [IO.File]::AppendAllText("$folder/summarise.md", "More.`n")
        Clear-EmulatorRequest
        Import-MistralPrompt $folder -Alias a -WhatIf | Should -BeNullOrEmpty
        Get-Sent | Should -BeNullOrEmpty
    }

    It 'send only what differs' {
        Export-MistralPrompt $folder
        [IO.File]::AppendAllText("$folder/support-greeting.md", "Be polite.`n")
        Write-TestText "$folder/new.md" "---`nname: new`ntitle: 'It''s new'`n---`nHi {{name}}`n"
        Write-TestText "$folder/README.md" "# Our prompts`n"
        Clear-EmulatorRequest
        $done = Import-MistralPrompt $folder -Note 'commit 1' -Alias production
        $done[0].PSObject.TypeNames[0] | Should -BeExactly 'Mistral.PromptImport'
        $done.Name | Should -Be 'new', 'summarise', 'support-greeting'
        $done.Action | Should -Be 'Created', 'Changed', 'Changed'
        $done.Version | Should -Be 1, 1, 2
        Get-Sent | Should -Be 'POST /v2/prompts', 'PATCH /v2/prompts/ID/versions/1', 'POST /v2/prompts/ID/versions'
        (Get-MistralPrompt new).Title | Should -BeExactly "It's new"
        (Get-MistralPrompt support-greeting -Alias production).Notes | Should -BeExactly 'commit 1'

        # Only the title: no version.
        (Get-Content "$folder/new.md" -Raw).Replace("It''s new", 'Other') | Set-Content "$folder/new.md" -NoNewline
        Clear-EmulatorRequest
        (Import-MistralPrompt $folder -Alias production).Action | Should -Be 'Changed', 'Unchanged', 'Unchanged'
        Get-Sent | Should -BeExactly 'PATCH /v2/prompts/ID'
        Clear-EmulatorRequest
        (Import-MistralPrompt $folder -Alias production).Action | Should -Be 'Unchanged', 'Unchanged', 'Unchanged'
        Get-Sent | Should -BeNullOrEmpty
    }

    It 'go on after a file that is wrong: <Why>' -ForEach @(
        @{ Why = 'the fields have no end'; Text = "---`nname: a`n" }
        @{ Why = 'Line 2: expected a field'; Text = "---`nname`n---`n" }
        @{ Why = "Line 2: the value isn't valid JSON"; Text = "---`nname: [a`n---`n" }
        @{ Why = "isn't UTF-8"; Bytes = [byte[]](0x2D, 0xFF, 0xFE) }
        @{ Why = 'was in an earlier file too'; Text = "---`nname: good`n---`nx" }
    ) {
        $null = New-Item -ItemType Directory -Path $folder
        if ($Bytes) { [IO.File]::WriteAllBytes("$folder/z.md", $Bytes) } else { Write-TestText "$folder/z.md" $Text }
        Write-TestText "$folder/good.md" "---`nname: good`n---`nx"
        $done = Import-MistralPrompt $folder -ErrorVariable problems -ErrorAction SilentlyContinue
        $done.Name | Should -BeExactly 'good'
        $problems.Count | Should -Be 1
        "$($problems[0])" | Should -Match ([regex]::Escape($Why))
        $problems[0].TargetObject | Should -BeExactly (Get-Item "$folder/z.md").FullName
    }

    It 'go on after a prompt that the server refuses' {
        Write-TestText "$folder/a.md" "---`nname: a`n---`nx"
        Write-TestText "$folder/b.md" "---`nname: b`n---`nx"
        Add-EmulatorFault @{ method = 'POST'; path = '/v2/prompts'; status = 422; times = 1 }
        $done = Import-MistralPrompt $folder -ErrorVariable problems -ErrorAction SilentlyContinue
        $done.Name | Should -BeExactly 'b'
        $problems[0].TargetObject | Should -BeExactly (Get-Item "$folder/a.md").FullName
    }

    It 'say what is wrong with a path' {
        (Get-TestError { Import-MistralPrompt "$folder/none" }).FullyQualifiedErrorId | Should -BeLike 'MistralFileNotFound,*'
        (Get-TestError { Export-MistralPrompt "$folder/none/deep" }).FullyQualifiedErrorId | Should -BeLike 'Mistral*,*'
        Write-TestText "$folder/plain.md" 'no fields'
        (Get-TestError { Import-MistralPrompt "$folder/plain.md" }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidFile,*'
        $null = New-Item -ItemType Directory -Path "$folder/empty"
        Import-MistralPrompt "$folder/empty" | Should -BeNullOrEmpty
        Get-ChildItem $folder -Filter none* | Import-MistralPrompt | Should -BeNullOrEmpty
    }

    It 'read fields as people write them' {
        Write-TestText "$folder/a.md" "---`n# a comment`nname: a`ntitle: Two words: and a colon`ndescription: >-`n  One`n  line.`nvariables:`n- x`n- 'y'`n---`n{{x}}`n"
        $null = Import-MistralPrompt (Get-ChildItem $folder)
        $made = Get-MistralPrompt a
        $made.Title | Should -BeExactly 'Two words: and a colon'
        $made.Description | Should -BeExactly 'One line.'
        $made.Variables | Should -Be 'x', 'y'
    }
}

Describe 'Export-MistralSkill and Import-MistralSkill' {
    BeforeEach {
        Reset-Emulator
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
    }

    It 'write a folder in the open format, and give exactly the same skill back' {
        Set-EmulatorList /v2/skills 1
        $null = New-MistralSkill tools 'Use it: always.' "Line`r`n" -Asset @{
            'run.sh'       = @{ textContent = "#!/bin/sh`n"; isExecutable = $true }
            'data/a.bin'   = [byte[]](0, 255, 1)
            'data/B.txt'   = "a`r`nb"
            'data/empty'   = ''
        }
        $files = Export-MistralSkill $folder -PassThru
        $files.FullName | Should -Be (Join-Path $folder 'release-notes' | Join-Path -ChildPath 'SKILL.md'), (Join-Path $folder 'tools' | Join-Path -ChildPath 'SKILL.md')
        [IO.File]::ReadAllText("$folder/release-notes/SKILL.md") | Should -BeExactly "---`nname: release-notes`ndescription: Use it to write release notes.`nsharingScope: workspace`n---`nList the changes by area, the most important one first.`n`nUse template.md.`n"
        [IO.File]::ReadAllBytes("$folder/tools/data/a.bin") | Should -Be 0, 255, 1
        [IO.File]::ReadAllText("$folder/tools/data/B.txt") | Should -BeExactly "a`r`nb"
        Clear-EmulatorRequest
        (Import-MistralSkill $folder).Action | Should -Be 'Unchanged', 'Unchanged'
        Get-Sent | Should -BeNullOrEmpty

        $before = Get-MistralSkill tools | ConvertTo-Json -Depth 8
        Get-MistralSkill tools | Remove-MistralSkill -Confirm:$false
        (Import-MistralSkill "$folder/tools").Action | Should -BeExactly 'Created'
        $after = Get-MistralSkill tools
        $after.Body | Should -BeExactly "Line`r`n"
        $after.Assets.'run.sh'.isExecutable | Should -BeTrue
        $after.Assets.'data/a.bin'.rawContent | Should -BeExactly 'AP8B'
        $before | Should -Not -BeNullOrEmpty
    }

    It 'replace the folder as a whole, and keep hidden files' {
        Export-MistralSkill $folder release-notes
        Write-TestText "$folder/release-notes/old.md" 'x'
        Write-TestText "$folder/release-notes/.gitattributes" 'x'
        $null = Get-MistralSkill release-notes | New-MistralSkillVersion -Asset @{ 'new.md' = 'n' }
        Export-MistralSkill $folder release-notes
        (Get-ChildItem "$folder/release-notes" -Force -Name | Sort-Object) | Should -Be '.gitattributes', 'new.md', 'SKILL.md'
        (Get-ChildItem $folder -Force).Count | Should -Be 1
    }

    It 'say with -WhatIf what is replaced and deleted' {
        Export-MistralSkill $folder release-notes
        Write-TestText "$folder/release-notes/old.md" 'x'
        Write-TestText "$folder/release-notes/deep/.older" 'x'
        Write-TestText "$folder/release-notes/.git/config" 'x'
        $shown = Invoke-TestShell -Environment @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY } -Script "Export-MistralSkill '$folder' release-notes -WhatIf"
        "$($shown.Output)" | Should -Match "Replace the folder and delete 2 files that the skill doesn't have.*release-notes"
        Test-Path "$folder/release-notes/old.md" | Should -BeTrue
        Export-MistralSkill $folder release-notes
        (Get-ChildItem $folder -Recurse -Force -File -Name | Sort-Object | ForEach-Object { $_ -replace '\\', '/' }) | Should -Be 'release-notes/.git/config', 'release-notes/SKILL.md', 'release-notes/template.md'
    }

    It 'replace the folder of another skill only with -Force' {
        Write-TestText "$folder/release-notes/SKILL.md" "---`nname: other`n---`nb`n"
        (Get-TestError { Export-MistralSkill $folder release-notes }).FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        (Get-ChildItem "$folder/release-notes").Name | Should -BeExactly 'SKILL.md'
        Export-MistralSkill $folder release-notes -Force
        [IO.File]::ReadAllText("$folder/release-notes/SKILL.md") | Should -Match 'name: release-notes'
    }

    It 'refuse files that are too large together' {
        Write-TestText "$folder/s/SKILL.md" "---`nname: s`ndescription: d`n---`nb"
        foreach ($name in 'a', 'b') {
            $file = [IO.File]::Create("$folder/s/$name")
            $file.SetLength(26MB)
            $file.Dispose()
        }
        $problem = Get-TestError { Import-MistralSkill $folder }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileTooLarge,*'
        $problem.TargetObject | Should -BeExactly (Get-Item "$folder/s").FullName
        Get-Sent | Should -BeNullOrEmpty
    }

    It 'report invalid Base64 of the server, and an import replaces it' {
        Export-MistralSkill $folder release-notes
        $id = (Get-MistralSkill release-notes).SkillId
        $body = '{"id":"' + $id + '","name":"release-notes","version":1,"definition":{"description":"d","body":"b","assets":{"a.bin":{"rawContent":"%"}}}}'
        Add-EmulatorFault @{ method = 'GET'; path = "/v2/skills/$id"; body = $body; times = 2 }
        $problem = Get-TestError { Export-MistralSkill "$folder/other" release-notes }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        "$problem" | Should -Match "'a.bin'.*Base64"
        $null = Import-MistralSkill $folder
        Get-Sent | Should -Contain 'POST /v2/skills/ID/versions'
    }

    It 'write nothing of a skill with the unsafe file <Asset>' -ForEach @(
        @{ Asset = '../outside.txt' }, @{ Asset = '/outside.txt' }, @{ Asset = 'a/../../outside.txt' }, @{ Asset = 'C:\outside.txt' }, @{ Asset = 'a\outside.txt' }
        @{ Asset = 'skill.md' }, @{ Asset = '.git/config' }, @{ Asset = 'a//b' }, @{ Asset = 'nul' }, @{ Asset = 'a/' }, @{ Asset = 'x.' }
    ) {
        $null = New-MistralSkill bad d b -Asset @{ $Asset = 'x'; 'ok.txt' = 'x' }
        $problem = Get-TestError { Export-MistralSkill $folder bad }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralUnsafeName,*'
        "$problem" | Should -Match ([regex]::Escape($Asset))
        Test-Path "$folder/bad" | Should -BeFalse
        Get-ChildItem $TestDrive -Recurse -Filter outside* | Should -BeNullOrEmpty
    }

    It 'refuse a file that is the folder of another one' {
        $null = New-MistralSkill bad d b -Asset @{ 'a' = 'x'; 'a/b' = 'x' }
        (Get-TestError { Export-MistralSkill $folder bad }).FullyQualifiedErrorId | Should -BeLike 'MistralUnsafeName,*'
    }

    It 'do not replace a folder that is no skill' {
        Write-TestText "$folder/release-notes/mine.txt" 'x'
        (Get-TestError { Export-MistralSkill $folder }).FullyQualifiedErrorId | Should -BeLike 'MistralFolderExists,*'
        (Get-ChildItem "$folder/release-notes").Name | Should -BeExactly 'mine.txt'
    }

    It 'do not follow links' -Skip:($env:OS -eq 'Windows_NT') {
        Write-TestText "$folder/secret.txt" 'x'
        Write-TestText "$folder/s/SKILL.md" "---`nname: s`ndescription: d`n---`nb"
        $null = New-Item -ItemType SymbolicLink -Path "$folder/s/link.txt" -Target "$folder/secret.txt"
        $problem = Get-TestError { Import-MistralSkill $folder }
        "$problem" | Should -Match "'link.txt' is a link"
        Get-Sent | Should -BeNullOrEmpty

        $null = New-Item -ItemType Directory -Path "$folder/elsewhere"
        $null = New-Item -ItemType SymbolicLink -Path "$folder/release-notes" -Target "$folder/elsewhere"
        (Get-TestError { Export-MistralSkill $folder release-notes }).FullyQualifiedErrorId | Should -BeLike 'MistralFolderExists,*'
        Get-ChildItem "$folder/elsewhere" | Should -BeNullOrEmpty
    }

    It 'send only what differs, and warn of fields that the API does not store' {
        Export-MistralSkill $folder release-notes
        Write-TestText "$folder/own/SKILL.md" "---`nname: own`ndescription: d`nlicense: MIT`n---`nb`n"
        Write-TestText "$folder/release-notes/template.md" '# Changed'
        Clear-EmulatorRequest
        $done = Import-MistralSkill $folder -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'license'
        $done.Action | Should -Be 'Created', 'Changed'
        Get-Sent | Should -Be 'POST /v2/skills', 'POST /v2/skills/ID/versions'
        (Get-MistralSkill release-notes).Assets.'template.md'.textContent | Should -BeExactly '# Changed'
    }
}
