package io.countersign.simulator;

/** The {@code error} with which a person who declines is sent back to the application. */
public enum DeclineAnswer {
    /** {@code access_denied} with DocuSign's {@code error_message}, as its official examples handle it. */
    ACCESS_DENIED("access_denied"),
    /** {@code user_cancelled}, reported once and unconfirmed. */
    USER_CANCELLED("user_cancelled");

    private final String error;

    DeclineAnswer(String error) {
        this.error = error;
    }

    String error() {
        return error;
    }
}
