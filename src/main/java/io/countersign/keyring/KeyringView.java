package io.countersign.keyring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keyring as callers see it.
 *
 * @param primary what the replica that was asked wraps new keysets with
 * @param keys those that it has, and those that any replica ever started with, by id
 * @param rewrap the last one; null where there was none
 */
public record KeyringView(
        String primary, List<KeyringKeyView> keys, @Nullable RewrapView rewrap) {}
