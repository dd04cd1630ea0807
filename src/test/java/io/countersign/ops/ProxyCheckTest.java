package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyCheckTest {
    private static List<String> check(String... configuration) {
        return told(new ProxyCheck().check(TestingConfiguration.of(configuration)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"countersign.docusign.proxy", "countersign.notice.proxy"})
    void refusesWhatIsNoProxy(String property) {
        assertThat(check(property, "socks5://proxy.example.com:1080")).containsExactly("REFUSE " + property);
        assertThat(check(property + "-user", "somebody")).containsExactly("REFUSE " + property + "-user");
        assertThat(check(property, "none")).isEmpty();
        assertThat(check(property, "http://proxy.example.com:3128", property + "-user", "somebody"))
                .isEmpty();
    }

    @Test
    void tellsAMistakeOfTheVariablesOnce() {
        assertThat(check("HTTPS_PROXY", "https://proxy.example.com:3128")).containsExactly("REFUSE HTTPS_PROXY");
    }

    @Test
    void eachIsNamed() {
        assertThat(check("countersign.docusign.proxy", "one", "countersign.notice.proxy", "other"))
                .containsExactly("REFUSE countersign.docusign.proxy", "REFUSE countersign.notice.proxy");
    }
}
