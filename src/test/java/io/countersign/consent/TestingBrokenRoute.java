package io.countersign.consent;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Routes that fail outside of any resource. */
@ApplicationScoped
class TestingBrokenRoute {
    static final String CALLBACK = "/oauth/callback/broken-route";
    static final String LINK = "/consent/broken-route";
    static final String ELSEWHERE = "/broken-route";

    void install(@Observes Router router) {
        for (String path : new String[] {CALLBACK, LINK, ELSEWHERE}) {
            router.route(path + "/*")
                    .order(-1)
                    .handler(request -> request.fail(new IllegalStateException("broken route")));
        }
    }
}
