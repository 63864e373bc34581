#requires -Version 5.1
<#
    Canaries: keys that stand for real ones. Runs cmdlets with all they could say turned on, and searches for the keys
    wherever a person, a log or another program could see them. It tells where one is, and never what.
#>
Set-StrictMode -Version Latest
Import-Module "$PSScriptRoot/TestSupport.psm1"
Import-Module "$PSScriptRoot/KeySupport.psm1"
Import-Module "$PSScriptRoot/ObjectSearch.psm1"
$script:Places = [ordered]@{}

# Characters that encodings change. Text before them is unchanged in every encoding except Base64 and hexadecimal.
$script:Suffix = "+/=`"\<>&'%$"

<#
.SYNOPSIS
    Creates a key that no emulator has yet.
#>
function New-Canary {
    [CmdletBinding()] param()
    '{0:N}{1}{2:N}' -f [guid]::NewGuid(), $script:Suffix, [guid]::NewGuid()
}

function Add-Place([string] $Kind, [long] $Count) {
    $script:Places[$Kind] = [long]$script:Places[$Kind] + $Count
}

<#
.SYNOPSIS
    Returns the number of searched places of each kind since Clear-SearchedPlace.
#>
function Get-SearchedPlace {
    [CmdletBinding()] param()
    $script:Places
}

function Clear-SearchedPlace {
    [CmdletBinding()] param()
    $script:Places = [ordered]@{}
}

# Whether the object is output of a cmdlet, and not a record of PowerShell.
function Test-Output($Object) {
    $null -ne $Object -and ($Object -is [Management.Automation.PSCustomObject] -or $Object.GetType().Namespace -notlike 'System.Management.Automation*') -and $Object -isnot [Exception]
}

function Test-Text([AllowEmptyString()] [string] $Text, [string[]] $Form) {
    foreach ($one in $Form) { if ($Text.IndexOf($one, [StringComparison]::OrdinalIgnoreCase) -ge 0) { return $true } }
    $false
}

<#
.SYNOPSIS
    Finds a key in output and errors: as text, as JSON, as CLIXML, and by reflection.
