package io.countersign.oauth;

import io.countersign.caller.ClientAuthentication;
import io.countersign.problem.OAuthError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.ext.web.RoutingContext;

/** What a client sends to one of the endpoints that want to know who it is. */
sealed interface ClientRequest {

    /** It can be read. */
    record Read(Form form, ClientAuthentication client) implements ClientRequest {}

    /** It cannot, whoever sent it. */
    record Refused(OAuthError error) implements ClientRequest {}

    /** Reads form, address and credentials; the body has arrived. */
    static ClientRequest of(RoutingContext context) {
        String body = context.body().asString();
        return switch (Form.read(body == null ? "" : body, context.request().query())) {
            case Form.Reading.Refused refused -> new Refused(refused.error());
            case Form.Reading.Read read ->
                new Read(
                        read.form(),
                        ClientAuthentication.of(
                                context.request().headers().getAll(HttpHeaderNames.AUTHORIZATION),
                                read.form().get("client_id"),
                                read.form().get("client_secret")));
        };
    }
}
