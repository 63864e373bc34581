#requires -Version 5.1

BeforeDiscovery {
    $id = '497f6eca-6276-4993-bfeb-53cbbbba6f09'
    $calls = @(
        @{ Call = 'Get-MistralFile -First 1'; Sent = '/v1/files?page_size=100&page=0' }
        @{ Call = 'Get-MistralFile re*port -First 1'; Sent = '/v1/files?search=port&page_size=100&page=0' }
        @{ Call = 'Get-MistralFile -Purpose OCR -First 1'; Sent = '/v1/files?purpose=ocr&page_size=100&page=0' }
        @{ Call = 'Get-MistralFile -SampleType batch_result, batch_error -Source mistral -First 1'; Sent = '/v1/files?sample_type=batch_result&sample_type=batch_error&source=mistral&page_size=100&page=0' }
        @{ Call = 'Get-MistralFile -MimeType application/pdf -First 1'; Sent = '/v1/files?mimetypes=application%2Fpdf&page_size=100&page=0' }
        @{ Call = "Get-MistralFile -Id $id"; Sent = "/v1/files/$id" }
        @{ Call = "[pscustomobject]@{ FileId = '$id' } | Get-MistralFile"; Sent = "/v1/files/$id" }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Get-MistralFile' {
    BeforeEach { Reset-Emulator }

    It 'sends what it is asked: <Call>' -ForEach $calls {
        $null = & ([scriptblock]::Create($Call)) 2>&1
        $request = (Get-EmulatorRequest)[0]
        $request.method | Should -BeExactly 'GET'
        ($request.path, $request.query -ne '') -join '?' | Should -BeExactly $Sent
        $request.body | Should -BeExactly ''
        $request.headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'lists all, over pages' {
        $files = @(Get-MistralFile)
        @(Get-EmulatorRequest).Count | Should -BeGreaterThan 1
        ($files.FileId | Select-Object -Unique).Count | Should -Be $files.Count
        $files[0].CreatedAt | Should -BeOfType DateTimeOffset
        $files[0].Bytes | Should -BeOfType long
    }

    It 'gives one that another cmdlet takes' {
        $first = Get-MistralFile -First 1
        ($first | Get-MistralFile).Filename | Should -BeExactly $first.Filename
        (Get-MistralFile $first.Filename -First 1).FileId | Should -BeExactly $first.FileId
    }

    It 'completes names and ids' {
        $first = Get-MistralFile -First 1
        $line = "Get-MistralFile $($first.Filename.Substring(0, 3))"
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.ListItemText | Should -Contain $first.Filename
        $line = "Get-MistralFile -Id $($first.FileId.Substring(0, 6))"
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.ListItemText | Should -Contain $first.Filename
    }

    It 'refuses what can be no id, and sends nothing' {
        { Get-MistralFile -Id report.pdf } | Should -Throw "*'report.pdf' isn't a valid file id. Expected a UUID.*"
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}
