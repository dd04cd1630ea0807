package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.PackagedApplication;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bill of materials tells what is in the package, by the bytes, and all of it may be used. */
class SupplyChainIT {
    private static final Path SBOM = Path.of("target/countersign-sbom.cdx.json");
    private static final Path LICENSES = Path.of(".ci/licenses");

    /** Group, artifact, version, type and classifier (package-url specification, type maven). */
    private static final Pattern PURL =
            Pattern.compile("pkg:maven/([^/]+)/([^@]+)@([^?]+)\\?(?:classifier=([^&]+)&)?type=jar");

    private static List<JsonNode> components;

    @BeforeAll
    static void read() throws IOException {
        JsonNode sbom = new ObjectMapper().readTree(SBOM.toFile());
        assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        String own = sbom.at("/metadata/component/purl").asText();
        assertThat(own).startsWith("pkg:maven/io.countersign/countersign@");
        components = new ArrayList<>();
        sbom.path("components").forEach(components::add);
        assertThat(components).hasSizeGreaterThan(150);
        assertThat(components.removeIf(component -> purl(component).equals(own)))
                .as("the application itself stands there too")
                .isTrue();
    }

    private static String purl(JsonNode component) {
        return component.path("purl").asText();
    }

    @Test
    void everyLicenseIsOnTheList() throws IOException {
        List<String> allowed = Files.readAllLines(LICENSES).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();

        Map<String, List<String>> others = components.stream()
                .filter(component -> licenses(component).stream().noneMatch(allowed::contains))
                .collect(Collectors.toMap(SupplyChainIT::purl, SupplyChainIT::licenses));

        assertThat(others).isEmpty();
    }

    /** By id, name or expression. */
    private static List<String> licenses(JsonNode component) {
        List<String> licenses = new ArrayList<>();
        component
                .path("licenses")
                .forEach(each -> Stream.of("/license/id", "/license/name", "/expression")
                        .map(place -> each.at(place).asText().strip())
                        .filter(text -> !text.isEmpty())
                        .forEach(licenses::add));
        return licenses;
    }

    /** Under another version, or with other bytes, it would be a list of something else. */
    @Test
    void listsTheLibrariesOfThePackageAndNothingElse() throws Exception {
        Map<String, String> listed = new TreeMap<>();
        for (JsonNode component : components) {
            Matcher purl = PURL.matcher(purl(component));
            assertThat(purl.matches()).as(purl(component)).isTrue();
            String classifier = purl.group(4) == null ? "" : "-" + purl.group(4);
            listed.put(
                    purl.group(1) + "." + purl.group(2) + "-" + purl.group(3) + classifier + ".jar", sha256(component));
        }

        assertThat(listed.keySet()).noneMatch(name -> name.contains("SNAPSHOT"));
        switch (PackagedApplication.built()) {
            case PackagedApplication.Jar jar -> assertThat(listed).isEqualTo(libraries(jar));
            // Made of the same libraries, which stand nowhere beside it.
            case PackagedApplication.Executable executable ->
                assertThat(executable.file()).exists();
        }
    }

    private static Map<String, String> libraries(PackagedApplication.Jar application) throws Exception {
        Map<String, String> packaged = new TreeMap<>();
        for (Path jar : below(application.file().resolveSibling("lib"))) {
            packaged.put(jar.getFileName().toString(), sha256(jar));
        }
        return packaged;
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static String sha256(JsonNode component) {
        for (JsonNode hash : component.path("hashes")) {
            if (hash.path("alg").asText().equals("SHA-256")) {
                return hash.path("content").asText();
            }
        }
        return "none";
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
