package io.countersign.tenant;

/**
 * Observed by whoever remembers what was read of a tenant, within the request that deleted it, when the deletion has
 * ended.
 *
 * @param tenant its name
 */
public record TenantDeleted(String tenant) {}
