#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $path = '/v1/embeddings'

    function Get-SentInput { , @(Get-EmulatorRequest -Filter @{ path = $path } | ForEach-Object { , @(($_.body | ConvertFrom-Json).input) }) }

    function Get-Cosine([float[]] $Left, [float[]] $Right) {
        $dot = $a = $b = 0.0
        for ($i = 0; $i -lt $Left.Length; $i++) {
            $dot += $Left[$i] * $Right[$i]
            $a += $Left[$i] * $Left[$i]
            $b += $Right[$i] * $Right[$i]
        }
        $dot / [Math]::Sqrt($a * $b)
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Texts from the pipeline' {
    BeforeEach { Reset-Emulator }

    It 'are sent as one request and come back in order' {
        $embeddings = @('a', 'b', 'c' | Get-MistralEmbedding)

        $sent = @(Get-EmulatorRequest)
        $sent.Count | Should -Be 1
        $sent[0].method | Should -BeExactly 'POST'
        $sent[0].path | Should -BeExactly $path
        $sent[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        $sent[0].body | Should -BeExactly '{"model":"mistral-embed","input":["a","b","c"]}'

        $embeddings.Count | Should -Be 3
        $embeddings | Should -BeOfType Mistral.PowerShell.Embedding
        $embeddings.Text | Should -Be @('a', 'b', 'c')
        $embeddings.Index | Should -Be @(0, 1, 2)
        $embeddings.Model | Should -Be @('mistral-embed', 'mistral-embed', 'mistral-embed')
        foreach ($embedding in $embeddings) {
            , $embedding.Vector | Should -BeOfType ([float[]])
            $embedding.Vector.Length | Should -Be 1024
            "$embedding" | Should -BeExactly $embedding.Text
        }
    }

    It 'each have their own vector' {
        $together = @('red', 'green', 'blue' | Get-MistralEmbedding)
        foreach ($embedding in $together) {
            $alone = Get-MistralEmbedding $embedding.Text
            $alone.Vector -join ' ' | Should -BeExactly ($embedding.Vector -join ' ')
        }
        $together[0].Vector -join ' ' | Should -Not -BeExactly ($together[1].Vector -join ' ')
    }

    It 'with a similar meaning have similar vectors' {
        $cat, $again, $tax = Get-MistralEmbedding 'The cat sat on the warm mat.', 'A cat was sitting on a mat.', 'Quarterly tax returns are due in March.'
        $near = Get-Cosine $cat.Vector $again.Vector
        $far = Get-Cosine $cat.Vector $tax.Vector
        $near | Should -BeGreaterThan ($far + 0.2)
        Get-Cosine $cat.Vector $cat.Vector | Should -BeGreaterThan 0.9999
    }

    It 'may be given as an argument, one or several' {
        (Get-MistralEmbedding 'a').Text | Should -BeExactly 'a'
        (Get-MistralEmbedding -Text 'a', 'b').Text | Should -Be @('a', 'b')
        @(Get-EmulatorRequest).Count | Should -Be 2
    }

    It 'may occur twice' {
        $embeddings = @('a', 'a' | Get-MistralEmbedding)
        $embeddings.Index | Should -Be @(0, 1)
        $embeddings[0].Vector -join ' ' | Should -BeExactly ($embeddings[1].Vector -join ' ')
    }

    It 'may be of any script' {
        $text = [char]::ConvertFromUtf32(0x1F600) + ' "\' + [char]0x65E5
        (Get-MistralEmbedding $text).Text | Should -BeExactly $text
        (Get-SentInput)[0][0] | Should -BeExactly $text
    }

    It 'send nothing for an empty pipeline' {
        @() | Get-MistralEmbedding | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'that are empty are one error each, and the others are embedded with their index in the input: <Name>' -ForEach @(
        @{ Name = 'piped'; Run = { $given | Get-MistralEmbedding @ignore } }
        @{ Name = 'as an argument'; Run = { Get-MistralEmbedding $given @ignore } }
        @{ Name = 'piped in one'; Run = { , $given | Get-MistralEmbedding @ignore } }
    ) {
        $given = 'a', '', 'b', " `t`r`n", $null, 'c'
        $ignore = @{ ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue' }
        $embeddings = @(. $Run)
        $embeddings.Text | Should -Be @('a', 'b', 'c')
        $embeddings.Index | Should -Be @(0, 2, 5)
        $problems.Count | Should -Be 3
        foreach ($problem in $problems) {
            $problem.FullyQualifiedErrorId | Should -BeExactly 'MistralTextInvalid,Mistral.PowerShell.Commands.GetMistralEmbeddingCommand'
            $problem.CategoryInfo.Category | Should -Be 'InvalidData'
        }
        $problems[0].TargetObject | Should -BeExactly ''
        $problems[1].TargetObject | Should -BeExactly " `t`r`n"
        @(Get-EmulatorRequest).body | Should -Be @('{"model":"mistral-embed","input":["a","b","c"]}')
    }
}

Describe 'Texts of objects' {
    BeforeEach { Reset-Emulator }

    It 'are bound from the property Text' {
        $embeddings = @("Id,Text`nn1,hello`nn2,there" | ConvertFrom-Csv | Get-MistralEmbedding)
        $embeddings.Text | Should -Be 'hello', 'there'
        ((Get-EmulatorRequest)[-1].body | ConvertFrom-Json).input | Should -Be 'hello', 'there'
    }

    It 'are read from the files in their Path' {
        Set-Content -LiteralPath "$TestDrive/named.txt" -Value 'from a file' -NoNewline
        (Get-Item -LiteralPath "$TestDrive/named.txt" | Select-Object -Property FullName, Length | Get-MistralEmbedding).Text | Should -BeExactly 'from a file'
    }
}

Describe 'Many texts' {
    BeforeEach { Reset-Emulator }

    It 'are sent in as few requests as the limits allow, in order' {
        $texts = 0..299 | ForEach-Object { "text number $_" }
        $embeddings = @($texts | Get-MistralEmbedding)

        $sent = Get-SentInput
        $sent | ForEach-Object { $_.Count } | Should -Be @(128, 128, 44)
        $embeddings.Text | Should -Be $texts
        $embeddings.Index | Should -Be (0..299)
        (Get-MistralEmbedding $texts[200]).Vector -join ' ' | Should -BeExactly ($embeddings[200].Vector -join ' ')
    }

    It 'that just fill a request are sent in one' {
        @(1..128 | Get-MistralEmbedding).Count | Should -Be 128
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'that are long are sent separately' {
        $texts = 'short', ('lorem ipsum ' * 2000), ('dolor sit ' * 2400), 'last'
        $embeddings = @($texts | Get-MistralEmbedding)

        $sent = Get-SentInput
        $sent.Count | Should -Be 2
        $sent[0] | Should -Be $texts[0..1]
        $sent[1] | Should -Be $texts[2..3]
        $embeddings.Text | Should -Be $texts
        $embeddings.Index | Should -Be (0..3)
    }

    It 'with one that is too large for any request send it alone' {
        $huge = 'word ' * 10000
        $embeddings = @('before', $huge, 'after' | Get-MistralEmbedding -ErrorVariable problems -ErrorAction SilentlyContinue)
        $sent = Get-SentInput
        $sent.Count | Should -Be 3
        $sent[1] | Should -Be @($huge)
        $embeddings.Text | Should -Be @('before', 'after')
        $embeddings.Index | Should -Be @(0, 2)
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        $problems[0].TargetObject | Should -Be @($huge)
        "$($problems[0])" | Should -Match 'Too many tokens'
    }

    It 'are lost only for the request that fails' {
        Add-EmulatorFault @{ path = $path; skip = 1; status = 404 }
        $embeddings = @(0..299 | Get-MistralEmbedding -ErrorVariable problems -ErrorAction SilentlyContinue)
        $embeddings.Index | Should -Be @(0..127 + 256..299)
        $embeddings.Text | Should -Be @(0..127 + 256..299)
        $problems.Count | Should -Be 1
        @($problems[0].TargetObject).Count | Should -Be 128
        "$($problems[0])" | Should -Match '^128 texts '
    }

    It 'are lost only if the server rejects them: <Bad>' -ForEach @(
        @{ Bad = , 0 }, @{ Bad = , 127 }, @{ Bad = , 77 }, @{ Bad = 0, 1 }, @{ Bad = 3, 4, 100 }, @{ Bad = 5, 127, 130 }
    ) {
        $texts = 0..139 | ForEach-Object { if ($_ -in $Bad) { "refuse $_" } else { "text $_" } }
        Add-EmulatorFault @{ path = $path; contains = '"refuse '; times = 0; status = 400 }
        $embeddings = @($texts | Get-MistralEmbedding -ErrorVariable problems -ErrorAction SilentlyContinue)
        $embeddings.Index | Should -Be @(0..139 | Where-Object { $_ -notin $Bad })
        $embeddings.Text | Should -Be @($texts -like 'text*')
        $problems.TargetObject | Should -Be @($texts -like 'refuse*')
        $problems | ForEach-Object { "$_" | Should -Not -Match 'texts have no vector' }
    }

    It 'that are all rejected for one reason need few requests, with one error for each: <Count>' -ForEach @(
        @{ Count = 2; Most = 3; Errors = 1 }, @{ Count = 4; Most = 5; Errors = 1 }, @{ Count = 128; Most = 15; Errors = 1 }, @{ Count = 400; Most = 18; Errors = 4 }
    ) {
        $made = 1..$Count | Get-MistralEmbedding -Model mistral-small-latest -ErrorVariable problems -ErrorAction SilentlyContinue
        $made | Should -BeNullOrEmpty
        @(Get-EmulatorRequest).Count | Should -BeLessOrEqual $Most
        $problems.Count | Should -Be $Errors
        "$($problems[0])" | Should -Match "^$([Math]::Min($Count, 128)) texts have no vector: Invalid model: mistral-small-latest"
        @($problems.TargetObject | ForEach-Object { $_ }) | Should -Be (1..$Count)
    }

    It 'are not sent after the downstream command has stopped' {
        0..299 | Get-MistralEmbedding | Select-Object -First 1 | ForEach-Object Text | Should -Be '0'
        @(Get-EmulatorRequest).Count | Should -Be 1
    }
}

Describe 'Results' {
    BeforeEach { Reset-Emulator }

    It 'are written while the input continues' {
        # The input goes on for as long as nothing has come of the first request. Files that are not there add no text to the second.
        $seen = [Collections.ArrayList]::new()
        $limit = [datetime]::UtcNow.AddSeconds(30)
        0..199 | ForEach-Object {
            $_
            while ($_ -eq 129 -and $seen.Count -eq 0 -and [datetime]::UtcNow -lt $limit) { [pscustomobject]@{ FullName = "$TestDrive/none" } }
        } | Get-MistralEmbedding -ThrottleLimit 2 -ErrorAction Ignore | ForEach-Object { $null = $seen.Add($_.Text) }
        [datetime]::UtcNow | Should -BeLessThan $limit
        $seen | Should -Be (0..199)
    }

    It 'of one half are written if the other half fails' {
        # What the server counts is more than what was guessed: eight texts, of which the sixth is too large.
        $texts = 0..7 | ForEach-Object { "text $_" }
        Add-EmulatorFault @{ path = $path; times = 1; status = 400; body = @{ object = 'error'; message = 'Too many tokens in batch.'; type = 'invalid_request_prompt'; code = '3210' } }
        Add-EmulatorFault @{ path = $path; skip = 1; times = 1; status = 500 }
        Connect-TestMistral -With @{ MaximumRetryCount = 0 }
        try { $embeddings = @($texts | Get-MistralEmbedding -ErrorVariable problems -ErrorAction SilentlyContinue) }
        finally { Connect-TestMistral }
        $embeddings.Count | Should -Be 4
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralServerError,*'
        @(@($embeddings.Text) + @($problems[0].TargetObject) | Sort-Object) | Should -Be $texts
    }

    It 'are written for all texts except one that is too large' {
        # 4 characters a token for the server, 3 for the guess: the texts fit, the one alone does not.
        $texts = @('a', 'b', ('word ' * 8400), 'c', 'd')
        $embeddings = @($texts | Get-MistralEmbedding -ErrorVariable problems -ErrorAction SilentlyContinue)
        $embeddings.Text | Should -Be @('a', 'b', 'c', 'd')
        $embeddings.Index | Should -Be @(0, 1, 3, 4)
        $problems.Count | Should -Be 1
        $problems[0].TargetObject | Should -BeExactly $texts[2]
    }
}

Describe 'Files' {
    BeforeAll {
        $folder = (New-Item -ItemType Directory -Path "$TestDrive/texts").FullName
        $utf8 = [Text.UTF8Encoding]::new($false)
        [IO.File]::WriteAllText("$folder/a.txt", "All about cats`r`n" + [char]0xE9, $utf8)
        [IO.File]::WriteAllText("$folder/B.txt", 'tax returns', [Text.UTF8Encoding]::new($true))
        [IO.File]::WriteAllText("$folder/c.txt", "dogs $([char]0x65E5)", [Text.Encoding]::Unicode)
        [IO.File]::WriteAllText("$folder/[x].txt", 'brackets', $utf8)
        $null = New-Item -ItemType Directory -Path "$folder/more.txt"
        $expected = "All about cats`r`n$([char]0xE9)", 'tax returns', "dogs $([char]0x65E5)", 'brackets'
        $names = 'a.txt', 'B.txt', 'c.txt', '[x].txt'
    }

    BeforeEach { Reset-Emulator }

    It 'by a wildcard are embedded in one request, in the order of their names, each with its path' {
        $embeddings = @(Get-MistralEmbedding -Path "$folder/*.txt")
        (Get-SentInput).Count | Should -Be 1
        $embeddings.Text | Should -Be $expected
        $embeddings.Index | Should -Be (0..3)
        $embeddings.Path | Should -Be @($names | ForEach-Object { Join-Path $folder $_ })
    }

    It 'may be piped: <Name>' -ForEach @(
        @{ Name = 'by Get-ChildItem'; Run = { Get-ChildItem -LiteralPath $folder -File | Sort-Object -Property Name | Get-MistralEmbedding } }
        @{ Name = 'as objects with a full name'; Run = { $names | ForEach-Object { [pscustomobject]@{ FullName = Join-Path $folder $_ } } | Get-MistralEmbedding } }
    ) {
        $embeddings = @(& $Run)
        ($embeddings.Text | Sort-Object) | Should -Be ($expected | Sort-Object)
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'may have literal paths, relative to the current location' {
        Push-Location -LiteralPath $folder
        try { $embedding = Get-MistralEmbedding -LiteralPath '[x].txt' } finally { Pop-Location }
        $embedding.Text | Should -BeExactly 'brackets'
        $embedding.Path | Should -BeExactly (Join-Path $folder '[x].txt')
    }

    It 'are rejected if their bytes aren''t text, with any byte order mark' {
        [IO.File]::WriteAllBytes("$folder/marked.txt", [byte[]](0xEF, 0xBB, 0xBF, 0x61, 0xFF, 0x62))
        (Get-TestError { Get-MistralEmbedding -Path "$folder/marked.txt" }).Exception.Message | Should -Match 'marked.txt'
        [IO.File]::WriteAllBytes("$folder/marked.txt", [byte[]](0xEF, 0xBB, 0xBF, 0x61))
        (Get-MistralEmbedding -Path "$folder/marked.txt").Text | Should -BeExactly 'a'
        Remove-Item -LiteralPath "$folder/marked.txt"
    }

    It 'are not confused with lines of a file' {
        $embeddings = @(Get-Content -LiteralPath "$folder/B.txt" | Get-MistralEmbedding)
        $embeddings.Text | Should -Be @('tax returns')
        $embeddings[0].Path | Should -BeNullOrEmpty
    }

    It 'as an argument are rejected with a recommendation' {
        $problem = Get-TestError { Get-MistralEmbedding (Get-Item -LiteralPath "$folder/a.txt") }
        "$problem" | Should -Match 'is a file, not text.*-Path'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'that can''t be read are one error each, and the others are embedded' {
        $bad = @{ none = $null; empty = [byte[]]@(); blank = [byte[]](32, 13, 10); latin = [byte[]](97, 0xE9, 98); large = [byte[]]::new(1MB + 1) }
        foreach ($name in $bad.Keys) { if ($null -ne $bad[$name]) { [IO.File]::WriteAllBytes("$TestDrive/$name.bin", $bad[$name]) } }
        $given = @("$folder/a.txt") + @('none', 'empty', 'blank', 'latin', 'large' | ForEach-Object { Join-Path "$TestDrive" "$_.bin" }) + @($folder, "$folder/c.txt")
        $embeddings = @(Get-MistralEmbedding -LiteralPath $given -ErrorVariable problems -ErrorAction SilentlyContinue)
        $embeddings.Text | Should -Be $expected[0, 2]
        $embeddings.Index | Should -Be @(0, 7)
        $problems.Count | Should -Be 6
        $problems.TargetObject | Should -Be $given[1..6]
        $problems | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } | Should -Be @('MistralFileNotFound', 'MistralTextFileInvalid', 'MistralTextFileInvalid', 'MistralTextFileInvalid', 'MistralTextFileInvalid', 'MistralNotFile')
        $problems.CategoryInfo.Category | Should -Be @('ObjectNotFound', 'InvalidData', 'InvalidData', 'InvalidData', 'LimitsExceeded', 'InvalidArgument')
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'have the index of the input; a folder is an error with its path' {
        $given = @(Get-ChildItem -LiteralPath $folder | Sort-Object -Property Name)
        $embeddings = @($given | Get-MistralEmbedding -ErrorVariable problems -ErrorAction SilentlyContinue)
        $embeddings.Count | Should -Be 4
        foreach ($embedding in $embeddings) { $embedding.Path | Should -BeExactly $given[$embedding.Index].FullName }
        @($problems.TargetObject) | Should -Be @("$folder$([IO.Path]::DirectorySeparatorChar)more.txt")
    }

    It 'that the server rejects as too large are an error with the file, and the others are embedded' {
        [IO.File]::WriteAllText("$TestDrive/long.txt", 'word ' * 10000)
        $embeddings = @(Get-MistralEmbedding -LiteralPath "$folder/a.txt", "$TestDrive/long.txt", "$folder/B.txt" -ErrorVariable problems -ErrorAction SilentlyContinue)
        $embeddings.Text | Should -Be $expected[0, 1]
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        $problems[0].TargetObject | Should -BeExactly (Join-Path "$TestDrive" 'long.txt')
    }

    It 'that no wildcard matches are an error' {
        $problem = Get-TestError { Get-MistralEmbedding -Path "$folder/*.none" }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A request field' {
    BeforeEach { Reset-Emulator }

    It '-Model' {
        (Get-MistralEmbedding 'a' -Model codestral-embed).Vector.Length | Should -Be 1536
        (Get-EmulatorRequest)[0].body | Should -BeExactly '{"model":"codestral-embed","input":["a"]}'
    }

    It '-Dimension' {
        $embedding = Get-MistralEmbedding 'a' -Model codestral-embed -Dimension 64
        $embedding.Vector.Length | Should -Be 64
        (Get-EmulatorRequest)[0].body | Should -BeExactly '{"model":"codestral-embed","input":["a"],"output_dimension":64}'
    }

    It '-DataType <Type>' -ForEach @(
        @{ Type = 'Float'; Word = 'float'; Length = 1024; Low = -1; High = 1 }
        @{ Type = 'Int8'; Word = 'int8'; Length = 1024; Low = -128; High = 127 }
        @{ Type = 'UInt8'; Word = 'uint8'; Length = 1024; Low = 0; High = 255 }
        @{ Type = 'Binary'; Word = 'binary'; Length = 128; Low = -128; High = 127 }
        @{ Type = 'UBinary'; Word = 'ubinary'; Length = 128; Low = 0; High = 255 }
    ) {
        $embedding = Get-MistralEmbedding 'a few words' -DataType $Type
        (Get-EmulatorRequest)[0].body | Should -BeExactly "{`"model`":`"mistral-embed`",`"input`":[`"a few words`"],`"output_dtype`":`"$Word`"}"
        , $embedding.Vector | Should -BeOfType ([float[]])
        $embedding.Vector.Length | Should -Be $Length
        $embedding.DataType | Should -Be $Type
        $range = $embedding.Vector | Measure-Object -Minimum -Maximum
        $range.Minimum | Should -BeGreaterOrEqual $Low
        $range.Maximum | Should -BeLessOrEqual $High
        $range.Maximum | Should -BeGreaterThan 0
        if ($Type -ne 'Float') { $embedding.Vector | Where-Object { $_ -ne [Math]::Floor($_) } | Should -BeNullOrEmpty }
    }

    It '-EncodingFormat <Format>, with the same vectors' -ForEach @(@{ Format = 'Float'; Word = 'float' }, @{ Format = 'Base64'; Word = 'base64' }) {
        $plain = Get-MistralEmbedding 'a few words'
        Clear-EmulatorRequest
        $embedding = Get-MistralEmbedding 'a few words' -EncodingFormat $Format
        @(Get-EmulatorRequest).body | Should -Be @("{`"model`":`"mistral-embed`",`"input`":[`"a few words`"],`"encoding_format`":`"$Word`"}")
        $embedding.Vector -join ' ' | Should -BeExactly ($plain.Vector -join ' ')
        $embedding.DataType | Should -Be 'Float'
    }

    It '-EncodingFormat Base64 with -DataType Float' {
        (Get-MistralEmbedding 'a' -EncodingFormat Base64 -DataType Float).Vector.Length | Should -Be 1024
        (Get-EmulatorRequest)[0].body | Should -BeExactly '{"model":"mistral-embed","input":["a"],"output_dtype":"float","encoding_format":"base64"}'
    }

    It '-EncodingFormat Base64 to a server that returns lists' {
        Add-EmulatorFault @{ path = $path; body = @{ object = 'list'; model = 'm'; data = @(@{ index = 0; embedding = @(0, 1) }) } }
        (Get-MistralEmbedding 'a' -EncodingFormat Base64).Vector | Should -Be @(0, 1)
    }

    It '-EncodingFormat Base64 can''t be combined with -DataType <_>' -ForEach 'Int8', 'UInt8', 'Binary', 'UBinary' {
        { Get-MistralEmbedding 'a' -EncodingFormat Base64 -DataType $_ } | Should -Throw -ErrorId 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It '-DataType is the same in any culture' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('tr-TR')
            $null = Get-MistralEmbedding 'a' -DataType Int8
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        (Get-EmulatorRequest)[0].body | Should -BeExactly '{"model":"mistral-embed","input":["a"],"output_dtype":"int8"}'
    }

    It 'is rejected before a request is sent: <Name>' -ForEach @(
        @{ Name = '-Dimension 0'; With = @{ Dimension = 0 } }
        @{ Name = '-DataType Double'; With = @{ DataType = 'Double' } }
        @{ Name = 'an empty -Model'; With = @{ Model = '' } }
    ) {
        { Get-MistralEmbedding 'a' @With } | Should -Throw -ErrorId '*Argument*,Mistral.PowerShell.Commands.GetMistralEmbeddingCommand'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A mismatched response' {
    BeforeEach { Reset-Emulator }

    It 'in another order is sorted' {
        Add-EmulatorFault @{ path = $path; body = @{ object = 'list'; model = 'm'; data = @(@{ index = 1; embedding = @(0, 1) }, @{ index = 0; embedding = @(1, 0) }) } }
        $embeddings = @(Get-MistralEmbedding 'a', 'b')
        $embeddings[0].Text | Should -BeExactly 'a'
        $embeddings[0].Vector | Should -Be @(1, 0)
        $embeddings[1].Vector | Should -Be @(0, 1)
    }

    It 'is an error: <Name>' -ForEach @(
        @{ Name = 'one vector for two texts'; Data = @(@{ index = 0; embedding = @(1, 0) }) }
        @{ Name = 'one vector twice'; Data = @(@{ index = 0; embedding = @(1, 0) }, @{ index = 0; embedding = @(1, 0) }) }
        @{ Name = 'vectors of other texts'; Data = @(@{ index = 1; embedding = @(1, 0) }, @{ index = 2; embedding = @(1, 0) }) }
        @{ Name = 'a word for a vector'; Data = @(@{ index = 0; embedding = @(1, 0) }, @{ index = 1; embedding = 'none' }) }
        @{ Name = 'no vector'; Data = @(@{ index = 0; embedding = @(1, 0) }, @{ index = 1 }) }
    ) {
        Add-EmulatorFault @{ path = $path; body = @{ object = 'list'; model = 'm'; data = $Data } }
        $embeddings = Get-MistralEmbedding 'a', 'b' -ErrorVariable problems -ErrorAction SilentlyContinue
        $embeddings | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidResponse,*'
        $problems[0].TargetObject | Should -Be @('a', 'b')
    }

    It 'of a model without embeddings is an error' {
        $problem = Get-TestError { Get-MistralEmbedding 'a' -Model mistral-small-latest }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidRequest,*'
        "$problem" | Should -Match 'Invalid model: mistral-small-latest'
    }
}

Describe 'A text that is the path of a file' {
    BeforeAll {
        [IO.File]::WriteAllText("$TestDrive/notes.txt", 'What is in it.')
    }

    BeforeEach { Reset-Emulator }

    It 'is embedded as text, with one warning' {
        Push-Location -LiteralPath $TestDrive
        try { $made = @('./notes.txt', 'notes.txt', "$TestDrive/notes.txt", 'No file. At all.' | Get-MistralEmbedding -WarningVariable told -WarningAction SilentlyContinue) }
        finally { Pop-Location }
        $made.Text | Should -BeExactly './notes.txt', 'notes.txt', "$TestDrive/notes.txt", 'No file. At all.'
        @($told).Count | Should -Be 1
        "$told" | Should -Match "^'./notes.txt' is the path of a file.*-Path"
    }

    It 'is distinguished from a file in the view' {
        $shown = Get-MistralEmbedding 'hello', 'other' | Format-Table | Out-String -Width 120
        $shown | Should -Match 'text hello'
        (Get-Item -LiteralPath "$TestDrive/notes.txt" | Get-MistralEmbedding -WarningVariable told | Out-String -Width 200) | Should -Match 'file \S+notes\.txt'
        $told | Should -BeNullOrEmpty
    }
}

Describe 'Nested lists' {
    BeforeEach { Reset-Emulator }

    It 'are flattened' {
        (Get-MistralEmbedding -InputObject @(@('a', 'b'), @(@('c'), 'd'))).Text | Should -BeExactly 'a', 'b', 'c', 'd'
    }
}
