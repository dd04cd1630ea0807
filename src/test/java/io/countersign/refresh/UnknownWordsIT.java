package io.countersign.refresh;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class UnknownWordsIT extends UnknownWordsTest {
    @Override
    boolean isHeard() {
        return false;
    }
}
