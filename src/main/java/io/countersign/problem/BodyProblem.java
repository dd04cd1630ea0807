package io.countersign.problem;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is wrong with a body that could not be read. Jackson's own messages name classes and quote values: none of them
 * leaves here.
 */
final class BodyProblem {
    private static final String TOO_LARGE = "Request too large";
    private static final Set<String> BROKEN_READS = Set.of(TOO_LARGE, "Read timed out", "Stream is closed");

    private BodyProblem() {}

    /**
     * What to answer where the body broke off or went over the limit while it was read; empty for any other failure.
     */
    static Optional<Problem> ofBrokenRead(Throwable failure) {
        if (!isBrokenRead(failure)) {
            return Optional.empty();
        }
        // Quarkus answers 413 itself where it can; this answer comes too late then.
        return Optional.of(TOO_LARGE.equals(failure.getMessage()) ? tooLarge() : malformed());
    }

    /**
     * Whether it is a body's that could not be read. Quarkus' VertxInputStream tells it by these texts, or wraps what
     * the connection to the caller said; a broken connection to the database is a plain IOException too.
     */
    static boolean isBrokenRead(Throwable failure) {
        return failure instanceof IOException
                && (failure.getCause() != null || BROKEN_READS.contains(Objects.toString(failure.getMessage())));
    }

    /** 413 for all bodies but those that stream. */
    static Problem tooLarge() {
        return tooLarge("64 KiB");
    }

    /** 413. */
    static Problem tooLarge(String most) {
        return Problem.of(
                ProblemType.PAYLOAD_TOO_LARGE, "Nothing was changed. The body here may hold " + most + " at most.");
    }

    /** 400: nothing more is known, or empty where a body is needed. */
    static Problem malformed() {
        return malformed("");
    }

    /** 400 with a sentence that says what is wrong and where; never a value, which may be a secret. */
    static Problem malformed(String what) {
        return Problem.of(
                ProblemType.MALFORMED_BODY,
                "Nothing was changed. " + (what.isEmpty() ? "" : what + " ")
                        + "Send exactly one JSON object in UTF-8, each field at most once.");
    }

    /** What a value must be that does not fit its field, to follow the field's name. */
    static String expectation(JsonMappingException unfit) {
        if (unfit.getCause() instanceof InputCoercionException) {
            return "is too large a number";
        }
        if (unfit instanceof UnfitValueException value) {
            return value.expectation();
        }
        if (unfit instanceof PropertyBindingException) {
            return "is not known here; remove it";
        }
        return unfit instanceof MismatchedInputException mismatched ? expectation(mismatched) : "has the wrong type";
    }

    private static String expectation(MismatchedInputException mismatched) {
        Class<?> target = mismatched.getTargetType();
        if (target == null) {
            return "has the wrong type";
        }
        if (target.isEnum()) {
            return "must be one of " + String.join(", ", names(target));
        }
        return "must be " + nameOf(target);
    }

    private static String[] names(Class<?> enumeration) {
        return Arrays.stream(enumeration.getEnumConstants())
                .map(Object::toString)
                .toArray(String[]::new);
    }

    private static String nameOf(Class<?> target) {
        if (target == Integer.class || target == Long.class || target == int.class || target == long.class) {
            return "a whole number";
        }
        if (target == Double.class) {
            return "a number";
        }
        if (target == Boolean.class || target == boolean.class) {
            return "true or false";
        }
        if (Iterable.class.isAssignableFrom(target) || target.isArray()) {
            return "an array";
        }
        return target.isRecord() ? "an object" : "a string";
    }
}
