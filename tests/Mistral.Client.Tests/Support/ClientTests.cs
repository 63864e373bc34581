using System.Linq;
using System.Threading;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>What every test of the client needs.</summary>
public abstract class ClientTests
{
    /// <summary>Ends with the test's time.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Checks that a request had this key in its one Authorization header, and prints neither.</summary>
    internal static void AssertKey(string key, RawRequest sent) =>
        Assert.True(sent.Headers("Authorization").SequenceEqual(["Bearer " + key]), "The Authorization header is not the key's.");
}
