package io.countersign.issuing;

import java.time.Instant;

/**
 * What a caller was issued of a connection in an hour, by one door. Times are by the database's clock.
 *
 * @param id its place among all of them, to be sent as {@code after}
 * @param hour when it began
 * @param caller the name, also of one that was deleted
 * @param generation of the tokens: the same one is the same access token
 * @param first when it was issued first in that hour
 * @param last when last; grows, as the count does
 * @param count how often
 */
record IssueRecordView(
        String id,
        Instant hour,
        String caller,
        String tenant,
        String connection,
        long generation,
        String door,
        Instant first,
        Instant last,
        long count) {}
