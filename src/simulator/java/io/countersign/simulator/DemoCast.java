package io.countersign.simulator;

import java.time.LocalDateTime;
import java.util.List;

/** The client and the two users a simulator starts with when it is told nothing else. Made up, like their accounts. */
public final class DemoCast {
    /** The integration key of the client. */
    public static final String CLIENT_ID = "7d1e5a5e-0c3b-4c44-9a55-51f0c0de0001";

    /** The client's secret; known to everybody and worth nothing outside a simulator. */
    public static final String CLIENT_SECRET = "known-to-everybody-and-good-for-the-simulator-only";

    /** The redirect URI the client is registered with. */
    public static final String REDIRECT_URI = "http://localhost:8080/oauth/callback/demo";

    /** The e-mail address of the user with two accounts. */
    public static final String ADA = "ada.lovelace@example.com";

    /** The e-mail address of the user with one account. */
    public static final String GRACE = "grace.hopper@example.com";

    private DemoCast() {}

    /** The client: confidential, PKCE optional. */
    public static SimulatedClient client() {
        return SimulatedClient.confidential(CLIENT_ID, "Contracts by Example Ltd", CLIENT_SECRET, REDIRECT_URI);
    }

    /** A user with two accounts, the first of them the default and in an organization that the user administers. */
    public static SimulatedUser ada() {
        return new SimulatedUser(
                "4799e5e9-51f0-4a0d-8d7a-cf4713bb0001",
                "Ada Lovelace",
                "Ada",
                "Lovelace",
                ADA,
                LocalDateTime.parse("2015-08-13T22:03:03.45"),
                List.of(
                        new SimulatedAccount(
                                "a4ec37d6-51f0-4b1c-9c3e-143885c20001",
                                true,
                                "Analytical Engines",
                                null,
                                "9dd9d6cd-51f0-4e7f-8a52-6b1f0d9e0001"),
                        new SimulatedAccount(
                                "a4ec37d6-51f0-4b1c-9c3e-143885c20002", false, "Difference Engines", null, null)),
                true);
    }

    /** A user with one account. */
    public static SimulatedUser grace() {
        return new SimulatedUser(
                "4799e5e9-51f0-4a0d-8d7a-cf4713bb0002",
                "Grace Hopper",
                "Grace",
                "Hopper",
                GRACE,
                LocalDateTime.parse("2019-12-09T08:15:00.1"),
                List.of(new SimulatedAccount("a4ec37d6-51f0-4b1c-9c3e-143885c20003", true, "Compilers", null, null)));
    }
}
