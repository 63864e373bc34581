#requires -Version 5.1
# Seconds: 15

BeforeDiscovery {
    $noTerminal = if (-not (Get-Command script -CommandType Application -ErrorAction Ignore) -or $IsMacOS -or $PSVersionTable.PSEdition -ne 'Core') { 'script(1) of util-linux gives the terminal' }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $chat = '/v1/chat/completions'

    # Runs a chat in a separate process with these lines as its input, and returns its output.
    function Invoke-Conversation([string[]] $Line, [string] $With = '', [string] $Then = '', [string] $Before = '') {
        $started = Start-Conversation "$Before Enter-MistralChat $With; $Then"
        $said = $started.StandardOutput.ReadToEndAsync()
        $errors = $started.StandardError.ReadToEndAsync()
        foreach ($one in $Line) { $started.StandardInput.WriteLine($one) }
        $started.StandardInput.Close()
        if (-not $started.WaitForExit(40000)) { $started.Kill(); throw 'The conversation did not end.' }
        [pscustomobject]@{ Output = $said.Result.Replace("`r", ''); Errors = $errors.Result }
    }

    function Start-Conversation([string] $Script, [string] $Switches = '-NoProfile') {
        $text = "`$PSStyle.OutputRendering = 'PlainText'; Import-Module -Name '$(Get-TestModulePath)'; $Script"
        $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
        $shell = Get-CurrentShell
        $start = [Diagnostics.ProcessStartInfo]::new($shell.Path, "$($shell.LeadingText)$Switches -EncodedCommand $encoded")
        $start.UseShellExecute = $false
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.StandardOutputEncoding = $start.StandardErrorEncoding = [Text.Encoding]::UTF8
        $start.Environment['MISTRAL_API_KEY'] = $env:MISTRAL_TEST_KEY
        $start.Environment['MISTRAL_BASE_URL'] = $env:MISTRAL_TEST_URI
        $start.Environment['TERM'] = 'xterm'
        [Diagnostics.Process]::Start($start)
    }

    function Get-SentBody([int] $Number = -1) { (Get-EmulatorRequest -Filter @{ path = $chat })[$Number].body | ConvertFrom-Json }
}

