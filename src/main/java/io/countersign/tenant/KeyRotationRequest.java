package io.countersign.tenant;

/** The body of a rotation, which says nothing; may be left out. */
record KeyRotationRequest() {}