#>
function Search-Key {
    [CmdletBinding()]
    param(
        [AllowNull()] [AllowEmptyCollection()] [object[]] $Said,
        [AllowNull()] [AllowEmptyCollection()] [object[]] $Problem,
        [Parameter(Mandatory)] [string[]] $Form
    )
    # An error in a stream is usually also in $Error. It is searched once, in the same ways as the output of streams.
    $all = @(@($Said) + @($Problem) | Where-Object { $null -ne $_ })
    $problems, $said = $all.Where({ $_ -is [Management.Automation.ErrorRecord] -or $_ -is [Exception] }, 'Split')
    $known = [Collections.Generic.HashSet[object]]::new()
    $problems = @($problems | Where-Object { $known.Add($_.PSObject.BaseObject) })
    $output = @($said | Where-Object { Test-Output $_ })
    $exceptions = @($problems | ForEach-Object { if ($_ -is [Exception]) { $_ } else { $_.Exception } })
    $texts = [ordered]@{}
    $counts = @{}
    $add = {
        param([string] $Kind, [object[]] $Objects, [scriptblock] $Render)
        $counts[$Kind] = @($Objects).Count
        $texts[$Kind] = & $Render
    }
    & $add 'the streams' $said { $said | Out-String -Width 1000 }
    & $add 'the streams, every property' $said { $said | Format-List -Property * -Force | Out-String -Width 1000 }
    # Get-Error is slow, and the default view takes twice as long as NormalView, which shows more. So they show only the first error
    # of each kind, and a tenth of the others.
    $kinds = [Collections.Generic.HashSet[string]]::new()
    $number = 0
    $detailed = @(
        foreach ($one in $problems) {
            $id = if ($one -is [Management.Automation.ErrorRecord]) { ($one.FullyQualifiedErrorId -split ',')[0] + $one.Exception.GetType() } else { "$($one.GetType())" }
            if ($kinds.Add($id) -or $number++ % 10 -eq 0 -or $env:MISTRAL_TEST_SOAK) { $one }
        }
    )
    & $add 'the errors' $detailed { $detailed | Out-String -Width 1000 }
    & $add 'the errors, in NormalView' $problems { $ErrorView = 'NormalView'; $problems | Out-String -Width 1000 }
    & $add 'the errors, every property' $problems { $problems | Format-List -Property * -Force | Out-String -Width 1000 }
    & $add 'the exceptions, every property' $exceptions { $exceptions | Format-List -Property * -Force | Out-String -Width 1000 }
    & $add 'the exceptions as text' $exceptions { $exceptions | ForEach-Object { "$_" } | Out-String -Width 1000 }
    & $add 'the data of the exceptions' $exceptions { $exceptions | ForEach-Object { $_.Data } | Out-String -Width 1000 }
    $bound = @($problems | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and $_.InvocationInfo })
    & $add 'the bound parameters' $bound { $bound | ForEach-Object { $_.InvocationInfo.BoundParameters } | Out-String -Width 1000 }
    if (Get-Command -Name Get-Error -ErrorAction Ignore) {
        & $add 'Get-Error' $detailed { $detailed | Get-Error | Out-String -Width 1000 }
    }
    $file = [IO.Path]::GetTempFileName()
    try {
        & $add 'Export-Clixml of the streams' $said {
            # Without DPAPI, PowerShell writes a SecureString as plain text: New-MistralApiKey returns one.
            $said | Export-Clixml -LiteralPath $file
            [IO.File]::ReadAllText($file) -replace '<SS\b[^>]*>[^<]*</SS>'
        }
        & $add 'Export-Clixml of the errors' $problems { $problems | Export-Clixml -LiteralPath $file; [IO.File]::ReadAllText($file) }
    }
    finally { [IO.File]::Delete($file) }
    if ($output) {
        & $add 'JSON of the output' $output { ConvertTo-Json -InputObject $output -Depth 10 -WarningAction SilentlyContinue }
    }
    if ($problems) {
        & $add 'JSON of the errors' $problems {
            ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue -InputObject @(
                $problems | Select-Object -Property FullyQualifiedErrorId, CategoryInfo, ErrorDetails, TargetObject, @{ n = 'Message'; e = { "$_" } },
                # Without types and commands, which are up to a megabyte of the assembly and nothing of the call.
                @{ n = 'Api'; e = { $_.Exception | Select-Object -Property * -ExcludeProperty TargetSite, StackTrace, Data, ParameterType, TypeSpecified, CommandInvocation } },
                @{ n = 'Call'; e = { if ($_.Exception.PSObject.Properties['CommandInvocation']) { $_.Exception.CommandInvocation | Select-Object -Property * -ExcludeProperty MyCommand } } }
            )
        }
    }

    foreach ($name in $texts.Keys) {
        Add-Place $name $counts[$name]
        if (Test-Text ([string]$texts[$name]) $Form) { $name }
    }
    # One at a time, so that each is searched completely. Connections contain sockets, which are not searched.
    foreach ($pair in @{ Name = 'the errors, by reflection'; Objects = $problems }, @{ Name = 'the streams, by reflection'; Objects = $said }) {
        foreach ($one in $pair.Objects) {
            Search-TestObject $one -Text $Form | ForEach-Object { "$($pair.Name): $($one.GetType().Name) $_" }
            Add-Place $pair.Name ([Mistral.Tests.ObjectSearch]::Visited)
        }
    }
}

<#
.SYNOPSIS
    Returns the current environment, for the comparison in Search-KeyOutside.
#>
function Get-EnvironmentState {
    [CmdletBinding()] param()
    $state = @{}
    $now = [Environment]::GetEnvironmentVariables()
    foreach ($name in $now.Keys) { $state[$name] = $now[$name] }
    $state
}

