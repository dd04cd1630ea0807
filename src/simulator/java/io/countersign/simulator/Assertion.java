package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signed JWT that a client presents to act for a user (RFC 7523), taken apart and not yet believed.
 *
 * @param header the JOSE header
 * @param claims the claims, of any types
 * @param signed the characters that are signed
 * @param signature what is said to be their signature
 */
record Assertion(ObjectNode header, ObjectNode claims, String signed, byte[] signature) {
    private static final int PARTS = 3;

    /** Takes a compact JWS apart; empty when it is none, or its header or claims are no JSON objects. */
    static Optional<Assertion> parse(String compact) {
        String[] parts = compact.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            if (json(parts[0]) instanceof ObjectNode header && json(parts[1]) instanceof ObjectNode claims) {
                byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
                return Optional.of(new Assertion(header, claims, parts[0] + "." + parts[1], signature));
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException garbled) {
            return Optional.empty();
        }
    }

    /** The client that a form's assertion says it is of; empty where there is no assertion, or it does not say. */
    static Optional<String> issuer(Form form) {
        return form.get("assertion").flatMap(Assertion::parse).flatMap(assertion -> assertion.text("iss"));
    }

    /** The claim as text; empty when it is absent, empty or no text. */
    Optional<String> text(String claim) {
        return Optional.ofNullable(claims.path(claim).textValue()).filter(value -> !value.isEmpty());
    }

    /** The claim as a time in seconds since 1970, or null when it is absent or no number. */
    @Nullable
    Instant time(String claim) {
        JsonNode value = claims.path(claim);
        return value.isNumber() && value.canConvertToLong() ? Instant.ofEpochSecond(value.longValue()) : null;
    }

    /** The one audience, given as a text or as a list of one; empty when there is none or several. */
    Optional<String> audience() {
        JsonNode audience = claims.path("aud");
        return Optional.ofNullable(
                audience.isArray() && audience.size() == 1 ? audience.path(0).textValue() : audience.textValue());
    }

    /** The scopes asked for, possibly none. */
    Set<String> scopes() {
        Set<String> scopes =
                new LinkedHashSet<>(List.of(text("scope").orElse("").split(" ")));
        scopes.remove("");
        return scopes;
    }

    /** Whether it is signed by RS256 with the private key that belongs to the given one. */
    boolean isSignedBy(PublicKey key) {
        if (!"RS256".equals(header.path("alg").textValue())) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(signature);
        } catch (GeneralSecurityException noSignatureAtAll) {
            return false;
        }
    }

    /** Who presents it, but not the assertion itself, which is as good as a token until it expires. */
    @Override
    public String toString() {
        return "Assertion[" + text("iss").orElse("?") + " for " + text("sub").orElse("?") + "]";
    }

    private static JsonNode json(String part) throws IOException {
        return SimulatorJson.read(Base64.getUrlDecoder().decode(part));
    }
}
