package io.countersign.console;

import io.countersign.problem.Problem;
import io.countersign.problem.ProblemType;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a form of the console posted (HTML Standard, "URL-encoded form data"). Whatever else comes posts nothing.
 *
 * @param fields by name, each with all its values
 */
record PostedForm(Map<String, List<String>> fields) {
    /** More than any page has. */
    private static final int MOST_FIELDS = 64;

    private static final PostedForm EMPTY = new PostedForm(Map.of());

    /**
     * Reads a body.
     *
     * @param type its {@code Content-Type}, or null
     */
    static PostedForm of(@Nullable String type, byte @Nullable [] body) {
        boolean form = type != null
                && HttpHeaderValues.APPLICATION_X_WWW_FORM_URLENCODED.contentEqualsIgnoreCase(
                        type.split(";", 2)[0].strip());
        if (!form || body == null) {
            return EMPTY;
        }
        try {
            Map<String, List<String>> fields = new QueryStringDecoder(
                            new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MOST_FIELDS)
                    .parameters();
            return fields.values().stream().flatMap(List::stream).anyMatch(PostedForm::isNoText)
                    ? EMPTY
                    : new PostedForm(fields);
        } catch (IllegalArgumentException e) {
            // A percent sign that encodes nothing.
            return EMPTY;
        }
    }

    /** PostgreSQL does not hold it, and no browser sends it by itself. */
    private static boolean isNoText(String value) {
        return value.indexOf(0) >= 0;
    }

    /**
     * What a page of the request's session posted: everything that changes something is asked for here. Fails with a
     * 403 problem where the session's own token does not stand in it.
     */
    static PostedForm ofSession(RoutingContext context, byte @Nullable [] body) {
        PostedForm form = of(context.request().getHeader(HttpHeaderNames.CONTENT_TYPE), body);
        ConsoleSessions.@Nullable Present present = ConsoleSessions.present(context);
        boolean ours = present != null
                && form.field("csrf").filter(present.session()::hasCsrfToken).isPresent();
        if (!ours) {
            throw Problem.of(
                            ProblemType.FORBIDDEN,
                            "Nothing was done. The form is not of this session: it was made before you signed in, or"
                                    + " somewhere else. Open the page again, and repeat it there.")
                    .toException();
        }
        return form;
    }

    /** The value of a field; empty where it is not there once, or holds nothing. */
    Optional<String> field(String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.size() == 1 && !values.getFirst().isEmpty() ? Optional.of(values.getFirst()) : Optional.empty();
    }

    /** The same, or null. */
    @Nullable
    String text(String name) {
        return field(name).orElse(null);
    }

    /** Whether that option of a field was chosen, among others maybe. */
    boolean has(String name, String option) {
        return all(name).contains(option);
    }

    /** All that was chosen of a field. */
    List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /** The words of a field, between spaces, commas and ends of lines. */
    List<String> words(String name) {
        return Stream.of(field(name).orElse("").split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
