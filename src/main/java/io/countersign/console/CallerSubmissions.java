package io.countersign.console;

import io.countersign.caller.ApiKeyRequest;
import io.countersign.caller.ApiKeyResource;
import io.countersign.caller.ApiKeyView;
import io.countersign.caller.CallerRequest;
import io.countersign.caller.CallerResource;
import io.countersign.caller.CallerView;
import io.countersign.caller.Callers;
import io.countersign.caller.IdentityRequest;
import io.countersign.naming.Name;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Does to callers what forms ask for, by the API's own operations. The API puts all grants and identities of a caller
 * at once, so they are read, and put again with one more or less, where they are still those that the form was shown
 * with. Two people within the same milliseconds can still meet, as they can over the API.
 */
@ApplicationScoped
class CallerSubmissions {
    private final Callers callers;
    private final CallerResource resource;
    private final ApiKeyResource keys;

    CallerSubmissions(Callers callers, CallerResource resource, ApiKeyResource keys) {
        this.callers = callers;
        this.resource = resource;
        this.keys = keys;
    }

    /** What stands for the grants and identities of a caller. */
    static String grantsOf(CallerView view) {
        return Shown.mark(view.createdAt(), view.updatedAt(), view.grants(), view.identities());
    }

    /** What stands for its keys. */
    static String keysOf(CallerView view) {
        return Shown.mark(view.createdAt(), view.apiKeys());
    }

    /** What stands for all of it. */
    static String allOf(CallerView view) {
        return Shown.mark(grantsOf(view), keysOf(view));
    }

    /** Makes a caller with one grant. Fails with 422 where there is one of that name, or something does not fit. */
    Uni<Void> make(PostedForm form) {
        String caller = form.field("caller").orElse("");
        CallerRequest wanted = new CallerRequest(List.of(GrantForm.of(form)), List.of());
        Uni<Void> absent = Name.isValid(caller)
                ? Absence.require(callers.get(caller), "caller", "is the name of a caller already; choose another")
                : Uni.createFrom().voidItem();
        return absent.chain(() -> resource.put(caller, wanted))
                .onFailure()
                .transform(failure -> GrantForm.atItsFields(failure, 0))
                .replaceWithVoid();
    }

    /** Adds a grant behind those that are there. */
    Uni<Void> addGrant(String caller, PostedForm form) {
        return unchanged(caller, form).chain(view -> {
            List<CallerRequest.GrantRequest> grants = grants(view);
            grants.add(GrantForm.of(form));
            return put(view, grants)
                    .onFailure()
                    .transform(failure -> GrantForm.atItsFields(failure, grants.size() - 1));
        });
    }

    /** Takes the grant of that position away. Fails with 404 where there is none there. */
    Uni<Void> takeGrant(String caller, String position, PostedForm form) {
        return unchanged(caller, form).chain(view -> {
            List<CallerRequest.GrantRequest> grants = grants(view);
            grants.remove(position(view, position));
            return put(view, grants);
        });
    }

    /** As a number, from 0 on. Fails with 404 where the caller has no such grant. */
    static int position(CallerView view, String text) {
        int position = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
        if (position >= view.grants().size()) {
            throw Problem.notFound().toException();
        }
        return position;
    }

    private Uni<CallerView> unchanged(String caller, PostedForm form) {
        return callers.get(caller)
                .invoke(view -> Shown.require(form, grantsOf(view), "What this caller may do, or who it is,"));
    }

    private static List<CallerRequest.GrantRequest> grants(CallerView view) {
        return new ArrayList<>(view.grants().stream().map(GrantForm::of).toList());
    }

    private Uni<Void> put(CallerView view, List<CallerRequest.GrantRequest> grants) {
        List<IdentityRequest> identities = view.identities().stream()
                .map(identity ->
                        new IdentityRequest(identity.type(), identity.issuer(), identity.subject(), identity.san()))
                .toList();
        return resource.put(view.name(), new CallerRequest(grants, identities)).replaceWithVoid();
    }

    /** Makes a key that lives for so long as was chosen. */
    Uni<ApiKeyView> makeKey(String caller, PostedForm form) {
        ApiKeyRequest wanted = new ApiKeyRequest(seconds(form));
        return callers.get(caller)
                .invoke(view -> Shown.require(form, keysOf(view), "What this caller has of API keys"))
                .chain(() -> keys.create(caller, wanted))
                .map(RestResponse::getEntity);
    }

    private static long seconds(PostedForm form) {
        return form.field("expires_in")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Long::valueOf)
                .orElseThrow(() -> Problem.invalidField("expires_in", "must be one of those that the form offers")
                        .toException());
    }

    /** Deletes a key, which is refused from the next request on. */
    Uni<Void> deleteKey(String caller, String id, PostedForm form) {
        return callers.get(caller)
                .invoke(view -> Shown.require(form, keysOf(view), "What this caller has of API keys"))
                .chain(() -> keys.delete(caller, id));
    }

    /** Deletes the caller with its keys. */
    Uni<Void> delete(String caller, PostedForm form) {
        return callers.get(caller)
                .invoke(view -> Shown.require(form, allOf(view), "The caller"))
                .chain(() -> resource.delete(caller));
    }
}
