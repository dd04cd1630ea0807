package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The mounted configuration fits the pods that mount it. */
class KubernetesConfigurationTest {
    private static RenderedManifests base;

    @BeforeAll
    static void render() {
        Kustomize.assumeInstalled();
        base = Combination.base().render();
    }

    @Test
    void waitsForTheDrainBeforeTheKill() {
        // Given
        Properties settings = base.properties("countersign.properties");
        Duration delay = Duration.parse("PT" + settings.getProperty("quarkus.shutdown.delay"));
        Duration timeout = Duration.parse("PT" + settings.getProperty("quarkus.shutdown.timeout"));
        Duration callToDocuSign = Duration.ofSeconds(30);

        // When
        Duration grace = Duration.ofSeconds(base.pod().getTerminationGracePeriodSeconds());

        // Then
        assertThat(timeout).isGreaterThan(callToDocuSign);
        assertThat(grace).isGreaterThan(delay.plus(timeout).plus(callToDocuSign).plusSeconds(5));
    }

    /** Whether there is a delay at all is fixed when the application is built, so the ConfigMap cannot say it. */
    @Test
    void theBuildHonoursTheDelay() throws IOException {
        Properties built = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            built.load(file);
        }

        assertThat(built.getProperty("quarkus.shutdown.delay-enabled")).isEqualTo("true");
    }

    @Test
    void configuresEveryFileThatItMounts() {
        // Given
        String locations = base.containers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals("QUARKUS_CONFIG_LOCATIONS"))
                .findFirst()
                .orElseThrow()
                .getValue();

        // Then
        assertThat(locations.split(","))
                .containsExactly(
                        "file:///etc/countersign/config/countersign.properties",
                        "file:///etc/countersign/config/site.properties",
                        "file:///etc/countersign/database/database.properties");
        assertThat(base.containers().getFirst().getVolumeMounts())
                .extracting(mount -> mount.getMountPath())
                .contains(
                        base.properties("countersign.properties").getProperty("countersign.keyring.directory"),
                        "/etc/countersign/config",
                        "/etc/countersign/database",
                        "/etc/countersign/bootstrap");
        assertThat(base.properties("countersign.properties").getProperty("countersign.bootstrap.api-key-file"))
                .startsWith("/etc/countersign/bootstrap/");
        assertThat(base.properties("site.properties"))
                .containsKeys("countersign.public-url", "countersign.keyring.primary")
                .as("nobody is believed before the site says who")
                .containsEntry("quarkus.http.proxy.trusted-proxies", "192.0.2.1");
    }

    /** The site's own file comes before the component's: the first that names a property counts. */
    @Test
    void readsWhoTheClustersServiceAccountsAre() {
        Kustomize.assumeKnowsReplacements();
        RenderedManifests site = Combination.example("workload-identity").render();

        assertThat(site.containers().getFirst().getEnv())
                .singleElement()
                .extracting(variable -> List.of(variable.getValue().split(",")))
                .isEqualTo(List.of(
                        "file:///etc/countersign/config/countersign.properties",
                        "file:///etc/countersign/config/site.properties",
                        "file:///etc/countersign/config/workload-identity.properties",
                        "file:///etc/countersign/database/database.properties"));
        assertThat(site.properties("workload-identity.properties"))
                .allSatisfy((name, value) ->
                        assertThat(name.toString()).startsWith("countersign.caller.oidc.\"kubernetes\"."));
    }

    /** With a token for the API server itself: one for another audience would not open its key set. */
    @Test
    void asksTheClusterForTheKeysOfItsServiceAccounts() {
        Kustomize.assumeKnowsReplacements();
        RenderedManifests site = Combination.example("workload-identity").render();
        Properties settings = site.properties("workload-identity.properties");

        assertThat(site.pod().getVolumes())
                .filteredOn(volume -> volume.getName().equals("kubernetes"))
                .singleElement()
                .satisfies(volume -> {
                    List<VolumeProjection> sources = volume.getProjected().getSources();
                    String folder = site.containers().getFirst().getVolumeMounts().stream()
                            .filter(mount -> mount.getName().equals(volume.getName()))
                            .findFirst()
                            .orElseThrow()
                            .getMountPath();
                    assertThat(sources.get(0).getServiceAccountToken().getAudience())
                            .isNull();
                    assertThat(settings)
                            .containsEntry(
                                    "countersign.caller.oidc.\"kubernetes\".token-file",
                                    folder + "/"
                                            + sources.get(0)
                                                    .getServiceAccountToken()
                                                    .getPath())
                            .containsEntry(
                                    "countersign.caller.oidc.\"kubernetes\".ca-file",
                                    folder + "/"
                                            + sources.get(1)
                                                    .getConfigMap()
                                                    .getItems()
                                                    .getFirst()
                                                    .getPath());
                });
    }

    @Test
    void talksToTheDatabaseOverVerifiedTlsOnly() {
        Properties site = base.properties("site.properties");

        assertThat(site.getProperty("quarkus.datasource.jdbc.url")).contains("sslmode=verify-full");
        assertThat(site.getProperty("quarkus.datasource.reactive.postgresql.ssl-mode"))
                .isEqualTo("verify-full");
        assertThat(site.getProperty("quarkus.datasource.reactive.hostname-verification-algorithm"))
                .isEqualTo("HTTPS");
    }
}
