#requires -Version 5.1

BeforeDiscovery {
    $v = '5c0f1f2e-7d2a-4b65-9a8e-0000000000aa'
    $calls = @(
        @{ Call = { Get-MistralVoice -First 1 }; Sent = 'GET /v2/audio/voices?page_size=100' }
        @{ Call = { Get-MistralVoice *calm* -First 1 }; Sent = 'GET /v2/audio/voices?q=calm&page_size=100' }
        @{ Call = { Get-MistralVoice -Type CUSTOM -Gender female, male -Language en, fr }; Sent = 'GET /v2/audio/voices?type=custom&gender=female&gender=male&language=en&language=fr&page_size=100' }
        @{ Call = { Get-MistralVoice -Id $v }; Sent = "GET /v1/audio/voices/$v" }
        @{ Call = { Set-MistralVoice $v -Name n -Language en, fr -Age 30 -Tag calm -Description $null -Gender $null }; Sent = "PATCH /v1/audio/voices/$v"; Body = "{'name':'n','languages':['en','fr'],'gender':null,'age':30,'tags':['calm'],'description':null}" }
        @{ Call = { Remove-MistralVoice $v -Confirm:$false }; Sent = "DELETE /v1/audio/voices/$v" }
    ) | ForEach-Object { $_.Shown = "$($_.Call)".Trim(); $_ }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestFiles.psm1" -Force
    Connect-TestMistral @{ MaximumRetryCount = 0 }
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/sound").FullName
    $v = '5c0f1f2e-7d2a-4b65-9a8e-0000000000aa'
    $meeting = 'Good morning. Let us begin. The budget is fine.'

    function New-Recording([string] $Name, [string] $Text = $meeting) { New-TestWave -Path ([IO.Path]::Combine($folder, $Name)) -Text $Text }

    function Get-FormField([string] $Name) {
        [regex]::Matches((Get-EmulatorRequest)[0].body, "name=`"$Name`"\r\n\r\n(.*?)\r\n--") | ForEach-Object { $_.Groups[1].Value }
    }

    function Set-Transcription([object[]] $Segment, [string] $Text = 'text') {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/audio/transcriptions'; body = (ConvertTo-Json -Depth 5 @{ text = $Text; model = 'm'; language = 'en'; segments = @($Segment) }) }
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe 'Invoke-MistralTranscription' {
    BeforeEach {
        Reset-Emulator
        Get-ChildItem -LiteralPath $folder | Remove-Item -Recurse
    }

    It 'gives the text of a recording' {
        $path = New-Recording 'größe.wav'
        $result = Invoke-MistralTranscription $path
        $sent = (Get-EmulatorRequest)[0]
        "$($sent.method) $($sent.path)" | Should -BeExactly 'POST /v1/audio/transcriptions'
        Get-FormField model | Should -BeExactly 'voxtral-mini-latest'
        $sent.body | Should -Match 'name="file"; filename="größe.wav"'
        $sent.body | Should -Not -Match 'name="(language|diarize|stream|temperature|context_bias|timestamp_granularities)"'
        $result.Text | Should -BeExactly $meeting
        "$result" | Should -BeExactly $meeting
        $result.Language | Should -BeExactly 'en'
        $result.Source | Should -BeExactly $path
        $result.Usage.PromptAudioSeconds | Should -BeGreaterThan 0
    }

    It 'sends an option as its field: <Call>' -ForEach @(
        @{ Call = '-Language FR'; Field = 'language'; Value = 'fr' }
        @{ Call = '-Temperature 0.5'; Field = 'temperature'; Value = '0.5' }
        @{ Call = '-Diarize'; Field = 'diarize'; Value = 'true' }
        @{ Call = '-Timestamp Segment, Word'; Field = 'timestamp_granularities'; Value = 'segment', 'word' }
        @{ Call = '-ContextBias Contoso, Größe'; Field = 'context_bias'; Value = 'Contoso', 'Größe' }
        @{ Call = '-Model voxtral-mini-2602'; Field = 'model'; Value = 'voxtral-mini-2602' }
    ) {
        $path = New-Recording 'a.wav'
        $null = & ([scriptblock]::Create("Invoke-MistralTranscription '$path' $Call"))
        Get-FormField $Field | Should -BeExactly $Value
    }

    It 'takes URLs and files on the server' {
        (Invoke-MistralTranscription -Uri https://example.com/a.mp3).Text | Should -BeExactly 'This was said at https://example.com/a.mp3.'
        Get-FormField file_url | Should -BeExactly 'https://example.com/a.mp3'
        $file = Send-MistralFile (New-Recording 'a.wav') -Purpose audio
        ($file | Invoke-MistralTranscription).Text | Should -BeExactly $meeting
        (Get-Item -LiteralPath (New-Recording 'a[1].wav') | Invoke-MistralTranscription).Text | Should -BeExactly $meeting
    }

    It 'gives speakers and times' {
        $result = Invoke-MistralTranscription (New-Recording 'a.wav') -Diarize -Timestamp Segment
        $result.Segments.Text | Should -Be 'Good morning.', 'Let us begin.', 'The budget is fine.'
        $result.Segments.Speaker | Should -Be 'speaker_1', 'speaker_2', 'speaker_1'
        $result.Segments[1].Start | Should -Be ([timespan]::FromSeconds(1.5))
        $result.Segments[1].End | Should -Be ([timespan]::FromSeconds(3))
        $result.Segments | Out-String | Should -Match 'speaker_2'
    }

    It 'takes segments without times' {
        Set-Transcription @{ text = 'a'; start = $null; end = $null }, @{ text = 'b' }
        $result = Invoke-MistralTranscription -Uri https://example.com/a.mp3
        $result.Segments.Text | Should -Be 'a', 'b'
        $result.Segments[0].Start | Should -BeNullOrEmpty
        $result.Segments[1].End | Should -BeNullOrEmpty
    }

    It 'writes <Name>' -ForEach @(
        @{ Name = 'SubRip'; Extension = 'srt'; Text = "1`n00:00:00,000 --> 00:00:01,500`nspeaker_1: Good morning.`n`n2`n00:00:01,500 --> 00:00:03,000`nspeaker_2: Let us begin.`n`n3`n00:00:03,000 --> 00:00:04,500`nspeaker_1: The budget is fine.`n`n" }
        @{ Name = 'WebVTT'; Extension = 'vtt'; Text = "WEBVTT`n`n00:00:00.000 --> 00:00:01.500`n<v speaker_1>Good morning.`n`n00:00:01.500 --> 00:00:03.000`n<v speaker_2>Let us begin.`n`n00:00:03.000 --> 00:00:04.500`n<v speaker_1>The budget is fine.`n`n" }
        @{ Name = 'text'; Extension = 'txt'; Text = "speaker_1: Good morning.`nspeaker_2: Let us begin.`nspeaker_1: The budget is fine.`n" }
    ) {
        $out = Join-Path $folder "out.$Extension"
        $result = Invoke-MistralTranscription (New-Recording 'a.wav') -Diarize -OutFile $out
        [IO.File]::ReadAllText($out) | Should -BeExactly $Text
        $result.OutFile | Should -BeExactly $out
        Get-FormField timestamp_granularities | Should -Be $(if ($Extension -eq 'txt') { $null } else { 'segment' })
    }

    It 'writes JSON' {
        $out = Join-Path $folder 'out.json'
        $null = Invoke-MistralTranscription (New-Recording 'a.wav') -Timestamp Segment -OutFile $out
        $read = Get-Content -LiteralPath $out -Raw -Encoding UTF8 | ConvertFrom-Json
        $read.text | Should -BeExactly $meeting
        $read.segments[1].start | Should -Be 1.5
    }

    It 'writes valid cues, whatever was said' {
        Set-Transcription @{ text = "a`n`nb --> c <i>"; start = 3661.5; end = $null }, @{ text = ' ' ; start = $null }, @{ text = 'd'; start = 3700; end = 3699 }
        $null = Invoke-MistralTranscription -Uri https://example.com/a.mp3 -OutFile "$folder/out.srt"
        [IO.File]::ReadAllText("$folder/out.srt") | Should -BeExactly "1`n01:01:01,500 --> 01:01:40,000`na b -> c <i>`n`n2`n01:01:40,000 --> 01:01:40,000`nd`n`n"
        Set-Transcription @{ text = '<b> & -->'; start = 0; end = 1; speaker_id = 'a>b' }
        $null = Invoke-MistralTranscription -Uri https://example.com/a.mp3 -OutFile "$folder/out.vtt"
        [IO.File]::ReadAllText("$folder/out.vtt") | Should -BeExactly "WEBVTT`n`n00:00:00.000 --> 00:00:01.000`n<v a&gt;b>&lt;b&gt; &amp; -&gt;`n`n"
    }

    It 'writes a file for each recording of the pipeline' {
        $null = 1..3 | ForEach-Object { New-Recording "$_.wav" "Text $_." }
        $results = @(Get-ChildItem $folder -Filter *.wav | Invoke-MistralTranscription -OutFile { Join-Path $folder ($_.BaseName + '.txt') } -ThrottleLimit 3)
        $results.Text | Should -Be 'Text 1.', 'Text 2.', 'Text 3.'
        [IO.File]::ReadAllText("$folder/2.txt") | Should -BeExactly "Text 2.`n"
        $problem = Get-TestError { Get-ChildItem $folder -Filter *.wav | Invoke-MistralTranscription -OutFile "$folder/all.txt" }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
    }

    It 'refuses invalid options before anything is sent: <Call>' -ForEach @(
        @{ Call = "-ContextBias 'new york'"; Text = "*'new york'*white space*" }
        @{ Call = "-ContextBias 'a,b'"; Text = "*'a,b'*comma*" }
        @{ Call = '-ContextBias (1..101)'; Text = '*100*101*' }
        @{ Call = '-OutFile out.doc'; Text = '*.srt, .vtt, .txt or .json*' }
        @{ Call = '-Language en -Timestamp Word'; Text = '*-Language*-Timestamp*' }
        @{ Call = '-Language en -OutFile a.vtt'; Text = '*-Language*subtitle*' }
    ) {
        $path = New-Recording 'a.wav'
        $problem = Get-TestError ([scriptblock]::Create("Invoke-MistralTranscription '$path' $Call"))
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        "$problem" | Should -BeLike $Text
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'streams text, segments and the whole transcription' {
        $pieces = @(Invoke-MistralTranscription (New-Recording 'a.wav') -Diarize -Stream -OutFile "$folder/out.srt")
        Get-FormField stream | Should -BeExactly 'true'
        -join $pieces | Should -BeExactly $meeting
        $pieces[0].Language | Should -BeExactly 'en'
        @($pieces | Where-Object Type -EQ 'segment').Segment.Speaker | Should -Be 'speaker_1', 'speaker_2', 'speaker_1'
        $pieces[-1].Transcription.Text | Should -BeExactly $meeting
        Test-Path "$folder/out.srt" | Should -BeTrue
    }

    It 'writes no file if the stream is cut' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/audio'; cutAfterBytes = 120 }
        (Get-TestError { Invoke-MistralTranscription (New-Recording 'a.wav') -Stream -OutFile "$folder/out.txt" }).FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
        Get-ChildItem $folder -Filter out* | Should -BeNullOrEmpty
    }

    It 'reports a recording that fails with its path, and continues' {
        $null = 1..2 | ForEach-Object { New-Recording "$_.wav" "Text $_." }
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/audio'; status = 400 }
        $results = @(Get-ChildItem $folder | Invoke-MistralTranscription -ErrorVariable problems -ErrorAction SilentlyContinue)
        $results.Text | Should -Be 'Text 2.'
        $problems[0].TargetObject | Should -BeExactly (Join-Path $folder '1.wav')
    }
}

Describe 'The input of Invoke-MistralTranscription' {
    BeforeEach {
        Reset-Emulator
        Get-ChildItem -LiteralPath $folder | Remove-Item -Recurse
        $null = 1..2 | ForEach-Object { New-Recording "$_.wav" "Text $_." }
    }

    It 'and the result become one row with -Merge' {
        $rows = @(Get-ChildItem $folder | Invoke-MistralTranscription -Merge -ThrottleLimit 2)
        $rows.Name | Should -BeExactly '1.wav', '2.wav'
        $rows.Text | Should -BeExactly 'Text 1.', 'Text 2.'
        $rows[0].Usage.PromptAudioSeconds | Should -BeGreaterThan 0
    }

    It 'is in the result and in each piece with -IncludeInput' {
        $results = @(Get-ChildItem $folder | Invoke-MistralTranscription -IncludeInput)
        $results.Input.Name | Should -BeExactly '1.wav', '2.wav'
        $pieces = @([pscustomobject]@{ Call = 7; Url = 'https://example.com/a.mp3' } | Invoke-MistralTranscription -IncludeInput -Stream)
        $pieces.Count | Should -BeGreaterThan 2
        $pieces.Input.Call | Select-Object -Unique | Should -Be 7
    }

    It 'is the target of an error with -Merge' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/audio'; status = 400 }
        $rows = @(Get-ChildItem $folder | Invoke-MistralTranscription -Merge -ErrorVariable problems -ErrorAction SilentlyContinue)
        $rows.Name | Should -BeExactly '2.wav'
        $problems[0].TargetObject.Name | Should -BeExactly '1.wav'
    }

    It 'is shown as text while it is transcribed with -Show' {
        $ran = Invoke-TestShell "`$row = Get-ChildItem '$folder' | Invoke-MistralTranscription -Show -Merge -OutFile { `$_.FullName + '.txt' } -ThrottleLimit 2
`"<`$(`$row.Text)|`$(`$row.Name)|`$(`$row.OutFile.Count)>`"" -Environment @{ MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI }
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output.Replace("`r", '') | Should -Match 'Text 1\.\nText 2\.\n<Text 1\. Text 2\.\|1\.wav 2\.wav\|2>'
        Get-FormField stream | Should -BeExactly 'true'
        [IO.File]::ReadAllText("$folder/2.wav.txt") | Should -BeExactly "Text 2.`n"
    }

    It 'is refused with <Call>' -ForEach @(@{ Call = '-Show -Stream' }, @{ Call = '-Merge -Stream' }, @{ Call = '-Merge -IncludeInput' }) {
        (Get-TestError ([scriptblock]::Create("Invoke-MistralTranscription '$folder/1.wav' $Call"))).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is refused if the file is empty, before anything is sent' {
        [IO.File]::WriteAllText("$folder/1.wav", '')
        @(Get-ChildItem $folder | Invoke-MistralTranscription -ErrorVariable problems -ErrorAction SilentlyContinue).Text | Should -BeExactly 'Text 2.'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralMediaEmpty,*'
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'keeps a hostile name in its header' -Skip:($env:OS -eq 'Windows_NT') {
        $path = New-Recording "a`";`r`nX-Injected: y.wav"
        $null = Invoke-MistralTranscription -LiteralPath $path
        (Get-EmulatorRequest)[0].body | Should -Match 'filename="a%22;%0D%0AX-Injected: y\.wav"\r\n'
        (Get-EmulatorRequest)[0].body | Should -Not -Match '(?m)^X-Injected'
    }

    It 'leaves no file when it is stopped' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/audio'; stallAfterBytes = 20 }
        $started = Start-TestScript { Invoke-MistralTranscription $Path -OutFile $Out | ForEach-Object { $Seen.Add($_) } } -Variable @{ Path = "$folder/1.wav"; Out = "$folder/out.srt" }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
            Stop-TestScript $started | Should -BeLessThan 1000
        }
        finally { Remove-TestScript $started }
        Get-ChildItem $folder -Filter out* -Force | Should -BeNullOrEmpty
    }
}

Describe 'Invoke-MistralSpeech' {
    BeforeEach {
        Reset-Emulator
        Get-ChildItem -LiteralPath $folder | Remove-Item -Recurse
    }

    It 'writes a file in the format of its extension' {
        $file = Invoke-MistralSpeech 'Good morning.' -OutFile "$folder/a.wav"
        (Get-EmulatorRequest)[0].path | Should -BeExactly '/v1/audio/speech'
        (Get-EmulatorRequest)[0].body | Should -BeExactly '{"input":"Good morning.","model":"voxtral-mini-tts-latest","response_format":"wav"}'
        $file | Should -BeOfType IO.FileInfo
        (Invoke-MistralTranscription $file).Text | Should -BeExactly 'Good morning.'
        @(Get-ChildItem $folder).Name | Should -BeExactly 'a.wav'
    }

    It 'gives bytes, at once or in pieces' {
        $sound = Invoke-MistralSpeech 'Good morning.' -Format Flac
        , $sound | Should -BeOfType byte[]
        [Text.Encoding]::ASCII.GetString($sound) | Should -BeExactly 'fLaCTEXT:Good morning.'
        $pieces = @(Invoke-MistralSpeech 'Good morning.' -Format Flac -Stream)
        $pieces.Count | Should -BeGreaterThan 1
        [Text.Encoding]::ASCII.GetString([byte[]]($pieces | ForEach-Object { $_ })) | Should -BeExactly 'fLaCTEXT:Good morning.'
        (ConvertFrom-Json (Get-EmulatorRequest)[1].body).stream | Should -BeTrue
    }

    It 'streams into a file, and leaves none if the stream is cut' {
        (Invoke-MistralSpeech 'Good morning.' -OutFile "$folder/a.mp3" -Stream).Length | Should -Be 21
        Add-EmulatorFault @{ path = '/v1/audio/speech'; cutAfterBytes = 100 }
        (Get-TestError { Invoke-MistralSpeech 'Good morning.' -OutFile "$folder/b.mp3" -Stream }).FullyQualifiedErrorId | Should -BeLike 'MistralConnectionFailed,*'
        @(Get-ChildItem $folder).Name | Should -BeExactly 'a.mp3'
    }

    It 'gives float PCM at 24 kHz, and a WAV with such samples' {
        $pcm = Invoke-MistralSpeech 'Good morning.' -Format Pcm
        (ConvertFrom-Json (Get-EmulatorRequest)[0].body).response_format | Should -BeExactly 'pcm'
        $pcm.Length % 4 | Should -Be 0
        $samples = 0..($pcm.Length / 4 - 1) | ForEach-Object { [BitConverter]::ToSingle($pcm, 4 * $_) }
        ($samples | Measure-Object -Maximum).Maximum | Should -BeGreaterThan 0.05
        ($samples | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual 1
        $wave = Invoke-MistralSpeech 'Good morning.' -Format Wav
        [Text.Encoding]::ASCII.GetString($wave, 0, 4) | Should -BeExactly 'RIFF'
        [BitConverter]::ToInt32($wave, 4) | Should -Be ($wave.Length - 8)
        [BitConverter]::ToInt16($wave, 20), [BitConverter]::ToInt16($wave, 22), [BitConverter]::ToInt32($wave, 24) | Should -Be 3, 1, 24000
    }

    It 'leaves no file when it is stopped' {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/audio/speech'; stallAfterBytes = 40 }
        $started = Start-TestScript { Invoke-MistralSpeech 'Good morning.' -OutFile $Out -Stream | ForEach-Object { $Seen.Add($_) } } -Variable @{ Out = "$folder/out.mp3" }
        try {
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ held = 1 }
            Stop-TestScript $started | Should -BeLessThan 1000
        }
        finally { Remove-TestScript $started }
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }

    It 'refuses the path <Path> before anything is sent' -ForEach @(
        @{ Path = '.'; Only = 'any' }
        @{ Path = 'env:x'; Only = 'any' }
        @{ Path = "a`0.mp3"; Only = 'any' }
        @{ Path = '/dev/stdout'; Only = 'Unix' }
    ) {
        if ($Only -eq 'Unix' -and $env:OS -eq 'Windows_NT') { Set-ItResult -Skipped -Because 'it is a path of Unix' }
        $null = Get-TestError { Invoke-MistralSpeech 'a' -OutFile $Path }
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }

    It 'refuses a folder that does not exist before anything is sent' {
        (Get-TestError { Invoke-MistralSpeech 'a' -OutFile "$folder/none/a.mp3" }).CategoryInfo.Category | Should -Be ObjectNotFound
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'uses a voice, or a recording of a voice' {
        $voice = Get-MistralVoice -First 1
        Clear-EmulatorRequest
        $null = Invoke-MistralSpeech 'a' -VoiceId $voice -Metadata @{ team = 'x' }
        $body = ConvertFrom-Json (Get-EmulatorRequest)[0].body
        $body.voice_id | Should -BeExactly $voice.VoiceId
        $body.metadata.team | Should -BeExactly 'x'
        Clear-EmulatorRequest
        $null = Invoke-MistralSpeech 'a' -ReferencePath (New-Recording 'a.wav')
        [Convert]::FromBase64String((ConvertFrom-Json (Get-EmulatorRequest)[0].body).ref_audio) | Should -Be ([IO.File]::ReadAllBytes("$folder/a.wav"))
        (Get-TestError { Invoke-MistralSpeech 'a' -VoiceId none }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }

    It 'writes a file for each text of the pipeline' {
        $script:n = 0
        @('One', ' ', 'Two' | Invoke-MistralSpeech -OutFile { "$folder/$(($script:n++)).mp3" } -ErrorVariable problems -ErrorAction SilentlyContinue).Name | Should -Be '0.mp3', '2.mp3'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralTextInvalid,*'
    }

    It 'writes nothing with -WhatIf' {
        Invoke-MistralSpeech 'a' -OutFile "$folder/a.mp3" -WhatIf
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'A voice' {
    BeforeEach {
        Reset-Emulator
        Get-ChildItem -LiteralPath $folder | Remove-Item -Recurse
    }

    It '<Shown>' -ForEach $calls {
        $null = & $Call 2>&1
        $got = (Get-EmulatorRequest)[0]
        '{0} {1}{2}' -f $got.method, $got.path, $(if ($got.query) { "?$($got.query)" }) | Should -BeExactly $Sent
        $got.body | Should -BeExactly ("$Body" -replace "'", '"')
        $got.statusCode | Should -Not -Be 422
    }

    It 'is listed over pages' {
        $all = @(Get-MistralVoice)
        $all.Count | Should -Be 250
        @($all.VoiceId | Select-Object -Unique).Count | Should -Be 250
        @(Get-EmulatorRequest).Count | Should -BeGreaterThan 1
        (Get-EmulatorRequest)[1].query | Should -BeLike '*page_token=*'
        $all[0].CreatedAt | Should -BeOfType DateTimeOffset
    }

    It 'is created, found, changed and removed' {
        $path = New-Recording 'me.wav'
        $voice = New-MistralVoice Narrator $path -Language en, fr -Gender female -Age 40 -Tag calm -Description 'For tests' -RetentionNotice 10 -Slug narrator -Color '#fff'
        $body = ConvertFrom-Json (Get-EmulatorRequest)[0].body
        [Convert]::FromBase64String($body.sample_audio) | Should -Be ([IO.File]::ReadAllBytes($path))
        $body.sample_filename | Should -BeExactly 'me.wav'
        $body.languages | Should -Be 'en', 'fr'
        $voice.PSTypeNames | Should -Contain 'Mistral.Voice'
        (Get-MistralVoice Narrator -Type custom).VoiceId | Should -BeExactly $voice.VoiceId
        ($voice | Set-MistralVoice -Name Speaker).Name | Should -BeExactly 'Speaker'
        $sample = $voice | Receive-MistralVoiceSample -Destination $folder
        $sample.Name | Should -BeExactly 'Narrator.wav'
        [IO.File]::ReadAllBytes($sample.FullName) | Should -Be ([IO.File]::ReadAllBytes($path))
        (Get-TestError { $voice | Receive-MistralVoiceSample -Destination $folder }).FullyQualifiedErrorId | Should -BeLike 'MistralFileExists,*'
        $null = $voice | Receive-MistralVoiceSample -OutFile "$folder/b.wav"
        $voice | Remove-MistralVoice -Confirm:$false
        (Get-TestError { Get-MistralVoice -Id $voice.VoiceId }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }

    It 'keeps its sample in the folder if it is called <Name>' -ForEach @(
        @{ Name = '../../evil'; Safe = 'evil.wav' }
        @{ Name = '..\..\evil'; Safe = 'evil.wav' }
        @{ Name = '/etc/passwd'; Safe = 'passwd.wav' }
        @{ Name = 'CON'; Safe = '_CON.wav' }
        @{ Name = "a`";`r`nX: y"; Safe = 'a_;__X_ y.wav' }
        @{ Name = '声音 😀'; Safe = '声音 😀.wav' }
        @{ Name = '..'; Safe = '{0}.wav' }
    ) {
        $voice = Get-MistralVoice -First 1
        $voice.Name = $Name
        ($voice | Receive-MistralVoiceSample -Destination $folder).FullName | Should -BeExactly ([IO.Path]::Combine($folder, ($Safe -f $voice.VoiceId)))
        @(Get-ChildItem $TestDrive -Recurse -File -Force).Count | Should -Be 1
    }

    It 'leaves nothing of a sample that is <State>' -ForEach @(
        @{ State = 'cut'; Fault = @{ cutAfterBytes = 20 } }
        @{ State = 'refused'; Fault = @{ status = 404 } }
    ) {
        $voice = Get-MistralVoice -First 1
        Add-EmulatorFault (@{ path = "/v1/audio/voices/$($voice.VoiceId)/sample" } + $Fault)
        $null = Get-TestError { $voice | Receive-MistralVoiceSample -Destination $folder }
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
        Receive-MistralVoiceSample $voice.VoiceId $folder -WhatIf | Should -BeNullOrEmpty
    }

    It 'is refused if its sample is not a sound file' {
        [IO.File]::WriteAllText("$folder/a.txt", 'text')
        (Get-TestError { New-MistralVoice x "$folder/a.txt" }).FullyQualifiedErrorId | Should -BeLike 'MistralMediaTypeUnknown,*'
        (Get-TestError { New-MistralVoice x "$folder/none.wav" }).FullyQualifiedErrorId | Should -BeLike 'MistralFileNotFound,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}
