package io.countersign.caller;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.putCaller;
import static io.countersign.TestingCaller.with;
import static io.countersign.TestingTrail.typesOfCaller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestIssuer;
import io.countersign.TestingSql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class CallerResourceTest {
    private static final String GRANTS = """
            {"grants":[{"tenants":["acme","globex"],"permissions":["token:issue"]},
                       {"tenants":["*"],"permissions":["audit:read","integration:read"]}]}\
            """;

    @Inject
    HeardCallers heard;

    @Test
    void putsShowsReplacesAndDeletesACaller() {
        putCaller("puts", GRANTS)
                .statusCode(201)
                .body("name", equalTo("puts"))
                .body("client_id", equalTo(ClientId.of("puts").toString()))
                .body("grants[0].tenants", contains("acme", "globex"))
                .body("grants[1].permissions", contains("integration:read", "audit:read"))
                .body("api_keys", hasSize(0));
        putCaller("puts", GRANTS).statusCode(200);
        putCaller("puts", "{\"grants\":[]}").statusCode(200).body("grants", hasSize(0));
        operator().get("/v1/callers/puts").then().statusCode(200).body("grants", hasSize(0));
        operator().delete("/v1/callers/puts").then().statusCode(204);
        operator().get("/v1/callers/puts").then().statusCode(404);
        operator().delete("/v1/callers/puts").then().statusCode(404);
        assertThat(typesOfCaller("puts")).containsExactly("caller.created", "caller.updated", "caller.deleted");
    }

    /** Grants keep their order; within one, tenants and permissions are sets. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "as-sent | {'tenants':['b','a'],'permissions':['token:issue','audit:read']} | true",
                "sorted | {'tenants':['a','b','b'],'permissions':['audit:read','token:issue']} | true",
                "fewer-tenants | {'tenants':['a'],'permissions':['audit:read','token:issue']} | false",
                "fewer-permissions | {'tenants':['a','b'],'permissions':['token:issue']} | false",
                "split | {'tenants':['a'],'permissions':['audit:read','token:issue']},"
                        + "{'tenants':['b'],'permissions':['audit:read','token:issue']} | false",
                "twice | {'tenants':['a','b'],'permissions':['audit:read','token:issue']},"
                        + "{'tenants':['a','b'],'permissions':['audit:read','token:issue']} | false",
            })
    void anIdenticalPutChangesNothing(String caller, String grants, boolean identical) {
        // Given
        String last = "{'tenants':['*'],'permissions':['tenant:read']}";
        String first = "{'grants':[{'tenants':['b','a'],'permissions':['token:issue','audit:read']},%s]}";
        putCaller(caller, first.formatted(last).replace('\'', '"')).statusCode(201);
        String view = operator().get("/v1/callers/" + caller).asString();
        long heardBefore = heard.of(caller);

        // When
        String answer = putCaller(
                        caller, "{'grants':[%s,%s]}".formatted(grants, last).replace('\'', '"'))
                .statusCode(200)
                .extract()
                .asString();

        // Then
        assertThat(answer.equals(view)).isEqualTo(identical);
        assertThat(operator().get("/v1/callers/" + caller).asString()).isEqualTo(answer);
        assertThat(typesOfCaller(caller)).hasSize(identical ? 1 : 2);
        assertThat(heard.of(caller) - heardBefore).isEqualTo(identical ? 0 : 1);
    }

    @Test
    void showsGrantsInTheirOrderAndEachNameOnce() {
        putCaller("ordered", """
                {"grants":[{"tenants":["zeta","alpha","zeta"],"permissions":["audit:read","token:issue","audit:read"]},
                           {"tenants":["*"],"permissions":["tenant:read"]},
                           {"tenants":["alpha"],"permissions":["token:issue"]},
                           {"tenants":["alpha"],"permissions":["token:issue"]}]}\
                """)
                .statusCode(201)
                .body(
                        "grants.tenants",
                        equalTo(List.of(List.of("alpha", "zeta"), List.of("*"), List.of("alpha"), List.of("alpha"))))
                .body(
                        "grants.permissions",
                        equalTo(List.of(
                                List.of("token:issue", "audit:read"),
                                List.of("tenant:read"),
                                List.of("token:issue"),
                                List.of("token:issue"))));
    }

    @Test
    void narrowsGrantsToConnections() {
        // Given
        operator()
                .body("{\"display_name\":\"Tenant\"}")
                .put("/v1/tenants/narrowed")
                .then()
                .statusCode(201);
        String grant = "{'tenants':['narrowed'],'permissions':['token:issue'],'connections':[%s]}";
        String body = "{'grants':[%s]}".formatted(grant).replace('\'', '"');

        // When
        putCaller("narrow", body.formatted("\"legal\",\"default\",\"legal\""))
                .statusCode(201)
                .body("grants[0].connections", contains("default", "legal"))
                .body("grants[0].tenants", contains("narrowed"));
        String view = operator().get("/v1/callers/narrow").asString();

        // Then
        assertThat(putCaller("narrow", body.formatted("\"default\",\"legal\""))
                        .statusCode(200)
                        .extract()
                        .asString())
                .as("the same again")
                .isEqualTo(view);
        putCaller("narrow", body.formatted("\"default\""))
                .statusCode(200)
                .body("grants[0].connections", contains("default"));
        putCaller("narrow", GRANTS).statusCode(200).body("grants[0].connections", nullValue());
        assertThat(TestingSql.value(
                        String.class,
                        "SELECT details ->> 'grants' FROM audit_event WHERE details ->> 'caller' = 'narrow'"
                                + " AND type = 'caller.created'"))
                .isEqualTo("token:issue for narrowed on default, legal");
    }

    @Test
    void knowsWhoItIsElsewhere() {
        // Given
        String body = "{'grants':[],'identities':[{'type':'oidc','issuer':'%s','subject':'%s'},"
                + "{'type':'certificate','san':'uri:urn:example:elsewhere'}]}";
        String mine = body.formatted(TestIssuer.issuer(), "elsewhere").replace('\'', '"');

        // When
        putCaller("elsewhere", mine)
                .statusCode(201)
                .body("identities.type", contains("oidc", "certificate"))
                .body("identities[0].subject", equalTo("elsewhere"))
                .body("identities[1].san", equalTo("uri:urn:example:elsewhere"));

        // Then
        putCaller("elsewhere", mine).statusCode(200);
        assertThat(typesOfCaller("elsewhere")).containsExactly("caller.created");
        putCaller("elsewhere-too", mine).statusCode(409).body("detail", containsString("caller elsewhere's"));
        operator().get("/v1/callers/elsewhere-too").then().statusCode(404);
        operator().post("/v1/callers/elsewhere/api-keys").then().statusCode(201);
        operator().get("/v1/callers/elsewhere").then().body("identities", hasSize(2));
        putCaller("elsewhere", "{\"grants\":[]}").statusCode(200).body("identities", hasSize(0));
        putCaller("elsewhere-too", mine).statusCode(201);
    }

    @Test
    void needsThePermission() {
        String key = keyOf("weak", List.of("*"), "audit:read", "tenant:manage");

        with(key).get("/v1/callers").then().statusCode(403).contentType("application/problem+json");
        with(key).body("{\"grants\":[]}").put("/v1/callers/weak").then().statusCode(403);
        with(key).post("/v1/callers/weak/api-keys").then().statusCode(403);
    }
}
