package io.countersign.simulator;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/** The simulator over TLS, for clients that speak nothing else: DocuSign's eSignature SDKs are such. */
final class TlsServer implements AutoCloseable {
    private final HttpsServer server;
    private final SimulatorCertificate certificate;

    private TlsServer(HttpsServer server, SimulatorCertificate certificate) {
        this.server = server;
        this.certificate = certificate;
    }

    static TlsServer start(InetSocketAddress address, int backlog, Executor threads, HttpHandler handler)
            throws IOException {
        HttpsServer server = HttpsServer.create(address, backlog);
        SimulatorCertificate certificate = SimulatorCertificate.generate();
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return new TlsServer(server, certificate);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String certificatePem() {
        return certificate.pem();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
