package io.countersign.caller;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What can be done with callers. Each change and its audit event are one transaction. */
@ApplicationScoped
class Callers {
    private final CallerRepository callers;
    private final CallerGrantRepository grants;
    private final ApiKeyRepository keys;
    private final AuditTrail audit;

    Callers(CallerRepository callers, CallerGrantRepository grants, ApiKeyRepository keys, AuditTrail audit) {
        this.callers = callers;
        this.grants = grants;
        this.keys = keys;
        this.audit = audit;
    }

    /** What a PUT did. */
    enum Done {
        CREATED,
        CHANGED,
        NOTHING
    }

    /** What a PUT came to. */
    record Put(Done done, CallerView view) {}

    /**
     * Creates the caller, or replaces all its grants; its keys stay. One that would replace them by the same changes
     * nothing and leaves no event: people run them every few minutes. Fails with 422 for grants that make no sense.
     */
    Uni<Put> put(String name, CallerRequest request, String actor) {
        List<Grant> wanted = WantedGrants.of(request);
        return Panache.withTransaction(() -> callers.insertIfAbsent(name)
                .chain(created -> created ? store(Done.CREATED, name, wanted, actor) : change(name, wanted, actor))
                .chain(done -> view(name).map(view -> new Put(done, view))));
    }

    /** Compared under the lock, which whoever takes grants along with a tenant wants too. */
    private Uni<Done> change(String name, List<Grant> wanted, String actor) {
        return callers.lock(name)
                .chain(there ->
                        there ? grants.of(List.of(name)) : Uni.createFrom().failure(deletedMeanwhile()))
                .chain(stored -> areTheSame(stored, wanted)
                        ? Uni.createFrom().item(Done.NOTHING)
                        : callers.touch(name).chain(() -> store(Done.CHANGED, name, wanted, actor)));
    }

    private static boolean areTheSame(List<CallerGrantRepository.Stored> stored, List<Grant> wanted) {
        return stored.size() == wanted.size()
                && IntStream.range(0, wanted.size())
                        .allMatch(position -> stored.get(position).is(wanted.get(position)));
    }

    private Uni<Done> store(Done done, String name, List<Grant> wanted, String actor) {
        String type = done == Done.CREATED ? "caller.created" : "caller.updated";
        return grants.replace(name, wanted)
                .chain(() ->
                        audit.record(AuditEvent.of(type, actor, Map.of("caller", name, "grants", inWords(wanted)))))
                .replaceWith(done);
    }

    /** Fails with 404 where there is none. */
    @WithSession
    Uni<CallerView> get(String name) {
        return view(name);
    }

    /** The callers that follow {@code after} in the order of names. */
    @WithSession
    Uni<Page<CallerView>> list(String after, int limit) {
        return callers.after(after, limit + 1).chain(this::views).map(views -> Page.of(views, limit, CallerView::name));
    }

    /** Deletes the caller, its grants and its keys. Fails with 404 where there is none. */
    @WithTransaction
    Uni<Void> delete(String name, String actor) {
        return callers.deleteNamed(name).chain(deleted -> {
            if (!deleted) {
                throw Problem.notFound().toException();
            }
            return audit.record(AuditEvent.of("caller.deleted", actor, Map.of("caller", name)));
        });
    }

    private static ProblemException deletedMeanwhile() {
        return Problem.conflict(
                        "Another request deleted this caller at the same moment. Send the request again to create it.")
                .toException();
    }

    /** For the audit trail: {@code token:issue for acme, globex; audit:read for *}. */
    private static String inWords(List<Grant> wanted) {
        return wanted.stream()
                .map(grant -> String.join(", ", grant.permissionNames()) + " for "
                        + grant.tenants().stream().sorted().collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private Uni<CallerView> view(String name) {
        return callers.findById(name)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(row -> views(List.of(row)))
                .map(List::getFirst);
    }

    private Uni<List<CallerView>> views(List<CallerRow> rows) {
        List<String> names = rows.stream().map(row -> row.name).toList();
        return grants.of(names)
                .chain(allGrants -> keys.of(names)
                        .map(allKeys -> rows.stream()
                                .map(row -> CallerView.of(
                                        row,
                                        allGrants.stream()
                                                .filter(grant -> grant.caller().equals(row.name))
                                                .toList(),
                                        allKeys.stream()
                                                .filter(key -> key.caller.equals(row.name))
                                                .toList()))
                                .toList()));
    }
}
