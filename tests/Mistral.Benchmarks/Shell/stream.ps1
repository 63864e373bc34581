# Stream pieces per second into the pipeline, and the time until the next command has the first piece, compared with the first
# byte of an HttpClient.
param([int] $Count)
$http = [Net.Http.HttpClient]::new()

function Measure-First {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    Invoke-MistralChat hi -Stream -MaximumTokenCount 20 | ForEach-Object { $watch.Stop() }
    $watch.Elapsed.TotalMilliseconds
}

function Measure-OtherFirst {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $request = [Net.Http.HttpRequestMessage]::new('Post', "$env:MISTRAL_BASE_URL/v1/chat/completions")
    $request.Content = [Net.Http.StringContent]::new('{"stream":true,"max_tokens":20}')
    $reply = $http.SendAsync($request, 'ResponseHeadersRead').GetAwaiter().GetResult()
    $null = $reply.Content.ReadAsStreamAsync().GetAwaiter().GetResult().ReadByte()
    $watch.Elapsed.TotalMilliseconds
    $reply.Dispose()
}

$rates = foreach ($i in 1..8) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    Invoke-MistralChat hi -Stream -MaximumTokenCount $Count | Out-Null
    $Count / $watch.Elapsed.TotalSeconds
}
foreach ($i in 1..5000) { $null = Measure-OtherFirst; $null = Measure-First }
$first = foreach ($i in 1..100) { [pscustomobject]@{ Other = Measure-OtherFirst; Ours = Measure-First } }

# The first runs compile the code.
[pscustomobject]@{ Rates = @($rates | Select-Object -Last 5); First = $first }
