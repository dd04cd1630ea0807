package io.countersign.notice;

import io.countersign.TestingWait;
import io.countersign.egress.EgressProxies;
import io.countersign.egress.ProxySetting;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The client with what a test has in place of the network's names, the JVM's authorities and the proxies. */
final class TestingNoticeClient implements AutoCloseable {
    static final byte[] BODY = "{\"type\":\"webhook.test\",\"name\":\"Zoë\"}".getBytes(StandardCharsets.UTF_8);

    /** What a vault allows that is tried out on somebody's machine. */
    static final Reachable AT_HOME = new Reachable(true, false);

    /** What a vault allows that others reach. */
    static final Reachable IN_PUBLIC = new Reachable(false, false);

    final Vertx vertx = Vertx.vertx();
    final FakeNames names = new FakeNames().has("localhost", "127.0.0.1");
    private Reachable reachable = AT_HOME;
    private EgressProxies proxies = proxies("none");
    private Duration limit = Duration.ofSeconds(20);
    private TrustOptions trust;

    TestingNoticeClient allowing(Reachable other) {
        reachable = other;
        return this;
    }

    TestingNoticeClient through(String proxy) {
        proxies = proxies(proxy);
        return this;
    }

    TestingNoticeClient within(Duration other) {
        limit = other;
        return this;
    }

    TestingNoticeClient trusting(TrustOptions authorities) {
        trust = authorities;
        return this;
    }

    NoticeClient client() {
        return new NoticeClient(vertx, names, reachable, proxies, limit, trust);
    }

    /** One attempt of a client of its own. */
    NoticeAnswer post(URI url) {
        return TestingWait.answer(client().post(url, Map.of("webhook-id", "msg_1"), BODY));
    }

    private static EgressProxies proxies(String address) {
        return EgressProxies.of(
                new ProxySetting("countersign.notice.proxy", Optional.of(address), Optional.empty(), Optional.empty()),
                name -> Optional.empty());
    }

    @Override
    public void close() {
        TestingWait.answer(Uni.createFrom().completionStage(vertx.close().toCompletionStage()));
    }
}
