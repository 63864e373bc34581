using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>The keys the emulator accepts, ordinary and admin ones apart.</summary>
public sealed class KeyStore
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int KeyLength = 32;
    private const int UsualMaximumDays = 365;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, KeyRecord> _ordinary = new(StringComparer.Ordinal);
    private readonly HashSet<string> _admin = new(StringComparer.Ordinal);
    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly AdminHeader _usualHeader;
    private readonly bool _anyOrdinary;
    private readonly bool _anyAdmin;
    private string? _next;
    private int _unauthorized;

    internal KeyStore(EmulatorOptions options, TimeProvider clock)
    {
        _clock = clock;
        _usualHeader = options.AdminHeader;
        ApiKey = options.ApiKey ?? NewKey();
        AdminApiKey = options.AdminApiKey ?? NewKey();
        _anyOrdinary = options.AcceptAnyKey && options.ApiKey is null;
        _anyAdmin = options.AcceptAnyKey && options.AdminApiKey is null;
        Reset();
    }

    /// <summary>Where the admin key may stand.</summary>
    public AdminHeader AdminHeader { get; set; }

    /// <summary>How many requests refuse a key that an admin creates from now on; -1 for all.</summary>
    public int Propagation { get; set; }

    /// <summary>How long a key that an admin creates may be good, in days; -1 for as long as wanted.</summary>
    public int MaximumDays { get; set; }

    /// <summary>How often paths that take ordinary keys answered 401.</summary>
    public int Unauthorized => Volatile.Read(ref _unauthorized);

    internal string ApiKey { get; }

    internal string AdminApiKey { get; }

    private DateOnly Today => DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);

    /// <summary>Makes a key good at once. One that was there before keeps its identity, and what is null here.</summary>
    public void Add(string key, bool admin = false, string? name = null, DateOnly? expiration = null)
    {
        lock (_lock)
        {
            _revoked.Remove(key);
            if (admin)
            {
                _admin.Add(key);
                return;
            }

            var record = _ordinary.TryGetValue(key, out var known) ? known : NewRecord(key);
            _ordinary[key] = record with
            {
                Name = name ?? record.Name,
                ExpirationDate = expiration ?? record.ExpirationDate,
                RefusalsLeft = 0,
            };
        }
    }

    public void Revoke(string key)
    {
        lock (_lock)
        {
            // An ordinary key keeps its record: what is refused from now on is counted there.
            _admin.Remove(key);
            _revoked.Add(key);
        }
    }

    /// <summary>Has the next key that an admin creates be this one, so that a test knows what to search for.</summary>
    public void SetNext(string key)
    {
        lock (_lock)
        {
            _next = key;
        }
    }

    /// <summary>Makes a key as an admin does: at random, for no longer than allowed, and perhaps not good at once.</summary>
    internal (string Key, KeyRecord Record) Create(string? name, DateOnly? expiration, TenantWorkspace workspace, TenantUser user)
    {
        lock (_lock)
        {
            var key = _next ?? NewKey();
            _next = null;
            DateOnly? latest = MaximumDays < 0 ? null : Today.AddDays(MaximumDays);
            var record = NewRecord(key) with
            {
                Name = name,
                Workspace = workspace,
                User = user,
                ExpirationDate = expiration <= latest || latest is null ? expiration : latest,
                RefusalsLeft = Propagation,
            };
            _ordinary.Add(key, record);
            return (key, record);
        }
    }

    /// <summary>Revokes the key with this id; false where there is none.</summary>
    internal bool RevokeById(string id)
    {
        lock (_lock)
        {
            var key = _ordinary.FirstOrDefault(pair => pair.Value.Id == id).Key;
            return key is not null && _revoked.Add(key);
        }
    }

    /// <summary>The ordinary keys, revoked and expired ones too, in the order they came.</summary>
    internal IReadOnlyList<KeyState> States()
    {
        lock (_lock)
        {
            return [.. _ordinary.Select(pair => new KeyState(pair.Value, !_revoked.Contains(pair.Key) && !pair.Value.IsExpired(Today)))];
        }
    }

    /// <summary>The ordinary keys an admin sees: not the revoked ones, but the expired ones; the newest first.</summary>
    internal IReadOnlyList<KeyRecord> Listed()
    {
        lock (_lock)
        {
            return [.. _ordinary.Where(pair => !_revoked.Contains(pair.Key)).Select(pair => pair.Value).Reverse()];
        }
    }

    internal bool IsExpired(KeyRecord record) => record.IsExpired(Today);

    internal void Reset()
    {
        lock (_lock)
        {
            _ordinary.Clear();
            _admin.Clear();
            _revoked.Clear();
            _ordinary.Add(ApiKey, NewRecord(ApiKey) with { Id = Seed.Uuid("start key", 0), Name = "Start key" });
            _admin.Add(AdminApiKey);
            AdminHeader = _usualHeader;
            Propagation = 0;
            MaximumDays = UsualMaximumDays;
            _next = null;
            _unauthorized = 0;
        }
    }

    /// <summary>What a request with this key would be told, without its being counted.</summary>
    internal KeyVerdict Judge(string key, bool admin)
    {
        lock (_lock)
        {
            return Verdict(key, admin);
        }
    }

    /// <summary>Judges the key of a request and counts it; an ordinary key that is good comes with its record.</summary>
    internal (KeyVerdict Verdict, KeyRecord? Record) Admit(string key, bool admin)
    {
        lock (_lock)
        {
            var verdict = Verdict(key, admin);
            if (admin)
            {
                return (verdict, null);
            }

            if (!_ordinary.TryGetValue(key, out var record))
            {
                if (verdict != KeyVerdict.Valid)
                {
                    return (verdict, null);
                }

                // Where any key is good, a stranger acts under the identity of the start key.
                key = ApiKey;
                record = _ordinary[key];
            }

            _ordinary[key] = verdict == KeyVerdict.Valid
                ? record with { Uses = record.Uses + 1, LastUsed = Today }
                : record with
                {
                    Rejected = record.Rejected + 1,
                    RefusalsLeft = record.RefusalsLeft > 0 ? record.RefusalsLeft - 1 : record.RefusalsLeft,
                };
            return (verdict, verdict == KeyVerdict.Valid ? _ordinary[key] : null);
        }
    }

    internal void CountUnauthorized() => Interlocked.Increment(ref _unauthorized);

    private static string NewKey() => RandomNumberGenerator.GetString(Alphabet, KeyLength);

    private KeyRecord NewRecord(string key) => new()
    {
        Id = Guid.NewGuid().ToString(),
        Name = null,
        HiddenKey = KeyRecord.Hide(key),
        Sha256 = KeyRecord.Hash(key),
        Workspace = Tenant.Workspace(0),
        User = Tenant.Users[0],
        CreatedAt = _clock.GetUtcNow(),
    };

    private KeyVerdict Verdict(string key, bool admin)
    {
        if (key.Length == 0 || _revoked.Contains(key))
        {
            return KeyVerdict.Unknown;
        }

        if (_ordinary.TryGetValue(key, out var record))
        {
            if (admin)
            {
                return _admin.Contains(key) ? KeyVerdict.Valid : KeyVerdict.OtherKind;
            }

            return record.RefusalsLeft != 0 || record.IsExpired(Today) ? KeyVerdict.Unknown : KeyVerdict.Valid;
        }

        if (_admin.Contains(key))
        {
            return admin ? KeyVerdict.Valid : KeyVerdict.OtherKind;
        }

        return (admin ? _anyAdmin : _anyOrdinary) ? KeyVerdict.Valid : KeyVerdict.Unknown;
    }
}
