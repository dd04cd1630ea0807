package io.countersign.console;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConnectionView;
import io.countersign.connection.GrantType;
import java.util.EnumSet;
import java.util.Set;

/** What whoever manages a connection can do about it. */
enum ConnectionAction {
    /** Accept the consent, or the import, that waits. */
    CONFIRM,
    /** Destroy what waits: only a disconnect does. */
    REFUSE,
    /** Make a link with which somebody consents. */
    LINK,
    /** Have an administrator consent for the user who is impersonated. */
    ADMIN_LINK,
    /** Try once more now. */
    RETRY,
    /** Destroy the tokens here. */
    DISCONNECT,
    /** Withdraw links that were made since it was disconnected. */
    WITHDRAW;

    /** What there is to do as the connection stands. */
    static Set<ConnectionAction> of(ConnectionView connection) {
        Set<ConnectionAction> actions = EnumSet.of(LINK);
        ConnectionView.Pending pending = connection.pending();
        if (pending != null) {
            actions.add(REFUSE);
            if (pending.proof().equals("proven") && pending.lastError() == null) {
                actions.add(CONFIRM);
            }
        }
        boolean impersonates =
                GrantType.named(connection.grant()) == GrantType.JWT_BEARER && connection.userId() != null;
        if (impersonates) {
            actions.add(ADMIN_LINK);
        }
        if (canBeRetried(connection, impersonates)) {
            actions.add(RETRY);
        }
        actions.add(ConnectionState.named(connection.state()) == ConnectionState.DISCONNECTED ? WITHDRAW : DISCONNECT);
        return actions;
    }

    /** One that works is left alone. Who is impersonated may have consented somewhere else. */
    private static boolean canBeRetried(ConnectionView connection, boolean impersonates) {
        return switch (ConnectionState.named(connection.state())) {
            case CONSENT_REQUIRED -> impersonates || !connection.grant().equals(GrantType.JWT_BEARER.wireName());
            case ACTIVE -> connection.lastError() != null;
            case AWAITING_CONSENT -> impersonates;
            case AWAITING_CONFIRMATION, DISCONNECTED -> false;
        };
    }
}
