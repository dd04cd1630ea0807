package io.countersign.trail;

import io.countersign.audit.StoredEvents;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.vault.KeptVaultKey;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Whether the audit trail is what was recorded. */
@Path("/v1/audit-events/verification")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Audit trail")
class VerificationResource {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int MOST_UNSEALED = 100_000;

    private static final String NUMBER = "[0-9]{1,19}";

    private static final String NUMBER_RULE = "must be the number of a seal, or 0";

    private final Verification verification;
    private final LastSeal last;
    private final StoredEvents events;
    private final KeptVaultKey key;
    private final BrokenTrail broken;

    VerificationResource(
            Verification verification, LastSeal last, StoredEvents events, KeptVaultKey key, BrokenTrail broken) {
        this.verification = verification;
        this.last = last;
        this.events = events;
        this.key = key;
        this.broken = broken;
    }

    /**
     * Verifies the seals after that one, for five seconds at most.
     *
     * @param after the number of a seal; 0 begins with the first
     * @param limit how many at most
     */
    @GET
    @Operation(
            operationId = "verifyAuditTrail",
            summary = "Verify the seals over the audit trail, and tell which one does not hold")
    @PermissionsAllowed("audit:read-all")
    public Uni<VerificationView> verify(
            @QueryParam("after") @DefaultValue("0") @Pattern(regexp = NUMBER, message = NUMBER_RULE) String after,
            @QueryParam("limit")
                    @DefaultValue("" + Page.MAXIMUM)
                    @Min(value = 1, message = Page.LIMIT_RULE)
                    @Max(value = Page.MAXIMUM, message = Page.LIMIT_RULE)
                    int limit) {
        long number = number(after);
        return key.keyOrRead()
                .chain(vaultKey -> verification.some(vaultKey, number, limit, LONGEST))
                .invoke(verified -> broken.heed(number, verified))
                .chain(verified -> last.find().chain(found -> {
                    SealTip tip = found.tip().orElse(null);
                    SealEnd end = tip == null ? SealEnd.NONE : tip.end();
                    return events.countAfter(end.place(), MOST_UNSEALED)
                            .map(unsealed -> VerificationView.of(
                                    number,
                                    verified,
                                    tip,
                                    unsealed,
                                    broken.gone().orElse(null)));
                }));
    }

    /** Rows have numbers of 19 digits, too, but only up to the highest long. */
    private static long number(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw Problem.invalidField("after", NUMBER_RULE).toException();
        }
    }
}
