package io.countersign.console;

import io.countersign.TestingChromium;
import io.countersign.TestingNpm;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The rules of axe-core ({@code src/test/axe}), put to the page that a browser shows. */
record AxeRules(String source) {
    /** WCAG 2.2 to level AA, and what axe-core calls good beside it. */
    private static final List<String> ALL =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice");

    /** Those that look at colours, sizes and places rather than at the document. */
    private static final List<String> OF_LOOKS =
            List.of("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable");

    private static final String RUN = """
            const done = arguments[arguments.length - 1];
            axe.run(document, {
                runOnly: arguments[0],
                resultTypes: ["violations"]
            }).then(
                result => done(result.violations.flatMap(broken =>
                    broken.nodes.map(node => broken.id + ": " + node.html + " " + node.failureSummary))),
                failure => done(["axe-core failed: " + failure]));
            """;

    /** Skips the test where there is no npm, but in CI. */
    static AxeRules assumeInstalled() throws IOException, InterruptedException {
        TestingNpm tools = TestingNpm.of("axe").assumeInstalled();
        return new AxeRules(Files.readString(tools.file("node_modules/axe-core/axe.min.js")));
    }

    /** What breaks any rule on the page that is open, as it is shown now. */
    List<?> broken(TestingChromium browser) {
        return broken(browser, ALL);
    }

    /** The same of those rules alone that another width or other colours can break. */
    List<?> brokenInLooks(TestingChromium browser) {
        return broken(browser, OF_LOOKS);
    }

    private List<?> broken(TestingChromium browser, List<String> rules) {
        browser.runScripts(true);
        if (!Boolean.TRUE.equals(browser.ask("return typeof axe === 'object'"))) {
            browser.ask(source);
        }
        try {
            return (List<?>) browser.askLater(RUN, rules);
        } finally {
            browser.runScripts(false);
        }
    }
}
