package io.countersign.notice;

enum DisabledReason {
    GONE,
    FAILING
}
