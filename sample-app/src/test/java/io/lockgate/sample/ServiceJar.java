package io.lockgate.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The order service as it is delivered, an executable jar, and the options of the JVM that it runs in. */
record ServiceJar(Path path, List<String> options) {

    /** What the build made, in a JVM that soon has compiled what it needs. */
    static ServiceJar built() {
        return new ServiceJar(
                Path.of(System.getProperty("lockgate.sample.jar", "target/lockgate-sample-app.jar")),
                List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
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
