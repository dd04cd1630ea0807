package io.countersign.console;

import io.countersign.caller.CallerRequest;
import io.countersign.caller.CallerView;
import io.countersign.caller.Permission;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemMapper;
import io.countersign.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;

/** One grant as a form has it: which permissions, on which tenants, maybe on some of their connections only. */
final class GrantForm {
    private GrantForm() {}

    /** Its fields. What is wrong with permissions is told at the first group of them. */
    static List<Form.Field> fields(Typed typed) {
        List<Form.Field> fields = new ArrayList<>();
        for (PermissionWords group : PermissionWords.values()) {
            Form.Field checks = typed.checks("permissions", group.label(), group.options());
            fields.add(fields.isEmpty() ? checks : checks.wrong(null));
        }
        fields.add(typed.text("tenants", "On these tenants", null)
                .needed()
                .hinted("Their names, with spaces between them, or * for all. They need not exist yet."));
        fields.add(typed.text("connections", "On these connections only", null)
                .hinted("Names of connections in each of these tenants. Leave it empty for all; it narrows permissions"
                        + " on connections alone."));
        return fields;
    }

    /** What was typed. Fails with 422 for what is no permission. */
    static CallerRequest.GrantRequest of(PostedForm form) {
        List<String> connections = form.words("connections");
        return new CallerRequest.GrantRequest(
                form.words("tenants"),
                form.all("permissions").stream()
                        .map(name -> Permission.named(name)
                                .orElseThrow(() -> Problem.invalidField(
                                                "permissions", "must be some of those that the form offers")
                                        .toException()))
                        .toList(),
                connections.isEmpty() ? null : connections);
    }

    /** One that is there, as it is put again. Fails with 409 where it holds what only another version knows. */
    static CallerRequest.GrantRequest of(CallerView.GrantView there) {
        return new CallerRequest.GrantRequest(
                there.tenants(),
                there.permissions().stream()
                        .map(name -> Permission.named(name)
                                .orElseThrow(() -> Problem.conflict("Nothing was done. The caller holds " + name
                                                + ", which this version of the vault does not know: change its grants"
                                                + " with the version that does.")
                                        .toException()))
                        .toList(),
                there.connections());
    }

    /**
     * The failure of a PUT as the form of one grant tells it: what is wrong with {@code grants[2].tenants} is wrong
     * with its field {@code tenants}.
     *
     * @param position of the grant among all that were put
     */
    static Throwable atItsFields(Throwable failure, int position) {
        String prefix = "grants[" + position + "].";
        return ProblemMapper.mendable(failure)
                .filter(problem -> problem.type() == ProblemType.INVALID_FIELDS)
                .<Throwable>map(problem -> Problem.invalidFields(problem.errors().stream()
                                .map(error -> error.field().startsWith(prefix)
                                        ? new Problem.FieldError(
                                                error.field().substring(prefix.length()), error.detail())
                                        : error)
                                .toList())
                        .toException())
                .orElse(failure);
    }
}
