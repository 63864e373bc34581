#requires -Version 5.1

BeforeDiscovery {
    $id = '497f6eca-6276-4993-bfeb-53cbbbba6f09'
    $calls = @(
        @{ Call = 'Get-MistralFile -First 1'; Sent = '/v1/files?page_size=100&page=0' }
        @{ Call = 'Get-MistralFile re*port -First 1'; Sent = '/v1/files?search=port&page_size=100&page=0' }
        @{ Call = 'Get-MistralFile -Purpose ocr -First 1'; Sent = '/v1/files?purpose=ocr&page_size=100&page=0' }
        @{ Call = 'Get-MistralFile -Purpose audio -First 1'; Sent = '/v1/files?purpose=audio&page_size=100&page=0' }
        @{ Call = 'Get-MistralFile -SampleType batch_result, batch_error -Source mistral -First 1'; Sent = '/v1/files?sample_type=batch_result&sample_type=batch_error&source=mistral&page_size=100&page=0' }
        @{ Call = 'Get-MistralFile -MimeType application/pdf -First 1'; Sent = '/v1/files?mimetypes=application%2Fpdf&page_size=100&page=0' }
        @{ Call = "Get-MistralFile -Id $id"; Sent = "/v1/files/$id" }
        @{ Call = "[pscustomobject]@{ FileId = '$id' } | Get-MistralFile"; Sent = "/v1/files/$id" }
        @{ Call = "Get-MistralFileUrl $id"; Sent = "/v1/files/$id/url" }
        @{ Call = "'$id' | Get-MistralFileUrl -ValidHours 168"; Sent = "/v1/files/$id/url?expiry=168" }
        @{ Call = "Remove-MistralFile $id -Confirm:`$false"; Method = 'DELETE'; Sent = "/v1/files/$id" }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $id = '497f6eca-6276-4993-bfeb-53cbbbba6f09'
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/files").FullName
    $saved = (New-Item -ItemType Directory -Path "$TestDrive/saved/inner").FullName

    function New-TestFile([string] $Name, [int] $Length = 1000) {
        $bytes = [byte[]]::new($Length)
        [Random]::new($Name.Length).NextBytes($bytes)
        $path = [IO.Path]::Combine($folder, $Name)
        [IO.File]::WriteAllBytes($path, $bytes)
        $path
    }

    # What is in the folder of downloads and in the one above it.
    function Get-Saved { @(Get-ChildItem -LiteralPath (Split-Path $saved) -Recurse -File -Force) }

    # A file whose name only the server says.
    function Set-ServerName([string] $Name) {
        Add-EmulatorFault @{ path = "/v1/files/$id"; body = (ConvertTo-Json @{ id = $id; filename = $Name }) }
        Add-EmulatorFault @{ path = "/v1/files/$id/content"; body = 'content'; contentType = 'application/octet-stream' }
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Get-MistralFile' {
    BeforeEach { Reset-Emulator }

    It 'sends the request of <Call>' -ForEach $calls {
        $null = & ([scriptblock]::Create($Call)) 2>&1
        $request = (Get-EmulatorRequest)[0]
        $request.method | Should -BeExactly $(if ($Method) { $Method } else { 'GET' })
        ($request.path, $request.query -ne '') -join '?' | Should -BeExactly $Sent
        $request.body | Should -BeExactly ''
        $request.headers.Authorization | Should -BeExactly 'Bearer <valid key>'
    }

    It 'lists all files over several pages' {
        $files = @(Get-MistralFile)
        @(Get-EmulatorRequest).Count | Should -BeGreaterThan 1
        ($files.FileId | Select-Object -Unique).Count | Should -Be $files.Count
        $files[0].CreatedAt | Should -BeOfType DateTimeOffset
        $files[0].Bytes | Should -BeOfType long
    }

    It 'gives a file that can be piped to another cmdlet' {
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

    It 'refuses an invalid id before anything is sent' {
        { Get-MistralFile -Id report.pdf } | Should -Throw "*'report.pdf' isn't a valid file id. Expected a UUID.*"
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'Send-MistralFile' {
    BeforeEach {
        Reset-Emulator
        Get-ChildItem -LiteralPath $folder | Remove-Item
    }

    It 'uploads a file that can be downloaded unchanged, and gives its hash' {
        $path = New-TestFile 'größe 中文 😀.bin' 300000
        $file = Send-MistralFile $path -Purpose ocr -Visibility User -Expiry 24
        $sent = (Get-EmulatorRequest)[0]
        "$($sent.method) $($sent.path)" | Should -BeExactly 'POST /v1/files'
        $sent.headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        $sent.headers.'Content-Type' | Should -BeLike 'multipart/form-data; boundary=*'
        $file.PSTypeNames | Should -Contain 'Mistral.File'
        ($file.Filename, $file.Purpose, $file.Visibility, $file.Bytes) -join '|' | Should -BeExactly 'größe 中文 😀.bin|ocr|user|300000'
        $file.ExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddHours(23))
        $file.Path | Should -BeExactly $path
        $file.Sha256 | Should -BeExactly (Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash.ToLower()
        $got = $file | Receive-MistralFile -Destination $saved
        (Get-FileHash -LiteralPath $got.FullName -Algorithm SHA256).Hash | Should -Be $file.Sha256
        $got.Name | Should -BeExactly 'größe 中文 😀.bin'
        (Get-MistralFile -Id $file.FileId).Filename | Should -BeExactly $file.Filename
    }

    It 'sends only the fields that are specified' {
        $null = Send-MistralFile (New-TestFile 'a.txt')
        (Get-EmulatorRequest)[0].body | Should -Not -Match 'name="(purpose|visibility|expiry)"'
    }

    It 'takes paths, wildcards, files and brackets from the pipeline, in order' {
        $null = 1..3 | ForEach-Object { New-TestFile "$_[x].txt" }
        @(Send-MistralFile "$folder/*.txt" -Purpose ocr -ThrottleLimit 3).Filename | Should -BeExactly '1[x].txt', '2[x].txt', '3[x].txt'
        @(Get-ChildItem $folder | Send-MistralFile -Purpose batch -ThrottleLimit 3).Filename | Should -BeExactly '1[x].txt', '2[x].txt', '3[x].txt'
        @("$folder/1*", "$folder/3*" | Send-MistralFile -Purpose batch).Filename | Should -BeExactly '1[x].txt', '3[x].txt'
    }

    It 'takes the column Path of a CSV file, and refuses rows without it' {
        $rows = ConvertFrom-Csv "Nr,Path`n1,$(New-TestFile 'a.txt')`n2,$(New-TestFile 'b.txt')"
        @($rows | Send-MistralFile -Purpose ocr).Filename | Should -BeExactly 'a.txt', 'b.txt'
        Clear-EmulatorRequest
        (Get-TestError { [pscustomobject]@{ Nr = 1 } | Send-MistralFile -Purpose ocr }).FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'refuses a file over 512 MB before anything is sent, and continues' {
        $large = New-TestFile 'large.bin' 0
        $stream = [IO.File]::OpenWrite($large)
        try { $stream.SetLength(512MB + 1) } finally { $stream.Dispose() }
        $small = New-TestFile 'small.bin'
        $files = @(Send-MistralFile $large, $small, (Join-Path $folder none.txt) -ErrorVariable problems -ErrorAction SilentlyContinue)
        $files.Filename | Should -BeExactly 'small.bin'
        $problems.FullyQualifiedErrorId | Should -BeExactly 'MistralFileTooLarge,Mistral.PowerShell.Commands.SendMistralFileCommand', 'MistralFileNotFound,Mistral.PowerShell.Commands.SendMistralFileCommand'
        $problems[0].TargetObject | Should -BeExactly $large
        $problems[0].CategoryInfo.Category | Should -Be LimitsExceeded
        @(Get-EmulatorRequest).Count | Should -Be 1
        Remove-Item $large
    }

    It 'keeps a hostile name in its header' -Skip:($env:OS -eq 'Windows_NT') {
        $path = New-TestFile "a`"`r`nX-Injected: yes`r`n.txt"
        $file = Send-MistralFile -LiteralPath $path -Purpose ocr
        $file.Filename | Should -BeExactly 'a%22%0D%0AX-Injected: yes%0D%0A.txt'
    }

    It 'reports a file that the server refuses with its path, and continues' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/files'; status = 422 }
        $files = @(Send-MistralFile (New-TestFile 'a.txt'), (New-TestFile 'b.txt') -Purpose ocr -ErrorVariable problems -ErrorAction SilentlyContinue)
        $files.Filename | Should -BeExactly 'b.txt'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        $problems[0].TargetObject | Should -BeExactly (Join-Path $folder 'a.txt')
    }

    It 'sends nothing with -WhatIf' {
        Send-MistralFile (New-TestFile 'a.txt') -Purpose ocr -WhatIf | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'completes purposes, and accepts others' {
        (TabExpansion2 -inputScript 'Send-MistralFile a -Purpose ' -cursorColumn 28).CompletionMatches.CompletionText | Should -Be 'ocr', 'batch', 'audio', 'fine-tune'
        $file = Send-MistralFile (New-TestFile 'a.wav') -Purpose audio
        $file.Purpose | Should -BeExactly 'audio'
        (Get-MistralFile -Purpose audio).FileId | Should -BeExactly $file.FileId
    }
}

Describe 'Receive-MistralFile' {
    BeforeEach {
        Reset-Emulator
        Get-Saved | Remove-Item -Force
    }

    It 'requests the name only if it is unknown' {
        $file = Get-MistralFile -First 1
        Clear-EmulatorRequest
        $got = $file | Receive-MistralFile -Destination $saved
        $got | Should -BeOfType IO.FileInfo
        $got.Length | Should -Be $file.Bytes
        (Get-EmulatorRequest).path | Should -BeExactly "/v1/files/$($file.FileId)/content"
        $null = Receive-MistralFile $file.FileId $saved -Force
        (Get-EmulatorRequest).path[1] | Should -BeExactly "/v1/files/$($file.FileId)"
    }

    It 'downloads several at once, in order' {
        $files = Get-MistralFile -First 5
        @($files | Receive-MistralFile -Destination $saved -ThrottleLimit 5).Name | Should -BeExactly $files.Filename
    }

    It 'saves under the specified path' {
        (Receive-MistralFile (Get-MistralFile -First 1) -OutFile "$saved/mine.bin").FullName | Should -BeExactly (Join-Path $saved 'mine.bin')
    }

    It 'makes a safe name of <Name>' -ForEach @(
        @{ Name = '../../evil.txt'; Safe = 'evil.txt' }
        @{ Name = '..\..\evil.txt'; Safe = 'evil.txt' }
        @{ Name = '/etc/passwd'; Safe = 'passwd' }
        @{ Name = 'C:\Windows\system.ini'; Safe = 'system.ini' }
        @{ Name = 'C:evil.txt'; Safe = 'C_evil.txt' }
        @{ Name = 'CON'; Safe = '_CON' }
        @{ Name = 'lpt1.txt'; Safe = '_lpt1.txt' }
        @{ Name = "a`u{1b}[31m`r`nb.txt"; Safe = 'a_[31m__b.txt' }
        @{ Name = "gpj.`u{202E}exe.txt"; Safe = 'gpj._exe.txt' }
        @{ Name = '报告 😀👩‍💻.pdf'; Safe = '报告 😀👩‍💻.pdf' }
        @{ Name = 'a:b*c?.txt'; Safe = 'a_b_c_.txt' }
        @{ Name = ' name. . '; Safe = 'name' }
        @{ Name = "a`";`r`nX: y"; Safe = 'a_;__X_ y' }
        @{ Name = '..'; Safe = '497f6eca-6276-4993-bfeb-53cbbbba6f09' }
        @{ Name = ''; Safe = '497f6eca-6276-4993-bfeb-53cbbbba6f09' }
        @{ Name = '~/x.txt'; Safe = 'x.txt' }
        @{ Name = 'env:x'; Safe = 'env_x' }
        @{ Name = ('长' * 300) + '.pdf'; Safe = ('长' * 65) + '.pdf' }
    ) {
        Set-ServerName $Name
        $got = Receive-MistralFile $id $saved
        $got.Name | Should -BeExactly $Safe
        @(Get-Saved).FullName | Should -BeExactly ([IO.Path]::Combine($saved, $Safe))
        [IO.File]::ReadAllText($got.FullName) | Should -BeExactly 'content'
    }

    It 'overwrites only with -Force, and otherwise sends no request' {
        $file = Get-MistralFile -First 1
        $path = Join-Path $saved $file.Filename
        [IO.File]::WriteAllText($path, 'mine')
        Clear-EmulatorRequest
        $problem = Get-TestError { $file | Receive-MistralFile -Destination $saved }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        $problem.TargetObject | Should -BeExactly $file.FileId
        $problem.ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
        [IO.File]::ReadAllText($path) | Should -BeExactly 'mine'
        [IO.FileInfo]::new($path).IsReadOnly = $true
        $null = $file | Receive-MistralFile -Destination $saved -Force
        [IO.FileInfo]::new($path).Length | Should -Be $file.Bytes
    }

    It 'never writes two files of one command to the same path' {
        $problem = Get-TestError { Get-MistralFile -First 2 | ForEach-Object { $_.Filename = 'same.txt'; $_ } | Receive-MistralFile -Destination $saved -Force }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        @(Get-Saved).Count | Should -Be 1
    }

    It 'leaves no file of a download that is <Name>' -ForEach @(
        @{ Name = 'cut'; Fault = @{ cutAfterBytes = 20 }; Id = 'MistralConnectionFailed' }
        @{ Name = 'refused'; Fault = @{ status = 404 }; Id = 'MistralNotFound' }
    ) {
        $file = Get-MistralFile -First 1
        Add-EmulatorFault (@{ path = "/v1/files/$($file.FileId)/content" } + $Fault)
        (Get-TestError { $file | Receive-MistralFile -Destination $saved }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-Saved | Should -BeNullOrEmpty
    }

    It 'keeps the older file if the download with -Force is cut' {
        $file = Get-MistralFile -First 1
        [IO.File]::WriteAllText((Join-Path $saved $file.Filename), 'mine')
        Add-EmulatorFault @{ path = "/v1/files/$($file.FileId)/content"; cutAfterBytes = 20 }
        $null = Get-TestError { $file | Receive-MistralFile -Destination $saved -Force }
        [IO.File]::ReadAllText(@(Get-Saved)[0].FullName) | Should -BeExactly 'mine'
    }

    It 'leaves no file when it is stopped' {
        $file = Get-MistralFile -First 1
        Add-EmulatorFault @{ path = "/v1/files/$($file.FileId)/content"; stallAfterBytes = 20 }
        $started = Start-TestScript { Receive-MistralFile $Id -OutFile $Path | ForEach-Object { $Seen.Add($_) } } -Variable @{ Id = $file.FileId; Path = (Join-Path $saved 'x.bin') }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
            Get-Saved | Should -Not -BeNullOrEmpty
            Stop-TestScript $started | Should -BeLessThan 1000
        }
        finally { Remove-TestScript $started }
        Get-Saved | Should -BeNullOrEmpty
    }

    It 'refuses a folder that does not exist before anything is sent' {
        (Get-TestError { Receive-MistralFile $id "$saved/none" }).CategoryInfo.Category | Should -Be ObjectNotFound
        (Get-TestError { Receive-MistralFile $id -OutFile "$saved/none/x" }).CategoryInfo.Category | Should -Be ObjectNotFound
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'writes nothing with -WhatIf' {
        Receive-MistralFile $id $saved -WhatIf
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-Saved | Should -BeNullOrEmpty
    }
}

Describe 'Remove-MistralFile and Get-MistralFileUrl' {
    BeforeEach { Reset-Emulator }

    It 'remove piped files after confirmation' {
        $file = Get-MistralFile -First 1
        $file | Remove-MistralFile -WhatIf
        $file | Remove-MistralFile -Confirm:$false | Should -BeNullOrEmpty
        (Get-TestError { $file | Remove-MistralFile -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        @(Get-EmulatorRequest -Filter @{ method = 'DELETE' }).Count | Should -Be 2
    }

    It 'give a URL' {
        Get-MistralFile -First 1 | Get-MistralFileUrl | Should -BeLike 'https://storage.example.com/*'
        Add-EmulatorFault @{ path = "/v1/files/$id/url"; body = '{}' }
        (Get-TestError { Get-MistralFileUrl $id }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
    }
}
