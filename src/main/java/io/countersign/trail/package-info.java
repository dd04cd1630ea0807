/**
 * What proves the audit trail: seals over what can no longer grow, each bound to the one before by the vault's own key,
 * their verification, and the end of old events, seal by seal. What is recorded, and how it is read, is package
 * {@code audit}'s. Seals tell a change by whoever has the database without the keyring; they do not prevent one.
 */
@NullMarked
package io.countersign.trail;

import org.jspecify.annotations.NullMarked;
