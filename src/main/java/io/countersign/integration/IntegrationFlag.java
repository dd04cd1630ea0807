package io.countersign.integration;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why an operator has to look at an integration.
 *
 * @param reason as in the audit event {@code integration.flagged}
 * @param since when that was found
 */
@Schema(name = "FlagView")
public record IntegrationFlag(
        @Schema(
                enumeration = {
                    "client_refused",
                    "client_secret_missing",
                    "rsa_key_refused",
                    "rsa_key_missing",
                    "verdicts"
                })
        String reason,

        Instant since) {

    static IntegrationFlag of(Row row) {
        return new IntegrationFlag(
                row.getString("reason"), row.getOffsetDateTime("since").toInstant());
    }
}
