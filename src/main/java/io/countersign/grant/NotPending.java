package io.countersign.grant;

import io.countersign.problem.Problem;
import io.countersign.refresh.LastError;
import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;

/** Why a consent or an import cannot be confirmed: 409. */
final class NotPending {
    private static final String TOO_EARLY = "That import cannot be confirmed yet: ";

    private NotPending() {}

    /**
     * The words for it.
     *
     * @param row as {@link Confirmation#read} has it
     * @param consentId what was to be confirmed, and is not the pending one
     */
    static Problem problem(Row row, UUID consentId) {
        return Problem.conflict(
                consentId.equals(row.getUUID("import_id"))
                        ? TOO_EARLY + unproven(row.getLong("import_generation") > 0, row.getString("import_error"))
                        : "That consent is not the pending one any more: it was confirmed, replaced by a later one, or"
                                + " has expired. Read the connection and confirm what is pending now.");
    }

    private static String unproven(boolean works, String lastError) {
        if (!works) {
            return "DocuSign has not said whether its refresh token works. Read the connection again, and confirm once"
                    + " pending.proof is proven.";
        }
        return LastError.NO_ACCOUNT.wireName().equals(lastError)
                ? "its refresh token works, but its user belongs to no DocuSign account that can be used. Give the user"
                        + " one: DocuSign is asked again every 10 minutes. Then read the connection again."
                : "its refresh token works, but DocuSign has not told whose it is. Read the connection again, and"
                        + " confirm once pending.proof is proven.";
    }
}
