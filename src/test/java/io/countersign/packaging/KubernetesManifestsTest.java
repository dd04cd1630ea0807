package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code kubectl kustomize} renders is valid down to the last field, and safe: base, overlays, components. */
class KubernetesManifestsTest {
    private static RenderedManifests base;

    @BeforeAll
    static void render() {
        Kustomize.assumeInstalled();
        base = Combination.base().render();
    }

    @Test
    void containsEveryKindAndNoSecret() {
        assertThat(base.objects())
                .extracting(HasMetadata::getKind)
                .containsOnly(
                        "ConfigMap", "Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount");
    }

    @ParameterizedTest
    @MethodSource("io.countersign.packaging.Combination#all")
    void everyCombinationIsValidAndSafe(Combination combination) {
        Kustomize.assumeKnowsReplacements();

        // When
        var manifests = combination.render();

        // Then
        PodSafety.assertSafe(manifests);
        assertThat(manifests.objects()).doesNotHaveAnyElementsOfTypes(Secret.class);
        assertThat(manifests.containers())
                .extracting(Container::getImage)
                .satisfies(images -> assertThat(new HashSet<>(images)).hasSize(1));
    }

    @Test
    void theImageOfTheJvmHasRoomForIt() {
        Kustomize.assumeKnowsReplacements();

        // Given
        var overlay = new Combination("k8s/overlays/jvm", List.of()).render();
        var site = Combination.example("migration", "jvm").render();

        // Then
        assertThat(overlay.containers()).extracting(Container::getImage).containsExactly("countersign-jvm:0.1.0");
        assertThat(site.containers())
                .extracting(Container::getImage)
                .containsOnly("registry.example.com/countersign:0.1.0");
        assertThat(List.of(overlay.deployment(), site.deployment()))
                .allSatisfy(deployment -> assertThat(deployment
                                .getSpec()
                                .getTemplate()
                                .getSpec()
                                .getContainers()
                                .getFirst()
                                .getResources())
                        .returns(
                                Quantity.parse("512Mi"),
                                resources -> resources.getLimits().get("memory"))
                        .returns(
                                Quantity.parse("512Mi"),
                                resources -> resources.getRequests().get("memory")));
    }

    /** By the PodMonitor, or by the annotations: by both, each sample would count twice. */
    @Test
    void isFoundByPrometheusInOneWayOnly() {
        Kustomize.assumeKnowsReplacements();

        assertThat(base.deployment().getSpec().getTemplate().getMetadata().getAnnotations())
                .containsEntry("prometheus.io/scrape", "true");
        RenderedManifests monitored = Combination.example("monitoring").render();
        assertThat(monitored.objects()).extracting(HasMetadata::getKind).contains("PodMonitor", "PrometheusRule");
        assertThat(monitored.deployment().getSpec().getTemplate().getMetadata().getAnnotations())
                .satisfiesAnyOf(
                        annotations -> assertThat(annotations).isNull(),
                        annotations ->
                                assertThat(annotations.keySet()).noneMatch(each -> each.startsWith("prometheus.io/")));
    }

    @Test
    void overlayIsValidAndReplacesWhatTheSiteDecides() {
        Kustomize.assumeKnowsReplacements();

        // When
        var overlay = Combination.example().render();

        // Then
        assertThat(overlay.objects()).doesNotHaveAnyElementsOfTypes(Secret.class);
        assertThat(overlay.of(ConfigMap.class).findFirst().orElseThrow().getData())
                .containsKeys("countersign.properties", "site.properties")
                .extractingByKey("site.properties")
                .asString()
                .contains("countersign.public-url=https://countersign.acme.example")
                .doesNotContain("countersign.example.com");
        assertThat(overlay.of(NetworkPolicy.class))
                .flatExtracting(policy -> policy.getSpec().getEgress())
                .filteredOn(rule -> RenderedManifests.ports(rule).contains(5432))
                .flatExtracting(NetworkPolicyEgressRule::getTo)
                .extracting(peer -> peer.getIpBlock().getCidr())
                .containsExactly("10.20.0.5/32");
    }
}
