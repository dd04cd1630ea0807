package io.countersign.refresh;

import io.countersign.refresh.gate.UpstreamGate;

/** What the engine stands on. */
record RefreshPorts(RefreshStore store, UpstreamGate gate, Upstream upstream, Pulse pulse, RefreshSignals signals) {}
