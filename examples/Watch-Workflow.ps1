#Requires -Version 5.1

<#
.SYNOPSIS
    Starts a workflow, waits for it, and sends a mail if it fails.
.DESCRIPTION
    For a scheduled task or a cron job. The script starts an execution of a workflow, waits until it has ended, and returns its result. If
    the execution fails, is stopped or takes too long, a mail with the text of the failure and the end of its log is sent, and the script
    ends with an error, so that the scheduler notices it as well.
.PARAMETER Workflow
    The name or the id of the workflow.
.PARAMETER InputObject
    The input of the workflow.
.PARAMETER TimeoutSeconds
    How long to wait for the end, in seconds. The execution continues afterwards.
.PARAMETER To
    The addresses that get the mail.
.PARAMETER From
    The sender of the mail.
.PARAMETER SmtpServer
    The mail server.
.PARAMETER SmtpPort
    The port of the mail server.
.PARAMETER UseSsl
    Whether the connection to the mail server is encrypted.
.PARAMETER Connection
    The name of a saved connection. Default: the current connection.
.OUTPUTS
    The execution with its result, if it has completed.
.EXAMPLE
    ./Watch-Workflow.ps1 -Workflow report -InputObject @{ days = 1 } -To it@example.com -From jobs@example.com -SmtpServer mail.example.com

    Starts the workflow and waits for its result.
.EXAMPLE
    (./Watch-Workflow.ps1 report -To it@example.com -From jobs@example.com -SmtpServer mail.example.com -TimeoutSeconds 600).Result

    Waits ten minutes at most, and shows the result.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $Workflow,

    [ValidateNotNull()]
    [object] $InputObject = @{},

    [ValidateRange(0, 604800)]
    [int] $TimeoutSeconds = 3600,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string[]] $To,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $From,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $SmtpServer,

    [ValidateRange(1, 65535)]
    [int] $SmtpPort = 25,

    [switch] $UseSsl,

    [ValidateNotNullOrEmpty()]
    [string] $Connection
)

$ErrorActionPreference = 'Stop'
Import-Module -Name Mistral

$with = @{}
if ($Connection) { $with.Connection = $Connection }

$execution = $null
try {
    $execution = Start-MistralWorkflow -Id $Workflow -InputObject $InputObject @with
    Write-Verbose "Started the execution $($execution.ExecutionId)."
    $ended = $execution | Wait-MistralWorkflowExecution -TimeoutSeconds $TimeoutSeconds @with
    return $ended
}
catch {
    $problem = $_
}

# The mail has what a person needs first. It must be sent even if the log can't be read.
$lines = @("The workflow '$Workflow' failed.", '', "$problem")
if ($execution) {
    $lines += '', "Execution: $($execution.ExecutionId)"
    try {
        $log = @($execution | Get-MistralWorkflowLog -SortOrder desc -First 20 @with)
        [array]::Reverse($log)
        $lines += '', 'The end of the log:'
        $lines += $log | ForEach-Object { '{0:u} {1} {2}' -f $_.Timestamp, $_.SeverityText, $_.Body }
    }
    catch {
        $lines += '', "The log can't be read: $_"
    }
}

$mail = [Net.Mail.MailMessage]::new()
$client = [Net.Mail.SmtpClient]::new($SmtpServer, $SmtpPort)
try {
    $mail.From = $From
    foreach ($address in $To) { $mail.To.Add($address) }
    $mail.Subject = "Workflow '$Workflow' failed"
    $mail.Body = $lines -join "`r`n"
    $client.EnableSsl = $UseSsl
    $client.Timeout = 30000
    $client.Send($mail)
}
finally {
    $client.Dispose()
    $mail.Dispose()
}

throw $problem
