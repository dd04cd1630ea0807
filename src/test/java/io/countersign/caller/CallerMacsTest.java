package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.caller.identity.ProvenIdentity;
import io.countersign.crypto.KeyedHash;
import io.countersign.crypto.Secret;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bytes are fixed for ever, and whatever a row says is in them. */
class CallerMacsTest {
    private static final UUID UUID_A = UUID.fromString("8f0e5a3c-1d2b-4c6d-9e7f-0123456789ab");
    private static final CallerMark MARK = new CallerMark("billing", UUID_A, 7);
    private static final CallerMark LATER = new CallerMark("billing", UUID_A, 8);
    private static final Instant END = Instant.parse("2027-02-26T09:00:00.123456Z");
    private static final byte[] HASH = new byte[32];
    private static final ApiKeyRow KEY = new ApiKeyRow("billing", "k3v9x2m5q8w1", HASH, Instant.EPOCH, END);
    private static final CallerIdentityRow IDENTITY = CallerIdentityRow.of(
                    "billing", List.of(ProvenIdentity.oidc("https://issuer.example.com", "sender")))
            .getFirst();
    private static final CallerGrantRow GRANT =
            new CallerGrantRow("billing", 0, "acme", "default", List.of("token:issue", "connection:read"));
    private static final HandleProofs.Handle HANDLE =
            new HandleProofs.Handle("billing", "k3v9x2m5q8w1", HASH, "acme", "default", UUID_A, END);

    private final CallerMacs macs = under(1);

    private static CallerMacs under(int key) {
        byte[] bytes = new byte[KeyedHash.LENGTH];
        bytes[0] = (byte) key;
        return new CallerMacs(new KeyedHash(Secret.takeOwnershipOf(bytes))::of);
    }

    @Test
    void areFixedForEver() {
        assertThat(List.of(
                        hex(macs.of(MARK)),
                        hex(macs.of(MARK, KEY)),
                        hex(macs.of(MARK, GRANT)),
                        hex(macs.of(MARK, IDENTITY)),
                        hex(macs.of(HANDLE))))
                .containsExactly(
                        "0146fbd9393a56ad1a02bc4a2869c4e7cf27adb18f3b7e7ded9d7ae299620df0a2",
                        "01f892819010334f23f1bfd9b5b0c4ffae0d75f5c9c678b46993ca726fdb10a18e",
                        "01bb7750e291794c7724bc39aecf72adc3be5765cec6b2d10290b7e9ad09eff07c",
                        "01171e3a09d2eb904287122f4ffc288f58207f18c1dd5e0b4344ffaa321eafddf9",
                        "010fe21c744a776ca18d7329a741011d1fd96cf141bfde3431869dc047287285ec");
    }

    @Test
    void coverAllThatAnythingDependsOn() {
        byte[] otherHash = new byte[32];
        otherHash[31] = 1;
        UUID uuid = UUID.fromString("8f0e5a3c-1d2b-4c6d-9e7f-0123456789ac");
        List<CallerMark> marks =
                List.of(MARK, new CallerMark("billing2", UUID_A, 7), new CallerMark("billing", uuid, 7), LATER);

        List<String> all = Stream.of(
                        marks.stream().map(macs::of),
                        marks.stream().map(mark -> macs.of(mark, KEY)),
                        marks.stream().map(mark -> macs.of(mark, GRANT)),
                        marks.stream().map(mark -> macs.of(mark, IDENTITY)),
                        Stream.of(
                                        new CallerIdentityRow("billing", "00", "oidc", IDENTITY.issuer(), "sender", 0),
                                        new CallerIdentityRow("billing", IDENTITY.id(), "certificate", "", "sender", 0),
                                        new CallerIdentityRow(
                                                "billing", IDENTITY.id(), "oidc", "https://a", "sender", 0),
                                        new CallerIdentityRow(
                                                "billing", IDENTITY.id(), "oidc", IDENTITY.issuer(), "another", 0))
                                .map(identity -> macs.of(MARK, identity)),
                        Stream.of(
                                        new ApiKeyRow("billing", "k3v9x2m5q8w2", HASH, Instant.EPOCH, END),
                                        new ApiKeyRow("billing", KEY.id(), otherHash, Instant.EPOCH, END),
                                        new ApiKeyRow("billing", KEY.id(), HASH, Instant.EPOCH, END.plusNanos(1000)))
                                .map(key -> macs.of(MARK, key)),
                        Stream.of(
                                        new CallerGrantRow("billing", 1, "acme", "default", GRANT.permissions()),
                                        new CallerGrantRow("billing", 0, "*", "default", GRANT.permissions()),
                                        new CallerGrantRow("billing", 0, "acme", "*", GRANT.permissions()),
                                        new CallerGrantRow("billing", 0, "acmed", "efault", GRANT.permissions()),
                                        new CallerGrantRow("billing", 0, "acme", "default", List.of("token:issue")))
                                .map(grant -> macs.of(MARK, grant)),
                        handles().map(macs::of),
                        Stream.of(under(2).of(MARK)))
                .flatMap(each -> each)
                .map(CallerMacsTest::hex)
                .toList();

        assertThat(all).hasSize(37).doesNotHaveDuplicates();
    }

