package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A key leaves a tenant's keyset when nothing in the view {@code sealed_under} names it: a sealed column that is not
 * there would be lost. So each column of bytes is there, or stands here with the reason why it is not.
 */
class SealedColumnsTest {
    private static final Path SCHEMA = Path.of("src/main/resources/db/migration/V1__schema.sql");

    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("keyring_key.canary", "wrapped by the keyring"),
            Map.entry("vault_key.wrapped", "wrapped by the keyring"),
            Map.entry("integration_key.wrapped", "wrapped by the keyring"),
            Map.entry("tenant_key.wrapped", "wrapped by the keyring"),
            Map.entry("vault_key.hash_key", "sealed under the vault's own keyset"),
            Map.entry("vault_key.mac_key", "sealed under the vault's own keyset"),
            Map.entry("import_line.token", "sealed under the vault's own keyset"),
            Map.entry("webhook.secret", "sealed under the vault's own keyset"),
            Map.entry("webhook.former_secret", "sealed under the vault's own keyset"),
            Map.entry("delivery.consent_url", "sealed under the vault's own keyset"),
            Map.entry("integration_secret.sealed", "sealed under the integration's keyset"),
            Map.entry("integration_rsa_key.sealed", "sealed under the integration's keyset"));

    /** Of what nobody seals: digests, keyed hashes and MACs, and public keys. */
    private static final Pattern NOT_SEALED = Pattern.compile(".*\\.(\\w*hash|(\\w+_)?mac|public_key)");

    @Test
    void eachSealedColumnKeepsItsKeyFromLeaving() throws IOException {
        String schema = Files.readString(SCHEMA);
        Set<String> watched = watched(schema);
        assertThat(watched).hasSizeGreaterThan(5);

        Set<String> expected = new TreeSet<>(columns(schema));
        expected.removeAll(OTHERS.keySet());
        expected.removeIf(column -> NOT_SEALED.matcher(column).matches());
        assertThat(watched).isEqualTo(expected);
    }

    @Test
    void theOthersAreThere() throws IOException {
        assertThat(columns(Files.readString(SCHEMA))).containsAll(OTHERS.keySet());
    }

    private static Set<String> columns(String schema) {
        return Pattern.compile("(?ms)^create table (\\w+) \\((.*?)^\\)")
                .matcher(schema)
                .results()
                .flatMap(table -> Pattern.compile("(?m)^  (\\w+) +bytea\\b")
                        .matcher(table.group(2))
                        .results()
                        .map(column -> table.group(1) + "." + column.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> watched(String schema) {
        Matcher view = Pattern.compile("(?s)create view sealed_under as(.*?);").matcher(schema);
        assertThat(view.find()).isTrue();
        Matcher part = Pattern.compile("substring\\((\\w+) from 2 for 32\\)(?: as key)?\\s+from (\\w+)")
                .matcher(view.group(1));
        List<String> columns =
                part.results().map(each -> each.group(2) + "." + each.group(1)).toList();
        return new TreeSet<>(columns);
    }
}
