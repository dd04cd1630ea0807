package io.countersign.docusign;

/** An answer has more bytes than {@link AuthorizationServers#MAXIMUM_ANSWER}. */
final class AnswerTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AnswerTooLongException() {
        super("the answer has more than " + AuthorizationServers.MAXIMUM_ANSWER + " bytes", null, false, false);
    }
}
