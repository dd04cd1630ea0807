package io.countersign.packaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads manifests into fabric8's Kubernetes model and refuses what the API server would refuse or, worse, ignore: kinds
 * and fields that do not exist, numbers written as text.
 */
final class StrictKubernetesModel {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Knows every kind of Kubernetes, which takes a while to collect. */
    private static final KubernetesSerialization KINDS = new KubernetesSerialization();

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new NoAnySetter())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private final CustomKinds customKinds = new CustomKinds();

    /**
     * Reads every document of a YAML stream.
     *
     * @param yaml what {@code kubectl kustomize} printed
     * @return the objects in their order, never empty
     * @throws IllegalArgumentException naming the object and the field that is not part of the model or, for a kind of
     *     another project, of {@link CustomKinds}
     */
    List<HasMetadata> read(String yaml) {
        List<HasMetadata> objects = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            while (documents.hasNextValue()) {
                objects.add(object(documents.nextValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (objects.isEmpty()) {
            throw new IllegalArgumentException("no object was rendered");
        }
        return objects;
    }

    private HasMetadata object(JsonNode document) {
        String apiVersion = document.path("apiVersion").asText();
        String kind = document.path("kind").asText();
        String name =
                apiVersion + " " + kind + " " + document.at("/metadata/name").asText();
        try {
            if (customKinds.know(apiVersion, kind)) {
                customKinds.check(document);
                return YAML.treeToValue(document, GenericKubernetesResource.class);
            }
            Class<?> type = KINDS.getRegisteredKubernetesResource(apiVersion, kind);
            if (type == null) {
                throw new IllegalArgumentException("no such kind in the Kubernetes model");
            }
            return (HasMetadata) STRICT.treeToValue(document, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + ": " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /** fabric8's classes swallow unknown fields through an any-setter; without it Jackson reports them. */
    private static final class NoAnySetter extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
