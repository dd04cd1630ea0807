package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code kubectl kustomize k8s/base} renders: valid down to the last field, and safe. */
class KubernetesManifestsTest {
    private static final String BASE = "k8s/base";
    private static final String OVERLAY = "k8s/overlays/example";

    @BeforeAll
    static void kubectl() {
        Kustomize.assumeInstalled();
    }

    @Test
    void containsEveryKindAndNoSecret() {
        assertThat(base())
                .extracting(HasMetadata::getKind)
                .containsOnly(
                        "ConfigMap",
                        "Deployment",
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "Service",
                        "ServiceAccount");
    }

    @Test
    void overlayIsValidAndReplacesWhatTheSiteDecides() {
        Kustomize.assumeReadsFoldersAsResources();

        // When
        var objects = read(OVERLAY);

        // Then
        assertThat(objects).doesNotHaveAnyElementsOfTypes(Secret.class);
        assertThat(of(objects, ConfigMap.class).findFirst().orElseThrow().getData())
                .containsKeys("countersign.properties", "site.properties")
                .extractingByKey("site.properties")
                .asString()
                .contains("countersign.public-url=https://countersign.acme.example")
                .doesNotContain("countersign.example.com");
        assertThat(of(objects, NetworkPolicy.class))
                .flatExtracting(policy -> policy.getSpec().getEgress())
                .filteredOn(rule -> ports(rule).contains(5432))
                .flatExtracting(NetworkPolicyEgressRule::getTo)
                .extracting(peer -> peer.getIpBlock().getCidr())
                .containsExactly("10.20.0.5/32");
    }

    @Test
    void takesNoSecretFromTheEnvironment() {
        assertThat(containers()).allSatisfy(container -> {
            assertThat(container.getEnvFrom()).isEmpty();
            assertThat(container.getEnv())
                    .allSatisfy(variable -> assertThat(variable.getValueFrom()).isNull())
                    .extracting(variable -> variable.getName().toLowerCase(java.util.Locale.ROOT))
                    .noneMatch(name -> name.contains("password") || name.contains("secret") || name.contains("key"));
        });
    }

    @Test
    void mountsEverySecretReadOnlyAndForNobodyElse() {
        var secrets = pod().getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .toList();

        assertThat(secrets)
                .extracting(volume -> volume.getSecret().getSecretName())
                .containsExactlyInAnyOrder("countersign-database", "countersign-keyring", "countersign-bootstrap");
        assertThat(secrets)
                .extracting(volume -> volume.getSecret().getDefaultMode())
                .containsOnly(0440);
        assertThat(containers())
                .flatExtracting(Container::getVolumeMounts)
                .filteredOn(mount -> !mount.getName().equals("tmp"))
                .allSatisfy(mount -> assertThat(mount.getReadOnly()).isTrue());
    }

