package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingBrowser;
import io.countersign.TestingWait;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.HeldCall;
import io.countersign.simulator.SimulatedPerson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The trail cannot be written: its volume is full, and all others have room. (Where PostgreSQL's own volume is full, it
 * ends, and that is an outage.) Each act does what docs/operations.md says of its class.
 */
class TrailFullFaults {
    private static final Duration OLD = Duration.ofSeconds(500);
    private static final String DISK_FULL = "53100";

    /** DocuSign is kept waiting for as long as the volume takes to fill. */
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private Installation vault;
    private Replica replica;

    /** What is done to a full trail, and what is then to be seen once there is room again. */
    private record Act(Runnable whileFull, Runnable afterwards) {}

    @Test
    @DisplayName("Row 27: the volume of the audit trail is full")
    void eachActDoesWhatIsSaidOfIt() throws IOException {
        try (SmallVolume volume = SmallVolume.mount(8);
                Installation one =
                        Plan.standard().deadline(DEADLINE).replicas(1).start()) {
            // Given
            vault = one;
            replica = one.replica(0);
            volume.take(vault.database(), "audit_event");
            Map<String, Act> acts = new LinkedHashMap<>();
            acts.put("management", management());
            acts.put("tokens nobody gets twice", recovery());
            acts.put("verdicts", verdict());
            acts.put("issuing", issuing());
            acts.put("pages", page());
            acts.put("refused credentials", stranger());
            assertThat(acts.keySet()).containsExactlyElementsOf(told());
            volume.fill();
            fillTheLastPage();

            // When
            acts.values().forEach(act -> act.whileFull().run());
            volume.free();

            // Then
            acts.values().forEach(act -> act.afterwards().run());
            vault.database().run("ALTER TABLE audit_event SET TABLESPACE pg_default");
            vault.database().run("DROP TABLESPACE small");
        }
    }

    /** The classes of acts in the table of docs/operations.md. */
    private static List<String> told() throws IOException {
        String section = Files.readString(Path.of("docs/operations.md"))
                .split("\n### When the trail cannot be written\n", 2)[1]
                .split("\n##", 2)[0];
        return Pattern.compile("(?m)^\\| \\*\\*([^*]+)\\*\\*")
                .matcher(section)
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();
    }

