#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
}

AfterAll {
    Disconnect-Mistral
}

Describe 'A code completion' {
    BeforeEach { Reset-Emulator }

    It 'is returned for a prompt and a suffix' {
        $reply = Invoke-MistralFim 'def f(a):' -Suffix 'return result'
        $reply | Should -BeOfType Mistral.PowerShell.FimReply
        "$reply".Trim() | Should -BeExactly 'result = a'
        $reply.FinishReason | Should -BeExactly 'stop'
        $reply.Model | Should -BeExactly 'codestral-latest'
        $reply.Usage.TotalTokens | Should -BeGreaterThan 0
        $reply.CreatedAt | Should -BeOfType DateTimeOffset
        $reply.PSObject.Properties.Name | Should -Not -Contain 'Object'
        (Get-EmulatorRequest)[-1].body | Should -BeExactly '{"model":"codestral-latest","prompt":"def f(a):","suffix":"return result"}'
    }

    It 'is streamed with -Stream and ends with the finish reason and the usage' {
        $pieces = @(Invoke-MistralFim 'def f(a):' 'return result' -Stream)
        $pieces | Should -BeOfType Mistral.PowerShell.ChatDelta
        (-join $pieces.Content).Trim() | Should -BeExactly 'result = a'
        $pieces[-1].FinishReason | Should -BeExactly 'stop'
        $pieces[-1].Usage.TotalTokens | Should -BeGreaterThan 0
        $pieces[-1].History | Should -BeNullOrEmpty
        (-join (Invoke-MistralFim 'def f(a):' 'return result' -Stream -AsText)).Trim() | Should -BeExactly 'result = a'
    }

    It 'accepts several prompts and writes one error for each that fails' {
        Add-EmulatorFault @{ path = '/v1/fim/completions'; skip = 1; status = 400 }
        $replies = 'def f(a):', 'def g(b):', 'def h(c):' | Invoke-MistralFim -AsText -ErrorVariable problems -ErrorAction SilentlyContinue
        $replies.Trim() | Should -Be 'return a', 'return c'
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -BeExactly 'def g(b):'
    }

    It 'includes its prompt when responses arrive out of order' {
        Add-EmulatorFault @{ path = '/v1/fim/completions'; delayHeadersMilliseconds = 500 }
        $replies = @('def f(a):', 'def g(b):' | Invoke-MistralFim -ThrottleLimit 2 -Unordered)
        $replies.Prompt | Sort-Object | Should -BeExactly 'def f(a):', 'def g(b):'
        foreach ($reply in $replies) { $reply.Content | Should -Match "return $($reply.Prompt.Substring(6, 1))" }
    }

    It 'refuses a chat model and does not use the default chat model' {
        (Get-TestError { Invoke-MistralFim 'x' -Model mistral-embed }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        $other = Connect-TestMistral @{ DefaultModel = 'mistral-large-latest'; PassThru = $true; SkipValidation = $true }
        (Invoke-MistralFim 'def f(a):' -Connection $other).Model | Should -BeExactly 'codestral-latest'
    }

    It 'refuses empty prompts and files' {
        (Get-TestError { '' | Invoke-MistralFim }).CategoryInfo.Category | Should -Be 'InvalidData'
        "$(Get-TestError { Get-Item -LiteralPath $PSCommandPath | Invoke-MistralFim })" | Should -Match 'Get-Content -Raw'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'takes prompt and suffix from the properties of an object' {
        $null = [pscustomobject]@{ Prompt = 'def f(a):'; Suffix = 'return result' }, [pscustomobject]@{ Prompt = 'def g(b):' } | Invoke-MistralFim
        @(Get-EmulatorRequest).body | Should -Be @(
            '{"model":"codestral-latest","prompt":"def f(a):","suffix":"return result"}'
            '{"model":"codestral-latest","prompt":"def g(b):"}'
        )
    }

    It 'is plain text with any content' {
        $code = '$(New-Item injected) {0} `n'
        Add-EmulatorFault @{ path = '/v1/fim/completions'; body = @{ choices = @(@{ index = 0; finish_reason = 'stop'; message = @{ role = 'assistant'; content = $code } }) } }
        Push-Location $TestDrive
        try { "$(Invoke-MistralFim 'x')" | Should -BeExactly $code; 'injected' | Should -Not -Exist }
        finally { Pop-Location }
    }
}
