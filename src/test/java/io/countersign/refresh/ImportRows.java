package io.countersign.refresh;

import static io.countersign.refresh.TestingImport.bean;
import static java.util.Objects.requireNonNull;

import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.connection.ConnectionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The real rows of an import. What is left of one that has ended is told in a connection's words: refused is
 * {@code consent_required}, discarded is {@code disconnected}.
 */
final class ImportRows extends RowsBesideConnection {
    private final TestingImport imported;

    ImportRows() {
        this(TestingTenant.create(Map.of()));
    }

    private ImportRows(TestingTenant tenant) {
        super(new PostgresRows(tenant));
        imported = TestingImport.begun(tenant);
    }

    @Override
    public RefreshStore store() {
        return new Leases(bean(ProofLeases.class), bean(ProofRows.class), bean(LeaseWitness.class));
    }

    @Override
    public ConnectionId id() {
        return new ConnectionId(imported.tenant().tenant(), "default", imported.importId());
    }

    @Override
    public Row row() {
        return imported.isThere() ? present() : ended();
    }

    private Row present() {
        String left = imported.column("extract(epoch FROM access_expires_at - clock_timestamp())::bigint");
        return new Row(
                "active",
                null,
                Long.parseLong(requireNonNull(imported.column("generation"))),
                "t".equals(imported.column("lease_owner IS NOT NULL")),
                "t".equals(imported.column("unsure")),
                Integer.parseInt(requireNonNull(imported.column("failures"))),
                imported.column("last_error"),
                left == null ? null : Duration.ofSeconds(Long.parseLong(left)));
    }

    private Row ended() {
        String[] end = requireNonNull(imported.end()).split(" ");
        return end[0].equals("refused")
                ? new Row("consent_required", end[1], 0, false, false, 0, null, null)
                : new Row("disconnected", null, 0, false, false, 0, null, null);
    }

    @Override
    public List<String> events() {
        String all = TestingSql.text("""
                SELECT string_agg(type || coalesce(' ' || (details ->> 'reason'), ''), ',' ORDER BY id)
                FROM audit_event WHERE tenant = ? AND (type LIKE 'import.%' OR type LIKE 'connection.%')
                """, imported.tenant().tenant());
        return all == null ? List.of() : List.of(all.split(","));
    }

    @Override
    public void leaseTimeEnds() {
        imported.set("lease_until = clock_timestamp()");
    }

    @Override
    public void minutePasses() {
        imported.set("calls = (SELECT array_agg(c - interval '71 seconds' ORDER BY c DESC) FROM unnest(calls) c)");
    }

    @Override
    public void failures(int count) {
        imported.set("failures = " + count);
    }

    @Override
    public void disconnect() {
        imported.discard();
    }
}
