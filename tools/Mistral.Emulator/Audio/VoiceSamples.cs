using System.Collections.Concurrent;
using System.Collections.Generic;

namespace Mistral.Emulator;

/// <summary>The samples of voices.</summary>
internal sealed class VoiceSamples
{
    private readonly ConcurrentDictionary<string, byte[]> _samples = new();

    public void Keep(string voice, byte[] sample) => _samples[voice] = sample;

    public byte[]? Find(string voice) => _samples.GetValueOrDefault(voice);

    public void Reset() => _samples.Clear();
}
