package io.countersign.openapi;

import io.countersign.problem.ProblemType;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.IndexView;

/** Adds what is the same for many operations and bodies, by rule. Quarkus calls it while the application is built. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {
    private final IndexView index;

    /** Made by Quarkus, which hands over what it knows of the application's classes. */
    public ApiDescription(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        new SchemaRules(index, api).apply();
        OperationRules rules = new OperationRules(index, api.getComponents());
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach(rules::apply));
        Schema problem = Objects.requireNonNull(api.getComponents().getSchemas().get("Problem"));
        Objects.requireNonNull(problem.getProperties().get("type"))
                .setEnumeration(Arrays.stream(ProblemType.values())
                        .<Object>map(type -> type.uri().toString())
                        .toList());
    }
}
