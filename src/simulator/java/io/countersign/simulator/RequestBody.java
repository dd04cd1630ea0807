package io.countersign.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Reads request bodies, chunked or not, up to 256 KiB. */
final class RequestBody {
    private static final int LARGEST_BYTES = 256 * 1024;
    private static final String FORM = "application/x-www-form-urlencoded";

    private RequestBody() {}

    /** The form in the body; empty when it is too large, broken, or another media type. */
    static Optional<Form> form(HttpExchange exchange) throws IOException {
        Optional<byte[]> body = bytes(exchange);
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !mediaType(type).equals(FORM)) {
            return Optional.empty();
        }
        // The charset parameter is ignored: a form is ASCII, and its escapes are UTF-8.
        return body.flatMap(bytes -> Form.parse(new String(bytes, StandardCharsets.US_ASCII)));
    }

    /** The body; empty when it is too large. */
    static Optional<byte[]> bytes(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
            return bytes.length > LARGEST_BYTES ? Optional.empty() : Optional.of(bytes);
        }
    }

    private static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }
}
