package io.countersign.faults;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.TestKeyring;
import io.countersign.TestingWait;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.TokenCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new key for an old one, and new keys for tenants, as docs/runbooks/keyring.md says, while everything is in use. One
 * replica is killed in the middle of both, and one keeps the old key as its primary.
 */
class RotationFaults {
    private static final String OLD = TestKeyring.configuration().get("countersign.keyring.primary");
    private static final String NEW = "the-next";
    private static final Path KEYS = Path.of(TestKeyring.configuration().get("countersign.keyring.directory"));

    private static final int RENEWED = 240;
    private static final int ROTATED = 40;

    /** So many that a rewrap takes a while, where each statement does. */
    private static final int IDLE = 2000;

    /** Beside the tenants' keysets: the integration's, and the vault's. */
    private static final int OTHERS = 2;

    private static final Duration ENDS_SOON = Duration.ofSeconds(300);
    private static final Duration ENDS_LATER = Duration.ofHours(7);
    private static final Duration SLOW = Duration.ofMillis(250);

    @TempDir
    static Path files;

    private static Installation vault;
    private static KeyOperations keys;
    private static List<SeededConnection> renewed = List.of();
    private static List<SeededConnection> due = List.of();
    private static List<SeededConnection> idle = List.of();
    private static Dump before;
    private static List<Answer> answers = List.of();
    private static final List<String> customers = new ArrayList<>();

