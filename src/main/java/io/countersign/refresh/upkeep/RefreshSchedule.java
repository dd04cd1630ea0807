package io.countersign.refresh.upkeep;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.database.OneComplaint;
import io.countersign.docusign.DocuSignConfiguration;
import io.countersign.refresh.Pulse;
import io.countersign.refresh.RefreshConfiguration;
import io.countersign.refresh.RefreshTimes;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Renewals;
import io.countersign.refresh.Target;
import io.countersign.tenant.TenantKeysets;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * When this replica does what nobody asks for. Every replica has the same schedule; the rows see to it that nothing is
 * done twice.
 */
@ApplicationScoped
class RefreshSchedule {
    private static final int UNDER_WAY_AT_MOST = 128;

    /** Before what is under way is waited for. */
    private static final int FIRST = 1;

    private final DueQueue queue;
    private final ConnectionFigures figures;
    private final BackgroundRefresh background;
    private final boolean on;

    private final OneComplaint renewing = new OneComplaint("Renewing in the background");
    private final OneComplaint reviving = new OneComplaint("Looking for new client secrets");
    private final OneComplaint warning = new OneComplaint("Warning of refresh tokens that expire");

    RefreshSchedule(
            DueQueue queue,
            ConnectionFigures figures,
            Renewals renewals,
            TenantKeysets keysets,
            Pulse pulse,
            DocuSignConfiguration docusign,
            RefreshConfiguration configuration) {
        this.queue = queue;
        this.figures = figures;
        this.background = new BackgroundRefresh(
                queue,
                turnsOf(renewals, keysets),
                pulse,
                configuration.maxPerSecond(),
                UNDER_WAY_AT_MOST,
                new RefreshTimes(docusign.callTimeout(), docusign.refreshTokenLife()));
        this.on = configuration.background();
    }

    private static BackgroundRefresh.Turns turnsOf(Renewals renewals, TenantKeysets keysets) {
        return new BackgroundRefresh.Turns() {
            @Override
            public boolean able() {
                return !keysets.lacksKey();
            }

            @Override
            public Duration untilFree(String integration) {
                return renewals.untilFree(integration);
            }

            @Override
            public Uni<Renewal> renew(Target target) {
                return renewals.renewInBackground(target);
            }
        };
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        background.stop();
    }

    @Scheduled(every = "1s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> renew() {
        return ifOn(() -> renewing.about(background.tick()));
    }

    @Scheduled(every = "2s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> revive() {
        return ifOn(() -> reviving.about(queue.revive()));
    }

    @Scheduled(
            every = "{countersign.refresh.warn-every}",
            concurrentExecution = SKIP,
            skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> warn() {
        return ifOn(() -> warning.about(queue.warn().chain(figures::countExpiring)));
    }

    private Uni<Void> ifOn(Supplier<Uni<Void>> work) {
        return on ? work.get() : Uni.createFrom().voidItem();
    }
}
