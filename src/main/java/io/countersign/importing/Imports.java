package io.countersign.importing;

import io.countersign.crypto.Secret;
import io.countersign.grant.ConsentOutcome;
import io.countersign.grant.ImportedGrants;
import io.countersign.importing.Judgement.Judged;
import io.countersign.importing.TakenImports.Taking;
import io.countersign.issuing.IssuingConfiguration;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.Proof;
import io.countersign.refresh.Proofs;
import io.countersign.refresh.Pulse;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The single import: takes the token in, has it proven, and judged by whose it is, as far as that comes about while
 * somebody waits. What has begun goes on without them: the rest is {@link ImportSchedule}'s.
 */
@ApplicationScoped
class Imports {
    /** When to look again where nothing tells how long it will take. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final TakenImports taken;
    private final ImportedTokens imported;
    private final Proofs proofs;
    private final Judgement judgement;
    private final ImportEnds ends;
    private final Pulse pulse;
    private final Duration wait;

    /** @param configuration a request waits as long as one for a token */
    Imports(
            TakenImports taken,
            ImportedTokens imported,
            Proofs proofs,
            Judgement judgement,
            ImportEnds ends,
            Pulse pulse,
            IssuingConfiguration configuration) {
        this.taken = taken;
        this.imported = imported;
        this.proofs = proofs;
        this.judgement = judgement;
        this.ends = ends;
        this.pulse = pulse;
        this.wait = configuration.longestWait();
    }

    /**
     * Imports a refresh token.
     *
     * @param token as {@link ImportRequest#token} has it
     * @param obtainedAt when it was issued, or null
     * @param actor who sent it, as in the audit trail
     */
    Uni<ImportAnswer> send(String tenant, String connection, Secret token, @Nullable Instant obtainedAt, String actor) {
        return taken.take(tenant, connection, token, obtainedAt, actor).chain(taking -> switch (taking) {
            case Taking.Answered answered -> again(tenant, connection, answered);
            case Taking.Taken begun -> goOn(begun);
        });
    }

    /** Sent again, an import is answered as it was before: its user may still have no account. */
    private Uni<ImportAnswer> again(String tenant, String connection, Taking.Answered answered) {
        UUID before = answered.before();
        return before == null || !(answered.answer() instanceof ImportAnswer.Unproven)
                ? Uni.createFrom().item(answered.answer())
                : imported.isWithoutAccount(tenant, connection, before)
                        .map(without -> without ? new ImportAnswer.WithoutAccount() : answered.answer());
    }

    /** Whoever waits no longer, or has hung up, cancels nothing: DocuSign's answer may be on its way. */
    private Uni<ImportAnswer> goOn(Taking.Taken begun) {
        Uni<ImportAnswer> going = prove(begun).memoize().indefinitely();
        Uni<ImportAnswer> patience = pulse.after(wait).replaceWith(new ImportAnswer.Unproven(RETRY_AFTER));
        return Uni.join()
                .first(going, patience)
                .toTerminate()
                .call(answer -> answer instanceof ImportAnswer.Refused
                        ? taken.refusalTold(begun).onFailure().recoverWithNull()
                        : Uni.createFrom().voidItem());
    }

    private Uni<ImportAnswer> prove(Taking.Taken begun) {
        return proofs.prove(begun.target(), wait).chain(proof -> switch (proof) {
            case Proof.Proven proven -> judge(begun);
            case Proof.Refused refused -> Uni.createFrom().item(new ImportAnswer.Refused(refused.error()));
            case Proof.Unproven unproven -> Uni.createFrom().item(new ImportAnswer.Unproven(unproven.retryAfter()));
            case Proof.Gone gone -> elsewhere(begun);
        });
    }

    private Uni<ImportAnswer> judge(Taking.Taken begun) {
        return judgement.judge(begun.id(), begun.importId()).chain(judged -> switch (judged) {
            case Judged.Decided decided -> Uni.createFrom().item(answer(decided.outcome()));
            case Judged.Later later -> Uni.createFrom().item(new ImportAnswer.Unproven(later.pause()));
            case Judged.AccessEnded ended -> Uni.createFrom().item(new ImportAnswer.Unproven(RETRY_AFTER));
            case Judged.Gone gone -> elsewhere(begun);
        });
    }

    private static ImportAnswer answer(ConsentOutcome outcome) {
        return switch (outcome) {
            case ConsentOutcome.Connected connected -> new ImportAnswer.Held();
            case ConsentOutcome.Pending pending -> new ImportAnswer.Held();
            case ConsentOutcome.WrongEmail wrong -> new ImportAnswer.Differs(ImportedGrants.EMAIL_MISMATCH);
            case ConsentOutcome.WrongAccount wrong -> new ImportAnswer.Differs(ImportedGrants.ACCOUNT_MISMATCH);
            case ConsentOutcome.WithoutAccount without -> new ImportAnswer.WithoutAccount();
        };
    }

    /** Somebody else has brought it further, or to its end. */
    private Uni<ImportAnswer> elsewhere(Taking.Taken begun) {
        return ends.find(begun.importId()).map(end -> end.orElseGet(() -> new ImportAnswer.Unproven(RETRY_AFTER)));
    }
}
