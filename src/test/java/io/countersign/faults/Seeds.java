package io.countersign.faults;

import static java.util.Objects.requireNonNull;

import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.IssuedTokens;
import io.countersign.simulator.OracleLog;
import io.countersign.simulator.SimulatedAccount;
import io.countersign.simulator.SimulatedClient;
import io.countersign.simulator.SimulatedUser;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Tenants with a connection each, written into the database and known to the simulator, thousands in a second. Walking
 * through the consent pages would take a tenth of a second for each and prove nothing here.
 */
final class Seeds {
    static final String ENVIRONMENT = "demo";
    private static final Set<String> SCOPES = Set.of("signature", "extended");

    private final DocuSignSimulator docusign;
    private final Database database;
    private final Seals seals;
    private final String integration;
    private final SimulatedClient client;
    private final SimulatedUser person;
    private final List<SeededConnection> all = new ArrayList<>();

    /** @param integration its name in the vault, where {@code client} stands behind it */
    Seeds(DocuSignSimulator docusign, Database database, Seals seals, String integration, SimulatedClient client) {
        this.docusign = docusign;
        this.database = database;
        this.seals = seals;
        this.integration = integration;
        this.client = client;
        this.person = new SimulatedUser(
                UUID.randomUUID().toString(),
                "Seeded Person",
                "Seeded",
                "Person",
                UUID.randomUUID() + "@example.com",
                LocalDateTime.parse("2020-01-01T00:00:00"),
                List.of(new SimulatedAccount(
                        UUID.randomUUID().toString(), true, "Seeded account", "https://demo.docusign.net", null)));
        docusign.put(person);
    }

    /** One more connection whose access token has that much left. */
    SeededConnection connection(Duration left) {
        return connections(1, left).getFirst();
    }

    /** More connections, all active. */
    List<SeededConnection> connections(int count, Duration left) {
        List<SeededConnection> made = new ArrayList<>();
        database.with(connection -> {
            connection.setAutoCommit(false);
            try (PreparedStatement tenant = connection.prepareStatement(
                            "INSERT INTO tenant (name, display_name) VALUES (?, 'Seeded')");
                    PreparedStatement key =
                            connection.prepareStatement("INSERT INTO tenant_key (tenant, wrapped) VALUES (?, ?)");
                    PreparedStatement settings = connection.prepareStatement("""
                            INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                            VALUES (?, ?, ?, ?, 'authorization_code')
                            """);
                    PreparedStatement tokens = connection.prepareStatement("""
                            INSERT INTO connection_token (tenant, connection, uuid, integration, state, generation,
                                access_token, refresh_token,
                                scopes, token_scope, user_sub, account_id, base_uri, access_expires_at,
                                    refresh_expires_at)
                            VALUES (?, ?, ?, ?, 'active', 1, ?, ?, '{signature,extended}', 'signature', ?, ?,
                                'https://demo.docusign.net',
                                clock_timestamp() + make_interval(secs => ?), clock_timestamp() + interval '30 days')
                            """)) {
                for (int i = 0; i < count; i++) {
                    made.add(seed(tenant, key, settings, tokens, left));
                }
                for (PreparedStatement each : List.of(tenant, key, settings, tokens)) {
                    each.executeBatch();
                }
            }
            connection.commit();
        });
        all.addAll(made);
        return made;
    }

    /** Every connection that was seeded. */
    List<SeededConnection> all() {
        return List.copyOf(all);
    }

    /** Wraps the tenants' keysets anew: by another primary key, say. */
    void rewrap(List<SeededConnection> connections, Seals other) {
        for (SeededConnection each : connections) {
            byte[] wrapped = database.rows(
                            row -> row.getBytes(1), "SELECT wrapped FROM tenant_key WHERE tenant = ?", each.tenant())
                    .getFirst();
            database.run(
                    "UPDATE tenant_key SET wrapped = ? WHERE tenant = ?",
                    other.wrap(other.unwrap(wrapped, each.tenant()), each.tenant()),
                    each.tenant());
        }
    }

    /** Gives the background something to do: connections in use whose token ends soon. */
    void makeDue(List<SeededConnection> connections) {
        database.run(
                """
                UPDATE connection_token SET due_at = clock_timestamp(), used_at = clock_timestamp()
                WHERE tenant = ANY (?) AND state = 'active'
                """, (Object) connections.stream().map(SeededConnection::tenant).toArray(String[]::new));
    }

    /** The id, as the oracle has it, of the refresh token that is stored. */
    String storedRefreshToken(SeededConnection connection) {
        return new StoredTokens(database, seals).refreshToken(connection);
    }

    /** The integration's name. */
    String integration() {
        return integration;
    }

    /** The integration's path. */
    String integrationPath() {
        return "/v1/integrations/" + integration;
    }

    /** The client behind the integration. */
    SimulatedClient client() {
        return client;
    }

    /** The person behind all of them. */
    SimulatedUser person() {
        return person;
    }

    private SeededConnection seed(
            PreparedStatement tenant,
            PreparedStatement key,
            PreparedStatement settings,
            PreparedStatement tokens,
            Duration left)
            throws SQLException {
        IssuedTokens issued = docusign.grant(client.integrationKey(), person.sub(), SCOPES);
        String refreshToken = requireNonNull(issued.refreshToken());
        SeededConnection made = new SeededConnection(
                "tenant-" + UUID.randomUUID().toString().substring(0, 13),
                UUID.randomUUID(),
                OracleLog.idOf(refreshToken),
                issued.accessToken());
        Keyset keyset = Keyset.generate();
        String account = person.accounts().getFirst().accountId();
        TokenPlaces places =
                new TokenPlaces(made.id(), Environment.of(ENVIRONMENT), account, "https://demo.docusign.net");
        batch(tenant, made.tenant());
        batch(key, made.tenant(), seals.wrap(keyset, made.tenant()));
        batch(settings, made.tenant(), SeededConnection.NAME, made.uuid(), integration);
        batch(
                tokens,
                made.tenant(),
                SeededConnection.NAME,
                made.uuid(),
                integration,
                keyset.seal(Secret.ofText(issued.accessToken()), places.accessToken(1)),
                keyset.seal(Secret.ofText(refreshToken), places.refreshToken(1)),
                person.sub(),
                account,
                (double) left.toSeconds());
        return made;
    }

    private static void batch(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }
}
