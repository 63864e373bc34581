#requires -Version 5.1

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Connect-TestMistral
    $chat = '/v1/chat/completions'

    function Get-SentBody([int] $Number = -1) { (Get-EmulatorRequest -Filter @{ path = $chat })[$Number].body | ConvertFrom-Json }
    function Get-SentSchema { (Get-SentBody).response_format.json_schema.schema }
    function ConvertTo-Short($Value) { ConvertTo-Json -InputObject $Value -Compress -Depth 20 }

    # Types of .NET and of PowerShell have the same rules.
    if (-not ('Mistral.Tests.Order' -as [type])) {
        Add-Type -TypeDefinition @'
namespace Mistral.Tests
{
    using System; using System.Collections.Generic;
    public enum Size { Small, Large }
    public class Line { public string Article { get; set; } public int Count { get; set; } public decimal? Price { get; set; } }
    public class Order { public string Name { get; set; } public Size Size { get; set; } public List<Line> Lines { get; set; } public Dictionary<string, int> Stock { get; set; } public DateTime Due { get; set; } public Uri Link { get; set; } public Guid Id { get; set; } }
    public class Node { public string Name { get; set; } public Node[] Children { get; set; } }
    public class Numbers { public decimal Exact { get; set; } public ulong Large { get; set; } public long Whole { get; set; } }
    public class Failing { public Failing() { throw new InvalidOperationException("not today"); } public string Name { get; set; } }
    public class Tree : List<Tree> { }
    public class Closed { public Closed(string name) { } public string Name { get; set; } }
}
'@
    }
}

AfterAll {
    Disconnect-Mistral
}

