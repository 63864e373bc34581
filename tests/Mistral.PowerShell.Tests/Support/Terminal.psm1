#requires -Version 7.0
# Runs PowerShell on a terminal that the test controls: it waits for output and sends keys.
Set-StrictMode -Version Latest
Import-Module "$PSScriptRoot/TestSupport.psm1"

<#
.SYNOPSIS
    Runs a script with the module on a terminal.
#>
function Start-Terminal {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        # Differences from the environment of this process.
        [hashtable] $Environment = @{}
    )
    $shell = Get-CurrentShell
    $text = "`$PSStyle.OutputRendering = 'PlainText'; Import-Module -Name '$(Get-TestModulePath)'; $Script"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
    $start = [Diagnostics.ProcessStartInfo]::new('script', "-qec `"$($shell.Path) $($shell.Leading) -NoProfile -EncodedCommand $encoded`" /dev/null")
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = $start.StandardErrorEncoding = [Text.Encoding]::UTF8
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $start.Environment['TERM'] = 'xterm'
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.AutoFlush = $true
    $buffer = [char[]]::new(4096)
    [pscustomobject]@{ Process = $process; Buffer = $buffer; Shown = ''; Reading = $process.StandardOutput.ReadAsync($buffer, 0, $buffer.Length) }
}

<#
.SYNOPSIS
    Sends keys to a terminal.
#>
function Send-Terminal {
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Terminal, [Parameter(Mandatory)] [string] $Text)
    $Terminal.Process.StandardInput.Write($Text)
}

<#
.SYNOPSIS
    Reads the output of a terminal until it matches a pattern, and answers queries for the cursor position.
#>
function Wait-Terminal {
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Terminal, [Parameter(Mandatory)] [string] $Pattern)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while ($Terminal.Shown -notmatch $Pattern) {
        if ($watch.Elapsed.TotalSeconds -gt 30) { throw "The terminal did not come to show this in 30 s: $Pattern. It shows: $($Terminal.Shown)" }
        if (-not $Terminal.Reading.Wait(100)) { continue }
        $new = [string]::new($Terminal.Buffer, 0, $Terminal.Reading.Result)
        $asked = ([regex]::Matches($new, '\e\[6n')).Count
        if ($asked) { Send-Terminal $Terminal ("$([char]27)[1;1R" * $asked) }
        $Terminal.Shown += $new
        $Terminal.Reading = $Terminal.Process.StandardOutput.ReadAsync($Terminal.Buffer, 0, $Terminal.Buffer.Length)
    }
}

<#
.SYNOPSIS
    Ends the process of a terminal.
#>
function Stop-Terminal {
    [CmdletBinding()]
    param([AllowNull()] $Terminal)
    if ($Terminal -and -not $Terminal.Process.HasExited) { $Terminal.Process.Kill($true) }
}

Export-ModuleMember -Function Start-Terminal, Send-Terminal, Wait-Terminal, Stop-Terminal
