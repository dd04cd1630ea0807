package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes what is secret recognizable and useless: its first characters, and how many there were. */
final class Shortened {
    private static final int KEPT = 6;
    private static final Set<String> SECRET = Set.of(
            "access_token",
            "assertion",
            "client_assertion",
            "client_secret",
            "code",
            "code_verifier",
            "id_token",
            "id_token_hint",
            "refresh_token",
            "subject_token",
            "token");

    private Shortened() {}

    static String secret(String value) {
        return value.length() <= KEPT ? "…" : value.substring(0, KEPT) + "… (" + value.length() + " characters)";
    }

    static Map<String, String> fields(Form form) {
        Map<String, String> shortened = new LinkedHashMap<>();
        for (String name : form.names()) {
            String value = form.get(name).orElse("");
            shortened.put(name, isSecret(name, value) ? secret(value) : value);
        }
        // The forms of the simulator's own pages carry the query of the request; it was in the log before.
        shortened.remove("request");
        return shortened;
    }

    static JsonNode answer(JsonNode json) {
        if (json instanceof ObjectNode object) {
            for (String name : SECRET) {
                if (object.path(name).isTextual()) {
                    object.put(name, secret(object.path(name).textValue()));
                }
            }
        }
        return json;
    }

    static @Nullable String authorization(@Nullable String header) {
        if (header == null) {
            return null;
        }
        return basic(header)
                .map(pair -> "Basic " + pair[0] + ":" + secret(pair[1]))
                .orElseGet(() -> {
                    int space = header.indexOf(' ');
                    return header.substring(0, space + 1) + secret(header.substring(space + 1));
                });
    }

    static String location(String url) {
        int question = url.indexOf('?');
        return question < 0
                ? url
                : Form.parse(url.substring(question + 1))
                        .map(query -> url.substring(0, question) + "?" + query(fields(query)))
                        .orElse(url);
    }

    /** The client id and the secret of a Basic header, as they were sent. */
    static Optional<String[]> basic(String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new String[] {pair.substring(0, colon), pair.substring(colon + 1)});
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    private static boolean isSecret(String name, String value) {
        return SECRET.contains(name) && !value.isEmpty();
    }

    private static String query(Map<String, String> fields) {
        return String.join(
                "&",
                fields.entrySet().stream()
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .toList());
    }
}
