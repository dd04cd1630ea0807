package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttemptCookieFilterTest {
    private static String name(int number) {
        return "__Host-consent-%016x".formatted(number);
    }

    private static String header(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> name(i) + "=a.b").collect(Collectors.joining("; "));
    }

    private static NewCookie set(int number) {
        Secret secret = Secret.ofText("a");
        return new BrowserBinding(secret, secret, name(number)).cookie(Duration.ofDays(1));
    }

    private static List<String> surplus(String header, NewCookie... set) {
        return AttemptCookieFilter.surplus(List.of(header), List.of(set));
    }

    @Test
    void fiveAreKept() {
        assertThat(surplus(header(0, 5))).isEmpty();
        assertThat(surplus(header(0, 7))).containsExactly(name(0), name(1));
        assertThat(surplus(header(0, 4), set(9))).isEmpty();
        assertThat(surplus(header(0, 5), set(9))).containsExactly(name(0));
    }

    @Test
    void whatTheAnswerSetsOrExpiresIsNotExpiredAgain() {
        assertThat(surplus(header(0, 6), BrowserBinding.expired(name(0)))).isEmpty();
        assertThat(surplus(header(0, 7), BrowserBinding.expired(name(0)))).containsExactly(name(1));
        assertThat(surplus(header(0, 5), set(0))).isEmpty();
    }

    @Test
    void theOrderIsThatOfAllHeaders() {
        assertThat(AttemptCookieFilter.surplus(List.of(header(5, 8), header(0, 4)), List.of()))
                .containsExactly(name(5), name(6));
    }

    @Test
    void nobodyElsesCookiesCount() {
        String others = "theme=dark; __Host-consent-x=1; ; =; __Host-consent-00112233445566778=1; X" + name(8) + "=1";

        assertThat(surplus(others + ";" + header(0, 6) + ";" + others, new NewCookie.Builder("other").build()))
                .containsExactly(name(0));
        assertThat(surplus(header(0, 5) + "; " + header(0, 5))).isEmpty();
    }

    @Test
    void oneAnswerExpiresNoMoreThanFitsThroughAProxy() {
        assertThat(surplus(header(0, 165))).hasSize(32).startsWith(name(0)).endsWith(name(31));
    }
}
