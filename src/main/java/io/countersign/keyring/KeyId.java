package io.countersign.keyring;

import java.util.regex.Pattern;

/**
 * The name of a key-encryption key, and of its file.
 *
 * @param value 1 to 64 ASCII letters, digits, dots, underscores and hyphens, not beginning with a dot
 */
record KeyId(String value) {
    // A dot in front would be a hidden file, such as the links with which Kubernetes swaps a mounted secret.
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,63}");

    KeyId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not a key id: " + value);
        }
    }

    static boolean isValid(String value) {
        return VALID.matcher(value).matches();
    }
}
