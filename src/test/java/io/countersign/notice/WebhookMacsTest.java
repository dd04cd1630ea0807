package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.KeyedHash;
import io.countersign.crypto.Secret;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bytes are fixed for ever, and whatever decides where a notice goes is in them. */
class WebhookMacsTest {
    private static final UUID UUID_A = UUID.fromString("8f0e5a3c-1d2b-4c6d-9e7f-0123456789ab");
    private static final UUID UUID_B = UUID.fromString("8f0e5a3c-1d2b-4c6d-9e7f-0123456789ac");
    private static final Instant END = Instant.parse("2027-02-26T09:00:00.123456Z");
    private static final byte[] SEALED = {1, 2, 3};
    private static final byte[] OTHER = {1, 2, 4};
    private static final String URL = "https://hooks.example.com/a";
    private static final WebhookSettings SETTINGS =
            new WebhookSettings(URL, List.of("connection.connected"), List.of("acme", "globex"), true);
    private static final WebhookTerms PLAIN =
            new WebhookTerms("crm", UUID_A, SETTINGS, SealedSecrets.first(SEALED), null);
    private static final WebhookTerms FULL =
            new WebhookTerms("crm", UUID_A, SETTINGS, new SealedSecrets(SEALED, OTHER, END), "gone");

    private final WebhookMacs macs = under(1);

    private static WebhookMacs under(int key) {
        byte[] bytes = new byte[KeyedHash.LENGTH];
        bytes[0] = (byte) key;
        return new WebhookMacs(new KeyedHash(Secret.takeOwnershipOf(bytes))::of);
    }

    private static String hex(byte[] mac) {
        return HexFormat.of().formatHex(mac);
    }

    @Test
    void areFixedForEver() {
        assertThat(List.of(hex(macs.of(PLAIN)), hex(macs.of(FULL))))
                .containsExactly(
                        "01a5e1ff84985978bd4d273c93226ce73d25c809ad5c5ee44fa25fa0a597636c2c",
                        "0108d5cd40a614da7677c49046bc767a29b03865257c652d6ee16ee0ce6edaaa02");
    }

    @Test
    void haveTheLengthOfTheColumn() {
        assertThat(macs.of(FULL)).hasSize(WebhookMacs.LENGTH).startsWith(1);
    }

    @Test
    void coverAllThatANoticeDependsOn() {
        SealedSecrets secrets = SealedSecrets.first(SEALED);
        List<String> events = SETTINGS.events();
        List<String> tenants = SETTINGS.tenants();
        List<String> all = Stream.concat(
                        Stream.of(
                                        PLAIN,
                                        FULL,
                                        new WebhookTerms("crn", UUID_A, SETTINGS, secrets, null),
                                        new WebhookTerms("crm", UUID_B, SETTINGS, secrets, null),
                                        with(new WebhookSettings(URL + "b", events, tenants, true)),
                                        with(new WebhookSettings(URL, List.of("*"), tenants, true)),
                                        with(new WebhookSettings(URL, List.of(), tenants, true)),
                                        with(new WebhookSettings(URL, events, List.of("*"), true)),
                                        with(new WebhookSettings(URL, events, List.of("acme"), true)),
                                        with(new WebhookSettings(URL, events, List.of("acme globex"), true)),
                                        with(new WebhookSettings(URL, events, List.of("acmeg", "lobex"), true)),
                                        with(new WebhookSettings(URL, events, List.of("globex", "acme"), true)),
                                        with(new WebhookSettings(URL, events, List.of(), true)),
                                        with(new WebhookSettings(
                                                URL, List.of("connection.connected", "acme"), List.of("globex"), true)),
                                        with(new WebhookSettings(URL, events, tenants, false)),
                                        PLAIN.with(SealedSecrets.first(OTHER)),
                                        PLAIN.with(new SealedSecrets(SEALED, OTHER, END)),
                                        PLAIN.with(new SealedSecrets(SEALED, SEALED, END)),
                                        PLAIN.with(new SealedSecrets(SEALED, OTHER, END.plusNanos(1000))),
                                        PLAIN.disabled(DisabledReason.GONE),
                                        PLAIN.disabled(DisabledReason.FAILING))
                                .map(macs::of),
                        Stream.of(under(2).of(PLAIN)))
                .map(WebhookMacsTest::hex)
                .toList();

        assertThat(all).hasSize(22).doesNotHaveDuplicates();
    }

    private static WebhookTerms with(WebhookSettings settings) {
        return new WebhookTerms("crm", UUID_A, settings, SealedSecrets.first(SEALED), null);
    }
}
