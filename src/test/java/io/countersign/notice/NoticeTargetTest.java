package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may be put; whereto their names lead is nobody's question here. */
class NoticeTargetTest {
    private static boolean isFit(String url, boolean here) {
        return NoticeTarget.Validator.isFit(url, here);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com/countersign?key=abc",
                "https://hooks.example.com",
                "HTTPS://hooks.example.com:8443/",
                "https://192.0.2.1/",
                "https://[2001:db8::1]:443/a",
                "https://localhost/",
            })
    void httpsIsFitEverywhere(String url) {
        assertThat(isFit(url, false)).isTrue();
        assertThat(isFit(url, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8099/hook", "http://127.0.0.1/", "http://[::1]:80/"})
    void httpIsFitToThisMachineFromThisMachine(String url) {
        assertThat(isFit(url, true)).isTrue();
        assertThat(isFit(url, false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example.com",
                "/hook",
                "//hooks.example.com/",
                "https:",
                "https:///hook",
                "https://",
                "https:hooks.example.com",
                "https://:443/",
                "https://hooks_a.example.com/",
                "https://user@hooks.example.com/",
                "https://user:password@hooks.example.com/",
                "https://@hooks.example.com/",
                "https://hooks.example.com/#fragment",
                "https://hooks.example.com/#",
                "https://hooks.example.com:0/",
                "https://hooks.example.com:65536/",
                "https://hooks.example.com:99999999999/",
                "https://hooks.example.com/a b",
                "https://hooks.example.com/\n",
                "https://hööks.example.com/",
                "https://hooks.example.com/ü",
                "https://hooks.example.com/%zz",
                "http://hooks.example.com/",
                "http://127.0.0.1.example.com/",
                "http://localhost.example.com/",
                "ftp://localhost/",
                "file:///etc/passwd",
                "javascript:alert(1)",
            })
    void othersAreNot(String url) {
        assertThat(isFit(url, true)).isFalse();
        assertThat(isFit(url, false)).isFalse();
    }

    @Test
    void longOnesAreFitUpToABound() {
        String base = "https://hooks.example.com/";

        assertThat(isFit(base + "a".repeat(2000 - base.length()), false)).isTrue();
        assertThat(isFit(base + "a".repeat(2001 - base.length()), false)).isFalse();
    }
}
