package io.countersign.console;

import io.countersign.problem.Problem;
import io.countersign.tenant.TenantView;
import java.util.List;

/** What can be changed of a tenant. Each form carries of which tenant it was shown, and as of when. */
final class TenantForms {
    /** When the tenant was changed last, as somebody has seen it. */
    static final String UPDATED_AT = "updated_at";

    /** Which of all tenants of that name. */
    static final String CREATED_AT = "created_at";

    private TenantForms() {}

    /** Another name for people. */
    static Block rename(TenantView tenant, Viewer viewer, Typed typed) {
        Form form = Form.changing(
                viewer,
                Paths.displayName(tenant.name()),
                List.of(
                        typed.text("display_name", "Display name", tenant.displayName())
                                .needed()
                                .hinted("What people read when they are asked to consent."),
                        Form.Field.hidden(UPDATED_AT, tenant.updatedAt().toString())),
                "Change the display name");
        return Block.of("Display name", null).with(form);
    }

    /** The form alone, after it was refused. */
    static Content renameAgain(TenantView tenant, Viewer viewer, Typed typed) {
        return new Content(
                "Change the display name",
                new Link(tenant.name(), Paths.tenant(tenant.name())),
                typed.around(rename(tenant, viewer, typed)));
    }

    /** Fails with 409 where the tenant is not as it was shown. */
    static void requireUnchanged(TenantView tenant, PostedForm form) {
        if (!tenant.updatedAt().toString().equals(form.text(UPDATED_AT))) {
            throw Problem.conflict("Nothing was changed: the tenant has changed since this was shown. Its display name"
                            + " is “" + tenant.displayName() + "” now. Send the form again if yours shall replace it.")
                    .toException();
        }
    }

    /** What a deletion destroys, before it does. */
    static Content deletion(TenantView tenant, Viewer viewer, Typed typed) {
        Form form = Form.changing(
                        viewer,
                        Paths.deletionOfTenant(tenant.name()),
                        List.of(
                                typed.text("tenant", "The tenant’s name", null)
                                        .needed()
                                        .hinted("Type “" + tenant.name() + "” to show that you mean this one."),
                                Form.Field.hidden(CREATED_AT, tenant.createdAt().toString())),
                        "Delete the tenant")
                .destroying();
        Block about = Block.facts(
                        null,
                        List.of(
                                Fact.of("Tenant", tenant.displayName()),
                                Fact.of(
                                        "Is destroyed",
                                        "The tenant’s data key, and with it every token of its connections. The"
                                                + " connections themselves, and the integrations that serve this tenant"
                                                + " alone, with their secrets."),
                                Fact.of(
                                        "Stops",
                                        "No token is issued any more. Consent links and refresh handles lead nowhere,"
                                                + " and callers lose what they were granted on it. It needs a new"
                                                + " consent of everybody to make it again."),
                                Fact.of(
                                        "Goes on",
                                        "Access tokens that were issued before work at DocuSign until they end, after"
                                                + " 8 hours at most. Each person’s consent stays there until they"
                                                + " withdraw it: My Preferences, Connected Apps."),
                                Fact.of("Stays here", "What the audit trail and the issue records tell of it.")))
                .with(form);
        return new Content(
                "Delete " + tenant.name() + "?",
                new Link(tenant.name(), Paths.tenant(tenant.name())),
                typed.around(about));
    }

    /** Fails where it is not the tenant that was shown (409), or where its name was not typed (422). */
    static void requireMeant(TenantView tenant, PostedForm form) {
        if (!tenant.createdAt().toString().equals(form.text(CREATED_AT))) {
            throw Problem.conflict("Nothing was deleted: the tenant of that name is another one than was shown. It was"
                            + " deleted and made again meanwhile. Look at it before you go on.")
                    .toException();
        }
        if (form.field("tenant")
                .map(String::strip)
                .filter(tenant.name()::equals)
                .isEmpty()) {
            throw Problem.invalidField("tenant", "must be “" + tenant.name() + "”, the name of the tenant to delete")
                    .toException();
        }
    }
}
