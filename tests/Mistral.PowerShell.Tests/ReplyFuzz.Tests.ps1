#requires -Version 5.1

# Sends responses with random mutations to every cmdlet that reads. Each must cause an object or an error of the module, and never
# an exception of the framework. MISTRAL_TEST_SOAK=1 sends 10,000 of them.
BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/Reliability.psm1" -Force
    Add-Type -TypeDefinition @'
using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

// Answers every request with the bytes it was given last.
public sealed class FuzzServer : IDisposable
{
    private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
    public volatile byte[] Body = new byte[0];
    public volatile string ContentType = "application/json";
    public volatile string Status = "200 OK";
    public volatile string Headers = "";

    public FuzzServer() { _listener.Start(); Task.Run(() => Accept()); }
    public int Port { get { return ((IPEndPoint)_listener.LocalEndpoint).Port; } }
    public void Dispose() { _listener.Stop(); }

    private async Task Accept()
    {
        try { while (true) { var client = await _listener.AcceptTcpClientAsync(); var _ = Task.Run(() => Serve(client)); } }
        catch (Exception e) when (e is SocketException || e is ObjectDisposedException || e is InvalidOperationException) { }
    }

    private void Serve(TcpClient client)
    {
        try
        {
            using (client)
            using (var stream = client.GetStream())
            {
                client.NoDelay = true;
                while (true)
                {
                    int length = 0;
                    string line = ReadLine(stream);
                    if (line == null) { return; }
                    for (; line != ""; line = ReadLine(stream))
                    {
                        if (line == null) { return; }
                        if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) { length = int.Parse(line.Substring(15)); }
                    }

                    for (; length > 0; length--) { stream.ReadByte(); }
                    byte[] body = Body;
                    byte[] head = Encoding.ASCII.GetBytes("HTTP/1.1 " + Status + "\r\n" + Headers + "Content-Type: " + ContentType + "\r\nContent-Length: " + body.Length + "\r\n\r\n");
                    byte[] all = new byte[head.Length + body.Length];
                    head.CopyTo(all, 0);
                    body.CopyTo(all, head.Length);
                    stream.Write(all, 0, all.Length);
                }
            }
        }
        catch (Exception e) when (e is IOException || e is ObjectDisposedException || e is SocketException) { }
    }

    private static string ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (int next = stream.ReadByte(); next != -1; next = stream.ReadByte())
        {
            if (next == '\n') { return line.ToString().TrimEnd('\r'); }
            line.Append((char)next);
        }

        return null;
    }
}
'@
    $server = [FuzzServer]::new()
    $canary = [guid]::NewGuid().ToString('N')
    $key = ConvertTo-SecureString -String $canary -AsPlainText -Force
    $connection = @{ BaseUri = "http://127.0.0.1:$($server.Port)"; ApiKey = $key; AdminApiKey = $key; MaximumRetryCount = 0; OperationTimeoutSeconds = 20 }

    $id = '5c0f1f2e-7d2a-4b65-9a8e-3a6c5c1d2e3f'
    $usage = '"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"num_cached_tokens":0,"more":{"a":1}}'
    $call = '{"id":"abcdefghi","type":"function","function":{"name":"get_date","arguments":"{\"a\":\"b\"}"},"index":0}'
    $chunks = '[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}],"closed":true,"signature":"s"},{"type":"text","text":"Caf\u00e9 \ud83d\ude00"},{"type":"reference","reference_ids":[1]}]'
    $completion = "{`"id`":`"c1`",`"object`":`"chat.completion`",`"created`":1706937715,`"model`":`"m`",`"choices`":[{`"index`":0,`"message`":{`"role`":`"assistant`",`"content`":$chunks},`"finish_reason`":`"stop`"}],$usage}"
    $calling = "{`"id`":`"c1`",`"created`":1706937715,`"choices`":[{`"index`":0,`"message`":{`"role`":`"assistant`",`"content`":`"`",`"tool_calls`":[$call]},`"finish_reason`":`"tool_calls`"}],$usage}"
    $answer = $completion.Replace($chunks, '"{\"severity\":\"low\",\"count\":3}"')
    $events = "data: {`"id`":`"c1`",`"created`":1706937715,`"model`":`"m`",`"choices`":[{`"index`":0,`"delta`":{`"role`":`"assistant`",`"content`":`"Hel`"},`"finish_reason`":null}]}`n`n" +
        "data: {`"id`":`"c1`",`"choices`":[{`"index`":0,`"delta`":{`"content`":$chunks},`"finish_reason`":null}]}`n`ndata: {`"choices`":[{`"index`":0,`"delta`":{`"tool_calls`":[$call]},`"finish_reason`":null}]}`n`n" +
        "data: {`"id`":`"c1`",`"created`":1706937715,`"choices`":[{`"index`":0,`"delta`":{`"content`":`"`"},`"finish_reason`":`"stop`"}],$usage}`n`ndata: [DONE]`n`n"
    $entry = "{`"object`":`"entry`",`"type`":`"message.output`",`"id`":`"m1`",`"created_at`":`"2026-01-01T00:00:00Z`",`"completed_at`":`"2026-01-01T00:00:01Z`",`"role`":`"assistant`",`"model`":`"m`",`"content`":$chunks}"
    $conversation = "{`"object`":`"conversation.response`",`"conversation_id`":`"conv_1`",`"outputs`":[$entry],$usage}"
    $conversationEvents = "event: conversation.response.started`ndata: {`"type`":`"conversation.response.started`",`"created_at`":`"2026-01-01T00:00:00Z`",`"conversation_id`":`"conv_1`"}`n`n" +
        "event: message.output.delta`ndata: {`"type`":`"message.output.delta`",`"output_index`":0,`"id`":`"m1`",`"content_index`":0,`"content`":`"Hel`"}`n`nevent: conversation.response.done`ndata: {`"type`":`"conversation.response.done`",$usage}`n`n"
    $item = "{`"id`":`"$id`",`"uuid`":`"$id`",`"object`":`"thing`",`"name`":`"Caf\u00e9`",`"created`":1706937715,`"created_at`":`"2026-01-01T00:00:00Z`",`"updated_at`":1706937715.5,`"expires_at`":null,`"total_size`":7,`"enabled`":true,`"role`":`"admin`",`"email`":`"a@example.com`",`"capabilities`":{`"completion_chat`":true},`"tools`":[{`"type`":`"web_search`"}],`"metadata`":{`"Ab`":[1,2.5]},`"amount`":12.5,`"log_id`":`"l1`",`"workspace`":{`"uuid`":`"$id`",`"name`":`"W`"}}"
    $beside = "`"text`":`"a`",`"url`":`"https://example.com/a`",`"total`":2,`"has_more`":false,`"pagination`":{`"total_items`":1,`"total_pages`":1,`"current_page`":0,`"page_size`":100,`"has_more`":false},`"next_page_token`":null"
    $list = "{`"object`":`"list`",`"data`":[$item,$item],`"items`":[$item],`"results`":[$item],`"entries`":[$entry],`"messages`":[$entry],`"members`":[$item],`"children`":[$item],`"keys`":[$item],`"workflows`":[$item],`"workflow_registrations`":[$item],`"executions`":[$item],`"events`":[$item],`"schedules`":[$item],`"deployments`":[$item],`"workers`":[$item],`"credentials`":[$item],`"options`":[`"a`",`"b`"],$beside}"
    $vectors = "{`"id`":`"e1`",`"object`":`"list`",`"model`":`"m`",`"data`":[{`"object`":`"embedding`",`"index`":0,`"embedding`":[0.5,-1e-3,2]}],$usage}"

    $transcription = "{`"model`":`"m`",`"text`":`"Caf\u00e9`",`"language`":`"en`",`"segments`":[{`"type`":`"transcription_segment`",`"text`":`"a`",`"start`":0,`"end`":1.5,`"score`":0.5,`"speaker_id`":`"s1`"}],$usage}"

    # Every cmdlet that only reads, with what it can't do without.
    $mandatory = @{
        'Get-MistralAgentVersion' = @{ AgentId = 'ag_1' }; 'Get-MistralAgentAlias' = @{ AgentId = 'ag_1' }
        'Get-MistralConversationEntry' = @{ ConversationId = 'conv_1' }; 'Get-MistralConversationMessage' = @{ ConversationId = 'conv_1' }
        'Get-MistralEmbedding' = @{ InputObject = 'a' }; 'Get-MistralFileUrl' = @{ Id = $id }
        'Get-MistralLibraryDocument' = @{ LibraryId = $id }; 'Get-MistralLibraryAccess' = @{ LibraryId = $id }
        'Get-MistralLibraryDocumentText' = @{ LibraryId = $id; DocumentId = $id }; 'Get-MistralLibraryDocumentUrl' = @{ LibraryId = $id; DocumentId = $id }
        'Get-MistralWorkspaceMember' = @{ WorkspaceId = $id }; 'Get-MistralUserGroupMember' = @{ UserGroupId = $id }
        'Get-MistralUserGroupChild' = @{ UserGroupId = $id }; 'Get-MistralUserGroupWorkspace' = @{ UserGroupId = $id }
        'Get-MistralIndexDocument' = @{ IndexName = 'a'; SourceId = 'a' }; 'Get-MistralIndexChunk' = @{ IndexName = 'a'; ChunkId = 'a' }
        'Get-MistralWorkflowHistory' = @{ ExecutionId = 'a' }; 'Get-MistralWorkflowTrace' = @{ ExecutionId = 'a' }; 'Get-MistralWorkflowLog' = @{ ExecutionId = 'a' }
        'Get-MistralWorkflowMetric' = @{ Name = 'a' }; 'Get-MistralWorkflowWorker' = @{ DeploymentName = 'a' }
        'Get-MistralConnectorTool' = @{ ConnectorId = $id }; 'Get-MistralConnectorCredential' = @{ ConnectorId = $id; Scope = 'user' }
        'Get-MistralConnectorAuthenticationMethod' = @{ ConnectorId = $id }; 'Get-MistralConnectorAuthenticationUrl' = @{ ConnectorId = $id }
        'Get-MistralPromptVersion' = @{ PromptId = $id }; 'Get-MistralSkillVersion' = @{ SkillId = $id }; 'Get-MistralServiceAccountRole' = @{ ServiceAccountId = $id }
        'Get-MistralDatasetRecord' = @{ DatasetId = $id }; 'Get-MistralDatasetTask' = @{ DatasetId = $id }
        'Get-MistralTrace' = @{ Id = 'a' }; 'Get-MistralSpan' = @{ TraceId = 'a' }
        'Get-MistralTelemetryField' = @{ Source = 'Trace' }; 'Get-MistralTelemetryFieldOption' = @{ Source = 'Trace'; Name = 'a' }
        'Get-MistralAnalytic' = @{ Report = 'WorkUser' }; 'Get-MistralScimSync' = @{ Id = $id }
    }
    # A list is in a field of its own, which may be inside an object: 'datasets.results'.
    function Get-ListBody($Command) {
        $operations = @($Command.ImplementingType.GetCustomAttributes([Mistral.PowerShell.Operations.OperationAttribute], $false))
        $fields = @($operations | ForEach-Object { $_.Items } | Where-Object { $_ } | Select-Object -Unique)

        # A cmdlet that is not the main one of its operation may read another list too.
        if (-not $fields -or ($operations | Where-Object IsSecondary)) { return $list }
        $members = foreach ($field in $fields) {
            $of = if ($field -in 'entries', 'messages') { $entry } else { $item }
            $outer, $inner = $field -split '\.'
            if ($inner) { "`"$outer`":{`"$inner`":[$of,$of],`"next`":null,`"cursor`":null}" } else { "`"$outer`":[$of,$of]" }
        }
        "{`"object`":`"list`",$($members -join ','),$beside}"
    }

    $cases = [Collections.Generic.List[hashtable]]::new()
    foreach ($command in Get-Command -Module Mistral -Name 'Get-Mistral*' | Where-Object Name -NE 'Get-MistralConnection') {
        $with = if ($mandatory.ContainsKey($command.Name)) { $mandatory[$command.Name] } else { @{} }
        $missing = $command.ParameterSets | ForEach-Object { @($_.Parameters | Where-Object { $_.IsMandatory -and -not $with.ContainsKey($_.Name) }).Count } | Sort-Object | Select-Object -First 1
        if ($missing) { throw "$($command.Name) can't do without parameters that are not given here." }
        $body = if ($command.Name -eq 'Get-MistralEmbedding') { $vectors } else { Get-ListBody $command }
        $cases.Add(@{ Name = $command.Name; With = $with; Body = $body })
    }
    $function = { param([string] $a) $a }
    foreach ($case in @(
            @{ Name = 'Invoke-MistralChat'; With = @{ Message = 'a' }; Body = $completion }
            @{ Name = 'Invoke-MistralChat'; With = @{ Message = 'a'; Tool = @{ get_date = $function }; MaximumToolRound = 1 }; Body = $calling }
            @{ Name = 'Invoke-MistralChat'; With = @{ Message = 'a'; Schema = 'severity, count int' }; Body = $answer }
            @{ Name = 'Invoke-MistralChat'; With = @{ Message = 'a'; Stream = $true }; Body = $events }
            @{ Name = 'Invoke-MistralChat'; With = @{ Message = 'a'; Stream = $true; AsText = $true }; Body = $events }
            @{ Name = 'Invoke-MistralFim'; With = @{ Prompt = 'a' }; Body = $completion }
            @{ Name = 'Invoke-MistralFim'; With = @{ Prompt = 'a'; Stream = $true }; Body = $events }
            @{ Name = 'Invoke-MistralConversation'; With = @{ Message = 'a' }; Body = $conversation }
            @{ Name = 'Invoke-MistralConversation'; With = @{ Message = 'a'; Stream = $true }; Body = $conversationEvents }
            @{ Name = 'Invoke-MistralModeration'; With = @{ InputObject = 'a' }; Body = "{`"id`":`"m1`",`"model`":`"m`",`"results`":[{`"categories`":{`"pii`":true,`"law`":false},`"category_scores`":{`"pii`":0.9,`"law`":1e-3}}],$usage}" }
            @{ Name = 'Invoke-MistralClassification'; With = @{ InputObject = 'a'; Model = 'm' }; Body = "{`"id`":`"m1`",`"model`":`"m`",`"results`":[{`"topic`":{`"scores`":{`"a`":0.9,`"b`":0.1}}}],$usage}" }
            @{ Name = 'Invoke-MistralOcr'; With = @{ Uri = 'https://example.com/a.pdf'; Schema = 'total number'; ImageSchema = 'caption' }; Body = "{`"pages`":[{`"index`":0,`"markdown`":`"a`",`"images`":[{`"id`":`"img-0.png`",`"top_left_x`":1,`"image_base64`":`"AQID`",`"image_annotation`":`"{\`"caption\`":\`"x\`"}`"}],`"tables`":[{`"id`":`"t`",`"content`":`"c`",`"format`":`"html`"}],`"dimensions`":{`"dpi`":200}}],`"model`":`"m`",`"document_annotation`":`"{\`"total\`":1}`",`"usage_info`":{`"pages_processed`":1}}" }
            @{ Name = 'Invoke-MistralTranscription'; With = @{ Uri = 'https://example.com/a.mp3' }; Body = $transcription }
            @{ Name = 'Invoke-MistralTranscription'; With = @{ Uri = 'https://example.com/a.mp3'; Stream = $true }; Body = "event: transcription.text.delta`ndata: {`"type`":`"transcription.text.delta`",`"text`":`"Hel`"}`n`nevent: transcription.segment`ndata: {`"type`":`"transcription.segment`",`"text`":`"a`",`"start`":0,`"end`":1.5}`n`nevent: transcription.done`ndata: {`"type`":`"transcription.done`",$($transcription.TrimStart('{'))`n`n" }
            @{ Name = 'Invoke-MistralSpeech'; With = @{ InputObject = 'a' }; Body = '{"audio_data":"AQID"}' }
            @{ Name = 'Invoke-MistralSpeech'; With = @{ InputObject = 'a'; Stream = $true }; Body = "event: speech.audio.delta`ndata: {`"type`":`"speech.audio.delta`",`"audio_data`":`"AQID`"}`n`nevent: speech.audio.done`ndata: {`"type`":`"speech.audio.done`",$usage}`n`n" }
            @{ Name = 'Test-MistralConnection'; With = @{}; Body = $item }
            @{ Name = 'Invoke-MistralRequest'; With = @{ Path = '/v1/files' }; Body = $list }
            @{ Name = 'Invoke-MistralRequest'; With = @{ Path = '/v1/files'; Paginate = $true }; Body = $list }
            @{ Name = 'Invoke-MistralRequest'; With = @{ Path = '/v1/x'; Method = 'POST'; Body = @{ a = 1 }; Stream = $true }; Body = $events }
        )) { $cases.Add($case) }

    $odd = '9007199254740991', '-1', '1706937715819', '1e309', '1.5', '""', '"\ud83d"', '"\udc00x"', '"\u0000"', 'null', '[]', '{}', '[null]', 'true', '"2026-13-45"', '99999999999999999999', '{"error":{"message":"x"}}', '{"\ud800":1}'
    $value = [regex] '"(?:[^"\\]|\\.)*"(?!\s*:)|(?<=[:,\[])-?\d+(?:\.\d+)?|true|false|null'

    $statuses = '200 OK', '400 Bad Request', '429 Too Many Requests', '500 Internal Server Error', '503 Service Unavailable'
    $headers = 'Retry-After', 'retry-after-ms', 'x-ratelimit-limit-req-minute', 'x-ratelimit-remaining-req-minute', 'x-ratelimit-limit-tokens-minute', 'x-ratelimit-remaining-tokens-minute', 'mistral-correlation-id'
    $oddHeaders = '', '0', '60', '1.5', '-1', '-Infinity', 'Infinity', 'NaN', '1e400', '99999999999999999999', 'soon', 'Wed, 21 Oct 2015 07:28:00 GMT', '"', ('x' * 500)

    # Up to three headers with odd values.
    function Get-OddHeader([Random] $Random) {
        -join $(for ($n = $Random.Next(4); $n -gt 0; $n--) { "$($headers[$Random.Next($headers.Count)]): $($oddHeaders[$Random.Next($oddHeaders.Count)])`r`n" })
    }

    # The body with one or two mutations.
    function Get-Mutation([Random] $Random, [string] $Body) {
        foreach ($round in 0..$Random.Next(2)) {
            $at = $Random.Next($Body.Length)
            switch ($Random.Next(12)) {
                0 { $Body = $Body.Remove($at, [Math]::Min($Random.Next(1, 20), $Body.Length - $at)) }
                1 { $Body = $Body.Insert($at, '\ud83d') }
                2 { if ($round) { $Body = $Body.Substring(0, [Math]::Max($at, 1)) } }
                default {
                    $found = $value.Matches($Body)
                    if ($found.Count -gt 0) {
                        $match = $found[$Random.Next($found.Count)]
                        $Body = $Body.Remove($match.Index, $match.Length).Insert($match.Index, $odd[$Random.Next($odd.Count)])
                    }
                }
            }

            if ($Body.Length -eq 0) { break }
        }

        $bytes = [Text.Encoding]::UTF8.GetBytes($Body)
        if ($bytes.Length -gt 0 -and $Random.Next(4) -eq 0) { $bytes[$Random.Next($bytes.Length)] = $Random.Next(256) }
        if ($Random.Next(20) -eq 0) { $bytes = [byte[]] @(0xEF, 0xBB, 0xBF) + $bytes }
        , [byte[]] $bytes
    }
}

AfterAll {
    Disconnect-Mistral
    $server.Dispose()
}

Describe 'Responses without mutations' {
    It 'are read by every cmdlet with any headers' {
        $server.Body = [Text.Encoding]::UTF8.GetBytes($list)
        $server.ContentType = 'application/json'
        Connect-Mistral @connection
        $random = [Random]::new(20261130)
        $unread = foreach ($case in $cases) {
            $server.Body = [Text.Encoding]::UTF8.GetBytes($case.Body)
            $server.ContentType = if ($case.With.Stream) { 'text/event-stream' } else { 'application/json' }
            $server.Headers = Get-OddHeader $random
            $with = $case.With
            $problems = @()
            $output = $null
            try { $output = & $case.Name @with -ErrorAction SilentlyContinue -ErrorVariable problems -WarningAction SilentlyContinue }
            catch { $problems = @($_) }
            # The common body contains none of their objects.
            $isEmpty = $case.Name -in 'Get-MistralRateLimit', 'Get-MistralRole', 'Get-MistralUsage', 'Get-MistralWorkspaceMember'
            if ($problems -or ($null -eq $output -and -not $isEmpty)) { "$($case.Name) $($with.Keys): $problems`n$($server.Headers)" }
        }
        $unread | Should -BeNullOrEmpty
    }
}

Describe 'Responses with random mutations' {
    It 'cause objects or errors of the module' {
        $server.Body = [Text.Encoding]::UTF8.GetBytes($list)
        $server.ContentType = 'application/json'
        $server.Headers = ''
        Connect-Mistral @connection
        $count = Get-SoakCount -Long 10000 -Short 400
        $seed = if ($env:MISTRAL_TEST_SEED) { [int] $env:MISTRAL_TEST_SEED } else { 20261130 }
        $random = [Random]::new($seed)
        $wrong = [Collections.Generic.List[string]]::new()
        $read = $leaked = $hung = 0
        $watch = [Diagnostics.Stopwatch]::StartNew()
        for ($i = 0; $i -lt $count; $i++) {
            $case = $cases[$i % $cases.Count]
            $server.Body = Get-Mutation $random $case.Body
            $server.ContentType = if ($case.With.Stream) { 'text/event-stream' } else { 'application/json' }
            # Most statuses are successes, because otherwise too few bodies would be read.
            $server.Status = $statuses[[Math]::Max(0, $random.Next(-8, $statuses.Count))]
            $server.Headers = Get-OddHeader $random
            $with = $case.With
            $problems = @()
            $output = $null
            try { $output = & $case.Name @with -ErrorAction SilentlyContinue -ErrorVariable problems -WarningAction SilentlyContinue }
            catch { $problems = @($_) }
            if ($null -ne $output) { $read++; $null = "$output" }
            foreach ($problem in $problems) {
                if ("$problem $($problem.Exception)".Contains($canary)) { $leaked++ }
                if ("$($problem.FullyQualifiedErrorId)" -like 'MistralTimeout*') { $hung++ }
            }
            foreach ($problem in $problems | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -notlike 'Mistral*' }) {
                $wrong.Add("mutation $i of $($case.Name): $($problem.FullyQualifiedErrorId): $problem`n$($server.Status)`n$($server.Headers)$([Text.Encoding]::UTF8.GetString($server.Body))")
            }
        }

        Write-ReliabilityFigure -Part 6-fuzz -Seconds $watch.Elapsed.TotalSeconds -What "$($count.ToString('#,0', [cultureinfo]::InvariantCulture)) responses with random mistakes, through all cmdlets that read" -Figures @{
            Leaked = $leaked; Hung = $hung; Note = "$($wrong.Count) exceptions of the framework"
        }
        $wrong | Select-Object -First 5 | Should -BeNullOrEmpty
        $leaked, $hung | Should -BeExactly 0, 0
        $read | Should -BeGreaterThan ($count / 10)
    }
}
