/**
 * Who calls and what they may do: callers, their grants and API keys, and the mechanism that authenticates a request.
 * It fills Quarkus' SecurityIdentity, which is all that resources see of it. Only features import from here whose own
 * statement brings the caller along ({@link io.countersign.caller.CredentialSource}), or that give something to another
 * caller than the one who asks ({@link io.countersign.caller.IssuingCallers}). Must not touch the tables of other
 * features, but for asking whether a tenant exists.
 *
 * <p>Asking for permission: {@code @PermissionsAllowed("connection:read")} on a method that returns a Uni and has a
 * String parameter called {@code tenant}; the names with a tenant are token:issue, connection:read, connection:manage,
 * tenant:read, tenant:manage and audit:read (whose tenant may be null: the whole trail). Without a tenant:
 * integration:read, integration:manage and caller:manage, which need a grant for "*". To ask without refusing:
 * {@code identity.checkPermission(new StringPermission("connection:manage", tenant))}, without the second argument for
 * everything. The actor for the audit trail is {@code identity.getPrincipal().getName()}: {@code caller:<name>}.
 */
@NullMarked
package io.countersign.caller;

import org.jspecify.annotations.NullMarked;
