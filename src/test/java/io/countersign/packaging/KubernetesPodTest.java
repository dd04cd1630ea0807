package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The replicas run without privilege, take secrets from files only, and are probed and bounded. */
class KubernetesPodTest {
    private static RenderedManifests base;

    @BeforeAll
    static void render() {
        Kustomize.assumeInstalled();
        base = Combination.base().render();
    }

    @Test
    void isSafe() {
        PodSafety.assertSafe(base);
    }

    @Test
    void mountsEverySecretReadOnlyAndForNobodyElse() {
        var secrets = base.pod().getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .toList();

        assertThat(secrets)
                .extracting(volume -> volume.getSecret().getSecretName())
                .containsExactlyInAnyOrder("countersign-database", "countersign-keyring", "countersign-bootstrap");
        assertThat(secrets)
                .extracting(volume -> volume.getSecret().getDefaultMode())
                .containsOnly(0440);
        assertThat(secrets)
                .filteredOn(volume -> Boolean.TRUE.equals(volume.getSecret().getOptional()))
                .extracting(volume -> volume.getSecret().getSecretName())
                .containsExactly("countersign-bootstrap");
    }

    @Test
    void carriesNoTokenOfTheCluster() {
        assertThat(base.of(ServiceAccount.class))
                .singleElement()
                .satisfies(account ->
                        assertThat(account.getAutomountServiceAccountToken()).isFalse());
    }

    @Test
    void isProbedOnTheManagementPort() {
        assertThat(base.containers()).allSatisfy(container -> {
            assertThat(container.getPorts())
                    .anySatisfy(port -> assertThat(port)
                            .returns("management", p -> p.getName())
                            .returns(9000, p -> p.getContainerPort()));
            assertProbe(container.getStartupProbe(), "/q/health/started");
            assertProbe(container.getReadinessProbe(), "/q/health/ready");
            assertProbe(container.getLivenessProbe(), "/q/health/live");
        });
    }

    @Test
    void updatesWithoutAGap() {
        var spec = base.deployment().getSpec();

        assertThat(spec.getReplicas()).isGreaterThanOrEqualTo(3);
        assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
                .isZero();
        assertThat(spec.getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(spec.getSelector().getMatchLabels());
    }

    /** A start waits that long for its database, and has two minutes for all else: a broken migration, the checks. */
    @Test
    void isNotEndedWhileItWaitsForTheDatabase() throws IOException {
        Matcher row = Pattern.compile("\\| `countersign\\.ops\\.wait-for-database` \\| `(\\w+)` \\|")
                .matcher(Files.readString(Path.of("docs/operations.md")));
        assertThat(row.find())
                .as("the property's row, whose default another test compares")
                .isTrue();
        Duration needed = Duration.parse(row.group(1)).plusMinutes(2);

        assertThat(base.containers()).allSatisfy(container -> {
            Probe startup = container.getStartupProbe();
            assertThat(Duration.ofSeconds((long) startup.getPeriodSeconds() * startup.getFailureThreshold()))
                    .isGreaterThanOrEqualTo(needed);
        });
        for (String page : List.of("docs/operations.md", "k8s/README.md")) {
            assertThat(Files.readString(Path.of(page))).containsPattern(needed.toSeconds() + "\\s+seconds");
        }
    }

    @Test
    void leavesNodesDrainableAndEachVersionSpread() {
        assertThat(base.of(PodDisruptionBudget.class))
                .singleElement()
                .extracting(PodDisruptionBudget::getSpec)
                .returns(1, spec -> spec.getMaxUnavailable().getIntVal())
                .returns("AlwaysAllow", spec -> spec.getUnhealthyPodEvictionPolicy());
        assertThat(base.pod().getTopologySpreadConstraints())
                .hasSize(2)
                .allSatisfy(spread -> assertThat(spread.getMatchLabelKeys()).containsExactly("pod-template-hash"));
    }

    private static void assertProbe(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    }
}
