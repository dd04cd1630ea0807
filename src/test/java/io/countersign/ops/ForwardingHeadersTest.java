package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardingHeadersTest {

    /** Without the last column the header is gone. */
    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-For, '203.0.113.7, 10.0.0.1', '203.0.113.7, 10.0.0.1'",
        "X-Forwarded-For, 203.0.113.7:4711, 203.0.113.7:4711",
        "X-Forwarded-For, [2001:db8::1]:65535, [2001:db8::1]:65535",
        "X-Forwarded-For, [2001:db8::1], [2001:db8::1]",
        "X-Forwarded-For, anything, anything",
        "X-Forwarded-For, 203.0.113.7:none, 203.0.113.7:none",
        "X-Forwarded-For, '', unknown",
        "X-Forwarded-For, ',203.0.113.7', unknown",
        "X-Forwarded-For, ',', unknown",
        "X-Forwarded-For, :4711, unknown",
        "X-Forwarded-For, 203.0.113.7:65536, unknown",
        "X-Forwarded-For, 203.0.113.7:-1, unknown",
        "X-Forwarded-For, 203.0.113.7:99999999999, unknown",
        "Forwarded, for=203.0.113.7;proto=https, for=203.0.113.7;proto=https",
        "Forwarded, proto=https, proto=https",
        "Forwarded, 'for=\":4711\"', for=unknown",
        "Forwarded, for=203.0.113.7:65536, for=unknown",
        "Forwarded, ',', for=unknown",
        "X-Forwarded-Proto, https, https",
        "X-Forwarded-Proto, ',',",
        "X-Forwarded-Port, ',443',"
    })
    void takesOutWhatCannotBe(String name, String value, @Nullable String left) {
        HttpHeaders headers = new DefaultHttpHeaders().add(name, value);

        ForwardingHeaders.clean(headers);

        assertThat(headers.get(name)).isEqualTo(left);
    }
}
