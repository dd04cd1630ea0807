package io.countersign.ops;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.Future;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Gives every connection that a port accepts, the management port's too, its {@link HeaderDeadline}. Vert.x lets nobody
 * at a connection before the headers of its first request are there; the loop that accepts for all of its ports does.
 */
@ApplicationScoped
@SuppressWarnings("FutureReturnValueIgnored") // Netty's, of what needs no answer.
class Doors {
    private static final Logger LOG = Logger.getLogger(Doors.class);
    private static final String NAME = Doors.class.getSimpleName();

    private final Vertx vertx;
    private final Duration limit;

    Doors(Vertx vertx, HttpConfiguration configuration) {
        this.vertx = vertx;
        this.limit = configuration.headerDeadline();
    }

    void open(@ObservesAsync HttpServerStart event) {
        open();
    }

    void open(@ObservesAsync HttpsServerStart event) {
        open();
    }

    /** Nobody hears what fails in an observer. */
    private void open() {
        try {
            watch(vertx, limit).addListener(done -> {
                if (!done.isSuccess()) {
                    complain(done.cause());
                }
            });
        } catch (RuntimeException e) {
            complain(e);
        }
    }

    private static void complain(Throwable failure) {
        LOG.error(
                "Connections that send no headers are not closed after countersign.http.header-deadline: Vert.x has"
                        + " changed",
                failure);
    }

    /** From when this is done, on all ports that are open then; a port that has it already keeps it. */
    static Future<?> watch(Vertx vertx, Duration limit) {
        SingleThreadEventLoop loop = (SingleThreadEventLoop)
                ((VertxInternal) vertx).getAcceptorEventLoopGroup().next();
        return loop.submit(() -> loop.registeredChannelsIterator().forEachRemaining(port -> {
            if (port instanceof ServerChannel && port.pipeline().context(NAME) == null) {
                port.pipeline().addFirst(NAME, new Entrance(limit));
            }
        }));
    }

    /** What arrives at a port are its connections. */
    private static final class Entrance extends ChannelInboundHandlerAdapter {
        private final Duration limit;

        private Entrance(Duration limit) {
            this.limit = limit;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object connection) {
            ((Channel) connection).pipeline().addFirst(new HeaderDeadline(limit).arrival());
            context.fireChannelRead(connection);
        }
    }
}
