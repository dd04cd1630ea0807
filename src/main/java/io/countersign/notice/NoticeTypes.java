package io.countersign.notice;

import java.util.List;

/** Which events of the trail become notices. */
public final class NoticeTypes {
    /** Their types, as the trail and the API have them. */
    public static final List<String> FROM_THE_TRAIL = List.of(
            "connection.connected",
            "connection.pending",
            "connection.expiring",
            DueDelivery.CONSENT_REQUIRED,
            "connection.recovered",
            "connection.disconnected",
            "integration.flagged",
            "integration.unflagged");

    private NoticeTypes() {}
}
