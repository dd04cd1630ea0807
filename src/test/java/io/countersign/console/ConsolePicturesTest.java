package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingChromium;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/**
 * The pictures of the console in {@code docs/pictures}. They are taken when that is asked for: no two machines have the
 * same letters.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsolePicturesTest {
    private static final Path FOLDER = Path.of("docs/pictures");
    private static final int WIDTH = 1280;
    private static final int MOST_BYTES = 120_000;
    private static final int OFFSET_OF_WIDTH = 16;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    @ParameterizedTest
    @Order(2)
    @ValueSource(strings = {"overview", "tenant", "connection", "integration", "webhook"})
    void eachIsThereAndSmall(String name) throws IOException {
        byte[] picture = Files.readAllBytes(FOLDER.resolve(name + ".png"));

        assertThat(picture).startsWith(PNG).hasSizeLessThan(MOST_BYTES);
        assertThat(ByteBuffer.wrap(picture).getInt(OFFSET_OF_WIDTH)).isEqualTo(WIDTH);
    }

    @Test
    @Order(1)
    @EnabledIfSystemProperty(named = "console.pictures", matches = "true")
    void take() throws IOException {
        Map<String, String> pages = PictureScene.prepare();
        try (TestingChromium browser = TestingChromium.startWithoutScripts()) {
            browser.show(WIDTH, false);
            browser.open(at("/console"));
            browser.fill("input[name=key]", TestDatabase.BOOTSTRAP_KEY);
            browser.strike(Keys.ENTER);
            browser.awaitHeading("Overview");
            for (Map.Entry<String, String> page : pages.entrySet()) {
                browser.open(at(page.getValue()));
                Files.write(FOLDER.resolve(page.getKey() + ".png"), browser.picture());
            }
        }
    }

    private static URI at(String path) {
        return URI.create(TestDocuSign.publicUrl() + path);
    }
}