Describe 'A conversation with redirected input' {
    BeforeEach { Reset-Emulator }

    It 'answers each line and sends the earlier messages' {
        $ran = Invoke-Conversation 'repeat: first', 'repeat: second', '/exit', 'repeat: never'
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output | Should -Match '(?s)/help.*first\n.*second\n'
        $ran.Output | Should -Not -Match 'never\n'
        $messages = (Get-SentBody).messages
        @($messages.role) | Should -BeExactly 'user', 'assistant', 'user'
        @($messages.content) | Should -BeExactly 'repeat: first', 'first', 'repeat: second'
        (Get-SentBody).stream | Should -BeTrue
    }

    It 'ends at the end of the input' {
        (Invoke-Conversation 'repeat: only').Output | Should -Match 'only\n'
    }

    It 'reads messages of several lines' {
        $null = Invoke-Conversation 'repeat: a`', 'b', '"""', 'repeat: c', '', 'd', '"""'
        @((Get-SentBody).messages | Where-Object role -EQ user).content | Should -BeExactly "repeat: a`nb", "repeat: c`n`nd"
    }

    It 'runs commands' {
        $ran = Invoke-Conversation '/model', '/model mistral-large-latest', '/system Be brief.', '/system', '/tools', 'repeat: a', '/usage', '/clear', 'repeat: b', '/unknown' -With '-Tool Get-Date'
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Output | Should -Match 'mistral-small-latest\n'
        $ran.Output | Should -Match 'Be brief\.\n'
        $ran.Output | Should -Match 'Get-Date\n'
        $ran.Output | Should -Match '1 request, \d+ tokens'
        $ran.Output | Should -Match '/save <path>'
        $sent = Get-SentBody
        $sent.model | Should -BeExactly 'mistral-large-latest'
        @($sent.messages.content) | Should -BeExactly 'Be brief.', 'repeat: b'
    }

    It 'is saved as JSON, and continued from it' {
        $path = Join-Path $TestDrive 'talk it.json'
        $key = [char]::ConvertFromUtf32(0x1F511)
        $ran = Invoke-Conversation '/system Be brief.', "repeat: $key", "/save $path", '/clear', "/load $path", 'repeat: b'
        $ran.Errors | Should -BeNullOrEmpty
        $saved = Get-Content -LiteralPath $path -Raw -Encoding utf8 | ConvertFrom-Json
        @($saved.role) | Should -BeExactly 'system', 'user', 'assistant'
        $saved[2].content | Should -BeExactly $key
        @((Get-SentBody).messages.content) | Should -BeExactly 'Be brief.', "repeat: $key", $key, 'repeat: b'

        Connect-TestMistral
        (Invoke-MistralChat 'repeat: c' -History $saved).Content | Should -BeExactly 'c'
        Disconnect-Mistral
    }

    It 'reports each error and continues' {
        Set-Content -LiteralPath TestDrive:/odd.json -Value '{}'
        $cases = @(
            @{ Name = 'a missing file'; Line = '/load nothing.json'; Says = 'nothing.json' }
            @{ Name = 'a file that contains no chat'; Line = "/load $(Join-Path $TestDrive odd.json)"; Says = "doesn't contain a list of messages" }
            @{ Name = 'a missing drive'; Line = '/save nodrive:x'; Says = 'nodrive' }
            @{ Name = 'a drive without files'; Line = '/save env:x'; Says = 'not in the file system' }
            @{ Name = 'a missing folder'; Line = '/save nowhere/talk.json'; Says = 'nowhere' }
        )
        $ran = Invoke-Conversation @(foreach ($i in 0..4) { $cases[$i].Line; "repeat: on$i" })
        foreach ($i in 0..4) {
            "$($ran.Output) $($ran.Errors)" | Should -Match $cases[$i].Says -Because $cases[$i].Name
            $ran.Output | Should -Match "on$i\n" -Because "it continues after $($cases[$i].Name)"
        }
    }

    It 'is as before the question after a server error' {
        Add-EmulatorFault @{ path = $chat; status = 422; body = '{"detail":"too odd"}' }
        $ran = Invoke-Conversation 'repeat: a', 'repeat: b'
        "$($ran.Output) $($ran.Errors)" | Should -Match 'too odd'
        $ran.Output | Should -Match 'b\n'
        @((Get-SentBody).messages.content) | Should -BeExactly 'repeat: b'
    }

    It 'continues from a piped history with images' {
        $image = Join-Path $TestDrive one.png
        [IO.File]::WriteAllBytes($image, [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='))
        $path = Join-Path $TestDrive pictured.json
        $ran = Invoke-Conversation "/save $path", 'repeat: b' -Before "`$reply = Invoke-MistralChat 'repeat: a' -Image '$image'; `$reply.History | " -With ''
        @((Get-SentBody).messages).Count | Should -Be 3
        (ConvertFrom-Json ([IO.File]::ReadAllText($path)))[0].content[1].image_url | Should -Match '^data:image/png;base64,iVBOR'
    }

    It 'sends a message that begins with two slashes, and removes the system message' {
        $null = Invoke-Conversation '/system Be brief.', '/system -', '//etc is what?'
        @((Get-SentBody).messages.content) | Should -BeExactly '/etc is what?'
    }

    It 'fails before the first question if the variable can''t be set' {
        $ran = Invoke-Conversation 'repeat: a' -With '-ReplyVariable PID'
        "$($ran.Output) $($ran.Errors)" | Should -Match 'PID'
        Get-EmulatorRequest -Filter @{ path = $chat } | Should -BeNullOrEmpty
    }

    It 'stores the last reply in -ReplyVariable' {
        $ran = Invoke-Conversation 'repeat: kept' -With "-ReplyVariable last" -Then '"<$($last.Content)> $($last.GetType().Name)"'
        $ran.Output | Should -Match '<kept> ChatReply'
    }

    It 'runs tools' {
        Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'now'; arguments = '{}' } }) }, 'It is 2026.')
        $ran = Invoke-Conversation 'Which year?' -With '-Tool @{ now = { 2026 } }'
        $ran.Output | Should -Match 'It is 2026\.'
        ((Get-SentBody).messages | Where-Object role -EQ tool).content | Should -BeExactly '2026'
    }

    It 'replaces control characters in replies' {
        Add-EmulatorReply "a$([char]27)[2Jb$([char]7)"
        (Invoke-Conversation 'Go').Output | Should -Match 'a[^\x1b]\[2Jb[^\x07]'
    }

    It 'asks the last question again with /retry, and removes it with /undo' {
        $ran = Invoke-Conversation '/retry', '/undo', 'repeat: a', 'repeat: b', '/retry', '/undo', 'repeat: c'
        $ran.Output | Should -Match 'no question to ask again'
        $ran.Output | Should -Match 'no question to forget'
        $ran.Output | Should -Match 'is forgotten\. 2 messages left\.'
        @((Get-SentBody -Number 1).messages.content) | Should -BeExactly 'repeat: a', 'a', 'repeat: b'
        @((Get-SentBody -Number 2).messages.content) | Should -BeExactly 'repeat: a', 'a', 'repeat: b'
        @((Get-SentBody -Number 3).messages.content) | Should -BeExactly 'repeat: a', 'a', 'repeat: c'
    }

    It 'asks a failed question again with /retry' {
        Add-EmulatorFault @{ path = $chat; status = 422; body = '{"detail":"too odd"}' }
        $null = Invoke-Conversation 'repeat: a', '/retry'
        @((Get-SentBody).messages.content) | Should -BeExactly 'repeat: a'
        @(Get-EmulatorRequest -Filter @{ path = $chat }).Count | Should -Be 2
    }

    It 'asks before it overwrites a file, and reports the result' {
        $path = Join-Path $TestDrive kept.json
        Set-Content -LiteralPath $path -Value 'mine'
        $ran = Invoke-Conversation 'repeat: a', "/save $path", 'n', "/save $path", 'y', "/load $path", '/save'
        $ran.Output | Should -Match 'Overwrite it\? \[y/N\] (n\n)?The conversation was not saved'
        $ran.Output | Should -Match 'Saved 2 messages to '
        $ran.Output | Should -Match 'Loaded 2 messages from '
        $ran.Output | Should -Match '/save needs a path'
        @(Get-Content -LiteralPath $path -Raw | ConvertFrom-Json).Count | Should -Be 2
    }

    It 'explains unknown commands and unknown models' {
        $ran = Invoke-Conversation '/foo bar', '/model mistral-smal', '/model mistral-large-latest'
        $ran.Output | Should -Match "'/foo' is not a command\. /model"
        $ran.Output | Should -Match "No model 'mistral-smal' was found; it is still mistral-small-latest\. There is .*mistral-small-latest"
        $ran.Output | Should -Match '\nmistral-large-latest\n|> mistral-large-latest\n'
    }

    It 'is refused if the host reads no lines' {
        $started = Start-Conversation 'try { Enter-MistralChat -ErrorAction Stop } catch { "<$($_.FullyQualifiedErrorId)>" }' -Switches '-NoProfile -NonInteractive'
        $started.StandardInput.Close()
        $said = $started.StandardOutput.ReadToEnd()
        $started.WaitForExit()
        $said | Should -Match '<MistralNotInteractive,'
    }
}

