package io.countersign.console;

/** Which addresses are the console's. */
final class ConsolePaths {
    static final String ROOT = "/console";
    static final String SIGN_IN = "/console/sign-in";
    static final String SIGN_OUT = "/console/sign-out";

    private ConsolePaths() {}

    /** Whether this normalised path is one of the console's, be there a page or not. */
    static boolean isOne(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }
}
