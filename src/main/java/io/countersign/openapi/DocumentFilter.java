package io.countersign.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.jboss.jandex.IndexView;

/** Adds to what was read from the resources all that holds for every operation or every body. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DocumentFilter implements OASFilter {
    private final IndexView index;

    /** Made by Quarkus, which hands over what it knows of the application's classes. */
    public DocumentFilter(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        // SmallRye invents a scheme and requirements of its own; that of META-INF/openapi.yaml holds for all.
        new BodySchemas(index).complete(document);
        document.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> new OperationRules(document, path, method, operation).apply()));
    }
}
