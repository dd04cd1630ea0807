package io.countersign.caller;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.putCaller;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller cannot be, or be called. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class CallerRequestTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | grants",
                "{\"grants\":null} | grants",
                "{\"grants\":{}} | grants",
                "{\"grants\":[null]} | grants[0]",
                "{\"grants\":[{\"permissions\":[\"token:issue\"]}]} | grants[0].tenants",
                "{\"grants\":[{\"tenants\":[],\"permissions\":[\"token:issue\"]}]} | grants[0].tenants",
                "{\"grants\":[{\"tenants\":[\"A\"],\"permissions\":[\"token:issue\"]}]} | grants[0].tenants[0]",
                "{\"grants\":[{\"tenants\":[null],\"permissions\":[\"token:issue\"]}]} | grants[0].tenants[0]",
                "{\"grants\":[{\"tenants\":[7],\"permissions\":[\"token:issue\"]}]} | grants[0].tenants[0]",
                "{\"grants\":[{\"tenants\":\"acme\",\"permissions\":[\"token:issue\"]}]} | grants[0].tenants",
                "{\"grants\":[{\"tenants\":[\"acme\"]}]} | grants[0].permissions",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[]}]} | grants[0].permissions",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[null]}]} | grants[0].permissions[0]",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[0]}]} | grants[0].permissions[0]",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[\"root\"]}]} | grants[0].permissions[0]",
                "{\"grants\":[{\"tenants\":[\"acme\"],\"permissions\":[\"caller:manage\"]}]} |"
                        + " grants[0].permissions[0]",
                "{\"grants\":[{\"tenants\":[\"a\"],\"permissions\":[\"token:issue\"],\"connections\":[]}]} |"
                        + " grants[0].connections",
                "{\"grants\":[{\"tenants\":[\"a\"],\"permissions\":[\"token:issue\"],\"connections\":[\"*\"]}]} |"
                        + " grants[0].connections[0]",
                "{\"grants\":[{\"tenants\":[\"a\"],\"permissions\":[\"tenant:read\"],\"connections\":[\"b\"]}]} |"
                        + " grants[0].permissions[0]",
                "{\"grants\":[{\"tenants\":[\"*\"],\"permissions\":[\"caller:manage\"],\"connections\":[\"b\"]}]} |"
                        + " grants[0].permissions[0]",
                "{\"grants\":[],\"identities\":{}} | identities",
                "{\"grants\":[],\"identities\":[null]} | identities[0]",
                "{\"grants\":[],\"identities\":[{}]} | identities[0].type",
                "{\"grants\":[],\"identities\":[{\"type\":\"password\"}]} | identities[0].type",
                "{\"grants\":[],\"identities\":[{\"type\":\"oidc\",\"issuer\":\"https://foreign\",\"subject\":\"a\"}]} |"
                        + " identities[0].issuer",
                "{\"grants\":[],\"identities\":[{\"type\":\"certificate\",\"san\":\"dns:*.example.com\"}]} |"
                        + " identities[0].san",
                "{\"grants\":[],\"identities\":[{\"type\":\"certificate\",\"san\":\"dns:a.b\",\"subject\":\"a\"}]} |"
                        + " identities[0].subject",
                "{\"grants\":[],\"identities\":[{\"type\":\"certificate\",\"san\":\"dns:a.b\"},"
                        + "{\"type\":\"certificate\",\"san\":\"dns:a.b\"}]} | identities[1]",
                "{\"grants\":[{\"tenants\":[\"*\"],\"permissions\":[\"token:issue\"],\"extra\":1}]} | grants[0].extra",
            })
    void namesTheBadField(String body, String field) {
        putCaller("bad", body)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:countersign:problem:invalid-fields"))
                .body("errors.field", contains(field))
                .body(not(containsString("io.countersign")))
                .body(not(containsString("java.")));
        operator().get("/v1/callers/bad").then().statusCode(404);
    }

    @Test
    void namesGrantsThatNameTooManyPlaces() {
        Map<String, Object> grant = Map.of(
                "tenants", names(50),
                "permissions", List.of("token:issue"),
                "connections", names(100));

        operator()
                .body(Map.of("grants", List.of(grant)))
                .put("/v1/callers/everywhere")
                .then()
                .statusCode(201)
                .body("grants[0].connections", hasSize(100));
        operator()
                .body(Map.of(
                        "grants",
                        List.of(grant, Map.of("tenants", List.of("one-more"), "permissions", List.of("token:issue")))))
                .put("/v1/callers/everywhere")
                .then()
                .statusCode(422)
                .body("errors.field", contains("grants"));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(number -> "name-" + number).toList();
    }

    @Test
    void namesEveryBadField() {
        putCaller("-bad", "{\"grants\":[{\"tenants\":[]}]}")
                .statusCode(422)
                .body("errors.field", contains("caller", "grants[0].permissions", "grants[0].tenants"));
    }

    @Test
    void keepsTheOperatorsName() {
        putCaller("bootstrap", "{\"grants\":[]}").statusCode(422).body("errors.field", contains("caller"));
    }

    @Test
    void isSilentAboutNamesThatCannotBe() {
        for (String name : List.of("UPPER", "a%00b", "a".repeat(64), "%2e%2e")) {
            operator()
                    .urlEncodingEnabled(false)
                    .get("/v1/callers/" + name)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
        }
        putCaller("silent", "{\"grants\":[]}").statusCode(201);
        operator()
                .urlEncodingEnabled(false)
                .delete("/v1/callers/silent/api-keys/%00")
                .then()
                .statusCode(404);
    }
}
