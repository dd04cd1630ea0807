package io.countersign.issuing;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Order;

/** The same against the packaged application. */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE)
class IssueRecordMonthsIT extends IssueRecordMonthsTest {}
