package io.countersign.caller;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A caller as the API shows it.
 *
 * @param name unique
 * @param clientId the caller's GUID, for software that wants one
 * @param grants in the order in which they were put
 * @param identities who it is elsewhere, in the order in which they were put
 * @param apiKeys oldest first, expired ones too; never the keys themselves
 * @param createdAt when the caller was first put
 * @param updatedAt when its grants or identities were last put
 */
public record CallerView(
        String name,
        UUID clientId,
        List<GrantView> grants,
        List<IdentityView> identities,
        List<KeyView> apiKeys,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * A grant as it was put, without the tenants that were deleted since.
     *
     * @param connections null where it is for all of each tenant
     */
    public record GrantView(
            List<String> tenants,
            List<String> permissions,
            @Nullable List<String> connections) {

        static GrantView of(StoredGrant grant) {
            return new GrantView(
                    sorted(grant.tenants()),
                    grant.permissionNames(),
                    grant.connections().contains(Grant.ALL) ? null : sorted(grant.connections()));
        }

        private static List<String> sorted(Set<String> names) {
            return names.stream().sorted().toList();
        }
    }

    /**
     * Who the caller is elsewhere, as it was put.
     *
     * @param type {@code oidc} or {@code certificate}
     * @param issuer null for a certificate
     * @param subject null for a certificate
     * @param san null for an OIDC subject
     */
    public record IdentityView(
            String type,
            @Nullable String issuer,
            @Nullable String subject,
            @Nullable String san) {

        static IdentityView of(CallerIdentityRow row) {
            return row.issuer().isEmpty()
                    ? new IdentityView(row.type(), null, null, row.subject())
                    : new IdentityView(row.type(), row.issuer(), row.subject(), null);
        }
    }

    /** What is known of a key. */
    public record KeyView(String id, Instant createdAt, Instant expiresAt) {}

    /** Of what counts of it. */
    static CallerView of(CallerRow caller, CallerProof proof) {
        return new CallerView(
                caller.name(),
                ClientId.of(caller.name()),
                StoredGrant.of(proof.grants()).stream().map(GrantView::of).toList(),
                proof.identities().stream().map(IdentityView::of).toList(),
                proof.keys().stream()
                        .map(key -> new KeyView(key.id(), key.createdAt(), key.expiresAt()))
                        .toList(),
                caller.createdAt(),
                caller.updatedAt());
    }
}
