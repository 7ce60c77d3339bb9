package io.lockgate.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Who migrates when the service starts, if anybody. */
enum Contestant {
    LOCKGATE("Lockgate") {
        @Override
        List<String> launch(Path jar) {
            return List.of("-jar", jar.toString());
        }
    },
    SPRING_BOOT("Spring Boot's Liquibase") {
        @Override
        List<String> launch(Path jar) {
            return List.of("-jar", jar.toString(), WITHOUT_LOCKGATE);
        }
    },
    SESSIONLOCK("the same with liquibase-sessionlock") {
        @Override
        List<String> launch(Path jar) {
            String library = Objects.requireNonNull(System.getProperty("sessionlock.jar"), "sessionlock.jar");
            return List.of(
                    "-Dloader.path=" + library,
                    "-cp",
                    jar.toString(),
                    "org.springframework.boot.loader.launch.PropertiesLauncher",
                    WITHOUT_LOCKGATE);
        }
    },
    OFF("Liquibase off") {
        @Override
        List<String> launch(Path jar) {
            return List.of("-jar", jar.toString(), WITHOUT_LOCKGATE, "--spring.liquibase.enabled=false");
        }
    };

    /** Those who do. */
    static final List<Contestant> MIGRATING = List.of(LOCKGATE, SPRING_BOOT, SESSIONLOCK);

    private static final String WITHOUT_LOCKGATE = "--lockgate.enabled=false";

    private final String title;

    Contestant(String title) {
        this.title = title;
    }

    /** What the JVM is told in order to start the service from its jar. */
    abstract List<String> launch(Path jar);

    @Override
    public String toString() {
        return title;
    }
}
