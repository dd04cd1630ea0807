package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP answer before it is sent.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body the body, possibly empty; not copied
 */
record Answer(int status, Map<String, String> headers, byte[] body) {
    static Answer json(int status, JsonNode tree) {
        return json(status, SimulatorJson.toBytes(tree));
    }

    static Answer json(int status, byte[] json) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json; charset=utf-8");
        headers.put("Cache-Control", "no-store");
        headers.put("Pragma", "no-cache");
        return new Answer(status, headers, json);
    }

    /** A page; it may load nothing and not be framed, and its address, which holds the state, is not passed on. */
    static Answer html(int status, String page) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/html; charset=utf-8");
        headers.put("Cache-Control", "no-store");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'");
        return new Answer(status, headers, page.getBytes(StandardCharsets.UTF_8));
    }

    static Answer plain(int status, String type, String text) {
        return new Answer(status, Map.of("Content-Type", type), text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer redirect(String location) {
        return new Answer(302, Map.of("Location", location, "Cache-Control", "no-store"), new byte[0]);
    }

    static Answer notFound() {
        return json(404, SimulatorJson.object().put("error", "not_found"));
    }

    static Answer methodNotAllowed(String allowed) {
        return new Answer(405, Map.of("Allow", allowed), new byte[0]);
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    /** Sends the whole answer and ends the exchange. */
    void send(HttpExchange exchange) throws IOException {
        send(exchange, body.length, body.length);
    }

    /** Announces the whole body but sends only its beginning, then closes the connection. */
    void sendHalf(HttpExchange exchange) throws IOException {
        send(exchange, body.length / 2, body.length);
    }

    /** Sends the whole body but announces more, then closes the connection. */
    void sendUnended(HttpExchange exchange) throws IOException {
        send(exchange, body.length, body.length + 1);
    }

    private void send(HttpExchange exchange, int bytes, int announced) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, announced == 0 ? -1 : announced);
        if (bytes > 0) {
            OutputStream out = exchange.getResponseBody();
            out.write(body, 0, bytes);
            out.flush();
        }
        exchange.close();
    }
}
