package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.countersign.refresh.upkeep.BackgroundDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Months of issue records come and go, and no record is lost for it. */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(BackgroundDatabase.class)
class IssueRecordMonthsIT extends CallerFixture {
    private static final String FIRST =
            "(date_trunc('month', clock_timestamp() at time zone 'UTC') + ? * interval '1 month')::date";

    private static boolean isThere(int monthsAhead) {
        return TestingSql.value(
                Boolean.class,
                "SELECT EXISTS (SELECT FROM pg_inherits WHERE inhparent = 'issue_record'::regclass AND inhrelid ="
                        + " to_regclass(to_char(" + FIRST + ", '\"issue_record_\"YYYY_MM')))",
                monthsAhead);
    }

    private long recorded() {
        return TestingSql.number(
                "SELECT coalesce(sum(count), 0)::bigint FROM issue_record WHERE tenant = ?", tenant.tenant());
    }

    private static String drop(int monthsAhead) {
        return TestingSql.text("SELECT drop_issue_record_month(" + FIRST + ")", monthsAhead);
    }

    @Test
    void dropsWhatIsOldAndKeepsTheRest() {
        TestingWait.until("the old month is gone", () -> !isThere(-5));

        assertThat(TestingSql.rows(
                        row -> row.getLong("count"), "SELECT count FROM issue_record WHERE tenant = 'of-old'"))
                .containsExactly(2L);
        assertThat(isThere(-2)).isTrue();
    }

    /** As after a step of the clock: the month of what was issued is nobody's plan. */
    @Test
    void makesTheMonthOfARecordThatHasNone() {
        // Given: nobody but who writes a record will look for months in this hour.
        TestingWait.until("the old month is gone", () -> !isThere(-5));
        TestingWait.until("this month is gone", () -> drop(0).equals("t"));
        TestingWait.until("the next one is gone", () -> drop(1).equals("t"));

        // When
        issued();

        // Then
        TestingWait.until("it is recorded", () -> recorded() == 1);
        assertThat(isThere(0)).isTrue();
        assertThat(isThere(1)).isTrue();
    }

    @Test
    void twoMakeAMonthAtOnceWhileRecordsAreWritten() throws Exception {
        try (TestingLock first = TestingLock.on("SELECT make_issue_record_month(" + FIRST + ")", 7)) {
            // When
            CompletableFuture<String> second = CompletableFuture.supplyAsync(
                    () -> TestingSql.text("SELECT make_issue_record_month(" + FIRST + ")", 7));
            first.awaitWaiting(1);
            first.commit();

            // Then
            second.get(30, TimeUnit.SECONDS);
        }
        assertThat(isThere(7)).isTrue();

        try (TestingLock again = TestingLock.on("SELECT make_issue_record_month(" + FIRST + ")", 8)) {
            issued();
            TestingWait.until("it is recorded meanwhile", () -> recorded() == 1);
            again.commit();
        }
    }

    @Test
    void keepsAMonthWhileSomebodyReadsAndLetsRecordsBeWritten() {
        TestingSql.text("SELECT make_issue_record_month(" + FIRST + ")", 9);
        try (TestingLock reader = TestingLock.on("SELECT count(*) FROM issue_record")) {
            // When
            String dropped = drop(9);
            issued();

            // Then
            assertThat(dropped).isEqualTo("f");
            TestingWait.until("it is recorded", () -> recorded() == 1);
        }
        TestingWait.until("the month is dropped", () -> drop(9).equals("t"));
        assertThat(isThere(9)).isFalse();
        assertThat(drop(9)).as("by the second one").isNull();
    }

    /** An operator may take a month out of the table and keep it. */
    @Test
    void dropsNoTableThatIsNoPartition() {
        TestingSql.text("SELECT make_issue_record_month(" + FIRST + ")", 10);
        String name = TestingSql.text("SELECT to_char(" + FIRST + ", '\"issue_record_\"YYYY_MM')", 10);
        TestingSql.run("ALTER TABLE issue_record DETACH PARTITION " + name);

        assertThat(drop(10)).isNull();

        assertThat(TestingSql.text("SELECT to_regclass(?)", name)).isEqualTo(name);
        TestingSql.run("DROP TABLE " + name);
    }
}
