package io.countersign.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what a call of the token endpoint gets. Knows nothing of HTTP. */
final class TokenEndpoint {
    private final Directory directory;
    private final GrantStore grants;
    private final AssertionGrant assertions;
    private final CurrentSettings settings;

    TokenEndpoint(Directory directory, GrantStore grants, AssertionGrant assertions, CurrentSettings settings) {
        this.directory = directory;
        this.grants = grants;
        this.assertions = assertions;
        this.settings = settings;
    }

    TokenOutcome decide(Form form, ClientCredentials credentials) {
        Optional<String> grantType = form.get("grant_type");
        if (grantType.isEmpty() || form.repeatsAny()) {
            return TokenOutcome.invalidRequest();
        }
        return switch (grantType.get()) {
            case "authorization_code" -> exchange(form, credentials);
            case "refresh_token" -> refresh(form, credentials);
            case AssertionGrant.TYPE -> assertions.decide(form);
            default -> TokenOutcome.unsupportedGrantType();
        };
    }

    private TokenOutcome exchange(Form form, ClientCredentials credentials) {
        Optional<String> code = form.get("code").filter(text -> !text.isEmpty());
        if (code.isEmpty()) {
            return TokenOutcome.invalidRequest();
        }
        Optional<SimulatedClient> client = credentials.authenticate(directory);
        if (client.isEmpty()) {
            return TokenOutcome.wrongSecret(settings.get().wrongSecretAnswer());
        }
        // A redirect_uri is not compared: official clients send none, or one that does not match.
        return grants.takeCode(code.get(), client.get().integrationKey())
                .map(taken -> redeem(taken, form.get("code_verifier").orElse(null)))
                .orElseGet(TokenOutcome::expiredCode);
    }

    private TokenOutcome redeem(AuthorizationCode code, @Nullable String verifier) {
        if (!proves(verifier, code.codeChallenge())
                || directory.openUser(code.sub()).isEmpty()) {
            return TokenOutcome.invalidGrant();
        }
        return new TokenOutcome.Issued(grants.issue(code.clientId(), code.sub(), code.scopes()));
    }

    private TokenOutcome refresh(Form form, ClientCredentials credentials) {
        Optional<String> refreshToken = form.get("refresh_token").filter(text -> !text.isEmpty());
        if (refreshToken.isEmpty()) {
            return TokenOutcome.invalidRequest();
        }
        Optional<SimulatedClient> client = credentials.authenticate(directory);
        if (client.isEmpty()) {
            return TokenOutcome.wrongSecret(settings.get().wrongSecretAnswer());
        }
        return grants.refresh(refreshToken.get(), client.get().integrationKey())
                .<TokenOutcome>map(TokenOutcome.Issued::new)
                .orElseGet(TokenOutcome::invalidGrant);
    }

    /** RFC 7636 section 4.6; a verifier without a challenge is a downgrade and refused, RFC 9700 section 2.1.1. */
    private static boolean proves(@Nullable String verifier, @Nullable String challenge) {
        if (challenge == null || verifier == null) {
            return challenge == null && verifier == null;
        }
        return MessageDigest.isEqual(
                s256(verifier).getBytes(StandardCharsets.US_ASCII), challenge.getBytes(StandardCharsets.US_ASCII));
    }

    private static String s256(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
