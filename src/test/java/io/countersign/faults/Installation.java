package io.countersign.faults;

import io.countersign.FreePort;
import io.countersign.TestingWait;
import io.countersign.openapi.AnswerCheck;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.RotationMode;
import io.countersign.simulator.SimulatedClient;
import io.countersign.simulator.SimulatorOptions;
import io.countersign.simulator.TokenCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/** Replicas, their database and DocuSign, with proxies between them. */
final class Installation implements AutoCloseable {
    private static final String OPERATOR_KEY = "the-operator-of-the-fault-suite-and-of-nothing-else";

    private static final class Usual {
        static final Installation VAULT = Plan.standard().start();
    }

    private final Plan plan;
    private final DocuSignSimulator docusign;
    private final Database database;
    private final List<TcpProxy> databaseProxies = new ArrayList<>();
    private final List<TcpProxy> docusignProxies = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final Seals seals = new Seals();
    private final List<Seeds> allSeeds = new ArrayList<>();
    private final Api operator;
    private final String apiKey;
    private final AnswerCheck check;
    private final Api service;

    /**
     * Three replicas with a deadline of three seconds, which most tests share, because starting them takes longer than
     * a test. Whoever breaks something in it mends it.
     */
    static Installation usual() {
        return Usual.VAULT;
    }

    /**
     * Fine weather, no faults, strict rotation, all replicas there, and an integration without a past: as a test wants
     * to find it.
     */
    Installation mended() {
        docusign.faults().clear();
        docusign.change(settings -> settings.withRotation(new RotationMode.Strict()));
        databaseProxies.forEach(TcpProxy::heal);
        docusignProxies.forEach(TcpProxy::heal);
        replicas.forEach(Replica::startIfEnded);
        replicas.forEach(Replica::awaitReady);
        newIntegration();
        return this;
    }

    Installation(Plan plan) {
        this.plan = plan;
        this.docusign = DocuSignSimulator.start(SimulatorOptions.onPort(0));
        this.database = new Database(plan.server(), plan.server().createDatabase());
        Path logs = logs();
        int publicPort = FreePort.any();
        ReplicaProperties properties = new ReplicaProperties(plan, database.name(), publicPort, OPERATOR_KEY);
        for (int i = 0; i < plan.replicas(); i++) {
            databaseProxies.add(TcpProxy.to(plan.port()));
            docusignProxies.add(TcpProxy.to(portOf(docusign.baseUrl())));
            replicas.add(new Replica(
                    logs.resolve("replica-" + i + ".log"),
                    i == 0 ? publicPort : FreePort.any(),
                    plan.clock(i),
                    properties.through(databaseProxies.get(i), docusignProxies.get(i))));
        }
        try {
            replicas.forEach(Replica::start);
            replicas.forEach(Replica::awaitReady);
            this.check = description();
            this.operator = new Api(OPERATOR_KEY, check);
            newIntegration();
            this.apiKey = newCaller();
            this.service = new Api(apiKey, check);
        } catch (RuntimeException | AssertionError failed) {
            close();
            throw failed;
        }
    }

