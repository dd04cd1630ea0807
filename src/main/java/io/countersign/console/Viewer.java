package io.countersign.console;

import io.countersign.caller.HeldPermissions;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/**
 * For whom a page is made.
 *
 * @param may decides what the page offers; what is sent from it is judged anew
 * @param csrf what its forms carry
 * @param keyId the id of the API key that the session began with
 */
record Viewer(HeldPermissions may, String csrf, String keyId) {

    /** Who made that request. Only for one that was let in. */
    static Viewer of(RoutingContext context) {
        ConsoleSessions.Present present = Objects.requireNonNull(ConsoleSessions.present(context));
        return new Viewer(
                HeldPermissions.of(present.identity()),
                present.session().csrfToken(),
                present.session().key().id());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Viewer[not shown]";
    }
}
