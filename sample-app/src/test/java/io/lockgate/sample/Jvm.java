package io.lockgate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the kernel and {@code jcmd} know of a JVM that runs. */
record Jvm(ProcessHandle process) {

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private static final Pattern LOADED = Pattern.compile("java\\.cls\\.(?:l|sharedL)oadedClasses=(\\d+)");

    private static final Pattern LIVE = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");

    /** User and system time so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** The largest resident set so far, in bytes. */
    long peakMemory() {
        try {
            return sum(PEAK, Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status"))) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many classes were loaded so far; asking loads none. */
    int loadedClasses() {
        return Math.toIntExact(sum(LOADED, jcmd("PerfCounter.print")));
    }

    /** The heap, in bytes, that is still in use after full collections. */
    long liveHeap() {
        jcmd("GC.run");
        return sum(LIVE, jcmd("GC.class_histogram"));
    }

    /** In bytes. */
    long metaspace() {
        return sum(METASPACE, jcmd("GC.heap_info")) * 1024;
    }

    private String jcmd(String command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process asking = new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            return new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("jcmd could not be started.", e);
        }
    }

    private static long sum(Pattern pattern, String output) {
        List<MatchResult> found = pattern.matcher(output).results().toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("Not found: " + pattern + " in: " + output);
        }
        return found.stream().mapToLong(match -> Long.parseLong(match.group(1))).sum();
    }
}
