package io.countersign.refresh;

import io.countersign.refresh.gate.GateKey;
import io.countersign.refresh.gate.UpstreamGate;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A gate that writes down what it is told, and gives what the test says. */
final class FakeUpstreamGate implements UpstreamGate {
    ClientRefusal refusal = ClientRefusal.FIRST;
    boolean probe = true;
    boolean fails;
    Runnable probing = () -> {};
    boolean upToDate = true;
    VerdictSlot slot = VerdictSlot.TAKEN;
    private final List<String> log;

    /** @param log shared with whatever else the test listens to */
    FakeUpstreamGate(List<String> log) {
        this.log = log;
    }

    @Override
    public Uni<Void> pause(GateKey key, Duration duration) {
        return write("pause " + duration.toSeconds());
    }

    @Override
    public Uni<Void> trip(GateKey key, Duration duration) {
        return write("trip " + duration.toSeconds());
    }

    @Override
    public Uni<ClientRefusal> refuseClient(
            GateKey key, UUID attempt, Flag flag, long secretsVersion, Duration duration) {
        return write("refuse client " + flag + " " + duration.toSeconds()).replaceWith(refusal);
    }

    @Override
    public Uni<Boolean> probe(GateKey key, UUID attempt, Duration duration) {
        return write("probe " + duration.toSeconds()).invoke(probing).replaceWith(probe);
    }

    @Override
    public Uni<Void> open(GateKey key) {
        return write("open");
    }

    @Override
    public Uni<Void> answered(GateKey key) {
        return write("answered");
    }

    @Override
    public Uni<Boolean> noteVerdict(GateKey key, long secretsVersion) {
        return write("note " + secretsVersion).replaceWith(upToDate);
    }

    @Override
    public Uni<VerdictSlot> verdictSlot(GateKey key, UUID attempt, long secretsVersion, int slots, Duration window) {
        return write("slot " + slots + " " + window.toMinutes()).replaceWith(slot);
    }

    private Uni<Void> write(String entry) {
        return fails
                ? Uni.createFrom().failure(new IllegalStateException("The database is away"))
                : Uni.createFrom().voidItem().invoke(() -> log.add(entry));
    }
}
