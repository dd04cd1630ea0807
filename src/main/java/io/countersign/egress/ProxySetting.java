package io.countersign.egress;

import io.countersign.crypto.Secret;
import java.util.Optional;

/**
 * What a feature's own properties say of its proxy.
 *
 * @param property the address' name; those of user and password are it with {@code -user} and {@code -password}
 * @param address as {@link EgressProxy#parse} reads it, or {@link #NONE}; empty leaves it to the variables
 * @param user beats the one in an address, wherever that comes from
 * @param password beats it as well
 */
public record ProxySetting(
        String property, Optional<String> address, Optional<String> user, Optional<Secret> password) {

    /** No proxy, whatever the variables say. */
    public static final String NONE = "none";

    String userProperty() {
        return property + "-user";
    }

    String passwordProperty() {
        return property + "-password";
    }
}
