package io.countersign.caller;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.caller.identity.ProvenIdentity;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What can be done with callers. Each change and its audit event are one transaction. */
@ApplicationScoped
public class Callers {
    private final Pool pool;
    private final CallerRepository callers;
    private final CallerReader reader;
    private final CallerSigning signing;
    private final AuditTrail audit;

    Callers(Pool pool, CallerRepository callers, CallerReader reader, CallerSigning signing, AuditTrail audit) {
        this.pool = pool;
        this.callers = callers;
        this.reader = reader;
        this.signing = signing;
        this.audit = audit;
    }

    /** What a PUT did. */
    enum Done {
        CREATED,
        CHANGED,
        NOTHING
    }

    /** What a PUT wants of a caller. */
    private record Wanted(List<Grant> grants, List<ProvenIdentity> identities) {}

    /** What a PUT came to. */
    record Put(Done done, CallerView view) {}

    /**
     * Creates the caller, or replaces all its grants and identities; its keys stay. One that would replace them by the
     * same changes nothing and leaves no event: people run them every few minutes. A caller whose row is not the
     * vault's is made anew, without keys. Fails with 422 for what makes no sense, with 409 where an identity is another
     * caller's.
     */
    Uni<Put> put(String name, CallerRequest request, String actor) {
        Wanted wanted = new Wanted(WantedGrants.of(request), WantedIdentities.of(request));
        PutRows rows =
                new PutRows(CallerGrantRow.of(name, wanted.grants()), CallerIdentityRow.of(name, wanted.identities()));
        return pool.withTransaction(transaction -> signing.macs(transaction)
                .chain(macs -> signing.create(transaction, macs, name, rows)
                        .chain(created -> created
                                ? Uni.createFrom().item(Done.CREATED)
                                : change(transaction, macs, name, wanted, rows))
                        .call(done -> tell(transaction, done, name, wanted, actor))
                        .chain(done -> reader.find(transaction, macs, name).map(view -> new Put(done, view)))));
    }

    /** Compared under the lock, which whoever takes grants along with a tenant wants too. */
    private Uni<Done> change(SqlConnection transaction, CallerMacs macs, String name, Wanted wanted, PutRows rows) {
        return signing.begin(transaction, macs, name).chain(found -> {
            CallerProof proof = found.orElseThrow(Callers::deletedMeanwhile);
            if (!proof.itself()) {
                return signing.renew(transaction, macs, name, rows).replaceWith(Done.CHANGED);
            }
            return proof.isWhole()
                            && areTheSame(StoredGrant.of(proof.grants()), wanted.grants())
                            && proof.identities().equals(rows.identities())
                    ? Uni.createFrom().item(Done.NOTHING)
                    : signing.finish(transaction, macs, proof, rows, true).replaceWith(Done.CHANGED);
        });
    }

    private static boolean areTheSame(List<StoredGrant> stored, List<Grant> wanted) {
        return stored.size() == wanted.size()
                && IntStream.range(0, wanted.size())
                        .allMatch(position -> stored.get(position).is(wanted.get(position)));
    }

    private Uni<Void> tell(SqlConnection transaction, Done done, String name, Wanted wanted, String actor) {
        Map<String, String> details = details(name, wanted);
        return switch (done) {
            case CREATED -> audit.record(transaction, AuditEvent.of("caller.created", actor, details));
            case CHANGED -> audit.record(transaction, AuditEvent.of("caller.updated", actor, details));
            case NOTHING -> Uni.createFrom().voidItem();
        };
    }

    /** Fails with 404 where there is none. */
    public Uni<CallerView> get(String name) {
        return reader.find(name);
    }

    /** The callers that follow {@code after} in the order of names, as {@link CallerReader#after} cuts the page. */
    public Uni<Page<CallerView>> list(String after, int limit) {
        return reader.after(after, limit);
    }

    /** Deletes the caller, its grants and its keys. Fails with 404 where there is none. */
    Uni<Void> delete(String name, String actor) {
        return pool.withTransaction(transaction -> callers.delete(transaction, name)
                .invoke(deleted -> {
                    if (!deleted) {
                        throw Problem.notFound().toException();
                    }
                })
                .chain(() ->
                        audit.record(transaction, AuditEvent.of("caller.deleted", actor, Map.of("caller", name)))));
    }

    private static ProblemException deletedMeanwhile() {
        return Problem.conflict(
                        "Another request deleted this caller at the same moment. Send the request again to create it.")
                .toException();
    }

    private static Map<String, String> details(String name, Wanted wanted) {
        String identities = CallerIdentityRow.of(name, wanted.identities()).stream()
                .map(CallerIdentityRow::inWords)
                .collect(Collectors.joining("; "));
        return Map.of("caller", name, "grants", inWords(wanted.grants()), "identities", identities);
    }

    /** For the audit trail: {@code token:issue for acme, globex on default; audit:read for *}. */
    private static String inWords(List<Grant> wanted) {
        return wanted.stream()
                .map(grant -> String.join(", ", grant.permissionNames()) + " for "
                        + grant.tenants().stream().sorted().collect(Collectors.joining(", "))
                        + (grant.coversAllConnections()
                                ? ""
                                : " on " + grant.connections().stream().sorted().collect(Collectors.joining(", "))))
                .collect(Collectors.joining("; "));
    }
}
