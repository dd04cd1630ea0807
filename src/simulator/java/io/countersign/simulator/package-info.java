/**
 * A stand-in for DocuSign's authentication service: its sign-in, token and userinfo endpoints with their documented
 * rules, plus faults (each odd answer that was reported is one: {@link io.countersign.simulator.OddAnswer}), a clock
 * that moves and a log of every token call. It is for tests, the demo and the people who integrate, and never ships in
 * production. It owns its own people, clients and tokens and uses no class of the vault, so that it can contradict the
 * vault; only the JDK and Jackson.
 */
@NullMarked
package io.countersign.simulator;

import org.jspecify.annotations.NullMarked;
