package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS, offered to the port that callers and the ingress use. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PlainHttpTest {

    private static String firstLineOfTheAnswerTo(String sent) throws IOException {
        URI vault = URI.create(TestDocuSign.publicUrl());
        try (Socket socket = new Socket(vault.getHost(), vault.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            return answer.readLine();
        }
    }

    /** RFC 7540, section 3.2: a server that does not want to just answers. */
    @Test
    void anOfferOfHttp2IsAnsweredOverHttp1() throws IOException {
        assertThat(firstLineOfTheAnswerTo("GET /no-such-path HTTP/1.1\r\nHost: vault\r\n"
                        + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    /**
     * RFC 9113, section 3.3. A server that speaks it would begin with a SETTINGS frame, and one that is led to believe
     * it would fail.
     */
    @Test
    void whoBeginsWithHttp2IsRefusedOverHttp1() throws IOException {
        assertThat(firstLineOfTheAnswerTo("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"))
                .startsWith("HTTP/1.1 4");
    }
}
