package io.countersign.importing;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.database.OneComplaint;
import io.countersign.importing.Judgement.Judged;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.ImportedTokens.Due;
import io.countersign.refresh.LastError;
import io.countersign.refresh.Proof;
import io.countersign.refresh.Proofs;
import io.countersign.refresh.Pulse;
import io.countersign.refresh.RefreshConfiguration;
import io.countersign.refresh.Target;
import io.countersign.tenant.TenantKeysets;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Goes on with imports for which nobody waits any more. Every replica has the same schedule; the rows see to it that
 * nothing is done twice.
 */
@ApplicationScoped
class ImportSchedule {
    /** Of an integration: what is not limited by its turns. */
    private static final int JUDGED_AT_ONCE = 8;

    private static final int UNDER_WAY_AT_MOST = 512;

    /** A claim lasts two minutes; what has had no turn by then is claimed anew. */
    private static final Duration LONGEST_LINE = Duration.ofSeconds(90);

    /** Before the proofs that are under way are waited for. */
    private static final int FIRST = 1;

    private final ImportedTokens imported;
    private final Proofs proofs;
    private final Judgement judgement;
    private final TenantKeysets keysets;
    private final Pulse pulse;
    private final boolean on;
    private final UnderWay proofsUnderWay;
    private final UnderWay judgementsUnderWay = new UnderWay(JUDGED_AT_ONCE, UNDER_WAY_AT_MOST);
    private final OneComplaint proving = new OneComplaint("Proving imports in the background");
    private final OneComplaint expiring = new OneComplaint("Removing imports without a verdict");
    private volatile boolean stopped;

    ImportSchedule(
            ImportedTokens imported,
            Proofs proofs,
            Judgement judgement,
            TenantKeysets keysets,
            Pulse pulse,
            RefreshConfiguration configuration) {
        this.imported = imported;
        this.proofs = proofs;
        this.judgement = judgement;
        this.keysets = keysets;
        this.pulse = pulse;
        this.on = configuration.background();
        this.proofsUnderWay = new UnderWay(configuration.maxPerSecond(), UNDER_WAY_AT_MOST);
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        stopped = true;
    }

    @Scheduled(every = "1s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> goOn() {
        return ifOn(() -> proving.about(claim()));
    }

    @Scheduled(every = "10s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> expire() {
        return ifOn(() -> expiring.about(imported.expire()));
    }

    private Uni<Void> ifOn(Supplier<Uni<Void>> work) {
        return on ? work.get() : Uni.createFrom().voidItem();
    }

    /** Claims what is due and begins with it; completes when it is claimed. */
    Uni<Void> claim() {
        return stopped || keysets.lacksKey()
                ? Uni.createFrom().voidItem()
                : imported.claimProven(judgementsUnderWay.free())
                        .invoke(claimed -> claimed.forEach(this::beginToJudge))
                        .chain(() -> imported.claimUnproven(proofsUnderWay.free()))
                        .invoke(this::beginToProve)
                        .replaceWithVoid();
    }

    /** Needs no turn. */
    private void beginToJudge(Due due) {
        begin(judgementsUnderWay, due);
        run(judgementsUnderWay, due, judge(due));
    }

    private static void begin(UnderWay underWay, Due due) {
        underWay.begins(due.target().integration());
    }

    /** They wait for turns, integration by integration. */
    private void beginToProve(List<Due> claimed) {
        claimed.forEach(due -> begin(proofsUnderWay, due));
        long asked = pulse.nanoTime();
        claimed.stream()
                .collect(Collectors.groupingBy(due -> due.target().integration()))
                .values()
                .forEach(line -> Multi.createFrom()
                        .iterable(line)
                        .onItem()
                        .transformToUniAndConcatenate(due -> turnOf(due, asked)
                                .onFailure()
                                .recoverWithItem(false)
                                .invoke(free -> run(
                                        proofsUnderWay,
                                        due,
                                        free ? prove(due) : Uni.createFrom().voidItem())))
                        .subscribe()
                        .with(begun -> {}));
    }

    /** Waits for a turn that nobody else wants; false if none came while the claim lasted. */
    private Uni<Boolean> turnOf(Due due, long asked) {
        return Uni.createFrom().deferred(() -> {
            if (stopped || pulse.nanoTime() - asked > LONGEST_LINE.toNanos()) {
                return Uni.createFrom().item(false);
            }
            Duration wait = proofs.untilSpare(due.target().integration());
            return wait.isZero()
                    ? Uni.createFrom().item(true)
                    : pulse.after(wait).chain(() -> turnOf(due, asked));
        });
    }

    /** What fails here is claimed again. */
    private void run(UnderWay underWay, Due due, Uni<Void> work) {
        work.onTermination()
                .invoke(() -> underWay.ends(due.target().integration()))
                .subscribe()
                .with(ended -> {}, proving::failed);
    }

    private Uni<Void> prove(Due due) {
        return proofs.proveInBackground(due.target()).chain(proof -> switch (proof) {
            // The next in the line need not wait for DocuSign's userinfo.
            case Proof.Proven proven -> Uni.createFrom().voidItem().invoke(() -> beginToJudge(due));
            case Proof.Unproven unproven -> imported.putBack(due.target(), unproven.retryAfter());
            case Proof.Refused refused -> Uni.createFrom().voidItem();
            case Proof.Gone gone -> Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> judge(Due due) {
        return judgement.judge(due.connection(), due.importId()).chain(judged -> switch (judged) {
            case Judged.AccessEnded ended -> renew(due);
            case Judged.Decided decided -> Uni.createFrom().voidItem();
            case Judged.Later later -> Uni.createFrom().voidItem();
            case Judged.Gone gone -> Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> renew(Due due) {
        return proofs.proveInBackground(due.target()).chain(proof -> switch (proof) {
            case Proof.Proven proven -> judgeRenewed(due);
            case Proof.Unproven unproven -> imported.putBack(due.target(), unproven.retryAfter());
            case Proof.Refused refused -> Uni.createFrom().voidItem();
            case Proof.Gone gone -> Uni.createFrom().voidItem();
        });
    }

    /** Where the new access token is refused too, another one will not help soon. */
    private Uni<Void> judgeRenewed(Due due) {
        Target old = due.target();
        Target renewed = new Target(old.id(), old.integration(), old.generation() + 1);
        return judgement.judge(due.connection(), due.importId()).chain(judged -> switch (judged) {
            case Judged.AccessEnded ended ->
                imported.keepUnjudged(renewed, LastError.USERINFO_SILENT, Judgement.REFUSED_AGAIN);
            case Judged.Decided decided -> Uni.createFrom().voidItem();
            case Judged.Later later -> Uni.createFrom().voidItem();
            case Judged.Gone gone -> Uni.createFrom().voidItem();
        });
    }
}
