#requires -Version 5.1

# Many prompts to a server that fails repeatedly. MISTRAL_TEST_SOAK=1 sends 100,000 of them.
BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/Reliability.psm1" -Force
    $chat = '/v1/chat/completions'
}

AfterAll { Reset-Emulator }

Describe 'A pipeline of many prompts with -ThrottleLimit 32' {
    It 'returns one reply or one error for each in order with bounded memory' {
        $count = Get-SoakCount -Long 100000 -Short 1500
        Reset-Emulator

        # 5 % in total. After a rate limit half as many workers continue, so many rate limits would take hours.
        Add-EmulatorFault @{ path = $chat; times = 0; chance = 0.002; status = 429; headers = @{ 'Retry-After' = '0' } }
        Add-EmulatorFault @{ path = $chat; times = 0; chance = 0.02; status = 500; headers = @{ 'Retry-After' = '0' } }
        Add-EmulatorFault @{ path = $chat; times = 0; chance = 0.01; cutBeforeHeaders = $true }
        Add-EmulatorFault @{ path = $chat; times = 0; chance = 0.01; cutAfterBytes = 40 }
        Add-EmulatorFault @{ path = $chat; times = 0; chance = 0.004; malformedJson = $true }
        Add-EmulatorFault @{ path = $chat; times = 0; chance = 0.0035; status = 422; body = '{"detail":"not this one"}' }
        Add-EmulatorFault @{ path = $chat; times = 0; chance = 0.0005; holdHeaders = $true }
        $run = Measure-Shell -ConnectWith '-MaximumRetryCount 12 -OperationTimeoutSeconds 2' -Seconds 1500 -WarmUp @'
            1..1000 | ForEach-Object { "repeat: $_" } | Invoke-MistralChat -ThrottleLimit 32 -ErrorAction SilentlyContinue
'@ -Script @"
            `$seen = [Collections.BitArray]::new($count + 1)
            `$figures = @{ Answers = 0; Errors = 0; Lost = $count; Doubled = 0; Disordered = 0; Leaked = 0; Strange = @() }
            `$last = 0
            1..$count | ForEach-Object { "repeat: `$_" } | Invoke-MistralChat -ThrottleLimit 32 2>&1 | ForEach-Object {
                `$isError = `$_ -is [Management.Automation.ErrorRecord]
                `$number = if (`$isError) { [int] `$_.TargetObject.Substring(8) } else { [int] `$_.Content }
                if (`$isError) {
                    `$figures.Errors++
                    if ("`$_".Contains(`$env:TEST_KEY)) { `$figures.Leaked++ }
                    if ("`$_" -notmatch 'not this one|sent no data|the expected JSON' -and `$figures.Strange.Count -lt 5) { `$figures.Strange += "`$_" }
                }
                else { `$figures.Answers++ }
                if (`$seen[`$number]) { `$figures.Doubled++ } else { `$seen[`$number] = `$true; `$figures.Lost-- }
                if (`$number -le `$last) { `$figures.Disordered++ }
                `$last = `$number
            }
            `$figures
"@
        $result = $run.Result
        Write-ReliabilityFigure -Part 1-prompts -Seconds $run.Seconds -What "$($count.ToString('#,0', [cultureinfo]::InvariantCulture)) prompts through ``Invoke-MistralChat -ThrottleLimit 32``, 5 % of the requests failing" -Figures @{
            Lost = $result.Lost; Doubled = $result.Doubled; Disordered = $result.Disordered; Leaked = $result.Leaked; Hung = 0; PeakMiB = $run.PeakMiB
            Note = "$($result.Answers) answers, $($result.Errors) errors; growth in the second half $($run.GrowthMiB) MiB"
        }
        $result.Lost, $result.Doubled, $result.Disordered, $result.Leaked | Should -BeExactly 0, 0, 0, 0
        $result.Strange | Should -BeNullOrEmpty
        $result.Errors | Should -BeGreaterThan 0
        $result.Answers + $result.Errors | Should -Be $count
        $run.PeakMiB | Should -BeLessThan 64
    }
}
