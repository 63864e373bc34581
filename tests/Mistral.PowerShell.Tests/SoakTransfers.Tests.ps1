#requires -Version 5.1

# Files of any size in both directions, with the same memory as small ones. MISTRAL_TEST_SOAK=1 transfers gigabytes.
BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/Reliability.psm1" -Force
    $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "mistral-transfer-$([guid]::NewGuid().ToString('N'))")
    $null = [IO.Directory]::CreateDirectory($folder)
    $file = [IO.Path]::Combine($folder, 'file.bin')
    $small = [IO.Path]::Combine($folder, 'small.bin')

    function Get-Sha256([string] $Path) { (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash }
    function Format-Size([long] $Bytes) { if ($Bytes -ge 1GB) { "$($Bytes / 1GB) GiB" } else { "$($Bytes / 1MB) MiB" } }
}

AfterAll {
    Reset-Emulator
    [IO.Directory]::Delete($folder, $true)
}

Describe 'A response saved to a file' {
    BeforeEach { Reset-Emulator }

    It 'by <Command> is identical in every byte with bounded memory' -ForEach @(
        @{ Command = 'Invoke-MistralRequest'; Row = '3-download'; Line = "Invoke-MistralRequest /v1/files/{0}/content -OutFile '{1}'" }
        @{ Command = 'Receive-MistralFile'; Row = '3-receive'; Line = "`$null = Receive-MistralFile {0} -OutFile '{1}' -Force" }
    ) {
        $length = Get-SoakCount -Long 1GB -Short 32MB
        $smallId = '00000000-0000-4000-8000-000000000001'
        $largeId = '00000000-0000-4000-8000-000000000002'
        Add-EmulatorFault @{ path = "/v1/files/$smallId/content"; bodyLength = 4MB }
        Add-EmulatorFault @{ path = "/v1/files/$largeId/content"; bodyLength = $length }
        $run = Measure-Shell -Seconds 600 -WarmUp ($Line -f $smallId, $small) -Script "$($Line -f $largeId, $file); @{ Length = [IO.FileInfo]::new('$file').Length }"
        $sent = @(Get-EmulatorRequest -Filter @{ path = "/v1/files/$largeId/content"; done = 1 })
        $isSame = (Get-Sha256 $file) -eq $sent[-1].sentSha256
        $lost = if ($isSame) { 0 } else { 1 }
        Write-ReliabilityFigure -Part $Row -Seconds $run.Seconds -What "A response of $(Format-Size $length) into a file with ``$Command``" -Figures @{
            Lost = $lost; Doubled = $sent.Count - 1; Disordered = $lost; Leaked = 0; Hung = 0; PeakMiB = $run.PeakMiB
            Note = "SHA-256 equal; $([Math]::Round($length / 1MB / $run.Seconds)) MiB a second"
        }
        $sent.Count | Should -Be 1
        $run.Result.Length | Should -Be $length
        $isSame | Should -BeTrue
        Get-ChildItem -LiteralPath $folder -Filter *.partial | Should -BeNullOrEmpty
        $run.PeakMiB | Should -BeLessThan 64
    }
}

Describe 'An uploaded file' {
    BeforeAll {
        # A sparse file, which needs little disk space. The written bytes are unique.
        # More than the emulator keeps, so that it hashes the parts.
        $length = Get-SoakCount -Long 2GB -Short 80MB
        $stream = [IO.File]::Create($file)
        try {
            $stream.SetLength($length)
            $random = [Random]::new()
            $mark = [byte[]]::new(4096)
            foreach ($place in 0, [long]($length / 3), [long]($length - 4096)) {
                $random.NextBytes($mark)
                $stream.Position = $place
                $stream.Write($mark, 0, $mark.Length)
            }
        }
        finally { $stream.Dispose() }
        [IO.File]::WriteAllBytes($small, [byte[]]::new(8MB))
        $hash = Get-Sha256 $file
        $library = '5c0f1f2e-7d2a-4b65-9a8e-3a6c5c1d2e3f'
        $document = @{ id = '6c0f1f2e-7d2a-4b65-9a8e-3a6c5c1d2e3f'; library_id = $library; name = 'file.bin'; hash = 'h'; created_at = '2026-01-01T00:00:00Z'; process_status = 'done' }
    }
    BeforeEach { Reset-Emulator }

    It 'by <Command> is identical in every byte with bounded memory' -ForEach @(
        @{ Command = 'Invoke-MistralRequest'; Path = '/v1/files'; Row = '4-upload' }
        @{ Command = 'Add-MistralLibraryDocument'; Path = '/v1/libraries/5c0f1f2e-7d2a-4b65-9a8e-3a6c5c1d2e3f/documents'; Row = '5-document' }
        @{ Command = 'Send-MistralFile'; Path = '/v1/files'; Row = '5-send' }
    ) {
        if ($Command -eq 'Send-MistralFile' -and $length -gt 512MB) {
            # The API accepts no larger file, and the cmdlet refuses one before it sends anything.
            $length = 512MB
            $stream = [IO.File]::OpenWrite($file)
            try { $stream.SetLength($length) } finally { $stream.Dispose() }
            $hash = Get-Sha256 $file
        }
        Add-EmulatorFault @{ method = 'POST'; path = $Path; times = 0; status = 201; body = $document }
        $upload = if ($Command -eq 'Invoke-MistralRequest') { { param($of) "Invoke-MistralRequest $Path -Form @{ purpose = 'ocr'; file = [IO.FileInfo]::new('$of') }" } }
        elseif ($Command -eq 'Send-MistralFile') { { param($of) "Send-MistralFile -LiteralPath '$of' -Purpose ocr" } }
        else { { param($of) "Add-MistralLibraryDocument $library -LiteralPath '$of'" } }
        $run = Measure-Shell -Seconds 600 -WarmUp (& $upload $small) -Script "$(& $upload $file) | Out-Null; @{ Done = `$true }"
        $sent = @(Get-EmulatorRequest -Filter @{ method = 'POST'; path = $Path; done = 1 })
        $received = @($sent[-1].parts | Where-Object fileName -EQ 'file.bin')
        $isSame = $received.Count -eq 1 -and $received[0].length -eq $length -and $received[0].sha256 -eq $hash
        $lost = if ($isSame) { 0 } else { 1 }
        Write-ReliabilityFigure -Part $Row -Seconds $run.Seconds -What "An upload of $(Format-Size $length) with ``$Command``" -Figures @{
            Lost = $lost; Doubled = $sent.Count - 2; Disordered = $lost; Leaked = 0; Hung = 0; PeakMiB = $run.PeakMiB
            Note = "SHA-256 equal; $([Math]::Round($length / 1MB / $run.Seconds)) MiB a second$(if ($Command -eq 'Send-MistralFile') { '; the API accepts no larger file' })"
        }
        $sent.Count | Should -Be 2
        $received.Count | Should -Be 1
        $received[0].length | Should -Be $length
        $received[0].sha256 | Should -Be $hash
        $run.PeakMiB | Should -BeLessThan 64
    }
}
