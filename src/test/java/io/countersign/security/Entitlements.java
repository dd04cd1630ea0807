package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingCaller;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.countersign.caller.IdentifiedCaller;
import io.countersign.oauth.StandardsClient;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Four callers, one of which has no key but a JWT, and three tenants, two of which somebody is impersonated for, and
 * who gets whose token: asked of the API and of the token endpoint, there by name and by a refresh handle. Whose a
 * token is tells DocuSign.
 */
final class Entitlements {
    /** Among what a caller asks for: the handle, behind the tenants. */
    private static final int HELD = 3;

    /** Among the callers: the one with the JWT, behind those with keys. */
    private static final int IDENTIFIED = 3;

    private final OneKey app = OneKey.create();
    private final List<TestingTenant> tenants = List.of(TestingTenant.connected(), impersonating(), impersonating());
    private final List<StandardsClient> callers;

    /** The fourth, which may have the first tenant's tokens, and another one, for the third's, which never asks. */
    private final IdentifiedCaller identified;

    private final IdentifiedCaller silent;
    private final String jwt;

    /** The third's, for the third tenant; it may have the second one's tokens as well. */
    private final String handle;

    private final List<List<@Nullable Issued>> former;

    /** Whose tokens are, by DocuSign's word. */
    private final Map<String, String> users = new HashMap<>();

    /** What an answer gives away, whichever token it is; for a handle, no account and no address. */
    record Issued(
            String user, @Nullable String account, @Nullable String address) {}

    /**
     * What came of asking for everything.
     *
     * @param gained what anybody got that he did not get before, in words
     * @param whole whether everybody got what he got before, and no more
     */
    record Answers(List<String> gained, boolean whole) {}

    /** The first may have the first tenant's token, the second that of one connection, the third two tenants'. */
    Entitlements() {
        String run = UUID.randomUUID().toString().substring(0, 8);
        callers = List.of(
                client("first-" + run, List.of(name(0)), null),
                client("second-" + run, List.of(name(1)), "default"),
                client("third-" + run, List.of(name(1), name(2)), null));
        identified = IdentifiedCaller.of(List.of(name(0)), "token:issue");
        silent = IdentifiedCaller.of(List.of(name(2)), "token:issue");
        jwt = identified.token();
        handle = callers.get(2).handle(tenants.get(2));
        callers.get(2).handle(tenants.get(1));
        former = asked();
        assertThat(former.getFirst().getFirst()).isNotNull();
        assertThat(former.get(IDENTIFIED).getFirst()).isNotNull();
        assertThat(former.get(IDENTIFIED).get(HELD)).isNotNull();
        assertThat(former.get(IDENTIFIED).get(2)).isNull();
        assertThat(former.get(1).get(1)).isNotNull();
        assertThat(former.get(2).get(2)).isNotNull();
        assertThat(Objects.requireNonNull(former.get(2).get(HELD)).user())
                .isEqualTo(Objects.requireNonNull(former.get(2).get(2)).user());
        assertThat(former.getFirst().get(1)).isNull();
        assertThat(former.get(1).get(2)).isNull();
        assertThat(former.get(2).getFirst()).isNull();
    }

    /** Of one app, so that DocuSign would let either user be impersonated for either. */
    private TestingTenant impersonating() {
        return app.connected(Kind.DEMO_JWT, OneKey.person(Kind.DEMO_JWT));
    }

    private static StandardsClient client(String name, List<String> tenants, @Nullable String connection) {
        return new StandardsClient(
                name,
                connection == null
                        ? TestingCaller.keyOf(name, tenants, "token:issue")
                        : TestingCaller.narrowedKeyOf(name, tenants, List.of(connection), "token:issue"));
    }

    StandardsClient caller(int number) {
        return callers.get(number);
    }

    TestingTenant tenant(int number) {
        return tenants.get(number);
    }

    private String name(int tenant) {
        return tenants.get(tenant).tenant();
    }

    private String nameOf(int caller) {
        return caller == IDENTIFIED ? identified.name() : callers.get(caller).name();
    }

    /** A pattern that fits the rows of those who ask, and of what they ask for. */
    String pattern() {
        return Stream.of(
                        tenants.stream().map(TestingTenant::tenant),
                        callers.stream().map(StandardsClient::name),
                        Stream.of(identified.name(), silent.name()))
                .flatMap(Function.identity())
                .collect(Collectors.joining("|"));
    }

    /** What anybody gets now that he did not get before, in words; empty where all is as it was, or refused. */
    List<String> gained() {
        return ask().gained();
    }

    /** Whether everybody gets what he got before, and no more. */
    boolean areWhole() {
        return ask().whole();
    }

    /** Asks for everything, for everybody. */
    Answers ask() {
        List<List<@Nullable Issued>> now = asked();
        List<String> gained = new ArrayList<>();
        for (int caller = 0; caller <= IDENTIFIED; caller++) {
            for (int place = 0; place <= HELD; place++) {
                Issued issued = now.get(caller).get(place);
                if (issued != null && !issued.equals(former.get(caller).get(place))) {
                    String asked = place == HELD ? "by the handle" : "of " + name(place);
                    gained.add("%s got %s %s".formatted(nameOf(caller), asked, issued));
                }
            }
        }
        return new Answers(gained, now.equals(former));
    }

    /**
     * Lets the third tenant's token end, so that whoever asks next has a new one. The second's, of a user of the same
     * app, is issued as it stands.
     */
    void lapse() {
        new TestingRenewal(tenants.get(2)).passes(Duration.ofHours(8));
    }

    /** The status for a key at the API, whoever's it is. */
    int status(String key, int tenant) {
        TokenDoors.forgetRefusals();
        return TokenDoors.api(key, tenants.get(tenant)).join().statusCode();
    }

    /** By caller, and for each by tenant, and by the handle. */
    private List<List<@Nullable Issued>> asked() {
        TokenDoors.forgetRefusals();
        List<List<CompletableFuture<HttpResponse<String>>>> sent = IntStream.rangeClosed(0, IDENTIFIED)
                .mapToObj(caller -> IntStream.rangeClosed(0, HELD)
                        .mapToObj(place -> request(caller, place))
                        .toList())
                .toList();
        List<List<@Nullable Issued>> all = new ArrayList<>();
        for (List<CompletableFuture<HttpResponse<String>>> ofCaller : sent) {
            List<@Nullable Issued> answers = new ArrayList<>();
            ofCaller.forEach(answer -> answers.add(issued(answer.join())));
            all.add(answers);
        }
        return all;
    }

    private CompletableFuture<HttpResponse<String>> request(int caller, int place) {
        if (caller == IDENTIFIED) {
            return place == HELD
                    ? TokenDoors.exchange(jwt, tenants.getFirst())
                    : TokenDoors.api(jwt, tenants.get(place));
        }
        StandardsClient client = callers.get(caller);
        if (place == HELD) {
            return TokenDoors.endpoint(client, handle);
        }
        // By either door: half of them by the one, half by the other.
        return (caller + place) % 2 == 0
                ? TokenDoors.api(client.key(), tenants.get(place))
                : TokenDoors.endpoint(client, tenants.get(place));
    }

    private @Nullable Issued issued(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            return null;
        }
        JsonObject body = new JsonObject(answer.body());
        String token = body.getString("access_token");
        return new Issued(
                users.computeIfAbsent(token, TokenDoors::userOf),
                body.getString("account_id"),
                body.getString("base_uri"));
    }
}
