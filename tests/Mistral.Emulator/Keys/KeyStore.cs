using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>The keys the emulator accepts, ordinary and admin ones apart.</summary>
public sealed class KeyStore
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int KeyLength = 32;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _ordinary = new(StringComparer.Ordinal);
    private readonly HashSet<string> _admin = new(StringComparer.Ordinal);
    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);
    private readonly bool _anyOrdinary;
    private readonly bool _anyAdmin;

    internal KeyStore(EmulatorOptions options)
    {
        ApiKey = options.ApiKey ?? RandomNumberGenerator.GetString(Alphabet, KeyLength);
        AdminApiKey = options.AdminApiKey ?? RandomNumberGenerator.GetString(Alphabet, KeyLength);
        _anyOrdinary = options.AcceptAnyKey && options.ApiKey is null;
        _anyAdmin = options.AcceptAnyKey && options.AdminApiKey is null;
        Reset();
    }

    internal string ApiKey { get; }

    internal string AdminApiKey { get; }

    public void Add(string key, bool admin = false)
    {
        lock (_lock)
        {
            _revoked.Remove(key);
            (admin ? _admin : _ordinary).Add(key);
        }
    }

    public void Revoke(string key)
    {
        lock (_lock)
        {
            _ordinary.Remove(key);
            _admin.Remove(key);
            _revoked.Add(key);
        }
    }

    internal void Reset()
    {
        lock (_lock)
        {
            _ordinary.Clear();
            _admin.Clear();
            _revoked.Clear();
            _ordinary.Add(ApiKey);
            _admin.Add(AdminApiKey);
        }
    }

    internal KeyVerdict Judge(string key, bool admin)
    {
        lock (_lock)
        {
            if (key.Length == 0 || _revoked.Contains(key))
            {
                return KeyVerdict.Unknown;
            }

            if ((admin ? _admin : _ordinary).Contains(key))
            {
                return KeyVerdict.Valid;
            }

            if ((admin ? _ordinary : _admin).Contains(key))
            {
                return KeyVerdict.OtherKind;
            }

            return (admin ? _anyAdmin : _anyOrdinary) ? KeyVerdict.Valid : KeyVerdict.Unknown;
        }
    }
}
