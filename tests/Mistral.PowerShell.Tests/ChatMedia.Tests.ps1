#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral

    function New-File([string] $Name, [string] $Start, [int] $More = 0) {
        $bytes = [Text.Encoding]::GetEncoding('ISO-8859-1').GetBytes($Start)
        $path = Join-Path $TestDrive $Name
        [IO.File]::WriteAllBytes($path, $bytes)
        if ($More) {
            $stream = [IO.File]::OpenWrite($path)
            try { $stream.SetLength($bytes.Length + $More) } finally { $stream.Dispose() }
        }
        $path
    }

    function Get-SentChunk { @(((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages[-1].content) }

    function ConvertTo-Base64([string] $Path) { [Convert]::ToBase64String([IO.File]::ReadAllBytes($Path)) }

    $pngStart = "$([char]0x89)PNG`r`n$([char]0x1A)`n"
    $null = New-Item -ItemType Directory -Path "$TestDrive/many", "$TestDrive/folder.png"
    $one = New-File 'many/one.png' $pngStart 1
    $two = New-File 'many/two.png' $pngStart 2
    $odd = New-File 'many/[odd] $(x) {0}.png' $pngStart 3
    $pdf = New-File 'invoice.pdf' '%PDF-1.7'
    $wav = New-File 'sound.wav' 'RIFF1234WAVE' 100
}

AfterAll {
    Disconnect-Mistral
}

Describe 'The type of a file' {
    BeforeEach { Reset-Emulator }

    It 'of <Name> is sent with -<As> as <Type>' -ForEach @(
        @{ Name = 'a.png'; As = 'Image'; Start = "$([char]0x89)PNG`r`n$([char]0x1A)`n"; Type = 'image/png' }
        @{ Name = 'a.jpg'; As = 'Image'; Start = "$([char]0xFF)$([char]0xD8)$([char]0xFF)"; Type = 'image/jpeg' }
        @{ Name = 'jpeg-in-truth.png'; As = 'Image'; Start = "$([char]0xFF)$([char]0xD8)$([char]0xFF)"; Type = 'image/jpeg' }
        @{ Name = 'a.gif'; As = 'Image'; Start = 'GIF89a'; Type = 'image/gif' }
        @{ Name = 'a.webp'; As = 'Image'; Start = 'RIFF1234WEBP'; Type = 'image/webp' }
        @{ Name = 'no extension'; As = 'Image'; Start = 'RIFF1234WEBP'; Type = 'image/webp' }
        @{ Name = 'a.pdf'; As = 'Document'; Start = '%PDF-1.4'; Type = 'application/pdf' }
        @{ Name = 'a.docx'; As = 'Document'; Start = 'PK'; Type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }
        @{ Name = 'a.TXT'; As = 'Document'; Start = 'text'; Type = 'text/plain' }
        @{ Name = 'a.md'; As = 'Document'; Start = ''; Type = 'text/markdown' }
    ) {
        $path = New-File $Name $Start 5
        $with = @{ $As = $path }
        $null = Invoke-MistralChat 'What is this?' @with -ErrorAction Stop
        $chunks = Get-SentChunk
        $chunks.Count | Should -Be 2
        $chunks[0].type | Should -BeExactly 'text'
        $chunks[0].text | Should -BeExactly 'What is this?'
        $field = if ($As -eq 'Image') { 'image_url' } else { 'document_url' }
        $chunks[1].type | Should -BeExactly $field
        $chunks[1].$field | Should -BeExactly "data:$Type;base64,$(ConvertTo-Base64 $path)"
        if ($As -eq 'Document') { $chunks[1].document_name | Should -BeExactly $Name }
    }

    It 'is base64 without a data URI for a sound: <Name>' -ForEach @(
        @{ Name = 'a.wav'; Start = 'RIFF1234WAVE' }
        @{ Name = 'a.mp3'; Start = 'ID3' }
        @{ Name = 'b.mp3'; Start = "$([char]0xFF)$([char]0xFB)" }
        @{ Name = 'a.flac'; Start = 'fLaC' }
        @{ Name = 'a.ogg'; Start = 'OggS' }
        @{ Name = 'a.m4a'; Start = '1234ftypM4A' }
    ) {
        $path = New-File $Name $Start 5
        $null = Invoke-MistralChat 'What is this?' -Audio $path -Model voxtral-small-latest -ErrorAction SilentlyContinue
        (Get-SentChunk)[1].input_audio | Should -BeExactly (ConvertTo-Base64 $path)
    }
}

Describe 'The path of a file' {
    BeforeEach { Reset-Emulator }

    It '<Name>' -ForEach @(
        @{ Name = 'by its path'; Make = { $one }; Count = 1 }
        @{ Name = 'by a path from here'; Make = { './one.png' }; Count = 1 }
        @{ Name = 'by several paths'; Make = { 'one.png', './two.png' }; Count = 2 }
        @{ Name = 'by wildcards'; Make = { '*.png' }; Count = 3 }
        @{ Name = 'by a path of PowerShell'; Make = { "Microsoft.PowerShell.Core\FileSystem::$one" }; Count = 1 }
        @{ Name = 'by a drive of PowerShell'; Make = { 'TestDrive:/many/one.png' }; Count = 1 }
        @{ Name = 'as files'; Make = { Get-ChildItem -Path $TestDrive/many }; Count = 3 }
        @{ Name = 'as a file with brackets in its name'; Make = { Get-Item -LiteralPath $odd }; Count = 1 }
        @{ Name = 'by a file address'; Make = { ([uri]$one) }; Count = 1 }
        @{ Name = 'as bytes'; Make = { , [IO.File]::ReadAllBytes($one) }; Count = 1 }
        @{ Name = 'in more than one way'; Make = { (Get-Item -LiteralPath $one), 'two.png', [IO.File]::ReadAllBytes($one), 'https://example.com/a.png' }; Count = 4 }
    ) {
        Push-Location "$TestDrive/many"
        try { $null = Invoke-MistralChat 'What is this?' -Image (& $Make) -ErrorAction Stop }
        finally { Pop-Location }
        $chunks = Get-SentChunk
        $chunks.Count | Should -Be ($Count + 1)
        $chunks[1].image_url | Should -Match '^data:image/png;base64,'
    }

    It 'may begin with ~' {
        $folder = (Get-PSProvider FileSystem).Home
        if (-not $folder) { Set-ItResult -Skipped -Because 'there is no home folder'; return }
        $name = "mistral-$([guid]::NewGuid().ToString('N')).png"
        Copy-Item -LiteralPath $one -Destination (Join-Path $folder $name)
        try { $null = Invoke-MistralChat 'What is this?' -Image "~/$name" -ErrorAction Stop }
        finally { Remove-Item -LiteralPath (Join-Path $folder $name) }
        (Get-SentChunk).Count | Should -Be 2
    }

    It 'may be an address, which is sent unchanged: <_>' -ForEach 'https://example.com/a%20b.png?x=1&y=2', 'data:image/png;base64,AAAA' {
        $null = Invoke-MistralChat 'What is this?' -Image $_ -Document $_ -ErrorAction Stop
        $null = Invoke-MistralChat 'What is this?' -Image ([uri]$_) -Document $_ -ErrorAction Stop
        $chunks = Get-SentChunk
        $chunks[1].image_url | Should -BeExactly $_
        $chunks[2].document_url | Should -BeExactly $_
    }

    It 'may be given for all kinds at once, in order' {
        $null = Invoke-MistralChat 'What is this?' -Audio $wav -Document $pdf -Image $one -ErrorAction SilentlyContinue
        (Get-SentChunk).type | Should -Be 'text', 'image_url', 'document_url', 'input_audio'
    }
}

Describe 'A file that was sent' {
    BeforeEach { Reset-Emulator }

    It 'is sent again with a continued chat, even after it was deleted' {
        $path = New-File 'gone.png' $pngStart 9
        $base64 = ConvertTo-Base64 $path
        $reply = Invoke-MistralChat 'What is this?' -Image $path
        Remove-Item -LiteralPath $path
        $null = $reply | Invoke-MistralChat 'and this?' -Image $one -Stream
        $messages = ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).messages
        $messages[0].content[1].image_url | Should -BeExactly "data:image/png;base64,$base64"
        $messages[2].content[1].image_url | Should -BeExactly "data:image/png;base64,$(ConvertTo-Base64 $one)"
    }

    It 'is sent with each piped question' {
        $null = 'a', 'b' | Invoke-MistralChat -Image $one
        foreach ($sent in Get-EmulatorRequest) { ($sent.body | ConvertFrom-Json).messages[0].content[1].type | Should -BeExactly 'image_url' }
    }

    It 'is sent completely in a retry' {
        Add-EmulatorFault @{ path = '/v1/chat/completions'; status = 503 }
        $null = Invoke-MistralChat 'What is this?' -Image $one -ErrorAction Stop
        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 2
        $sent[0].body | Should -BeExactly $sent[1].body
    }

    It 'of several MB arrives unchanged' {
        $bytes = [byte[]]::new(2MB + 1)
        [Random]::new(7).NextBytes($bytes)
        $start = [Text.Encoding]::ASCII.GetBytes('%PDF-')
        [Array]::Copy($start, $bytes, $start.Length)
        $null = Invoke-MistralChat 'What is this?' -Document $bytes -ErrorAction Stop
        $sent = (Get-SentChunk)[1].document_url
        $sent -ceq "data:application/pdf;base64,$([Convert]::ToBase64String($bytes))" | Should -BeTrue
    }
}

