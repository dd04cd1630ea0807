package io.countersign.audit;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened and matters for security.
 *
 * @param type dotted, subject first: {@code consent.declined}
 * @param actor who did it: {@code caller:<name>}, {@code person} (somebody in a browser) {@code stranger}
 *     (somebody who is not authenticated) or {@code countersign} itself
 * @param tenant whose tenant's, or null where it belongs to none
 * @param connection which connection of the tenant, or null
 * @param details further facts; never a secret
 */
public record AuditEvent(
        String type,
        String actor,
        @Nullable String tenant,
        @Nullable String connection,
        Map<String, String> details) {

    /** The actor of what nobody asked for. */
    public static final String COUNTERSIGN = "countersign";

    /** The actor behind a consent page. */
    public static final String PERSON = "person";

    /** The actor behind a credential that is none. */
    public static final String STRANGER = "stranger";

    /** Copies the details. */
    public AuditEvent {
        details = Map.copyOf(details);
    }

    /** An event that belongs to no tenant. */
    public static AuditEvent of(String type, String actor, Map<String, String> details) {
        return new AuditEvent(type, actor, null, null, details);
    }

    /** An event of a tenant as a whole. */
    public static AuditEvent ofTenant(String type, String actor, String tenant, Map<String, String> details) {
        return new AuditEvent(type, actor, tenant, null, details);
    }

    /** The same with one detail more. */
    public AuditEvent with(String name, String value) {
        Map<String, String> more = new HashMap<>(details);
        more.put(name, value);
        return new AuditEvent(type, actor, tenant, connection, more);
    }
}
