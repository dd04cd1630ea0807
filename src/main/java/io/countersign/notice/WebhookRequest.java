package io.countersign.notice;

import io.countersign.naming.Name;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /v1/webhooks/{webhook}}.
 *
 * @param url where notices go
 * @param events types of events; null for all
 * @param tenants names of tenants, which need not exist; null for all, and what belongs to none
 * @param consentLinks whether a notice that a consent is needed brings a link along; null for no
 * @param description for people; null for none
 */
public record WebhookRequest(
        @NotNull(message = NoticeTarget.RULE)
        @Size(max = NoticeTarget.LONGEST, message = NoticeTarget.RULE)
        @NoticeTarget
        String url,

        @Nullable @Size(min = 1, max = 8, message = EVENTS_RULE) @EachOnce(message = EVENTS_RULE)
        List<@NotNull(message = EVENT_RULE) @Pattern(regexp = EVENT, message = EVENT_RULE) String> events,

        @Nullable @Size(min = 1, max = 1000, message = TENANTS_RULE) @EachOnce(message = TENANTS_RULE)
        List<@NotNull(message = TENANT_RULE) @Pattern(regexp = "\\*|" + Name.PATTERN, message = TENANT_RULE) String>
                tenants,

        @Nullable Boolean consentLinks,

        @Nullable @Pattern(regexp = "[\\s\\S]{0,200}", message = DESCRIPTION_RULE)
        String description) {

    /** What of the trail becomes a notice. */
    static final String EVENT = "\\*|connection\\.(connected|pending|expiring|consent_required|recovered|disconnected)"
            + "|integration\\.(flagged|unflagged)";

    static final String EVENTS_RULE =
            "must be an array of types of events, each of them once, or [\"*\"] for all; leave it out for all";
    static final String EVENT_RULE = "must be one of connection.connected, connection.pending, connection.expiring,"
            + " connection.consent_required, connection.recovered, connection.disconnected, integration.flagged,"
            + " integration.unflagged, or \"*\"";
    static final String TENANTS_RULE = "must be an array of 1 to 1000 names of tenants, each of them once, or [\"*\"]"
            + " for all; leave it out for all";
    static final String TENANT_RULE = "must be the name of a tenant or \"*\"";
    static final String DESCRIPTION_RULE = "must be at most 200 characters";

    /** Of a valid body. In the order of the alphabet: they are sets, and another order changes nothing. */
    WebhookSettings settings() {
        return new WebhookSettings(url, sorted(events), sorted(tenants), Boolean.TRUE.equals(consentLinks));
    }

    private static List<String> sorted(@Nullable List<String> names) {
        return names == null ? List.of(Coverage.ALL) : names.stream().sorted().toList();
    }
}
