package io.countersign.refresh;

import java.time.Duration;

/**
 * Why a lease that is still its owner's was not extended.
 *
 * @param tooMany whether the connection has had its ten calls of a minute
 * @param gateClosedFor until the gate's pause ends; zero if it has by now
 */
record ExtensionObstacle(boolean tooMany, Duration gateClosedFor) {

    /** @param counted whether the next call is another of the ten */
    Extension answer(boolean counted) {
        return counted && tooMany
                ? new Extension.TooMany()
                : new Extension.GateClosed(Obstacle.atLeastShortest(gateClosedFor));
    }
}
