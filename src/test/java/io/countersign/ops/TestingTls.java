package io.countersign.ops;

import io.countersign.docusign.TestingCertificate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A port with TLS, and a client that trusts it. */
final class TestingTls {
    private final KeyStore store;

    private TestingTls(KeyStore store) {
        this.store = store;
    }

    static TestingTls selfSigned() throws Exception {
        return new TestingTls(TestingCertificate.store());
    }

    /** With the choice between HTTP/2 and HTTP/1.1 that Quarkus offers. */
    HttpServerOptions offer(HttpServerOptions options) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, TestingCertificate.PASSWORD.toCharArray());
        return options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PfxOptions()
                        .setValue(Buffer.buffer(bytes.toByteArray()))
                        .setPassword(TestingCertificate.PASSWORD));
    }

    /** A connection that says nothing of HTTP/2. */
    Socket connect(int port) throws Exception {
        return context().getSocketFactory().createSocket("localhost", port);
    }

    SSLContext context() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("fake", store.getCertificate("fake"));
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
