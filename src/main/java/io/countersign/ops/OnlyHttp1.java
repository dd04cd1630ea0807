package io.countersign.ops;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Leaves HTTP/2 out of the ports. Without TLS, an offer of it (RFC 7540, section 3.2) is answered over HTTP/1.1, and a
 * client that begins with it is refused; with TLS, nobody agrees on it. Floods of it have been the costliest holes of
 * servers, and Quarkus REST fails each request over it that was read before it was routed (quarkusio/quarkus#34393), as
 * all are here.
 */
@Singleton
class OnlyHttp1 implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setUseAlpn(false);
    }

    @Override
    public void customizeDomainSocketServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }
}
