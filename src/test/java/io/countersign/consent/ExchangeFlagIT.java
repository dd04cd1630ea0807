package io.countersign.consent;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class ExchangeFlagIT extends ExchangeFlagTest {}
