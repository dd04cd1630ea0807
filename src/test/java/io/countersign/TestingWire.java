package io.countersign;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The bytes of HTTP/1, for what no HTTP client would send. */
public final class TestingWire {
    private static final int PATIENCE = 20_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    private TestingWire() {}

    /**
     * What came back.
     *
     * @param text every byte as one character
     * @param closed whether the vault closed the connection in good order; else it was reset, or stayed open for longer
     *     than anybody waits
     */
    public record Reply(String text, boolean closed) {

        /** The status of the last answer; 100 is none. */
        public int status() {
            List<Integer> statuses = statuses();
            if (statuses.isEmpty()) {
                throw new AssertionError("No answer");
            }
            return statuses.getLast();
        }

        /** Those of all answers, but 100. */
        public List<Integer> statuses() {
            return STATUS.matcher(text)
                    .results()
                    .map(result -> Integer.valueOf(result.group(1)))
                    .filter(status -> status != 100)
                    .toList();
        }

        /** A header's value; empty where it is missing. */
        public String header(String name) {
            Matcher header = Pattern.compile("(?im)^" + name + ": *(.*?)\r?$").matcher(text);
            return header.find() ? header.group(1) : "";
        }

        /** Whether it is the problem that a slug names. */
        public boolean isProblem(String slug) {
            return header("Content-Type").equals("application/problem+json")
                    && text.contains("\"type\":\"urn:countersign:problem:" + slug + "\"")
                    && text.contains("\"status\":" + status());
        }
    }

    /** Sends one request, in pieces, and reads its answer. */
    public static Reply ask(String... pieces) throws IOException {
        return exchange(TestingWire::isWhole, pieces);
    }

    /** Sends that on one connection, and reads until the vault closes it. */
    public static Reply send(String... pieces) throws IOException {
        return exchange(text -> false, pieces);
    }

    private static boolean isWhole(String text) {
        Matcher answer = Pattern.compile("HTTP/1\\.1 (?!100)(.|\r\n(?!\r\n))*?\r\n(?i)content-length: (\\d+)\r\n")
                .matcher(text);
        int headers = answer.find() ? text.indexOf("\r\n\r\n", answer.start()) : -1;
        return headers >= 0 && text.length() >= headers + 4 + Integer.parseInt(answer.group(2));
    }

    private static Reply exchange(Predicate<String> enough, String... pieces) throws IOException {
        URI vault = URI.create(TestDocuSign.publicUrl());
        try (Socket socket = new Socket(vault.getHost(), vault.getPort())) {
            socket.setSoTimeout(PATIENCE);
            try {
                for (String piece : pieces) {
                    socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                }
            } catch (SocketException closed) {
                // The vault need not read on; its answer may have arrived.
            }
            StringBuilder text = new StringBuilder();
            try {
                byte[] buffer = new byte[65_536];
                while (!enough.test(text.toString())) {
                    int read = socket.getInputStream().read(buffer);
                    if (read < 0) {
                        return new Reply(text.toString(), true);
                    }
                    text.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                }
                return new Reply(text.toString(), false);
            } catch (SocketTimeoutException | SocketException broken) {
                return new Reply(text.toString(), false);
            }
        }
    }

    /** A request without its body, the last one of its connection; as the operator. */
    public static String head(String method, String target, String... headers) {
        return bare(
                method,
                target,
                Stream.concat(
                                Stream.of("Host: vault", "Authorization: Bearer " + TestDatabase.BOOTSTRAP_KEY),
                                Stream.of(headers))
                        .toArray(String[]::new));
    }

    /** The same with these headers alone. */
    public static String bare(String method, String target, String... headers) {
        return method + " " + target + " HTTP/1.1\r\nConnection: close\r\n"
                + String.join(
                        "", Stream.of(headers).map(header -> header + "\r\n").toList()) + "\r\n";
    }
}
