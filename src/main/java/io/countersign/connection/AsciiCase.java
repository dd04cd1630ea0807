package io.countersign.connection;

/**
 * Compares names without regard to the case of A to Z, and of nothing else. Unicode's case mappings take letters for
 * others, such as the Kelvin sign for a k or a long s for an s: in a mailbox's or an account's name those are somebody
 * else. No locale has a say either.
 */
public final class AsciiCase {
    private AsciiCase() {}

    /** Whether both are the same but for the case of A to Z. */
    public static boolean same(String one, String other) {
        return folded(one).equals(folded(other));
    }

    /**
     * Whether both are the same address: spaces at the ends, which some directories leave there, are none of it;
     * anything rarer is.
     */
    public static boolean sameAddress(String one, String other) {
        return same(withoutSpaces(one), withoutSpaces(other));
    }

    private static String withoutSpaces(String address) {
        int start = 0;
        int end = address.length();
        while (start < end && address.charAt(start) == ' ') {
            start++;
        }
        while (end > start && address.charAt(end - 1) == ' ') {
            end--;
        }
        return address.substring(start, end);
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
