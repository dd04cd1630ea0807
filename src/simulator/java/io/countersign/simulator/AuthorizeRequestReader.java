package io.countersign.simulator;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the query of {@code GET /oauth/auth}. What is wrong with it is told to the person on a page and never by a
 * redirect, as DocuSign does it. The words in quotation marks of the documents are DocuSign's own.
 */
final class AuthorizeRequestReader {
    private static final String ADMIN_CONSENT_SCOPE = "admin_consent_scope";
    private static final Pattern S256_CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Directory directory;

    AuthorizeRequestReader(Directory directory) {
        this.directory = directory;
    }

    /** What came of reading a request. */
    sealed interface Reading {
        /** It may be shown to a person. */
        record Accepted(AuthorizeRequest request) implements Reading {}

        /** It may not, for the reason given in DocuSign's words. */
        record Refused(String reason) implements Reading {}
    }

    Reading read(String query) {
        Optional<Form> parsed = Form.parse(query);
        if (parsed.isEmpty() || parsed.get().repeatsAny()) {
            return new Reading.Refused("Invalid authentication request: The request is malformed.");
        }
        Form form = parsed.get();
        Optional<SimulatedClient> client = form.get("client_id").flatMap(directory::client);
        if (client.isEmpty()) {
            return new Reading.Refused("The client ID provided is not registered with DocuSign");
        }
        return refusal(form, client.get())
                .<Reading>map(Reading.Refused::new)
                .orElseGet(() -> new Reading.Accepted(request(form, client.get(), query)));
    }

    private static Optional<String> refusal(Form form, SimulatedClient client) {
        if (client.redirectUris().isEmpty()) {
            return Optional.of("There are no redirect URIs registered with DocuSign");
        }
        if (form.get("redirect_uri").filter(client.redirectUris()::contains).isEmpty()) {
            return Optional.of("The redirect URI is not registered properly with DocuSign");
        }
        if (form.get("response_type").filter("code"::equals).isEmpty()) {
            return Optional.of("Invalid authentication request: The response type is not supported.");
        }
        if (scopes(form, "scope").isEmpty()) {
            return Optional.of("Invalid authentication request: The scope is missing.");
        }
        if (form.get(ADMIN_CONSENT_SCOPE).isPresent() && !asksAdministratorProperly(form)) {
            return Optional.of("Invalid authentication request: Admin consent needs scope=openid and"
                    + " an admin_consent_scope.");
        }
        return pkceRefusal(form, client);
    }

    private static boolean asksAdministratorProperly(Form form) {
        return scopes(form, "scope").contains(SignedTokens.OPENID)
                && !scopes(form, ADMIN_CONSENT_SCOPE).isEmpty();
    }

    private static Optional<String> pkceRefusal(Form form, SimulatedClient client) {
        Optional<String> challenge = form.get("code_challenge");
        Optional<String> method = form.get("code_challenge_method");
        if (challenge.isEmpty() && method.isEmpty() && !client.needsPkce()) {
            return Optional.empty();
        }
        if (challenge.isEmpty() || method.isEmpty()) {
            return Optional.of("code challenge and code challenge method required");
        }
        if (!method.get().equalsIgnoreCase("S256")) {
            return Optional.of("Invalid authentication request: The code challenge method is not supported.");
        }
        if (!S256_CHALLENGE.matcher(challenge.get()).matches()) {
            return Optional.of("Invalid authentication request: The code challenge is malformed.");
        }
        return Optional.empty();
    }

    private static AuthorizeRequest request(Form form, SimulatedClient client, String query) {
        return new AuthorizeRequest(
                client,
                form.get("redirect_uri").orElseThrow(),
                scopes(form, "scope"),
                scopes(form, ADMIN_CONSENT_SCOPE),
                form.get("state").orElse(null),
                form.get("login_hint").orElse(null),
                form.get("prompt").filter("login"::equals).isPresent(),
                form.get("code_challenge").orElse(null),
                form.get("nonce").orElse(null),
                query);
    }

    private static Set<String> scopes(Form form, String parameter) {
        Set<String> scopes = new LinkedHashSet<>();
        Arrays.stream(form.get(parameter).orElse("").split(" "))
                .filter(s -> !s.isEmpty())
                .forEach(scopes::add);
        return scopes;
    }
}
