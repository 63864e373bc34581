#requires -Version 5.1

# A batch that is larger than memory should be. MISTRAL_TEST_SOAK=1 makes it of 100,000 prompts.
BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/Reliability.psm1" -Force
}

AfterAll { Reset-Emulator }

Describe 'A batch of many prompts' {
    It 'is built and received with bounded memory, and gives one result or one error for each prompt in order' {
        $count = Get-SoakCount -Long 100000 -Short 1500
        Reset-Emulator

        # The service fails some rows and returns the results in another order.
        Add-EmulatorFault @{ path = '/v1/chat/completions'; times = 0; chance = 0.005; status = 422; body = '{"detail":"not this one"}' }
        $run = Measure-Shell -Seconds 1500 -WarmUp @'
            1..300 | ForEach-Object { "repeat: $_" } | Start-MistralBatch -IdProperty Length -ErrorAction SilentlyContinue | Wait-MistralBatch | Receive-MistralBatch -InOrder -ErrorAction SilentlyContinue
            1..1000 | ForEach-Object { "repeat: $_" } | Start-MistralBatch | Wait-MistralBatch | Receive-MistralBatch -InOrder -IncludeInput -ErrorAction SilentlyContinue
'@ -Script @"
            `$seen = [Collections.BitArray]::new($count + 1)
            `$figures = @{ Results = 0; Errors = 0; Lost = $count; Doubled = 0; Disordered = 0; Leaked = 0; Wrong = 0; Batches = 0; Strange = @() }
            `$last = 0
            `$batches = @(1..$count | ForEach-Object { "repeat: `$_" } | Start-MistralBatch -System ('Be exact. ' * 20) | Wait-MistralBatch)
            `$figures.Batches = `$batches.Count
            `$batches | Receive-MistralBatch -InOrder -IncludeInput 2>&1 | ForEach-Object {
                `$isError = `$_ -is [Management.Automation.ErrorRecord]
                `$number = [int] `$(if (`$isError) { `$_.TargetObject.CustomId } else { `$_.CustomId })
                if (`$isError) {
                    `$figures.Errors++
                    if ("`$_".Contains(`$env:TEST_KEY)) { `$figures.Leaked++ }
                    if ("`$_" -notmatch 'not this one' -and `$figures.Strange.Count -lt 5) { `$figures.Strange += "`$_" }
                }
                else {
                    `$figures.Results++
                    if (`$_.Content -cne "`$number" -or `$_.Input -cne "repeat: `$number") { `$figures.Wrong++ }
                }
                if (`$seen[`$number]) { `$figures.Doubled++ } else { `$seen[`$number] = `$true; `$figures.Lost-- }
                if (`$number -le `$last) { `$figures.Disordered++ }
                `$last = `$number
            }
            `$figures
"@
        $result = $run.Result
        Write-ReliabilityFigure -Part 1-batch -Seconds $run.Seconds -What "$($count.ToString('#,0', [cultureinfo]::InvariantCulture)) prompts through ``Start-``, ``Wait-`` and ``Receive-MistralBatch -InOrder -IncludeInput``" -Figures @{
            Lost = $result.Lost; Doubled = $result.Doubled; Disordered = $result.Disordered; Leaked = $result.Leaked; Hung = 0; PeakMiB = $run.PeakMiB
            Note = "$($result.Results) results, $($result.Errors) errors; growth in the second half $($run.GrowthMiB) MiB"
        }
        $result.Strange | Should -BeNullOrEmpty
        $result.Lost, $result.Doubled, $result.Disordered, $result.Leaked, $result.Wrong | Should -BeExactly 0, 0, 0, 0, 0
        $result.Errors | Should -BeGreaterThan 0
        $result.Results + $result.Errors | Should -Be $count
        $run.PeakMiB | Should -BeLessThan 64
    }
}