    @BeforeAll
    static void rotateUnderLoad() throws IOException {
        TestKeyring.write(KEYS.resolve(NEW));
        vault = Plan.standard().with("countersign.refresh.background", "true").start();
        keys = new KeyOperations(vault);
        renewed = vault.seeds().connections(RENEWED, ENDS_SOON);
        due = vault.seeds().connections(30, ENDS_SOON);
        idle = vault.seeds().connections(IDLE, ENDS_LATER);
        // Shorter than what a request without a wish is content with: each one renews.
        vault.docusign().change(settings -> settings.withAccessTokenLife(Duration.ofSeconds(500)));
        vault.docusign().faults().always(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofMillis(50)));
        before = Dump.of(vault, files.resolve("backup"));
        try (Load load = Load.of(12, Duration.ofMillis(300), RotationFaults::ask)) {
            rotate();
            answers = load.answers();
        }
    }

    @AfterAll
    static void end() throws IOException {
        if (vault != null) {
            vault.close();
        }
        Files.deleteIfExists(KEYS.resolve(NEW));
    }

    /**
     * Renews at the replicas that nobody kills: who dies between DocuSign's answer and our commit takes a token along,
     * with or without new keys. That one issues what it has. Whoever loses the connection asks elsewhere.
     */
    private static Answer ask(int number) {
        Replica asked = vault.replica(number % 3);
        SeededConnection connection =
                number % 3 == 1 ? idle.get(number % IDLE) : renewed.get(number / 3 * 2 % RENEWED + number % 3 / 2);
        Answer answer = vault.service().token(asked, connection);
        return answer.status() == Answer.NONE ? vault.service().token(vault.replica(2), connection) : answer;
    }

    private static void rotate() {
        List<Onboarding.AtDocuSign> consents = Stream.generate(
                        () -> new Onboarding(vault, vault.replica(0)).consentUnderWay())
                .limit(3)
                .toList();
        consents.forEach(each -> customers.add(each.tenant()));
        vault.seeds().makeDue(due.subList(0, 15));
        // A claim of the second one's is as good as a renewal, see ask.
        vault.replica(1).set("countersign.refresh.background", "false");
        renew(List.of(vault.replica(0), vault.replica(1)));
        renewed.subList(0, ROTATED).forEach(each -> keys.rotate(vault.replica(2), each.tenant()));
        keys.rotate(vault.replica(2), consents.get(0).tenant());
        consents.get(0).comeBack();
        killInTheMiddle(vault.replica(1));
        keys.letOthersGoOn(vault.replica(0));
        vault.seeds().makeDue(due.subList(15, 30));
        keys.awaitRewrapped(vault.replica(0));
        keys.awaitRotated();
        vault.replica(1).awaitReady();
        retire();
        consents.get(1).comeBack();
        keys.rotate(vault.replica(2), consents.get(2).tenant());
        consents.get(2).comeBack();
        keys.rotationsAreDue();
        keys.awaitRotated();
    }

    /** Both at once: a rolling update takes longer, and has a test of its own. */
    private static void renew(List<Replica> replicas) {
        replicas.forEach(Replica::terminate);
        for (Replica each : replicas) {
            each.awaitEnd();
            each.set("countersign.keyring.primary", NEW);
            each.start();
        }
        replicas.forEach(Replica::awaitReady);
    }

    /** Far from the database, it wraps some keysets and seals for some tenants, and is killed while others are left. */
    private static void killInTheMiddle(Replica victim) {
        keys.rewrap(victim);
        vault.toDatabase(1).weather(Weather.FINE.withLatency(SLOW));
        keys.rotationsAreDue();
        TestingWait.until(
                "it is in the middle of both",
                Duration.ofSeconds(20),
                () -> keys.wrappedBy(NEW) > 0 && keys.isSealingSlowly());
        victim.kill();
        assertThat(keys.wrappedBy(NEW)).isPositive();
        assertThat(keys.wrappedBy(OLD)).isPositive();
        vault.toDatabase(1).heal();
        victim.start();
    }

    /** Until then, and no longer, the replica with the old configuration wraps with the old key: some rotation, too. */
    private static void retire() {
        Replica old = vault.replica(2);
        customers.add(new Onboarding(vault, old).customer());
        Answer refused = keys.retire(vault.replica(0), OLD);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
        assertThat(refused.member("tenants").asInt()).isPositive();
        keys.rewrap(vault.replica(0));
        keys.awaitRewrapped(vault.replica(0));
        Answer retired = keys.retire(vault.replica(0), OLD);
        assertThat(retired.status()).as(retired.toString()).isEqualTo(200);
        customers.add(new Onboarding(vault, old).customer());
        assertThat(keys.wrappedBy(OLD)).isZero();
    }

    @Test
    @DisplayName("While keys are replaced, no request fails, nothing is unreadable, and no token is lost")
    void nobodyNoticesThatKeysAreReplaced() {
        // When: each is renewed once more, by whichever replica.
        vault.docusign().faults().clear();
        vault.docusign().change(settings -> settings.withAccessTokenLife(Duration.ofHours(8)));
        List<SeededConnection> all =
                Stream.concat(renewed.stream(), due.stream()).toList();
        Counted again = Counted.of(
                16,
                number -> number < all.size(),
                number -> vault.service().tokenAtLast(vault.replica(number % 3), all.get(number), Api.NEW, 200));

        // Then
        assertThat(again.good()).isEqualTo(all.size());
        assertThat(answers).hasSizeGreaterThan(300).allMatch(Answer::isOk);
        Invariants invariants = new Invariants(vault, all);
        Map<String, List<TokenCall>> spent =
                invariants.calls().stream().collect(groupingBy(TokenCall::presentedRefreshToken));
        assertThat(spent)
                .hasSizeGreaterThan(2 * all.size())
                .allSatisfy((token, calls) -> assertThat(calls).singleElement().matches(TokenCall::isIssued));
        invariants.nothingIsLost().logsHoldNoSecrets();
        new Invariants(vault, idle.subList(0, ROTATED)).nothingIsLost();
        customers.forEach(each -> assertThat(vault.operator()
                        .send(vault.replica(1), "POST", "/v1/tenants/" + each + "/connections/default/token", "{}")
                        .status())
                .as(each)
                .isEqualTo(200));
        assertThat(vault.replicas()).allSatisfy(replica -> {
            assertThat(replica.metric("countersign_keyring_unreadable_total")).isZero();
            assertThat(replica.written()).doesNotContain("row_unreadable", "keyring_rewrap_left", "rotation_held");
        });
    }

    @Test
    @DisplayName("A dump from before a key was retired opens with nothing that is left")
    void aDumpFromBeforeOpensWithNothingThatIsLeft() throws IOException {
        // Given
        Path rest = Files.createDirectory(files.resolve("rest"));
        Files.copy(KEYS.resolve(NEW), rest.resolve(NEW), StandardCopyOption.COPY_ATTRIBUTES);
        Seals left = new Seals(rest, NEW);
        Database dump = before.restored();

        // When
        List<Wrapped> leaked = Wrapped.all(dump);
        List<Wrapped> present = Wrapped.all(vault.database());

        // Then: it is as before, and with the retired key it is an open book.
        assertThat(leaked).hasSize(RENEWED + due.size() + IDLE + OTHERS).allSatisfy(each -> {
            assertThatThrownBy(() -> left.unwrapOf(each.owner(), each.bytes()))
                    .isInstanceOf(MissingKeyException.class)
                    .hasMessageContaining(OLD);
            assertThatThrownBy(() -> left.unwrapOf(each.owner(), each.underTheNameOf(NEW)))
                    .isInstanceOf(UnreadableSecretException.class);
        });
        StoredTokens open = new StoredTokens(dump, new Seals());
        assertThat(due).allSatisfy(each -> assertThat(open.refreshToken(each)).isEqualTo(each.refreshToken()));

        // What is used now needs no more than what is left. Whoever has that and the dump opens what it holds of
        // tenants without a new key of their own, and of no other.
        assertThat(present).isNotEmpty().allSatisfy(each -> left.unwrapOf(each.owner(), each.bytes()));
        StoredTokens now = new StoredTokens(vault.database(), left);
        assertThat(renewed.subList(0, ROTATED)).allSatisfy(each -> {
            Keyset keyset = now.keyset(each);
            assertThatThrownBy(() -> open.refreshToken(each, keyset)).isInstanceOf(UnreadableSecretException.class);
        });
        SeededConnection other = renewed.get(ROTATED);
        assertThat(open.refreshToken(other, now.keyset(other))).isEqualTo(other.refreshToken());
    }

    /** A keyset as it is stored. */
    private record Wrapped(String owner, byte[] bytes) {
        static List<Wrapped> all(Database database) {
            return database.rows(
                    row -> new Wrapped(row.getString("owner"), row.getBytes("wrapped")),
                    "SELECT owner, wrapped FROM wrapped_key");
        }

        /** As if another key had wrapped it. */
        byte[] underTheNameOf(String key) {
            int ciphertext = 2 + bytes[1];
            return ByteBuffer.allocate(2 + key.length() + bytes.length - ciphertext)
                    .put(bytes[0])
                    .put((byte) key.length())
                    .put(key.getBytes(StandardCharsets.US_ASCII))
                    .put(bytes, ciphertext, bytes.length - ciphertext)
                    .array();
        }
    }
}
