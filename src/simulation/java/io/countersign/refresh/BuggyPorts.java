package io.countersign.refresh;

import io.countersign.connection.GrantType;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.RsaKey;
import io.countersign.refresh.gate.GateKey;
import io.countersign.refresh.gate.UpstreamGate;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the engine would do with one of its rules taken out, done by the port that it speaks to. */
final class BuggyPorts {
    private BuggyPorts() {}

    /** Everything passes, but for calls. */
    private abstract static class Calls extends Mutation {
        abstract Uni<TokenAnswer> refresh(
                Upstream upstream,
                Lease lease,
                LeasedGrant.RefreshToken token,
                Integration integration,
                Credential credential,
                long latest,
                String process);

        Uni<TokenAnswer> assertUser(Upstream upstream, AssertionProgress call, RsaKey key, long latest) {
            return upstream.assertUser(call, key, latest);
        }

        @Override
        Upstream upstream(Upstream upstream, String process) {
            return new Upstream() {
                @Override
                public Uni<Credentials> credentials(String integration, GrantType grant) {
                    return upstream.credentials(integration, grant);
                }

                @Override
                public Uni<TokenAnswer> refresh(
                        Lease lease,
                        LeasedGrant.RefreshToken token,
                        Integration integration,
                        Credential credential,
                        long latest) {
                    return Calls.this.refresh(upstream, lease, token, integration, credential, latest, process);
                }

                @Override
                public Uni<TokenAnswer> assertUser(AssertionProgress call, RsaKey key, long latest) {
                    return Calls.this.assertUser(upstream, call, key, latest);
                }

                @Override
                public Uni<UserInfoAnswer> userInfo(Integration integration, Secret accessToken) {
                    return upstream.userInfo(integration, accessToken);
                }

                @Override
                public Uni<Void> worked(String integration, Credential credential) {
                    return upstream.worked(integration, credential);
                }
            };
        }
    }

    /** The engine takes some answers for others. */
    static Mutation mistaking(UnaryOperator<TokenAnswer> mistake) {
        return new Calls() {
            @Override
            Uni<TokenAnswer> refresh(
                    Upstream upstream,
                    Lease lease,
                    LeasedGrant.RefreshToken token,
                    Integration integration,
                    Credential credential,
                    long latest,
                    String process) {
                return upstream.refresh(lease, token, integration, credential, latest)
                        .map(mistake);
            }

            @Override
            Uni<TokenAnswer> assertUser(Upstream upstream, AssertionProgress call, RsaKey key, long latest) {
                return upstream.assertUser(call, key, latest).map(mistake);
            }
        };
    }

    static TokenAnswer serverErrorForRefusal(TokenAnswer answer) {
        return answer instanceof TokenAnswer.NoAnswer no && no.reason() == TokenAnswer.NoAnswer.Reason.SERVER_ERROR
                ? new TokenAnswer.Refused(503, null, null, Meaning.UNEXPECTED, null)
                : answer;
    }

    static TokenAnswer operatorForTenant(TokenAnswer answer) {
        return answer instanceof TokenAnswer.Refused refused && refused.meaning() == Meaning.OPERATOR
                ? new TokenAnswer.Refused(refused.status(), refused.error(), null, Meaning.RECONNECT, null)
                : answer;
    }

    static TokenAnswer unknownForKnown(TokenAnswer answer) {
        return answer instanceof TokenAnswer.Refused refused && refused.meaning() == Meaning.UNKNOWN_REFUSAL
                ? new TokenAnswer.Refused(refused.status(), refused.error(), null, Meaning.RECONNECT, null)
                : answer;
    }

    static TokenAnswer patienceForNothing(TokenAnswer answer) {
        return answer instanceof TokenAnswer.Refused refused && refused.meaning() == Meaning.RETRY
                ? new TokenAnswer.Refused(refused.status(), refused.error(), null, Meaning.RETRY, null)
                : answer;
    }

