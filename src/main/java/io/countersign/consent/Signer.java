package io.countersign.consent;

import java.util.Objects;

/**
 * Who signed in at DocuSign, as its userinfo tells.
 *
 * @param name the person's name; may be blank
 * @param email the person's e-mail; may be blank
 */
record Signer(String name, String email) {
    Signer {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(email, "email is null");
    }

    /** Name and e-mail in one line, or whichever of them is there. */
    String label() {
        if (name.isBlank()) {
            return email.isBlank() ? "A user without a name" : email;
        }
        return email.isBlank() ? name : name + " (" + email + ")";
    }
}
