package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.caller.DocumentedOperation.Access;
import io.countersign.openapi.AnswerCheck;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the running application against every caller and the kinds of tenants, with the permission that
 * docs/api.md promises. All wrong cells are reported at once.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PermissionMatrixTest {
    /**
     * What browsers open, and OAuth 2.0 clients; whom the console lets in, ConsoleMatrixTest says. Whoever adds to this
     * list opens an operation to everybody.
     */
    private static final List<String> PUBLIC = List.of(
            "GET /consent/account",
            "HEAD /consent/account",
            "POST /consent/account",
            "GET /consent/{link}",
            "HEAD /consent/{link}",
            "POST /consent/{link}",
            "GET /oauth/callback/{integration}",
            "HEAD /oauth/callback/{integration}",
            "GET /console",
            "GET /console/sign-in",
            "POST /console/sign-in",
            "POST /console/sign-out",
            "GET /console/tenants",
            "GET /console/new-tenant",
            "POST /console/new-tenant",
            "GET /console/tenants/{tenant}",
            "GET /console/tenants/{tenant}/connections",
            "GET /console/tenants/{tenant}/connections/{connection}",
            "GET /console/connections",
            "GET /console/integrations",
            "GET /console/integrations/{integration}",
            "GET /console/integrations/{integration}/settings",
            "POST /console/integrations/{integration}/settings",
            "GET /console/integrations/{integration}/client-secrets",
            "POST /console/integrations/{integration}/client-secrets",
            "GET /console/integrations/{integration}/client-secrets/{id}/deletion",
            "POST /console/integrations/{integration}/client-secrets/{id}/deletion",
            "GET /console/integrations/{integration}/rsa-keys",
            "POST /console/integrations/{integration}/rsa-keys",
            "GET /console/integrations/{integration}/rsa-keys/{id}/deletion",
            "POST /console/integrations/{integration}/rsa-keys/{id}/deletion",
            "GET /console/integrations/{integration}/deletion",
            "POST /console/integrations/{integration}/deletion",
            "GET /console/new-integration",
            "POST /console/new-integration",
            "GET /console/callers",
            "GET /console/callers/{caller}",
            "GET /console/callers/{caller}/grants",
            "POST /console/callers/{caller}/grants",
            "GET /console/callers/{caller}/grants/{position}/deletion",
            "POST /console/callers/{caller}/grants/{position}/deletion",
            "GET /console/callers/{caller}/api-keys",
            "POST /console/callers/{caller}/api-keys",
            "GET /console/callers/{caller}/api-keys/{id}/deletion",
            "POST /console/callers/{caller}/api-keys/{id}/deletion",
            "GET /console/callers/{caller}/deletion",
            "POST /console/callers/{caller}/deletion",
            "GET /console/new-caller",
            "POST /console/new-caller",
            "GET /console/imports",
            "GET /console/imports/{id}",
            "GET /console/keyring",
            "POST /console/keyring/rewrap",
            "GET /console/keyring/{key}/retirement",
            "POST /console/keyring/{key}/retirement",
            "GET /console/webhooks",
            "GET /console/new-webhook",
            "POST /console/new-webhook",
            "GET /console/webhooks/{webhook}",
            "GET /console/webhooks/{webhook}/settings",
            "POST /console/webhooks/{webhook}/settings",
            "POST /console/webhooks/{webhook}/enabling",
            "POST /console/webhooks/{webhook}/test",
            "GET /console/webhooks/{webhook}/secret",
            "POST /console/webhooks/{webhook}/secret",
            "GET /console/webhooks/{webhook}/deletion",
            "POST /console/webhooks/{webhook}/deletion",
            "GET /console/webhooks/{webhook}/deliveries",
            "POST /console/webhooks/{webhook}/deliveries/{delivery}/redelivery",
            "GET /console/audit",
            "GET /console/start",
            "POST /console/tenants/{tenant}/display-name",
            "GET /console/tenants/{tenant}/deletion",
            "POST /console/tenants/{tenant}/deletion",
            "GET /console/new-connection/{tenant}",
            "POST /console/new-connection/{tenant}",
            "GET /console/tenants/{tenant}/connections/{connection}/consent-links",
            "POST /console/tenants/{tenant}/connections/{connection}/consent-links",
            "POST /console/tenants/{tenant}/connections/{connection}/confirmation",
            "POST /console/tenants/{tenant}/connections/{connection}/retry",
            "GET /console/tenants/{tenant}/connections/{connection}/disconnection",
            "POST /console/tenants/{tenant}/connections/{connection}/disconnection",
            "POST /oauth/token",
            "POST /oauth/introspect",
            "POST /oauth/revoke",
            "GET /oauth/userinfo",
            "GET /oauth/jwks",
            "GET /.well-known/oauth-authorization-server",
            "GET /.well-known/openid-configuration");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable AnswerCheck description;
    private final SoftAssertions cells = new SoftAssertions();
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    /** All that a caller gets to see. */
    private record Answer(int status, Map<String, List<String>> headers, String body) {}

    @Test
    void everyOperationHasItsRow() throws IOException {
        assertThat(DocumentedOperation.all())
                .extracting(DocumentedOperation::toString)
                .containsExactlyInAnyOrderElementsOf(RunningOperations.all());
    }

    @Test
    void onlyWhatBrowsersAndOAuthClientsOpenIsPublic() throws Exception {
        List<DocumentedOperation> open = DocumentedOperation.all().stream()
                .filter(operation -> operation.access() instanceof Access.Public)
                .toList();

        assertThat(open).extracting(DocumentedOperation::toString).containsExactlyElementsOf(PUBLIC);
        for (DocumentedOperation operation : open) {
            Answer answer = send(null, operation.method(), operation.path().replaceAll("\\{\\w+}", "nobody"), Map.of());
            assertThat(answer.headers().get("content-type"))
                    .as(operation.toString())
                    .singleElement()
                    .asString()
                    .startsWithIgnoringCase(
                            operation.access().equals(new Access.Public("client authentication"))
                                            || operation.path().contains("well-known")
                                            || operation.path().matches("/oauth/(userinfo|jwks)")
                                    ? "application/json"
                                    : "text/html");
        }
    }

    @Test
    void onlyTheDocumentedPermissionOpensAnOperation() throws Exception {
        // Given
        List<DocumentedOperation> operations = DocumentedOperation.all();
        MatrixCallers callers = MatrixCallers.of(IntStream.range(0, 2 * operations.size())
                .mapToObj(number -> scene(number).name())
                .toList());
        MatrixScene foreign = new MatrixScene("foreign-" + run);
        foreign.prepare("/{tenant}/{connection}");

        // When
        for (int i = 0; i < operations.size(); i++) {
            DocumentedOperation operation = operations.get(i);
            switch (operation.access()) {
                case Access.Needs(Permission needed)
                when operation.path().contains("{tenant}") ->
                    tryOnTenants(operation, operation.path(), needed, callers, scene(2 * i), foreign);
                case Access.Needs(Permission needed) -> {
                    tryOnAll(operation, needed, callers, scene(2 * i));
                    if (needed.isOfOneTenant()) {
                        String narrowed = operation.path() + "?tenant={tenant}";
                        tryOnTenants(operation, narrowed, needed, callers, scene(2 * i + 1), foreign);
                    }
                }
                case Access.NeedsAll(List<Permission> needed) -> tryOnAll(operation, needed, callers, scene(2 * i));
                case Access.AnyCredential any -> tryWithAnyCredential(operation, callers);
                case Access.Public open -> assertThat(PUBLIC).contains(operation.toString());
            }
        }

        // Then
        cells.assertAll();
    }

    private MatrixScene scene(int number) {
        return new MatrixScene("matrix-" + run + "-" + number);
    }

    private void tryOnTenants(
            DocumentedOperation operation,
            String template,
            Permission needed,
            MatrixCallers callers,
            MatrixScene mine,
            MatrixScene foreign)
            throws Exception {
        MatrixScene unborn = new MatrixScene("unborn-" + run);
        String path = mine.prepare(template);
        refuse(operation, path, null, "nobody", 401, mine);
        refuse(operation, path, callers.forNothing(), "a caller without a grant", 404, mine);
        for (Map.Entry<Permission, String> caller : callers.forAll().entrySet()) {
            if (!MatrixCallers.enough(caller.getKey(), needed)) {
                String who = caller.getKey() + " for all";
                refuse(operation, path, caller.getValue(), who, caller.getKey().isOfOneTenant() ? 403 : 404, mine);
                refuse(operation, unborn.at(template), caller.getValue(), who, 404, unborn);
                if (!caller.getKey().isOfOneTenant()) {
                    // Asked for the second time: what was read for a token is remembered by now.
                    Map<String, Object> body = mine.body(operation);
                    Answer there = send(caller.getValue(), operation.method(), path, body);
                    Answer nowhere = send(caller.getValue(), operation.method(), unborn.at(template), body);
                    cells.assertThat(there).as("%s: %s", operation, who).isEqualTo(nowhere);
                }
            }
        }
        for (Map.Entry<Permission, String> caller : callers.forSome().entrySet()) {
            String who = caller.getKey() + " for this tenant";
            if (!MatrixCallers.enough(caller.getKey(), needed)) {
                refuse(operation, path, caller.getValue(), who, 403, mine);
            }
            Answer other = send(caller.getValue(), operation.method(), foreign.at(template), foreign.body(operation));
            Answer unknown = send(caller.getValue(), operation.method(), unborn.at(template), foreign.body(operation));
            cells.assertThat(unknown.status())
                    .as("%s %s: %s", operation.method(), unborn.at(template), who)
                    .isEqualTo(404);
            cells.assertThat(other)
                    .as("%s on the tenant of others: %s", operation, who)
                    .isEqualTo(unknown);
        }
        tryNarrowed(operation, template, path, needed, callers, mine);
        path = mine.identified(template);
        letIn(operation, template, path, needed, needed.isOfOneTenant() ? callers.forSome() : callers.forAll(), mine);
    }

    /** Whoever may something on one connection may do it there, and finds the tenant's others as if there were none. */
    private void tryNarrowed(
            DocumentedOperation operation,
            String template,
            String path,
            Permission needed,
            MatrixCallers callers,
            MatrixScene scene)
            throws Exception {
        boolean list = operation.toString().equals("GET /v1/tenants/{tenant}/connections");
        for (Map.Entry<Permission, String> caller : callers.forOther().entrySet()) {
            String who = caller.getKey() + " for another connection";
            Answer answer = send(caller.getValue(), operation.method(), path, scene.body(operation));
            if (template.contains("{connection}")) {
                String unknown = path.replace("/connections/default", "/connections/unknown");
                cells.assertThat(answer.status()).as("%s: %s", operation, who).isEqualTo(404);
                cells.assertThat(answer)
                        .as("%s: %s, beside one that is not there", operation, who)
                        .isEqualTo(send(caller.getValue(), operation.method(), unknown, scene.body(operation)));
            } else if (list && MatrixCallers.enough(caller.getKey(), needed)) {
                cells.assertThat(answer.body()).as("%s: %s", operation, who).contains("\"items\":[]");
            } else {
                cells.assertThat(answer.status()).as("%s: %s", operation, who).isEqualTo(403);
            }
        }
        for (Map.Entry<Permission, String> caller : callers.forConnection().entrySet()) {
            if (!MatrixCallers.enough(caller.getKey(), needed)) {
                refuse(operation, path, caller.getValue(), caller.getKey() + " for this connection", 403, scene);
            }
        }
        if (list) {
            String reader = Objects.requireNonNull(callers.forConnection().get(Permission.CONNECTION_READ));
            cells.assertThat(send(reader, operation.method(), path, Map.of()).body())
                    .as("the list of who may read one connection")
                    .contains("\"connection\":\"default\"");
        }
        letIn(operation, template, path, needed, callers.forConnection(), scene);
    }

    private void tryOnAll(DocumentedOperation operation, Permission needed, MatrixCallers callers, MatrixScene scene)
            throws Exception {
        String path = scene.prepare(operation.path());
        refuse(operation, path, null, "nobody", 401, scene);
        refuse(operation, path, callers.forNothing(), "a caller without a grant", 403, scene);
        for (Map.Entry<Permission, String> caller : callers.forSome().entrySet()) {
            refuse(operation, path, caller.getValue(), caller.getKey() + " for some tenants", 403, scene);
        }
        for (Map.Entry<Permission, String> caller : callers.forConnection().entrySet()) {
            refuse(operation, path, caller.getValue(), caller.getKey() + " for some connections", 403, scene);
        }
        for (Map.Entry<Permission, String> caller : callers.forAll().entrySet()) {
            if (!MatrixCallers.enough(caller.getKey(), needed)) {
                refuse(operation, path, caller.getValue(), caller.getKey() + " for all", 403, scene);
            }
        }
        letIn(operation, operation.path(), path, needed, callers.forAll(), scene);
    }

    /** Of several, any single one is too little; together they open it. Held for some tenants alone none does. */
    private void tryOnAll(
            DocumentedOperation operation, List<Permission> needed, MatrixCallers callers, MatrixScene scene)
            throws Exception {
        String path = scene.prepare(operation.path());
        refuse(operation, path, null, "nobody", 401, scene);
        refuse(operation, path, callers.forNothing(), "a caller without a grant", 403, scene);
        for (Map.Entry<Permission, String> caller : callers.forSome().entrySet()) {
            refuse(operation, path, caller.getValue(), caller.getKey() + " for some tenants", 403, scene);
        }
        for (Map.Entry<Permission, String> caller : callers.forAll().entrySet()) {
            if (needed.size() > 1 || !MatrixCallers.enough(caller.getKey(), needed.getFirst())) {
                refuse(operation, path, caller.getValue(), caller.getKey() + " for all", 403, scene);
            }
        }
        Answer answer = send(MatrixCallers.holdingAll(needed), operation.method(), path, scene.body(operation));
        cells.assertThat(answer.status()).as("%s: %s", operation, needed).isIn(operation.statuses());
    }

    private void tryWithAnyCredential(DocumentedOperation operation, MatrixCallers callers) throws Exception {
        refuse(operation, operation.path(), null, "nobody", 401, scene(0));
        for (Map.Entry<Permission, String> caller : callers.forAll().entrySet()) {
            Answer answer = send(caller.getValue(), operation.method(), operation.path(), Map.of());
            cells.assertThat(answer.status())
                    .as("%s: %s for all", operation, caller.getKey())
                    .isIn(operation.statuses());
            cells.assertThat(answer.body().contains("\"items\":[]"))
                    .as("%s shows nothing: %s for all", operation, caller.getKey())
                    .isNotEqualTo(MatrixCallers.enough(caller.getKey(), shownBy(operation)));
        }
    }

    /** Which permission opens what such a list shows. */
    private static Permission shownBy(DocumentedOperation operation) {
        return operation.path().equals("/v1/connections") ? Permission.CONNECTION_READ : Permission.TENANT_READ;
    }

    /** The one that has it, after all that have not: some operations destroy what they are tried on. */
    private void letIn(
            DocumentedOperation operation,
            String template,
            String path,
            Permission needed,
            Map<Permission, String> callers,
            MatrixScene scene)
            throws Exception {
        for (Map.Entry<Permission, String> caller : callers.entrySet()) {
            if (MatrixCallers.enough(caller.getKey(), needed)) {
                Answer answer = send(caller.getValue(), operation.method(), path, scene.body(operation));
                cells.assertThat(answer.status())
                        .as("%s %s: %s", operation.method(), template, caller.getKey())
                        .isIn(operation.statuses());
            }
        }
    }

    private void refuse(
            DocumentedOperation operation, String path, @Nullable String key, String who, int status, MatrixScene scene)
            throws Exception {
        cells.assertThat(send(key, operation.method(), path, scene.body(operation))
                        .status())
                .as("%s (%s): %s", operation, path, who)
                .isEqualTo(status);
    }

    private Answer send(@Nullable String key, String method, String path, Map<String, Object> body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(TestDocuSign.publicUrl() + path))
                .header("Content-Type", path.equals("/v1/imports") ? "application/x-ndjson" : "application/json");
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        HttpRequest.BodyPublisher content = method.equals("GET") || method.equals("DELETE")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        HttpResponse<String> answer =
                http.send(request.method(method, content).build(), HttpResponse.BodyHandlers.ofString());
        if (path.startsWith("/v1/")) {
            cells.assertThat(description().complaints(method, answer.uri().getRawPath(), AnswerCheck.Answer.of(answer)))
                    .as("%s %s against the description", method, path)
                    .isEmpty();
        }
        return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
    }

    private AnswerCheck description() throws Exception {
        if (description == null) {
            description = AnswerCheck.of(URI.create(TestDocuSign.publicUrl()));
        }
        return description;
    }
}
