package io.countersign.notice;

import java.util.Set;
import org.jspecify.annotations.Nullable;

record Coverage(Set<String> events, Set<String> tenants) {
    boolean covers(String type, @Nullable String tenant) {
        return (events.contains("*") || events.contains(type))
                && (tenants.contains("*") || (tenant != null && tenants.contains(tenant)));
    }
}
