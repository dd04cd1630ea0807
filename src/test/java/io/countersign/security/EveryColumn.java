package io.countersign.security;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes to every column of every table, puts back what was written, and tells who got what he did not get before. What
 * may name nobody is written together with others, and judged so as long as everybody gets what he got before: a write
 * that takes something away may hide what another one gives, so from there on each half is judged, down to the single
 * write.
 */
final class EveryColumn {
    /** What nobody can write, and why. */
    static final Map<String, String> NEVER_WRITTEN = Map.of(
            "vault_key.wrapped_by", "PostgreSQL computes it of what stands in wrapped",
            "tenant_key.wrapped_by", "likewise",
            "integration_key.wrapped_by", "likewise",
            "vault_key.single", "true is the one value that its CHECK allows",
            "keyring_rewrap.single", "likewise",
            "notice_cursor.single", "likewise");

    /**
     * What no request for a token and no renewal reads or writes, however little: so their columns are written all at
     * once, those that may name somebody, too.
     */
    static final List<String> NEVER_ASKED = List.of(
            "audit_seal",
            "consent_attempt",
            "consent_link",
            "delivery",
            "exchange_flag",
            "flyway_schema_history",
            "import_batch",
            "import_end",
            "import_line",
            "imported_hash",
            "imported_token",
            "issue_record",
            "keyring_rewrap",
            "notice_cursor",
            "pending_grant",
            "tenant",
            "tenant_key_rotation",
            "verdict_count",
            "webhook");

    private final WrittenTables tables;
    private final Entitlements who;
    private final List<String> gained = new ArrayList<>();
    private final Set<String> written = new TreeSet<>();
    private final Set<String> notPutBack = new TreeSet<>();

    /** On a connection that is nobody else's. */
    EveryColumn(Connection connection, Entitlements who) throws SQLException {
        this.tables = new WrittenTables(connection, who.pattern());
        this.who = who;
    }

    /** Whether everybody gets what he got before, by a renewal too, while nobody can touch those tables. */
    boolean isWholeWithoutTheNeverAsked() throws SQLException {
        try {
            return tables.whileLocked(NEVER_ASKED, this::areWholeAndRenewed);
        } finally {
            tables.restore(tables.names());
        }
    }

    private boolean areWholeAndRenewed() {
        who.lapse();
        return who.areWhole();
    }

    /** Writes, column by column. */
    void writeAll() throws SQLException {
        write(tables.columns().stream()
                .filter(column -> NEVER_ASKED.contains(column.table()))
                .toList());
        for (String table : tables.names()) {
            if (!NEVER_ASKED.contains(table)) {
                write(tables.columns().stream()
                        .filter(column -> column.table().equals(table))
                        .toList());
                if (!areWholeAndRenewed()) {
                    notPutBack.add(table);
                }
                tables.restore(tables.names());
            }
        }
    }

    /** All columns, by their names. */
    List<WrittenColumn> columns() {
        return tables.columns();
    }

    /** What somebody got by what, in words. */
    List<String> gained() {
        return gained;
    }

    /** Of those columns, the ones that nothing was written into. */
    Set<String> unwritten() {
        Set<String> unwritten = columns().stream().map(WrittenColumn::toString).collect(Collectors.toSet());
        unwritten.removeAll(written);
        return unwritten;
    }

    /** The tables whose rows were put back and yet did not give everybody what he got before. */
    Set<String> notPutBack() {
        return notPutBack;
    }

    private void write(List<WrittenColumn> columns) throws SQLException {
        // By how many of their own column came before: no column is written twice at once.
        Map<Integer, List<ColumnWrite>> turns = new TreeMap<>();
        for (WrittenColumn column : columns) {
            List<ColumnWrite> writes = column.writes();
            for (int turn = 0; turn < writes.size(); turn++) {
                if (column.mayName() && !NEVER_ASKED.contains(column.table())) {
                    judge(List.of(writes.get(turn)));
                } else {
                    turns.computeIfAbsent(turn, any -> new ArrayList<>()).add(writes.get(turn));
                }
            }
        }
        for (List<ColumnWrite> turn : turns.values()) {
            judge(turn);
        }
    }

    private void judge(List<ColumnWrite> writes) throws SQLException {
        List<ColumnWrite> done = new ArrayList<>();
        List<ColumnWrite> refused = new ArrayList<>();
        for (ColumnWrite write : writes) {
            (tables.write(write) ? done : refused).add(write);
        }
        if (!done.isEmpty()) {
            judgeDone(done);
            // Another one may have been in its way.
            for (ColumnWrite write : refused) {
                judge(List.of(write));
            }
        }
    }

    private void judgeDone(List<ColumnWrite> writes) throws SQLException {
        boolean renewing = writes.stream().anyMatch(write -> write.column().decidesWho());
        if (renewing) {
            who.lapse();
        }
        Entitlements.Answers answers = who.ask();
        tables.restore(
                renewing
                        ? tables.names()
                        : writes.stream().map(write -> write.column().table()).collect(Collectors.toSet()));
        if (writes.size() == 1 || answers.whole()) {
            writes.forEach(write -> written.add(write.column().toString()));
            answers.gained().forEach(each -> gained.add(writes.getFirst() + ": " + each));
            return;
        }
        int before = gained.size();
        judge(writes.subList(0, writes.size() / 2));
        judge(writes.subList(writes.size() / 2, writes.size()));
        if (gained.size() == before) {
            answers.gained().forEach(each -> gained.add(writes + " together: " + each));
        }
    }
}
