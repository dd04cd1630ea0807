package io.countersign.docusign;

/** When a connection stood, the time in which the request might be sent had passed: not one byte of it left. */
final class TooLateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLateException() {
        super("too late to send the request", null, false, false);
    }
}
