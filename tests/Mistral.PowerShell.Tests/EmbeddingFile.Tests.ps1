#requires -Version 5.1

BeforeDiscovery {
    # What may happen to a file on its way. Each takes the bytes of a whole one.
    $damages = @(
        @{ Damage = 'cut in the middle'; Change = { param($bytes) , $bytes[0..([int]($bytes.Length / 2))] } }
        @{ Damage = 'cut by its last byte'; Change = { param($bytes) , $bytes[0..($bytes.Length - 2)] } }
        @{ Damage = 'cut after its first bytes'; Change = { param($bytes) , $bytes[0..7] } }
        @{ Damage = 'longer by a byte'; Change = { param($bytes) , ($bytes + [byte]0) } }
        @{ Damage = 'with a bit of a vector turned'; Change = { param($bytes) $bytes[60] = $bytes[60] -bxor 1; , $bytes } }
        @{ Damage = 'with a bit of the checksum turned'; Change = { param($bytes) $bytes[-1] = $bytes[-1] -bxor 1; , $bytes } }
        @{ Damage = 'with a bit of the count turned'; Change = { param($bytes) $bytes[-40] = $bytes[-40] -bxor 1; , $bytes } }
    )

    # What nobody wrote who knew the form, with a checksum that is right.
    $forgeries = @(
        @{ Forgery = 'a negative length'; Part = @{ Length = -1 } }
        @{ Forgery = 'a length beyond any memory'; Part = @{ Length = [int]::MaxValue } }
        @{ Forgery = 'no data type of ours'; Part = @{ Type = 5 } }
        @{ Forgery = 'the version 0'; Part = @{ Version = 0 } }
        @{ Forgery = 'a model longer than the file'; Part = @{ Model = [int]::MaxValue } }
        @{ Forgery = 'a model of less than no length'; Part = @{ Model = -2 } }
        @{ Forgery = 'more records than there are bytes for'; Part = @{ Count = [long]::MaxValue } }
        @{ Forgery = 'less records than none'; Part = @{ Count = -1L } }
        @{ Forgery = 'a text longer than the file'; Part = @{ Text = [int]::MaxValue } }
        @{ Forgery = 'a text of less than no length'; Part = @{ Text = -1 } }
        @{ Forgery = 'a path longer than the file'; Part = @{ Path = [int]::MaxValue } }
        @{ Forgery = 'more bytes than records'; Part = @{ Count = 0L } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force

    function New-Embedding([string] $Text, [float[]] $Vector, [int] $Index = 0, [string] $Type = 'Float', $Model = 'm', $Path) {
        [Mistral.PowerShell.Embedding]@{ Text = $Text; Vector = $Vector; Index = $Index; DataType = $Type; Model = $Model; Path = $Path }
    }

    function Get-Form($Embedding) {
        foreach ($one in $Embedding) { '{0}|{1}|{2}|{3}|{4}|{5}' -f $one.Text, ($one.Vector -join ' '), $one.Index, $one.DataType, $one.Model, $one.Path }
    }

    # A file written by hand, as the topic describes the form.
    function Write-Forged([string] $File, [int] $Version = 1, [int] $Type = 0, [int] $Length = 2, [int] $Model = 1, [int] $Text = 1, [int] $Path = -1, [long] $Count = 1, [switch] $Empty) {
        $memory = [IO.MemoryStream]::new()
        $writer = [IO.BinaryWriter]::new($memory)
        $writer.Write([byte[]](0x89, 0x4D, 0x45, 0x4D, 0x42, 0x0D, 0x0A, 0x1A))
        foreach ($number in $Version, $Type, $Length, $Model) { $writer.Write([int]$number) }
        $writer.Write([byte]109)
        if ($Empty) {
            $Count = 0
        }
        else {
            foreach ($number in 7, $Text, $Path) { $writer.Write([int]$number) }
            foreach ($number in 1, -0.5) { $writer.Write([float]$number) }
            $writer.Write([byte]97)
        }
        $writer.Write($Count)
        $sha = [Security.Cryptography.SHA256]::Create()
        $sum = $sha.ComputeHash($memory.ToArray())
        $writer.Write([byte[]]$sum)
        [IO.File]::WriteAllBytes($File, $memory.ToArray())
    }

    function Get-Name { @(Get-ChildItem -LiteralPath $folder -Force | ForEach-Object Name | Sort-Object) }
}

Describe 'An exported set' {
    BeforeEach {
        $folder = (New-Item -ItemType Directory -Path "$TestDrive/$([guid]::NewGuid().ToString('N'))").FullName
        $file = Join-Path $folder 'set.embeddings'
    }

    It 'is imported unchanged' {
        $set = @(
            New-Embedding 'one' 1, -0.25, ([float]::Epsilon) 0
            New-Embedding ([char]::ConvertFromUtf32(0x1F600) + " `"\`r`n" + [char]0x65E5) 0, 0, 0 7 -Path '/home/me/notes.txt'
            New-Embedding '' ([float]::MinValue), ([float]::MaxValue), 3 ([int]::MaxValue)
        )
        $set | Export-MistralEmbedding -Path $file | Should -BeNullOrEmpty
        $read = @(Import-MistralEmbedding -Path $file)
        $read | Should -BeOfType Mistral.PowerShell.Embedding
        , $read[0].Vector | Should -BeOfType ([float[]])
        $read[0].Path | Should -BeNullOrEmpty
        Get-Form $read | Should -Be (Get-Form $set)
        Get-Name | Should -Be @('set.embeddings')
    }

    It 'has the format that the topic describes' {
        New-Embedding 'a' 1, -0.5 7 | Export-MistralEmbedding -Path $file
        Write-Forged "$folder/forged"
        [Convert]::ToBase64String([IO.File]::ReadAllBytes($file)) | Should -BeExactly ([Convert]::ToBase64String([IO.File]::ReadAllBytes("$folder/forged")))
    }

    It 'keeps the data type <Type>, with one byte for each number' -ForEach @(
        @{ Type = 'Int8'; Vector = -128, 0, 127 }
        @{ Type = 'UInt8'; Vector = 0, 128, 255 }
        @{ Type = 'Binary'; Vector = -128, -1, 127 }
        @{ Type = 'UBinary'; Vector = 0, 1, 255 }
    ) {
        $set = 1..100 | ForEach-Object { New-Embedding 'x' $Vector $_ $Type }
        $set | Export-MistralEmbedding -Path $file
        Get-Form (Import-MistralEmbedding $file) | Should -Be (Get-Form $set)
        (Get-Item -LiteralPath $file).Length | Should -BeLessThan 1800
    }

    It 'skips an embedding with a number that isn''t valid for its data type: <Type> <Bad>' -ForEach @(
        @{ Type = 'Float'; Bad = [float]::NaN }, @{ Type = 'Float'; Bad = [float]::PositiveInfinity }, @{ Type = 'Float'; Bad = [float]::NegativeInfinity }
        @{ Type = 'Int8'; Bad = 128 }, @{ Type = 'Int8'; Bad = 0.5 }, @{ Type = 'UInt8'; Bad = -1 }, @{ Type = 'Binary'; Bad = -129 }, @{ Type = 'UBinary'; Bad = [float]::NaN }
    ) {
        (New-Embedding 'bad' 1, $Bad -Type $Type -Model other), (New-Embedding 'good' 1, 2 -Type $Type) |
            Export-MistralEmbedding -Path $file -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingInvalid,*'
        $problems[0].TargetObject.Text | Should -BeExactly 'bad'
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'good'
    }

    It 'skips an embedding with another <What>' -ForEach @(
        @{ What = 'length'; With = @{ Vector = 1, 2, 3 } }
        @{ What = 'data type'; With = @{ Vector = 1, 2; Type = 'Int8' } }
        @{ What = 'model'; With = @{ Vector = 1, 2; Model = 'other' } }
    ) {
        (New-Embedding 'first' 1, 2), (New-Embedding 'odd' @With), (New-Embedding 'last' 3, 4) |
            Export-MistralEmbedding -Path $file -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingMismatch,*'
        $problems[0].TargetObject.Text | Should -BeExactly 'odd'
        (Import-MistralEmbedding $file).Text | Should -Be @('first', 'last')
    }

    It 'is not created for no input: <Name>' -ForEach @(
        @{ Name = 'no input'; Run = { @() | Export-MistralEmbedding -Path $file @ignore }; Errors = 0 }
        @{ Name = 'no input that it takes'; Run = { New-Embedding 'bad' 1, ([float]::NaN) | Export-MistralEmbedding -Path $file @ignore }; Errors = 1 }
    ) {
        $ignore = @{ ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue'; WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
        . $Run
        $problems.Count | Should -Be $Errors
        "$warnings" | Should -BeExactly "There were no embeddings to write. The file '$file' was not created."
        Get-Name | Should -BeNullOrEmpty
    }

    It 'accepts other models if the model of the first is unknown' {
        $known = New-Embedding 'b' 3, 4
        $unknown = [Mistral.PowerShell.Embedding]@{ Text = 'a'; Vector = [float[]](1, 2); Index = 0 }
        $problem = Get-TestError { $unknown, $known | Export-MistralEmbedding -Path "$TestDrive/mixed.embeddings" }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingMismatch,*'
        $problem.Exception.Message | Should -BeLike '*the model of the first one is unknown*'
        (Import-MistralEmbedding "$TestDrive/mixed.embeddings").Text | Should -BeExactly 'a'
    }

    It 'does not give an unknown model the name of the first' {
        $problem = Get-TestError { (New-Embedding 'a' 1, 2), (New-Embedding 'b' 3, 4 -Model $null) | Export-MistralEmbedding -Path $file }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingMismatch,*'
        $problem.Exception.Message | Should -BeLike '*has an unknown model, but the first one has the model m*'
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'a'
    }

    It 'may have no model' {
        New-Embedding 'a' 1, 2 -Model $null | Export-MistralEmbedding -Path $file
        (Import-MistralEmbedding $file).Model | Should -BeNullOrEmpty
    }

    It 'may be the result of a search' {
        $set = (New-Embedding 'a' 1, 0), (New-Embedding 'b' 0, 1)
        $set | Search-MistralEmbedding 0, 1 -Top 1 | Export-MistralEmbedding -Path $file
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'b'
    }
}

Describe 'The file' {
    BeforeEach {
        $folder = (New-Item -ItemType Directory -Path "$TestDrive/$([guid]::NewGuid().ToString('N'))").FullName
        $file = Join-Path $folder 'set.embeddings'
        New-Embedding 'old' 1, 2 | Export-MistralEmbedding -Path $file
    }

    It 'replaces an existing one' {
        New-Embedding 'new' 1, 2 | Export-MistralEmbedding -Path $file
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'new'
        Get-Name | Should -Be @('set.embeddings')
    }

    It 'is named in the error of a full disk, and is removed: <Count> vectors' -ForEach @{ Count = 1 }, @{ Count = 20 } {
        $target = Join-Path $TestDrive "full/$Count.embeddings"
        $null = New-Item -ItemType Directory -Path (Split-Path $target) -Force
        $problem = Get-FullDiskError -Folder (Split-Path $target) "1..$Count | ForEach-Object { [Mistral.PowerShell.Embedding]@{ Text = 'a'; Vector = 1..4000; Index = `$_; Model = 'm' } } | Export-MistralEmbedding -Path '$target'"
        $problem.Id | Should -BeLike 'MistralFileFailed,*'
        $problem.Message | Should -Match ([regex]::Escape($target))
        $problem.Message | Should -Not -Match 'partial'
        $problem.Files | Should -BeNullOrEmpty
    }

    It 'does not replace one with -NoClobber, also with -Force' {
        $problem = Get-TestError { New-Embedding 'new' 1, 2 | Export-MistralEmbedding -Path $file -NoClobber -Force }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        $problem.CategoryInfo.Category | Should -Be 'ResourceExists'
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'old'
    }

    It 'does not replace one with -NoClobber that another process creates meanwhile' {
        $other = Join-Path $folder 'other'
        $problem = Get-TestError { 1 | ForEach-Object { Copy-Item -LiteralPath $file -Destination $other; New-Embedding 'new' 1, 2 } | Export-MistralEmbedding -Path $other -NoClobber }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        $problem.CategoryInfo.Category | Should -Be 'WriteError'
        (Import-MistralEmbedding $other).Text | Should -BeExactly 'old'
        Get-Name | Should -Be @('other', 'set.embeddings')
    }

    It 'replaces a read-only one only with -Force' {
        Set-ItemProperty -LiteralPath $file -Name IsReadOnly -Value $true
        (Get-TestError { New-Embedding 'new' 1, 2 | Export-MistralEmbedding -Path $file }).FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'old'
        New-Embedding 'new' 1, 2 | Export-MistralEmbedding -Path $file -Force
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'new'
    }

    It 'is not replaced without input, for example if all inputs failed' {
        $problem = Get-TestError { @() | Export-MistralEmbedding -Path $file }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        $problem.Exception.Message | Should -BeLike '*was not changed*'
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'old'
        Get-Name | Should -Be @('set.embeddings')
    }

    It 'keeps its permissions, and stays the target of a link' -Skip:([IO.Path]::DirectorySeparatorChar -eq '\') {
        [IO.File]::SetUnixFileMode($file, 'UserRead, UserWrite, GroupRead')
        $link = Join-Path $folder 'link.embeddings'
        $null = New-Item -ItemType SymbolicLink -Path $link -Target 'set.embeddings'
        New-Embedding 'new' 1, 2 | Export-MistralEmbedding -Path $link
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'new'
        "$([IO.File]::GetUnixFileMode($file))" | Should -BeExactly 'GroupRead, UserWrite, UserRead'
        (Get-Item -LiteralPath $link).LinkType | Should -Be 'SymbolicLink'
        Get-Name | Should -Be @('link.embeddings', 'set.embeddings')
    }

    It 'is not changed with -WhatIf' {
        New-Embedding 'new' 1, 2 | Export-MistralEmbedding -Path $file -WhatIf
        New-Embedding 'new' 1, 2 | Export-MistralEmbedding -Path "$folder/other" -WhatIf
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'old'
        Get-Name | Should -Be @('set.embeddings')
    }

    It 'is not replaced, and no temporary file is left, if <Name>' -ForEach @(
        @{ Name = 'what makes the embeddings fails'; Run = { { 1..3 | ForEach-Object { if ($_ -eq 3) { throw 'no more' }; New-Embedding 'new' 1, 2 } | Export-MistralEmbedding -Path $file } | Should -Throw 'no more' } }
        @{ Name = 'the pipeline ends early'; Run = { 1..3 | ForEach-Object { New-Embedding 'new' 1, 2; if ($_ -eq 2) { break } } | Export-MistralEmbedding -Path $file } }
    ) {
        foreach ($once in 1) { . $Run }
        (Import-MistralEmbedding $file).Text | Should -BeExactly 'old'
        Get-Name | Should -Be @('set.embeddings')
    }

    It 'in <Name> is an error' -ForEach @(
        @{ Name = 'no folder'; Path = 'none/x'; Id = 'MistralFileFailed' }
        @{ Name = 'the place of a folder'; Path = '.'; Id = 'MistralFileFailed' }
    ) {
        (Get-TestError { New-Embedding 'a' 1 | Export-MistralEmbedding -Path (Join-Path $folder $Path) }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-Name | Should -Be @('set.embeddings')
    }

    It 'in a missing folder is an error with the folder' {
        (Get-TestError { New-Embedding 'a' 1 | Export-MistralEmbedding -Path (Join-Path $folder 'none/x') }).Exception.Message | Should -BeExactly "The folder '$(Join-Path $folder none)' was not found."
    }

    It 'outside of the file system is an error: <Path>' -ForEach @(
        @{ Path = 'Env:x' }
        @{ Path = 'nodrive:\x' }
        @{ Path = 'noprovider::x' }
        @{ Path = '/dev/null'; Unix = $true }
    ) {
        if ($Unix -and [IO.Path]::DirectorySeparatorChar -eq '\') { Set-ItResult -Skipped -Because 'Windows has no such paths'; return }
        (Get-TestError { New-Embedding 'a' 1 | Export-MistralEmbedding -Path $Path }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }

    It 'with an impossible path is an error with the path and the reason: <Path>' -Skip:([IO.Path]::DirectorySeparatorChar -eq '\') -ForEach @(
        @{ Path = '/dev/null'; Says = "'/dev/null' is a device, not a file." }
        @{ Path = '\\srv\share\u.emb'; Says = "'\\srv\share\u.emb' isn't a valid file path on this system." }
        @{ Path = '/proc/x.emb'; Says = "The file '/proc/x.emb' can't be created, because its folder accepts no files." }
    ) {
        if ($Path -like '/proc*' -and -not (Test-Path -LiteralPath /proc/self)) { Set-ItResult -Skipped -Because 'there is no such folder'; return }
        $before = [Environment]::CurrentDirectory
        try {
            [Environment]::CurrentDirectory = $folder
            $problem = Get-TestError { New-Embedding 'a' 1 | Export-MistralEmbedding -Path $Path }
        }
        finally { [Environment]::CurrentDirectory = $before }
        $problem.Exception.Message | Should -BeExactly $Says
        Get-Name | Should -Be @('set.embeddings')
    }
}

Describe 'A file to import' {
    BeforeEach {
        $folder = (New-Item -ItemType Directory -Path "$TestDrive/$([guid]::NewGuid().ToString('N'))").FullName
        $file = Join-Path $folder 'b.embeddings'
        (New-Embedding 'a' 1, 2, 3, 4 0), (New-Embedding 'b' 5, 6, 7, 8 1) | Export-MistralEmbedding -Path $file
        $bytes = [IO.File]::ReadAllBytes($file)
    }

    It 'with damage is an error without output: <Damage>' -ForEach $damages {
        [IO.File]::WriteAllBytes($file, [byte[]](& $Change $bytes))
        foreach ($run in { Import-MistralEmbedding -Path $file @ignore }, { Search-MistralEmbedding 1, 2, 3, 4 -Path $file @ignore }) {
            $ignore = @{ ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue' }
            . $run | Should -BeNullOrEmpty
            $problems.Count | Should -Be 1
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingFileInvalid,*'
            $problems[0].CategoryInfo.Category | Should -Be 'InvalidData'
            $problems[0].TargetObject | Should -BeExactly $file
            "$($problems[0])" | Should -Match 'damaged or truncated'
        }
    }

    It 'of another kind is an error: <Name>' -ForEach @(
        @{ Name = 'nothing'; Content = @() }
        @{ Name = 'text'; Content = [byte[]][char[]]'[{"Text":"a","Vector":[1,2]}] and so on and so on' }
        @{ Name = 'another form of the line ends'; Content = 0x89, 0x4D, 0x45, 0x4D, 0x42, 0x0A, 0x1A, 1 }
    ) {
        [IO.File]::WriteAllBytes($file, [byte[]]$Content)
        $problem = Get-TestError { Import-MistralEmbedding -Path $file }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingFileInvalid,*'
        "$problem" | Should -Match 'was not created by Export-MistralEmbedding'
    }

    It 'that another program has locked is a read error' {
        $held = [IO.File]::Open($file, 'Open', 'ReadWrite', 'None')
        try { $problems = { Import-MistralEmbedding $file }, { Search-MistralEmbedding 1, 2, 3, 4 -Path $file } | ForEach-Object { Get-TestError $_ } }
        finally { $held.Dispose() }
        $problems.Count | Should -Be 2
        $problems.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        $problems.CategoryInfo.Category | Should -Be 'ReadError', 'ReadError'
        $problems.TargetObject | Should -BeExactly $file, $file
    }

    It 'of a newer version is an error with the version' {
        Write-Forged $file -Version 2
        "$(Get-TestError { Import-MistralEmbedding -Path $file })" | Should -Match 'has the format version 2.*supports version 1'
    }

    It 'without embeddings returns nothing' {
        Write-Forged $file -Empty
        Import-MistralEmbedding $file | Should -BeNullOrEmpty
        Search-MistralEmbedding 1, 2 -Path $file | Should -BeNullOrEmpty
    }

    It 'without records allocates no memory for their stated length' {
        Write-Forged $file -Empty -Type 1 -Length ([int]::MaxValue - 100)
        $before = [GC]::GetAllocatedBytesForCurrentThread()
        Import-MistralEmbedding $file | Should -BeNullOrEmpty
        [GC]::GetAllocatedBytesForCurrentThread() - $before | Should -BeLessThan 100MB
    }

    It 'written by hand is accepted' {
        Write-Forged $file
        Get-Form (Import-MistralEmbedding $file) | Should -BeExactly 'a|1 -0.5|7|Float|m|'
    }

    It 'with <Forgery> is an error, and allocates no memory' -ForEach $forgeries {
        Write-Forged $file @Part
        $made = Import-MistralEmbedding -Path $file -ErrorVariable problems -ErrorAction SilentlyContinue
        $made | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingFileInvalid,*'
    }

    It 'may be one of several, in the order of their names, and a bad one does not stop the others' {
        [IO.File]::WriteAllBytes("$folder/a.embeddings", [byte[]]$bytes[0..50])
        New-Embedding 'c' 1 | Export-MistralEmbedding -Path "$folder/C.embeddings"
        $read = @(Import-MistralEmbedding -Path "$folder/*.embeddings" -ErrorVariable problems -ErrorAction SilentlyContinue)
        $read.Text | Should -Be @('a', 'b', 'c')
        @($problems.TargetObject) | Should -Be @((Join-Path $folder 'a.embeddings'))
    }

    It 'may be piped, as a file and as a path' {
        @(Get-Item -LiteralPath $file | Import-MistralEmbedding).Text | Should -Be @('a', 'b')
        @($file | Import-MistralEmbedding).Text | Should -Be @('a', 'b')
    }

    It 'may have a name with brackets' {
        Copy-Item -LiteralPath $file -Destination "$folder/[x].embeddings"
        @(Import-MistralEmbedding -LiteralPath "$folder/[x].embeddings").Text | Should -Be @('a', 'b')
        @(Get-Item -LiteralPath "$folder/[x].embeddings" | Import-MistralEmbedding).Text | Should -Be @('a', 'b')
    }

    It 'that is <Name> is an error of its own' -ForEach @(
        @{ Name = 'missing'; With = @{ Path = 'none.embeddings' } }
        @{ Name = 'missing, by a literal path'; With = @{ LiteralPath = 'none.embeddings' } }
        @{ Name = 'matched by no wildcard'; With = @{ Path = 'none*' } }
        @{ Name = 'in no drive'; With = @{ LiteralPath = 'nodrive:x' } }
    ) {
        Push-Location -LiteralPath $folder
        try { $problem = Get-TestError { Import-MistralEmbedding @With } } finally { Pop-Location }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$($problem.TargetObject)" | Should -BeLike "*$($With.Values)*"
    }

    It 'that is <Name> is an error with the reason' -ForEach @(
        @{ Name = 'a folder'; Find = { $folder } }
        @{ Name = 'in no file system'; Find = { 'Env:PATH' } }
    ) {
        $path = & $Find
        (Get-TestError { Import-MistralEmbedding -Path $path }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFile,*'
    }

    It 'is closed afterwards, even if not all of it is read' {
        Import-MistralEmbedding -Path $file | Select-Object -First 1 | ForEach-Object Text | Should -BeExactly 'a'
        { [IO.File]::Open($file, 'Open', 'ReadWrite', 'None').Dispose() } | Should -Not -Throw
    }
}

Describe 'A set of 100,000 vectors' {
    BeforeAll {
        # 100,000 vectors of 1,024 floats: 400 MB, were they kept.
        Add-Type -TypeDefinition @'
            public sealed class EmbeddingSource : System.Collections.Generic.IEnumerable<object>
            {
                private readonly System.Type _type;
                private readonly System.Func<int, float[], object> _make;
                public EmbeddingSource(System.Type type)
                {
                    _type = type;
                    _make = delegate(int index, float[] vector)
                    {
                        object made = System.Activator.CreateInstance(_type);
                        _type.GetProperty("Text").SetValue(made, "text " + index, null);
                        _type.GetProperty("Vector").SetValue(made, vector, null);
                        _type.GetProperty("Index").SetValue(made, index, null);
                        return made;
                    };
                }
                public System.Collections.Generic.IEnumerator<object> GetEnumerator()
                {
                    for (int i = 0; i < 100000; i++)
                    {
                        float[] vector = new float[1024];
                        vector[0] = 1;
                        vector[1 + (i % 1000)] = 1 + (i / 1000);
                        yield return _make(i, vector);
                    }
                }
                System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() { return GetEnumerator(); }
            }
'@
        $source = [EmbeddingSource]::new([Mistral.PowerShell.Embedding])
        $file = "$TestDrive/large.embeddings"
        $most = 64MB

        # How much the heap has grown at the last object, after a collection.
        function Measure-Growth([scriptblock] $Script) {
            $script:seen = 0
            $script:growth = 0L
            $before = [GC]::GetTotalMemory($true)
            & $Script
            $script:growth
        }

        filter Watch {
            if (++$script:seen -eq 100000) { $script:growth = [GC]::GetTotalMemory($true) - $before }
            $_
        }
    }

    AfterAll {
        Remove-Item -LiteralPath $file -ErrorAction Ignore
    }

    It 'is exported, imported and searched without being kept in memory' {
        Measure-Growth { $source | Watch | Export-MistralEmbedding -Path $file } | Should -BeLessThan $most
        $script:seen | Should -Be 100000
        (Get-Item -LiteralPath $file).Length | Should -BeGreaterThan 400000000

        Measure-Growth { Import-MistralEmbedding -Path $file | Watch | Search-MistralEmbedding (@(1, 0, 1) + @(0) * 1021) -Top 3 | ForEach-Object { $_.Text } | Set-Variable -Name found -Scope Script } | Should -BeLessThan $most
        $script:seen | Should -Be 100000
        $script:found | Should -Be @('text 1', 'text 1001', 'text 2001')

        # From the file itself, where no object is to be watched.
        $before = [GC]::GetTotalMemory($true)
        $matches = @(Search-MistralEmbedding (@(1, 0, 1) + @(0) * 1021) -Path $file -Top 3)
        [GC]::GetTotalMemory($true) - $before | Should -BeLessThan $most
        $matches.Text | Should -Be $script:found
    }
}
