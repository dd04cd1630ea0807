package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Locale;

/** What holds for every pod that anything of ours starts, whoever overlays it. */
final class PodSafety {
    private PodSafety() {}

    /** Fails with the first unsafe setting. */
    static void assertSafe(RenderedManifests manifests) {
        assertThat(manifests.pods()).isNotEmpty().allSatisfy(PodSafety::assertSafe);
        assertThat(manifests.containers()).isNotEmpty().allSatisfy(PodSafety::assertSafe);
    }

    private static void assertSafe(PodSpec pod) {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getHostPID()).isNull();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(1001);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getVolumes()).allSatisfy(volume -> {
            assertThat(volume.getHostPath()).isNull();
            if (volume.getSecret() != null) {
                assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440);
            }
            if (volume.getEmptyDir() != null) {
                assertThat(volume.getEmptyDir().getMedium()).isEqualTo("Memory");
                assertThat(volume.getEmptyDir().getSizeLimit()).isEqualTo(Quantity.parse("16Mi"));
            }
        });
    }

    private static void assertSafe(Container container) {
        // A command would replace what sets the limit of core files, see CoreFilesTest.
        assertThat(container.getCommand()).isEmpty();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getPrivileged()).isNull();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(container.getEnvFrom()).isEmpty();
        assertThat(container.getEnv())
                .allSatisfy(variable -> assertThat(variable.getValueFrom()).isNull())
                .extracting(variable -> variable.getName().toLowerCase(Locale.ROOT))
                .noneMatch(name -> name.contains("password") || name.contains("secret") || name.contains("key"));
        assertThat(container.getVolumeMounts())
                .filteredOn(mount -> !mount.getMountPath().equals("/tmp"))
                .allSatisfy(mount -> assertThat(mount.getReadOnly()).isTrue());
    }
}
