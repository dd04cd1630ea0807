package io.countersign.importing;

import io.countersign.connection.ImportedConnections.Standing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a line ends whose token is not sent.
 *
 * @param status {@code active}, {@code refused} or {@code invalid}
 * @param reason in words where it is invalid, a code otherwise, or null
 */
record LineEnd(String status, @Nullable String reason) {
    /** The connection has tokens that work: nothing is spent. */
    static final LineEnd ACTIVE = new LineEnd("active", "left_alone");

    /** The tenant is there, and called otherwise. */
    static final LineEnd OTHER_DISPLAY_NAME =
            invalid("display_name is not the tenant's: an import changes no tenant. Leave it out, or correct it");

    /** There was no such integration when the line was read, or it was another app's. */
    static final LineEnd OTHER_APP = invalid("integration: no integration had this name when the line was read, or it"
            + " has become another app since: create it first, or correct it, and send the line again");

    /** The token was obtained later than now. */
    static final LineEnd OBTAINED_LATER = invalid("obtained_at must not be later than now");

    private static LineEnd otherSetting(String field) {
        return invalid(field + ": the connection is there with another one, or none, and an import changes no"
                + " connection: leave it out, or correct it");
    }

    private static LineEnd invalid(String reason) {
        return new LineEnd("invalid", reason);
    }

    /** Empty where the connection is as it is wanted, or can be made so. */
    static Optional<LineEnd> of(Standing standing) {
        return switch (standing) {
            case NONE, READY -> Optional.empty();
            case ACTIVE -> Optional.of(ACTIVE);
            case NO_INTEGRATION ->
                Optional.of(invalid("integration: no integration has this name: create it first, or correct it"));
            case OTHER_INTEGRATION ->
                Optional.of(invalid("integration: the connection is there with another one, and an import changes no"
                        + " connection: correct the line, or change the connection with PUT and send the line again"));
            case OTHER_SCOPES -> Optional.of(otherSetting("scopes"));
            case OTHER_EXPECTED_ACCOUNT -> Optional.of(otherSetting("expected_account_id"));
            case OTHER_EXPECTED_EMAIL -> Optional.of(otherSetting("expected_email"));
            case OTHER_GRANT ->
                Optional.of(invalid("the connection's grant is jwt_bearer: it has no use for a refresh token"));
        };
    }

    /** Empty where nothing can be said yet. */
    static Optional<LineEnd> of(ImportAnswer answer) {
        return switch (answer) {
            case ImportAnswer.Refused refused -> Optional.of(new LineEnd("refused", refused.reason()));
            case ImportAnswer.OtherUnderWay other -> Optional.of(new LineEnd("refused", "other_import"));
            case ImportAnswer.WrongGrant grant -> of(Standing.OTHER_GRANT);
            case ImportAnswer.ObtainedLater later -> Optional.of(OBTAINED_LATER);
            case ImportAnswer.Held held -> Optional.of(new LineEnd("active", null));
            case ImportAnswer.Unproven unproven -> Optional.empty();
            case ImportAnswer.Differs differs -> Optional.empty();
            case ImportAnswer.WithoutAccount without -> Optional.empty();
            case ImportAnswer.Withdrawn withdrawn -> Optional.empty();
            case ImportAnswer.Unknown unknown -> Optional.empty();
        };
    }
}
