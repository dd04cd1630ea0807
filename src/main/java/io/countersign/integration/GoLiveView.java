package io.countersign.integration;

import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What an integration still lacks to work in production, as callers see it.
 *
 * @param ready whether nothing is missing
 * @param checks one for each thing that was looked at
 */
public record GoLiveView(boolean ready, List<CheckView> checks) {

    /** One of them: what it means stands in the API's document. */
    public record CheckView(
            String id,

            @Schema(enumeration = {"ok", "missing", "unknown"})
            String status,

            String detail) {}

    static GoLiveView of(List<GoLiveCheck> checks) {
        return new GoLiveView(
                checks.stream().noneMatch(check -> check.status() == GoLiveCheck.Status.MISSING),
                checks.stream()
                        .map(check -> new CheckView(
                                check.need().wireName(),
                                check.status().name().toLowerCase(Locale.ROOT),
                                check.detail()))
                        .toList());
    }
}
