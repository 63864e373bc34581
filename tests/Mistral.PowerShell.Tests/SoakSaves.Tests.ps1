#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

# Processes that are killed while they save connections. MISTRAL_TEST_SOAK=1 kills 200 of them.
BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/Reliability.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    Reset-Emulator
    Disconnect-Mistral
    Clear-Settings
    Register-OwnVault Own -Default
    $key = New-EmulatorKey
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'A process that is killed while it saves connections' {
    It 'leaves the old or the new file and no partial file' {
        # A file that takes a while to write.
        Connect-Mistral -Name base -NoApiKey -BaseUri $uri -SkipValidation -Save
        $file = Get-SettingsPath connections.json
        $document = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($file))
        foreach ($number in 1..400) { $document.connections | Add-Member -NotePropertyName "old$number" -NotePropertyValue $document.connections.base }
        [IO.File]::WriteAllText($file, (ConvertTo-Json -InputObject $document -Depth 5))

        # Every second connection has a key, which is stored in the vault before the file is written.
        $script = @"
`$key = ConvertTo-SecureString `$env:TEST_KEY -AsPlainText -Force
for (`$i = 1; ; `$i++) {
    `$name = "`${env:TEST_ROUND}-`$i"
    if (`$i % 2) { Connect-Mistral -Name `$name -NoApiKey -BaseUri '$uri' -SkipValidation -Save }
    else { Connect-Mistral -Name `$name -ApiKey `$key -BaseUri '$uri' -VaultName Own -SkipValidation -Save }
    [Console]::Out.WriteLine(`$name)
}
"@
        $figures = @{ Lost = 0; Doubled = 0; Disordered = 0; Leaked = 0; Hung = 0 }
        $problems = [Collections.Generic.List[string]]::new()
        $random = [Random]::new()
        $cut = 0
        $kills = Get-SoakCount -Long 200 -Short 4
        $folder = Get-SettingsPath
        $watch = [Diagnostics.Stopwatch]::StartNew()
        foreach ($round in 1..$kills) {
            $said = [Collections.Generic.List[string]]::new()
            $shell = Start-Shell $script -Environment @{ TEST_KEY = $key; TEST_ROUND = "new$round" }
            try {
                $said.Add((Receive-ShellLine $shell -Seconds 60))
                if ($round % 2) { [Threading.Thread]::Sleep($random.Next(150)) }
                else {
                    # Writing the file takes a few milliseconds of each save, so a random moment rarely hits it.
                    $wait = [Diagnostics.Stopwatch]::StartNew()
                    while (-not [IO.Directory]::GetFiles($folder, '*.partial').Length) {
                        if ($wait.Elapsed.TotalSeconds -gt 20) { throw 'Nothing was written in 20 s.' }
                    }
                }
                $shell.Process.Kill()
                $said.AddRange([string[]] @($shell.Process.StandardOutput.ReadToEnd() -split '\r?\n' -ne ''))
            }
            finally { Stop-Shell $shell }

            $left = @(Get-ChildItem -LiteralPath (Get-SettingsPath) -Filter *.partial)
            if ($left.Count) { $cut++ }
            if ($left.Count -gt 1) { $problems.Add("round ${round}: $($left.Count) partial files") }
            $saved = @(Get-MistralConnection -ListAvailable)
            $missing = @(@('base'; 1..400 | ForEach-Object { "old$_" }; $said) | Where-Object { $_ -notin $saved.Name })
            $figures.Lost += $missing.Count
            # The process may have saved one connection more than it reported.
            $more = @($saved.Name -like "new$round-*" | Where-Object { $_ -notin $said })
            if ($more.Count -gt 1) { $figures.Doubled += $more.Count - 1 }
            foreach ($one in @($saved | Where-Object { $_.Name -like "new$round-*" -and $_.VaultName })) {
                if ((Get-KeyHash (Get-OwnSecret Own "Mistral-$($one.Name)")) -cne (Get-KeyHash $key)) { $figures.Lost++; $problems.Add("$($one.Name) has no key") }
            }
            foreach ($path in Get-ChildItem -LiteralPath (Get-SettingsPath) -File) {
                if ([IO.File]::ReadAllText($path.FullName).Contains($key)) { $figures.Leaked++; $problems.Add("$($path.Name) has the key") }
            }

            # The next process does not wait, and removes partial files.
            $next = [Diagnostics.Stopwatch]::StartNew()
            Remove-MistralConnection $saved.Where({ $_.Name -like 'new*' }).Name -IncludeSecret -Confirm:$false
            if ($next.Elapsed.TotalSeconds -gt 20) { $figures.Hung++ }
            $left = @(Get-ChildItem -LiteralPath (Get-SettingsPath) -Filter *.partial)
            if ($left.Count) { $problems.Add("round ${round}: a partial file stayed") }
        }

        Write-ReliabilityFigure -Part 2-kills -Seconds $watch.Elapsed.TotalSeconds -What "$kills kills of processes that save connections" -Figures ($figures + @{ Note = "$cut of them in the middle of writing the file" })
        $problems | Should -BeNullOrEmpty
        foreach ($name in $figures.Keys) { $figures[$name] | Should -Be 0 -Because $name }
        @(Get-MistralConnection -ListAvailable).Count | Should -Be 401
    }
}
