package io.countersign.importing;

import io.countersign.connection.Account;
import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Consenter;
import io.countersign.connection.Profile;
import io.countersign.docusign.DocuSign;
import io.countersign.docusign.UserInfo;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.grant.ConsentOutcome;
import io.countersign.grant.ImportedGrants;
import io.countersign.integration.Integration;
import io.countersign.integration.Integrations;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.LastError;
import io.countersign.refresh.ProvenToken;
import io.countersign.refresh.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Asks DocuSign whose a proven token is, and has the import judged by that. */
@ApplicationScoped
class Judgement {
    /** DocuSign did not tell: asked again soon, later where it asked for that. */
    private static final Duration SILENT_AGAIN = Duration.ofSeconds(30);

    /** DocuSign tells nothing that helps, and will not soon. */
    static final Duration REFUSED_AGAIN = Duration.ofMinutes(10);

    private final ImportedTokens imported;
    private final Integrations integrations;
    private final DocuSign docusign;
    private final ImportedGrants grants;
    private final ConnectionChanges changes;
    private final Pool pool;

    Judgement(
            ImportedTokens imported,
            Integrations integrations,
            DocuSign docusign,
            ImportedGrants grants,
            ConnectionChanges changes,
            Pool pool) {
        this.imported = imported;
        this.integrations = integrations;
        this.docusign = docusign;
        this.grants = grants;
        this.changes = changes;
        this.pool = pool;
    }

    /** What came of it. */
    sealed interface Judged {

        /** The import has ended; but that of a user without an account waits until they have one. */
        record Decided(ConsentOutcome outcome) implements Judged {}

        /** It was not under way any more, or is another's by now. */
        record Gone() implements Judged {}

        /** DocuSign did not tell whose it is; it is asked again after that pause. */
        record Later(Duration pause) implements Judged {}

        /** The access token that DocuSign would tell by is dead: the refresh token brings another one. */
        record AccessEnded() implements Judged {}
    }

    /** Judges an import whose token has been proven. Fails only if the database does, or a key is missing. */
    Uni<Judged> judge(ConnectionId id, UUID importId) {
        return imported.read(id, importId)
                .chain(token -> token.isEmpty()
                        ? gone()
                        : integrations
                                .find(token.get().integration())
                                .chain(found ->
                                        found.isEmpty() ? gone() : ask(id, importId, token.get(), found.get())));
    }

    private Uni<Judged> ask(ConnectionId id, UUID importId, ProvenToken token, Integration integration) {
        ImportedGrants.Proven proven =
                new ImportedGrants.Proven(id, integration, importId, token.generation(), token.unsure());
        return docusign.userInfo(token.environment(), token.accessToken()).chain(answer -> switch (answer) {
            case UserInfoAnswer.Known known -> decide(proven, consenter(known.userInfo()));
            case UserInfoAnswer.Silent silent -> later(proven, LastError.USERINFO_SILENT, pause(silent));
            case UserInfoAnswer.Refused refused ->
                switch (refused.reason()) {
                    case TOKEN -> Uni.createFrom().item(new Judged.AccessEnded());
                    case NO_USABLE_ACCOUNT -> settle(proven, new ConsentOutcome.WithoutAccount());
                    case UNEXPECTED -> later(proven, LastError.UNEXPECTED_ANSWER, REFUSED_AGAIN);
                };
        });
    }

    private static Duration pause(UserInfoAnswer.Silent silent) {
        Duration asked = silent.retryAfter();
        return asked == null || asked.compareTo(SILENT_AGAIN) < 0 ? SILENT_AGAIN : asked;
    }

    private Uni<Judged> decide(ImportedGrants.Proven proven, Consenter person) {
        ConnectionId id = proven.id();
        return changes.telling(
                        id.tenant(),
                        id.name(),
                        pool.withTransaction(transaction -> grants.judge(transaction, proven, person)))
                .chain(outcome -> outcome.map(one -> settle(proven, one)).orElseGet(Judgement::gone));
    }

    private Uni<Judged> settle(ImportedGrants.Proven proven, ConsentOutcome outcome) {
        Uni<Void> rest = outcome instanceof ConsentOutcome.WithoutAccount
                ? keep(proven, LastError.NO_ACCOUNT, REFUSED_AGAIN)
                : Uni.createFrom().voidItem();
        return rest.replaceWith(new Judged.Decided(outcome));
    }

    private Uni<Judged> later(ImportedGrants.Proven proven, LastError why, Duration pause) {
        return keep(proven, why, pause).replaceWith(new Judged.Later(pause));
    }

    private Uni<Void> keep(ImportedGrants.Proven proven, LastError why, Duration pause) {
        ConnectionId id = new ConnectionId(proven.id().tenant(), proven.id().name(), proven.importId());
        return imported.keepUnjudged(new Target(id, proven.integration().name(), proven.generation()), why, pause);
    }

    private static Uni<Judged> gone() {
        return Uni.createFrom().item(new Judged.Gone());
    }

    private static Consenter consenter(UserInfo userInfo) {
        List<Account> accounts = userInfo.accounts().stream()
                .map(account -> new Account(
                        account.accountId(),
                        account.accountName(),
                        account.baseUri().toString()))
                .toList();
        UserInfo.Profile told = userInfo.profile();
        Profile profile = new Profile(told.givenName(), told.familyName(), told.created());
        return new Consenter(userInfo.sub(), userInfo.name(), userInfo.email(), profile, accounts);
    }
}
