package io.countersign.consent;

import java.net.URI;

/** Addresses that may stand in a page: escaping does not stop {@code javascript:}, so the scheme is looked at. */
final class SafeLink {
    private SafeLink() {}

    /**
     * The text of an address for an {@code href} or {@code action}.
     *
     * @param address an absolute http(s) address, or a path of this service
     * @throws IllegalArgumentException for any other scheme, which only a programming error can bring here
     */
    static String of(URI address) {
        String scheme = address.getScheme();
        if (scheme != null && !scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("a page cannot lead to the scheme " + scheme);
        }
        return address.toString();
    }
}
