package io.lockgate.sample;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The order service as it is delivered, an executable jar, and the options of the JVM that it runs in. */
record ServiceJar(Path path, List<String> options) {

    private static final String HEAP = "-Xmx256m";

    /** What the build made, in a JVM that soon has compiled what it needs. */
    static ServiceJar built() {
        return new ServiceJar(
                Path.of(System.getProperty("lockgate.sample.jar", "target/lockgate-sample-app.jar")),
                List.of("-XX:TieredStopAtLevel=1", HEAP));
    }

    /** A copy of the jar with another changelog in it, in a JVM that is what a JVM is by default. */
    ServiceJar with(GrownChangelog changelog) throws IOException {
        Path copy = Files.createDirectories(path.resolveSibling("benchmark"))
                .resolve("orders-%d.jar".formatted(changelog.changeSets()));
        Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem jar = FileSystems.newFileSystem(copy)) {
            for (Map.Entry<String, String> file : changelog.files().entrySet()) {
                Path target = jar.getPath("BOOT-INF/classes/db/changelog", file.getKey());
                Files.createDirectories(target.getParent());
                Files.writeString(target, file.getValue());
            }
        }
        return new ServiceJar(copy, List.of(HEAP));
    }

    /** The command that starts the service. */
    List<String> command(Contestant contestant) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(contestant.launch(path));
        return command;
    }

    /** Where what the processes print is kept: {@code processes}, beside the jar. */
    Path processes() {
        return path.resolveSibling("processes");
    }
}
