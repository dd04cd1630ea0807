package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may reach the vault, and where the vault may go. */
class KubernetesNetworkTest {
    private static RenderedManifests base;

    @BeforeAll
    static void render() {
        Kustomize.assumeInstalled();
        base = Combination.base().render();
    }

    @Test
    void publishesOnlyTheMainPort() {
        assertThat(base.of(Service.class)).singleElement().satisfies(service -> {
            assertThat(service.getSpec().getType()).isIn(null, "ClusterIP");
            assertThat(service.getSpec().getPorts())
                    .singleElement()
                    .returns(8080, port -> port.getPort())
                    .returns("http", port -> port.getTargetPort().getStrVal());
            assertThat(base.deployment().getSpec().getTemplate().getMetadata().getLabels())
                    .containsAllEntriesOf(service.getSpec().getSelector());
        });
    }

    @Test
    void letsTrafficOutToTheNeededPortsOnly() {
        var rules = base.of(NetworkPolicy.class)
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .toList();

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.getTo()).isNotEmpty();
            assertThat(RenderedManifests.ports(rule)).isNotEmpty();
        });
        assertThat(rules).flatExtracting(RenderedManifests::ports).containsOnly(53, 443, 5432);
        assertThat(rules)
                .flatExtracting(NetworkPolicyEgressRule::getTo)
                .extracting(NetworkPolicyPeer::getIpBlock)
                .filteredOn(block -> block != null && block.getCidr().equals("0.0.0.0/0"))
                .singleElement()
                .satisfies(block -> assertThat(block.getExcept())
                        .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"));
    }

    @Test
    void aProxyTakesTheInternetsPlace() {
        Kustomize.assumeKnowsReplacements();

        assertThat(Combination.exampleWith("- path: proxy-egress.yaml").of(NetworkPolicy.class))
                .filteredOn(policy -> policy.getMetadata().getName().equals("countersign"))
                .flatExtracting(policy -> policy.getSpec().getEgress())
                .singleElement()
                .satisfies(rule -> {
                    assertThat(RenderedManifests.ports(rule)).containsExactly(3128);
                    assertThat(rule.getTo())
                            .extracting(peer -> peer.getIpBlock().getCidr())
                            .containsExactly("10.20.0.8/32");
                });
    }

    /** The API server, and what a site makes of it. */
    @Test
    void asksTheClusterForKeysOnTheApiServersPortsOnly() {
        Kustomize.assumeKnowsReplacements();

        assertThat(issuerRule(Combination.example("workload-identity").render()))
                .extracting(RenderedManifests::ports)
                .isEqualTo(List.of(443, 6443));
        assertThat(issuerRule(Combination.exampleWith("- path: issuer-egress.yaml", "workload-identity")))
                .satisfies(rule -> assertThat(RenderedManifests.ports(rule)).containsExactly(6443))
                .satisfies(rule -> assertThat(rule.getTo())
                        .extracting(peer -> peer.getIpBlock().getCidr())
                        .containsExactly("10.20.0.2/32"));
    }

    private static NetworkPolicyEgressRule issuerRule(RenderedManifests site) {
        return site.of(NetworkPolicy.class)
                .filter(policy -> policy.getMetadata().getName().equals("countersign-issuer"))
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getEgress()
                .getFirst();
    }

    /** NodeLocal DNSCache is no pod that a selector could name. */
    @Test
    void asksForNamesAtTheClusterAndAtANodesCacheOnly() {
        assertThat(base.of(NetworkPolicy.class))
                .flatExtracting(policy -> policy.getSpec().getEgress())
                .filteredOn(rule -> RenderedManifests.ports(rule).contains(53))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getTo())
                        .hasSize(3)
                        .extracting(NetworkPolicyPeer::getIpBlock)
                        .filteredOn(Objects::nonNull)
                        .extracting(block -> block.getCidr())
                        .containsExactly("169.254.20.10/32", "fd00::10/128"));
    }

    @Test
    void letsNobodyInWithoutARule() {
        var labels = base.deployment().getSpec().getTemplate().getMetadata().getLabels();
        var policies = base.of(NetworkPolicy.class).toList();

        assertThat(policies)
                .allSatisfy(policy -> assertThat(labels)
                        .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels()))
                .flatExtracting(policy -> policy.getSpec().getPolicyTypes())
                .contains("Ingress", "Egress");
        assertThat(policies)
                .flatExtracting(policy -> policy.getSpec().getIngress())
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.getFrom()).isNotEmpty();
                    assertThat(rule.getPorts()).isNotEmpty();
                });
    }
}
