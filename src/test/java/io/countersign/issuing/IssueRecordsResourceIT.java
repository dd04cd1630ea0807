package io.countersign.issuing;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class IssueRecordsResourceIT extends IssueRecordsResourceTest {}
