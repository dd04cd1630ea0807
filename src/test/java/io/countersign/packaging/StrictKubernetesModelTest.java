package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ruler is measured first: a manifest that is wrong in one place is refused, and the place is named. */
class StrictKubernetesModelTest {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: vault
            spec:
              replicas: 3
              template:
                spec:
                  containers:
                    - name: vault
                      resources:
                        limits:
                          memory: 256Mi
                      livenessProbe:
                        httpGet:
                          path: /live
                          port: management
                      securityContext:
                        readOnlyRootFilesystem: true
            """;

    private final StrictKubernetesModel model = new StrictKubernetesModel();

    @Test
    void readsEveryDocument() {
        // When
        var objects = model.read(DEPLOYMENT + "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: vault\n");

        // Then
        assertThat(objects)
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(
                        Deployment.class,
                        deployment ->
                                assertThat(deployment.getSpec().getReplicas()).isEqualTo(3));
    }

    @ParameterizedTest
    @CsvSource({
        "replicas:, replica:",
        "  name: vault, '  nam: vault'",
        "containers:, container:",
        "livenessProbe:, livenesProbe:",
        "httpGet:, httpget:",
        "readOnlyRootFilesystem:, readOnlyRootFileSystem:",
        "limits:, limit:"
    })
    void refusesFieldThatDoesNotExist(String right, String misspelt) {
        // Given
        String planted = DEPLOYMENT.replaceFirst(right, misspelt);

        // When, then
        assertThat(planted).isNotEqualTo(DEPLOYMENT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.read(planted))
                .withMessageContaining("Deployment")
                .withMessageContaining(misspelt.replace(":", "").trim().split(" ")[0]);
    }

    @Test
    void refusesNumberWrittenAsText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.read(DEPLOYMENT.replace("replicas: 3", "replicas: \"3\"")))
                .withMessageContaining("Deployment vault");
    }

    @Test
    void refusesKindThatDoesNotExist() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.read(DEPLOYMENT.replace("apps/v1", "apps/v1beta9")))
                .withMessageContaining("no such kind");
    }

    @Test
    void refusesNothingAtAll() {
        assertThatIllegalArgumentException().isThrownBy(() -> model.read(""));
    }
}
