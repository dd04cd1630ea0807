package io.countersign.faults;

import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.SimulatedClient;
import io.countersign.simulator.WrongSecretAnswer;
import java.time.Duration;
import java.util.List;

/**
 * What an operator is called for, as somebody on call would find it.
 *
 * @param vault where it happens
 */
record Scenes(Installation vault) {
    private static final Duration OLD = Duration.ofSeconds(500);

    /** DocuSign answers every renewal with a server error, and some are due. */
    void docuSignIsAway() {
        vault.docusign().faults().always(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        vault.seeds().makeDue(vault.seeds().connections(100, OLD));
    }

    /** DocuSign asks for patience, and answers everything else. */
    void docuSignAsksForPatience(Duration pause) {
        SeededConnection first = vault.seeds().connection(OLD);
        vault.docusign().faults().once(Fault.tooManyRequests(FaultTarget.TOKEN_REFRESH, pause));
        vault.service().token(vault.replica(0), first, Api.NEW);
    }

    /** DocuSign thinks before it answers a renewal. */
    void docuSignIsSlow(Duration thinks) {
        vault.docusign().faults().always(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, thinks));
    }

    /** A person takes back the consent, and the renewal after it is refused for good. */
    void aConsentIsRevoked() {
        SeededConnection revoked = vault.seeds().connection(OLD);
        vault.docusign()
                .revokeConsent(
                        vault.seeds().client().integrationKey(),
                        vault.seeds().person().sub());
        vault.service().tokenAtLast(vault.replica(0), revoked, Api.NEW, 409);
    }

    /** A refresh token ends in two days. */
    void aRefreshTokenIsNearItsEnd() {
        SeededConnection ending = vault.seeds().connection(Duration.ofHours(7));
        vault.database()
                .run(
                        "UPDATE connection_token SET refresh_expires_at = clock_timestamp() + interval '2 days' WHERE"
                                + " tenant = ?",
                        ending.tenant());
    }

    /** Somebody changes the client secret at DocuSign, and not here. */
    void theClientSecretIsWrong() {
        SimulatedClient client = vault.seeds().client();
        String old = client.secrets().iterator().next();
        List<SeededConnection> connections = vault.seeds().connections(5, OLD);
        vault.docusign().change(settings -> settings.withWrongSecretAnswer(WrongSecretAnswer.INVALID_CLIENT));
        vault.docusign()
                .changeClient(
                        client.integrationKey(),
                        known -> known.withSecret("the-next-" + old).withoutSecret(old));
        vault.seeds().makeDue(connections);
    }

    /** A bit of a refresh token flips in the database, and its renewal is due. */
    void aRowIsDamaged() {
        SeededConnection damaged = vault.seeds().connection(OLD);
        vault.database().run("""
                UPDATE connection_token SET refresh_token = set_byte(refresh_token, 40, get_byte(refresh_token, 40) # 1)
                WHERE tenant = ?
                """, damaged.tenant());
        vault.seeds().makeDue(List.of(damaged));
    }

    /** The database forgets what was committed since: here, one renewal that every replica knows of. */
    void theDatabaseIsRolledBack() {
        SeededConnection connection = vault.seeds().connection(OLD);
        vault.database()
                .run("CREATE TABLE as_it_was AS SELECT * FROM connection_token WHERE tenant = ?", connection.tenant());
        vault.replicas().forEach(replica -> vault.service().tokenAtLast(replica, connection, Api.NEW, 200));
        vault.database().run("""
                UPDATE connection_token AS t
                SET generation = w.generation, access_token = w.access_token, refresh_token = w.refresh_token,
                    access_expires_at = w.access_expires_at
                FROM as_it_was w WHERE t.tenant = w.tenant
                """);
        vault.database().run("DROP TABLE as_it_was");
        TestingWait.until("a replica sees that it knew more", Duration.ofSeconds(30), () -> {
            vault.replicas().forEach(replica -> vault.service().token(replica, connection, Api.NEW));
            return vault.replicas().stream()
                    .anyMatch(replica -> replica.metric("countersign_refresh_rolled_back_total") > 0);
        });
    }

    /** Nothing comes through to the database, and nobody is told. */
    void theDatabaseIsAway() {
        vault.toDatabase().forEach(proxy -> proxy.weather(Weather.FINE.withStall()));
    }

    /** Each answer of the database takes that much longer. */
    void theDatabaseIsSlow(Duration more) {
        vault.toDatabase().forEach(proxy -> proxy.weather(Weather.FINE.withLatency(more.dividedBy(2))));
    }

    /** Somebody renames what the running version reads: each request that reads it fails. */
    void aReleaseIsBad() {
        vault.database().run("ALTER TABLE tenant_key RENAME COLUMN wrapped TO wrapped_now");
    }

    /** The end of that. */
    void theReleaseIsTakenBack() {
        vault.database().run("ALTER TABLE tenant_key RENAME COLUMN wrapped_now TO wrapped");
    }
}
