package io.countersign.demo;

import io.countersign.simulator.SimulatedAccount;
import io.countersign.simulator.SimulatedUser;
import java.time.LocalDateTime;
import java.util.List;

/** The two people of the demo, one at each tenant, with one account each, whose API is the simulator. Made up. */
final class Cast {
    private Cast() {}

    /** At Acme, where she has consented before the demo begins. */
    static SimulatedUser ada() {
        return user("0001", "Ada", "Lovelace", "ada@acme.example", "Acme Corp");
    }

    /** At Globex, where the reader plays her part. */
    static SimulatedUser grace() {
        return user("0002", "Grace", "Hopper", "grace@globex.example", "Globex Corporation");
    }

    private static SimulatedUser user(String number, String given, String family, String email, String account) {
        return new SimulatedUser(
                "4799e5e9-51f0-4a0d-8d7a-cf4713bb" + number,
                given + " " + family,
                given,
                family,
                email,
                LocalDateTime.parse("2019-12-09T08:15:00"),
                List.of(new SimulatedAccount("a4ec37d6-51f0-4b1c-9c3e-143885c2" + number, true, account, null, null)));
    }
}
