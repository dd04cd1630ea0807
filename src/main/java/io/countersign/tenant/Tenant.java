package io.countersign.tenant;

/**
 * A tenant as other packages see it.
 *
 * @param name its name in paths
 * @param displayName how people know it: 1 to 200 characters, none of them a control character
 */
public record Tenant(String name, String displayName) {}
