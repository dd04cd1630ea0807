package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.simulator.FaultEffect.ElementsAdded;
import io.countersign.simulator.FaultEffect.FieldReplaced;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts that userinfo should not list, or not as many. They come before the user's own. */
final class OddAccounts {
    private static final String ACCOUNTS = "accounts";

    private OddAccounts() {}

    /** One more, with that address or none. */
    static FaultEffect added(@Nullable String baseUri) {
        return added(list().add(account(1, baseUri)));
    }

    static FaultEffect withoutId() {
        ObjectNode account = account(1, "https://demo.docusign.net");
        account.remove("account_id");
        return added(list().add(account));
    }

    static FaultEffect noObjects() {
        return added(list().addNull().add("account").add(7).add(true).add(list()));
    }

    /** So many good ones; 5,500 of them are a little less than 1 MiB. */
    static FaultEffect many(int number) {
        ArrayNode accounts = list();
        for (int i = 1; i <= number; i++) {
            accounts.add(account(i, "https://na" + i % 4 + ".docusign.net"));
        }
        return added(accounts);
    }

    /** Not one of them can be used. */
    static FaultEffect unusable() {
        ArrayNode accounts = list().add(account(1, null))
                .add(account(2, "https://docusign.example"))
                .addNull();
        return new FieldReplaced(ACCOUNTS, accounts);
    }

    private static FaultEffect added(JsonNode accounts) {
        return new ElementsAdded(ACCOUNTS, accounts);
    }

    private static ObjectNode account(int number, @Nullable String baseUri) {
        ObjectNode account = SimulatorJson.object()
                .put("account_id", new UUID(0x0dd0_0000_0000_4000L, Long.MIN_VALUE | number).toString())
                .put("account_name", "Odd account " + number + " of the sort that nobody ordered")
                .put("is_default", false);
        return baseUri == null ? account : account.put("base_uri", baseUri);
    }

    private static ArrayNode list() {
        return SimulatorJson.object().putArray(ACCOUNTS);
    }
}
