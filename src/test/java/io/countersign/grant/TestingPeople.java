package io.countersign.grant;

import io.countersign.TestDocuSign;
import io.countersign.simulator.SimulatedUser;
import java.util.UUID;

/** People who sign in at DocuSign, each with an address that no other test knows. */
final class TestingPeople {
    private TestingPeople() {}

    /** A person with these accounts. */
    static SimulatedUser withAccounts(String... names) {
        return TestDocuSign.person(UUID.randomUUID() + "@example.com", names);
    }
}
