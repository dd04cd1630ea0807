package io.countersign.caller;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A caller as the API shows it.
 *
 * @param name unique
 * @param clientId the caller's GUID, for software that wants one
 * @param grants in the order in which they were put
 * @param apiKeys oldest first, expired ones too; never the keys themselves
 * @param createdAt when the caller was first put
 * @param updatedAt when its grants were last put
 */
record CallerView(
        String name,
        UUID clientId,
        List<GrantView> grants,
        List<KeyView> apiKeys,
        Instant createdAt,
        Instant updatedAt) {

    /** A grant as it was put, without the tenants that were deleted since. */
    record GrantView(List<String> tenants, List<String> permissions) {}

    /** What is known of a key. */
    record KeyView(String id, Instant createdAt, Instant expiresAt) {}

    static CallerView of(CallerRow caller, List<CallerGrantRepository.Stored> grants, List<ApiKeyRow> keys) {
        return new CallerView(
                caller.name,
                ClientId.of(caller.name),
                grants.stream()
                        .map(grant ->
                                new GrantView(grant.tenants().stream().sorted().toList(), grant.permissions()))
                        .toList(),
                keys.stream()
                        .map(key -> new KeyView(key.id, key.createdAt, key.expiresAt))
                        .toList(),
                caller.createdAt,
                caller.updatedAt);
    }
}
