package io.countersign.security;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingTrail;
import io.countersign.security.ManyTenants.Member;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thousand tenants of one integration key, by both grants and in both environments: each of them has what is its own
 * and nothing else. DocuSign is asked whose a token is, not the vault.
 */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class TenantsApartIT {
    private static final int TENANTS = 1000;
    /** Two of each kind. */
    private static final int SEARCHED_FOR = 8;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static ManyTenants tenants;

    /** Once, and only here is it known where the application is. */
    @BeforeEach
    void connect() {
        if (tenants == null) {
            tenants = ManyTenants.connect(TENANTS, SEARCHED_FOR);
        }
    }

    @Test
    void eachHasTheTokenOfItsOwnUser() {
        List<String> strangers = ManyTenants.inParallel(tenants.all(), TenantsApartIT::foreignIn).stream()
                .filter(found -> !found.isEmpty())
                .toList();

        assertThat(strangers).isEmpty();
        assertThat(tenants.all())
                .extracting(Member::token)
                .doesNotHaveDuplicates()
                .hasSize(TENANTS);
        assertThat(tenants.all())
                .extracting(member -> member.user().sub())
                .doesNotHaveDuplicates()
                .hasSize(TENANTS);
    }

    /** What is not the member's own in what it was issued, or nothing. */
    private static String foreignIn(Member member) {
        HttpResponse<String> known = userInfo(member, member.kind());
        HttpResponse<String> elsewhere = userInfo(member, member.kind().elsewhere());
        boolean own = known.statusCode() == 200
                && known.body().contains("\"sub\":\"" + member.user().sub() + "\"")
                && TestDocuSign.accountIds(member.user()).equals(List.of(member.accountId()));
        return own && elsewhere.statusCode() == 401 ? "" : member + ": " + known + ", " + elsewhere;
    }

    private static HttpResponse<String> userInfo(Member member, Kind at) {
        URI address = URI.create(TestDocuSign.simulator(at.environment()).baseUrl() + "/oauth/userinfo");
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(address)
                            .header("Authorization", "Bearer " + member.token())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoeverMayDoEverythingForOneFindsNoOther(Kind kind) {
        // Given
        Member own = tenants.of(kind, 3);
        String key = TestingCaller.keyOf(
                "caller-" + own.tenant().tenant(),
                List.of(own.tenant().tenant()),
                "tenant:manage",
                "connection:manage",
                "token:issue",
                "audit:read");
        List<Member> others = Stream.of(0, 4)
                .flatMap(number -> tenants.ofEachKind(number).stream())
                .toList();

        // Then
        for (Asked asked : Asked.values()) {
            Response never = asked.of(key, "/v1/tenants/tenant-that-never-was/connections/default", others.getFirst());
            assertThat(never.statusCode()).as(asked.name()).isEqualTo(404);
            for (Member other : others) {
                Response answer = asked.of(key, other.tenant().connection(), other);
                assertThat(answer.statusCode()).as(asked + " of " + other).isEqualTo(404);
                assertThat(answer.asString()).as(asked + " of " + other).isEqualTo(never.asString());
            }
        }
        assertThat(tenantsIn(key, "/v1/tenants", "name"))
                .containsExactly(own.tenant().tenant());
        assertThat(tenantsIn(key, "/v1/connections", "tenant"))
                .containsExactly(own.tenant().tenant());
        assertThat(with(key)
                        .body("{}")
                        .post(own.tenant().connection() + "/token")
                        .<String>path("access_token"))
                .isEqualTo(own.token());
        others.forEach(TenantsApartIT::assertUntouched);
    }

    private static List<String> tenantsIn(String key, String list, String field) {
        return with(key).get(list).then().statusCode(200).extract().path("items." + field);
    }

    /** What can be asked of a connection. */
    private enum Asked {
        VIEW,
        SETTINGS,
        TOKEN,
        REPORT,
        LINK,
        CONFIRMATION,
        RETRY,
        END;

        Response of(String key, String connection, Member other) {
            var request = with(key);
            return switch (this) {
                case VIEW -> request.get(connection);
                case SETTINGS ->
                    request.body(Map.of("integration", other.tenant().integration()))
                            .put(connection);
                case TOKEN -> request.body("{}").post(connection + "/token");
                case REPORT ->
                    request.body(Map.of("access_token", other.token())).post(connection + "/token/rejected");
                case LINK -> request.body("{}").post(connection + "/consent-links");
                case CONFIRMATION ->
                    request.body(Map.of("consent_id", UUID.randomUUID())).post(connection + "/confirmation");
                case RETRY -> request.post(connection + "/retry");
                case END -> request.delete(connection);
            };
        }
    }

    /** As if a service had mixed up its customers: only the token that is issued here counts. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReportWithTheTokenOfAnotherChangesNothing(Kind kind) {
        Member own = tenants.of(kind, 5);
        List<Member> others = tenants.ofEachKind(6);

        for (Member other : others) {
            operator()
                    .body(Map.of("access_token", other.token()))
                    .post(own.tenant().connection() + "/token/rejected")
                    .then()
                    .statusCode(202);
        }

        assertUntouched(own);
        others.forEach(TenantsApartIT::assertUntouched);
        assertThat(TestingTrail.typesOf(own.tenant().tenant())).doesNotContain("connection.token-rejected");
    }

    private static void assertUntouched(Member member) {
        assertThat(member.tenant().accessToken(Map.of()).equals(member.token()))
                .as("%s still has its token", member)
                .isTrue();
    }

    @Test
    void noSecretOfAnyStandsAnywhere() throws IOException {
        List<Needle> secrets = tenants.secrets();

        assertThat(Haystack.database().find(secrets)).isEmpty();
        assertThat(Haystack.text("log", Files.readString(SecretsAtRestIT.LOG)).find(secrets))
                .isEmpty();
        assertThat(secrets)
                .extracting(Needle::name)
                .contains("client secret of DEMO", "client secret of PRODUCTION")
                .containsAll(IntStream.range(0, SEARCHED_FOR)
                        .mapToObj(number -> "access token of " + number)
                        .toList())
                .contains("link of 0", "state of 0", "code of 1", "browser binding of 1");
    }
}
