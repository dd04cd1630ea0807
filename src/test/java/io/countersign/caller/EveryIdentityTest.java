package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingMetrics;
import io.countersign.TestingTenant;
import io.countersign.caller.DocumentedOperation.Access;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Every operation by every way of saying who one is: once with the permission that docs/api.md promises, and once
 * without any. {@link PermissionMatrixTest} tries all the rest by API key: what decides is the same.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(CertificatePort.class)
class EveryIdentityTest {
    private final SoftAssertions cells = new SoftAssertions();
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    /** How a request says who sends it. */
    private interface Way {
        HttpResponse<String> send(DocumentedOperation operation, String path, MatrixScene scene) throws Exception;
    }

    @Test
    void aTokenOpensWhatAKeyOpens() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        everyOperation(
                "jwt",
                caller -> (operation, path, scene) -> http.send(
                        request(TestDocuSign.publicUrl(), operation, path, scene)
                                .header("Authorization", "Bearer " + caller.token())
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
    }

    @Test
    void aCertificateOpensWhatAKeyOpens() throws Exception {
        everyOperation("cert", caller -> {
            SSLContext tls = CertificatePort.tls(caller.certificate());
            HttpClient http = HttpClient.newBuilder().sslContext(tls).build();
            return (operation, path, scene) -> http.send(
                    request(CertificatePort.address(), operation, path, scene).build(),
                    HttpResponse.BodyHandlers.ofString());
        });
    }

    @Test
    void aCertificateGetsATokenThatItsCallerMayHave() throws Exception {
        TestingTenant tenant = TestingTenant.connected();
        IdentifiedCaller caller = IdentifiedCaller.of(List.of(tenant.tenant()), "token:issue");

        HttpResponse<String> issued = post(caller, tenant.connection() + "/token", "application/json", "{}");

        assertThat(issued.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(issued.body()).getString("access_token")).isEqualTo(tenant.accessToken(Map.of()));
    }

    /** RFC 8693: who authenticates beside a subject token has to be whom it means. */
    @Test
    void aCertificateBesideASubjectTokenHasToMeanTheSameCaller() throws Exception {
        TestingTenant tenant = TestingTenant.connected();
        IdentifiedCaller caller = IdentifiedCaller.of(List.of(tenant.tenant()), "token:issue");
        IdentifiedCaller another = IdentifiedCaller.of(List.of(tenant.tenant()), "token:issue");
        IdentifiedCaller nobody = new IdentifiedCaller("nobody", "nobody", "uri:urn:example:nobody");
        String form = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
                + "&subject_token_type=urn:ietf:params:oauth:token-type:jwt"
                + "&resource=urn:countersign:tenant:" + tenant.tenant() + "&subject_token=" + caller.token();
        String type = "application/x-www-form-urlencoded";
        double told = otherCallers();

        assertThat(post(caller, "/oauth/token", type, form).statusCode()).isEqualTo(200);
        assertThat(post(another, "/oauth/token", type, form))
                .returns(400, HttpResponse::statusCode)
                .satisfies(answer -> assertThat(answer.body()).contains("two different clients"));
        assertThat(otherCallers()).isEqualTo(told + 1);
        assertThat(post(nobody, "/oauth/token", type, form))
                .returns(400, HttpResponse::statusCode)
                .satisfies(answer -> assertThat(answer.body()).contains("invalid_client"));
    }

    /** A page of another site makes a browser send such a request without asking its owner. */
    @Test
    void aCertificateCountsForNothingInARequestOfAnotherSite() throws Exception {
        IdentifiedCaller caller = IdentifiedCaller.of(List.of("*"), "caller:manage");
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(CertificatePort.tls(caller.certificate()))
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(CertificatePort.address() + "/v1/callers/" + caller.name() + "/api-keys"))
                    .POST(HttpRequest.BodyPublishers.noBody());
            assertThat(http.send(
                                    request.copy()
                                            .header("Sec-Fetch-Site", "cross-site")
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    private static double otherCallers() {
        return TestingMetrics.value(
                "countersign_authentication_failures_total{door=\"oauth\",reason=\"other_caller\"}");
    }

    private static HttpResponse<String> post(IdentifiedCaller caller, String path, String type, String body)
            throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(CertificatePort.tls(caller.certificate()))
                .build()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(CertificatePort.address() + path))
                            .header("Content-Type", type)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Makes the way of one caller. */
    private interface WayOf {
        Way of(IdentifiedCaller caller) throws Exception;
    }

    private void everyOperation(String kind, WayOf ways) throws Exception {
        Way nothing = ways.of(IdentifiedCaller.of(List.of("*")));
        List<DocumentedOperation> operations = DocumentedOperation.all();
        for (int i = 0; i < operations.size(); i++) {
            DocumentedOperation operation = operations.get(i);
            List<Permission> needed = switch (operation.access()) {
                case Access.Needs(Permission permission) -> List.of(permission);
                case Access.NeedsAll(List<Permission> permissions) -> permissions;
                case Access.AnyCredential any -> List.of(Permission.TENANT_READ);
                case Access.Public open -> List.<Permission>of();
            };
            if (!needed.isEmpty()) {
                MatrixScene scene = new MatrixScene("every-" + kind + "-" + run + "-" + i);
                tryOne(operation, scene, ways.of(holding(needed)), nothing);
            }
        }
        cells.assertAll();
    }

    private void tryOne(DocumentedOperation operation, MatrixScene scene, Way holder, Way nothing) throws Exception {
        String path = scene.prepare(operation.path());
        if (!(operation.access() instanceof Access.AnyCredential)) {
            cells.assertThat(nothing.send(operation, path, scene).statusCode())
                    .as("%s without a permission", operation)
                    .isIn(403, 404);
        }
        cells.assertThat(holder.send(operation, path, scene).statusCode())
                .as("%s with its permission", operation)
                // Nothing is away here: that nobody knows who asks would be a 503 too.
                .isNotEqualTo(503)
                .isIn(operation.statuses());
    }

    private static IdentifiedCaller holding(List<Permission> permissions) {
        return IdentifiedCaller.of(
                List.of("*"), permissions.stream().map(Permission::toString).toArray(String[]::new));
    }

    private static HttpRequest.Builder request(
            String vault, DocumentedOperation operation, String path, MatrixScene scene) {
        boolean lines = operation.toString().equals("POST /v1/imports");
        String body = lines ? "{}" : new JsonObject(scene.body(operation)).encode();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(vault + path));
        return List.of("PUT", "POST").contains(operation.method())
                ? request.header("Content-Type", lines ? "application/x-ndjson" : "application/json")
                        .method(operation.method(), HttpRequest.BodyPublishers.ofString(body))
                : request.method(operation.method(), HttpRequest.BodyPublishers.noBody());
    }
}
