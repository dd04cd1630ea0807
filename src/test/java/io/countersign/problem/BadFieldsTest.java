package io.countersign.problem;

import static io.countersign.TestingCaller.operator;
import static io.restassured.path.json.JsonPath.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bad field of a request is named, all at once, with words that say what is allowed. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class BadFieldsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONNECTION = "/v1/tenants/nobody/connections/default";
    private static final String SCOPE =
            "must be one scope: 1 to 200 printable ASCII characters without spaces, quotes and backslashes";
    private static final String RETURN_URL =
            "must be an absolute URL of at most 2000 characters (those outside ASCII count as they are"
                    + " percent-encoded) below one of countersign.consent.return-origins, without user and"
                    + " fragment; other characters than RFC 3986 allows percent-encoded, a host outside ASCII in its"
                    + " xn-- form";

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments("POST", CONNECTION + "/token", "{\"min_ttl_seconds\":\"x\",\"foo\":1,\"bar\":{}}", """
                        bar: is not known here; remove it
                        foo: is not known here; remove it
                        min_ttl_seconds: must be a whole number of seconds from 0 to 27000"""),
                arguments("POST", CONNECTION + "/token", "{\"min_ttl_seconds\":99999999999999999999}", """
                        min_ttl_seconds: must be a whole number of seconds from 0 to 27000"""),
                arguments("PUT", CONNECTION, """
                        {"integration":null,"grant":"implicit","scopes":["ok","two words",7,null],
                         "expected_account_id":"a b","expected_email":["x"],"extra":null}""", """
                        expected_account_id: must be an account id: 1 to 100 printable ASCII characters without spaces
                        expected_email: must be an e-mail address of 3 to 254 characters, such as ada@acme.example
                        extra: is not known here; remove it
                        grant: must be authorization_code or jwt_bearer
                        integration: must be 1 to 63 characters: lower-case letters, digits and hyphens, not beginning \
                        with a hyphen
                        scopes[1]: %1$s
                        scopes[2]: %1$s
                        scopes[3]: %1$s""".formatted(SCOPE)),
                arguments("PUT", "/v1/callers/bad-fields", """
                        {"grants":[7,
                                   {"tenants":["acme","B","*x",{}],"permissions":["root",0,"caller:manage",null],"x":1},
                                   {"tenants":["acme"],"permissions":["token:issue","caller:manage"]},{}]}""", """
                        grants[0]: must be an object with tenants and permissions
                        grants[1].permissions[0]: %1$s
                        grants[1].permissions[1]: %1$s
                        grants[1].permissions[2]: caller:manage is about what belongs to no tenant: grant it for "*"
                        grants[1].permissions[3]: %1$s
                        grants[1].tenants[1]: must be the name of a tenant or "*"
                        grants[1].tenants[2]: must be the name of a tenant or "*"
                        grants[1].tenants[3]: must be the name of a tenant or "*"
                        grants[1].x: is not known here; remove it
                        grants[2].permissions[1]: caller:manage is about what belongs to no tenant: grant it for "*"
                        grants[3].permissions: must be an array of 1 to 20 permissions
                        grants[3].tenants: must be an array of 1 to 1000 names of tenants, or ["*"] for all\
                        """.formatted(
                                "must be one of token:issue, connection:read, connection:manage, tenant:read,"
                                        + " tenant:manage, integration:read, integration:manage, caller:manage,"
                                        + " audit:read, keyring:read, keyring:manage, webhook:manage")),
                arguments("POST", CONNECTION + "/consent-links", """
                        {"expires_in":99999999,"return_url":"https://evil.example/","foo":"x"}""", """
                        expires_in: must be a whole number of seconds from 60 to 2592000
                        foo: is not known here; remove it
                        return_url: %s""".formatted(RETURN_URL)),
                arguments("POST", CONNECTION + "/consent-links", "{\"expires_in\":59,\"return_url\":7}", """
                        expires_in: must be a whole number of seconds from 60 to 2592000
                        return_url: %s""".formatted(
                                RETURN_URL)),
                arguments("PUT", "/v1/integrations/bad-fields", """
                        {"environment":"Demo","integration_key":"s3cret-key","client_secret":"s3cret-ü",
                         "scopes":[]}""", """
                        client_secret: must be 1 to 1000 printable ASCII characters
                        environment: must be demo or production
                        integration_key: must be the GUID that DocuSign shows as the integration key
                        scopes: must be an array of 1 to 50 scopes; leave it out for signature and extended"""),
                arguments(
                        "PUT",
                        "/v1/integrations/bad-fields",
                        "{\"environment\":true,\"client_secret\":[\"s3cret\"]}",
                        """
                        client_secret: must be 1 to 1000 printable ASCII characters
                        environment: must be demo or production
                        integration_key: must be the GUID that DocuSign shows as the integration key"""),
                arguments(
                        "POST",
                        "/v1/integrations/main/client-secrets",
                        "{\"client_secret\":7,\"s3cret\":\"s3cret\"}",
                        """
                        client_secret: must be 1 to 1000 printable ASCII characters
                        s3cret: is not known here; remove it"""),
                arguments("POST", "/v1/callers/nobody/api-keys", "{\"expires_in\":1.5,\"expires\":1}", """
                        expires: is not known here; remove it
                        expires_in: must be a whole number of seconds from 1 to 31536000 (365 days)"""),
                arguments("POST", CONNECTION + "/confirmation", "{\"account_id\":\"\"}", """
                        account_id: must be the account_id of one of pending.accounts, a text of 1 to 100 characters
                        consent_id: must be pending.consent_id of the connection, a text of 1 to 100 characters"""),
                arguments("POST", CONNECTION + "/retry", "{\"now\":true,\"then\":1}", """
                        now: is not known here; remove it
                        then: is not known here; remove it"""));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void ofABody(String method, String path, String body, String expected) {
        var answer = operator()
                .body(body)
                .request(method, path)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:countersign:problem:invalid-fields"))
                .extract();

        assertThat(answer.jsonPath().getList("errors", Map.class).stream()
                        .map(error -> error.get("field") + ": " + error.get("detail"))
                        .collect(Collectors.joining("\n")))
                .isEqualTo(expected);
        assertThat(answer.asString()).doesNotContain("s3cret-");
    }

    @Test
    void ofAQuery() {
        operator()
                .get("/v1/audit-events?limit=many&after=x&tenant=A")
                .then()
                .statusCode(422)
                .body("errors.field", contains("after", "limit", "tenant"))
                .body("errors[1].detail", equalTo("must be a whole number from 1 to 1000"));
        operator()
                .get("/v1/callers?limit=9999999999&after=_")
                .then()
                .statusCode(422)
                .body("errors.field", contains("after", "limit"));
    }

    /** For what is no number is read as less than any minimum. */
    @Test
    void eachNumberInAQueryHasAMinimum() throws IOException {
        List<JsonNode> numbers = new ArrayList<>();
        description()
                .path("paths")
                .forEach(item ->
                        item.forEach(operation -> operation.path("parameters").forEach(parameter -> {
                            if (parameter.at("/schema/type").asText().equals("integer")) {
                                numbers.add(parameter);
                            }
                        })));

        assertThat(numbers)
                .hasSizeGreaterThan(4)
                .allMatch(number -> number.path("schema").has("minimum"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/connections?state=active&status=x&expires=y, 422, expires status",
        "GET, /v1/tenants/nobody/connections?State=active, 422, State",
        "GET, /v1/connections?state=active&limit=1, 200, ''",
        "HEAD, /v1/connections?limit=1, 200, ''",
        "HEAD, /v1/connections?size=1, 422, ''",
        "POST, /v1/tenants/nobody/connections/default/token?min_ttl_seconds=60, 422, min_ttl_seconds",
        "DELETE, /v1/integrations/nobody?force=true, 404, ''",
        "DELETE, /v1/integrations/nobody?really=true, 422, really",
        "GET, /consent/nobody?utm_source=mail, 404, ''"
    })
    void ofAQueryThatTheOperationDoesNotHave(String method, String path, int status, String names) {
        String answer = operator()
                .request(method, path)
                .then()
                .statusCode(status)
                .extract()
                .asString();

        assertThat(answer.contains("is not known here; remove it")).isEqualTo(!names.isEmpty());
        assertThat(names.isEmpty() ? List.of() : from(answer).getList("errors.field"))
                .isEqualTo(names.isEmpty() ? List.of() : List.of(names.split(" ")));
        assertThat(RestAssured.given().request(method, path).statusCode())
                .isEqualTo(path.startsWith("/v1/") ? 401 : status);
    }

    /** Else the first would count, and an empty filter show everything. */
    @ParameterizedTest
    @CsvSource({
        "/v1/connections?state=active&state=active&limit=1&limit=1, limit: more than once; state: more than once",
        "/v1/connections?state=active&state=, state: more than once",
        "/v1/connections?state=&reason&expires_before=&after=&limit=,"
                + " expires_before: empty; limit: empty; reason: empty; state: empty",
        "/v1/tenants/nobody/connections?state=&reason=, reason: empty; state: empty",
        "/v1/audit-events?tenant=&after=, tenant: empty",
        "/v1/imports/nothing/lines?status=&after=, status: empty",
        "/v1/integrations?limit=&what=, limit: empty; what: not known here",
    })
    void ofAQueryThatSaysTooMuchOrNothing(String path, String expected) {
        List<Map<String, String>> errors =
                operator().get(path).then().statusCode(422).extract().path("errors");

        assertThat(errors.stream()
                        .map(error ->
                                error.get("field") + ": " + error.get("detail").replaceAll("^is (?:sent )?|;.*", "")))
                .containsExactly(expected.split("; "));
    }

    /** Whoever pages has none at first. */
    @ParameterizedTest
    @CsvSource({
        "/v1/tenants, 200",
        "/v1/integrations, 200",
        "/v1/callers, 200",
        "/v1/connections, 200",
        "/v1/audit-events, 200",
        "/v1/imports, 200",
        "/v1/tenants/nobody/connections, 404",
    })
    void anEmptyCursorIsNone(String path, int status) {
        operator().get(path + "?after=&limit=1").then().statusCode(status);
    }

    @Test
    void ofADeletionTheFlagIsNotEmpty() {
        operator()
                .delete("/v1/integrations/nobody?force=")
                .then()
                .statusCode(422)
                .body("errors.field", contains("force"));
    }

    @Test
    void ofManyTheFirstAreNamed() {
        String fields =
                IntStream.range(0, 100).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
        operator()
                .body(fields)
                .post(CONNECTION + "/token")
                .then()
                .statusCode(422)
                .body("errors", hasSize(50))
                .body("detail", endsWith(" There may be more than these."));
        operator()
                .body("{\"grants\":[" + "{},".repeat(99) + "{}]}")
                .put("/v1/callers/bad-fields")
                .then()
                .statusCode(422)
                .body("errors", hasSize(50))
                .body("detail", endsWith(" There are 200, of which these are the first."));
    }

    /** Its fields stand so deep that the way to each is longer than the whole body. */
    @Test
    void ofANestNoneIsNamedAtLength() {
        String name = "\u200b".repeat(64);
        String leaves = IntStream.range(0, 50)
                .mapToObj(i -> "\"f" + i + "\":\"\\ud800\"")
                .collect(Collectors.joining(",", "{", "}"));
        String body = ("{\"" + name + "\":").repeat(30) + leaves + "}".repeat(30);

        String answer = operator()
                .body(body)
                .put("/v1/callers/nested")
                .then()
                .statusCode(422)
                .extract()
                .asString();

        assertThat(answer.length()).isLessThan(body.length());
    }

    /** A large body must not keep its thread for long. */
    @Test
    void ofALargeBodyFewAreNamed() {
        operator()
                .body("{\"grants\":[],\"x\":[" + "7,".repeat(30_000) + "7]," + "\"y\":1,\"z\":1}")
                .put("/v1/callers/bad-fields")
                .then()
                .statusCode(422)
                .body("errors.field", contains("x", "y", "z"));
        operator()
                .body("{\"grants\":[{\"tenants\":[" + "7,".repeat(30_000) + "7]}]}")
                .put("/v1/callers/bad-fields")
                .then()
                .statusCode(422)
                .body("errors", hasSize(8))
                .body("detail", endsWith(" There may be more than these."));
    }

    @Test
    void aMalformedBodySaysWhere() {
        operator()
                .body("{\"client_secret\":\"s3cret\",\n\"client_secret\":\"s3cret\"}")
                .post("/v1/integrations/main/client-secrets")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:countersign:problem:malformed-body"))
                .body("detail", containsString("\"client_secret\" stands twice"))
                .body("detail", containsString("at line 2, column 1 "))
                .body(not(containsString("s3cret\"")));
        operator()
                .body("{\"client_secret\":s3cret}")
                .post("/v1/integrations/main/client-secrets")
                .then()
                .statusCode(400)
                .body("detail", containsString("at line 1, column 18 "))
                .body(not(containsString("s3cret")));
    }

    private static JsonNode description() throws IOException {
        return JSON.readTree(RestAssured.given()
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }
}
