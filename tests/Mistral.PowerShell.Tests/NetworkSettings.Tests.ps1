#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Invalid network settings of Connect-Mistral' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
        $secure = ConvertTo-TestSecret $env:MISTRAL_TEST_KEY
    }

    It 'are refused before anything is sent: <Name>' -ForEach @(
        @{ Name = 'a proxy without a port'; With = @{ Proxy = 'myproxy' }; Message = 'proxy' }
        @{ Name = 'a file URI as proxy'; With = @{ Proxy = 'file:///x' }; Message = 'proxy' }
        @{ Name = 'a proxy with a password'; With = @{ Proxy = 'http://user:s3cret@127.0.0.1:9' }; Message = '-ProxyCredential' }
        @{ Name = 'a proxy with a password and no port'; With = @{ Proxy = 'user:s3cret@proxy' }; Message = 'proxy' }
        @{ Name = 'a proxy with a password and a wrong scheme'; With = @{ Proxy = 'http:/user:s3cret@proxy:8080' }; Message = 'proxy' }
        @{ Name = 'a proxy with a password and no scheme'; With = @{ Proxy = 'user:s3cret@127.0.0.1:9' }; Message = 'proxy' }
        @{ Name = 'a header that is not ASCII'; With = @{ Header = @{ 'X-A' = [string] [char] 0xE9 } }; Message = 'X-A' }
        @{ Name = 'Host'; With = @{ Header = @{ Host = 'a' } }; Message = 'Host' }
        @{ Name = 'Transfer-Encoding'; With = @{ Header = @{ 'transfer-encoding' = 'chunked' } }; Message = 'transfer-encoding' }
        @{ Name = 'Expect'; With = @{ Header = @{ Expect = '100-continue' } }; Message = 'Expect' }
        @{ Name = 'Upgrade'; With = @{ Header = @{ Upgrade = 'h2c' } }; Message = 'Upgrade' }
        @{ Name = 'Proxy-Authorization'; With = @{ Header = @{ 'Proxy-Authorization' = 'Basic x' } }; Message = '-ProxyCredential' }
    ) {
        $problem = Get-TestError { Connect-Mistral -ApiKey $secure -BaseUri $uri @With }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -Match ([regex]::Escape($Message))
        $problem | Format-List * -Force | Out-String | Should -Not -Match 's3cret'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'do not include a proxy in the form host:port' {
        Connect-Mistral -ApiKey $secure -BaseUri $uri -Proxy proxy.example:8080 -SkipValidation
        (Get-MistralConnection).Proxy.AbsoluteUri | Should -BeExactly 'http://proxy.example:8080/'
    }
}

Describe 'The base URL of a connection' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Mistral
        $before = $env:MISTRAL_BASE_URL
        $secure = ConvertTo-TestSecret $env:MISTRAL_TEST_KEY
    }

    AfterEach {
        $env:MISTRAL_BASE_URL = $before
    }

    It 'has its source in BaseUriSource: <Source>' -ForEach @(
        @{ Source = '-BaseUri'; With = @{ BaseUri = 'https://a.invalid' }; Variable = 'https://b.invalid' }
        @{ Source = '-Region'; With = @{ Region = 'EU' }; Variable = 'https://b.invalid' }
        @{ Source = 'environment variable MISTRAL_BASE_URL'; With = @{}; Variable = 'https://b.invalid' }
        @{ Source = 'default'; With = @{}; Variable = $null }
    ) {
        $env:MISTRAL_BASE_URL = $Variable
        Connect-Mistral -ApiKey $secure @With -SkipValidation
        (Get-MistralConnection).BaseUriSource | Should -BeExactly $Source
    }

    It 'is shown with -Verbose when a variable decides where an explicit key is sent' {
        $env:MISTRAL_BASE_URL = "https://$([char]0x430)pi.invalid"
        $said = Connect-Mistral -ApiKey $secure -SkipValidation -Verbose 4>&1
        "$said" | Should -Match "xn--pi-6kc\.invalid \('$([char]0x430)pi\.invalid'\)"
        "$said" | Should -Match 'MISTRAL_BASE_URL'
        Get-MistralConnection | Out-String | Should -Match 'MISTRAL_BASE_URL'
        (Get-MistralConnection).BaseUri.AbsoluteUri | Should -BeExactly 'https://xn--pi-6kc.invalid/'
    }
}

Describe 'The owner of a key' {
    BeforeEach {
        Reset-Emulator
        Connect-TestMistral
        Clear-EmulatorRequest
    }

    It 'is requested with both headers' {
        $null = Get-MistralIdentity
        $headers = (Get-EmulatorRequest)[-1].headers
        $headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        $headers.'x-api-key' | Should -Not -BeNullOrEmpty
    }

    It 'may be unknown although the key is accepted' {
        Add-EmulatorFault @{ path = '/v1/users/me'; status = 401; times = 0 }
        $test = Test-MistralConnection
        $test.IsReachable | Should -BeTrue
        $test.IsAuthenticated | Should -BeTrue
        $test.Identity | Should -BeNullOrEmpty
        $test.Problem | Should -BeNullOrEmpty
        Test-MistralConnection -Quiet | Should -BeTrue
    }

    It 'is unknown when every request is refused' {
        Add-EmulatorFault @{ path = '/v1/'; status = 401; times = 0 }
        $test = Test-MistralConnection
        $test.IsReachable | Should -BeTrue
        $test.IsAuthenticated | Should -BeFalse
        $test.Problem | Should -Not -BeNullOrEmpty
    }
}
