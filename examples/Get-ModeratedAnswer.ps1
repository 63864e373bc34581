#Requires -Version 5.1

<#
.SYNOPSIS
    Answers questions of the public, and checks each question and each answer with a moderation model first.
.DESCRIPTION
    A question that the moderation model flags is not sent to the chat model. An answer that it flags is not returned. If a check fails,
    for example because the server is busy, there is no answer either: nothing is returned without a check.

    Each question gives an object with Question, State, Answer and Category. State is Answered, QuestionBlocked, AnswerBlocked or
    Failed. Category has the categories that caused a block.
.PARAMETER Question
    The questions.
.PARAMETER System
    The instruction for the chat model.
.PARAMETER Allow
    Categories that don't block, such as health for a pharmacy. The names depend on the moderation model.
.EXAMPLE
    'What is the capital of France?' | ./Get-ModeratedAnswer.ps1

    Answers one question.
.EXAMPLE
    Import-Csv -Path ./questions.csv | ForEach-Object Text | ./Get-ModeratedAnswer.ps1 -Allow health -System 'You answer for a pharmacy.' | Export-Csv -Path ./answers.csv -NoTypeInformation

    Answers the questions of a CSV file, also questions about health.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, ValueFromPipeline)] [string] $Question,
    [string] $System = 'You answer questions of the public. Be brief and polite.',
    [string[]] $Allow = @()
)
begin {
    Set-StrictMode -Version Latest
    Import-Module -Name Mistral
    $allowed = $Allow
    function Get-Blocked($Check) { @($Check.FlaggedCategory | Where-Object { $_ -notin $allowed }) }
}
process {
    $answer = $null
    $blocked = @()
    try {
        $blocked = Get-Blocked ($Question | Invoke-MistralModeration -ErrorAction Stop)
        if ($blocked) { $state = 'QuestionBlocked' }
        else {
            $reply = $Question | Invoke-MistralChat -System $System -ErrorAction Stop
            $blocked = Get-Blocked ($reply | Invoke-MistralModeration -AsConversation -ErrorAction Stop)
            if ($blocked) { $state = 'AnswerBlocked' }
            else {
                $state = 'Answered'
                $answer = $reply.Content
            }
        }
    }
    catch {
        $state = 'Failed'
        Write-Warning -Message "No answer to '$Question': $($_.Exception.Message)"
    }
    [pscustomobject]@{ Question = $Question; State = $state; Answer = $answer; Category = $blocked -join ', ' }
}
