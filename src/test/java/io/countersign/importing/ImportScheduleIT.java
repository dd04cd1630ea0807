package io.countersign.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDocuSign;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.refresh.upkeep.BackgroundDatabase;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The schedule of the packaged application at work. */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(BackgroundDatabase.class)
class ImportScheduleIT {

    /** DocuSign neither answers at once, nor tells at once whose it is. */
    @Test
    void bringsAnImportToItsEnd() {
        TestingImport imported = TestingImport.of("Only account");
        TestDocuSign.simulator().faults().once(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        TestDocuSign.simulator().faults().once(Fault.tooManyRequests(FaultTarget.USERINFO, Duration.ofMinutes(1)));
        imported.send(imported.refreshToken()).statusCode(202);

        TestingWait.until("the import has ended", () -> {
            imported.comesToItsTurn();
            return !imported.isUnderWay();
        });

        imported.tenant().view().body("state", equalTo("active"));
    }

    @Test
    void withoutAVerdictInThirtyDaysItGoes() {
        TestingImport imported = TestingImport.of();
        imported.send(imported.refreshToken()).statusCode(409);
        TestingSql.run(
                "UPDATE imported_token SET expires_at = clock_timestamp() WHERE tenant = ?",
                imported.tenant().tenant());

        TestingWait.until("it is gone", () -> !imported.isUnderWay());

        assertThat(TestingTrail.typesOf(imported.tenant().tenant())).contains("import.expired");
    }
}
