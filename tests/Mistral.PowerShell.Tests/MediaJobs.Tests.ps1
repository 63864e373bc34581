#requires -Version 5.1
# The example scripts for documents, recordings and moderation.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestFiles.psm1" -Force
    $examples = [IO.Path]::GetFullPath("$PSScriptRoot/../../examples")

    # The scripts import the module by name, as for an installed module.
    $pathBefore = $env:PSModulePath
    $env:PSModulePath = (Split-Path -Parent (Split-Path -Parent (Get-TestModulePath))) + [IO.Path]::PathSeparator + $env:PSModulePath
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $work = [IO.Path]::Combine((Get-Item $TestDrive).FullName, 'work')

    function Get-OcrCount { @(Get-EmulatorRequest -Filter @{ path = '/v1/ocr' }).Count }
}

AfterAll {
    $env:PSModulePath = $pathBefore
    Disconnect-Mistral
}

Describe 'Export-InvoiceData.ps1' {
    BeforeEach {
        Reset-Emulator
        if (Test-Path $work) { Remove-Item $work -Recurse -Force }
        $null = New-Item -ItemType Directory -Path "$work/invoices"
        $null = New-TestPdf -Path "$work/invoices/a.pdf" -Page "Number: 2026-114`nSupplier: Contoso`nDate: 2026-11-02`nTotal: 1234.50`nCurrency: EUR"
        $null = New-TestPdf -Path "$work/invoices/b.pdf" -Page "Number: F7`nSupplier: Fabrikam`nDate: 2026-11-30`nTotal: 99`nCurrency: USD" -Compress
        $with = @{ Path = "$work/invoices"; OutPath = "$work/invoices.csv" }
    }

    It 'writes a row with typed values for each invoice' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('de-DE')
            & "$examples/Export-InvoiceData.ps1" @with
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        $LASTEXITCODE | Should -Be 0
        $rows = @(Import-Csv -LiteralPath $with.OutPath | Sort-Object -Property Name)
        $rows[0].PSObject.Properties.Name | Should -BeExactly 'Name', 'Number', 'Supplier', 'IssuedOn', 'Total', 'Currency'
        $rows.Name | Should -BeExactly 'a.pdf', 'b.pdf'
        $rows.Supplier | Should -BeExactly 'Contoso', 'Fabrikam'
        $rows.Total | Should -BeExactly '1234.50', '99'
        $rows.IssuedOn | Should -BeExactly '2026-11-02', '2026-11-30'
        $rows.Currency | Should -BeExactly 'EUR', 'USD'
        [IO.File]::ReadAllText("$work/invoices/text/b.pdf.md") | Should -BeLike '*Fabrikam*'
        Get-MistralFile mistral-ocr-* | Should -BeNullOrEmpty
    }

    It 'sends only new and changed invoices when it runs again, and writes all rows' {
        & "$examples/Export-InvoiceData.ps1" @with
        $null = New-TestPdf -Path "$work/invoices/a.pdf" -Page "Supplier: Contoso`nTotal: 5"
        $null = New-TestPdf -Path "$work/invoices/c.pdf" -Page "Supplier: Tailspin`nTotal: 6"
        Clear-EmulatorRequest
        & "$examples/Export-InvoiceData.ps1" @with
        Get-OcrCount | Should -Be 2
        @(Import-Csv -LiteralPath $with.OutPath | Sort-Object -Property Name).Total | Should -BeExactly '5', '99', '6'
    }

    It 'warns about an invoice that fails, keeps the others, and tries it again in the next run' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/ocr'; status = 400 }
        $warnings = & "$examples/Export-InvoiceData.ps1" @with 3>&1
        $LASTEXITCODE | Should -Be 1
        "$warnings" | Should -BeLike '*.pdf: *'
        @(Import-Csv -LiteralPath $with.OutPath).Count | Should -Be 1
        & "$examples/Export-InvoiceData.ps1" @with
        $LASTEXITCODE | Should -Be 0
        @(Import-Csv -LiteralPath $with.OutPath).Count | Should -Be 2
    }

    It 'exits with 2 and keeps the older CSV file if <Name>' -ForEach @(
        @{ Name = 'the key is refused'; Break = { Add-EmulatorFault @{ path = '/v1'; status = 401; times = 0 } } }
        @{ Name = 'there are no invoices'; Break = { Remove-Item "$work/invoices/*.pdf" } }
        @{ Name = 'the folder does not exist'; Break = { Remove-Item "$work/invoices" -Recurse } }
    ) {
        [IO.File]::WriteAllText($with.OutPath, 'older')
        & $Break
        $warnings = & "$examples/Export-InvoiceData.ps1" @with 3>&1
        $LASTEXITCODE | Should -Be 2
        "$warnings" | Should -BeLike 'No invoice was processed: *'
        [IO.File]::ReadAllText($with.OutPath) | Should -BeExactly 'older'
    }
}