Describe 'A conversation in a terminal' -Skip:([bool] $noTerminal) {
    BeforeEach { Reset-Emulator }

    BeforeAll {
        Import-Module "$PSScriptRoot/Support/Terminal.psm1" -Force

        function Open-Terminal([string] $Script) {
            $started = Start-Terminal $Script -Environment @{ MISTRAL_API_KEY = $env:MISTRAL_TEST_KEY; MISTRAL_BASE_URL = $env:MISTRAL_TEST_URI }
            try { Wait-Terminal $started '> ' } catch { Stop-Terminal $started; throw }
            $started
        }

        function Close-Terminal($Started) {
            Send-Terminal $Started "/exit`r"
            Wait-Terminal $Started '/exit(\e\[6n|\s+\e\[\?2004l)'
            $Started.Process.WaitForExit(20000) | Should -BeTrue
        }
    }

    It 'cancels only the reply with Ctrl+C' {
        Add-EmulatorFault @{ path = $chat; holdHeaders = $true }
        $started = Open-Terminal 'Enter-MistralChat'
        try {
            Send-Terminal $started "repeat: never`r"
            Wait-Terminal $started 'repeat: never\e\[6n[^\n]*\n'
            $null = Get-EmulatorRequest -Wait 30 -Filter @{ path = $chat }
            Send-Terminal $started ([string] [char] 3)
            Wait-Terminal $started '\(stopped\)\s+> '
            Send-Terminal $started "repeat: onward`r"
            Wait-Terminal $started '\nonward\s+> '
            Close-Terminal $started
            @((Get-SentBody).messages.content) | Should -BeExactly 'repeat: onward'
        }
        finally {
            Stop-Terminal $started
            Invoke-EmulatorRelease
        }
    }

    It 'passes the keys to the confirmation of a tool' {
        Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'danger'; arguments = '{}' } }) }, 'Not done.')
        $started = Open-Terminal "function danger { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param() 'TOOL' + 'RAN' }; Enter-MistralChat -Tool danger"
        try {
            Send-Terminal $started "Go`r"
            Wait-Terminal $started 'default is "Y"\)'
            Send-Terminal $started "n`r"
            Wait-Terminal $started 'Not done\.'
            Close-Terminal $started
            ((Get-SentBody).messages | Where-Object role -EQ tool).content | Should -Match 'did not approve'
        }
        finally {
            Stop-Terminal $started
        }
    }

    It 'sends lines that are pasted at once as one message' {
        $started = Open-Terminal 'Enter-MistralChat'
        try {
            Send-Terminal $started "repeat: a`rb`rc`r"
            Wait-Terminal $started '\na\s+b\s+c\s+> '
            Close-Terminal $started
            @((Get-SentBody).messages.content) | Should -BeExactly "repeat: a`nb`nc"
        }
        finally {
            Stop-Terminal $started
        }
    }

    It 'keeps the keys that are typed during a reply' {
        Add-EmulatorFault @{ path = $chat; holdHeaders = $true }
        $started = Open-Terminal 'Enter-MistralChat'
        try {
            Send-Terminal $started "repeat: first`r"
            Wait-Terminal $started 'repeat: first\e\[6n[^\n]*\n'
            $null = Get-EmulatorRequest -Wait 30 -Filter @{ path = $chat; held = 1 }
            Send-Terminal $started "repeat: secx$([char]127)ond`r"
            [Threading.Thread]::Sleep(500)
            Invoke-EmulatorRelease
            Wait-Terminal $started '\nsecond\s+> '
            Close-Terminal $started
            @((Get-SentBody).messages.content) | Should -BeExactly 'repeat: first', 'first', 'repeat: second'
        }
        finally {
            Stop-Terminal $started
            Invoke-EmulatorRelease
        }
    }

    It 'shows Markdown if the console has colors, and not with -NoMarkdown' {
        $text = "# Title`nSome **bold** and ``code``.`n- one`n``````ps`nGet-Item`n``````"
        $esc = [regex]::Escape([string][char]27)
        foreach ($case in @(
                @{ With = ''; Pattern = "$esc\[1;36mTitle$esc\[0m\s+Some $esc\[1mbold$esc\[0m and $esc\[33mcode$esc\[0m\.\s+$([char]0x2022) one\s+$esc\[33mGet-Item$esc\[0m" }
                @{ With = '-NoMarkdown'; Pattern = '# Title\s+Some \*\*bold\*\*' }
            )) {
            Add-EmulatorReply $text
            $started = Open-Terminal "`$env:NO_COLOR = `$null; `$PSStyle.OutputRendering = 'Host'; Enter-MistralChat $($case.With)"
            try {
                Send-Terminal $started "Go`r"
                Wait-Terminal $started "$($case.Pattern)[^>]*> "
                Close-Terminal $started
            }
            finally {
                Stop-Terminal $started
            }
        }
    }

    Context 'with the editor' {
        BeforeAll {
            $esc = [string][char]27
            $up, $down, $left = "$esc[A", "$esc[B", "$esc[D"
            function Open-Editor([string] $With = '') {
                Open-Terminal "`$env:NO_COLOR = `$null; `$PSStyle.OutputRendering = 'Host'; Enter-MistralChat -NoMarkdown $With"
            }

            # The reply, and the prompt after it.
            function Get-Pattern([string] $Reply) { "2004l$Reply\s+\e\[\?2004h\s+\e\[J> " }

            # Sends keys in one conversation, waits after each for what is shown, and ends the conversation.
            function Invoke-Editor([object[]] $Step, [string] $With = '') {
                $started = Open-Editor $With
                try {
                    foreach ($one in $Step) {
                        $started.Shown = ''
                        Send-Terminal $started $one[0]
                        Wait-Terminal $started $one[1]
                    }
                    Send-Terminal $started "/exit`r"
                    Wait-Terminal $started "/exit"
                    $started.Process.WaitForExit(20000) | Should -BeTrue -Because 'the conversation has ended'
                }
                finally { Stop-Terminal $started }
            }

            function Get-Question { @(Get-EmulatorRequest -Filter @{ path = $chat } | ForEach-Object { ($_.body | ConvertFrom-Json).messages[-1].content }) }
        }

        It 'sends a pasted text of several lines as one message when Enter is pressed, also with an apostrophe' {
            Invoke-Editor @(
                , @("$esc[200~repeat: it's`r`n`tb $([char]::ConvertFromUtf32(0x1F511))`rc`r$esc[201~", 'c')
                , @("!`r", (Get-Pattern "it's\s+b.*\s+c\s+!"))
            )
            Get-Question | Should -BeExactly "repeat: it's`n`tb $([char]::ConvertFromUtf32(0x1F511))`nc`n!"
        }

        It 'sends a typed text with an apostrophe and an open bracket at once' {
            Invoke-Editor @(, @("repeat: what's (this`r", (Get-Pattern "what's \(this")))
            Get-Question | Should -BeExactly "repeat: what's (this"
        }

        It 'clears the message with Ctrl+C, and does not end' {
            Invoke-Editor @(
                , @('repeat: never', 'never')
                , @([string][char]3, '\^C\s+.*> ')
                , @([string][char]3, '\^C\s+/exit ends the chat')
                , @("repeat: kept`r", (Get-Pattern 'kept'))
            )
            Get-Question | Should -BeExactly 'repeat: kept'
        }

        It 'clears the message with Escape' {
            Invoke-Editor @(
                , @('repeat: never', 'never')
                , @($esc, '\e\[J> ')
                , @("repeat: kept`r", (Get-Pattern 'kept'))
            )
            Get-Question | Should -BeExactly 'repeat: kept'
        }

        It 'has a history of this chat, and keeps the draft' {
            Invoke-Editor @(
                , @("repeat: a`r", (Get-Pattern 'a'))
                , @("repeat: b`r", (Get-Pattern 'b'))
                , @("draft$up", 'repeat: b')
                , @("$up", 'repeat: a')
                , @("$down$down", 'draft')
                , @("$up$up$up`r", (Get-Pattern 'a'))
            )
            Get-Question | Should -BeExactly 'repeat: a', 'repeat: b', 'repeat: a'
        }

        It 'edits with the usual keys, and over several lines' {
            Invoke-Editor @(
                , @("repeat: bd$left", 'bd')
                , @('c', '> repeat: bcd')
                , @("$esc[F$([char]10)two", 'two')
                , @("$up$([char]1)$([char]5)X$([char]5)$esc[3~", 'X')
                , @("`r", (Get-Pattern 'bcdXtwo'))
                , @("repeat: one wrong$([char]23)word`r", (Get-Pattern 'one word'))
                , @("lost$([char]21)repeat: u`r", (Get-Pattern 'u'))
            )
            Get-Question | Should -BeExactly 'repeat: bcdXtwo', 'repeat: one word', 'repeat: u'
        }

        It 'ends with Ctrl+D on an empty message' {
            $started = Open-Editor
            try {
                Send-Terminal $started ([string][char]4)
                $started.Process.WaitForExit(20000) | Should -BeTrue
            }
            finally { Stop-Terminal $started }
        }

        It 'sends lines that come at once as one message if the terminal does not report a paste' {
            Invoke-Editor @(, @("repeat: a`rb`rc`r", (Get-Pattern 'a\s+b\s+c')))
            Get-Question | Should -BeExactly "repeat: a`nb`nc"
        }

        It 'sends lines that come at once as separate messages after the terminal has reported a paste' {
            Invoke-Editor @(
                , @("$esc[200~repeat: a$esc[201~", 'repeat: a')
                , @("`r", (Get-Pattern 'a'))
                , @("repeat: b`rrepeat: c`r", '> repeat: c\s+c\s+\e\[\?2004h')
            )
            Get-Question | Should -BeExactly 'repeat: a', 'repeat: b', 'repeat: c'
        }

        It 'can edit what was typed during a reply' {
            Add-EmulatorFault @{ path = $chat; holdHeaders = $true }
            $started = Open-Editor
            try {
                Send-Terminal $started "repeat: first`r"
                $null = Get-EmulatorRequest -Wait 30 -Filter @{ path = $chat; held = 1 }
                Send-Terminal $started 'repeat: secondx'
                [Threading.Thread]::Sleep(500)
                $started.Shown = ''
                Invoke-EmulatorRelease
                Wait-Terminal $started '> repeat: secondx'
                Send-Terminal $started "$([char]127)`r"
                Wait-Terminal $started (Get-Pattern 'second')
            }
            finally {
                Stop-Terminal $started
                Invoke-EmulatorRelease
            }
            Get-Question | Should -BeExactly 'repeat: first', 'repeat: second'
        }

        It 'asks before it overwrites a file, and Ctrl+C does not overwrite it' {
            $path = Join-Path $TestDrive mine.json
            Set-Content -LiteralPath $path -Value 'mine'
            Invoke-Editor @(
                , @("/save $path`r", '\[y/N\] ')
                , @([string][char]3, '/exit ends the chat\.\s+\e\[J.*\[y/N\] ')
                , @("`r", 'was not saved\.\s+\e\[\?2004h\s+\e\[J> ')
            )
            Get-Content -LiteralPath $path | Should -BeExactly 'mine'
        }

        It 'leaves the terminal as it was: Ctrl+C ends a command after the chat' {
            $started = Open-Terminal "`$env:NO_COLOR = `$null; `$PSStyle.OutputRendering = 'Host'; Enter-MistralChat; 'WAIT' + 'ING'; Start-Sleep 60"
            try {
                Send-Terminal $started "/exit`r"
                Wait-Terminal $started 'WAITING'
                $started.Shown | Should -Match '\e\[\?2004l'
                Send-Terminal $started ([string][char]3)
                $started.Process.WaitForExit(20000) | Should -BeTrue
            }
            finally { Stop-Terminal $started }
        }
    }

    It 'cancels a tool with Ctrl+C' {
        Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'wait'; arguments = '{}' } }) }, 'never')
        $started = Open-Terminal 'Enter-MistralChat -Tool @{ wait = { $Host.UI.Write("WAITING"); Start-Sleep -Seconds 60 } }'
        try {
            Send-Terminal $started "Go`r"
            Wait-Terminal $started 'WAITING'
            Send-Terminal $started ([string] [char] 3)
            Wait-Terminal $started '\(stopped\)\s+> '
            Close-Terminal $started
        }
        finally {
            Stop-Terminal $started
        }
    }
}
