package io.lockgate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * A wall clock of one's own, for the processes that are launched with it: libfaketime tells them the time, and asks a file what
 * to tell. Their monotonic clock is that of the machine.
 */
final class WallClock implements AutoCloseable {

    private static final Tool FAKETIME = new Tool("faketime");

    private static final String RIGHT = "+0";

    private final Path folder;

    private final Path offset;

    private WallClock(Path folder) {
        this.folder = folder;
        this.offset = folder.resolve("offset");
    }

    /** For {@code @EnabledIf}. */
    static boolean isExpected() {
        return FAKETIME.isExpected();
    }

    /** A clock that is right, so far. */
    static WallClock create() {
        try {
            WallClock clock = new WallClock(Files.createTempDirectory("lockgate-clock-"));
            clock.write(RIGHT);
            return clock;
        } catch (IOException e) {
            throw new UncheckedIOException("The clock could not be made.", e);
        }
    }

    /**
     * The command that runs the command behind it on this clock.
     *
     * <p>What {@code faketime} itself was told goes before the file, hence it is unset. A workaround that libfaketime switches on
     * for some C libraries ends every {@code Object.wait} of a JVM at once, hence it is off ({@code FORCE_MONOTONIC_FIX} in its
     * README).
     */
    List<String> launcher() {
        return List.of(
                FAKETIME.path().toString(),
                "-m",
                "--exclude-monotonic",
                "-f",
                RIGHT,
                "env",
                "--unset=FAKETIME",
                "FAKETIME_TIMESTAMP_FILE=" + offset,
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_FORCE_MONOTONIC_FIX=0");
    }

    /** From now on it is ahead of the right time by that much, or behind it. */
    void isAheadBy(Duration duration) {
        try {
            write("%+d".formatted(duration.toSeconds()));
        } catch (IOException e) {
            throw new UncheckedIOException("The clock could not be set.", e);
        }
    }

    /** At once, as nobody may read a half of it. */
    private void write(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        FileSystemUtils.deleteRecursively(folder);
    }
}