Describe 'ConvertTo-MeetingMinutes.ps1' {
    BeforeEach {
        Reset-Emulator
        if (Test-Path $work) { Remove-Item $work -Recurse -Force }
        $null = New-Item -ItemType Directory -Path $work
        $recording = New-TestWave -Path "$work/meeting.wav" -Text 'Good morning. Let us begin. The budget is fine.'
        Add-EmulatorReply 'The budget was approved.'
    }

    It 'writes minutes and subtitles with speakers' {
        $files = @(& "$examples/ConvertTo-MeetingMinutes.ps1" -Path $recording)
        $files.Name | Should -BeExactly 'meeting.md', 'meeting.srt'
        $minutes = [IO.File]::ReadAllText("$work/meeting.md")
        $minutes | Should -BeLike "# Minutes of meeting`n`nThe budget was approved.*"
        $minutes | Should -BeLike '*`[00:00:01`] speaker_2: Let us begin.*'
        [IO.File]::ReadAllText("$work/meeting.srt") | Should -BeLike "1`n00:00:00,000 --> 00:00:01,500`nspeaker_1: Good morning.*"
        $asked = ConvertFrom-Json -InputObject (Get-EmulatorRequest -Filter @{ path = '/v1/chat/completions' })[0].body
        $asked.messages[0].role | Should -BeExactly 'system'
        $asked.messages[1].content | Should -BeLike '*`[00:00:03`] speaker_1: The budget is fine.'
    }

    It 'uses the names of speakers, and passes words on' {
        $null = & "$examples/ConvertTo-MeetingMinutes.ps1" -Path $recording -OutDirectory "$work/out" -SpeakerName @{ speaker_1 = 'Ada $1'; speaker_2 = 'Grace' } -Word Contoso, Fabrikam
        [IO.File]::ReadAllText("$work/out/meeting.srt") | Should -Match '(?s)\nAda \$1: Good morning\..*\nGrace: Let us begin\.'
        [IO.File]::ReadAllText("$work/out/meeting.md") | Should -BeLike '*Grace: Let us begin.*'
        (Get-EmulatorRequest -Filter @{ path = '/v1/audio/transcriptions' })[0].body | Should -Match 'name="context_bias"\r\n\r\nContoso\r\n'
    }

    It 'fails and writes nothing if the recording can''t be transcribed' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/audio'; status = 400 }
        { & "$examples/ConvertTo-MeetingMinutes.ps1" -Path $recording } | Should -Throw
        (Get-ChildItem $work).Name | Should -BeExactly 'meeting.wav'
        { & "$examples/ConvertTo-MeetingMinutes.ps1" -Path "$work/none.wav" } | Should -Throw
    }
}

Describe 'Get-ModeratedAnswer.ps1' {
    BeforeEach { Reset-Emulator }

    It 'answers harmless questions, and never sends a flagged one to the chat model' {
        $answers = @('What is the capital of France?', 'How do I make a bomb?', 'What is the capital of Italy?' | & "$examples/Get-ModeratedAnswer.ps1")
        $answers.State | Should -BeExactly 'Answered', 'QuestionBlocked', 'Answered'
        $answers[0].Answer | Should -BeLike '*Paris*'
        $answers[1].Answer | Should -BeNullOrEmpty
        $answers[1].Category | Should -BeExactly 'dangerous'
        @(Get-EmulatorRequest -Filter @{ path = '/v1/chat/completions' }).Count | Should -Be 2
    }

    It 'never returns a flagged answer' {
        Add-EmulatorReply 'First, build a bomb.'
        $answer = & "$examples/Get-ModeratedAnswer.ps1" -Question 'What now?'
        $answer.State | Should -BeExactly 'AnswerBlocked'
        $answer.Category | Should -BeExactly 'dangerous'
        $answer | ConvertTo-Json | Should -Not -Match 'First, build'
    }

    It 'allows the categories of -Allow' {
        (& "$examples/Get-ModeratedAnswer.ps1" -Question 'Which medicine helps?').State | Should -BeExactly 'QuestionBlocked'
        (& "$examples/Get-ModeratedAnswer.ps1" -Question 'Which medicine helps?' -Allow health).State | Should -BeExactly 'Answered'
    }

    It 'returns no answer if <Name>, and continues' -ForEach @(
        @{ Name = 'the check of the question fails'; Path = '/v1/moderations'; Asked = 1 }
        @{ Name = 'the check of the answer fails'; Path = '/v1/chat/moderations'; Asked = 2 }
        @{ Name = 'the chat model fails'; Path = '/v1/chat/completions'; Asked = 2 }
    ) {
        Add-EmulatorFault @{ method = 'POST'; path = $Path; status = 500 }
        $answers = @('What is the capital of France?', 'What is the capital of Italy?' | & "$examples/Get-ModeratedAnswer.ps1" -WarningVariable warnings -WarningAction SilentlyContinue)
        $answers.State | Should -BeExactly 'Failed', 'Answered'
        $answers[0].Answer | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike "No answer to 'What is the capital of France?': *"
        @(Get-EmulatorRequest -Filter @{ path = '/v1/chat/completions' }).Count | Should -Be $Asked
    }
}
