package io.countersign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Somebody who asks for a new token and hangs up before it comes. */
record RudeCaller(Socket socket) {

    /** Sends the request and does not wait. */
    static RudeCaller ask(Installation vault, Replica replica, SeededConnection connection) {
        String body = "{\"min_ttl_seconds\":" + Api.NEW + "}";
        String request = """
                POST %s/token HTTP/1.1
                Host: localhost
                Authorization: Bearer %s
                Content-Type: application/json
                Content-Length: %d

                %s""".formatted(connection.path(), vault.serviceKey(), body.length(), body);
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), replica.port());
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new RudeCaller(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resets the connection. */
    void hangUp() {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
