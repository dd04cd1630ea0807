package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The same of what touches the trust in the vault's rows, keys, callers and counterparts.
 *
 * @param vault where it happens
 */
record TrustScenes(Installation vault) {
    /** A grant of the service that asks all the time, slipped in beside its own. */
    void somebodyWritesToTheCallers() {
        vault.database().run("""
                INSERT INTO caller_grant (caller, tenant, connection, position, permissions, mac)
                SELECT caller, '*', '*', 99, '{token:issue,caller:manage}', mac FROM caller_grant
                ORDER BY caller LIMIT 1
                """);
        vault.service().token(vault.replica(0), vault.seeds().connection(Duration.ofHours(7)));
    }

    /** Somebody changes an event past the vault, and an operator has the trail verified. */
    void theTrailIsChanged() {
        TestingWait.until(
                "something is sealed",
                Duration.ofSeconds(120),
                () -> vault.database().number("SELECT count(*) FROM audit_seal") > 0);
        vault.database().with(owner -> {
            owner.createStatement().execute("SET session_replication_role = replica");
            owner.createStatement().execute("UPDATE audit_event SET actor = 'somebody' WHERE id = 1");
        });
        vault.operator().send(vault.replica(0), "GET", "/v1/audit-events/verification", "");
    }

    /** Somebody holds a lock on the table of seals for so long. */
    void nobodySealsTheTrail(Duration time) {
        vault.database().with(lock -> {
            lock.setAutoCommit(false);
            // Takes no transaction number, which would hold back the events as well.
            lock.createStatement().execute("LOCK TABLE audit_seal IN EXCLUSIVE MODE");
            vault.database().run("""
                    INSERT INTO audit_event (type, actor, occurred_at)
                    VALUES ('event.old', 'person', clock_timestamp() - interval '1 hour')
                    """);
            Outage.lasts(time);
            lock.rollback();
        });
    }

    /** Somebody forgets a transaction in another database of the same server for so long. */
    void aTransactionElsewhereHoldsTheTrailBack(Duration time) {
        PostgresServer server = vault.database().server();
        try (Connection elsewhere = server.connect(server.createDatabase())) {
            elsewhere.setAutoCommit(false);
            elsewhere.createStatement().execute("CREATE TABLE forgotten ()");
            vault.operator().send(vault.replica(0), "PUT", "/v1/tenants/held-back", "{\"display_name\":\"Held back\"}");
            Outage.lasts(time);
            elsewhere.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nobody renews that connection, and the tenant's new data key waits for it since hours ago. */
    void aKeyRotationIsHeldUp() {
        SeededConnection damaged = vault.seeds().connection(Duration.ofHours(7));
        vault.database().run("""
                UPDATE connection_token SET refresh_token = set_byte(refresh_token, 40, get_byte(refresh_token, 40) # 1)
                WHERE tenant = ?
                """, damaged.tenant());
        Answer begun = vault.operator()
                .send(vault.replica(0), "POST", "/v1/tenants/" + damaged.tenant() + "/key-rotation", "{}");
        assertThat(begun.status()).as("%s", begun).isEqualTo(202);
        TestingWait.until(
                "it is held up",
                Duration.ofSeconds(60),
                () -> vault.replicas().stream()
                        .anyMatch(replica -> replica.written().contains("tenant_key_rotation_held")));
        vault.database().run("UPDATE tenant_key_rotation SET started_at = started_at - interval '2 hours'");
    }

    /**
     * Somebody else answers where the vault looks for DocuSign, whose certificate nobody vouches for, and renewals are
     * due.
     */
    void somebodyPosesAsDocuSign() {
        vault.seeds().makeDue(vault.seeds().connections(30, Duration.ofSeconds(500)));
    }

    /** A service that proves by JWTs of that issuer who it is, and may have every tenant's token. */
    void aCallerOf(String issuer, String subject) {
        Answer put = vault.operator()
                .send(vault.replica(0), "PUT", "/v1/callers/" + subject, """
                        {"grants":[{"tenants":["*"],"permissions":["token:issue"]}],
                         "identities":[{"type":"oidc","issuer":"%s","subject":"%s"}]}
                        """.formatted(issuer, subject));
        assertThat(put.status()).as("%s", put).isEqualTo(201);
    }
}
