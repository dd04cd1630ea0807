package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingWait;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** That the ports of a running application have what the tests of it try on ports of their own. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class DoorsTest {

    @Inject
    Vertx vertx;

    /** The address of each open port, and whether its connections get a deadline. */
    private Map<String, Boolean> ports() {
        Map<String, Boolean> found = new HashMap<>();
        for (EventExecutor loop : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            Callable<Void> look = () -> {
                ((SingleThreadEventLoop) loop).registeredChannelsIterator().forEachRemaining(port -> note(port, found));
                return null;
            };
            loop.submit(look).syncUninterruptibly();
        }
        return found;
    }

    private static void note(Channel port, Map<String, Boolean> found) {
        if (port instanceof ServerChannel) {
            found.put(port.localAddress().toString(), port.pipeline().get("Doors") != null);
        }
    }

    @Test
    void everyConnectionOfBothPortsGetsItsDeadline() {
        TestingWait.until("both ports are watched", () -> ports().size() == 2 && !ports().containsValue(false));
    }

    @Test
    void noPortSpeaksHttp2() {
        HttpServerOptions options = new HttpServerOptions().setUseAlpn(true);

        new OnlyHttp1().customizeHttpServer(options);
        new OnlyHttp1().customizeHttpsServer(options);

        assertThat(options.isHttp2ClearTextEnabled()).isFalse();
        assertThat(options.isUseAlpn()).isFalse();
    }
}