    /** The file system has no block left; the last page of the table has room for some events more. */
    private void fillTheLastPage() {
        try {
            for (int i = 0; i < 1000; i++) {
                vault.database().run("INSERT INTO audit_event (type, actor) VALUES ('event.filling', 'person')");
            }
        } catch (IllegalStateException full) {
            assertThat(full.getCause())
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            said -> assertThat(said.getSQLState()).isEqualTo(DISK_FULL));
            return;
        }
        throw new AssertionError("The volume does not get full");
    }

    private Act management() {
        String tenant = "/v1/tenants/" + UUID.randomUUID().toString().substring(0, 13);
        String body = "{\"display_name\":\"While it is full\"}";
        return new Act(
                () -> {
                    Answer refused = vault.operator().send(replica, "PUT", tenant, body);
                    assertThat(refused.status()).as("%s", refused).isEqualTo(503);
                    assertThat(status("GET", tenant)).isEqualTo(404);
                },
                () -> assertThat(vault.operator()
                                .send(replica, "PUT", tenant, body)
                                .status())
                        .isEqualTo(201));
    }

    /** A refresh token is spent, and what it brought revives a connection, which is an event. */
    private Act recovery() {
        SeededConnection dead = vault.seeds().connection(OLD);
        vault.database()
                .run(
                        "UPDATE connection_token SET state = 'consent_required', reason = 'consent_revoked'"
                                + " WHERE tenant = ?",
                        dead.tenant());
        // Asked for while there is room, since that is an event too; DocuSign answers when there is none.
        HeldCall refresh = vault.docusign().faults().hold(FaultTarget.TOKEN_REFRESH);
        assertThat(status("POST", dead.path() + "/retry")).isEqualTo(202);
        TestingWait.until("DocuSign is asked", refresh::hasArrived);
        return new Act(
                () -> {
                    refresh.close();
                    TestingWait.until("the tokens are stored", () -> "active".equals(stateOf(dead)));
                    assertThat(recoveries(dead)).isZero();
                    assertThat(Invariants.of(vault, dead).calls()).hasSize(1);
                    assertThat(replica.written()).contains("Tokens could not be stored with their event");
                },
                () -> TestingWait.until("the event has followed", Duration.ofSeconds(60), () -> recoveries(dead) == 1));
    }

    private long recoveries(SeededConnection connection) {
        return vault.database()
                .number(
                        "SELECT count(*) FROM audit_event WHERE type = 'connection.recovered' AND tenant = ?",
                        connection.tenant());
    }

    /** DocuSign refuses: the state is not changed without its event. */
    private Act verdict() {
        SeededConnection refused = vault.seeds().connection(OLD);
        return new Act(
                () -> {
                    vault.docusign()
                            .revokeConsent(
                                    vault.seeds().client().integrationKey(),
                                    vault.seeds().person().sub());
                    assertThat(vault.service().token(replica, refused, Api.NEW).status())
                            .isEqualTo(503);
                    assertThat(stateOf(refused)).isEqualTo("active");
                },
                () -> {
                    vault.service().tokenAtLast(replica, refused, Api.NEW, 409);
                    assertThat(stateOf(refused)).isEqualTo("consent_required");
                });
    }

    private Act issuing() {
        SeededConnection used = vault.seeds().connection(Duration.ofHours(7));
        return new Act(
                () -> assertThat(vault.service().token(replica, used).status()).isEqualTo(200),
                () -> TestingWait.until(
                        "who got it is recorded",
                        () -> vault.database()
                                        .number("SELECT count(*) FROM issue_record WHERE tenant = ?", used.tenant())
                                == 1));
    }

    private Act page() {
        String connection = vault.seeds().connection(OLD).path();
        URI link = URI.create(vault.operator()
                .send(replica, "POST", connection + "/consent-links", "{}")
                .member("consent_url")
                .asText());
        TestingBrowser browser = new TestingBrowser();
        assertThat(browser.get(link).statusCode()).isEqualTo(200);
        return new Act(() -> assertThat(browser.post(link).statusCode()).isEqualTo(503), () -> {
            HttpResponse<String> begun = browser.post(link);
            assertThat(begun.statusCode()).isEqualTo(303);
            URI docusign = URI.create(begun.headers().firstValue("Location").orElseThrow());
            String email = vault.seeds().person().email();
            assertThat(browser.get(new SimulatedPerson(email).allow(docusign)).statusCode())
                    .isEqualTo(200);
        });
    }

    /** Nobody waits for the trail: the answer is the usual one, and later a number is told. */
    private Act stranger() {
        return new Act(
                () -> {
                    Answer refused = vault.as("csk_of_nobody").send(replica, "GET", "/v1/tenants", "");
                    assertThat(refused.status()).as("%s", refused).isEqualTo(401);
                    assertThat(replica.metric("countersign_authentication_failures_total"))
                            .isEqualTo(1);
                    assertThat(events("authentication.failed")).isZero();
                },
                () -> TestingWait.until(
                        "the number is told",
                        Duration.ofSeconds(90),
                        () -> events("authentication.failures-omitted") == 1));
    }

    private long events(String type) {
        return vault.database().number("SELECT count(*) FROM audit_event WHERE type = ?", type);
    }

    private int status(String method, String path) {
        return vault.operator().send(replica, method, path, "{}").status();
    }

    private String stateOf(SeededConnection connection) {
        return vault.database().text("SELECT state FROM connection_token WHERE tenant = ?", connection.tenant());
    }
}
