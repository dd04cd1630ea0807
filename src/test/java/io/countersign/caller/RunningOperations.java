package io.countersign.caller;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

/**
 * The operations of the application that is running, as its router knows them: whatever annotation or interface they
 * come from.
 */
final class RunningOperations {
    private RunningOperations() {}

    /**
     * Method and path template of each, such as {@code GET /v1/tenants/{tenant}}. Resources that tests bring are called
     * Testing… and left out.
     */
    static Set<String> all() {
        Set<String> operations = new TreeSet<>();
        RuntimeResourceVisitor.visitRuntimeResources(
                "", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
                        if (!resource.getResourceClass().getSimpleName().startsWith("Testing")) {
                            operations.add(method + " " + template(resource));
                        }
                    }
                });
        return operations;
    }

    private static String template(RuntimeResource resource) {
        String path = resource.getClassPath().template + "/" + resource.getPath().template;
        return path.replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
    }
}
