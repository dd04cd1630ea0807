package io.countersign.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy for which address, and what refuses the start. */
class EgressProxiesTest {
    private static final String DOCUSIGN = "https://account.docusign.com";

    private static EgressProxies of(String property, Map<String, String> variables) {
        return of(property, null, variables);
    }

    private static EgressProxies of(String property, String password, Map<String, String> variables) {
        return EgressProxies.of(
                new ProxySetting(
                        "a.proxy",
                        Optional.ofNullable(property),
                        Optional.empty(),
                        Optional.ofNullable(password).map(Secret::ofText)),
                name -> Optional.ofNullable(variables.get(name)));
    }

    private static String place(EgressProxies proxies, String address) {
        return proxies.to(URI.create(address)).map(EgressProxy::place).orElse("direct");
    }

    private static List<String> mistaken(EgressProxies proxies) {
        return proxies.mistakes().stream().map(EgressProxies.Mistake::name).toList();
    }

    @Test
    void theVariablesCountForHttpsBeyondThisMachineOnly() {
        EgressProxies proxies = of(null, Map.of("HTTPS_PROXY", "http://proxy:3128", "HTTP_PROXY", "http://other:1"));

        assertThat(place(proxies, DOCUSIGN)).isEqualTo("proxy:3128");
        assertThat(place(proxies, "https://localhost:8443")).isEqualTo("direct");
        assertThat(place(proxies, "http://account.docusign.com")).isEqualTo("direct");
        assertThat(place(of(null, Map.of("HTTP_PROXY", "http://other:1")), DOCUSIGN))
                .isEqualTo("direct");
    }

    @Test
    void smallLettersCountFirst() {
        EgressProxies proxies = of(
                null,
                Map.of(
                        "https_proxy", "small:1",
                        "HTTPS_PROXY", "large:1",
                        "no_proxy", "a.example",
                        "NO_PROXY", "docusign.com"));

        assertThat(place(proxies, DOCUSIGN)).isEqualTo("small:1");
        assertThat(place(proxies, "https://a.example")).isEqualTo("direct");
    }

    @Test
    void thePropertyBeatsTheVariables() {
        Map<String, String> variables = Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", "*");

        assertThat(place(of("http://own:8080", variables), DOCUSIGN)).isEqualTo("own:8080");
        assertThat(place(of("http://own:8080", variables), "https://localhost")).isEqualTo("own:8080");
        assertThat(place(of("none", Map.of("HTTPS_PROXY", "http://proxy:3128")), DOCUSIGN))
                .isEqualTo("direct");
    }

    @ParameterizedTest
    @CsvSource({
        "docusign.com, true",
        ".docusign.com, true",
        "*.DocuSign.com, true",
        "account.docusign.com, true",
        "account.docusign.com:443, true",
        "account.docusign.com:8443, false",
        "sign.com, false",
        "acme.example, false",
        "'acme.example, docusign.com', true",
        "'acme.example docusign.com', true",
        "10.0.0.0/8, false",
        "*, true",
        "'', false"
    })
    void noProxyNamesHostsAndAllBelowThem(String list, boolean direct) {
        EgressProxies proxies = of(null, Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", list));

        assertThat(place(proxies, DOCUSIGN)).isEqualTo(direct ? "direct" : "proxy:3128");
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, true",
        "[2001:db8::1], true",
        "[2001:db8::1]:443, true",
        "[2001:db8::1]:8443, false",
        "2001:db8::2, false"
    })
    void noProxyNamesAddresses(String list, boolean direct) {
        EgressProxies proxies = of(null, Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", list));

        assertThat(place(proxies, "https://[2001:db8::1]")).isEqualTo(direct ? "direct" : "proxy:3128");
    }

    @Test
    void aLoginStandsInTheAddressOrBesideItAndDoesNotPrint() {
        EgressProxy inAddress = of("http://me:a%40b+c@own:8080", Map.of())
                .to(URI.create(DOCUSIGN))
                .orElseThrow();
        EgressProxy beside = of(null, "beside", Map.of("HTTPS_PROXY", "http://me@proxy:3128"))
                .to(URI.create(DOCUSIGN))
                .orElseThrow();

        assertThat(inAddress.login()).contains(new EgressProxy.Login("me", Secret.ofText("a@b+c")));
        assertThat(beside.login()).contains(new EgressProxy.Login("me", Secret.ofText("beside")));
        assertThat(inAddress.toString()).doesNotContain("a@b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://proxy",
                "https://me:secret@proxy:3128",
                "socks5://proxy:1080",
                "http://proxy:3128/path",
                "http://proxy:99999",
                "ht tp://x"
            })
    void refusesWhatIsNoProxyWithoutShowingIt(String value) {
        EgressProxies byProperty = of(value, Map.of());
        EgressProxies byVariable = of(null, Map.of("https_proxy", value));

        assertThat(mistaken(byProperty)).containsExactly("a.proxy");
        assertThat(mistaken(byVariable)).containsExactly("https_proxy");
        assertThat(byProperty.mistakes().getFirst().message()).doesNotContain("secret");
        assertThat(byVariable.mistakes().getFirst().message()).endsWith("set a.proxy to none.");
    }

    /** To the configuration, both spellings have the value of the only one that is set. */
    @Test
    void namesTheUsualSpellingWhereTheySayTheSame() {
        assertThat(mistaken(of(null, Map.of("https_proxy", "socks5://a:1", "HTTPS_PROXY", "socks5://a:1"))))
                .containsExactly("HTTPS_PROXY");
    }

    @Test
    void aDollarInAVariableIsADollar() {
        String value = "http://me:pa$$wo${rd}@proxy:3128";
        SmallRyeConfig configuration = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(Map.of("HTTPS_PROXY", value), 300))
                .build();

        assertThat(EgressProxies.variables(configuration).apply("HTTPS_PROXY")).contains(value);
        assertThat(EgressProxies.variables(configuration).apply("NO_PROXY")).isEmpty();
    }

    @Test
    void refusesALoginForNoProxy() {
        assertThat(mistaken(of(null, "secret", Map.of()))).containsExactly("a.proxy-password");
        assertThat(mistaken(of(null, Map.of("HTTPS_PROXY", "")))).isEmpty();
    }
}
