using System.Linq;
using System.Threading;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>What every test of the client needs.</summary>
public abstract class ClientTests
{
    /// <summary>The token that is cancelled at the timeout of the test.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Checks that a request has this key in its only Authorization header, without printing either.</summary>
    internal static void AssertKey(string key, RawRequest sent) =>
        Assert.True(sent.Headers("Authorization").SequenceEqual(["Bearer " + key]), "The Authorization header is not the key's.");
}
