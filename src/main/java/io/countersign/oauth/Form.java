package io.countersign.oauth;

import io.countersign.problem.OAuthError;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request (RFC 6749, section 3.2). One without a value counts as not sent; unknown ones are let in,
 * and each may stand there once, but for {@code resource}.
 */
final class Form {
    /** RFC 8707, section 2. */
    static final String RESOURCE = "resource";

    /** What belongs into the form, and in an address would end up in somebody's log. */
    private static final Set<String> NOT_IN_A_QUERY = Set.of(
            "grant_type",
            "client_id",
            "client_secret",
            "client_assertion",
            "client_assertion_type",
            "refresh_token",
            "scope",
            "audience",
            "requested_token_type",
            "subject_token",
            "subject_token_type",
            "actor_token",
            "actor_token_type",
            "code",
            "code_verifier",
            "redirect_uri",
            "assertion",
            "username",
            "password",
            "token",
            "token_type_hint");

    /** More than fit into the largest body. */
    private static final int MOST = 100_000;

    private final Map<String, String> values;
    private final List<String> resources;

    private Form(Map<String, String> values, List<String> resources) {
        this.values = Map.copyOf(values);
        this.resources = List.copyOf(resources);
    }

    /** What reading comes to. */
    sealed interface Reading {

        /** Well-formed. */
        record Read(Form form) implements Reading {}

        /** Not. */
        record Refused(OAuthError error) implements Reading {}
    }

    /**
     * Reads body and query.
     *
     * @param body as it came
     * @param query of the address, not decoded, or null
     */
    static Reading read(String body, @Nullable String query) {
        Map<String, List<String>> inForm;
        Map<String, List<String>> inQuery;
        try {
            inForm = decode(body);
            inQuery = decode(query == null ? "" : query);
        } catch (IllegalArgumentException e) {
            return refused("What is sent is not percent-encoded as a form has to be.");
        }
        Set<String> misplaced = new HashSet<>(inQuery.keySet());
        misplaced.retainAll(NOT_IN_A_QUERY);
        if (!misplaced.isEmpty()) {
            return refused("Only resource may stand in the address; send everything else in the form.");
        }
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, List<String>> parameter : inForm.entrySet()) {
            List<String> sent = parameter.getValue().stream()
                    .filter(value -> !value.isEmpty())
                    .toList();
            if (sent.size() > 1 && !parameter.getKey().equals(RESOURCE)) {
                return refused("A parameter is sent more than once; send each once.");
            }
            if (!sent.isEmpty()) {
                values.put(parameter.getKey(), sent.getFirst());
            }
        }
        return new Reading.Read(new Form(values, resources(inForm, inQuery)));
    }

    /** Null where it was not sent. */
    @Nullable
    String get(String name) {
        return values.get(name);
    }

    /** As above, as text that may be missing. */
    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** All of them, those in the form first. */
    List<String> resources() {
        return resources;
    }

    private static List<String> resources(Map<String, List<String>> inForm, Map<String, List<String>> inQuery) {
        return Stream.of(inForm, inQuery)
                .flatMap(parameters -> parameters.getOrDefault(RESOURCE, List.of()).stream())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /**
     * The decoder would take what begins with a question mark, or goes on behind a number sign, for an address; and a
     * value without a name for a name.
     *
     * @throws IllegalArgumentException for a percent sign that encodes nothing
     */
    private static Map<String, List<String>> decode(String text) {
        String form = ("&" + text).replace("&=", "&%3D").replace("#", "%23").replace("?", "%3F");
        return new QueryStringDecoder(form, StandardCharsets.UTF_8, false, MOST, true).parameters();
    }

    private static Reading refused(String description) {
        return new Reading.Refused(OAuthError.of(OAuthError.Code.INVALID_REQUEST, description));
    }
}
