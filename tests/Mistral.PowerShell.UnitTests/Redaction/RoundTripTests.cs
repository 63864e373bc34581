using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mistral.PowerShell.AI.Redaction;
using Xunit;

namespace Mistral.PowerShell.UnitTests.Redaction;

public sealed class RoundTripTests
{
    private const int Texts = 10_000;

    // What stands around a value, and the value.
    private static readonly (string Before, string Value, string After)[] s_values =
    [
        ("", "bob.smith@example.com", ""), ("<", "o'brien@mail.example.org", ">"), ("mailto:", "jürgen@müller.example", "?"),
        ("", "10.20.30.40", ":443"), ("[", "2001:db8::8a2e:370:7334", "]"), ("", "00:1A:2b:3C:4d:5E", ""), ("{", "6F9619FF-8B86-D011-B42D-00CF4FC964FF", "}"),
        ("", @"\\fileserver\share$\plan.xlsx", " "), ("\"", @"\\fs2\My Share\My plan.xlsx", "\""), ("", @"CONTOSO\alice", " "), (@"C:\Users\", "malory", @"\x.txt"), ("/home/", "trent", "/.ssh"),
        ("", "4111 1111 1111 1111", ""), ("", "DE89 3704 0044 0532 0130 00", ""), ("", "AKIAIOSFODNN7EXAMPLE", ""), ("", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", ""),
        ("Bearer ", "Zz9Zz9Zz9Zz9.Zz9_Zz9-Zz9", ""), ("AccountKey=", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq==", ";"),
        ("Server=db;Password=", "p&$<w>\\n0rd", ";Encrypt=True"), ("", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----", "\n"),
        ("", "INC1234567", ""),
    ];

    private static readonly string[] s_words =
        ["the ", "Server ", "<", ">", "<EMAIL_", "EMAIL_1>", "<EMAIL_1>", "<IPV4_2>", "<MARK_1>", "\\", "\"", "\n", "\t", "é", "\U0001F600", "{", "}", "a_b ", "&lt;", "100 ", "<b>", "\\u003c", "_1>", ". "];

    private static RedactionRules Rules { get; } = RedactionRules.Read(["All", new Dictionary<string, string> { ["Ticket"] = @"INC\d{7}" }]);

    [Fact]
    public void Random_texts_are_restored_from_random_pieces()
    {
        Random random = new(20261130);
        for (int i = 0; i < Texts; i++)
        {
            (string text, List<string> values) = Create(random);
            Redactor redactor = new(Rules, new RedactionMap());
            string redacted = redactor.Redact(text);
            AssertGone(redacted, values);
            MarkRestorer restorer = new(redactor.Map, isJson: false);
            StringBuilder restored = new();
            foreach (string piece in Split(redacted, random))
            {
                _ = restored.Append(restorer.Add(piece));
            }

            Assert.Equal(text, restored.Append(restorer.GetRest()).ToString());
        }
    }

    [Theory]
    [InlineData("""{"content":"cut \ud83d bob@example.com"}""")]
    [InlineData("""{"content":"{\"mail\":\"cut \\ud83d bob@example.com\"}"}""")]
    public void A_text_with_half_a_character_is_redacted(string json)
    {
        string redacted = Encoding.UTF8.GetString(new Redactor(Rules, new RedactionMap()).Redact(Encoding.UTF8.GetBytes(json), new()));
        Assert.Contains("<EMAIL_1>", redacted);
        Assert.DoesNotContain("bob@example.com", redacted);
    }

    [Fact]
    public void No_value_is_left_in_the_body_of_a_request()
    {
        Random random = new(7);
        for (int i = 0; i < Texts / 10; i++)
        {
            (string first, List<string> values) = Create(random);
            (string second, List<string> more) = Create(random);
            values.AddRange(more);
            string arguments = ToJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("name", second);
                writer.WriteNumber("number", 1);
                writer.WriteEndObject();
            });
            string body = ToJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("messages");
                writer.WriteStartObject();
                writer.WriteString("role", "user");
                writer.WriteString("content", "Look:\n\n" + ToJson(w => w.WriteStringValue("x")).Replace("\"x\"", "[" + JsonSerializer.Serialize(first) + "]"));
                writer.WriteEndObject();
                writer.WriteStartObject();
                writer.WriteString("role", "assistant");
                writer.WriteString("arguments", arguments);
                writer.WriteEndObject();
                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            Redactor redactor = new(Rules, new RedactionMap());
            byte[] sent = redactor.Redact(Encoding.UTF8.GetBytes(body), new RedactionCount());
            string text = Encoding.UTF8.GetString(sent);
            AssertGone(text, values);

            // The arguments come back as JSON with all values.
            using JsonDocument document = JsonDocument.Parse(sent);
            string redacted = document.RootElement.GetProperty("messages")[1].GetProperty("arguments").GetString()!;
            MarkRestorer restorer = new(redactor.Map, isJson: true);
            string restored = string.Concat(Split(redacted, random).Select(restorer.Add)) + restorer.GetRest();
            using JsonDocument inner = JsonDocument.Parse(restored);
            Assert.Equal(second, inner.RootElement.GetProperty("name").GetString());
        }
    }

    [Theory]
    [InlineData("a <EMAIL_1", "a ")]
    [InlineData("a <EMAIL_2", "a <EMAIL_2")]
    [InlineData("a <EMAILS", "a <EMAILS")]
    [InlineData("a <", "a ")]
    [InlineData("a <b", "a <b")]
    [InlineData("<EMAIL_1>", "bob@x.org")]
    [InlineData("<<EMAIL_1>>", "<bob@x.org>")]
    [InlineData("<EMAIL_<EMAIL_1>", "<EMAIL_bob@x.org")]
    [InlineData("<EMAIL_01>", "<EMAIL_01>")]
    public void Text_is_held_back_only_as_long_as_it_can_be_a_mark(string piece, string certain)
    {
        Redactor redactor = new(RedactionRules.Read(["Email"]), new RedactionMap());
        _ = redactor.Redact("bob@x.org");
        MarkRestorer restorer = new(redactor.Map, isJson: false);
        Assert.Equal(certain, restorer.Add(piece));
        string rest = restorer.GetRest();
        Assert.True(certain.Contains("bob@x.org", StringComparison.Ordinal) || certain + rest == piece);
    }

    [Fact]
    public void A_redacted_conversation_has_the_same_marks_in_a_new_process()
    {
        const string First = """{"messages":[{"role":"user","content":"a@x.org b@x.org"}]}""";
        const string Second = """{"messages":[{"role":"user","content":"a@x.org b@x.org"},{"role":"assistant","content":"b@x.org"},{"role":"user","content":"c@x.org"}]}""";
        Assert.Equal("""{"messages":[{"role":"user","content":"<EMAIL_1> <EMAIL_2>"}]}""", Send(First));
        Assert.Equal("""{"messages":[{"role":"user","content":"<EMAIL_1> <EMAIL_2>"},{"role":"assistant","content":"<EMAIL_2>"},{"role":"user","content":"<EMAIL_3>"}]}""", Send(Second));
    }

    [Fact]
    public void Fields_of_the_API_stay_and_data_of_the_caller_are_redacted()
    {
        const string Body = """{"model":"bob@x.org","messages":[{"role":"tool","tool_call_id":"6F9619FF-8B86-D011-B42D-00CF4FC964FF","content":"{\"password\":\"hunter2\",\"card\":4111111111111111,\"bob@x.org\":1}"}],"metadata":{"id":"bob@x.org"},"max_tokens":4111111111111111}""";
        Assert.Equal(
            """{"model":"bob@x.org","messages":[{"role":"tool","tool_call_id":"6F9619FF-8B86-D011-B42D-00CF4FC964FF","content":"{\"password\":\"<PASSWORD_1>\",\"card\":\"<CREDITCARD_1>\",\"<EMAIL_1>\":1}"}],"metadata":{"id":"<EMAIL_1>"},"max_tokens":4111111111111111}""",
            Send(Body));
    }

    [Fact]
    public void An_answer_in_JSON_gets_escaped_values()
    {
        Redactor redactor = new(RedactionRules.Read(["UserName"]), new RedactionMap());
        _ = redactor.Redact(Encoding.UTF8.GetBytes("""{"messages":[{"content":"CONTOSO\\bob"}],"response_format":{"type":"json_object"}}"""), new RedactionCount());
        string response = """{"choices":[{"message":{"content":"{\"user\":\"<USERNAME_1>\",\"raw\":\"\\u003cUSERNAME_1\\u003e\"}"}}]}""";
        using JsonDocument document = JsonDocument.Parse(redactor.Restore(Encoding.UTF8.GetBytes(response)));
        using JsonDocument content = JsonDocument.Parse(document.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        Assert.Equal(@"CONTOSO\bob", content.RootElement.GetProperty("user").GetString());
        Assert.Equal(@"CONTOSO\bob", content.RootElement.GetProperty("raw").GetString());
    }

    private static string Send(string body) => Encoding.UTF8.GetString(new Redactor(Rules, new RedactionMap()).Redact(Encoding.UTF8.GetBytes(body), new RedactionCount()));

    private static (string Text, List<string> Values) Create(Random random)
    {
        StringBuilder text = new();
        List<string> values = [];
        for (int parts = random.Next(1, 12); parts > 0; parts--)
        {
            if (random.Next(2) == 0)
            {
                _ = text.Append(s_words[random.Next(s_words.Length)]);
                continue;
            }

            (string before, string value, string after) = s_values[random.Next(s_values.Length)];
            _ = text.Append(' ').Append(before).Append(value).Append(after).Append(' ');
            values.Add(value);
        }

        return (text.ToString(), values);
    }

    // In each form that the bytes can have it.
    private static void AssertGone(string sent, List<string> values)
    {
        foreach (string value in values.Distinct())
        {
            string relaxed = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
            string strict = JavaScriptEncoder.Default.Encode(value);
            foreach (string form in new[] { value, relaxed, strict, JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(relaxed), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(strict) })
            {
                Assert.DoesNotContain(form, sent, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<string> Split(string text, Random random)
    {
        int most = random.Next(1, 9);
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(text.Length - at, random.Next(1, most + 1));
            yield return text.Substring(at, length);
            at += length;
        }
    }

    private static string ToJson(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
