package io.countersign.oauth;

import io.countersign.caller.ClientAuthentication;
import io.countersign.caller.Clients;
import io.countersign.problem.OAuthError;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** What a client sends to one of the endpoints that want to know who it is. */
sealed interface ClientRequest {

    /**
     * It can be read.
     *
     * @param remote where it comes from, as far as it is known
     */
    record Read(
            Form form,
            ClientAuthentication client,
            @Nullable SocketAddress remote) implements ClientRequest {}

    /** It cannot, whoever sent it. */
    record Refused(OAuthError error) implements ClientRequest {}

    /** Reads form, address, credentials and the certificate; the body has arrived. */
    static ClientRequest of(RoutingContext context, Clients clients) {
        String body = context.body().asString();
        return switch (Form.read(body == null ? "" : body, context.request().query())) {
            case Form.Reading.Refused refused -> new Refused(refused.error());
            case Form.Reading.Read read ->
                new Read(
                        read.form(),
                        clients.read(
                                context.request(),
                                read.form().get("client_id"),
                                read.form().get("client_secret")),
                        context.request().remoteAddress());
        };
    }
}
