package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a fault does to a call. In JSON an object with {@code kind} ({@code processed}, {@code answered_instead},
 * {@code dropped_before}, {@code dropped_after}, {@code half_body}, {@code unended}, {@code bad_json},
 * {@code field_removed}, {@code field_replaced}, {@code elements_added}, {@code padded}, {@code encoded}) next to the
 * effect's own fields. What DocuSign, and what stands between it and a client, was seen to do with them is listed in
 * {@link OddAnswer}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FaultEffect.Processed.class, name = "processed"),
    @JsonSubTypes.Type(value = FaultEffect.AnsweredInstead.class, name = "answered_instead"),
    @JsonSubTypes.Type(value = FaultEffect.DroppedBefore.class, name = "dropped_before"),
    @JsonSubTypes.Type(value = FaultEffect.DroppedAfter.class, name = "dropped_after"),
    @JsonSubTypes.Type(value = FaultEffect.HalfBody.class, name = "half_body"),
    @JsonSubTypes.Type(value = FaultEffect.Unended.class, name = "unended"),
    @JsonSubTypes.Type(value = FaultEffect.BadJson.class, name = "bad_json"),
    @JsonSubTypes.Type(value = FaultEffect.FieldRemoved.class, name = "field_removed"),
    @JsonSubTypes.Type(value = FaultEffect.FieldReplaced.class, name = "field_replaced"),
    @JsonSubTypes.Type(value = FaultEffect.ElementsAdded.class, name = "elements_added"),
    @JsonSubTypes.Type(value = FaultEffect.Padded.class, name = "padded"),
    @JsonSubTypes.Type(value = FaultEffect.Encoded.class, name = "encoded")
})
public sealed interface FaultEffect {
    /** None: the call is processed and answered as ever, apart from the fault's delays. */
    record Processed() implements FaultEffect {}

    /**
     * The call is not processed; this is the answer.
     *
     * @param status the HTTP status, 200 to 999
     * @param body the body, sent as {@code application/json}; empty with 204 and 304, which have none
     * @param headers further headers, as HTTP allows them
     */
    record AnsweredInstead(int status, String body, Map<String, String> headers) implements FaultEffect {
        private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);

        /** Checks that it can be sent, and copies the headers; none are given where JSON leaves them out. */
        public AnsweredInstead {
            requireNonNull(body, "body is null");
            if (status < 200 || status > 999) {
                throw new IllegalArgumentException("status must be 200 to 999, not " + status);
            }
            if (WITHOUT_BODY.contains(status) && !body.isEmpty()) {
                throw new IllegalArgumentException("body must be empty with the status " + status);
            }
            headers = headers == null ? Map.of() : HeaderRules.checked(headers);
        }
    }

    /** The connection is closed without an answer and without processing. */
    record DroppedBefore() implements FaultEffect {}

    /** The call is processed, tokens rotate, then the connection is closed without an answer. */
    record DroppedAfter() implements FaultEffect {}

    /** Processed; the answer announces its full length and ends halfway. */
    record HalfBody() implements FaultEffect {}

    /** Processed; the answer arrives whole, but announces more, and the connection closes. */
    record Unended() implements FaultEffect {}

    /** Processed; the answer is complete but no JSON. */
    record BadJson() implements FaultEffect {}

    /**
     * Processed; a field is missing from the answer.
     *
     * @param name the field's name, for example {@code refresh_token}
     */
    record FieldRemoved(String name) implements FaultEffect {
        /** Checks that there is a name. */
        public FieldRemoved {
            requireNonNull(name, "name is null");
        }
    }

    /**
     * Processed; a field of the answer has another value, or is there although it should not be.
     *
     * @param name the field's name, for example {@code expires_in}
     * @param value any JSON value
     */
    record FieldReplaced(String name, JsonNode value) implements FaultEffect {
        /** Checks that both are there; JSON's null is a value. */
        public FieldReplaced {
            requireNonNull(name, "name is null");
            requireNonNull(value, "value is null");
        }
    }

    /**
     * Processed; a list in the answer has more elements, before its own.
     *
     * @param name the list's field, for example {@code accounts}
     * @param elements a JSON list of any values
     */
    record ElementsAdded(String name, JsonNode elements) implements FaultEffect {
        /** Checks that there are a name and a list. */
        public ElementsAdded {
            requireNonNull(name, "name is null");
            requireNonNull(elements, "elements is null");
            if (!elements.isArray()) {
                throw new IllegalArgumentException("elements must be a list");
            }
        }
    }

    /**
     * Processed; the answer is valid JSON blown up by a field {@code padding}.
     *
     * @param bytes how much is added, at most 64 MiB
     */
    record Padded(int bytes) implements FaultEffect {
        private static final int LARGEST = 64 * 1024 * 1024;

        /** Checks the size. */
        public Padded {
            if (bytes < 0 || bytes > LARGEST) {
                throw new IllegalArgumentException("bytes must be 0 to " + LARGEST + ", not " + bytes);
            }
        }
    }

    /**
     * What another effect answers, with its body packed.
     *
     * @param contentEncoding the header {@code Content-Encoding}, true or not; null for none
     * @param packing what becomes of the body
     * @param of makes the answer; the call is processed if this effect lets it; may neither drop the connection nor
     *     answer without a body
     */
    record Encoded(@Nullable String contentEncoding, Packing packing, FaultEffect of) implements FaultEffect {
        /** Checks that there is an answer to pack. */
        public Encoded {
            requireNonNull(packing, "packing is null");
            requireNonNull(of, "of is null");
            if (of instanceof DroppedBefore || of instanceof DroppedAfter) {
                throw new IllegalArgumentException("of must be an effect that answers");
            }
            if (of instanceof AnsweredInstead instead && instead.body().isEmpty()) {
                throw new IllegalArgumentException("of must be an effect that answers with a body");
            }
            if (contentEncoding != null) {
                HeaderRules.requireValue("contentEncoding", contentEncoding);
            }
        }
    }

    /** What the oracle log calls this effect: its {@code kind}, with its most telling field. */
    default String label() {
        return switch (this) {
            case Processed() -> "processed";
            case AnsweredInstead instead -> "answered_instead " + instead.status();
            case DroppedBefore() -> "dropped_before";
            case DroppedAfter() -> "dropped_after";
            case HalfBody() -> "half_body";
            case Unended() -> "unended";
            case BadJson() -> "bad_json";
            case FieldRemoved(String name) -> "field_removed " + name;
            case FieldReplaced replaced -> "field_replaced " + replaced.name();
            case ElementsAdded added -> "elements_added " + added.name();
            case Padded(int bytes) -> "padded " + bytes;
            case Encoded encoded ->
                "encoded " + encoded.packing().name().toLowerCase(Locale.ROOT) + " of "
                        + encoded.of().label();
        };
    }
}
