package io.countersign.importing;

import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDocuSign;
import io.countersign.TestingWait;
import io.countersign.refresh.upkeep.BackgroundDatabase;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
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
        TestDocuSign.simulator().faults().next(3, Fault.serverError(FaultTarget.USERINFO));
        imported.send(imported.refreshToken()).statusCode(202);

        TestingWait.until("the import has ended", () -> {
            imported.comesToItsTurn();
            return !imported.isUnderWay();
        });

        imported.tenant().view().body("state", equalTo("active"));
    }
}
