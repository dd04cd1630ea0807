package io.countersign.openapi;

import io.countersign.naming.Name;
import io.quarkus.security.PermissionsAllowed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an operation's method, path and annotations: the permission it asks for, which problems it answers,
 * and examples.
 */
final class OperationRules {
    /**
     * An extension: the permission that the operation needs, as in docs/api.md; absent where any credential will do.
     */
    private static final String PERMISSION = "x-required-permission";

    /** What a resource asks for by a name of its own: what it stands for. */
    private static final Map<String, String> FOR_ALL = Map.of(
            "every-tenant:import", "tenant:manage and connection:manage",
            "audit:read-all", "audit:read",
            "connections:list", "connection:read",
            "tenant-keyset:rotate", "keyring:manage");

    private static final Set<String> IDS = Set.of("id", "key");

    private static final DotName OPERATION =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);
    private static final DotName PERMISSIONS = DotName.createSimple(PermissionsAllowed.class);

    private final IndexView index;
    private final Components components;

    OperationRules(IndexView index, Components components) {
        this.index = index;
        this.components = components;
    }

    void apply(HttpMethod method, Operation operation) {
        String permission = permission(operation.getOperationId());
        if (permission != null) {
            operation.addExtension(PERMISSION, FOR_ALL.getOrDefault(permission, permission));
        }
        parametersOf(operation).forEach(OperationRules::constrain);
        Map<String, APIResponse> responses =
                new TreeMap<>(operation.getResponses().getAPIResponses());
        if (method == HttpMethod.PUT) {
            APIResponse replaced = Objects.requireNonNull(responses.get("200")).description("Replaced");
            responses.put(
                    "201", OASFactory.createAPIResponse().description("Created").content(replaced.getContent()));
        }
        responses.values().forEach(this::illustrate);
        addProblems(method, operation, permission != null, responses);
        operation.getResponses().setAPIResponses(responses);
        RequestBody body = operation.getRequestBody();
        if (body != null) {
            body.setRequired(hasRequiredFields(body));
            illustrate(body.getContent());
        }
    }

    /** A body in which everything is optional may be left out. */
    private boolean hasRequiredFields(RequestBody body) {
        MediaType json = body.getContent().getMediaTypes().values().iterator().next();
        Schema schema = Objects.requireNonNull(components.getSchemas().get(schemaName(json)));
        return schema.getRequired() != null && !schema.getRequired().isEmpty();
    }

    private static void addProblems(
            HttpMethod method, Operation operation, boolean permission, Map<String, APIResponse> responses) {
        refer(responses, "400", operation.getRequestBody() == null ? "MalformedRequest" : "MalformedBody");
        refer(responses, "401", "Unauthenticated");
        refer(responses, "406", "NotAcceptable");
        refer(responses, "413", "PayloadTooLarge");
        refer(responses, "415", "UnsupportedMediaType");
        // Without a body or parameters, of a parameter that it does not have.
        APIResponse invalid = responses.get("422");
        if (invalid == null || invalid.getRef() == null) {
            refer(responses, "422", "InvalidFields");
        }
        refer(responses, "429", "TooManyRequests");
        refer(responses, "500", "Internal");
        refer(responses, "503", "Unavailable");
        if (permission) {
            refer(responses, "403", "Forbidden");
            refer(responses, "404", "NotFound");
        }
        if (method != HttpMethod.GET) {
            APIResponse own = responses.get("409");
            if (own == null || own.getRef() == null) {
                responses.put(
                        "409",
                        OASFactory.createAPIResponse()
                                .ref("Conflict")
                                .description(own == null ? null : own.getDescription()));
            }
        }
    }

    private static void refer(Map<String, APIResponse> responses, String status, String name) {
        responses.put(status, OASFactory.createAPIResponse().ref(name));
    }

    private static List<Parameter> parametersOf(Operation operation) {
        return operation.getParameters() == null ? List.of() : operation.getParameters();
    }

    /** Whatever stands in a path is a name, but for ids, those of keys too, which are names of files. */
    private static void constrain(Parameter parameter) {
        if (parameter.getIn() == Parameter.In.PATH && !IDS.contains(parameter.getName())) {
            parameter.getSchema().setPattern(SchemaRules.whole(Name.PATTERN));
        }
    }

    private void illustrate(APIResponse response) {
        if (response.getContent() != null) {
            illustrate(response.getContent());
        }
    }

    /** By the example in META-INF/openapi.yaml that is called as the schema. */
    private void illustrate(Content content) {
        for (MediaType type : content.getMediaTypes().values()) {
            String name = schemaName(type);
            if (!components.getExamples().containsKey(name)) {
                throw new IllegalStateException("META-INF/openapi.yaml lacks an example called " + name);
            }
            type.setExamples(Map.of("usual", OASFactory.createExample().ref(name)));
        }
    }

    private static String schemaName(MediaType type) {
        String reference = type.getSchema().getRef();
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private @Nullable String permission(String operationId) {
        MethodInfo method = index.getAnnotations(OPERATION).stream()
                .filter(operation -> operation.value("operationId") != null
                        && operation.value("operationId").asString().equals(operationId))
                .map(AnnotationInstance::target)
                .map(AnnotationTarget::asMethod)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("An operation has no @Operation with an operationId"));
        AnnotationInstance own = method.annotation(PERMISSIONS);
        AnnotationInstance permissions =
                own != null ? own : method.declaringClass().declaredAnnotation(PERMISSIONS);
        return permissions == null ? null : permissions.value().asStringArray()[0];
    }
}
