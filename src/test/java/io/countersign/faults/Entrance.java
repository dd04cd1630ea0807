package io.countersign.faults;

import java.net.URI;

/** Where requests go: one replica, or what stands before all of them. */
interface Entrance {
    /** The address of a path of the API. */
    URI address(String path);
}
