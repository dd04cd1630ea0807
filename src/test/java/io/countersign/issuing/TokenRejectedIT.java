package io.countersign.issuing;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class TokenRejectedIT extends TokenRejectedTest {}
