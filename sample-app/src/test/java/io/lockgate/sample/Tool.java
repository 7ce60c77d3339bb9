package io.lockgate.sample;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A command that tests need and that not every machine has. */
record Tool(String name) {

    /** For {@code @EnabledIf}. In continuous integration nobody reads that a test was skipped, hence it runs there and fails. */
    boolean isExpected() {
        return "true".equals(System.getenv("CI")) || find().isPresent();
    }

    /** Where it is. */
    Path path() {
        return find().orElseThrow(() -> new IllegalStateException(name + " is not installed"));
    }

    private Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
