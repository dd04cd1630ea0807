package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static io.countersign.importing.TestingUpload.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.refresh.ImportedTokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How imports of many tokens are stopped, and what is told of them long after. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class BulkImportEndsTest {
    @Inject
    BatchSchedule lines;

    @Inject
    ImportSchedule proofs;

    @Inject
    ImportedTokens imported;

    private final String tenant = "bulk-" + UUID.randomUUID().toString().substring(0, 13);

    @Test
    void stopsWithoutATrace() {
        TestingUpload upload = TestingUpload.of(List.of(fields(tenant, "default", "nowhere", "any")));
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM import_line WHERE batch = ?::uuid AND token IS NOT NULL", upload.id()))
                .isEqualTo(1);

        upload.stop();
        upload.stop();

        upload.view().body("state", equalTo("stopped")).body("refused", equalTo(1));
        assertThat(upload.onlyReason()).isEqualTo("1 " + tenant + " default refused discarded");
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM import_line WHERE batch = ?::uuid AND token IS NOT NULL", upload.id()))
                .isZero();
        TestingWait.answer(lines.takeLines());
        operator().get("/v1/tenants/" + tenant).then().statusCode(404);
    }

    /** Nor does it wait for anybody who would prove it at once. */
    @Test
    void stopsWhatIsHandedOnAndWasNotSent() {
        TestingImport app = TestingImport.of("Only account");
        TestingUpload upload =
                TestingUpload.of(List.of(fields(tenant, "default", app.tenant().integration(), app.refreshToken())));
        TestingWait.answer(lines.takeLines());
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM imported_token WHERE tenant = ? AND due_at <= clock_timestamp()", tenant))
                .isEqualTo(1);

        upload.stop();

        upload.view().body("state", equalTo("stopped")).body("refused", equalTo(1));
        assertThat(TestingSql.number("SELECT count(*) FROM imported_token WHERE tenant = ?", tenant))
                .isZero();
    }

    /** Whoever sends a file twice stops one of the two, and not what the other one is at. */
    @Test
    void stopsNothingThatAnotherImportHadBefore() {
        TestingImport app = TestingImport.of("Only account");
        List<Map<String, Object>> line =
                List.of(fields(tenant, "default", app.tenant().integration(), app.refreshToken()));
        TestingUpload first = TestingUpload.of(line);
        TestingUpload again = TestingUpload.of(line);
        TestingWait.answer(lines.takeLines());
        assertThat(again.isHandedOn()).isTrue();

        again.stop();

        first.view().body("state", equalTo("running")).body("waiting", equalTo(1));
        first.stop();
        assertThat(again.onlyReason()).endsWith("refused discarded");
    }

    /** People may take weeks to give somebody an account. */
    @Test
    void letsNobodyWaitForThoseWithoutAnAccount() {
        TestingTenant app = TestingTenant.create(Map.of());
        TestingSql.run("""
                WITH made AS (
                  INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                  SELECT ?, 'more-' || n, gen_random_uuid(), ?, 'authorization_code' FROM generate_series(1, 10) AS n
                  RETURNING tenant, name, uuid, integration)
                INSERT INTO connection_token (tenant, connection, uuid, integration)
                SELECT tenant, name, uuid, integration FROM made
                """, app.tenant(), app.integration());
        grantImports(app);

        assertThat(room(app)).isZero();
        TestingSql.run("UPDATE imported_token SET last_error = 'no_account' WHERE tenant = ?", app.tenant());
        assertThat(room(app)).isEqualTo(1);
        operator().delete("/v1/tenants/" + app.tenant());
    }

    /** Each of its connections has an import that DocuSign has granted, and that is not judged. */
    private static void grantImports(TestingTenant app) {
        TestingSql.run("""
                INSERT INTO imported_token (tenant, connection, uuid, import_id, hash, integration, generation,
                    access_token, refresh_token, scopes, access_expires_at, due_at, created_by, expires_at)
                SELECT tenant, connection, uuid, uuid, 'x', ?, 1, 'x', 'x', '{}', 'infinity', 'infinity', 'x',
                    'infinity'
                FROM connection_token WHERE tenant = ?
                """, app.integration(), app.tenant());
    }

    /** For how many more of its tokens there is room, where one may wait for its proof. */
    private static long room(TestingTenant app) {
        return TestingSql.number("SELECT import_room(?, 1)", app.integration());
    }

    /** It goes on waiting, and says for what. */
    @Test
    void saysWhoHasNoAccount() {
        TestingImport app = TestingImport.of();
        TestingUpload upload =
                TestingUpload.of(List.of(fields(tenant, "default", app.tenant().integration(), app.refreshToken())));
        TestingWait.until("DocuSign has told", () -> {
            TestingWait.answer(lines.takeLines());
            TestingWait.answer(proofs.claim());
            return upload.onlyReason().endsWith("waiting no_account");
        });

        TestingSql.run("UPDATE imported_token SET expires_at = clock_timestamp() WHERE tenant = ?", tenant);
        TestingWait.answer(imported.expire().replaceWith(true));

        assertThat(upload.onlyReason()).endsWith("refused no_account");
    }

    @Test
    void countsThoseThatWaitForTheirProof() {
        TestingTenant app = TestingTenant.create(Map.of());
        grantImports(app);

        assertThat(room(app)).isEqualTo(1);
        TestingSql.run(
                "UPDATE imported_token SET generation = 0, access_token = NULL, access_expires_at = NULL"
                        + " WHERE tenant = ?",
                app.tenant());
        assertThat(room(app)).isZero();
        operator().delete("/v1/tenants/" + app.tenant());
    }

    /** Long after its turn. */
    @ParameterizedTest
    @CsvSource({"true, active -, active -", "false, refused expired, refused discarded"})
    void tellsWhatBecameOfAPendingGrant(boolean confirmed, String late, String disconnected) {
        TestingImport app = TestingImport.of("One", "Other");
        TestingUpload upload =
                TestingUpload.of(List.of(fields(tenant, "several", app.tenant().integration(), app.refreshToken())));
        upload.finish(lines, proofs);
        String line = "1 " + tenant + " several ";
        assertThat(upload.onlyReason()).isEqualTo(line + "pending -");
        if (confirmed) {
            app.confirmFor(tenant, "several");
        }

        TestingSql.run("UPDATE pending_grant SET expires_at = clock_timestamp() WHERE tenant = ?", tenant);
        assertThat(upload.onlyReason()).isEqualTo(line + late);
        TestingSql.run(
                "UPDATE pending_grant SET expires_at = clock_timestamp() + interval '1 hour' WHERE tenant = ?", tenant);
        operator()
                .delete("/v1/tenants/" + tenant + "/connections/several")
                .then()
                .statusCode(200);
        assertThat(upload.onlyReason()).isEqualTo(line + disconnected);
    }

    @Test
    void keepsAnImportFor90Days() {
        TestingUpload kept = TestingUpload.of("x");
        TestingUpload old = TestingUpload.of("x");
        TestingWait.answer(lines.takeLines());
        TestingSql.run("UPDATE import_batch SET sent_at = sent_at - interval '90 days' WHERE id = ?::uuid", old.id());

        TestingWait.answer(lines.sweep());

        assertThat(TestingSql.number("SELECT invalid FROM import_batch WHERE id = ?::uuid", kept.id()))
                .isEqualTo(1);
        kept.assertCounts(0, 0, 0, 1);
        operator().get("/v1/imports/" + old.id()).then().statusCode(404);
    }
}
