package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.caller.identity.FakeIssuer;
import io.countersign.caller.identity.TestingJwt;
import io.countersign.crypto.ForgedTokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Floods of what needs no credential or has a wrong one, with the limits that the product has by default. Of times,
 * only how they stand to each other is compared.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoorFaults {
    private static final String AUDIENCE = "countersign";
    private static final int GETS = 100_000;
    private static final int CALLERS = 8;
    private static final int GOOD = 8;

    /** More than the good ones: so there are as many requests of them at least. */
    private static final int BAD = 16;

    /** Whatever else begins to run between two windows spoils what they tell: then once more. */
    private static final int MOST_TRIES = 6;

    private static final int KEYS = 20_000;
    private static final int FAILED_LOGINS = 200;
    private static final Duration WINDOW = Duration.ofSeconds(2);

    @TempDir
    static Path folder;

    private static FakeIssuer issuer;
    private static Installation vault;
    private static Replica replica;
    private static SeededConnection connection;

    /** @param good tokens issued, of them and of the bad ones together the processor's time in microseconds each */
    private record Window(double goodPerSecond, double badPerSecond, double micros) {}

    /**
     * Windows that followed each other at once.
     *
     * @param good alone
     * @param both together, the rates of each
     * @param bad alone
     * @param statements that the bad ones cost meanwhile
     */
    private record Compared(String kind, Window good, Window both, Window bad, double statements) {
        /** As many of both leave the good ones half if each bad one costs them one token at most. */
        boolean isBearable() {
            double lost = good.goodPerSecond() - both.goodPerSecond();
            return both.badPerSecond() >= both.goodPerSecond() / 2
                    && lost <= both.badPerSecond()
                    && bad.micros() <= good.micros();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.0f tokens a second alone, %.0f beside %.0f %s; a warm token %.0f µs, one of these %.0f µs,"
                            + " which cost %.0f statements",
                    good.goodPerSecond(),
                    both.goodPerSecond(),
                    both.badPerSecond(),
                    kind,
                    good.micros(),
                    bad.micros(),
                    statements);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        PublicJsonWebKey key = TestingJwt.ecKey("one");
        issuer = FakeIssuer.start().has(key);
        vault = Plan.standard()
                .replicas(1)
                .with("countersign.caller.oidc.cluster.issuer", issuer.issuer())
                .with("countersign.caller.oidc.cluster.audience", AUDIENCE)
                .with("quarkus.http.proxy.proxy-address-forwarding", "true")
                .with("quarkus.http.proxy.trusted-proxies", "127.0.0.1")
                .start();
        replica = vault.replica(0);
        connection = vault.seeds().connection(Duration.ofHours(7));
    }

    @AfterAll
    static void stop() throws IOException {
        vault.close();
        issuer.close();
    }

    private static URI address() {
        return URI.create("http://127.0.0.1:" + replica.port());
    }

    private static void tell(String what, Object... values) {
        System.out.println("Doors: " + String.format(Locale.ROOT, what, values));
    }

    /** A replica that has just been flooded may be slow to tell. */
    private static double metric(String name) {
        TestingWait.until("metrics are told", () -> replica.metrics().isPresent());
        return replica.metric(name);
    }

    /** Tables, with how many rows each has, but for the one that is written with the clock. */
    private static List<String> rows() {
        return vault.database().rows(row -> row.getString(1) + " " + row.getLong(2), """
                SELECT relname, (xpath('/row/c/text()',
                    query_to_xml(format('SELECT count(*) AS c FROM %I', relname), false, true, '')))[1]::text::bigint
                FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                  AND relname <> 'audit_seal' ORDER BY relname
                """);
    }

    @Test
    @Order(1)
    @DisplayName("100,000 GETs on links add no row")
    void looking() {
        // Given
        Answer made = vault.operator().send(replica, "POST", connection.path() + "/consent-links", "{}");
        String link = URI.create(made.member("consent_url").asText()).getPath();
        Path everybody = Wrk.script(folder, "everybody.lua", """
                local n = 0
                request = function()
                  n = n + 1
                  wrk.headers["X-Forwarded-For"] = string.format("10.%%d.%%d.%%d", n / 65536, n / 256 %% 256, n %% 256)
                  return wrk.format("GET", n %% 2 == 0 and "%s" or "/consent/" .. n)
                end
                """.formatted(link));
        Path somebody = Wrk.script(folder, "somebody.lua", "wrk.path = \"%s\"%n".formatted(link));
        List<String> before = rows();

        // When
        Wrk.Sum fromEverywhere = Wrk.run(address(), GOOD, WINDOW.multipliedBy(2), everybody);
        double lookedUp = metric("countersign_database_statement_seconds_count");
        long asked = fromEverywhere.requests();
        while (asked < GETS) {
            asked += Wrk.run(address(), GOOD, WINDOW, somebody).requests();
        }

        // Then
        double then = metric("countersign_database_statement_seconds_count") - lookedUp;
        tell(
                "%d GETs on links, %d from networks of their own (%.0f a second); %.0f statements for the others",
                asked, fromEverywhere.requests(), fromEverywhere.perSecond(), then);
        assertThat(rows()).isEqualTo(before);
        assertThat(metric("countersign_limited_total")).isPositive();
        // No limit: half of these are 404, and no more.
        assertThat(fromEverywhere.good()).isGreaterThanOrEqualTo(fromEverywhere.requests() / 2 - GOOD);
    }

    @Test
    @Order(2)
    @DisplayName("As many unknown keys as good ones leave the good half of their tokens, and cost no more each")
    void guessing() {
        SecureRandom random = new SecureRandom();
        flood(
                "unknown keys",
                inTurn(Stream.generate(() -> ForgedTokens.unknown("csk_", random))
                        .limit(KEYS)));
    }

    @Test
    @Order(3)
    @DisplayName("And so do as many JWTs that somebody else has signed")
    void forging() throws Exception {
        String token = TestingJwt.signed(
                TestingJwt.ecKey("one"), TestingJwt.claims(issuer.issuer(), AUDIENCE, "somebody", Instant.now()));
        // Each with another signature, which has the right length: all have to be verified.
        flood("foreign JWTs", """
                local began = os.time() * 100000
                local function credential(n) return "%s" .. string.format("%%086d", began + n) end
                """.formatted(token.substring(0, token.lastIndexOf('.') + 1)));
    }

    /** @param bad Lua with a function that makes a credential of a number */
    private static void flood(String kind, String bad) {
        Path good = Wrk.script(folder, "good.lua", asking(inTurn(keys())));
        Path wrong = Wrk.script(folder, "bad.lua", asking(bad));
        alone(good, GOOD);
        alone(wrong, BAD);
        for (int i = 0; i < MOST_TRIES; i++) {
            Compared compared = compare(kind, good, wrong);
            tell("%s", compared);
            if (compared.isBearable()) {
                return;
            }
        }
        throw new AssertionError(kind + " took more from the good ones than half, or cost more, each time");
    }

    private static Compared compare(String kind, Path good, Path wrong) {
        Window goodOnes = alone(good, GOOD);
        Window both = together(good, wrong);
        double before = metric("countersign_database_statement_seconds_count");
        Window badOnes = alone(wrong, BAD);
        double statements = metric("countersign_database_statement_seconds_count") - before;
        assertThat(statements).as("statements").isLessThan(FAILED_LOGINS * (WINDOW.toSeconds() + 2.0));
        return new Compared(kind, goodOnes, both, badOnes, statements);
    }

    /** Those of several callers: each asks less often than one may. */
    private static Stream<String> keys() {
        return IntStream.range(0, CALLERS).mapToObj(i -> {
            vault.operator().send(replica, "PUT", "/v1/callers/good-" + i, """
                    {"grants": [{"tenants": ["*"], "permissions": ["token:issue"]}]}
                    """);
            return vault.operator()
                    .send(replica, "POST", "/v1/callers/good-" + i + "/api-keys", "{}")
                    .member("api_key")
                    .asText();
        });
    }

    /** Lua that answers one of these after the other. */
    private static String inTurn(Stream<String> credentials) {
        return """
                local all = {%s}
                local function credential(n) return all[n %% #all + 1] end
                """.formatted(credentials.map(each -> '"' + each + '"').collect(Collectors.joining(",")));
    }

    /** Asks for the connection's token, each time with the credential that this Lua makes of the request's number. */
    private static String asking(String credential) {
        return credential + """
                local n = 0
                wrk.method = "POST"
                wrk.path = "%s/token"
                request = function()
                  n = n + 1
                  wrk.headers["Authorization"] = "Bearer " .. credential(n)
                  return wrk.format()
                end
                """.formatted(connection.path());
    }

    private static Window alone(Path script, int connections) {
        Duration before = ofReplica();
        Wrk.Sum sum = Wrk.run(address(), connections, WINDOW, script);
        double micros = ofReplica().minus(before).toNanos() / 1000.0 / sum.requests();
        double seconds = sum.took().toNanos() / 1e9;
        return new Window(sum.good() / seconds, sum.refused() / seconds, micros);
    }

    private static Window together(Path good, Path bad) {
        Wrk flood = Wrk.start(address(), BAD, WINDOW, bad);
        Window window = alone(good, GOOD);
        Wrk.Sum refused = flood.sum();
        assertThat(window.badPerSecond()).as("tokens that were not issued").isZero();
        assertThat(refused.good()).as("bad keys that were good").isZero();
        return new Window(window.goodPerSecond(), refused.perSecond(), window.micros());
    }

    private static Duration ofReplica() {
        return replica.handle().info().totalCpuDuration().orElseThrow();
    }
}
