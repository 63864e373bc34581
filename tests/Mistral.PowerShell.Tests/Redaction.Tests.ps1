#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'
    $secrets = 'bob@example.com', '10.1.2.3', 'hunter2', 'CONTOSO\alice', 'INC1234567'
    $text = 'Mail bob@example.com from 10.1.2.3, Password=hunter2; CONTOSO\alice has INC1234567. Again bob@example.com.'
    $redacted = 'Mail <EMAIL_1> from <IPV4_1>, Password=<PASSWORD_1>; <USERNAME_1> has <TICKET_1>. Again <EMAIL_1>.'
    $rules = @('All', @{ Ticket = 'inc\d{7}' })

    function Get-Sent([string] $Path = $chat) { Get-EmulatorRequest -Filter @{ path = $Path } | ForEach-Object body }
    function Get-LastSent([string] $Path = $chat) { Get-Sent $Path | Select-Object -Last 1 }

    # No value in any form that JSON can give it.
    function Assert-Gone([string[]] $Body, [string[]] $Value = $secrets) {
        foreach ($one in $Value) {
            foreach ($form in $one, $one.Replace('\', '\\'), $one.Replace('\', '\\\\'), $one.Replace('\', '\u005C'), $one.Replace('@', '\u0040')) {
                "$Body".IndexOf($form, [StringComparison]::OrdinalIgnoreCase) | Should -Be -1 -Because $form
            }
        }
    }

    <#
    .SYNOPSIS
        Finds a user.
    .PARAMETER Name
        The account.
    #>
    function Get-TestUser {
        param([Parameter(Mandatory)] [string] $Name)
        $script:asked = $Name
        [pscustomobject]@{ Account = $Name; Mail = 'eve@example.com'; Note = 'alias bob@example.com' }
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe '-Redact' {
    BeforeEach { Reset-Emulator }

    It 'replaces values in a chat before they are sent, and restores them in the reply and its history' {
        Add-EmulatorReply 'I wrote to <EMAIL_1> about <TICKET_1>, not to <EMAIL_9>.'
        $reply = Invoke-MistralChat $text -Redact $rules -Verbose 4>&1
        $verbose, $reply = $reply.Where({ $_ -is [Management.Automation.VerboseRecord] }, 'Split')
        "$verbose" | Should -BeLike '*Redacted POST /v1/chat/completions: Email 2, IPv4 1, Password 1, Ticket 1, UserName 1.*'
        $reply.Content | Should -BeExactly 'I wrote to bob@example.com about INC1234567, not to <EMAIL_9>.'
        $reply.History[0].Content | Should -BeExactly $text
        $sent = Get-LastSent
        ($sent | ConvertFrom-Json).messages[0].content | Should -BeExactly $redacted
        Assert-Gone $sent
    }

    It 'continues a conversation with the same marks, also without the parameter' {
        Add-EmulatorReply 'It is hunter2.', 'Ask <EMAIL_2>, not <EMAIL_1>.', 'third'
        $reply = Invoke-MistralChat $text -Redact $rules
        $next = $reply | Invoke-MistralChat 'hunter2 or eve@example.com?'
        $next.Content | Should -BeExactly 'Ask eve@example.com, not bob@example.com.'
        $null = Invoke-MistralChat 'Is eve@example.com right?' -History $next
        $sent = Get-LastSent
        Assert-Gone $sent ($secrets + 'eve@example.com')
        $messages = ($sent | ConvertFrom-Json).messages
        $messages[1].content | Should -BeExactly 'It is <PASSWORD_1>.'
        $messages[2].content | Should -BeExactly '<PASSWORD_1> or <EMAIL_2>?'
        $messages[-1].content | Should -BeExactly 'Is <EMAIL_2> right?'
    }

    It 'restores a stream in pieces of a few characters, with -Stream, -AsText and -Show' {
        $answer = 'To <EMAIL_1>: <b>see</b> <TICKET_1> and <USERNAME_1'
        $expected = $answer.Replace('<EMAIL_1>', 'bob@example.com').Replace('<TICKET_1>', 'INC1234567')
        Add-EmulatorReply $answer, $answer
        $pieces = @(Invoke-MistralChat $text -Redact $rules -Stream)
        -join $pieces.Content | Should -BeExactly $expected
        $pieces[-1].History[-1].Content | Should -BeExactly $expected
        -join (Invoke-MistralChat $text -Redact $rules -Stream -AsText) | Should -BeExactly $expected
        Assert-Gone (Get-Sent)
    }

    It 'gives a tool the values, and redacts its result' {
        Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'Get-TestUser'; arguments = '{"Name":"<USERNAME_1>"}' } }) }, 'Mail <EMAIL_2>.')
        $reply = Invoke-MistralChat $text -Redact $rules -Tool Get-TestUser
        $script:asked | Should -BeExactly 'CONTOSO\alice'
        $reply.Content | Should -BeExactly 'Mail eve@example.com.'
        $reply.ToolResult[0].Content | Should -BeLike '*eve@example.com*'
        Assert-Gone (Get-Sent) ($secrets + 'eve@example.com')
        $told = (Get-LastSent | ConvertFrom-Json).messages | Where-Object role -EQ tool
        ($told.content | ConvertFrom-Json).Note | Should -BeExactly 'alias <EMAIL_1>'
        Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'Get-TestUser'; arguments = '{"Name":"<USERNAME_1>"}' } }) }, 'Done.')
        $script:asked = $null
        $null = Invoke-MistralChat $text -Redact $rules -Tool Get-TestUser -Stream
        $script:asked | Should -BeExactly 'CONTOSO\alice'
    }

    It 'restores objects of a schema with escapes, and keeps values out of the schema and its correction' {
        Add-EmulatorReply '{"user":"<USERNAME_1>","kind":"x"}', '{"user":"<USERNAME_1>","kind":"\u003cEMAIL_1\u003e"}'
        $schema = @{ type = 'object'; properties = @{ user = @{ type = 'string' }; kind = @{ type = 'string'; enum = @('bob@example.com') } }; required = @('user', 'kind'); additionalProperties = $false }
        $answer = Invoke-MistralChat $text -Redact $rules -Schema $schema -RetryInvalid 1
        $answer.user | Should -BeExactly 'CONTOSO\alice'
        $answer.kind | Should -BeExactly 'bob@example.com'
        Assert-Gone (Get-Sent)
    }

    It 'redacts piped objects by their strings and the names of their properties' {
        [pscustomobject]@{ Path = 'C:\Users\malory\x'; Password = 'pa"ss\w0rd'; Card = 4111111111111111; Mail = 'a+b@example.com' } |
            Invoke-MistralChat 'Who?' -Redact All | Out-Null
        $sent = (Get-LastSent | ConvertFrom-Json).messages[0].content
        $sent | Should -BeExactly "Who?`n`n{`"Path`":`"C:\\Users\\<USERNAME_1>\\x`",`"Password`":`"<PASSWORD_1>`",`"Card`":`"<CREDITCARD_1>`",`"Mail`":`"<EMAIL_1>`"}"
    }

    It 'shows the redacted request with -Debug, and keeps text that looks like a mark' {
        Add-EmulatorReply 'You said <MARK_1>.'
        $output = Invoke-MistralChat 'Is <EMAIL_1> bob@example.com?' -Redact Email -Debug 5>&1
        $debug, $reply = $output.Where({ $_ -is [Management.Automation.DebugRecord] }, 'Split')
        "$($debug[0])" | Should -BeLike '*Is <MARK_1> <EMAIL_1>?*'
        $reply.Content | Should -BeExactly 'You said <EMAIL_1>.'
    }

    It 'redacts text documents, and warns once of media that it cannot see' {
        $file = "$TestDrive/notes.txt"
        Set-Content -LiteralPath $file -Value $text
        $null = Invoke-MistralChat 'Summarize' -Document $file -Redact $rules -WarningVariable none -WarningAction SilentlyContinue
        $none | Should -BeNullOrEmpty
        $url = (Get-LastSent | ConvertFrom-Json).messages[0].content[1].document_url
        [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($url.Split(',')[1])).Trim() | Should -BeExactly $redacted
        $null = 'a', 'b' | Invoke-MistralChat -Image 'https://example.com/a.png' -Redact All -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -BeLike '*text only*'
    }

    It 'refuses what is not a rule before it sends anything: <Name>' -ForEach @(
        @{ Name = 'an unknown name'; Rule = 'Phone' }
        @{ Name = 'a number'; Rule = 5 }
        @{ Name = 'an invalid pattern'; Rule = @{ A = '(' } }
        @{ Name = 'an empty pattern'; Rule = @{ A = '' } }
        @{ Name = 'a name with a space'; Rule = @{ 'a b' = 'x' } }
        @{ Name = 'a built-in name'; Rule = @{ email = 'x' } }
    ) {
        $problem = Get-TestError { Invoke-MistralChat 'a' -Redact $Rule }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralRedactionRuleInvalid,*'
        $problem.ErrorDetails.RecommendedAction | Should -BeLike '*Email*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'writes an error for an input whose own pattern takes too long, and sends the others' {
        $output = @(('a' * 40), 'fine' | Invoke-MistralChat -Redact @{ Slow = [regex] '(?<x>(a+)+)\k<x>b' } -ErrorVariable problem -ErrorAction SilentlyContinue)
        $output.Count | Should -Be 1
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'MistralRedactionTimeout,*'
        $problem[0].TargetObject | Should -BeExactly ('a' * 40)
        @(Get-Sent).Count | Should -Be 1
    }

    It 'completes the names of the rules' {
        (TabExpansion2 'Invoke-MistralChat hi -Redact ip').CompletionMatches.CompletionText | Should -BeExactly 'IPv4', 'IPv6'
        (TabExpansion2 'Start-MistralBatch -Redact Email, a').CompletionMatches.CompletionText | Should -Contain 'All'
    }

    It 'redacts code completions' {
        $code = Invoke-MistralFim 'def f(a): # bob@example.com' -Redact Email -Stream
        -join $code.Content | Should -Not -BeNullOrEmpty
        $reply = Invoke-MistralFim 'def f(a): # bob@example.com' -Redact Email
        $reply.Prompt | Should -BeExactly 'def f(a): # bob@example.com'
        Assert-Gone (Get-Sent '/v1/fim/completions') 'bob@example.com'
    }

    It 'redacts each text of embeddings by itself, and the query of a search' {
        $vectors = @('to bob@example.com', 'to eve@example.com', 'eve@example.com, bob@example.com' | Get-MistralEmbedding -Redact Email)
        $vectors.Text | Should -BeExactly 'to bob@example.com', 'to eve@example.com', 'eve@example.com, bob@example.com'
        (Get-LastSent '/v1/embeddings' | ConvertFrom-Json).input | Should -BeExactly 'to <EMAIL_1>', 'to <EMAIL_1>', '<EMAIL_1>, <EMAIL_2>'
        $null = $vectors | Search-MistralEmbedding 'mail of bob@example.com' -Redact Email
        (Get-LastSent '/v1/embeddings' | ConvertFrom-Json).input | Should -BeExactly 'mail of <EMAIL_1>'
    }

    It 'remembers the marks of a conversation on the server, and numbers those of an unknown one differently' {
        Add-EmulatorReply 'Hello <EMAIL_1>.', 'Bye <EMAIL_1> and <EMAIL_2>.', 'Stream <EMAIL_1>!'
        $reply = Invoke-MistralConversation 'I am bob@example.com' -Redact Email
        $reply.Content | Should -BeExactly 'Hello bob@example.com.'
        ($reply | Invoke-MistralConversation 'And eve@example.com?').Content | Should -BeExactly 'Bye bob@example.com and eve@example.com.'
        $events = @(Invoke-MistralConversation 'Again' -ConversationId $reply.ConversationId -Stream)
        -join $events.Content | Should -BeExactly 'Stream bob@example.com!'
        $events[-1].Reply.Content | Should -BeExactly 'Stream bob@example.com!'
        Assert-Gone @(Get-EmulatorRequest | ForEach-Object body) 'bob@example.com', 'eve@example.com'
        $other = Invoke-MistralConversation 'Plain'
        $null = Invoke-MistralConversation 'bob@example.com' -ConversationId $other.ConversationId -Redact Email -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike '*aren''t known in this session*'
        (Get-EmulatorRequest)[-1].body | Should -Match '<EMAIL_[0-9]{4,6}>'
    }

    It 'redacts the requests of a batch, and restores their results in the same session only' {
        $file = "$TestDrive/rows.txt"
        Set-Content -LiteralPath $file -Value 'x'
        $batch = 'Repeat after me: bob@example.com', 'Repeat after me: eve@example.com' | Start-MistralBatch -Redact Email -Metadata @{ owner = 'bob@example.com' } -Inline
        $sent = (Get-EmulatorRequest -Filter @{ path = '/v1/batch/jobs' })[0].body
        Assert-Gone $sent 'bob@example.com', 'eve@example.com'
        ($sent | ConvertFrom-Json).metadata.redacted | Should -BeExactly 'Email'
        $texts = $batch | Wait-MistralBatch | Receive-MistralBatch -AsText -InOrder
        "$texts" | Should -Not -Match 'EMAIL_'
        $problem = Get-TestError { [pscustomobject]@{ Mail = 'bob@example.com'; Text = 'x' } | Start-MistralBatch 'Q' -Property Text -IdProperty Mail -Redact Email }
        "$problem" | Should -BeLike '*custom id*Email*'
    }
}
