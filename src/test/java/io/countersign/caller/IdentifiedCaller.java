package io.countersign.caller;

import static io.countersign.TestingCaller.operator;

import io.countersign.TestIssuer;
import io.countersign.caller.identity.TestingAuthority;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;

/**
 * A caller of the running application that has no key.
 *
 * @param name the caller's
 * @param subject of the tests' issuer
 * @param san of its certificate
 */
public record IdentifiedCaller(String name, String subject, String san) {

    /** A new one with these permissions on these tenants. */
    public static IdentifiedCaller of(List<String> tenants, String... permissions) {
        String id = UUID.randomUUID().toString().substring(0, 13);
        IdentifiedCaller caller =
                new IdentifiedCaller("identified-" + id, "subject-" + id, "uri:spiffe://example.org/" + id);
        caller.put(
                permissions.length == 0
                        ? List.of()
                        : List.of(Map.of("tenants", tenants, "permissions", List.of(permissions))),
                List.of(
                        Map.of("type", "oidc", "issuer", TestIssuer.issuer(), "subject", caller.subject),
                        Map.of("type", "certificate", "san", caller.san)));
        return caller;
    }

    /** Puts it anew. */
    public void put(List<Map<String, Object>> grants, List<Map<String, String>> identities) {
        operator()
                .body(Map.of("grants", grants, "identities", identities))
                .put("/v1/callers/" + name)
                .then()
                .statusCode(Matchers.in(List.of(200, 201)));
    }

    /** A new API key of it, for who has to have one beside a token. */
    public String key() {
        return operator()
                .body("{}")
                .post("/v1/callers/" + name + "/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("api_key");
    }

    /** A token of its issuer. */
    public String token() {
        return TestIssuer.token(subject);
    }

    TestingAuthority.Signed certificate() throws GeneralSecurityException {
        return CertificatePort.certificate(san);
    }
}
