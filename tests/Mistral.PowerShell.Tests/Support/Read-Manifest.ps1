#requires -Version 5.1
# The literal values of a manifest. Import-PowerShellDataFile refuses a manifest whose RootModule depends on
# the edition, and Test-ModuleManifest returns the resolved values.
[CmdletBinding()]
param([Parameter(Mandatory)] [string] $Path)
$ErrorActionPreference = 'Stop'

$syntaxErrors = $null
$script = [Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $syntaxErrors)
if ($syntaxErrors) { throw $syntaxErrors[0].Message }

$values = @{}
$table = $script.Find({ $args[0] -is [Management.Automation.Language.HashtableAst] }, $false)
foreach ($pair in $table.KeyValuePairs) {
    $values[$pair.Item1.Value] = if ($pair.Item2 -is [Management.Automation.Language.PipelineAst]) {
        $pair.Item2.PipelineElements[0].Expression.SafeGetValue()
    }
    else {
        $pair.Item2.Extent.Text
    }
}
$values
