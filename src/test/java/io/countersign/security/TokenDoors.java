package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingTenant;
import io.countersign.docusign.Environment;
import io.countersign.oauth.StandardsClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The ways to a token, for who asks by many of them at once. */
final class TokenDoors {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Whose rows say nothing of anybody who asks. */
    private static final String BYSTANDER = "/v1/callers/bystander";

    private TokenDoors() {}

    /** The API, with a key or a JWT. */
    static CompletableFuture<HttpResponse<String>> api(String credential, TestingTenant tenant) {
        return send(bearer(credential, tenant.connection() + "/token").POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    /** The token endpoint, by the tenant's name. */
    static CompletableFuture<HttpResponse<String>> endpoint(StandardsClient client, TestingTenant tenant) {
        return send(basic(client, "grant_type=client_credentials&" + resource(tenant)));
    }

    /** The same by a refresh handle. */
    static CompletableFuture<HttpResponse<String>> endpoint(StandardsClient client, String handle) {
        return send(basic(client, "grant_type=refresh_token&refresh_token=" + handle));
    }

    /** The same for a JWT, by the tenant's name. */
    static CompletableFuture<HttpResponse<String>> exchange(String jwt, TestingTenant tenant) {
        return send(form("grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
                + "&subject_token_type=urn:ietf:params:oauth:token-type:jwt&subject_token=" + jwt + "&"
                + resource(tenant)));
    }

    /**
     * What was refused is refused again for some seconds, by memory. A change of any caller ends that, so that what the
     * database says is what counts.
     */
    static void forgetRefusals() {
        // Never what stands there, also where that was put back: a put that changes nothing is told nobody.
        String tenant = "bystander-" + UUID.randomUUID();
        String grants = """
                {"grants": [{"tenants": ["%s"], "permissions": ["tenant:read"]}]}""".formatted(tenant);
        int status = send(bearer(TestDatabase.BOOTSTRAP_KEY, BYSTANDER)
                        .PUT(HttpRequest.BodyPublishers.ofString(grants)))
                .join()
                .statusCode();
        // Where the database fails nobody knows what became of it, and it is told as well.
        assertThat(status).isIn(200, 201, 500, 503);
    }

    /** Whose an access token is, by DocuSign's word. */
    static String userOf(String token) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(
                                TestDocuSign.simulator(Environment.DEMO).baseUrl() + "/oauth/userinfo"))
                        .header("Authorization", "Bearer " + token))
                .join();
        return answer.statusCode() == 200 ? new JsonObject(answer.body()).getString("sub") : "nobody";
    }

    private static String resource(TestingTenant tenant) {
        return "resource=" + StandardsClient.encoded(StandardsClient.urn(tenant));
    }

    private static HttpRequest.Builder bearer(String credential, String path) {
        return HttpRequest.newBuilder(URI.create(TestDocuSign.publicUrl() + path))
                .header("Authorization", "Bearer " + credential)
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.Builder basic(StandardsClient client, String form) {
        return form(form).header("Authorization", StandardsClient.basic(client.name(), client.key()));
    }

    private static HttpRequest.Builder form(String form) {
        return HttpRequest.newBuilder(URI.create(TestDocuSign.publicUrl() + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
