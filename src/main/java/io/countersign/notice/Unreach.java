package io.countersign.notice;

enum Unreach {
    UNRESOLVED,
    ADDRESS_REFUSED,
    UNCONNECTED,
    UNTRUSTED,
    TIMED_OUT,
    BROKEN_OFF;

    String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
