package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.caller.CertificatePort;
import io.countersign.caller.identity.FakeIssuer;
import io.countersign.caller.identity.TestingJwt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What one replica is told about a caller, and what the others, which go on from memory, make of it. No time is
 * measured but the promised one: a request that leaves five seconds after the answer is refused, however slow the
 * machine is.
 */
class RevocationFaults {
    private static final String AUDIENCE = "countersign";
    private static final String SAN = "uri:spiffe://example.org/certified";
    private static final Duration PROMISED = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Of each caller at each replica, after the promised time. */
    private static final int LATE = 20;

    /**
     * Who asks, and how what lets it in is taken away.
     *
     * @param name of the caller
     * @param own as whom it asks
     * @param atTls whether it shows a certificate
     * @param refused the status that it gets without
     */
    private record Caller(String name, Api own, boolean atTls, int refused, Runnable revoked) {
        Entrance at(Replica replica) {
            return atTls ? replica.tls() : replica;
        }
    }

    /** @param began when it was sent, in the nanoseconds of this JVM */
    private record Asked(Caller caller, Replica replica, long began, int status) {}

    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

    @Test
    @DisplayName("A revoked key, identity, certificate or grant stops working on all replicas within 5 s")
    void nobodyRemembersForLonger() throws Exception {
        PublicJsonWebKey key = TestingJwt.ecKey("one");
        Plan plan = Plan.standard();
        for (Map.Entry<String, String> each : CertificatePort.files().entrySet()) {
            plan = plan.with(each.getKey(), each.getValue());
        }
        try (FakeIssuer issuer = FakeIssuer.start().has(key);
                Installation vault = plan.with("countersign.caller.oidc.cluster.issuer", issuer.issuer())
                        .with("countersign.caller.oidc.cluster.audience", AUDIENCE)
                        .start()) {
            revoke(vault, callers(vault, issuer, key));
        }
    }

    private void revoke(Installation vault, List<Caller> callers) {
        // Given
        SeededConnection connection = vault.seeds().connection(Duration.ofHours(7));
        List<Load> loads = new ArrayList<>();
        try {
            for (Caller caller : callers) {
                for (Replica replica : vault.replicas()) {
                    loads.add(Load.of(1, PAUSE, i -> ask(caller, replica, connection)));
                }
            }
            TestingWait.until(
                    "everybody has got tokens everywhere",
                    Duration.ofSeconds(60),
                    () -> loads.stream()
                            .allMatch(load ->
                                    load.answers().stream().filter(Answer::isOk).count() > LATE));

            // When
            callers.forEach(caller -> caller.revoked().run());
            long revoked = System.nanoTime();

            // Then
            TestingWait.until(
                    "everybody has asked for long enough",
                    Duration.ofSeconds(60),
                    () -> callers.stream()
                            .allMatch(caller -> vault.replicas().stream()
                                    .allMatch(replica ->
                                            late(caller, replica, revoked).size() >= LATE)));
            assertThat(callers)
                    .allSatisfy(caller -> assertThat(vault.replicas())
                            .allSatisfy(replica -> assertThat(late(caller, replica, revoked))
                                    .as(caller.name())
                                    .allMatch(status -> status == caller.refused())));
        } finally {
            loads.forEach(Load::close);
        }
        tell(callers);
    }

    private Answer ask(Caller caller, Replica replica, SeededConnection connection) {
        long began = System.nanoTime();
        Answer answer = caller.own().token(caller.at(replica), connection);
        asked.add(new Asked(caller, replica, began, answer.status()));
        return answer;
    }

    /** The statuses of requests that left after the promised time. */
    private List<Integer> late(Caller caller, Replica replica, long revoked) {
        return asked.stream()
                .filter(each -> each.caller() == caller && each.replica() == replica)
                .filter(each -> each.began() - revoked > PROMISED.toNanos())
                .map(Asked::status)
                .toList();
    }

    private void tell(List<Caller> callers) {
        for (Caller caller : callers) {
            long tokens = asked.stream()
                    .filter(each -> each.caller() == caller && each.status() == 200)
                    .count();
            long all = asked.stream().filter(each -> each.caller() == caller).count();
            System.out.printf("Revocation: %s got %d tokens of %d%n", caller.name(), tokens, all);
        }
    }

    private static List<Caller> callers(Installation vault, FakeIssuer issuer, PublicJsonWebKey key) throws Exception {
        String identity = "{\"type\":\"oidc\",\"issuer\":\"%s\",\"subject\":\"proven\"}".formatted(issuer.issuer());
        String certificate = "{\"type\":\"certificate\",\"san\":\"%s\"}".formatted(SAN);
        put(vault, "keyed", true, "");
        put(vault, "granted", true, "");
        put(vault, "proven", true, identity);
        put(vault, "certified", true, certificate);
        Answer made = key(vault, "keyed");
        String token = TestingJwt.signed(key, TestingJwt.claims(issuer.issuer(), AUDIENCE, "proven", Instant.now()));
        return List.of(
                new Caller("keyed", vault.as(made.member("api_key").asText()), false, 401, () -> {
                    String path =
                            "/v1/callers/keyed/api-keys/" + made.member("id").asText();
                    assertThat(vault.operator()
                                    .send(vault.replica(0), "DELETE", path, "")
                                    .status())
                            .isEqualTo(204);
                }),
                new Caller(
                        "granted",
                        vault.as(key(vault, "granted").member("api_key").asText()),
                        false,
                        404,
                        () -> put(vault, "granted", false, "")),
                new Caller("proven", vault.as(token), false, 401, () -> put(vault, "proven", true, "")),
                new Caller(
                        "certified",
                        vault.as(CertificatePort.tls(CertificatePort.certificate(SAN))),
                        true,
                        401,
                        () -> put(vault, "certified", true, "")));
    }

    private static Answer key(Installation vault, String caller) {
        return vault.operator().send(vault.replica(0), "POST", "/v1/callers/" + caller + "/api-keys", "{}");
    }

    private static void put(Installation vault, String caller, boolean mayIssue, String identities) {
        String grants = mayIssue ? "{\"tenants\":[\"*\"],\"permissions\":[\"token:issue\"]}" : "";
        Answer answer = vault.operator()
                .send(
                        vault.replica(0),
                        "PUT",
                        "/v1/callers/" + caller,
                        "{\"grants\":[%s],\"identities\":[%s]}".formatted(grants, identities));
        assertThat(answer.isOk()).as("%s", answer).isTrue();
    }
}
