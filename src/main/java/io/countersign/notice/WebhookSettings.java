package io.countersign.notice;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What people decide of a webhook, but for its description.
 *
 * @param url where notices go
 * @param events types, in the order of the alphabet, or {@link Coverage#ALL} alone
 * @param tenants names, in the order of the alphabet, or {@link Coverage#ALL} alone; none where all were deleted
 * @param consentLinks whether a notice that a consent is needed brings a link along
 */
record WebhookSettings(String url, List<String> events, List<String> tenants, boolean consentLinks) {

    /** Copies the lists. */
    WebhookSettings {
        events = List.copyOf(events);
        tenants = List.copyOf(tenants);
    }

    Coverage coverage() {
        return new Coverage(Set.copyOf(events), Set.copyOf(tenants));
    }

    /** The same, once that tenant is deleted. */
    WebhookSettings without(String tenant) {
        return new WebhookSettings(
                url,
                events,
                tenants.stream().filter(name -> !name.equals(tenant)).toList(),
                consentLinks);
    }

    /** For the trail. Of the address only its host: the rest is often what lets somebody in there. */
    Map<String, String> inWords(String webhook) {
        return Map.of(
                "webhook", webhook,
                "url", URI.create(url).getHost(),
                "events", String.join(", ", events),
                "tenants", String.join(", ", tenants),
                "consent_links", Boolean.toString(consentLinks));
    }

    /** Without the address. */
    @Override
    public String toString() {
        return "WebhookSettings[" + events + ", " + tenants + ", " + consentLinks + "]";
    }
}
