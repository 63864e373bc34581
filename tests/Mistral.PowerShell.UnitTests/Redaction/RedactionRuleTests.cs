using System;
using System.Diagnostics;
using System.Text;
using Mistral.PowerShell.AI.Redaction;
using Xunit;

namespace Mistral.PowerShell.UnitTests.Redaction;

public sealed class RedactionRuleTests
{
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    [Theory]
    [InlineData("Email", "mail bob@example.com.", "mail <EMAIL_1>.")]
    [InlineData("Email", "<o'brien+tag@mail.example.co.uk>, x", "<<EMAIL_1>>, x")]
    [InlineData("Email", "bob@host @name a@b.c @", "bob@host @name a@b.c @")]
    [InlineData("Email", "jürgen@müller.de jürgen@müller.de eve@x.org", "<EMAIL_1> <EMAIL_1> <EMAIL_2>")]
    [InlineData("IPv4", "from 10.0.0.1:80 to 192.168.255.254/24", "from <IPV4_1>:80 to <IPV4_2>/24")]
    [InlineData("IPv4", "1.2.3 1.2.3.4.5 256.1.1.1 v1.2.3.4", "1.2.3 1.2.3.4.5 256.1.1.1 v1.2.3.4")]
    [InlineData("IPv6", "at fe80::1ff:fe23:4567:890a%eth0, 2001:db8::1.", "at <IPV6_1>%eth0, <IPV6_2>.")]
    [InlineData("IPv6", "[Math]::Abs(1) 12:30:45 std::string a::", "[Math]::Abs(1) 12:30:45 std::string a::")]
    [InlineData("Mac", "00:1A:2b:3c:4d:5e 00-1A-2B-3C-4D-5E 001a.2b3c.4d5e", "<MAC_1> <MAC_2> <MAC_3>")]
    [InlineData("Mac", "00:1A:2b:3c:4d:5e:6f 00:1A:2b:3c:4d", "00:1A:2b:3c:4d:5e:6f 00:1A:2b:3c:4d")]
    [InlineData("Guid", "{6F9619FF-8B86-D011-B42D-00CF4FC964FF}", "{<GUID_1>}")]
    [InlineData("Guid", "6F9619FF-8B86-D011-B42D-00CF4FC964FFF", "6F9619FF-8B86-D011-B42D-00CF4FC964FFF")]
    [InlineData("UncPath", @"copy \\srv01\share$\a.txt, then", "copy <UNCPATH_1>, then")]
    [InlineData("UncPath", @"""\\srv01\My Share\My File.txt"" x", @"""<UNCPATH_1>"" x")]
    [InlineData("UncPath", @"\\\\srv01\\share\\a C:\\Users\\bob \\srv01", @"<UNCPATH_1> C:\\Users\\bob \\srv01")]
    [InlineData("UserName", @"CONTOSO\bob.smith logged on", "<USERNAME_1> logged on")]
    [InlineData("UserName", @"C:\Users\John Doe\x /home/eve/.ssh C:\\Users\\bob", @"C:\Users\<USERNAME_1>\x /home/<USERNAME_2>/.ssh C:\\Users\\<USERNAME_3>")]
    [InlineData("UserName", @"C:\Windows\System32\cmd.exe HKLM\Software NT AUTHORITY\SYSTEM C:\Users\Public\a", @"C:\Windows\System32\cmd.exe HKLM\Software NT AUTHORITY\SYSTEM C:\Users\Public\a")]
    [InlineData("UserName", "Server=db;User ID=sa;x", "Server=db;User ID=<USERNAME_1>;x")]
    [InlineData("CreditCard", "4111 1111 1111 1111, 5500-0000-0000-0004 378282246310005", "<CREDITCARD_1>, <CREDITCARD_2> <CREDITCARD_3>")]
    [InlineData("CreditCard", "4111111111111112 1234567890123", "4111111111111112 1234567890123")]
    [InlineData("Iban", "DE89 3704 0044 0532 0130 00 and GB82WEST12345698765432.", "<IBAN_1> and <IBAN_2>.")]
    [InlineData("Iban", "DE88 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00")]
    [InlineData("Token", "AKIAIOSFODNN7EXAMPLE ghp_16C7e42F292c6912E7710c838347Ae178B4a xoxb-123456789012-abcdefGHIJ", "<TOKEN_1> <TOKEN_2> <TOKEN_3>")]
    [InlineData("Token", Jwt + " end", "<TOKEN_1> end")]
    [InlineData("Token", "Authorization: Bearer aB3aB3aB3aB3.x-y_z", "Authorization: Bearer <TOKEN_1>")]
    [InlineData("Token", "key Ab1Ab1Ab1Ab1Ab1Ab1Ab1Ab1Ab1Ab1Zz of Mistral", "key <TOKEN_1> of Mistral")]
    [InlineData("Token", "AccountKey=abc/def+123==;EndpointSuffix=x", "AccountKey=<TOKEN_1>;EndpointSuffix=x")]
    [InlineData("Token", "bearer authentication, 0123456789abcdef0123456789abcdef", "bearer authentication, 0123456789abcdef0123456789abcdef")]
    [InlineData("Password", "Server=db;Password=p@ss w;x", "Server=db;Password=<PASSWORD_1> w;x")]
    [InlineData("Password", "Pwd='a b;c'; \"dbPassword\": \"x\\\"", "Pwd='<PASSWORD_1>'; \"dbPassword\": \"<PASSWORD_2>\\\"")]
    [InlineData("Password", "https://bob:secret@host/x", "https://bob:<PASSWORD_1>@host/x")]
    [InlineData("Pem", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nrest", "<PEM_1>\nrest")]
    [InlineData("Pem", "-----BEGIN PRIVATE KEY-----\nMIIE", "<PEM_1>")]
    [InlineData("Email", "<EMAIL_1> is bob@x.org, <EMAIL_x> <OTHER_1>", "<MARK_1> is <EMAIL_1>, <EMAIL_x> <OTHER_1>")]
    public void A_rule_finds_values_and_nothing_else(string rule, string text, string expected)
    {
        Redactor redactor = new(RedactionRules.Read([rule]), new RedactionMap());
        string redacted = redactor.Redact(text);
        Assert.Equal(expected, redacted);
        Assert.Equal(text, redactor.Restore(redacted));
    }

    [Fact]
    public void A_value_has_one_mark_wherever_it_stands()
    {
        Redactor redactor = new(RedactionRules.Read(["UserName", "Password"]), new RedactionMap());
        Assert.Equal(@"<PASSWORD_1> of <USERNAME_1>: C:\Users\<USERNAME_1> Password=<PASSWORD_1>; bobcat", redactor.Redact(@"hunter2 of bob: C:\Users\bob Password=hunter2; bobcat"));
        Assert.Equal("The <PASSWORD_1>.", redactor.Redact("The hunter2."));
    }

    [Fact]
    public void Overlapping_values_are_replaced_together()
    {
        Redactor redactor = new(RedactionRules.Read(["All"]), new RedactionMap());
        Assert.Equal("<UNCPATH_1>", redactor.Redact(@"\\10.0.0.1\home\bob@example.com"));
    }

    public static TheoryData<string, string> Adversaries => new()
    {
        { "Email", "@" }, { "Email", "a.a-" }, { "Email", "a@a.a@" }, { "Email", "@a." },
        { "IPv4", "1." }, { "IPv4", "1.1.1." }, { "IPv6", ":" }, { "IPv6", "a:" }, { "IPv6", "a:a:a:a " }, { "Mac", "00:" },
        { "Guid", "-" }, { "Guid", "aaaaaaaa-" }, { "UncPath", "\\" }, { "UncPath", "\"\\\\a\\b " }, { "UncPath", "'\\\\a\\b\"\\\\a\\b" },
        { "UserName", "a\\" }, { "UserName", "\\Users\\a " }, { "UserName", "\\home" }, { "UserName", "user=" }, { "UserName", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
        { "CreditCard", "4" }, { "CreditCard", "4 " }, { "CreditCard", "4111-" }, { "Iban", "DE89" }, { "Iban", "DE89 " }, { "Iban", "GB82 WEST " },
        { "Token", "eyJ" }, { "Token", "eyJa-" }, { "Token", "eyJa.eyJ" }, { "Token", "sk-" }, { "Token", "bearer " }, { "Token", "bearer/" }, { "Token", "bearer a/" }, { "Token", "SG." }, { "Token", "aQ~" }, { "Token", "hooks.slack.com/services/" },
        { "Password", "password=" }, { "Password", "password=\"" }, { "Password", "://a:b" }, { "Password", "a=" }, { "Password", "://" },
        { "Pem", "-----BEGIN " }, { "Pem", "-----BEGIN A----- " }, { "Pem", "-----END " }, { "Pem", "-----BEGIN A-----\nx-----END " },
        { "Email", "<EMAIL_1" }, { "Email", "<<EMAIL_1>" }, { "Email", "\\u003c" }, { "Email", "{" }, { "Email", "[{\"a\":\"b@c.de\"}," }, { "Email", "\n\n{" },
    };

    [Theory]
    [MemberData(nameof(Adversaries))]
    public void The_time_grows_linearly(string rule, string part)
    {
        RedactionRules rules = RedactionRules.Read([rule]);
        bool isLong = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("MISTRAL_TEST_SOAK"));
        int length = isLong ? 1 << 20 : 1 << 18;

        // Quadratic work takes minutes.
        TimeSpan spent = Measure(rules, Repeat(part, length));
        Assert.True(spent < TimeSpan.FromSeconds(15), $"{rule} on '{part}': {spent}");
    }

    private static TimeSpan Measure(RedactionRules rules, string text)
    {
        Redactor redactor = new(rules, new RedactionMap());
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        string redacted = redactor.Redact(text);
        _ = redactor.Restore(redacted);
        watch.Stop();
        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - before;
        return used < watch.Elapsed ? used : watch.Elapsed;
    }

    private static string Repeat(string part, int length)
    {
        StringBuilder text = new(length + part.Length);
        while (text.Length < length)
        {
            _ = text.Append(part);
        }

        return text.ToString();
    }
}
