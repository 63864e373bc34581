#requires -Version 5.1
# Own process: it removes the module and imports it again, in many runspaces.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $module = Get-TestModulePath
}

AfterAll {
    if (-not (Get-Module -Name Mistral)) { Import-Module -Name $module -Global }
    Disconnect-Mistral
}

Describe 'ForEach-Object -Parallel' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral @{ DefaultModel = 'mistral-large-latest'; SkipValidation = $true }
    }

    It 'uses the connection of the session' {
        $replies = 1..20 | ForEach-Object -Parallel {
            Import-Module -Name $using:module
            Invoke-MistralChat "repeat: $_"
        } -ThrottleLimit 5
        $replies.Content | Sort-Object { [int]$_ } | Should -Be (1..20)
        $replies.Model | Sort-Object -Unique | Should -BeExactly 'mistral-large-latest'
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 20
        $sent.headers.Authorization | Sort-Object -Unique | Should -BeExactly 'Bearer <valid key>'
    }

    It 'uses a connection that is passed in' {
        $conn = Connect-TestMistral @{ DefaultModel = 'ministral-3b-latest'; SkipValidation = $true; PassThru = $true }
        Connect-TestMistral @{ SkipValidation = $true }
        $replies = 1..5 | ForEach-Object -Parallel {
            Import-Module -Name $using:module
            Invoke-MistralChat "repeat: $_" -Connection $using:conn
        } -ThrottleLimit 5
        $replies.Model | Sort-Object -Unique | Should -BeExactly 'ministral-3b-latest'
        $replies.Count | Should -Be 5
    }

    It 'keeps the connection of the session when its runspaces end' {
        1..3 | ForEach-Object -Parallel { Import-Module -Name $using:module; $null = Invoke-MistralChat "repeat: $_" }
        Get-MistralConnection | Should -Not -BeNullOrEmpty
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'returns its errors as error records' {
        Add-EmulatorFault @{ path = '/v1/chat'; status = 400 }
        $all = @(1..4 | ForEach-Object -Parallel { Import-Module -Name $using:module; Invoke-MistralChat "repeat: $_" } -ThrottleLimit 4 2>&1)
        $problems = @($all | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $all.Count | Should -Be 4
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
    }

    It 'shares the wait for a rate limit' {
        Add-EmulatorFault @{ path = '/v1/chat'; status = 429; headers = @{ 'Retry-After' = '1' } }
        $replies = 1..8 | ForEach-Object -Parallel { Import-Module -Name $using:module; Invoke-MistralChat "repeat: $_" } -ThrottleLimit 8
        $replies.Count | Should -Be 8
        @(Get-EmulatorRequest -Filter @{ status = 429 }).Count | Should -Be 1
        @(Get-EmulatorRequest).Count | Should -Be 9
    }
}

Describe 'Another runspace' {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral @{ SkipValidation = $true }
    }

    It 'uses the connection of the process' {
        $started = Start-TestScript { (Invoke-MistralChat 'repeat: a').Content; (Get-MistralConnection).KeySource }
        try { Wait-TestScript $started | Should -Be @('a', '-ApiKey') }
        finally { Remove-TestScript $started }
    }

    It 'can set the connection of the process' {
        Disconnect-Mistral
        $started = Start-TestScript { Connect-Mistral -ApiKey $Key -BaseUri $Uri -DefaultModel ministral-8b-latest } -Variable @{ Key = ConvertTo-TestSecret $env:MISTRAL_TEST_KEY; Uri = $env:MISTRAL_TEST_URI }
        try { $null = Wait-TestScript $started }
        finally { Remove-TestScript $started }
        (Invoke-MistralChat 'repeat: a').Model | Should -BeExactly 'ministral-8b-latest'
    }

    It 'can be stopped without an effect on others' {
        Add-EmulatorFault @{ path = '/v1/chat'; holdHeaders = $true }
        $started = Start-TestScript { Invoke-MistralChat 'Hi' }
        try { $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 } }
        finally { Remove-TestScript $started }
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'gets an error when its connection is closed during a request' {
        Add-EmulatorFault @{ path = '/v1/chat'; holdHeaders = $true }
        $started = Start-TestScript { try { Invoke-MistralChat 'Hi' -ErrorAction Stop } catch { $_.FullyQualifiedErrorId } }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
            Disconnect-Mistral
            "$(Wait-TestScript $started)" | Should -BeLike 'MistralConnectionClosed,*'
        }
        finally { Remove-TestScript $started }
    }
}

