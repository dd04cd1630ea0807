package io.countersign.grant;

/**
 * Compares names without regard to the case of A to Z, and of nothing else. Unicode's case mappings take letters for
 * others, such as the Kelvin sign for a k or a long s for an s: in a mailbox's or an account's name those are somebody
 * else. No locale has a say either.
 */
final class AsciiCase {
    private AsciiCase() {}

    /** Whether both are the same but for the case of A to Z. */
    static boolean same(String one, String other) {
        return folded(one).equals(folded(other));
    }

    private static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c);
        }
        return folded.toString();
    }
}
