package io.countersign.ops;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Leaves HTTP/2 out of the port without TLS, where an ingress speaks HTTP/1.1 anyway and floods of it have been the
 * costliest holes of servers: an offer of it (RFC 7540, section 3.2) is answered over HTTP/1.1, and a client that
 * begins with it is refused. A port with TLS agrees on it as Quarkus is configured, {@code quarkus.http.http2}.
 */
@Singleton
class PlainHttp implements HttpServerOptionsCustomizer {
    private final boolean http2;

    PlainHttp(HttpConfiguration configuration) {
        this.http2 = configuration.plainHttp2();
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(options.isHttp2ClearTextEnabled() && http2);
    }

    @Override
    public void customizeDomainSocketServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }
}
