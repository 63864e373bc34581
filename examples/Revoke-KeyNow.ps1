#Requires -Version 5.1

<#
.SYNOPSIS
    Revokes a Mistral API key in an emergency, and lists the affected connections.
.DESCRIPTION
    Finds a leaked key by its masked form, by its last four characters as a scanner shows them, by its name or by its workspace. It
    asks for confirmation before it revokes each key, and -WhatIf shows the keys. Requests with a revoked key get status 401.

    Then it lists the saved connections of this account that used the key. With -Replace, it creates a new key for each of them
    (Update-MistralApiKey). Without -Replace, it shows the command for this.

    The key is first revoked and then replaced, because others may already use the leaked key. So the saved connections have no
    valid key for a few seconds.

    Never pass the key itself to this script: command lines are stored in histories and logs.

    It needs an Admin API key: that of the saved connection in -Connection, else that of the current connection.
.PARAMETER LastFour
    The last four characters of the key. Case matters.
.PARAMETER HiddenKey
    The key as the console and Get-MistralApiKey show it, such as HQSx...Ug6Y. Case matters.
.PARAMETER KeyId
    The id of the key, which is not the key.
.PARAMETER Name
    Keys with a name like this. Wildcards work.
.PARAMETER All
    All keys of the workspace in -Workspace.
.PARAMETER Workspace
    Only keys of workspaces with a name like this. Wildcards work.
.PARAMETER Replace
    Creates a new key for each affected saved connection.
.PARAMETER Connection
    The name of a saved connection that has an Admin API key. Default: the current connection.
.OUTPUTS
    An object for each key that was revoked: Name, Workspace, HiddenKey, LastUsed, KeyId, and SavedConnection: the names of
    the saved connections that used it. With -Replace, the output of Update-MistralApiKey follows.
.EXAMPLE
    ./Revoke-KeyNow.ps1 -LastFour Ug6Y -Replace

    Revokes the key and creates a new one for the saved connection that used it.
.EXAMPLE
    ./Revoke-KeyNow.ps1 -All -Workspace Development -WhatIf

    Shows the keys that would be revoked.
.EXAMPLE
    ./Revoke-KeyNow.ps1 -HiddenKey HQSx...Ug6Y -Connection admin -Confirm:$false

    Does not prompt, for an automated response to an alert.
#>
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High', DefaultParameterSetName = 'LastFour')]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory, Position = 0, ParameterSetName = 'LastFour')]
    [string] $LastFour,

    [Parameter(Mandatory, ParameterSetName = 'HiddenKey')]
    [string] $HiddenKey,

    [Parameter(Mandatory, ParameterSetName = 'KeyId', ValueFromPipelineByPropertyName)]
    [guid] $KeyId,

    [Parameter(Mandatory, ParameterSetName = 'Name')]
    [SupportsWildcards()]
    [string] $Name,

    [Parameter(Mandatory, ParameterSetName = 'All')]
    [switch] $All,

    [Parameter(Mandatory, ParameterSetName = 'All')]
    [Parameter(ParameterSetName = 'LastFour')]
    [Parameter(ParameterSetName = 'HiddenKey')]
    [Parameter(ParameterSetName = 'Name')]
    [SupportsWildcards()]
    [string] $Workspace = '*',

    [switch] $Replace,

    [ValidateNotNullOrEmpty()]
    [string] $Connection
)

begin {
    $ErrorActionPreference = 'Stop'
    Import-Module -Name Mistral
    $with = @{}
    if ($Connection) { $with.Connection = $Connection }
}

process {
    # Checked here instead of by attributes, because their messages would repeat the input.
    if ($PSCmdlet.ParameterSetName -eq 'LastFour' -and $LastFour.Length -ne 4) {
        throw 'Give only the last four characters of the key with -LastFour.'
    }
    if ($PSCmdlet.ParameterSetName -eq 'HiddenKey' -and $HiddenKey -notmatch '^.{0,8}(\.{2,}|\*+)') {
        throw 'Give the masked form of the key with -HiddenKey, such as HQSx...Ug6Y, never the key itself.'
    }

    # -ceq, because two keys may differ only in case.
    $found = @(
        switch ($PSCmdlet.ParameterSetName) {
            'LastFour' { Get-MistralApiKey -Search $LastFour @with | Where-Object { $_.HiddenKey.EndsWith($LastFour, 'Ordinal') } }
            'HiddenKey' { Get-MistralApiKey @with | Where-Object { $_.HiddenKey -ceq $HiddenKey } }
            'KeyId' { Get-MistralApiKey @with | Where-Object { $_.KeyId -eq "$KeyId" } }
            'Name' { Get-MistralApiKey @with | Where-Object { $_.Name -like $Name } }
            'All' { if ($All) { Get-MistralApiKey @with } }
        }
    )
    $found = @($found | Where-Object { "$($_.WorkspaceName)" -like $Workspace })
    if (-not $found) {
        throw 'No matching key was found in the organization. It may be revoked already, or belong to another organization.'
    }

    # A damaged file must not prevent the revocation.
    $savedConnections = @(
        try { Get-MistralConnection -ListAvailable } catch { Write-Warning "The saved connections can't be read: $_" }
    )
    $hit = [Collections.Generic.List[object]]::new()
    foreach ($key in $found) {
        $what = "'$($key.Name)' ($($key.HiddenKey)) of workspace '$($key.WorkspaceName)'"
        if (-not $PSCmdlet.ShouldProcess($what, 'Revoke the API key, which nobody can use from then on')) { continue }

        # A failure must not stop the revocation of the other keys.
        try { Remove-MistralApiKey -Id $key.KeyId -Confirm:$false @with }
        catch {
            Write-Error -ErrorRecord $_ -ErrorAction Continue
            continue
        }

        $users = @($savedConnections | Where-Object ApiKeyId -EQ $key.KeyId | ForEach-Object Name)
        $revoked = [pscustomobject]@{
            Name            = $key.Name
            Workspace       = $key.WorkspaceName
            HiddenKey       = $key.HiddenKey
            LastUsed        = $key.LastUsed
            KeyId           = $key.KeyId
            SavedConnection = $users
        }
        $revoked
        $hit.Add($revoked)
        foreach ($user in $users) {
            if (-not $Replace) {
                Write-Warning "The saved connection '$user' no longer has a valid key. Create a new one: Update-MistralApiKey $user"
            }
        }
    }

    if ($Replace) {
        foreach ($user in $hit | ForEach-Object SavedConnection) {
            Update-MistralApiKey -Name $user -Confirm:$false -ErrorAction Continue @with
        }
    }

    $unknown = @($savedConnections | Where-Object { $_.SecretName -and -not $_.ApiKeyId } | ForEach-Object Name)
    if ($hit.Count -and $unknown) {
        Write-Warning "These saved connections may have used the key. Check each with Test-MistralConnection: $($unknown -join ', ')"
    }
}
