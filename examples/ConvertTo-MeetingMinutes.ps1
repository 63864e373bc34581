#Requires -Version 5.1

<#
.SYNOPSIS
    Makes minutes in Markdown and subtitles with speakers from the recording of a meeting.
.DESCRIPTION
    The recording is transcribed with its speakers. The subtitles are written to an .srt file. A chat model writes the minutes from the
    transcription: topics, decisions, and tasks with their owners. Both files have the name of the recording, and are returned.

    Nothing is written for a recording that can't be transcribed.
.PARAMETER Path
    The recording, such as an MP3 or WAV file.
.PARAMETER OutDirectory
    The folder for the minutes and the subtitles. Default: the folder of the recording.
.PARAMETER SpeakerName
    The names of speakers, such as @{ speaker_1 = 'Ada'; speaker_2 = 'Grace' }. Run the script once without it to see who is who.
.PARAMETER Word
    Names and terms that the recording contains, each without white space.
.PARAMETER Instruction
    The instruction for the chat model.
.EXAMPLE
    ./ConvertTo-MeetingMinutes.ps1 -Path ./meeting.mp3

    Writes meeting.md and meeting.srt beside the recording.
.EXAMPLE
    ./ConvertTo-MeetingMinutes.ps1 -Path ./meeting.mp3 -SpeakerName @{ speaker_1 = 'Ada'; speaker_2 = 'Grace' } -Word Contoso, Fabrikam

    Uses the names of the speakers, and helps the model to recognize two names of companies.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [string] $OutDirectory,
    [hashtable] $SpeakerName = @{},
    [string[]] $Word,
    [string] $Instruction = 'Write the minutes of this meeting in Markdown: topics, decisions, and tasks with their owners. Use only what was said.'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

$recording = Get-Item -LiteralPath $Path
$folder = if ($OutDirectory) { $OutDirectory } else { $recording.DirectoryName }
$null = New-Item -ItemType Directory -Path $folder -Force
$base = Join-Path -Path $folder -ChildPath $recording.BaseName
$options = @{ Diarize = $true; Timestamp = 'Segment'; OutFile = "$base.srt" }
if ($Word) { $options.ContextBias = $Word }

$talk = $recording | Invoke-MistralTranscription @options
$lines = foreach ($segment in $talk.Segments) {
    $speaker = if ($segment.Speaker -and $SpeakerName.ContainsKey($segment.Speaker)) { $SpeakerName[$segment.Speaker] } else { $segment.Speaker }
    '[{0:hh\:mm\:ss}] {1}: {2}' -f $segment.Start, $speaker, $segment.Text
}

$utf8 = [Text.UTF8Encoding]::new($false)
$subtitles = Get-Item -LiteralPath "$base.srt"
$text = [IO.File]::ReadAllText($subtitles.FullName)
foreach ($speaker in $SpeakerName.Keys) {
    $text = $text -replace "(?m)^$([regex]::Escape($speaker)): ", "$($SpeakerName[$speaker].Replace('$', '$$')): "
}
[IO.File]::WriteAllText($subtitles.FullName, $text, $utf8)

$minutes = $lines -join "`n" | Invoke-MistralChat -System $Instruction -AsText
$document = "# Minutes of $($recording.BaseName)`n`n$minutes`n`n## Transcription`n`n$($lines -join "`n`n")`n"
[IO.File]::WriteAllText([IO.Path]::ChangeExtension($subtitles.FullName, '.md'), $document, $utf8)
Get-Item -LiteralPath "$base.md", "$base.srt"
