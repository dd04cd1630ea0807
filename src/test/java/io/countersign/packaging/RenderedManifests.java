package io.countersign.packaging;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/** The objects of one folder of manifests, read strictly. */
record RenderedManifests(List<HasMetadata> objects) {
    /** Renders {@code folder}, relative to the repository; any unknown field is an {@link IllegalArgumentException}. */
    static RenderedManifests of(String folder) {
        return new RenderedManifests(new StrictKubernetesModel().read(Kustomize.render(folder)));
    }

    <T extends HasMetadata> Stream<T> of(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }

    Deployment deployment() {
        return of(Deployment.class).findFirst().orElseThrow();
    }

    Job migration() {
        return of(Job.class).findFirst().orElseThrow();
    }

    PodSpec pod() {
        return deployment().getSpec().getTemplate().getSpec();
    }

    /** Of whatever starts pods: the Deployment, and a Job where there is one. */
    List<PodTemplateSpec> templates() {
        return Stream.concat(
                        of(Deployment.class)
                                .map(deployment -> deployment.getSpec().getTemplate()),
                        of(Job.class).map(job -> job.getSpec().getTemplate()))
                .toList();
    }

    List<PodSpec> pods() {
        return templates().stream().map(PodTemplateSpec::getSpec).toList();
    }

    /** All containers of all {@link #pods}. */
    List<Container> containers() {
        return pods().stream()
                .flatMap(pod -> Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()))
                .toList();
    }

    /** One properties file of the generated ConfigMap. */
    Properties properties(String file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(of(ConfigMap.class)
                    .map(map -> map.getData().get(file))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    static List<Integer> ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort().getIntVal()).toList();
    }
}
