#requires -Version 5.1

<#
.SYNOPSIS
    Returns the command to start another PowerShell like this one. The process of a .NET tool is dotnet, which takes pwsh.dll first.
#>
function Get-CurrentShell {
    [CmdletBinding()]
    param()
    $path = (Get-Process -Id $PID).Path
    $leading = @(if ([IO.Path]::GetFileNameWithoutExtension($path) -eq 'dotnet') { [IO.Path]::Combine($PSHOME, 'pwsh.dll') })
    [pscustomobject]@{
        Path        = $path
        Leading     = $leading
        # The same for a command line in one string.
        LeadingText = -join ($leading | ForEach-Object { "`"$_`" " })
    }
}

Export-ModuleMember -Function Get-CurrentShell
