package io.countersign.problem;

/** The value of a further member of a problem document (RFC 9457, section 3.2). */
public sealed interface Member {

    /** A JSON string. */
    record Text(String value) implements Member {}

    /** A JSON number without a fraction. */
    record Whole(long value) implements Member {}

    /** As JSON has it: a string or a number. */
    default Object json() {
        return switch (this) {
            case Text text -> text.value();
            case Whole whole -> whole.value();
        };
    }
}