    private AnswerCheck description() {
        try {
            return AnswerCheck.of(replica(0).address("/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DocuSignSimulator docusign() {
        return docusign;
    }

    Database database() {
        return database;
    }

    /** Where connections of the newest integration are made. */
    Seeds seeds() {
        return allSeeds.getLast();
    }

    List<Replica> replicas() {
        return replicas;
    }

    Replica replica(int index) {
        return replicas.get(index);
    }

    TcpProxy toDatabase(int replica) {
        return databaseProxies.get(replica);
    }

    List<TcpProxy> toDatabase() {
        return databaseProxies;
    }

    TcpProxy toDocuSign(int replica) {
        return docusignProxies.get(replica);
    }

    /** Somebody who may do everything. */
    Api operator() {
        return operator;
    }

    /** The key of {@link #operator}. */
    String operatorKey() {
        return OPERATOR_KEY;
    }

    /** Whoever has that key. */
    Api as(String key) {
        return new Api(key, check);
    }

    /** Whoever has the certificate that is shown there, at {@link Replica#tls}. */
    Api as(SSLContext tls) {
        return new Api(tls, check);
    }

    /** The key of {@link #service}. */
    String serviceKey() {
        return apiKey;
    }

    /** A service of its own with a key of its own, which may have every tenant's token and no more. */
    Api service() {
        return service;
    }

    /**
     * Asks that replica for a new token, until DocuSign has issued it and not yet answered, and answers what the caller
     * will get. DocuSign has to be slow.
     */
    CompletableFuture<Answer> renewalUnderWay(Replica replica, SeededConnection connection) {
        AtomicReference<CompletableFuture<Answer>> asked =
                new AtomicReference<>(service().tokenLater(replica, connection, Api.NEW));
        awaitIssued(connection, () -> {
            // On a machine that is behind, a replica may give up before it sends.
            if (asked.get().isDone()) {
                asked.set(service().tokenLater(replica, connection, Api.NEW));
            }
        });
        return asked.get();
    }

    /** Returns when DocuSign has issued new tokens for the connection, be they answered or not. */
    void awaitIssued(SeededConnection connection) {
        awaitIssued(connection, () -> {});
    }

    private void awaitIssued(SeededConnection connection, Runnable meanwhile) {
        Invariants invariants = Invariants.of(this, connection);
        TestingWait.until("DocuSign has issued tokens for " + connection, Duration.ofSeconds(60), () -> {
            meanwhile.run();
            return invariants.calls().stream().anyMatch(TokenCall::isIssued);
        });
    }

    /** The texts that must not stand in any log: of everything else in this suite, only hashes leave the processes. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>(List.of(OPERATOR_KEY, apiKey));
        for (Seeds seeds : allSeeds) {
            secrets.addAll(seeds.client().secrets());
            seeds.all().forEach(each -> secrets.add(each.accessToken()));
        }
        return secrets;
    }

    /** What it lasts until a dead owner's lease and the pause after it are over. */
    Duration leaseAndPause() {
        return plan.deadline().multipliedBy(11).dividedBy(6);
    }

    /** How long after its lease a request may still leave. */
    Duration windowForSending() {
        return plan.deadline().dividedBy(6);
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        databaseProxies.forEach(TcpProxy::close);
        docusignProxies.forEach(TcpProxy::close);
        docusign.close();
    }

    private String publicUrl() {
        return "http://localhost:" + replicas.getFirst().port();
    }

    private void newIntegration() {
        String name = "app-" + allSeeds.size();
        String secret = "client-secret-" + UUID.randomUUID();
        SimulatedClient client = SimulatedClient.confidential(
                UUID.randomUUID().toString(), name, secret, publicUrl() + "/oauth/callback/" + name);
        docusign.put(client);
        Seeds seeds = new Seeds(docusign, database, seals, name, client);
        require(operator.send(
                replica(0),
                "PUT",
                seeds.integrationPath(),
                "{\"environment\":\"demo\",\"integration_key\":\"%s\",\"client_secret\":\"%s\"}"
                        .formatted(client.integrationKey(), secret)));
        allSeeds.add(seeds);
    }

    private String newCaller() {
        require(operator.send(
                replica(0),
                "PUT",
                "/v1/callers/service",
                "{\"grants\":[{\"tenants\":[\"*\"],\"permissions\":[\"token:issue\"]}]}"));
        return require(operator.send(replica(0), "POST", "/v1/callers/service/api-keys", "{}"))
                .member("api_key")
                .asText();
    }

    private static Answer require(Answer answer) {
        if (!answer.isOk()) {
            throw new AssertionError("Refused: " + answer);
        }
        return answer;
    }

    private static int portOf(String url) {
        return URI.create(url).getPort();
    }

    private static Path logs() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target/faults")), "logs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
