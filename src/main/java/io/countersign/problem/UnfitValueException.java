package io.countersign.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** A value in a body that a deserializer of ours cannot read, and what it must be. */
public final class UnfitValueException extends MismatchedInputException {
    private static final long serialVersionUID = 1L;

    private final String expectation;

    /**
     * Tells the caller what to send.
     *
     * @param parser where it stands
     * @param expectation to follow the field's name: {@code must be …}; never a value
     */
    public UnfitValueException(JsonParser parser, String expectation) {
        super(parser, expectation, (Class<?>) null);
        this.expectation = expectation;
    }

    String expectation() {
        return expectation;
    }
}
