package io.countersign.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.problem.Problem.FieldError;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** JSON objects that stand one a line, each read by the rules of a request's body. */
@ApplicationScoped
public class JsonLines {
    /** Of bodies that hold such lines. */
    public static final String MEDIA_TYPE = "application/x-ndjson";

    /** The most that such a body may hold, in bytes: 64 MiB. */
    public static final long LARGEST_BODY = 64L << 20;

    /** The most that a line may hold, in bytes: 64 KiB, as any other body. */
    public static final int LONGEST_LINE = Reception.LARGEST_BODY;

    private static final String NO_OBJECT = "must be one JSON object in UTF-8, each field at most once";

    private final JsonText json = new JsonText();
    private final Validator validator;
    private final BodyBinding binding;

    JsonLines(ObjectMapper mapper, Validator validator) {
        this.validator = validator;
        this.binding = new BodyBinding(mapper, validator);
    }

    /** What a line came to. @param <T> what it should be */
    public sealed interface Line<T> {}

    /** It is one, and its constraints hold. */
    public record Fits<T>(T value) implements Line<T> {}

    /**
     * It is none.
     *
     * @param reason in words: what must be, of each bad field; never a value
     * @param told the texts of those fields that were asked for and are there
     */
    public record Unfit<T>(String reason, Map<String, String> told) implements Line<T> {}

    /** 413 for a body of such lines. */
    public static Problem tooLarge() {
        return BodyProblem.tooLarge("64 MiB");
    }

    /** 413 for a body of too many of them. */
    public static Problem tooMany(int most) {
        return BodyProblem.tooLarge(String.format(Locale.ROOT, "%,d lines", most));
    }

    /** 400 for a body that has not come whole, or holds nothing. */
    public static Problem broken(String what) {
        return Problem.of(
                ProblemType.MALFORMED_BODY,
                "Nothing was changed. " + what + " Send one JSON object a line, all of it in one request.");
    }

    /**
     * Reads a line.
     *
     * @param tell names of fields whose texts are told also of a line that does not fit
     */
    public <T> Line<T> read(byte[] line, Class<T> type, Set<String> tell) {
        ObjectNode object;
        try {
            object = json.read(line);
        } catch (MalformedJsonException malformed) {
            return new Unfit<>(NO_OBJECT + ": " + malformed.ofLine(), Map.of());
        }
        if (object == null) {
            return new Unfit<>(NO_OBJECT, Map.of());
        }
        Map<String, String> told = told(object, tell);
        FieldErrors errors = new FieldErrors();
        try {
            T bound = type.cast(binding.bind(object, type, line.length, errors));
            Violations.addTo(errors, validator.validate(bound));
            return errors.isEmpty() ? new Fits<>(bound) : new Unfit<>(words(errors.problem("")), told);
        } catch (ProblemException tooMany) {
            return new Unfit<>(words(tooMany.problem()), told);
        } catch (JsonProcessingException unfit) {
            return new Unfit<>(NO_OBJECT, told);
        }
    }

    private static Map<String, String> told(ObjectNode object, Set<String> tell) {
        Map<String, String> told = new TreeMap<>();
        tell.forEach(name -> Optional.ofNullable(object.get(name))
                .filter(value -> value.isTextual() && WellFormedText.isWellFormed(value.textValue()))
                .ifPresent(value -> told.put(name, value.textValue())));
        return told;
    }

    private static String words(Problem problem) {
        return problem.errors().stream().map(JsonLines::words).collect(Collectors.joining("; "));
    }

    private static String words(FieldError error) {
        return error.field().isEmpty() ? error.detail() : error.field() + " " + error.detail();
    }
}
