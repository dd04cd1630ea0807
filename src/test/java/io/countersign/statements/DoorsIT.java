package io.countersign.statements;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.crypto.ForgedTokens;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What those get who ask too often, and nobody else. Each test comes from an address of its own: Linux has all of
 * 127.0.0.0/8.
 */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(value = CountedDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@EnabledOnOs(OS.LINUX)
class DoorsIT {
    private final SecureRandom random = new SecureRandom();

    /** Asks again and again until the answer is 429. */
    private static HttpResponse<String> tooMany(Supplier<HttpResponse<String>> request) {
        AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
        TestingWait.until("it is too much", Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 200 && !isTooMany(last.get()); i++) {
                last.set(request.get());
            }
            return isTooMany(last.get());
        });
        return last.get();
    }

    private static boolean isTooMany(@Nullable HttpResponse<String> answer) {
        return answer != null && answer.statusCode() == 429;
    }

    private static Map<String, List<String>> headers(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new HashMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }

    @Test
    void aNetworkGetsSoManyPages() {
        // Given
        NetworkClient flood = NetworkClient.at("127.0.2.1");
        TestingTenant tenant = TestingTenant.connected();
        String page = tenant.link().getPath();

        // When
        HttpResponse<String> refused = tooMany(() -> flood.send("HEAD", page, ""));
        HttpResponse<String> seen = tooMany(() -> flood.send("GET", page, ""));
        HttpResponse<String> metadata = tooMany(() -> flood.send("OPTIONS", "/.well-known/openid-configuration", ""));
        HttpResponse<String> nothing = tooMany(() -> flood.send("GET", "/nothing", ""));

        // Then
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(seen.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(seen.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(seen.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(seen.body()).contains("Too many requests at once", "load this page again");
        assertThat(metadata.body()).contains("\"error\":\"temporarily_unavailable\"");
        assertThat(nothing.body()).contains("urn:countersign:problem:too-many-requests");

        // And
        assertThat(NetworkClient.at("127.0.2.2").send("GET", page, "").statusCode())
                .isEqualTo(200);
        assertThat(flood.token(tenant, TestDatabase.BOOTSTRAP_KEY).statusCode()).isEqualTo(200);
    }

    @Test
    void aNetworkIsWrongSoOftenAndWhoWasRightGoesOn() {
        // Given
        NetworkClient flood = NetworkClient.at("127.0.2.3");
        TestingTenant tenant = TestingTenant.connected();
        String known = newKey(tenant);
        assertThat(flood.token(tenant, known).statusCode()).isEqualTo(200);

        // When
        HttpResponse<String> refused = tooMany(() -> flood.token(tenant, unknown()));
        HttpResponse<String> first = spent(flood, tenant, key -> flood.token(tenant, key));
        HttpResponse<String> oauth = spent(flood, tenant, key -> flood.grant(tenant, "known", key));
        HttpResponse<String> userInfo = tooMany(() -> flood.send("GET", "/oauth/userinfo", "none"));

        // Then
        assertThat(flood.token(tenant, known).statusCode()).isEqualTo(200);
        assertThat(flood.grant(tenant, "known", known).statusCode()).isEqualTo(200);
        assertThat(flood.send("GET", "/v1/integrations", known).statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("urn:countersign:problem:too-many-requests");
        assertThat(first.body()).isEqualTo(refused.body());
        assertThat(oauth.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(oauth.body()).contains("\"error\":\"temporarily_unavailable\"");
        assertThat(userInfo.body()).contains("\"error\":\"temporarily_unavailable\"");

        // And
        assertThat(NetworkClient.at("127.0.2.4").token(tenant, newKey(tenant)).statusCode())
                .isEqualTo(200);
        assertThat(TestingSql.value(Long.class, """
                        SELECT count(*) FROM audit_event
                        WHERE type = 'authentication.failed' AND actor = 'stranger'
                          AND details = '{"reason": "unknown", "door": "api", "network": "127.0.2.3"}'
                        """)).isPositive();
    }

    /** What a key gets that was never here before, while its network has been wrong too often. */
    private HttpResponse<String> spent(
            NetworkClient flood, TestingTenant tenant, Function<String, HttpResponse<String>> request) {
        return tooMany(() -> {
            String key = newKey(tenant);
            flood.atOnce(() -> flood.tokenLater(tenant, unknown()));
            return request.apply(key);
        });
    }

    private static String newKey(TestingTenant tenant) {
        return TestingCaller.keyOf("known", List.of(tenant.tenant()), "token:issue");
    }

    private String unknown() {
        return ForgedTokens.unknown("csk_", random);
    }

    @Test
    void whoComesWithoutACredentialIsToldSoNoOftenerThanAPageIsServed() {
        NetworkClient flood = NetworkClient.at("127.0.2.7");
        assertThat(flood.send("GET", "/v1/tenants", "").statusCode()).isEqualTo(401);

        HttpResponse<String> refused = tooMany(() -> flood.send("GET", "/v1/tenants", ""));

        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("urn:countersign:problem:too-many-requests");
        assertThat(flood.send("GET", "/v1/tenants", TestDatabase.BOOTSTRAP_KEY).statusCode())
                .isEqualTo(200);
    }

    /** Else each text would be a newcomer, and kept. */
    @Test
    void whatIsNoAddressIsOneNetwork() {
        NetworkClient proxy = NetworkClient.at(CountedDatabase.PROXY);

        tooMany(() -> proxy.forwarded("/nothing", "a stranger's text " + random.nextLong()));

        assertThat(proxy.forwarded("/nothing", "203.0.113.7").statusCode()).isEqualTo(404);
        for (String never : List.of(",203.0.113.8", "203.0.113.8:99999", ",", "")) {
            assertThat(proxy.forwarded("/nothing", never).statusCode())
                    .as(never)
                    .isIn(404, 429);
        }
    }

    @Test
    void aCallerMayAskSoOften() {
        TestingTenant tenant = TestingTenant.connected();
        String key = TestingCaller.keyOf("busy", List.of(tenant.tenant()), "token:issue");
        NetworkClient client = NetworkClient.at("127.0.2.5");

        HttpResponse<String> refused = client.tooManyOf(() -> client.tokenLater(tenant, key));

        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("urn:countersign:problem:too-many-requests", "This caller");
        assertThat(client.token(tenant, TestDatabase.BOOTSTRAP_KEY).statusCode())
                .isEqualTo(200);
    }

    /** One that cannot be a key, one that is none, the same again: answered at three places. */
    @Test
    void allThatIsRefusedIsAnsweredInTheSameBytes() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String key = TestingCaller.keyOf("right", List.of(tenant.tenant()), "token:issue");
        String unknown = unknown();
        String wrong = ForgedTokens.withAnotherSecret(key, random);
        NetworkClient client = NetworkClient.at("127.0.2.6");

        // When
        List<HttpResponse<String>> answers = Stream.of("none", "csk_" + "a".repeat(61), unknown, unknown, wrong, wrong)
                .flatMap(credential -> Stream.of(
                        client.token(tenant, credential),
                        client.send("GET", "/v1/tenants", credential),
                        client.send("DELETE", "/v1/tenants/" + tenant.tenant(), credential)))
                .toList();

        // Then
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Bearer realm=\"countersign\", error=\"invalid_token\"");
            assertThat(headers(answer)).isEqualTo(headers(answers.getFirst()));
            assertThat(answer.body()).isEqualTo(answers.getFirst().body());
        });
    }
}
