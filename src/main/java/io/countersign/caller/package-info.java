/**
 * Who calls and what they may do: callers, their grants and API keys, and the mechanism that authenticates a request.
 * It fills Quarkus' SecurityIdentity, which is all that resources see of it. Only features import from here whose own
 * statement brings the caller along ({@link io.countersign.caller.CredentialSource},
 * {@link io.countersign.caller.ReadKeys}), that give something to another caller than the one who asks
 * ({@link io.countersign.caller.IssuingCallers}), whose rows of a caller's it vouches for
 * ({@link io.countersign.caller.HandleProofs}), that take a grant away with what it is for
 * ({@link io.countersign.caller.TenantGrants}), or that keep a session or show callers to people
 * ({@link io.countersign.caller.KeySessions}, {@link io.countersign.caller.HeldPermissions},
 * {@link io.countersign.caller.Callers}). Must not touch the tables of other features, but for asking whether a
 * tenant exists.
 *
 * <p>Asking for permission: {@code @PermissionsAllowed("connection:read")} on a method that returns a Uni and has
 * String parameters called {@code tenant} and {@code connection}; so for token:issue, connection:read and
 * connection:manage. With a tenant alone: connections:list (connection:read on some of them), tenant:read,
 * tenant:manage and audit:read (whose tenant may be null: the whole trail). Without either: integration:read,
 * integration:manage, caller:manage, keyring:read, keyring:manage and webhook:manage, which need a grant for "*". To
 * ask without refusing:
 * {@code identity.checkPermission(new StringPermission("connection:manage", tenant + "/" + connection))}, with the
 * tenant alone for the whole of it, without the second argument for everything. The actor for the audit trail is
 * {@code identity.getPrincipal().getName()}: {@code caller:<name>}.
 *
 * <p>Rows of callers, keys and grants count only with a MAC of the vault's beside them ({@code CallerMacs}): whoever
 * writes to the database makes none. Every change goes through {@code CallerSigning}, every reading through
 * {@code CallerProofs}.
 */
@NullMarked
package io.countersign.caller;

import org.jspecify.annotations.NullMarked;