    /** What had no answer is sent again at once. */
    static Mutation sendingAgain() {
        return new Calls() {
            @Override
            Uni<TokenAnswer> refresh(
                    Upstream upstream,
                    Lease lease,
                    LeasedGrant.RefreshToken token,
                    Integration integration,
                    Credential credential,
                    long latest,
                    String process) {
                return upstream.refresh(lease, token, integration, credential, latest)
                        .chain(answer -> answer instanceof TokenAnswer.NoAnswer
                                ? upstream.refresh(lease, token, integration, credential, latest)
                                : Uni.createFrom().item(answer));
            }
        };
    }

    /** A caller that hangs up takes its process' calls with it. */
    static Mutation cancelling() {
        return new Calls() {
            private final Map<String, Integer> hangUps = new HashMap<>();

            @Override
            Uni<TokenAnswer> refresh(
                    Upstream upstream,
                    Lease lease,
                    LeasedGrant.RefreshToken token,
                    Integration integration,
                    Credential credential,
                    long latest,
                    String process) {
                int before = hangUps.getOrDefault(process, 0);
                return upstream.refresh(lease, token, integration, credential, latest)
                        .chain(answer -> hangUps.getOrDefault(process, 0) == before
                                ? Uni.createFrom().item(answer)
                                : Uni.createFrom().nothing());
            }

            @Override
            void hungUp(String process) {
                hangUps.merge(process, 1, Integer::sum);
            }
        };
    }

    static Mutation statements(Function<SimulatedRows.Surroundings, SimulatedRows> rows) {
        return new Mutation() {
            @Override
            SimulatedRows rows(SimulatedRows.Surroundings surroundings) {
                return rows.apply(surroundings);
            }
        };
    }

    /** New tokens are given up when they cannot be stored. */
    static Mutation forgetting() {
        return new Mutation() {
            @Override
            RefreshStore store(RefreshStore store, Pulse pulse) {
                return new PassingStore(store) {
                    @Override
                    public Uni<Written> store(
                            Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
                        return super.store(lease, tokens, elapsed, rest, dueIn)
                                .onFailure()
                                .recoverWithItem(Written.STALE);
                    }
                };
            }
        };
    }

    /** The clock stops with its process, which so does not notice how old its lease is. */
    static Mutation standingClock() {
        return new Mutation() {
            @Override
            Pulse pulse(Pulse pulse, SimulatedReplica replica) {
                return new Pulse() {
                    @Override
                    public long nanoTime() {
                        return pulse.nanoTime() - replica.stoppedFor();
                    }

                    @Override
                    public Uni<Void> after(Duration duration) {
                        return pulse.after(duration);
                    }

                    @Override
                    public double chance() {
                        return pulse.chance();
                    }
                };
            }
        };
    }

    static Mutation gates(Function<SimulatedTime, SimulatedGates> gates) {
        return new Mutation() {
            @Override
            SimulatedGates gates(SimulatedTime time) {
                return gates.apply(time);
            }
        };
    }

    /** Leases do not look at the gate. */
    static SimulatedGates openGates(SimulatedTime time) {
        return new SimulatedGates(time) {
            @Override
            boolean closedFor(GateKey key, UUID attempt) {
                return false;
            }
        };
    }

    /** Whoever wants to probe may. */
    static SimulatedGates manyProbes(SimulatedTime time) {
        return new SimulatedGates(time) {
            @Override
            boolean probe(GateKey key, UUID attempt, Duration duration) {
                return super.probe(key, attempt, Duration.ZERO);
            }
        };
    }

    /** The second verdict has no slot. */
    static SimulatedGates fewSlots(SimulatedTime time) {
        return new SimulatedGates(time) {
            @Override
            UpstreamGate.VerdictSlot verdictSlot(
                    GateKey key, UUID attempt, long secretsVersion, int slots, Duration window) {
                return super.verdictSlot(key, attempt, secretsVersion, 1, window);
            }
        };
    }
}
