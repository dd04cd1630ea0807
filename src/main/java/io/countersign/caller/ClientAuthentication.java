package io.countersign.caller;

import io.countersign.caller.identity.ProvenIdentity;
import io.countersign.crypto.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a request to the token endpoint says which OAuth 2.0 client it comes from (RFC 6749, section 2.3). */
public sealed interface ClientAuthentication {

    /** Not at all. */
    record None() implements ClientAuthentication {}

    /** In {@code Authorization: Basic}, so that nobody can read it. */
    record Unreadable() implements ClientAuthentication {}

    /** By the certificate of the connection (RFC 8705, section 2.1), which has proven it. */
    record Certified(ProvenIdentity identity) implements ClientAuthentication {}

    /** By a certificate that is worth nothing here. */
    record BadCertificate() implements ClientAuthentication {}

    /** In two ways at once, which section 2.3 forbids. */
    record Ambiguous() implements ClientAuthentication {}

    /**
     * With an id and a secret. Clients differ in what they do to the two halves of Basic: they send them as they are,
     * as section 2.3.1 wants it (percent-encoded like a form), or with more encoded than needed.
     *
     * @param ids what the id may be: as it was sent first
     * @param secrets what the secret may be, likewise
     * @param basic whether it came in {@code Authorization: Basic}
     */
    record Presented(Set<String> ids, List<Secret> secrets, boolean basic) implements ClientAuthentication {

        /** Copies both. */
        public Presented {
            ids = Set.copyOf(ids);
            secrets = List.copyOf(secrets);
        }

        /** Whether that is the caller's name or its {@link ClientId}. */
        boolean names(String caller) {
            return ClientAuthentication.names(ids, caller);
        }
    }

    /** The scheme of RFC 7617. */
    String BASIC = "Basic ";

    /**
     * Reads what was sent, without the connection's certificate. Other schemes than Basic count as none: some clients
     * send a Bearer that they happen to have.
     *
     * @param authorization the headers of that name
     * @param formId {@code client_id}, or null
     * @param formSecret {@code client_secret}, or null
     */
    static ClientAuthentication of(List<String> authorization, @Nullable String formId, @Nullable String formSecret) {
        List<String> basic = authorization.stream()
                .filter(header -> header.regionMatches(true, 0, BASIC, 0, BASIC.length()))
                .toList();
        if (authorization.size() > 1) {
            return new Ambiguous();
        }
        ClientAuthentication inHeader = basic.isEmpty() ? new None() : ofBasic(basic.getFirst());
        if (formSecret == null) {
            return inHeader;
        }
        if (inHeader instanceof None) {
            return new Presented(formId == null ? Set.of() : Set.of(formId), List.of(Secret.ofText(formSecret)), false);
        }
        return inHeader instanceof Presented ? new Ambiguous() : inHeader;
    }

    /** Whether one of these ids is the caller's. */
    static boolean names(Set<String> ids, String caller) {
        if (ids.contains(caller)) {
            return true;
        }
        String guid = ClientId.of(caller).toString();
        // RFC 9562, section 4: read in any case.
        return ids.stream().anyMatch(guid::equalsIgnoreCase);
    }

    private static ClientAuthentication ofBasic(String header) {
        String pair;
        try {
            pair = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new Unreadable();
        }
        // What a library sends that was given neither.
        if (pair.equals(":")) {
            return new None();
        }
        int colon = pair.indexOf(':');
        return colon < 0
                ? new Unreadable()
                : new Presented(
                        readings(pair.substring(0, colon)),
                        readings(pair.substring(colon + 1)).stream()
                                .map(Secret::ofText)
                                .toList(),
                        true);
    }

    private static Set<String> readings(String half) {
        Set<String> readings = new LinkedHashSet<>(List.of(half));
        decoded(half).ifPresent(readings::add);
        return readings;
    }

    private static Optional<String> decoded(String half) {
        try {
            return Optional.of(URLDecoder.decode(half, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
