package io.countersign.keyring;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The known keys, and which of them wrap what, at start and therefore through JDBC. Blocks. */
final class KeyTable {
    /** So many damaged rows of a key, and no sound one among them, would have to be read first. */
    private static final int SAMPLES = 10;

    private KeyTable() {}

    /** @param ids the keys of the keyring; of those that wrap something and have no canary, samples are read */
    static KeyringProof.Known read(Connection database, Set<KeyId> ids) throws SQLException {
        Map<KeyId, KeyringProof.KnownKey> keys = keys(database);
        Set<KeyId> used = used(database);
        Map<KeyId, List<KeyringProof.Wrapped>> samples = new HashMap<>();
        for (KeyId id : ids) {
            if (used.contains(id) && KeyringProof.canaryOf(keys.get(id)).isEmpty()) {
                samples.put(id, samples(database, id));
            }
        }
        return new KeyringProof.Known(keys, used, samples);
    }

    private static Map<KeyId, KeyringProof.KnownKey> keys(Connection database) throws SQLException {
        Map<KeyId, KeyringProof.KnownKey> keys = new HashMap<>();
        try (PreparedStatement statement =
                        database.prepareStatement("SELECT id, canary, retired_at IS NOT NULL FROM keyring_key");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (KeyId.isValid(rows.getString(1))) {
                    keys.put(
                            new KeyId(rows.getString(1)),
                            new KeyringProof.KnownKey(rows.getBytes(2), rows.getBoolean(3)));
                }
            }
        }
        return keys;
    }

    /** Bytes of another form name no key; they are unreadable. */
    private static Set<KeyId> used(Connection database) throws SQLException {
        Set<KeyId> used = new HashSet<>();
        try (PreparedStatement statement = database.prepareStatement(
                        "SELECT DISTINCT wrapped_by FROM wrapped_key WHERE wrapped_by IS NOT NULL");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (KeyId.isValid(rows.getString(1))) {
                    used.add(new KeyId(rows.getString(1)));
                }
            }
        }
        return used;
    }

    private static List<KeyringProof.Wrapped> samples(Connection database, KeyId id) throws SQLException {
        List<KeyringProof.Wrapped> samples = new ArrayList<>();
        try (PreparedStatement statement =
                database.prepareStatement("SELECT owner, wrapped FROM wrapped_key WHERE wrapped_by = ? LIMIT ?")) {
            statement.setString(1, id.value());
            statement.setInt(2, SAMPLES);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    samples.add(new KeyringProof.Wrapped(rows.getString(1), rows.getBytes(2)));
                }
            }
        }
        return samples;
    }

    /** A key that has a canary keeps it. */
    static void add(Connection database, Map<KeyId, byte[]> canaries) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement("""
                        INSERT INTO keyring_key (id, canary) VALUES (?, ?)
                        ON CONFLICT (id) DO UPDATE SET canary = excluded.canary WHERE keyring_key.canary IS NULL
                        """)) {
            for (Map.Entry<KeyId, byte[]> canary : canaries.entrySet()) {
                statement.setString(1, canary.getKey().value());
                statement.setBytes(2, canary.getValue());
                statement.executeUpdate();
            }
        }
    }
}