    @Test
    void runsWithoutAnyPrivilege() {
        var context = pod().getSecurityContext();
        assertThat(context.getRunAsNonRoot()).isTrue();
        assertThat(context.getRunAsUser()).isEqualTo(1001);
        assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(containers()).allSatisfy(container -> {
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

    @Test
    void carriesNoTokenOfTheCluster() {
        assertThat(pod().getAutomountServiceAccountToken()).isFalse();
        assertThat(of(base(), ServiceAccount.class))
                .singleElement()
                .satisfies(account ->
                        assertThat(account.getAutomountServiceAccountToken()).isFalse());
    }

    @Test
    void isProbedOnTheManagementPort() {
        assertThat(containers()).allSatisfy(container -> {
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
        assertThat(containers()).allSatisfy(container -> {
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    @Test
    void waitsForTheDrainBeforeTheKill() {
        // Given
        Properties settings = properties("countersign.properties");
        Duration delay = Duration.parse("PT" + settings.getProperty("quarkus.shutdown.delay"));
        Duration timeout = Duration.parse("PT" + settings.getProperty("quarkus.shutdown.timeout"));
        Duration callToDocuSign = Duration.ofSeconds(30);

        // When
        Duration grace = Duration.ofSeconds(pod().getTerminationGracePeriodSeconds());

        // Then
        assertThat(timeout).isGreaterThan(callToDocuSign);
        assertThat(grace).isGreaterThan(delay.plus(timeout));
    }

    @Test
    void updatesWithoutAGap() {
        var spec = deployment().getSpec();

        assertThat(spec.getReplicas()).isGreaterThanOrEqualTo(3);
        assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
                .isZero();
        assertThat(spec.getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(spec.getSelector().getMatchLabels());
    }

    @Test
    void publishesOnlyTheMainPort() {
        assertThat(of(base(), Service.class)).singleElement().satisfies(service -> {
            assertThat(service.getSpec().getType()).isIn(null, "ClusterIP");
            assertThat(service.getSpec().getPorts())
                    .singleElement()
                    .returns(8080, port -> port.getPort())
                    .returns("http", port -> port.getTargetPort().getStrVal());
            assertThat(deployment().getSpec().getTemplate().getMetadata().getLabels())
                    .containsAllEntriesOf(service.getSpec().getSelector());
        });
    }

    @Test
    void letsTrafficOutToTheNeededPortsOnly() {
        var rules = of(base(), NetworkPolicy.class)
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .toList();

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.getTo()).isNotEmpty();
            assertThat(ports(rule)).isNotEmpty();
        });
        assertThat(rules).flatExtracting(KubernetesManifestsTest::ports).containsOnly(53, 443, 5432);
        assertThat(rules)
                .flatExtracting(NetworkPolicyEgressRule::getTo)
                .extracting(NetworkPolicyPeer::getIpBlock)
                .filteredOn(block -> block != null && block.getCidr().equals("0.0.0.0/0"))
                .singleElement()
                .satisfies(block -> assertThat(block.getExcept())
                        .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"));
    }

    @Test
    void letsNobodyInWithoutARule() {
        var labels = deployment().getSpec().getTemplate().getMetadata().getLabels();
        var policies = of(base(), NetworkPolicy.class).toList();

        assertThat(policies)
                .allSatisfy(policy -> assertThat(labels)
                        .containsAllEntriesOf(
                                policy.getSpec().getPodSelector().getMatchLabels()))
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

    @Test
    void configuresEveryFileThatItMounts() {
        // Given
        String locations = containers().getFirst().getEnv().stream()
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
        assertThat(containers().getFirst().getVolumeMounts())
                .extracting(mount -> mount.getMountPath())
                .contains(
                        properties("countersign.properties").getProperty("countersign.keyring.directory"),
                        "/etc/countersign/config",
                        "/etc/countersign/database",
                        "/etc/countersign/bootstrap");
        assertThat(properties("countersign.properties").getProperty("countersign.bootstrap.api-key-file"))
                .startsWith("/etc/countersign/bootstrap/");
        assertThat(properties("site.properties"))
                .containsKeys(
                        "countersign.public-url",
                        "countersign.keyring.primary",
                        "quarkus.http.proxy.trusted-proxies");
    }

    @Test
    void talksToTheDatabaseOverVerifiedTlsOnly() {
        Properties site = properties("site.properties");

        assertThat(site.getProperty("quarkus.datasource.jdbc.url")).contains("sslmode=verify-full");
        assertThat(site.getProperty("quarkus.datasource.reactive.postgresql.ssl-mode"))
                .isEqualTo("verify-full");
        assertThat(site.getProperty("quarkus.datasource.reactive.hostname-verification-algorithm"))
                .isEqualTo("HTTPS");
    }

    private static void assertProbe(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    }

    private static List<Integer> ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort().getIntVal()).toList();
    }

    private static Properties properties(String file) {
        ConfigMap config = of(base(), ConfigMap.class).findFirst().orElseThrow();
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(config.getData().get(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static List<Container> containers() {
        return pod().getContainers();
    }

    private static PodSpec pod() {
        return deployment().getSpec().getTemplate().getSpec();
    }

    private static Deployment deployment() {
        return of(base(), Deployment.class).findFirst().orElseThrow();
    }

    private static List<HasMetadata> base() {
        return read(BASE);
    }

    private static List<HasMetadata> read(String folder) {
        return new StrictKubernetesModel().read(Kustomize.render(folder));
    }

    private static <T extends HasMetadata> Stream<T> of(List<HasMetadata> objects, Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }
}
