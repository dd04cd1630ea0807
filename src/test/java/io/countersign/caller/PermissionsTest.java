package io.countersign.caller;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.narrowedKeyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every permission against every address that asks for one. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PermissionsTest {
    private static final List<String> OF_TENANTS =
            List.of("token:issue", "connection:read", "connection:manage", "tenant:read", "tenant:manage");
    private static final List<String> OF_ALL = List.of("integration:read", "integration:manage", "caller:manage");

    @BeforeEach
    void createTenants() {
        TestingSql.run("""
            INSERT INTO tenant (name, display_name) VALUES ('permitted', 'Permitted'), ('foreign', 'Foreign')
            ON CONFLICT DO NOTHING
            """);
    }

    private static int onTenant(String key, String tenant, String permission) {
        return with(key).get(address(tenant, permission)).statusCode();
    }

    private static String address(String tenant, String permission) {
        return "/testing/tenants/" + tenant + "/" + (permission.startsWith("tenant") ? "" : "default/")
                + path(permission);
    }

    @Test
    void everyPermissionOpensItsOwnAddressesOfItsOwnTenant() {
        for (String held : OF_TENANTS) {
            String key = keyOf("matrix", List.of("permitted", "unborn"), held);
            for (String asked : OF_TENANTS) {
                boolean enough = includes(held, asked);
                assertThat(onTenant(key, "permitted", asked))
                        .as(held + " " + asked)
                        .isEqualTo(enough ? 200 : 403);
                assertThat(onTenant(key, "unborn", asked))
                        .as(held + " " + asked)
                        .isEqualTo(enough ? 200 : 404);
                assertThat(onTenant(key, "foreign", asked))
                        .as(held + " " + asked)
                        .isEqualTo(404);
            }
            for (String asked : OF_ALL) {
                assertThat(with(key).get("/testing/" + path(asked)).statusCode())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void permissionsOnAllTenantsOpenWhatBelongsToNone() {
        for (String held : OF_ALL) {
            String key = keyOf("matrix-all", List.of("*"), held);
            for (String asked : OF_ALL) {
                assertThat(with(key).get("/testing/" + path(asked)).statusCode())
                        .as(held + " " + asked)
                        .isEqualTo(includes(held, asked) ? 200 : 403);
            }
            for (String asked : OF_TENANTS) {
                assertThat(onTenant(key, "permitted", asked))
                        .as("no tenant is shown: " + held)
                        .isEqualTo(404);
            }
        }
        String key = keyOf("matrix-all", List.of("*"), "tenant:read");
        assertThat(onTenant(key, "foreign", "tenant:read")).isEqualTo(200);
    }

    @Test
    void nobodyGetsInWithoutACredential() {
        for (String asked : OF_TENANTS) {
            given().get(address("permitted", asked)).then().statusCode(401);
        }
        for (String asked : OF_ALL) {
            given().get("/testing/" + path(asked)).then().statusCode(401);
        }
    }

    @Test
    void aForeignTenantLooksLikeNone() {
        String key = keyOf("stranger", List.of("permitted"), "tenant:read");

        Response foreign = with(key).get("/testing/tenants/foreign/tenant/read");
        Response none = with(key).get("/testing/tenants/nowhere/tenant/read");
        Response never = with(key).urlEncodingEnabled(false).get("/testing/tenants/%00/tenant/read");

        assertThat(foreign.statusCode()).isEqualTo(404);
        for (Response other : List.of(none, never)) {
            assertThat(other.statusCode()).isEqualTo(404);
            assertThat(other.asByteArray()).isEqualTo(foreign.asByteArray());
            assertThat(other.headers().asList().toString())
                    .isEqualTo(foreign.headers().asList().toString());
        }
    }

    @Test
    void encodedNamesAreJudgedAsTheyAreUsed() {
        String key = keyOf("encoded", List.of("permitted"), "tenant:read");

        with(key)
                .urlEncodingEnabled(false)
                .get("/testing/tenants/%70ermitted/tenant/read")
                .then()
                .statusCode(200)
                .body(equalTo("permitted"));
        assertThat(with(key)
                        .urlEncodingEnabled(false)
                        .get("/testing/tenants/*/tenant/read")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void resourcesCanAskWithoutRefusing() {
        String key = keyOf("hinted", List.of("permitted"), "token:issue");
        String manager = keyOf("hinting", List.of("permitted"), "token:issue", "connection:manage");

        with(key)
                .get("/testing/tenants/permitted/default/hint")
                .then()
                .body(equalTo("caller:hinted may manage: false"));
        with(manager)
                .get("/testing/tenants/permitted/default/hint")
                .then()
                .body(equalTo("caller:hinting may manage: true"));
        String narrowed = narrowedKeyOf(
                "hinting-elsewhere", List.of("permitted"), List.of("other"), "token:issue", "connection:manage");
        with(narrowed).get("/testing/tenants/permitted/other/hint").then().body(endsWith("may manage: true"));
        with(narrowed).get("/testing/tenants/permitted/default/hint").then().statusCode(404);
        operator()
                .get("/testing/tenants/permitted/default/hint")
                .then()
                .body(equalTo("caller:bootstrap may manage: true"));
    }

    private static String path(String permission) {
        return permission.replace(':', '/');
    }

    private static boolean includes(String held, String asked) {
        return held.equals(asked) || held.endsWith(":manage") && asked.equals(held.replace(":manage", ":read"));
    }
}
