package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is published: to browsers as little as a consent needs, the API only where it is asked for. */
class KubernetesIngressTest {
    private static final String NGINX = "nginx.ingress.kubernetes.io/";

    @BeforeAll
    static void assumeKustomize() {
        Kustomize.assumeInstalled();
        Kustomize.assumeKnowsReplacements();
    }

    private static List<HTTPIngressPath> paths(RenderedManifests manifests) {
        return manifests
                .of(Ingress.class)
                .flatMap(ingress -> ingress.getSpec().getRules().stream())
                .flatMap(rule -> rule.getHttp().getPaths().stream())
                .toList();
    }

    private static boolean published(List<HTTPIngressPath> paths, String path) {
        return paths.stream()
                .anyMatch(each -> each.getPathType().equals("Exact")
                        ? path.equals(each.getPath())
                        : path.equals(each.getPath()) || path.startsWith(each.getPath() + "/"));
    }

    /** The paths of the table of endpoints. */
    private static List<String> endpoints() throws IOException {
        return Pattern.compile("(?m)^\\| `(?:GET|POST|PUT|DELETE) (/[^`]*)`")
                .matcher(Files.readString(Path.of("docs/api.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void publishesWhatBrowsersNeedAndNoMore() throws IOException {
        var paths = paths(Combination.example().render());

        assertThat(endpoints())
                .hasSizeGreaterThan(40)
                .filteredOn(endpoint -> published(paths, endpoint))
                .isNotEmpty()
                .allMatch(endpoint -> endpoint.startsWith("/consent/") || endpoint.startsWith("/oauth/callback/"))
                .contains("/consent/{link}", "/oauth/callback/{integration}");
        assertThat(paths).extracting(HTTPIngressPath::getPath).containsExactly("/consent", "/oauth/callback");
    }

    @Test
    void publishesEveryEndpointToCallersOutsideAndNothingOfTheManagementPort() throws IOException {
        var paths = paths(Combination.example("outside-callers").render());

        // Operators come from inside.
        assertThat(endpoints()).allMatch(endpoint -> published(paths, endpoint) != endpoint.startsWith("/console"));
        assertThat(List.of("/", "/q/metrics", "/q/health", "/q/openapi")).noneMatch(path -> published(paths, path));
        assertThat(paths)
                .extracting(path -> path.getBackend().getService().getPort().getName())
                .containsOnly("http");
    }

    @Test
    void bothAreTheSameAddressWithTheSameCertificate() {
        var ingresses = Combination.example("outside-callers")
                .render()
                .of(Ingress.class)
                .toList();

        assertThat(ingresses).hasSize(2).allSatisfy(ingress -> {
            assertThat(ingress.getSpec().getIngressClassName()).isEqualTo("nginx");
            assertThat(ingress.getSpec().getRules())
                    .extracting(rule -> rule.getHost())
                    .containsExactly("countersign.acme.example");
            assertThat(ingress.getSpec().getTls()).singleElement().satisfies(tls -> {
                assertThat(tls.getHosts()).containsExactly("countersign.acme.example");
                assertThat(tls.getSecretName()).isEqualTo("countersign-tls");
            });
        });
    }

    /** Addresses with links and codes are not written down; 64 MiB pass, as they come. */
    @Test
    void logsNoLinkAndLetsUploadsPass() {
        var ingresses = Combination.example("outside-callers")
                .render()
                .of(Ingress.class)
                .toList();

        assertThat(ingresses)
                .filteredOn(ingress -> ingress.getMetadata().getName().equals("countersign"))
                .singleElement()
                .satisfies(ingress -> assertThat(ingress.getMetadata().getAnnotations())
                        .containsEntry(NGINX + "enable-access-log", "false"));
        assertThat(ingresses)
                .filteredOn(ingress -> ingress.getMetadata().getName().equals("countersign-callers"))
                .singleElement()
                .satisfies(ingress -> assertThat(ingress.getMetadata().getAnnotations())
                        .containsEntry(NGINX + "proxy-body-size", "64m")
                        .containsEntry(NGINX + "proxy-request-buffering", "off")
                        .containsEntry(NGINX + "proxy-next-upstream", "off"));
    }
}
