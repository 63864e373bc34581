<#
.SYNOPSIS
    Sets the temporary home folder, so that vaults and settings of the user are neither read nor changed.
#>
# Only in this process: the parent needs its own files in the home folder of the user.
$env:HOME = $env:MISTRAL_TRY_HOME
$env:XDG_CONFIG_HOME = Join-Path -Path $env:MISTRAL_TRY_HOME -ChildPath '.config'
