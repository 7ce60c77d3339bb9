package io.lockgate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
        Path copy = copy("orders-%d.jar".formatted(changelog.changeSets()));
        try (FileSystem jar = FileSystems.newFileSystem(copy)) {
            for (Map.Entry<String, String> file : changelog.files().entrySet()) {
                Path target = jar.getPath("BOOT-INF/classes/db/changelog", file.getKey());
                Files.createDirectories(target.getParent());
                Files.writeString(target, file.getValue());
            }
        }
        return new ServiceJar(copy, List.of(HEAP));
    }

    /** A copy of the jar with a class of the tests in it. */
    ServiceJar with(Class<?> type) throws IOException {
        Path copy = copy("orders-%s.jar".formatted(type.getSimpleName()));
        String name = type.getName().replace('.', '/') + ".class";
        try (FileSystem jar = FileSystems.newFileSystem(copy);
                InputStream compiled = Objects.requireNonNull(type.getResourceAsStream("/" + name), name)) {
            Files.copy(compiled, jar.getPath("BOOT-INF/classes", name), StandardCopyOption.REPLACE_EXISTING);
        }
        return new ServiceJar(copy, options);
    }

    private Path copy(String name) throws IOException {
        Path copy = path.resolveSibling(name);
        return Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
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