    /** Each differs from the others in one thing. */
    private static Stream<HandleProofs.Handle> handles() {
        byte[] otherHash = new byte[32];
        otherHash[31] = 1;
        UUID uuid = UUID.fromString("8f0e5a3c-1d2b-4c6d-9e7f-0123456789ac");
        String id = HANDLE.id();
        return Stream.of(
                HANDLE,
                new HandleProofs.Handle("other", id, HASH, "acme", "default", UUID_A, END),
                new HandleProofs.Handle("billing", "k3v9x2m5q8w2", HASH, "acme", "default", UUID_A, END),
                new HandleProofs.Handle("billing", id, otherHash, "acme", "default", UUID_A, END),
                new HandleProofs.Handle("billing", id, HASH, "globex", "default", UUID_A, END),
                new HandleProofs.Handle("billing", id, HASH, "acme", "other", UUID_A, END),
                new HandleProofs.Handle("billing", id, HASH, "acme", "default", uuid, END),
                new HandleProofs.Handle("billing", id, HASH, "acme", "default", UUID_A, END.plusNanos(1000)));
    }

    @Test
    void doNotCoverWhatNothingDependsOn() {
        assertThat(macs.of(MARK, new ApiKeyRow("billing", KEY.id(), HASH, END, END)))
                .isEqualTo(macs.of(MARK, KEY));
        CallerIdentityRow later =
                new CallerIdentityRow("billing", IDENTITY.id(), "oidc", IDENTITY.issuer(), IDENTITY.subject(), 5);
        assertThat(macs.of(MARK, later)).isEqualTo(macs.of(MARK, IDENTITY));
    }

    @Test
    void aRowOfAnotherCallerOrFormatIsNone() {
        byte[] otherFormat = macs.of(MARK);
        otherFormat[0] = 2;
        ApiKeyRow moved = new ApiKeyRow("other", KEY.id(), HASH, Instant.EPOCH, END);

        assertThat(macs.isOf(new Signed<>(MARK, macs.of(MARK)))).isTrue();
        assertThat(macs.isOf(new Signed<>(MARK, otherFormat))).isFalse();
        assertThat(macs.isOf(new Signed<>(MARK, Arrays.copyOf(macs.of(MARK), 32))))
                .isFalse();
        assertThat(macs.isKeyOf(MARK, new Signed<>(KEY, macs.of(MARK, KEY)))).isTrue();
        assertThat(macs.isKeyOf(MARK, new Signed<>(moved, macs.of(MARK, moved))))
                .isFalse();
        assertThat(macs.isGrantOf(MARK, new Signed<>(GRANT, macs.of(MARK, GRANT))))
                .isTrue();
        assertThat(macs.isGrantOf(LATER, new Signed<>(GRANT, macs.of(MARK, GRANT))))
                .isFalse();
    }

    @Test
    void takeNoTextThatIsNotWellFormed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> macs.of(MARK, new CallerGrantRow("billing", 0, "\ud800", "*", List.of())));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aLostEpochDoesNotComeAgain() {
        Random random = new Random(1);

        List<Long> next =
                Stream.generate(() -> MARK.next(random).epoch()).limit(100).toList();

        assertThat(next).doesNotHaveDuplicates().allMatch(epoch -> epoch > MARK.epoch());
    }
}
