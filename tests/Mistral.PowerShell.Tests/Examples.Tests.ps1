#requires -Version 5.1
# Seconds: 70
# Own process: it sets up a SecretStore, which keeps its state for the life of a process.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/Examples.psm1" -Force
    $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $pages = foreach ($file in @(Get-Item "$root/README.md") + @(Get-ChildItem "$root/docs" -Filter *.md)) {
        $examples = @(Get-PageExample -Path $file.FullName | ForEach-Object { $_.Obstacle = Get-ExampleObstacle -Code $_.Code; $_ })
        if ($examples) { @{ Page = if ($file.DirectoryName -eq $root) { $file.Name } else { "docs/$($file.Name)" }; Examples = $examples } }
    }

    # The examples that one reader with one key and one machine runs in order.
    $inOrder = @($pages | Where-Object Page -EQ 'README.md').Examples | Where-Object { $_.Title -in 'The first three commands', 'Keep the key in a vault', 'Rotate the key' }
    $inOrder = @{ Code = $inOrder.Code -join "`n"; Obstacle = $inOrder.Obstacle | Where-Object { $_ } | Select-Object -First 1 }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/Examples.psm1" -Force
    $before = @{}
    foreach ($name in 'HOME', 'PATH', 'PSModulePath', 'CREDENTIALS_DIRECTORY', 'MISTRAL_API_KEY', 'MISTRAL_BASE_URL') {
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
    }

    # The state with an installed module and a key.
    $env:PSModulePath = (Split-Path -Parent (Split-Path -Parent (Get-TestModulePath))) + [IO.Path]::PathSeparator + $env:PSModulePath
    $env:MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY
    $env:MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI
    New-ExampleProgram "$TestDrive/programs"
    $env:PATH = "$TestDrive/programs" + [IO.Path]::PathSeparator + $env:PATH
    $env:CREDENTIALS_DIRECTORY = "$TestDrive/programs"
    $hasVault = -not (Get-ExampleObstacle -Code 'Set-Secret')
    if ($hasVault) { New-ExampleVault -HomePath "$TestDrive/home" }
}

AfterAll {
    if ($hasVault) { Select-ExampleVault -Store }
    foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
}

Describe 'The examples of <Page>' -ForEach $pages {
    BeforeAll {
        # The files that the examples use. A later example of the page finds what an earlier one created.
        $folder = "$TestDrive/$Page"
        $null = New-Item -ItemType Directory -Path "$folder/notes", "$folder/scripts", "$folder/pictures"
        Set-Content -Path "$folder/incident.log" -Value '09:12 The disk of the mail server is full.', '', '09:40 Old logs were removed. Mail works again.'
        Set-Content -Path "$folder/log.txt" -Value '09:12 disk full on web01', '09:14 user ada logged in'
        Set-Content -Path "$folder/tickets.csv" -Value 'Id,Subject,Body', '1,Printer,It is on fire', '2,Mail,It is slow'
        Set-Content -Path "$folder/talk.json" -Value '[{"role":"user","content":"My name is Ada."},{"role":"assistant","content":"Hello Ada."}]'
        [IO.File]::WriteAllBytes("$folder/pictures/dot.png", [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='))
        Set-Content -Path "$folder/invoice.pdf" -Value '%PDF-1.4', '4 0 obj', '<< /Length 40 >>', 'stream', 'BT (Invoice 7 of Contoso) Tj (Total 42 EUR) Tj ET', 'endstream'
        Set-Content -Path "$folder/talk.wav" -Value 'RIFF....WAVETEXT:Good morning. Let us begin.' -NoNewline
        Set-Content -Path "$folder/requests.jsonl" -Value '{"custom_id":"1","body":{"messages":[{"role":"user","content":"Hello"}]}}'
        Set-Content -Path "$folder/notes/password.txt" -Value 'How to reset a password.'
        Set-Content -Path "$folder/notes/office.txt" -Value 'Opening hours of the office.'
        Set-Content -Path "$folder/scripts/disk.ps1" -Value 'Get-PSDrive -PSProvider FileSystem | Where-Object Free -LT 1GB'
    }

    BeforeEach {
        Reset-Emulator

        # Removes the vaults that an example registered. The README in order uses the real one.
        if ($hasVault) { Select-ExampleVault }
    }

    It '<Title> (line <Line>)' -ForEach $Examples {
        if ($Obstacle) { Set-ItResult -Skipped -Because $Obstacle; return }

        $run = Invoke-Example -Code $Code -Folder $folder
        $run.Errors | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
    }
}

Describe 'The README, run in order' -ForEach $inOrder {
    BeforeAll { if ($hasVault) { Select-ExampleVault -Store } }

    BeforeEach {
        Reset-Emulator
    }

    It 'connects as before after the rotation of the only key' {
        if ($Obstacle) { Set-ItResult -Skipped -Because $Obstacle; return }

        $Code | Should -Match 'Update-MistralApiKey prod'

        # A typed key is then the new one. All other ways to connect are tried again unchanged.
        $again = @($Code -split '\r?\n' | Where-Object { $_ -match '^Connect-Mistral' -and $_ -notmatch '-ApiKey' }) -join "`n"
        $run = Invoke-Example -Folder $TestDrive -Code @"
$Code
$again
Invoke-MistralChat 'What is the capital of France?' -AsText
`$rotated = @(Get-MistralApiKey '*(rotated *')
"Rotated: `$(`$rotated.Count)"
"@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Contain 'The capital of France is Paris.'
        $run.Output | Should -Contain 'Rotated: 1'
    }
}
