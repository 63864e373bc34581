#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestFiles.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/in").FullName
    $out = [IO.Path]::Combine((Get-Item $TestDrive).FullName, 'out')

    function New-TestPdf([string] $Name, [string[]] $Page) {
        $path = [IO.Path]::Combine($folder, $Name)
        $null = [IO.Directory]::CreateDirectory((Split-Path $path))
        TestFiles\New-TestPdf -Path $path -Page $Page
    }

    function New-TestImage([string] $Name) { TestFiles\New-TestPng -Path ([IO.Path]::Combine($folder, $Name)) }

    function Get-Line { @(Get-EmulatorRequest) | ForEach-Object { "$($_.method) $($_.path -replace '[0-9a-f-]{36}', '*')" } }
    function Get-OcrBody { @(Get-EmulatorRequest -Filter @{ path = '/v1/ocr' }) | ForEach-Object { ConvertFrom-Json -InputObject $_.body } }

    # The output files, without the records of finished documents.
    function Get-Written {
        if (Test-Path $out) { @(Get-ChildItem $out -Recurse -File -Force).FullName.Substring($out.Length + 1).Replace('\', '/') -notlike '.mistral-ocr/*' | Sort-Object }
    }

    # A response with images and tables whose ids the test says.
    function Set-OcrResponse([object[]] $Image, [object[]] $Table = @(), [string] $Markdown = 'text', [hashtable] $More = @{}) {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/ocr'; body = (ConvertTo-Json -Depth 9 -InputObject (@{
            pages = @(@{ index = 0; markdown = $Markdown; images = @($Image); tables = @($Table); dimensions = $null }); model = 'm'; usage_info = @{ pages_processed = 1 } } + $More)) }
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Invoke-MistralOcr' {
    BeforeEach {
        Reset-Emulator
        Get-ChildItem -LiteralPath $folder | Remove-Item -Recurse
        if (Test-Path $out) { Remove-Item $out -Recurse -Force }
    }

    It 'gives the text of a PDF, which is uploaded and then deleted' {
        $pdf = New-TestPdf 'a b.pdf' 'First page', 'Second page'
        $result = Invoke-MistralOcr $pdf
        Get-Line | Should -Be 'POST /v1/files', 'POST /v1/ocr', 'DELETE /v1/files/*'
        (Get-EmulatorRequest)[0].body | Should -Match 'name="purpose"\r\n\r\nocr\r\n'
        (Get-EmulatorRequest)[0].body | Should -Match 'filename="mistral-ocr-a b.pdf"'
        $body = Get-OcrBody
        $body.model | Should -BeExactly 'mistral-ocr-latest'
        $body.document.type | Should -BeExactly 'file'
        (Get-EmulatorRequest)[2].path | Should -BeExactly "/v1/files/$($body.document.file_id)"
        $result.Markdown | Should -BeExactly "First page`n`nSecond page"
        "$result" | Should -BeExactly $result.Markdown
        $result.Source | Should -BeExactly $pdf
        $result.PageCount | Should -Be 2
        $result.Pages.Index | Should -Be 0, 1
        $result.Pages[0].PSTypeNames | Should -Contain 'Mistral.OcrPage'
        $result.Pages[0].Blocks[0].Type | Should -BeExactly 'text'
        $result.Pages[0].Dimensions.Dpi | Should -Be 200
        $result.FileId | Should -BeNullOrEmpty
        $result.Usage.PagesProcessed | Should -Be 2
        $result.Usage.DocSizeBytes | Should -Be ([IO.FileInfo]::new($pdf).Length)
        Get-MistralFile '*a b.pdf' | Should -BeNullOrEmpty
    }

    It 'gives the text of a Word document, and of a compressed PDF' {
        $docx = New-TestDocx -Path "$folder/a.docx" -Line 'Größe & Gewicht', 'Second line'
        (Invoke-MistralOcr $docx).Markdown | Should -BeExactly "Größe & Gewicht`nSecond line"
        (Invoke-MistralOcr (TestFiles\New-TestPdf -Path "$folder/b.pdf" -Page 'A (b) \ c', 'Page 2' -Compress)).Pages.Markdown | Should -BeExactly 'A (b) \ c', 'Page 2'
    }

    It 'sends an image in the request' {
        $result = New-TestImage 'dot.png' | Invoke-MistralOcr
        Get-Line | Should -Be 'POST /v1/ocr'
        (Get-OcrBody).document.image_url | Should -BeLike 'data:image/png;base64,iVBORw0KGgo*'
        $result.Markdown | Should -BeLike 'An image of * bytes.'
    }

    It 'keeps the file under its own name with -KeepFile' {
        $result = New-TestPdf 'a.pdf' 'Text' | Invoke-MistralOcr -KeepFile
        Get-Line | Should -Be 'POST /v1/files', 'POST /v1/ocr'
        (Get-MistralFile -Id $result.FileId).Filename | Should -BeExactly 'a.pdf'
    }

    It 'reads files on the server, and does not delete them' {
        $file = Send-MistralFile (New-TestPdf 'a.pdf' 'Text') -Purpose ocr
        Clear-EmulatorRequest
        $results = @(($file | Invoke-MistralOcr), (Invoke-MistralOcr -FileId $file.FileId))
        $results.Markdown | Should -Be 'Text', 'Text'
        $results.FileId | Should -Be $file.FileId, $file.FileId
        Get-Line | Should -Be 'POST /v1/ocr', 'POST /v1/ocr'
    }

    It 'sends URLs of documents and of images as such' {
        $results = @(Invoke-MistralOcr -Uri 'https://example.com/report.pdf', 'https://example.com/a.PNG?x=1')
        @(Get-OcrBody).document.type | Should -Be 'document_url', 'image_url'
        @(Get-OcrBody).document[1].image_url | Should -BeExactly 'https://example.com/a.PNG?x=1'
        $results[0].Source | Should -BeExactly 'https://example.com/report.pdf'
    }

    It 'sends an option as its field: <Call>' -ForEach @(
        @{ Call = '-Page 0-2, 7'; Field = 'pages'; Value = '0-2,7' }
        @{ Call = '-Page (0..2)'; Field = 'pages'; Value = '0,1,2' }
        @{ Call = '-IncludeImage'; Field = 'include_image_base64'; Value = $true }
        @{ Call = '-ImageLimit 3'; Field = 'image_limit'; Value = 3 }
        @{ Call = '-MinimumImageSize 4'; Field = 'image_min_size'; Value = 4 }
        @{ Call = '-TableFormat Html'; Field = 'table_format'; Value = 'html' }
        @{ Call = '-ExtractHeader'; Field = 'extract_header'; Value = $true }
        @{ Call = '-ExtractFooter'; Field = 'extract_footer'; Value = $true }
        @{ Call = '-NoBlock'; Field = 'include_blocks'; Value = $false }
        @{ Call = '-Confidence Block'; Field = 'confidence_scores_granularity'; Value = 'block' }
        @{ Call = '-Model mistral-ocr-2512'; Field = 'model'; Value = 'mistral-ocr-2512' }
    ) {
        $null = & ([scriptblock]::Create("Invoke-MistralOcr -Uri https://example.com/a.pdf $Call"))
        $body = Get-OcrBody
        $body.$Field | Should -BeExactly $Value
        @($body.PSObject.Properties).Count | Should -Be $(if ($Field -eq 'model') { 2 } else { 3 })
    }

    It 'reads only the selected pages' {
        $pdf = New-TestPdf 'a.pdf' 'One', 'Two', 'Three'
        (Invoke-MistralOcr $pdf -Page 0, 2).Pages.Index | Should -Be 0, 2
        (Invoke-MistralOcr $pdf -Page 1-2 -Confidence Page).Pages[0].ConfidenceScores.AveragePageConfidenceScore | Should -Be 0.98
        { Invoke-MistralOcr $pdf -Page x } | Should -Throw
    }

    It 'gives annotations as objects with <Name>' -ForEach @(
        @{ Name = '-Schema'; With = @{ Schema = 'customer, total number' } }
        @{ Name = '-As'; With = @{ As = 'Invoice' } }
    ) {
        class Invoice { [string] $Customer; [double] $Total }
        if ($With.As) { $With = @{ As = [Invoice] } }
        $result = Invoke-MistralOcr (New-TestPdf 'a.pdf' 'Invoice of Contoso, total 42') @With -AnnotationPrompt 'Look at the bottom.'
        $result.Annotation.Total | Should -Be 42
        if ($With.As) { $result.Annotation.GetType().Name | Should -BeExactly 'Invoice' }
        $body = Get-OcrBody
        $body.document_annotation_format.type | Should -BeExactly 'json_schema'
        $body.document_annotation_prompt | Should -BeExactly 'Look at the bottom.'
    }

    It 'gives the text if the annotation does not match the schema' {
        Set-OcrResponse -Image @() -More @{ document_annotation = '{"total":"many"}' }
        $result = Invoke-MistralOcr -Uri https://example.com/a.pdf -Schema 'total number' -ErrorVariable problems -ErrorAction SilentlyContinue
        $result.Markdown | Should -BeExactly 'text'
        $result.Annotation | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidAnswer,*'
        $problems[0].TargetObject | Should -BeExactly 'https://example.com/a.pdf'
    }

    It 'annotates images by -ImageSchema' {
        Set-OcrResponse -Image @{ id = 'img-0.jpeg'; image_annotation = '{"caption":"A cat"}' }
        $result = Invoke-MistralOcr -Uri https://example.com/a.pdf -ImageSchema 'caption'
        $result.Pages[0].Images[0].ImageAnnotation.caption | Should -BeExactly 'A cat'
        (Get-OcrBody).bbox_annotation_format.type | Should -BeExactly 'json_schema'
    }

    It 'refuses an annotation that the API does not support' {
        (Get-TestError { Invoke-MistralOcr -Uri https://example.com/a.pdf -AnnotationPrompt x }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        (Get-TestError { Invoke-MistralOcr -Uri https://example.com/a.pdf -As ([hashtable]) }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'processes several documents at once, in order' {
        $names = 1..6 | ForEach-Object { $null = New-TestPdf "$_.pdf" "Text $_"; "Text $_" }
        @(Get-ChildItem $folder | Invoke-MistralOcr -ThrottleLimit 6).Markdown | Should -Be $names
        @(Get-Line | Where-Object { $_ -like 'DELETE*' }).Count | Should -Be 6
    }

    It 'reports a document that fails with its path, deletes its upload, and continues' {
        $null = 1..2 | ForEach-Object { New-TestPdf "$_.pdf" "Text $_" }
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/ocr'; status = 400 }
        $results = @(Get-ChildItem $folder | Invoke-MistralOcr -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.Markdown | Should -Be 'Text 2'
        $problems[0].TargetObject | Should -BeExactly (Join-Path $folder '1.pdf')
        @(Get-Line | Where-Object { $_ -like 'DELETE*' }).Count | Should -Be 2
    }

    It 'warns about a file that can''t be deleted' {
        Add-EmulatorFault @{ method = 'DELETE'; path = '/v1/files'; status = 500 }
        $result = New-TestPdf 'a.pdf' 'Text' | Invoke-MistralOcr -WarningVariable warnings -WarningAction SilentlyContinue
        $result.Markdown | Should -BeExactly 'Text'
        "$warnings" | Should -Match 'The uploaded file [0-9a-f-]{36} was not deleted.*Remove-MistralFile'
        @(Get-MistralFile mistral-ocr-* -Purpose ocr).Filename | Should -BeExactly 'mistral-ocr-a.pdf'
        Get-MistralFile mistral-ocr-* -Purpose ocr | Remove-MistralFile -Confirm:$false
        Get-MistralFile mistral-ocr-* | Should -BeNullOrEmpty
    }

    It 'refuses a file over 50 MB before anything is sent' {
        $large = Join-Path $folder 'large.pdf'
        $stream = [IO.File]::OpenWrite($large)
        try { $stream.SetLength(50MB + 1) } finally { $stream.Dispose() }
        (Get-TestError { Invoke-MistralOcr $large }).FullyQualifiedErrorId | Should -BeLike 'MistralFileTooLarge,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'refuses an empty file before anything is sent, and continues' {
        [IO.File]::WriteAllText("$folder/empty.pdf", '')
        @("$folder/empty.pdf", (New-TestPdf 'a.pdf' 'Text') | Invoke-MistralOcr -ErrorVariable problems -ErrorAction SilentlyContinue).Markdown | Should -BeExactly 'Text'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralMediaEmpty,*'
        @(Get-EmulatorRequest -Filter @{ method = 'POST'; path = '/v1/files' }).Count | Should -Be 1
    }

    It 'deletes its upload when it is stopped' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/ocr'; holdHeaders = $true }
        $started = Start-TestScript { Invoke-MistralOcr $Path | ForEach-Object { $Seen.Add($_) } } -Variable @{ Path = (New-TestPdf 'a.pdf' 'Text') }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
            Stop-TestScript $started | Should -BeLessThan 1000
            @(Get-EmulatorRequest -Wait 20 -Filter @{ method = 'DELETE'; done = 1 }).Count | Should -Be 1
        }
        finally { Remove-TestScript $started }
    }

    It 'sends and writes nothing with -WhatIf' {
        Invoke-MistralOcr (New-TestPdf 'a.pdf' 'Text') -OutDirectory $out -WhatIf
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Test-Path $out | Should -BeFalse
    }
}

Describe 'Invoke-MistralOcr -OutDirectory' {
    BeforeEach {
        Reset-Emulator
        Get-ChildItem -LiteralPath $folder | Remove-Item -Recurse
        if (Test-Path $out) { Remove-Item $out -Recurse -Force }
    }

    It 'writes Markdown with linked images and tables' {
        Set-OcrResponse -Markdown '![img-0.jpeg](img-0.jpeg) and [tbl-0.html](tbl-0.html)' -Image @{ id = 'img-0.jpeg'; image_base64 = 'data:image/jpeg;base64,AQID' } -Table @{ id = 'tbl-0.html'; content = '<table/>'; format = 'html' }
        $result = Invoke-MistralOcr (New-TestPdf 'a (b).pdf' 'x') -OutDirectory $out
        Get-Written | Should -Be 'a (b).pdf.files/img-0.jpeg', 'a (b).pdf.files/tbl-0.html', 'a (b).pdf.md'
        $result.OutFile | Should -BeExactly ([IO.Path]::Combine($out, 'a (b).pdf.md'))
        $text = [IO.File]::ReadAllText($result.OutFile)
        $text | Should -BeExactly $result.Markdown
        $text | Should -Match '^!\[img-0\.jpeg\]\(a%20(\(|%28)b(\)|%29)\.pdf\.files/img-0\.jpeg\) and \[tbl-0\.html\]\(.*tbl-0\.html\)$'
        [IO.File]::ReadAllBytes($result.Pages[0].Images[0].Path) | Should -Be 1, 2, 3
        (Get-OcrBody).include_image_base64 | Should -BeTrue
    }

    It 'keeps an image with the id <Id> in the output folder' -ForEach @(
        @{ Id = '../../evil.png' }
        @{ Id = '..\..\evil.png' }
        @{ Id = '/tmp/evil.png' }
        @{ Id = 'C:\evil.png' }
        @{ Id = '..' }
        @{ Id = 'CON' }
        @{ Id = "a`nb.png" }
        @{ Id = "a`";`r`nX: y.png" }
        @{ Id = '图 😀.png' }
        @{ Id = '../图.png' }
        @{ Id = '~/evil.png' }
        @{ Id = 'nul.png' }
        @{ Id = ('长' * 300) + '.png' }
    ) {
        Set-OcrResponse -Image @{ id = $Id; image_base64 = 'AQID' } -Markdown "![x]($Id)"
        $result = Invoke-MistralOcr -Uri https://example.com/a.pdf -OutDirectory $out
        $image = $result.Pages[0].Images[0].Path
        Split-Path $image | Should -BeExactly ([IO.Path]::Combine($out, 'a.pdf.files'))
        Split-Path -Leaf $image | Should -Not -Match '^(con|nul)(\.|$)|[\x00-\x1f":]'
        @(Get-ChildItem $TestDrive -Recurse -File -Force | Where-Object FullName -NotLike "$out*") | Should -BeNullOrEmpty
        $result.Markdown | Should -Not -Match ([regex]::Escape("]($Id)"))
    }

    It 'keeps images with the same id apart' {
        Set-OcrResponse -Image @{ id = 'a.png'; image_base64 = 'AQID' }, @{ id = 'x/a.png'; image_base64 = 'BAUG' }
        $null = Invoke-MistralOcr -Uri https://example.com/a.pdf -OutDirectory $out
        Get-Written | Should -Be 'a.pdf.files/2-a.png', 'a.pdf.files/a.png', 'a.pdf.md'
    }

    It 'resumes an interrupted run' {
        $null = 1..3 | ForEach-Object { New-TestPdf "$_.pdf" "Text $_" }
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/ocr'; skip = 1; times = 0; status = 500 }
        $null = Get-ChildItem $folder | Invoke-MistralOcr -OutDirectory $out -ErrorAction SilentlyContinue
        Get-Written | Should -Be '1.pdf.md'
        Reset-Emulator
        $results = @(Get-ChildItem $folder | Invoke-MistralOcr -OutDirectory $out)
        $results.Markdown | Should -Be 'Text 1', 'Text 2', 'Text 3'
        $results.IsSkipped | Should -Be $true, $false, $false
        @(Get-OcrBody).Count | Should -Be 2
        Clear-EmulatorRequest
        @(Get-ChildItem $folder | Invoke-MistralOcr -OutDirectory $out -Force).IsSkipped | Should -Be $false, $false, $false
        @(Get-OcrBody).Count | Should -Be 3
    }

    It 'reads a document again if its content has changed, whatever the times of its file' {
        $pdf = New-TestPdf 'a.pdf' 'Old'
        $time = [IO.File]::GetLastWriteTimeUtc($pdf)
        $null = Invoke-MistralOcr $pdf -OutDirectory $out
        $null = New-TestPdf 'a.pdf' 'New'
        [IO.File]::SetLastWriteTimeUtc($pdf, $time)
        (Invoke-MistralOcr $pdf -OutDirectory $out).Markdown | Should -BeExactly 'New'
        Get-Written | Should -Be 'a.pdf.md'
    }

    It 'skips a document that was only touched, moved, or edited in the output' {
        $pdf = New-TestPdf 'a.pdf' 'Text'
        $first = Invoke-MistralOcr $pdf -OutDirectory $out
        [IO.File]::SetLastWriteTimeUtc($pdf, [datetime]::UtcNow.AddMinutes(1))
        [IO.File]::WriteAllText($first.OutFile, 'Corrected by hand')
        $null = [IO.Directory]::CreateDirectory("$folder/moved")
        Move-Item $pdf "$folder/moved"
        $second = Invoke-MistralOcr "$folder/moved/a.pdf" -OutDirectory $out
        $second.IsSkipped | Should -BeTrue
        $second.Markdown | Should -BeExactly 'Corrected by hand'
    }

    It 'reads a document again with other options: <Name>' -ForEach @(
        @{ Name = 'a schema'; With = @{ Schema = 'total number' }; Written = 'a.pdf.json', 'a.pdf.md' }
        @{ Name = 'pages'; With = @{ Page = '0' }; Written = 'a.pdf.md' }
        @{ Name = 'a model'; With = @{ Model = 'mistral-ocr-2512' }; Written = 'a.pdf.md' }
    ) {
        $pdf = New-TestPdf 'a.pdf' 'Total 42'
        $null = Invoke-MistralOcr $pdf -OutDirectory $out
        (Invoke-MistralOcr $pdf -OutDirectory $out @With).IsSkipped | Should -BeFalse
        Get-Written | Should -Be $Written
        (Invoke-MistralOcr $pdf -OutDirectory $out @With).IsSkipped | Should -BeTrue
        (Invoke-MistralOcr $pdf -OutDirectory $out).IsSkipped | Should -BeFalse
        Get-Written | Should -Be 'a.pdf.md'
    }

    It 'never takes a document for finished that was written only in part: <Name>' -ForEach @(
        @{ Name = 'a record without the Markdown'; Break = { Remove-Item "$out/a.pdf.md" } }
        @{ Name = 'a record that is cut'; Break = { [IO.File]::WriteAllText("$out/.mistral-ocr/a.pdf.json", '{"source":"') } }
        @{ Name = 'an empty record'; Break = { [IO.File]::WriteAllText("$out/.mistral-ocr/a.pdf.json", '') } }
    ) {
        $pdf = New-TestPdf 'a.pdf' 'Text'
        $null = Invoke-MistralOcr $pdf -OutDirectory $out
        & $Break
        (Invoke-MistralOcr $pdf -OutDirectory $out).IsSkipped | Should -BeFalse
        (Invoke-MistralOcr $pdf -OutDirectory $out).IsSkipped | Should -BeTrue
    }

    It 'never overwrites a file that it has not written, unless -Force is given: <Name>' -ForEach @(
        @{ Name = 'Markdown'; File = 'a.pdf.md'; With = @{} }
        @{ Name = 'JSON'; File = 'a.pdf.json'; With = @{ Schema = 'total number' } }
    ) {
        $pdf = New-TestPdf 'a.pdf' 'Total 42'
        $null = [IO.Directory]::CreateDirectory($out)
        [IO.File]::WriteAllText("$out/$File", 'my notes')
        foreach ($source in @{ Path = $pdf }, @{ Uri = 'https://example.com/a.pdf' }) {
            $problem = Get-TestError { Invoke-MistralOcr @source -OutDirectory $out @With }
            $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
            $problem.TargetObject | Should -BeExactly @($source.Values)[0]
            $problem.ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
        }
        [IO.File]::ReadAllText("$out/$File") | Should -BeExactly 'my notes'
        Get-EmulatorRequest | Should -BeNullOrEmpty
        (Invoke-MistralOcr $pdf -OutDirectory $out @With -Force).IsSkipped | Should -BeFalse
        [IO.File]::ReadAllText("$out/a.pdf.md") | Should -BeExactly 'Total 42'
        (Invoke-MistralOcr $pdf -OutDirectory $out @With).IsSkipped | Should -BeTrue
    }

    It 'reads a document again if writing it again failed' {
        Set-OcrResponse -Image @{ id = 'a.png'; image_base64 = 'AQID' }
        $null = Invoke-MistralOcr -Uri https://example.com/a.pdf -OutDirectory $out
        Remove-Item "$out/a.pdf.files" -Recurse
        [IO.File]::WriteAllText("$out/a.pdf.files", 'a file in place of the folder')
        Set-OcrResponse -Image @{ id = 'a.png'; image_base64 = 'AQID' }
        (Get-TestError { Invoke-MistralOcr -Uri https://example.com/a.pdf -OutDirectory $out -Force }).FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        Remove-Item "$out/a.pdf.files"
        (Invoke-MistralOcr -Uri https://example.com/a.pdf -OutDirectory $out).IsSkipped | Should -BeFalse
    }

    It 'keeps a document of an earlier run with the same name' {
        $null = New-TestPdf 'x/a.pdf' 'In x'
        $null = New-TestPdf 'y/a.pdf' 'In y'
        $x = Invoke-MistralOcr "$folder/x/a.pdf" -OutDirectory $out
        $y = Invoke-MistralOcr "$folder/y/a.pdf" -OutDirectory $out
        [IO.File]::ReadAllText($x.OutFile) | Should -BeExactly 'In x'
        [IO.File]::ReadAllText($y.OutFile) | Should -BeExactly 'In y'
        @(Invoke-MistralOcr "$folder/y/a.pdf", "$folder/x/a.pdf" -OutDirectory $out).IsSkipped | Should -Be $true, $true
    }

    It 'does not record a URL, which may contain a signature' {
        $null = Invoke-MistralOcr -Uri 'https://example.com/a.pdf?signature=sesame' -OutDirectory $out
        (Invoke-MistralOcr -Uri 'https://example.com/a.pdf?signature=sesame' -OutDirectory $out).IsSkipped | Should -BeTrue
        (Invoke-MistralOcr -Uri 'https://example.com/a.pdf?signature=other' -OutDirectory $out).IsSkipped | Should -BeFalse
        Get-ChildItem "$out/.mistral-ocr" -File -Force | Select-String -SimpleMatch sesame, example.com | Should -BeNullOrEmpty
    }

    It 'keeps a document with the address <Address> in the output folder' -ForEach @(
        @{ Address = 'https://example.com/..%2F..%2Fevil.pdf'; Written = 'evil.pdf.md' }
        @{ Address = 'https://example.com/CON'; Written = '_CON.md' }
        @{ Address = 'https://example.com/a%22%3B%0D%0AX%3A%20y.pdf'; Written = 'a_;__X_ y.pdf.md' }
        @{ Address = 'https://example.com/%E6%8A%A5%E5%91%8A%F0%9F%98%80.pdf'; Written = '报告😀.pdf.md' }
        @{ Address = 'https://example.com/..'; Written = 'example.com.md' }
    ) {
        $null = Invoke-MistralOcr -Uri $Address -OutDirectory $out
        Get-Written | Should -BeExactly $Written
        @(Get-ChildItem $TestDrive -Recurse -File -Force | Where-Object FullName -NotLike "$out*") | Should -BeNullOrEmpty
    }

    It 'writes nothing when it is stopped' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/ocr'; stallAfterBytes = 20 }
        $started = Start-TestScript { Invoke-MistralOcr $Path -OutDirectory $Out | ForEach-Object { $Seen.Add($_) } } -Variable @{ Path = (New-TestPdf 'a.pdf' 'Text'); Out = $out }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
            Stop-TestScript $started | Should -BeLessThan 1000
        }
        finally { Remove-TestScript $started }
        Test-Path $out | Should -BeFalse
    }

    It 'keeps documents with the same name apart, also in a second run' {
        $null = New-TestPdf 'x/a.pdf' 'In x'
        $null = New-TestPdf 'y/a.pdf' 'In y'
        foreach ($run in 1, 2) {
            $results = @(Get-ChildItem $folder -Recurse -File | Sort-Object FullName | Invoke-MistralOcr -OutDirectory $out)
            $results.Markdown | Should -Be 'In x', 'In y'
            @($results.OutFile | Select-Object -Unique).Count | Should -Be 2
        }
        $results.IsSkipped | Should -Be $true, $true
    }

    It 'writes a file for each time that a document is given, and skips all in a second run' {
        $pdf = New-TestPdf 'a.pdf' 'Text'
        foreach ($isSkipped in $false, $true) {
            $results = @($pdf, $pdf, $pdf | Get-Item | Invoke-MistralOcr -OutDirectory $out -ThrottleLimit 3)
            @($results.OutFile | Select-Object -Unique).Count | Should -Be 3
            $results.IsSkipped | Should -Be @($isSkipped, $isSkipped, $isSkipped)
        }
        @(Get-Written).Count | Should -Be 3
    }

    It 'keeps annotations for a skipped document' {
        $pdf = New-TestPdf 'a.pdf' 'Total 42'
        foreach ($run in 1, 2) { (Invoke-MistralOcr $pdf -OutDirectory $out -Schema 'total number').Annotation.total | Should -Be 42 }
        Get-Written | Should -Be 'a.pdf.json', 'a.pdf.md'
        @(Get-OcrBody).Count | Should -Be 1
    }

    It 'refuses a folder that is a file before anything is sent' {
        [IO.File]::WriteAllText($out, 'a file')
        $problem = Get-TestError { Invoke-MistralOcr -Uri https://example.com/a.pdf -OutDirectory $out }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileFailed,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Remove-Item $out
    }
}

Describe 'The input of Invoke-MistralOcr' {
    BeforeEach {
        Reset-Emulator
        Get-ChildItem -LiteralPath $folder | Remove-Item -Recurse
        $null = New-TestPdf 'a.pdf' "Customer: Contoso`nTotal: 42.50"
        $null = New-TestPdf 'b.pdf' "Customer: Fabrikam`nTotal: 7"
    }

    It 'and the fields of -Schema become one row with -Merge' {
        $rows = @(Get-ChildItem $folder | Invoke-MistralOcr -Schema 'customer, total decimal' -Merge -ThrottleLimit 2)
        $rows.Name | Should -BeExactly 'a.pdf', 'b.pdf'
        $rows.customer | Should -BeExactly 'Contoso', 'Fabrikam'
        $rows.total | Should -Be 42.5, 7
        $rows[0].total | Should -BeOfType decimal
        $rows[0].Usage.PagesProcessed | Should -Be 1
        $rows[0].PSObject.Properties.Name | Should -Not -Contain 'Markdown'
        $csv = $rows | Select-Object Name, customer, total | ConvertTo-Csv -NoTypeInformation
        $csv | Should -BeExactly '"Name","customer","total"', '"a.pdf","Contoso","42.50"', '"b.pdf","Fabrikam","7"'
    }

    It 'and the result become one row with -Merge' {
        $row = [pscustomobject]@{ Id = 3; Source = 'archive'; Uri = 'https://example.com/a.pdf' } | Invoke-MistralOcr -Merge
        $row.Id | Should -Be 3
        $row.Source | Should -BeExactly 'archive'
        $row.AnswerSource | Should -BeExactly 'https://example.com/a.pdf'
        $row.Markdown | Should -BeExactly 'This is the text of https://example.com/a.pdf.'
        (Invoke-MistralOcr "$folder/a.pdf" -Merge).Input | Should -BeExactly (Join-Path $folder 'a.pdf')
    }

    It 'is in the result with -IncludeInput' {
        $results = @(Get-ChildItem $folder | Invoke-MistralOcr -IncludeInput)
        $results[1].Input | Should -BeOfType IO.FileInfo
        $results.Input.Name | Should -BeExactly 'a.pdf', 'b.pdf'
        $results[0].PSTypeNames | Should -Contain 'Mistral.PowerShell.OcrResult'
        ("$folder/a.pdf" | Invoke-MistralOcr -IncludeInput).Input | Should -BeExactly "$folder/a.pdf"
    }

    It 'is the target of an error with -Merge, and has no row' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/ocr'; status = 400 }
        $rows = @(Get-ChildItem $folder | Invoke-MistralOcr -Merge -ErrorVariable problems -ErrorAction SilentlyContinue)
        $rows.Name | Should -BeExactly 'b.pdf'
        $problems[0].TargetObject.Name | Should -BeExactly 'a.pdf'
        Set-OcrResponse -Image @() -More @{ document_annotation = '{"total":"many"}' }
        [pscustomobject]@{ Id = 3; Url = 'https://example.com/a.pdf' } | Invoke-MistralOcr -Schema 'total number' -Merge -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidAnswer,*'
        $problems[0].TargetObject.Id | Should -Be 3
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '*-AnnotationPrompt*'
    }

    It 'is a row by <Name>' -ForEach @(
        @{ Name = 'FullName'; Row = { @{ FullName = "$folder/a.pdf" } }; With = @{} }
        @{ Name = 'Uri'; Row = { @{ Uri = 'https://example.com/a.pdf' } }; With = @{} }
        @{ Name = 'Url'; Row = { @{ Url = 'https://example.com/a.pdf' } }; With = @{} }
        @{ Name = 'Path'; Row = { @{ Path = "$folder/a.pdf" } }; With = @{} }
        @{ Name = 'Path with a URL'; Row = { @{ Path = 'https://example.com/a.pdf' } }; With = @{} }
        @{ Name = 'Path and Url'; Row = { @{ Path = 'x'; Url = 'https://example.com/a.pdf' } }; With = @{} }
        @{ Name = 'another property'; Row = { @{ File = "$folder/a.pdf" } }; With = @{ LiteralPath = { $_.File } } }
        @{ Name = 'FileId'; Row = { @{ FileId = (Send-MistralFile "$folder/a.pdf" -Purpose ocr).FileId; Path = 'x' } }; With = @{} }
    ) {
        ([pscustomobject](& $Row) | Invoke-MistralOcr @With).Markdown | Should -Match 'Contoso|example\.com'
    }

    It 'is a column Path of a CSV file, without wildcards' {
        $null = New-TestPdf 'a[1].pdf' 'In brackets'
        [IO.File]::WriteAllText("$folder/list.csv", "Nr,Path`n1,$folder/a[1].pdf`n2,`n3,$folder/b.pdf")
        $rows = @(Import-Csv "$folder/list.csv" | Invoke-MistralOcr -Merge -ErrorVariable problems -ErrorAction SilentlyContinue)
        $rows.Nr | Should -Be 1, 3
        $rows[0].Markdown | Should -BeExactly 'In brackets'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralNotFile,*'
        $problems[0].TargetObject.Nr | Should -Be 2
    }

    It 'is shown with its annotation' {
        $shown = Invoke-MistralOcr "$folder/a.pdf" -Schema 'customer, total number' | Out-String -Width 200
        $shown | Should -Match 'customer=Contoso; total=42'
        Invoke-MistralOcr "$folder/a.pdf" | Out-String -Width 200 | Should -Match 'Customer: Contoso'
    }

    It 'is a list of URLs' {
        @('https://example.com/a.pdf', [uri]'https://example.com/b.png' | Invoke-MistralOcr).Source | Should -BeExactly 'https://example.com/a.pdf', 'https://example.com/b.png'
        @(Get-OcrBody).document.type | Should -Be 'document_url', 'image_url'
    }

    It 'is an error if it has no path, and the others continue' {
        $results = @([pscustomobject]@{ Id = 1 }, @{ a = 1 }, (Get-Process -Id $PID), "$folder/a.pdf" | Invoke-MistralOcr -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.Count | Should -Be 1
        @($problems.FullyQualifiedErrorId -replace ',.*' | Select-Object -Unique) | Should -BeExactly 'MistralNotFile'
        $problems.Count | Should -Be 3
        $problems[0].TargetObject.Id | Should -Be 1
        $problems[0].ErrorDetails.RecommendedAction | Should -BeLike '*-LiteralPath { $_.File }*'
    }

    It 'is refused with -Merge and -IncludeInput' {
        (Get-TestError { Invoke-MistralOcr "$folder/a.pdf" -Merge -IncludeInput }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}
