package io.countersign.notice;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks as every other program here does: the platform, with its files, search domains and caches. That blocks, and
 * cannot be interrupted: a name server that does not answer holds a thread for as long as the platform is patient. So
 * the threads are these names' own, and no virtual ones, whose carriers would be held.
 */
@ApplicationScoped
class PlatformNames implements NameResolver {
    private static final int MOST_AT_ONCE = 32;
    private static final int IDLE_SECONDS = 30;

    private final ExecutorService threads;

    PlatformNames() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                MOST_AT_ONCE,
                MOST_AT_ONCE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().daemon().name("notice-names").unstarted(task));
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    @PreDestroy
    void end() {
        threads.shutdownNow();
    }

    @Override
    public Uni<List<InetAddress>> resolve(String host) {
        return Uni.createFrom()
                .item(Unchecked.supplier(() -> List.of(InetAddress.getAllByName(host))))
                .runSubscriptionOn(threads);
    }
}
