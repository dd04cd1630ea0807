package io.countersign.openapi;

import io.countersign.naming.Name;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jspecify.annotations.Nullable;

/** What follows from an operation's path and method: the problems it may answer, how its answers are called, which names its path takes. */
final class OperationRules {
    private static final String NAME = "^" + Name.PATTERN + "$";
    private static final String SCHEMAS = "#/components/schemas/";

    private final OpenAPI document;

    private final String path;
    private final PathItem.HttpMethod method;
    private final Operation operation;

    OperationRules(OpenAPI document, String path, PathItem.HttpMethod method, Operation operation) {
        this.document = document;
        this.path = path;
        this.method = method;
        this.operation = operation;
    }

    void apply() {
        operation.setSecurity(null);
        parameters();
        body();
        successes();
        problems();
    }

    private void parameters() {
        for (Parameter parameter : parametersOf(operation)) {
            Schema schema = parameter.getSchema();
            if (parameter.getIn() == Parameter.In.PATH
                    && schema != null
                    && !parameter.getName().equals("id")) {
                schema.setPattern(NAME);
            }
        }
    }

    private void body() {
        RequestBody body = operation.getRequestBody();
        if (body == null) {
            return;
        }
        Schema schema = schemaOf(body.getContent());
        // A body in which everything is optional may be left out.
        body.setRequired(schema != null && schema.getRequired() != null && !schema.getRequired().isEmpty());
        addExample(body.getContent());
    }

    private void successes() {
        APIResponses responses = operation.getResponses();
        Map<String, APIResponse> all = responses.getAPIResponses();
        if (method == PathItem.HttpMethod.PUT) {
            APIResponse replaced = all.get("200");
            replaced.setDescription("Replaced");
            responses.addAPIResponse(
                    "201", OASFactory.createAPIResponse().description("Created").content(replaced.getContent()));
        }
        all.forEach((status, response) -> {
            if (status.equals("200") && "OK".equals(response.getDescription())) {
                response.setDescription("As it is now");
            }
            if (status.equals("204")) {
                response.setDescription("Deleted");
            }
            if (status.startsWith("2")) {
                addExample(response.getContent());
            }
        });
    }

    private void problems() {
        APIResponses responses = operation.getResponses();
        refer(responses, "401", "Unauthenticated");
        refer(responses, "403", "Forbidden");
        responses.removeAPIResponse("400");
        if (operation.getRequestBody() != null) {
            refer(responses, "400", "MalformedBody");
        }
        if (path.contains("{") || path.equals("/v1/audit-events")) {
            refer(responses, "404", "NotFound");
        }
        refer(responses, "405", "MethodNotAllowed");
        refer(responses, "406", "NotAcceptable");
        refer(responses, "413", "PayloadTooLarge");
        refer(responses, "415", "UnsupportedMediaType");
        if (operation.getRequestBody() != null || parametersOf(operation).stream().anyMatch(this::isJudged)) {
            refer(responses, "422", "InvalidFields");
        }
        refer(responses, "429", "TooManyRequests");
        refer(responses, "500", "Internal");
        refer(responses, "503", "Unavailable");
        APIResponse conflict = responses.getAPIResponse("409");
        if (conflict != null) {
            conflict.setContent(OASFactory.createContent()
                    .addMediaType(
                            "application/problem+json",
                            OASFactory.createMediaType()
                                    .schema(OASFactory.createSchema().ref("Problem"))
                                    .addExample("conflict", OASFactory.createExample().ref("Conflict"))));
        }
    }

    private boolean isJudged(Parameter parameter) {
        return parameter.getIn() == Parameter.In.QUERY;
    }

    private static void refer(APIResponses responses, String status, String name) {
        responses.addAPIResponse(status, OASFactory.createAPIResponse().ref(name));
    }

    private static List<Parameter> parametersOf(Operation operation) {
        return operation.getParameters() == null ? List.of() : operation.getParameters();
    }

    /** Where {@code META-INF/openapi.yaml} has an example of that schema's name. */
    private void addExample(@Nullable Content content) {
        if (content == null) {
            return;
        }
        for (MediaType type : content.getMediaTypes().values()) {
            String name = nameOf(type.getSchema());
            if (name != null
                    && document.getComponents().getExamples() != null
                    && document.getComponents().getExamples().containsKey(name)
                    && type.getExamples() == null) {
                type.addExample("usual", OASFactory.createExample().ref(name));
            }
        }
    }

    private @Nullable Schema schemaOf(Content content) {
        String name = nameOf(content.getMediaTypes().values().iterator().next().getSchema());
        return name == null ? null : document.getComponents().getSchemas().get(name);
    }

    private static @Nullable String nameOf(@Nullable Schema schema) {
        return schema == null || schema.getRef() == null ? null : schema.getRef().substring(SCHEMAS.length());
    }
}
