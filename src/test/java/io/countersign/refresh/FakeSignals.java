package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.gate.UpstreamGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it is told. */
final class FakeSignals implements RefreshSignals {
    final List<Renewal> ended = new ArrayList<>();
    final List<Duration> waits = new ArrayList<>();
    final List<UpstreamGate.Flag> flags = new ArrayList<>();
    final List<String> unknownRefusals = new ArrayList<>();
    final List<String> verdicts = new ArrayList<>();
    int staleAnswers;

    @Override
    public void ended(Renewal renewal) {
        ended.add(renewal);
    }

    @Override
    public void staleAnswer() {
        staleAnswers++;
    }

    @Override
    public void waited(Duration duration) {
        waits.add(duration);
    }

    @Override
    public void unknownRefusal(ConnectionId connection, String integration, String code) {
        unknownRefusals.add(connection.tenant() + " " + integration + " " + code);
    }

    @Override
    public void consentRequired(ConnectionId connection, String integration, ConsentReason reason, String error) {
        verdicts.add(connection.tenant() + " " + integration + " " + reason + " " + error);
    }

    @Override
    public void flagged(String integration, UpstreamGate.Flag flag) {
        flags.add(flag);
    }
}
