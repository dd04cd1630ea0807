package io.countersign.oauth;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.caller.ClientId;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of refresh handles, and who is given one. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class RefreshHandlesTest {
    @Inject
    RefreshHandles handles;

    @Inject
    RefreshHandleExpiry expiry;

    private TestingTenant tenant;
    private String caller;

    @BeforeEach
    void prepare() {
        tenant = TestingTenant.create(Map.of());
        caller = "client-of-" + tenant.tenant();
        keyOf(caller, List.of(tenant.tenant()), "token:issue");
    }

    private ValidatableResponse make(Map<String, Object> body) {
        return operator().body(body).post(path()).then();
    }

    private RefreshHandle made() {
        return RefreshHandle.parse(
                        make(Map.of("caller", caller)).statusCode(201).extract().path("refresh_token"))
                .orElseThrow();
    }

    private String path() {
        return tenant.connection() + "/refresh-handles";
    }

    private static <T> T now(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(10));
    }

    private long stored() {
        return TestingSql.number("SELECT count(*) FROM refresh_handle WHERE tenant = ?", tenant.tenant());
    }

    private void insertMore(int count, String life) {
        TestingSql.run(
                "INSERT INTO refresh_handle (caller, id, hash, tenant, connection, uuid, created_by, expires_at, mac)"
                        + " SELECT ?, lpad(n::text, 12, '0'), '', tenant, name, uuid, 'test',"
                        + " clock_timestamp() + ?::interval, decode(repeat('00', 33), 'hex')"
                        + " FROM connection, generate_series(1, " + count + ") n WHERE tenant = ?",
                caller,
                life,
                tenant.tenant());
    }

    @Test
    void isShownOnceAndLivesForAYear() {
        String answer = make(Map.of("caller", caller))
                .statusCode(201)
                .header("Cache-Control", equalTo("no-store"))
                .body("refresh_token", startsWith("csh_"))
                .body("client_id", equalTo(ClientId.of(caller).toString()))
                .extract()
                .asString();
        RefreshHandle handle = RefreshHandle.parse(
                        io.restassured.path.json.JsonPath.from(answer).getString("refresh_token"))
                .orElseThrow();

        String list = operator()
                .get(path())
                .then()
                .statusCode(200)
                .body("items.id", contains(handle.id()))
                .body("items.caller", contains(caller))
                .extract()
                .asString();

        assertThat(list).doesNotContain(handle.reveal());
        assertThat(now(handles.find(caller, handle)).orElseThrow().expiresAt())
                .isCloseTo(Instant.now().plus(Duration.ofDays(365)), within(1, ChronoUnit.MINUTES));
    }

    /** Nobody learns so which callers there are. */
    @Test
    void whoeverMayNotHaveTokensIsAsUnknown() {
        keyOf(caller, List.of(tenant.tenant()), "connection:manage", "tenant:manage");
        String without =
                make(Map.of("caller", caller)).statusCode(422).extract().asString();
        keyOf(caller, List.of("another-tenant"), "token:issue");
        String elsewhere =
                make(Map.of("caller", caller)).statusCode(422).extract().asString();
        String unknown = make(Map.of("caller", "nobody-at-all"))
                .statusCode(422)
                .body("errors.field", contains("caller"))
                .extract()
                .asString();

        assertThat(without).isEqualTo(unknown);
        assertThat(elsewhere).isEqualTo(unknown);
        assertThat(stored()).isZero();
    }

    @Test
    void aGrantForAllTenantsIsEnough() {
        keyOf(caller, List.of("*"), "token:issue");

        make(Map.of("caller", caller)).statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 315_360_001})
    void livesNeitherTooBrieflyNorTooLong(long seconds) {
        make(Map.of("caller", caller, "expires_in", seconds))
                .statusCode(422)
                .body("errors.field", contains("expires_in"));
    }

    @Test
    void aConnectionHasAHundredThatLive() {
        insertMore(99, "1 hour");
        made();

        make(Map.of("caller", caller)).statusCode(409);

        TestingSql.run(
                "UPDATE refresh_handle SET expires_at = clock_timestamp() WHERE tenant = ? AND id = '000000000001'",
                tenant.tenant());
        made();
    }

    @Test
    void aDisconnectEndsThemAndNoneIsMadeAfterIt() {
        RefreshHandle handle = made();
        operator().delete(tenant.connection()).then().statusCode(200);

        assertThat(now(handles.find(caller, handle))).isEmpty();
        assertThat(stored()).isZero();
        make(Map.of("caller", caller)).statusCode(409);
    }

    /** Whoever makes one waits for the disconnect, and then decides by what it finds. */
    @Test
    void oneThatMeetsADisconnectIsNotMade() {
        CompletableFuture<Integer> answer;

        try (TestingLock disconnect =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant.tenant())) {
            answer = CompletableFuture.supplyAsync(
                    () -> make(Map.of("caller", caller)).extract().statusCode(), Thread::startVirtualThread);
            disconnect.awaitWaiting(1);
            disconnect.run(
                    "UPDATE connection_token SET state = 'disconnected', disconnected_at = clock_timestamp()"
                            + " WHERE tenant = ?",
                    tenant.tenant());
            disconnect.commit();
        }

        assertThat(answer.join()).isEqualTo(409);
        assertThat(stored()).isZero();
    }

    @Test
    void itGoesWithItsCaller() {
        made();

        operator().delete("/v1/callers/" + caller).then().statusCode(204);

        assertThat(stored()).isZero();
    }

    @Test
    void onlyItsOwnCallerFindsAndRevokesIt() {
        // Given
        RefreshHandle handle = made();
        String other = caller + "-2";
        keyOf(other, List.of(tenant.tenant()), "token:issue");
        RefreshHandle forged = RefreshHandle.generate(new SecureRandom());
        TestingSql.run("UPDATE refresh_handle SET id = ? WHERE tenant = ?", forged.id(), tenant.tenant());

        // Then the hash decides, not the id
        assertThat(now(handles.find(caller, forged))).isEmpty();
        assertThat(now(handles.revoke(caller, forged))).isFalse();

        // When the row has its own id again
        TestingSql.run("UPDATE refresh_handle SET id = ? WHERE tenant = ?", handle.id(), tenant.tenant());

        // Then
        assertThat(now(handles.find(other, handle))).isEmpty();
        assertThat(now(handles.revoke(other, handle))).isFalse();
        assertThat(now(handles.find(caller, handle))).map(LivingHandle::tenant).contains(tenant.tenant());
        assertThat(now(handles.revoke(caller, handle))).isTrue();
        assertThat(now(handles.revoke(caller, handle))).isFalse();
        assertThat(TestingTrail.typesOf(tenant.tenant())).endsWith("refresh-handle.created", "refresh-handle.revoked");
    }

    @Test
    void whatSomebodyWroteIsNotFound() {
        RefreshHandle handle = made();
        String later = "UPDATE refresh_handle SET expires_at = expires_at + interval '%d s' WHERE tenant = ?";

        TestingSql.run(later.formatted(1), tenant.tenant());
        assertThat(now(handles.find(caller, handle))).isEmpty();
        assertThat(now(handles.revoke(caller, handle))).isFalse();

        TestingSql.run(later.formatted(-1), tenant.tenant());
        assertThat(now(handles.find(caller, handle))).isPresent();
    }

    @Test
    void anExpiredOneIsListedAndNotFound() {
        RefreshHandle handle = made();
        TestingSql.run("UPDATE refresh_handle SET expires_at = clock_timestamp() WHERE tenant = ?", tenant.tenant());

        assertThat(now(handles.find(caller, handle))).isEmpty();
        assertThat(now(handles.revoke(caller, handle))).isFalse();
        operator().get(path()).then().body("items.id", contains(handle.id()));
    }

    @Test
    void whatExpiredLongAgoIsRemoved() {
        insertMore(2, "-31 days");
        RefreshHandle handle = made();
        TestingSql.run(
                "UPDATE refresh_handle SET expires_at = clock_timestamp() - interval '29 days' WHERE id = ?",
                handle.id());

        now(expiry.run());

        operator().get(path()).then().body("items.id", contains(handle.id()));
    }

    @Test
    void isListedPageByPage() {
        insertMore(3, "1 hour");

        operator()
                .get(path() + "?limit=2")
                .then()
                .body("items.id", contains("000000000001", "000000000002"))
                .body("next", equalTo("000000000002"));
        operator()
                .get(path() + "?after=000000000002&limit=2")
                .then()
                .body("items.id", contains("000000000003"))
                .body("next", equalTo(null));
        operator().get(path() + "?after=0").then().statusCode(422).body("errors", hasSize(1));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String nowhere = "/v1/tenants/" + tenant.tenant() + "/connections/not-there/refresh-handles";
        operator().body(Map.of("caller", caller)).post(nowhere).then().statusCode(404);
        operator().get(nowhere).then().statusCode(404);
        operator().delete(path() + "/000000000000").then().statusCode(404);
        operator().delete(path() + "/0").then().statusCode(404);
        operator().get(path()).then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    void theTrailTellsOfItWithoutTheHandle() {
        RefreshHandle handle = made();

        operator().delete(path() + "/" + handle.id()).then().statusCode(204);

        assertThat(TestingTrail.typesOf(tenant.tenant())).endsWith("refresh-handle.created", "refresh-handle.deleted");
        assertThat(TestingSql.rows(
                        row -> row.getString(1),
                        "SELECT details::text FROM audit_event WHERE tenant = ? AND type LIKE 'refresh-handle.%'",
                        tenant.tenant()))
                .hasSize(2)
                .allSatisfy(details -> assertThat(details)
                        .contains(caller, handle.id(), "expires_at")
                        .doesNotContain(handle.reveal()
                                .substring("csh_".length() + handle.id().length())));
    }
}
