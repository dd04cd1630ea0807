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
    void knowsPropertiesHoweverTheyAreWritten() {
        assertThat(new UnknownPropertyCheck()
                        .check(TestingConfiguration.of(
                                "countersign.docusign.demo.auth.url", "as an environment variable is shown",
                                "countersign.consent.return-origins[0]", "as a list is written",
                                "quarkus.http.port", "not ours")))
                .isEmpty();
    }
}