Describe 'Removing the module' {
    BeforeEach {
        Reset-Emulator
        if (-not (Get-Module -Name Mistral)) { Import-Module -Name $module -Global }
        Connect-TestMistral @{ SkipValidation = $true }
    }

    AfterEach {
        if (-not (Get-Module -Name Mistral)) { Import-Module -Name $module -Global }
    }

    It 'removes the connection, and the module can be imported again' {
        $before = $Error.Count
        Remove-Module -Name Mistral
        Get-Command -Name Invoke-MistralChat -ListImported -ErrorAction Ignore | Should -BeNullOrEmpty
        Import-Module -Name $module -Global
        $Error.Count | Should -Be $before
        Get-MistralConnection | Should -BeNullOrEmpty
        (Get-TestError { Invoke-MistralChat 'Hi' }).FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty

        Connect-TestMistral @{ SkipValidation = $true }
        (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'
    }

    It 'closes a connection that is held in a variable' {
        $held = Get-MistralConnection
        Remove-Module -Name Mistral
        Import-Module -Name $module -Global
        (Get-TestError { Invoke-MistralChat 'Hi' -Connection $held }).FullyQualifiedErrorId | Should -BeLike 'MistralConnectionClosed,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'and importing it with -Force does not switch to the key of the environment' {
        $before = $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL
        try {
            $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL = (New-EmulatorKey), $env:MISTRAL_TEST_URI
            Import-Module -Name $module -Global -Force
            Get-MistralConnection | Should -BeNullOrEmpty
            $problem = Get-TestError { Invoke-MistralChat 'Hi' }
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
            $problem.Exception.Message | Should -BeLike '*module was removed*Import-Module -Force*'
            Get-EmulatorRequest | Should -BeNullOrEmpty

            Disconnect-Mistral
            (Invoke-MistralChat 'repeat: a').Content | Should -BeExactly 'a'

            # A session with the key of the environment keeps it.
            Import-Module -Name $module -Global -Force
            (Invoke-MistralChat 'repeat: b').Content | Should -BeExactly 'b'
        }
        finally { $env:MISTRAL_API_KEY, $env:MISTRAL_BASE_URL = $before }
    }

    It 'in one runspace does not affect others' {
        Add-EmulatorFault @{ path = '/v1/chat'; holdHeaders = $true }
        $working = Start-TestScript { (Invoke-MistralChat 'repeat: a').Content }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
            $removing = Start-TestScript { Remove-Module -Name Mistral; 'removed' }
            try { Wait-TestScript $removing | Should -BeExactly 'removed' }
            finally { Remove-TestScript $removing }
            Invoke-EmulatorRelease
            Wait-TestScript $working | Should -BeExactly 'a'
        }
        finally { Remove-TestScript $working }
        (Invoke-MistralChat 'repeat: b').Content | Should -BeExactly 'b'
    }

    It 'in the last runspace closes the connection, whatever other runspaces did before' {
        $held = Get-MistralConnection
        $other = Start-TestScript { 'there' }
        try { $null = Wait-TestScript $other }
        finally { Remove-TestScript $other }
        Remove-Module -Name Mistral
        Import-Module -Name $module -Global
        (Get-TestError { Invoke-MistralChat 'Hi' -Connection $held }).FullyQualifiedErrorId | Should -BeLike 'MistralConnectionClosed,*'
    }

    It 'and importing it with -Force in several runspaces keeps the connection' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $replies = 1..6 | ForEach-Object -Parallel { Import-Module -Name $using:module -Force; Invoke-MistralChat "repeat: $_" } -ThrottleLimit 2
        $replies.Content | Sort-Object { [int]$_ } | Should -Be (1..6)
        Get-MistralConnection | Should -Not -BeNullOrEmpty
    }

    It 'does not break the views after a new import' {
        Remove-Module -Name Mistral
        Import-Module -Name $module -Global
        Connect-TestMistral @{ SkipValidation = $true }
        (Invoke-MistralChat 'repeat: a' | Out-String).Trim() | Should -BeExactly 'a'
    }
}

Describe 'A session that imports the module from two folders' {
    BeforeEach { Reset-Emulator }

    It 'copies messages completely while one of the copies is loaded: <Name>' -ForEach @(
        @{ Name = 'one folder'; Count = 1; Says = '5', '0' }
        @{ Name = 'two folders'; Count = 2; Says = '5', '5', '0' }
        @{ Name = 'imported again'; Count = 1; Before = 'Import-Module -Name $env:TEST_MODULE -Force; Import-Module -Name $env:TEST_MODULE'; Says = '5', '0' }
    ) {
        $folder = "$TestDrive/$([guid]::NewGuid())/Mistral"
        Copy-Item -LiteralPath (Split-Path $module) -Destination $folder -Recurse
        $ran = Invoke-TestShell -Environment @{ TEST_MODULE = $module; TEST_FOLDER = $folder; TEST_COUNT = $Count } -Script @"
            `$ErrorActionPreference = 'Stop'
            $($_['Before'])
            if (`$env:TEST_COUNT -eq 2) { Import-Module "`$env:TEST_FOLDER/Mistral.psd1" }
            (Get-TypeData Mistral.Client.ChatMessage).SerializationDepth
            while (Get-Module Mistral) {
                Get-Module Mistral | Select-Object -First 1 | Remove-Module
                [int] (Get-TypeData Mistral.Client.ChatMessage).SerializationDepth
            }
"@
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output.Trim() -split '\r?\n' | Should -BeExactly $Says
    }

    It 'has both copies, and copies messages completely' {
        Copy-Item -LiteralPath (Split-Path $module) -Destination "$TestDrive/other/Mistral" -Recurse
        $ran = Invoke-TestShell -Environment @{ MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI; MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; TEST_FOLDER = "$TestDrive" } -Script @'
            $ErrorActionPreference = 'Stop'
            Import-Module "$env:TEST_FOLDER/other/Mistral/Mistral.psd1"
            @(Get-Module Mistral).Count
            (Invoke-MistralChat 'repeat: a').Content
            (Get-TypeData Mistral.Client.ChatMessage).SerializationDepth
            Get-Module Mistral | Select-Object -First 1 | Remove-Module
            Import-Module "$env:TEST_FOLDER/other/Mistral/Mistral.psd1" -Force
            (Invoke-MistralChat 'repeat: b').Content
            (Get-TypeData Mistral.Client.ChatMessage).SerializationDepth
'@
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output.Trim() -split '\r?\n' | Should -BeExactly '2', 'a', '5', 'b', '5'
    }
}
