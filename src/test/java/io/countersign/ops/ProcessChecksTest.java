package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked at beside properties of our own: files of the configuration, Quarkus' properties, the process. */
class ProcessChecksTest {
    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";
    private static final Pattern PROPERTY =
            Pattern.compile("\"property\"\\s*:\\s*\"(quarkus\\.datasource\\.[^\"\\\\]+)");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "64, REFUSE ulimit -n",
        "213, REFUSE ulimit -n",
        "214, WARN ulimit -n",
        "1813, WARN ulimit -n",
        "1814, ",
        "unlimited, "
    })
    void weighsTheFileDescriptors(String limit, String finding) throws IOException {
        Path limits = directory.resolve("limits");
        Files.writeString(
                limits,
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                        + "Max open files            " + limit + "                 1048576              files     \n");

        assertThat(told(new FileDescriptorCheck(limits).check(TestingConfiguration.of())))
                .isEqualTo(finding == null ? List.of() : List.of(finding));
    }

    @Test
    void fewerCallersNeedFewerFileDescriptors() throws IOException {
        Path limits = directory.resolve("limits");
        Files.writeString(limits, "Max open files            1000                 1048576              files     \n");

        assertThat(told(new FileDescriptorCheck(limits)
                        .check(TestingConfiguration.of("quarkus.http.limits.max-connections", "200"))))
                .isEmpty();
        assertThat(new FileDescriptorCheck(directory.resolve("none")).check(TestingConfiguration.of()))
                .isEmpty();
    }

    @Test
    void refusesConfigurationFilesThatAreNotThere() throws IOException {
        Path there = Files.createFile(directory.resolve("there.properties"));
        String property = "quarkus.config.locations";

        assertThat(new ConfigurationFilesCheck().check(TestingConfiguration.of(property, there + "," + there.toUri())))
                .isEmpty();
        assertThat(new ConfigurationFilesCheck().check(TestingConfiguration.of(property, there + ",/nowhere/x.txt")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.refuses()).isTrue())
                .satisfies(finding -> assertThat(finding.property()).isEqualTo(property))
                .satisfies(finding -> assertThat(finding.message()).contains("/nowhere/x.txt"));
    }

    @Test
    void refusesWhatIsNoPropertyOfTheDatasource() {
        assertThat(told(new DatasourcePropertyCheck()
                        .check(TestingConfiguration.of(
                                "quarkus.datasource.usrname", "a",
                                "quarkus.datasource.username", "a",
                                "quarkus.datasource.reactive.postgresql.sll-mode", "verify-full",
                                "quarkus.datasource.reactive.trust-certificate-pem.certs[0]", "a",
                                "quarkus.datasource.jdbc.additional-jdbc-properties.anything", "a",
                                "quarkus.datasource.other.jdbc.url", "a"))))
                .containsExactly(
                        "REFUSE quarkus.datasource.other.jdbc.url",
                        "REFUSE quarkus.datasource.reactive.postgresql.sll-mode",
                        "REFUSE quarkus.datasource.usrname");
    }

    /** Quarkus' libraries bring a description of their properties along. */
    @Test
    void knowsEveryPropertyOfTheDatasourceThatQuarkusKnows() throws IOException {
        Set<String> known = new TreeSet<>(DatasourcePropertyCheck.KNOWN);
        DatasourcePropertyCheck.FAMILIES.forEach(family -> known.removeIf(name -> name.startsWith(family)));

        assertThat(known).isEqualTo(described());
    }

    private static Set<String> described() throws IOException {
        StringBuilder all = new StringBuilder();
        for (URL model :
                Collections.list(ProcessChecksTest.class.getClassLoader().getResources(MODEL))) {
            try (InputStream in = model.openStream()) {
                all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return PROPERTY.matcher(all)
                .results()
                .map(found -> found.group(1).substring(DatasourcePropertyCheck.PREFIX.length()))
                .filter(name -> DatasourcePropertyCheck.FAMILIES.stream().noneMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void tellsWhichPortIsTaken() {
        Throwable management = new ExecutionException(new IllegalStateException(
                "Unable to start the management interface on 0.0.0.0:9000", new BindException("in use")));

        assertThat(FailedStart.explain(management, List::of))
                .singleElement()
                .satisfies(finding -> assertThat(finding.property()).isEqualTo("quarkus.management.port"))
                .satisfies(finding -> assertThat(finding.message()).contains("0.0.0.0:9000", "in use"));
    }

    @Test
    void whatNobodyKnowsKeepsItsStackTrace() {
        assertThat(FailedStart.explain(new IllegalStateException("odd"), List::of))
                .isEmpty();
    }
}
