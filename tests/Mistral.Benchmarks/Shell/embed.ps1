# 512 embeddings of 1,024 floats, alternating with the same bytes read by Utf8JsonReader. Output: milliseconds of each.
param([int] $Count)
Add-Type -TypeDefinition @'
using System.Net.Http;
using System.Text.Json;
public static class Reading
{
    private static readonly HttpClient s_http = new HttpClient();

    public static int Run(string uri, string body)
    {
        using HttpResponseMessage reply = s_http.PostAsync(uri, new StringContent(body)).GetAwaiter().GetResult();
        Utf8JsonReader reader = new(reply.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult());
        int count = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out float _))
            {
                count++;
            }
        }

        return count;
    }
}
'@
$texts = 1..512 | ForEach-Object { "text $_" }
$body = @{ model = 'mistral-embed'; input = $texts } | ConvertTo-Json -Compress

function Measure-Other {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    if ([Reading]::Run("$env:MISTRAL_BASE_URL/v1/embeddings", $body) -lt 512 * 1024) { throw 'Too few numbers.' }
    $watch.Elapsed.TotalMilliseconds
}

function Measure-Ours {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    if (@($texts | Get-MistralEmbedding).Count -ne 512) { throw 'Too few embeddings.' }
    $watch.Elapsed.TotalMilliseconds
}

foreach ($i in 1..30) { $null = Measure-Other; $null = Measure-Ours }
foreach ($i in 1..$Count) { [pscustomobject]@{ Other = Measure-Other; Ours = Measure-Ours } }
