package io.countersign.keyring;

import java.nio.charset.StandardCharsets;
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

/** The canaries, and which keys wrap what, at start and therefore through JDBC. Blocks. */
final class KeyTable {
    /** So many damaged rows of a key, and no sound one among them, would have to be read first. */
    private static final int SAMPLES = 10;

    private KeyTable() {}

    /** @param ids the keys of the keyring; of those that wrap something and have no canary, samples are read */
    static KeyringProof.Known read(Connection database, Set<KeyId> ids) throws SQLException {
        Map<KeyId, byte[]> canaries = canaries(database);
        Set<KeyId> used = used(database);
        Map<KeyId, List<KeyringProof.Wrapped>> samples = new HashMap<>();
        for (KeyId id : ids) {
            if (used.contains(id) && !canaries.containsKey(id)) {
                samples.put(id, samples(database, id));
            }
        }
        return new KeyringProof.Known(canaries, used, samples);
    }

    private static Map<KeyId, byte[]> canaries(Connection database) throws SQLException {
        Map<KeyId, byte[]> canaries = new HashMap<>();
        try (PreparedStatement statement = database.prepareStatement("SELECT key_id, sealed FROM keyring_canary");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (KeyId.isValid(rows.getString(1))) {
                    canaries.put(new KeyId(rows.getString(1)), rows.getBytes(2));
                }
            }
        }
        return canaries;
    }

    /**
     * As {@link WrappedKeyset} writes it: version 1, the length of the id, the id. Bytes of another form name no key;
     * they are unreadable.
     */
    private static Set<KeyId> used(Connection database) throws SQLException {
        Set<KeyId> used = new HashSet<>();
        try (PreparedStatement statement = database.prepareStatement("""
                        SELECT DISTINCT substring(k.wrapped FROM 3 FOR get_byte(k.wrapped, 1))
                        FROM (SELECT wrapped FROM tenant_key UNION ALL SELECT wrapped FROM integration_key
                              UNION ALL SELECT wrapped FROM vault_key) AS k
                        WHERE substring(k.wrapped FROM 1 FOR 1) = '\\x01'
                          AND CASE WHEN length(k.wrapped) > 2 THEN length(k.wrapped) > 2 + get_byte(k.wrapped, 1) END
                        """);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String id = new String(rows.getBytes(1), StandardCharsets.ISO_8859_1);
                if (KeyId.isValid(id)) {
                    used.add(new KeyId(id));
                }
            }
        }
        return used;
    }

    private static List<KeyringProof.Wrapped> samples(Connection database, KeyId id) throws SQLException {
        List<KeyringProof.Wrapped> samples = new ArrayList<>();
        try (PreparedStatement statement = database.prepareStatement("""
                        SELECT k.owner, k.wrapped
                        FROM (SELECT 'tenant:' || tenant AS owner, wrapped FROM tenant_key
                              UNION ALL SELECT 'integration:' || integration, wrapped FROM integration_key
                              UNION ALL SELECT 'vault', wrapped FROM vault_key) AS k
                        WHERE substring(k.wrapped FROM 1 FOR length(?)) = ?
                        LIMIT ?
                        """)) {
            byte[] header = new WrappedKeyset(id, new byte[0]).toBytes();
            statement.setBytes(1, header);
            statement.setBytes(2, header);
            statement.setInt(3, SAMPLES);
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
        try (PreparedStatement statement = database.prepareStatement(
                "INSERT INTO keyring_canary (key_id, sealed) VALUES (?, ?) ON CONFLICT (key_id) DO NOTHING")) {
            for (Map.Entry<KeyId, byte[]> canary : canaries.entrySet()) {
                statement.setString(1, canary.getKey().value());
                statement.setBytes(2, canary.getValue());
                statement.executeUpdate();
            }
        }
    }
}
