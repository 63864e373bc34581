#requires -Version 5.1
# Seconds: 15

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $examples = [IO.Path]::GetFullPath("$PSScriptRoot/../../examples")

    # The scripts import the module by name, as for an installed module.
    $pathBefore = $env:PSModulePath
    $env:PSModulePath = (Split-Path -Parent (Split-Path -Parent (Get-TestModulePath))) + [IO.Path]::PathSeparator + $env:PSModulePath
    Connect-TestMistral @{ MaximumRetryCount = 0 }

    # Receives one mail and returns it as text. The port is in the first line.
    function Start-MailServer {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
                param($Listener)
                $connection = $Listener.AcceptTcpClient()
                $connection.ReceiveTimeout = 10000
                $stream = $connection.GetStream()
                $reader = [IO.StreamReader]::new($stream)
                $writer = [IO.StreamWriter]::new($stream)
                $writer.NewLine = "`r`n"
                $writer.AutoFlush = $true
                $writer.WriteLine('220 test')
                $isData = $false
                while ($null -ne ($line = $reader.ReadLine())) {
                    if ($isData) {
                        $line
                        if ($line -eq '.') { $isData = $false; $writer.WriteLine('250 ok') }
                    }
                    elseif ($line -like 'DATA*') { $isData = $true; $writer.WriteLine('354 go on') }
                    elseif ($line -like 'QUIT*') { $writer.WriteLine('221 bye'); break }
                    else { $writer.WriteLine('250 ok') }
                }
                $connection.Dispose()
            }).AddArgument($listener)
        [pscustomobject]@{ Port = $listener.LocalEndpoint.Port; Listener = $listener; Shell = $shell; Run = $shell.BeginInvoke() }
    }

    function Stop-MailServer($Server) {
        $Server.Listener.Stop()
        $text = if ($Server.Run.AsyncWaitHandle.WaitOne(10000)) { try { $Server.Shell.EndInvoke($Server.Run) -join "`n" } catch { '' } }
        $Server.Shell.Dispose()
        $text
    }
}

AfterAll {
    $env:PSModulePath = $pathBefore
    Disconnect-Mistral
}

Describe 'Search-SupportFolder.ps1' {
    BeforeEach {
        Reset-Emulator
        $share = [IO.Path]::Combine((Get-PSDrive TestDrive).Root, 'support')
        Remove-Item -LiteralPath $share -Recurse -Force -ErrorAction Ignore
        $null = New-Item -ItemType Directory -Path "$share/inner"
        [IO.File]::WriteAllText("$share/reset.md", 'A password is reset on the page account.example.com.')
        [IO.File]::WriteAllText("$share/inner/printer.txt", 'The printer is on the second floor.')
        [IO.File]::WriteAllText("$share/c.exe", 'not wanted')
        $with = @{ Path = $share; IndexName = 'support' }
    }

    It 'creates and fills the index, and changes nothing on the second run' {
        $first = @(& "$examples/Search-SupportFolder.ps1" @with)
        $first.Action | Should -Be 'Added', 'Added'
        $first.Source | Should -Be 'inner/printer.txt', 'reset.md'
        Clear-EmulatorRequest
        & "$examples/Search-SupportFolder.ps1" @with | Should -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'sends changed files again and removes the documents of deleted ones' {
        $null = & "$examples/Search-SupportFolder.ps1" @with
        [IO.File]::WriteAllText("$share/reset.md", 'A password is reset by calling 112233.')
        Remove-Item -LiteralPath "$share/inner/printer.txt"
        $second = @(& "$examples/Search-SupportFolder.ps1" @with)
        $second.Action | Should -Be 'Added', 'Removed'
        (Search-MistralIndex support password).Content | Should -Match '112233'
        Search-MistralIndex support printer | Should -BeNullOrEmpty
    }

    It 'answers questions with their sources' {
        $answer = & "$examples/Search-SupportFolder.ps1" @with -Question 'How is a password reset?', 'zeppelin' | Where-Object Question
        $answer[0].Source | Should -Be 'reset.md'
        $answer[0].Answer | Should -Not -BeNullOrEmpty
        $asked = (Get-EmulatorRequest -Filter @{ path = '/v1/chat' }).body | ConvertFrom-Json
        $asked.messages[0].content | Should -Match 'Answer only from the given texts'
        $asked.messages[1].content | Should -Match 'From reset\.md:'
        $answer[1].Answer | Should -BeExactly 'No article matches the question.'
    }

    It 'does nothing with -WhatIf, and refuses a folder whose files are gone' {
        & "$examples/Search-SupportFolder.ps1" @with -Question x -WhatIf | Should -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
        $null = & "$examples/Search-SupportFolder.ps1" @with
        Remove-Item -Path "$share/*.md", "$share/inner/*.txt"
        { & "$examples/Search-SupportFolder.ps1" @with } | Should -Throw '*the share is connected*'
    }
}

Describe 'Watch-Workflow.ps1' {
    BeforeEach { Reset-Emulator }

    It 'returns the execution with its result, and sends no mail' {
        $execution = & "$examples/Watch-Workflow.ps1" -Workflow echo -InputObject @{ order_id = 7 } -To a@example.com -From b@example.com -SmtpServer 127.0.0.1 -SmtpPort 1
        $execution.Result.order_id | Should -Be 7
    }

    It 'sends a mail with the failure and the log, and ends with the error' {
        $server = Start-MailServer
        $failure = try {
            & "$examples/Watch-Workflow.ps1" -Workflow failing -InputObject @{ reason = 'The mailbox is full.' } -To a@example.com, c@example.com -From b@example.com -SmtpServer 127.0.0.1 -SmtpPort $server.Port
        }
        catch { $_ }
        finally { $mail = Stop-MailServer $server }
        "$failure" | Should -Match 'The mailbox is full'
        $mail | Should -Match "Subject: Workflow 'failing' failed"
        $mail | Should -Match 'To: a@example.com, c@example.com'
        ($mail -replace "=\n") | Should -Match 'The mailbox is full'
        ($mail -replace "=\n") | Should -Match 'Line 0 of the log'
    }

    It 'sends a mail when the workflow takes too long or does not exist' -ForEach @(@{ Name = 'approval'; Text = 'has not ended after 0 seconds' }, @{ Name = 'nothing'; Text = 'was not found' }) {
        $server = Start-MailServer
        try { { & "$examples/Watch-Workflow.ps1" -Workflow $Name -To a@example.com -From b@example.com -SmtpServer 127.0.0.1 -SmtpPort $server.Port -TimeoutSeconds 0 } | Should -Throw }
        finally { $mail = Stop-MailServer $server }
        ($mail -replace "=\n") | Should -Match $Text
    }
}