Describe '-Schema in short form' {
    BeforeEach { Reset-Emulator }

    It 'requests JSON with this schema and returns objects' {
        Add-EmulatorReply '{"name":"Ada","age":36,"tags":["math","poetry"],"address":{"city":"London"},"size":"small","born":"1815-12-10"}'
        $it = Invoke-MistralChat 'Who?' -Schema 'name, age int, tags string[], address.city, size small|large, born date?'
        @($it.PSObject.Properties.Name) | Should -BeExactly 'name', 'age', 'tags', 'address', 'size', 'born'
        $it.age | Should -Be 36
        $it.age | Should -BeOfType int
        $it.tags | Should -BeExactly 'math', 'poetry'
        $it.address.city | Should -BeExactly 'London'
        $it.born | Should -Be ([datetime]::new(1815, 12, 10))

        $format = (Get-SentBody).response_format
        $format.type | Should -BeExactly 'json_schema'
        $format.json_schema.strict | Should -BeTrue
        ConvertTo-Short $format.json_schema.schema | Should -BeExactly ('{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"},"tags":{"type":"array","items":{"type":"string"}},' +
            '"address":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false},"size":{"type":"string","enum":["small","large"]},' +
            '"born":{"anyOf":[{"type":"string","format":"date"},{"type":"null"}]}},"required":["name","age","tags","address","size"],"additionalProperties":false}')
    }

    It 'returns lists of objects' {
        $null = Invoke-MistralChat 'Ada 36' -Schema 'people[].name, people[].age int, title'
        $schema = Get-SentSchema
        $schema.properties.people.type | Should -BeExactly 'array'
        @($schema.properties.people.items.required) | Should -BeExactly 'name', 'age'
    }

    It 'returns one object for each piped line' {
        $table = 'disk full on web', 'user logged in' | Invoke-MistralChat -System 'classify' -Schema 'severity, component, summary'
        @($table).Count | Should -Be 2
        $table | ForEach-Object { @($_.PSObject.Properties.Name) | Should -BeExactly 'severity', 'component', 'summary' }
        @(Get-EmulatorRequest -Filter @{ path = $chat }).Count | Should -Be 2
        ($table | Format-Table | Out-String) | Should -Match 'severity\s+component\s+summary'
    }

    It 'returns the object at the end of a stream' {
        Add-EmulatorReply '{"name":"Ada"}'
        $it = @(Invoke-MistralChat 'Who?' -Schema 'name' -Stream)
        $it.Count | Should -Be 1
        $it[0].name | Should -BeExactly 'Ada'
        (Get-SentBody).stream | Should -BeTrue
    }

    It 'can be combined with -Tool' {
        Add-EmulatorReply @(@{ tool_calls = @(@{ function = @{ name = 'now'; arguments = '{}' } }) }, '{"year":2026}')
        (Invoke-MistralChat 'Which year?' -Tool @{ now = { 2026 } } -Schema 'year int').year | Should -Be 2026
    }

    It 'converts <Field> to <Type>' -ForEach @(
        @{ Field = 'a decimal'; Json = '{"a":0.1}'; Value = 0.1d; Type = 'decimal' }
        @{ Field = 'a decimal?'; Json = '{"a":19.90}'; Value = 19.9d; Type = 'decimal' }
        @{ Field = 'a long'; Json = '{"a":5}'; Value = 5; Type = 'long' }
        @{ Field = 'a date'; Json = '{"a":"2026-02-03"}'; Value = [datetime] '2026-02-03'; Type = 'datetime' }
        @{ Field = 'a datetime'; Json = '{"a":"2026-02-03T04:05:06Z"}'; Value = [datetimeoffset] '2026-02-03T04:05:06Z'; Type = 'DateTimeOffset' }
        @{ Field = 'a guid'; Json = '{"a":"7d444840-9dc0-11d1-b245-5ffdce74fad2"}'; Value = [guid] '7d444840-9dc0-11d1-b245-5ffdce74fad2'; Type = 'guid' }
        @{ Field = 'a uri'; Json = '{"a":"https://example.com/x"}'; Value = [uri] 'https://example.com/x'; Type = 'uri' }
        @{ Field = 'a bool'; Json = '{"a":true}'; Value = $true; Type = 'bool' }
        @{ Field = 'a low|high'; Json = '{"a":"high"}'; Value = 'high'; Type = 'string' }
        @{ Field = 'a int'; Json = '{"a":5}'; Value = 5; Type = 'int' }
        @{ Field = 'a DayOfWeek'; Json = '{"a":"Friday"}'; Value = [DayOfWeek]::Friday; Type = 'DayOfWeek' }
        @{ Field = 'a System.ConsoleColor?'; Json = '{"a":"Red"}'; Value = [ConsoleColor]::Red; Type = 'ConsoleColor' }
        @{ Field = 'a IO.FileAttributes'; Json = '{"a":"Hidden, System"}'; Value = [IO.FileAttributes] 'Hidden, System'; Type = 'IO.FileAttributes' }
    ) {
        Add-EmulatorReply $Json
        $it = Invoke-MistralChat 'Go' -Schema $Field
        $it.a | Should -BeOfType $Type
        $it.a | Should -Be $Value
        (Get-EmulatorRequest -Filter @{ path = $chat })[-1].body | Should -Not -Match '"format":"(decimal|int64|enum)'
    }

    It 'converts each decimal in lists and objects' {
        Add-EmulatorReply '{"items":[{"price":0.1},{"price":2}]}'
        $it = Invoke-MistralChat 'Go' -Schema 'items[].price decimal'
        $it.items.price | ForEach-Object { $_ | Should -BeOfType decimal }
    }

    It 'sends the names of an enumeration, and gives its values in lists, with -As and for types of a script' {
        Add-Type -TypeDefinition 'namespace Mistral.Test { public enum Colour { Red = 4, Blue = 9 } }'
        Add-EmulatorReply '{"all":["Red","Blue"],"none":null}'
        $it = Invoke-MistralChat 'Go' -Schema 'all Mistral.Test.Colour[], none Mistral.Test.Colour?'
        $it.all | Should -Be ([Mistral.Test.Colour]::Red), ([Mistral.Test.Colour]::Blue)
        $it.none | Should -BeNullOrEmpty
        (Get-SentBody).response_format.json_schema.schema.properties.all.items.enum | Should -BeExactly 'Red', 'Blue'
        Add-EmulatorReply '{"value":["Blue"]}'
        Invoke-MistralChat 'Go' -As ([Mistral.Test.Colour[]]) | Should -Be ([Mistral.Test.Colour]::Blue)
    }

    It 'rejects an answer that isn''t a member of the enumeration' {
        Add-EmulatorReply '{"a":"Someday"}'
        (Get-TestError { Invoke-MistralChat 'Go' -Schema 'a DayOfWeek' }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidAnswer,*'
    }

    It 'returns null for an optional field that the answer omits' {
        Add-EmulatorReply '{"a":"x"}', '{"a":"y","b":2}'
        $rows = 'one', 'two' | Invoke-MistralChat -Schema 'a, b int?'
        $rows | ForEach-Object { @($_.PSObject.Properties.Name) | Should -Be 'a', 'b' }
        $rows.b | Should -Be $null, 2
    }

    It 'is rejected if it isn''t valid: <Text>' -ForEach @(
        @{ Text = 'name strnig'; Says = "'strnig' isn't a valid type" }
        @{ Text = 'name datetimeoffset'; Says = '\.NET enumerations' }
        @{ Text = 'a, a int'; Says = "'a' is used twice" }
        @{ Text = 'a, a.b'; Says = "'a' has a value" }
        @{ Text = 'a b c'; Says = 'isn''t a valid field' }
        @{ Text = 'a;b'; Says = 'separated by commas' }
        @{ Text = 'a int; b int'; Says = 'commas between fields' }
        @{ Text = 'a..b'; Says = 'valid field name' }
        @{ Text = ' , '; Says = 'contains no fields' }
    ) {
        $problem = Get-TestError { Invoke-MistralChat 'Go' -Schema $Text }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidSchema,*'
        "$problem" | Should -Match $Says
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe '-Schema as JSON Schema' {
    BeforeEach { Reset-Emulator }

    It 'is accepted as <Name> and sent unchanged' -ForEach @(
        @{ Name = 'a hashtable'; Give = { @{ type = 'object'; properties = @{ a = @{ type = 'integer' } } } } }
        @{ Name = 'text'; Give = { '{"type":"object","properties":{"a":{"type":"integer"}}}' } }
        @{ Name = 'an object'; Give = { '{"type":"object","properties":{"a":{"type":"integer"}}}' | ConvertFrom-Json } }
        @{ Name = 'a path'; Give = { Set-Content -LiteralPath TestDrive:/a.json -Value '{"type":"object","properties":{"a":{"type":"integer"}}}'; 'TestDrive:/a.json' } }
        @{ Name = 'a file'; Give = { Set-Content -LiteralPath TestDrive:/a.json -Value '{"type":"object","properties":{"a":{"type":"integer"}}}'; Get-Item TestDrive:/a.json } }
        @{ Name = 'what a request has'; Give = { @{ name = 'mine'; schema = @{ type = 'object'; properties = @{ a = @{ type = 'integer' } } } } } }
    ) {
        Add-EmulatorReply '{"a":1}'
        (Invoke-MistralChat 'Go' -Schema (& $Give)).a | Should -Be 1
        $sent = (Get-SentBody).response_format.json_schema
        $sent.schema.type | Should -BeExactly 'object'
        $sent.schema.properties.a.type | Should -BeExactly 'integer'
        if ($Name -eq 'what a request has') { $sent.name | Should -BeExactly 'mine' }
    }

    It 'is rejected if it isn''t valid: <Name>' -ForEach @(
        @{ Name = 'a file that is not there'; Give = { 'TestDrive:/none.json' }; Says = 'none.json' }
        @{ Name = 'text that is not JSON'; Give = { '{"type":' }; Says = 'not JSON' }
        @{ Name = 'an empty object'; Give = { [pscustomobject]@{} }; Says = 'empty' }
        @{ Name = 'a reference that leads nowhere'; Give = { '{"$ref":"#/$defs/x"}' }; Says = 'was not found in the schema' }
        @{ Name = 'a reference to itself'; Give = { '{"$ref":"#"}' }; Says = 'was not found in the schema' }
        @{ Name = 'an invalid pattern'; Give = { '{"type":"string","pattern":"("}' }; Says = 'valid regular expression' }
        @{ Name = 'text that is no Unicode'; Give = { '{"type":"object","title":"\ud83d"}' }; Says = 'not JSON' }
        @{ Name = 'all of itself'; Give = { '{"allOf":[{"$ref":"#"}]}' }; Says = 'form a circle' }
        @{ Name = 'any of itself'; Give = { '{"anyOf":[{"type":"null"},{"$ref":"#"}]}' }; Says = 'form a circle' }
        @{ Name = 'one of itself'; Give = { '{"oneOf":[{"$ref":"#"},{"$ref":"#"}]}' }; Says = 'form a circle' }
        @{ Name = 'definitions that go round'; Give = { '{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"allOf":[{"$ref":"#/$defs/a"}]}},"type":"object","properties":{"x":{"$ref":"#/$defs/a"}}}' }; Says = 'form a circle' }
        @{ Name = 'a list of values that is text'; Give = { @{ type = 'object'; properties = @{ a = @{ enum = 'x' } } } }; Says = "'enum' must be a list" }
        @{ Name = 'required that is no list'; Give = { '{"required":true}' }; Says = "'required' must be a list" }
        @{ Name = 'a type that is a number'; Give = { '{"type":5}' }; Says = "'type' must be text" }
        @{ Name = 'properties that are a list'; Give = { '{"properties":[]}' }; Says = "'properties' must be an object" }
        @{ Name = 'all of an object'; Give = { '{"allOf":{}}' }; Says = "'allOf' must be a list" }
        @{ Name = 'any of nothing'; Give = { '{"anyOf":[]}' }; Says = "'anyOf' must be a list" }
        @{ Name = 'a pattern that is a number'; Give = { '{"pattern":5}' }; Says = "'pattern' must be text" }
        @{ Name = 'a format that is a number'; Give = { '{"format":5}' }; Says = "'format' must be text" }
        @{ Name = 'a list of schemas for items'; Give = { '{"items":[{"type":"string"}]}' }; Says = "'items' must be one schema" }
        @{ Name = 'a bound that is text'; Give = { '{"$defs":{"a":{"minLength":"2"}},"$ref":"#/$defs/a"}' }; Says = "'minLength' must be a number" }
        @{ Name = 'a mistake where a reference leads'; Give = { '{"shared":{"type":5},"properties":{"a":{"$ref":"#/shared"}}}' }; Says = "'type' must be text" }
        @{ Name = 'a field that is no schema'; Give = { '{"properties":{"a":"string"}}' }; Says = 'at #/properties/a, a schema must be an object' }
    ) {
        $problem = Get-TestError { Invoke-MistralChat 'Go' -Schema (& $Give) }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralInvalidSchema,*'
        "$problem" | Should -Match $Says
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'validates the answer: <Schema> and <Answer>' -ForEach @(
        @{ Schema = '{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}'; Answer = '{}'; Says = '\$\.a is missing' }
        @{ Schema = '{"type":"object","properties":{"a":{"type":"integer"}}}'; Answer = '{"a":1.5}'; Says = '\$\.a must be an integer' }
        @{ Schema = '{"type":"object","properties":{"a":{"type":["string","null"]}}}'; Answer = '{"a":null}' }
        @{ Schema = '{"type":"object","properties":{"a":{"type":["string","null"]}}}'; Answer = '{"a":true}'; Says = 'string or null' }
        @{ Schema = '{"type":"object","additionalProperties":false}'; Answer = '{"b":1}'; Says = '\$\.b must not be present' }
        @{ Schema = '{"type":"object","additionalProperties":{"type":"integer"}}'; Answer = '{"b":1}' }
        @{ Schema = '{"type":"object","properties":{"a":{"enum":["x","y"]}}}'; Answer = '{"a":"z"}'; Says = 'one of "x", "y"' }
        @{ Schema = '{"type":"object","properties":{"a":{"const":1}}}'; Answer = '{"a":2}'; Says = 'must be 1' }
        @{ Schema = '{"type":"object","properties":{"a":{"minimum":1,"maximum":5}}}'; Answer = '{"a":6}'; Says = 'at most 5' }
        @{ Schema = '{"type":"object","properties":{"a":{"exclusiveMinimum":1}}}'; Answer = '{"a":1}'; Says = 'above 1' }
        @{ Schema = '{"type":"object","properties":{"a":{"multipleOf":0.1}}}'; Answer = '{"a":0.3}' }
        @{ Schema = '{"type":"object","properties":{"a":{"minLength":2}}}'; Answer = '{"a":"x"}'; Says = 'at least 2' }
        @{ Schema = '{"type":"object","properties":{"a":{"pattern":"^[a-z]+$"}}}'; Answer = '{"a":"X1"}'; Says = 'match the pattern' }
        @{ Schema = '{"type":"object","properties":{"a":{"format":"date"}}}'; Answer = '{"a":"tomorrow"}'; Says = 'format date' }
        @{ Schema = '{"type":"object","properties":{"a":{"type":"array","items":{"type":"integer"},"maxItems":2}}}'; Answer = '{"a":[1,2,"x"]}'; Says = 'at most 2.*\$\.a\[2\] must be an integer' }
        @{ Schema = '{"type":"object","properties":{"a":{"uniqueItems":true}}}'; Answer = '{"a":[1,1]}'; Says = 'twice' }
        @{ Schema = '{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]}}}'; Answer = '{"a":true}'; Says = 'match any of the allowed schemas' }
        @{ Schema = '{"type":"object","properties":{"a":{"oneOf":[{"type":"number"},{"type":"integer"}]}}}'; Answer = '{"a":1}'; Says = 'matches several' }
        @{ Schema = '{"type":"object","properties":{"a":{"allOf":[{"minimum":1},{"maximum":2}]}}}'; Answer = '{"a":3}'; Says = 'at most 2' }
        @{ Schema = '{"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}},"required":["v"]}},"$ref":"#/$defs/n"}'; Answer = '{"v":1,"next":{"next":{"v":1}}}'; Says = '\$\.next\.v is missing' }
        @{ Schema = '{"type":"object"}'; Answer = 'no JSON at all'; Says = 'not JSON' }
        @{ Schema = '{"type":"object"}'; Answer = '{"Name":"\ud83d"}'; Says = 'not JSON' }
        @{ Schema = '{"type":"object"}'; Answer = '{"\ud83d":1}'; Says = 'not JSON' }
        @{ Schema = '{"type":"object","properties":{"a":{"anyOf":[{"type":["string","null"]},{"type":"integer"}]}}}'; Answer = '{"a":true}'; Says = 'match any of the allowed schemas' }
        @{ Schema = '{"type":"object","properties":{"a":{"anyOf":[{"type":"null"},{"minimum":5}]}}}'; Answer = '{"a":1}'; Says = '\$\.a must be at least 5' }
        @{ Schema = '{"type":"object","properties":{"type":{"type":"string"},"enum":{"type":"string"},"$ref":{"type":"string"}}}'; Answer = '{"type":"x","enum":"y","$ref":"z"}' }
        @{ Schema = '{"type":"object","properties":{"a":{"minLength":2.0,"maxLength":99999999999}}}'; Answer = '{"a":"xy"}' }
        @{ Schema = '{"type":"object","properties":{"a":{"minLength":2.0}}}'; Answer = '{"a":"x"}'; Says = 'at least 2' }
        @{ Schema = '{"type":"object","properties":{"a":{"maxLength":1}}}'; Answer = '{"a":"\ud83d\ude00"}' }
        @{ Schema = '{"type":"object","properties":{"a":{"minLength":2}}}'; Answer = '{"a":"e\u0301"}' }
        @{ Schema = '{"type":"object","properties":{"a":{"type":"integer"}}}'; Answer = '{"a":1e999}'; Says = 'too large' }
        @{ Schema = '{"type":"object","properties":{"a":{"maximum":9007199254740992}}}'; Answer = '{"a":9007199254740993}'; Says = 'at most' }
        @{ Schema = '{"type":"object","properties":{"a":{"const":{"x":1,"y":[2]}}}}'; Answer = '{"a":{ "y": [2.0], "x": 1 }}' }
        @{ Schema = '{"type":"object","properties":{"a":{"enum":[{"x":1}]}}}'; Answer = '{"a":{"x":2}}'; Says = 'one of' }
        @{ Schema = '{"type":"object","properties":{"a":{"uniqueItems":true}}}'; Answer = '{"a":[{"x":1,"y":2},{ "y":2, "x":1.0 }]}'; Says = 'twice' }
        @{ Schema = '{"type":"object","properties":{"a":{"uniqueItems":true}}}'; Answer = '{"a":["1",1,[1],{"a":1},null]}' }
        @{ Schema = '{"type":"object"}'; Answer = "``````json`n{`"a`":1}`n``````" }
    ) {
        Add-EmulatorReply $Answer
        $it = Invoke-MistralChat 'Go' -Schema $Schema -ErrorVariable problems -ErrorAction SilentlyContinue
        if (-not $Says) {
            $problems | Should -BeNullOrEmpty
            $it | Should -Not -BeNullOrEmpty
            return
        }
        $it | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidAnswer,*'
        "$($problems[0])" | Should -Match $Says
        $problems[0].Exception.Answer | Should -BeExactly $Answer
        $problems[0].TargetObject | Should -BeExactly 'Go'
    }
}

Describe 'Validation' {
    BeforeEach { Reset-Emulator }

    It 'takes linear time for nested nullable types' {
        $schema = '{"$defs":{"n":{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/$defs/n"},{"type":"null"}]}},"additionalProperties":false}},"$ref":"#/$defs/n"}'
        $answer = '{"x":1}'
        foreach ($level in 1..50) { $answer = '{"next":' + $answer + '}' }
        Add-EmulatorReply $answer
        $null = Invoke-MistralChat 'Go' -Schema $schema -ErrorVariable problems -ErrorAction SilentlyContinue
        "$problems" | Should -Match '\.next\.x must not be present'
    }

    It 'stops at too many nested unions' {
        $schema = '{"$defs":{"n":{"type":"object","properties":{"next":{"oneOf":[{"$ref":"#/$defs/n"},{"$ref":"#/$defs/n"}]}},"additionalProperties":false}},"$ref":"#/$defs/n"}'
        $answer = '{"x":1}'
        foreach ($level in 1..50) { $answer = '{"next":' + $answer + '}' }
        Add-EmulatorReply @($answer, '{}')
        $it = @(1, 2 | Invoke-MistralChat -Schema $schema -ErrorVariable problems -ErrorAction SilentlyContinue)
        "$problems" | Should -Match 'too many alternatives'
        $it.Count | Should -Be 1
    }

    It 'stops at too deep nesting' {
        $definitions = @(foreach ($number in 0..59) { '"d{0}":{{"allOf":[{{"$ref":"#/$defs/d{1}"}}]}}' -f $number, ($number + 1) })
        $schema = '{"$defs":{' + ($definitions -join ',') + ',"d60":{"properties":{"next":{"$ref":"#/$defs/d0"}}}},"type":"object","allOf":[{"$ref":"#/$defs/d0"}]}'
        Add-EmulatorReply '{"next":{"next":{"next":{"next":{"next":{}}}}}}'
        $null = Invoke-MistralChat 'Go' -Schema $schema -ErrorVariable problems -ErrorAction SilentlyContinue
        "$problems" | Should -Match 'too deep'
    }

    It 'shows field names without control characters, up to a limit' {
        Add-EmulatorReply ('{"a\u001b[2J\u2028b":1,"' + ('x' * 5000) + '":1}')
        $null = Invoke-MistralChat 'Go' -Schema 'a' -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].Exception.Problems[1] | Should -BeExactly '$.a\u001b[2J\u2028b must not be present'
        $problems[0].Exception.Problems[2].Length | Should -BeLessThan 100
    }

    It 'converts dates in references and unions' {
        $schema = '{"$defs":{"day":{"type":"string","format":"date"},"part":{"type":"object","properties":{"at":{"$ref":"#/$defs/day"}}}},"type":"object","properties":{' +
            '"a":{"$ref":"#/$defs/day"},"b":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/day"}]},"c":{"type":"array","items":{"$ref":"#/$defs/part"}},"d":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/part"}]},"e":{"type":"string"}}}'
        Add-EmulatorReply '{"a":"2026-01-02","b":"2026-01-02","c":[{"at":"2026-01-02"}],"d":{"at":"2026-01-02"},"e":"2026-01-02"}'
        $it = Invoke-MistralChat 'Go' -Schema $schema
        foreach ($day in $it.a, $it.b, $it.c[0].at, $it.d.at) { $day | Should -BeOfType datetime }
        $it.e | Should -BeOfType string
    }
}

Describe 'An answer that does not match its schema' {
    BeforeEach { Reset-Emulator }

    It 'is requested again with -RetryInvalid, with the mismatches' {
        Add-EmulatorReply @('{"age":"old"}', 'no', '{"age":36}')
        (Invoke-MistralChat 'How old?' -Schema 'age int' -RetryInvalid 2).age | Should -Be 36
        $messages = (Get-SentBody).messages
        @($messages.role) | Should -BeExactly 'user', 'assistant', 'user', 'assistant', 'user'
        $messages[1].content | Should -BeExactly '{"age":"old"}'
        $messages[2].content | Should -Match '\$\.age must be an integer'
        $messages[4].content | Should -Match 'not JSON'
    }

    It 'is an error after the last retry, and other inputs continue' {
        Add-EmulatorReply @('no', 'no', '{"age":1}')
        $said = @('first', 'second' | Invoke-MistralChat -Schema 'age int' -RetryInvalid 1 -ErrorVariable problems -ErrorAction SilentlyContinue)
        @($problems).Count | Should -Be 1
        $problems[0].TargetObject | Should -BeExactly 'first'
        $said.age | Should -Be 1
    }

    It 'is not requested again if it was cut off' {
        Add-EmulatorReply @(@{ content = '{"age":'; finish_reason = 'length' }, '{"age":1}')
        $null = Invoke-MistralChat 'Go' -Schema 'age int' -RetryInvalid 3 -ErrorVariable problems -ErrorAction SilentlyContinue
        "$problems" | Should -Match 'cut off'
        @(Get-EmulatorRequest -Filter @{ path = $chat }).Count | Should -Be 1
    }
}

Describe '-As' {
    BeforeEach { Reset-Emulator }

    It 'returns an instance of a .NET type' {
        Add-EmulatorReply '{"Name":"n","Size":"Large","Lines":[{"Article":"a","Count":2,"Price":1.5},{"Article":"b","Count":1,"Price":null}],"Stock":{"x":3},"Due":"2026-01-02T03:04:05Z","Link":"https://example.com/","Id":"7f1b3c1e-3f44-4b57-9a0e-0d4f6a3d2b11"}'
        $order = Invoke-MistralChat 'Order' -As ([Mistral.Tests.Order])
        $order | Should -BeOfType Mistral.Tests.Order
        "$($order.Size)" | Should -BeExactly 'Large'
        $order.Lines.Count | Should -Be 2
        $order.Lines[0].Price | Should -Be 1.5
        $order.Lines[1].Price | Should -BeNullOrEmpty
        $order.Stock['x'] | Should -Be 3
        $order.Due.ToUniversalTime() | Should -Be ([datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc))
        $schema = Get-SentSchema
        $schema.properties.Size.enum | Should -BeExactly 'Small', 'Large'
        @($schema.required) | Should -BeExactly 'Name', 'Size', 'Lines', 'Stock', 'Due', 'Link', 'Id'
        $schema.'$defs'.Line.properties.Price.anyOf[1].type | Should -BeExactly 'null'
    }

    It 'returns an instance of a PowerShell class' {
        $type = [scriptblock]::Create('class TestPerson { [string] $Name; [ValidateRange(0, 150)] [int] $Age; [string[]] $Tags; hidden [string] $Secret }; [TestPerson]').Invoke()[0]
        Add-EmulatorReply '{"Name":"Ada","Age":36,"Tags":["math"]}'
        $it = Invoke-MistralChat 'Who?' -As $type
        $it.GetType() | Should -Be $type
        $it.Tags | Should -BeExactly 'math'
        $schema = Get-SentSchema
        $schema.properties.Age.maximum | Should -Be 150
        $schema.properties.PSObject.Properties.Name | Should -Not -Contain 'Secret'
    }

    It 'returns an instance of a PowerShell class with <Name>' -ForEach @(
        @{ Name = 'values of its own'; Class = 'class TestDefaults { [string] $Name = "none"; [string[]] $Tags = @("a") }; [TestDefaults]' }
        @{ Name = 'a constructor'; Class = 'class TestBuilt { [string] $Name; [string[]] $Tags; TestBuilt() { $this.Name = "none" } }; [TestBuilt]' }
    ) {
        $type = [scriptblock]::Create($Class).Invoke()[0]
        Add-EmulatorReply '{"Name":"Ada","Tags":["math"]}'
        $it = Invoke-MistralChat 'Who?' -As $type
        $it.GetType() | Should -Be $type
        $it.Name | Should -BeExactly 'Ada'
        $it.Tags | Should -BeExactly 'math'
    }

    It 'requests numbers if ValidateSet has numbers' {
        $type = [scriptblock]::Create('class TestRate { [ValidateSet(1, 2, 3)] [int] $Stars; [ValidateSet("1", "2")] [string] $Text; [ValidateSet(0.5, 1)] [Nullable[double]] $Part }; [TestRate]').Invoke()[0]
        Add-EmulatorReply '{"Stars":2,"Text":"1","Part":0.5}'
        $it = Invoke-MistralChat 'Rate' -As $type
        $it.Stars | Should -Be 2
        ConvertTo-Short (Get-SentSchema).properties.Stars.enum | Should -BeExactly '[1,2,3]'
        ConvertTo-Short (Get-SentSchema).properties.Text.enum | Should -BeExactly '["1","2"]'
    }

    It 'keeps all digits of a number' {
        Add-EmulatorReply '{"Exact":0.1234567890123456789,"Large":18446744073709551615,"Whole":9007199254740993}'
        $it = Invoke-MistralChat 'Go' -As ([Mistral.Tests.Numbers])
        $it.Exact | Should -Be ([decimal]::Parse('0.1234567890123456789', [cultureinfo]::InvariantCulture))
        $it.Large | Should -Be ([uint64]::MaxValue)
        $it.Whole | Should -Be 9007199254740993L
        Add-EmulatorReply '{"value":123456789012345678901234567890123}'
        "$(Invoke-MistralChat 'Go' -As ([bigint]))" | Should -BeExactly '123456789012345678901234567890123'
    }

    It 'accepts integers in any notation, but not out of range: <Answer>' -ForEach @(
        @{ Answer = '{"value":4.0}'; Is = 4 }
        @{ Answer = '{"value":4e1}'; Is = 40 }
        @{ Answer = '{"value":99999999999}' }
        @{ Answer = '{"value":1e300}' }
        @{ Answer = '{"value":1e999}' }
    ) {
        Add-EmulatorReply $Answer
        $it = Invoke-MistralChat 'Go' -As ([int]) -ErrorVariable problems -ErrorAction SilentlyContinue
        $it | Should -Be $Is
        if ($null -eq $Is) { $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidAnswer,*' }
    }

    It 'shows an invalid value without control characters' {
        Add-EmulatorReply '{"value":"\u001b[2J"}'
        $null = Invoke-MistralChat 'Go' -As ([ipaddress]) -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidAnswer,*'
        $problems[0].Exception.Problems[0] | Should -Not -Match '\p{C}'
    }

    It 'is an error if a constructor fails, and other inputs continue' {
        $null = 1, 2 | Invoke-MistralChat -Schema 'Name' -As ([Mistral.Tests.Failing]) -ErrorVariable problems -ErrorAction SilentlyContinue
        @($problems).Count | Should -Be 2
        "$($problems[0])" | Should -Match 'not today'
    }

    It 'returns an instance of a recursive type' {
        Add-EmulatorReply '{"Name":"a","Children":[{"Name":"b","Children":[]}]}'
        (Invoke-MistralChat 'Tree' -As ([Mistral.Tests.Node])).Children[0].Name | Should -BeExactly 'b'
    }

    It 'returns <Name>' -ForEach @(
        @{ Name = 'a number'; Type = [int]; Answer = '{"value":42}'; Is = 42 }
        @{ Name = 'a yes or no'; Type = [bool]; Answer = '{"value":true}'; Is = $true }
        @{ Name = 'a choice'; Type = [DayOfWeek]; Answer = '{"value":"Friday"}'; Is = [DayOfWeek]::Friday }
        @{ Name = 'texts, one by one'; Type = [string[]]; Answer = '{"value":["a","b"]}'; Is = 'a', 'b' }
    ) {
        Add-EmulatorReply $Answer
        $it = Invoke-MistralChat 'Go' -As $Type
        $it | Should -BeExactly $Is
    }

    It 'returns hashtables without a schema, and requests JSON' {
        Add-EmulatorReply '{"a":{"b":[1,{"c":null}]}}'
        $it = Invoke-MistralChat 'Go' -As ([hashtable]) -System 'Be brief.'
        $it | Should -BeOfType hashtable
        $it.a.b[1] | Should -BeOfType hashtable
        $it['A']['B'].Count | Should -Be 2
        (Get-SentBody).response_format.type | Should -BeExactly 'json_object'
        ((Get-SentBody).messages | Where-Object role -EQ system).content -join ' ' | Should -Match 'JSON'
    }

    It 'can be combined with -Schema, which sets the format' {
        Add-EmulatorReply '{"a":1}'
        Invoke-MistralChat 'Go' -Schema 'a int' -As ([hashtable]) | Should -BeOfType hashtable
    }

    It 'can''t be combined with -Schema for a type that isn''t for objects: <Type>' -ForEach @(
        @{ Type = [int] }, @{ Type = [string] }, @{ Type = [IO.Stream] }, @{ Type = [object[]] }
        @{ Type = [Collections.Generic.Dictionary[int, string]] }, @{ Type = [Collections.ObjectModel.ReadOnlyDictionary[string, string]] }
    ) {
        (Get-TestError { Invoke-MistralChat 'Go' -Schema 'a int' -As $Type }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidSchema,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'can be combined with -Schema for a type for objects: <Type>' -ForEach @(
        @{ Type = [Collections.Generic.Dictionary[string, int]] }, @{ Type = [Collections.Generic.IDictionary[string, int]] }
        @{ Type = [Collections.Specialized.OrderedDictionary] }, @{ Type = [Collections.IDictionary] }
    ) {
        Add-EmulatorReply '{"a":1}'
        (Invoke-MistralChat 'Go' -Schema 'a int' -As $Type)['a'] | Should -Be 1
    }

    It 'is an error if the answer can''t be converted to the type' {
        Add-EmulatorReply '{"Name":"n"}'
        $null = Invoke-MistralChat 'Go' -As ([Mistral.Tests.Order]) -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'MistralInvalidAnswer,*'
        "$problems" | Should -Match '\$\.Size is missing'
    }

    It 'is rejected for a type that JSON can''t be converted to: <Type>' -ForEach @(@{ Type = [IO.Stream] }, @{ Type = [scriptblock] }, @{ Type = [Collections.Generic.Dictionary[int, string]] }) {
        (Get-TestError { Invoke-MistralChat 'Go' -As $Type }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidSchema,*'
        (Get-TestError { Invoke-MistralChat 'Go' -As ([Mistral.Tests.Closed]) }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidSchema,*'
        (Get-TestError { Invoke-MistralChat 'Go' -As ([Mistral.Tests.Tree]) }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidSchema,*'
    }

    It 'can''t be combined with <Name>' -ForEach @(
        @{ Name = '-AsText'; With = @{ AsText = $true; As = [int] } }
        @{ Name = '-ResponseFormat'; With = @{ ResponseFormat = 'json_object'; As = [int] } }
        @{ Name = 'nothing but -RetryInvalid'; With = @{ RetryInvalid = 1 } }
    ) {
        (Get-TestError { Invoke-MistralChat 'Go' @With }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }
}
