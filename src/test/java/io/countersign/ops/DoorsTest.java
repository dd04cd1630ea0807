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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"false,false", "true,true"})
    void theSwitchBringsHttp2Back(boolean configured, boolean offered) {
        HttpServerOptions options = new HttpServerOptions();

        new PlainHttp(new HttpConfiguration() {
                    @Override
                    public Duration headerDeadline() {
                        return Duration.ofSeconds(10);
                    }

                    @Override
                    public boolean plainHttp2() {
                        return configured;
                    }
                })
                .customizeHttpServer(options);

        assertThat(options.isHttp2ClearTextEnabled()).isEqualTo(offered);
    }
}
