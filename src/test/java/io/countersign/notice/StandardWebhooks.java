package io.countersign.notice;

import io.countersign.TestingNpm;
import io.countersign.notice.NoticeReceiver.Received;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The public library of Standard Webhooks, as a receiver uses it ({@code src/test/webhooks}). */
public final class StandardWebhooks {
    /** What it says of a notice that it takes. */
    public static final String OK = "ok";

    private static final Path NOTICES = Path.of("notices.jsonl");

    private final TestingNpm npm;

    private StandardWebhooks(TestingNpm npm) {
        this.npm = npm;
    }

    /**
     * A notice as a receiver has it.
     *
     * @param secret of its webhook, {@code whsec_…}
     * @param headers by their names in small letters, others among them
     * @param body as it came
     */
    public record Shown(String secret, Map<String, String> headers, String body) {

        /** What a receiver got, and the secret that it knows. */
        public static Shown of(String secret, Received notice) {
            return new Shown(secret, notice.headers(), notice.text());
        }

        private String line() {
            return new JsonObject()
                    .put("secret", secret)
                    .put("headers", new JsonObject(Map.copyOf(headers)))
                    .put("body", body)
                    .encode();
        }
    }

    /** Skips the test where there is no npm, but in CI. */
    public static StandardWebhooks assumeInstalled() throws IOException, InterruptedException {
        return new StandardWebhooks(TestingNpm.of("webhooks").assumeInstalled());
    }

    /** What the library says of each: {@link #OK}, or why it refuses it. What was sent minutes ago it refuses. */
    public List<String> verdicts(List<Shown> notices) throws IOException, InterruptedException {
        Files.write(
                npm.file(NOTICES.toString()), notices.stream().map(Shown::line).toList());
        return npm.run("sh", "-c", "node verify.mjs < " + NOTICES).lines().toList();
    }
}