# This process and its child processes, by id.
function Get-ProcessTree {
    $parents = @{}
    foreach ($folder in [IO.Directory]::GetDirectories('/proc')) {
        $id = 0
        if (-not [int]::TryParse([IO.Path]::GetFileName($folder), [ref] $id)) { continue }
        # A process that ended meanwhile is ignored.
        try { $parents[$id] = [int]([IO.File]::ReadAllText("$folder/stat") -replace '(?s)^.*\) . (\d+) .*$', '$1') } catch { continue }
    }
    $found = [Collections.Generic.List[int]]@($PID)
    for ($i = 0; $i -lt $found.Count; $i++) {
        foreach ($id in $parents.Keys) { if ($parents[$id] -eq $found[$i]) { $found.Add($id) } }
    }
    $found
}

<#
.SYNOPSIS
    Finds a key outside the streams: in files, in the arguments of this process and its children, and in the environment.
#>
function Search-KeyOutside {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string[]] $Form,
        # The earlier output of Get-EnvironmentState. Only changes are searched.
        [hashtable] $Environment,
        # Folders of files, by the kind of place.
        [hashtable] $Folder = @{},
        [switch] $Process
    )
    foreach ($kind in $Folder.Keys) {
        foreach ($path in @($Folder[$kind])) {
            if (-not [IO.Directory]::Exists($path)) { continue }
            foreach ($file in [IO.Directory]::GetFiles($path, '*', 'AllDirectories')) {
                # The key belongs in the contents of a vault, but not in files next to it.
                if ($file -like '*.secret') { continue }
                Add-Place $kind 1
                Search-TestObject ([IO.File]::ReadAllBytes($file)) -Text $Form | ForEach-Object { "${kind}: $([IO.Path]::GetFileName($file))" }
                if (Test-Text $file $Form) { "${kind}: the name of a file" }
            }
        }
    }
    if ($Environment) {
        $now = [Environment]::GetEnvironmentVariables()
        foreach ($name in $now.Keys) {
            Add-Place 'the environment' 1
            if ($Environment[$name] -cne $now[$name] -and (Test-Text "$name=$($now[$name])" $Form)) { "the environment: $name" }
        }
    }
    if ($Process) {
        Add-Place 'the arguments' 1
        if (Test-Text ([Environment]::CommandLine) $Form) { 'the arguments of this process' }
        if ([IO.Directory]::Exists('/proc/self')) {
            foreach ($id in Get-ProcessTree) {
                foreach ($what in 'cmdline', 'environ') {
                    try { $text = [IO.File]::ReadAllText("/proc/$id/$what") } catch { continue }
                    Add-Place $(if ($what -eq 'cmdline') { 'the arguments' } else { 'the environment of processes' }) 1
                    if (Test-Text $text $Form) { "the $what of process $id" }
                }
            }
        }
    }
}

<#
.SYNOPSIS
    Creates a runspace with the module and with all output streams turned on.
#>
function Start-LoudRunspace {
    [CmdletBinding()]
    param(
        [hashtable] $Variable = @{}
    )
    $state = [initialsessionstate]::CreateDefault()
    $state.ImportPSModule(@(Get-TestModulePath))
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()
    $names = 'VerbosePreference', 'DebugPreference', 'InformationPreference', 'WarningPreference', 'ProgressPreference', 'ErrorActionPreference'
    foreach ($name in $names) { $runspace.SessionStateProxy.SetVariable($name, 'Continue') }
    $runspace.SessionStateProxy.SetVariable('ConfirmPreference', 'None')
    foreach ($name in $Variable.Keys) { $runspace.SessionStateProxy.SetVariable($name, $Variable[$name]) }
    $runspace
}

<#
.SYNOPSIS
    Runs a script in that runspace. Said is the output of all streams, and Problem the errors in $Error.
