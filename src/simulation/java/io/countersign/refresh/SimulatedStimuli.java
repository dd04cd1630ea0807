package io.countersign.refresh;

import io.smallrye.mutiny.subscription.Cancellable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What people, callers and operations do during a run. */
final class SimulatedStimuli {
    private static final List<Optional<Integer>> TTLS =
            List.of(Optional.of(1), Optional.of(600), Optional.of(3_000), Optional.of(27_000), Optional.empty());

    private final SimulatedCluster cluster;
    private final SimulatedWorld world;
    private final SimulatedTime time;
    private final List<String> tenants;
    private final List<String> obtained = new ArrayList<>();
    private boolean eager;

    SimulatedStimuli(SimulatedCluster cluster, List<String> tenants) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.time = cluster.time;
        this.tenants = tenants;
    }

    /** @param importing whether somebody brings tokens */
    void plan(int count, long end, boolean importing) {
        List<Runnable> kinds = List.of(
                this::crash,
                this::terminate,
                this::stop,
                this::consent,
                this::disconnect,
                this::recreate,
                this::revoke,
                this::databaseAway,
                this::providerAway,
                this::newSecret,
                this::newKey,
                this::skew,
                this::userGone,
                this::consentElsewhere,
                this::moreScopes,
                this::retry,
                this::stepDatabase,
                this::markRestored);
        List<Runnable> chosen =
                new ArrayList<>(kinds.stream().filter(kind -> time.chance(0.4)).toList());
        if (importing && time.chance(0.4)) {
            chosen.add(this::spendOutside);
        }
        eager = time.chance(0.2);
        double disturbances = time.oneOf(List.of(0.1, 0.25, 0.5));
        for (int i = 0; i < count; i++) {
            boolean disturbs = !chosen.isEmpty() && time.chance(disturbances);
            Runnable action = disturbs ? time.oneOf(chosen) : this::ask;
            time.after(time.between(0, end), action);
        }
        for (int i = importing ? 1 + time.below(6) : 0; i > 0; i--) {
            time.after(time.between(0, end), time.oneOf(importing()));
        }
    }

    private List<Runnable> importing() {
        return List.of(this::bring, this::bring, this::bringAgain, this::bringAgain, this::confirm);
    }

    private SimulatedReplica replica() {
        return time.oneOf(cluster.replicas);
    }

    private String tenant() {
        return time.oneOf(tenants);
    }

    private void ask() {
        String tenant = tenant();
        for (int i = eager && time.chance(0.2) ? 30 : 1; i > 0; i--) {
            time.after(i * SimulatedTime.SECOND / 2, () -> ask(replica(), tenant));
        }
    }

    private void ask(SimulatedReplica replica, String tenant) {
        if (!replica.runs()) {
            return;
        }
        replica.later(0, () -> {
            Cancellable request = cluster.ask(replica, tenant, time.oneOf(TTLS).orElse(null))
                    .subscribe()
                    .with(done -> {});
            if (time.chance(0.2)) {
                replica.later(time.between(0, 5 * SimulatedTime.SECOND), request::cancel);
            }
        });
    }

    /** Somebody brings a token that was obtained elsewhere. */
    private void bring() {
        String tenant = tenant();
        String token = cluster.obtain(tenant, time.chance(0.2));
        obtained.add(token);
        if (time.chance(0.15)) {
            spend(token);
        }
        bring(tenant, token);
    }

    /** To the same connection or to another one, while it is under way or later. */
    private void bringAgain() {
        if (!obtained.isEmpty()) {
            bring(tenant(), time.chance(0.5) ? obtained.getLast() : time.oneOf(obtained));
        }
    }

    private void bring(String tenant, String token) {
        SimulatedReplica replica = replica();
        if (!replica.serves()) {
            return;
        }
        replica.later(0, () -> {
            Cancellable request =
                    replica.importing().bring(tenant, token).subscribe().with(done -> {});
            if (time.chance(0.2)) {
                replica.later(time.between(0, 5 * SimulatedTime.SECOND), request::cancel);
            }
        });
    }

    /** The script that a token came from uses it once more. */
    private void spendOutside() {
        if (!obtained.isEmpty()) {
            String token = time.oneOf(obtained);
            time.log("a script spends %s", token);
            world.provider().refresh(token, world.provider().secrets.iterator().next());
        }
    }

    private void spend(String token) {
        time.log("a script spends %s", token);
        world.provider().refresh(token, world.provider().secrets.iterator().next());
    }

    private void confirm() {
        world.rows().confirm(tenant(), "default");
    }

    private void crash() {
        SimulatedReplica replica = replica();
        replica.crash();
        time.after(time.between(0, 30 * SimulatedTime.SECOND), replica::start);
    }

    private void terminate() {
        cluster.terminate(replica(), time.between(0, 10 * SimulatedTime.SECOND));
    }

    private void stop() {
        SimulatedReplica replica = replica();
        replica.stop();
        time.after(time.between(SimulatedTime.SECOND / 10, 90 * SimulatedTime.SECOND), replica::proceed);
    }

    private void consent() {
        cluster.consent(tenant(), time.between(1, 20 * SimulatedTime.SECOND));
    }

    private void disconnect() {
        world.rows().disconnect(tenant(), "default");
    }

    private void recreate() {
        String tenant = tenant();
        SimulatedRow before = world.rows().named(tenant, "default");
        world.rows().delete(tenant, "default");
        if (before != null && before.impersonates()) {
            cluster.impersonate(tenant);
        } else {
            cluster.create(tenant, true);
        }
        cluster.consent(tenant, time.between(1, 5 * SimulatedTime.SECOND));
    }

    private void revoke() {
        SimulatedRow row = world.rows().named(tenant(), "default");
        if (row != null && row.impersonates()) {
            time.log("the user of %s withdraws the consent", row.id.tenant());
            world.provider().consents.user(row.id.tenant()).consented.clear();
            return;
        }
        SimulatedProvider.Family family = row == null ? null : world.provider().familyOf(row.refreshToken);
        if (family != null) {
            time.log("the user of %s revokes", row.id.tenant());
            family.revokedByUser = true;
        }
    }

    /** Its successor is known here only later, or was known before. */
    private void newSecret() {
        String secret = "secret" + time.now();
        time.log("%s is the client secret now", secret);
        if (time.chance(0.5)) {
            world.provider().secrets.add(secret);
            cluster.knowNewSecret();
        }
        world.provider().secrets.clear();
        world.provider().secrets.add(secret);
        time.after(time.between(1, 40 * SimulatedTime.SECOND), cluster::knowNewSecret);
    }

    /** Of the keys one is taken away at the provider, or all are; its successor is known here only later, or before. */
    private void newKey() {
        String key = "key" + time.now();
        Set<String> taken = world.provider().consents.keys;
        time.log("%s is a key now", key);
        if (time.chance(0.5)) {
            taken.add(key);
            cluster.knowNewSecret();
        }
        taken.clear();
        taken.add(key);
        time.after(time.between(1, 40 * SimulatedTime.SECOND), cluster::knowNewSecret);
    }

    /** The clocks of all replicas differ from the provider's. */
    private void skew() {
        long until = time.now() + time.between(1, 40 * SimulatedTime.SECOND);
        time.log("each assertion has expired until %.3f", until / 1e9);
        world.provider().consents.skewedUntil = until;
    }

    /** The user is removed at the provider, or is there again. */
    private void userGone() {
        SimulatedConsents.User user = world.provider().consents.user(tenant());
        user.gone = !user.gone;
    }

    private void consentElsewhere() {
        SimulatedRow row = world.rows().named(tenant(), "default");
        if (row != null && row.impersonates()) {
            time.log("the user of %s consents elsewhere", row.id.tenant());
            cluster.consentElsewhere(row);
        }
    }

    /** To the settings, of which no user knows. */
    private void moreScopes() {
        List<String> scopes = world.gates().app(Simulation.INTEGRATION).scopes;
        time.log("the settings want one scope more than %s", scopes);
        scopes.add("scope" + scopes.size());
    }

    private void retry() {
        world.rows().retry(tenant(), "default");
    }

    private void markRestored() {
        time.log("the database is marked as restored");
        world.rows().markRestored();
    }

    /** By less than a lease or by more than one and the pause after it, in either direction. */
    private void stepDatabase() {
        long by = time.between(SimulatedTime.SECOND, time.oneOf(List.of(20L, 90L)) * SimulatedTime.SECOND);
        time.stepDatabase(time.chance(0.6) ? by : -by);
    }

    private void databaseAway() {
        time.log("the database is away");
        world.faults().databaseAway(time.between(0, 30 * SimulatedTime.SECOND));
    }

    private void providerAway() {
        time.log("the provider is away");
        world.faults().providerAway(time.between(0, 40 * SimulatedTime.SECOND));
    }
}
