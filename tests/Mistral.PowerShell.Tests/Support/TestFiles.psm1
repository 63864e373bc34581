#requires -Version 5.1
# Real documents, images and sound, made by small code: a PDF with a cross-reference table, a PNG with checksums, a PCM WAV.
Set-StrictMode -Version Latest

function Get-Latin1 { [Text.Encoding]::GetEncoding(28591) }

# A zlib stream: a header, deflated bytes, and the Adler-32 checksum.
function Get-Deflated([byte[]] $Bytes) {
    $packed = [IO.MemoryStream]::new()
    $packed.WriteByte(0x78)
    $packed.WriteByte(0x9C)
    $deflate = [IO.Compression.DeflateStream]::new($packed, [IO.Compression.CompressionMode]::Compress, $true)
    $deflate.Write($Bytes, 0, $Bytes.Length)
    $deflate.Dispose()
    [long] $a = 1
    [long] $b = 0
    foreach ($byte in $Bytes) {
        $a = ($a + $byte) % 65521
        $b = ($b + $a) % 65521
    }
    foreach ($byte in (($b -shr 8) -band 255), ($b -band 255), (($a -shr 8) -band 255), ($a -band 255)) { $packed.WriteByte([byte] $byte) }
    , $packed.ToArray()
}

<#
.SYNOPSIS
    Writes a PDF in which each page shows lines of text, and returns its path.
#>
function New-TestPdf {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        # A text for each page. Its lines are separated by line feeds.
        [Parameter(Mandatory)] [string[]] $Page,
        [switch] $Compress
    )
    $latin1 = Get-Latin1
    $objects = [Collections.Generic.List[string]]::new()
    $kids = for ($i = 0; $i -lt $Page.Count; $i++) { "$(4 + 2 * $i) 0 R" }
    $objects.Add('<< /Type /Catalog /Pages 2 0 R >>')
    $objects.Add("<< /Type /Pages /Kids [$($kids -join ' ')] /Count $($Page.Count) >>")
    $objects.Add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
    foreach ($text in $Page) {
        $shown = foreach ($line in $text -split '\r?\n') { "($($line -replace '([\\()])', '\$1')) Tj 0 -14 Td" }
        $content = $latin1.GetBytes("BT /F1 12 Tf 72 720 Td`n$($shown -join "`n")`nET")
        $filter = ''
        if ($Compress) {
            $content = Get-Deflated $content
            $filter = ' /Filter /FlateDecode'
        }
        $objects.Add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents $($objects.Count + 2) 0 R >>")
        $objects.Add("<< /Length $($content.Length)$filter >>`nstream`n$($latin1.GetString($content))`nendstream")
    }
    $pdf = [Text.StringBuilder]::new("%PDF-1.4`n")
    $places = for ($i = 0; $i -lt $objects.Count; $i++) {
        $pdf.Length
        $null = $pdf.Append("$($i + 1) 0 obj`n$($objects[$i])`nendobj`n")
    }
    $start = $pdf.Length
    $null = $pdf.Append("xref`n0 $($objects.Count + 1)`n0000000000 65535 f `n")
    foreach ($place in $places) { $null = $pdf.Append(('{0:0000000000} 00000 n ' -f $place) + "`n") }
    $null = $pdf.Append("trailer`n<< /Size $($objects.Count + 1) /Root 1 0 R >>`nstartxref`n$start`n%%EOF`n")
    [IO.File]::WriteAllBytes($Path, $latin1.GetBytes($pdf.ToString()))
    $Path
}

<#
.SYNOPSIS
    Writes a Word document with a paragraph for each line, and returns its path.
#>
function New-TestDocx {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [string[]] $Line)
    Add-Type -AssemblyName System.IO.Compression, System.IO.Compression.FileSystem
    $body = -join ($Line | ForEach-Object { "<w:p><w:r><w:t>$([Security.SecurityElement]::Escape($_))</w:t></w:r></w:p>" })
    $parts = [ordered]@{
        '[Content_Types].xml' = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
        '_rels/.rels'         = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
        'word/document.xml'   = "<w:document xmlns:w=`"http://schemas.openxmlformats.org/wordprocessingml/2006/main`"><w:body>$body</w:body></w:document>"
    }
    $archive = [IO.Compression.ZipFile]::Open($Path, 'Create')
    try {
        foreach ($name in $parts.Keys) {
            $writer = [IO.StreamWriter]::new($archive.CreateEntry($name).Open(), [Text.UTF8Encoding]::new($false))
            $writer.Write('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + $parts[$name])
            $writer.Dispose()
        }
    }
    finally { $archive.Dispose() }
    $Path
}

<#
.SYNOPSIS
    Writes a PNG of one pixel, and returns its path.
#>
function New-TestPng {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path)
    [IO.File]::WriteAllBytes($Path, [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='))
    $Path
}

<#
.SYNOPSIS
    Writes a mono WAV of 16-bit samples at 16 kHz, and returns its path. Its comment has the text that the emulator hears.
#>
function New-TestWave {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [string] $Text = 'Good morning. Let us begin. The budget is fine.',
        [int] $Samples = 160
    )
    $mark = "TEXT:$Text`0"

    # Chunks have an even length.
    if ([Text.Encoding]::UTF8.GetByteCount($mark) % 2) { $mark += "`0" }
    $comment = [Text.Encoding]::UTF8.GetBytes($mark)
    $file = [IO.MemoryStream]::new()
    $writer = [IO.BinaryWriter]::new($file)
    $latin1 = Get-Latin1
    $writer.Write($latin1.GetBytes('RIFF'))
    $writer.Write([int] (4 + 24 + 8 + 2 * $Samples + 20 + $comment.Length))
    $writer.Write($latin1.GetBytes('WAVEfmt '))
    $writer.Write([int] 16)
    foreach ($value in 1, 1) { $writer.Write([int16] $value) }
    foreach ($value in 16000, 32000) { $writer.Write([int] $value) }
    foreach ($value in 2, 16) { $writer.Write([int16] $value) }
    $writer.Write($latin1.GetBytes('data'))
    $writer.Write([int] (2 * $Samples))
    for ($i = 0; $i -lt $Samples; $i++) { $writer.Write([int16] (8000 * [Math]::Sin(2 * [Math]::PI * 440 * $i / 16000))) }
    $writer.Write($latin1.GetBytes('LIST'))
    $writer.Write([int] (12 + $comment.Length))
    $writer.Write($latin1.GetBytes('INFOICMT'))
    $writer.Write([int] $comment.Length)
    $writer.Write($comment)
    $writer.Flush()
    [IO.File]::WriteAllBytes($Path, $file.ToArray())
    $Path
}

Export-ModuleMember -Function New-TestPdf, New-TestDocx, New-TestPng, New-TestWave
