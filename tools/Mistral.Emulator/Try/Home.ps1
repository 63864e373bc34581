<#
.SYNOPSIS
    Makes the temporary home that of this PowerShell: vaults and settings of the user are neither read nor changed.
#>
# Only in this process: what started it looks for its own files in the home of the user.
$env:HOME = $env:MISTRAL_TRY_HOME
$env:XDG_CONFIG_HOME = Join-Path -Path $env:MISTRAL_TRY_HOME -ChildPath '.config'
