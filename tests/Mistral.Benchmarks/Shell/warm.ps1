# A chat in a running, connected PowerShell, in turns with a cmdlet of the same parameters that only awaits the POST, and with the
# script of someone who has no module. Output: milliseconds of each.
param([int] $Count)
$uri = "$env:MISTRAL_BASE_URL/v1/chat/completions"
& "$PSScriptRoot/New-FloorCmdlet.ps1" $uri '{"model":"mistral-small-latest","messages":[{"role":"user","content":"hi"}]}'
$http = [Net.Http.HttpClient]::new()
$http.DefaultRequestHeaders.Authorization = [Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', $env:MISTRAL_API_KEY)
Connect-Mistral -ApiKey (ConvertTo-SecureString $env:MISTRAL_API_KEY -AsPlainText -Force)

function Measure-Floor {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $null = Invoke-Floor hi
    $watch.Elapsed.TotalMilliseconds
}

# The work of a script that needs the answer.
function Measure-Answer {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $body = @{ model = 'mistral-small-latest'; messages = @(@{ role = 'user'; content = 'hi' }) } | ConvertTo-Json
    $content = [Net.Http.StringContent]::new($body, [Text.Encoding]::UTF8, 'application/json')
    $reply = $http.PostAsync($uri, $content).GetAwaiter().GetResult().EnsureSuccessStatusCode()
    $null = $reply.Content.ReadAsStringAsync().GetAwaiter().GetResult() | ConvertFrom-Json
    $watch.Elapsed.TotalMilliseconds
}

function Measure-Ours {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $null = Invoke-MistralChat hi
    $watch.Elapsed.TotalMilliseconds
}

# Warm-up: the runtime compiles frequently used code again.
foreach ($i in 1..10000) { $null = Measure-Floor; $null = Measure-Answer; $null = Measure-Ours }
foreach ($i in 1..$Count) { [pscustomobject]@{ Floor = Measure-Floor; Answer = Measure-Answer; Ours = Measure-Ours } }
