package io.countersign.grant;

import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.ConnectionMark;
import io.countersign.connection.ConnectionView;
import io.countersign.connection.Connections;
import io.countersign.naming.Name;
import io.countersign.refresh.Renewals;
import io.countersign.refresh.Target;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * What callers do with a person's grant: accept it, and end it. The console does both by these operations and their
 * checks.
 */
@Path("/v1/tenants/{tenant}/connections")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Cancellable(false)
@Tag(name = "Connections")
public class GrantResource {
    /** How long a confirmation waits for the first assertion: as long as a person waits for a page. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Connections connections;
    private final Confirmation confirmation;
    private final Disconnection disconnection;
    private final Renewals renewals;
    private final ConnectionChanges changes;
    private final SecurityIdentity identity;

    GrantResource(
            Connections connections,
            Confirmation confirmation,
            Disconnection disconnection,
            Renewals renewals,
            ConnectionChanges changes,
            SecurityIdentity identity) {
        this.connections = connections;
        this.confirmation = confirmation;
        this.disconnection = disconnection;
        this.renewals = renewals;
        this.changes = changes;
        this.identity = identity;
    }

    /** Accepts the pending grant of exactly that consent. */
    @POST
    @Operation(operationId = "confirmConnection", summary = "Accept the pending grant of exactly that consent")
    @APIResponseSchema(value = ConnectionView.class, responseCode = "200", responseDescription = "Accepted")
    @APIResponse(
            responseCode = "409",
            description = "That consent is not the pending one any more, or the account is not among its accounts")
    @Path("/{connection}/confirmation")
    @PermissionsAllowed("connection:manage")
    public Uni<ConnectionView> confirm(
            @RestPath String tenant, @RestPath String connection, @NotNull @Valid ConfirmationRequest body) {
        return changes.telling(
                        tenant,
                        connection,
                        confirmation
                                .confirm(
                                        Name.existing(tenant),
                                        Name.existing(connection),
                                        consentId(body),
                                        body.accountId(),
                                        actor())
                                .call(target -> target.map(this::tryNow)
                                        .orElseGet(() -> Uni.createFrom().voidItem())))
                .chain(() -> connections.get(tenant, connection));
    }

    /** Destroys the connection's secrets here. */
    @DELETE
    @Operation(operationId = "disconnectConnection", summary = "Destroy the connection's tokens here")
    @Path("/{connection}")
    @PermissionsAllowed("connection:manage")
    public Uni<Disconnected> disconnect(@RestPath String tenant, @RestPath String connection) {
        return changes.telling(
                tenant,
                connection,
                disconnection.disconnect(Name.existing(tenant), Name.existing(connection), actor()));
    }

    /**
     * The same for somebody who has looked at the connection: fails with a 409 problem, and destroys nothing, where
     * another thing stands there by now.
     *
     * @param mark the {@link ConnectionMark} of what was looked at, as text
     */
    @PermissionsAllowed("connection:manage")
    public Uni<Disconnected> disconnectMarked(String tenant, String connection, String mark) {
        return changes.telling(
                tenant,
                connection,
                disconnection.disconnectMarked(Name.existing(tenant), Name.existing(connection), mark, actor()));
    }

    /** The confirmation is stored: whatever comes of this, the view tells. */
    private Uni<Void> tryNow(Target target) {
        return renewals.renew(target, WAIT).onFailure().recoverWithNull().replaceWithVoid();
    }

    /** Ids are opaque to callers: one that is no uuid is simply not the pending one. */
    private static UUID consentId(ConfirmationRequest request) {
        try {
            return UUID.fromString(request.consentId());
        } catch (IllegalArgumentException e) {
            return new UUID(0, 0);
        }
    }

    private String actor() {
        return identity.getPrincipal().getName();
    }
}
