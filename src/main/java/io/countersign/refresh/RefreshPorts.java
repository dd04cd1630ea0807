package io.countersign.refresh;

/** What the engine stands on. */
record RefreshPorts(RefreshStore store, UpstreamGate gate, Upstream upstream, Pulse pulse, RefreshSignals signals) {}
