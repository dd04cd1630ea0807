package io.countersign.docusign;

/** An answer has more bytes than it may. */
final class AnswerTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AnswerTooLongException(int longest) {
        super("the answer has more than " + longest + " bytes", null, false, false);
    }
}
