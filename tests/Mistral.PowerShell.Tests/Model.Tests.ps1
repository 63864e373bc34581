#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
}

AfterAll {
    Disconnect-Mistral
}

Describe 'The list of models' {
    BeforeEach { Reset-Emulator }

    It 'contains every model' {
        $models = @(Get-MistralModel)
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].method | Should -BeExactly 'GET'
        $sent[0].path | Should -BeExactly '/v1/models'
        $sent[0].query | Should -BeExactly ''
        $sent[0].body | Should -BeExactly ''
        $sent[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'

        $models.Count | Should -BeGreaterThan 10
        $models.Id | Should -Contain 'mistral-small-latest'
        $models.Id | Should -Contain 'mistral-embed'
    }

    It 'can be filtered by provider' {
        $models = @(Get-MistralModel -Provider acme)
        (Get-EmulatorRequest)[0].query | Should -BeExactly 'provider=acme'
        $models.Count | Should -Be 2
        $models.OwnedBy | Should -Be @('acme', 'acme')
    }

    It 'can be shortened with -First and -Skip' {
        (Get-MistralModel | Select-Object -First 1).Id | Should -Not -BeNullOrEmpty
        @(Get-EmulatorRequest).Count | Should -Be 1
    }
}

Describe 'A model' {
    BeforeEach { Reset-Emulator }

    It 'is returned when its text contains invalid Unicode' {
        Add-EmulatorFault @{ path = '/v1/models/'; body = '{"id":"x\ud83d","description":"\ud83d"}' }
        (Get-MistralModel x).Description | Should -BeExactly ([string][char]0xFFFD)
    }

    It 'has properties in PascalCase' {
        $model = Get-MistralModel pixtral-large-2411
        $model.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.Model'
        $model.PSObject.Properties.Name | Should -MatchExactly '^[A-Z][A-Za-z0-9]*$'
        $model.Id | Should -BeExactly 'pixtral-large-2411'
        $model.Created | Should -BeOfType DateTimeOffset
        $model.Created | Should -Be ([DateTimeOffset]'2026-01-01T00:00:00Z')
        $model.Deprecation | Should -BeOfType DateTimeOffset
        $model.Deprecation | Should -Be ([DateTimeOffset]'2026-12-31T12:00:00Z')
        $model.DeprecationReplacementModel | Should -BeExactly 'mistral-large-latest'
        $model.MaxContextLength | Should -Be 131072
        $model.DefaultModelTemperature | Should -Be 0.7
        $model.Capabilities.CompletionChat | Should -BeTrue
        $model.Capabilities.CompletionFim | Should -BeFalse
        , $model.Aliases | Should -BeOfType array
    }

    It 'has a property for each null field' {
        $model = Get-MistralModel mistral-small-latest
        $model.PSObject.Properties.Name | Should -Contain 'Deprecation'
        $model.Deprecation | Should -BeNullOrEmpty
        $model.Aliases | Should -Be @('mistral-small-2603')
    }

    It 'has a property for each unknown field' {
        Add-EmulatorFault @{ path = '/v1/models/'; body = @{ id = 'x'; created = 1; brand_new = @{ deep_field = 1 }; sunset_at = '2027-01-31T00:00:00Z'; 'odd-name' = 2 } }
        $model = Get-MistralModel x
        $model.BrandNew.DeepField | Should -Be 1
        $model.SunsetAt | Should -BeOfType DateTimeOffset
        $model.'Odd-name' | Should -Be 2
    }

    It 'is requested by its id' {
        (Get-MistralModel -Id mistral-embed).Id | Should -BeExactly 'mistral-embed'
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].path | Should -BeExactly '/v1/models/mistral-embed'
    }

    It 'may have special characters in its id: <Id>' -ForEach @(
        @{ Id = 'ft:mistral-small:acme:20260101:abcd1234'; Path = '/v1/models/ft%3Amistral-small%3Aacme%3A20260101%3Aabcd1234' }
        @{ Id = 'a/b'; Path = '/v1/models/a%2Fb' }
        @{ Id = 'a b'; Path = '/v1/models/a%20b' }
        @{ Id = 'a?b=c#d'; Path = $null }
        @{ Id = 'a%2e'; Path = '/v1/models/a%252e' }
    ) {
        $found = Get-MistralModel $Id -ErrorAction SilentlyContinue
        if ($Id -like 'ft:*') { $found.Id | Should -BeExactly $Id }
        if ($Path) { (Get-EmulatorRequest)[0].path | Should -BeExactly $Path }
        else { (Get-EmulatorRequest)[0].path | Should -BeExactly '/v1/models' }
    }

    It 'matches a wildcard in any case' {
        $models = @(Get-MistralModel 'MISTRAL-*-latest')
        (Get-EmulatorRequest).path | Should -BeExactly '/v1/models'
        $models.Id | Should -Contain 'mistral-small-latest'
        $models.Id | Where-Object { $_ -notlike 'mistral-*-latest' } | Should -BeNullOrEmpty
        $models.Count | Should -BeGreaterThan 2
    }

    It 'that matches no wildcard causes no error' {
        Get-MistralModel 'nothing-*' -ErrorVariable problems | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'that was not found causes an error with its name' {
        $problem = Get-TestError { Get-MistralModel no-such-model }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject | Should -BeExactly 'no-such-model'
        $problem.Exception.ErrorCode | Should -BeExactly 'unknown_model'
        "$problem" | Should -Match 'Model not found: no-such-model'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Get-MistralModel'
    }

    It 'is accepted from the pipeline by value and by property name' {
        'mistral-embed' | Get-MistralModel | ForEach-Object Id | Should -BeExactly 'mistral-embed'
        [pscustomobject]@{ Model = 'mistral-embed' } | Get-MistralModel | ForEach-Object Id | Should -BeExactly 'mistral-embed'
        Get-MistralModel mistral-embed | Get-MistralModel | ForEach-Object Id | Should -BeExactly 'mistral-embed'
        (Get-EmulatorRequest).path | Sort-Object -Unique | Should -BeExactly '/v1/models/mistral-embed'
    }

    It 'that was not found does not stop the others' {
        $models = 'mistral-embed', 'no-such-model', 'codestral-embed' | Get-MistralModel -ErrorVariable problems -ErrorAction SilentlyContinue
        $models.Id | Should -Be @('mistral-embed', 'codestral-embed')
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -BeExactly 'no-such-model'
    }

    It 'can''t have an id that changes the path: <Id>' -ForEach @(@{ Id = '..' }, @{ Id = '.' }) {
        $problem = Get-TestError { Get-MistralModel $Id }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'can''t have an empty id' {
        (Get-TestError { Get-MistralModel '' }).CategoryInfo.Category | Should -Be 'InvalidData'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A model list that isn''t valid' {
    BeforeEach { Reset-Emulator }

    It 'causes an error: <Name>' -ForEach @(
        @{ Name = 'the list is missing'; Body = '{"object":"list"}' }
        @{ Name = 'text in place of a list'; Body = '{"object":"list","data":"none"}' }
        @{ Name = 'invalid JSON'; Body = '{"object":' }
    ) {
        Add-EmulatorFault @{ path = '/v1/models'; body = $Body }
        $problem = Get-TestError { Get-MistralModel }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }
}
