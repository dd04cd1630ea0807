package io.countersign.ops;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/** Requests that no client makes by itself, the same for the same seed. All that is made up in them can be told. */
final class OddRequests {
    private static final List<String> METHODS =
            List.of("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND");
    private static final List<String> PIECES = List.of(
            "%2f",
            "%2F..%2f", "//", "/./", "/../", "%zz", "%", "%00", "%c3%28", ";a=b", "{x}", "*", "+", "~", "@", ":1");
    private static final List<String> HEADERS = List.of(
            "Accept: text/%s",
            "Content-Type: %s",
            "Content-Encoding: %s",
            "Origin: http://%s\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: %s",
            "Authorization: Bearer %s",
            "Cookie: %s=%s",
            "X-Forwarded-Host: %s",
            "X-HTTP-Method-Override: %s",
            "Upgrade: %s");
    private static final Pattern MADE_UP = Pattern.compile("odd[0-9a-f]{6}", Pattern.CASE_INSENSITIVE);

    private final Random random;
    private final List<String> templates;
    private final String link;

    /**
     * @param templates the paths that there are
     * @param link a path that must not be told
     */
    OddRequests(long seed, List<String> templates, String link) {
        this.random = new Random(seed);
        this.templates = templates;
        this.link = link;
    }

    /** Whether a text holds something that was made up here. */
    static boolean tells(String text) {
        return MADE_UP.matcher(text).find();
    }

    /** One after which the connection goes on. */
    String next() {
        return request("");
    }

    /** The last one of its connection. */
    String last() {
        return request("Connection: close\r\n");
    }

    /** One that is refused before it is one. */
    String broken() {
        String end = "\r\nConnection: close\r\n\r\n";
        return switch (random.nextInt(9)) {
            case 0 -> "GET /" + word() + " HTTP/1.1" + end;
            case 1 -> "GET /" + word() + " HTTP/1.1\r\nHost: a\r\nHost: " + word() + end;
            case 2 -> "GET /" + word() + " HTTP/1.1\r\nHost: " + word() + " b" + end;
            case 3 -> "CONNECT " + word() + ":443 HTTP/1.1\r\nHost: " + word() + end;
            case 4 -> "GET /" + word().repeat(3_000) + " HTTP/1.1\r\nHost: a" + end;
            case 5 -> word() + " " + link + " HTTP/1.1\r\nX: a\u0000b" + end;
            case 6 -> "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + word();
            case 7 -> word() + " /" + word() + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked" + end + word();
            default -> "POST /" + word() + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + word() + end;
        };
    }

    private String request(String more) {
        String method = random.nextInt(3) == 0 ? word().toUpperCase(Locale.ROOT) : any(METHODS);
        String head = method + " " + target() + " HTTP/1.1\r\nHost: vault\r\n" + more;
        if (random.nextBoolean()) {
            return head + "\r\n";
        }
        return head + any(HEADERS).replace("%s", word()) + "\r\n\r\n";
    }

    private String target() {
        return switch (random.nextInt(8)) {
            case 0 -> link;
            case 1 -> "http://" + word() + filled();
            case 2 -> "/v1/" + word() + any(PIECES) + word();
            case 3 -> filled() + any(PIECES) + word();
            case 4 -> filled() + "?" + word() + "=" + word();
            case 5 -> "/" + word() + any(PIECES) + "/" + word();
            case 6 -> any(List.of("*", word(), "?" + word(), "/q/" + word(), "/" + word().repeat(100)));
            default -> filled();
        };
    }

    private String filled() {
        return any(templates).replaceAll("\\{[^}]*}", word());
    }

    private String word() {
        return "odd%06x".formatted(random.nextInt(1 << 24));
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
