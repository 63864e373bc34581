using System;
using System.Collections.Generic;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

/// <summary>A key that may be another each time it is read again.</summary>
internal sealed class ChangingKeySource(string first, params string[] later) : ApiKeySource
{
    private readonly Queue<string> _later = new(later);
    private string _current = first;

    public int Reads { get; private set; }

    public int ReadsAgain { get; private set; }

    public override string Description => "the test's vault";

    public override SecureString? LastKey => TestKey.Secure(_current);

    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken)
    {
        Reads++;
        return new(TestKey.Secure(_current));
    }

    public override ValueTask<SecureString?> RefreshAsync(SecureString refused, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        ReadsAgain++;
        if (_later.Count > 0)
        {
            _current = _later.Dequeue();
        }

        return new(TestKey.Secure(_current));
    }
}
