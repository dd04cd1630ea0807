package io.countersign.refresh;

import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.GrantType;
import io.countersign.crypto.Secret;
import io.countersign.docusign.DocuSignConfiguration;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.RsaKey;
import io.countersign.refresh.gate.Rate;
import io.countersign.refresh.gate.UpstreamGate;
import io.quarkus.arc.Arc;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One more replica within the process: an engine of its own over the application's database and DocuSign. A test can
 * keep DocuSign's answers from it, as if the process had stopped right after it asked.
 */
public final class TestingReplica {
    private static final int MORE_THAN_ANY_TEST_NEEDS = 1_000;

    private final AtomicInteger kept = new AtomicInteger();
    private final RefreshEngine engine;
    private volatile CompletableFuture<Void> door = CompletableFuture.completedFuture(null);

    private TestingReplica(LeaseRows rows, RefreshRows ends, Upstream docusign) {
        DocuSignConfiguration configuration = bean(DocuSignConfiguration.class);
        engine = new RefreshEngine(
                new RefreshPorts(
                        new Leases(rows, ends, bean(LeaseWitness.class)),
                        bean(UpstreamGate.class),
                        new Door(docusign),
                        bean(Pulse.class),
                        bean(RefreshSignals.class)),
                new RefreshTimes(configuration.callTimeout(), configuration.refreshTokenLife()),
                new Rate(bean(Pulse.class), MORE_THAN_ANY_TEST_NEEDS),
                UUID::randomUUID);
    }

    /** Starts one beside the application of the test. */
    public static TestingReplica start() {
        return new TestingReplica(bean(LeaseRows.class), bean(RefreshRows.class), bean(Upstream.class));
    }

    /** Starts one that proves imported tokens. */
    static TestingReplica proving() {
        return new TestingReplica(bean(ProofLeases.class), bean(ProofRows.class), bean(Upstream.class));
    }

    private static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    /** What a replica knows that reads the connection {@code default} now. */
    public static Target read(TestingTenant tenant) {
        UUID uuid = TestingSql.value(UUID.class, "SELECT uuid FROM connection_token WHERE tenant = ?", tenant.tenant());
        long generation = TestingSql.value(
                Long.class, "SELECT generation FROM connection_token WHERE tenant = ?", tenant.tenant());
        return new Target(new ConnectionId(tenant.tenant(), "default", uuid), tenant.integration(), generation);
    }

    /** Asks for a renewal once, without waiting for other replicas or the end of a pause. */
    public CompletableFuture<Renewal> ask(Target target) {
        return engine.renew(target, Duration.ZERO).subscribeAsCompletionStage();
    }

    /** Keeps the answers from now on. */
    public void stop() {
        door = new CompletableFuture<>();
    }

    /** Returns as soon as DocuSign has answered and the answer is kept. */
    public void awaitAnswer() {
        TestingWait.until("DocuSign has answered", () -> kept.get() > 0);
    }

    /** Gives out what was kept, and keeps no more. */
    public void goOn() {
        door.complete(null);
    }

    private final class Door implements Upstream {
        private final Upstream docusign;

        Door(Upstream docusign) {
            this.docusign = docusign;
        }

        @Override
        public Uni<Credentials> credentials(String integration, GrantType grant) {
            return docusign.credentials(integration, grant);
        }

        @Override
        public Uni<TokenAnswer> refresh(
                Lease lease,
                LeasedGrant.RefreshToken token,
                Integration integration,
                Credential credential,
                long latest) {
            return docusign.refresh(lease, token, integration, credential, latest)
                    .call(() -> {
                        CompletableFuture<Void> opened = door;
                        if (!opened.isDone()) {
                            kept.incrementAndGet();
                        }
                        return Uni.createFrom().completionStage(opened);
                    });
        }

        @Override
        public Uni<TokenAnswer> assertUser(AssertionProgress call, RsaKey key, long latest) {
            return docusign.assertUser(call, key, latest);
        }

        @Override
        public Uni<UserInfoAnswer> userInfo(Integration integration, Secret accessToken) {
            return docusign.userInfo(integration, accessToken);
        }

        @Override
        public Uni<Void> worked(String integration, Credential credential) {
            return docusign.worked(integration, credential);
        }
    }
}
