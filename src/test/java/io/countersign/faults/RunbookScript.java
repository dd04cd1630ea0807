package io.countersign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A runbook's commands as one script: what a document tells people to do is done as it stands there. */
final class RunbookScript {
    private static final String OPENING = "```sh";
    private static final String CLOSING = "```";

    private final List<String> blocks;

    private RunbookScript(List<String> blocks) {
        this.blocks = blocks;
    }

    /** All blocks that are marked as {@code sh}, in their order. */
    static RunbookScript of(Path document) {
        try {
            List<String> blocks = new ArrayList<>();
            List<String> block = null;
            for (String line : Files.readAllLines(document)) {
                if (line.equals(OPENING)) {
                    block = new ArrayList<>();
                } else if (line.equals(CLOSING) && block != null) {
                    blocks.add(String.join("\n", block));
                    block = null;
                } else if (block != null) {
                    block.add(line);
                }
            }
            return new RunbookScript(blocks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs the blocks in one bash, one after the other; the first command that fails ends it. What they have started in
     * the background lives on, until the process that is answered is closed.
     *
     * @param log gets what they print, and each block before it runs
     * @param done a file that is made after the last block
     */
    ChildProcess start(Path log, Path done, Map<String, String> variables) {
        StringBuilder script = new StringBuilder();
        new TreeMap<>(variables)
                .forEach((name, value) -> script.append("%s='%s'\n".formatted(name, value.replace("'", "'\\''"))));
        for (int i = 0; i < blocks.size(); i++) {
            script.append("echo 'Block %d'\n%s\n".formatted(i + 1, blocks.get(i)));
        }
        script.append("touch '%s'\nwait\n".formatted(done));
        try {
            Path file = Files.createTempFile(log.getParent(), "runbook", ".sh");
            Files.writeString(file, script);
            return ChildProcess.start(log, List.of("bash", file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