Describe 'A file that can''t be sent' {
    BeforeEach { Reset-Emulator }

    It 'is the error <Id>, and nothing is sent: <Name>' -ForEach @(
        @{ Name = 'one that is missing'; Id = 'MistralFileNotFound'; With = { @{ Image = "$TestDrive/none.png" } }; Reason = 'was not found' }
        @{ Name = 'one that is missing, among others'; Id = 'MistralFileNotFound'; With = { @{ Image = $one, "$TestDrive/none.png" } }; Reason = 'was not found' }
        @{ Name = 'a wildcard without a match'; Id = 'MistralFileNotFound'; With = { @{ Image = "$TestDrive/*.bmp" } }; Reason = 'No file matches' }
        @{ Name = 'a drive that is missing'; Id = 'MistralFileNotFound'; With = { @{ Image = 'nodrive:/a.png' } }; Reason = 'was not found' }
        @{ Name = 'a file that was removed'; Id = 'MistralFileNotFound'; With = { $gone = Get-Item -LiteralPath (New-File 'removed.png' $pngStart); Remove-Item -LiteralPath $gone; @{ Image = $gone } }; Reason = 'was not found' }
        @{ Name = 'a folder'; Id = 'MistralNotFile'; With = { @{ Image = "$TestDrive/folder.png" } }; Reason = 'a folder' }
        @{ Name = 'a folder as an object'; Id = 'MistralNotFile'; With = { @{ Document = (Get-Item -LiteralPath $TestDrive) } }; Reason = 'a folder' }
        @{ Name = 'an environment variable'; Id = 'MistralNotFile'; With = { @{ Document = 'Env:PATH' } }; Reason = 'Environment' }
        @{ Name = 'text as an image'; Id = 'MistralMediaTypeUnknown'; With = { @{ Image = New-File 'text.png' 'just text' } }; Reason = 'supported image file' }
        @{ Name = 'a PDF as an image'; Id = 'MistralMediaTypeUnknown'; With = { @{ Image = $pdf } }; Reason = 'supported image file' }
        @{ Name = 'an image as a document'; Id = 'MistralMediaTypeUnknown'; With = { @{ Document = $one } }; Reason = 'supported document file' }
        @{ Name = 'an image as audio'; Id = 'MistralMediaTypeUnknown'; With = { @{ Audio = $one } }; Reason = 'supported audio file' }
        @{ Name = 'a program as a document'; Id = 'MistralMediaTypeUnknown'; With = { @{ Document = New-File 'a.exe' "MZ`0" } }; Reason = 'supported document file' }
        @{ Name = 'an empty image'; Id = 'MistralMediaEmpty'; With = { @{ Image = New-File 'empty.png' '' } }; Reason = 'is empty' }
        @{ Name = 'bytes of nothing known'; Id = 'MistralMediaTypeUnknown'; With = { @{ Document = [byte[]](1, 2, 3) } }; Reason = 'array of 3 bytes' }
        @{ Name = 'an image that is too large'; Id = 'MistralMediaTooLarge'; With = { @{ Image = New-File 'large.png' $pngStart (20MB) } }; Reason = 'image files of at most 20 MB' }
        @{ Name = 'bytes that are too many'; Id = 'MistralMediaTooLarge'; With = { @{ Image = [byte[]]::new(20MB + 1) } }; Reason = 'image files of at most 20 MB' }
    ) {
        $with = & $With
        $problem = Get-TestError { Invoke-MistralChat 'What is this?' @with }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$problem" | Should -Match ([regex]::Escape($Reason))
        $problem.TargetObject | Should -Not -BeNullOrEmpty
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'of many gigabytes is rejected without being read' {
        $path = Join-Path $TestDrive 'huge.pdf'
        $stream = [IO.File]::Create($path)
        try { $stream.SetLength(5GB) } finally { $stream.Dispose() }
        try { $problem = Get-TestError { Invoke-MistralChat 'What is this?' -Document $path } }
        finally { Remove-Item -LiteralPath $path }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralMediaTooLarge,*'
        "$problem" | Should -Match '5120\.0 MB'
    }

    It 'is a read error if another program has locked it' {
        $path = New-File 'held.png' $pngStart
        $held = [IO.File]::Open($path, 'Open', 'ReadWrite', 'None')
        try { $problem = Get-TestError { Invoke-MistralChat 'What is this?' -Image $path } }
        finally { $held.Dispose() }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        $problem.CategoryInfo.Category | Should -Be 'ReadError'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'permissions' -Because 'a disk that is full is none of a reader''s concern'
        $problem.ErrorDetails.RecommendedAction | Should -Not -Match 'free disk space'
    }

    It 'is an error of the file if access is denied' {
        if ($env:OS -eq 'Windows_NT' -or (id -u) -eq '0') { Set-ItResult -Skipped -Because 'this user may read everything'; return }
        $path = New-File 'secret.png' $pngStart
        chmod 000 $path
        $problem = Get-TestError { Invoke-MistralChat 'What is this?' -Image $path }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        $problem.CategoryInfo.Category | Should -Be 'PermissionDenied'
    }

    It 'is one error for each question, and the pipeline continues' {
        $problems = $null
        'a', 'b' | Invoke-MistralChat -Image "$TestDrive/none.png" -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 2
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'may not be a file: <Name>' -ForEach @(
        @{ Name = 'a number'; Value = 42 }
        @{ Name = 'a hashtable'; Value = @{ a = 1 } }
    ) {
        { Invoke-MistralChat 'What is this?' -Image $Value } | Should -Throw -ErrorId '*Argument*,Mistral.PowerShell.Commands.InvokeMistralChatCommand'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}
