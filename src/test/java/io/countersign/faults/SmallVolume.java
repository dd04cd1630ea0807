package io.countersign.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system of a few megabytes that is PostgreSQL's own: one that really has no room. As root, or with sudo. */
final class SmallVolume implements AutoCloseable {
    private static final int CHUNK = 65_536;

    private final Path directory;

    private SmallVolume(Path directory) {
        this.directory = directory;
    }

    static SmallVolume mount(int megabytes) {
        try {
            SmallVolume volume = new SmallVolume(Files.createTempDirectory("small-volume"));
            volume.run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0777", "tmpfs", volume.path());
            return volume;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a table stand there, and its indexes where they were. */
    void take(Database database, String table) {
        try {
            Path tables = Files.createDirectory(directory.resolve("tables"));
            if (ChildProcess.isRoot()) {
                run("chown", "postgres", tables.toString());
            }
            database.run("CREATE TABLESPACE small LOCATION '" + tables + "'");
            database.run("ALTER TABLE " + table + " SET TABLESPACE small");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes until nothing fits any more. */
    void fill() {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            byte[] chunk = new byte[CHUNK];
            while (true) {
                filler.write(chunk);
            }
        } catch (IOException full) {
            // That is what was wanted.
        }
    }

    /** Makes room again. */
    void free() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever still stands there goes with it: the server has to be done with it, and with its tablespace. */
    @Override
    public void close() {
        run("umount", "-l", path());
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    private String path() {
        return directory.toString();
    }

    private void run(String... command) {
        List<String> whole = new ArrayList<>(ChildProcess.isRoot() ? List.of() : List.of("sudo", "-n"));
        whole.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(whole).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(whole + " ended with " + process.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
