package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnknownPropertyCheckTest {

    @Test
    void warnsOfASlipOfThePen() {
        assertThat(told(new UnknownPropertyCheck().check(TestingConfiguration.of("countersign.isuing.wait", "PT1S"))))
                .containsExactly("WARN countersign.isuing.wait");
    }

    @Test
    void warnsOfASlipBehindANameThatSomebodyChose() {
        String slip = "countersign.caller.oidc.\"kubernetes\".jwks-uri";

        assertThat(told(new UnknownPropertyCheck().check(TestingConfiguration.of(slip, "https://issuer.example.com"))))
                .containsExactly("WARN " + slip);
    }

    @Test
    void knowsPropertiesHoweverTheyAreWritten() {
        assertThat(new UnknownPropertyCheck()
                        .check(TestingConfiguration.of(
                                "countersign.docusign.demo.auth.url", "as an environment variable is shown",
                                "countersign.consent.return-origins[0]", "as a list is written",
                                "countersign.caller.oidc.\"my.issuer\".ca-file", "by a name that somebody chose",
                                "countersign.caller.oidc.kubernetes.jwks-url", "likewise, without quotes",
                                "quarkus.http.port", "not ours")))
                .isEmpty();
    }
}
