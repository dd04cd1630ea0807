package io.countersign.refresh;

import static java.util.Objects.requireNonNull;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.keyring.LoadedKeyring;
import io.countersign.keyring.TestingKeyring;
import io.countersign.simulator.IssuedTokens;
import io.countersign.simulator.SimulatedUser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Many tenants of one integration, written past the API because consenting would take a minute. Their access tokens
 * have an hour left.
 */
final class SeededTenants {
    private static final Set<String> SCOPES = Set.of("signature", "extended");
    private static final String INSERT = """
            WITH made AS (INSERT INTO tenant (name, display_name) VALUES (?, 'Seeded') RETURNING name),
              keyed AS (INSERT INTO tenant_key (tenant, wrapped) SELECT name, ? FROM made),
              settled AS (INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                          SELECT name, 'default', ?, ?, 'authorization_code' FROM made RETURNING tenant, name, uuid,
                              integration)
            INSERT INTO connection_token (tenant, connection, uuid, integration, state, generation, access_token,
                refresh_token, scopes,
                token_scope, user_sub, account_id, base_uri, access_expires_at, refresh_expires_at)
            SELECT tenant, name, uuid, integration, 'active', 1, ?, ?, '{signature,extended}', 'signature', ?, ?,
                'https://demo.docusign.net', clock_timestamp() + interval '1 hour',
                    clock_timestamp() + interval '30 days'
            FROM settled
            """;

    private final TestingTenant owner;
    private final List<String> names;

    /** @param owner whose integration they use */
    SeededTenants(TestingTenant owner, int count) throws SQLException {
        this.owner = owner;
        String integrationKey = new TestingRenewal(owner).integrationKey();
        SimulatedUser person = TestDocuSign.person(UUID.randomUUID() + "@example.com", "Only account");
        names = IntStream.range(0, count)
                .mapToObj(i -> owner.tenant() + "-" + i)
                .toList();
        LoadedKeyring keyring = TestingKeyring.open();
        try (Connection connection = TestDatabase.connect();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (String name : names) {
                seed(
                        insert,
                        name,
                        TestDocuSign.simulator().grant(integrationKey, person.sub(), SCOPES),
                        person,
                        keyring);
            }
            connection.commit();
        }
    }

    private void seed(
            PreparedStatement insert, String tenant, IssuedTokens issued, SimulatedUser person, LoadedKeyring keyring)
            throws SQLException {
        ConnectionId id = new ConnectionId(tenant, "default", UUID.randomUUID());
        Keyset keyset = Keyset.generate();
        String account = TestDocuSign.accountIds(person).getFirst();
        TokenPlaces places = new TokenPlaces(id, Environment.DEMO, account, "https://demo.docusign.net");
        Object[] values = {
            tenant,
            TestingKeyring.wrap(keyring, keyset, "tenant:" + tenant),
            id.uuid(),
            owner.integration(),
            keyset.seal(Secret.ofText(issued.accessToken()), places.accessToken(1)),
            keyset.seal(Secret.ofText(requireNonNull(issued.refreshToken())), places.refreshToken(1)),
            person.sub(),
            account
        };
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
        insert.executeUpdate();
    }

    /** One of them. */
    String any() {
        return names.getLast();
    }

    /** Makes all of them due. */
    void due() {
        TestingSql.run(
                "UPDATE connection_token SET due_at = clock_timestamp() WHERE integration = ? AND generation = 1",
                owner.integration());
    }

    /** Lets time pass for those that wait. */
    void passes(Duration time) {
        TestingSql.run(
                "UPDATE connection_token SET due_at = due_at - make_interval(secs => ?) WHERE integration = ? AND"
                        + " lease_owner IS NULL",
                (double) time.toSeconds(),
                owner.integration());
    }

    /** How many of them are so. */
    long count(String condition) {
        return TestingSql.value(
                Long.class,
                "SELECT count(*) FROM connection_token WHERE integration = ? AND generation > 0 AND " + condition,
                owner.integration());
    }
}
