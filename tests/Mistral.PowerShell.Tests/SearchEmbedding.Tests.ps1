#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $path = '/v1/embeddings'

    function New-Embedding([string] $Text, [float[]] $Vector, [string] $Type = 'Float', $Model = 'm') {
        [Mistral.PowerShell.Embedding]@{ Text = $Text; Vector = $Vector; Index = 0; DataType = $Type; Model = $Model }
    }

    # As a school book has it, in double precision.
    function Get-Cosine([float[]] $Left, [float[]] $Right) {
        [double] $dot = [double] $a = [double] $b = 0
        for ($i = 0; $i -lt $Left.Length; $i++) {
            $dot += [double]$Left[$i] * $Right[$i]
            $a += [double]$Left[$i] * $Left[$i]
            $b += [double]$Right[$i] * $Right[$i]
        }
        $dot / [Math]::Sqrt($a * $b)
    }

    function New-RandomVector([Random] $Random, [int] $Length, [double] $Scale = 1) {
        , [float[]]@(for ($i = 0; $i -lt $Length; $i++) { ($Random.NextDouble() - 0.5) * $Scale })
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'The score' {
    It 'is the cosine in double precision, for vectors of <Length> numbers around <Scale>' -ForEach @(
        foreach ($length in 1, 2, 3, 7, 8, 9, 31, 64, 100, 1024, 1031) { @{ Length = $length; Scale = 1 } }
        @{ Length = 100; Scale = 1e30 }
        @{ Length = 100; Scale = 1e-30 }
    ) {
        $random = [Random]::new($Length)
        $query = New-RandomVector $random $Length $Scale
        $set = 1..5 | ForEach-Object { New-Embedding "$_" (New-RandomVector $random $Length $Scale) }
        $found = @($set | Search-MistralEmbedding $query)
        $found.Count | Should -Be 5
        foreach ($match in $found) {
            [Math]::Abs($match.Score - (Get-Cosine $query $match.Embedding.Vector)) | Should -BeLessThan 1e-12
        }
    }

    It 'is 1, 0 and -1 for the same, a perpendicular and the opposite direction' {
        $found = @((New-Embedding 'same' 2, 4), (New-Embedding 'right' -2, 1), (New-Embedding 'opposite' -1, -2) | Search-MistralEmbedding 1, 2)
        $found.Text | Should -Be @('same', 'right', 'opposite')
        $found.Score | Should -Be @(1, 0, -1)
        $found.Place | Should -Be @(1, 2, 3)
    }

    It 'is never above 1 because of rounding' {
        $random = [Random]::new(1)
        foreach ($length in 1..50) {
            $vector = New-RandomVector $random $length
            (New-Embedding 'x' $vector | Search-MistralEmbedding $vector).Score | Should -BeLessOrEqual 1
        }
    }

    It 'of Int8 is that of the numbers' {
        (New-Embedding 'x' -128, 3, 127 'Int8' | Search-MistralEmbedding 1, 2, 3).Score | Should -Be (Get-Cosine -128, 3, 127 1, 2, 3)
    }

    It 'of UInt8 is that of the numbers minus 128' {
        $found = New-Embedding 'x' (@(0, 131, 255) * 11) 'UInt8' | Search-MistralEmbedding (@(100, 200, 129) * 11)
        [Math]::Abs($found.Score - (Get-Cosine -128, 3, 127 -28, 72, 1)) | Should -BeLessThan 1e-12
    }

    It 'of <Type> counts the equal bits' -ForEach @(
        @{ Type = 'UBinary'; Query = 255, 0; Same = 255, 0; Half = 255, 255; Bit = 254, 0; Opposite = 0, 255 }
        @{ Type = 'Binary'; Query = 127, -128; Same = 127, -128; Half = 127, 127; Bit = 126, -128; Opposite = -128, 127 }
    ) {
        $set = foreach ($name in 'Opposite', 'Half', 'Bit', 'Same') { New-Embedding $name (Get-Variable -Name $name -ValueOnly) $Type }
        $found = @($set | Search-MistralEmbedding $Query)
        $found.Text | Should -Be @('Same', 'Bit', 'Half', 'Opposite')
        $found.Score | Should -Be @(1, 0.875, 0, -1)
    }
}

Describe 'The best matches' {
    It 'are the first ones after sorting' {
        $random = [Random]::new(7)
        $query = New-RandomVector $random 20
        $set = foreach ($i in 0..499) { New-Embedding "$i" (New-RandomVector $random 20) }
        $sorted = @($set | Sort-Object -Property { Get-Cosine $query $_.Vector } -Descending | Select-Object -First 25)
        $found = @($set | Search-MistralEmbedding $query -Top 25)
        $found.Text | Should -Be $sorted.Text
        $found.Place | Should -Be (1..25)
    }

    It 'contain the original objects' {
        $one = New-Embedding 'a' 1, 2
        $found = $one | Search-MistralEmbedding 1, 2
        $found | Should -BeOfType Mistral.PowerShell.EmbeddingMatch
        [object]::ReferenceEquals($found.Embedding, $one) | Should -BeTrue
        [object]::ReferenceEquals($found.Embedding.Vector, $one.Vector) | Should -BeTrue
        "$found" | Should -BeExactly 'a'
    }

    It 'are ten by default, and of equal scores the earlier ones first' {
        $set = 1..40 | ForEach-Object { New-Embedding "$_" 1, 1 }
        @($set | Search-MistralEmbedding 1, 1).Text | Should -Be (1..10)
        @((New-Embedding 'less' 1, 0), $set[0..2], (New-Embedding 'late' 1, 1) | ForEach-Object { $_ } | Search-MistralEmbedding 1, 1 -Top 4).Text | Should -Be @('1', '2', '3', 'late')
    }

    It 'are all if there are fewer' {
        @((New-Embedding 'a' 1, 0), (New-Embedding 'b' 0, 1) | Search-MistralEmbedding 1, 2 -Top 100).Text | Should -Be @('b', 'a')
        @() | Search-MistralEmbedding 1, 2 | Should -BeNullOrEmpty
        Search-MistralEmbedding 1, 2 -InputObject @() | Should -BeNullOrEmpty
    }

    It 'have at least the minimum score' {
        $set = (New-Embedding 'same' 1, 0), (New-Embedding 'right' 0, 1), (New-Embedding 'opposite' -1, 0)
        @($set | Search-MistralEmbedding 1, 0 -Minimum 0).Text | Should -Be @('same', 'right')
        @($set | Search-MistralEmbedding 1, 0 -Minimum 1).Text | Should -Be @('same')
        @($set | Search-MistralEmbedding 1, 0 -Minimum -1).Count | Should -Be 3
    }

    It 'can be searched again' {
        $set = (New-Embedding 'a' 1, 0), (New-Embedding 'b' 1, 1), (New-Embedding 'c' 0, 1)
        @($set | Search-MistralEmbedding 1, 0 -Top 2 | Search-MistralEmbedding 0, 1).Text | Should -Be @('b', 'a')
    }
}

Describe 'A query' {
    It 'may be <Name>, and sends nothing' -ForEach @(
        @{ Name = 'floats'; Query = { , [float[]](1, 2) } }
        @{ Name = 'doubles'; Query = { , [double[]](1, 2) } }
        @{ Name = 'any numbers'; Query = { 1, 2.0 } }
        @{ Name = 'a list'; Query = { , [Collections.Generic.List[float]]@(1, 2) } }
        @{ Name = 'an embedding'; Query = { New-Embedding 'q' 1, 2 } }
        @{ Name = 'what a search found'; Query = { New-Embedding 'q' 1, 2 | Search-MistralEmbedding 1, 2 } }
    ) {
        Reset-Emulator
        $found = @((New-Embedding 'b' 2, 1), (New-Embedding 'a' 1, 2) | Search-MistralEmbedding (& $Query))
        $found.Text | Should -Be @('a', 'b')
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'that is <Name> is rejected' -ForEach @(
        @{ Name = 'empty text'; Query = '' }
        @{ Name = 'no vector'; Query = @(, @()) }
        @{ Name = 'words'; Query = @(, @('a', 'b')) }
        @{ Name = 'a number'; Query = 5 }
        @{ Name = 'a date'; Query = [datetime]::Now }
    ) {
        { New-Embedding 'a' 1 | Search-MistralEmbedding $Query[0] } | Should -Throw -ErrorId 'ParameterArgument*,Mistral.PowerShell.Commands.SearchMistralEmbeddingCommand'
    }

    It 'that is <Name> is an error that names the expected value' -ForEach @(@{ Name = 'empty'; Query = '' }, @{ Name = 'null'; Query = $null }) {
        { New-Embedding 'a' 1 | Search-MistralEmbedding $Query } | Should -Throw '*The query is empty. Specify the text to search for*'
    }

    It '<Name> ends the search' -ForEach @(
        @{ Name = 'of zeros'; Query = 0, 0 }, @{ Name = 'with what is no number'; Query = 1, [float]::NaN }, @{ Name = 'beyond all numbers'; Query = 1, [float]::PositiveInfinity }
    ) {
        { New-Embedding 'a' 1, 1 | Search-MistralEmbedding $Query } | Should -Throw -ErrorId 'MistralEmbeddingInvalid,*'
    }

    It 'rejects -<Name> <Value>' -ForEach @(@{ Name = 'Top'; Value = 0 }, @{ Name = 'Minimum'; Value = 1.5 }, @{ Name = 'Minimum'; Value = -2 }) {
        $with = @{ $Name = $Value }
        { New-Embedding 'a' 1 | Search-MistralEmbedding 1, 2 @with } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'A text query' {
    BeforeEach { Reset-Emulator }

    It 'is embedded once, by the model of the set' {
        $set = @('How to reset a password', 'Opening hours of the office', 'How to order a laptop' | Get-MistralEmbedding -Model codestral-embed)
        Clear-EmulatorRequest
        ($set | Search-MistralEmbedding 'reset password' -Top 1).Text | Should -BeExactly 'How to reset a password'
        @(Get-EmulatorRequest).body | Should -Be @('{"model":"codestral-embed","input":["reset password"]}')
    }

    It 'is embedded with the data type and the length of the set: <Type>' -ForEach @(
        @{ Type = 'Int8'; Dimension = 64 }, @{ Type = 'UInt8'; Dimension = 64 }, @{ Type = 'Binary'; Dimension = 64 }, @{ Type = 'UBinary'; Dimension = 64 }
    ) {
        $set = @('How to reset a password', 'Opening hours of the office' | Get-MistralEmbedding -Model codestral-embed -Dimension $Dimension -DataType $Type)
        Clear-EmulatorRequest
        $found = @($set | Search-MistralEmbedding 'Opening hours of the office')
        $found[0].Text | Should -BeExactly 'Opening hours of the office'
        $found[0].Score | Should -BeGreaterThan 0.9999
        $found[1].Score | Should -BeLessThan 0.9
        $word = $Type.ToLowerInvariant()
        @(Get-EmulatorRequest).body | Should -Be @(
            "{`"model`":`"codestral-embed`",`"input`":[`"Opening hours of the office`"],`"output_dtype`":`"$word`"}"
            "{`"model`":`"codestral-embed`",`"input`":[`"Opening hours of the office`"],`"output_dimension`":$Dimension,`"output_dtype`":`"$word`"}")
    }

    It 'is not sent for an empty set' {
        @() | Search-MistralEmbedding 'a' | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is added to the usage' {
        $set = Get-MistralEmbedding 'a'
        $before = (Get-MistralConnection).Usage.PromptTokenCount
        $null = $set | Search-MistralEmbedding 'a word or two'
        (Get-MistralConnection).Usage.PromptTokenCount | Should -BeGreaterThan $before
    }

    It 'needs a set with a known model' {
        { New-Embedding 'a' 1, 2 -Model $null | Search-MistralEmbedding 'a' } | Should -Throw -ErrorId 'MistralEmbeddingMismatch,*'

        # The first that tells its model says of which the others have to be.
        $all = (New-Embedding 'none' 1, 2 -Model $null), (New-Embedding 'of A' 1, 2 -Model A), (New-Embedding 'of B' 1, 2 -Model B)
        ($all | Search-MistralEmbedding 1, 2 -ErrorVariable problems -ErrorAction SilentlyContinue).Text | Should -BeExactly 'none', 'of A'
        @($problems).FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingMismatch,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'ends with the error of the server: <Status>' -ForEach @(
        @{ Status = 400; Id = 'MistralInvalidRequest' }, @{ Status = 401; Id = 'MistralAuthenticationFailed' }, @{ Status = 403; Id = 'MistralPermissionDenied' }, @{ Status = 404; Id = 'MistralNotFound' }
    ) {
        $set = 'a', 'b' | Get-MistralEmbedding
        Add-EmulatorFault @{ path = $path; times = 0; status = $Status }
        Clear-EmulatorRequest
        { $set | Search-MistralEmbedding 'q' } | Should -Throw -ErrorId "$Id,*"
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'ends with an error if the response has no vector' {
        $set = Get-MistralEmbedding 'a'
        Add-EmulatorFault @{ path = $path; malformedJson = $true }
        { $set | Search-MistralEmbedding 'q' } | Should -Throw -ErrorId 'MistralInvalidResponse,*'
    }
}

Describe 'An embedding that <Name>' -ForEach @(
    @{ Name = 'is shorter'; Id = 'MistralEmbeddingMismatch'; Says = 'has 1 numbers, not 2'; With = @{ Vector = 1 } }
    @{ Name = 'is longer'; Id = 'MistralEmbeddingMismatch'; Says = 'has 3 numbers, not 2'; With = @{ Vector = 1, 2, 3 } }
    @{ Name = 'is of another model'; Id = 'MistralEmbeddingMismatch'; Says = 'has the model other, not m'; With = @{ Vector = 1, 2; Model = 'other' } }
    @{ Name = 'is of another data type'; Id = 'MistralEmbeddingMismatch'; Says = 'type Int8, not Float'; With = @{ Vector = 1, 2; Type = 'Int8' } }
    @{ Name = 'has zeros only'; Id = 'MistralEmbeddingInvalid'; Says = 'has no direction'; With = @{ Vector = 0, 0 } }
    @{ Name = 'has what is no number'; Id = 'MistralEmbeddingInvalid'; Says = 'has no direction'; With = @{ Vector = 1, [float]::NaN } }
    @{ Name = 'is beyond all numbers'; Id = 'MistralEmbeddingInvalid'; Says = 'has no direction'; With = @{ Vector = 1, [float]::NegativeInfinity } }
) {
    It 'is an error, and the others are searched' {
        $odd = New-Embedding 'odd' @With
        $found = (New-Embedding 'a' 1, 2), $odd, (New-Embedding 'b' 2, 1) | Search-MistralEmbedding 1, 2 -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.Text | Should -Be @('a', 'b')
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problems[0].TargetObject | Should -Be $odd
        "$($problems[0])" | Should -Match $Says
    }
}

Describe 'A rejected embedding' {
    BeforeEach { Reset-Emulator }

    It 'does not determine the kind of the others with another <What>' -ForEach @(
        @{ What = 'length'; Odd = @{ Vector = 1, 2, 3; Model = 'other' }; Id = 'MistralEmbeddingMismatch' }
        @{ What = 'length and data type'; Odd = @{ Vector = 1, 2, 3; Type = 'Int8' }; Id = 'MistralEmbeddingMismatch' }
        @{ What = 'model, and no direction'; Odd = @{ Vector = 0, 0; Model = 'other' }; Id = 'MistralEmbeddingInvalid' }
        @{ What = 'data type, and no direction'; Odd = @{ Vector = 0, 0; Type = 'Int8' }; Id = 'MistralEmbeddingInvalid' }
    ) {
        $odd = New-Embedding 'odd' @Odd
        $found = @($odd, (New-Embedding 'a' 1, 2), (New-Embedding 'b' 2, 1) | Search-MistralEmbedding 1, 2 -ErrorVariable problems -ErrorAction SilentlyContinue)
        $found.Text | Should -Be @('a', 'b')
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problems[0].TargetObject | Should -Be $odd
    }

    It 'does not determine the model of a text query, in <Where>' -ForEach @(@{ Where = 'a pipeline' }, @{ Where = 'files' }) {
        $odd = New-Embedding 'odd' (, 0 * 1024) -Model codestral-embed
        $set = @('How to reset a password', 'Opening hours of the office' | Get-MistralEmbedding)
        $odd | Export-MistralEmbedding -Path "$TestDrive/odd.refused"
        $set | Export-MistralEmbedding -Path "$TestDrive/set.refused"
        Clear-EmulatorRequest
        $ignore = @{ Top = 1; ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue' }
        $found = if ($Where -eq 'files') { Search-MistralEmbedding 'reset password' -Path "$TestDrive/*.refused" @ignore } else { @($odd) + $set | Search-MistralEmbedding 'reset password' @ignore }
        $found.Text | Should -BeExactly 'How to reset a password'
        @(Get-EmulatorRequest).body | Should -Be @('{"model":"mistral-embed","input":["reset password"]}')
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingInvalid,*'
    }

    It 'in a file does not determine the kind of other files' {
        New-Embedding 'odd' 1, 2, 3 -Model other | Export-MistralEmbedding -Path "$TestDrive/a.other"
        (New-Embedding 'a' 1, 2), (New-Embedding 'b' 2, 1) | Export-MistralEmbedding -Path "$TestDrive/b.other"
        @(Search-MistralEmbedding 1, 2 -Path "$TestDrive/?.other" -ErrorVariable problems -ErrorAction SilentlyContinue).Text | Should -Be @('a', 'b')
        @($problems.TargetObject) | Should -Be @(Join-Path "$TestDrive" 'a.other')
    }

    It 'is one error that ends the search if no embedding matches the query' {
        $set = 1..2000 | ForEach-Object { New-Embedding "$_" 1, 2 }
        $failed = $null
        try { $set | Search-MistralEmbedding 1, 2, 3 -ErrorVariable problems -ErrorAction SilentlyContinue } catch { $failed = $_ }
        $failed.FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingMismatch,*'
        "$failed" | Should -Match "^None of the 2,000 embeddings fits the query: the vector of '1' has 2 numbers, not 3\."
        $problems | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and $_.TargetObject -is [Mistral.PowerShell.Embedding] } | Should -BeNullOrEmpty
    }

    It 'is reported if a later one matches, and many earlier ones are reported together' {
        $set = @(1..150 | ForEach-Object { New-Embedding "$_" 1, 2 }) + @(New-Embedding 'fits' 1, 2, 3)
        ($set | Search-MistralEmbedding 1, 2, 3 -ErrorVariable problems -ErrorAction SilentlyContinue).Text | Should -BeExactly 'fits'
        $problems.Count | Should -Be 101
        $problems[99].TargetObject.Text | Should -BeExactly '100'
        "$($problems[100])" | Should -Match '^50 more embeddings '
    }
}

Describe 'A saved set' {
    BeforeAll {
        $random = [Random]::new(3)
        $set = foreach ($i in 0..199) { New-Embedding "$i" (New-RandomVector $random 33) }
        $set[0..99] | Export-MistralEmbedding -Path "$TestDrive/a.embeddings"
        $set[100..199] | Export-MistralEmbedding -Path "$TestDrive/b.embeddings"
        $query = New-RandomVector $random 33
        $expected = @($set | Search-MistralEmbedding $query -Top 20)
    }

    It 'returns the same as its objects' {
        $found = @(Search-MistralEmbedding $query -Path "$TestDrive/?.embeddings" -Top 20)
        $found.Text | Should -Be $expected.Text
        $found.Score | Should -Be $expected.Score
        $found[0].Embedding.Vector -join ' ' | Should -BeExactly ($expected[0].Embedding.Vector -join ' ')
    }

    It 'may be piped as files' {
        @(Get-ChildItem -Path "$TestDrive/?.embeddings" | Search-MistralEmbedding $query -Top 20).Text | Should -Be $expected.Text
    }

    It 'needs no connection for a vector' {
        Disconnect-Mistral
        try { @(Search-MistralEmbedding $query -LiteralPath "$TestDrive/a.embeddings").Count | Should -Be 10 }
        finally { Connect-TestMistral }
    }

    It 'accepts a text query' {
        'How to reset a password', 'Opening hours of the office' | Get-MistralEmbedding | Export-MistralEmbedding -Path "$TestDrive/texts"
        (Search-MistralEmbedding 'reset password' -Path "$TestDrive/texts" -Top 1).Text | Should -BeExactly 'How to reset a password'
    }

    It 'of bytes has the same matches as its objects: <_>' -ForEach 'Int8', 'UInt8', 'Binary', 'UBinary' {
        $made = @('red', 'green', 'blue' | Get-MistralEmbedding -DataType $_)
        $made | Export-MistralEmbedding -Path "$TestDrive/bytes"
        $from = @(Search-MistralEmbedding $made[1] -Path "$TestDrive/bytes")
        $from[0].Text | Should -BeExactly 'green'
        $from.Score | Should -Be @($made | Search-MistralEmbedding $made[1]).Score
    }

    It 'of another kind is one error, and the others are searched' {
        New-Embedding 'x' 1, 2 | Export-MistralEmbedding -Path "$TestDrive/c.embeddings"
        $found = @(Search-MistralEmbedding $query -LiteralPath "$TestDrive/a.embeddings", "$TestDrive/c.embeddings", "$TestDrive/none", "$TestDrive/b.embeddings" -Top 20 -ErrorVariable problems -ErrorAction SilentlyContinue)
        $found.Text | Should -Be $expected.Text
        $problems.Count | Should -Be 2
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingMismatch,*'
        $problems[0].TargetObject | Should -BeLike '*c.embeddings'
        $problems[1].FullyQualifiedErrorId | Should -BeLike 'MistralFileNotFound,*'
    }

    It 'with a vector without direction is an error' {
        (New-Embedding 'none' 0, 0), (New-Embedding 'one' 1, 2) | Export-MistralEmbedding -Path "$TestDrive/d"
        (Search-MistralEmbedding 1, 2 -Path "$TestDrive/d" -ErrorVariable problems -ErrorAction SilentlyContinue).Text | Should -Be 'one'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralEmbeddingInvalid,*'
        $problems[0].TargetObject.Text | Should -BeExactly 'none'
    }
}
