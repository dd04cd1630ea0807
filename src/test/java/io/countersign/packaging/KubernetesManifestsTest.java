package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code kubectl kustomize} renders is valid down to the last field, base and example overlay. */
class KubernetesManifestsTest {
    private static RenderedManifests base;

    @BeforeAll
    static void render() {
        Kustomize.assumeInstalled();
        base = RenderedManifests.of("k8s/base");
    }

    @Test
    void containsEveryKindAndNoSecret() {
        assertThat(base.objects())
                .extracting(HasMetadata::getKind)
                .containsOnly(
                        "ConfigMap", "Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount");
    }

    @Test
    void overlayIsValidAndReplacesWhatTheSiteDecides() {
        Kustomize.assumeReadsFoldersAsResources();

        // When
        var overlay = RenderedManifests.of("k8s/overlays/example");

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
