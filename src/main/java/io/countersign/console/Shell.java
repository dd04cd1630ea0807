package io.countersign.console;

import io.countersign.caller.HeldPermissions;
import io.countersign.consent.PageSecurity;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes whole pages, each with its headers and the menu of whoever is signed in. */
@Singleton
class Shell {
    private static final String PREFIX = "caller:";

    private final Map<String, String> headers;

    /** @param styleSheet exactly what the pages' layout puts into its second style element */
    Shell(PageSecurity security, @Location("console/console.css") Template styleSheet) {
        this.headers = security.headersOfForms(styleSheet.render());
    }

    /** Of every page. */
    Map<String, String> headers() {
        return headers;
    }

    /** The page as the answer to a request that was let in. */
    Response page(RoutingContext context, Content content) {
        return page(200, context, content);
    }

    /** Likewise with another status. */
    Response page(int status, RoutingContext context, Content content) {
        return response(status).entity(render(context, content)).build();
    }

    /** The way to another page of the console, after something was sent. */
    Response seeOther(String path) {
        return response(Response.Status.SEE_OTHER.getStatusCode())
                .header("Location", path)
                .build();
    }

    private Response.ResponseBuilder response(int status) {
        Response.ResponseBuilder response = Response.status(status);
        headers.forEach(response::header);
        return response;
    }

    /** The page as HTML. */
    String render(RoutingContext context, Content content) {
        return new ConsolePage(frame(context), content).render();
    }

    private static Frame frame(RoutingContext context) {
        ConsoleSessions.@Nullable Present present = ConsoleSessions.present(context);
        if (present == null) {
            return Frame.EMPTY;
        }
        return new Frame(
                Menu.of(HeldPermissions.of(present.identity()), context.normalizedPath()),
                present.identity().getPrincipal().getName().substring(PREFIX.length()),
                present.session().csrfToken());
    }
}
