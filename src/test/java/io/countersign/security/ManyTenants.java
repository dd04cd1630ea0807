package io.countersign.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingTenant;
import io.countersign.docusign.Environment;
import io.countersign.openapi.AnswerCheck;
import io.countersign.simulator.SimulatedUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Many tenants that are connected through one integration key at the same time, a quarter of them by each kind of
 * connection, and each by a person of its own. Every two people of the two environments have the same e-mail address.
 */
final class ManyTenants {
    private static final int THREADS = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OneKey key = OneKey.create();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AnswerCheck check = description();
    private final Queue<Needle> secrets = new ConcurrentLinkedQueue<>();
    private final int remembered;
    private final List<Member> members;

    private ManyTenants(int count, int remembered) {
        this.remembered = remembered;
        key.clientSecrets().forEach((side, secret) -> secrets.add(Needle.of("client secret of " + side, secret)));
        this.members = inParallel(IntStream.range(0, count).boxed().toList(), this::connect);
    }

    /**
     * One of them.
     *
     * @param user who consented, or is impersonated
     * @param token the access token that it was issued
     * @param accountId the account that came with it
     */
    record Member(Kind kind, TestingTenant tenant, SimulatedUser user, String token, String accountId) {
        @Override
        public String toString() {
            return kind + " of " + tenant.tenant();
        }
    }

    /** @param remembered of how many of them, the first ones, {@link #secrets} tells */
    static ManyTenants connect(int count, int remembered) {
        return new ManyTenants(count, remembered);
    }

    List<Member> all() {
        return members;
    }

    /** The one of that number among those of its kind. */
    Member of(Kind kind, int number) {
        return members.get(number * Kind.values().length + kind.ordinal());
    }

    /** One of that number for each kind. */
    List<Member> ofEachKind(int number) {
        return List.of(Kind.values()).stream().map(kind -> of(kind, number)).toList();
    }

    /** The secrets that both sides of the app have, and that some of the tenants came by. */
    List<Needle> secrets() {
        return List.copyOf(secrets);
    }

    private Member connect(int number) {
        Kind kind = Kind.values()[number % Kind.values().length];
        String email = "person-" + number / 2 + "@" + key.run() + ".example";
        SimulatedUser user = TestDocuSign.person(kind.environment(), email, "Only account");
        Set<String> scopes = Set.of("signature", kind.impersonates() ? "impersonation" : "extended");
        TestDocuSign.simulator(kind.environment()).consent(key.integrationKey(), user.sub(), scopes);
        TestingTenant tenant = tenant(kind, number, user);
        if (!kind.impersonates()) {
            consent(tenant, user, number);
        }
        JsonNode issued = call("POST", tenant.connection() + "/token", Map.of(), 200);
        String token = issued.path("access_token").asText();
        remember(number, "access token", token);
        remember(number, "beginning of every token", token.substring(0, token.indexOf('.')));
        return new Member(kind, tenant, user, token, issued.path("account_id").asText());
    }

    private TestingTenant tenant(Kind kind, int number, SimulatedUser user) {
        Environment side = kind.environment();
        TestingTenant tenant = new TestingTenant(
                "many-" + key.run() + "-" + number,
                key.integration(side),
                key.clientSecrets().get(side));
        call("PUT", "/v1/tenants/" + tenant.tenant(), Map.of("display_name", "One of many"), 201);
        Map<String, Object> whose =
                kind.impersonates() ? Map.of("user_id", user.sub()) : Map.of("expected_email", user.email());
        Map<String, Object> settings = new HashMap<>(whose);
        settings.put("integration", tenant.integration());
        settings.put("grant", kind.grant());
        call("PUT", tenant.connection(), settings, 201);
        return tenant;
    }

    private static AnswerCheck description() {
        try {
            return AnswerCheck.of(URI.create(TestDocuSign.publicUrl()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** REST Assured would take longest of all. */
    private JsonNode call(String method, String path, Map<String, Object> body, int status) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(TestDocuSign.publicUrl() + path))
                            .header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("%s %s", method, path).isEqualTo(status);
            assertThat(check.complaints(method, path, AnswerCheck.Answer.of(answer)))
                    .as("%s %s", method, path)
                    .isEmpty();
            return JSON.readTree(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(path, e);
        }
    }

    private void consent(TestingTenant tenant, SimulatedUser user, int number) {
        TestingBrowser browser = new TestingBrowser(http);
        URI link = URI.create(call("POST", tenant.connection() + "/consent-links", Map.of(), 201)
                .path("consent_url")
                .asText());
        URI authorize = TestingTenant.begin(browser, link);
        browser.cookies().values().stream()
                .map(cookie -> cookie.substring(0, cookie.indexOf('.')))
                .forEach(binding -> remember(number, "browser binding", binding));
        HttpResponse<String> signedIn = new TestingBrowser(http)
                .submit(
                        authorize.resolve("/oauth/auth/sign-in"),
                        "request=" + URLEncoder.encode(authorize.getRawQuery(), UTF_8) + "&email="
                                + URLEncoder.encode(user.email(), UTF_8));
        assertThat(signedIn.statusCode()).isEqualTo(302);
        URI callback = URI.create(signedIn.headers().firstValue("Location").orElseThrow());
        remember(number, "link", link.getPath().substring("/consent/".length()));
        SecretsInUse.parameters(callback).forEach((name, value) -> remember(number, name, value));
        assertThat(browser.get(callback).statusCode()).isEqualTo(200);
    }

    private void remember(int number, String name, String secret) {
        if (number < remembered) {
            secrets.add(Needle.of(name + " of " + number, secret));
        }
    }

    /** What becomes of each of them, in their order. */
    static <A, B> List<B> inParallel(List<A> all, Function<A, B> action) {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            return all.stream()
                    .map(each -> CompletableFuture.supplyAsync(() -> action.apply(each), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }
}