#>
function Invoke-Loud {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [runspace] $Runspace,
        [Parameter(Mandatory)] [string] $Script,
        [hashtable] $Variable = @{},
        # Shows it on the console too, as a transcript needs. That takes PowerShell 25 ms, where all the rest takes 5.
        [switch] $ToConsole,
        # Stops the script, as Ctrl+C does, once this has returned.
        [scriptblock] $StopAfter
    )
    $said = [Collections.ArrayList]::new()
    $proxy = $Runspace.SessionStateProxy
    $proxy.SetVariable('said', $said)
    foreach ($name in $Variable.Keys) { $proxy.SetVariable($name, $Variable[$name]) }
    $problems = [Collections.ArrayList] $proxy.GetVariable('Error')
    $problems.Clear()
    $shell = [powershell]::Create()
    try {
        $shell.Runspace = $Runspace
        $end = if ($ToConsole) { '; $_ } | Out-Default' } else { ' }' }
        $null = $shell.AddScript("& { $Script } 2>&1 | ForEach-Object { `$null = `$said.Add(`$_)$end")
        try {
            if ($StopAfter) {
                $null = $shell.BeginInvoke()
                & $StopAfter
                $shell.Stop()
            }
            else { $null = $shell.Invoke() }
        }
        catch {
            for ($e = $_.Exception; $e; $e = $e.InnerException) { $null = $said.Add($e) }
            $null = $said.Add($shell.InvocationStateInfo.Reason)
        }
        foreach ($stream in 'Verbose', 'Debug', 'Information', 'Warning', 'Progress') {
            $records = @($shell.Streams.$stream)
            Add-Place "stream: $stream" $records.Count
            if ($records) { $said.AddRange($records) }
        }
        Add-Place 'stream: Error' @($said | Where-Object { $_ -is [Management.Automation.ErrorRecord] -or $_ -is [Exception] }).Count
        Add-Place 'stream: Output' @($said | Where-Object { Test-Output $_ }).Count
        [pscustomobject]@{ Said = $said.ToArray(); Problem = $problems.ToArray() }
    }
    finally { $shell.Dispose() }
}

# A server whose certificate nobody has signed; it notes whether anybody sends anything to it nevertheless.
$references = if ($PSVersionTable.PSEdition -eq 'Core') { @{} } else { @{ ReferencedAssemblies = 'System', 'System.Core' } }
Add-Type -IgnoreWarnings -WarningAction SilentlyContinue @references -TypeDefinition @'
using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;

namespace Mistral.Tests
{
    public sealed class StrangeServer
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;

        public StrangeServer()
        {
            using (RSA rsa = RSA.Create())
            {
                CertificateRequest request = new CertificateRequest("CN=127.0.0.1", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                using (X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)))
                {
                    // Windows takes no key that was never stored.
                    _certificate = new X509Certificate2(made.Export(X509ContentType.Pfx));
                }
            }

            _listener.Start();
            new Thread(Serve) { IsBackground = true }.Start();
        }

        public int Port { get { return ((IPEndPoint)_listener.LocalEndpoint).Port; } }

        public int Visits;

        public int Received;

        public void Stop()
        {
            _listener.Stop();
            _certificate.Dispose();
        }

        private void Serve()
        {
            while (true)
            {
                try
                {
                    using (TcpClient client = _listener.AcceptTcpClient())
                    using (SslStream stream = new SslStream(client.GetStream()))
                    {
                        Visits++;
                        stream.ReadTimeout = 5000;
                        stream.AuthenticateAsServer(_certificate);
                        Received += stream.ReadByte() >= 0 ? 1 : 0;
                    }
                }
                catch (SocketException)
                {
                    return;
                }
                catch (Exception)
                {
                    // The visitor did not trust it, as it should be.
                }
            }
        }
    }
}
'@

<#
.SYNOPSIS
    Starts a server on loopback with an untrusted certificate: Port, Visits, Received (the number that sent data), and Stop().
#>
function Start-StrangeServer {
    [CmdletBinding()] param()
    [Mistral.Tests.StrangeServer]::new()
}

Export-ModuleMember -Function @(
    'New-Canary'
    'Start-StrangeServer'
    'Search-Key'
    'Search-KeyOutside'
    'Get-EnvironmentState'
    'Get-SearchedPlace'
    'Clear-SearchedPlace'
    'Start-LoudRunspace'
    'Invoke-Loud'
)
