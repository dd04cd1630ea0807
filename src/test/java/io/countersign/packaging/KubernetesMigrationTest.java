package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Job that migrates: a replica's image, configuration and keys, and none of its traffic. */
class KubernetesMigrationTest {
    private static RenderedManifests manifests;

    @BeforeAll
    static void render() {
        Kustomize.assumeInstalled();
        Kustomize.assumeKnowsReplacements();
        manifests = Combination.example("migration").render();
    }

    private static Container replica() {
        return manifests.pod().getContainers().getFirst();
    }

    private static Container migration() {
        return manifests
                .migration()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    @Test
    void migratesAndEnds() {
        var spec = manifests.migration().getSpec();

        assertThat(spec.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(spec.getBackoffLimit()).isBetween(1, 6);
        assertThat(spec.getTtlSecondsAfterFinished()).isPositive();
        assertThat(spec.getActiveDeadlineSeconds()).isGreaterThan(600);
        assertThat(migration().getEnv())
                .containsAll(replica().getEnv())
                .filteredOn(variable -> !replica().getEnv().contains(variable))
                .singleElement()
                .returns("COUNTERSIGN_MIGRATE_ONLY", EnvVar::getName)
                .returns("true", EnvVar::getValue);
    }

    /** The name of the ConfigMap carries a hash of its content. */
    @Test
    void seesWhatAReplicaSeesButTheOperatorsKey() {
        assertThat(replica().getVolumeMounts())
                .containsAll(migration().getVolumeMounts())
                .filteredOn(mount -> !migration().getVolumeMounts().contains(mount))
                .extracting(mount -> mount.getName())
                .containsExactly("bootstrap");
        assertThat(manifests.pod().getVolumes())
                .containsAll(
                        manifests.migration().getSpec().getTemplate().getSpec().getVolumes());
        assertThat(migration().getSecurityContext()).isEqualTo(replica().getSecurityContext());
    }

    @Test
    void isNoReplica() {
        Map<String, String> labels =
                manifests.migration().getSpec().getTemplate().getMetadata().getLabels();

        assertThat(manifests.of(Service.class))
                .allSatisfy(service -> assertThat(labels.entrySet())
                        .doesNotContainAnyElementsOf(
                                service.getSpec().getSelector().entrySet()));
        assertThat(manifests.of(PodDisruptionBudget.class))
                .allSatisfy(budget -> assertThat(labels.entrySet())
                        .doesNotContainAnyElementsOf(
                                budget.getSpec().getSelector().getMatchLabels().entrySet()));
        assertThat(manifests
                        .of(NetworkPolicy.class)
                        .filter(policy -> labels.entrySet()
                                .containsAll(policy.getSpec()
                                        .getPodSelector()
                                        .getMatchLabels()
                                        .entrySet())))
                .extracting(policy -> policy.getMetadata().getName())
                .containsExactlyInAnyOrder("countersign-dns", "countersign-database");
    }

    /** So that the README's first apply leaves the Deployment as it is. */
    @Test
    void canBeAppliedBeforeTheReplicas() {
        assertThat(manifests.objects())
                .filteredOn(each -> "server".equals(label(each, "app.kubernetes.io/component")))
                .containsExactly(manifests.deployment());
    }

    private static @Nullable String label(HasMetadata object, String name) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(name);
    }
}
