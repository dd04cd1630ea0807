package io.countersign.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Vert.x' timer: it goes off on the context that asked. */
@ApplicationScoped
class ContextTimer implements EarlierCallback.Timer {
    private final Vertx vertx;

    ContextTimer(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Uni<Void> after(Duration pause) {
        return Uni.createFrom().emitter(waiting -> vertx.setTimer(pause.toMillis(), timer -> waiting.complete(null)));
    }
}
