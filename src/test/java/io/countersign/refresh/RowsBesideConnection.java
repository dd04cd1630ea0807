package io.countersign.refresh;

import io.countersign.refresh.gate.UpstreamGate;

/** The rows of an import: what surrounds them is its connection's. */
abstract class RowsBesideConnection implements RefreshContract.Rows {
    private final RefreshContract.Rows connection;

    RowsBesideConnection(RefreshContract.Rows connection) {
        this.connection = connection;
    }

    @Override
    public void rejectAccessToken() {
        throw new UnsupportedOperationException("Callers never get it");
    }

    @Override
    public void markRestored() {
        throw new UnsupportedOperationException("An import's refusal takes no slot");
    }

    @Override
    public void rotateKeyset() {
        connection.rotateKeyset();
    }

    @Override
    public void delete() {
        connection.delete();
    }

    @Override
    public void create() {
        connection.create();
    }

    @Override
    public void revive() {
        connection.revive();
    }

    @Override
    public UpstreamGate gate() {
        return connection.gate();
    }

    @Override
    public String integration() {
        return connection.integration();
    }

    @Override
    public void pauseEnds() {
        connection.pauseEnds();
    }

    @Override
    public long secretsVersion() {
        return connection.secretsVersion();
    }

    @Override
    public void addSecret() {
        connection.addSecret();
    }
}
