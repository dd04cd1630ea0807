package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingChromium;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The console in a real browser that runs no script, wide and as narrow as a telephone, light and dark: only that knows
 * what is seen, where the focus is, and what axe-core says of it.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsoleBrowserTest {
    private static final int WIDE = 1280;
    private static final String FIT = "return document.documentElement.scrollWidth <= document.documentElement"
            + ".clientWidth && window.innerWidth === arguments[0]";

    /** Those addresses of the console that the page leads to, without what only chooses among rows. */
    private static final String LINKS = """
            return [...document.querySelectorAll("a[href^='/console']")].map(a => a.pathname)
            """;

    /** The outer HTML of whatever can have the focus and does not show that it has it. */
    private static final String UNSEEN = """
            const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
            return [...document.querySelectorAll(all)].filter(one => {
                one.focus();
                const style = getComputedStyle(one);
                return document.activeElement !== one || style.outlineStyle === "none"
                    || parseFloat(style.outlineWidth) < 2;
            }).map(one => one.outerHTML)
            """;

    private static AxeRules axe = new AxeRules("");

    private final SoftAssertions found = new SoftAssertions();

    @BeforeAll
    static void needsABrowser() throws IOException, InterruptedException {
        TestingChromium.assumeInstalled();
        axe = AxeRules.assumeInstalled();
    }

    @Test
    void everyPageIsForEverybody() {
        // Given
        BrowserScene scene = BrowserScene.prepare();
        Deque<String> ahead = new ArrayDeque<>(scene.pages());
        Set<String> seen = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        try (TestingChromium browser = TestingChromium.startWithoutScripts()) {
            browser.show(TestingChromium.WIDTH, false);
            KeyboardUser user = new KeyboardUser(browser);
            user.signIn();
            user.skip();

            // When
            while (!ahead.isEmpty()) {
                String page = ahead.pop();
                // Of each kind one, and those of the scene.
                boolean wanted = scene.pages().contains(page) || kinds.add(scene.kind(page));
                if (wanted && seen.add(page)) {
                    kinds.add(scene.kind(page));
                    browser.open(at(page));
                    lookAt(browser, page);
                    for (Object link : (List<?>) browser.ask(LINKS)) {
                        ahead.add(link.toString());
                    }
                }
            }
        }

        // Then
        found.assertAll();
        for (Menu item : Menu.values()) {
            assertThat(seen).contains(item.href());
        }
    }

    @Test
    void whatIsNotForEverybodyIsFound() {
        try (TestingChromium browser = TestingChromium.startWithoutScripts()) {
            browser.open(URI.create("data:text/html,%3Cp%20style='color:%23bbb'%3EPale%20%3Cimg%20src='x'%3E"));

            assertThat(axe.broken(browser).toString()).contains("image-alt", "color-contrast", "document-title");
            assertThat(axe.brokenInLooks(browser)).hasSize(1);
        }
    }

    private void lookAt(TestingChromium browser, String page) {
        for (int width : List.of(WIDE, TestingChromium.WIDTH)) {
            for (boolean dark : List.of(false, true)) {
                browser.show(width, dark);
                String how = "%s, %d pixels wide, %s".formatted(page, width, dark ? "dark" : "light");
                found.assertThat(browser.ask(FIT, width)).as(how + " fits").isEqualTo(true);
                // All rules in each width and in each colour.
                boolean all = dark == (width == TestingChromium.WIDTH);
                found.assertThat(all ? axe.broken(browser) : axe.brokenInLooks(browser))
                        .as(how)
                        .isEmpty();
            }
        }
        found.assertThat((List<?>) browser.ask(UNSEEN)).as(page + ": focus").isEmpty();
        found.assertThat(browser.complaints()).as(page).isEmpty();
    }

    private static URI at(String path) {
        return URI.create(TestDocuSign.publicUrl() + path);
    }
}
