package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of a database keeps what was committed, archives it, and is the one that the base looks for. */
class KubernetesDatabaseTest {
    private static RenderedManifests database;

    @BeforeAll
    static void render() {
        Kustomize.assumeInstalled();
        database = RenderedManifests.of("k8s/postgresql");
    }

    private static GenericKubernetesResource one(String kind) {
        return database.of(GenericKubernetesResource.class)
                .filter(each -> each.getKind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void losesNoCommitWithItsPrimary() {
        GenericKubernetesResource cluster = one("Cluster");

        assertThat(cluster.<Integer>get("spec", "instances")).isEqualTo(3);
        assertThat(cluster.<Map<String, Object>>get("spec", "postgresql", "synchronous"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("method", "any", "number", 1, "dataDurability", "required", "failoverQuorum", true));
        assertThat(cluster.<Boolean>get("spec", "enableSuperuserAccess")).isFalse();
    }

    @Test
    void archivesItsLogAndIsBackedUp() {
        String store = one("ObjectStore").getMetadata().getName();
        String plugin = one("Cluster").get("spec", "plugins", 0, "name");

        assertThat(one("Cluster").<Boolean>get("spec", "plugins", 0, "isWALArchiver"))
                .isTrue();
        assertThat(one("Cluster").<String>get("spec", "plugins", 0, "parameters", "barmanObjectName"))
                .isEqualTo(store);
        assertThat(one("ScheduledBackup").<String>get("spec", "pluginConfiguration", "name"))
                .isEqualTo(plugin);
        assertThat(one("ScheduledBackup").<String>get("spec", "method")).isEqualTo("plugin");
        assertThat(one("ScheduledBackup").<String>get("spec", "cluster", "name"))
                .isEqualTo(one("Cluster").getMetadata().getName());
    }

    /**
     * A replica has up to 22 connections. In a rolling update all former replicas may still drain while the new ones
     * run, so each counts twice; ten are for people and tools. As docs/capacity.md counts.
     */
    @Test
    void hasConnectionsForARollingUpdate() {
        int replicas = Combination.base().render().deployment().getSpec().getReplicas();

        assertThat(Integer.parseInt(one("Cluster").get("spec", "postgresql", "parameters", "max_connections")))
                .isGreaterThanOrEqualTo(2 * replicas * 22 + 10);
    }

    @Test
    void isWhereTheBaseLooksForItAndLetsItIn() {
        // Given
        RenderedManifests base = Combination.base().render();
        GenericKubernetesResource cluster = one("Cluster");
        String host =
                cluster.getMetadata().getName() + "-rw." + cluster.getMetadata().getNamespace() + ".svc";
        String name = cluster.get("spec", "bootstrap", "initdb", "database");

        // Then
        assertThat(base.properties("site.properties").getProperty("quarkus.datasource.reactive.url"))
                .isEqualTo("postgresql://" + host + ":5432/" + name);
        assertThat(base.properties("site.properties").getProperty("quarkus.datasource.jdbc.url"))
                .startsWith("jdbc:postgresql://" + host + ":5432/" + name + "?");
        assertThat(database.of(NetworkPolicy.class)).singleElement().satisfies(policy -> {
            assertThat(policy.getSpec().getPodSelector().getMatchLabels())
                    .containsEntry("cnpg.io/cluster", cluster.getMetadata().getName());
            assertThat(policy.getSpec().getIngress().getFirst().getFrom().getFirst())
                    .returns(
                            Map.of("kubernetes.io/metadata.name", "countersign"),
                            peer -> peer.getNamespaceSelector().getMatchLabels())
                    .returns(
                            Map.of("app.kubernetes.io/part-of", "countersign"),
                            peer -> peer.getPodSelector().getMatchLabels());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "instances: 3, instance: 3, spec.instance is no such field",
        "instances: 3, instances: three, spec.instances is not integer",
        "method: any, method: every, spec.postgresql.synchronous.method is not any|first",
        "number: 1, failoverQuorum: true, spec.postgresql.synchronous.number is missing",
        "'spec:', 'spek:', no such field"
    })
    void fieldsOfAnOperatorsKindAreCheckedToo(String right, String wrong, String told) {
        String cluster = """
                apiVersion: postgresql.cnpg.io/v1
                kind: Cluster
                metadata:
                  name: vault
                spec:
                  instances: 3
                  postgresql:
                    synchronous:
                      method: any
                      number: 1
                """;
        StrictKubernetesModel model = new StrictKubernetesModel();

        assertThat(model.read(cluster)).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.read(cluster.replace(right, wrong)))
                .withMessageContaining("Cluster vault")
                .withMessageContaining(told);
    }
}
