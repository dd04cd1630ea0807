package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pods run without privilege, take secrets from files only, and are probed and bounded. */
class KubernetesPodTest {
    private static RenderedManifests base;

    @BeforeAll
    static void render() {
        Kustomize.assumeInstalled();
        base = RenderedManifests.of("k8s/base");
    }

    @Test
    void takesNoSecretFromTheEnvironment() {
        assertThat(base.containers()).allSatisfy(container -> {
            assertThat(container.getEnvFrom()).isEmpty();
            assertThat(container.getEnv())
                    .allSatisfy(variable -> assertThat(variable.getValueFrom()).isNull())
                    .extracting(variable -> variable.getName().toLowerCase(Locale.ROOT))
                    .noneMatch(name -> name.contains("password") || name.contains("secret") || name.contains("key"));
        });
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
        assertThat(base.containers())
                .flatExtracting(Container::getVolumeMounts)
                .filteredOn(mount -> !mount.getName().equals("tmp"))
                .allSatisfy(mount -> assertThat(mount.getReadOnly()).isTrue());
    }

    @Test
    void runsWithoutAnyPrivilege() {
        var context = base.pod().getSecurityContext();
        assertThat(context.getRunAsNonRoot()).isTrue();
        assertThat(context.getRunAsUser()).isEqualTo(1001);
        assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(base.containers()).allSatisfy(container -> {
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getPrivileged()).isNull();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getSecurityContext().getCapabilities().getAdd())
                    .isEmpty();
        });
    }

    /** A command would replace what sets the limit of core files, see {@link CoreFilesTest}. */
    @Test
    void startsWithTheEntrypointOfTheImage() {
        assertThat(base.containers())
                .isNotEmpty()
                .allSatisfy(container -> assertThat(container.getCommand()).isEmpty());
    }

    @Test
    void carriesNoTokenOfTheCluster() {
        assertThat(base.pod().getAutomountServiceAccountToken()).isFalse();
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
    void boundsMemory() {
        assertThat(base.containers()).allSatisfy(container -> {
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKey("memory");
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

    private static void assertProbe(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    }
}
